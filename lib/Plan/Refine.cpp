//===- Refine.cpp - Argument models against what runs touched -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Questions.h"
#include "SizeKind.h"
#include "perfclaim/Plan/Plan.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

namespace {

using Op = Expression::Op;

/// One buffer in one workload, over both sides.
struct Touch {
  const std::map<std::string, int64_t> *Integers;
  std::string Workload;
  int64_t Elements = 0; ///< Up to the last one that either side touched.
  bool Written = false, Exposed = false, Read = false;
};

std::vector<Touch> touchesOf(const ParameterModel &P,
                             ArrayRef<Observation> Seen) {
  const int64_t Size = std::max<int64_t>(P.ElementSize, 1);
  std::vector<Touch> Result;
  for (const Observation &O : Seen) {
    Touch T{&O.Integers, O.Workload};
    for (const std::vector<ObservedArgument> *Side : {&O.Before, &O.After})
      for (const ObservedArgument &A : *Side) {
        if (A.Name != P.Name)
          continue;
        T.Elements = std::max(T.Elements, (A.Last + Size - 1) / Size);
        T.Read |= A.Read != 0;
        T.Written |= A.Written != 0;
        T.Exposed |= A.Exposed != 0;
      }
    if (T.Elements > 0)
      Result.push_back(std::move(T));
  }
  return Result;
}

/// A product of integer parameters and a constant.
struct Product {
  std::vector<std::string> Factors;
  int64_t Times = 1, By = 1; ///< One of them is 1.
  /// Fewer factors explain more; a constant may stand for one that is hidden.
  unsigned cost() const { return 2 * Factors.size() + (Times != By); }

  Expression expression() const {
    std::optional<Expression> E;
    if (Times != 1 || Factors.empty())
      E = Expression::constant(Times);
    for (const std::string &Name : Factors) {
      const Expression Next = Expression::symbol(Name);
      E = E ? Expression::make(Op::Mul, {*E, Next}) : Next;
    }
    return By == 1
               ? *E
               : Expression::make(Op::CeilDiv, {*E, Expression::constant(By)});
  }
};

/// \p Factors with the one constant that makes it right everywhere.
std::optional<Product> withConstant(const std::vector<std::string> &Factors,
                                    ArrayRef<Touch> Touches) {
  std::optional<Product> Result;
  for (const Touch &T : Touches) {
    int64_t Value = 1;
    for (const std::string &Name : Factors)
      if (MulOverflow(Value, T.Integers->at(Name), Value) || Value <= 0)
        return std::nullopt;
    Product Here{Factors};
    if (T.Elements % Value == 0)
      Here.Times = T.Elements / Value;
    else if (Value % T.Elements == 0)
      Here.By = Value / T.Elements;
    else
      return std::nullopt;
    if (Result && (Result->Times != Here.Times || Result->By != Here.By))
      return std::nullopt;
    Result = std::move(Here);
  }
  return Result;
}

/// The simplest product that is exact in every run. Nothing where the runs are
/// too few, or too much alike, to tell.
std::optional<Product> fit(ArrayRef<Touch> Touches) {
  constexpr size_t FewestRuns = 3, MostFactors = 4;
  if (Touches.size() < FewestRuns || all_of(Touches, [&](const Touch &T) {
        return T.Elements == Touches.front().Elements;
      }))
    return std::nullopt;
  std::vector<std::string> Names;
  for (const auto &[Name, Value] : *Touches.front().Integers)
    if (all_of(Touches, [&](const Touch &T) {
          const auto At = T.Integers->find(Name);
          return At != T.Integers->end() && At->second > 0;
        }))
      Names.push_back(Name);
  std::optional<Product> Best;
  // Non-decreasing sequences of names, so that each product comes once.
  std::vector<std::vector<std::string>> Queue = {{}};
  while (!Queue.empty()) {
    std::vector<std::string> Factors = std::move(Queue.back());
    Queue.pop_back();
    if (const auto Found = withConstant(Factors, Touches);
        Found &&
        (!Best || Found->cost() < Best->cost() ||
         (Found->cost() == Best->cost() && Found->Factors < Best->Factors)))
      Best = Found;
    if (Factors.size() == MostFactors)
      continue;
    for (const std::string &Name : Names)
      if (Factors.empty() || Factors.back() <= Name) {
        Queue.push_back(Factors);
        Queue.back().push_back(Name);
      }
  }
  return Best;
}

/// How what is known of a buffer's extent stands to the runs.
enum class Standing { Unknown, Exact, Enough, TooLarge, TooSmall };

Standing standing(const ParameterModel &P, ArrayRef<Touch> Touches) {
  Standing Result = P.Extent ? Standing::Exact : Standing::Unknown;
  for (const Touch &T : Touches) {
    const std::optional<int64_t> Known =
        P.Extent ? P.Extent->evaluate(*T.Integers) : std::nullopt;
    if (!Known)
      return Standing::Unknown;
    if (*Known < T.Elements)
      return Standing::TooSmall;
    // More than twice what is touched tells of a wrong formula.
    Result = std::max(Result, *Known == T.Elements      ? Standing::Exact
                              : *Known / 2 > T.Elements ? Standing::TooLarge
                                                        : Standing::Enough);
  }
  return Result;
}

std::string sizesOf(const Touch &T) {
  std::string Text;
  for (const auto &[Name, Value] : *T.Integers)
    Text += (Text.empty() ? "" : " ") + Name + "=" + std::to_string(Value);
  return Text;
}

void refineExtent(BenchmarkPlan &Plan, ParameterModel &P,
                  ArrayRef<Touch> Touches) {
  const std::string Runs =
      std::to_string(Touches.size()) + (Touches.size() == 1 ? " run" : " runs");
  const Standing Now = standing(P, Touches);
  if (Now == Standing::Exact || Now == Standing::Enough) {
    P.Because.push_back({Now == Standing::Exact
                             ? "exactly what " + Runs + " touched"
                             : "no less than what " + Runs +
                                   " touched, and "
                                   "no more than twice of it",
                         {}});
    P.ExtentConfidence = Confidence::Certain;
    return;
  }
  const std::optional<Product> Found = fit(Touches);
  if (!Found) {
    // The largest run says most.
    const Touch &T = *std::max_element(
        Touches.begin(), Touches.end(),
        [](const Touch &A, const Touch &B) { return A.Elements < B.Elements; });
    if (Now == Standing::TooLarge)
      return; // Large enough is right, if not exact.
    Plan.Notes.push_back({Severity::Warning, "", 0,
                          "`" + P.Name + "`: " + std::to_string(T.Elements) +
                              " elements are touched with " + sizesOf(T) +
                              ", and " +
                              (P.Extent ? "the code says " + P.Extent->str()
                                        : std::string("no formula is known"))});
    Plan.Questions.push_back(question(Plan.Entries.front(),
                                      "how many elements has `" + P.Name + "`?",
                                      P.Name, "\"extent\": \"...\""));
    return;
  }
  const Expression E = Found->expression();
  Plan.Notes.push_back(
      {Severity::Warning, "", 0,
       "`" + P.Name + "` has " + E.str() + " elements, going by what " + Runs +
           " touched" +
           (P.Extent ? "; the code seemed to say " + P.Extent->str() : "")});
  P.Because.push_back({Runs + " touched exactly this", {}});
  // What was assumed is known now.
  const std::string Assumed = "how large `" + P.Name + "` is",
                    Asked = "does `" + P.Name + "` have?";
  erase_if(Plan.Assumptions, [&](const std::string &Text) {
    return StringRef(Text).contains(Assumed);
  });
  erase_if(Plan.Questions, [&](const std::string &Text) {
    return StringRef(Text).contains(Asked);
  });
  P.Extent = E;
  P.ExtentConfidence = Confidence::Certain;
}

StringRef roleWord(ParameterRole Role) {
  return Role == ParameterRole::Input    ? "is only read"
         : Role == ParameterRole::Output ? "is written before it is read"
                                         : "is read and then written";
}

void refineRole(BenchmarkPlan &Plan, ParameterModel &P,
                ArrayRef<Touch> Touches) {
  auto Any = [&](bool Touch::*What) {
    return any_of(Touches, [&](const Touch &T) { return T.*What; });
  };
  const bool Written = Any(&Touch::Written), Exposed = Any(&Touch::Exposed);
  const ParameterRole Role =
      Written ? Exposed ? ParameterRole::InOut : ParameterRole::Output
              : ParameterRole::Input;
  const bool Moves = P.Role == ParameterRole::Input ||
                     P.Role == ParameterRole::Output ||
                     P.Role == ParameterRole::InOut;
  if (P.Role == Role || (!Moves && P.Role != ParameterRole::Unknown))
    return;
  // What is never written in these runs may be in others.
  if (Role == ParameterRole::Input && P.Role != ParameterRole::Unknown)
    return;
  // An output that is read first needs contents; nobody knows which.
  Plan.Notes.push_back({Severity::Warning, "", 0,
                        ("`" + P.Name + "` " + roleWord(Role) + " in " +
                         std::to_string(Touches.size()) +
                         " runs, which the code did not seem to say")
                            .str()});
  P.Because.push_back({(roleWord(Role) + " in the runs").str(), {}});
  P.Role = Role;
  P.Read = P.Read || Exposed;
  P.Written = P.Written || Written;
}

} // namespace

std::vector<std::map<std::string, int64_t>>
probeSizes(const BenchmarkPlan &Plan) {
  if (Plan.Entries.empty() || Plan.Workloads.empty())
    return {};
  const std::map<std::string, SizeKind> Kinds =
      classifyIntegers(Plan.Entries.front().Variables);
  auto SizesOf = [](const Workload &W) {
    return W.Reduced.empty() ? W.Integers : W.Reduced;
  };
  auto Product = [&](const Workload &W) {
    double Result = 1;
    for (const auto &[Name, Value] : SizesOf(W))
      Result *= static_cast<double>(std::max<int64_t>(Value, 1));
    return Result;
  };
  const std::map<std::string, int64_t> Least =
      SizesOf(*std::min_element(Plan.Workloads.begin(), Plan.Workloads.end(),
                                [&](const Workload &A, const Workload &B) {
                                  return Product(A) < Product(B);
                                }));
  std::vector<std::map<std::string, int64_t>> Result = {Least};
  for (const auto &[Name, Value] : Least) {
    const auto Kind = Kinds.find(Name);
    if (Kind == Kinds.end() || !isDimension(Kind->second))
      continue;
    for (const int64_t Factor : {2, 3}) {
      Result.push_back(Least);
      Result.back()[Name] = std::max<int64_t>(Value, 1) * Factor;
    }
  }
  return Result;
}

void refine(BenchmarkPlan &Plan, ArrayRef<Observation> Seen) {
  if (Plan.Entries.empty())
    return;
  for (ParameterModel &P : Plan.Entries.front().Variables) {
    if (P.Kind != ValueKind::Pointer ||
        any_of(P.Because, [](const Evidence &E) {
          return E.Text == "perfclaim.json"; // The user knows better.
        }))
      continue;
    const std::vector<Touch> Touches = touchesOf(P, Seen);
    if (Touches.empty()) {
      if (!Seen.empty())
        Plan.Notes.push_back({Severity::Warning, "", 0,
                              "`" + P.Name + "` is touched by no run"});
      continue;
    }
    refineExtent(Plan, P, Touches);
    refineRole(Plan, P, Touches);
  }
}

} // namespace perfclaim
