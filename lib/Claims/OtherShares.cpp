//===- OtherShares.cpp - Shares that say nothing of speed -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"

using namespace llvm;

namespace perfclaim {

/// "Overhead: decode +4%", "pays up to +30%": of a cost, more is worse.
bool ClaimReader::addsCost(size_t I) const {
  // "Cost: <2%", "at a cost of 3%"
  for (size_t N = 1; N < 4; ++N)
    if (beforeIs(I, N + 1, "cost") && !R.Quantities[I].Minus &&
        !(following(I, 4) & words::Directions) &&
        (before(I, N)->isSign(':') || beforeIs(I, N, "of") ||
         beforeIs(I, N, "is") || beforeIs(I, N, "was")))
      return true;
  // "adding measurable overhead (0.5-5% on most)"
  constexpr StringLiteral Adding[] = {"add",    "adds",       "added",
                                      "adding", "introduces", "incurs"};
  if (R.Quantities[I].Enclosed && beforeIs(I, 2, "overhead") &&
      !(following(I, 3) & words::Directions))
    return anyBefore(I, 6,
                     [&](size_t J) { return isWordIn(R.Tokens[J], Adding); });
  if (!R.Quantities[I].Plus)
    return false;
  for (size_t N = 1; N < 5; ++N)
    if ((beforeIs(I, N, "pays") || beforeIs(I, N, "pay")) &&
        !beforeIs(I, N - 1, "off"))
      return true;
  return anyBefore(I, 24, [&](size_t J) {
    return R.Tokens[J].isWord("overhead") &&
           (J == 0 || R.Tokens[J + 1].isSign(':') ||
            R.Tokens[J - 1].Sentence != first(I).Sentence ||
            R.Tokens[J - 1].Kind == TokenKind::Sign);
  });
}

/// "50% fewer launches", "size +2%", "mAP@0.5 drops by 1%": of things, sizes
/// and results.
bool ClaimReader::countsThings(size_t I, const WordsAround &Around) const {
  // "for 90% sparse matrices"
  constexpr StringLiteral Kinds[] = {"sparse", "dense", "sparsity", "zeros",
                                     "zero",   "empty", "full",     "random"};
  // "is 99% the same"
  if (afterIs(I, 1, "identical") ||
      (afterIs(I, 1, "the") && afterIs(I, 2, "same")))
    return true;
  // "2% abs. improvement": of an accuracy.
  if ((afterIs(I, 1, "abs") || afterIs(I, 1, "rel")) &&
      !(Around.all() & words::Subjects))
    return true;
  if (moreOfThings(I) || afterIs(I, 1, "fewer") ||
      afterIs(I, 1, "percentile") || afterIs(I, 1, "ci") ||
      afterIs(I, 1, "confidence") || beforeIs(I, 1, "size") ||
      beforeIs(I, 1, "busy") || (after(I) && isWordIn(*after(I), Kinds)))
    return true;
  // "the first 5% of them", but not "for the last 5% boost"
  constexpr StringLiteral Some[] = {"first", "last", "these", "those"};
  if (before(I) && isWordIn(*before(I), Some) &&
      !(following(I, 1) & words::Directions))
    return true;
  // "+5% device KV pool": so much more to use.
  for (size_t N = 1; N < 5; ++N)
    if (afterIs(I, N, "pool") && after(I, N)->Clause == last(I).Clause)
      return true;
  // "The threshold has been set to 10%"
  if (!R.Quantities[I].Plus && !R.Quantities[I].Minus &&
      !(Around.all() & words::Directions) && anyBefore(I, 10, [&](size_t J) {
        return R.Tokens[J].isWord("threshold");
      }))
    return true;
  // "once the values changed by less than 0.1%"
  constexpr StringLiteral Changed[] = {"changed", "changes", "varied", "varies",
                                       "vary"};
  for (size_t N = 2; N < 5; ++N)
    if (beforeIs(I, N - 1, "by") && isWordIn(*before(I, 1), {"by", "than"}) &&
        before(I, N) && isWordIn(*before(I, N), Changed))
      return true;
  // "reduces the performance gap by 38%": how far something is from another.
  if (!R.Quantities[I].Plus && anyBefore(I, 7, [&](size_t J) {
        return R.Tokens[J].isWord("gap") &&
               R.Tokens[J].Clause == first(I).Clause;
      }))
    return true;
  // "matches increase from +0.13% to +0.24%"
  if (R.Quantities[I].Range && beforeIs(I, 1, "from") &&
      (Around.Direction & words::Increase) &&
      !(Around.all() & (words::Subjects | words::Faster)))
    return true;
  // "a cost that dwarfs the 4% gain"
  constexpr StringLiteral Cancels[] = {"dwarf",  "dwarfs",    "outweigh",
                                       "negate", "outweighs", "negates"};
  if (anyBefore(I, 4, [&](size_t J) { return isWordIn(R.Tokens[J], Cancels); }))
    return true;
  // "a difference of about 10%" says nothing of which way.
  constexpr StringLiteral Undirected[] = {"difference", "differences", "differ",
                                          "differs"};
  if (!(Around.all() & words::Directions) && anyBefore(I, 4, [&](size_t J) {
        return isWordIn(R.Tokens[J], Undirected) ||
               (R.Tokens[J].isWord("change") && R.Tokens[J + 1].isWord("of"));
      }))
    return true;
  return I > 0 && R.Quantities[I - 1].Class == UnitClass::None &&
         first(I - 1).Clause == first(I).Clause &&
         !(Around.all() & (words::Subjects | words::Faster | words::Slower)) &&
         (look(R, I - 1, I - 1).Before & words::Quality);
}

/// "3.6x less data", "50% more backward FLOPs": of things that are counted.
bool ClaimReader::moreOfThings(size_t I) const {
  constexpr StringLiteral Degrees[] = {"more", "less", "fewer"};
  constexpr StringLiteral Things[] = {
      "data",    "flops", "work",    "traffic", "bytes",   "blocks",
      "threads", "reads", "writes",  "loads",   "stores",  "launches",
      "code",    "space", "tensors", "samples", "requests"};
  if (!after(I) || !isWordIn(*after(I), Degrees))
    return false;
  for (size_t N = 2; N < 4; ++N)
    if (after(I, N) && after(I, N)->Sentence == last(I).Sentence &&
        isWordIn(*after(I, N), Things))
      return true;
  return false;
}

/// "within 0.1% of the requested value": of something that is no speed.
bool ClaimReader::isTolerance(size_t I, const WordsAround &Around) const {
  // "as fast as before (+- 10%)"
  if ((R.Quantities[I].Plus && R.Quantities[I].Minus) ||
      (before(I, 2) && before(I)->isSign('-') && before(I, 2)->isSign('+')))
    return true;
  // "100% within tolerance"
  if (afterIs(I, 1, "within"))
    return true;
  // "within +/- 2%", "within 3% of each other"
  const size_t Slash = R.Quantities[I].Minus ? 1 : 2;
  if (before(I, Slash + 1) && before(I, Slash)->isSign('/') &&
      before(I, Slash + 1)->isSign('+') &&
      (Slash == 1 || before(I)->isSign('-')))
    return true;
  if (afterIs(I, 1, "of") && afterIs(I, 2, "each") && afterIs(I, 3, "other"))
    return true;
  constexpr uint32_t Speeds = words::Faster | words::Performance |
                              words::Throughput | words::Latency | words::Time |
                              words::Bandwidth | words::Memory | words::Loss;
  // "decrease delta to -20%"
  if (R.Quantities[I].Minus && !R.Quantities[I].Range && beforeIs(I, 1, "to") &&
      !beforeIs(I, 2, "up"))
    return true;
  // "9.2 +-4.6 (95%)": how sure it is.
  if (R.Quantities[I].Enclosed && before(I, 3) && before(I, 3)->isSign('-') &&
      before(I, 2)->Kind == TokenKind::Number && before(I, 4) &&
      (before(I, 4)->isSign('+') || before(I, 4)->isSign('/')))
    return true;
  if (!beforeIs(I, 1, "within") && !beforeIs(I, 2, "within"))
    return false;
  // "within the 2% regression gate"
  constexpr StringLiteral Gates[] = {"gate", "budget", "tolerance", "threshold",
                                     "bound"};
  for (size_t N = 1; N < 4; ++N)
    if (after(I, N) && isWordIn(*after(I, N), Gates))
      return true;
  if ((Around.Sentence | Around.Heading | R.SubjectClasses) & Speeds)
    return false;
  // What was said right before it may be about speed.
  for (size_t J = R.Quantities[I].First;
       J > 0 && J + 40 > R.Quantities[I].First; --J)
    if (R.Tokens[J - 1].Sentence != first(I).Sentence &&
        (R.Classes[J - 1] & (Speeds | words::Slower)))
      return false;
  return true;
}

/// A word right behind the figure that does not go on with the sentence.
bool ClaimReader::namesAThing(size_t I) const {
  const Token *Next = after(I);
  return Next && Next->Kind == TokenKind::Word && Next->Line == first(I).Line &&
         Next->Sentence == first(I).Sentence && !connects(I) &&
         !Next->isWord("to");
}

/// "another 15%", "which gives us 9%" in a subject line.
bool ClaimReader::another(size_t I) const {
  const size_t N = beforeIs(I, 1, "us") ? 2 : 1;
  if (first(I).Line == 0 &&
      (beforeIs(I, N, "gives") || beforeIs(I, N, "brings") ||
       beforeIs(I, N, "yields") || beforeIs(I, N, "buys")))
    return true;
  return beforeIs(I, 1, "another") || beforeIs(I, 1, "extra") ||
         beforeIs(I, 1, "additional");
}

/// "saves 2% of a training step": of the time of one.
bool ClaimReader::ofAStep(size_t I, const WordsAround &Around) const {
  constexpr StringLiteral Steps[] = {"step", "iteration", "frame", "epoch",
                                     "pass"};
  // "a speedup (e.g. >2% of a forward pass)"
  bool Remark = false;
  const size_t First = R.Quantities[I].First;
  for (size_t J = First; J > 1 && J + 6 > First; --J)
    Remark |= R.Tokens[J - 1].isSign('(') && (R.Classes[J - 2] & words::Faster);
  if (!afterIs(I, 1, "of") || !(Remark || (Around.Before & words::Reduce)))
    return false;
  for (size_t N = 2; N < 6 && after(I, N); ++N)
    if (isWordIn(*after(I, N), Steps))
      return true;
  return false;
}

/// "75% of the hashes", "skips 99% of cases"; "within 3% of main" and "at 95%
/// of the original" compare speeds. "128 % (8*16)" is a remainder.
bool ClaimReader::isShareOfSomething(size_t I,
                                     const WordsAround &Around) const {
  const Token *Next = after(I);
  const Token &Sign = last(I);
  const bool Signed = R.Quantities[I].Plus || R.Quantities[I].Minus;
  if (Sign.isSign('%') && Sign.Space && !Signed && Next &&
      (Next->isSign('(') || Next->Kind == TokenKind::Number))
    return true;
  // "40% time in the parser"
  if (!Signed && afterIs(I, 1, "time") &&
      (afterIs(I, 2, "in") || afterIs(I, 2, "spent")))
    return true;
  // "BW utilization: 21% -> 66%" and the like say nothing of speed.
  auto Points = [&](size_t From, size_t To) {
    const UnitClass Old = R.Quantities[From].Class;
    return (Old == UnitClass::Percent || Old == UnitClass::None) &&
           R.Quantities[To].Class == UnitClass::Percent &&
           R.Quantities[To].First == R.Quantities[From].Last + 2 &&
           R.Tokens[R.Quantities[From].Last + 1].Kind == TokenKind::Arrow;
  };
  if ((I + 1 < R.Quantities.size() && Points(I, I + 1)) ||
      (I > 0 && Points(I - 1, I)))
    return true;
  // "from 14% down to 4%": of what, it says not.
  if (beforeIs(I, 1, "from") && I + 1 < R.Quantities.size() &&
      R.Quantities[I + 1].Class == UnitClass::Percent &&
      first(I + 1).Sentence == first(I).Sentence && beforeIs(I + 1, 1, "to"))
    return true;
  // "..., up from 84%", "(4 of 96 steps, 4%)", "overhead: 4 ms (40%)"
  if (!Signed && ((beforeIs(I, 1, "from") &&
                   (beforeIs(I, 2, "up") || beforeIs(I, 2, "down"))) ||
                  isPartOfCount(I)))
    return true;
  // "rules out 75% of them rather than 0.25%"
  if (!Signed && ((beforeIs(I, 1, "than") && beforeIs(I, 2, "rather")) ||
                  (beforeIs(I, 1, "of") && beforeIs(I, 2, "instead"))))
    return true;
  // "... down to 4%, and 13% in other cases"
  if (I > 0 && R.Quantities[I - 1].Class == UnitClass::Percent && !Signed &&
      LastAdded != I - 1 && first(I - 1).Sentence == first(I).Sentence &&
      beforeIs(I - 1, 1, "to") && !upTo(I - 1))
    return true;
  // "100% with more hashrate"
  if (R.Quantities[I].Low == 100 && !Signed && afterIs(I, 1, "with") &&
      !beforeIs(I, 1, "by") && !upTo(I))
    return true;
  // "from 60% of the operation to probably 10%"
  const bool To =
      (beforeIs(I, 1, "to") && !upTo(I) && !beforeIs(I, 2, "close")) ||
      beforeIs(I, 2, "to");
  if (To && I > 0 && R.Quantities[I - 1].Class == UnitClass::Percent &&
      first(I - 1).Sentence == first(I).Sentence)
    return true;
  // "runs at 35% of peak", "(63% FP4 peak)": how much of the device is used.
  constexpr StringLiteral Bounds[] = {"peak",    "theoretical", "roofline",
                                      "maximum", "max",         "sol"};
  for (size_t N = 1; !Signed && N < 3; ++N)
    if (afterIs(I, N, "peak") && after(I, N)->Clause == last(I).Clause &&
        after(I, N + 1) && after(I, N + 1)->isSign(')'))
      return true;
  // "drops from 61% to 41%": a level that falls, not so much more or less.
  size_t Old = R.Quantities[I].First;
  while (R.Tokens[Old].Kind != TokenKind::Number)
    ++Old;
  if (R.Quantities[I].Range && !Signed && beforeIs(I, 1, "from") &&
      R.Tokens[Old].Value > R.Quantities[I].Low &&
      !(Around.all() & (words::Faster | words::Gain)))
    return true;
  if (!Next || !Next->isWord("of"))
    return false;
  for (size_t N = 2; N < 4; ++N)
    if (after(I, N) && isWordIn(*after(I, N), Bounds))
      return true;
  bool Compares = beforeIs(I, 1, "within") || beforeIs(I, 2, "within") ||
                  beforeIs(I, 1, "at") || (Around.Before & words::Slower);
  // "loses 12% of the throughput"
  Compares |= (Around.Before & (words::Loss | words::Gain)) &&
              (following(I, 6) & (words::Throughput | words::Performance));
  // "saves 2% of a training step"
  Compares |= ofAStep(I, Around);
  // "saves 20% of the memory"
  Compares |=
      (Around.Before & words::Reduce) &&
      (following(I, 5) & (words::Time | words::Latency | words::Memory));
  return !Compares;
}

/// "96 of 1535 steps (6%)", "overhead: 4.5 ms (40%)": how much of a whole the
/// figure before it is.
bool ClaimReader::isPartOfCount(size_t I) const {
  const Quantity &Q = R.Quantities[I];
  if (I == 0 || !Q.Enclosed || !after(I) || !after(I)->isSign(')') ||
      first(I - 1).Sentence != first(I).Sentence)
    return false;
  const Quantity &Whole = R.Quantities[I - 1];
  if (isMeasured(Whole.Class))
    return Q.First == Whole.Last + 2 && LastAdded == I - 1 &&
           before(I - 1)->isSign(':') &&
           !(look(R, I, I).all() & words::Directions);
  return I > 1 && Whole.Class == UnitClass::None && Q.First < Whole.Last + 6 &&
         R.Quantities[I - 2].Class == UnitClass::None &&
         Whole.First == R.Quantities[I - 2].Last + 2 &&
         beforeIs(I - 1, 1, "of");
}

/// "improves performance by less than 1%": nothing else can be meant, whatever
/// stands before it.
bool ClaimReader::changesBy(size_t I) const {
  constexpr StringLiteral Degrees[] = {
      "up",   "to",    "less",   "more",    "than",   "over",   "about",
      "only", "least", "at",     "nearly",  "almost", "by",     "roughly",
      "an",   "extra", "around", "another", "around", "further"};
  bool By = false;
  size_t N = 1;
  for (; N < 6 && before(I, N) && isWordIn(*before(I, N), Degrees); ++N)
    By |= before(I, N)->isWord("by");
  constexpr uint32_t Things = words::Performance | words::Throughput |
                              words::Latency | words::Time | words::Memory;
  const size_t First = R.Quantities[I].First;
  // "improves perf of all distance kernels by 2%"
  for (size_t M = N; By && M < N + 6 && M < First; ++M)
    if (beforeIs(I, M, "of") && (R.Classes[First - M - 1] & Things)) {
      N = M + 1;
      break;
    }
  if (!By || First < N + 1 || !(R.Classes[First - N] & Things))
    return false;
  for (size_t M = N + 1; M < N + 4 && M <= First; ++M)
    if ((R.Classes[First - M] & words::Directions) &&
        R.Tokens[First - M].Sentence == first(I).Sentence)
      return true;
  return false;
}

} // namespace perfclaim
