//===- IndexBoundsInterval.h - Symbolic intervals ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The abstract values of the index analysis: what an integer is at least and
/// at most, and what a pointer points into. Every operation may make an
/// interval wider, and none may make it narrower than the truth, on the one
/// assumption that sizes, strides and loaded indices are not negative.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_INDEXBOUNDSINTERVAL_H
#define PERFCLAIM_LIB_ANALYSIS_INDEXBOUNDSINTERVAL_H

#include "SymbolicExprPolynomial.h"
#include "llvm/ADT/SmallVector.h"
#include <memory>
#include <optional>
#include <vector>

namespace perfclaim {

struct Interval {
  std::optional<Polynomial> Low;         ///< Nothing: unknown.
  llvm::SmallVector<Polynomial, 2> High; ///< Each one holds; none: unknown.
  bool Exact = false;                    ///< The value is High[0].
  int64_t Step = 1; ///< The value is a multiple of this; 0 for the value 0.

  static Interval unknown() { return {}; }
  static Interval exact(Polynomial Value);
  /// From 0 to one below \p Count.
  static Interval below(const Polynomial &Count);
  bool bounded() const { return !High.empty(); }
  bool nonNegative() const { return Low && Low->isNonNegative(); }

  Interval operator+(const Interval &Other) const;
  Interval operator-(const Interval &Other) const;
  Interval operator*(const Interval &Other) const;
  Interval operator/(const Interval &Other) const;
  Interval operator%(const Interval &Other) const;
  /// Both are possible.
  Interval join(const Interval &Other) const;
  /// Adds upper bounds, the most telling first.
  void limitHigh(llvm::ArrayRef<Polynomial> Bounds);
  void limitLow(const Polynomial &Bound);
};

Interval minimum(const Interval &A, const Interval &B);
Interval maximum(const Interval &A, const Interval &B);

/// Something that a pointer may point into.
struct Pointee {
  int Root = -1;   ///< Index of a root of the analysis; -1: none of them.
  Interval Offset; ///< Bytes.
};

/// The abstract value of an expression.
struct Value {
  Interval Number;
  bool IsPointer = false;
  llvm::SmallVector<Pointee, 1> Targets;
  std::vector<Value> Fields; ///< Of a record, by index; empty: not known.

  static Value number(Interval I) {
    Value V;
    V.Number = std::move(I);
    return V;
  }
  static Value pointer(Pointee T) {
    Value V;
    V.IsPointer = true;
    V.Targets.push_back(std::move(T));
    return V;
  }
  Value join(const Value &Other) const;
  /// The pointer moved by \p Bytes.
  Value moved(const Interval &Bytes) const;
};

/// A value that many states hold: they are copied at every branch.
class SharedValue {
public:
  SharedValue() = default;
  /*implicit*/ SharedValue(Value V)
      : Held(std::make_shared<const Value>(std::move(V))) {}
  const Value &operator*() const;
  const Value *operator->() const { return &**this; }

private:
  std::shared_ptr<const Value> Held; ///< Null: nothing is known.
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_INDEXBOUNDSINTERVAL_H
