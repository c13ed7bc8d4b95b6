//===- SymbolicExprPolynomial.cpp - Sums of products ------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SymbolicExprPolynomial.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <numeric>

using namespace perfclaim;
using Op = Expression::Op;

static constexpr int64_t MaxCoefficient = int64_t(1) << 62;
/// Factors of one product, and bytes of all atoms' texts: a size has few, a
/// state that a loop multiplies into itself has no end of them.
static constexpr size_t MaxFactors = 12;
static constexpr size_t MaxText = 4096;

Polynomial::Polynomial(int64_t Constant) { add({}, Constant); }

Polynomial Polynomial::symbol(llvm::StringRef Name) {
  return atom(Expression::symbol(Name));
}

Polynomial Polynomial::atom(const Expression &E) {
  if (E.op() == Op::Constant)
    return Polynomial(E.value());
  Polynomial Result;
  std::string Text = E.str();
  Result.Atoms.emplace(Text, E);
  Result.add({Text}, 1);
  return Result;
}

Polynomial Polynomial::of(const Expression &E) {
  switch (E.op()) {
  case Op::Constant:
    return Polynomial(E.value());
  case Op::Symbol:
    return atom(E);
  case Op::Add:
  case Op::Mul:
  case Op::Sub: {
    Polynomial Result = of(E.operands()[0]);
    for (const Expression &Operand : E.operands().drop_front()) {
      Polynomial Next = of(Operand);
      Result = E.op() == Op::Add   ? Result + Next
               : E.op() == Op::Mul ? Result * Next
                                   : Result - Next;
    }
    return Result;
  }
  case Op::Div:
    return of(E.operands()[0]).quotient(of(E.operands()[1]));
  case Op::CeilDiv:
    return of(E.operands()[0]).ceilQuotient(of(E.operands()[1]));
  default: {
    std::vector<Expression> Operands;
    for (const Expression &Operand : E.operands())
      Operands.push_back(of(Operand).toExpression());
    return atom(Expression::make(E.op(), std::move(Operands)));
  }
  }
}

bool Polynomial::isConstant() const {
  return Terms.empty() || (Terms.size() == 1 && Terms.begin()->first.empty());
}

int64_t Polynomial::constantTerm() const {
  auto It = Terms.find(Monomial());
  return It == Terms.end() ? 0 : It->second;
}

int64_t Polynomial::content() const {
  int64_t Result = 0;
  for (const auto &[Product, Coefficient] : Terms)
    Result = std::gcd(Result, Coefficient);
  return Result;
}

unsigned Polynomial::degree() const {
  size_t Result = 0;
  for (const auto &[Product, Coefficient] : Terms)
    Result = std::max(Result, Product.size());
  return Result;
}

bool Polynomial::mentions(llvm::StringRef Text) const {
  return llvm::any_of(Terms, [&](const auto &Term) {
    return llvm::any_of(Term.first, [&](const std::string &Factor) {
      return llvm::StringRef(Factor).contains(Text);
    });
  });
}

void Polynomial::add(const Monomial &Product, int64_t Coefficient) {
  int64_t &Sum = Terms[Product];
  if (llvm::AddOverflow(Sum, Coefficient, Sum) || Sum > MaxCoefficient ||
      Sum < -MaxCoefficient)
    Valid = false;
  if (Sum == 0)
    Terms.erase(Product);
}

void Polynomial::check() {
  size_t Text = 0;
  bool Long = Terms.size() > MaxTerms;
  for (const auto &[Product, Coefficient] : Terms) {
    Long |= Product.size() > MaxFactors;
    for (const std::string &Factor : Product)
      Text += Factor.size();
  }
  if (!Long && Text <= MaxText)
    return;
  // Meaningless from here on, so nothing of it need be kept.
  Valid = false;
  Terms.clear();
  Atoms.clear();
}

Polynomial Polynomial::operator+(const Polynomial &Other) const {
  Polynomial Result = *this;
  Result.Valid &= Other.Valid;
  Result.Atoms.insert(Other.Atoms.begin(), Other.Atoms.end());
  for (const auto &[Product, Coefficient] : Other.Terms)
    Result.add(Product, Coefficient);
  Result.check();
  return Result;
}

Polynomial Polynomial::operator-(const Polynomial &Other) const {
  return *this + Other * Polynomial(-1);
}

Polynomial Polynomial::operator*(const Polynomial &Other) const {
  Polynomial Result;
  Result.Valid = Valid && Other.Valid;
  Result.Atoms = Atoms;
  Result.Atoms.insert(Other.Atoms.begin(), Other.Atoms.end());
  if (!Result.Valid || Terms.size() * Other.Terms.size() > MaxTerms * 4) {
    Result.Valid = false;
    Result.Atoms.clear();
    return Result;
  }
  for (const auto &[A, CoefficientA] : Terms)
    for (const auto &[B, CoefficientB] : Other.Terms) {
      Monomial Product;
      std::merge(A.begin(), A.end(), B.begin(), B.end(),
                 std::back_inserter(Product));
      int64_t Coefficient = 0;
      if (llvm::MulOverflow(CoefficientA, CoefficientB, Coefficient))
        Result.Valid = false;
      Result.add(Product, Coefficient);
    }
  Result.check();
  return Result;
}

unsigned Polynomial::cost() const {
  unsigned Result = static_cast<unsigned>(Terms.size()) + degree();
  for (const auto &[Product, Coefficient] : Terms)
    for (const std::string &Factor : Product)
      if (Atoms.find(Factor)->second.op() != Op::Symbol)
        Result += 4;
  if (mentions("loaded::p"))
    Result += 100;
  if (mentions("gridDim.") || mentions("blockDim."))
    Result += 1000;
  return Result;
}

static Polynomial rebuilt(
    const Expression &E,
    llvm::function_ref<std::optional<Polynomial>(const std::string &)> With) {
  if (E.op() == Op::Symbol) {
    if (std::optional<Polynomial> New = With(E.name()))
      return *New;
    return Polynomial::atom(E);
  }
  if (E.op() == Op::Constant)
    return Polynomial(E.value());
  std::vector<Expression> Operands;
  for (const Expression &Operand : E.operands())
    Operands.push_back(Polynomial::of(Operand).substitute(With).toExpression());
  if (E.op() == Op::Div)
    return Polynomial::of(Operands[0]).quotient(Polynomial::of(Operands[1]));
  if (E.op() == Op::CeilDiv)
    return Polynomial::of(Operands[0])
        .ceilQuotient(Polynomial::of(Operands[1]));
  return Polynomial::of(Expression::make(E.op(), std::move(Operands)));
}

Polynomial Polynomial::substitute(
    llvm::function_ref<std::optional<Polynomial>(const std::string &)> With)
    const {
  Polynomial Result;
  Result.Valid = Valid;
  for (const auto &[Product, Coefficient] : Terms) {
    Polynomial Term(Coefficient);
    for (const std::string &Factor : Product)
      Term = Term * rebuilt(Atoms.find(Factor)->second, With);
    Result = Result + Term;
  }
  return Result;
}

Expression Polynomial::toExpression(llvm::ArrayRef<std::string> Names) const {
  // Names inside of atoms follow the same order.
  auto Ordered = [&](const Expression &Atom) {
    if (Names.empty() || Atom.op() == Op::Symbol || Atom.op() == Op::Constant)
      return Atom;
    std::vector<Expression> Operands;
    for (const Expression &Operand : Atom.operands())
      Operands.push_back(of(Operand).toExpression(Names));
    return Expression::make(Atom.op(), std::move(Operands));
  };
  auto Rank = [&](const std::string &Factor) {
    return std::make_pair(llvm::find(Names, Factor) - Names.begin(), Factor);
  };
  struct Term {
    std::vector<std::string> Factors;
    int64_t Coefficient;
  };
  std::vector<Term> Sorted;
  for (const auto &[Product, Coefficient] : Terms) {
    Sorted.push_back({Product, Coefficient});
    llvm::sort(Sorted.back().Factors,
               [&](const auto &A, const auto &B) { return Rank(A) < Rank(B); });
  }
  // Positive terms first, longest first, so that no sum starts with a minus.
  llvm::sort(Sorted, [&](const Term &A, const Term &B) {
    if ((A.Coefficient > 0) != (B.Coefficient > 0))
      return A.Coefficient > 0;
    if (A.Factors.size() != B.Factors.size())
      return A.Factors.size() > B.Factors.size();
    return std::lexicographical_compare(
        A.Factors.begin(), A.Factors.end(), B.Factors.begin(), B.Factors.end(),
        [&](const auto &X, const auto &Y) { return Rank(X) < Rank(Y); });
  });
  std::optional<Expression> Sum;
  for (const Term &T : Sorted) {
    int64_t Size = T.Coefficient;
    bool Subtract = Sum && Size < 0;
    if (Subtract)
      Size = -Size;
    std::optional<Expression> Product;
    for (const std::string &Factor : T.Factors) {
      Expression Atom = Ordered(Atoms.find(Factor)->second);
      Product = Product ? Expression::make(Op::Mul, {*Product, Atom}) : Atom;
    }
    if (!Product)
      Product = Expression::constant(Size);
    else if (Size != 1)
      Product =
          Expression::make(Op::Mul, {Expression::constant(Size), *Product});
    Sum = Sum ? Expression::make(Subtract ? Op::Sub : Op::Add, {*Sum, *Product})
              : *Product;
  }
  return Sum ? *Sum : Expression::constant(0);
}

Polynomial Polynomial::composed(Op Operation, const Polynomial &A,
                                const Polynomial &B) {
  Expression E =
      Expression::make(Operation, {A.toExpression(), B.toExpression()});
  // Simplification may have left a sum or a product.
  bool Compound = E.op() == Op::Add || E.op() == Op::Sub || E.op() == Op::Mul;
  return Compound ? Polynomial::of(E) : Polynomial::atom(E);
}
