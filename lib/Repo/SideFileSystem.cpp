//===- SideFileSystem.cpp - One side of a commit as a file system ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Below the root there is the tree and nothing else: an overlay over a work
/// tree would let the old side find headers that only the new side has.
///
//===----------------------------------------------------------------------===//

#include "perfclaim/Repo/Input.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Chrono.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include <mutex>
#include <set>

using namespace llvm;

namespace perfclaim {
namespace {

using Directories = std::map<std::string, std::set<std::string>>;

/// Absolute, without "." and "..", without a final slash.
std::string normalise(StringRef Path) {
  SmallString<256> Out(Path);
  sys::path::remove_dots(Out, /*remove_dot_dot=*/true);
  while (Out.size() > 1 && Out.back() == '/')
    Out.pop_back();
  return std::string(Out);
}

bool isBelow(StringRef Path, StringRef Folder) {
  return Path.starts_with(Folder) &&
         (Path.size() == Folder.size() || Folder == "/" ||
          Path[Folder.size()] == '/');
}

class TextFile : public vfs::File {
public:
  TextFile(vfs::Status Stat, std::shared_ptr<const std::string> Text)
      : Stat(std::move(Stat)), Text(std::move(Text)) {}
  ErrorOr<vfs::Status> status() override { return Stat; }
  ErrorOr<std::unique_ptr<MemoryBuffer>> getBuffer(const Twine &Name, int64_t,
                                                   bool, bool) override {
    // A copy, because the buffer may outlive this file system.
    return MemoryBuffer::getMemBufferCopy(*Text, Name);
  }
  std::error_code close() override { return {}; }

protected:
  void setPath(const Twine &Path) override {
    Stat = vfs::Status::copyWithNewName(Stat, Path);
  }

private:
  vfs::Status Stat;
  std::shared_ptr<const std::string> Text;
};

class ListIterator : public vfs::detail::DirIterImpl {
public:
  explicit ListIterator(std::vector<vfs::directory_entry> Entries)
      : Entries(std::move(Entries)) {
    advance();
  }
  std::error_code increment() override {
    advance();
    return {};
  }

private:
  void advance() {
    CurrentEntry =
        Next < Entries.size() ? Entries[Next++] : vfs::directory_entry();
  }
  std::vector<vfs::directory_entry> Entries;
  size_t Next = 0;
};

class SideFileSystem : public RTTIExtends<SideFileSystem, vfs::FileSystem> {
public:
  static const char ID;

  SideFileSystem(std::shared_ptr<const SourceTree> Tree, StringRef Root,
                 IntrusiveRefCntPtr<vfs::FileSystem> Base,
                 ArrayRef<std::string> PassThrough);

  ErrorOr<vfs::Status> status(const Twine &Path) override;
  ErrorOr<std::unique_ptr<vfs::File>>
  openFileForRead(const Twine &Path) override;
  vfs::directory_iterator dir_begin(const Twine &Dir,
                                    std::error_code &EC) override;
  std::error_code setCurrentWorkingDirectory(const Twine &Path) override;
  ErrorOr<std::string> getCurrentWorkingDirectory() const override {
    return Current;
  }
  std::error_code getRealPath(const Twine &Path,
                              SmallVectorImpl<char> &Output) override;
  std::error_code isLocal(const Twine &Path, bool &Result) override;
  void visitChildFileSystems(VisitCallbackTy Callback) override {
    Base->visit(Callback);
  }

private:
  /// Where a path leads.
  struct Place {
    bool Ours = false;
    std::string Absolute; ///< Of the base's: as it must be asked for.
    std::string Relative; ///< Of ours: path in the tree; "" is the root.
  };
  Place locate(const Twine &Path) const;
  std::shared_ptr<const std::string> textOf(StringRef Relative,
                                            std::error_code &EC);
  vfs::Status makeStatus(StringRef Name, StringRef Absolute, uint64_t Size,
                         bool Directory) const;
  void addDirectoriesOf(StringRef Relative);

  std::shared_ptr<const SourceTree> Tree;
  std::string Root;
  IntrusiveRefCntPtr<vfs::FileSystem> Base;
  std::vector<std::string> PassThrough;
  std::string Current;
  /// Names below each directory of the tree.
  Directories Children;
  std::mutex Lock; ///< For what follows.
  StringMap<std::shared_ptr<const std::string>> Texts;
};

const char SideFileSystem::ID = 0;

SideFileSystem::SideFileSystem(std::shared_ptr<const SourceTree> GivenTree,
                               StringRef GivenRoot,
                               IntrusiveRefCntPtr<vfs::FileSystem> GivenBase,
                               ArrayRef<std::string> GivenPassThrough)
    : Tree(std::move(GivenTree)), Root(normalise(GivenRoot)),
      Base(std::move(GivenBase)), Current(Root) {
  Children[""];
  for (const std::string &Path : Tree->paths())
    addDirectoriesOf(Path);
  for (const std::string &Folder : GivenPassThrough) {
    // A folder around the tree would show the disk in the place of the tree.
    if (isBelow(Root, normalise(Folder)))
      continue;
    PassThrough.push_back(normalise(Folder));
    if (isBelow(PassThrough.back(), Root))
      addDirectoriesOf(
          StringRef(PassThrough.back()).drop_front(Root.size()).ltrim('/'));
  }
  if (ErrorOr<std::string> Found = Base->getCurrentWorkingDirectory())
    Current = *Found;
}

void SideFileSystem::addDirectoriesOf(StringRef Relative) {
  while (!Relative.empty()) {
    auto [Parent, Name] = Relative.contains('/')
                              ? Relative.rsplit('/')
                              : std::pair(StringRef(), Relative);
    if (!Children[Parent.str()].insert(Name.str()).second)
      return;
    Relative = Parent;
  }
}

SideFileSystem::Place SideFileSystem::locate(const Twine &Path) const {
  SmallString<256> Absolute;
  Path.toVector(Absolute);
  if (!sys::path::is_absolute(Absolute)) {
    SmallString<256> Full(Current);
    sys::path::append(Full, Absolute);
    Absolute = Full;
  }
  std::string Clean = normalise(Absolute);
  const bool Passed = any_of(PassThrough, [&](const std::string &Folder) {
    return isBelow(Clean, Folder);
  });
  if (!Passed && isBelow(Clean, Root)) {
    StringRef Relative = StringRef(Clean).drop_front(Root.size());
    return {true, Clean, Relative.ltrim('/').str()};
  }
  // ".." after a symbolic link means something else on a disk, so the base
  // gets the path as written; but it knows nothing of folders below the root.
  const bool ThroughRoot = isBelow(Absolute, Root);
  return {false, ThroughRoot ? Clean : std::string(Absolute), ""};
}

vfs::Status SideFileSystem::makeStatus(StringRef Name, StringRef Absolute,
                                       uint64_t Size, bool Directory) const {
  // The same file has the same identity in every run, and none of a disk's.
  const sys::fs::UniqueID Id(xxh3_64bits(Root) | (uint64_t(1) << 63),
                             xxh3_64bits(Absolute));
  return {Name,
          Id,
          sys::toTimePoint(1),
          0,
          0,
          Size,
          Directory ? sys::fs::file_type::directory_file
                    : sys::fs::file_type::regular_file,
          Directory ? sys::fs::perms::all_read | sys::fs::perms::all_exe
                    : sys::fs::perms::all_read};
}

std::shared_ptr<const std::string> SideFileSystem::textOf(StringRef Relative,
                                                          std::error_code &EC) {
  std::lock_guard<std::mutex> Guard(Lock);
  auto [Cached, New] = Texts.try_emplace(Relative);
  if (New) {
    Expected<std::string> Text = Tree->read(Relative);
    if (Text)
      Cached->second = std::make_shared<const std::string>(std::move(*Text));
    else
      consumeError(Text.takeError());
  }
  if (!Cached->second)
    EC = std::make_error_code(std::errc::io_error);
  return Cached->second;
}

ErrorOr<vfs::Status> SideFileSystem::status(const Twine &Path) {
  const Place At = locate(Path);
  const std::string Name = Path.str();
  if (!At.Ours) {
    ErrorOr<vfs::Status> Found = Base->status(At.Absolute);
    if (Found)
      return vfs::Status::copyWithNewName(*Found, Name);
    // Folders above a root that is on no disk.
    const std::string Clean = normalise(At.Absolute);
    if (isBelow(Root, Clean))
      return makeStatus(Name, Clean, 0, /*Directory=*/true);
    return Found;
  }
  if (Tree->contains(At.Relative)) {
    std::error_code EC;
    auto Text = textOf(At.Relative, EC);
    if (EC)
      return EC;
    return makeStatus(Name, At.Absolute, Text->size(), /*Directory=*/false);
  }
  if (Children.count(At.Relative))
    return makeStatus(Name, At.Absolute, 0, /*Directory=*/true);
  return std::make_error_code(std::errc::no_such_file_or_directory);
}

ErrorOr<std::unique_ptr<vfs::File>>
SideFileSystem::openFileForRead(const Twine &Path) {
  const Place At = locate(Path);
  if (!At.Ours)
    return vfs::File::getWithPath(Base->openFileForRead(At.Absolute), Path);
  if (!Tree->contains(At.Relative))
    return std::make_error_code(Children.count(At.Relative)
                                    ? std::errc::is_a_directory
                                    : std::errc::no_such_file_or_directory);
  std::error_code EC;
  auto Text = textOf(At.Relative, EC);
  if (EC)
    return EC;
  const uint64_t Size = Text->size();
  return std::make_unique<TextFile>(
      makeStatus(Path.str(), At.Absolute, Size, /*Directory=*/false),
      std::move(Text));
}

vfs::directory_iterator SideFileSystem::dir_begin(const Twine &Dir,
                                                  std::error_code &EC) {
  const Place At = locate(Dir);
  if (!At.Ours)
    return Base->dir_begin(At.Absolute, EC);
  auto Found = Children.find(At.Relative);
  if (Found == Children.end()) {
    EC = std::make_error_code(Tree->contains(At.Relative)
                                  ? std::errc::not_a_directory
                                  : std::errc::no_such_file_or_directory);
    return {};
  }
  EC = {};
  std::vector<vfs::directory_entry> Entries;
  for (const std::string &Name : Found->second) {
    SmallString<256> Full;
    Dir.toVector(Full);
    sys::path::append(Full, Name);
    const std::string Relative =
        At.Relative.empty() ? Name : At.Relative + "/" + Name;
    Entries.emplace_back(std::string(Full),
                         Tree->contains(Relative)
                             ? sys::fs::file_type::regular_file
                             : sys::fs::file_type::directory_file);
  }
  if (Entries.empty())
    return {};
  return vfs::directory_iterator(
      std::make_shared<ListIterator>(std::move(Entries)));
}

std::error_code SideFileSystem::setCurrentWorkingDirectory(const Twine &Path) {
  ErrorOr<vfs::Status> Found = status(Path);
  if (!Found)
    return Found.getError();
  if (!Found->isDirectory())
    return std::make_error_code(std::errc::not_a_directory);
  Current = locate(Path).Absolute;
  return {};
}

std::error_code SideFileSystem::getRealPath(const Twine &Path,
                                            SmallVectorImpl<char> &Output) {
  const Place At = locate(Path);
  if (!At.Ours)
    return Base->getRealPath(At.Absolute, Output);
  if (!Tree->contains(At.Relative) && !Children.count(At.Relative))
    return std::make_error_code(std::errc::no_such_file_or_directory);
  Output.assign(At.Absolute.begin(), At.Absolute.end());
  return {};
}

std::error_code SideFileSystem::isLocal(const Twine &Path, bool &Result) {
  const Place At = locate(Path);
  if (!At.Ours)
    return Base->isLocal(At.Absolute, Result);
  Result = true;
  return {};
}

} // namespace

IntrusiveRefCntPtr<vfs::FileSystem>
makeSideFileSystem(std::shared_ptr<const SourceTree> Tree, StringRef Root,
                   IntrusiveRefCntPtr<vfs::FileSystem> Base,
                   ArrayRef<std::string> PassThrough) {
  return makeIntrusiveRefCnt<SideFileSystem>(std::move(Tree), Root,
                                             std::move(Base), PassThrough);
}

} // namespace perfclaim
