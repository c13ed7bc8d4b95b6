//===- Legacy.cpp - Names that CUDA 13 no longer has ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Legacy.h"
#include "llvm/ADT/StringExtras.h"
#include <set>

using namespace llvm;

namespace perfclaim {

static bool isNameChar(char C) { return isAlnum(C) || C == '_'; }

std::vector<std::string> legacyNames(const SourceTexts &Texts) {
  static constexpr StringLiteral Names[] = {
      "cub::Difference", "cub::Equality",
      "cub::Inequality", "cub::Max",
      "cub::Min",        "cub::Sum",
      "cudaThreadExit",  "cudaThreadSynchronize",
      "__all",           "__any",
      "__ballot",        "__shfl",
      "__shfl_down",     "__shfl_up",
      "__shfl_xor"};
  std::set<std::string> Found;
  for (const auto &[Path, Text] : Texts)
    for (StringRef Name : Names)
      for (size_t At = Text.find(Name); At != std::string::npos;
           At = Text.find(Name, At + 1)) {
        const size_t End = At + Name.size();
        if ((At && isNameChar(Text[At - 1])) ||
            (End != Text.size() && isNameChar(Text[End])))
          continue;
        Found.insert(Name.str());
        break;
      }
  return {Found.begin(), Found.end()};
}

} // namespace perfclaim
