//===- ClangCommand.cpp - Flags to compiler arguments -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Flags to a Clang command for one view, and to what nvcc gets in a package.
///
//===----------------------------------------------------------------------===//

#include "perfclaim/Compile/Flags.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {

/// CUDA 13's own libraries need C++17, and its nvcc defaults to it; projects
/// that ask for less compile as well with more.
static std::string cudaStandard(StringRef Standard) {
  StringRef Year = Standard;
  bool Gnu = Year.consume_front("gnu++");
  if (!Gnu && !Year.consume_front("c++"))
    return "c++17"; // A C standard in a CUDA command.
  bool TooOld = StringSwitch<bool>(Year)
                    .Cases({"98", "03", "0x", "11", "1y", "14"}, true)
                    .Default(false);
  return TooOld ? "c++17" : Standard.str();
}

static bool isCFile(StringRef File) { return File.ends_with(".c"); }

/// Nothing where the language's default must do.
static std::string hostStandard(StringRef Standard, bool C) {
  bool ForCxx = Standard.contains("++");
  return ForCxx == C ? "" : Standard.str();
}

std::vector<std::string> toClangCommand(const CompileFlags &Flags,
                                        const Toolkit &Kit,
                                        StringRef ResourceDir, View Which,
                                        StringRef Architecture,
                                        StringRef File) {
  std::vector<std::string> Command = {"clang++"};
  auto Add = [&](const Twine &Argument) { Command.push_back(Argument.str()); };
  if (!ResourceDir.empty())
    Add("-resource-dir=" + ResourceDir);
  // Many names are missing where headers are; a better spelling for each takes
  // longer than the rest of the unit.
  Add("-fno-spell-checking");
  if (Flags.Cuda) {
    Add("-x");
    Add("cuda");
    Add("--cuda-path=" + Kit.Path);
    Add("--cuda-gpu-arch=" + Architecture);
    Add(Which == View::Host ? "--cuda-host-only" : "--cuda-device-only");
    Add("-std=" + cudaStandard(Flags.Standard));
    // Accepts launches from device code, and __shared__ that is extern.
    Add("-fgpu-rdc");
    Add("-Wno-unknown-cuda-version");
    // nvcc defines these, and much code takes another branch without them.
    Add("-D__CUDACC_VER_MAJOR__=" + Twine(Kit.Major));
    Add("-D__CUDACC_VER_MINOR__=" + Twine(Kit.Minor));
    Add("-D__CUDACC_VER_BUILD__=88");
    if (Flags.RelaxedConstexpr)
      Add("-D__CUDACC_RELAXED_CONSTEXPR__");
    if (Flags.ExtendedLambda)
      Add("-D__CUDACC_EXTENDED_LAMBDA__");
    if (Flags.RelocatableDeviceCode)
      Add("-D__CUDACC_RDC__");
    if (Flags.FastMath)
      Add("-fgpu-approx-transcendentals");
  } else {
    bool C = isCFile(File);
    Add("-x");
    Add(C ? "c" : "c++");
    if (std::string Standard = hostStandard(Flags.Standard, C);
        !Standard.empty())
      Add("-std=" + Standard);
    // Errors to Clang, and warnings to the compilers that such code is from.
    if (C)
      for (StringRef What :
           {"implicit-function-declaration", "implicit-int", "int-conversion",
            "incompatible-function-pointer-types"})
        Add("-Wno-error=" + What);
    if (Flags.FastMath)
      Add("-ffast-math");
  }
  for (StringRef Flag : Flags.CodeFlags) {
    if (Flag == "--default-stream=per-thread")
      Add("-DCUDA_API_PER_THREAD_DEFAULT_STREAM");
    Flag.consume_front("-Xcompiler=");
    // Instruction sets decide which branches of host code are there.
    if (Which == View::Host && Flag.starts_with("-m") &&
        !Flag.starts_with("-maxrregcount"))
      Add(Flag);
  }
  for (const std::string &Name : Flags.Defines)
    Add("-D" + Name);
  for (const std::string &Name : Flags.Undefines)
    Add("-U" + Name);
  for (const std::string &Folder : Flags.IncludeDirs)
    Add("-I" + Folder);
  for (const std::string &Folder : Flags.SystemIncludeDirs) {
    Add("-isystem");
    Add(Folder);
  }
  if (!Kit.Path.empty()) {
    // CUDA 13 moved CUB, Thrust and libcu++ here. Plain C++ sees the toolkit
    // too: host files that launch through the runtime include it.
    Add("-isystem");
    Add(Kit.Path + "/include/cccl");
    if (!Flags.Cuda) {
      Add("-idirafter");
      Add(Kit.Path + "/include");
    }
  }
  for (const std::string &Name : Flags.ForcedIncludes) {
    Add("-include");
    Add(Name);
  }
  Add(File);
  return Command;
}

std::vector<std::string> toNvccFlags(const CompileFlags &Flags) {
  std::vector<std::string> Result;
  Result.push_back(
      "-std=" + (Flags.Cuda ? cudaStandard(Flags.Standard) : Flags.Standard));
  if (Flags.RelaxedConstexpr)
    Result.push_back("--expt-relaxed-constexpr");
  if (Flags.ExtendedLambda)
    Result.push_back("--extended-lambda");
  if (Flags.FastMath)
    Result.push_back("--use_fast_math");
  if (Flags.RelocatableDeviceCode)
    Result.push_back("-rdc=true");
  for (const std::string &Flag : Flags.CodeFlags)
    Result.push_back(!Flags.Cuda && StringRef(Flag).starts_with("-m") &&
                             !StringRef(Flag).starts_with("-maxrregcount")
                         ? "-Xcompiler=" + Flag
                         : Flag);
  return Result;
}

} // namespace perfclaim
