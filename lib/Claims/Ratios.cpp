//===- Ratios.cpp - "30% faster", "2x", "halves the latency" --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

//===-- Shares ------------------------------------------------------------===//

void ClaimReader::percent(size_t I) {
  const Quantity &Q = R.Quantities[I];
  Surroundings Around = look(R, I, I);
  const uint32_t Near = Around.all();
  if (isStatement(I, Around) || isHope(I, Around))
    return;
  const bool Signed = Q.Plus || Q.Minus;
  if (!isPlain(I) && ((Near & words::Quality) || isShareOfSomething(I, Around)))
    return;
  constexpr uint32_t Evidence = words::Directions | words::Subjects;
  constexpr uint32_t Speeds = words::Faster | words::Slower | words::Gain |
                              words::Loss | words::Performance |
                              words::Throughput | words::Latency | words::Time;
  const bool Versus = beforeIs(I, 1, "vs") || beforeIs(I, 1, "versus");
  const bool SameSentence =
      LastSentence == first(I).Sentence &&
      (Versus || Q.First < R.Quantities[LastShare].Last + 14);
  bool Inherits = false;
  // "up 5%", "down by 3%", "costs 2%"
  const size_t Back = beforeIs(I, 1, "by") ? 2 : 1;
  if (beforeIs(I, Back, "up"))
    Around.Direction = words::Increase;
  else if (beforeIs(I, Back, "down"))
    Around.Direction = words::Loss;
  else if (costs(I))
    Around.Direction = words::Loss;
  else if (!(Near & words::Directions) && !Signed) {
    if (SameSentence) {
      Inherits = true;
    } else if (Versus) {
      return;
    } else if (another(I)) {
      Around.Direction = words::Gain;
    } else if (!(Near & (words::Performance | words::Throughput))) {
      // Words of the sentence, of a heading, then of the subject line, must
      // carry it.
      const uint32_t Wider = (Around.Sentence & Evidence)  ? Around.Sentence
                             : (Around.Heading & Evidence) ? Around.Heading
                                                           : R.SubjectClasses;
      // All of something, unless a word beside it says more.
      if ((!(Wider & Speeds) || Q.Low == 100) &&
          !(first(I).Line == 0 && upTo(I)))
        return;
      if (Around.Sentence & words::Quality)
        return;
    }
  } else if (Signed && !(Near & Evidence) &&
             (Around.Sentence & words::Quality)) {
    return;
  }
  // "Performance is the same on A, reduced by 2% on B"
  if (!(Near & words::Subjects) && speaksOfRunning(I))
    Around.Before |= words::Performance;
  // "253 MB (+18%)" of a file
  if (Signed && Q.Enclosed && I > 0 && !(Near & words::Memory) &&
      R.Quantities[I - 1].Class == UnitClass::Memory &&
      Q.First <= R.Quantities[I - 1].Last + 2)
    return;
  // "95% plane": that much of a thing, unless words beside it say more.
  if (!Signed && !Inherits && !(Near & Evidence) && namesAThing(I))
    return;
  // "the package size increases by 20%"
  if (!isPlain(I) && (Near & words::Capacity) && !(Near & words::Subjects) &&
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
  // Of who gives rates elsewhere, a bare gain is one of the rate.
  if (C.What == Metric::Unknown && R.HasRates)
    C.What = Metric::Throughput;
  normalisePercent(Q, Around, false, C);
  describeClaim(R, I, I, Around, C);
  LastSentence = first(I).Sentence;
  LastAround = Around;
  LastShare = I;
  add(I, std::move(C));
}

/// "30% faster than the one in shared memory" is about time.
void ClaimReader::dropSpace(size_t I, Surroundings &Around) const {
  if (!isPlain(I))
    return;
  constexpr uint32_t Space = words::Memory | words::Bandwidth;
  Around.Before &= ~Space;
  Around.After &= ~Space;
}

/// "costs up to 20%"
bool ClaimReader::costs(size_t I) const {
  for (size_t N = 1; N < 5; ++N)
    if (beforeIs(I, N, "costs") || beforeIs(I, N, "costing"))
      return true;
  return false;
}

/// "a small throughput hit, of about 0.5%": what the sentence spoke of last.
Metric ClaimReader::metricInSentence(size_t I) const {
  const Quantity &Q = R.Quantities[I];
  const size_t Floor = I > 0 ? R.Quantities[I - 1].Last + 1 : 0;
  for (size_t J = Q.First; J > Floor && J + 12 > Q.First; --J) {
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

/// A word right behind the figure that does not go on with the sentence.
bool ClaimReader::namesAThing(size_t I) const {
  const Token *Next = after(I);
  return Next && Next->Kind == TokenKind::Word && Next->Line == first(I).Line &&
         Next->Sentence == first(I).Sentence && !connects(I) &&
         !Next->isWord("to");
}

/// "another 15%"
bool ClaimReader::another(size_t I) const {
  return beforeIs(I, 1, "another") || beforeIs(I, 1, "extra") ||
         beforeIs(I, 1, "additional");
}

/// "75% of the hashes", "skips 99% of cases"; "within 3% of main" and "at 95%
/// of the original" compare speeds. "128 % (8*16)" is a remainder.
bool ClaimReader::isShareOfSomething(size_t I,
                                     const Surroundings &Around) const {
  const Token *Next = after(I);
  const Token &Sign = last(I);
  const bool Signed = R.Quantities[I].Plus || R.Quantities[I].Minus;
  if (Sign.isSign('%') && Sign.Space && !Signed && Next &&
      (Next->isSign('(') || Next->Kind == TokenKind::Number))
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
  // "from 60% of the operation to probably 10%"
  const bool To = (beforeIs(I, 1, "to") && !upTo(I)) || beforeIs(I, 2, "to");
  if (To && I > 0 && R.Quantities[I - 1].Class == UnitClass::Percent &&
      first(I - 1).Sentence == first(I).Sentence)
    return true;
  if (!Next || !Next->isWord("of"))
    return false;
  const bool Compares = beforeIs(I, 1, "within") || beforeIs(I, 2, "within") ||
                        beforeIs(I, 1, "at") || (Around.Before & words::Slower);
  return !Compares;
}

//===-- Ratios ------------------------------------------------------------===//

void ClaimReader::times(size_t I) {
  const Quantity &Q = R.Quantities[I];
  Surroundings Around = look(R, I, I);
  const StringRef Word = R.Tokens[Q.Last].Text;
  const bool Half = Word.starts_with_insensitive("hal");
  const bool Twice = Word.equals_insensitive("twice");
  if (isStatement(I, Around) || isHope(I, Around))
    return;
  const bool Plain = isPlain(I);
  if (!Plain && (Around.all() & words::Quality))
    return;
  if (!Plain && (Around.Before & words::Capacity) &&
      !(Around.all() & words::Faster))
    return;
  const bool InHalf = Word.equals_insensitive("half");
  if (Half || InHalf || Word.starts_with_insensitive("doubl")) {
    // Halving a time and doubling a rate are claims; other things are not.
    const uint32_t Of = InHalf ? Around.all() : Around.After;
    if ((Of & words::Capacity) ||
        !(Of & (Half ? words::Time | words::Latency | words::Memory
                     : words::Throughput | words::Performance | words::Faster |
                           words::Bandwidth)))
      return;
  } else if (Twice) {
    // "sorted twice" is no speed; "twice as fast", "twice the throughput" are.
    constexpr uint32_t Speeds = words::Faster | words::Slower |
                                words::Throughput | words::Performance |
                                words::Bandwidth;
    if (!(afterIs(I, 1, "as") || afterIs(I, 1, "the")) ||
        !(Around.After & Speeds))
      return;
  } else if ((Word.equals_insensitive("times") && isCount(I)) ||
             !ratioFollows(I, Around)) {
    return;
  }
  dropSpace(I, Around);
  Claim C;
  C.Kind = ClaimKind::Ratio;
  if (Around.Direction == 0)
    Around.Direction = nearestInSentence(I);
  // "32x reduction of the mask": of what, has to be said.
  if (!Plain && (Around.Direction & words::Reduce) && !Half &&
      !((Around.all() | R.SubjectClasses) &
        (words::Time | words::Latency | words::Memory | words::Performance |
         words::Throughput)))
    return;
  C.What = perfclaim::metricOf(Around);
  if (C.What == Metric::Unknown &&
      ((Around.Heading & words::Throughput) ||
       (R.HasRates && !(Around.all() & words::Directions))))
    C.What = Metric::Throughput;
  // "boost 2.1x" is said of a kernel's time.
  if (C.What == Metric::Unknown &&
      (!(Around.all() & (words::Performance | words::Gain)) ||
       (!(Around.all() & words::Performance) && before(I) &&
        before(I)->Text.starts_with_insensitive("boost"))))
    C.What = Metric::Time;
  // "still off by 2.36x"
  for (size_t J = Around.Begin; J < Q.First; ++J)
    if (R.Tokens[J].isWord("off"))
      Around.Direction = words::Slower;
  normaliseTimes(Q, Around, C);
  describeClaim(R, I, I, Around, C);
  add(I, std::move(C));
}

/// "runs 100 times", "10 times for each": how often, not how much.
bool ClaimReader::isCount(size_t I) const {
  const Token *Next = after(I);
  const bool Ends = !Next || Next->Sentence != first(I).Sentence;
  const bool Compares =
      !Ends && (afterIs(I, 1, "as") || afterIs(I, 1, "the") ||
                (R.Classes[R.Quantities[I].Last + 1] &
                 (words::Directions | words::Performance | words::Throughput)));
  const bool Leads = beforeIs(I, 1, "by") || beforeIs(I, 2, "by") ||
                     R.Quantities[I].Range || upTo(I);
  return !Compares && !Leads;
}

/// A word behind "2x" that goes on with the sentence, so that "2x" is not how
/// many there are of something.
bool ClaimReader::connects(size_t I) const {
  return StringSwitch<bool>(after(I)->Text)
      .CasesLower({"as", "in", "on", "for", "over", "with", "compared"}, true)
      .CasesLower({"than", "vs", "when", "at", "by", "and", "or", "of"}, true)
      .CasesLower({"overall", "further", "from", "e2e"}, true)
      .CasesLower({"while", "if", "due", "because", "since", "using"}, true)
      .CasesLower({"without", "but", "where", "which", "through"}, true)
      .CasesLower({"via", "across", "under", "during", "after"}, true)
      .CasesLower({"before", "versus", "relative", "against"}, true)
      .CasesLower({"depending", "is", "are", "was", "thanks"}, true)
      .CasesLower({"geomean", "geometric", "avg", "average", "per"}, true)
      .Default(false);
}

/// True if what stands around makes "Nx" a ratio of speeds: a word about
/// speed, and no thing that there are N times of ("8x buffer").
bool ClaimReader::ratioFollows(size_t I, const Surroundings &Around) const {
  constexpr uint32_t Evidence = words::Directions | words::Performance |
                                words::Throughput | words::Latency;
  const Token *Next = after(I);
  const Quantity &Q = R.Quantities[I];
  const bool Ends = !Next || Next->Sentence != first(I).Sentence ||
                    Next->Kind != TokenKind::Word ||
                    (Next->Line != first(I).Line);
  const bool Connects = !Ends && connects(I);
  const bool Says = !Ends && (words::classify(Next->Text) &
                              (Evidence | words::Time | words::EndToEnd));
  // "25x perf improvement", "2x better TG", "2.8x end-to-end speedup"
  bool Soon = false;
  for (size_t J = Q.Last + 1; J < Around.End && J < Q.Last + 6; ++J) {
    if (R.Tokens[J].isWord("to") ||
        (R.Tokens[J].Kind == TokenKind::Sign && R.Tokens[J].Space &&
         !R.Tokens[J].isSign('(')))
      break;
    const bool Far = J > Q.Last + 3;
    Soon |= (R.Classes[J] & (Far ? uint32_t(words::Faster)
                                 : Evidence & ~uint32_t(words::Reduce))) != 0;
  }
  if (!Ends && !Connects && !Says && !Soon)
    return false;
  const Token *To = before(I);
  if (To && To->isWord("to") && !upTo(I) && !Soon &&
      !(Around.Before & words::Faster))
    return false; // "set it to 4x"; not "a speedup equal to 1.3x"
  // "1.2x geomean"
  if (!Ends && (R.Classes[Q.Last + 1] & words::Average))
    return true;
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
