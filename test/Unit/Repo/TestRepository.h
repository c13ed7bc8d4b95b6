//===- TestRepository.h - Small repositories for tests ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_TEST_UNIT_REPO_TESTREPOSITORY_H
#define PERFCLAIM_TEST_UNIT_REPO_TESTREPOSITORY_H

#include "Git.h"
#include "perfclaim/Repo/Input.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <map>

namespace perfclaim {

/// A repository in a temporary folder, removed at the end.
class TestRepository {
public:
  explicit TestRepository(bool Bare = false) {
    git_libgit2_init();
    llvm::SmallString<128> Made;
    EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("perfclaim-repo", Made));
    llvm::SmallString<128> Real;
    EXPECT_FALSE(llvm::sys::fs::real_path(Made, Real));
    Folder = Real.str();
    git_repository *Raw = nullptr;
    EXPECT_EQ(git_repository_init(&Raw, Folder.c_str(), Bare), 0)
        << git::lastMessage();
    Root.reset(Raw);
  }
  ~TestRepository() {
    Root.reset();
    EXPECT_FALSE(llvm::sys::fs::remove_directories(Folder));
    git_libgit2_shutdown();
  }
  TestRepository(const TestRepository &) = delete;
  TestRepository &operator=(const TestRepository &) = delete;

  const std::string &folder() const { return Folder; }
  std::string path(llvm::StringRef Name) const {
    llvm::SmallString<128> Full(Folder);
    llvm::sys::path::append(Full, Name);
    return std::string(Full);
  }

  /// Writes a file of the work tree.
  void write(llvm::StringRef Name, llvm::StringRef Text) const {
    const std::string Full = path(Name);
    ASSERT_FALSE(
        llvm::sys::fs::create_directories(llvm::sys::path::parent_path(Full)));
    std::error_code Code;
    llvm::raw_fd_ostream OS(Full, Code);
    ASSERT_FALSE(Code) << Full;
    OS << Text;
  }

  /// Puts a text into the index, as `git add` does.
  void stage(llvm::StringRef Name, llvm::StringRef Text,
             uint32_t Mode = GIT_FILEMODE_BLOB) {
    const std::string Path = Name.str();
    git_index_entry Entry = {};
    Entry.path = Path.c_str();
    Entry.mode = Mode;
    EXPECT_EQ(
        git_index_add_from_buffer(index(), &Entry, Text.data(), Text.size()), 0)
        << git::lastMessage();
    git_index_write(index());
  }
  void stageSubmodule(llvm::StringRef Name, llvm::StringRef Id) {
    const std::string Path = Name.str();
    git_index_entry Entry = {};
    Entry.path = Path.c_str();
    Entry.mode = GIT_FILEMODE_COMMIT;
    git_oid_fromstr(&Entry.id, Id.str().c_str());
    EXPECT_EQ(git_index_add(index(), &Entry), 0) << git::lastMessage();
    git_index_write(index());
  }
  void unstage(llvm::StringRef Name) {
    git_index_remove(index(), Name.str().c_str(), 0);
    git_index_write(index());
  }

  /// Commits the index on HEAD, or on the given parents.
  std::string commit(llvm::StringRef Message,
                     std::vector<std::string> Parents = {"HEAD"}) {
    git_oid TreeId, Id;
    EXPECT_EQ(git_index_write_tree(&TreeId, index()), 0);
    git_tree *Tree = nullptr;
    EXPECT_EQ(git_tree_lookup(&Tree, Root.get(), &TreeId), 0);
    git::TreeHandle TreeHolder(Tree);
    std::vector<git_commit *> Found;
    for (const std::string &Parent : Parents) {
      git_object *Object = nullptr;
      if (git_revparse_single(&Object, Root.get(), Parent.c_str()) == 0)
        Found.push_back(reinterpret_cast<git_commit *>(Object));
    }
    git_signature *Who = nullptr;
    git_signature_new(&Who, "A U Thor", "author@example.com", 1700000000, -90);
    EXPECT_EQ(
        git_commit_create(
            &Id, Root.get(),
            Parents == std::vector<std::string>{"HEAD"} ? "HEAD" : nullptr, Who,
            Who, nullptr, Message.str().c_str(), Tree, Found.size(),
            const_cast<const git_commit **>(Found.data())),
        0)
        << git::lastMessage();
    git_signature_free(Who);
    for (git_commit *Parent : Found)
      git_commit_free(Parent);
    return git::toHex(Id);
  }

  /// Removes a loose object, as in a partial clone.
  void dropBlob(llvm::StringRef Text) const {
    git_oid Id;
    git_odb_hash(&Id, Text.data(), Text.size(), GIT_OBJECT_BLOB);
    const std::string Hex = git::toHex(Id);
    llvm::SmallString<128> Object(git_repository_path(Root.get()));
    llvm::sys::path::append(Object, "objects", Hex.substr(0, 2), Hex.substr(2));
    EXPECT_FALSE(llvm::sys::fs::remove(Object, /*IgnoreNonExisting=*/false));
  }

  git_repository *get() const { return Root.get(); }

private:
  git_index *index() {
    if (!Index) {
      git_index *Raw = nullptr;
      EXPECT_EQ(git_repository_index(&Raw, Root.get()), 0);
      Index.reset(Raw);
    }
    return Index.get();
  }
  git::Handle<git_repository, git_repository_free> Root;
  git::IndexHandle Index;
  std::string Folder;
};

/// Opens one input, or gives the error's text in Change.Message and empty
/// trees.
inline CommitInput open(const InputRequest &Request) {
  llvm::Expected<std::vector<CommitInput>> Inputs = openInput(Request);
  CommitInput Failed;
  if (!Inputs) {
    Failed.Change.Message = "ERROR " + llvm::toString(Inputs.takeError());
    Failed.Before = Failed.After = makeMemoryTree({}, /*Complete=*/true);
    return Failed;
  }
  EXPECT_EQ(Inputs->size(), 1U);
  return std::move(Inputs->front());
}

/// "modified a.cu", "renamed a.cu -> b.cu", one a line.
inline std::string summary(const Commit &Change) {
  std::string Out;
  for (const FileChange &File : Change.Files) {
    switch (File.Kind) {
    case FileChangeKind::Added:
      Out += "added " + File.Path;
      break;
    case FileChangeKind::Modified:
      Out += "modified " + File.Path;
      break;
    case FileChangeKind::Deleted:
      Out += "deleted " + File.Path;
      break;
    case FileChangeKind::Renamed:
      Out += "renamed " + File.OldPath + " -> " + File.Path;
      break;
    }
    Out += '\n';
  }
  return Out;
}

inline std::string notes(const Commit &Change) {
  std::string Out;
  for (const Note &N : Change.Notes)
    Out += N.File + ": " + N.Text + "\n";
  return Out;
}

inline std::string readText(const SourceTree &Tree, llvm::StringRef Path) {
  llvm::Expected<std::string> Text = Tree.read(Path);
  return Text ? *Text : "ERROR " + llvm::toString(Text.takeError());
}

} // namespace perfclaim

#endif // PERFCLAIM_TEST_UNIT_REPO_TESTREPOSITORY_H
