//===- Files.cpp - Whole files or nothing ---------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Support/Files.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace perfclaim {

bool isSafeRelativePath(StringRef Path) {
  if (Path.empty() || Path.contains('\0'))
    return false;
  while (true) {
    auto [Part, Rest] = Path.split('/');
    if (Part.empty() || Part == "." || Part == ".." ||
        Part.equals_insensitive(".git"))
      return false;
    if (Part.size() == Path.size())
      return true;
    Path = Rest;
  }
}

/// For tidying up after a failure that is already reported.
static void ignore(std::error_code Code) {
  consumeError(errorCodeToError(Code));
}

static Error fileError(StringRef Path, const Twine &What,
                       std::error_code Code) {
  return makeError(Path, What + ": " + Code.message());
}

static Error writeNewFile(StringRef Path, const GeneratedFile &File) {
  if (auto Code = sys::fs::create_directories(sys::path::parent_path(Path)))
    return fileError(Path, "cannot make its folder", Code);
  int Descriptor = -1;
  const unsigned Mode = File.Executable ? 0777 : 0666;
  if (auto Code = sys::fs::openFileForWrite(
          Path, Descriptor, sys::fs::CD_CreateNew, sys::fs::OF_None, Mode))
    return fileError(Path, "cannot be written", Code);
  raw_fd_ostream OS(Descriptor, /*shouldClose=*/true);
  OS << File.Content;
  OS.close();
  if (std::error_code Code = OS.error()) {
    OS.clear_error();
    return fileError(Path, "cannot be written", Code);
  }
  return Error::success();
}

/// An empty sibling of \p Folder, so that a rename stays on one file system.
static Expected<std::string> makeSibling(StringRef Folder) {
  for (unsigned Try = 0; Try < 16; ++Try) {
    SmallString<128> Path;
    sys::fs::createUniquePath(Folder + ".tmp-%%%%%%%%", Path,
                              /*MakeAbsolute=*/false);
    std::error_code Code =
        sys::fs::create_directory(Path, /*IgnoreExisting=*/false);
    if (!Code)
      return std::string(Path);
    if (Code != std::errc::file_exists)
      return fileError(Folder, "cannot make a folder beside it", Code);
  }
  return makeError(Folder, "cannot make a folder beside it");
}

/// Whether the file is the plan of a package, and not another's plan.json.
static bool isPlan(StringRef Path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Text = MemoryBuffer::getFile(Path);
  if (!Text)
    return false;
  Expected<json::Value> Read = json::parse((*Text)->getBuffer());
  if (!Read) {
    consumeError(Read.takeError());
    return false;
  }
  const json::Object *Plan = Read->getAsObject();
  return Plan &&
         Plan->getString("schema").value_or("").starts_with("perfclaim.plan/");
}

/// Success if nothing of a user's stands at \p Folder.
static Error checkReplaceable(StringRef Folder) {
  sys::fs::file_status Status;
  if (sys::fs::status(Folder, Status) || !sys::fs::exists(Status))
    return Error::success();
  if (!sys::fs::is_directory(Status))
    return makeError(Folder, "is not a folder");
  SmallString<128> Marker(Folder);
  sys::path::append(Marker, "plan.json");
  SmallString<128> History(Folder);
  sys::path::append(History, ".git");
  if (isPlan(Marker) && !sys::fs::exists(History))
    return Error::success();
  std::error_code Code;
  sys::fs::directory_iterator Begin(Folder, Code), End;
  if (Code)
    return fileError(Folder, "cannot be read", Code);
  if (Begin == End)
    return Error::success();
  return makeError(Folder, "holds files that no earlier package wrote",
                   "name an empty or a new folder");
}

Error writeFolder(StringRef Folder, const GeneratedFiles &Files) {
  for (const auto &[Path, File] : Files)
    if (!isSafeRelativePath(Path))
      return makeError(Path, "is not a path inside the folder");

  SmallString<128> Target(Folder);
  if (auto Code = sys::fs::make_absolute(Target))
    return fileError(Folder, "cannot be made absolute", Code);
  sys::path::remove_dots(Target, /*remove_dot_dot=*/false);
  while (Target.size() > 1 && sys::path::is_separator(Target.back()))
    Target.pop_back();
  // What a symbolic link names is replaced, not the link.
  SmallString<128> Real;
  if (!sys::fs::real_path(Target, Real))
    Target = Real;
  if (Error E = checkReplaceable(Target))
    return E;
  if (auto Code = sys::fs::create_directories(sys::path::parent_path(Target)))
    return fileError(Folder, "cannot make its parent folder", Code);

  Expected<std::string> Fresh = makeSibling(Target);
  if (!Fresh)
    return Fresh.takeError();
  scope_exit RemoveFresh([&] { //
    ignore(sys::fs::remove_directories(*Fresh));
  });
  for (const auto &[Path, File] : Files) {
    SmallString<128> Full(*Fresh);
    sys::path::append(Full, Path);
    if (Error E = writeNewFile(Full, File))
      return E;
  }

  // rename() replaces an empty folder by itself; a full one is put aside, and
  // back if the second step fails.
  std::error_code Code = sys::fs::rename(*Fresh, Target);
  if (Code) {
    Expected<std::string> Aside = makeSibling(Target);
    if (!Aside)
      return Aside.takeError();
    if (auto Failed = sys::fs::rename(Target, *Aside)) {
      ignore(sys::fs::remove(*Aside));
      return fileError(Folder, "cannot be replaced", Failed);
    }
    Code = sys::fs::rename(*Fresh, Target);
    if (Code) {
      const bool Lost = static_cast<bool>(sys::fs::rename(*Aside, Target));
      return makeError(Folder, "cannot be replaced: " + Code.message(),
                       Lost ? "what it held is now in " + *Aside : "");
    }
    ignore(sys::fs::remove_directories(*Aside));
  }
  RemoveFresh.release();
  return Error::success();
}

Error writeFile(StringRef Path, StringRef Content) {
  Error E = writeToOutput(Path, [&](raw_ostream &OS) {
    OS << Content;
    return Error::success();
  });
  if (!E)
    return E;
  return makeError(Path, "cannot be written: " + toString(std::move(E)));
}

Expected<std::string> readFile(StringRef Path) {
  if (Path != "-" && sys::fs::is_directory(Path))
    return makeError(Path, "is a folder, not a file");
  auto Buffer = MemoryBuffer::getFileOrSTDIN(Path, /*IsText=*/false,
                                             /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return fileError(Path == "-" ? "standard input" : Path, "cannot be read",
                     Buffer.getError());
  return (*Buffer)->getBuffer().str();
}

} // namespace perfclaim
