//===- Inputs.cpp - Options that several subcommands share ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Command.h"
#include "perfclaim/Support/Files.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim::tool {

Stage::Stage(const Invocation &Call, StringRef Name)
    : Call(Call), Name(Name), Began(std::chrono::steady_clock::now()),
      Scope(Name) {}

Stage::~Stage() {
  if (!Call.Verbose)
    return;
  const std::chrono::duration<double> Took =
      std::chrono::steady_clock::now() - Began;
  Call.Err << "perfclaim: " << Name << ": " << format("%.2f", Took.count())
           << " s\n";
}

int fail(const Invocation &Call, Error Problem) {
  int Code = static_cast<int>(exitCodeOf(Problem));
  handleAllErrors(std::move(Problem), [&](const ErrorInfoBase &E) {
    Call.Err << "perfclaim: error: " << E.message() << '\n';
  });
  return Code;
}

/// The request of diff-filter.
static Expected<std::vector<CommitInput>> openPatch(const Invocation &Call) {
  InputRequest Request;
  Request.Directory = Call.Arguments.getLastArgValue(OPT_directory, ".").str();
  Request.Diff = "-";
  Request.Paths = Call.Paths;
  if (!Call.Inputs.empty())
    return makeError(Call.Inputs.front(), "is one argument too many",
                     "the patch is read from standard input");
  if (const opt::Arg *A = Call.Arguments.getLastArg(OPT_build_dir)) {
    unsigned Parts = 0;
    if (StringRef(A->getValue()).getAsInteger(10, Parts))
      return makeError(
          "-p", "'" + Twine(A->getValue()) + "' is no number of leading parts",
          "--build-dir= names a build folder");
    Request.Strip = Parts;
  }
  return openInput(Request);
}

ReportOptions reportOptions(const Invocation &Call) {
  ReportOptions Options;
  Options.Color = Call.Color;
  Options.Quiet = Call.Quiet;
  if (Call.Verbose)
    Options.MaxNotes = Options.MaxFunctions = UINT_MAX;
  return Options;
}

Expected<std::vector<CommitInput>> openInputs(const Invocation &Call,
                                              bool MessageOnly) {
  const Stage Reading(Call, "read");
  if (Call.IsPatch)
    return openPatch(Call);
  InputRequest Request;
  const opt::InputArgList &Arguments = Call.Arguments;
  Request.Directory = Arguments.getLastArgValue(OPT_directory, ".").str();
  Request.Base = Arguments.getLastArgValue(OPT_base).str();
  Request.Staged = Arguments.hasArg(OPT_staged);
  Request.Worktree = Arguments.hasArg(OPT_worktree);
  Request.MessageOnly = MessageOnly;
  Request.Paths = Call.Paths;
  Request.CommitJson = Arguments.getLastArgValue(OPT_commit_json).str();
  Request.Repository = Arguments.getLastArgValue(OPT_repo).str();
  // As for git diff and git-clang-format, two revisions are a range.
  if (Call.Inputs.size() == 2 && !StringRef(Call.Inputs[0]).contains("..") &&
      !StringRef(Call.Inputs[1]).contains(".."))
    Request.Revision = Call.Inputs[0] + ".." + Call.Inputs[1];
  else if (Call.Inputs.size() > 1)
    return makeError(
        "", "too many revisions given: '" + join(Call.Inputs, "', '") + "'",
        "give one, two, or a range A..B, and paths behind '--'");
  else if (!Call.Inputs.empty())
    Request.Revision = Call.Inputs[0];
  const unsigned Ways = !Request.Revision.empty() + Request.Staged +
                        Request.Worktree + !Request.CommitJson.empty();
  if (Ways > 1)
    return makeError("", "more than one commit named",
                     "give one of: a revision, --staged, --worktree, "
                     "--commit-json");
  if (!Request.Repository.empty() && Request.CommitJson.empty())
    return makeError("", "--repo goes with --commit-json",
                     "use -C DIR to name the repository of a revision");
  return openInput(Request);
}

std::vector<std::string> architectures(const Invocation &Call) {
  std::vector<std::string> Names;
  SmallVector<StringRef, 4> Parts;
  Call.Arguments.getLastArgValue(OPT_arch).split(Parts, ',', -1,
                                                 /*KeepEmpty=*/false);
  for (StringRef Part : Parts)
    Names.push_back(Part.str());
  return Names;
}

/// -p of diff-filter is patch's.
static const opt::Arg *buildFolder(const Invocation &Call) {
  return Call.IsPatch
             ? Call.Arguments.getLastArg(OPT_build_folder)
             : Call.Arguments.getLastArg(OPT_build_folder, OPT_build_dir);
}

Expected<AnalysisOptions> analysisOptions(const Invocation &Call) {
  AnalysisOptions Options;
  if (const opt::Arg *A = buildFolder(Call)) {
    SmallString<256> Folder(A->getValue());
    if (std::error_code Failed = sys::fs::make_absolute(Folder))
      return makeError(Folder, Failed.message());
    sys::path::remove_dots(Folder, /*remove_dot_dot=*/true);
    if (!sys::fs::exists(Folder + "/compile_commands.json"))
      return makeError(Folder, "has no compile_commands.json",
                       "configure with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON");
    Options.BuildDir = std::string(Folder);
  }
  Options.CudaPath = Call.Arguments.getLastArgValue(OPT_cuda_path).str();
  Options.ExtraArguments = Call.Arguments.getAllArgValues(OPT_extra_arg);
  Options.Architectures = architectures(Call);
  for (StringRef Name : Options.Architectures) {
    StringRef Number = Name;
    if (!Number.consume_front("sm_") ||
        !all_of(Number, [](char C) { return isAlnum(C); }) || Number.empty())
      return makeError("--arch", "'" + Name + "' is no GPU architecture",
                       "write it as sm_90");
  }
  if (const opt::Arg *A = Call.Arguments.getLastArg(OPT_max_units))
    if (StringRef(A->getValue()).getAsInteger(10, Options.MaxUnits) ||
        Options.MaxUnits == 0)
      return makeError("--max-units",
                       "'" + Twine(A->getValue()) + "' is no positive number");
  Options.CompareCode = !Call.Arguments.hasArg(OPT_no_compile);
  if (!Call.Arguments.hasArg(OPT_static_evidence)) {
    if (Call.Arguments.hasArg(OPT_gpu))
      return makeError("--gpu", "goes with --static");
    return Options;
  }
  Expected<GpuModel> Gpu =
      findGpu(Call.Arguments.getLastArgValue(OPT_gpu, "H100"));
  if (!Gpu)
    return Gpu.takeError();
  if (Options.Architectures.empty())
    Options.Architectures = {Gpu->Architecture};
  Options.StaticFor = std::move(*Gpu);
  return Options;
}

Expected<Analyzed> analyze(const Invocation &Call, CommitInput Input,
                           const AnalysisOptions &Options) {
  const std::string Root = Input.Root;
  Expected<Analyzed> Done = [&] {
    const Stage Analyzing(Call, "analyze");
    return analyzeCommit(std::move(Input), Options, Call.Around);
  }();
  if (!Done || !Call.Verbose)
    return Done;
  Call.Err << "perfclaim: flags: ";
  if (const StringRef Folder = Done->Parsing.BuildDir; !Folder.empty())
    Call.Err << Folder << "/compile_commands.json\n";
  else
    Call.Err << "guessed from the sources; no compile_commands.json in " << Root
             << " or its build folder, and no -p\n";
  return Done;
}

Expected<PlanOverrides> overrides(const Invocation &Call,
                                  const CommitInput &Input) {
  const opt::Arg *Config = Call.Arguments.getLastArg(OPT_config);
  Expected<PlanOverrides> Result = [&]() -> Expected<PlanOverrides> {
    // What a hook stops is in the repository, as are its limits.
    const std::string InWorkTree = Input.Root + "/perfclaim.json";
    std::string Name = Config ? Config->getValue() : "";
    if (!Config && Call.Command != "hook" && sys::fs::exists(InWorkTree))
      Name = InWorkTree;
    if (Name.empty())
      return overridesIn(*Input.After);
    Expected<std::string> Text = readFile(Name);
    if (!Text)
      return Text.takeError();
    return readOverrides(*Text, Name);
  }();
  if (!Result)
    return Result.takeError();
  if (const opt::Arg *A = Call.Arguments.getLastArg(OPT_entry))
    Result->Entry = A->getValue();
  return Result;
}

std::string folderName(const Commit &Change) {
  std::string Name;
  for (char C : StringRef(Change.Id).take_front(12))
    Name += isAlnum(C) ? C : '_';
  return Name.empty() ? "commit" : Name;
}

std::string packageFolder(const Invocation &Call, const Commit &Change) {
  if (const opt::Arg *A = Call.Arguments.getLastArg(OPT_output))
    return A->getValue();
  return "perfclaim-" + folderName(Change);
}

std::string nextCommand(const Invocation &Call, StringRef Subcommand) {
  std::string Line = ("perfclaim " + Subcommand).str();
  for (unsigned Id : {OPT_directory, OPT_build_dir, OPT_build_folder, OPT_base,
                      OPT_staged, OPT_worktree, OPT_commit_json, OPT_repo})
    if (const opt::Arg *A = Call.Arguments.getLastArg(Id))
      Line += " " + A->getAsString(Call.Arguments);
  for (const std::string &Input : Call.Inputs)
    Line += " " + Input;
  return Line;
}

} // namespace perfclaim::tool
