//===- Pairs.cpp - "1.2 ms -> 0.8 ms", "700 t/s, up from 600" -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"
#include "Units.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>

using namespace llvm;

namespace perfclaim {

/// Words between two figures of which the second is the older one.
static bool pointsBack(const Token &T) {
  return T.Kind == TokenKind::Word &&
         StringSwitch<bool>(T.Text)
             .CasesLower({"vs", "versus", "against", "instead"}, true)
             .CasesLower({"rather", "opposed"}, true)
             .CasesLower({"compared", "was", "were", "prev"}, true)
             .CasesLower({"previously", "previous", "formerly"}, true)
             .Default(false);
}

static bool comparesBy(uint32_t Classes) {
  return Classes & (words::Faster | words::Slower | words::Harm | words::Gain);
}

/// "50 us each, which sums to 70 ms", "amounts to".
static bool sums(const Token &T) {
  for (StringRef Verb :
       {"sum", "add", "amount", "equal", "correspond", "accumulat"})
    if (T.Text.starts_with_insensitive(Verb))
      return true;
  return false;
}

ClaimReader::Link ClaimReader::linkOf(size_t I, size_t J) const {
  const Quantity &A = R.Quantities[I], &B = R.Quantities[J];
  if (B.First <= A.Last)
    return Link::None;
  const size_t Gap = B.First - A.Last - 1;
  if (Gap > 20 || isMarked(I) ||
      R.Tokens[A.First].Paragraph != R.Tokens[B.First].Paragraph)
    return Link::None;
  // "from PP-512 = 42 t/s to PP-512 = 128 t/s": words may stand between.
  bool From = false;
  for (size_t K = A.First; K > 0 && K + 6 > A.First; --K)
    From |= R.Tokens[K - 1].isWord("from");
  Link Found = Link::None;
  for (size_t K = A.Last + 1; K < B.First; ++K) {
    const Token &T = R.Tokens[K];
    const size_t To = B.First - K;
    if (T.Kind == TokenKind::Arrow && Gap <= 4)
      Found = Link::Forward;
    else if (T.isWord("to") && Found == Link::None && !sums(R.Tokens[K - 1]) &&
             !(R.Classes[K + 1] & (words::Increase | words::Reduce)) &&
             (To <= 2 || (From && To <= 6 && A.Class == B.Class)))
      Found = Link::Forward;
    else if (T.isWord("x") && Gap == 1 && A.Class == UnitClass::Time &&
             B.Class == A.Class)
      Found = Link::Forward; // "116 ms x 22 ms"
    else if (pointsBack(T) && (Gap <= 14 || To <= 3))
      Found = Link::Backward;
    else if (T.isWord("than") && Gap <= 6 && isMeasured(A.Class) &&
             A.Class == B.Class && comparesBy(R.Classes[K - 1]))
      Found = Link::Backward; // "15 us (worse than the old one's 14 us)"
    else if (T.isWord("from") && To <= 2 && !R.Tokens[K + 1].isWord("and"))
      Found = Link::Backward;
    else if (T.isSign('.') && T.Sentence != R.Tokens[B.First].Sentence)
      return Link::None;
  }
  if (Found == Link::None)
    return Found;
  // A long way, or one over lines, only with "up from" and its like.
  if (Gap > 14 && Found == Link::Forward)
    return Link::None;
  return Found;
}

/// The figure that \p I is compared with: the next one, or one behind figures
/// without a unit ("45 t/s for a 7B model vs 50 t/s").
size_t ClaimReader::partner(size_t I) const {
  size_t J = I + 1;
  while (J < R.Quantities.size() && J < I + 4 &&
         isMeasured(R.Quantities[I].Class) &&
         R.Quantities[J].Class == UnitClass::None &&
         linkOf(I, J) == Link::None && !notes(I, J))
    ++J;
  return J;
}

size_t ClaimReader::beforeAfter(size_t I) {
  if (const size_t Three = labelled(I))
    return Three;
  if (const size_t Told = thenAndNow(I))
    return Told;
  if (const size_t List = listPair(I))
    return List;
  if (const size_t Both = twoOfEach(I))
    return Both;
  if (const size_t Slashed = slashedAges(I))
    return Slashed;
  const size_t J = partner(I);
  if (J >= R.Quantities.size())
    return 0;
  const Quantity &A = R.Quantities[I], &B = R.Quantities[J];
  const bool UnitA = isMeasured(A.Class), UnitB = isMeasured(B.Class);
  if (isThreshold(I))
    return J + 1;
  // "by 2 GB (from 10 GB to 8 GB)": a difference, and a pair behind it.
  if (beforeIs(I, 1, "by") && beforeIs(J, 1, "from") &&
      J + 1 < R.Quantities.size() && linkOf(J, J + 1) == Link::Forward)
    return 0;
  // "286 GB/s vs the device's 8 TB/s theoretical"
  constexpr StringLiteral Bounds[] = {"theoretical", "peak",   "target",
                                      "goal",        "budget", "limit"};
  if ((after(J) && isWordIn(*after(J), Bounds)) || beforeIs(J, 1, "expected"))
    return 0;
  // "pays 100 ns against the 1.2 us of the cast": two costs; "the 40 TFLOP/s
  // gap from 271": how far it is.
  if (pays(I) || afterIs(I, 1, "gap"))
    return 0;
  Link How = linkOf(I, J);
  if (const Link Aged = linkOfAges(I, J); Aged != Link::None)
    How = Aged;
  const bool Known = UnitA && B.Class == UnitClass::None;
  const bool Noted = Known && notes(I, J);
  if (Noted)
    How = Link::Backward;
  // "9 PFLOPS -> 2x of it"
  if (A.Class == UnitClass::Times || B.Class == UnitClass::Times)
    How = A.Class == B.Class ? How : Link::None;
  if ((UnitA || UnitB) && How != Link::None &&
      !(UnitA && UnitB && A.Class != B.Class) &&
      (A.Class == B.Class || B.First <= A.Last + 2 ||
       (Known && How == Link::Backward &&
        (B.First <= A.Last + 4 || wasAtEnd(I, J))) ||
       (Known && How == Link::Forward && downTo(I, J)) || (Known && Noted)))
    return pair(I, J, How == Link::Forward, UnitA ? A.Class : B.Class);
  if (const UnitClass Ahead = unitAhead(I);
      Ahead != UnitClass::None && How != Link::None &&
      B.Class == UnitClass::None && first(I).Line == first(J).Line &&
      B.First <= A.Last + 6)
    return pair(I, J, How == Link::Forward, Ahead);
  // "0.34x -> 5.0x vs Triton": what was 0.34 of something else is now 5.
  if (ratioBecomes(I))
    return pair(I, J, true, UnitClass::Times, 1);
  if (ratioWas(I))
    return pair(I, J, false, UnitClass::Times, 1);
  if (first(I).Line != first(J).Line || A.Class != B.Class ||
      !(UnitA || A.Class == UnitClass::None))
    return 0;
  // Two columns of a table, or bare numbers with an arrow, are before and
  // after when a figure behind them says so.
  if (sameRow(I)) {
    if (const UnitClass Above =
            A.Class == UnitClass::None && How == Link::Forward
                ? unitAbove(I)
                : UnitClass::None;
        Above != UnitClass::None)
      return pair(I, J, true, Above);
    // "n=1 11.4 -> 10.6 us (-7%), n=2 139 -> 127 (-8%)"
    if (A.Class == UnitClass::None && How == Link::Forward &&
        LastPair == UnitClass::Time && LastPairSentence == first(I).Sentence &&
        !countedBehind(I))
      return pair(I, J, true, LastPair);
    if (int Sense = confirmed(I);
        Sense && (A.Class != UnitClass::None || !R.OfCompression))
      return pair(I, J, true, A.Class, Sense);
    if (A.Class == UnitClass::None && How == Link::Forward && A.First > 0 &&
        !anyBefore(I, 4,
                   [&](size_t K) { return R.Classes[K] & words::Quality; }) &&
        (R.SentenceClasses[first(I).Sentence] & words::Throughput))
      return pair(I, J, true, UnitClass::Rate);
  }
  // "TFLOPS of 4k increase from 234 to 279"
  if (A.Class == UnitClass::None && How == Link::Forward &&
      beforeIs(I, 1, "from"))
    for (size_t K = A.First; K > 0 && K + 12 > A.First; --K) {
      const Token &T = R.Tokens[K - 1];
      bool PerSecond = false;
      if (T.Sentence == first(I).Sentence && T.Kind == TokenKind::Word &&
          T.Text.size() > 2 && rateScale(T.Text, PerSecond) != 0)
        return pair(I, J, true, UnitClass::Rate);
    }
  // "tokens per second rise from 31 to 38"
  constexpr uint32_t Moves = words::Increase | words::Loss | words::Gain;
  if (A.Class == UnitClass::None && B.Class == UnitClass::None &&
      How == Link::Forward && beforeIs(I, 1, "from") && A.First > 2 &&
      (R.Classes[A.First - 2] & Moves) && anyBefore(I, 7, [&](size_t K) {
        return R.Classes[K] & words::Throughput;
      }))
    return pair(I, J, true, UnitClass::Rate);
  // "the time of the sum goes from 0.075 to 0.0012"
  if (A.Class == UnitClass::None && B.Class == UnitClass::None &&
      How == Link::Forward && beforeIs(I, 1, "from") && beforeIs(J, 1, "to") &&
      R.Tokens[A.Last].Text.contains('.') &&
      R.Tokens[B.Last].Text.contains('.') && anyBefore(I, 16, [&](size_t K) {
        return R.Tokens[K].isWord("time") || R.Tokens[K].isWord("runtime");
      }))
    return pair(I, J, true, UnitClass::Time);
  // "A 20.5 -> 18.9, B 27.4 -> 25.9 us": the unit comes with the last pair.
  // Not "fewer registers (115 -> 113), time 98 -> 97 us".
  const bool Remark = A.Enclosed && after(J) && after(J)->isSign(')');
  if (A.Class == UnitClass::None && sameRow(I) && How == Link::Forward &&
      !Remark)
    for (size_t K = J + 1; K + 1 < R.Quantities.size() && K < J + 6; K += 2) {
      if (first(K).Sentence != first(I).Sentence ||
          R.Quantities[K].Class != UnitClass::None ||
          linkOf(K, K + 1) != Link::Forward)
        break;
      if (isMeasured(R.Quantities[K + 1].Class) && sameRow(K))
        return pair(I, J, true, R.Quantities[K + 1].Class);
    }
  // "163 -> 180 t/s at 1024, 144 -> 158 at 4608": the unit goes on.
  if (A.Class == UnitClass::None && LastPair != UnitClass::None && !isCell(I) &&
      How != Link::None && B.First <= A.Last + 3 && !countedBehind(I) &&
      (first(I).Line <= LastPairLine + 1 || underCumulative(I)))
    return pair(I, J, How == Link::Forward, LastPair);
  return 0;
}

/// "4 parts vs 16": of what there are so many.
bool ClaimReader::countedBehind(size_t I) const {
  const Token *Next = after(I);
  return Next && Next->Kind == TokenKind::Word && !pointsBack(*Next) &&
         !Next->isWord("to") && !Next->isWord("from") && !Next->isWord("up") &&
         !Next->isWord("down");
}

/// Nothing but space, bars and an arrow between two figures.
bool ClaimReader::sameRow(size_t I) const {
  for (size_t J = R.Quantities[I].Last + 1; J < R.Quantities[I + 1].First;
       ++J) {
    const Token &T = R.Tokens[J];
    if (T.Kind != TokenKind::Arrow && !T.isSign('|'))
      return false;
  }
  return true;
}

size_t ClaimReader::pair(size_t I, size_t J, bool Forward, UnitClass Class,
                         int Sense, bool Told) {
  const Quantity &A = R.Quantities[I], &B = R.Quantities[J];
  WordsAround Around = look(R, I, J);
  // "the build goes from 20 to 12 min"
  const bool Makes = Around.all() & (words::Build | words::Rebuild);
  const size_t Known = A.Class == UnitClass::None && Makes ? J : I;
  if (isStatement(Known, Around) || (!Told && isHope(I, Around)))
    return behindRemark(J);
  uint32_t Near = Around.all();
  // "64 registers per thread (stream kernel 3 -> 2 ms)": of what is inside.
  if ((Near & words::Quality) && !(Around.After & words::Quality)) {
    uint32_t Inside = 0;
    for (size_t K = A.First; K > Around.Begin && K + 6 > A.First; --K) {
      if (R.Tokens[K - 1].isSign('('))
        Near = Inside | Around.After;
      Inside |= R.Classes[K - 1];
    }
  }
  const unsigned Sentence = first(I).Sentence;
  // "It doubles the memory. Ours needs 4008 MB vs 2004 MB"; not of 6 bytes.
  const uint32_t SentenceBefore =
      Sentence > 0 && A.Scale >= 1e6 ? R.SentenceClasses[Sentence - 1] : 0;
  // "the peak from 4 GB to 1 GB"
  const bool OfPeak =
      anyBefore(I, 6, [&](size_t K) { return R.Tokens[K].isWord("peak"); });
  // A rate is one whatever stands beside it ("BW efficiency").
  const bool Rated = Class == UnitClass::Rate || Class == UnitClass::Bandwidth;
  if ((((Near & words::Quality) ||
        (Class == UnitClass::Times && (Near & words::Capacity))) &&
       !Rated) ||
      (((Near | Around.Sentence) & words::Setting) &&
       Class == UnitClass::Time) ||
      (Class == UnitClass::Memory &&
       ((Near & words::Capacity) ||
        (!((Near | Around.Sentence | Around.Heading | SentenceBefore) &
           words::Memory) &&
         !OfPeak))))
    return behindRemark(J);
  Claim C;
  C.Kind = ClaimKind::BeforeAfter;
  std::string Unit = A.Unit.empty() ? B.Unit : A.Unit;
  if (Unit.empty() && Class == LastPair)
    Unit = LastUnit;
  bool Rate = Class == UnitClass::Rate || Class == UnitClass::Bandwidth ||
              Class == UnitClass::Times;
  if (Class == UnitClass::None)
    Rate = Sense >= 0;
  // "6.2 vs 7.12 (+10%)": the share says which of the two is the newer one.
  if (!Forward && A.Low > 0 && contradicts(I, J, B.Low / A.Low, Rate))
    Forward = true;
  // "60 ms -> 4 ms (75x -> 5x of the dense one)": a ratio of times.
  if (Forward && Class == UnitClass::Times && !Result.Claims.empty() &&
      LastAdded + 2 == I && LastPairOf == Metric::Time && A.Low > 0 &&
      B.Low > 0) {
    const Claim &Last = Result.Claims.back();
    Rate = !(Last.Kind == ClaimKind::BeforeAfter && Last.Speedup &&
             std::abs(A.Low / B.Low / *Last.Speedup - 1) < 0.1);
  }
  const Quantity &Old = Forward ? A : B, &New = Forward ? B : A;
  auto Scaled = [&](const Quantity &Q) {
    return Q.Class == UnitClass::None || Q.Unit == Unit
               ? Q.Low
               : Q.Low * Q.Scale / (A.Unit.empty() ? B.Scale : A.Scale);
  };
  C.Before = Scaled(Old);
  C.After = Scaled(New);
  // "down by 1 ms, to 76 ms": the first is the difference.
  if (Forward && beforeIs(I, 1, "by") && Class == UnitClass::Time)
    C.Before = *C.After + *C.Before;
  C.Unit = Unit;
  C.What = Class == UnitClass::None || Class == UnitClass::Times
               ? (Rate ? Metric::Throughput : Metric::Time)
               : metricOf(Class);
  if (Class == UnitClass::Times)
    C.What = Metric::Time;
  // "first token latency drops 35%, from 200 ms to 130 ms"
  const bool Same = LastSentence == first(I).Sentence &&
                    !(Near & words::Subjects) && LastAdded + 1 == I;
  if (Class == UnitClass::Time &&
      ((Near & words::Latency) ||
       (Same && (LastAround.all() & words::Latency))))
    C.What = Metric::Latency;
  // "p50 latency 12 ms -> 9 ms, p99 30 ms -> 20 ms"
  if (Class == UnitClass::Time && !(Near & words::Subjects) &&
      LastPair == Class && LastPairSentence == first(I).Sentence)
    C.What = LastPairOf;
  LastPairSentence = first(I).Sentence;
  LastPairOf = C.What;
  if (*C.Before <= 0 || *C.After <= 0)
    return J + 1;
  C.Speedup = Rate ? *C.After / *C.Before : *C.Before / *C.After;
  C.Way = *C.Speedup > 1 ? Direction::Better : Direction::Worse;
  describeClaim(R, I, J, Around, C);
  if (isOther(Forward ? I : J, Forward ? J : I))
    C.Against = Baseline::Other;
  // "0.3x -> 0.6x vs cuBLAS" compares with the parent, in units of cuBLAS.
  if (Class == UnitClass::Times)
    C.Against = Baseline::Parent;
  if (C.Qualified == Qualifier::UpTo || C.Qualified == Qualifier::AtLeast)
    C.Qualified = Qualifier::None;
  // "172 us, now 43-79 us": the milder end first.
  if (New.Range && New.High > New.Low) {
    C.Qualified = Qualifier::Range;
    C.SpeedupMax = Rate ? *C.Speedup * New.High / New.Low : *C.Speedup;
    C.Speedup = Rate ? *C.Speedup : *C.Speedup * New.Low / New.High;
    C.Way = *C.Speedup > 1 ? Direction::Better : Direction::Worse;
  }
  const size_t Said = Old.Range || New.Range ? saidRange(J, C) : J;
  if (isMeasured(Class)) {
    LastPair = Class;
    LastUnit = Unit;
    LastPairLine = last(J).Line;
  }
  // A share behind the pair that says the same again is the same claim.
  size_t Next = Said + 1;
  while (Next < R.Quantities.size() && Next < J + 3 &&
         restates(Next, J, *C.Speedup, Rate))
    ++Next;
  // "5 ms (from 6 ms, -1 ms, -17%)"
  while (Next < R.Quantities.size() && Next < J + 3 && listsOn(Next))
    ++Next;
  add(I, std::move(C));
  return Next;
}

/// "140 t/s vs 172 t/s for iq2_xs", "57 s (CUDA) vs 58 s (PyTorch)", "0.04 ms
/// vs Triton 0.06 ms": the older figure is one of something else.
bool ClaimReader::isOther(size_t Old, size_t New) const {
  auto Names = [&](const Token *T) {
    return T && T->Kind == TokenKind::Word &&
           T->Sentence == first(Old).Sentence &&
           !StringSwitch<bool>(T->Text)
                .CasesLower({"before", "old", "previous", "previously"}, true)
                .CasesLower({"main", "master", "baseline", "the", "prev"}, true)
                .CasesLower({"last", "original", "parent", "current"}, true)
                .CasesLower({"vs", "versus", "from", "to", "was", "of"}, true)
                .CasesLower({"against", "about", "around", "only", "a"}, true)
                .CasesLower({"up", "down", "by", "with", "at", "and"}, true)
                .CasesLower({"this", "in", "on", "is", "were"}, true)
                .Default(false);
  };
  const Token *Next = after(Old);
  if (Old > New && Next && Names(after(Old, 2)) &&
      (Next->isSign('(') || Next->isWord("for")))
    return true;
  // Both have a name right before them: "ours 3 ms vs theirs 4 ms".
  return Old > New && before(Old, 2) && pointsBack(*before(Old, 2)) &&
         Names(before(Old)) && before(New) &&
         before(New)->Kind == TokenKind::Word &&
         before(New)->Line == first(New).Line;
}

} // namespace perfclaim
