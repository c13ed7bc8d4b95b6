//===- ExpressionParser.cpp - Formulas from text --------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Model/Expression.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <limits>

using namespace llvm;

namespace perfclaim {
namespace {

using Op = Expression::Op;

struct BinaryOperator {
  StringLiteral Text;
  Op Operation;
  unsigned Level;
};

/// Longer ones first where one begins another.
constexpr BinaryOperator BinaryOperators[] = {
    {"||", Op::Or, 1},        {"&&", Op::And, 2},
    {"==", Op::Equal, 3},     {"!=", Op::NotEqual, 3},
    {"<=", Op::LessEqual, 4}, {">=", Op::GreaterEqual, 4},
    {"<", Op::Less, 4},       {">", Op::Greater, 4},
    {"+", Op::Add, 5},        {"-", Op::Sub, 5},
    {"*", Op::Mul, 6},        {"/", Op::Div, 6},
    {"%", Op::Mod, 6},
};

/// Recursive descent. After a failure `What` is set and everything returns 0.
class Parser {
public:
  explicit Parser(StringRef Text) : Text(Text) {}

  Expected<Expression> run() {
    Expression Result = conditional();
    skipSpace();
    if (!Failed && At != Text.size())
      fail("expected an operator");
    if (Failed)
      return makeError("",
                       "in `" + Text + "`, at byte " + Twine(At) + ": " + What);
    return Result;
  }

private:
  static constexpr unsigned MaxNesting = 100;

  Expression fail(const Twine &Why) {
    if (!Failed)
      What = Why.str();
    Failed = true;
    return {};
  }

  void skipSpace() {
    while (At < Text.size() && isSpace(Text[At]))
      ++At;
  }

  bool eat(StringRef Token) {
    skipSpace();
    if (!Text.substr(At).starts_with(Token))
      return false;
    At += Token.size();
    return true;
  }

  Expression expect(StringRef Token, Expression Result) {
    if (Failed || eat(Token))
      return Result;
    return fail("expected '" + Token + "'");
  }

  const BinaryOperator *peekOperator() {
    skipSpace();
    StringRef Rest = Text.substr(At);
    // Shifts and assignments begin like operators that we have.
    if (Rest.starts_with("<<") || Rest.starts_with(">>"))
      return nullptr;
    for (const BinaryOperator &Candidate : BinaryOperators)
      if (Rest.starts_with(Candidate.Text))
        return &Candidate;
    return nullptr;
  }

  Expression conditional() {
    if (Failed || ++Nesting > MaxNesting)
      return fail("too deeply nested");
    Expression Result = binary(1);
    if (!Failed && eat("?")) {
      Expression Then = expect(":", conditional());
      Expression Else = conditional();
      if (!Failed)
        Result = Expression::make(Op::Select, {Result, Then, Else});
    }
    --Nesting;
    return Result;
  }

  Expression binary(unsigned Level) {
    Expression Left = unary();
    while (!Failed) {
      const BinaryOperator *Operator = peekOperator();
      if (!Operator || Operator->Level < Level)
        break;
      At += Operator->Text.size();
      Expression Right = binary(Operator->Level + 1);
      Left = Expression::make(Operator->Operation, {Left, Right});
    }
    return Left;
  }

  Expression unary() {
    if (Failed || ++Nesting > MaxNesting)
      return fail("too deeply nested");
    Expression Result = unaryOperand();
    --Nesting;
    return Result;
  }

  Expression unaryOperand() {
    if (eat("-"))
      return Expression::make(Op::Sub, {Expression::constant(0), unary()});
    if (eat("+"))
      return unary();
    if (eat("!"))
      return Expression::make(Op::Equal, {unary(), Expression::constant(0)});
    if (eat("("))
      return expect(")", conditional());
    skipSpace();
    if (At == Text.size())
      return fail("expected a number, a name or '('");
    if (isDigit(Text[At]))
      return number();
    if (isAlpha(Text[At]) || Text[At] == '_' ||
        Text.substr(At).starts_with("::"))
      return nameOrCall();
    return fail("expected a number, a name or '('");
  }

  Expression number() {
    StringRef Word = Text.substr(At).take_while(
        [](char C) { return isAlnum(C) || C == '\'' || C == '.'; });
    std::string Digits;
    for (char C : Word)
      if (C != '\'')
        Digits += toLower(C);
    StringRef Rest = Digits;
    uint64_t Value = 0;
    if (Rest.consumeInteger(0, Value) ||
        Value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
      return fail("`" + Word + "` is not an integer of 64 bits");
    if (!Rest.empty() && Rest != "u" && Rest != "l" && Rest != "ul" &&
        Rest != "ll" && Rest != "ull" && Rest != "lu" && Rest != "llu")
      return fail("`" + Word + "` is not an integer");
    At += Word.size();
    return Expression::constant(static_cast<int64_t>(Value));
  }

  StringRef name() {
    const size_t Begin = At;
    (void)(Text.substr(At).starts_with("::") && (At += 2));
    while (At < Text.size()) {
      StringRef Rest = Text.substr(At);
      auto StartsName = [](StringRef Tail) {
        return !Tail.empty() && (isAlpha(Tail[0]) || Tail[0] == '_');
      };
      if (isAlnum(Rest[0]) || Rest[0] == '_')
        ++At;
      else if (Rest[0] == '.' && StartsName(Rest.drop_front(1)))
        ++At;
      else if (Rest.starts_with("::") && StartsName(Rest.drop_front(2)))
        At += 2;
      else
        break;
    }
    return Text.slice(Begin, At);
  }

  Expression nameOrCall() {
    StringRef Name = name();
    Name.consume_front("::");
    if (Name.empty())
      return fail("expected a name");
    if (!eat("(")) {
      if (Name == "true" || Name == "false")
        return Expression::constant(Name == "true");
      return Expression::symbol(Name);
    }
    StringRef Function = Name;
    Function.consume_front("std::");
    std::optional<Op> Operation = StringSwitch<std::optional<Op>>(Function)
                                      .Case("min", Op::Min)
                                      .Case("max", Op::Max)
                                      .Case("ceil_div", Op::CeilDiv)
                                      .Default(std::nullopt);
    if (!Operation)
      return fail("`" + Name +
                  "` cannot be called; only min, max and ceil_div can");
    Expression First = expect(",", conditional());
    Expression Second = expect(")", conditional());
    return Failed ? Expression()
                  : Expression::make(*Operation, {First, Second});
  }

  StringRef Text;
  size_t At = 0;
  unsigned Nesting = 0;
  bool Failed = false;
  std::string What;
};

} // namespace

Expected<Expression> Expression::parse(StringRef Text) {
  return Parser(Text).run();
}

} // namespace perfclaim
