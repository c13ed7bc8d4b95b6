//===- Preconditions.cpp - What checks in the code ask of sizes -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Constraints.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <numeric>

using namespace llvm;

namespace perfclaim {

using Op = Expression::Op;

static Expression negated(const Expression &E) {
  auto With = [&](Op Operation) {
    return Expression::make(Operation, E.operands().vec());
  };
  switch (E.op()) {
  case Op::Equal:
    return With(Op::NotEqual);
  case Op::NotEqual:
    return With(Op::Equal);
  case Op::Less:
    return With(Op::GreaterEqual);
  case Op::LessEqual:
    return With(Op::Greater);
  case Op::Greater:
    return With(Op::LessEqual);
  case Op::GreaterEqual:
    return With(Op::Less);
  case Op::Or: {
    std::vector<Expression> Parts;
    for (const Expression &Part : E.operands())
      Parts.push_back(negated(Part));
    return Expression::make(Op::And, std::move(Parts));
  }
  default:
    return Expression::make(Op::Equal, {E, Expression::constant(0)});
  }
}

/// The condition \p E where every pointer is one that is made, or left out.
static Expression withPointers(const Expression &E, const KnownNames &Known) {
  auto IsNull = [](const Expression &Part) {
    return (Part.op() == Op::Constant && Part.value() == 0) ||
           (Part.op() == Op::Symbol &&
            (Part.name() == "nullptr" || Part.name() == "NULL"));
  };
  auto Made = [&](const Expression &Part) {
    const auto At = Part.op() == Op::Symbol ? Known.IsMade.find(Part.name())
                                            : Known.IsMade.end();
    return At == Known.IsMade.end() ? std::nullopt : std::optional(At->second);
  };
  if (const std::optional<bool> Here = Made(E))
    return Expression::constant(*Here);
  switch (E.op()) {
  case Op::Equal:
  case Op::NotEqual:
    for (const unsigned I : {0U, 1U})
      if (const std::optional<bool> Here = Made(E.operands()[I]);
          Here && IsNull(E.operands()[1 - I]))
        return Expression::constant(*Here == (E.op() == Op::NotEqual));
    return E;
  case Op::And:
  case Op::Or:
    return Expression::make(E.op(), {withPointers(E.operands()[0], Known),
                                     withPointers(E.operands()[1], Known)});
  default:
    return E;
  }
}

/// \p Text as a condition on nothing but what a workload decides.
static std::optional<Expression> knownCondition(StringRef Text,
                                                const KnownNames &Known) {
  std::optional<Expression> E = parseLoosely(Text);
  if (!E)
    return std::nullopt;
  E = withPointers(*E, Known);
  if (any_of(E->symbols(),
             [&](const std::string &Name) { return !Known.Kinds.count(Name); }))
    return std::nullopt;
  return E;
}

/// One condition that has to hold, or with \p Negative must not.
static void addCondition(StringRef Text, bool Negative, const KnownNames &Known,
                         Constraints &Into) {
  if (const std::optional<Expression> E = knownCondition(Text, Known)) {
    const Expression Wanted = Negative ? negated(*E) : *E;
    // What no size changes is no demand on sizes.
    if (Wanted.op() != Op::Constant)
      Into.Hold.push_back(Wanted);
    return;
  }
  // `C % x128::size == 0`: a multiple of something; 128 covers every vector.
  auto [Number, Rest] = Text.split('%');
  std::string Name = Number.trim().ltrim("( ").str();
  if (Rest.contains(Negative ? "!=" : "==") && Known.Kinds.count(Name)) {
    int64_t &Multiple = Into.Multiples[Name];
    Multiple = std::lcm(std::max<int64_t>(Multiple, 1), int64_t(128));
  }
}

/// "nc) 3, 4, 9".
static void addChoice(StringRef Text, const KnownNames &Known,
                      Constraints &Into) {
  auto [Name, List] = Text.split(')');
  if (!Known.Kinds.count(Name.str()))
    return;
  std::optional<Expression> Choices;
  SmallVector<StringRef> Words;
  List.split(Words, ',');
  for (StringRef Word : Words) {
    int64_t Value = 0;
    if (Word.trim().getAsInteger(10, Value))
      return;
    const Expression Here =
        Expression::make(Op::Equal, {Expression::symbol(Name.str()),
                                     Expression::constant(Value)});
    Choices = Choices ? Expression::make(Op::Or, {*Choices, Here}) : Here;
  }
  if (Choices)
    Into.Hold.push_back(*Choices);
}

/// The text between the parentheses that \p Text begins with, which it loses.
static std::optional<StringRef> consumeParentheses(StringRef &Text) {
  if (!Text.starts_with("("))
    return std::nullopt;
  size_t Open = 0;
  for (size_t I = 0; I != Text.size(); ++I) {
    Open += Text[I] == '(';
    if (Text[I] == ')' && --Open == 0) {
      const StringRef Inside = Text.slice(1, I);
      Text = Text.drop_front(I + 1).ltrim();
      return Inside;
    }
  }
  return std::nullopt;
}

/// "where (a) unless (b) assert(c)": one of these has to hold, if all are
/// known.
static void addConditional(StringRef Text, const KnownNames &Known,
                           Constraints &Into) {
  std::optional<Expression> Any;
  auto Or = [&](const Expression &E) {
    Any = Any ? Expression::make(Op::Or, {*Any, E}) : E;
  };
  for (;;) {
    const bool Where = Text.consume_front("where ");
    if (!Where && !Text.consume_front("unless "))
      break;
    const std::optional<StringRef> Inside = consumeParentheses(Text);
    const auto E = Inside ? knownCondition(*Inside, Known) : std::nullopt;
    if (!E)
      return;
    Or(Where ? negated(*E) : *E);
  }
  Constraints Here;
  addPrecondition(Text, Known, Here);
  if (Here.Hold.empty() || !Any)
    return;
  Expression All = Here.Hold.front();
  for (const Expression &E : ArrayRef(Here.Hold).drop_front())
    All = Expression::make(Op::And, {All, E});
  Or(All);
  Into.Hold.push_back(*Any);
}

/// The conditions of "assert(C % 4 == 0 && C > 0)", "TORCH_CHECK(n > 0, ..)"
/// and "if (N % 8 != 0) exit".
void addPrecondition(StringRef Text, const KnownNames &Known,
                     Constraints &Into) {
  if (Text.consume_front("switch ("))
    return addChoice(Text, Known, Into);
  if (Text.starts_with("where (") || Text.starts_with("unless ("))
    return addConditional(Text, Known, Into);
  size_t Open = Text.find('(');
  size_t Close = Text.rfind(')');
  if (Open == StringRef::npos || Close == StringRef::npos || Close < Open)
    return;
  bool Negative = Text.take_front(Open).trim() == "if";
  Text = Text.slice(Open + 1, Close);
  // A message may follow the condition.
  if (size_t Quote = Text.find('"'); Quote != StringRef::npos)
    Text = Text.take_front(Quote).rtrim(", \t\n&");
  StringRef Joint = Negative ? "||" : "&&";
  StringRef Other = Negative ? "&&" : "||";
  if (Text.contains(Other) || Text.contains('?'))
    return addCondition(Text, Negative, Known, Into);
  SmallVector<StringRef> Parts;
  Text.split(Parts, Joint);
  for (StringRef Part : Parts)
    addCondition(Part, Negative, Known, Into);
}

/// `n == 3` that \p L stands below, the innermost of them.
static std::optional<Expression> choiceOf(const Launch &L,
                                          const HostFunction &F) {
  for (const BranchArm &Branch : reverse(L.At.Branches)) {
    StringRef Text = Branch.Of;
    if (Branch.Arm != "then" || !Text.consume_front("if (") ||
        !Text.consume_back(")"))
      continue;
    const std::optional<Expression> E = parseLoosely(Text);
    if (E && E->op() == Op::Equal && E->operands()[0].op() == Op::Symbol &&
        E->operands()[1].op() == Op::Constant &&
        any_of(F.Parameters, [&](const ParameterModel &P) {
          return P.Kind == ValueKind::Integer &&
                 P.Name == E->operands()[0].name();
        }))
      return E;
  }
  return std::nullopt;
}

/// \p Text in the callee's names where it is about nothing but arguments.
static std::string inNamesOf(const HostFunction &Callee, const CallSite &Call,
                             StringRef Text) {
  const size_t Open = Text.find('(');
  if (Open == StringRef::npos || Text.starts_with("switch (") ||
      Text.starts_with("where (") || Text.starts_with("unless ("))
    return "";
  // What stands behind the condition: ") return".
  StringRef Tail;
  if (Text.starts_with("if")) {
    Tail = Text.substr(Text.rfind(')'));
    Text = Text.drop_back(Tail.size());
  }
  std::string Result = Text.take_front(Open).str();
  for (size_t I = Open; I < Text.size() && Text[I] != '"';) {
    size_t End = I;
    while (End < Text.size() && (isAlnum(Text[End]) || Text[End] == '_'))
      ++End;
    if (End == I || isDigit(Text[I])) {
      End = std::max(End, I + 1);
      Result += Text.slice(I, End);
      I = End;
      continue;
    }
    const auto At = find(Call.Arguments, Text.slice(I, End));
    const size_t Index = static_cast<size_t>(At - Call.Arguments.begin());
    if (Index >= Callee.Parameters.size() || Index >= Call.Arguments.size())
      return "";
    Result += Callee.Parameters[Index].Name;
    I = End;
  }
  // The message is left out.
  if (Text.contains('"'))
    Result = StringRef(Result).rtrim(", &").str() + ")";
  return Result + Tail.str();
}

std::vector<std::string> demandsOfCaller(const Inventory &Found,
                                         const HostFunction &F) {
  const CallSite *Only = nullptr;
  for (const CallSite &Call : Found.Calls)
    if (Call.Callee == F.Identity) {
      if (Only)
        return {};
      Only = &Call;
    }
  const HostFunction *Caller =
      Only ? Found.findFunction(Only->Caller) : nullptr;
  std::vector<std::string> Demands;
  if (Caller)
    for (const std::string &Text : Caller->Preconditions)
      if (std::string Here = inNamesOf(F, *Only, Text); !Here.empty())
        Demands.push_back(std::move(Here));
  return Demands;
}

std::string launchChoices(const Inventory &Found, const HostFunction &F,
                          ArrayRef<std::string> Kernels) {
  std::string Name, Text;
  for (const unsigned Index : F.Launches) {
    const Launch &L = Found.Launches[Index];
    if (!is_contained(Kernels, L.KernelName))
      continue;
    const std::optional<Expression> Choice = choiceOf(L, F);
    if (!Choice || (!Name.empty() && Name != Choice->operands()[0].name()))
      return "";
    Name = Choice->operands()[0].name();
    const std::string Part =
        Name + " == " + std::to_string(Choice->operands()[1].value());
    if (!StringRef(Text + " ").contains(Part + " "))
      Text += (Text.empty() ? "" : " || ") + Part;
  }
  return Text.empty() ? "" : "launches only if (" + Text + ")";
}

} // namespace perfclaim
