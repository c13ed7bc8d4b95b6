//===- MakePlan.cpp - A chosen entry to a whole plan ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimTests.h"
#include "Models.h"
#include "Reach.h"
#include "Workloads.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

/// A plan is a value to read: the texts of the files stay where they are.
static Commit withoutTexts(Commit Change) {
  for (FileChange &F : Change.Files) {
    F.Before.reset();
    F.After.reset();
  }
  return Change;
}

void planClaims(BenchmarkPlan &Plan) {
  const EntryPair &Entry = Plan.Entries.front();
  addClaimTests(Plan, Entry, classifyIntegers(Entry.Variables));
}

BenchmarkPlan makePlan(const Commit &Change, const Inventory &Before,
                       const Inventory &After, const ChangeSet &Changes,
                       const ClaimSet &Claims, const PlanOverrides &Overrides,
                       EntryPair Chosen) {
  BenchmarkPlan Plan;
  Plan.Change = withoutTexts(Change);
  Plan.Changes = Changes;
  Plan.Claims = Claims;
  std::map<std::string, SizeKind> Kinds = classifyIntegers(Chosen.Variables);
  completeModels(Plan, Chosen, Before, After, Overrides, Kinds);
  for (const auto &[Name, Said] : Overrides.Parameters) {
    std::string Last = Name.substr(Name.rfind('.') + 1);
    if (none_of(Chosen.Variables,
                [&](const ParameterModel &P) { return P.Name == Last; }))
      Plan.Notes.push_back({Severity::Warning, "perfclaim.json", 0,
                            "the entry has no parameter `" + Name + "`"});
  }
  SideView Old(Before), New(After);
  addWorkloads(Plan, Chosen, Old, New, Overrides, Kinds);
  addClaimTests(Plan, Chosen, Kinds);
  Plan.Entries.push_back(std::move(Chosen));
  return Plan;
}

} // namespace perfclaim
