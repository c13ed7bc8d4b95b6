//===- Turns.cpp - Calls that stand in loops ------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Turns.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

using Op = Expression::Op;

std::vector<std::string> loopTexts(const Step &S) {
  std::vector<std::string> Texts = S.at().Outer;
  if (!S.at().Loop.empty())
    Texts.push_back(S.at().Loop);
  return Texts;
}

ArrayRef<LoopHead> turnsOf(const Step &S) {
  ArrayRef<LoopHead> All = S.slice().Loops;
  return All.take_back(std::min<size_t>(S.Turns, All.size()));
}

static bool mentions(const Expression &E, const std::string &Name) {
  return is_contained(E.symbols(), Name);
}

/// True if \p E cannot fall while \p Name rises, all symbols being sizes.
static bool rises(const Expression &E, const std::string &Name) {
  if (!mentions(E, Name))
    return true;
  ArrayRef<Expression> Parts = E.operands();
  switch (E.op()) {
  case Op::Symbol:
    return true;
  case Op::Add:
  case Op::Mul:
  case Op::Min:
  case Op::Max:
    return all_of(Parts, [&](const Expression &P) {
      return rises(P, Name) &&
             !(P.op() == Op::Constant && P.value() < 0 && E.op() == Op::Mul);
    });
  case Op::Sub:
  case Op::Div:
  case Op::CeilDiv:
    return rises(Parts[0], Name) && !mentions(Parts[1], Name);
  default:
    return false;
  }
}

/// The most that \p E is in any turn of \p Loop; nothing where that is not
/// known.
static std::optional<Expression> mostOf(const Expression &E,
                                        const LoopHead &Loop) {
  if (!mentions(E, Loop.Variable))
    return E;
  if (!Loop.Largest || !rises(E, Loop.Variable))
    return std::nullopt;
  return E.substitute({{Loop.Variable, *Loop.Largest}});
}

std::vector<ParameterModel> modelsOf(const Step &S) {
  std::vector<ParameterModel> Models = S.slice().Variables;
  ArrayRef<LoopHead> Turns = turnsOf(S);
  if (Turns.empty())
    return Models;
  append_range(Models, S.slice().LoopVariables);
  std::vector<ParameterModel> Result;
  for (ParameterModel &P : Models) {
    if (any_of(Turns,
               [&](const LoopHead &L) { return L.Variable == P.Name; }) ||
        any_of(Result,
               [&](const ParameterModel &Q) { return Q.Name == P.Name; }))
      continue;
    for (const LoopHead &Loop : reverse(Turns)) {
      if (P.Extent)
        P.Extent = mostOf(*P.Extent, Loop);
      if (P.Domain.Bound && mentions(*P.Domain.Bound, Loop.Variable))
        P.Domain = {};
    }
    if (!P.Extent)
      P.ExtentConfidence = Confidence::Unknown;
    Result.push_back(std::move(P));
  }
  return Result;
}

/// The loops that all of \p Steps stand in, by place.
static std::vector<std::string> sharedLoops(ArrayRef<Step> Steps) {
  std::vector<std::string> Shared = loopTexts(Steps.front());
  ArrayRef<LoopHead> First = Steps.front().slice().Loops;
  for (const Step &S : Steps) {
    std::vector<std::string> Texts = loopTexts(S);
    ArrayRef<LoopHead> Heads = S.slice().Loops;
    size_t Length = 0;
    while (Length < Shared.size() && Length < Texts.size() &&
           Shared[Length] == Texts[Length] &&
           (Length >= First.size() || Length >= Heads.size() ||
            First[Length].Place == Heads[Length].Place))
      ++Length;
    Shared.resize(Length);
  }
  return Shared;
}

static size_t commonLength(ArrayRef<std::string> A, ArrayRef<std::string> B) {
  size_t Length = 0;
  while (Length < A.size() && Length < B.size() && A[Length] == B[Length])
    ++Length;
  return Length;
}

void setTurns(Replacement &R) {
  std::vector<std::string> Old = sharedLoops(R.Old), New = sharedLoops(R.New);
  Old.resize(commonLength(Old, New));
  auto Set = [&](std::vector<Step> &Steps, const HostFunction &Caller) {
    for (Step &S : Steps) {
      std::vector<std::string> Texts = loopTexts(S);
      S.Turns = Texts.size();
      if (S.function() == Caller.Identity)
        S.Turns -= commonLength(Texts, Old);
    }
  };
  Set(R.Old, *R.Before);
  Set(R.New, *R.After);
  Set(R.OldSetup, *R.Before);
  Set(R.NewSetup, *R.After);
}

bool hasTurns(const Replacement &R) {
  auto Repeats = [](const Step &S) { return S.Turns != 0; };
  return any_of(R.Old, Repeats) || any_of(R.New, Repeats);
}

std::string whyNotInTurns(const Replacement &R) {
  // Which loop goes around which, where functions call each other?
  if (R.SeveralCallers && hasTurns(R))
    return "its calls stand in loops of several functions";
  for (const std::vector<Step> *Steps :
       {&R.OldSetup, &R.Old, &R.NewSetup, &R.New})
    for (const Step &S : *Steps) {
      if (S.Turns == 0)
        continue;
      std::string Where = shown(S) + " is called in `" + S.at().Loop +
                          "` of `" + S.caller() +
                          "`, which the benchmark would have to repeat: ";
      if (S.slice().Loops.size() != loopTexts(S).size())
        return Where + "the loop is not understood";
      for (const LoopHead &Loop : turnsOf(S))
        if (!Loop.WhyNot.empty())
          return Where + Loop.WhyNot;
    }
  return "";
}

} // namespace perfclaim
