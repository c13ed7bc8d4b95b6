//===- Expression.h - Sizes as formulas over parameters ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An integer formula over named parameters, such as an extent `B*T*C` or a
/// grid `ceil_div(N, block_size)`. It maps text to text: parsed from and
/// printed as the subset of C++ made of integers, names, `+ - * / %`,
/// comparisons, `?:`, and calls of `min`, `max`, `ceil_div`. Because nothing
/// else can be in it, an expression is safe to print into generated code.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_MODEL_EXPRESSION_H
#define PERFCLAIM_MODEL_EXPRESSION_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

/// An immutable value; copies share their tree. Never empty: the default is 0.
class Expression {
public:
  enum class Op {
    Constant,
    Symbol,
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Min,
    Max,
    CeilDiv,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    And,
    Or,
    Select
  };
  using Values = std::map<std::string, int64_t>;

  Expression();
  static Expression constant(int64_t Value);
  static Expression symbol(llvm::StringRef Name);
  /// Builds and simplifies: constants are folded, 0 and 1 vanish where they
  /// are neutral. `(x + n - 1) / n` becomes `ceil_div(x, n)`.
  static Expression make(Op Operation, std::vector<Expression> Operands);
  /// Parses the text form; an error names the byte where it stopped.
  static llvm::Expected<Expression> parse(llvm::StringRef Text);

  Op op() const;
  int64_t value() const;           ///< EXPECTS: op() is Constant.
  const std::string &name() const; ///< EXPECTS: op() is Symbol.
  llvm::ArrayRef<Expression> operands() const;

  /// The C++ text, with as few parentheses as needed.
  std::string str() const;
  /// Nothing when a symbol has no value, a divisor is 0 or 64 bits overflow.
  std::optional<int64_t> evaluate(const Values &Env) const;
  /// Every symbol once, sorted.
  std::vector<std::string> symbols() const;
  Expression substitute(const std::map<std::string, Expression> &With) const;
  bool operator==(const Expression &Other) const {
    return str() == Other.str();
  }

private:
  struct Node;
  explicit Expression(std::shared_ptr<const Node> Root);
  std::shared_ptr<const Node> Root;
};

} // namespace perfclaim

#endif // PERFCLAIM_MODEL_EXPRESSION_H
