//===- SpeedShares.cpp - "55% of cuBLAS", up from 45% ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"

using namespace llvm;

namespace perfclaim {

/// "55% of cuBLAS", "90% of the speed of main", "50% as fast": what is reached
/// of another speed; "80% of peak" says how much of the device is used.
bool ClaimReader::isShareOfSpeed(size_t I, const WordsAround &Around) const {
  const Token *Next = after(I);
  if (!Next || Next->Sentence != first(I).Sentence)
    return false;
  if (Next->isWord("as"))
    return afterIs(I, 2, "fast") || afterIs(I, 2, "quick");
  if (!Next->isWord("of") || beforeIs(I, 1, "within") ||
      beforeIs(I, 2, "within") || (Around.Before & words::Directions) ||
      (Around.all() & words::Build))
    return false;
  size_t N = 2;
  while (N < 4 && (afterIs(I, N, "the") || afterIs(I, N, "its")))
    ++N;
  const Token *Thing = after(I, N);
  if (!Thing || Thing->Kind != TokenKind::Word)
    return false;
  constexpr StringLiteral Others[] = {"baseline", "original", "main",
                                      "master",   "upstream", "native",
                                      "previous", "before",   "vendor"};
  if (isLibrary(*Thing) || isWordIn(*Thing, Others) ||
      afterIs(I, N + 1, "equivalent") || afterIs(I, N + 1, "counterpart"))
    return true;
  // "of the speed of X", "of X's throughput"; not "of peak performance"
  constexpr uint32_t Speeds =
      words::Performance | words::Throughput | words::Faster;
  if (afterIs(I, N + 1, "of"))
    return R.Classes[R.Quantities[I].Last + N] & Speeds;
  constexpr StringLiteral Bounds[] = {
      "peak", "theoretical", "roofline", "maximum",   "max",   "total",
      "sol",  "overall",     "hardware", "available", "ideal", "possible"};
  constexpr uint32_t OfDevice =
      words::Device | words::Memory | words::Bandwidth;
  bool Named = reaches(I);
  for (size_t M = N; M < N + 5; ++M) {
    const Token *T = after(I, M);
    if (!T || T->Clause != last(I).Clause)
      return false;
    const uint32_t Class = R.Classes[R.Quantities[I].Last + M];
    // "reaches 99% of row-major throughput": of what has a name.
    if (Class & Speeds)
      return after(I, M - 1)->Text.ends_with("'s") || (Named && M > N);
    Named &= !isWordIn(*T, Bounds) && !(Class & OfDevice);
  }
  return false;
}

/// "from 60% to 85% of cuBLAS": before and after, in units of cuBLAS.
void ClaimReader::shareGrows(size_t I, const WordsAround &Around) {
  const Quantity &Q = R.Quantities[I];
  size_t Old = Q.First;
  while (R.Tokens[Old].Kind != TokenKind::Number)
    ++Old;
  if (Q.Low <= 0)
    return;
  const bool Grows = R.Tokens[Old].Value <= Q.Low;
  Claim C;
  C.Kind = ClaimKind::BeforeAfter;
  C.What = Q.Class == UnitClass::Times ? Metric::Time : Metric::Throughput;
  C.Before = Grows ? Q.Low : Q.High;
  C.After = Grows ? Q.High : Q.Low;
  C.Unit = Q.Unit;
  C.Speedup = *C.After / *C.Before;
  C.Way = *C.Speedup > 1 ? Direction::Better : Direction::Worse;
  describeClaim(R, I, I, Around, C);
  C.Qualified = Qualifier::None;
  C.Against = Baseline::Parent;
  add(I, std::move(C));
}

/// "reaches 70% of cuBLAS, up from 45%": before and after, the newer one first.
bool ClaimReader::shareWas(size_t I, const WordsAround &Around) {
  const size_t J = I + 1;
  if (J >= R.Quantities.size())
    return false;
  const Quantity &New = R.Quantities[I], &Old = R.Quantities[J];
  const bool Was = beforeIs(J, 1, "was") ||
                   (beforeIs(J, 1, "from") &&
                    (beforeIs(J, 2, "up") || beforeIs(J, 2, "down")));
  if (!Was || Old.Class != UnitClass::Percent || Old.Range || New.Range ||
      Old.First > New.Last + 10 || first(J).Sentence != first(I).Sentence ||
      Old.Low <= 0)
    return false;
  Claim C;
  C.Kind = ClaimKind::BeforeAfter;
  C.What = Metric::Throughput;
  C.Before = Old.Low;
  C.After = New.Low;
  C.Unit = New.Unit;
  C.Speedup = New.Low / Old.Low;
  C.Way = *C.Speedup > 1 ? Direction::Better : Direction::Worse;
  describeClaim(R, I, J, Around, C);
  C.Qualified = Qualifier::None;
  C.Against = Baseline::Parent;
  Seconds.insert(J);
  add(I, std::move(C));
  return true;
}

} // namespace perfclaim
