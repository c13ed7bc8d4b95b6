//===- IntentPhrases.cpp - What a subject says is done for speed --------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IntentWords.h"
#include "Reader.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

StringRef phraseAt(ArrayRef<Token> Tokens, size_t I) {
  struct Phrase {
    StringLiteral First, Second, Type;
  };
  constexpr Phrase Table[] = {{"block", "size", "launch_configuration"},
                              {"grid", "size", "launch_configuration"},
                              {"partition", "size", "launch_configuration"},
                              {"thread", "block", "launch_configuration"},
                              {"threads", "max", "launch_configuration"},
                              {"launch", "bounds", "launch_configuration"},
                              {"vector", "loads", "memory"},
                              {"vector", "load", "memory"},
                              {"shared", "mem", "memory"},
                              {"bank", "conflicts", "memory"},
                              {"conflict", "free", "memory"},
                              {"data", "movement", "memory"},
                              {"block", "reduction", "algorithm"},
                              {"warp", "reduction", "algorithm"},
                              {"tree", "reduction", "algorithm"},
                              {"double", "buffering", "algorithm"},
                              {"full", "bf16", "precision"},
                              {"full", "fp16", "precision"},
                              {"use", "tf32", "precision"},
                              {"use", "fp16", "precision"},
                              {"use", "bf16", "precision"},
                              {"in", "bf16", "precision"},
                              {"in", "fp16", "precision"}};
  if (I + 1 >= Tokens.size())
    return "";
  const Token &First = Tokens[I], &Second = Tokens[I + 1];
  for (const Phrase &P : Table)
    if (First.isWord(P.First) && Second.isWord(P.Second))
      return P.Type;
  return "";
}

StringRef techniqueIn(const Reading &R, bool Device) {
  constexpr StringLiteral Techniques[] = {
      "vectoriz", "vectoris",  "coalesc",  "prefetch",  "occupancy",  "autotun",
      "tune",     "tuning",    "unroll",   "swizzl",    "inefficien", "fastdiv",
      "warptil",  "bandwidth", "efficien", "blocksize", "nwarps",     "fused"};
  constexpr StringLiteral Betters[] = {"improv", "better", "reduc",  "avoid",
                                       "less",   "replac", "increas"};
  constexpr StringLiteral Lowers[] = {
      "better", "improve", "improves", "reduce", "reduces", "lower", "lowers"};
  constexpr StringLiteral Sizes[] = {"block", "grid", "tile", "partition"};
  constexpr StringLiteral Others[] = {
      "fix",  "fixed",   "fixes",   "revert",  "support", "test",
      "docs", "readme",  "bugfix",  "warning", "typo",    "rename",
      "ci",   "version", "message", "comment", "build",   "compile"};
  StringRef Found;
  for (size_t T = 0; T < R.Tokens.size() && R.Tokens[T].Line == 0; ++T) {
    const Token &Word = R.Tokens[T];
    if (isWordIn(Word, Others))
      return "";
    auto Begins = [&](ArrayRef<StringLiteral> List) {
      return llvm::any_of(List, [&](StringRef B) {
        return Word.Text.starts_with_insensitive(B);
      });
    };
    const bool Pair =
        T + 1 < R.Tokens.size() &&
        ((Word.isWord("vector") &&
          R.Tokens[T + 1].Text.starts_with_insensitive("load")) ||
         (Word.isWord("shared") &&
          R.Tokens[T + 1].Text.starts_with_insensitive("mem")) ||
         (Word.isWord("block") && R.Tokens[T + 1].isWord("size")) ||
         (Word.isWord("bank") &&
          R.Tokens[T + 1].Text.starts_with_insensitive("conflict")));
    auto Follows = [&](size_t N, StringRef Beginning) {
      return T + N < R.Tokens.size() && R.Tokens[T + N].Line == 0 &&
             R.Tokens[T + N].Text.starts_with_insensitive(Beginning);
    };
    // "Fuse bias and gelu", "cuda: fuse ..."
    const bool Verb =
        T == 0 || R.Tokens[T - 1].isSign(':') || R.Tokens[T - 1].isSign(']');
    const bool Fuses = Verb && (Word.isWord("fuse") || Word.isWord("fusing"));
    // "a block size heuristic"
    const bool Chooses =
        isWordIn(Word, Sizes) && Follows(1, "size") && Follows(2, "heuristic");
    // "Better time complexity"
    const bool Simpler = isWordIn(Word, Lowers) &&
                         (Follows(1, "complexity") ||
                          Follows(2, "complexity") || Follows(3, "complexity"));
    if (Fuses || Chooses || Simpler || Begins(Techniques) || (Device && Pair) ||
        (Device && Begins(Betters)))
      Found = Word.Text;
  }
  return R.AboutBuild ? StringRef() : Found;
}

} // namespace perfclaim
