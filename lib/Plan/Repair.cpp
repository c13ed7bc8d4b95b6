//===- Repair.cpp - Values that meet what the code asks -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Constraints.h"
#include "Solve.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

using Op = Expression::Op;

static int64_t roundUp(int64_t Value, int64_t Multiple) {
  return (Value + Multiple - 1) / Multiple * Multiple;
}

/// `n == 3 || n == 4 || n == 9`: the largest that is not above the value, or
/// the least.
static void repairChoice(const Expression &E, Expression::Values &Values,
                         const std::set<std::string> &Fixed) {
  std::string Name;
  std::set<int64_t> Allowed;
  SmallVector<Expression> Queue = {E};
  while (!Queue.empty()) {
    const Expression Part = Queue.pop_back_val();
    if (Part.op() == Op::Or) {
      append_range(Queue, Part.operands());
      continue;
    }
    if (Part.op() != Op::Equal || Part.operands()[0].op() != Op::Symbol ||
        Part.operands()[1].op() != Op::Constant ||
        (!Name.empty() && Name != Part.operands()[0].name()))
      return;
    Name = Part.operands()[0].name();
    Allowed.insert(Part.operands()[1].value());
  }
  auto At = Values.find(Name);
  if (Allowed.empty() || At == Values.end() || Fixed.count(Name))
    return;
  auto Above = Allowed.upper_bound(At->second);
  At->second = Above == Allowed.begin() ? *Above : *std::prev(Above);
}

static void addConstants(const Expression &E, std::set<int64_t> &Into) {
  if (E.op() == Op::Constant)
    Into.insert(E.value());
  for (const Expression &Part : E.operands())
    addConstants(Part, Into);
}

/// Gives one number of what no bound repairs another value: twice what it is,
/// or one at a constant that it is compared with.
static void repairBySearch(const Expression &E, Expression::Values &Values,
                           const std::set<std::string> &Fixed) {
  std::set<int64_t> Constants;
  addConstants(E, Constants);
  for (const std::string &Name : E.symbols()) {
    auto At = Values.find(Name);
    if (At == Values.end() || Fixed.count(Name))
      continue;
    SmallVector<int64_t> Tries = {2 * At->second};
    for (const int64_t Constant : Constants)
      Tries.append({Constant, Constant + 1, Constant - 1});
    const int64_t Old = At->second;
    for (const int64_t Try : Tries) {
      At->second = Try;
      if (Try > 0 && E.evaluate(Values).value_or(0) != 0)
        return;
    }
    At->second = Old;
  }
}

static void repairOne(const Expression &E, Expression::Values &Values,
                      const std::set<std::string> &Fixed);

/// The first alternative that can be made to hold.
static void repairOr(const Expression &E, Expression::Values &Values,
                     const std::set<std::string> &Fixed) {
  for (const Expression &Part : E.operands()) {
    Expression::Values Changed = Values;
    repairOne(Part, Changed, Fixed);
    if (E.evaluate(Changed).value_or(0) == 0)
      continue;
    Values = std::move(Changed);
    return;
  }
}

/// Moves one side of a comparison that fails.
static void repairOne(const Expression &E, Expression::Values &Values,
                      const std::set<std::string> &Fixed) {
  if (E.evaluate(Values) != std::optional<int64_t>(0))
    return;
  if (E.op() == Op::And) {
    for (const Expression &Part : E.operands())
      repairOne(Part, Values, Fixed);
    return;
  }
  if (E.op() == Op::Or) {
    repairChoice(E, Values, Fixed);
    if (E.evaluate(Values) == std::optional<int64_t>(0))
      repairOr(E, Values, Fixed);
    return;
  }
  if (E.operands().size() != 2)
    return;
  const Expression &Left = E.operands()[0], &Right = E.operands()[1];
  std::optional<int64_t> Bound = Right.evaluate(Values);
  if (!Bound)
    return;
  auto MayMove = [&](const Expression &S) {
    return S.op() == Op::Symbol && Values.count(S.name()) &&
           !Fixed.count(S.name());
  };
  if (Left.op() == Op::Mod && E.op() == Op::Equal && *Bound == 0) {
    std::optional<int64_t> Divisor = Left.operands()[1].evaluate(Values);
    if (!Divisor || *Divisor <= 0)
      return;
    const Expression &Number = Left.operands()[0];
    if (MayMove(Number)) {
      int64_t &Value = Values[Number.name()];
      Value = std::max(roundUp(Value, *Divisor), *Divisor);
      return;
    }
    // Of `B * T % 32 == 0`, the last factor that may move.
    std::vector<std::string> Symbols = Number.symbols();
    for (const std::string &Name : reverse(Symbols))
      if (Values.count(Name) && !Fixed.count(Name)) {
        Values[Name] = std::max(roundUp(Values[Name], *Divisor), *Divisor);
        return;
      }
    return;
  }
  if (!MayMove(Left) && E.op() == Op::Equal) {
    auto Solved = solveFor(Left, *Bound, Values, MayMove);
    if (const auto Other = Left.evaluate(Values); !Solved && Other)
      Solved = solveFor(Right, *Other, Values, MayMove);
    if (Solved && Solved->second > 0) {
      Values[Solved->first] = Solved->second;
      return;
    }
  }
  if (!MayMove(Left) || E.op() == Op::NotEqual)
    return repairBySearch(E, Values, Fixed);
  int64_t &Value = Values[Left.name()];
  switch (E.op()) {
  case Op::Less:
    Value = *Bound - 1;
    break;
  case Op::LessEqual:
  case Op::GreaterEqual:
  case Op::Equal:
    Value = *Bound;
    break;
  case Op::Greater:
    Value = *Bound + 1;
    break;
  default:
    break;
  }
}

void Constraints::repair(Expression::Values &Values,
                         const std::set<std::string> &Fixed) const {
  for (unsigned Round = 0; Round < 3 && !holds(Values); ++Round) {
    for (const auto &[Name, Multiple] : Multiples)
      if (Values.count(Name) && !Fixed.count(Name))
        Values[Name] = std::max(roundUp(Values[Name], Multiple), Multiple);
    for (const Expression &E : Hold)
      repairOne(E, Values, Fixed);
  }
}

} // namespace perfclaim
