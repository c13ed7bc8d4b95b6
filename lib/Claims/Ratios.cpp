//===- Ratios.cpp - "2x", "halves the latency", "a factor of 3" -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>

using namespace llvm;

namespace perfclaim {

void ClaimReader::times(size_t I) {
  const Quantity &Q = R.Quantities[I];
  WordsAround Around = look(R, I, I);
  const StringRef Word = R.Tokens[Q.Last].Text;
  if (Q.Low <= 0 || isStatement(I, Around) || isHope(I, Around))
    return;
  // "Scale the loss by 1000x"
  if (beforeIs(I, 1, "by") && !isPlain(I) && anyBefore(I, 6, [&](size_t J) {
        return R.Tokens[J].isWord("scale") || R.Tokens[J].isWord("multiply");
      }))
    return;
  // "1.09x, well under 1.5x": what is allowed; "5x (up from 4x)": what was.
  if (!isPlain(I) && !Q.Rest &&
      (beforeIs(I, 1, "under") || beforeIs(I, 1, "below") ||
       (beforeIs(I, 1, "from") && beforeIs(I, 2, "up"))))
    return;
  // "emits 4x`LDG`": of what is named there.
  if (after(I, 2) && after(I)->isSign('`') && !after(I)->Space &&
      !after(I, 2)->Space && after(I, 2)->Kind == TokenKind::Word &&
      !(before(I) && before(I)->isSign('`')))
    return;
  // "cuts the calls from 200 to 10 (20x)": so many fewer of what is counted.
  if (Q.Enclosed && I > 1 && after(I) && after(I)->isSign(')') &&
      countsFrom(I - 2, Q.Low))
    return;
  // "(threshold: 2x + 1e-6)"
  if (moreOfThings(I) || afterIs(I, 1, "fewer") ||
      beforeIs(I, 1, "threshold") || beforeIs(I, 2, "threshold"))
    return;
  // "the speed goes from 0.5x to 1.3x vs Triton"; not "ranges from".
  bool To = false;
  for (size_t J = Q.First; J < Q.Last; ++J)
    To |= R.Tokens[J].isWord("to");
  const Token *Verb = before(I, 2);
  const bool Improves = Verb && Verb->Text.starts_with_insensitive("improv");
  // "changed the performance from 68x to 73x"
  const bool Changed = anyBefore(I, 5, [&](size_t J) {
    return R.Tokens[J].Text.starts_with_insensitive("chang");
  });
  if (To && Q.Range && (Changed || (Q.Low < 1 && (Q.High >= 1 || Improves))) &&
      beforeIs(I, 1, "from") &&
      !(Verb && Verb->Text.starts_with_insensitive("rang")) &&
      (Around.all() & (words::Faster | words::Performance | words::Gain)))
    return shareGrows(I, Around);
  goOnWithRatio(I, Around);
  joinNext(I, Around);
  if (isOffBySame(I) || wasSaidBefore(I) || inRow(I))
    return;
  // "The slowest run took 5 times longer than the fastest": of one program.
  for (size_t J = Q.First; J > 0 && J + 8 > Q.First; --J)
    if (R.Tokens[J - 1].isWord("slowest"))
      return;
  const bool Plain = isPlain(I);
  // "dominated by this cost: measured 0.2x-0.7x vs Triton"
  const bool Versus = afterIs(I, 1, "vs") && !(Around.all() & words::Quality);
  if (!Plain && !Versus &&
      ((Around.all() & (words::Quality | words::Share)) ||
       (Around.Sentence & words::Device)))
    return;
  // "the accuracy falls (up to 1.6x worse)"
  if ((Around.Direction & words::Harm) && (Around.Sentence & words::Quality) &&
      !(Around.all() & words::Subjects))
    return;
  // "was hit 3-4 times per call"
  if (Word.equals_insensitive("times") && afterIs(I, 1, "per"))
    return;
  // "run it 100 times: no gain": what is said behind the count is another
  // statement.
  if (Word.equals_insensitive("times") && isCount(I) && after(I) &&
      after(I)->Kind == TokenKind::Sign && !(Around.Before & words::Directions))
    return;
  const bool Uses = usesMemory(I, Around);
  // "cache in int8: half the memory"
  const bool Halves =
      R.Tokens[Q.First].isWord("half") && (following(I, 3) & words::Memory);
  if (!Plain && !Uses && !Versus && !Halves &&
      (Around.Before & words::Capacity) && !(Around.all() & words::Faster))
    return;
  // "unroll 2x"
  if (!Plain && before(I) && before(I)->Text.starts_with_insensitive("unroll"))
    return;
  Part Whole = Uses ? Part::Worse : partOf(I, Around);
  // "peak memory of 1.5x Triton": so much more of a cost.
  constexpr uint32_t Costs = words::Time | words::Latency | words::Memory;
  const bool OfMemory =
      (Around.Of & words::Memory) &&
      anyBefore(I, 3, [&](size_t J) { return R.Classes[J] & words::Memory; });
  if (Whole == Part::None && after(I) && isLibrary(*after(I)) &&
      (OfMemory ||
       !(Around.all() & (words::Faster | words::Slower | words::Reduce))) &&
      (Around.Of & Costs))
    Whole = Part::Worse;
  // "0.7x latency"
  if (Whole == Part::None && Q.High < 1 && after(I) &&
      (R.Classes[Q.Last + 1] & Costs) &&
      !(Around.all() & (words::Faster | words::Slower | words::Reduce)))
    Whole = Part::Worse;
  // "a 20x overhead"
  // "latency: 1.02x (small overhead)"
  const bool Overhead =
      afterIs(I, 1, "overhead") ||
      (after(I) && after(I)->isSign('(') &&
       (afterIs(I, 2, "overhead") || afterIs(I, 3, "overhead")));
  if (Overhead)
    Whole = Part::Worse;
  // "1/8 of the target time"
  if (Whole == Part::Nothing || (Q.Rest && (following(I, 4) & words::Hope)))
    return;
  constexpr uint32_t Scaled = words::Increase | words::Reduce | words::Loss;
  // "It is much better. The difference is a factor of 240x."
  const bool Apart =
      Q.Factor && !(Around.all() & words::Directions) && first(I).Sentence &&
      (R.SentenceClasses[first(I).Sentence - 1] &
       (words::Faster | words::Gain)) &&
      anyBefore(I, 3,
                [&](size_t J) { return R.Tokens[J].isWord("difference"); });
  // "..., and a factor of 10x for small ones"
  const bool Again = Q.Factor && LastAdded + 1 == I &&
                     LastRatioSentence == first(I).Sentence &&
                     !(Around.all() & words::Directions);
  if (Apart || Again) {
    Around.Direction = words::Gain;
  } else if (Q.Factor || (!Plain && (Around.Direction & words::Increase))) {
    if (!(Around.all() & (words::Directions | words::Performance)) ||
        ((Around.Direction & Scaled) &&
         !(Around.all() & (words::Subjects | words::Faster))))
      return;
  } else if (Whole == Part::None &&
             ((Word.equals_insensitive("times") && isCount(I)) ||
              !ratioFollows(I, Around))) {
    return;
  }
  // "blocks to 2560 (8x compared to 320)": of a number that was set.
  if (!Plain && Q.Enclosed && I > 0 &&
      R.Quantities[I - 1].Class == UnitClass::None &&
      R.Quantities[I - 1].Last + 2 == Q.First &&
      !(Around.all() & words::Directions))
    return;
  if (!Plain && inCall(I) && !notesCase(I, Around))
    return;
  dropSpace(I, Around);
  Claim C;
  C.Kind = ClaimKind::Ratio;
  if (Around.Direction == 0)
    Around.Direction = nearestInSentence(I);
  // "32x reduction of the mask": of what, has to be said.
  const Token *Thing = after(I);
  const bool Saving = Thing && Thing->Text.starts_with_insensitive("saving");
  if (!Plain && (Around.Direction & (words::Reduce | words::Loss)) &&
      !(Around.Direction & words::Harm) && Whole == Part::None && !Saving &&
      !((Around.all() | R.SubjectClasses) &
        (words::Time | words::Latency | words::Memory | words::Performance |
         words::Throughput)))
    return;
  C.What = perfclaim::metricOf(Around);
  if (C.What == Metric::Unknown &&
      ((Around.Heading & words::Throughput) ||
       (R.HasRates && !(Around.all() & words::Directions))))
    C.What = Metric::Throughput;
  if (C.What == Metric::Unknown && !(Around.all() & words::Subjects))
    C.What = metricInSentence(I, true);
  // "boost 2.1x" is said of a kernel's time.
  if (C.What == Metric::Unknown &&
      (!(Around.all() & (words::Performance | words::Gain)) ||
       (!(Around.all() & words::Performance) && before(I) &&
        before(I)->Text.starts_with_insensitive("boost"))))
    C.What = Metric::Time;
  // "blake: keep the head (speed x2)": of who computes hashes, their rate.
  if (C.What == Metric::Time && R.OfHashes && Around.Noun)
    C.What = Metric::Throughput;
  // "up to 1.4x for large, up to 5.2x for small ones": of the same.
  if (LastRatioSentence == first(I).Sentence &&
      !(Around.all() & (words::Directions | words::Subjects)))
    C.What = LastRatio;
  LastRatioSentence = first(I).Sentence;
  LastRatioAround = Around;
  LastRatio = C.What;
  // "still off by 2.36x"
  for (size_t J = Around.Begin; J < Q.First; ++J)
    if (R.Tokens[J].isWord("off"))
      Around.Direction = words::Slower;
  if (Whole == Part::None && ofTimes(I, Around)) {
    Whole = Part::Worse;
    C.What = Metric::Time;
  }
  normaliseTimes(Q, Around, C);
  if (Whole != Part::None) {
    C.Way = Whole == Part::Better ? Direction::Better : Direction::Worse;
    C.Speedup = Whole == Part::Better ? Q.Low : 1 / Q.Low;
    // "0.5x the time"
    if (Q.Low < 1)
      C.Way = *C.Speedup > 1 ? Direction::Better : Direction::Worse;
    if (Q.Range && Whole == Part::Worse) {
      C.Speedup = 1 / (Q.High < 1 ? Q.High : Q.Low);
      C.SpeedupMax = 1 / (Q.High < 1 ? Q.Low : Q.High);
    }
  }
  describeClaim(R, I, I, Around, C);
  add(I, std::move(C));
}

/// A word behind "2x" that goes on with the sentence, so that "2x" is not how
/// many there are of something.
bool ClaimReader::connects(size_t I) const {
  return StringSwitch<bool>(after(I)->Text)
      .CasesLower({"as", "in", "on", "for", "over", "with", "compared"}, true)
      .CasesLower({"than", "vs", "when", "at", "by", "and", "or", "of"}, true)
      .CasesLower({"overall", "further", "from", "e2e", "near"}, true)
      .CasesLower({"while", "if", "due", "because", "since", "using"}, true)
      .CasesLower({"without", "but", "where", "which", "through"}, true)
      .CasesLower({"via", "across", "under", "during", "after"}, true)
      .CasesLower({"before", "versus", "relative", "against"}, true)
      .CasesLower({"depending", "is", "are", "was", "thanks"}, true)
      .CasesLower({"geomean", "geometric", "avg", "average", "per"}, true)
      .CasesLower({"fwd", "bwd", "forward", "backward"}, true)
      .Default(false);
}

/// What one does to a ratio of speeds and seldom to a number of things.
static bool isMeasuring(const Token &T) {
  for (StringRef Verb :
       {"measur", "achiev", "yield", "observ", "obtain", "validated"})
    if (T.Text.starts_with_insensitive(Verb))
      return true;
  return false;
}

/// True if what stands around makes "Nx" a ratio of speeds: a word about
/// speed, and no thing that there are N times of ("8x buffer").
bool ClaimReader::ratioFollows(size_t I, const WordsAround &Around) const {
  constexpr uint32_t Evidence = words::Directions | words::Performance |
                                words::Throughput | words::Latency;
  const Token *Next = after(I);
  const Quantity &Q = R.Quantities[I];
  const bool Ends = !Next || Next->Sentence != first(I).Sentence ||
                    Next->Kind != TokenKind::Word ||
                    (Next->Line != first(I).Line);
  const bool Connects = !Ends && connects(I);
  // "3.6x memory savings"
  if (!Ends && Q.Last + 2 < R.Tokens.size() &&
      (R.Classes[Q.Last + 1] & words::Memory) &&
      (R.Classes[Q.Last + 2] & words::Reduce))
    return true;
  // "improves A by 1.4x B1 and 1.3x B2": names of cases.
  if (beforeIs(I, 1, "by") && (Around.Before & (words::Faster | words::Gain)) &&
      !Ends && namesCase(I))
    return true;
  if (beforeIs(I, 1, "and") && LastAdded + 1 == I &&
      LastRatioSentence == first(I).Sentence && !Ends && namesCase(I))
    return true;
  // "1.4x ahead of the other one"
  if (!Ends && Next->isWord("ahead") && afterIs(I, 2, "of"))
    return true;
  // "large shapes: geomean 0.96x"
  if (beforeIs(I, 1, "geomean") && hasDecimals(I))
    return true;
  // "6.9 t/s (2.1x)"
  if (Q.Enclosed && I > 0 && LastAdded + 1 == I &&
      R.Quantities[I - 1].Class == UnitClass::Rate &&
      Q.First <= R.Quantities[I - 1].Last + 3 && Next && Next->isSign(')'))
    return true;
  if (goesOnBehind(I) || notesCase(I, Around))
    return true;
  if (isAmongCases(I) || isExtreme(I) || comparesSoon(I, Around) ||
      listsCase(I, Around))
    return true;
  // "0.4-0.6x vs Triton", "5x over cuBLAS"
  if (!Ends && (Next->isWord("vs") || Next->isWord("over")) && after(I, 2) &&
      isLibrary(*after(I, 2)) &&
      (Q.Range || Q.Low != std::floor(Q.Low) ||
       !(Around.all() & words::Capacity)))
    return true;
  // "1.2x cuBLAS": of its speed.
  if (!Ends && isLibrary(*Next))
    return true;
  const bool Says = !Ends && ((words::classify(Next->Text) &
                               (Evidence | words::Time | words::EndToEnd)) ||
                              endToEnd(R.Tokens, Q.Last + 1) != 0);
  // "-> 1.2-1.4x end to end"
  if (Says && hasDecimals(I) && !(Around.all() & words::Capacity))
    return true;
  // "brings another 1.15x"
  if (Ends && hasDecimals(I) && another(I))
    return true;
  if (inSubject(I, Ends))
    return true;
  // "25x perf improvement", "2x better TG", "2.8x end-to-end speedup"
  bool Soon = false;
  const size_t Most = first(I).Line == 0 && hasDecimals(I) ? 8 : 6;
  for (size_t J = Q.Last + 1; J < Around.End && J < Q.Last + Most; ++J) {
    if (R.Tokens[J].isWord("to") ||
        (R.Tokens[J].Kind == TokenKind::Sign && R.Tokens[J].Space &&
         !R.Tokens[J].isSign('(')))
      break;
    const bool Far = J > Q.Last + 3;
    Soon |= (R.Classes[J] & (Far ? uint32_t(words::Faster)
                                 : Evidence & ~uint32_t(words::Reduce))) != 0;
    // "4x json scan keys performance improvement"
    Soon |= (R.Classes[J - 1] & words::Performance) && J > Q.Last + 1 &&
            (R.Classes[J] & words::Gain);
  }
  if (!Ends && !Connects && !Says && !Soon)
    return false;
  // "4x unrolling"
  if (!Ends && !Soon && (R.Classes[Q.Last + 1] & words::Capacity))
    return false;
  const Token *To = before(I);
  // "improves the performance to 1.8x over main"
  constexpr StringLiteral Over[] = {"over", "of", "by", "with", "using"};
  const bool Improves =
      (Ends || isWordIn(*Next, Over)) &&
      (Around.Before & (words::Performance | words::Throughput)) &&
      (Around.Before & words::Gain);
  if (To && To->isWord("to") && !upTo(I) && !Soon && !Improves &&
      !(Around.Before & words::Faster))
    return false; // "set it to 4x"; not "a speedup equal to 1.3x"
  // "1.2x geomean"
  if (!Ends && (R.Classes[Q.Last + 1] & words::Average))
    return true;
  // "off by 2.4x", "2x compared to the previous version"
  for (size_t J = Around.Begin; J < Q.First; ++J)
    if (R.Tokens[J].isWord("off"))
      return Q.Low != std::floor(Q.Low) || R.ForSpeed || hasMeasured(I);
  if (!Ends && Next->isWord("compared"))
    return true;
  // "23-27x over eager": nor such a number of things.
  if (!Ends && (Next->isWord("over") || Next->isWord("vs")) &&
      (Q.Range || Q.Low != std::floor(Q.Low)) &&
      !(Around.Sentence & words::Capacity))
    return true;
  // "1.4x on MI250": nobody has so many of those.
  if (!Ends && Next->isWord("on") && Q.Last + 2 < R.Tokens.size() &&
      hardwareAt(R.Tokens, Q.Last + 2) != 0 && Q.Low != std::floor(Q.Low))
    return true;
  if (upTo(I) && first(I).Sentence &&
      (R.SentenceClasses[first(I).Sentence - 1] & Evidence))
    return true;
  // "PP at 26k is 1.55x of the other mode"
  if (Connects && Next->isWord("of") && To && To->isWord("is") &&
      hasDecimals(I) && (Around.Sentence & words::Throughput))
    return true;
  if ((Around.all() | Around.Sentence) & Evidence)
    return !(Connects && Next->isWord("of") && !Soon);
  // "Fuse the two passes (3x)", "1.4x vs eager": nothing else can be meant.
  const bool Last =
      !Next || Next->Line != first(I).Line ||
      (Next->isSign(')') &&
       (!after(I, 2) || after(I, 2)->Line != first(I).Line ||
        (after(I, 2)->isSign('(') && after(I, 3) && after(I, 3)->isSign('#'))));
  if (first(I).Line == 0 && Last && To &&
      (To->isSign('(') || To->isSign(',')) &&
      !(R.SubjectClasses & (words::Capacity | words::Quality)))
    return true;
  if (!Ends && (Next->isWord("vs") || Next->isWord("versus")) &&
      !(Around.Sentence & words::Capacity))
    return true;
  // "measured 1.5x on a full run", "achieves 2x"
  if (To && isMeasuring(*To) && !(Around.Sentence & words::Capacity))
    return true;
  // "for large rows we see 4-7x"
  constexpr StringLiteral Sees[] = {"see",  "sees", "saw",   "get",
                                    "gets", "got",  "gives", "observe"};
  if (To && isWordIn(*To, Sees) && (Ends || Q.Range || hasDecimals(I)) &&
      !(Around.Sentence & words::Capacity))
    return true;
  // "Result: 1.6x on 8 rows"
  const Token *Name = before(I, 2);
  if (To && To->isSign(':') && Name &&
      Name->Text.starts_with_insensitive("result") &&
      Q.Low != std::floor(Q.Low) && !(Around.all() & words::Capacity))
    return true;
  // "Measured speedups:" and a list below.
  constexpr uint32_t Speeds =
      words::Faster | words::Performance | words::Throughput;
  if (Around.Heading & Speeds)
    return true;
  // A table's column, or a subject about speed.
  return (R.SubjectClasses & (words::Faster | words::Performance)) &&
         !(Around.Sentence & (words::Quality | words::Capacity)) && To &&
         !To->isWord("to") && !To->isSign('|');
}

} // namespace perfclaim
