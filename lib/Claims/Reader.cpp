//===- Reader.cpp - Which figures are claims ------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Reader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>

using namespace llvm;

namespace perfclaim {

namespace {

bool isMeasured(UnitClass Class) {
  return Class == UnitClass::Time || Class == UnitClass::Rate ||
         Class == UnitClass::Bandwidth || Class == UnitClass::Memory;
}

Metric metricOf(UnitClass Class) {
  switch (Class) {
  case UnitClass::Time:
    return Metric::Time;
  case UnitClass::Rate:
    return Metric::Throughput;
  case UnitClass::Bandwidth:
    return Metric::Bandwidth;
  case UnitClass::Memory:
    return Metric::Memory;
  case UnitClass::None:
  case UnitClass::Times:
  case UnitClass::Percent:
    break;
  }
  return Metric::Unknown;
}

class Reader {
public:
  Reader(const Reading &R, ClaimSet &Result) : R(R), Result(Result) {}

  void run() {
    for (size_t I = 0; I < R.Quantities.size();) {
      const size_t Next = beforeAfter(I);
      if (Next) {
        I = Next;
        continue;
      }
      switch (R.Quantities[I].Class) {
      case UnitClass::Percent:
        percent(I);
        break;
      case UnitClass::Times:
        times(I);
        break;
      case UnitClass::Time:
      case UnitClass::Rate:
      case UnitClass::Bandwidth:
      case UnitClass::Memory:
        absolute(I);
        break;
      case UnitClass::None:
        break;
      }
      ++I;
    }
  }

private:
  const Token &first(size_t I) const { return R.Tokens[R.Quantities[I].First]; }
  const Token *after(size_t I, size_t N = 1) const {
    const size_t At = R.Quantities[I].Last + N;
    return At < R.Tokens.size() ? &R.Tokens[At] : nullptr;
  }
  const Token *before(size_t I, size_t N = 1) const {
    const size_t At = R.Quantities[I].First;
    return At >= N ? &R.Tokens[At - N] : nullptr;
  }

  /// What is said of compiling, testing and the like is kept, but apart.
  bool isStatement(size_t I, const Surroundings &Around) {
    const uint32_t Near = Around.all();
    const bool Here = (Near & words::Build) ||
                      ((Near & words::Rebuild) && (Near & words::Time));
    const unsigned Sentence = first(I).Sentence;
    // "compile time dropped from 710 s to 226 s: 3.14x faster"
    if (!Here && Sentence != LastStatement)
      return false;
    LastStatement = Sentence;
    // "all tests pass, 2x faster kernels": the word must be about the figure.
    if ((Around.all() & words::Kernel) && (Around.Direction & words::Faster))
      return false;
    const size_t Begin = R.Tokens[Around.Begin].Offset;
    const size_t End = R.Tokens[Around.End - 1].end();
    std::string Text = R.Message.slice(Begin, End).str();
    // More than this nobody reads, and looking for repeats takes time.
    constexpr size_t MaxStatements = 64;
    if (Result.Statements.size() < MaxStatements &&
        !llvm::is_contained(Result.Statements, Text))
      Result.Statements.push_back(std::move(Text));
    return true;
  }

  void add(size_t I, Claim C) {
    if (first(I).Line == 0 || !repeatsSubject(I))
      Result.Claims.push_back(std::move(C));
  }

  /// The line of a squashed log that became the subject.
  bool repeatsSubject(size_t I) const {
    const size_t At = first(I).Offset;
    const size_t Begin = R.Message.rfind('\n', At) + 1;
    const StringRef Line =
        R.Message.slice(Begin, R.Message.find('\n', At)).trim(" \t\r*-");
    return Line.size() > 12 && Line.size() < 200 &&
           R.Message.take_until([](char C) { return C == '\n'; })
               .contains(Line);
  }

  //===-- Shares ----------------------------------------------------------===//

  void percent(size_t I) {
    const Quantity &Q = R.Quantities[I];
    Surroundings Around = look(R, I, I);
    if (isStatement(I, Around) || (Around.all() & words::Quality))
      return;
    constexpr uint32_t Evidence = words::Directions | words::Subjects;
    const bool SameSentence = LastSentence == first(I).Sentence;
    bool Inherits = false;
    if (!(Around.all() & words::Directions) && !Q.Plus && !Q.Minus) {
      if (SameSentence) {
        Inherits = true;
      } else if (another(I)) {
        Around.Direction = words::Gain;
      } else if (!(Around.all() & (words::Performance | words::Throughput))) {
        // Words of the sentence, then of the subject line, must carry it.
        const uint32_t Wider =
            (Around.Sentence & Evidence) ? Around.Sentence : R.SubjectClasses;
        if ((!(Wider & (words::Directions | words::Performance)) &&
             !(first(I).Line == 0 && upTo(I))) ||
            (Around.Sentence & words::Quality) || namesAThing(I))
          return;
      }
    } else if ((Q.Plus || Q.Minus) && !(Around.all() & Evidence) &&
               (Around.Sentence & words::Quality)) {
      return;
    }
    Claim C;
    C.Kind = ClaimKind::Percent;
    if (Inherits && Around.Direction == 0) {
      Around.Direction = LastAround.Direction;
      Around.Before |= LastAround.all() & words::Subjects;
    } else if (Around.Direction == 0 && !Q.Plus && !Q.Minus) {
      Around.Direction = nearestInSentence(I);
    }
    C.What = perfclaim::metricOf(Around);
    // Of who gives rates elsewhere, a bare gain is one of the rate.
    if (C.What == Metric::Unknown && R.HasRates)
      C.What = Metric::Throughput;
    normalisePercent(Q, Around, false, C);
    describeClaim(R, I, I, Around, C);
    LastSentence = first(I).Sentence;
    LastAround = Around;
    add(I, std::move(C));
  }

  /// "another 15%"
  bool another(size_t I) const {
    const Token *Word = before(I);
    return Word && (Word->isWord("another") || Word->isWord("extra") ||
                    Word->isWord("additional"));
  }
  bool upTo(size_t I) const {
    const Token *To = before(I), *Up = before(I, 2);
    return To &&
           (To->isWord("upto") ||
            (To->isWord("to") && Up && (Up->isWord("up") || Up->isSign('-'))));
  }

  /// "75% of the hashes", "31% GPU utilisation": the share of something.
  bool namesAThing(size_t I) const {
    const Token *Next = after(I);
    return Next && Next->isWord("of");
  }

  uint32_t nearestInSentence(size_t I) const {
    const Quantity &Q = R.Quantities[I];
    for (size_t J = Q.First; J > 0 && J + 30 > Q.First; --J) {
      if (R.Tokens[J - 1].Sentence != R.Tokens[Q.First].Sentence)
        break;
      if (const uint32_t D = R.Classes[J - 1] & words::Directions)
        return D;
    }
    return 0;
  }

  //===-- Ratios ----------------------------------------------------------===//

  void times(size_t I) {
    const Quantity &Q = R.Quantities[I];
    Surroundings Around = look(R, I, I);
    const StringRef Word = R.Tokens[Q.Last].Text;
    const bool Halves = Word.starts_with_insensitive("halv") ||
                        Word.starts_with_insensitive("doubl");
    if (isStatement(I, Around) || (Around.all() & words::Quality))
      return;
    if ((Around.Before & words::Capacity) && !(Around.all() & words::Faster))
      return;
    if (Halves) {
      // Halving a time and doubling a rate are claims; other things are not.
      const uint32_t Of = Around.After;
      const bool Half = Word.starts_with_insensitive("halv");
      if (!(Of & (Half ? words::Time | words::Latency | words::Memory
                       : words::Throughput | words::Performance |
                             words::Faster | words::Bandwidth)))
        return;
    } else if (!ratioFollows(I, Around)) {
      return;
    }
    Claim C;
    C.Kind = ClaimKind::Ratio;
    if (Around.Direction == 0)
      Around.Direction = nearestInSentence(I);
    if (R.Tokens[Q.First].isWord("order") || before(I, 1) == nullptr)
      C.Approximate = false;
    C.What = perfclaim::metricOf(Around);
    if (C.What == Metric::Unknown &&
        !(Around.all() & (words::Performance | words::Gain)))
      C.What = Metric::Time;
    // "still off by 2.36x"
    for (size_t J = Around.Begin; J < Q.First; ++J)
      if (R.Tokens[J].isWord("off"))
        Around.Direction = words::Slower;
    normaliseTimes(Q, Around, C);
    describeClaim(R, I, I, Around, C);
    add(I, std::move(C));
  }

  /// True if what stands around makes "Nx" a ratio of speeds: a word about
  /// speed, and no thing that there are N times of ("8x buffer").
  bool ratioFollows(size_t I, const Surroundings &Around) const {
    constexpr uint32_t Evidence = words::Directions | words::Performance |
                                  words::Throughput | words::Latency;
    const Token *Next = after(I);
    const Quantity &Q = R.Quantities[I];
    const bool Ends = !Next || Next->Sentence != first(I).Sentence ||
                      Next->Kind != TokenKind::Word ||
                      (Next->Line != first(I).Line);
    const bool Connects =
        !Ends &&
        StringSwitch<bool>(Next->Text)
            .CasesLower({"as", "in", "on", "for", "over", "with", "compared"},
                        true)
            .CasesLower({"than", "vs", "when", "at", "by", "and", "or", "of"},
                        true)
            .CasesLower({"overall", "more", "further", "from", "e2e"}, true)
            .Default(false);
    const bool Says =
        !Ends && (words::classify(Next->Text) & (Evidence | words::Time));
    // "25x perf improvement", "2x better TG", "2.8x end-to-end speedup"
    bool Soon = false;
    for (size_t J = Q.Last + 1; J < Around.End && J < Q.Last + 4; ++J) {
      if (R.Tokens[J].isWord("to"))
        break;
      Soon |= (R.Classes[J] & (Evidence & ~uint32_t(words::Reduce))) != 0;
    }
    if (!Ends && !Connects && !Says && !Soon)
      return false;
    const Token *To = before(I);
    if (To && To->isWord("to") && !upTo(I) && !Soon)
      return false; // "set it to 4x"
    // "off by 2.4x", "2x compared to the previous version"
    for (size_t J = Around.Begin; J < Q.First; ++J)
      if (R.Tokens[J].isWord("off"))
        return true;
    if (!Ends && Next->isWord("compared"))
      return true;
    if (upTo(I) && first(I).Sentence &&
        (R.SentenceClasses[first(I).Sentence - 1] & Evidence))
      return true;
    if ((Around.all() | Around.Sentence) & Evidence)
      return !(Connects && Next->isWord("of") && !Soon);
    // A table's column, or a subject about speed.
    return (R.SubjectClasses & (words::Faster | words::Performance)) &&
           !(Around.Sentence & (words::Quality | words::Capacity)) && To &&
           !To->isWord("to") && !To->isSign('|');
  }

  //===-- Before and after ------------------------------------------------===//

  /// How the second of two figures hangs on the first.
  enum class Link { None, Forward, Backward };

  Link linkOf(size_t I) const {
    const Quantity &A = R.Quantities[I], &B = R.Quantities[I + 1];
    if (B.First <= A.Last)
      return Link::None;
    const size_t Gap = B.First - A.Last - 1;
    if (Gap > 14 || R.Tokens[A.First].Paragraph != R.Tokens[B.First].Paragraph)
      return Link::None;
    Link Found = Link::None;
    for (size_t J = A.Last + 1; J < B.First; ++J) {
      const Token &T = R.Tokens[J];
      const size_t To = B.First - J;
      if (T.Kind == TokenKind::Arrow && Gap <= 4)
        Found = Link::Forward;
      else if (T.isWord("to") && To <= 2 && Found == Link::None)
        Found = Link::Forward;
      else if (T.isWord("vs") || T.isWord("versus") || T.isWord("against"))
        Found = Link::Backward;
      else if (T.isWord("from") && To <= 2)
        Found = Link::Backward;
      else if (T.isWord("instead") || T.isWord("compared"))
        Found = Link::Backward;
      else if (T.isSign('.') && T.Sentence != R.Tokens[B.First].Sentence)
        return Link::None;
    }
    return Found;
  }

  /// Reads figures \p I and I+1 as before and after; the index behind them, or
  /// 0 if they are not.
  size_t beforeAfter(size_t I) {
    const size_t Three = labelled(I);
    if (Three)
      return Three;
    if (I + 1 >= R.Quantities.size())
      return 0;
    const Quantity &A = R.Quantities[I], &B = R.Quantities[I + 1];
    const bool UnitA = isMeasured(A.Class), UnitB = isMeasured(B.Class);
    Link How = linkOf(I);
    if ((UnitA || UnitB) && How != Link::None &&
        (A.Class == B.Class || B.First <= A.Last + 2))
      return pair(I, I + 1, How == Link::Forward, UnitA ? A.Class : B.Class);
    // Two columns of a table, or bare numbers with an arrow, are before and
    // after when a figure behind them says so.
    if (first(I).Line == first(I + 1).Line && sameRow(I) &&
        A.Class == B.Class && (UnitA || A.Class == UnitClass::None)) {
      if (int Sense = confirmed(I))
        return pair(I, I + 1, true, A.Class, Sense);
      if (A.Class == UnitClass::None && How == Link::Forward &&
          (R.SentenceClasses[first(I).Sentence] & words::Throughput))
        return pair(I, I + 1, true, UnitClass::Rate);
    }
    return 0;
  }

  /// Nothing but space, bars and an arrow between two figures.
  bool sameRow(size_t I) const {
    for (size_t J = R.Quantities[I].Last + 1; J < R.Quantities[I + 1].First;
         ++J) {
      const Token &T = R.Tokens[J];
      if (T.Kind != TokenKind::Arrow && !T.isSign('|'))
        return false;
    }
    return true;
  }

  /// 1 or -1 if the figure behind the two is their quotient (a rate, a time),
  /// or the word "unchanged" stands there; 0 if nothing confirms them.
  int confirmed(size_t I) const {
    const Quantity &A = R.Quantities[I], &B = R.Quantities[I + 1];
    if (A.Low <= 0 || B.Low <= 0)
      return 0;
    const double Up = B.Low / A.Low;
    if (I + 2 < R.Quantities.size() && first(I + 2).Line == first(I + 1).Line) {
      const Quantity &P = R.Quantities[I + 2];
      if (P.Class == UnitClass::Percent) {
        const double Said = (P.Minus ? -P.Low : P.Low) / 100;
        const double Off = std::max(0.006, 0.15 * std::abs(Said));
        if (std::abs(Up - 1 - Said) < Off)
          // 940 tok/s are +68% of 559; 10.2 ms are -25.7% of 13.7.
          return A.Class == UnitClass::Time ? -1 : 1;
      }
      if (P.Class == UnitClass::Times && P.Low > 0) {
        if (std::abs(Up / P.Low - 1) < 0.06 && A.Class != UnitClass::Time)
          return 1;
        if (std::abs(1 / Up / P.Low - 1) < 0.06)
          return -1;
      }
    }
    for (size_t J = B.Last + 1; J < R.Tokens.size() && J < B.Last + 4; ++J)
      if (R.Tokens[J].isWord("unchanged") &&
          R.Tokens[J].Line == R.Tokens[B.Last].Line)
        return 1;
    return 0;
  }

  /// "before: 35.7ms ... new: 35.1ms" on lines of their own.
  size_t labelled(size_t I) {
    if (!isMeasured(R.Quantities[I].Class) || !hasLabel(I, true))
      return 0;
    for (size_t J = I + 1; J < R.Quantities.size() && J < I + 4; ++J) {
      if (R.Quantities[J].Class != R.Quantities[I].Class ||
          first(J).Paragraph != first(I).Paragraph)
        break;
      if (hasLabel(J, false))
        return pair(I, J, true, R.Quantities[I].Class);
    }
    return 0;
  }
  bool hasLabel(size_t I, bool Before) const {
    const Quantity &Q = R.Quantities[I];
    if (Q.First == 0 || !R.Tokens[Q.First - 1].isSign(':'))
      return false;
    for (size_t J = Q.First - 1; J > 0 && J + 6 > Q.First; --J) {
      const Token &T = R.Tokens[J - 1];
      if (T.Line != R.Tokens[Q.First].Line)
        break;
      if (Before ? T.isWord("before") || T.isWord("old") || T.isWord("main") ||
                       T.isWord("master") || T.isWord("baseline")
                 : T.isWord("after") || T.isWord("new") || T.isWord("now") ||
                       T.isWord("pr"))
        return true;
    }
    return false;
  }

  size_t pair(size_t I, size_t J, bool Forward, UnitClass Class,
              int Sense = 0) {
    const Quantity &A = R.Quantities[I], &B = R.Quantities[J];
    Surroundings Around = look(R, I, J);
    if (isStatement(I, Around))
      return J + 1;
    const uint32_t Near = Around.all();
    if ((Near & words::Quality) ||
        (Class == UnitClass::Memory &&
         ((Near & words::Capacity) || !(Near & words::Memory))))
      return J + 1;
    Claim C;
    C.Kind = ClaimKind::BeforeAfter;
    const Quantity &Old = Forward ? A : B, &New = Forward ? B : A;
    const std::string &Unit = A.Unit.empty() ? B.Unit : A.Unit;
    auto Scaled = [&](const Quantity &Q) {
      return Q.Class == UnitClass::None || Q.Unit == Unit
                 ? Q.Low
                 : Q.Low * Q.Scale / (A.Unit.empty() ? B.Scale : A.Scale);
    };
    C.Before = Scaled(Old);
    C.After = Scaled(New);
    // "down by 1 ms, to 76 ms": the first is the difference.
    const Token *By = before(I);
    if (Forward && By && By->isWord("by") && Class == UnitClass::Time)
      C.Before = *C.After + *C.Before;
    C.Unit = Unit;
    bool Rate = Class == UnitClass::Rate || Class == UnitClass::Bandwidth;
    if (Class == UnitClass::None)
      Rate = Sense >= 0;
    C.What = Class == UnitClass::None
                 ? (Rate ? Metric::Throughput : Metric::Time)
                 : metricOf(Class);
    if (Class == UnitClass::Time && (Near & words::Latency))
      C.What = Metric::Latency;
    if (*C.Before <= 0 || *C.After <= 0)
      return J + 1;
    C.Speedup = Rate ? *C.After / *C.Before : *C.Before / *C.After;
    C.Way = *C.Speedup > 1 ? Direction::Better : Direction::Worse;
    describeClaim(R, I, J, Around, C);
    if (!Forward && isOther(J))
      C.Against = Baseline::Other;
    if (C.Qualified == Qualifier::UpTo || C.Qualified == Qualifier::AtLeast)
      C.Qualified = Qualifier::None;
    // A share behind the pair that says the same again is the same claim.
    size_t Next = J + 1;
    if (Next < R.Quantities.size() && restates(Next, J, *C.Speedup, Rate))
      ++Next;
    add(I, std::move(C));
    return Next;
  }

  /// "140 t/s vs 172 t/s for iq2_xs", "57 s (CUDA) vs 58 s (PyTorch)".
  bool isOther(size_t J) const {
    const Token *Next = after(J), *Name = after(J, 2);
    return Next && Name && Name->Kind == TokenKind::Word &&
           Name->Sentence == first(J).Sentence &&
           (Next->isSign('(') || Next->isWord("for")) &&
           !Name->isWord("before") && !Name->isWord("old") &&
           !Name->isWord("previous") && !Name->isWord("main") &&
           !Name->isWord("the");
  }

  bool restates(size_t I, size_t J, double Speedup, bool Rate) const {
    const Quantity &P = R.Quantities[I];
    if (P.First > R.Quantities[J].Last + 3 || first(I).Line != first(J).Line)
      return false;
    if (P.Class == UnitClass::Times)
      return std::abs(P.Low / Speedup - 1) < 0.06;
    if (P.Class != UnitClass::Percent)
      return false;
    const double Share = P.Low / 100;
    const double Up = Rate ? Speedup - 1 : 1 - 1 / Speedup;
    return std::abs(std::abs(Up) - Share) <
           std::max(0.011, 0.05 * std::abs(Share));
  }

  //===-- Absolute figures ------------------------------------------------===//

  void absolute(size_t I) {
    const Quantity &Q = R.Quantities[I];
    const Surroundings Around = look(R, I, I);
    const uint32_t Near = Around.all();
    if (isStatement(I, Around) || (Near & words::Quality) ||
        (Near & words::Capacity))
      return;
    const bool Verb = changes(I);
    const bool Rate = Q.Class == UnitClass::Rate;
    const bool Wanted =
        Rate ? true
             : Verb || (Q.Plus && Q.Class != UnitClass::Memory) ||
                   (Q.Class == UnitClass::Time && Q.Enclosed &&
                    !(R.SubjectClasses & words::Slower) && shortNote(I));
    if (!Wanted)
      return;
    Claim C;
    C.Kind = ClaimKind::Absolute;
    C.What = metricOf(Q.Class);
    if (Q.Class == UnitClass::Time && (Near & words::Latency))
      C.What = Metric::Latency;
    C.After = Q.Low;
    C.Unit = Q.Unit;
    if (Q.Plus || Verb || (Around.Direction & (words::Faster | words::Gain)))
      C.Way = Direction::Better;
    else if (Around.Direction & (words::Loss | words::Slower | words::Reduce))
      C.Way = Rate ? Direction::Worse : Direction::Better;
    if (Rate && (Around.Direction & (words::Loss | words::Reduce)))
      C.Way = Direction::Worse;
    describeClaim(R, I, I, Around, C);
    add(I, std::move(C));
  }

  /// "(0.05ms)" in the subject line.
  bool shortNote(size_t I) const {
    const Token *Next = after(I);
    return first(I).Line == 0 && Next && Next->isSign(')');
  }

  /// "win 2ms", "optimize by 2ms", "shaves off 1ms", "down to 59ms/iter".
  bool changes(size_t I) const {
    const Quantity &Q = R.Quantities[I];
    for (size_t J = Q.First; J > 0 && J + 6 > Q.First; --J) {
      const Token &T = R.Tokens[J - 1];
      if (T.Sentence != R.Tokens[Q.First].Sentence)
        break;
      const uint32_t D = R.Classes[J - 1];
      if (D & (words::Reduce | words::Gain))
        return true;
      if (T.isWord("down") && J < Q.First + 1 && Q.First - J < 3)
        return true;
    }
    return false;
  }

  const Reading &R;
  ClaimSet &Result;
  unsigned LastSentence = ~0U, LastStatement = ~0U;
  Surroundings LastAround;
};

} // namespace

void readClaims(const Reading &R, ClaimSet &Result) { Reader(R, Result).run(); }

} // namespace perfclaim
