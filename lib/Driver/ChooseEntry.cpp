//===- ChooseEntry.cpp - The entry pair that a package is of --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ChooseEntry.h"
#include "llvm/ADT/STLExtras.h"

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

/// Why the body of the entry itself was left out; "" where it was not.
std::string rejection(const EntrySide &Half, const ShimCheck &Shim) {
  for (const auto &[Function, Why] : Shim.LeftOut)
    if (StringRef(Function).rsplit("::").second == Half.Name ||
        Function == Half.Name)
      return Why;
  return "";
}

/// One side of a candidate, compiled as a shim.
struct CheckedSide {
  const UnitRequest *Unit = nullptr;
  ShimCheck Shim;
  std::string Refusal;    ///< Why it cannot be built; empty if it can.
  std::string NeedsTorch; ///< What only torch itself has of what it calls.
};

Expected<CheckedSide> checkSide(const EntryPair &Entry, Side Which,
                                const SideInput &Input,
                                ArrayRef<UnitRequest> Units,
                                const ParseOptions &Options, bool HasTorch) {
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
  else if (const std::string Why = rejection(Half, Result.Shim); !Why.empty())
    Result.Refusal = (Twine(Word) + ": Clang rejects the body of `" +
                      Half.Name + "`: " + Why)
                         .str();
  else if (std::string Lacks = missingOfFramework(Result.Shim);
           !Lacks.empty() && HasTorch)
    Result.NeedsTorch = std::move(Lacks);
  else if (!Lacks.empty())
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

Expected<SideBuild> closeChecked(CheckedSide Checked, const EntrySide &Half,
                                 const SideInput &Input, const Inventory &Found,
                                 const ParseOptions &Options,
                                 std::vector<Note> &Notes) {
  append_range(Notes, Checked.Shim.Repairs);
  std::vector<std::string> UnitFiles;
  if (auto Known = Found.UnitFiles.find(Half.Unit);
      Known != Found.UnitFiles.end())
    UnitFiles = Known->second;
  // Of what device code needs the shim's check does not know.
  if (auto Known = Found.UnitHeaders.find(Half.Unit);
      Known != Found.UnitHeaders.end())
    Checked.Shim.StandardHeaders.insert(Known->second.begin(),
                                        Known->second.end());
  return closeSide(Input, *Checked.Unit, Checked.Shim, UnitFiles,
                   calledNames(Half, Found), Options, Notes);
}

/// The function of the host that \p Half calls, or null.
const DeclNode *functionOf(const EntrySide &Half, const Inventory &Found) {
  if (Half.Kind == EntryKind::Launcher || Half.Kind == EntryKind::Caller)
    for (const HostFunction &F : Found.Functions)
      if (F.Place == Half.Place)
        return Found.Graph.find(F.Identity);
  return nullptr;
}

/// What the entry's function itself calls and \p Build only has a stub for: it
/// would end there.
std::string lackedCall(const EntrySide &Half, const Inventory &Found,
                       const SideBuild &Build) {
  const DeclNode *Own = functionOf(Half, Found);
  if (!Own)
    return "";
  for (const DeclEdge &E : Own->Edges) {
    const DeclNode *To =
        E.Kind == EdgeKind::Calls ? Found.Graph.find(E.To) : nullptr;
    const bool IsTorchs = To && !Build.NeedsTorch.empty() &&
                          StringRef(To->QualifiedName).starts_with("at::");
    if (To && !IsTorchs && any_of(Build.Stubs, [&](const SideBuild::Stub &S) {
          return S.Function && S.Name == To->QualifiedName;
        }))
      return To->QualifiedName;
  }
  return "";
}

/// Whether the kernels alone would not show what the commit changed.
bool changesHostCodeAlone(const EntryPair &Entry, const Analyzed &Commit) {
  const DeclNode *Old = functionOf(Entry.Before, Commit.Before);
  const DeclNode *New = functionOf(Entry.After, Commit.After);
  return (!Old || !New || Old->SemanticHash != New->SemanticHash) &&
         none_of(Commit.Changes.Kernels, [&](const KernelChange &K) {
           return is_contained(Entry.After.Reaches, K.Name);
         });
}

bool runsAllOf(const EntrySide &Half, const EntrySide &Other) {
  return all_of(Other.Reaches, [&](const std::string &Kernel) {
    return is_contained(Half.Reaches, Kernel);
  });
}

/// A unit of the entry of which only a part is known; empty if there is none.
std::string unitOfHunks(const Commit &Change, const EntryPair &Entry) {
  for (const FileChange &File : Change.Files)
    if (File.Partial &&
        (Entry.Before.Unit == File.OldPath || Entry.After.Unit == File.Path))
      return File.Path;
  return "";
}

/// Both sides of \p Candidate, or nothing where one cannot be built.
Expected<std::optional<ChosenEntry>> build(const Analyzed &Commit,
                                           const EntryPair &Candidate,
                                           bool HasTorch,
                                           std::vector<std::string> &Refused) {
  Expected<CheckedSide> Before =
      checkSide(Candidate, Side::Before, Commit.BeforeSide, Commit.Units.Before,
                Commit.Parsing, HasTorch);
  if (!Before)
    return Before.takeError();
  if (!Before->Refusal.empty()) {
    Refused.push_back(Candidate.Name + ": " + Before->Refusal);
    return std::nullopt;
  }
  Expected<CheckedSide> After =
      checkSide(Candidate, Side::After, Commit.AfterSide, Commit.Units.After,
                Commit.Parsing, HasTorch);
  if (!After)
    return After.takeError();
  if (!After->Refusal.empty()) {
    Refused.push_back(Candidate.Name + ": " + After->Refusal);
    return std::nullopt;
  }
  ChosenEntry Result;
  Result.Entry = Candidate;
  Expected<SideBuild> Old =
      closeChecked(*Before, Candidate.Before, Commit.BeforeSide, Commit.Before,
                   Commit.Parsing, Result.Notes);
  if (!Old)
    return Old.takeError();
  Expected<SideBuild> New =
      closeChecked(*After, Candidate.After, Commit.AfterSide, Commit.After,
                   Commit.Parsing, Result.Notes);
  if (!New)
    return New.takeError();
  Result.Before = std::move(*Old);
  Result.After = std::move(*New);
  Result.Before.NeedsTorch = std::move(Before->NeedsTorch);
  Result.After.NeedsTorch = std::move(After->NeedsTorch);
  return Result;
}

} // namespace

Expected<std::optional<ChosenEntry>>
chooseEntry(const Analyzed &Commit, ArrayRef<EntryPair> Candidates,
            bool HasTorch, std::vector<std::string> &Refused) {
  std::optional<ChosenEntry> Result;
  std::string Lack; // Of the result, which another may do without.
  for (const EntryPair &Candidate : Candidates) {
    if (Result && !(runsAllOf(Candidate.Before, Result->Entry.Before) &&
                    runsAllOf(Candidate.After, Result->Entry.After)))
      continue;
    if (std::string Unit = unitOfHunks(Commit.Input.Change, Candidate);
        !Unit.empty()) {
      Unit += " is known by the hunks of a diff only; --repo DIR reads it from "
              "the repository";
      if (!is_contained(Refused, Unit))
        Refused.push_back(std::move(Unit));
      continue;
    }
    Expected<std::optional<ChosenEntry>> Built =
        build(Commit, Candidate, HasTorch, Refused);
    if (!Built)
      return Built.takeError();
    if (!*Built)
      continue;
    std::string Call =
        lackedCall(Candidate.Before, Commit.Before, (*Built)->Before);
    if (Call.empty())
      Call = lackedCall(Candidate.After, Commit.After, (*Built)->After);
    if (Call.empty()) {
      if (!Lack.empty())
        Refused.push_back(Lack);
      Result = std::move(*Built);
      break;
    }
    if (Result)
      continue;
    Result = std::move(*Built);
    if (changesHostCodeAlone(Candidate, Commit))
      break;
    Lack = Candidate.Name + ": calls '" + Call +
           "', which is defined in a unit that could not be brought in";
  }
  if (Result)
    Result->Entry.Alternatives.insert(Result->Entry.Alternatives.begin(),
                                      Refused.begin(), Refused.end());
  return Result;
}

} // namespace perfclaim
