//===- Hook.cpp - perfclaim hook ------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What pre-commit and git call. A hook that stands in the way without a reason
/// is disabled, so trouble of our own is one line and success.
///
//===----------------------------------------------------------------------===//

#include "Hook.h"
#include "perfclaim/Claims/Claims.h"
#include "perfclaim/Compile/Spelling.h"
#include "perfclaim/Parse/Tokens.h"
#include "perfclaim/Report/Hook.h"
#include "perfclaim/Support/Files.h"
#include "perfclaim/Support/Text.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim::tool {

namespace {

bool isCudaName(StringRef Path) {
  const StringRef Extension = sys::path::extension(Path);
  return Extension == ".cu" || Extension == ".cuh";
}

bool speaksOfCuda(const std::optional<std::string> &Text) {
  if (!Text)
    return false;
  return any_of(
      std::initializer_list<StringRef>{"__global__", "__device__", "<<<",
                                       "cudaLaunch", "cuda_runtime"},
      [&](StringRef Word) { return StringRef(*Text).contains(Word); });
}

/// Whether a CUDA source names the header.
bool isIncludedByCuda(const SourceTree &Tree, StringRef Header) {
  const StringRef Name = sys::path::filename(Header);
  for (const std::string &Path : Tree.paths()) {
    if (!isCudaName(Path))
      continue;
    Expected<std::string> Text = Tree.read(Path);
    if (!Text) {
      consumeError(Text.takeError());
      continue;
    }
    if (StringRef(*Text).contains(Name))
      return true;
  }
  return false;
}

/// "was" of one line for people; what there is to say is in the first.
int skip(const Invocation &Call, Error Problem) {
  std::string Text = toString(std::move(Problem));
  Call.Err << "perfclaim: nothing was checked: "
           << printable(StringRef(Text).split('\n').first) << '\n';
  return 0;
}

int hookCommit(const Invocation &Call) {
  Expected<std::optional<CommitInput>> Opened = openStaged(Call);
  if (!Opened)
    return skip(Call, Opened.takeError());
  if (!*Opened || !concernsKernels(**Opened))
    return 0;
  CommitInput *Input = &**Opened;
  Expected<AnalysisOptions> Options = analysisOptions(Call);
  if (!Options)
    return skip(Call, Options.takeError());
  Expected<PlanOverrides> Overrides = overrides(Call, *Input);
  if (!Overrides)
    return skip(Call, Overrides.takeError());
  const PlanOverrides::Hook &Hook = Overrides->Hooks;
  Expected<GpuModel> Gpu = findGpu(Hook.Gpu.empty() ? "H100" : Hook.Gpu);
  if (!Gpu)
    return skip(Call, Gpu.takeError());
  if (Options->Architectures.empty())
    Options->Architectures = {Gpu->Architecture};
  Options->StaticFor = std::move(*Gpu);
  Expected<Analyzed> Done =
      analyzeCommit(std::move(*Input), *Options, Call.Around);
  if (!Done)
    return skip(Call, Done.takeError());
  Done->Changes.Static = gatherStaticEvidence(*Done, BenchmarkPlan());

  bool OverLimit = false;
  for (const HookFinding &F :
       findWorse(Done->Changes, Hook.Limits, [&](const std::string &File) {
         Expected<std::string> Text = Done->Input.After->read(File);
         if (Text)
           return std::optional(std::move(*Text));
         consumeError(Text.takeError());
         return std::optional<std::string>();
       })) {
    Call.Out << printable(F.Place.File);
    if (F.Place.Line)
      Call.Out << ':' << F.Place.Line;
    Call.Out << ": " << F.Text << '\n';
    OverLimit |= F.OverLimit;
  }
  // One line: the reason that is nearest to the code.
  for (const Note &N : Done->Changes.Static->Notes) {
    Call.Out << "perfclaim: not compared: "
             << printable((N.File.empty() ? "" : N.File + ": ") + N.Text)
             << '\n';
    break;
  }
  if (OverLimit)
    Call.Out
        << "perfclaim: a limit of perfclaim.json is not kept; where that is "
           "meant, write above the kernel: // perfclaim: allow(WORDS) "
           "REASON\n";
  return OverLimit ? 1 : 0;
}

int hookMessage(const Invocation &Call) {
  if (Call.Inputs.size() != 2)
    return fail(Call, makeError("", "'perfclaim hook message' needs the file "
                                    "of the message"));
  Expected<std::string> Text = readFile(Call.Inputs[1]);
  if (!Text)
    return skip(Call, Text.takeError());
  std::string Message;
  SmallVector<StringRef, 0> Lines;
  StringRef(*Text).split(Lines, '\n');
  for (StringRef Line : Lines) {
    // git cuts here what the editor showed.
    if (Line.starts_with("# ------------------------ >8"))
      break;
    if (!Line.starts_with("#"))
      Message += Line.str() + "\n";
  }
  Commit Alone;
  Alone.Message = Message;
  std::vector<Claim> Numbers;
  for (const Claim &C : readClaims(Alone).Claims)
    if (C.Speedup || C.Before || C.After)
      Numbers.push_back(C);
  if (Numbers.empty())
    return 0;
  Expected<std::optional<CommitInput>> Opened = openStaged(Call);
  if (!Opened)
    return skip(Call, Opened.takeError());
  const std::string Claimed = "\"" + printable(Numbers.front().Text) + "\"";
  if (!*Opened) {
    // A message that is mended, or a commit of nothing.
    Call.Out << "perfclaim: " << Claimed
             << " was not looked at: nothing is staged\n";
    return 0;
  }
  CommitInput *Input = &**Opened;
  Input->Change.Message = std::move(Message);
  Expected<PlanOverrides> Overrides = overrides(Call, *Input);
  if (!Overrides)
    return skip(Call, Overrides.takeError());
  const bool Required = Overrides->Hooks.RequireBenchmark;
  auto Lacks = [&](const std::string &Why) {
    Call.Out << "perfclaim: " << Claimed
             << " has no benchmark: " << printable(Why) << '\n';
    return Required ? 1 : 0;
  };
  Expected<AnalysisOptions> Options = analysisOptions(Call);
  if (!Options)
    return skip(Call, Options.takeError());
  Options->CompareCode = false;
  Expected<Analyzed> Done =
      analyzeCommit(std::move(*Input), *Options, Call.Around);
  if (!Done)
    return skip(Call, Done.takeError());
  Expected<Generated> Package =
      generatePackage(*Done, {std::move(*Overrides), architectures(Call), {}});
  if (!Package)
    return skip(Call, Package.takeError());
  const BenchmarkPlan &Plan = Package->Plan;
  int Code = 0;
  if (!Plan.NothingToDo.empty())
    Code = Lacks(Plan.NothingToDo);
  else
    Call.Out << "perfclaim: " << Claimed << " can be measured on "
             << printable(Plan.Entries.front().Name) << ", "
             << Plan.Workloads.size()
             << " workloads, once it is committed: perfclaim check HEAD\n";
  for (const ClaimTest &Test : Plan.Tests)
    if (!Test.Testable)
      Call.Out << "perfclaim: \"" << printable(Test.What.Text)
               << "\" is not decided by that: " << printable(Test.WhyNot)
               << '\n';
  for (const std::string &Question : Plan.Questions)
    Call.Out << "perfclaim: needed in perfclaim.json: " << printable(Question)
             << '\n';
  return Code;
}

} // namespace

bool concernsKernels(const CommitInput &Input) {
  for (const FileChange &File : Input.Change.Files) {
    if (File.Binary || (!isCudaName(File.Path) && !isSourceName(File.Path)))
      continue;
    // Comments and blanks.
    if (File.Before && File.After && !File.Partial &&
        sameTokens(*File.Before, *File.After))
      continue;
    if (isCudaName(File.Path) || speaksOfCuda(File.Before) ||
        speaksOfCuda(File.After))
      return true;
    if (sys::path::extension(File.Path).starts_with(".h") ||
        sys::path::extension(File.Path).starts_with(".in"))
      if (isIncludedByCuda(*Input.After, File.Path))
        return true;
  }
  return false;
}

Expected<std::optional<CommitInput>> openStaged(const Invocation &Call) {
  InputRequest Request;
  Request.Directory = Call.Arguments.getLastArgValue(OPT_directory, ".").str();
  Request.Staged = true;
  Request.Paths = Call.Paths;
  Expected<std::vector<CommitInput>> Inputs = openInput(Request);
  if (Inputs)
    return std::move(Inputs->front());
  Error Problem = Inputs.takeError();
  if (exitCodeOf(Problem) != ExitCode::Nothing)
    return std::move(Problem);
  consumeError(std::move(Problem));
  return std::nullopt;
}

int runHook(const Invocation &Call) {
  const std::string Which = Call.Inputs.empty() ? "" : Call.Inputs.front();
  if (Which == "commit")
    return hookCommit(Call);
  if (Which == "agree")
    return hookAgree(Call);
  if (Which == "message")
    return hookMessage(Call);
  return fail(Call, makeError("", "'perfclaim hook' needs one of commit, agree "
                                  "and message FILE"));
}

} // namespace perfclaim::tool
