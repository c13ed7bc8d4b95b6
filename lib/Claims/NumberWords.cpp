//===- NumberWords.cpp - "twice", "half the time", "x4" -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Quantities.h"
#include "Words.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

namespace {

class NumberWords {
public:
  explicit NumberWords(ArrayRef<Token> Tokens) : Tokens(Tokens) {}

  /// "twice as fast", "two times", "halves", "an order of magnitude".
  std::optional<Quantity> read(size_t I) const {
    const Token &T = Tokens[I];
    Quantity Q;
    Q.First = Q.Last = I;
    Q.Class = UnitClass::Times;
    Q.Unit = "x";
    if (T.isWord("twice") || T.isWord("halves") || T.isWord("halve") ||
        T.isWord("halved") || T.isWord("halving") || T.isWord("doubles") ||
        T.isWord("doubled") || T.isWord("doubling")) {
      Q.Low = Q.High = 2;
      return Q;
    }
    // "speed x2"
    if (const double Glued = timesWord(I); Glued > 1 && speedBefore(I)) {
      Q.Low = Q.High = Glued;
      // "x4 to x6", "x4-x6"
      const Token *To = at(I + 1);
      if (To && (To->isWord("to") || To->isSign('-')) && same(I, I + 1))
        if (const double End = timesWord(I + 2); End > Glued) {
          Q.High = End;
          Q.Range = true;
          Q.Last = I + 2;
        }
      return Q;
    }
    if (T.isWord("half") && halfOf(I)) {
      Q.Low = Q.High = 2;
      return Q;
    }
    const double Value = StringSwitch<double>(T.Text)
                             .CasesLower({"two"}, 2)
                             .CasesLower({"three"}, 3)
                             .CasesLower({"four"}, 4)
                             .CasesLower({"five"}, 5)
                             .CasesLower({"ten"}, 10)
                             .Default(0);
    const Token *Next = at(I + 1);
    if (!Next || !same(I, I + 1))
      return std::nullopt;
    if (Value != 0 && Next->isWord("times")) {
      Q.Low = Q.High = Value;
      Q.Last = I + 1;
      return Q;
    }
    const bool An = T.isWord("an") || T.isWord("one");
    if ((An || Value == 2 || Value == 3) &&
        (Next->isWord("order") || Next->isWord("orders")) && at(I + 3) &&
        at(I + 2)->isWord("of") && at(I + 3)->isWord("magnitude")) {
      Q.Low = Q.High = An ? 10 : Value == 2 ? 100 : 1000;
      Q.Last = I + 3;
      return Q;
    }
    return std::nullopt;
  }

  /// "half the time", "cut in half"; not "half precision".
  bool halfOf(size_t I) const {
    if (I > 0 && Tokens[I - 1].isWord("in"))
      return true;
    for (size_t J = I + 1; J < Tokens.size() && J < I + 4; ++J) {
      if (words::classify(Tokens[J].Text) & (words::Time | words::Memory))
        return true;
      if (!Tokens[J].isWord("the") && !Tokens[J].isWord("of") &&
          !Tokens[J].isWord("as"))
        return false;
    }
    return false;
  }

  /// 4 of "x4"; 0 for anything else.
  double timesWord(size_t I) const {
    const Token *T = at(I);
    double Value = 0;
    if (!T || T->Kind != TokenKind::Word || T->Text.size() > 4 ||
        (T->Text.front() != 'x' && T->Text.front() != 'X') ||
        T->Text.drop_front().getAsDouble(Value))
      return 0;
    return Value;
  }

  /// "speed x2", "speedups were around x4", "faster by x3"; but "faster
  /// x13/x14" and "the speed of quark and x11" are names.
  bool speedBefore(size_t I) const {
    const Token *Next = at(I + 1);
    if (Next && (Next->isSign('/') || Next->isSign(',')))
      return false;
    for (size_t J = I; J > 0 && J + 5 > I; --J) {
      const Token &T = Tokens[J - 1];
      if (!same(J - 1, I))
        break;
      const bool Leads = T.isWord("by") || T.isWord("around") ||
                         T.isWord("about") || T.isSign('~') || T.isSign('(') ||
                         T.isSign('+') || T.isSign(':');
      if (J == I && !Leads && !T.Text.starts_with_insensitive("speed") &&
          !T.Text.starts_with_insensitive("boost"))
        return false;
      for (StringRef Word : {"speed", "faster", "throughput", "boost"})
        if (T.Text.starts_with_insensitive(Word))
          return true;
    }
    return false;
  }

private:
  const Token *at(size_t I) const {
    return I < Tokens.size() ? &Tokens[I] : nullptr;
  }
  bool same(size_t I, size_t J) const {
    return Tokens[I].Sentence == Tokens[J].Sentence;
  }

  ArrayRef<Token> Tokens;
};

} // namespace

std::optional<Quantity> numberWordAt(ArrayRef<Token> Tokens, size_t I) {
  return NumberWords(Tokens).read(I);
}

} // namespace perfclaim
