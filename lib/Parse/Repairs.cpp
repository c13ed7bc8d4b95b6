//===- Repairs.cpp - Code that nvcc takes and Clang does not ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Repairs.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

static bool isBlank(char C) { return C == ' ' || C == '\t'; }

/// Length of three \p Bracket with blanks between them at \p At; 0 if there
/// are none or no blanks.
static size_t spacedTriple(StringRef Text, size_t At, char Bracket) {
  size_t I = At;
  for (int Seen = 0;;) {
    if (I >= Text.size() || Text[I] != Bracket)
      return 0;
    ++I;
    if (++Seen == 3)
      return I - At > 3 ? I - At : 0;
    while (I < Text.size() && isBlank(Text[I]))
      ++I;
  }
}

static void closeUp(std::string &Text, size_t At, size_t Length, char Bracket) {
  for (size_t I = 0; I != Length; ++I)
    Text[At + I] = I < 3 ? Bracket : ' ';
}

/// A launch ends in the statement it begins in: without its closing brackets
/// and a parenthesis nothing is touched.
static bool repairLaunches(std::string &Text) {
  bool Changed = false;
  for (size_t At = Text.find('<'); At != std::string::npos;
       At = Text.find('<', At + 1)) {
    if (At && Text[At - 1] == '<')
      continue;
    size_t Open = spacedTriple(Text, At, '<');
    bool Whole = StringRef(Text).substr(At).starts_with("<<<");
    if (!Open && !Whole)
      continue;
    size_t End = Text.find(';', At);
    if (End == std::string::npos)
      break;
    size_t Close = At + 3, Length = 0;
    for (; Close < End; ++Close) {
      if (Text[Close] != '>')
        continue;
      Length = spacedTriple(Text, Close, '>');
      size_t Plain = StringRef(Text).substr(Close).starts_with(">>>") ? 3 : 0;
      size_t After = Close + (Length ? Length : Plain);
      while (After < End && isSpace(Text[After]))
        ++After;
      if ((Length || Plain) && After < End && Text[After] == '(')
        break;
      Length = 0;
    }
    if (Close == End)
      continue;
    if (Open)
      closeUp(Text, At, Open, '<');
    if (Length)
      closeUp(Text, Close, Length, '>');
    Changed |= Open || Length;
    At = Close;
  }
  return Changed;
}

/// Some projects declare the built-in variables themselves for their editors.
static bool repairBuiltins(std::string &Text) {
  bool Changed = false;
  for (StringRef Name : {"blockDim", "gridDim", "blockIdx", "threadIdx"})
    for (size_t At = Text.find(Name); At != std::string::npos;
         At = Text.find(Name, At + 1)) {
      size_t End = Text.find_first_not_of(" \t", At + Name.size());
      if (End == std::string::npos || Text[End] != ';')
        continue;
      size_t Begin = Text.find_last_of(";{}\n", At);
      Begin = Begin == std::string::npos ? 0 : Begin + 1;
      StringRef Declaration = StringRef(Text).slice(Begin, At).trim();
      if (!Declaration.starts_with("extern") ||
          !(Declaration.ends_with("dim3") || Declaration.ends_with("uint3")))
        continue;
      for (size_t I = Begin; I <= End; ++I)
        Text[I] = ' ';
      Changed = true;
    }
  return Changed;
}

bool repairSpelling(std::string &Text) {
  bool Changed = false;
  if (StringRef(Text).contains("< <") || StringRef(Text).contains("> >"))
    Changed |= repairLaunches(Text);
  if (StringRef(Text).contains("extern"))
    Changed |= repairBuiltins(Text);
  return Changed;
}

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
