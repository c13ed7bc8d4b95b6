//===- Parts.cpp - Halves and multiples of a time, a memory, a speed ----===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"

using namespace llvm;

namespace perfclaim {

/// "allocating 2x host memory", "needs 3x memory".
bool ClaimReader::usesMemory(size_t I, const WordsAround &Around) const {
  const Quantity &Q = R.Quantities[I];
  bool Memory = false;
  for (size_t N = 1; N < 3 && after(I, N); ++N)
    Memory |= after(I, N)->Clause == last(I).Clause &&
              (R.Classes[Q.Last + N] & words::Memory);
  // "needs half the memory": of that, less is used.
  if (!Memory || (Around.all() & words::Directions) ||
      R.Tokens[Q.First].isWord("half"))
    return false;
  return anyBefore(I, 3, [&](size_t J) {
    for (StringRef Verb : {"allocat", "use", "using", "consum", "need",
                           "requir", "taking", "hold"})
      if (R.Tokens[J].Text.starts_with_insensitive(Verb))
        return true;
    return false;
  });
}

/// What the words behind a figure speak of.
uint32_t ClaimReader::following(size_t I, size_t N) const {
  uint32_t Found = 0;
  for (size_t J = 1; J <= N; ++J) {
    const Token *T = after(I, J);
    if (!T || T->Clause != last(I).Clause || T->isSign('('))
      break;
    Found |= R.Classes[R.Quantities[I].Last + J];
  }
  return Found;
}

/// "half the time", "a third of the memory" and "twice the speed" are better;
/// "half the speed", "twice as long" and "doubles the memory" worse. Halving
/// and doubling other things says nothing.
ClaimReader::Part ClaimReader::partOf(size_t I,
                                      const WordsAround &Around) const {
  const Quantity &Q = R.Quantities[I];
  const StringRef Word = R.Tokens[Q.Last].Text;
  const bool Half = Word.equals_insensitive("half");
  const bool Verb = Word.starts_with_insensitive("halv") ||
                    Word.starts_with_insensitive("doubl") ||
                    Word.starts_with_insensitive("tripl") ||
                    Word.starts_with_insensitive("quadrupl");
  const bool Multiple =
      Word.equals_insensitive("twice") || Word.equals_insensitive("thrice");
  const bool Parts = Half || Q.Rest || Word.starts_with_insensitive("halv");
  constexpr uint32_t Costs = words::Time | words::Latency | words::Memory;
  constexpr uint32_t Rates =
      words::Throughput | words::Performance | words::Faster | words::Bandwidth;
  uint32_t Of = following(I, Verb ? 12 : 5);
  if (!Verb && !Multiple && !Parts) {
    // "3x the memory", "three times as much memory"
    const bool As = afterIs(I, 1, "as") && afterIs(I, 2, "much");
    if (!As && !afterIs(I, 1, "the"))
      return Part::None;
    // "2.4x the throughput of the old path"
    const bool Cost = (Of & Costs) != 0, Rate = (Of & Rates) != 0;
    // "reduces 2x the total time"
    if (Cost && !Rate && Q.First > 0 &&
        (R.Classes[Q.First - 1] & words::Reduce))
      return Part::Better;
    return Cost == Rate ? Part::None : Cost ? Part::Worse : Part::Better;
  }
  // "speeds up the training twice versus the other"
  if (Multiple && (afterIs(I, 1, "versus") || afterIs(I, 1, "vs")) &&
      (Around.Before & words::Faster))
    return Part::None;
  if (Multiple && !afterIs(I, 1, "as") && !afterIs(I, 1, "the"))
    return Part::Nothing;
  // "the runtime is halved", "performance doubles", "cut latency in half"
  const size_t Lead = Q.First - beforeDegree(R.Tokens, Q.First) + 1;
  const bool ByHalf = Half && beforeIs(I, Lead, "by");
  const bool InHalf = ByHalf || (Half && beforeIs(I, Lead, "in"));
  // "halved the amount of messages": what is halved has been said.
  constexpr StringLiteral Articles[] = {"the", "our", "its", "their", "both"};
  const bool Object = Verb && after(I) && isWordIn(*after(I), Articles);
  // "tripling the work and reaching the deadline"
  constexpr StringLiteral Counted[] = {"work", "workload", "number", "count"};
  if (Object && after(I, 2) && isWordIn(*after(I, 2), Counted))
    return Part::Nothing;
  // "one with twice the throughput": what it has.
  if (Multiple && beforeIs(I, 1, "with"))
    return Part::Nothing;
  // "halving the batch to 8": what is set.
  for (size_t N = 2; Verb && N < 4; ++N)
    if (afterIs(I, N, "to") && I + 1 < R.Quantities.size() &&
        R.Quantities[I + 1].First == Q.Last + N + 1 &&
        R.Quantities[I + 1].Class == UnitClass::None)
      return Part::Nothing;
  // "the halves so that ..." are parts of a thing.
  const bool Alone =
      Verb && !Object && (!namesAThing(I) || afterIs(I, 1, "now"));
  if (Verb && !Object && !Alone && !(following(I, 7) & (Costs | Rates)))
    return Part::Nothing;
  // "performance is doubled for sizes up to 14": has been said, too.
  const bool Cases = Alone && (afterIs(I, 1, "for") || afterIs(I, 1, "on"));
  if (InHalf || Cases || (Alone && !(Of & (Costs | Rates | words::Capacity))))
    Of = InHalf ? Around.all() & ~Rates : Around.Before;
  if (ByHalf && !(Around.Before & (words::Reduce | words::Loss)))
    return Part::Nothing;
  if (Of & words::Capacity)
    return Part::Nothing;
  if (Multiple && (Of & words::Slower))
    return Part::Worse;
  const bool Cost = (Of & Costs) != 0, Rate = (Of & Rates) != 0;
  if (!Cost && !Rate)
    return Part::Nothing;
  return Parts == Cost ? Part::Better : Part::Worse;
}

} // namespace perfclaim
