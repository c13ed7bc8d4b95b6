//===- Quantities.cpp - Numbers with their units --------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Quantities.h"
#include "Units.h"
#include "Words.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

namespace {

class Finder {
public:
  explicit Finder(ArrayRef<Token> Tokens) : Tokens(Tokens) {}

  std::vector<Quantity> run() {
    std::vector<Quantity> Found;
    for (size_t I = 0; I < Tokens.size();) {
      std::optional<Quantity> Q;
      if (Tokens[I].Kind != TokenKind::Sign)
        Q = numberWordAt(Tokens, I);
      if (!Q && Tokens[I].Kind == TokenKind::Number)
        Q = number(I);
      if (!Q) {
        ++I;
        continue;
      }
      I = Q->Last + 1;
      if (!Found.empty()) {
        factorToo(Found.back(), *Q);
        shareToo(Found.back(), *Q);
      }
      Found.push_back(std::move(*Q));
    }
    return Found;
  }

private:
  const Token *at(size_t I) const {
    return I < Tokens.size() ? &Tokens[I] : nullptr;
  }
  bool same(size_t I, size_t J) const {
    return Tokens[I].Sentence == Tokens[J].Sentence;
  }
  bool glued(size_t I) const {
    return I > 0 && I < Tokens.size() && !Tokens[I].Space &&
           Tokens[I - 1].end() == Tokens[I].Offset;
  }

  /// The unit that starts at token \p I, if any.
  UnitInfo unitAt(size_t I) const {
    if (I == 0 || !at(I) || !same(I - 1, I))
      return {};
    return unitFrom(Tokens, I);
  }

  /// "by a factor of 3.3 and 2.3 for A and B": the bare number is one as well.
  void factorToo(const Quantity &First, Quantity &Q) const {
    const Token *Next = at(Q.Last + 1);
    const bool Ends = !Next || !same(Q.Last, Q.Last + 1) ||
                      Next->Kind == TokenKind::Sign || Next->isWord("for") ||
                      Next->isWord("on") || Next->isWord("in") ||
                      Next->isWord("with") || Next->isWord("respectively");
    if (!First.Factor || First.Range || Q.Class != UnitClass::None ||
        Q.First != First.Last + 2 || !same(First.Last, Q.First) || Q.Low <= 0 ||
        !(at(First.Last + 1)->isWord("and") ||
          at(First.Last + 1)->isWord("or")) ||
        !Ends)
      return;
    Q.Class = UnitClass::Times;
    Q.Unit = First.Unit;
    Q.Factor = true;
  }

  /// "by 5 and 9% respectively": the bare number is a share as well.
  void shareToo(Quantity &First, const Quantity &Q) const {
    if (First.Class == UnitClass::None && Q.Class == UnitClass::Percent &&
        !First.Range && !Q.Range && First.First > 0 &&
        at(First.First - 1)->isWord("by") && Q.First == First.Last + 2 &&
        same(First.Last, Q.First) && at(First.Last + 1)->isWord("and")) {
      First.Class = Q.Class;
      First.Unit = Q.Unit;
      First.Scale = Q.Scale;
    }
  }

  /// Skips "± 0.04".
  size_t afterError(size_t I) const {
    if (at(I) && at(I)->isSign('#') && at(I + 1) &&
        at(I + 1)->Kind == TokenKind::Number)
      return I + 2;
    return I;
  }

  /// Marks in front of a number: sign, "~", "<", ">", "(".
  void prefix(size_t Number, Quantity &Q) const {
    size_t I = Number;
    for (int Steps = 0; I > 0 && Steps < 4; ++Steps) {
      const Token &T = Tokens[I - 1];
      if (T.Kind != TokenKind::Sign || !same(I - 1, Number) ||
          T.Line != Tokens[Number].Line)
        break;
      const bool Open = I > 1 && Tokens[I - 2].isSign('(');
      // A dash that stands apart is punctuation, unless it is all there is:
      // "(- 1%)".
      if (T.Sign == '+' || T.Sign == '-') {
        const bool Tight =
            !Tokens[I].Space &&
            (T.Space || I == 1 || Open || Tokens[I - 2].isSign('~') ||
             Tokens[I - 2].isSign('*') || Tokens[I - 2].isSign('|'));
        if (!Tight && !Open)
          break;
        (T.Sign == '+' ? Q.Plus : Q.Minus) = true;
      } else if (T.Sign == '~') {
        Q.Approximate = true;
      } else if (T.Sign == '<') {
        Q.Below = true;
      } else if (T.Sign == '>') {
        // "Option<bool> 2x"
        if (I > 3 && glued(I - 1) && Tokens[I - 3].isSign('<'))
          break;
        Q.AtLeast = true;
      } else if (T.Sign == '(') {
        Q.Enclosed = true;
        return;
      } else if (T.Sign == '=' && I > 1 && glued(I - 1) &&
                 (Tokens[I - 2].isSign('>') || Tokens[I - 2].isSign('<'))) {
        // >=
      } else if (T.Sign != '`' && T.Sign != '*') {
        break;
      }
      Q.First = --I;
    }
  }

  std::optional<Quantity> number(size_t I) const {
    Quantity Q;
    Q.First = Q.Last = I;
    Q.Low = Q.High = Tokens[I].Value;
    Q.AtLeast = Tokens[I].Open;
    prefix(I, Q);
    if (isArgument(Tokens, I))
      return Q;
    if (Tokens[I].Open && !isSpeedBeside(Tokens, I))
      return Q; // "CUDA 13.x"
    if (Tokens[I].Open) {
      Q.Class = UnitClass::Times;
      Q.Unit = "x";
      return Q;
    }
    size_t Next = afterError(I + 1);
    UnitInfo U = unitAt(Next);
    // "10k tok/s"
    if (U.Class == UnitClass::None && glued(Next) &&
        at(Next)->Text.size() == 1 && prefixScale(at(Next)->Text[0]) != 0)
      if (const UnitInfo Rate = unitAt(Next + 1);
          Rate.Class == UnitClass::Rate) {
        Q.Low = Q.High = Q.Low * prefixScale(at(Next)->Text[0]);
        U = Rate;
      }
    // "4228 output tokens/s"
    if (U.Class == UnitClass::None && at(Next) &&
        (at(Next)->isWord("output") || at(Next)->isWord("total") ||
         at(Next)->isWord("input") || at(Next)->isWord("generated")))
      if (UnitInfo After = unitAt(Next + 1); After.Class == UnitClass::Rate) {
        U = After;
        U.Text = (at(Next)->Text + " " + U.Text).str();
      }
    if (U.Class == UnitClass::None && at(Next) && at(Next)->isSign('+')) {
      // "1500+ TFLOPS"
      U = unitAt(Next + 1);
      if (U.Class != UnitClass::None)
        Q.AtLeast = true;
      else if (glued(Next))
        return Q;
    }
    // "0.45 (s)"
    if (U.Class == UnitClass::None && at(Next + 2) && same(I, Next + 2) &&
        at(Next)->isSign('(') && at(Next + 2)->isSign(')'))
      if (const UnitInfo In = unitAt(Next + 1);
          In.Class == UnitClass::Time && In.Last == Next + 1) {
        U = In;
        U.Last = Next + 2;
      }
    // "1024T -> 1091T (+6.5%)": what follows has to say that it is a rate.
    if (U.Class == UnitClass::None && glued(Next) && at(Next)->Text == "T")
      Q.Last = Next++;
    if (U.Class != UnitClass::None) {
      Q.Last = U.Last;
      Next = U.Last + 1;
      if (glued(Next) && at(Next)->isSign('+')) {
        Q.AtLeast = true;
        Q.Last = Next++;
      }
    } else {
      Q.Last = std::max(Q.Last, Next - 1);
    }
    if (U.Class == UnitClass::Time && U.Scale >= 60)
      compound(Q, U, Next);
    range(Q, U, Next);
    if (U.Class == UnitClass::None && isBareSpeedup(Tokens, I)) {
      U = {UnitClass::Times, 1, "x", Q.Last};
      // "speedup % = +0.67", "speedup = +0.025": what comes on top.
      if (Q.First > 1 && at(Q.First - 1)->isSign('=') &&
          at(Q.First - 2)->isSign('%'))
        U = {UnitClass::Percent, 0.01, "%", Q.Last};
      else if ((Q.Plus || Q.Minus || Q.Low < 0.2) && Q.Low < 1)
        Q.Low = Q.High = Q.Minus ? 1 - Q.Low : 1 + Q.Low;
    }
    if (U.Class == UnitClass::None)
      clock(Q);
    else
      error(Q);
    Q.Class = U.Class;
    Q.Unit = U.Text;
    Q.Scale = U.Scale;
    return Q;
  }

  /// "1.12ms ± 3%", "4.1 us +/- 30 ns": how sure it is belongs to the figure.
  void error(Quantity &Q) const {
    size_t J = Q.Last + 1;
    if (at(J) && at(J)->isSign('+') && at(J + 2) && at(J + 1)->isSign('/') &&
        at(J + 2)->isSign('-'))
      J += 3;
    else if (at(J) && at(J)->isSign('#'))
      ++J;
    else
      return;
    if (!at(J) || at(J)->Kind != TokenKind::Number || !same(Q.First, J))
      return;
    const UnitInfo U = unitAt(J + 1);
    Q.Last = U.Class == UnitClass::None ? J : U.Last;
  }

  /// "12:18.46" is minutes and seconds where a table says that it is a time.
  void clock(Quantity &Q) const {
    const size_t J = Q.Last + 2;
    if (Q.Range || !at(J) || !at(J - 1)->isSign(':') || !glued(J - 1) ||
        !glued(J) || at(J)->Kind != TokenKind::Number ||
        (glued(J + 1) && at(J + 1)->isSign(':')))
      return;
    const StringRef Seconds = at(J)->Text.split('.').first;
    if (Seconds.size() != 2 || at(J)->Value >= 60 ||
        (J >= 4 && glued(J - 2) && at(J - 3)->isSign(':')))
      return;
    Q.Low = Q.High = Q.Low * 60 + at(J)->Value;
    Q.Last = J;
  }

  /// "2 min 5 s": seconds are added.
  void compound(Quantity &Q, UnitInfo &U, size_t &Next) const {
    if (!at(Next) || at(Next)->Kind != TokenKind::Number ||
        !same(Q.First, Next))
      return;
    const UnitInfo V = unitAt(Next + 1);
    if (V.Class != UnitClass::Time || V.Scale >= U.Scale ||
        V.Text.find('/') != std::string::npos)
      return;
    Q.Low = Q.High = Q.Low * U.Scale + Tokens[Next].Value * V.Scale;
    U = {UnitClass::Time, 1, "s", V.Last};
    Q.Last = V.Last;
    Next = V.Last + 1;
  }

  /// "2-5x", "10%-20%", "5 ~ 10%", "1.03x to 1.86x", "+5% .. +76%".
  void range(Quantity &Q, UnitInfo &U, size_t Next) const {
    size_t J = Next;
    bool Word = false, Dots = false;
    // "1.2x (small) to 1.4x (large)"
    if (U.Class == UnitClass::Times && at(J) && at(J)->isSign('(')) {
      size_t Close = J;
      while (at(Close) && Close < J + 8 && !at(Close)->isSign(')'))
        ++Close;
      if (at(Close) && at(Close)->isSign(')') && at(Close + 1) &&
          at(Close + 1)->isWord("to"))
        J = Close + 1;
    }
    if (at(J) && at(J)->isSign('.') && at(J + 1) && at(J + 1)->isSign('.')) {
      Dots = true;
      while (at(J) && at(J)->isSign('.'))
        ++J;
    } else if (at(J) && at(J)->Kind == TokenKind::Arrow) {
      // "grows with the size (-3% -> -17%)"
      if (U.Class != UnitClass::Percent || !at(J + 1) || !(Q.Plus || Q.Minus) ||
          !at(J + 1)->isSign(Q.Plus ? '+' : '-') || !at(J + 2) ||
          at(J + 2)->Value < Q.Low)
        return;
      J += 2;
    } else if (at(J) && (at(J)->isSign('-') || at(J)->isSign('~'))) {
      // "-141.2 -20.1%" are two figures.
      if (at(J)->isSign('-') && at(J)->Space && glued(J + 1))
        return;
      // "1234.5/617 ~ 2X": what it comes to.
      if (at(J)->isSign('~') && at(J)->Space && U.Class == UnitClass::None &&
          at(J + 1) && at(J + 1)->Value < Q.Low)
        return;
      ++J;
    } else if (at(J) && at(J + 2) && at(J)->isWord("or") &&
               at(J + 1)->Value > Q.Low && U.Class == UnitClass::None &&
               unitAt(J + 2).Class == UnitClass::Percent) {
      // "by 1 or 2 percent"
      ++J;
    } else if (at(J) && (at(J)->isWord("to") || at(J)->isWord("and"))) {
      Word = true;
      if (at(J)->isWord("and") && !between(Q.First))
        return;
      ++J;
    } else {
      return;
    }
    // "-6% to -27%"
    while (at(J) && (at(J)->isSign('~') || at(J)->isSign('+') ||
                     (Word && Q.Minus && at(J)->isSign('-'))))
      ++J;
    if (!at(J) || at(J)->Kind != TokenKind::Number || !same(Q.First, J))
      return;
    const UnitInfo V = unitAt(J + 1);
    // Only shares and ratios: "200 ms to 190 ms" is before and after.
    if (V.Class == UnitClass::None && U.Class == UnitClass::None && !Word &&
        !Dots && Q.Low > 0 && Tokens[J].Value > Q.Low &&
        isBareSpeedup(Tokens, J) && isBareSpeedup(Tokens, Next - 1)) {
      // "speed up of 3 - 4 on large ones"
      Q.High = Tokens[J].Value;
      Q.Range = true;
      Q.Last = J;
      U = {UnitClass::Times, 1, "x", J};
      return;
    }
    if (V.Class != UnitClass::Percent && V.Class != UnitClass::Times) {
      const bool Tight = !Word && !Dots && U.Class == UnitClass::None &&
                         V.Class != UnitClass::None && glued(Next) &&
                         glued(Next + 1);
      if (!Tight)
        return;
    }
    if (U.Class != UnitClass::None && U.Class != V.Class)
      return;
    if (Word && V.Class == UnitClass::Percent && U.Class == UnitClass::None &&
        Tokens[J].Value == 0)
      return;
    // "~4~2%" strikes the four out.
    if (at(J - 1)->isSign('~') && U.Class == UnitClass::None &&
        Q.First < Tokens.size() && Tokens[Q.First].isSign('~') &&
        Tokens[J].Value < Q.Low) {
      Q.Low = Q.High = Tokens[J].Value;
    } else {
      Q.Range = true;
      Q.High = Tokens[J].Value;
      if (Q.High < Q.Low)
        std::swap(Q.Low, Q.High);
    }
    U = V;
    Q.Last = V.Last;
  }

  bool between(size_t First) const {
    for (size_t I = First; I > 0 && I + 4 > First; --I)
      if (Tokens[I - 1].isWord("between"))
        return true;
    return false;
  }

  ArrayRef<Token> Tokens;
};

} // namespace

std::vector<Quantity> findQuantities(ArrayRef<Token> Tokens) {
  return Finder(Tokens).run();
}

} // namespace perfclaim
