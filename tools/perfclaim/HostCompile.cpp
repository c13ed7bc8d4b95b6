//===- HostCompile.cpp - perfclaim host-compile ---------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/HostCompile/HostCompile.h"
#include "Command.h"
#include "perfclaim/Headers/CompiledHeaders.h"
#include "perfclaim/Support/Text.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"

using namespace llvm;

namespace perfclaim::tool {

Expected<std::string> runtimeFolder() {
  const std::string Tool = sys::fs::getMainExecutable(
      nullptr, reinterpret_cast<void *>(&runtimeFolder));
  const StringRef Root = sys::path::parent_path(sys::path::parent_path(Tool));
  for (const char *Name : {"lib", PERFCLAIM_LIBDIR}) {
    SmallString<256> Folder(Root);
    sys::path::append(Folder, Name);
    if (sys::fs::exists(Folder + "/libperfclaim_cudart.so"))
      return std::string(Folder);
  }
  return makeError(Root, "has no lib/libperfclaim_cudart.so",
                   "build the target perfclaim_cudart");
}

namespace {

Expected<HostTools> findTools() {
  HostTools Tools;
  const IntrusiveRefCntPtr<vfs::FileSystem> Files = vfs::getRealFileSystem();
  auto Environment = [](StringRef Name) { return sys::Process::GetEnv(Name); };
  Expected<Toolkit> Kit = findToolkit("", *Files, Environment);
  if (!Kit)
    return Kit.takeError();
  Tools.Kit = std::move(*Kit);
  Tools.ResourceDir = findResourceDir(*Files);
  Tools.Headers = makeCompiledHeaders(Environment);
  Expected<std::string> Runtime = runtimeFolder();
  if (!Runtime)
    return Runtime.takeError();
  Tools.RuntimeFolder = std::move(*Runtime);
  for (const char *Name : {"clang++-22", "clang++", "g++"})
    if (ErrorOr<std::string> Found =
            sys::findProgramByName(Name, {PERFCLAIM_LLVM_TOOLS_DIR})) {
      Tools.Compiler = *Found;
      return Tools;
    } else if (ErrorOr<std::string> InPath = sys::findProgramByName(Name)) {
      Tools.Compiler = *InPath;
      return Tools;
    }
  return makeError("", "no compiler that could link",
                   "install the package clang-22");
}

Error compile(ArrayRef<std::string> Words) {
  Expected<HostCommand> Command = parseHostCommand(Words);
  if (!Command)
    return Command.takeError();
  for (const std::string &Note : Command->Notes)
    errs() << "perfclaim: note: " << printable(Note) << '\n';
  Expected<HostTools> Tools = findTools();
  if (!Tools)
    return Tools.takeError();
  if (Command->ListOnly) {
    Expected<std::set<std::string>> Found =
        instructionsOf(*Command, *Tools, errs());
    if (!Found)
      return Found.takeError();
    for (const std::string &Line :
         Command->Inputs.empty() ? knownInstructions() : *Found)
      outs() << Line << '\n';
    return Error::success();
  }
  return runHostCommand(*Command, *Tools, errs());
}

} // namespace

int runHostCompile(ArrayRef<const char *> Arguments) {
  const std::vector<std::string> Words(Arguments.begin(), Arguments.end());
  if (Error Problem = compile(Words)) {
    const int Code = static_cast<int>(exitCodeOf(Problem));
    handleAllErrors(std::move(Problem), [](const ErrorInfoBase &E) {
      errs() << "perfclaim: error: " << E.message() << '\n';
    });
    return Code;
  }
  return 0;
}

} // namespace perfclaim::tool
