//===- TestTree.h - Sides in memory for tests -------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_TEST_UNIT_PARSE_TESTTREE_H
#define PERFCLAIM_TEST_UNIT_PARSE_TESTTREE_H

#include "perfclaim/Parse/Unit.h"
#include "gtest/gtest.h"
#include <cstdlib>
#include <map>
#include <string>

namespace perfclaim {

using TreeFiles = std::map<std::string, std::string>;

inline SideInput makeSide(TreeFiles Files, Side Which = Side::After) {
  SideInput Result;
  Result.Which = Which;
  Result.Root = "/perfclaim-test";
  Result.Tree = makeMemoryTree(std::move(Files), /*Complete=*/true);
  Result.Files = makeSideFileSystem(Result.Tree, Result.Root,
                                    llvm::vfs::getRealFileSystem());
  return Result;
}

/// Options with the toolkit of the machine; a test fails where there is none.
inline ParseOptions makeOptions() {
  ParseOptions Options;
  const char *Override = std::getenv("PERFCLAIM_CUDA_PATH");
  auto Real = llvm::vfs::getRealFileSystem();
  llvm::Expected<Toolkit> Kit =
      findToolkit(Override ? Override : "", *Real,
                  [](llvm::StringRef) { return std::nullopt; });
  if (Kit)
    Options.Kit = *Kit;
  else
    ADD_FAILURE() << llvm::toString(Kit.takeError())
                  << " (or set PERFCLAIM_CUDA_PATH)";
  Options.ResourceDir = findResourceDir(*Real);
  return Options;
}

inline UnitRequest makeRequest(std::string Path) {
  UnitRequest Request;
  Request.Path = std::move(Path);
  Request.FlagsFrom = "test";
  return Request;
}

inline std::string textOf(const std::vector<Note> &Notes) {
  std::string Result;
  for (const Note &N : Notes)
    Result += N.File + ":" + std::to_string(N.Line) + ": " + N.Text + "\n";
  return Result;
}

} // namespace perfclaim

#endif // PERFCLAIM_TEST_UNIT_PARSE_TESTTREE_H
