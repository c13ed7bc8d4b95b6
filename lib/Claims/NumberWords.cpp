//===- NumberWords.cpp - "twice", "half the time", "x4" -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Quantities.h"
#include "Words.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

size_t beforeDegree(ArrayRef<Token> Tokens, size_t I) {
  for (size_t Steps = 0; I > 0 && Steps < 3; ++Steps, --I) {
    const Token &T = Tokens[I - 1];
    if (!T.isWord("almost") && !T.isWord("nearly") && !T.isWord("over") &&
        !T.isWord("more") && !T.isWord("than") &&
        !(words::classify(T.Text) & words::About))
      break;
  }
  return I;
}

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
    if (T.Kind == TokenKind::Number)
      return fraction(I, Q) || orders(I, T.Value, Q) ? std::optional(Q)
                                                     : std::nullopt;
    if (const double Many = verbOf(T.Text)) {
      Q.Low = Q.High = Many;
      return Q;
    }
    if (const double Many = imperativeOf(I)) {
      Q.Low = Q.High = Many;
      return Q;
    }
    if (const auto Glued = gluedTimesAt(Tokens, I))
      return Glued;
    if (T.isWord("half") && halfOf(I)) {
      Q.Low = Q.High = 2;
      return Q;
    }
    if (T.isWord("factor") && factor(I, Q))
      return Q;
    if (fraction(I, Q))
      return Q;
    const double Value = countOf(T.Text);
    StringRef Fold = T.Text;
    if (Fold.consume_back_insensitive("fold")) {
      Q.Low = Q.High = countOf(Fold);
      if (Q.Low != 0)
        return Q;
    }
    const Token *Next = at(I + 1);
    if (!Next || !same(I, I + 1))
      return std::nullopt;
    if (timesRange(I, Value, Q))
      return Q;
    if (Value != 0 && (Next->isWord("times") || Next->isWord("fold"))) {
      Q.Low = Q.High = Value;
      Q.Last = I + 1;
      return Q;
    }
    if (Value != 0 && Next->isSign('-') && at(I + 2) &&
        at(I + 2)->isWord("fold")) {
      Q.Low = Q.High = Value;
      Q.Last = I + 2;
      return Q;
    }
    // "order of magnitude slower"
    if (T.isWord("order") && Next->isWord("of") && at(I + 2) &&
        at(I + 2)->isWord("magnitude")) {
      Q.Low = Q.High = 10;
      Q.Last = I + 2;
      return Q;
    }
    const bool An = T.isWord("an") || T.isWord("one");
    if ((An || Value == 2 || Value == 3) && orders(I, An ? 1 : Value, Q))
      return Q;
    return std::nullopt;
  }

  /// "three to four times"
  bool timesRange(size_t I, double Low, Quantity &Q) const {
    if (Low == 0 || !at(I + 3) || !same(I, I + 3) ||
        !at(I + 3)->isWord("times"))
      return false;
    const double High = countOf(at(I + 2)->Text);
    if (!(at(I + 1)->isWord("to") || at(I + 1)->isWord("or")) || High <= Low)
      return false;
    Q.Low = Low;
    Q.High = High;
    Q.Range = true;
    Q.Last = I + 3;
    return true;
  }

  /// "two orders of magnitude", "2-orders of magnitude"
  bool orders(size_t I, double Many, Quantity &Q, bool Ranges = true) const {
    size_t J = I + 1;
    if (at(J) && at(J)->isSign('-'))
      ++J;
    // "1-3 orders of magnitude"
    if (Ranges && at(J) && J == I + 2 && at(J)->Kind == TokenKind::Number &&
        at(J)->Value > Many && orders(J, at(J)->Value, Q, false)) {
      Q.Low = Many == 1 ? 10 : 100;
      Q.Range = true;
      return true;
    }
    if (!at(J + 2) || !same(I, J + 2) ||
        !(at(J)->isWord("order") || at(J)->isWord("orders")) ||
        !at(J + 1)->isWord("of") || !at(J + 2)->isWord("magnitude"))
      return false;
    Q.Low = Q.High = Many == 1 ? 10 : Many == 2 ? 100 : Many == 3 ? 1000 : 0;
    Q.Last = J + 2;
    return Q.Low != 0;
  }

  static double verbOf(StringRef Word) {
    return StringSwitch<double>(Word)
        .CasesLower({"twice", "halves", "halve", "halved", "halving"}, 2)
        .CasesLower({"doubles", "doubled", "doubling"}, 2)
        .CasesLower({"thrice", "triples", "tripled", "tripling"}, 3)
        .CasesLower({"quadruples", "quadrupled", "quadrupling"}, 4)
        .Default(0);
  }

  /// "Double the speed", "Triple X throughput" at the start of a sentence; not
  /// "Double precision", "Double buffering for speed".
  double imperativeOf(size_t I) const {
    const double Many = StringSwitch<double>(Tokens[I].Text)
                            .CaseLower("double", 2)
                            .CaseLower("triple", 3)
                            .CaseLower("quadruple", 4)
                            .Default(0);
    // "This double the speed": how people write it.
    const Token *What = at(I + 2);
    const bool Speeds = What && at(I + 1)->isWord("the") &&
                        (What->isWord("speed") || What->isWord("throughput") ||
                         What->isWord("performance"));
    const bool Starts =
        Speeds || I == 0 || !same(I - 1, I) ||
        (Tokens[I - 1].Kind == TokenKind::Sign && (I == 1 || !same(I - 2, I)));
    if (Many == 0 || !Starts)
      return 0;
    constexpr uint32_t Run = words::Throughput | words::Performance |
                             words::Faster | words::Bandwidth;
    for (size_t J = I + 1; J < Tokens.size() && J < I + 4; ++J) {
      const StringRef Word = Tokens[J].Text;
      const uint32_t C = words::classify(Word);
      if (!same(I, J) || Tokens[J].Kind != TokenKind::Word ||
          (C & words::Capacity))
        return 0;
      if (C & Run)
        return Many;
      for (StringRef Other : {"precision", "check", "checking", "free", "for",
                              "in", "to", "and", "of", "on"})
        if (Word.equals_insensitive(Other))
          return 0;
    }
    return 0;
  }

  static double countOf(StringRef Word) {
    return StringSwitch<double>(Word)
        .CasesLower({"two"}, 2)
        .CasesLower({"three"}, 3)
        .CasesLower({"four"}, 4)
        .CasesLower({"five"}, 5)
        .CasesLower({"six"}, 6)
        .CasesLower({"seven"}, 7)
        .CasesLower({"eight"}, 8)
        .CasesLower({"nine"}, 9)
        .CasesLower({"ten"}, 10)
        .Default(0);
  }

  /// "by a factor of 3", "factor 2-3 faster"; not "an unroll factor of 4".
  bool factor(size_t I, Quantity &Q) const {
    // "factor 6 speedup"
    const bool Faster = at(I + 2) && same(I, I + 2) &&
                        (words::classify(at(I + 2)->Text) & words::Faster);
    if (!Faster &&
        (I == 0 || !(Tokens[I - 1].isWord("a") || Tokens[I - 1].isWord("by") ||
                     Tokens[I - 1].isWord("another"))))
      return false;
    size_t J = I + 1;
    while (at(J) && J < I + 4 &&
           (at(J)->isWord("of") || at(J)->isSign('~') || at(J)->isSign('>') ||
            (words::classify(at(J)->Text) & words::About)))
      ++J;
    const Token *Number = at(J);
    if (!Number || !same(I, J))
      return false;
    Q.Low = Q.High = Number->Kind == TokenKind::Number ? Number->Value
                                                       : countOf(Number->Text);
    if (Q.Low <= 0)
      return false;
    // "a factor of 32/k": of no number.
    if (const Token *Over = at(J + 1);
        Over && Over->isSign('/') && !Over->Space)
      return false;
    Q.Factor = true;
    Q.AtLeast = at(J - 1)->isSign('>');
    Q.Approximate = !Q.AtLeast && !at(J - 1)->isWord("of") && J > I + 1;
    Q.Last = J;
    if (at(J + 2) && (at(J + 1)->isSign('-') || at(J + 1)->isWord("to")) &&
        at(J + 2)->Kind == TokenKind::Number && at(J + 2)->Value > Q.Low) {
      Q.High = at(J + 2)->Value;
      Q.Range = true;
      Q.Last = J + 2;
    }
    if (at(Q.Last + 1) && at(Q.Last + 1)->isWord("x"))
      ++Q.Last;
    return true;
  }

  /// "one third of the time", "a quarter of the memory", "1/4 of the time".
  bool fraction(size_t I, Quantity &Q) const {
    const Token &T = Tokens[I];
    double Over = 1, Under = 0;
    size_t Of = I + 1;
    if (T.Kind == TokenKind::Number) {
      if (!at(I + 2) || !at(I + 1)->isSign('/') || at(I + 1)->Space ||
          at(I + 2)->Space || at(I + 2)->Kind != TokenKind::Number)
        return false;
      Over = T.Value;
      Under = at(I + 2)->Value;
      Of = I + 3;
    } else {
      size_t Name = I;
      if (const double Many = countOf(T.Text))
        Over = Many;
      if (Over != 1 || T.isWord("a") || T.isWord("one"))
        ++Name;
      if (!at(Name))
        return false;
      Under = StringSwitch<double>(at(Name)->Text)
                  .CasesLower({"third", "thirds"}, 3)
                  .CasesLower({"quarter", "quarters", "fourth"}, 4)
                  .CasesLower({"fifth", "fifths"}, 5)
                  .CaseLower("sixth", 6)
                  .CaseLower("eighth", 8)
                  .CasesLower({"tenth"}, 10)
                  .Default(0);
      Of = Name + 1;
    }
    if (Over <= 0 || Under <= Over)
      return false;
    if (I > 0 && Tokens[I - 1].isWord("by") && Of > I + 1 &&
        (T.Kind == TokenKind::Word || Under < 11))
      return byPart(I, Of, Over / Under, Q);
    // "a third faster"
    if (T.Kind == TokenKind::Word && at(Of) && same(I, Of) &&
        (at(Of)->isWord("faster") || at(Of)->isWord("slower") ||
         at(Of)->isWord("quicker"))) {
      Q.Low = Q.High = 1 + Over / Under;
      Q.Last = Of - 1;
      return true;
    }
    if (!at(Of))
      return false;
    const bool The = at(Of)->isWord("the");
    if (!at(Of)->isWord("of") && !The)
      return false;
    if (!speaksOfRun(Of + 1))
      return false;
    Q.Low = Q.High = Under / Over;
    Q.Rest = true;
    Q.Last = Of - 1;
    return true;
  }

  /// "cuts the latency by a third", "faster by a quarter": as a ratio.
  bool byPart(size_t I, size_t Next, double Part, Quantity &Q) const {
    constexpr uint32_t Down = words::Reduce | words::Loss;
    if (at(Next) && same(I, Next) && at(Next)->Kind == TokenKind::Word &&
        at(Next)->Line == Tokens[I].Line && !at(Next)->isWord("for") &&
        !at(Next)->isWord("on") && !at(Next)->isWord("in") &&
        !at(Next)->isWord("with") && !at(Next)->isWord("and") &&
        !at(Next)->isWord("at") && !at(Next)->isWord("when"))
      return false;
    for (size_t J = I; J > 0 && J + 10 > I && same(J - 1, I); --J) {
      const uint32_t C = words::classify(Tokens[J - 1].Text);
      if (!(C & words::Directions))
        continue;
      Q.Low = Q.High = (C & Down) ? 1 / (1 - Part) : 1 + Part;
      Q.Last = Next - 1;
      return true;
    }
    return false;
  }

  /// A time, memory or a speed within the next words.
  bool speaksOfRun(size_t From) const {
    constexpr uint32_t Run = words::Time | words::Memory | words::Latency |
                             words::Throughput | words::Performance |
                             words::Bandwidth | words::Faster;
    for (size_t J = From; J < Tokens.size() && J < From + 4; ++J)
      if (same(From - 1, J) && (words::classify(Tokens[J].Text) & Run))
        return true;
    return false;
  }

  /// "half the time", "cut in half", "by half"; not "half precision".
  bool halfOf(size_t I) const {
    if (at(I + 1) && (at(I + 1)->isWord("precision") ||
                      (at(I + 1)->isSign('-') && !at(I + 1)->Space)))
      return false;
    const size_t Lead = beforeDegree(Tokens, I);
    if (Lead > 0 &&
        (Tokens[Lead - 1].isWord("in") || Tokens[Lead - 1].isWord("by")))
      return true;
    for (size_t J = I + 1; J < Tokens.size() && J < I + 5; ++J) {
      if (words::classify(Tokens[J].Text) &
          (words::Time | words::Memory | words::Latency | words::Throughput |
           words::Faster | words::Performance))
        return true;
      if (Tokens[J].isWord("long") && Tokens[J - 1].isWord("as"))
        return true;
      if (!Tokens[J].isWord("the") && !Tokens[J].isWord("of") &&
          !Tokens[J].isWord("as") && !Tokens[J].isWord("much"))
        return false;
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
