//===- ExpressionSimplify.cpp - One form for formulas that say the same ---===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sums and products lean to the left with one constant at the end of a sum,
/// so that equal formulas mostly have equal texts, and so that printing and
/// parsing an expression gives it back. Sizes are taken not to be negative.
///
//===----------------------------------------------------------------------===//

#include "ExpressionNode.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/CheckedArithmetic.h"
#include <cassert>
#include <limits>

using namespace llvm;

namespace perfclaim {

using Op = Expression::Op;

static bool isConstant(const Expression &E) { return E.op() == Op::Constant; }
static bool isConstant(const Expression &E, int64_t Value) {
  return isConstant(E) && E.value() == Value;
}

static bool isBoolean(const Expression &E) {
  switch (E.op()) {
  case Op::Less:
  case Op::LessEqual:
  case Op::Greater:
  case Op::GreaterEqual:
  case Op::Equal:
  case Op::NotEqual:
  case Op::And:
  case Op::Or:
    return true;
  default:
    return isConstant(E, 0) || isConstant(E, 1);
  }
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

namespace {

/// A sum taken apart: terms in written order, and what is constant.
struct TermList {
  std::vector<std::pair<bool, Expression>> Terms; ///< Negated?, term.
  int64_t Constant = 0;
  bool Exact = true; ///< False when constants overflow.

  explicit TermList(const Expression &E) { add(E, false); }

  void add(const Expression &E, bool Negated) {
    if (E.op() == Op::Add || E.op() == Op::Sub) {
      add(E.operands()[0], Negated);
      add(E.operands()[1], Negated != (E.op() == Op::Sub));
    } else if (isConstant(E)) {
      auto Sum = Negated ? checkedSub(Constant, E.value())
                         : checkedAdd(Constant, E.value());
      Exact &= Sum.has_value();
      Constant = Sum.value_or(0);
    } else {
      Terms.emplace_back(Negated, E);
    }
  }

  /// Removes one term that reads like \p Term.
  bool take(const std::pair<bool, Expression> &Term) {
    auto Found = find(Terms, Term);
    if (Found == Terms.end())
      return false;
    Terms.erase(Found);
    return true;
  }
};

} // namespace

/// `(x + n - 1) / n` in any order: the x, or nothing.
static std::optional<Expression> roundedUpDividend(const Expression &Dividend,
                                                   const Expression &Divisor) {
  TermList Above(Dividend), Below(Divisor);
  if (!Above.Exact || !Below.Exact || Above.Terms.empty())
    return std::nullopt;
  if (isConstant(Divisor) && Divisor.value() < 2)
    return std::nullopt;
  auto Wanted = checkedSub(Below.Constant, int64_t(1));
  if (!Wanted || Above.Constant != *Wanted)
    return std::nullopt;
  for (const auto &Term : Below.Terms)
    if (!Above.take(Term))
      return std::nullopt;
  if (all_of(Above.Terms, [](const auto &Term) { return Term.first; }))
    return std::nullopt;
  Expression Sum;
  for (const auto &[Negated, Term] : Above.Terms)
    Sum = Expression::make(Negated ? Op::Sub : Op::Add, {Sum, Term});
  return Sum;
}

/// `x / n + (x % n != 0)`: the same in other words.
static bool isRoundUpSum(const Expression &A, const Expression &B) {
  if (A.op() != Op::Div || (B.op() != Op::NotEqual && B.op() != Op::Greater) ||
      !isConstant(B.operands()[1], 0))
    return false;
  const Expression &Rest = B.operands()[0];
  return Rest.op() == Op::Mod && Rest.operands()[0] == A.operands()[0] &&
         Rest.operands()[1] == A.operands()[1];
}

/// \p E plus \p Value, where E may end in a constant already.
static Expression addConstant(const Expression &E, int64_t Value,
                              Expression (*Build)(Op,
                                                  std::vector<Expression>)) {
  if ((E.op() == Op::Add || E.op() == Op::Sub) && isConstant(E.operands()[1])) {
    const int64_t Last = E.operands()[1].value();
    auto Sum =
        E.op() == Op::Add ? checkedAdd(Value, Last) : checkedSub(Value, Last);
    if (Sum)
      return addConstant(E.operands()[0], *Sum, Build);
  }
  if (Value == 0)
    return E;
  if (Value < 0 && Value != std::numeric_limits<int64_t>::min())
    return Build(Op::Sub, {E, Expression::constant(-Value)});
  return Build(Op::Add, {E, Expression::constant(Value)});
}

//===----------------------------------------------------------------------===//
// One step
//===----------------------------------------------------------------------===//

Expression Expression::Node::simplify(Op Operation, Expression A,
                                      Expression B) {
  auto Plain = [&] { return build(Operation, {A, B}); };
  auto EndsInConstant = [](const Expression &E) {
    return (E.op() == Op::Add || E.op() == Op::Sub) &&
           isConstant(E.operands()[1]);
  };
  if (isConstant(A) && isConstant(B)) {
    Expression Folded = Plain();
    std::optional<int64_t> Value = Folded.evaluate({});
    return Value ? constant(*Value) : Folded;
  }
  switch (Operation) {
  case Op::Add:
    if (isConstant(B))
      return addConstant(A, B.value(), build);
    if (isConstant(A))
      return addConstant(B, A.value(), build);
    if (B.op() == Op::Add || B.op() == Op::Sub)
      return make(B.op(),
                  {make(Op::Add, {A, B.operands()[0]}), B.operands()[1]});
    if (EndsInConstant(A)) // The constant goes to the end.
      return make(A.op(),
                  {make(Op::Add, {A.operands()[0], B}), A.operands()[1]});
    if (isRoundUpSum(A, B))
      return make(Op::CeilDiv, {A.operands()[0], A.operands()[1]});
    return Plain();
  case Op::Sub:
    if (isConstant(B) && B.value() != std::numeric_limits<int64_t>::min())
      return addConstant(A, -B.value(), build);
    if (A == B)
      return constant(0);
    if (B.op() == Op::Sub && isConstant(B.operands()[0], 0))
      return make(Op::Add, {A, B.operands()[1]});
    if (EndsInConstant(A))
      return make(A.op(),
                  {make(Op::Sub, {A.operands()[0], B}), A.operands()[1]});
    return Plain();
  case Op::Mul:
    if (isConstant(A, 0) || isConstant(B, 0))
      return constant(0);
    if (isConstant(A, 1))
      return B;
    if (isConstant(B, 1))
      return A;
    if (B.op() == Op::Mul)
      return make(Op::Mul,
                  {make(Op::Mul, {A, B.operands()[0]}), B.operands()[1]});
    if (isConstant(B) && A.op() == Op::Mul)
      for (unsigned I : {0u, 1u})
        if (isConstant(A.operands()[I]))
          if (auto Product = checkedMul(A.operands()[I].value(), B.value())) {
            Expression Other = A.operands()[1 - I];
            return I == 0 ? make(Op::Mul, {constant(*Product), Other})
                          : make(Op::Mul, {Other, constant(*Product)});
          }
    return Plain();
  case Op::Div:
    if (isConstant(B, 1))
      return A;
    if (isConstant(B) && B.value() != 0 && A.op() == Op::Mul &&
        A.operands()[1] == B)
      return A.operands()[0];
    if (isConstant(B) && B.value() != 0 && A.op() == Op::Mul &&
        A.operands()[0] == B)
      return A.operands()[1];
    if (std::optional<Expression> X = roundedUpDividend(A, B))
      return make(Op::CeilDiv, {*X, B});
    return Plain();
  case Op::Mod:
    return isConstant(B, 1) ? constant(0) : Plain();
  case Op::CeilDiv:
    if (isConstant(B, 1))
      return A;
    if (isConstant(B) && B.value() != 0 && A.op() == Op::Mul &&
        A.operands()[1] == B)
      return A.operands()[0];
    return Plain();
  case Op::Min:
  case Op::Max:
    return A == B ? A : Plain();
  case Op::Less:
  case Op::Greater:
  case Op::NotEqual:
    return A == B ? constant(0) : Plain();
  case Op::LessEqual:
  case Op::GreaterEqual:
  case Op::Equal:
    return A == B ? constant(1) : Plain();
  case Op::And:
  case Op::Or: {
    const bool Deciding = Operation == Op::Or;
    if (isConstant(A))
      return (A.value() != 0) == Deciding ? constant(Deciding)
             : isBoolean(B)               ? B
                                          : Plain();
    if (isConstant(B) && (B.value() != 0) != Deciding && isBoolean(A))
      return A;
    return Plain();
  }
  case Op::Constant:
  case Op::Symbol:
  case Op::Select:
    break;
  }
  return Plain();
}

Expression Expression::make(Op Operation, std::vector<Expression> Operands) {
  assert(Operation != Op::Constant && Operation != Op::Symbol);
  if (Operation == Op::Select) {
    assert(Operands.size() == 3);
    if (isConstant(Operands[0]))
      return Operands[Operands[0].value() ? 1 : 2];
    if (Operands[1] == Operands[2])
      return Operands[1];
    return Node::build(Operation, std::move(Operands));
  }
  assert(Operands.size() >= 2);
  Expression Result = Operands[0];
  for (size_t I = 1; I < Operands.size(); ++I)
    Result = Node::simplify(Operation, Result, Operands[I]);
  return Result;
}

} // namespace perfclaim
