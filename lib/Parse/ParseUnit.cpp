//===- ParseUnit.cpp - A unit to its AST ------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Session.h"
#include "perfclaim/Parse/Unit.h"
#include "perfclaim/Support/Error.h"
#include "clang/Frontend/CompilerInstance.h"

using namespace llvm;

namespace perfclaim {

Expected<std::vector<Note>> parseUnit(const SideInput &Side,
                                      const UnitRequest &Request, View Which,
                                      const ParseOptions &Options,
                                      function_ref<void(ParsedUnit &)> Use,
                                      UnitPreamble *Preamble) {
  if (!Side.Tree->contains(Request.Path))
    return makeError(Request.Path, "this side has no such file");
  Session Run({Side,
               Request.Flags,
               Options,
               Which,
               Request.Path,
               std::nullopt,
               {},
               /*RecordMacros=*/true,
               /*SkipBodies=*/false,
               Session::stateOf(Preamble)});
  Error Failed = Run.runSyntax([&](clang::CompilerInstance &Compiler) {
    SeenInUnit &Seen = Run.seen();
    ParsedUnit Unit{Request,
                    Which,
                    Compiler.getASTContext(),
                    Compiler.getPreprocessor(),
                    std::move(Seen.Macros),
                    {Seen.IncludedFiles.begin(), Seen.IncludedFiles.end()},
                    {Seen.MissingHeaders.begin(), Seen.MissingHeaders.end()},
                    Seen.ErrorCount,
                    [&Run](StringRef File) { return Run.names().name(File); },
                    Seen.ErrorPlaces,
                    {Run.includedFirst().begin(), Run.includedFirst().end()}};
    Use(Unit);
  });
  if (Failed)
    return std::move(Failed);
  return Run.notes();
}

} // namespace perfclaim
