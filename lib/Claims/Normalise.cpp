//===- Normalise.cpp - Shares and ratios to speedups ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Reader.h"
#include <utility>

namespace perfclaim {

Metric metricOf(const WordsAround &Around) {
  uint32_t C = Around.all();
  constexpr uint32_t Space = words::Memory | words::Bandwidth;
  constexpr uint32_t Others =
      words::Performance | words::Throughput | words::Latency;
  // Of two things the nearer one is meant.
  if ((C & Space) && (C & Others) && !(Around.Of & Space))
    C &= ~Space;
  const bool Speed = (Around.Direction & (words::Faster | words::Slower)) != 0;
  if ((C & Space) == Space && (Around.Of & Space))
    C &= ~Space | Around.Of;
  if (C & words::Latency)
    return Metric::Latency;
  if (C & words::Memory)
    return Metric::Memory;
  if (C & words::Bandwidth)
    return Metric::Bandwidth;
  if ((C & words::Throughput) && (!Speed || Around.Noun))
    return Metric::Throughput;
  if (Speed || (C & words::Faster))
    return Metric::Time;
  if (C & words::Throughput)
    return Metric::Throughput;
  if (C & words::Time)
    return Metric::Time;
  return Metric::Unknown;
}

namespace {

enum class Meaning { More, Less, Slower, SmallerTime, LargerTime };

/// What happens to what, from the nearest word of direction.
Meaning meaningOf(const Quantity &Q, const WordsAround &Around,
                  bool TimeUnits) {
  const uint32_t C = Around.all(), D = Around.Direction;
  const bool Cost = (C & (words::Time | words::Latency | words::Memory)) != 0;
  const bool Rate =
      (C & (words::Throughput | words::Performance | words::Bandwidth)) != 0;
  if (D & words::Slower)
    return Meaning::Slower;
  if (D & words::Faster)
    return Q.Minus ? Meaning::Less : Meaning::More;
  if (D & words::Reduce)
    return Rate && !Cost ? Meaning::Less : Meaning::SmallerTime;
  if (D & words::Harm)
    return Cost && !Rate ? Meaning::LargerTime : Meaning::Less;
  if (D & words::Loss)
    return Cost && !Rate ? Meaning::SmallerTime : Meaning::Less;
  if (D & words::Increase)
    return Cost && !Rate ? Meaning::LargerTime : Meaning::More;
  if (Q.Minus)
    return (Cost && !Rate) || TimeUnits ? Meaning::SmallerTime : Meaning::Less;
  return Meaning::More;
}

double speedup(Meaning What, double Share) {
  switch (What) {
  case Meaning::More:
    return 1 + Share;
  case Meaning::Less:
    return 1 - Share;
  case Meaning::Slower:
  case Meaning::LargerTime:
    return 1 / (1 + Share);
  case Meaning::SmallerTime:
    return 1 / (1 - Share);
  }
  return 1;
}

} // namespace

void normalisePercent(const Quantity &Q, const WordsAround &Around,
                      bool TimeUnits, Claim &C) {
  const Meaning What = meaningOf(Q, Around, TimeUnits);
  double Low = Q.Low / 100, High = Q.High / 100;
  const bool Bounded = What == Meaning::Less || What == Meaning::SmallerTime;
  const bool Worse = What == Meaning::Less || What == Meaning::Slower ||
                     What == Meaning::LargerTime;
  C.Way = Worse ? Direction::Worse : Direction::Better;
  // A time that falls by 100% or more has no ratio.
  if (Bounded && High >= 1)
    return;
  C.Speedup = speedup(What, Low);
  if (Q.Range)
    C.SpeedupMax = speedup(What, High);
  // "50% faster" may mean that half of the time is left over.
  if (What == Meaning::More && High < 1)
    C.AltSpeedup = 1 / (1 - Low);
  else if (What == Meaning::SmallerTime)
    C.AltSpeedup = 1 + Low;
  else if (What == Meaning::Slower && Low < 1)
    C.AltSpeedup = 1 - Low;
}

void normaliseTimes(const Quantity &Q, const WordsAround &Around, Claim &C) {
  if (Q.Low <= 0)
    return;
  const uint32_t D = Around.Direction, Near = Around.all();
  const bool Cost =
      (Near & (words::Time | words::Latency | words::Memory)) != 0;
  const bool Rate =
      (Near & (words::Throughput | words::Performance | words::Bandwidth)) != 0;
  const bool Worse = (D & (words::Slower | words::Harm)) ||
                     ((D & (words::Loss | words::Reduce)) && Rate && !Cost) ||
                     ((D & words::Increase) && Cost && !Rate);
  C.Way = Worse ? Direction::Worse : Direction::Better;
  C.Speedup = Worse ? 1 / Q.Low : Q.Low;
  if (Q.Range)
    C.SpeedupMax = Worse ? 1 / Q.High : Q.High;
  if (Q.High >= 1)
    return;
  // "a speedup of 0.9x", "0.8x as long", "a slowdown to 0.9x"
  if (Worse && Cost) {
    C.Way = Direction::Better;
    return;
  }
  C.Way = Direction::Worse;
  // Of a range the milder end comes first.
  C.Speedup = Q.High;
  if (Q.Range)
    C.SpeedupMax = Q.Low;
}

} // namespace perfclaim
