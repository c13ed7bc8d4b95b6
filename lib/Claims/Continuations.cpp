//===- Continuations.cpp - "3 ms or 5%", "2x (3x with fp16)" --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Figures that have no words of their own, and mean what the figure before
/// them means.
///
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"

using namespace llvm;

namespace perfclaim {

/// "5x faster (was 3x)", "20% faster (was 13%)": what was said of it before.
bool ClaimReader::wasSaidBefore(size_t I) const {
  return I > 0 && LastAdded == I - 1 && beforeIs(I, 1, "was") && before(I, 2) &&
         before(I, 2)->isSign('(') &&
         R.Quantities[I - 1].Class == R.Quantities[I].Class &&
         R.Quantities[I].First <= R.Quantities[I - 1].Last + 5;
}

/// "+23 kH or 4 ms", "saves 3 ms, or about 5%": the same gain in another unit.
bool ClaimReader::alternative(size_t I) const {
  const Quantity &Q = R.Quantities[I];
  if (I == 0 || LastAdded != I - 1 || Result.Claims.empty())
    return false;
  const Quantity &Last = R.Quantities[I - 1];
  if (Last.Class == Q.Class || first(I).Sentence != first(I - 1).Sentence ||
      Q.First > Last.Last + 5)
    return false;
  bool Or = false;
  for (size_t J = Last.Last + 1; J < Q.First; ++J) {
    const Token &T = R.Tokens[J];
    Or |= T.isWord("or");
    if (!T.isWord("or") && !T.isSign(',') && !(R.Classes[J] & words::About))
      return false;
  }
  const Claim &C = Result.Claims.back();
  return Or && (Last.Plus || Last.Minus || C.Way.has_value());
}

/// Gives a share what was said of the figure before it.
void ClaimReader::goOnWithShare(size_t I, WordsAround &Around) const {
  const Quantity &Q = R.Quantities[I];
  const uint32_t Near = Around.all();
  if (alternative(I)) {
    const UnitClass Of = R.Quantities[I - 1].Class;
    const WordsAround There = look(R, I - 1, I - 1);
    const bool Better = Result.Claims.back().Way == Direction::Better;
    if (!Around.Direction)
      Around.Direction = There.Direction ? There.Direction
                         : Better        ? words::Gain
                                         : words::Loss;
    Around.Before |= Around.Direction | (There.all() & words::Subjects);
    Around.Before |= Of == UnitClass::Rate     ? words::Throughput
                     : Of == UnitClass::Time   ? words::Time
                     : Of == UnitClass::Memory ? words::Memory
                                               : 0U;
    return;
  }
  // "takes 35% less time, and all of it 20% less": of the same.
  if (LastSentence == first(I).Sentence && LastAdded == LastShare &&
      LastAdded + 1 == I && afterIs(I, 1, "less") &&
      !((Near | following(I, 4)) & words::Subjects &
        ~uint32_t(words::EndToEnd)) &&
      afterIs(LastShare, 1, "less")) {
    Around.Before |= LastAround.all() & words::Subjects;
    return;
  }
  // "latency: -12% on average, -17% at best": of the same.
  constexpr uint32_t Own = words::Subjects | words::Directions;
  if ((Q.Plus || Q.Minus) && !(Near & Own) && LastAdded == LastShare &&
      LastAdded < I && I < LastAdded + 3 && LastSentence == first(I).Sentence &&
      Q.Minus == R.Quantities[LastShare].Minus)
    Around.Before |= LastAround.all() & words::Subjects;
}

/// "Memory: 6x less (10x in place)": gives a ratio in brackets what the one
/// before them is of.
void ClaimReader::goOnWithRatio(size_t I, WordsAround &Around) const {
  const Quantity &Q = R.Quantities[I];
  constexpr StringLiteral Cases[] = {"with",  "without", "for", "on",
                                     "when",  "at",      "in",  "using",
                                     "under", "if"};
  if (!Q.Enclosed || I == 0 || LastAdded != I - 1 ||
      R.Quantities[I - 1].Class != UnitClass::Times ||
      LastRatioSentence != first(I).Sentence ||
      Q.First > R.Quantities[I - 1].Last + 5 || !after(I) ||
      !isWordIn(*after(I), Cases))
    return;
  constexpr uint32_t Own = words::Subjects;
  if (!(Around.all() & Own))
    Around.Before |= LastRatioAround.all() & Own;
  if (!Around.Direction)
    Around.Direction = LastRatioAround.Direction;
}

/// "3% and 1% slower, respectively": the word is said of both.
void ClaimReader::joinNext(size_t I, WordsAround &Around) const {
  if ((Around.all() & words::Directions) || I + 1 >= R.Quantities.size())
    return;
  const Quantity &Q = R.Quantities[I], &Next = R.Quantities[I + 1];
  if (Next.Class != Q.Class || Next.First != Q.Last + 2 ||
      !(afterIs(I, 1, "and") || afterIs(I, 1, "or") ||
        R.Tokens[Q.Last + 1].isSign('/') || R.Tokens[Q.Last + 1].isSign(',')))
    return;
  const WordsAround There = look(R, I + 1, I + 1);
  if (!(There.After & words::Directions))
    return;
  Around.After |= There.After;
  Around.Direction = There.Direction;
}

} // namespace perfclaim
