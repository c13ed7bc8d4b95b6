//===- Hardware.cpp - Names of GPUs ---------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Reader.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

size_t hardwareAt(ArrayRef<Token> Tokens, size_t I) {
  const Token &T = Tokens[I];
  auto Digits = [](StringRef Text) {
    return Text.take_while([](char C) { return isDigit(C); });
  };
  if (T.Kind == TokenKind::Number) {
    // "750Ti"
    return I + 1 < Tokens.size() && !Tokens[I + 1].Space &&
                   Tokens[I + 1].isWord("ti") && T.Text.size() >= 3
               ? 2
               : 0;
  }
  if (T.Kind != TokenKind::Word)
    return 0;
  StringRef W = T.Text;
  if (W == "RTX" || W == "GTX" || W == "Quadro" || W == "Tesla" ||
      W == "GeForce" || W == "Radeon" || W == "Titan") {
    size_t N = 1;
    while (I + N < Tokens.size() && N < 5) {
      const Token &Next = Tokens[I + N];
      const bool Part =
          Next.Kind == TokenKind::Number ||
          (Next.Kind == TokenKind::Word && !Digits(Next.Text).empty()) ||
          Next.isSign('-') || Next.isWord("pro") || Next.isWord("rtx") ||
          Next.isWord("gtx") || Next.isWord("ti") || Next.isWord("super") ||
          Next.isWord("ada");
      if (!Part || Next.Line != T.Line)
        break;
      ++N;
    }
    while (N > 1 && Tokens[I + N - 1].isSign('-'))
      --N;
    return N > 1 ? N : 0;
  }
  for (StringRef Family : {"RTX", "GTX"})
    if (W.starts_with(Family) && Digits(W.substr(3)).size() >= 3)
      return 1;
  if (W.starts_with("MI") && Digits(W.substr(2)).size() >= 2)
    return 1;
  // H100, A10G, L40S, V100, P100, T4, B200, GB10, GH200
  StringRef Rest = W;
  if (Rest.consume_front("GB") || Rest.consume_front("GH") ||
      Rest.consume_front("H") || Rest.consume_front("A") ||
      Rest.consume_front("B") || Rest.consume_front("V") ||
      Rest.consume_front("P") || Rest.consume_front("L") ||
      Rest.consume_front("T")) {
    const StringRef Number = Digits(Rest);
    const StringRef Tail = Rest.substr(Number.size());
    const bool Known = StringSwitch<bool>(Number)
                           .Cases({"100", "200", "300", "800", "40"}, true)
                           .Cases({"10", "4", "20", "30"}, true)
                           .Default(false);
    // "A4" or "P10" are names of other things more often than not.
    const bool Short = Number.size() == 1 && W != "T4" && W != "L4";
    if (Known && !Short &&
        (Tail.empty() || Tail == "G" || Tail == "S" || Tail == "X"))
      return 1;
  }
  return 0;
}

} // namespace perfclaim
