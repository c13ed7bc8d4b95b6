//===- FailingWorkloads.cpp - Calls that both sides must refuse ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FailingWorkloads.h"
#include "Workloads.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

namespace {

/// What the function of \p Side checks of its arguments; empty for an entry
/// that is no single function.
std::vector<std::string> checksOf(const SideView &View, const EntrySide &Side) {
  if (Side.Kind == EntryKind::Kernel || !Side.Steps.empty())
    return {};
  for (const HostFunction &F : View.inventory().Functions)
    if (F.Name == Side.Name && F.Place == Side.Place)
      return F.Preconditions;
  return {};
}

/// "TORCH_CHECK(n % 8 == 0)" and "assert(..)" end the call. What returns early
/// does not fail, and what stands below a condition is not always asked.
bool isCheck(StringRef Text) {
  const StringRef Word = Text.take_while(
      [](char C) { return isAlnum(C) || C == '_' || C == ':'; });
  return !Word.empty() && Text.drop_front(Word.size()).starts_with("(") &&
         Word != "if" && Word != "switch" && Word != "where" &&
         Word != "unless";
}

/// \p From with one of the names of \p Check changed so that it fails, while
/// all of \p Others hold; the name is in \p Changed.
std::optional<Expression::Values> breaking(const Expression &Check,
                                           ArrayRef<Expression> Others,
                                           const Expression::Values &From,
                                           std::string &Changed) {
  for (const std::string &Name : Check.symbols()) {
    const auto At = From.find(Name);
    if (At == From.end())
      continue;
    for (const int64_t Value :
         {At->second + 1, At->second - 1, 2 * At->second + 1, int64_t(1)}) {
      // Nothing in a call that is worth making is empty or negative.
      if (Value < 1 || Value == At->second)
        continue;
      Expression::Values Here = From;
      Here[Name] = Value;
      if (Check.evaluate(Here) != 0 || any_of(Others, [&](const Expression &E) {
            return !(E == Check) && E.evaluate(Here) == 0;
          }))
        continue;
      Changed = Name;
      return Here;
    }
  }
  return std::nullopt;
}

} // namespace

std::vector<Workload>
failingWorkloads(const BenchmarkPlan &Plan, const EntryPair &Entry,
                 const SideView &Before, const SideView &After,
                 const std::map<std::string, SizeKind> &Kinds) {
  constexpr size_t Most = 3;
  std::vector<Workload> Result;
  // Little data: such a call ends before it does anything.
  const Workload *Smallest = nullptr;
  int64_t Least = 0;
  for (const Workload &W : Plan.Workloads)
    if (const std::optional<int64_t> Bytes = bytesOf(Entry, W.Integers);
        Bytes && (!Smallest || *Bytes < Least)) {
      Smallest = &W;
      Least = *Bytes;
    }
  if (!Smallest)
    return Result;
  const KnownNames Known{Kinds, {}};
  Constraints All;
  for (const std::string &Text : Entry.Preconditions)
    addPrecondition(Text, Known, All);
  const std::vector<std::string> Old = checksOf(Before, Entry.Before);
  for (const std::string &Text : checksOf(After, Entry.After)) {
    if (!isCheck(Text) || !is_contained(Old, Text))
      continue;
    Constraints Here;
    addPrecondition(Text, Known, Here);
    for (const Expression &Check : Here.Hold) {
      Workload W;
      std::string Changed;
      const auto Values =
          breaking(Check, All.Hold, Smallest->Integers, Changed);
      if (!Values)
        continue;
      W.Name = "fails_" + Changed + "_" + std::to_string(Values->at(Changed));
      W.Provenance = "breaks `" + Check.str() + "`, which both sides check";
      W.For = Workload::Purpose::Fails;
      W.Integers = *Values;
      W.Floats = Smallest->Floats;
      if (Result.size() < Most && none_of(Result, [&](const Workload &Other) {
            return Other.Name == W.Name;
          }))
        Result.push_back(std::move(W));
      break;
    }
  }
  return Result;
}

} // namespace perfclaim
