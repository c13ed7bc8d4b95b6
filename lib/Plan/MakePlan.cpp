//===- MakePlan.cpp - A chosen entry to a whole plan ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BlockSweep.h"
#include "ClaimTests.h"
#include "Models.h"
#include "Predict.h"
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

/// A number that is a block's width by itself counts threads, whatever it is
/// called, unless arrays have it as a size.
static void findBlockSizes(const SideView &Before, const SideView &After,
                           const EntryPair &Entry,
                           std::map<std::string, SizeKind> &Kinds) {
  for (const auto &[View, Side] :
       {std::pair(&Before, &Entry.Before), std::pair(&After, &Entry.After)})
    for (const LaunchFormula &F : launchFormulas(*View, *Side)) {
      const std::optional<Expression> &Width = F.Block[0];
      if (!Width || Width->op() != Expression::Op::Symbol)
        continue;
      const bool Sized = any_of(Entry.Variables, [&](const ParameterModel &P) {
        return P.Extent && is_contained(P.Extent->symbols(), Width->name());
      });
      if (auto Kind = Kinds.find(Width->name()); Kind != Kinds.end() && !Sized)
        Kind->second = SizeKind::BlockSize;
    }
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
  SideView Old(Before), New(After);
  findBlockSizes(Old, New, Chosen, Kinds);
  completeModels(Plan, Chosen, Before, After, Overrides, Kinds);
  for (const auto &[Name, Said] : Overrides.Parameters) {
    std::string Last = Name.substr(Name.rfind('.') + 1);
    if (none_of(Chosen.Variables,
                [&](const ParameterModel &P) { return P.Name == Last; }))
      Plan.Notes.push_back({Severity::Warning, "perfclaim.json", 0,
                            "the entry has no parameter `" + Name + "`"});
  }
  addWorkloads(Plan, Chosen, Old, New, Overrides, Kinds);
  addClaimTests(Plan, Chosen, Kinds);
  Plan.Blocks = blockSweep(New, Chosen);
  Plan.Entries.push_back(std::move(Chosen));
  return Plan;
}

} // namespace perfclaim
