//===- Checkers.cpp - Both sides once more, with checks -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Checkers.h"
#include "Steps.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"
#include "perfclaim/Support/Process.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include <chrono>
#include <cmath>
#include <set>

using namespace llvm;

namespace perfclaim {

namespace {

/// A line of what the host backend's checkers write.
struct Finding {
  std::string Tool, Kind, Kernel, Line, Other, Text;
  /// What is the same in both sides of a commit, whose lines differ.
  std::string likeness() const {
    return Tool + "\n" + Kind + "\n" + StringRef(Kernel).split('(').first.str();
  }
};

bool fromJSON(const json::Value &Value, Finding &Found, json::Path P) {
  json::ObjectMapper O(Value, P);
  return O && O.map("tool", Found.Tool) && O.map("kind", Found.Kind) &&
         O.map("kernel", Found.Kernel) && O.map("line", Found.Line) &&
         O.map("other", Found.Other) && O.map("text", Found.Text);
}

/// What the checkers have found in one side, each thing once.
Expected<std::vector<Finding>> readFindings(StringRef Package,
                                            const std::string &Path) {
  std::vector<Finding> Result;
  if (!sys::fs::exists(Path))
    return Result; // Nothing was found.
  Expected<std::string> Text = readFile(Path);
  if (!Text)
    return Text.takeError();
  // Several workloads run into the same; the first one stands for all.
  std::set<std::string> Known;
  for (StringRef Line : split(*Text, '\n')) {
    if (Line.empty())
      continue;
    Expected<json::Value> Value = parseJSON(Line, Path);
    if (!Value)
      return Value.takeError();
    Finding Found;
    json::Path::Root Root(Path);
    if (!fromJSON(*Value, Found, Root))
      return Root.getError();
    // Names are those of the package.
    for (std::string *Name : {&Found.Line, &Found.Other, &Found.Text})
      for (size_t At; (At = Name->find((Package + "/").str())) != Name->npos;)
        Name->erase(At, Package.size() + 1);
    if (Known.insert(Found.Tool + Found.Kind + Found.Line + Found.Other).second)
      Result.push_back(std::move(Found));
  }
  return Result;
}

/// Those of one side. A finding that \p Other has as well, or that only the old
/// side has, says nothing against the commit.
std::vector<Note> notesOf(ArrayRef<Finding> Findings, ArrayRef<Finding> Other,
                          bool After, StringRef Name) {
  constexpr size_t Most = 8;
  std::set<std::string> Theirs;
  for (const Finding &F : Other)
    Theirs.insert(F.likeness());
  std::vector<Note> Result;
  size_t Told = 0;
  for (const bool Alone : {true, false})
    for (const Finding &F : Findings) {
      if (Theirs.count(F.likeness()) == Alone || Told++ >= Most)
        continue;
      auto [File, Number] = StringRef(F.Line).rsplit(':');
      const char *Who = !Alone  ? After ? "after, as before" : "before"
                        : After ? "only the new side"
                                : "only the old side";
      Note N{Severity::Warning, File.str(), 0,
             std::string(Who) + ": " + F.Tool + ", " + F.Kernel + ": " +
                 F.Text};
      if (Number.getAsInteger(10, N.Line))
        N.Line = 0;
      Result.push_back(std::move(N));
    }
  if (Findings.size() > Most)
    Result.push_back({Severity::Warning, "", 0,
                      std::string(After ? "after" : "before") + ": " +
                          std::to_string(Findings.size() - Most) +
                          " more findings of the checkers in results/checked/" +
                          Name.str()});
  return Result;
}

std::string listText(ArrayRef<std::string> Names) {
  constexpr size_t Most = 4;
  std::string Text = join(Names.take_front(Most), ", ");
  if (Names.size() > Most)
    Text += " and " + std::to_string(Names.size() - Most) + " more";
  return Text;
}

/// What the checkers have seen and found, in one line.
Note summary(size_t Seen, ArrayRef<std::string> Left, size_t Found) {
  std::string Text = "checkers: " + std::to_string(Seen) + " of " +
                     std::to_string(Seen + Left.size()) + " workloads, " +
                     (Found == 0   ? "nothing found"
                      : Found == 1 ? "1 finding"
                                   : std::to_string(Found) + " findings");
  if (!Left.empty())
    Text +=
        "; not within the time that the comparison took: " + listText(Left) +
        " (--checkers takes longer)";
  return {Severity::Note, "", 0, std::move(Text)};
}

} // namespace

Error runCheckers(StringRef Package, const CheckedRun &How,
                  BenchmarkResult &Result) {
  const auto Began = std::chrono::steady_clock::now();
  const std::string Into = join(How.Results, "result.json");
  size_t Seen = 0;
  std::vector<std::string> Left;
  for (const WorkloadResult &W : Result.Workloads) {
    // What did not run plainly does not with checks.
    if (!W.Correct)
      continue;
    const std::chrono::duration<double> Gone =
        std::chrono::steady_clock::now() - Began;
    const double Rest = How.Seconds - Gone.count();
    if (Rest <= 0) {
      Left.push_back(W.Name);
      continue;
    }
    std::vector<std::string> Arguments = How.Arguments;
    Arguments.insert(Arguments.end(),
                     {"--workload", W.Name, "--trace", How.Results, "--json",
                      Into, "--grow", std::to_string(W.Grown)});
    Expected<ProcessResult> Ran = runProcess(
        How.Benchmark, Arguments, static_cast<unsigned>(std::ceil(Rest)));
    if (!Ran)
      return Ran.takeError();
    if (Ran->TimedOut)
      Left.push_back(W.Name);
    else
      ++Seen;
  }
  std::vector<Finding> Found[2];
  const char *const Files[] = {"findings_before.jsonl", "findings_after.jsonl"};
  for (const int Side : {0, 1}) {
    Expected<std::vector<Finding>> Read =
        readFindings(Package, join(How.Results, Files[Side]));
    if (!Read)
      return Read.takeError();
    Found[Side] = std::move(*Read);
  }
  std::vector<Note> Notes;
  for (const int Side : {1, 0})
    append_range(Notes,
                 notesOf(Found[Side], Found[1 - Side], Side, Files[Side]));
  Notes.push_back(summary(Seen, Left, Found[0].size() + Found[1].size()));
  Result.Notes.insert(Result.Notes.begin(), Notes.begin(), Notes.end());
  return Error::success();
}

} // namespace perfclaim
