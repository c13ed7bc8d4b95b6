//===- GeneratePackage.cpp - A benchmark of what a commit changed ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ChooseEntry.h"
#include "GeneratePython.h"
#include "perfclaim/Driver/Driver.h"
#include "perfclaim/Support/Error.h"

using namespace llvm;

namespace perfclaim {

namespace {

/// Files of the closures that are not there would fail in nvcc's hands.
BenchmarkPlan refusal(const Analyzed &Commit, std::string Why) {
  BenchmarkPlan Plan;
  Plan.Change = Commit.Input.Change;
  Plan.Change.Repository.clear();
  for (FileChange &File : Plan.Change.Files)
    File.Before = File.After = std::nullopt;
  Plan.Claims = Commit.Claims;
  Plan.Changes = Commit.Changes;
  Plan.NothingToDo = std::move(Why);
  if (Commit.StaticFor)
    Plan.Changes.Static = gatherStaticEvidence(Commit, Plan);
  return Plan;
}

/// The plan has no texts of files, but what it takes to tell which of the
/// changed lines ran.
void setChangedLines(perfclaim::Commit &Into, const perfclaim::Commit &Full) {
  for (const auto &[To, From] : llvm::zip_equal(Into.Files, Full.Files)) {
    FileChange Whole = From;
    findChangedLines(Whole);
    To.Lost = std::move(Whole.Lost);
    To.Gained = std::move(Whole.Gained);
  }
}

/// Units that one side lost: what changed there was not seen.
std::vector<std::string> lostUnits(const Analyzed &Commit) {
  std::vector<std::string> Lost;
  for (const Inventory *Side : {&Commit.Before, &Commit.After})
    for (const Note &N : Side->Notes)
      if (N.Level == Severity::Error &&
          StringRef(N.Text).starts_with("could not be parsed"))
        if (std::string Text = N.File + " " + N.Text; !is_contained(Lost, Text))
          Lost.push_back(std::move(Text));
  return Lost;
}

/// Runs a package of the same entry with small sizes.
Expected<std::vector<Observation>>
observeProbes(const Analyzed &Commit, const GenerationOptions &Options,
              const BenchmarkPlan &Plan, const EntryPair &Chosen,
              const SourceTexts &TextsBefore, const SourceTexts &TextsAfter) {
  PlanOverrides Sizes = Options.Overrides;
  Sizes.Workloads = probeSizes(Plan);
  const size_t Count = Sizes.Workloads.size();
  BenchmarkPlan Probe =
      makePlan(Commit.Input.Change, Commit.Before, Commit.After, Commit.Changes,
               Commit.Claims, Sizes, Chosen);
  // The user's come first.
  if (Probe.Workloads.size() > Count)
    Probe.Workloads.resize(Count);
  Probe.Tests.clear();
  Probe.Architectures = Plan.Architectures;
  Probe.Before = Plan.Before;
  Probe.After = Plan.After;
  Probe.Change.Repository.clear();
  Expected<GeneratedFiles> Files = emitPackage(Probe, TextsBefore, TextsAfter);
  if (!Files)
    return Files.takeError();
  return Options.Observe(Probe, *Files);
}

} // namespace

Expected<PlanOverrides> overridesIn(const SourceTree &Tree) {
  constexpr StringLiteral Name = "perfclaim.json";
  if (!Tree.contains(Name))
    return PlanOverrides();
  Expected<std::string> Text = Tree.read(Name);
  if (!Text)
    return Text.takeError();
  return readOverrides(*Text, Name);
}

Expected<Generated> generatePackage(const Analyzed &Commit,
                                    const GenerationOptions &Options) {
  Generated Result;
  std::string WhyNone;
  const std::vector<EntryPair> Candidates =
      proposeEntries(Commit.Before, Commit.After, Commit.Changes, Commit.Claims,
                     Options.Overrides, WhyNone, Commit.Input.Change.Message);
  std::vector<std::string> Refused;
  Expected<std::optional<ChosenEntry>> Choice =
      chooseEntry(Commit, Candidates, Options.HasTorch, Refused);
  if (!Choice)
    return Choice.takeError();
  if (*Choice) {
    const EntryPair &Chosen = (*Choice)->Entry;
    Result.Plan =
        makePlan(Commit.Input.Change, Commit.Before, Commit.After,
                 Commit.Changes, Commit.Claims, Options.Overrides, Chosen);
    Result.Plan.Architectures = Options.Architectures;
    // A package is the same wherever its repository lies.
    Result.Plan.Change.Repository.clear();
    setChangedLines(Result.Plan.Change, Commit.Input.Change);
    if (Commit.StaticFor)
      Result.Plan.Changes.Static = gatherStaticEvidence(Commit, Result.Plan);
    append_range(Result.Plan.Notes, (*Choice)->Notes);
    Result.Plan.Before = std::move((*Choice)->Before);
    Result.Plan.After = std::move((*Choice)->After);
    Expected<SourceTexts> TextsBefore =
        readTexts(*Commit.BeforeSide.Tree, Result.Plan.Before);
    if (!TextsBefore)
      return TextsBefore.takeError();
    Expected<SourceTexts> TextsAfter =
        readTexts(*Commit.AfterSide.Tree, Result.Plan.After);
    if (!TextsAfter)
      return TextsAfter.takeError();
    Expected<GeneratedFiles> Files =
        emitPackage(Result.Plan, *TextsBefore, *TextsAfter);
    if (!Files)
      return Files.takeError();
    if (Options.Observe) {
      Expected<std::vector<Observation>> Seen = observeProbes(
          Commit, Options, Result.Plan, Chosen, *TextsBefore, *TextsAfter);
      if (Seen)
        refine(Result.Plan, *Seen);
      else // The package is as good as without.
        Result.Plan.Notes.push_back(
            {Severity::Warning, "", 0,
             "could not be observed: " + toString(Seen.takeError())});
      Files = emitPackage(Result.Plan, *TextsBefore, *TextsAfter);
      if (!Files)
        return Files.takeError();
    }
    Result.Files = std::move(*Files);
    return Result;
  }

  // No CUDA that can be called, but Python that changed.
  std::string PythonWhy;
  if (changesPython(Commit)) {
    Expected<Generated> Python = generatePython(Commit, Options);
    if (!Python)
      return Python.takeError();
    if (Python->Plan.NothingToDo.empty())
      return Python;
    PythonWhy = std::move(Python->Plan.NothingToDo);
    // What is said of CUDA would only be that there is none.
    if (Commit.Units.Before.empty() && Commit.Units.After.empty())
      WhyNone.clear();
    WhyNone += (WhyNone.empty() ? "" : "; ") + PythonWhy;
  }
  if (WhyNone.empty() && Refused.empty())
    WhyNone = "nothing that can be benchmarked changed";
  for (const std::string &Unit : lostUnits(Commit))
    WhyNone += (WhyNone.empty() ? "" : "; ") + Unit;
  for (const std::string &Reason : Refused)
    WhyNone += (WhyNone.empty() ? "" : "; ") + Reason;
  Result.Plan = refusal(Commit, std::move(WhyNone));
  return Result;
}

} // namespace perfclaim
