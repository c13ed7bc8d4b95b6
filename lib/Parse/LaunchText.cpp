//===- LaunchText.cpp - Kernels and launches by their words ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LaunchText.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

/// Files that are read for one unit at most.
static constexpr size_t MaxFilesRead = 200;

static bool isWordChar(char C) { return isAlnum(C) || C == '_'; }

std::set<std::string> kernelNames(StringRef Text) {
  constexpr StringLiteral Mark("__global__"), Bounds("__launch_bounds__");
  std::set<std::string> Names;
  for (size_t At = Text.find(Mark); At != StringRef::npos;
       At = Text.find(Mark, At + 1)) {
    StringRef Rest = Text.drop_front(At + Mark.size());
    // Attributes may hold parentheses of their own.
    while (true) {
      size_t Open = Rest.find_first_of("(;{");
      if (Open == StringRef::npos || Rest[Open] != '(')
        break;
      StringRef Word = Rest.take_front(Open).rtrim();
      size_t Begin = Word.size();
      while (Begin && isWordChar(Word[Begin - 1]))
        --Begin;
      Word = Word.drop_front(Begin);
      if (Word != Bounds && Word != "__attribute__" && Word != "__align__") {
        if (!Word.empty() && !isDigit(Word.front()))
          Names.insert(Word.str());
        break;
      }
      size_t Depth = 0, I = Open;
      for (; I != Rest.size(); ++I)
        if (Rest[I] == '(')
          ++Depth;
        else if (Rest[I] == ')' && --Depth == 0)
          break;
      Rest = Rest.drop_front(std::min(I + 1, Rest.size()));
    }
  }
  return Names;
}

bool hasLaunches(StringRef Text) {
  return Text.contains("<<<") || Text.contains("cudaLaunch");
}

static bool mentions(StringRef Text, StringRef Name) {
  for (size_t At = Text.find(Name); At != StringRef::npos;
       At = Text.find(Name, At + 1)) {
    size_t End = At + Name.size();
    if ((!At || !isWordChar(Text[At - 1])) &&
        (End == Text.size() || !isWordChar(Text[End])))
      return true;
  }
  return false;
}

std::vector<std::string> unitsLaunching(SourceIndex &Index, StringRef Unit,
                                        const std::set<std::string> &Kernels,
                                        size_t Most) {
  std::vector<std::pair<unsigned, std::string>> Near;
  for (const std::string &Path : Index.tree().paths())
    if (Path != Unit && isUnitName(Path) && isCudaName(Path) &&
        !isHipTwin(Path))
      Near.emplace_back(pathDistance(Path, Unit), Path);
  llvm::sort(Near);
  std::vector<std::string> Found;
  for (size_t I = 0;
       I != std::min(Near.size(), MaxFilesRead) && Found.size() != Most; ++I) {
    StringRef Text = Index.text(Near[I].second);
    if (hasLaunches(Text) && any_of(Kernels, [&](const std::string &Name) {
          return mentions(Text, Name);
        }))
      Found.push_back(Near[I].second);
  }
  return Found;
}

} // namespace perfclaim
