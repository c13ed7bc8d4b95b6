//===- Package.cpp - All files of a package -------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EmitInternal.h"
#include "Escape.h"
#include "Legacy.h"
#include "Setup.h"
#include "Templates.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/StandIns/StandIns.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

namespace {

Error addClosure(GeneratedFiles &Files, const SideBuild &Build,
                 const SourceTexts &Texts, StringRef Folder) {
  std::vector<std::string> Paths = Build.Files;
  append_range(Paths, Build.LinkUnits);
  for (const std::string &Path : Paths) {
    if (!isSafeRelativePath(Path))
      return makeError(Path, "is no path that a package can hold",
                       "leave the file out of the benchmark's sources");
    const auto Text = Texts.find(Path);
    if (Text == Texts.end())
      return makeError(Path, "has no text on the side '" + Folder + "'");
    Files[(Folder + "/" + Path).str()] = {Text->second, false};
  }
  return Error::success();
}

/// What cannot be written as an `#include` cannot be built.
Error checkUnit(StringRef Path) {
  if (isIncludable(Path) && isSafeRelativePath(Path))
    return Error::success();
  return makeError(Path, "is a path that #include cannot name",
                   "rename the file");
}

Error checkEntry(const EntryPair &Entry, const EntrySide &Half,
                 const SideBuild &Build) {
  if (Error E = checkUnit(Half.Unit))
    return E;
  if (!is_contained(Build.Files, Half.Unit) &&
      !is_contained(Build.LinkUnits, Half.Unit))
    return makeError(Half.Unit, "is the unit of an entry, but is not among "
                                "the sources of its side");
  for (const std::string &Name : parameterNames(Half))
    if (!findVariable(Entry, Name))
      return makeError(Half.Place.File, "'" + Half.Name + "' takes '" + Name +
                                            "', which has no argument model");
  return Error::success();
}

Error addSide(GeneratedFiles &Files, const SideBuild &Build,
              const SourceTexts &Texts, Side Which, const EntryPair &Entry,
              const SideFiles &Plan) {
  const char *Word = Which == Side::Before ? "before" : "after";
  const EntrySide &Half = Which == Side::Before ? Entry.Before : Entry.After;
  if (Error E = checkEntry(Entry, Half, Build))
    return E;
  if (Error E = addClosure(Files, Build, Texts, Word))
    return E;
  const bool Legacy = !Plan.Legacy.empty();
  Files[std::string("shim_") + Word + ".cu"] = {
      emitShim(Entry, Which, std::string(Word) + "/", Legacy), false};
  if (isInC(Half))
    Files[std::string("unit_") + Word + ".c"] = {
        emitUnitInC(Half, std::string(Word) + "/", "pc_function_in_c"), false};
  if (!Build.Stubs.empty()) {
    Expected<std::string> Stubs = emitStubs(Build, Which);
    if (!Stubs)
      return Stubs.takeError();
    Files[std::string("stubs_") + Word + ".cpp"] = {std::move(*Stubs), false};
  }
  // The names are the last ones in Sources, in the same order.
  const size_t First = Plan.Sources.size() - Build.LinkUnits.size();
  for (size_t I = 0; I != Build.LinkUnits.size(); ++I) {
    if (Error E = checkUnit(Build.LinkUnits[I]))
      return E;
    json::Object Values{
        {"side", Word},
        {"index", static_cast<int64_t>(I)},
        {"unit", textValue(std::string(Word) + "/" + Build.LinkUnits[I])}};
    // C++ compilers define more than C's, which has no use for CUDA's names.
    if (StringRef(Build.LinkUnits[I]).ends_with(".c"))
      Values["isC"] = true;
    else if (Legacy)
      Values["legacy"] = true;
    Files[Plan.Sources[First + I]] = {render("link_unit", Values), false};
  }
  return Error::success();
}

} // namespace

Expected<GeneratedFiles> emitPackage(const BenchmarkPlan &Plan,
                                     const SourceTexts &Before,
                                     const SourceTexts &After) {
  if (Plan.Entries.empty())
    return makeError("", "there is nothing to benchmark: " + Plan.NothingToDo,
                     "", ExitCode::Nothing);
  if (Plan.Workloads.empty())
    return makeError(
        "", "there is no workload for '" + Plan.Entries.front().Name + "'",
        "name one in perfclaim.json", ExitCode::Nothing);
  const EntryPair &Entry = Plan.Entries.front();
  Expected<SideFiles> PlanBefore = sideFiles(Plan.Before, Side::Before);
  if (!PlanBefore)
    return PlanBefore.takeError();
  Expected<SideFiles> PlanAfter = sideFiles(Plan.After, Side::After);
  if (!PlanAfter)
    return PlanAfter.takeError();

  for (const auto &[Half, Of, Name] :
       {std::tuple(&Entry.Before, &*PlanBefore, "unit_before.c"),
        std::tuple(&Entry.After, &*PlanAfter, "unit_after.c")})
    if (isInC(*Half)) {
      Of->Sources.insert(Of->Sources.begin() + 1, Name);
      Of->NeedsC = true;
    }
  PlanBefore->Legacy = legacyNames(Before);
  PlanAfter->Legacy = legacyNames(After);

  GeneratedFiles Files;
  if (Error E =
          addSide(Files, Plan.Before, Before, Side::Before, Entry, *PlanBefore))
    return std::move(E);
  if (Error E =
          addSide(Files, Plan.After, After, Side::After, Entry, *PlanAfter))
    return std::move(E);
  for (const auto &[Name, Text] : runtimeTexts())
    Files["runtime/" + Name] = {Text, false};
  for (const SideBuild *Build : {&Plan.Before, &Plan.After}) {
    std::vector<std::string> Names = Build->StandIns;
    if (usesTorch(*Build))
      append_range(Names, realTorchHeaders());
    for (const auto &[Name, Text] : workingStandIns(Names))
      Files["stand-ins/" + Name] = {Text, false};
  }
  for (const SideBuild *Build : {&Plan.Before, &Plan.After})
    for (const std::string &Name : Build->AbsentHeaders)
      Files.try_emplace("stand-ins/" + Name,
                        GeneratedFile{"// Neither in the repository nor "
                                      "installed; nothing here needs it.\n",
                                      false});
  for (const auto &[Name, Text] : pythonTexts())
    Files["runtime/python/" + Name] = {Text, false};
  // A folder that Python takes for a package, whatever else is called so.
  Files["runtime/__init__.py"] = Files["runtime/python/__init__.py"];
  for (const auto &[Name, Text] : packageTexts())
    if (!StringRef(Name).ends_with(".mustache"))
      Files[Name] = {Text, false};
  Files["benchmark.cu"] = {emitBenchmark(Plan), false};
  PytestFile Pytest = emitPytest(Plan);
  Files[Pytest.Name] = {std::move(Pytest.Text), false};
  Files["CMakeLists.txt"] = {emitCMakeLists(Plan, *PlanBefore, *PlanAfter),
                             false};
  Files["build.json"] = {emitBuildJson(*PlanBefore, *PlanAfter), false};
  Files["README.md"] = {emitReadme(Plan, *PlanBefore, *PlanAfter), false};
  Files["plan.json"] = {printJSON(toJSON(Plan)), false};
  return Files;
}

} // namespace perfclaim
