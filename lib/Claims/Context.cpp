//===- Context.cpp - What stands around a figure --------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Reader.h"

using namespace llvm;

namespace perfclaim {

/// "The boost is 10x": what is better stands before the figure.
static bool saidBefore(const Reading &R, const Quantity &Q) {
  for (size_t J = Q.First; J > 0 && J + 8 > Q.First; --J) {
    if (R.Tokens[J - 1].Clause != R.Tokens[Q.First].Clause)
      return false;
    if (R.Classes[J - 1] & (words::Faster | words::Gain))
      return true;
  }
  return false;
}

WordsAround look(const Reading &R, size_t First, size_t Last) {
  WordsAround S;
  const Quantity &Q = R.Quantities[First], &P = R.Quantities[Last];
  const Token &Anchor = R.Tokens[Q.First];
  S.Sentence = R.SentenceClasses[Anchor.Sentence];
  S.Heading = R.Headings[Anchor.Sentence];
  S.Begin = Q.First;
  S.End = P.Last + 1;

  const size_t Floor = First ? R.Quantities[First - 1].Last + 1 : 0;
  const size_t Ceiling = Last + 1 < R.Quantities.size()
                             ? R.Quantities[Last + 1].First
                             : R.Tokens.size();
  size_t Nearest = ~size_t(0), NearestSubject = ~size_t(0),
         NearestOf = ~size_t(0);
  auto Consider = [&](size_t I, size_t Distance) {
    constexpr uint32_t Where =
        words::Kernel | words::Operator | words::EndToEnd;
    if ((R.Classes[I] & Where) && Distance < NearestSubject) {
      NearestSubject = Distance;
      S.Subject = R.Classes[I] & Where;
    }
    if ((R.Classes[I] & words::Subjects) && Distance < NearestOf) {
      NearestOf = Distance;
      S.Of = R.Classes[I] & words::Subjects;
    }
    const uint32_t D = R.Classes[I] & words::Directions;
    if (!D || Distance >= Nearest)
      return;
    Nearest = Distance;
    S.Direction = D;
    S.Noun = R.Tokens[I].isWord("speed");
  };
  // A closing parenthesis behind the figure is passed, what follows is still
  // about it; an opening one begins a remark about something else.
  bool For = false;
  for (size_t I = P.Last + 1; I < Ceiling && I < P.Last + 12; ++I) {
    const Token &T = R.Tokens[I];
    if (T.Clause != R.Tokens[P.Last].Clause)
      break;
    if (T.isSign('(') || T.isWord("but") || T.isWord("whereas") ||
        T.isWord("while") || T.isWord("however") || T.isWord("without") ||
        T.isWord("where") || T.isWord("since") || T.isWord("because"))
      break;
    // "5x across sets with no loss of recall"
    if (T.isWord("with") && I + 1 < Ceiling &&
        (R.Tokens[I + 1].isWord("no") || R.Tokens[I + 1].isWord("zero")))
      break;
    // "3x boost and utilisation is 100%", "the boost is 3x and ...": another
    // statement.
    if (T.isWord("and") && ((S.After & words::Directions) || saidBefore(R, Q)))
      break;
    S.End = I + 1;
    // "up to 60x for sizes smaller than 64": a condition.
    For |= T.isWord("for") || T.isWord("when");
    if (For && I + 1 < Ceiling && R.Tokens[I + 1].isWord("than"))
      continue;
    S.After |= R.Classes[I];
    S.Making |= (R.Classes[I] & words::Rebuild) && I <= P.Last + 5;
    // What stands behind a figure belongs to it more than what stands before.
    Consider(I, (I - P.Last) * 2);
  }
  unsigned Closed = 0, Clause = Anchor.Clause;
  bool Passive = false;
  for (size_t I = Q.First; I > Floor && I + 16 > Q.First; --I) {
    const Token &T = R.Tokens[I - 1];
    // A comma within a remark does not end what stands before it.
    if (T.Clause != Clause && (Closed == 0 || T.Sentence != Anchor.Sentence))
      break;
    if (T.isWord("and") && (S.Before & words::Directions) && !Passive)
      break;
    // "The memory of A and B is increased by 5%": of what comes first.
    Passive |= (T.isWord("is") || T.isWord("are")) &&
               (S.Before & words::Directions) && !(S.Before & words::Subjects);
    // What stands outside of "(3% better)" is about something else, if the
    // remark says enough.
    if (T.isSign(')'))
      ++Closed;
    if (T.isSign('(')) {
      constexpr uint32_t Enough = words::Directions | words::Performance |
                                  words::Throughput | words::Latency;
      if (Closed == 0 && (S.all() & (Q.Plus || Q.Minus ? Enough
                                     : Q.Class == UnitClass::Time
                                         ? words::Time | words::Directions
                                         : words::Directions)))
        break;
      if (Closed == 1)
        Clause = T.Clause;
      if (Closed > 0)
        --Closed;
    }
    S.Before |= R.Classes[I - 1];
    S.Making |= (R.Classes[I - 1] & words::Rebuild) && I + 3 > Q.First;
    S.Begin = I - 1;
    Consider(I - 1, (Q.First - I + 1) * 3);
  }
  return S;
}

namespace {

constexpr StringLiteral UpToWords[] = {"upto",   "max",     "maximum", "nearly",
                                       "almost", "maximal", "peak"};

/// "On average, this improves ... by 47%": said at the start of the sentence.
bool isOnAverage(const Reading &R, const Quantity &Q) {
  for (size_t J = Q.First; J > 0 && J + 24 > Q.First; --J) {
    const Token &T = R.Tokens[J - 1];
    if (T.Sentence != R.Tokens[Q.First].Sentence || T.Kind == TokenKind::Number)
      return false;
    // Not "-12% on average, -17% at best".
    if (T.isWord("average") && J >= 2 && R.Tokens[J - 2].isWord("on"))
      return J < 3 || (!R.Tokens[J - 3].isSign('%') &&
                       R.Tokens[J - 3].Kind != TokenKind::Number);
  }
  return false;
}

/// "Averages: +2% on A, +1% on B".
bool isUnderAverages(const Reading &R, const Quantity &Q) {
  const unsigned Sentence = R.Tokens[Q.First].Sentence;
  for (size_t J = Q.First; J > 0 && J + 40 > Q.First; --J) {
    if (R.Tokens[J - 1].Sentence != Sentence)
      break;
    if (R.Tokens[J].isSign(':') && (R.Classes[J - 1] & words::Average))
      return J == 1 || R.Tokens[J - 2].Kind == TokenKind::Sign ||
             R.Tokens[J - 2].Sentence != Sentence;
  }
  return false;
}

/// "min/max", "M2-Max", "M2 Max": no bound.
bool isPartOfName(const Reading &R, size_t I) {
  if (I == 0)
    return false;
  const Token &T = R.Tokens[I], &Before = R.Tokens[I - 1];
  if (Before.isSign('/') || Before.isSign('-'))
    return !T.Space;
  return T.Text == "Max" && Before.Text.size() == 2 && Before.Text[0] == 'M';
}

void qualify(const Reading &R, const Quantity &Q, const Quantity &P,
             const WordsAround &Around, Claim &C) {
  C.Approximate |= Q.Approximate || P.Approximate;
  if (Q.Range)
    C.Qualified = Qualifier::Range;
  if (Q.AtLeast)
    C.Qualified = Qualifier::AtLeast;
  if (Q.Below)
    C.Qualified = Qualifier::UpTo;
  if ((Around.all() & words::Average) || isOnAverage(R, Q) ||
      (Q.Class == UnitClass::Percent && isUnderAverages(R, Q)))
    C.Qualified = Qualifier::Average;

  // Right before the figure: "up to", "as much as", "close to", "at least",
  // "more than", "about".
  size_t I = Q.First;
  for (int Steps = 0; I > 0 && Steps < 4; ++Steps, --I) {
    const Token &T = R.Tokens[I - 1];
    if (T.Clause != R.Tokens[Q.First].Clause || T.Kind == TokenKind::Number)
      break;
    const Token *Before = I > 1 ? &R.Tokens[I - 2] : nullptr;
    if (R.Classes[I - 1] & words::About)
      C.Approximate = true;
    // "peak memory" is what is meant, not how well it was met.
    if (isWordIn(T, UpToWords) && !isPartOfName(R, I - 1) &&
        !(((R.Classes[I] | (I > 1 ? R.Classes[I - 2] : 0U)) & words::Memory) &&
          T.isWord("peak")))
      C.Qualified = Qualifier::UpTo;
    const bool Near = Steps < 2;
    if (Near && Before) {
      const bool UpTo =
          (T.isWord("to") && (Before->isWord("up") || Before->isWord("close") ||
                              Before->isSign('-'))) ||
          (T.isWord("as") &&
           (Before->isWord("much") || Before->isWord("many")));
      if (UpTo)
        C.Qualified = Qualifier::UpTo;
      const bool Not = I > 2 && (R.Tokens[I - 3].isWord("no") ||
                                 R.Tokens[I - 3].isWord("not"));
      if ((T.isWord("than") &&
           (Before->isWord("more") || Before->isWord("better"))) ||
          (T.isWord("least") && Before->isWord("at")) ||
          (T.isWord("of") &&
           (Before->isWord("upwards") || Before->isWord("excess"))))
        C.Qualified = Not ? Qualifier::UpTo : Qualifier::AtLeast;
      if ((T.isWord("than") && Before->isWord("less")) ||
          (T.isWord("most") && Before->isWord("at")))
        C.Qualified = Qualifier::UpTo;
    }
    if (Steps == 0 && (T.isWord("under") || T.isWord("below")))
      C.Qualified = Qualifier::UpTo;
    if (T.isWord("over") && (Steps == 0 || R.Tokens[I].isWord("a")))
      C.Qualified = Qualifier::AtLeast;
    if (Near && T.isWord("within"))
      C.Qualified = Qualifier::UpTo;
  }
  // "1.5x (geomean)"
  if (P.Last + 2 < R.Tokens.size() && R.Tokens[P.Last + 1].isSign('(') &&
      (R.Classes[P.Last + 2] & words::Average))
    C.Qualified = Qualifier::Average;
  // "the maximum drop is 4%"; "1% or so"
  if (C.Qualified == Qualifier::None)
    for (size_t J = Around.Begin; J < Q.First; ++J)
      if (R.Tokens[J].isWord("maximum") ||
          (R.Tokens[J].isWord("max") && !isPartOfName(R, J)))
        C.Qualified = Qualifier::UpTo;
  if (P.Last + 2 < R.Tokens.size() && R.Tokens[P.Last + 1].isWord("or")) {
    const Token &Second = R.Tokens[P.Last + 2];
    if (Second.isWord("so"))
      C.Approximate = true;
    if (Second.isWord("more") || Second.isWord("better"))
      C.Qualified = Qualifier::AtLeast;
  }
}

/// "than X", "compared to X", "vs X", "over X": is X the state before?
Baseline baseline(const Reading &R, const Quantity &P,
                  const WordsAround &Around) {
  static constexpr StringLiteral ParentWords[] = {
      "before", "previous", "previously", "prior", "main",    "master",
      "old",    "original", "current",    "was",   "earlier", "existing",
      "what",   "last",     "it",         "now",   "without", "current",
      "the",    "our",      "a",          "this",  "that"};
  // "still off by 2.36x" is how far something else is.
  if (P.First >= 2 && R.Tokens[P.First - 1].isWord("by") &&
      R.Tokens[P.First - 2].isWord("off"))
    return Baseline::Other;
  for (size_t I = P.Last + 1; I < Around.End; ++I) {
    const Token &T = R.Tokens[I];
    size_t J = I + 1;
    bool Named = false;
    if (T.isWord("compared") || T.isWord("relative"))
      ++J;
    else if (T.isWord("of") &&
             ((Around.Direction & words::Slower) ||
              (P.Class == UnitClass::Percent && Around.OfSpeed)))
      Named = J < Around.End && R.Tokens[J].Kind == TokenKind::Word;
    else if (!T.isWord("than") && !T.isWord("vs") && !T.isWord("versus"))
      continue;
    // "13% slower than 2 bit"
    Named |= J < R.Tokens.size() && R.Tokens[J].Kind == TokenKind::Number;
    for (size_t K = J; K < Around.End && K < J + 5; ++K) {
      const Token &Word = R.Tokens[K];
      if (Word.Kind != TokenKind::Word)
        continue;
      if (isWordIn(Word, ArrayRef(ParentWords).take_front(17)))
        return Baseline::Parent;
      Named |= !isWordIn(Word, ParentWords);
    }
    return Named ? Baseline::Other : Baseline::Parent;
  }
  return Baseline::Parent;
}

About subject(const Quantity &P, const WordsAround &Around) {
  // Per iteration or per token, and tokens per second, are of a whole run.
  const StringRef Unit = P.Unit;
  if (Unit.contains("/it") || Unit.contains("/tok") || Unit == "ms/t" ||
      Unit == "t/s" || Unit.starts_with_insensitive("tok"))
    return About::EndToEnd;
  for (const uint32_t Classes : {Around.Subject, Around.Sentence}) {
    if (Classes & words::EndToEnd)
      return About::EndToEnd;
    if (Classes & words::Kernel)
      return About::Kernel;
    if (Classes & words::Operator)
      return About::Operator;
  }
  return About::Unknown;
}

} // namespace

void describeClaim(const Reading &R, size_t First, size_t Last,
                   const WordsAround &Around, Claim &C) {
  const Quantity &Q = R.Quantities[First], &P = R.Quantities[Last];
  qualify(R, Q, P, Around, C);
  readScope(R, Last, Around, C);
  C.Against = baseline(R, P, Around);
  C.Subject = subject(P, Around);

  // The text goes from the first word that matters to the last one.
  size_t Begin = Q.First, End = P.Last;
  constexpr uint32_t Matters =
      words::Directions | words::Subjects | words::About | words::Average;
  for (size_t I = Q.First; I > Around.Begin && I + 8 > Q.First; --I) {
    const Token &T = R.Tokens[I - 1];
    if (R.Classes[I - 1] & Matters || isWordIn(T, UpToWords) ||
        (T.isWord("up") || T.isWord("from") || T.isWord("by")))
      Begin = I - 1;
  }
  for (size_t I = P.Last + 1; I < Around.End && I < P.Last + 7; ++I) {
    // "by 45% and speed up ...": what comes then is another statement.
    if (Begin < Q.First &&
        (R.Tokens[I].isWord("and") || R.Tokens[I].isWord("but")))
      break;
    if (R.Classes[I] & Matters)
      End = I;
  }
  // A parenthesis that was opened in the text is closed in it.
  bool Open = false;
  for (size_t I = Begin; I <= End; ++I)
    Open = R.Tokens[I].isSign('(') || (Open && !R.Tokens[I].isSign(')'));
  for (size_t I = End + 1; Open && I < R.Tokens.size() && I < End + 5; ++I)
    if (R.Tokens[I].isSign(')')) {
      End = I;
      break;
    }
  C.Offset = R.Tokens[Begin].Offset;
  C.Length = R.Tokens[End].end() - C.Offset;
  C.Text = R.Message.substr(C.Offset, C.Length).str();
}

} // namespace perfclaim
