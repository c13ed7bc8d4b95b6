//===- SymbolicExprDivision.cpp - Quotients of sums of products -*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SymbolicExprPolynomial.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace perfclaim;
using Op = Expression::Op;

/// \p Product without the factors of \p Divisor, where it has them all.
static std::optional<Polynomial::Monomial>
cancel(const Polynomial::Monomial &Product,
       const Polynomial::Monomial &Divisor) {
  if (!std::includes(Product.begin(), Product.end(), Divisor.begin(),
                     Divisor.end()))
    return std::nullopt;
  Polynomial::Monomial Result;
  std::set_difference(Product.begin(), Product.end(), Divisor.begin(),
                      Divisor.end(), std::back_inserter(Result));
  return Result;
}

std::pair<Polynomial, Polynomial>
Polynomial::divide(const Polynomial &Divisor) const {
  Polynomial Quotient, Remainder, Rest = *this;
  Quotient.Atoms = Atoms;
  auto Leading =
      llvm::max_element(Divisor.Terms, [](const auto &A, const auto &B) {
        return std::make_pair(A.first.size(), A.first) <
               std::make_pair(B.first.size(), B.first);
      });
  unsigned Budget = MaxTerms;
  while (!Rest.Terms.empty()) {
    auto It = llvm::max_element(Rest.Terms, [](const auto &A, const auto &B) {
      return std::make_pair(A.first.size(), A.first) <
             std::make_pair(B.first.size(), B.first);
    });
    auto Factor = cancel(It->first, Leading->first);
    if (!Factor || It->second % Leading->second != 0 || Budget-- == 0) {
      Remainder.add(It->first, It->second);
      Rest.Terms.erase(It);
      continue;
    }
    Polynomial Step;
    Step.Atoms = Atoms;
    Step.add(*Factor, It->second / Leading->second);
    Quotient = Quotient + Step;
    Rest = Rest - Step * Divisor;
  }
  Remainder.Atoms = Atoms;
  Remainder.Atoms.insert(Divisor.Atoms.begin(), Divisor.Atoms.end());
  return {Quotient, Remainder};
}

Polynomial Polynomial::quotient(const Polynomial &Divisor) const {
  if (Divisor.empty() || !Divisor.Valid || !Valid) {
    Polynomial Result;
    Result.Valid = false;
    return Result;
  }
  auto [Whole, Rest] = divide(Divisor);
  if (Rest.empty())
    return Whole;
  // A rest that is surely below the divisor vanishes.
  if (Rest.isNonNegative() && (Divisor - Rest - 1).isNonNegative() &&
      Whole.isNonNegative())
    return Whole;
  Polynomial Ceiled = *this - Divisor + 1;
  bool Rounds = Divisor.isConstant()
                    ? constantTerm() == Divisor.constantTerm() - 1
                    : !Ceiled.mentions(Divisor.toExpression().str()) &&
                          constantTerm() == -1;
  if (Rounds && Ceiled.isNonNegative())
    return Ceiled.ceilQuotient(Divisor);
  if (isConstant() && Divisor.isConstant())
    return Polynomial(constantTerm() / Divisor.constantTerm());
  return Polynomial::composed(Op::Div, *this, Divisor);
}

Polynomial Polynomial::quotientUpper(const Polynomial &Divisor) const {
  if (Divisor.empty() || !Valid || !Divisor.Valid)
    return quotient(Divisor);
  auto [Whole, Rest] = divide(Divisor);
  if (Rest.empty())
    return Whole;
  // (Q*D - k) / D is Q-1 at most, for k of at least 1.
  if ((Polynomial(-1) - Rest).isNonNegative())
    return Whole - 1;
  return quotient(Divisor);
}

Polynomial Polynomial::ceilQuotient(const Polynomial &Divisor) const {
  if (Divisor.empty() || !Divisor.Valid || !Valid) {
    Polynomial Result;
    Result.Valid = false;
    return Result;
  }
  auto [Whole, Rest] = divide(Divisor);
  if (Rest.empty())
    return Whole;
  if (!Whole.empty() && Whole.isNonNegative()) {
    // ceil((D*W + R) / D) is W + ceil(R / D).
    if (Rest.isConstant() && Divisor.isConstant()) {
      int64_t R = Rest.constantTerm(), D = Divisor.constantTerm();
      return D <= 0  ? Polynomial::composed(Op::CeilDiv, *this, Divisor)
             : R > 0 ? Whole + Polynomial((R - 1) / D + 1)
                     : Whole - Polynomial(-R / D);
    }
    if ((Polynomial(0) - Rest).isNonNegative() &&
        (Divisor + Rest - 1).isNonNegative())
      return Whole;
    if (Rest.isNonNegative())
      return Whole + Polynomial::composed(Op::CeilDiv, Rest, Divisor);
  }
  return Polynomial::composed(Op::CeilDiv, *this, Divisor);
}
