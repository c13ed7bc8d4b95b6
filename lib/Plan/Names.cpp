//===- Names.cpp - What names of kernels and sizes say --------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

static bool isWordByte(char C) { return isAlnum(C) || C == '_'; }

std::vector<std::string> splitWords(StringRef Text) {
  std::vector<std::string> Words;
  std::string Word;
  auto Flush = [&] {
    if (!Word.empty())
      Words.push_back(std::move(Word));
    Word.clear();
  };
  for (size_t I = 0; I < Text.size(); ++I) {
    char C = Text[I];
    if (!isAlnum(C)) {
      Flush();
      continue;
    }
    char Last = I ? Text[I - 1] : ' ';
    bool NewWord = isDigit(C) != isDigit(Last) && isAlnum(Last);
    if (isUpper(C) && isLower(Last))
      NewWord = true;
    // "RMSNorm": the last capital of a run starts a word if a small letter
    // follows, unless that is the plural of "SMs".
    if (isUpper(C) && isUpper(Last) && I + 1 < Text.size() &&
        isLower(Text[I + 1])) {
      bool Plural =
          Text[I + 1] == 's' && (I + 2 == Text.size() || !isLower(Text[I + 2]));
      NewWord |= !Plural;
    }
    if (NewWord)
      Flush();
    Word += toLower(C);
  }
  Flush();
  return Words;
}

/// Words that tell one variant of a function from another.
static bool isVariantWord(StringRef Word) {
  static constexpr StringLiteral Variants[] = {
      "v",       "ver",  "fast",      "faster",    "opt",       "optimized",
      "vec",     "new",  "old",       "optimised", "kernel",    "vectorized",
      "naive",   "orig", "improved",  "launch",    "launcher",  "vectorised",
      "run",     "cuda", "reference", "device",    "global",    "vectorize",
      "version", "gpu",  "baseline",  "tuned",     "simplified"};
  return is_contained(Variants, Word);
}

VariantName splitVariant(StringRef Name) {
  VariantName Result;
  for (const std::string &Word : splitWords(Name)) {
    int64_t Number = 0;
    if (isDigit(Word.front())) {
      if (!StringRef(Word).getAsInteger(10, Number))
        Result.Number = Number;
      continue;
    }
    if (isVariantWord(Word))
      continue;
    if (!Result.Stem.empty())
      Result.Stem += '_';
    Result.Stem += Word;
  }
  return Result;
}

double nameSimilarity(StringRef A, StringRef B) {
  std::vector<std::string> Left = splitWords(A), Right = splitWords(B);
  if (Left.empty() || Right.empty())
    return 0;
  size_t Common = 0;
  std::vector<std::string> Rest = Right;
  for (const std::string &Word : Left) {
    auto It = find(Rest, Word);
    if (It == Rest.end())
      continue;
    Rest.erase(It);
    ++Common;
  }
  return static_cast<double>(Common) /
         static_cast<double>(Left.size() + Right.size() - Common);
}

bool isIdentifier(StringRef Text) {
  return !Text.empty() && !isDigit(Text.front()) && all_of(Text, isWordByte);
}

std::string makeIdentifier(StringRef Text) {
  std::string Result;
  for (char C : Text) {
    char Next = isWordByte(C) ? C : '_';
    if (Next == '_' && (Result.empty() || Result.back() == '_'))
      continue;
    Result += Next;
  }
  while (!Result.empty() && Result.back() == '_')
    Result.pop_back();
  if (Result.empty())
    return "entry";
  if (isDigit(Result.front()))
    Result.insert(0, "n");
  return Result;
}

std::string joinNames(const std::vector<std::string> &Names) {
  std::string Result;
  for (size_t I = 0; I < Names.size(); ++I) {
    if (I)
      Result += I + 1 == Names.size() ? " and " : ", ";
    Result += Names[I];
  }
  return Result;
}

bool containsWord(StringRef Text, StringRef Word) {
  if (Word.empty())
    return false;
  for (size_t At = Text.find(Word); At != StringRef::npos;
       At = Text.find(Word, At + 1)) {
    size_t End = At + Word.size();
    if ((At == 0 || !isWordByte(Text[At - 1])) &&
        (End == Text.size() || !isWordByte(Text[End])))
      return true;
  }
  return false;
}

} // namespace perfclaim
