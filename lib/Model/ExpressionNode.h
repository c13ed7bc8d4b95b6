//===- ExpressionNode.h - The tree behind an expression ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_MODEL_EXPRESSIONNODE_H
#define PERFCLAIM_LIB_MODEL_EXPRESSIONNODE_H

#include "perfclaim/Model/Expression.h"
#include "llvm/ADT/ArrayRef.h"

namespace perfclaim {

struct Expression::Node {
  /// Everything here recurses over the tree; this bounds stack and text.
  static constexpr unsigned MaxSize = 4096;
  static constexpr unsigned MaxDepth = 512;

  Op Operation = Op::Constant;
  int64_t Value = 0;
  std::string Name;
  std::vector<Expression> Operands;
  unsigned Size = 1;
  unsigned Depth = 1;

  /// The operation as it is, without simplification.
  static Expression build(Op Operation, std::vector<Expression> Operands);
  /// One step of simplification over operands that are simple already.
  static Expression simplify(Op Operation, Expression A, Expression B);
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_MODEL_EXPRESSIONNODE_H
