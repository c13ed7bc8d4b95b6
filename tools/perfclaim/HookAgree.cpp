//===- HookAgree.cpp - perfclaim hook agree -------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hook.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Support/Files.h"
#include "perfclaim/Support/Process.h"
#include "perfclaim/Support/Text.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include <chrono>

using namespace llvm;

namespace perfclaim::tool {

namespace {

constexpr unsigned DefaultSeconds = 60;

class Agreement {
public:
  Agreement(const Invocation &Call, unsigned Seconds)
      : Call(Call), Seconds(Seconds), Begin(std::chrono::steady_clock::now()) {}
  Expected<int> run();

private:
  const Invocation &Call;
  const unsigned Seconds;
  const std::chrono::steady_clock::time_point Begin;

  double spent() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                         Begin)
        .count();
  }
  /// Of what is pushed.
  Expected<CommitInput> open() const;
  void notChecked(const Twine &What) const {
    Call.Out << "perfclaim: not checked: " << printable(What.str()) << '\n';
  }
  Expected<int> compare(const BenchmarkPlan &Plan, const std::string &Package);
  int judge(const BenchmarkPlan &Plan, const BenchmarkResult &Result) const;
};

Expected<CommitInput> Agreement::open() const {
  InputRequest Request;
  Request.Directory = Call.Arguments.getLastArgValue(OPT_directory, ".").str();
  Request.Paths = Call.Paths;
  std::vector<std::string> Ranges;
  if (Call.Inputs.size() > 1) {
    Ranges.push_back(Call.Inputs[1]);
  } else {
    auto Variable = [&](StringRef Name) {
      return Call.Around.Environment(Name).value_or("");
    };
    const std::string From = Variable("PRE_COMMIT_FROM_REF"),
                      To = Variable("PRE_COMMIT_TO_REF");
    // A branch that is new on the other side has nothing before it but zeros.
    if (!To.empty() &&
        StringRef(From).find_first_not_of('0') != StringRef::npos)
      Ranges.push_back(From + ".." + To);
    if (To.empty())
      Ranges.push_back("@{upstream}..HEAD");
    Ranges.push_back(To.empty() ? "HEAD" : To);
  }
  for (const std::string &Range : Ranges) {
    Request.Revision = Range;
    Expected<std::vector<CommitInput>> Inputs = openInput(Request);
    if (Inputs)
      return std::move(Inputs->front());
    if (Range == Ranges.back())
      return Inputs.takeError();
    consumeError(Inputs.takeError());
  }
  return makeError("", "there is nothing to compare");
}

int Agreement::judge(const BenchmarkPlan &Plan,
                     const BenchmarkResult &Result) const {
  unsigned Agree = 0;
  int Code = 0;
  std::vector<std::string> Left;
  for (const Workload &W : Plan.Workloads)
    if (none_of(Result.Workloads, [&](const WorkloadResult &R) {
          return R.Name == W.Name && R.Correct;
        }))
      Left.push_back(W.Name);
  for (const WorkloadResult &R : Result.Workloads) {
    if (!R.Correct)
      continue;
    if (*R.Correct) {
      ++Agree;
      continue;
    }
    Code = 1;
    std::string Why = R.FaultText.empty() ? R.Remark : R.FaultText;
    if (R.MaxAbsError)
      Why += formatv("{0}off by up to {1}", Why.empty() ? "" : "; ",
                     *R.MaxAbsError)
                 .str();
    const SourcePlace &Place = Plan.Entries.front().After.Place;
    Call.Out << (Place.File.empty()
                     ? "perfclaim"
                     : printable(Place.File) + ":" + std::to_string(Place.Line))
             << ": " << printable(Result.Entry) << ": the sides disagree on '"
             << printable(R.Name) << "'"
             << (R.Sizes.empty() ? "" : " (" + printable(R.Sizes) + ")")
             << (Why.empty() ? "" : ": " + printable(Why)) << '\n';
  }
  if (Agree)
    Call.Out << "perfclaim: " << printable(Result.Entry)
             << formatv(": the sides agree on {0}{1} workload{2}, on the CPU "
                        "in {3:f0} s\n",
                        Agree, Code ? " other" : "", Agree == 1 ? "" : "s",
                        spent());
  if (!Left.empty())
    notChecked(Result.Entry + " on " + join(Left, ", "));
  if (Code && !Plan.Change.Parent.empty())
    Call.Out << "perfclaim: next: perfclaim check --backend=host "
             << printable(StringRef(Plan.Change.Parent).take_front(10)) << ".."
             << printable(StringRef(Plan.Change.Id).take_front(10)) << '\n';
  return Code;
}

Expected<int> Agreement::compare(const BenchmarkPlan &Plan,
                                 const std::string &Package) {
  const double Rest = Seconds - spent();
  const std::string Entry = Plan.Entries.front().Name;
  const std::string Late = Entry + ": not done within " +
                           std::to_string(Seconds) +
                           " s; perfclaim check has no such limit";
  if (Rest < 1) {
    notChecked(Late);
    return 0;
  }
  const unsigned Whole = unsigned(Rest);
  std::vector<std::string> Arguments = {
      "run",           Package,         "--backend=host",
      "--no-checkers", "--format=json", "--timeout=" + std::to_string(Whole)};
  if (const opt::Arg *A = Call.Arguments.getLastArg(OPT_cuda_path))
    Arguments.push_back(A->getAsString(Call.Arguments));
  // In a process of its own, which can be stopped.
  Expected<ProcessResult> Ran = runProcess(
      sys::fs::getMainExecutable(nullptr, nullptr), Arguments, Whole);
  if (!Ran)
    return Ran.takeError();
  if (Ran->TimedOut) {
    notChecked(Late);
    return 0;
  }
  Expected<std::string> Text = readFile(Package + "/results/result.json");
  if (!Text) {
    consumeError(Text.takeError());
    StringRef Said = StringRef(Ran->Errors).split('\n').first;
    Said.consume_front("perfclaim: error: ");
    notChecked(Entry + ": " + Said);
    return 0;
  }
  Expected<json::Value> Document = parseJSON(*Text, "result.json");
  if (!Document)
    return Document.takeError();
  BenchmarkResult Result;
  json::Path::Root Root("result");
  if (!fromJSON(*Document, Result, Root))
    return Root.getError();
  if (Result.Entry.empty())
    Result.Entry = Entry;
  return judge(Plan, Result);
}

Expected<int> Agreement::run() {
  Expected<CommitInput> Input = open();
  if (!Input)
    return Input.takeError();
  if (!concernsKernels(*Input))
    return 0;
  Expected<AnalysisOptions> Options = analysisOptions(Call);
  if (!Options)
    return Options.takeError();
  Expected<PlanOverrides> Overrides = overrides(Call, *Input);
  if (!Overrides)
    return Overrides.takeError();
  Expected<Analyzed> Done =
      analyzeCommit(std::move(*Input), *Options, Call.Around);
  if (!Done)
    return Done.takeError();
  Expected<Generated> Made =
      generatePackage(*Done, {std::move(*Overrides), architectures(Call), {}});
  if (!Made)
    return Made.takeError();
  const BenchmarkPlan &Plan = Made->Plan;
  if (!Plan.NothingToDo.empty()) {
    notChecked(Plan.NothingToDo);
    return 0;
  }
  SmallString<128> Folder;
  if (std::error_code Failed =
          sys::fs::createUniqueDirectory("perfclaim-agree", Folder))
    return makeError("temporary folder", Failed.message());
  const scope_exit Clean([&] {
    // What is left is temporary all the same.
    const std::error_code Left = sys::fs::remove_directories(Folder);
    (void)Left;
  });
  const std::string Package = (Folder + "/package").str();
  if (Error Failed = writeFolder(Package, Made->Files))
    return std::move(Failed);
  Expected<int> Code = compare(Plan, Package);
  for (const KernelChange &K : Plan.Changes.Kernels)
    if (K.Kind != ChangeKind::Removed && K.Code != CodeComparison::Same &&
        !is_contained(Plan.Entries.front().After.Reaches, K.Name))
      notChecked("kernel " + K.Name + ", which " + Plan.Entries.front().Name +
                 " does not launch");
  return Code;
}

} // namespace

int hookAgree(const Invocation &Call) {
  unsigned Seconds = DefaultSeconds;
  if (const opt::Arg *A = Call.Arguments.getLastArg(OPT_timeout))
    if (StringRef(A->getValue()).getAsInteger(10, Seconds) || Seconds == 0)
      return fail(Call,
                  makeError("--timeout", "'" + Twine(A->getValue()) +
                                             "' is no number of seconds"));
  Expected<int> Code = Agreement(Call, Seconds).run();
  if (Code)
    return *Code;
  Call.Err << "perfclaim: nothing was checked: "
           << printable(StringRef(toString(Code.takeError())).split('\n').first)
           << '\n';
  return 0;
}

} // namespace perfclaim::tool
