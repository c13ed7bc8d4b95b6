//===- BuildFiles.cpp - CMakeLists.txt and generated sources --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EmitInternal.h"
#include "Escape.h"
#include "Templates.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/StandIns/StandIns.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {

const char *sideName(Side Which) {
  return Which == Side::Before ? "before" : "after";
}

namespace {

/// "c++11" and older do not do for the shim, nor for CUDA 13's own headers.
std::string standardFlag(StringRef Standard) {
  const bool Gnu = Standard.consume_front("gnu++");
  if (!Gnu && !Standard.consume_front("c++"))
    return "";
  const bool New = StringSwitch<bool>(Standard)
                       .Cases({"17", "1z", "20", "2a", "23", "2b"}, true)
                       .Default(false);
  return "-std=c++" + (New ? Standard.str() : "17");
}

/// Options of the host compiler that decide code and nothing else. Others can
/// load plug-ins or write files.
bool isHarmlessHostOption(StringRef Option) {
  if (Option.starts_with("-W"))
    return !Option.contains(',') && !Option.starts_with("-Wl") &&
           !Option.starts_with("-Wa") && !Option.starts_with("-Wp");
  if (Option.starts_with("-O") || Option.starts_with("-m"))
    return !Option.contains('/');
  static const StringSet<> Known = {"-fopenmp",
                                    "-fno-strict-aliasing",
                                    "-ffast-math",
                                    "-fno-fast-math",
                                    "-fPIC",
                                    "-fpermissive",
                                    "-fno-finite-math-only",
                                    "-funroll-loops",
                                    "-fsigned-char",
                                    "-funsigned-char",
                                    "-fexceptions",
                                    "-frtti",
                                    "-pthread",
                                    "-fno-math-errno",
                                    "-ffp-contract=off",
                                    "-ffp-contract=fast",
                                    "-ffp-contract=on"};
  return Known.contains(Option);
}

constexpr StringLiteral IncludeThrust = "-include=thrust/";

/// True for flags of nvcc that change the code it makes, or what it accepts,
/// and nothing else.
bool isUsableFlag(StringRef Flag) {
  StringRef Rest = Flag;
  Rest.consume_front(IncludeThrust);
  if (any_of(Rest, [](char C) {
        return !isAlnum(C) && !StringRef("-_=+,.:").contains(C);
      }))
    return false;
  if (Rest.consume_front("-Xcompiler=") ||
      Rest.consume_front("--compiler-options=")) {
    SmallVector<StringRef, 4> Options;
    Rest.split(Options, ',');
    return all_of(Options, isHarmlessHostOption);
  }
  for (StringRef Prefix : {"-Xptxas=",
                           "--ptxas-options=",
                           "-Xcudafe=",
                           "-diag-suppress",
                           "--diag-suppress",
                           "-maxrregcount=",
                           "--maxrregcount=",
                           "-ftz=",
                           "--ftz=",
                           "-prec-div=",
                           "--prec-div=",
                           "-prec-sqrt=",
                           "--prec-sqrt=",
                           "-fmad=",
                           "--fmad=",
                           "-default-stream=",
                           "--default-stream=",
                           "-O",
                           "--optimize=",
                           "-include="})
    if (Flag.starts_with(Prefix))
      return true;
  static const StringSet<> Known = {"--use_fast_math",
                                    "-use_fast_math",
                                    "-G",
                                    "-restrict",
                                    "--restrict",
                                    "-extra-device-vectorization",
                                    "--extra-device-vectorization",
                                    "-w",
                                    "--allow-unsupported-compiler"};
  return Known.contains(Flag);
}

void addFlags(const SideBuild &Build, SideFiles &Out) {
  // What the package always passes, or decides itself.
  static const StringSet<> Covered = {"--expt-relaxed-constexpr",
                                      "-expt-relaxed-constexpr",
                                      "--extended-lambda",
                                      "-extended-lambda",
                                      "--expt-extended-lambda",
                                      "-expt-extended-lambda",
                                      "-lineinfo",
                                      "--generate-line-info"};
  static const StringSet<> Relocatable = {
      "-rdc=true", "-dc", "--relocatable-device-code=true", "--device-c"};
  std::string Standard = "-std=c++17";
  for (const std::string &Flag : Build.Flags) {
    StringRef Rest = Flag;
    if (Rest.consume_front("-std=") || Rest.consume_front("--std="))
      Standard = standardFlag(Rest);
    else if (Relocatable.contains(Flag))
      Out.Relocatable = true;
    else if (Covered.contains(Flag))
      continue;
    else if (isUsableFlag(Flag))
      Out.Flags.push_back(Flag);
    else
      Out.LeftOut.push_back(Flag);
    if (StringRef(Flag).contains("-fopenmp") &&
        !is_contained(Out.Libraries, "-fopenmp"))
      Out.Libraries.push_back("-fopenmp");
  }
  if (Standard.empty())
    Standard = "-std=c++17";
  Out.Flags.insert(Out.Flags.begin(), Standard);
}

void addDefines(const SideBuild &Build, SideFiles &Out) {
  for (const std::string &Define : Build.Defines) {
    const auto [Name, Value] = StringRef(Define).split('=');
    std::optional<std::string> Text = cmakeArgument(Define);
    // '#' and '%' do not survive every generator of CMake.
    if (isCxxIdentifier(Name) && Text &&
        StringRef(Define).find_first_of("#%`\n\\") == StringRef::npos) {
      Out.Defines.push_back(*Text);
      Out.PlainDefines.push_back(Define);
    } else
      Out.LeftOut.push_back("-D" + Define);
  }
}

void addIncludes(const SideBuild &Build, Side Which, SideFiles &Out) {
  StringSet<> Seen;
  auto Add = [&](StringRef Dir) {
    if (!Seen.insert(Dir).second)
      return;
    if (!Dir.empty() && !isSafeRelativePath(Dir)) {
      Out.LeftOut.push_back(("-I" + Dir).str());
      return;
    }
    std::optional<std::string> Quoted = cmakeArgument(Dir);
    if (!Quoted) {
      Out.LeftOut.push_back(("-I" + Dir).str());
      return;
    }
    // The variable has to stay outside of what was escaped.
    Out.Includes.push_back("\"${PROJECT_SOURCE_DIR}/" +
                           std::string(sideName(Which)) +
                           (Dir.empty() ? "" : "/") + Quoted->substr(1));
    Out.PlainIncludes.push_back(sideName(Which) +
                                (Dir.empty() ? "" : "/" + Dir).str());
  };
  for (const std::string &Dir : Build.IncludeDirs)
    Add(StringRef(Dir).rtrim('/') == "." ? "" : StringRef(Dir).rtrim('/'));
  // Last, so that what the sources bring themselves goes before.
  if (usesTorch(Build))
    Out.Includes.push_back("${torch_includes}");
  if (!Build.StandIns.empty() || !Build.AbsentHeaders.empty()) {
    Out.Includes.push_back("\"${PROJECT_SOURCE_DIR}/stand-ins\"");
    Out.PlainIncludes.push_back("stand-ins");
  }
}

void addLibraries(const SideBuild &Build, SideFiles &Out) {
  static const StringSet<> Plain = {"m", "rt", "dl", "pthread", "gomp"};
  static const StringSet<> Toolkit = {
      "cublas",   "cublasLt", "cufft",  "cufftw",      "curand", "cusparse",
      "cusolver", "nvrtc",    "nvml",   "cuda_driver", "cupti",  "nvJitLink",
      "nppc",     "nppial",   "nppicc", "nppidei",     "nppif",  "nppig",
      "nppim",    "nppist",   "nppisu", "nppitc",      "npps",   "nvjpeg",
      "nvtx3",    "cudart",   "cufile", "cuda"};
  for (const std::string &Name : Build.Libraries) {
    // What CMake calls CUDA::cuda_driver is -lcuda.
    if (Plain.contains(Name) || Toolkit.contains(Name) || isCxxIdentifier(Name))
      Out.PlainLibraries.push_back(Name == "cuda_driver" ? "cuda" : Name);
    if (Name == "cuda" || Name == "cuda_driver") {
      Out.NeedsDriver = true;
      Out.Libraries.push_back("CUDA::cuda_driver");
    } else if (Name == "cudart") {
      continue; // Always linked.
    } else if (Toolkit.contains(Name)) {
      Out.Libraries.push_back("CUDA::" + Name);
    } else if (Plain.contains(Name)) {
      Out.Libraries.push_back(Name);
    } else if (isCxxIdentifier(Name)) {
      Out.OtherLibraries.push_back(Name);
    } else {
      Out.LeftOut.push_back("-l" + Name);
    }
  }
}

json::Array texts(ArrayRef<std::string> Lines) {
  json::Array Out;
  for (const std::string &Line : Lines)
    Out.push_back(textValue(Line));
  return Out;
}

/// What a compiler of the host takes of \p Flags, which are nvcc's.
std::vector<std::string> hostFlags(ArrayRef<std::string> Flags) {
  std::vector<std::string> Result;
  for (StringRef Flag : Flags) {
    if (!Flag.consume_front("-Xcompiler="))
      Flag.consume_front("--compiler-options=");
    SmallVector<StringRef, 4> Options;
    Flag.split(Options, ',');
    for (StringRef Option : Options)
      if (Option.starts_with("-std=")) // Units in C have no say in it.
        Result.push_back(("$<$<COMPILE_LANGUAGE:CXX>:" + Option + ">").str());
      else if (!Option.starts_with(IncludeThrust) &&
               Option.consume_front("-include="))
        Result.push_back(
            ("$<$<COMPILE_LANGUAGE:CXX>:--include=" + Option + ">").str());
      else if (isHarmlessHostOption(Option))
        Result.push_back(Option.str());
  }
  return Result;
}

/// What every unit needs; but the host's compiler cannot read thrust.
std::vector<std::string> includedFirst(ArrayRef<std::string> Flags) {
  std::vector<std::string> Result;
  for (StringRef Flag : Flags)
    if (!Flag.starts_with(IncludeThrust) && Flag.consume_front("-include="))
      Result.push_back(Flag.str());
  return Result;
}

json::Object sideValues(const SideFiles &Files, Side Which) {
  return json::Object{{"side", sideName(Which)},
                      {"sources", texts(Files.Sources)},
                      {"includes", texts(Files.Includes)},
                      {"defines", texts(Files.Defines)},
                      {"hasDefines", !Files.Defines.empty()},
                      {"flags", texts(Files.Flags)},
                      {"includedFirst", texts(includedFirst(Files.Flags))},
                      {"severalUnits", Files.Sources.size() > 1},
                      {"relocatable", Files.Relocatable},
                      {"torch", Files.StandsForTorch},
                      {"libraries", texts(Files.Libraries)},
                      {"otherLibraries", texts(Files.OtherLibraries)}};
}

} // namespace

bool usesTorch(const SideBuild &Build) {
  return any_of(Build.StandIns, standsForTorch);
}

Expected<SideFiles> sideFiles(const SideBuild &Build, Side Which) {
  SideFiles Out;
  const std::string Word = sideName(Which);
  Out.Sources.push_back("shim_" + Word + ".cu");
  if (!Build.Stubs.empty())
    Out.Sources.push_back("stubs_" + Word + ".cpp");
  for (size_t I = 0; I != Build.LinkUnits.size(); ++I) {
    StringRef Extension = sys::path::extension(Build.LinkUnits[I]);
    if (Extension == ".c")
      Out.NeedsC = true;
    else if (Extension != ".cu")
      Extension = ".cpp";
    Out.Sources.push_back("link_" + Word + "_" + std::to_string(I) +
                          Extension.str());
  }
  addFlags(Build, Out);
  addDefines(Build, Out);
  addIncludes(Build, Which, Out);
  addLibraries(Build, Out);
  Out.StandsForTorch = usesTorch(Build);
  if (!Build.NeedsTorch.empty())
    Out.NeedsTorch = cmakeArgument(Build.NeedsTorch).value_or("\"?\"");
  return Out;
}

std::string emitCMakeLists(const BenchmarkPlan &Plan, const SideFiles &Before,
                           const SideFiles &After) {
  json::Object Values;
  Values["languages"] = Before.NeedsC || After.NeedsC ? "C CXX" : "CXX";
  if (!Plan.Entries.empty() &&
      Plan.Entries.front().After.Kind == EntryKind::Native) {
    json::Array Sides;
    for (const auto &[Files, Which] :
         {std::pair(&Before, Side::Before), std::pair(&After, Side::After)}) {
      json::Object Of = sideValues(*Files, Which);
      Of["flags"] = texts(hostFlags(Files->Flags));
      Sides.push_back(std::move(Of));
    }
    Values["sides"] = std::move(Sides);
    return render("CMakeLists.native.txt", Values);
  }
  std::string Architectures;
  for (StringRef Name : Plan.Architectures) {
    Name.consume_front("sm_");
    Name.consume_front("compute_");
    if (Name.empty() || !all_of(Name, [](char C) { return isAlnum(C); }))
      continue;
    Architectures += (Architectures.empty() ? "" : ";") + Name.str();
  }
  if (!Architectures.empty())
    Values["architectures"] = Architectures;
  Values["sides"] = json::Array{sideValues(Before, Side::Before),
                                sideValues(After, Side::After)};
  Values["torch"] = Before.StandsForTorch || After.StandsForTorch;
  const std::string &Needs =
      Before.NeedsTorch.empty() ? After.NeedsTorch : Before.NeedsTorch;
  if (!Needs.empty())
    Values["needsTorch"] = json::Object{{"what", Needs}};
  Values["driver"] = Before.NeedsDriver || After.NeedsDriver;
  return render("CMakeLists.txt", Values);
}

std::string emitBuildJson(const SideFiles &Before, const SideFiles &After) {
  auto Side = [](const SideFiles &Files) {
    return json::Object{{"sources", texts(Files.Sources)},
                        {"flags", texts(Files.Flags)},
                        {"defines", texts(Files.PlainDefines)},
                        {"includes", texts(Files.PlainIncludes)},
                        {"libraries", texts(Files.PlainLibraries)},
                        {"relocatable", Files.Relocatable}};
  };
  return printJSON(json::Object{{"schema", "perfclaim.build/1"},
                                {"before", Side(Before)},
                                {"after", Side(After)}});
}

} // namespace perfclaim
