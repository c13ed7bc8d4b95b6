//===- SymbolicExprBounds.cpp - What is surely not below what ---*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SymbolicExprPolynomial.h"
#include "llvm/ADT/STLExtras.h"

using namespace perfclaim;
using Op = Expression::Op;

bool Polynomial::isNonNegative() const {
  if (!Valid)
    return false;
  if (llvm::all_of(Terms, [](const auto &Term) { return Term.second >= 0; }))
    return true;
  // Write every symbol s as s' + 1; then all coefficients must be positive.
  Polynomial Shifted;
  for (const auto &[Product, Coefficient] : Terms) {
    Polynomial Term(Coefficient);
    for (const std::string &Factor : Product) {
      auto It = Atoms.find(Factor);
      if (It == Atoms.end())
        return false;
      bool AtLeastOne =
          It->second.op() == Op::Symbol || It->second.op() == Op::CeilDiv;
      Polynomial Atom = atom(It->second);
      Term = Term * (AtLeastOne ? Atom + 1 : Atom);
    }
    Shifted = Shifted + Term;
  }
  return Shifted.Valid && llvm::all_of(Shifted.Terms, [](const auto &Term) {
           return Term.second >= 0;
         });
}

Polynomial Polynomial::relaxUpper() const {
  Polynomial Result;
  Result.Valid = Valid;
  for (const auto &[Product, Coefficient] : Terms) {
    // Divisions last: their divisors must have been multiplied by then.
    Polynomial Term(Coefficient);
    std::vector<const Expression *> Divisions;
    for (const std::string &Factor : Product) {
      const Expression &Atom = Atoms.find(Factor)->second;
      if (Coefficient > 0 && Atom.op() == Op::Div)
        Divisions.push_back(&Atom);
      else
        Term = Term * atom(Atom);
    }
    for (const Expression *Division : Divisions) {
      Polynomial Divisor = of(Division->operands()[1]);
      auto [Whole, Rest] = Term.divide(Divisor);
      bool Cancels = Rest.empty() && !Whole.empty() && Whole.isNonNegative();
      Term = Cancels ? Whole * of(Division->operands()[0])
                     : Term * atom(*Division);
    }
    Result = Result + Term;
  }
  return Result;
}

/// The operands of a maximum, at any depth; any other value alone.
static void alternatives(const Polynomial &P, std::vector<Polynomial> &Out) {
  const auto &Terms = P.terms();
  if (Terms.size() == 1 && Terms.begin()->second == 1 &&
      Terms.begin()->first.size() == 1) {
    const Expression &Atom = P.atoms().find(Terms.begin()->first[0])->second;
    if (Atom.op() == Op::Max) {
      for (const Expression &Operand : Atom.operands())
        alternatives(Polynomial::of(Operand), Out);
      return;
    }
  }
  Out.push_back(P);
}

bool Polynomial::covers(const Polynomial &Other) const {
  std::vector<Polynomial> Mine, Theirs;
  alternatives(*this, Mine);
  alternatives(Other, Theirs);
  return Valid && Other.Valid && llvm::all_of(Theirs, [&](const auto &B) {
           return llvm::any_of(
               Mine, [&](const auto &A) { return (A - B).isNonNegative(); });
         });
}

Polynomial perfclaim::upperOf(const Polynomial &A, const Polynomial &B) {
  if (A.covers(B))
    return A;
  if (B.covers(A))
    return B;
  std::vector<Polynomial> All, Kept;
  alternatives(A, All);
  alternatives(B, All);
  // Operands that another one covers, or that stood before, are left out.
  for (size_t I = 0; I < All.size(); ++I) {
    bool Needless = false;
    for (size_t J = 0; J < All.size(); ++J)
      Needless |= I != J && (All[J] - All[I]).isNonNegative() &&
                  (J < I || !(All[I] == All[J]));
    if (!Needless)
      Kept.push_back(All[I]);
  }
  Polynomial Result = Kept.empty() ? A : Kept[0];
  for (const Polynomial &Next : llvm::drop_begin(Kept))
    Result = Polynomial::composed(Op::Max, Result, Next);
  return Result;
}

Polynomial perfclaim::lowerOf(const Polynomial &A, const Polynomial &B) {
  if ((A - B).isNonNegative())
    return B;
  if ((B - A).isNonNegative())
    return A;
  return Polynomial::composed(Op::Min, A, B);
}
