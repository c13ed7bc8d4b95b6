//===- Lists.cpp - "0.2/0.4 -> 0.1/0.3 ms" ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"
#include <cmath>

using namespace llvm;

namespace perfclaim {

/// How many figures stand one behind the other from \p I on, parted by slashes:
/// "0.2/0.4/0.8".
size_t ClaimReader::slashed(size_t I) const {
  constexpr size_t Most = 8;
  size_t N = 1;
  for (; N < Most && I + N < R.Quantities.size(); ++N) {
    const Quantity &A = R.Quantities[I + N - 1], &B = R.Quantities[I + N];
    if (B.First != A.Last + 2 || !R.Tokens[A.Last + 1].isSign('/') ||
        R.Tokens[B.First].Space || A.Range || B.Range)
      break;
  }
  return N;
}

/// "0.2/0.4 -> 0.1/0.3 ms": before and after, one by one.
size_t ClaimReader::listPair(size_t I) {
  const size_t N = slashed(I), J = I + N;
  if (N < 2 || J + N > R.Quantities.size() || slashed(J) != N ||
      R.Quantities[J].First != R.Quantities[J - 1].Last + 2 ||
      R.Tokens[R.Quantities[J].First - 1].Kind != TokenKind::Arrow)
    return 0;
  const Quantity &Old = R.Quantities[J - 1], &New = R.Quantities[J + N - 1];
  // The unit comes with the last of each, or goes on.
  UnitClass Class = isMeasured(New.Class) ? New.Class : Old.Class;
  if (Class == UnitClass::None && first(I).Line <= LastPairLine + 1)
    Class = LastPair;
  if (!isMeasured(Class))
    return 0;
  if (isMeasured(New.Class))
    LastUnit = New.Unit;
  LastPair = Class;
  size_t Next = J + N;
  for (size_t K = 0; K < N; ++K)
    if (R.Quantities[I + K].Low > 0 && R.Quantities[J + K].Low > 0)
      Next = std::max(Next, pair(I + K, J + K, true, Class));
  return Next;
}

/// "from 18 ms / 1.7 TB/s to 16 ms / 1.9 TB/s": a time and a rate of each.
size_t ClaimReader::twoOfEach(size_t I) {
  if (I + 3 >= R.Quantities.size())
    return 0;
  const Quantity *Q = &R.Quantities[I];
  auto Beside = [&](size_t A) {
    return isMeasured(Q[A].Class) && isMeasured(Q[A + 1].Class) &&
           Q[A].Class != Q[A + 1].Class && Q[A + 1].First <= Q[A].Last + 2 &&
           first(I + A).Line == last(I + A + 1).Line;
  };
  if (!Beside(0) || !Beside(2) || Q[0].Class != Q[2].Class ||
      Q[1].Class != Q[3].Class || Q[2].First > Q[1].Last + 4)
    return 0;
  const Link How = linkOf(I + 1, I + 2);
  if (How == Link::None)
    return 0;
  const size_t Next = pair(I, I + 2, How == Link::Forward, Q[0].Class);
  return std::max(Next, pair(I + 1, I + 3, How == Link::Forward, Q[1].Class));
}

/// "old/new: 104ms/92ms"
size_t ClaimReader::slashedAges(size_t I) {
  if (slashed(I) != 2 || !isMeasured(R.Quantities[I + 1].Class))
    return 0;
  const size_t First = R.Quantities[I].First;
  for (size_t J = First; J > 2 && J + 8 > First; --J) {
    if (R.Tokens[J - 1].Line != first(I).Line)
      break;
    if (!R.Tokens[J - 1].isSign('/') || R.Tokens[J].Space)
      continue;
    const Age Left = ageOfWord(R.Tokens[J - 2]), Right = ageOfWord(R.Tokens[J]);
    if (Left != Right && Left != Age::Unknown && Right != Age::Unknown)
      return pair(I, I + 1, Left == Age::Old, R.Quantities[I + 1].Class);
  }
  return 0;
}

/// "All of it (us/call):" above lines of bare pairs.
UnitClass ClaimReader::unitAbove(size_t I) const {
  constexpr size_t Far = 96, Words = 24;
  const size_t From = R.Quantities[I].First;
  for (size_t J = From; J > 1 && J + Far > From; --J) {
    const Token &T = R.Tokens[J - 1];
    if (T.Line == first(I).Line || !T.isSign(':') || R.Tokens[J].Line == T.Line)
      continue;
    for (size_t K = J - 1; K > 1 && K + Words > J; --K) {
      if (R.Tokens[K - 1].Sentence != T.Sentence)
        break;
      if (!R.Tokens[K - 2].isSign('(') && !R.Tokens[K - 2].isWord("in"))
        continue;
      const UnitInfo U = unitFrom(R.Tokens, K - 1);
      if (isMeasured(U.Class))
        return U.Class;
    }
    return UnitClass::None;
  }
  return UnitClass::None;
}

/// "Peak 1.51x on B=4".
bool ClaimReader::isExtreme(size_t I) const {
  const Quantity &Q = R.Quantities[I];
  return before(I) && isWordIn(*before(I), {"peak", "best", "worst"}) &&
         Q.Low != std::floor(Q.Low);
}

/// "1.09x sum-time vs the first one".
bool ClaimReader::comparesSoon(size_t I, const WordsAround &Around) const {
  const Quantity &Q = R.Quantities[I];
  if (Q.Low == std::floor(Q.Low) ||
      ((Around.all() | Around.Sentence) &
       (words::Capacity | words::Quality | words::Memory)))
    return false;
  for (size_t N = 2; N < 6; ++N) {
    const Token *T = after(I, N);
    if (!T || T->Clause != last(I).Clause)
      return false;
    if (T->isWord("vs") || T->isWord("versus"))
      return true;
  }
  return false;
}

/// A time or a rate among the figures before.
bool ClaimReader::hasMeasured(size_t I) const {
  for (size_t J = I; J > 0 && J + 8 > I; --J)
    if (isMeasured(R.Quantities[J - 1].Class))
      return true;
  return false;
}

/// "1921 TF (target 1887, +2%)": how near a target is.
bool ClaimReader::comparesWithTarget(size_t I) const {
  if (I == 0)
    return false;
  const Quantity &Q = R.Quantities[I], &Target = R.Quantities[I - 1];
  const Token *Word = before(I - 1);
  return Word && isWordIn(*Word, {"target", "goal", "expected"}) &&
         first(I - 1).Line == first(I).Line && Q.First <= Target.Last + 3 &&
         (R.Tokens[Q.First - 1].isSign(',') ||
          R.Tokens[Q.First - 1].isSign('(') || Q.Enclosed);
}

/// "0.8x vs Triton (wins)": a ratio of times, of which less is better. What
/// follows on the next lines is of the same.
bool ClaimReader::ofTimes(size_t I, const WordsAround &Around) {
  const Quantity &Q = R.Quantities[I];
  constexpr StringLiteral Wins[] = {"wins", "win", "faster", "better"};
  if (Q.Class != UnitClass::Times || (Around.Direction & words::Faster))
    return false;
  const unsigned Paragraph = first(I).Paragraph;
  if (Q.High < 1)
    for (size_t J = Q.Last + 1; J < R.Tokens.size() && J < Q.Last + 10; ++J) {
      if (R.Tokens[J].Sentence != first(I).Sentence)
        break;
      if (R.Tokens[J].isSign('(') && J + 2 < R.Tokens.size() &&
          isWordIn(R.Tokens[J + 1], Wins) && R.Tokens[J + 2].isSign(')')) {
        TimesIn = Paragraph;
        return true;
      }
    }
  return TimesIn == Paragraph &&
         !(Around.all() & (words::Subjects | words::Directions));
}

} // namespace perfclaim
