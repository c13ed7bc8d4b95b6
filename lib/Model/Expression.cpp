//===- Expression.cpp - Building, printing and evaluating formulas --------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The tree, its text form and its value. Simplification is in
/// ExpressionSimplify.cpp, parsing in ExpressionParser.cpp.
///
//===----------------------------------------------------------------------===//

#include "ExpressionNode.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CheckedArithmetic.h"
#include "llvm/Support/ErrorHandling.h"
#include <cassert>
#include <limits>
#include <set>

using namespace llvm;

namespace perfclaim {

Expression::Expression() : Expression(constant(0)) {}

Expression::Expression(std::shared_ptr<const Node> Root)
    : Root(std::move(Root)) {}

Expression Expression::constant(int64_t Value) {
  auto Leaf = std::make_shared<Node>();
  Leaf->Value = Value;
  return Expression(std::move(Leaf));
}

/// Letters, digits, '_', and '.' or '::' between two names; anything else
/// becomes '_', so that no symbol can smuggle code into a generated file.
static std::string cleanName(StringRef Name) {
  auto IsStart = [](char C) { return isAlpha(C) || C == '_'; };
  std::string Out;
  for (size_t I = 0; I < Name.size(); ++I) {
    const char C = Name[I];
    const bool First = Out.empty() || Out.back() == '.' || Out.back() == ':';
    if (IsStart(C) || (!First && isDigit(C))) {
      Out += C;
    } else if (!First && C == '.' && I + 1 < Name.size() &&
               IsStart(Name[I + 1])) {
      Out += C;
    } else if (!First && Name.substr(I).starts_with("::") &&
               I + 2 < Name.size() && IsStart(Name[I + 2])) {
      Out += "::";
      ++I;
    } else {
      Out += '_';
      if (First && isDigit(C))
        Out += C;
    }
  }
  return Out.empty() ? "_" : Out;
}

Expression Expression::symbol(StringRef Name) {
  auto Leaf = std::make_shared<Node>();
  Leaf->Operation = Op::Symbol;
  Leaf->Name = cleanName(Name);
  return Expression(std::move(Leaf));
}

Expression Expression::Node::build(Op Operation,
                                   std::vector<Expression> Operands) {
  auto Inner = std::make_shared<Node>();
  Inner->Operation = Operation;
  for (const Expression &Operand : Operands) {
    Inner->Size += Operand.Root->Size;
    Inner->Depth = std::max(Inner->Depth, Operand.Root->Depth + 1);
  }
  // Folding locals of hostile code into each other doubles the text with each
  // step. A symbol that nobody gives a value stands for what is too large.
  if (Inner->Size > MaxSize || Inner->Depth > MaxDepth)
    return symbol("too_large_an_expression");
  Inner->Operands = std::move(Operands);
  return Expression(std::move(Inner));
}

Expression::Op Expression::op() const { return Root->Operation; }

int64_t Expression::value() const {
  assert(op() == Op::Constant);
  return Root->Value;
}

const std::string &Expression::name() const {
  assert(op() == Op::Symbol);
  return Root->Name;
}

ArrayRef<Expression> Expression::operands() const { return Root->Operands; }

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

namespace {

enum Precedence {
  Lowest,
  Conditional,
  Disjunction,
  Conjunction,
  Equality,
  Relation,
  Sum,
  Product,
  Prefix,
  Primary
};

struct Spelling {
  const char *Text;
  Precedence Level;
};

} // namespace

static Spelling spellingOf(Expression::Op Operation) {
  using Op = Expression::Op;
  switch (Operation) {
  case Op::Constant:
  case Op::Symbol:
    return {"", Primary};
  case Op::Min:
    return {"min", Primary};
  case Op::Max:
    return {"max", Primary};
  case Op::CeilDiv:
    return {"ceil_div", Primary};
  case Op::Add:
    return {" + ", Sum};
  case Op::Sub:
    return {" - ", Sum};
  case Op::Mul:
    return {" * ", Product};
  case Op::Div:
    return {" / ", Product};
  case Op::Mod:
    return {" % ", Product};
  case Op::Less:
    return {" < ", Relation};
  case Op::LessEqual:
    return {" <= ", Relation};
  case Op::Greater:
    return {" > ", Relation};
  case Op::GreaterEqual:
    return {" >= ", Relation};
  case Op::Equal:
    return {" == ", Equality};
  case Op::NotEqual:
    return {" != ", Equality};
  case Op::And:
    return {" && ", Conjunction};
  case Op::Or:
    return {" || ", Disjunction};
  case Op::Select:
    return {" ? ", Conditional};
  }
  llvm_unreachable("covered switch");
}

static void print(std::string &Out, const Expression &E, int Outer);

static void printConstant(std::string &Out, int64_t Value, int Outer) {
  // C++ has no literal for it.
  if (Value == std::numeric_limits<int64_t>::min()) {
    Out += "(-9223372036854775807 - 1)";
    return;
  }
  const bool Parentheses = Value < 0 && Outer > Prefix;
  Out += Parentheses ? "(" : "";
  Out += std::to_string(Value);
  Out += Parentheses ? ")" : "";
}

static void printOperation(std::string &Out, const Expression &E,
                           Spelling How) {
  using Op = Expression::Op;
  ArrayRef<Expression> Operands = E.operands();
  if (How.Level == Primary) {
    Out += How.Text;
    Out += '(';
    print(Out, Operands[0], Lowest);
    Out += ", ";
    print(Out, Operands[1], Lowest);
    Out += ')';
  } else if (E.op() == Op::Select) {
    print(Out, Operands[0], Disjunction);
    Out += " ? ";
    print(Out, Operands[1], Conditional);
    Out += " : ";
    print(Out, Operands[2], Conditional);
  } else if (How.Level == Prefix) {
    Out += '-';
    print(Out, Operands[1], Primary);
  } else {
    print(Out, Operands[0], How.Level);
    Out += How.Text;
    print(Out, Operands[1], How.Level + 1);
  }
}

static bool isNegation(const Expression &E) {
  using Op = Expression::Op;
  return E.op() == Op::Sub && E.operands()[0].op() == Op::Constant &&
         E.operands()[0].value() == 0;
}

static void print(std::string &Out, const Expression &E, int Outer) {
  using Op = Expression::Op;
  if (E.op() == Op::Constant)
    return printConstant(Out, E.value(), Outer);
  if (E.op() == Op::Symbol) {
    Out += E.name();
    return;
  }
  Spelling How = spellingOf(E.op());
  if (isNegation(E))
    How.Level = Prefix;
  const bool Parentheses = How.Level < Outer;
  Out += Parentheses ? "(" : "";
  printOperation(Out, E, How);
  Out += Parentheses ? ")" : "";
}

std::string Expression::str() const {
  std::string Out;
  print(Out, *this, Lowest);
  return Out;
}

//===----------------------------------------------------------------------===//
// Value
//===----------------------------------------------------------------------===//

static std::optional<int64_t> divide(Expression::Op Operation, int64_t A,
                                     int64_t B) {
  if (B == 0 || (A == std::numeric_limits<int64_t>::min() && B == -1))
    return std::nullopt;
  const int64_t Rest = A % B;
  if (Operation == Expression::Op::Mod)
    return Rest;
  const bool RoundUp = Operation == Expression::Op::CeilDiv && Rest != 0 &&
                       (Rest > 0) == (B > 0);
  return A / B + RoundUp;
}

static std::optional<int64_t> apply(Expression::Op Operation, int64_t A,
                                    int64_t B) {
  using Op = Expression::Op;
  switch (Operation) {
  case Op::Add:
    return checkedAdd(A, B);
  case Op::Sub:
    return checkedSub(A, B);
  case Op::Mul:
    return checkedMul(A, B);
  case Op::Div:
  case Op::Mod:
  case Op::CeilDiv:
    return divide(Operation, A, B);
  case Op::Min:
    return std::min(A, B);
  case Op::Max:
    return std::max(A, B);
  case Op::Less:
    return A < B;
  case Op::LessEqual:
    return A <= B;
  case Op::Greater:
    return A > B;
  case Op::GreaterEqual:
    return A >= B;
  case Op::Equal:
    return A == B;
  case Op::NotEqual:
    return A != B;
  case Op::Constant:
  case Op::Symbol:
  case Op::And:
  case Op::Or:
  case Op::Select:
    break;
  }
  llvm_unreachable("not a strict operation of two operands");
}

std::optional<int64_t> Expression::evaluate(const Values &Env) const {
  switch (op()) {
  case Op::Constant:
    return value();
  case Op::Symbol: {
    auto Found = Env.find(name());
    return Found == Env.end() ? std::nullopt : std::optional(Found->second);
  }
  default:
    break;
  }
  ArrayRef<Expression> Operands = operands();
  std::optional<int64_t> First = Operands[0].evaluate(Env);
  if (!First)
    return std::nullopt;
  // As in C++, what is not reached may be undefined.
  if (op() == Op::Select)
    return Operands[*First ? 1 : 2].evaluate(Env);
  if (op() == Op::And && !*First)
    return 0;
  if (op() == Op::Or && *First)
    return 1;
  std::optional<int64_t> Second = Operands[1].evaluate(Env);
  if (!Second)
    return std::nullopt;
  if (op() == Op::And || op() == Op::Or)
    return *Second != 0;
  return apply(op(), *First, *Second);
}

static void collectSymbols(const Expression &E, std::set<std::string> &Into) {
  if (E.op() == Expression::Op::Symbol)
    Into.insert(E.name());
  for (const Expression &Operand : E.operands())
    collectSymbols(Operand, Into);
}

std::vector<std::string> Expression::symbols() const {
  std::set<std::string> Names;
  collectSymbols(*this, Names);
  return {Names.begin(), Names.end()};
}

Expression
Expression::substitute(const std::map<std::string, Expression> &With) const {
  if (op() == Op::Symbol) {
    auto Found = With.find(name());
    return Found == With.end() ? *this : Found->second;
  }
  if (operands().empty())
    return *this;
  std::vector<Expression> Operands;
  for (const Expression &Operand : operands())
    Operands.push_back(Operand.substitute(With));
  return make(op(), std::move(Operands));
}

} // namespace perfclaim
