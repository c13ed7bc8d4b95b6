//===- Observations.cpp - What the sides' runs left in files --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Observations.h"
#include "Steps.h"
#include "perfclaim/Run/Run.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include <set>

using namespace llvm;

namespace perfclaim {

namespace {

using ByWorkload = std::map<std::string, SideObservation>;

/// Calls \p Use for each line of JSON in \p Path, with the workload it is of.
Error forEachLine(
    const std::string &Path,
    function_ref<Error(const std::string &Workload, const json::Value &Line)>
        Use) {
  if (!sys::fs::exists(Path))
    return Error::success(); // No side came so far.
  Expected<std::string> Text = readFile(Path);
  if (!Text)
    return Text.takeError();
  std::string Workload;
  for (StringRef Line : llvm::split(*Text, '\n')) {
    if (Line.empty())
      continue;
    Expected<json::Value> Value = parseJSON(Line, Path);
    if (!Value)
      return Value.takeError();
    const json::Object *Fields = Value->getAsObject();
    if (!Fields)
      return makeError(Path, "has a line that is no object");
    if (std::optional<StringRef> Name = Fields->getString("workload"))
      Workload = Name->str();
    else if (Error E = Use(Workload, *Value))
      return E;
  }
  return Error::success();
}

/// Between its marks the trace is the entry's; around them it is the
/// benchmark's own.
Error readTrace(const std::string &Path, ByWorkload &Into) {
  bool Inside = false;
  return forEachLine(
      Path, [&](const std::string &Workload, const json::Value &Line) {
        const json::Object &O = *Line.getAsObject();
        if (std::optional<StringRef> Mark = O.getString("mark")) {
          Inside = *Mark == "begin";
          if (Inside)
            Into[Workload] = SideObservation();
          return Error::success();
        }
        if (!Inside || !Into.contains(Workload))
          return Error::success();
        SideObservation &Seen = Into[Workload];
        Seen.Launches += O.get("launch") != nullptr;
        Seen.LibraryCalls += O.get("compute") != nullptr;
        Seen.Synchronizations += O.get("synchronize") != nullptr;
        Seen.Allocations += O.get("allocate") != nullptr;
        Seen.Sets += O.get("set") != nullptr;
        if (O.get("copy")) {
          ++Seen.Copies;
          Seen.CopiedBytes += O.getInteger("bytes").value_or(0);
        }
        return Error::success();
      });
}

template <class T>
Error readInto(const json::Value &Line, StringRef Path, std::vector<T> &Into) {
  json::Path::Root Root(Path);
  return fromJSON(Line, Into.emplace_back(), Root) ? Error::success()
                                                   : Root.getError();
}

/// Names of files as the package has them.
void shorten(std::string &Name, StringRef Package) {
  if (StringRef(Name).starts_with(Package))
    Name.erase(0, Package.size() + 1);
}

Error readObservations(StringRef Package, const std::string &Path,
                       ByWorkload &Into) {
  return forEachLine(
      Path, [&](const std::string &Workload, const json::Value &Line) -> Error {
        const auto Known = Into.find(Workload);
        if (Known == Into.end())
          return Error::success();
        SideObservation &Seen = Known->second;
        const json::Object &O = *Line.getAsObject();
        if (O.get("argument"))
          return readInto(Line, Path, Seen.Arguments);
        if (const json::Array *Files = O.getArray("lines")) {
          for (const json::Value &File : *Files) {
            if (Error E = readInto(File, Path, Seen.Lines))
              return E;
            shorten(Seen.Lines.back().File, Package);
          }
          return Error::success();
        }
        if (Error E = readInto(Line, Path, Seen.Kernels))
          return E;
        for (ObservedPlace &P : Seen.Kernels.back().Places)
          shorten(P.Line, Package);
        return Error::success();
      });
}

/// Of \p Spans, the lines that any of \p Runs has code of, by whether one ran.
ObservedLines linesOf(const std::string &File, ArrayRef<LineSpan> Spans,
                      const ByWorkload &Runs) {
  std::set<unsigned> Ran, All;
  for (const auto &[Workload, Seen] : Runs)
    for (const ObservedLines &Lines : Seen.Lines) {
      if (Lines.File != File)
        continue;
      Ran.insert(Lines.Ran.begin(), Lines.Ran.end());
      All.insert(Lines.Ran.begin(), Lines.Ran.end());
      All.insert(Lines.NotRun.begin(), Lines.NotRun.end());
    }
  ObservedLines Result{File, {}, {}};
  for (const unsigned Line : All)
    if (any_of(Spans, [&](const LineSpan &S) {
          return S.First <= Line && Line <= S.Last;
        }))
      (Ran.contains(Line) ? Result.Ran : Result.NotRun).push_back(Line);
  return Result;
}

void addLines(std::vector<ObservedLines> &Into, ObservedLines Lines) {
  if (!Lines.Ran.empty() || !Lines.NotRun.empty())
    Into.push_back(std::move(Lines));
}

} // namespace

Error addObservations(StringRef Package, BenchmarkResult &Result) {
  ByWorkload Sides[2];
  for (const bool After : {false, true}) {
    const std::string Side = After ? "after" : "before";
    if (Error E = readTrace(join(Package, "results/trace_" + Side + ".jsonl"),
                            Sides[After]))
      return E;
    if (Error E = readObservations(
            Package, join(Package, "results/observations_" + Side + ".jsonl"),
            Sides[After]))
      return E;
  }
  Expected<BenchmarkPlan> Plan = readPlan(Package);
  if (!Plan)
    return Plan.takeError();
  bool Looked = false;
  for (const ByWorkload &Side : Sides)
    for (const auto &[Workload, Seen] : Side)
      Looked |= !Seen.Lines.empty();
  if (Looked) {
    ObservedChange &Change = Result.ChangedLines.emplace();
    for (const FileChange &File : Plan->Change.Files) {
      const std::string &Old = File.OldPath.empty() ? File.Path : File.OldPath;
      addLines(Change.Before, linesOf("before/" + Old, File.Lost, Sides[0]));
      addLines(Change.After,
               linesOf("after/" + File.Path, File.Gained, Sides[1]));
    }
  }
  for (WorkloadResult &W : Result.Workloads)
    for (const bool After : {false, true})
      if (const auto Known = Sides[After].find(W.Name);
          Known != Sides[After].end()) {
        // The lines of all workloads together are the result's.
        Known->second.Lines.clear();
        (After ? W.SeenAfter : W.SeenBefore) = std::move(Known->second);
      }
  return Error::success();
}

} // namespace perfclaim
