//===- UnitFlags.cpp - The flags of a unit at one side ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitFlags.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {

/// Where the compiler finds the headers of the system and of the toolkit.
static std::vector<std::string> systemFolders(const ParseOptions &Options,
                                              vfs::FileSystem &Files) {
  CompileFlags Flags;
  Flags.Cuda = !Options.Kit.Path.empty();
  std::vector<std::string> Command =
      toClangCommand(Flags, Options.Kit, Options.ResourceDir, View::Host,
                     Options.Architecture, "/.perfclaim/empty.cpp");
  std::vector<const char *> Arguments;
  for (const std::string &Argument : Command)
    Arguments.push_back(Argument.c_str());
  clang::IgnoringDiagConsumer Ignored;
  clang::DiagnosticOptions DiagnosticOptions;
  clang::CreateInvocationOptions Wanted;
  Wanted.Diags = clang::CompilerInstance::createDiagnostics(
      Files, DiagnosticOptions, &Ignored, /*ShouldOwnClient=*/false);
  Wanted.VFS = IntrusiveRefCntPtr<vfs::FileSystem>(&Files);
  Wanted.RecoverOnError = true;
  std::vector<std::string> Result;
  if (auto Invocation = clang::createInvocation(Arguments, Wanted))
    for (const auto &Entry : Invocation->getHeaderSearchOpts().UserEntries)
      if (!is_contained(Result, Entry.Path))
        Result.push_back(Entry.Path);
  if (!Options.Kit.Path.empty())
    Result.push_back(Options.Kit.Path + "/include");
  return Result;
}

FlagFinder::FlagFinder(const SideInput &Side, const ParseOptions &Options,
                       std::optional<CompileDatabase> Database)
    : Side(Side), Options(Options), Database(std::move(Database)),
      Index(Side.Tree), Builds(Index),
      SystemFolders(systemFolders(Options, *Side.Files)) {}

bool FlagFinder::isSystem(StringRef Name) {
  auto [At, New] = SystemNames.try_emplace(Name, false);
  if (New)
    At->second = any_of(SystemFolders, [&](const std::string &Folder) {
      SmallString<256> Path(Folder);
      sys::path::append(Path, Name);
      return Side.Files->exists(Path);
    });
  return At->second;
}

/// Headers that say what standard a source was written for.
static bool isHeaderOfCxx20(StringRef Name) {
  return StringSwitch<bool>(Name)
      .Cases({"concepts", "source_location", "span", "ranges", "bit"}, true)
      .Cases({"numbers", "compare", "format", "barrier", "latch"}, true)
      .Default(false);
}

/// The same of names that came with it and that no earlier library has.
static bool namesCxx20(StringRef Text) {
  static constexpr StringLiteral Names[] = {
      "std::type_identity",   "std::remove_cvref",    "std::bit_cast",
      "std::same_as",         "std::convertible_to",  "std::integral<",
      "std::floating_point<", "std::source_location", "std::popcount",
      "std::has_single_bit",  "std::bit_ceil",        "std::bit_width"};
  return any_of(Names, [&](StringRef Name) { return Text.contains(Name); });
}

CompileFlags FlagFinder::defaults(StringRef Path) {
  CompileFlags Flags;
  // A header as a unit is CUDA unless it is plainly C.
  StringRef Extension = sys::path::extension(Path);
  Flags.Cuda = isCudaName(Path) || !isUnitName(Path);
  if (!Flags.Cuda) {
    // Host files that launch by themselves are compiled as CUDA by many builds.
    StringRef Text = Index.text(Path);
    Flags.Cuda = Extension != ".c" &&
                 (Text.contains("<<<") || Text.contains("__global__"));
  }
  std::string Standard = Extension == ".c" ? "" : Builds.standard(Path);
  if (!Standard.empty())
    Flags.Standard = Standard;

  bool Needs20 = false;
  std::set<std::string> Seen = {Path.str()};
  std::vector<std::string> Queue = {Path.str()};
  for (size_t I = 0; I != Queue.size(); ++I) {
    std::string File = Queue[I];
    Needs20 = Needs20 || (Standard.empty() && namesCxx20(Index.text(File)));
    for (const IncludeLine &Line : Index.includes(File)) {
      const SourceIndex::Resolved &To = Index.resolve(File, Line);
      Needs20 |= isHeaderOfCxx20(Line.Name);
      if (To.Path.empty() || (!To.Beside && isSystem(Line.Name)))
        continue;
      // A wrapper vendors/musa.h that includes <musa.h> means another one.
      if (To.Path == File)
        continue;
      // Another programming model's copy is not what CUDA code means.
      if (isHipTwin(To.Path) && !isHipTwin(Path))
        continue;
      if (!To.Beside && !is_contained(Flags.IncludeDirs, To.Folder))
        Flags.IncludeDirs.push_back(To.Folder);
      if (Seen.insert(To.Path).second)
        Queue.push_back(To.Path);
    }
  }
  if (Standard.empty() && Needs20 && Extension != ".c")
    Flags.Standard = "c++20";
  return Flags;
}

void FlagFinder::addExtra(CompileFlags &Flags) const {
  if (Options.ExtraArguments.empty())
    return;
  CompileFlags Extra = parseCommand(Options.ExtraArguments, "");
  auto Append = [](std::vector<std::string> &To,
                   const std::vector<std::string> &From) {
    for (const std::string &Item : From)
      if (!is_contained(To, Item))
        To.push_back(Item);
  };
  Append(Flags.IncludeDirs, Extra.IncludeDirs);
  Append(Flags.SystemIncludeDirs, Extra.SystemIncludeDirs);
  Append(Flags.Defines, Extra.Defines);
  Append(Flags.Undefines, Extra.Undefines);
  Append(Flags.ForcedIncludes, Extra.ForcedIncludes);
  Append(Flags.CodeFlags, Extra.CodeFlags);
  Append(Flags.Architectures, Extra.Architectures);
  Flags.FastMath |= Extra.FastMath;
  Flags.RelocatableDeviceCode |= Extra.RelocatableDeviceCode;
  for (StringRef Argument : Options.ExtraArguments)
    if (Argument.starts_with("-std=") || Argument.starts_with("--std="))
      Flags.Standard = Extra.Standard;
}

UnitRequest FlagFinder::request(StringRef Path, StringRef Includer) {
  UnitRequest Result;
  Result.Path = Path.str();
  if (Database) {
    if (const CompileFlags *Flags = Database->find(Path)) {
      Result.Flags = *Flags;
      Result.FlagsFrom = "compile_commands.json";
    } else {
      std::optional<std::string> From;
      if (!Includer.empty() && Database->find(Includer))
        From = Includer.str();
      else
        From = Database->nearest(Path);
      if (From) {
        Result.Flags = *Database->find(*From);
        Result.Flags.Cuda =
            isUnitName(Path) ? isCudaName(Path) : Result.Flags.Cuda;
        Result.FlagsFrom = "inferred from " + *From;
      }
    }
  }
  if (Result.FlagsFrom.empty()) {
    Result.Flags = defaults(Path);
    Result.FlagsFrom = "defaults";
  }
  addExtra(Result.Flags);
  return Result;
}

} // namespace perfclaim
