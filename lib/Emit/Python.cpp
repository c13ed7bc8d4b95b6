//===- Python.cpp - Texts and formulas in Python --------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Python.h"
#include "Escape.h"
#include "perfclaim/Support/Text.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>

using namespace llvm;

namespace perfclaim {

std::string pythonLiteral(StringRef Text) {
  // Invalid UTF-8 and what cannot be seen has become text here.
  const std::string Clean = printable(Text);
  std::string Out = "\"";
  raw_string_ostream Stream(Out);
  const auto *At = reinterpret_cast<const UTF8 *>(Clean.data());
  const UTF8 *End = At + Clean.size();
  while (At != End) {
    UTF32 Code = *At;
    if (Code < 0x80)
      ++At;
    else if (convertUTF8Sequence(&At, End, &Code, strictConversion) !=
             conversionOK)
      break;
    if (Code == '"' || Code == '\\')
      Stream << '\\' << static_cast<char>(Code);
    else if (Code < 0x80)
      Stream << static_cast<char>(Code);
    else if (Code < 0x10000)
      Stream << format("\\u%04x", Code);
    else
      Stream << format("\\U%08x", Code);
  }
  return Out + "\"";
}

/// Nothing that ends a string or starts an escape.
static std::string docstringText(StringRef Line) {
  std::string Out;
  for (const char C : Line) {
    if (C == '"' || C == '\\')
      Out += '\\';
    Out += C;
  }
  return Out;
}

std::vector<std::string> docstringLines(StringRef Text, unsigned Width,
                                        size_t Most) {
  std::vector<std::string> Lines;
  const std::string Clean = printableLines(Text);
  SmallVector<StringRef, 0> Given;
  StringRef(Clean).trim().split(Given, '\n');
  auto Full = [&] { return Lines.size() >= Most; };
  for (StringRef Whole : Given) {
    if (Full())
      break;
    const StringRef Indent = Whole.take_while([](char C) { return C == ' '; });
    std::string Line = Indent.take_front(20).str();
    bool Empty = true;
    SmallVector<StringRef, 0> Words;
    // Tabs are none of Python's business.
    SplitString(Whole, Words, " \t");
    for (StringRef Word : Words) {
      if (!Empty && Line.size() + 1 + Word.size() > Width && !Full()) {
        Lines.push_back(docstringText(Line));
        Line = Indent.take_front(20).str();
        Empty = true;
      }
      Line += (Empty ? "" : " ") + Word.str();
      Empty = false;
    }
    Lines.push_back(Empty ? "" : docstringText(Line));
  }
  if (Lines.size() > Most || (Full() && Given.size() > Most)) {
    Lines.resize(Most);
    Lines.push_back("... (README.md has the rest)");
  }
  return Lines;
}

std::string pythonNumber(double Value) {
  if (std::isnan(Value))
    return "float(\"nan\")";
  if (std::isinf(Value))
    return Value < 0 ? "float(\"-inf\")" : "float(\"inf\")";
  return doubleLiteral(Value);
}

std::string pythonName(StringRef Text, StringRef Otherwise) {
  std::string Out;
  for (const char C : Text) {
    if (isAlnum(C))
      Out += toLower(C);
    else if (!Out.empty() && Out.back() != '_')
      Out += '_';
    if (Out.size() == 60)
      break;
  }
  while (!Out.empty() && Out.back() == '_')
    Out.pop_back();
  return Out.empty() ? Otherwise.str() : Out;
}

namespace {

class FormulaWriter {
public:
  explicit FormulaWriter(const std::map<std::string, std::string> &Keys)
      : Keys(Keys) {}

  std::string write(const Expression &E) const {
    const ArrayRef<Expression> Parts = E.operands();
    switch (E.op()) {
    case Expression::Op::Constant:
      return std::to_string(E.value());
    case Expression::Op::Symbol:
      return "w[" + pythonLiteral(Keys.at(E.name())) + "]";
    case Expression::Op::Min:
      return call("min", Parts);
    case Expression::Op::Max:
      return call("max", Parts);
    case Expression::Op::CeilDiv:
      return call("ceil_div", Parts);
    case Expression::Op::Select:
      return part(Parts[1], 1) + " if " + part(Parts[0], 1) + " else " +
             part(Parts[2], 1);
    default:
      break;
    }
    std::string Out;
    for (const Expression &Part : Parts)
      // What stands left may be as loose as the whole.
      Out += Out.empty()
                 ? part(Part, level(E) + isComparison(E))
                 : (" " + word(E.op()) + " ").str() + part(Part, level(E) + 1);
    return Out;
  }

private:
  static StringRef word(Expression::Op Operation) {
    switch (Operation) {
    case Expression::Op::Add:
      return "+";
    case Expression::Op::Sub:
      return "-";
    case Expression::Op::Mul:
      return "*";
    case Expression::Op::Div:
      return "//";
    case Expression::Op::Mod:
      return "%";
    case Expression::Op::Less:
      return "<";
    case Expression::Op::LessEqual:
      return "<=";
    case Expression::Op::Greater:
      return ">";
    case Expression::Op::GreaterEqual:
      return ">=";
    case Expression::Op::Equal:
      return "==";
    case Expression::Op::NotEqual:
      return "!=";
    case Expression::Op::And:
      return "and";
    case Expression::Op::Or:
      return "or";
    default:
      return "";
    }
  }

  /// How tightly an operator binds; all comparisons do alike, and chain.
  static int level(const Expression &E) {
    switch (E.op()) {
    case Expression::Op::Select:
      return 0;
    case Expression::Op::Or:
      return 1;
    case Expression::Op::And:
      return 2;
    case Expression::Op::Add:
    case Expression::Op::Sub:
      return 4;
    case Expression::Op::Mul:
    case Expression::Op::Div:
    case Expression::Op::Mod:
      return 5;
    case Expression::Op::Constant:
      return E.value() < 0 ? 4 : 6;
    case Expression::Op::Symbol:
    case Expression::Op::Min:
    case Expression::Op::Max:
    case Expression::Op::CeilDiv:
      return 6;
    default:
      return 3;
    }
  }
  static bool isComparison(const Expression &E) { return level(E) == 3; }

  /// In parentheses if it is looser than \p Least.
  std::string part(const Expression &E, int Least) const {
    return level(E) < Least ? "(" + write(E) + ")" : write(E);
  }

  std::string call(StringRef Name, ArrayRef<Expression> Parts) const {
    std::string Out;
    for (const Expression &E : Parts)
      Out += (Out.empty() ? "" : ", ") + write(E);
    return (Name + "(" + Out + ")").str();
  }

  const std::map<std::string, std::string> &Keys;
};

} // namespace

std::optional<std::string>
pythonFormula(const Expression &E,
              const std::map<std::string, std::string> &Keys) {
  for (const std::string &Symbol : E.symbols())
    if (!Keys.count(Symbol))
      return std::nullopt;
  return FormulaWriter(Keys).write(E);
}

} // namespace perfclaim
