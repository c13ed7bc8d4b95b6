//===- Sarif.cpp - Values to SARIF 2.1.0 ----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Report/Sarif.h"
#include "ChangeText.h"
#include "Layout.h"
#include "perfclaim/Support/Hash.h"
#include "perfclaim/Support/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace perfclaim {

namespace {

enum RuleIndex {
  KernelChanged,
  LaunchChanged,
  HeuristicChanged,
  SidesDisagree,
  ClaimRefuted,
  ClaimUndecided,
  Slower,
  CheckerFinding
};

struct Rule {
  StringLiteral Id, Name, Level, Short, Help;
};

/// In the order of RuleIndex. A rule's id is a contract: dashboards keep it.
constexpr Rule Rules[] = {
    {"kernel-changed", "KernelChanged", "note", "A kernel changed.",
     "The kernel differs between both sides in what it computes or how it is "
     "compiled; layout, comments and renamed locals are no difference. The "
     "message says why, and whether the machine code differs."},
    {"launch-changed", "LaunchChanged", "note",
     "A launch configuration changed.",
     "Grid, block, shared memory or stream of a launch is another expression "
     "than before. Run 'perfclaim check' to compare and time both sides."},
    {"heuristic-changed", "HeuristicChanged", "note",
     "A choice of block, grid or tile size changed.",
     "A function decides a launch by other conditions or values than before. "
     "Sizes just below and above its thresholds are the ones to measure."},
    {"sides-disagree", "SidesDisagree", "error",
     "The old and the new side give different results.",
     "Both sides were called with the same data and do not agree, or one of "
     "them faulted. The message names the workload and who is at fault. "
     "'build/benchmark --check --workload NAME' in the package repeats it."},
    {"claim-refuted", "ClaimRefuted", "error",
     "A claim of the commit message does not hold.",
     "The whole interval of the measured ratio is below what the message "
     "claims, by the threshold that the message of this result gives."},
    {"claim-undecided", "ClaimUndecided", "note",
     "A claim of the commit message could not be decided.",
     "Either the interval is too wide, or the claim cannot be tested on this "
     "machine: without a GPU nothing is timed, and a claim about a whole "
     "program is not decided by one kernel."},
    {"slower", "Slower", "warning", "The new side is slower.",
     "On this workload the interval of the ratio is below 1."},
    {"checker-finding", "CheckerFinding", "warning",
     "A checker of device code found something.",
     "On the CPU both sides ran with checkers for accesses out of bounds, "
     "reads of memory that nobody wrote, races and barriers that not all "
     "threads reach. What only the new side has is a warning."},
};

/// Bytes outside of RFC 3986's unreserved ones and '/' are encoded.
std::string uriOf(StringRef Path) {
  std::string Uri;
  raw_string_ostream OS(Uri);
  for (const char C : Path)
    if (isAlnum(C) || StringRef("-._~/").contains(C))
      OS << C;
    else
      OS << '%' << format_hex_no_prefix(uint8_t(C), 2, /*Upper=*/true);
  return Uri;
}

json::Object messageOf(StringRef Text) {
  return json::Object{{"text", printable(Text)}};
}

json::Object locationOf(const SourcePlace &Place, StringRef Message = "") {
  json::Object Physical{
      {"artifactLocation",
       json::Object{{"uri", uriOf(Place.File)}, {"uriBaseId", "%SRCROOT%"}}}};
  if (Place.Line)
    Physical["region"] = json::Object{{"startLine", Place.Line}};
  json::Object Location{{"physicalLocation", std::move(Physical)}};
  if (!Message.empty())
    Location["message"] = messageOf(Message);
  return Location;
}

/// One run: results with their rules, and what is to be told besides.
class Run {
public:
  void result(RuleIndex Which, const SourcePlace &Place, const Twine &Said,
              ArrayRef<StringRef> Identity, StringRef Level = "",
              json::Array Related = {}) {
    const Rule &R = Rules[Which];
    json::Object Result{{"ruleId", R.Id},
                        {"ruleIndex", int64_t(Which)},
                        {"level", Level.empty() ? StringRef(R.Level) : Level},
                        {"message", messageOf(Said.str())}};
    // Lines move; what is the same finding is told by names.
    Hasher Same;
    Same.add(R.Id).add(Place.File);
    for (StringRef Part : Identity)
      Same.add(Part);
    Result["partialFingerprints"] =
        json::Object{{"perfclaim/v1", Same.finish()}};
    if (!Place.File.empty())
      Result["locations"] = json::Array{locationOf(Place)};
    if (!Related.empty())
      Result["relatedLocations"] = std::move(Related);
    Results.push_back(std::move(Result));
  }

  void notification(const Note &N) {
    StringRef Level = N.Level == Severity::Error     ? "error"
                      : N.Level == Severity::Warning ? "warning"
                                                     : "note";
    json::Object Told{{"level", Level}, {"message", messageOf(N.Text)}};
    if (!N.File.empty())
      Told["locations"] = json::Array{locationOf({N.File, N.Line})};
    Notifications.push_back(std::move(Told));
  }

  json::Object finish(StringRef ToolVersion, const Commit *Change) {
    json::Array Described;
    for (const Rule &R : Rules)
      Described.push_back(json::Object{
          {"id", R.Id},
          {"name", R.Name},
          {"shortDescription", json::Object{{"text", R.Short}}},
          {"fullDescription", json::Object{{"text", R.Help}}},
          {"help", json::Object{{"text", R.Help}}},
          {"defaultConfiguration", json::Object{{"level", R.Level}}},
          {"properties", json::Object{{"tags", json::Array{"performance"}}}}});
    json::Object Result{
        {"tool", json::Object{{"driver",
                               json::Object{{"name", "perfclaim"},
                                            {"version", ToolVersion},
                                            {"rules", std::move(Described)}}}}},
        {"originalUriBaseIds",
         json::Object{
             {"%SRCROOT%",
              json::Object{
                  {"description",
                   json::Object{{"text", "The repository's root."}}}}}}},
        {"invocations", json::Array{json::Object{{"executionSuccessful", true},
                                                 {"toolExecutionNotifications",
                                                  std::move(Notifications)}}}},
        {"results", std::move(Results)}};
    if (Change)
      Result["properties"] =
          json::Object{{"commit", printable(Change->Id)},
                       {"parent", printable(Change->Parent)}};
    return Result;
  }

private:
  json::Array Results, Notifications;
};

/// Where a thing is now; of one that is gone, its file.
SourcePlace placeNow(const SourcePlace &Place, ChangeKind Kind) {
  return {Place.File, Kind == ChangeKind::Removed ? 0 : Place.Line};
}

/// A heuristic has no line of its own: that of its function.
SourcePlace placeOf(const HeuristicChange &H, const ChangeSet &Changes) {
  for (const FunctionChange &F : Changes.Functions)
    if (F.Place.File == H.File &&
        (F.Name == H.Function || F.QualifiedName == H.Function))
      return placeNow(F.Place, F.Kind);
  for (const LaunchChange &L : Changes.Launches)
    if (L.Place.File == H.File && L.Function == H.Function)
      return placeNow(L.Place, L.Kind);
  return {H.File, 0};
}

void addChanges(Run &Into, const ChangeSet &Changes) {
  auto With = [](const std::string &Said, const std::string &Detail) {
    return Detail.empty() ? Said : Said + ": " + Detail;
  };
  for (const KernelChange &K : Changes.Kernels)
    Into.result(
        KernelChanged, placeNow(K.Place, K.Kind),
        With("kernel " + K.Name + " " + word(K.Kind).str(), detailText(K)),
        {K.QualifiedName, word(K.Kind)});
  for (const LaunchChange &L : Changes.Launches)
    Into.result(LaunchChanged, placeNow(L.Place, L.Kind),
                With("launch of " + L.Kernel +
                         (L.Function.empty() ? "" : " in " + L.Function) + " " +
                         word(L.Kind).str(),
                     detailText(L)),
                {L.Kernel, L.Function});
  for (const HeuristicChange &H : Changes.Heuristics)
    Into.result(HeuristicChanged, placeOf(H, Changes),
                With("choice of the " + decisionText(H.Decides) +
                         (H.Function.empty() ? "" : " in " + H.Function) + " " +
                         word(H.Kind).str(),
                     detailText(H)),
                {H.Function, H.Decides});
}

/// Where the commit's own change is: what a finding without a place is shown
/// at, because code scanning drops what has none.
SourcePlace mainPlace(const BenchmarkPlan *Plan) {
  if (!Plan)
    return {};
  if (!Plan->Entries.empty() && !Plan->Entries.front().After.Place.File.empty())
    return Plan->Entries.front().After.Place;
  for (const KernelChange &K : Plan->Changes.Kernels)
    if (K.Kind != ChangeKind::Removed)
      return K.Place;
  return Plan->Change.Files.empty()
             ? SourcePlace()
             : SourcePlace{Plan->Change.Files.front().Path, 0};
}

json::Array changedKernels(const BenchmarkPlan *Plan) {
  json::Array Places;
  if (Plan)
    for (const KernelChange &K : Plan->Changes.Kernels)
      if (K.Kind != ChangeKind::Removed)
        Places.push_back(locationOf(K.Place, "changed kernel " + K.Name));
  return Places;
}

void addWorkload(Run &Into, const WorkloadResult &W, const BenchmarkPlan *Plan,
                 const BenchmarkResult &Result) {
  const std::string Where =
      W.Name + (W.Sizes.empty() ? "" : " (" + W.Sizes + ")");
  if (disagrees(W)) {
    std::string Why =
        W.Because == Fault::Other ? W.FaultText : describe(W.Because).str();
    if (W.Because != Fault::Other && !W.FaultText.empty())
      Why += ": " + W.FaultText;
    if (W.MaxAbsError)
      Why += (Why.empty() ? "" : "; ") +
             ("largest error " + numberText(*W.MaxAbsError));
    Into.result(SidesDisagree, mainPlace(Plan),
                Result.Entry + " disagrees on workload " + Where +
                    (Why.empty() ? "" : ": " + Why),
                {Result.Entry, W.Name}, "", changedKernels(Plan));
    return;
  }
  if (W.Verdict == WorkloadVerdict::Slower && W.Ratio)
    Into.result(Slower, mainPlace(Plan),
                Result.Entry + " is slower on workload " + Where + ": " +
                    timesText(W.Ratio->Value) + " (" + timesText(W.Ratio->Low) +
                    " to " + timesText(W.Ratio->High) + ")",
                {Result.Entry, W.Name});
}

void addClaim(Run &Into, const ClaimVerdict &C, const BenchmarkPlan *Plan) {
  if (C.Kind == VerdictKind::Confirmed)
    return;
  SourcePlace Place = mainPlace(Plan);
  if (Plan)
    for (const Claim &Read : Plan->Claims.Claims)
      if (Read.Text == C.Text && !Read.File.empty())
        Place = {Read.File, 0};
  const bool Wrong =
      C.Kind == VerdictKind::Refuted || C.Kind == VerdictKind::Incorrect;
  Into.result(Wrong ? ClaimRefuted : ClaimUndecided, Place,
              "\"" + C.Text + "\" is " + name(C.Kind) +
                  (C.Why.empty() ? "" : ": " + C.Why),
              {C.Text});
}

/// A result names files of its package; those of a side are the repository's,
/// and the old side's lines are not those of the checkout.
SourcePlace placeInRepository(const Note &N) {
  StringRef File = N.File;
  if (File.consume_front("after/"))
    return {File.str(), N.Line};
  if (File.consume_front("before/"))
    return {File.str(), 0};
  return {};
}

void addNote(Run &Into, Note N, const BenchmarkPlan *Plan) {
  SourcePlace Place = placeInRepository(N);
  if (N.Level == Severity::Note || !StringRef(N.Text).contains("check, ")) {
    N.File = Place.File;
    N.Line = Place.Line;
    return Into.notification(N);
  }
  if (Place.File.empty())
    Place = mainPlace(Plan);
  const bool New = StringRef(N.Text).starts_with("only the new side");
  Into.result(CheckerFinding, Place, N.Text, {N.Text},
              New ? "warning" : "note");
}

} // namespace

void SarifLog::add(const Commit &Change, const ChangeSet &Changes) {
  Run Now;
  addChanges(Now, Changes);
  for (const Note &N : Changes.Notes)
    Now.notification(N);
  Runs.push_back(Now.finish(ToolVersion, &Change));
}

void SarifLog::add(const BenchmarkPlan *Plan, const BenchmarkResult &Result) {
  Run Now;
  if (Plan)
    addChanges(Now, Plan->Changes);
  for (const WorkloadResult &W : Result.Workloads)
    addWorkload(Now, W, Plan, Result);
  for (const ClaimVerdict &C : Result.Claims)
    addClaim(Now, C, Plan);
  for (const Note &N : Result.Notes)
    addNote(Now, N, Plan);
  Runs.push_back(Now.finish(ToolVersion, Plan ? &Plan->Change : nullptr));
}

json::Value SarifLog::finish() {
  // Code scanning refuses two runs of one category in a log.
  for (size_t I = 1; I < Runs.size(); ++I)
    (*Runs[I].getAsObject())["automationDetails"] =
        json::Object{{"id", "perfclaim-" + std::to_string(I + 1) + "/"}};
  return json::Object{
      {"$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/"
                  "schemas/sarif-schema-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs", std::move(Runs)}};
}

} // namespace perfclaim
