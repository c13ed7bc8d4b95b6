//===- Absolutes.cpp - "900 TFLOPS", "saves 1.2 GB", "2 ms faster" --------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

/// "56 ms/token", "56 ms per token" are as good as a rate.
static bool isPerStep(const Quantity &Q, ArrayRef<Token> Behind) {
  StringRef Per = StringRef(Q.Unit).split('/').second;
  if (Per.empty() && Behind.size() > 1 &&
      (Behind[0].isWord("per") || Behind[0].isSign('/')))
    Per = Behind[1].Text;
  if (Q.Class != UnitClass::Time || Per.empty())
    return false;
  for (StringRef Step :
       {"tok", "it", "step", "launch", "call", "frame", "image", "batch",
        "kernel", "query", "op", "epoch", "layer"})
    if (Per.starts_with_insensitive(Step))
      return true;
  return Per == "t";
}

void ClaimReader::absolute(size_t I) {
  const Quantity &Q = R.Quantities[I];
  const WordsAround Around = look(R, I, I);
  const uint32_t Near = Around.all();
  if (isStatement(I, Around) || isHope(I, Around) || isLog(I) ||
      isOfDevice(I) || isCell(I) || inSweep(I) || isListed(I) ||
      isOtherAmount(I))
    return;
  if ((Near & words::Setting) && Q.Class == UnitClass::Time)
    return;
  // "(sample: 12.5 kH/s)" shows a format.
  if (before(I) && before(I)->isSign(':') &&
      (beforeIs(I, 2, "sample") || beforeIs(I, 2, "example")))
    return;
  // "the factor, assuming 100 frames/sec"
  if (beforeIs(I, 1, "assuming"))
    return;
  // "quits after 3 fps reports"
  if (Q.Low == 0 || (beforeIs(I, 1, "after") && namesAThing(I)))
    return;
  // "60 FPS cap"
  if (afterIs(I, 1, "cap") || afterIs(I, 1, "limit"))
    return;
  // "from a 350 MB/s disk", "Support 100GB/s links"
  const bool Speed = Q.Class == UnitClass::Bandwidth &&
                     (following(I, 4) &
                      (words::Bandwidth | words::Throughput | words::Faster));
  if (Q.Class == UnitClass::Bandwidth && namesAThing(I) && !Speed &&
      (beforeIs(I, 1, "a") || beforeIs(I, 1, "the") ||
       beforeIs(I, 1, "support")))
    return;
  const bool Rate = Q.Class == UnitClass::Rate;
  // A rate is one whatever stands beside it; an amount of memory may be a limit
  // and a time that of something else.
  const bool Plain = Q.Class != UnitClass::Bandwidth && isPlain(I);
  const bool Adds = adds(I), OfCost = isOfCost(I);
  if (!Rate && !Plain && !OfCost && !(Adds && Q.Class == UnitClass::Time) &&
      (Near & (words::Quality | words::Share | words::Capacity)))
    return;
  // "1.6 s faster (2.7%)": the share is the claim.
  if (Plain && I + 1 < R.Quantities.size() &&
      R.Quantities[I + 1].Class == UnitClass::Percent &&
      R.Quantities[I + 1].Enclosed &&
      first(I + 1).Sentence == first(I).Sentence)
    return;
  const bool Verb = Plain || changes(I);
  const bool Or = alternative(I);
  const bool Wanted =
      Rate || Verb || Adds || Or || costsBehind(I) || goesOn(I) ||
      endsSubject(I) || OfCost ||
      // "b=8: -0.2us" where speed is what it is about.
      (Q.Minus && Q.Class == UnitClass::Time &&
       (first(I).Line == 0 || (R.ForSpeed && LastPair == Q.Class &&
                               first(I).Line <= LastPairLine + 1))) ||
      isPerStep(Q, ArrayRef(R.Tokens).drop_front(Q.Last + 1).take_front(2)) ||
      runsIn(I) ||
      (Q.Plus && Q.Class != UnitClass::Memory &&
       (Near & (words::Directions | words::Subjects))) ||
      (Q.Class == UnitClass::Bandwidth &&
       (reaches(I) || Speed || first(I).Line == 0 ||
        ((Around.Sentence | Around.Heading) &
         (words::Bandwidth | words::Throughput)) ||
        ((R.SubjectClasses | Around.Heading) & words::Performance))) ||
      (Q.Class == UnitClass::Time && Q.Enclosed && Q.First > 1 &&
       (R.Classes[Q.First - 2] &
        (words::Slower | words::Faster | words::Performance))) ||
      (Q.Class == UnitClass::Time && Q.Enclosed &&
       !(R.SubjectClasses & words::Slower) && shortNote(I));
  if (!Wanted)
    return;
  Claim C;
  C.Kind = ClaimKind::Absolute;
  C.What = metricOf(Q.Class);
  if (Q.Class == UnitClass::Time && (Near & words::Latency))
    C.What = Metric::Latency;
  C.After = Q.Low;
  C.Unit = Q.Unit;
  const uint32_t D = Around.Direction;
  if (Adds || (Plain && (D & words::Slower)))
    C.Way = Direction::Worse;
  else if (Q.Plus || Verb || (Q.Minus && !D && Q.Class == UnitClass::Time) ||
           (D & (words::Faster | words::Gain)))
    C.Way = Direction::Better;
  else if (D & (words::Loss | words::Slower | words::Reduce))
    C.Way = Rate ? Direction::Worse : Direction::Better;
  if (Or)
    C.Way = Result.Claims.back().Way;
  if (Rate && (D & (words::Loss | words::Reduce)))
    C.Way = Direction::Worse;
  describeClaim(R, I, I, Around, C);
  add(I, std::move(C));
}

/// "the 1.2 us that the cast already costs"
bool ClaimReader::costsBehind(size_t I) const {
  if (R.Quantities[I].Class != UnitClass::Time || !beforeIs(I, 1, "the"))
    return false;
  for (size_t N = 2; N < 7; ++N) {
    const Token *T = after(I, N);
    if (!T || T->Clause != last(I).Clause)
      return false;
    if (T->isWord("costs") || T->isWord("takes"))
      return true;
  }
  return false;
}

/// "Callers pay 200 ns for the lock."
bool ClaimReader::pays(size_t I) const {
  constexpr StringLiteral Verbs[] = {"pay", "pays", "paying"};
  const UnitClass Class = R.Quantities[I].Class;
  return (Class == UnitClass::Time ||
          (Class == UnitClass::Memory && afterIs(I, 1, "more"))) &&
         anyBefore(I, 9,
                   [&](size_t J) { return isWordIn(R.Tokens[J], Verbs); });
}

/// "(0.05ms)" in the subject line.
bool ClaimReader::shortNote(size_t I) const {
  const Token *Next = after(I);
  return first(I).Line == 0 && Next && Next->isSign(')') &&
         (R.Quantities[I].Scale < 1 || hasDecimals(I)); // Not "Heun (2s)".
}

/// "without sorting: 1.22 ms": how the subject line ends.
bool ClaimReader::endsSubject(size_t I) const {
  const Quantity &Q = R.Quantities[I];
  return first(I).Line == 0 && Q.Class == UnitClass::Time && Q.Scale < 1 &&
         hasDecimals(I) && before(I) && before(I)->isSign(':') &&
         (!after(I) || after(I)->Line != 0);
}

/// "now runs in 5 ms", "takes 3 us per call", "at 40 ms".
bool ClaimReader::runsIn(size_t I) const {
  if (R.Quantities[I].Class != UnitClass::Time)
    return false;
  size_t N = 1;
  while (N < 4 && before(I, N) &&
         (before(I, N)->isWord("only") || before(I, N)->isWord("just") ||
          before(I, N)->isWord("actually") ||
          (before(I, N)->isWord("now") && before(I, N + 1) &&
           before(I, N + 1)->isWord("is")) ||
          before(I, N)->isWord("close") ||
          (before(I, N)->isWord("to") && before(I, N + 1) &&
           before(I, N + 1)->isWord("close")) ||
          (words::classify(before(I, N)->Text) & words::About)))
    ++N;
  const Token *Lead = before(I, N), *Verb = before(I, N + 1);
  if (!Lead || Lead->Sentence != first(I).Sentence)
    return false;
  constexpr StringLiteral Runs[] = {"runs",     "run",       "ran",
                                    "executes", "completes", "finishes",
                                    "done",     "now",       "computes"};
  if (Lead->isWord("takes") || Lead->isWord("took") || Lead->isWord("now") ||
      Lead->isWord("take"))
    return true;
  // "perf averaged 424 us"
  if (Lead->Text.starts_with_insensitive("average") && Verb &&
      (words::classify(Verb->Text) &
       (words::Time | words::Latency | words::Performance)))
    return true;
  // "the time decreased to 480 s"
  if (Lead->isWord("to") && Verb && R.Quantities[I].First > N &&
      (R.Classes[R.Quantities[I].First - N - 1] &
       (words::Loss | words::Reduce)) &&
      anyBefore(I, 8, [&](size_t J) { return R.Classes[J] & words::Time; }))
    return true;
  if (Lead->isWord("in")) {
    for (size_t M = N + 1; M < N + 6; ++M) {
      const Token *T = before(I, M);
      if (!T || T->Sentence != first(I).Sentence)
        return false;
      if (isWordIn(*T, Runs))
        return true;
    }
    return false;
  }
  // "the time is 75 s", "kernel time: 3 ms"; more digits are a program's log.
  const Quantity &Q = R.Quantities[I];
  const bool Mean = (look(R, I, I).Before & words::Average) != 0;
  if (Verb && (R.Tokens[Q.First].Text.size() < 8 || Mean) &&
      (Lead->isWord("is") || Lead->isWord("was") || Lead->isSign(':') ||
       Lead->isSign('='))) {
    // "Microbench n=1024: 3 ms"
    if (Lead->isSign(':') && anyBefore(I, 24, [&](size_t J) {
          return (J == 0 || R.Tokens[J - 1].Sentence != first(I).Sentence) &&
                 R.Tokens[J].Text.starts_with_insensitive("microbench");
        }))
      return true;
    // "Time per step: 3 ms", "whole run: 45 s"
    for (size_t M = N + 1; M < N + 7 && before(I, M); ++M) {
      const Token &T = *before(I, M);
      const uint32_t C = R.Classes[R.Quantities[I].First - M];
      if (T.Sentence != first(I).Sentence || T.Kind != TokenKind::Word)
        return false;
      if ((C & (words::Time | words::Latency | words::Performance)) ||
          T.isWord("run"))
        return true;
    }
    return false;
  }
  // All of a line: "~at 40ms".
  const Token *Next = after(I);
  return Lead->isWord("at") &&
         ((Next && Next->Line == last(I).Line && Next->Space
               ? false
               : !Verb || Verb->Line != Lead->Line) ||
          isWordIn(*Verb, Runs) || Verb->isSign('~'));
}

/// "reaches 2.1 TB/s", "peaking near 5 TB/s": a bandwidth that was measured.
bool ClaimReader::reaches(size_t I) const {
  return anyBefore(I, 5, [&](size_t J) {
    const StringRef Word = R.Tokens[J].Text;
    for (StringRef Verb : {"reach", "achiev", "get", "hit", "peaking",
                           "sustain", "reads", "writes", "runs", "streams"})
      if (Word.starts_with_insensitive(Verb) && !Word.contains('_'))
        return true;
    return false;
  });
}

/// "Reduce min_time to 100ms": a setting, by its name behind verb \p J.
bool ClaimReader::setsTo(size_t J) const {
  for (size_t K = J; K < R.Tokens.size() && K < J + 4; ++K)
    if (R.Tokens[K].isWord("to"))
      return K > J && R.Tokens[K - 1].Text.contains('_');
  return false;
}

/// What goes down to "5 ms" is a time, or that of something which runs; not
/// "a stack of 4 MB".
bool ClaimReader::saysWhatOf(size_t I) const {
  constexpr uint32_t Runs = words::Subjects | words::Faster | words::Kernel |
                            words::Operator | words::EndToEnd;
  const uint32_t Said = R.SubjectClasses | R.SentenceClasses[first(I).Sentence];
  const UnitClass Class = R.Quantities[I].Class;
  return Said & (Class == UnitClass::Time     ? Runs
                 : Class == UnitClass::Memory ? uint32_t(words::Memory)
                                              : ~0U);
}

/// "adds 1 MB of memory and 0.03 s startup time"
bool ClaimReader::adds(size_t I) const {
  if (pays(I))
    return true;
  bool Verb = false, Costs = false;
  for (size_t J = R.Quantities[I].First; J > 0; --J) {
    const Token &T = R.Tokens[J - 1];
    if (T.Sentence != first(I).Sentence || J + 9 < R.Quantities[I].First)
      break;
    Verb |= T.isWord("adds") || T.isWord("adding") || T.isWord("costs");
    Costs |= T.isWord("costs") && J + 4 > R.Quantities[I].First;
    Costs |= T.isWord("cost") && J == R.Quantities[I].First;
  }
  if (Costs && R.Quantities[I].Class == UnitClass::Time)
    return true;
  return Verb &&
         (following(I, 4) & (words::Memory | words::Time | words::Latency));
}

/// "win 2ms", "optimize by 2ms", "shaves off 1ms", "down to 59ms/iter".
bool ClaimReader::changes(size_t I) const {
  const Quantity &Q = R.Quantities[I];
  // "20 seconds off a long run"
  if (afterIs(I, 1, "off") && Q.Class == UnitClass::Time)
    return true;
  // "2-4 us improvement", "1 GB saved"
  const Token *Next = after(I);
  if (Next && Next->Sentence == last(I).Sentence &&
      (R.Classes[Q.Last + 1] &
       (Q.Class == UnitClass::Memory ? uint32_t(words::Reduce)
                                     : words::Reduce | words::Gain)))
    return true;
  // "0.5 GB per layer VRAM reduction"
  for (size_t N = 1; Q.Class == UnitClass::Memory && N < 5; ++N)
    if ((following(I, N) & words::Memory) && after(I, N + 1) &&
        after(I, N + 1)->Clause == last(I).Clause &&
        (R.Classes[Q.Last + N + 1] & words::Reduce))
      return true;
  // "the improvement of X is about 1 ms"
  size_t Is = Q.First;
  while (Is > 0 && Is + 3 > Q.First && (R.Classes[Is - 1] & words::About))
    --Is;
  if (Is > 0 && R.Tokens[Is - 1].isWord("is"))
    for (size_t J = Is; J > 0 && J + 24 > Is; --J) {
      const Token &T = R.Tokens[J - 1];
      if (T.Sentence != first(I).Sentence)
        break;
      if (T.isWord("improvement") || T.isWord("gain") || T.isWord("saving") ||
          T.isWord("reduction"))
        return true;
    }
  // "The saved weight (0.5 GB)": how large a thing is.
  if (Q.Class == UnitClass::Memory && Q.Enclosed)
    return false;
  for (size_t J = Q.First; J > 0 && J + 6 > Q.First; --J) {
    const Token &T = R.Tokens[J - 1];
    if (T.Sentence != R.Tokens[Q.First].Sentence)
      break;
    // "sizes less than round_down(N, 2MB)"
    const bool Bound = T.isWord("less") && R.Tokens[J].isWord("than");
    const uint32_t D = Bound ? 0 : R.Classes[J - 1];
    if (D & (Q.Class == UnitClass::Memory ? uint32_t(words::Reduce)
                                          : words::Reduce | words::Gain))
      return !setsTo(J) &&
             (!beforeIs(I, 1, "to") || beforeIs(I, 2, "it") || saysWhatOf(I));
    // "lowers the peak memory by 300 MB"
    if (Q.Class == UnitClass::Memory && (D & words::Loss) &&
        beforeIs(I, 1, "by") &&
        anyBefore(I, 5, [&](size_t K) { return R.Classes[K] & words::Memory; }))
      return true;
    // "drops 132 GB"; "faster by 1 s", "decode faster 1ms"
    if ((T.Text.starts_with_insensitive("drop") || T.isWord("frees") ||
         T.isWord("freeing") ||
         (afterIs(I, 1, "from") &&
          (T.Text.starts_with_insensitive("remov") ||
           T.Text.starts_with_insensitive("eliminat")))) &&
        J + 2 > Q.First && Q.Class != UnitClass::Rate)
      return true;
    if ((D & (words::Faster | words::Slower)) && Q.Class == UnitClass::Time &&
        (J == Q.First || (J + 1 == Q.First && (R.Tokens[J].isWord("by") ||
                                               R.Tokens[J].isWord("of")))))
      return true;
    if (T.isWord("down") && J < Q.First + 1 && Q.First - J < 3)
      return true;
  }
  return false;
}

} // namespace perfclaim
