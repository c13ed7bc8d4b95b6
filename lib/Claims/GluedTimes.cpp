//===- GluedTimes.cpp - "speed x2", "x4 to x6" ----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Quantities.h"
#include "Words.h"

using namespace llvm;

namespace perfclaim {

namespace {

class GluedTimes {
public:
  explicit GluedTimes(ArrayRef<Token> Tokens) : Tokens(Tokens) {}

  std::optional<Quantity> read(size_t I) const {
    const double Glued = timesWord(I);
    if (Glued <= 1 || !speedBefore(I))
      return std::nullopt;
    Quantity Q;
    Q.First = Q.Last = I;
    Q.Class = UnitClass::Times;
    Q.Unit = "x";
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

private:
  /// 4 of "x4"; 0 for anything else.
  double timesWord(size_t I) const {
    const Token *T = at(I);
    double Value = 0;
    if (!T || T->Kind != TokenKind::Word || T->Text.size() > 6 ||
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
    // "x100 faster"; not "x86 accelerator".
    if (Next && same(I, I + 1) &&
        (Next->isWord("faster") || Next->isWord("slower") ||
         Next->isWord("speedup")))
      return true;
    // "x2 speed"; not "the previous x11 speed", which is that of a thing.
    const bool Thing = I > 0 && Tokens[I - 1].Kind == TokenKind::Word &&
                       Tokens[I - 1].Clause == Tokens[I].Clause;
    if (Next && same(I, I + 1) && !Thing &&
        (Next->isWord("speed") || Next->isWord("perf") ||
         Next->isWord("performance")))
      return true;
    // "tiny speedup x15": x11 to x17 are what miners compute.
    if (I > 0 && Tokens[I - 1].Text.starts_with_insensitive("speed") &&
        timesWord(I) >= 11 && timesWord(I) <= 17)
      return false;
    // "speed up x9"
    if (I >= 2 && Tokens[I - 1].isWord("up") && Tokens[I - 2].isWord("speed"))
      return true;
    // "x1.21 at p=512 and x4.26 at p=80k"
    if (Tokens[I].Text.contains('.') && I > 0 && Tokens[I - 1].isWord("and"))
      for (size_t J = I - 1; J > 0 && J + 10 > I && same(J - 1, I); --J)
        if (Tokens[J - 1].Text.contains('.') && timesWord(J - 1) > 1)
          return true;
    // "faster setup of all trees (x3-x5)"
    const size_t Most = I > 0 && Tokens[I - 1].isSign('(') ? 10 : 5;
    for (size_t J = I; J > 0 && J + Most > I; --J) {
      const Token &T = Tokens[J - 1];
      if (!same(J - 1, I))
        break;
      const bool Leads = T.isWord("by") || T.isWord("around") ||
                         T.isWord("about") || T.isSign('~') || T.isSign('(') ||
                         T.isSign('+') || T.isSign(':') || T.isWord("is") ||
                         T.isWord("are") || T.isWord("was") || T.isWord("of");
      if (J == I && !Leads && !T.Text.starts_with_insensitive("speed") &&
          !T.Text.starts_with_insensitive("boost"))
        return false;
      for (StringRef Word : {"speed", "faster", "throughput", "boost"})
        if (T.Text.starts_with_insensitive(Word))
          return true;
    }
    return false;
  }

  const Token *at(size_t I) const {
    return I < Tokens.size() ? &Tokens[I] : nullptr;
  }
  bool same(size_t I, size_t J) const {
    return Tokens[I].Sentence == Tokens[J].Sentence;
  }

  ArrayRef<Token> Tokens;
};

} // namespace

std::optional<Quantity> gluedTimesAt(ArrayRef<Token> Tokens, size_t I) {
  return GluedTimes(Tokens).read(I);
}

} // namespace perfclaim
