//===- GeneratePackage.cpp - The first entry pair that compiles -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Closure.h"
#include "GeneratePython.h"
#include "perfclaim/Driver/Driver.h"
#include "perfclaim/Support/Error.h"

using namespace llvm;

namespace perfclaim {

namespace {

const UnitRequest *findUnit(ArrayRef<UnitRequest> Units, StringRef Path) {
  for (const UnitRequest &U : Units)
    if (U.Path == Path)
      return &U;
  return nullptr;
}

/// "file:12: what" of the first error, for a list of refused candidates.
std::string firstError(ArrayRef<Note> Errors) {
  const Note &First = Errors.front();
  std::string Text = First.File;
  if (First.Line)
    Text += ":" + std::to_string(First.Line);
  return Text + (Text.empty() ? "" : ": ") + First.Text;
}

/// What the entry calls of a framework that its stand-in declares only; "" if
/// there is nothing.
std::string missingOfFramework(const ShimCheck &Shim) {
  for (const ShimCheck::Definition &D : Shim.Defined) {
    if (D.Mangled != "pc_entries")
      continue;
    for (const unsigned At : D.Needs) {
      const ShimCheck::Symbol &Symbol = Shim.Undefined[At];
      const StringRef Header = Symbol.Header;
      if (!Symbol.InRepository && (Header.contains("/perfclaim_torch/") ||
                                   Header.ends_with("torch/extension.h")))
        return Symbol.Name;
    }
  }
  return "";
}

/// One side of a candidate, compiled as a shim.
struct CheckedSide {
  const UnitRequest *Unit = nullptr;
  ShimCheck Shim;
  std::string Refusal; ///< Why it cannot be built; empty if it can.
};

Expected<CheckedSide> checkSide(const EntryPair &Entry, Side Which,
                                const SideInput &Input,
                                ArrayRef<UnitRequest> Units,
                                const ParseOptions &Options) {
  CheckedSide Result;
  const EntrySide &Half = Which == Side::Before ? Entry.Before : Entry.After;
  const char *Word = Which == Side::Before ? "before" : "after";
  Result.Unit = findUnit(Units, Half.Unit);
  if (!Result.Unit) {
    Result.Refusal = (Twine(Word) + ": no unit includes " + Half.Unit).str();
    return Result;
  }
  const std::string Shim = std::string("shim_") + Word + ".cu";
  // A unit in C has what the closure is made of; its shim has only to compile.
  Expected<ShimCheck> Checked =
      isInC(Half) ? checkShim(Input, Result.Unit->Flags,
                              std::string("unit_") + Word + ".c",
                              emitUnitInC(Half, "", "pc_entries"), Options)
                  : checkShim(Input, Result.Unit->Flags, Shim,
                              emitShim(Entry, Which, ""), Options);
  if (!Checked)
    return Checked.takeError();
  if (isInC(Half) && Checked->Errors.empty()) {
    CompileFlags Plain;
    Plain.Standard = "c++17";
    Expected<ShimCheck> Called =
        checkShim(Input, Plain, Shim, emitShim(Entry, Which, ""), Options);
    if (!Called)
      return Called.takeError();
    Checked->Errors = std::move(Called->Errors);
  }
  Result.Shim = std::move(*Checked);
  if (!Result.Shim.MissingHeaders.empty())
    Result.Refusal =
        (Twine(Word) + ": needs '" + Result.Shim.MissingHeaders.front() +
         "', which is not in the repository or installed")
            .str();
  else if (!Result.Shim.Errors.empty())
    Result.Refusal =
        (Twine(Word) + ": " + firstError(Result.Shim.Errors)).str();
  else if (const std::string Lacks = missingOfFramework(Result.Shim);
           !Lacks.empty())
    Result.Refusal = (Twine(Word) + ": calls '" + Lacks +
                      "', which what stands in for torch does not have")
                         .str();
  return Result;
}

/// Qualified names of everything that \p Half can reach.
std::set<std::string> calledNames(const EntrySide &Half,
                                  const Inventory &Found) {
  std::set<std::string> Names;
  auto Add = [&](const std::string &Identity) {
    for (const std::string &Reached : Found.Graph.closure(Identity))
      if (const DeclNode *Node = Found.Graph.find(Reached))
        Names.insert(Node->QualifiedName);
  };
  for (const std::vector<EntryStep> *Steps : {&Half.Setup, &Half.Steps})
    for (const EntryStep &S : *Steps)
      if (!S.Function.empty())
        Add(S.Function);
  if (Half.Kind == EntryKind::Launcher || Half.Kind == EntryKind::Caller ||
      Half.Kind == EntryKind::Native)
    for (const HostFunction &F : Found.Functions)
      if (F.Place == Half.Place)
        Add(F.Identity);
  // A launch by itself calls nothing but its kernel, which may be another
  // unit's.
  for (const Kernel &K : Found.Kernels)
    if (is_contained(Half.Reaches, K.Name))
      Add(K.Identity);
  return Names;
}

Expected<SideBuild> closeChecked(const CheckedSide &Checked,
                                 const EntrySide &Half, const SideInput &Input,
                                 const Inventory &Found,
                                 const ParseOptions &Options,
                                 std::vector<Note> &Notes) {
  append_range(Notes, Checked.Shim.Repairs);
  std::vector<std::string> UnitFiles;
  if (auto Known = Found.UnitFiles.find(Half.Unit);
      Known != Found.UnitFiles.end())
    UnitFiles = Known->second;
  return closeSide(Input, *Checked.Unit, Checked.Shim, UnitFiles,
                   calledNames(Half, Found), Options, Notes);
}

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

/// A unit of the entry of which only a part is known; empty if there is none.
static std::string unitOfHunks(const Commit &Change, const EntryPair &Entry) {
  for (const FileChange &File : Change.Files)
    if (File.Partial &&
        (Entry.Before.Unit == File.OldPath || Entry.After.Unit == File.Path))
      return File.Path;
  return "";
}

Expected<Generated> generatePackage(const Analyzed &Commit,
                                    const GenerationOptions &Options) {
  Generated Result;
  std::string WhyNone;
  const std::vector<EntryPair> Candidates =
      proposeEntries(Commit.Before, Commit.After, Commit.Changes, Commit.Claims,
                     Options.Overrides, WhyNone, Commit.Input.Change.Message);
  std::vector<std::string> Refused;
  for (const EntryPair &Candidate : Candidates) {
    if (std::string Unit = unitOfHunks(Commit.Input.Change, Candidate);
        !Unit.empty()) {
      Unit += " is known by the hunks of a diff only; --repo DIR reads it from "
              "the repository";
      if (!is_contained(Refused, Unit))
        Refused.push_back(std::move(Unit));
      continue;
    }
    Expected<CheckedSide> Before =
        checkSide(Candidate, Side::Before, Commit.BeforeSide,
                  Commit.Units.Before, Commit.Parsing);
    if (!Before)
      return Before.takeError();
    if (!Before->Refusal.empty()) {
      Refused.push_back(Candidate.Name + ": " + Before->Refusal);
      continue;
    }
    Expected<CheckedSide> After =
        checkSide(Candidate, Side::After, Commit.AfterSide, Commit.Units.After,
                  Commit.Parsing);
    if (!After)
      return After.takeError();
    if (!After->Refusal.empty()) {
      Refused.push_back(Candidate.Name + ": " + After->Refusal);
      continue;
    }

    EntryPair Chosen = Candidate;
    Chosen.Alternatives.insert(Chosen.Alternatives.begin(), Refused.begin(),
                               Refused.end());
    Result.Plan =
        makePlan(Commit.Input.Change, Commit.Before, Commit.After,
                 Commit.Changes, Commit.Claims, Options.Overrides, Chosen);
    Result.Plan.Architectures = Options.Architectures;
    // A package is the same wherever its repository lies.
    Result.Plan.Change.Repository.clear();
    setChangedLines(Result.Plan.Change, Commit.Input.Change);
    if (Commit.StaticFor)
      Result.Plan.Changes.Static = gatherStaticEvidence(Commit, Result.Plan);
    Expected<SideBuild> BuildBefore =
        closeChecked(*Before, Chosen.Before, Commit.BeforeSide, Commit.Before,
                     Commit.Parsing, Result.Plan.Notes);
    if (!BuildBefore)
      return BuildBefore.takeError();
    Expected<SideBuild> BuildAfter =
        closeChecked(*After, Chosen.After, Commit.AfterSide, Commit.After,
                     Commit.Parsing, Result.Plan.Notes);
    if (!BuildAfter)
      return BuildAfter.takeError();
    Result.Plan.Before = std::move(*BuildBefore);
    Result.Plan.After = std::move(*BuildAfter);
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
