//===- Repairs.cpp - Code that nvcc takes and Clang does not ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Compile/Repairs.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

static bool isBlank(char C) { return C == ' ' || C == '\t'; }

bool insertTemplateKeyword(std::string &Text, size_t Offset) {
  constexpr StringLiteral Keyword("template ");
  if (Offset > Text.size())
    return false;
  // Lines whose indentation is taken, nearest first, and how much of each.
  struct Taken {
    size_t LineBegin, Count;
  };
  SmallVector<Taken, 8> Lines;
  size_t Missing = Keyword.size();
  size_t LineEnd = Offset;
  for (int I = 0; I != 40 && Missing; ++I) {
    size_t Begin = LineEnd ? Text.rfind('\n', LineEnd - 1) : std::string::npos;
    Begin = Begin == std::string::npos ? 0 : Begin + 1;
    size_t Indent = 0;
    while (Begin + Indent < LineEnd && isBlank(Text[Begin + Indent]))
      ++Indent;
    size_t Count = std::min(Indent, Missing);
    if (Count)
      Lines.push_back({Begin, Count});
    Missing -= Count;
    if (!Begin)
      break;
    LineEnd = Begin - 1;
  }
  if (Missing)
    return false;
  Text.insert(Offset, Keyword);
  // Nearest first is last in the text first, so earlier offsets stay right.
  for (const Taken &Line : Lines)
    Text.erase(Line.LineBegin, Line.Count);
  return true;
}

bool externSharedVariable(std::string &Text, size_t Offset) {
  constexpr StringLiteral From("__shared__"), To("__shextn__");
  static_assert(From.size() == To.size());
  size_t Statement = Text.find_last_of(";{}", Offset);
  size_t At = Text.rfind(From, Offset);
  if (At == std::string::npos ||
      (Statement != std::string::npos && At < Statement))
    return false;
  Text.replace(At, From.size(), To.str());
  return true;
}

} // namespace perfclaim
