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

struct UnitInfo {
  UnitClass Class = UnitClass::None;
  double Scale = 1;
  std::string Text;
  size_t Last = 0; ///< Its last token.
};

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
      Found.push_back(std::move(*Q));
    }
    return Found;
  }

  /// The first unit of time, rate, bandwidth or memory among the words.
  UnitInfo unitOfHeader() const {
    for (size_t I = 0; I < Tokens.size(); ++I) {
      if (Tokens[I].Kind != TokenKind::Word)
        continue;
      UnitInfo U = unitFrom(I);
      // "S", "T" and "H" head columns of sizes.
      if (U.Class != UnitClass::None && U.Class != UnitClass::Times &&
          U.Class != UnitClass::Percent &&
          (U.Text.size() > 1 ||
           (I > 0 && Tokens[I - 1].Kind != TokenKind::Word)))
        return U;
    }
    return {};
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
    return unitFrom(I);
  }

  UnitInfo unitFrom(size_t I) const {
    UnitInfo U;
    const Token *T = at(I);
    // "3-fold"
    if (T->isSign('-') && glued(I) && glued(I + 1) && at(I + 1)->isWord("fold"))
      return {UnitClass::Times, 1, "x", I + 1};
    // "4~2%" struck out, "39 (" and the like have no unit.
    if (T->isSign('%'))
      return {UnitClass::Percent, 0.01, "%", I};
    if (T->Kind != TokenKind::Word)
      return U;
    if (T->isWord("percent") || T->isWord("pct"))
      return {UnitClass::Percent, 0.01, "%", I};
    if (T->isWord("per") && at(I + 1) && at(I + 1)->isWord("cent"))
      return {UnitClass::Percent, 0.01, "%", I + 1};
    if (T->isWord("x") || T->Text == "\xC3\x97" || T->isWord("times") ||
        T->isWord("fold")) {
      // "512 x 512" is a size; "3 times a day" is told apart by its words.
      const Token *Next = at(I + 1);
      if (Next && Next->Kind == TokenKind::Number && Next->Line == T->Line &&
          !T->isWord("times"))
        return U;
      if (isDeviceCount(Tokens, I))
        return U;
      // "2-3x times faster"
      if (T->isWord("x") && Next && Next->isWord("times"))
        return {UnitClass::Times, 1, "x", I + 1};
      // A Ryzen 7950X is no ratio.
      if (T->Text == "X" && glued(I) &&
          (Tokens[I - 1].Value >= 1000 ||
           (Tokens[I - 1].Value >= 100 && !isSpeedBeside(Tokens, I))))
        return U;
      return {UnitClass::Times, 1, "x", I};
    }
    // "tok/s", "ms/iter", "GB/s": units with a slash.
    size_t Last = I;
    StringRef Per;
    if (glued(I + 1) && at(I + 1)->isSign('/') && glued(I + 2) &&
        at(I + 2)->Kind == TokenKind::Word) {
      Per = at(I + 2)->Text;
      Last = I + 2;
    } else if (at(I + 1) && at(I + 1)->isWord("per") && at(I + 2) &&
               at(I + 2)->Kind == TokenKind::Word && same(I, I + 2)) {
      Per = at(I + 2)->Text;
      if (timeScale(Per) == 1)
        Last = I + 2;
      else
        Per = "";
    }
    const bool PerSecond = Per.equals_insensitive("s") ||
                           Per.equals_insensitive("sec") ||
                           Per.equals_insensitive("second");
    const StringRef Whole(T->Text.begin(),
                          Tokens[Last].end() - Tokens[I].Offset);
    if (PerSecond) {
      if (const double Bytes = memoryScale(T->Text))
        return {UnitClass::Bandwidth, Bytes, Whole.str(), Last};
      double Scale = 1;
      const StringRef W = T->Text;
      // MH/s, kTok/s: what is counted may carry a prefix.
      if (W.size() <= 3 && W.size() > 1 && prefixScale(W.front()) != 0 &&
          toLower(W.back()) == 'h')
        Scale = prefixScale(W.front());
      bool Ignored = false;
      if (const double Known = rateScale(W, Ignored))
        Scale = Known;
      return {UnitClass::Rate, Scale, Whole.str(), Last};
    }
    // What molecular dynamics counts: nanoseconds of a model for each day.
    if (T->isWord("ns") && at(Last + 1) && at(Last + 1)->isWord("day"))
      Last += 1 + (at(Last + 2) && at(Last + 2)->isSign('-') ? 2 : 0);
    if (T->isWord("ns") && (Per == "day" || Last > I + 2 || Last == I + 1))
      return {UnitClass::Rate, 1, "ns/day", std::min(Last, Tokens.size() - 1)};
    if (const double Scale = timeScale(T->Text)) {
      // A letter that stands apart is no unit: "2 s" is, "5 h" hardly.
      if (T->Space && T->Text != "s" &&
          (T->Text.size() == 1 || T->isWord("mn")))
        return U;
      return {UnitClass::Time, Scale, Whole.str(), Last};
    }
    bool NeedsPerSecond = false;
    if (const double Scale = rateScale(T->Text, NeedsPerSecond);
        Scale != 0 && !NeedsPerSecond)
      return {UnitClass::Rate, Scale, T->Text.str(), I};
    if (const double Scale = memoryScale(T->Text))
      return {UnitClass::Memory, Scale, T->Text.str(), I};
    return U;
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
      if (T.Kind != TokenKind::Sign || !same(I - 1, Number))
        break;
      const bool Open = I > 1 && Tokens[I - 2].isSign('(');
      // A dash that stands apart is punctuation, unless it is all there is:
      // "(- 1%)".
      if (T.Sign == '+' || T.Sign == '-') {
        const bool Tight = !Tokens[I].Space && (T.Space || I == 1 || Open ||
                                                Tokens[I - 2].isSign('~'));
        if (!Tight && !Open)
          break;
        (T.Sign == '+' ? Q.Plus : Q.Minus) = true;
      } else if (T.Sign == '~') {
        Q.Approximate = true;
      } else if (T.Sign == '<') {
        Q.Below = true;
      } else if (T.Sign == '>') {
        Q.AtLeast = true;
      } else if (T.Sign == '(') {
        Q.Enclosed = true;
        return;
      } else if (T.Sign == '=' && (Q.AtLeast || Q.Below)) {
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
    if (U.Class == UnitClass::None && isBareSpeedup(Tokens, I))
      U = {UnitClass::Times, 1, "x", Q.Last};
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
    if (at(J) && at(J)->isSign('.') && at(J + 1) && at(J + 1)->isSign('.')) {
      Dots = true;
      while (at(J) && at(J)->isSign('.'))
        ++J;
    } else if (at(J) && (at(J)->isSign('-') || at(J)->isSign('~'))) {
      // "-141.2 -20.1%" are two figures.
      if (at(J)->isSign('-') && at(J)->Space && glued(J + 1))
        return;
      ++J;
    } else if (at(J) && (at(J)->isWord("to") || at(J)->isWord("and"))) {
      Word = true;
      if (at(J)->isWord("and") && !between(Q.First))
        return;
      ++J;
    } else {
      return;
    }
    while (at(J) && (at(J)->isSign('~') || at(J)->isSign('+')))
      ++J;
    if (!at(J) || at(J)->Kind != TokenKind::Number || !same(Q.First, J))
      return;
    const UnitInfo V = unitAt(J + 1);
    // Only shares and ratios: "200 ms to 190 ms" is before and after.
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

void unitIn(ArrayRef<Token> Header, UnitClass &Class, std::string &Unit,
            double &Scale) {
  const UnitInfo U = Finder(Header).unitOfHeader();
  Class = U.Class;
  Unit = U.Text;
  Scale = U.Scale;
}

std::vector<Quantity> findQuantities(ArrayRef<Token> Tokens) {
  return Finder(Tokens).run();
}

} // namespace perfclaim
