//===- Program.cpp - Objects to programs and libraries --------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Objects.h"
#include "perfclaim/HostCompile/HostCompile.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"
#include "perfclaim/Support/Process.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {
namespace {

/// Seconds that a linker gets.
constexpr unsigned LinkSeconds = 300;

std::string objectName(const HostCommand &Command,
                       const HostCommand::Input &Input) {
  if (!Command.Output.empty())
    return Command.Output;
  SmallString<256> Name(sys::path::filename(Input.Path));
  sys::path::replace_extension(Name, "o");
  return std::string(Name);
}

Error link(const HostCommand &Command, const HostTools &Tools,
           ArrayRef<std::string> Objects, const std::string &Output,
           raw_ostream &Messages) {
  std::vector<std::string> Arguments(Objects.begin(), Objects.end());
  Arguments.insert(Arguments.end(), Command.Link.begin(), Command.Link.end());
  if (Command.Shared)
    Arguments.push_back("-shared");
  Arguments.insert(Arguments.end(),
                   {"-o", Output, "-L" + Tools.RuntimeFolder,
                    "-lperfclaim_cudart", "-Wl,-rpath," + Tools.RuntimeFolder,
                    "-lm", "-ldl", "-lpthread"});
  Expected<ProcessResult> Done =
      runProcess(Tools.Compiler, Arguments, LinkSeconds);
  if (!Done)
    return Done.takeError();
  Messages << Done->Output << Done->Errors;
  if (Done->ExitCode != 0)
    return makeError(Output, Done->TimedOut ? "linking took too long"
                                            : "linking failed");
  return Error::success();
}

Error archive(ArrayRef<std::string> Objects, const std::string &Output) {
  std::vector<NewArchiveMember> Members;
  for (const std::string &Object : Objects) {
    Expected<NewArchiveMember> Member =
        NewArchiveMember::getFile(Object, /*Deterministic=*/true);
    if (!Member)
      return Member.takeError();
    Members.push_back(std::move(*Member));
  }
  return writeArchive(Output, Members, SymtabWritingMode::NormalSymtab,
                      object::Archive::K_GNU, /*Deterministic=*/true,
                      /*Thin=*/false);
}

} // namespace

Error runHostCommand(const HostCommand &Command, const HostTools &Tools,
                     raw_ostream &Messages) {
  using Kind = HostCommand::Input::Kind;
  if (Command.CompileOnly) {
    for (const HostCommand::Input &Input : Command.Inputs)
      if (Input.What != Kind::Object)
        if (Error E = compileToObject(
                Command, Input, objectName(Command, Input), Tools, Messages))
          return E;
    return Error::success();
  }
  const std::string Output = !Command.Output.empty() ? Command.Output
                             : Command.Archive       ? "a.a"
                             : Command.DeviceLink    ? "a_dlink.o"
                                                     : "a.out";
  if (Command.DeviceLink) {
    // Device code is host code here: the ordinary linker links it.
    Expected<std::string> Bytes = emptyObject();
    return Bytes ? writeFile(Output, *Bytes) : Bytes.takeError();
  }
  SmallString<256> Folder;
  if (std::error_code Failed =
          sys::fs::createUniqueDirectory("perfclaim-host", Folder))
    return makeError(Folder, Failed.message());
  // What cannot be removed is left to the system's own cleaning.
  auto Remove = scope_exit([&] {
    const std::error_code Left = sys::fs::remove_directories(Folder);
    static_cast<void>(Left);
  });
  std::vector<std::string> Objects;
  for (const HostCommand::Input &Input : Command.Inputs) {
    if (Input.What == Kind::Object) {
      if (Command.Archive)
        Objects.push_back(Input.Path);
      continue;
    }
    SmallString<256> Object(Folder);
    sys::path::append(Object, std::to_string(Objects.size()) + ".o");
    if (Error E = compileToObject(Command, Input, std::string(Object), Tools,
                                  Messages))
      return E;
    Objects.push_back(std::string(Object));
  }
  if (Command.Archive)
    return archive(Objects, Output);
  return link(Command, Tools, Objects, Output, Messages);
}

} // namespace perfclaim
