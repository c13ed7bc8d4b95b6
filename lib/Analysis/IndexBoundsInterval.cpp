//===- IndexBoundsInterval.cpp - Symbolic intervals -----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexBoundsInterval.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace perfclaim;
using Op = Expression::Op;

static constexpr size_t MaxCandidates = 3;

/// Keeps the bounds that are easiest to read, in that order.
static void addCandidate(llvm::SmallVectorImpl<Polynomial> &Bounds,
                         Polynomial P) {
  if (!P.valid() || llvm::is_contained(Bounds, P))
    return;
  unsigned Cost = P.cost();
  auto *Where = llvm::find_if(
      Bounds, [&](const Polynomial &Other) { return Other.cost() > Cost; });
  Bounds.insert(Where, std::move(P));
  if (Bounds.size() > MaxCandidates)
    Bounds.pop_back();
}

Interval Interval::exact(Polynomial Value) {
  Interval Result;
  if (!Value.valid())
    return Result;
  Result.Step = Value.content();
  Result.Low = Value;
  Result.High.push_back(std::move(Value));
  Result.Exact = true;
  return Result;
}

Interval Interval::below(const Polynomial &Count) {
  Interval Result;
  Result.Low = Polynomial(0);
  addCandidate(Result.High, Count - 1);
  return Result;
}

static std::optional<Polynomial> valid(Polynomial P) {
  if (!P.valid())
    return std::nullopt;
  return P;
}

Interval Interval::operator+(const Interval &Other) const {
  if (Exact && Other.Exact)
    return exact(High[0] + Other.High[0]);
  Interval Result;
  if (Low && Other.Low)
    Result.Low = valid(*Low + *Other.Low);
  for (const Polynomial &A : High)
    for (const Polynomial &B : Other.High)
      addCandidate(Result.High, A + B);
  Result.Step = std::gcd(Step, Other.Step);
  return Result;
}

Interval Interval::operator-(const Interval &Other) const {
  if (Exact && Other.Exact)
    return exact(High[0] - Other.High[0]);
  Interval Result;
  if (Low && Other.bounded())
    Result.Low = valid(*Low - Other.High[0]);
  if (Other.Low)
    for (const Polynomial &A : High)
      addCandidate(Result.High, A - *Other.Low);
  Result.Step = std::gcd(Step, Other.Step);
  return Result;
}

Interval Interval::operator*(const Interval &Other) const {
  if (Exact && Other.Exact)
    return exact(High[0] * Other.High[0]);
  Interval Result;
  bool A = nonNegative(), B = Other.nonNegative();
  if (A && B)
    Result.Low = valid(*Low * *Other.Low);
  // With one side not negative, a negative other side only makes it smaller,
  // as long as the bound itself is not negative.
  if (A || B)
    for (const Polynomial &X : High)
      for (const Polynomial &Y : Other.High)
        if ((A && B) || (X.isNonNegative() && Y.isNonNegative()))
          addCandidate(Result.High, X * Y);
  if (Step == 0 || Other.Step == 0)
    Result.Step = 0;
  else if (Step < (1 << 20) && Other.Step < (1 << 20))
    Result.Step = Step * Other.Step;
  return Result;
}

Interval Interval::operator/(const Interval &Other) const {
  if (Other.Exact && Other.High[0].empty())
    return unknown();
  if (Exact && Other.Exact && nonNegative())
    return exact(High[0].quotient(Other.High[0]));
  Interval Result;
  if (!Other.Low)
    return Result;
  Polynomial Divisor = *Other.Low;
  if (!(Divisor - 1).isNonNegative())
    Divisor = Polynomial(1);
  if (nonNegative()) {
    Result.Low = Polynomial(0);
    for (const Polynomial &A : High)
      addCandidate(Result.High, A.quotientUpper(Divisor));
    if (Other.Exact && Divisor.isConstant() && Divisor.constantTerm() > 0 &&
        Step % Divisor.constantTerm() == 0)
      Result.Step = Step / Divisor.constantTerm();
  }
  return Result;
}

Interval Interval::operator%(const Interval &Other) const {
  Interval Result;
  if (Exact && Other.Exact && High[0].isConstant() &&
      Other.High[0].isConstant() && Other.High[0].constantTerm() > 0 &&
      High[0].constantTerm() >= 0)
    return exact(
        Polynomial(High[0].constantTerm() % Other.High[0].constantTerm()));
  Result.Low =
      nonNegative() ? std::optional<Polynomial>(Polynomial(0)) : std::nullopt;
  for (const Polynomial &B : Other.High)
    addCandidate(Result.High, B - 1);
  if (nonNegative())
    for (const Polynomial &A : High)
      addCandidate(Result.High, A);
  Result.Step = std::gcd(Step, Other.Step);
  // The largest multiple of the step that is below the divisor.
  if (Result.Step > 1 && Other.Exact)
    addCandidate(Result.High, Other.High[0] - Result.Step);
  if (Result.Step == 0)
    Result.Step = 1;
  return Result;
}

Interval Interval::join(const Interval &Other) const {
  if (Exact && Other.Exact && High[0] == Other.High[0])
    return *this;
  Interval Result;
  if (Low && Other.Low)
    Result.Low = valid(lowerOf(*Low, *Other.Low));
  if (bounded() && Other.bounded()) {
    // Candidates that both share need no maximum.
    for (const Polynomial &A : High)
      if (llvm::is_contained(Other.High, A))
        addCandidate(Result.High, A);
    if (Result.High.empty()) {
      for (const Polynomial &A : High) {
        for (const Polynomial &B : Other.High) {
          if ((A - B).isNonNegative())
            addCandidate(Result.High, A);
          else if ((B - A).isNonNegative())
            addCandidate(Result.High, B);
        }
      }
    }
    if (Result.High.empty())
      addCandidate(Result.High, upperOf(High[0], Other.High[0]));
  }
  Result.Step = std::gcd(Step, Other.Step);
  return Result;
}

void Interval::limitHigh(llvm::ArrayRef<Polynomial> Bounds) {
  if (Exact)
    return;
  for (Polynomial P : Bounds) {
    // Of a multiple of 8 that is below N, the largest is what counts.
    if (Step > 1) {
      Polynomial Count = P + 1;
      P = Polynomial(Step) * Count.ceilQuotient(Polynomial(Step)) - Step;
    }
    addCandidate(High, P);
  }
}

void Interval::limitLow(const Polynomial &Bound) {
  if (Exact || !Bound.valid())
    return;
  if (!Low || (Bound - *Low).isNonNegative())
    Low = Bound;
}

Interval perfclaim::minimum(const Interval &A, const Interval &B) {
  if (A.Exact && B.Exact)
    return Interval::exact(lowerOf(A.High[0], B.High[0]));
  Interval Result;
  if (A.Low && B.Low)
    Result.Low = lowerOf(*A.Low, *B.Low);
  // Below both: every bound of either holds.
  for (const Interval *I : {&A, &B})
    for (const Polynomial &P : I->High)
      addCandidate(Result.High, P);
  Result.Step = std::gcd(A.Step, B.Step);
  return Result;
}

Interval perfclaim::maximum(const Interval &A, const Interval &B) {
  if (A.Exact && B.Exact)
    return Interval::exact(upperOf(A.High[0], B.High[0]));
  Interval Result = A.join(B);
  for (const Interval *I : {&A, &B})
    if (I->Low)
      Result.limitLow(*I->Low);
  Result.Exact = false;
  return Result;
}

Value Value::join(const Value &Other) const {
  Value Result;
  Result.IsPointer = IsPointer || Other.IsPointer;
  if (!Result.IsPointer) {
    Result.Number = Number.join(Other.Number);
    if (Fields.size() == Other.Fields.size())
      for (const auto &[Mine, Theirs] : llvm::zip_equal(Fields, Other.Fields))
        Result.Fields.push_back(Mine.join(Theirs));
    return Result;
  }
  Result.Targets = Targets;
  for (const Pointee &T : Other.Targets) {
    auto *Same = llvm::find_if(Result.Targets, [&](const Pointee &Mine) {
      return Mine.Root == T.Root;
    });
    if (Same == Result.Targets.end())
      Result.Targets.push_back(T);
    else
      Same->Offset = Same->Offset.join(T.Offset);
  }
  return Result;
}

const Value &SharedValue::operator*() const {
  static const Value Nothing;
  return Held ? *Held : Nothing;
}

Value Value::moved(const Interval &Bytes) const {
  Value Result = *this;
  for (Pointee &T : Result.Targets)
    T.Offset = T.Offset + Bytes;
  return Result;
}
