//===- Evidence.cpp - Machine code of what is edited ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Lsp/Evidence.h"
#include "OpenTree.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Report/Hook.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Process.h"
#include "perfclaim/Support/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

namespace {

/// Nobody waits for what takes longer.
constexpr unsigned MostSeconds = 300;

json::Array listOf(const std::vector<std::string> &Texts) {
  json::Array Result;
  for (const std::string &Text : Texts)
    Result.push_back(jsonText(Text));
  return Result;
}

json::Value toJSON(const EvidenceRequest &Request) {
  const AnalysisOptions &Options = Request.Options.Analysis;
  // Names of files may be any bytes, so they are no keys.
  json::Array Open;
  for (const auto &[File, Text] : Request.Open)
    Open.push_back(
        json::Object{{"file", jsonText(File)}, {"text", jsonText(Text)}});
  return json::Object{{"file", jsonText(Request.File)},
                      {"open", std::move(Open)},
                      {"base", jsonText(Request.Options.Base)},
                      {"buildDir", jsonText(Options.BuildDir)},
                      {"cudaPath", jsonText(Options.CudaPath)},
                      {"extraArguments", listOf(Options.ExtraArguments)},
                      {"architectures", listOf(Options.Architectures)}};
}

struct OpenFile {
  std::string File, Text;
};
bool fromJSON(const json::Value &In, OpenFile &Out, json::Path Path) {
  json::ObjectMapper Map(In, Path);
  return Map && Map.map("file", Out.File) && Map.map("text", Out.Text);
}

bool fromJSON(const json::Value &In, EvidenceRequest &Out, json::Path Path) {
  AnalysisOptions &Options = Out.Options.Analysis;
  std::vector<OpenFile> Open;
  json::ObjectMapper Map(In, Path);
  if (!Map || !Map.map("file", Out.File) || !Map.map("open", Open) ||
      !Map.map("base", Out.Options.Base) ||
      !Map.map("buildDir", Options.BuildDir) ||
      !Map.map("cudaPath", Options.CudaPath) ||
      !Map.map("extraArguments", Options.ExtraArguments) ||
      !Map.map("architectures", Options.Architectures))
    return false;
  for (OpenFile &One : Open)
    Out.Open[One.File] = std::move(One.Text);
  return true;
}

/// What there is to say is in the first line.
std::string firstLine(StringRef Text) {
  return printable(Text.ltrim().split('\n').first.rtrim());
}

/// As code: nothing in it is taken for Markdown, and editors without a renderer
/// show no escapes.
std::string asCode(StringRef Text) {
  std::string Line = firstLine(Text);
  std::replace(Line.begin(), Line.end(), '`', '\'');
  return "`" + Line + "`";
}

} // namespace

Expected<std::string> answerEvidenceRequest(StringRef Json,
                                            const Surroundings &Around) {
  Expected<json::Value> Given = parseJSON(Json, "request");
  if (!Given)
    return Given.takeError();
  EvidenceRequest Request;
  json::Path::Root Root("request");
  if (!fromJSON(*Given, Request, Root))
    return Root.getError();
  Expected<CommitInput> Input =
      inputOfFileAlone(Request.File, Request.Open, Request.Options.Base);
  if (!Input)
    return Input.takeError();
  Expected<PlanOverrides> Overrides = overridesIn(*Input->After);
  if (!Overrides)
    return Overrides.takeError();
  const PlanOverrides::Hook &Hook = Overrides->Hooks;
  Expected<GpuModel> Gpu = findGpu(Hook.Gpu.empty() ? "H100" : Hook.Gpu);
  if (!Gpu)
    return Gpu.takeError();
  AnalysisOptions Options = Request.Options.Analysis;
  if (Options.Architectures.empty())
    Options.Architectures = {Gpu->Architecture};
  Options.StaticFor = std::move(*Gpu);
  Options.StaticFiles = {Input->Change.Files.front().Path};
  const bool Looked = Options.BuildDir.empty();
  if (Looked)
    Options.BuildDir = findBuildDir(Request.File, Input->Root);
  Expected<Analyzed> Both = analyzeCommit(*Input, Options, Around);
  if (!Both && Looked && !Options.BuildDir.empty()) {
    // One that is being written: the answers do without it, too.
    consumeError(Both.takeError());
    Options.BuildDir.clear();
    Both = analyzeCommit(*Input, Options, Around);
  }
  if (!Both)
    return Both.takeError();
  Both->Changes.Static = gatherStaticEvidence(*Both, BenchmarkPlan());
  json::Object Limits;
  for (const auto &[Name, Limit] : Hook.Limits)
    Limits[Name] = Limit;
  return printJSON(
      json::Object{{"changes", toJSON(Both->Input.Change, Both->Changes)},
                   {"limits", std::move(Limits)}});
}

Expected<EvidenceAnswer> askForEvidence(const EvidenceRequest &Request,
                                        StringRef Program,
                                        const Surroundings &Around,
                                        const std::function<bool()> &Stop) {
  Expected<Toolkit> Kit = findToolkit(Request.Options.Analysis.CudaPath,
                                      *Around.Files, Around.Environment);
  if (!Kit)
    return Kit.takeError();
  if (!sys::fs::can_execute(Kit->Path + "/bin/ptxas"))
    return makeError(Kit->Path, "has no bin/ptxas",
                     "install the assembler of the CUDA toolkit to see "
                     "registers and occupancy");
  Expected<ProcessResult> Ran =
      runProcess(Program, {"lsp", "--evidence"}, MostSeconds,
                 printJSON(toJSON(Request)), "", Stop);
  if (!Ran)
    return Ran.takeError();
  if (Ran->TimedOut)
    return makeError("", "it took more than " + Twine(MostSeconds) + " s");
  if (Ran->Signal)
    return makeError("", "the compiler crashed");
  if (Ran->ExitCode != 0) {
    StringRef Why = Ran->Errors;
    Why.consume_front("error: ");
    return makeError("", firstLine(Why));
  }
  Expected<json::Value> Given = parseJSON(Ran->Output, "answer");
  if (!Given)
    return Given.takeError();
  EvidenceAnswer Result;
  ChangeSet Changes;
  json::Path::Root Root("answer");
  json::ObjectMapper Map(*Given, Root);
  if (!Map || !Map.map("changes", Changes) || !Map.map("limits", Result.Limits))
    return Root.getError();
  if (!Changes.Static)
    return makeError("answer", "has no static evidence");
  Result.Found = std::move(*Changes.Static);
  return Result;
}

bool showsKernels(const Answer &About) {
  auto IsHere = [&](const auto &Thing) {
    return Thing.Place.File == About.Path;
  };
  return any_of(About.After.Kernels, IsHere) ||
         any_of(About.After.Launches, IsHere);
}

FileEvidence makeFileEvidence(const Answer &About,
                              Expected<EvidenceAnswer> Result) {
  FileEvidence Made;
  Made.Seen = About.Seen;
  Made.Text = About.Text;
  if (!Result) {
    Made.Why = toString(Result.takeError());
    return Made;
  }
  for (const CodeEvidence &E : Result->Found.Kernels) {
    unsigned Line = E.Place.File == About.Path ? E.Place.Line : 0;
    // What a launch here makes of a kernel of another file is said there.
    for (const Launch &L : About.After.Launches)
      if (!Line && L.KernelName == E.Kernel && L.Place.File == About.Path)
        Line = L.Place.Line;
    if (!Line)
      continue;
    ChangeSet Alone;
    Alone.Static.emplace();
    Alone.Static->Kernels = {E};
    for (const HookFinding &F :
         findWorse(Alone, Result->Limits, [&](const std::string &File) {
           return File == About.Path ? std::optional(About.Text) : std::nullopt;
         })) {
      Finding One{Line, Severity::Warning, "static", F.Text};
      if (!is_contained(Made.Worse, One))
        Made.Worse.push_back(std::move(One));
    }
  }
  Made.Found = std::move(Result->Found);
  return Made;
}

std::string figuresOf(const FileEvidence &Static, StringRef Kernel) {
  auto NotKnown = [](StringRef Why) {
    return "registers and occupancy are not known: " + asCode(Why);
  };
  if (!Static.Why.empty())
    return NotKnown(Static.Why);
  std::string Architecture;
  if (Expected<GpuModel> Gpu = findGpu(Static.Found.Gpu))
    Architecture = Gpu->Architecture;
  else
    consumeError(Gpu.takeError());
  std::string Table = kernelFigures(Static.Found, Kernel, Architecture);
  // Why a side is missing; or what concerns this kernel.
  std::vector<std::string> Reasons;
  for (const Note &N : Static.Found.Notes)
    if (StringRef(N.Text).starts_with("before: ") ||
        StringRef(N.Text).starts_with("after: ") ||
        StringRef(N.Text).contains(("'" + Kernel + "'").str()))
      Reasons.push_back((N.File.empty() ? "" : N.File + ": ") + N.Text);
  if (Table.empty())
    return NotKnown(Reasons.empty() ? "no machine code of it was made"
                                    : Reasons.front());
  if (!Reasons.empty())
    Table += "\n" + asCode(Reasons.front()) + "\n";
  return Table;
}

} // namespace perfclaim
