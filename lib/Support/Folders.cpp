//===- Folders.cpp - Whole folders or nothing -----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A folder that an earlier package is in is replaced, yet what perfclaim did
/// not write there (results, builds, a user's notes) moves to the new one.
/// Which files are its own a list in the folder says, in the form of
/// sha256sum(1).
///
//===----------------------------------------------------------------------===//

#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"
#include <vector>

using namespace llvm;

namespace perfclaim {

static constexpr const char *ListName = "SHA256SUMS";
static constexpr const char *ResultsName = "results";

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

static std::string join(StringRef Folder, StringRef Path) {
  SmallString<128> Full(Folder);
  sys::path::append(Full, Path);
  return std::string(Full);
}

//===----------------------------------------------------------------------===//
// The list of a package's files
//===----------------------------------------------------------------------===//

static std::string sumOf(StringRef Text) {
  SHA256 Sum;
  Sum.update(Text);
  return toHex(Sum.final(), /*LowerCase=*/true);
}

/// As sha256sum writes it, names with line breaks included.
static std::string listOf(const GeneratedFiles &Files) {
  std::string List;
  for (const auto &[Path, File] : Files) {
    std::string Name;
    for (char C : Path)
      Name += C == '\\' ? "\\\\" : C == '\n' ? "\\n" : std::string(1, C);
    List +=
        (Name == Path ? "" : "\\") + sumOf(File.Content) + "  " + Name + "\n";
  }
  return List;
}

/// Sums by path.
static std::map<std::string, std::string> readList(StringRef List) {
  std::map<std::string, std::string> Sums;
  while (!List.empty()) {
    StringRef Line;
    std::tie(Line, List) = List.split('\n');
    const bool Escaped = Line.consume_front("\\");
    const auto [Sum, Name] = Line.split("  ");
    std::string Path;
    for (size_t I = 0; I < Name.size(); ++I)
      if (Escaped && Name[I] == '\\' && I + 1 < Name.size())
        Path += Name[++I] == 'n' ? '\n' : Name[I];
      else
        Path += Name[I];
    Sums[Path] = Sum.str();
  }
  return Sums;
}

//===----------------------------------------------------------------------===//
// What stands there
//===----------------------------------------------------------------------===//

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
  if (isPlan(join(Folder, "plan.json")) &&
      !sys::fs::exists(join(Folder, ".git")))
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

namespace {

/// What of an earlier package's folder goes into the new one: paths of files
/// and of whole folders.
class Leftovers {
public:
  Leftovers(StringRef Folder, const GeneratedFiles &New)
      : Folder(Folder), New(New) {}

  /// An error names the file that a new package would overwrite.
  Error find();
  /// Moves them to \p Fresh, some of them if there is an error.
  Error moveTo(StringRef Fresh);
  /// False if something is still in the new folder.
  bool moveBack();

  std::string MovedResults; ///< Name of a folder; empty if there are none.

private:
  Error look(const std::string &Below);
  Error lookAtFile(const std::string &Path, bool Regular);

  StringRef Folder;
  const GeneratedFiles &New;
  std::map<std::string, std::string> Own;
  std::vector<std::string> Kept;
  /// From where to where, absolute.
  std::vector<std::pair<std::string, std::string>> Moved;
};

template <typename Map>
bool hasBelow(const Map &Paths, const std::string &Folder) {
  auto Found = Paths.lower_bound(Folder + "/");
  return Found != Paths.end() &&
         StringRef(Found->first).starts_with(Folder + "/");
}

} // namespace

Error Leftovers::lookAtFile(const std::string &Path, bool Regular) {
  const std::string Full = join(Folder, Path);
  const auto Known = Own.find(Path);
  if (Known != Own.end() && Regular) {
    Expected<std::string> Text = readFile(Full);
    if (!Text)
      return Text.takeError();
    if (sumOf(*Text) == Known->second)
      return Error::success();
    return makeError(Full, "was changed since perfclaim wrote it",
                     "move it away, or name another folder");
  }
  if (New.count(Path) || hasBelow(New, Path))
    return makeError(Full,
                     "was not written by perfclaim, and the new package has a "
                     "file of that name",
                     "move it away, or name another folder");
  Kept.push_back(Path);
  return Error::success();
}

Error Leftovers::look(const std::string &Below) {
  std::error_code Code;
  std::vector<std::string> Names;
  sys::fs::directory_iterator At(join(Folder, Below), Code,
                                 /*follow_symlinks=*/false);
  for (const sys::fs::directory_iterator End; !Code && At != End;
       At.increment(Code))
    Names.push_back(sys::path::filename(At->path()).str());
  if (Code)
    return fileError(join(Folder, Below), "cannot be read", Code);
  llvm::sort(Names);
  for (const std::string &Name : Names) {
    const std::string Path = Below.empty() ? Name : Below + "/" + Name;
    if (Path == ListName)
      continue;
    sys::fs::file_status Status;
    if (auto Failed = sys::fs::status(join(Folder, Path), Status,
                                      /*follow=*/false))
      return fileError(join(Folder, Path), "cannot be read", Failed);
    const bool Shared = hasBelow(Own, Path) || hasBelow(New, Path);
    if (Error E = Status.type() == sys::fs::file_type::directory_file && Shared
                      ? look(Path)
                      : lookAtFile(Path, sys::fs::is_regular_file(Status)))
      return E;
  }
  return Error::success();
}

Error Leftovers::find() {
  if (Error E = checkReplaceable(Folder))
    return E;
  if (!sys::fs::exists(join(Folder, "plan.json")))
    return Error::success();
  Expected<std::string> List = readFile(join(Folder, ListName));
  if (!List) {
    consumeError(List.takeError());
    return makeError(Folder,
                     std::string("has no ") + ListName +
                         ", which says what of it perfclaim wrote",
                     "move it away, or name another folder");
  }
  Own = readList(*List);
  if (Error E = look(""))
    return E;
  // Results of other sources are no results of the new package.
  if (*List != listOf(New) && is_contained(Kept, ResultsName)) {
    unsigned Number = 1;
    do
      MovedResults = ResultsName + ("-" + std::to_string(Number++));
    while (sys::fs::exists(join(Folder, MovedResults)));
  }
  return Error::success();
}

Error Leftovers::moveTo(StringRef Fresh) {
  for (const std::string &Path : Kept) {
    const std::string From = join(Folder, Path);
    const std::string To =
        join(Fresh, Path == ResultsName && !MovedResults.empty() ? MovedResults
                                                                 : Path);
    std::error_code Code =
        sys::fs::create_directories(sys::path::parent_path(To));
    if (!Code)
      Code = sys::fs::rename(From, To);
    if (Code)
      return fileError(From, "cannot be moved to the new package", Code);
    Moved.emplace_back(From, To);
  }
  return Error::success();
}

bool Leftovers::moveBack() {
  llvm::erase_if(Moved, [](const auto &FromTo) {
    return !sys::fs::rename(FromTo.second, FromTo.first);
  });
  return Moved.empty();
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

Error writeFolder(StringRef Folder, const GeneratedFiles &Files,
                  std::string *MovedResults) {
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
  Leftovers Kept(Target, Files);
  if (Error E = Kept.find())
    return E;
  if (auto Code = sys::fs::create_directories(sys::path::parent_path(Target)))
    return fileError(Folder, "cannot make its parent folder", Code);

  Expected<std::string> Fresh = makeSibling(Target);
  if (!Fresh)
    return Fresh.takeError();
  scope_exit RemoveFresh([&] {
    if (Kept.moveBack())
      ignore(sys::fs::remove_directories(*Fresh));
  });
  for (const auto &[Path, File] : Files)
    if (Error E = writeNewFile(join(*Fresh, Path), File))
      return E;
  if (Files.count("plan.json"))
    if (Error E = writeNewFile(join(*Fresh, ListName), {listOf(Files)}))
      return E;

  if (Error E = Kept.moveTo(*Fresh))
    return E;

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
      return makeError(
          Folder, "cannot be replaced: " + Code.message(),
          Lost ? "what it held is now in " + *Aside + " and " + *Fresh : "");
    }
    ignore(sys::fs::remove_directories(*Aside));
  }
  RemoveFresh.release();
  if (MovedResults)
    *MovedResults = Kept.MovedResults;
  return Error::success();
}

} // namespace perfclaim
