//===- SymbolicExprPolynomial.h - Sums of products --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The normal form in which bounds of indices are computed: a polynomial with
/// integer coefficients over atoms. An atom is a symbol, or an expression that
/// is no sum or product, such as `N / 4`. The normal form is what turns
/// `(N - 1) * C + (C - 1) + 1` into `N * C`.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_SYMBOLICEXPRPOLYNOMIAL_H
#define PERFCLAIM_LIB_ANALYSIS_SYMBOLICEXPRPOLYNOMIAL_H

#include "perfclaim/Model/Expression.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace perfclaim {

class Polynomial {
public:
  /// Texts of atoms, sorted; one for each power.
  using Monomial = std::vector<std::string>;
  /// More make it invalid.
  static constexpr size_t MaxTerms = 64;

  Polynomial() = default;
  /*implicit*/ Polynomial(int64_t Constant);
  static Polynomial symbol(llvm::StringRef Name);
  static Polynomial atom(const Expression &E);
  /// The normal form of any expression.
  static Polynomial of(const Expression &E);

  /// False once a coefficient has left 62 bits or terms became too many: the
  /// value is then meaningless.
  bool valid() const { return Valid; }
  bool isConstant() const;
  int64_t constantTerm() const;
  bool empty() const { return Terms.empty(); }
  size_t size() const { return Terms.size(); }
  const std::map<Monomial, int64_t> &terms() const { return Terms; }
  const std::map<std::string, Expression> &atoms() const { return Atoms; }
  /// Greatest common divisor of all coefficients; 0 for the zero polynomial.
  int64_t content() const;
  unsigned degree() const;
  /// Some atom's text contains \p Text.
  bool mentions(llvm::StringRef Text) const;

  Polynomial operator+(const Polynomial &Other) const;
  Polynomial operator-(const Polynomial &Other) const;
  Polynomial operator*(const Polynomial &Other) const;
  bool operator==(const Polynomial &Other) const {
    return Terms == Other.Terms;
  }

  /// Quotient and remainder; terms that the divisor's leading term does not
  /// divide are the remainder. EXPECTS: \p Divisor is not zero.
  std::pair<Polynomial, Polynomial> divide(const Polynomial &Divisor) const;
  /// The value of `*this / Divisor` in C++, for values that are not negative.
  Polynomial quotient(const Polynomial &Divisor) const;
  /// A polynomial that is never below `*this / Divisor`.
  Polynomial quotientUpper(const Polynomial &Divisor) const;
  Polynomial ceilQuotient(const Polynomial &Divisor) const;
  /// True only where the value cannot be negative when every symbol is at
  /// least 1 and every other atom at least 0.
  bool isNonNegative() const;
  /// Surely not below \p Other; maxima on both sides are looked into.
  bool covers(const Polynomial &Other) const;
  /// `8 * (N / 4)` to `2 * N`: never below, and easier to read.
  Polynomial relaxUpper() const;
  /// How hard a bound is to read: the easiest of several is the intended one.
  unsigned cost() const;
  /// Replaces atoms, inside of composed atoms too. The callback gives nothing
  /// for symbols to keep.
  Polynomial substitute(
      llvm::function_ref<std::optional<Polynomial>(const std::string &)> With)
      const;
  /// Formula; the factors of a product stand in the order of \p Names.
  Expression toExpression(llvm::ArrayRef<std::string> Names = {}) const;
  /// An atom of an operation that is no sum or product, simplified.
  static Polynomial composed(Expression::Op Operation, const Polynomial &A,
                             const Polynomial &B);

private:
  void add(const Monomial &Product, int64_t Coefficient);
  void check();

  std::map<Monomial, int64_t> Terms;
  std::map<std::string, Expression> Atoms;
  bool Valid = true;
};

/// The larger of both where that can be shown, else their `max`.
Polynomial upperOf(const Polynomial &A, const Polynomial &B);
/// The smaller of both where that can be shown, else their `min`.
Polynomial lowerOf(const Polynomial &A, const Polynomial &B);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_SYMBOLICEXPRPOLYNOMIAL_H
