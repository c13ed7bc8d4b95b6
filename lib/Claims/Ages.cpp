//===- Ages.cpp - "was 10 ms", "now 5 ms", "new: 5 ms" --------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"
#include "Units.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

ClaimReader::Age ClaimReader::ageOfWord(const Token &T) {
  return T.Kind != TokenKind::Word
             ? Age::Unknown
             : StringSwitch<Age>(T.Text)
                   .CasesLower({"before", "previously", "old"}, Age::Old)
                   .CasesLower({"was", "were", "took", "main"}, Age::Old)
                   .CasesLower({"used", "baseline", "master"}, Age::Old)
                   .CasesLower({"originally", "earlier", "got"}, Age::Old)
                   .CasesLower({"after", "now", "new", "pr"}, Age::New)
                   .CasesLower({"currently", "optimized"}, Age::New)
                   .CasesLower({"patched", "afterwards"}, Age::New)
                   .Default(Age::Unknown);
}

/// "it took 10 ms", "was 10 ms", "10 ms before", "now 5 ms", "5 ms (this PR)".
ClaimReader::Age ClaimReader::ageOf(size_t I) const {
  // "before 258.2 after 392.4": right before it wins.
  if (const Token *T = before(I);
      T && T->Line == first(I).Line &&
      (T->isWord("before") || T->isWord("after") || T->isWord("patched") ||
       T->isWord("old") || T->isWord("new")))
    return ageOfWord(*T);
  // "(before: 1.1 GH/s)"
  if (const Token *T = before(I, 2);
      T && before(I)->isSign(':') && T->Line == first(I).Line &&
      (T->isWord("before") || T->isWord("previously") || T->isWord("old")))
    return Age::Old;
  // "24 ms (FP8, this PR)"
  if (after(I) && after(I)->isSign('('))
    for (size_t N = 2; N < 8 && after(I, N); ++N) {
      const Token &T = *after(I, N);
      if (T.isSign(')') || T.Line != last(I).Line)
        break;
      if (T.isWord("pr") || T.isWord("main") || T.isWord("master"))
        return ageOfWord(T);
    }
  // Behind it: "10 ms before", "10 ms (before)", "5 ms (this PR)".
  for (size_t N = 1; N < 4; ++N) {
    const Token *T = after(I, N);
    if (!T || T->Clause != last(I).Clause || T->Line != last(I).Line)
      break;
    // "1.2 GH/s (before: 1.1)" is of what follows.
    if (after(I, N + 1) && after(I, N + 1)->isSign(':'))
      break;
    if (ageOfWord(*T) != Age::Unknown && !T->isWord("was") &&
        !T->isWord("were"))
      return ageOfWord(*T);
    // "5 ms with it", "5 ms without this change"
    const bool With = T->isWord("with");
    if ((With || T->isWord("without")) &&
        (afterIs(I, N + 1, "it") || afterIs(I, N + 1, "this")))
      return With ? Age::New : Age::Old;
    if (!T->isSign('(') && !T->isWord("this") && !T->isWord("the") &&
        !T->isWord("in") && !T->isWord("on"))
      break;
  }
  const size_t Floor = I > 0 ? R.Quantities[I - 1].Last + 1 : 0;
  for (size_t J = R.Quantities[I].First; J > Floor; --J) {
    const Token &T = R.Tokens[J - 1];
    if (T.Sentence != first(I).Sentence || J + 5 < R.Quantities[I].First)
      break;
    if (ageOfWord(T) != Age::Unknown)
      return ageOfWord(T);
  }
  return Age::Unknown;
}

/// "2 ms with the flag", "8 ms without", "50 ms with --x false".
ClaimReader::Age ClaimReader::switchOf(size_t I) const {
  if (afterIs(I, 1, "without") || afterIs(I, 1, "w/o"))
    return Age::Old;
  if (!afterIs(I, 1, "with"))
    return Age::Unknown;
  for (size_t N = 2; N < 10; ++N) {
    const Token *T = after(I, N);
    if (!T || T->Sentence != last(I).Sentence || T->Kind == TokenKind::Number ||
        T->isWord("and"))
      break;
    if (T->isWord("false") || T->isWord("off") || T->isWord("disabled"))
      return Age::Old;
  }
  return Age::New;
}

/// "from 104 ms down to 92": with nothing behind it.
bool ClaimReader::downTo(size_t I, size_t J) const {
  const Token *Next = after(J);
  return beforeIs(I, 1, "from") && beforeIs(J, 1, "to") &&
         (beforeIs(J, 2, "down") || beforeIs(J, 2, "up")) &&
         R.Quantities[J].First == R.Quantities[I].Last + 3 &&
         (!Next || Next->Sentence != first(J).Sentence ||
          Next->Kind == TokenKind::Sign);
}

/// "410 fps (380 before)"
bool ClaimReader::notes(size_t I, size_t J) const {
  return R.Quantities[J].Enclosed &&
         R.Quantities[J].First <= R.Quantities[I].Last + 2 &&
         ageOf(J) == Age::Old;
}

/// "900 GFLOPS on a new card, was 740": with nothing behind it.
bool ClaimReader::wasAtEnd(size_t I, size_t J) const {
  const Token *Next = after(J);
  return beforeIs(J, 1, "was") && before(J, 2)->isSign(',') &&
         R.Quantities[J].First <= R.Quantities[I].Last + 9 &&
         first(J).Sentence == first(I).Sentence &&
         (!Next || Next->Sentence != first(J).Sentence ||
          Next->Kind == TokenKind::Sign);
}

/// "was 10 ms, now 5 ms", "10 ms before, 5 ms after", "5 ms where it took 10".
ClaimReader::Link ClaimReader::linkOfAges(size_t I, size_t J) const {
  const Quantity &A = R.Quantities[I], &B = R.Quantities[J];
  // "takes 7 ms; it took 10 ms before"
  const bool Goes =
      first(J).Sentence == first(I).Sentence ||
      (first(J).Sentence == first(I).Sentence + 1 &&
       first(J).Line == first(I).Line &&
       (afterIs(J, 1, "before") || afterIs(J, 1, "previously") ||
        beforeIs(J, 1, "before") || beforeIs(J, 1, "previously")));
  if (!(isMeasured(A.Class) || unitAhead(I) != UnitClass::None) ||
      A.Class != B.Class || B.First > A.Last + 22 || !Goes)
    return Link::None;
  if (const Age A = switchOf(I), B = switchOf(J);
      A != B && A != Age::Unknown && B != Age::Unknown)
    return A == Age::Old ? Link::Forward : Link::Backward;
  const Age Old = ageOf(I), New = ageOf(J);
  if (Old == Age::Old && New == Age::New)
    return Link::Forward;
  if (B.First > A.Last + 14)
    return Link::None;
  // "1.3 ms vs patched 1.2 ms"
  constexpr StringLiteral Newer[] = {"patched", "new", "now", "optimized",
                                     "after"};
  if (Old != Age::New && before(J) && isWordIn(*before(J), Newer) &&
      linkOf(I, J) == Link::Backward)
    return Link::Forward;
  // "previously 18.2 s vs 18.7 s"
  if (New == Age::Unknown && linkOf(I, J) == Link::Backward &&
      (beforeIs(I, 1, "previously") || beforeIs(I, 1, "before") ||
       beforeIs(I, 1, "originally") || beforeIs(I, 1, "old")))
    return Link::Forward;
  return New == Age::Old && Old != Age::Old && B.First < A.Last + 10
             ? Link::Backward
             : Link::None;
}

/// Whether the sentence says before a figure, or right behind it, that it is of
/// the older code, or of the newer one.
bool ClaimReader::saysWhen(size_t I, bool Old) const {
  constexpr StringLiteral Then[] = {
      "main",  "master",   "currently", "current", "previously", "before",
      "used",  "old",      "without",   "took",    "originally", "could",
      "would", "previous", "baseline",  "earlier", "was",        "were",
      "until", "upstream", "unpatched", "naive",   "head"};
  constexpr StringLiteral Now[] = {"now", "becomes", "became", "patched"};
  constexpr StringLiteral This[] = {"this",  "it",  "the",       "these",
                                    "that",  "our", "those",     "my",
                                    "fused", "new", "optimized", "patch"};
  const Quantity &Q = R.Quantities[I];
  bool Past = false, Present = false;
  size_t Ends = Q.Last + 1;
  while (Ends < R.Tokens.size() && Ends < Q.Last + 4 &&
         R.Tokens[Ends].Clause == last(I).Clause)
    ++Ends;
  anyBefore(I, Ends, Ends - Q.First + 32, [&](size_t J) {
    const Token &T = R.Tokens[J];
    const Token *Next = J + 1 < R.Tokens.size() ? &R.Tokens[J + 1] : nullptr;
    // "waits 5 s before retrying": of no older code.
    Past |= isWordIn(T, Then) &&
            !(J >= Q.Last && Next && Next->Text.ends_with("ing"));
    // "It starts with 15 GB. After this change ..."
    Past |= T.Text.starts_with_insensitive("start") && Next &&
            (Next->isWord("with") || Next->isWord("at"));
    Present |= T.isWord("after") && Next && Next->isSign(',');
    // "This change makes it go 52 t/s"
    Present |=
        (T.isWord("change") || T.isWord("commit") || T.isWord("patch")) &&
        J > 0 && R.Tokens[J - 1].isWord("this");
    Present |= isWordIn(T, Now) ||
               (Next && (T.isWord("with") || T.isWord("after")) &&
                isWordIn(*Next, This)) ||
               (T.isWord("new") && J > 0 && isWordIn(R.Tokens[J - 1], This));
    return Past; // What comes before changes nothing then.
  });
  return Old ? Past : Present && !Past;
}

/// "On main it takes 3.2 s. With this change it becomes 525 ms.", "This could
/// take 5 minutes. Now it takes 1 s."
size_t ClaimReader::thenAndNow(size_t I) {
  const UnitClass Class = R.Quantities[I].Class;
  if (!isMeasured(Class))
    return 0;
  size_t J = I + 1;
  while (J < R.Quantities.size() && J < I + 4 &&
         R.Quantities[J].Class == UnitClass::None)
    ++J;
  if (J >= R.Quantities.size() || R.Quantities[J].Class != Class ||
      first(J).Sentence == first(I).Sentence ||
      first(J).Sentence > first(I).Sentence + 2 ||
      first(J).Paragraph != first(I).Paragraph ||
      R.Quantities[J].First > R.Quantities[I].Last + 40 || !saysWhen(I, true) ||
      !saysWhen(J, false) || isHope(J, look(R, J, J)))
    return 0;
  if (Class == UnitClass::Time &&
      (R.SentenceClasses[first(J).Sentence] & words::Setting))
    return 0;
  // "Now it goes from 5 ms to 3 ms."
  if (J + 1 < R.Quantities.size() && R.Quantities[J + 1].Class == Class &&
      (linkOf(J, J + 1) != Link::None || linkOfAges(J, J + 1) != Link::None))
    return 0;
  return pair(I, J, true, Class, 0, true);
}

/// "ms per step: 3.0 -> 2.0", "Runtime (ms): 3.0 before": of a bare number, the
/// unit that its line begins with.
UnitClass ClaimReader::unitAhead(size_t I) const {
  const Quantity &Q = R.Quantities[I];
  // "4k" is the size of something.
  const Token *Next = after(I);
  if (Q.Class != UnitClass::None ||
      (Next && Next->Kind == TokenKind::Word && !Next->Space))
    return UnitClass::None;
  for (size_t K = Q.First; K > 0 && K + 10 > Q.First; --K) {
    const Token &T = R.Tokens[K - 1];
    if (T.Line != first(I).Line || T.Sentence != first(I).Sentence ||
        T.Kind == TokenKind::Number)
      break;
    if (T.Kind != TokenKind::Word || T.Text.size() < 2 ||
        (K > 1 && R.Tokens[K - 2].Kind == TokenKind::Number))
      continue;
    bool PerSecond = false;
    if (timeScale(T.Text) != 0 && T.Text.size() == 2)
      return UnitClass::Time;
    if (rateScale(T.Text, PerSecond) != 0 && T.Text.size() > 2)
      return UnitClass::Rate;
    if (R.Tokens[K].isSign('/') && !R.Tokens[K].Space &&
        (R.Tokens[K + 1].isWord("s") || R.Tokens[K + 1].isWord("sec")))
      return memoryScale(T.Text) != 0 ? UnitClass::Bandwidth : UnitClass::Rate;
  }
  return UnitClass::None;
}

/// "before: 35.7ms ... new: 35.1ms" on lines of their own.
size_t ClaimReader::labelled(size_t I) {
  if (!isMeasured(R.Quantities[I].Class) ||
      // "Run tests in parallel. Before: 252 s ..."
      (R.Quantities[I].Class == UnitClass::Time &&
       (R.SubjectClasses & (words::Build | words::Rebuild))))
    return 0;
  const bool Forward = hasLabel(I, true);
  if (!Forward && !hasLabel(I, false))
    return 0;
  // Bare numbers between them are what a mean was taken of.
  size_t Measured = 0;
  for (size_t J = I + 1; J < R.Quantities.size() && J < I + 24; ++J) {
    if (R.Quantities[J].Class == UnitClass::None)
      continue;
    // "old: 5 us; 700 MB/s"
    if (R.Quantities[J].Class != R.Quantities[I].Class &&
        first(J).Line == first(I).Line && ++Measured < 3)
      continue;
    if (R.Quantities[J].Class != R.Quantities[I].Class || ++Measured > 3 ||
        first(J).Paragraph >
            first(I).Paragraph + (before(I)->isSign('=') ? 1 : 0))
      break;
    if (hasLabel(J, !Forward))
      return pairLines(I, J, Forward);
    // "baseline: 29.3 s" and below it "+ graph: 28.3 s (3%)"
    if (Forward && J == I + 1 && first(J).Line == first(I).Line + 1 &&
        before(J) && before(J)->isSign(':') && J + 1 < R.Quantities.size() &&
        (R.Quantities[J + 1].Class == UnitClass::Percent ||
         R.Quantities[J + 1].Class == UnitClass::Times) &&
        R.Quantities[J + 1].Enclosed && first(J + 1).Line == first(J).Line)
      return pair(I, J, true, R.Quantities[I].Class);
  }
  return 0;
}

/// Pairs the figures of two lines, whatever they have behind the first.
size_t ClaimReader::pairLines(size_t I, size_t J, bool Forward) {
  size_t Next = pair(I, J, Forward, R.Quantities[I].Class);
  for (size_t N = 1; I + N < J && J + N < R.Quantities.size(); ++N) {
    const UnitClass Class = R.Quantities[I + N].Class;
    if (!isMeasured(Class) || R.Quantities[J + N].Class != Class ||
        first(I + N).Line != first(I).Line ||
        first(J + N).Line != first(J).Line || first(I).Line == first(J).Line)
      break;
    Next = std::max(Next, pair(I + N, J + N, Forward, Class));
  }
  return Next;
}

bool ClaimReader::hasLabel(size_t I, bool Before) const {
  const Quantity &Q = R.Quantities[I];
  // "[Before] avg = 0.69 s"
  const bool Bracket = Q.First > 4 && R.Tokens[Q.First - 1].isSign('=') &&
                       R.Lines.at(first(I).Offset).starts_with("[");
  if (Q.First == 0 || !(Bracket || R.Tokens[Q.First - 1].isSign(':')))
    return false;
  for (size_t J = Q.First - 1; J > 0 && J + 6 > Q.First; --J) {
    const Token &T = R.Tokens[J - 1];
    if (T.Line != R.Tokens[Q.First].Line)
      break;
    if (!Before && T.isWord("branch") &&
        R.Tokens[J - 2 + (J < 2)].isWord("this"))
      return true;
    if (Before ? T.isWord("before") || T.isWord("old") || T.isWord("main") ||
                     T.isWord("master") || T.isWord("baseline") ||
                     T.isWord("previously") || T.isWord("previous") ||
                     T.isWord("original") || T.isWord("was") ||
                     T.isWord("without") || T.isWord("normal") ||
                     T.isWord("stock") || T.isWord("vanilla")
               : T.isWord("after") || T.isWord("new") || T.isWord("now") ||
                     T.isWord("pr") || T.isWord("optimized") ||
                     T.isWord("current") || T.isWord("optimised") ||
                     T.isWord("optimization") || T.isWord("with") ||
                     T.isWord("is"))
      return true;
  }
  return false;
}

} // namespace perfclaim
