//===- RatioCases.cpp - Counts, code, and cases with a ratio each ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>

using namespace llvm;

namespace perfclaim {

/// "from 200 to 10 per chunk" from figure \p I on, which are \p Times apart.
bool ClaimReader::countsFrom(size_t I, double Times) const {
  const Quantity &Old = R.Quantities[I], &New = R.Quantities[I + 1];
  return Old.Class == UnitClass::None && New.Class == UnitClass::None &&
         LastAdded != I && Old.Low > 0 && New.Low > 0 &&
         beforeIs(I, 1, "from") && beforeIs(I + 1, 1, "to") &&
         first(I).Sentence == first(I + 1).Sentence &&
         std::abs(std::max(Old.Low, New.Low) / std::min(Old.Low, New.Low) -
                  Times) < 0.1 * Times;
}

/// "It is much faster for f32x4(1.45x) and f32(1.35x)"
bool ClaimReader::notesCase(size_t I, const WordsAround &Around) const {
  return R.Quantities[I].Enclosed && hasDecimals(I) && after(I) &&
         after(I)->isSign(')') && (Around.Sentence & words::Faster);
}

/// "dot(2x, 2x)": code.
bool ClaimReader::inCall(size_t I) const {
  const size_t First = R.Quantities[I].First;
  for (size_t J = First; J > 1 && J + 5 > First; --J)
    if (R.Tokens[J - 1].isSign(')'))
      return false; // "speeds up sum() by 3x"
    else if (R.Tokens[J - 1].isSign('('))
      return !R.Tokens[J - 1].Space &&
             R.Tokens[J - 2].Kind == TokenKind::Word &&
             R.Tokens[J - 2].end() == R.Tokens[J - 1].Offset;
  return false;
}

/// "runs 100 times", "10 times for each": how often, not how much.
bool ClaimReader::isCount(size_t I) const {
  const Token *Next = after(I);
  const bool Ends = !Next || Next->Sentence != first(I).Sentence;
  const bool Compares =
      !Ends && (afterIs(I, 1, "as") || afterIs(I, 1, "the") ||
                (R.Classes[R.Quantities[I].Last + 1] &
                 (words::Directions | words::Performance | words::Throughput)));
  // "it is faster in 2.5 times"
  if (beforeIs(I, 1, "in") && before(I, 2) &&
      (R.Classes[R.Quantities[I].First - 2] & (words::Faster | words::Slower)))
    return false;
  // "by more than 10 times"
  const size_t Lead = beforeDegree(R.Tokens, R.Quantities[I].First);
  const bool Leads = beforeIs(I, 1, "by") || beforeIs(I, 2, "by") ||
                     (Lead > 0 && R.Tokens[Lead - 1].isWord("by")) ||
                     (beforeIs(I, 1, "of") && beforeIs(I, 2, "up")) ||
                     R.Quantities[I].Range || upTo(I);
  return !Compares && !Leads;
}

/// "59 ms compared to 25 ms of the other, i.e. still off by 2.4x": as the pair.
bool ClaimReader::isOffBySame(size_t I) const {
  if (I == 0 || LastAdded == ~size_t(0) || LastAdded + 3 < I ||
      Result.Claims.empty() || R.Quantities[I].Range)
    return false;
  const Claim &Pair = Result.Claims.back();
  if (Pair.Kind != ClaimKind::BeforeAfter || !Pair.Speedup)
    return false;
  const double Ratio = R.Quantities[I].Low;
  return (std::abs(Ratio / *Pair.Speedup - 1) < 0.02 ||
          std::abs(Ratio * *Pair.Speedup - 1) < 0.02) &&
         anyBefore(I, 4, [&](size_t J) { return R.Tokens[J].isWord("off"); });
}

/// "2.0x", "1.3x": of no number of things.
bool ClaimReader::hasDecimals(size_t I) const {
  const Quantity &Q = R.Quantities[I];
  for (size_t J = Q.First; J <= Q.Last; ++J)
    if (R.Tokens[J].Kind == TokenKind::Number && R.Tokens[J].Text.contains('.'))
      return true;
  return false;
}

/// "A is 2x faster; B has something around 1.3x": the next sentence of a line.
bool ClaimReader::goesOnBehind(size_t I) const {
  const Token *Next = after(I);
  constexpr StringLiteral Verbs[] = {"has", "gets", "gains", "is", "shows"};
  return I > 0 && LastAdded == I - 1 && hasDecimals(I) &&
         LastRatioSentence + 1 == first(I).Sentence &&
         first(I).Line <= last(I - 1).Line + 1 &&
         (!Next || Next->Sentence != first(I).Sentence ||
          Next->Kind == TokenKind::Sign) &&
         anyBefore(I, 6,
                   [&](size_t J) { return isWordIn(R.Tokens[J], Verbs); });
}

/// "Backward in one pass, 1.3x (fp16) and 1.2x (fp32)", "use threads, 5.5x on 8
/// cores": what the subject line ends with.
bool ClaimReader::inSubject(size_t I, bool Ends) const {
  const Token *Lead = before(I), *Next = after(I);
  constexpr StringLiteral Places[] = {"on", "for", "at", "with", "in"};
  if (first(I).Line != 0 || !Lead || !hasDecimals(I) || inCall(I) ||
      (R.SubjectClasses & (words::Capacity | words::Quality)))
    return false;
  // "Prefill 2.1x, decode 1.3x", "whole run 1.2x"
  if (Ends && ((R.Classes[R.Quantities[I].First - 1] & words::EndToEnd) ||
               (Lead->isWord("run") && beforeIs(I, 2, "whole"))))
    return true;
  const bool Noted = Ends && Next && Next->isSign('(');
  const bool Placed = !Ends && isWordIn(*Next, Places);
  return (Lead->isSign(',') && (Noted || Placed)) ||
         (Lead->isWord("and") && LastAdded + 1 == I && Noted);
}

/// "first case: 1.4x" above or below "second case: 2.0x", below a heading.
bool ClaimReader::isAmongCases(size_t I) const {
  auto Case = [&](size_t J) {
    const Token *Next = after(J);
    return R.Quantities[J].Class == UnitClass::Times && before(J) &&
           before(J)->isSign(':') && before(J)->Line == first(J).Line &&
           (!Next || Next->Line != last(J).Line || Next->isSign('('));
  };
  auto Beside = [&](size_t J) {
    return Case(J) && std::max(first(J).Line, first(I).Line) -
                              std::min(first(J).Line, first(I).Line) ==
                          1;
  };
  const bool Fraction = hasDecimals(I);
  if (!Case(I) || !Fraction ||
      (R.Headings[first(I).Sentence] & words::Capacity))
    return false;
  for (size_t J = I < 4 ? 0 : I - 4; J < R.Quantities.size() && J < I + 5; ++J)
    if (J != I && Beside(J))
      return true;
  return false;
}

/// "End-to-end: 1.3x wide, 1.2x narrow": no number of things, as there are not
/// 1.3 of any.
bool ClaimReader::listsCase(size_t I, const WordsAround &Around) const {
  const Quantity &Q = R.Quantities[I];
  constexpr uint32_t Said =
      words::EndToEnd | words::Kernel | words::Faster | words::Performance;
  const Token *Lead = before(I);
  // "bwd at n=64: ~1.9x random / ~3.2x local"
  constexpr StringLiteral Passes[] = {"fwd", "bwd", "forward", "backward"};
  if (Q.Approximate && hasDecimals(I) && Lead &&
      (Lead->isSign(':') || (Lead->isSign('/') && LastAdded + 1 == I)) &&
      !(Around.Sentence & words::Capacity) &&
      anyBefore(I, 30, [&](size_t J) { return isWordIn(R.Tokens[J], Passes); }))
    return true;
  return Q.Low != std::floor(Q.Low) && Lead &&
         (Lead->isSign(':') || (Lead->isSign(',') && LastAdded + 1 == I)) &&
         (Around.Sentence & Said) &&
         (R.SubjectClasses & (words::Faster | words::Performance)) &&
         !(Around.Sentence &
           (words::Capacity | words::Quality | words::Memory));
}

/// "EP8", "TP16", "B1": a short name in capitals with a number behind a ratio.
bool ClaimReader::namesCase(size_t I) const {
  const Token *Next = after(I);
  return Next && Next->Kind == TokenKind::Word && Next->Text.size() > 1 &&
         Next->Text.size() < 5 && isUpper(Next->Text.front()) &&
         isDigit(Next->Text.back());
}

} // namespace perfclaim
