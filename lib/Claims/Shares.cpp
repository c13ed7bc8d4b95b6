//===- Shares.cpp - "30% faster", "55% of cuBLAS" -------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

void ClaimReader::percent(size_t I) {
  const Quantity &Q = R.Quantities[I];
  WordsAround Around = look(R, I, I);
  goOnWithShare(I, Around);
  ofSentenceBefore(I, Around);
  joinNext(I, Around);
  if (ofAStep(I, Around))
    Around.After |= words::Time;
  const uint32_t Near = Around.all();
  if (isStatement(I, Around) || isHope(I, Around))
    return;
  const Estimate InEstimate = estimateOf(I);
  if (isTolerance(I, Around) || isProgress(I) || isOfProfile(I) ||
      InEstimate == Estimate::Bound || isDated(I) || wasSaidBefore(I) ||
      comparesWithTarget(I))
    return;
  // "| 6.5% | 5.8% |": what somebody measured.
  if ((isCell(I) || inRow(I)) && !Q.Plus && !Q.Minus &&
      !(Near & words::Directions))
    return;
  const bool Signed = Q.Plus || Q.Minus;
  const bool OfSpeed = Around.OfSpeed = isShareOfSpeed(I, Around);
  if (OfSpeed && Q.Range && beforeIs(I, 1, "from"))
    return shareGrows(I, Around);
  if (OfSpeed && shareWas(I, Around))
    return;
  if (!isPlain(I) && !OfSpeed && !changesBy(I) &&
      ((Near & (words::Quality | words::Share)) ||
       isShareOfSomething(I, Around)))
    return;
  if (countsThings(I, Around))
    return;
  constexpr uint32_t Evidence = words::Directions | words::Subjects;
  constexpr uint32_t Speeds = words::Faster | words::Slower | words::Gain |
                              words::Loss | words::Performance |
                              words::Throughput | words::Latency | words::Time;
  const bool Versus = beforeIs(I, 1, "vs") || beforeIs(I, 1, "versus");
  // "by 20% on the one of them, ..., and by 3% on the other"
  const bool AndBy =
      beforeIs(I, 1, "and") || (beforeIs(I, 1, "by") && beforeIs(I, 2, "and"));
  const bool SameSentence =
      LastSentence == first(I).Sentence &&
      (Versus || Q.First < R.Quantities[LastShare].Last + (AndBy ? 24 : 14));
  bool Inherits = false;
  // "up 5%", "down by 3%", "costs 2%"
  const size_t Back = beforeIs(I, 1, "by") ? 2 : 1;
  const bool Slowed = (Around.Before & words::Slower) != 0;
  if (beforeIs(I, Back, "up") && !(Around.Before & words::Faster))
    Around.Direction = words::Increase;
  else if (beforeIs(I, Back, "down") && !Slowed)
    Around.Direction = words::Loss;
  else if (costs(I))
    Around.Direction = words::Loss;
  else if (isOverhead(I, Around) || addsCost(I))
    Around.Direction = words::Slower;
  // "+22% time"
  else if (Q.Plus && !(Near & words::Directions) && after(I) &&
           after(I)->Line == last(I).Line &&
           (R.Classes[Q.Last + 1] &
            (words::Time | words::Latency | words::Memory)))
    Around.Direction = words::Increase;
  else if (!(Near & words::Directions) && !Signed && !OfSpeed) {
    if (SameSentence) {
      Inherits = true;
    } else if (Versus) {
      return;
    } else if (another(I)) {
      Around.Direction = words::Gain;
    } else if (!(Near & (words::Performance | words::Throughput))) {
      // Words of the sentence, of a heading, then of the subject line, must
      // carry it.
      const uint32_t Wider = (Around.Sentence & Evidence) ? Around.Sentence
                             : (Around.Heading & Evidence)
                                 ? Around.Heading
                                 : R.SubjectClasses & ~uint32_t(words::Loss);
      // All of something, unless a word beside it says more.
      if ((!(Wider & Speeds) || Q.Low == 100) &&
          !(first(I).Line == 0 && upTo(I)))
        return;
      if (Around.Sentence & (words::Quality | words::Share))
        return;
    }
  } else if (Signed && !(Near & Evidence) && !SameSentence &&
             (Around.Sentence & words::Quality) &&
             anyBefore(I, 40, [&](size_t J) {
               return R.Classes[J] & words::Quality;
             })) {
    return;
  }
  // "down to 8%": how much is left of something.
  if (!isPlain(I) && !OfSpeed && beforeIs(I, 1, "to") && beforeIs(I, 2, "down"))
    return;
  // "raises the activity to about 95%": how high something is.
  size_t Lead = 1;
  while (Lead < 3 && before(I, Lead) &&
         (words::classify(before(I, Lead)->Text) & words::About))
    ++Lead;
  const bool Sets =
      beforeIs(I, Lead, "to") && anyBefore(I, 8, [&](size_t J) {
        return isWordIn(R.Tokens[J], {"set", "sets", "limit", "adjust"});
      });
  if (Sets && !Signed)
    return;
  if (!Signed && !OfSpeed && !isPlain(I) && beforeIs(I, Lead, "to") &&
      !upTo(I) && !beforeIs(I, Lead + 1, "close") &&
      (Around.Before & words::Increase) && !(Near & words::Subjects))
    return;
  // "increases the workload by 50%": of what is said, and it is no speed.
  if (!isPlain(I) && !Signed && (Around.Direction & words::Increase) &&
      !((Near | Around.Heading) & (words::Subjects | words::Faster)) &&
      !(((R.Classes[R.Quantities[I].Last + (after(I) != nullptr)] |
          (before(I) ? R.Classes[Q.First - 1] : 0)) &
         words::Increase) &&
        ((Around.Sentence | R.SubjectClasses) &
         (words::Subjects | words::Faster))))
    return;
  // "Performance is the same on A, reduced by 2% on B"
  if (!(Near & words::Subjects) && speaksOfRunning(I))
    Around.Before |= words::Performance;
  // "253 MB (+18%)" of a file
  for (size_t J = I; Signed && J > 0 && J + 2 > I; --J) {
    const Quantity &File = R.Quantities[J - 1];
    const Quantity &Share = R.Quantities[J];
    // "(+1.57 MiB, +28%)"
    const bool Lists =
        Share.First == File.Last + 2 && R.Tokens[File.Last + 1].isSign(',');
    if (File.Class == UnitClass::Memory && !(Near & words::Memory) &&
        ((Share.Enclosed && Share.First <= File.Last + 2) || Lists))
      return;
    if (File.Class != UnitClass::None)
      break;
  }
  // "100% sure", "100% performance in comparison to the old one"
  if (!Signed && Q.Low == 100 && namesAThing(I) &&
      !(R.Classes[Q.Last + 1] & words::Directions) &&
      (!(R.Classes[Q.Last + 1] & words::Subjects) ||
       !(following(I, 3) & words::Directions)))
    return;
  // "95% plane", "5% sigma per time step": that much of a thing, unless words
  // beside it say more.
  constexpr uint32_t Rates =
      words::Performance | words::Throughput | words::Latency;
  if (!Signed && !Inherits && !(Near & words::Directions) && namesAThing(I) &&
      !((Around.Before | following(I, 4)) & Rates) &&
      !(R.Classes[Q.Last + 1] & words::Subjects))
    return;
  // Where nothing beside the figure or above it speaks of speed it is a share
  // of something else: of steps, of lines, of an error.
  constexpr uint32_t Runs = words::Faster | words::Slower | words::Subjects;
  if (first(I).Line != 0 && !Inherits && !Signed && !OfSpeed && !R.HasRates &&
      !costs(I) && !(Near & (Runs | words::Gain | words::Harm)) &&
      !((R.SubjectClasses | Around.Sentence | Around.Heading) &
        (Runs | words::Gain)))
    return;
  // "the package size increases by 20%"
  const uint32_t Beside = Around.Before | following(I, 3);
  if (!isPlain(I) && (Beside & words::Capacity) && !(Near & words::Subjects) &&
      (Around.Direction & (words::Increase | words::Reduce | words::Loss)))
    return;
  // "32% fewer lines": only of time, memory and the like is less better.
  if (!Signed && !isPlain(I) && (Around.Direction & words::Reduce) &&
      !((Near | Around.Sentence | R.SubjectClasses) & words::Subjects))
    return;
  dropSpace(I, Around);
  Claim C;
  C.Kind = ClaimKind::Percent;
  if (Inherits && Around.Direction == 0) {
    Around.Direction = LastAround.Direction;
    Around.Before |= LastAround.all() & words::Subjects;
  } else if (Around.Direction == 0 && !Signed) {
    Around.Direction = nearestInSentence(I);
  }
  C.What = perfclaim::metricOf(Around);
  if (C.What == Metric::Unknown && !(Near & words::Subjects))
    C.What = metricInSentence(I);
  if (C.What == Metric::Unknown && !(Near & words::Subjects))
    C.What = metricBehind(I);
  // "Speedup relative to main:" above "first case +92%"
  if (C.What == Metric::Unknown &&
      !(Near & (words::Subjects | words::Directions)) &&
      (Around.Heading & words::Faster) && !(Around.Heading & words::Subjects))
    C.What = Metric::Time;
  // More than this has no line of a benchmark.
  if (InEstimate == Estimate::Middle)
    C.What = R.Lines.at(first(I).Offset).take_front(200).contains("thrpt")
                 ? Metric::Throughput
                 : Metric::Time;
  // "Differences in render time:" above "A -0.5%" and "B +0.2%", which is worse
  if (C.What == Metric::Unknown && Signed &&
      !(Near & (words::Subjects | words::Directions)) &&
      (Around.Heading & words::Subjects) == words::Time &&
      (Q.Minus || besideMinus(I))) {
    C.What = Metric::Time;
    if (Q.Plus)
      Around.Direction = words::Slower;
  }
  // Of who gives rates elsewhere, a bare gain is one of the rate.
  if (C.What == Metric::Unknown && (R.HasRates || R.OfHashes))
    C.What = Metric::Throughput;
  if (C.What == Metric::Unknown && Q.Minus && !(Near & words::Subjects))
    C.What = metricOfPairBefore(I);
  // "perf: fuse the norms (decode -8%)": who works on speed boasts of less.
  constexpr uint32_t OfRate =
      words::Performance | words::Throughput | words::Bandwidth;
  const bool Boasts = Q.Minus && !besidePlus(I) && !R.HasRates &&
                      Around.Direction == 0 && C.What == Metric::Unknown &&
                      (!(Near & OfRate) || onlyTagged(I, Around)) && R.ForSpeed;
  if (Boasts)
    C.What = Metric::Time;
  const bool OfTime = C.What == Metric::Time || C.What == Metric::Latency;
  normalisePercent(Q, Around, OfTime && Around.Direction == 0, C);
  // "reduces the memory to 40%": what is left.
  constexpr uint32_t Costs = words::Time | words::Latency | words::Memory;
  if (!Signed && Q.Low > 0 && beforeIs(I, 1, "to") && !upTo(I) && !Q.Range &&
      (Around.Before & words::Reduce) && (Around.all() & Costs)) {
    C.Speedup = 100 / Q.Low;
    C.AltSpeedup.reset();
  }
  // "55% of cuBLAS at 1024 and 62% at 4096"
  const bool Still = Inherits && LastOfSpeed;
  LastOfSpeed = OfSpeed || Still;
  if (LastOfSpeed) {
    // Of what is slower the end that is less so comes first.
    const bool Slower = Q.High < 100;
    C.Speedup = (Slower ? Q.High : Q.Low) / 100;
    if (Q.Range)
      C.SpeedupMax = (Slower ? Q.Low : Q.High) / 100;
    C.AltSpeedup.reset();
    C.Way = Slower ? Direction::Worse : Direction::Better;
  }
  describeClaim(R, I, I, Around, C);
  LastSentence = first(I).Sentence;
  LastAround = Around;
  LastShare = I;
  add(I, std::move(C));
}

/// One of the figures around is less by a share.
bool ClaimReader::besideMinus(size_t I) const {
  for (size_t J = I < 3 ? 0 : I - 3; J < R.Quantities.size() && J < I + 4; ++J)
    if (R.Quantities[J].Class == UnitClass::Percent && R.Quantities[J].Minus)
      return true;
  return false;
}

/// "-0.2% | +0.7%": where more is better, less is worse.
bool ClaimReader::besidePlus(size_t I) const {
  for (size_t J = I < 3 ? 0 : I - 3; J < R.Quantities.size() && J < I + 4; ++J)
    if (R.Quantities[J].Class == UnitClass::Percent && R.Quantities[J].Plus) {
      const WordsAround There = look(R, J, J);
      if (!(There.Direction & (words::Harm | words::Slower)) &&
          !(There.After & words::Quality))
        return true;
    }
  return false;
}

/// "a 20% overhead", "adds 5% of overhead": so much slower.
bool ClaimReader::isOverhead(size_t I, const WordsAround &Around) const {
  const bool Kind = afterIs(I, 1, "of") || afterIs(I, 1, "runtime") ||
                    afterIs(I, 1, "performance");
  const size_t N = Kind ? 2 : 1;
  return (afterIs(I, N, "overhead") || afterIs(I, N, "overheads")) &&
         !(Around.Before & words::Directions) &&
         !afterIs(I, N + 1, "reduction");
}

/// "It measured peak memory. Reduced by as much as 80%": of what is said there.
void ClaimReader::ofSentenceBefore(size_t I, WordsAround &Around) const {
  const unsigned Sentence = first(I).Sentence;
  constexpr uint32_t Costs = words::Time | words::Latency | words::Memory;
  if (!(Around.Direction & words::Reduce) || Sentence == 0 ||
      ((Around.all() | Around.Sentence) & words::Subjects))
    return;
  // "46% reduction in time" above "20% reduction for the others"
  if (LastSentence + 1 == Sentence && (LastAround.Direction & words::Reduce) &&
      first(LastShare).Line + 1 == first(I).Line) {
    Around.Before |= LastAround.all() & Costs;
    return;
  }
  size_t Start = R.Quantities[I].First;
  while (Start > 0 && Start + 12 > R.Quantities[I].First &&
         R.Tokens[Start - 1].Sentence == Sentence)
    --Start;
  const uint32_t Said = R.SentenceClasses[Sentence - 1] & Costs;
  if (!R.Tokens[Start].Text.starts_with_insensitive("reduc") || !Said ||
      R.Tokens[Start].Line == 0)
    return;
  Around.Before |= Said;
  Around.Of |= Said;
}

/// "30% faster than the one in shared memory" is about time.
void ClaimReader::dropSpace(size_t I, WordsAround &Around) const {
  if (!isPlain(I))
    return;
  constexpr uint32_t Space = words::Memory | words::Bandwidth;
  Around.Before &= ~Space;
  Around.After &= ~Space;
  // "meant for low latency and shown to achieve a 60% speedup"
  if (!anyBefore(I, 7, [&](size_t J) { return R.Classes[J] & words::Latency; }))
    Around.Before &= ~uint32_t(words::Latency);
}

/// "costs up to 20%", "there is a cost to it, about 5%"
bool ClaimReader::costs(size_t I) const {
  if (!isPlain(I) && anyBefore(I, 10, [&](size_t J) {
        return R.Tokens[J].isWord("cost") && J > 0 &&
               R.Tokens[J - 1].isWord("a") &&
               !R.Tokens[J + 1].Text.starts_with_insensitive("reduc");
      }))
    return true;
  for (size_t N = 1; N < 5; ++N)
    if (beforeIs(I, N, "costs") || beforeIs(I, N, "costing"))
      return true;
  return false;
}

/// "a small throughput hit, of about 0.5%": what the sentence spoke of last;
/// \p Far: also over numbers ("latency on large shapes (n >= 16) improves").
Metric ClaimReader::metricInSentence(size_t I, bool Far) const {
  const Quantity &Q = R.Quantities[I];
  size_t Before = I;
  while (Far && Before > 0 && Before + 4 > I &&
         R.Quantities[Before - 1].Class == UnitClass::None)
    --Before;
  const size_t Floor = Before > 0 ? R.Quantities[Before - 1].Last + 1 : 0;
  for (size_t J = Q.First; J > Floor && J + (Far ? 20 : 12) > Q.First; --J) {
    if (R.Tokens[J - 1].Sentence != first(I).Sentence)
      break;
    const uint32_t C = R.Classes[J - 1];
    if (C & words::Throughput)
      return Metric::Throughput;
    if (C & words::Latency)
      return Metric::Latency;
    if (C & words::Subjects)
      break;
  }
  return Metric::Unknown;
}

/// "30% improvement in the query 8 execution time": of what, further on.
Metric ClaimReader::metricBehind(size_t I) const {
  const size_t From = R.Quantities[I].Last + 1;
  if (!afterIs(I, 2, "in") && !afterIs(I, 2, "of") && !afterIs(I, 2, "to"))
    return Metric::Unknown;
  if (!(R.Classes[From] & (words::Gain | words::Reduce)))
    return Metric::Unknown;
  for (size_t J = From + 2; J < R.Tokens.size() && J < From + 18; ++J) {
    if (R.Tokens[J].Clause != R.Tokens[From].Clause || R.Tokens[J].isSign('('))
      break;
    if (R.Classes[J] & words::Latency)
      return Metric::Latency;
    if (R.Classes[J] & words::Time)
      return Metric::Time;
    if (R.Classes[J] & words::Throughput)
      return Metric::Throughput;
    // "an improvement in total speed"
    if (R.Tokens[J].isWord("speed"))
      return Metric::Time;
  }
  return Metric::Unknown;
}

} // namespace perfclaim
