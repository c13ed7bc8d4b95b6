//===- GitInputTest.cpp - Commits and sides from git ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestRepository.h"
#include "perfclaim/Support/Error.h"
#include <unistd.h>

using namespace llvm;
using namespace perfclaim;

using Strings = std::vector<std::string>;

/// libgit2 1.5 loses a match of each configuration key of a repository that
/// has extensions.
extern "C" const char *__lsan_default_suppressions();  // NOLINT: its name.
extern "C" const char *__lsan_default_suppressions() { // NOLINT
  return "leak:libpcre2";
}

static InputRequest request(const TestRepository &Repo,
                            const std::string &Revision = "") {
  InputRequest R;
  R.Directory = Repo.folder();
  R.Revision = Revision;
  return R;
}

TEST(GitInputTest, RootCommitAddsEverything) {
  TestRepository Repo;
  Repo.stage("a.cu", "int a;\n");
  Repo.stage("k/b.cuh", "int b;\n");
  const std::string Id = Repo.commit("first\n\nbody");
  CommitInput In = open(request(Repo));
  EXPECT_EQ(summary(In.Change), "added a.cu\nadded k/b.cuh\n");
  EXPECT_EQ(In.Change.Id, Id);
  EXPECT_EQ(In.Change.Parent, "");
  EXPECT_EQ(In.Change.Message, "first\n\nbody");
  EXPECT_EQ(In.Change.Author, "A U Thor <author@example.com>");
  EXPECT_EQ(In.Change.Date, "2023-11-14 20:43:20 -0130");
  EXPECT_EQ(In.Root, Repo.folder());
  EXPECT_EQ(In.Before->paths(), Strings());
  EXPECT_EQ(In.After->paths(), (Strings{"a.cu", "k/b.cuh"}));
  EXPECT_TRUE(In.After->complete());
  EXPECT_EQ(In.Change.Files[0].Before, std::nullopt);
  EXPECT_EQ(In.Change.Files[0].After, "int a;\n");
}

TEST(GitInputTest, CommitIsComparedWithItsParent) {
  TestRepository Repo;
  Repo.stage("a.cu", "old\r\n");
  Repo.stage("gone.h", "x");
  Repo.stage("same.h", "same");
  const std::string Parent = Repo.commit("one");
  Repo.stage("a.cu", "new\xff");
  Repo.stage("b.cu", "b");
  Repo.unstage("gone.h");
  Repo.commit("two");
  Repo.stage("later.h", "l");
  Repo.commit("three");
  CommitInput In = open(request(Repo, "HEAD~1"));
  EXPECT_EQ(summary(In.Change), "modified a.cu\nadded b.cu\ndeleted gone.h\n");
  EXPECT_EQ(In.Change.Parent, Parent);
  EXPECT_EQ(In.Change.Files[0].Before, "old\r\n");
  EXPECT_EQ(In.Change.Files[0].After, "new\xff");
  EXPECT_EQ(In.Change.Files[2].OldPath, "gone.h");
  EXPECT_EQ(In.Change.Files[2].After, std::nullopt);
  EXPECT_EQ(readText(*In.After, "same.h"), "same");
  EXPECT_TRUE(In.Before->contains("gone.h"));
  EXPECT_FALSE(In.After->contains("gone.h"));
  EXPECT_EQ(readText(*In.After, "gone.h"),
            "ERROR gone.h: no such file on this side of the commit");
}

TEST(GitInputTest, RenamedFileKeepsItsOldText) {
  TestRepository Repo;
  std::string Text;
  for (unsigned Line = 0; Line < 40; ++Line)
    Text += "line " + std::to_string(Line) + "\n";
  Repo.stage("old/a.cu", Text);
  Repo.commit("one");
  Repo.unstage("old/a.cu");
  Repo.stage("new/b.cu", Text + "more\n");
  Repo.commit("two");
  CommitInput In = open(request(Repo));
  EXPECT_EQ(summary(In.Change), "renamed old/a.cu -> new/b.cu\n");
  EXPECT_EQ(In.Change.Files[0].Before, Text);
  EXPECT_EQ(In.Change.Files[0].After, Text + "more\n");
}

TEST(GitInputTest, MergeIsComparedWithItsFirstParentAndSaysSo) {
  TestRepository Repo;
  Repo.stage("a", "1");
  const std::string Base = Repo.commit("base");
  Repo.stage("side", "s");
  const std::string Side = Repo.commit("side", {Base});
  Repo.stage("main", "m");
  Repo.unstage("side");
  const std::string Main = Repo.commit("main", {Base});
  Repo.stage("side", "s");
  const std::string Merge = Repo.commit("merge", {Main, Side});
  CommitInput In = open(request(Repo, Merge));
  EXPECT_EQ(summary(In.Change), "added side\n");
  EXPECT_EQ(In.Change.Parent, Main);
  EXPECT_NE(notes(In.Change).find("merge commit"), std::string::npos);

  // Two dots: from side to main. Three: from their base to main.
  In = open(request(Repo, Side + ".." + Main));
  EXPECT_EQ(summary(In.Change), "added main\ndeleted side\n");
  EXPECT_EQ(In.Change.Id, Main);
  EXPECT_EQ(In.Change.Parent, Side);
  In = open(request(Repo, Side + "..." + Main));
  EXPECT_EQ(summary(In.Change), "added main\n");
  EXPECT_EQ(In.Change.Parent, Base);
  InputRequest R = request(Repo, Main);
  R.Base = Side;
  EXPECT_EQ(summary(open(R).Change), "added main\ndeleted side\n");
}

TEST(GitInputTest, OpenRangeEndsMeanHead) {
  TestRepository Repo;
  Repo.stage("a", "1");
  const std::string First = Repo.commit("one");
  Repo.stage("a", "2");
  Repo.commit("two");
  EXPECT_EQ(summary(open(request(Repo, First + "..")).Change), "modified a\n");
  EXPECT_EQ(summary(open(request(Repo, ".." + First)).Change), "modified a\n");
}

TEST(GitInputTest, PathsLimitTheChangeButNotTheTrees) {
  TestRepository Repo;
  for (StringRef Path : {"k/a.cu", "k/deep/b.cu", "c.cu", "kk.cu"})
    Repo.stage(Path, "1");
  Repo.commit("one");
  InputRequest R = request(Repo);
  R.Paths = {"k"};
  CommitInput In = open(R);
  EXPECT_EQ(summary(In.Change), "added k/a.cu\nadded k/deep/b.cu\n");
  EXPECT_EQ(In.After->paths().size(), 4U);
  // From a subfolder, as for git.
  Repo.write("k/here", "");
  R.Directory = Repo.path("k");
  R.Paths = {"../c.cu", "deep/"};
  EXPECT_EQ(summary(open(R).Change), "added c.cu\nadded k/deep/b.cu\n");
  R.Paths = {"../../x"};
  EXPECT_NE(open(R).Change.Message.find("outside of the repository"),
            std::string::npos);
}

TEST(GitInputTest, StagedIsTheIndexAgainstHead) {
  TestRepository Repo;
  Repo.stage("a.cu", "1");
  const std::string Head = Repo.commit("one");
  Repo.stage("a.cu", "2");
  Repo.write("a.cu", "3");
  InputRequest R = request(Repo);
  R.Staged = true;
  CommitInput In = open(R);
  EXPECT_EQ(summary(In.Change), "modified a.cu\n");
  EXPECT_EQ(In.Change.Id, "index");
  EXPECT_EQ(In.Change.Parent, Head);
  EXPECT_EQ(In.Change.Files[0].After, "2");
  EXPECT_EQ(readText(*In.After, "a.cu"), "2");
}

TEST(GitInputTest, WorktreeHasUntrackedFilesButNotIgnoredOnes) {
  TestRepository Repo;
  Repo.stage("a.cu", "1");
  Repo.stage("gone.cu", "1");
  Repo.stage(".gitignore", "*.o\n");
  Repo.commit("one");
  Repo.write(".gitignore", "*.o\n");
  Repo.write("a.cu", "disk");
  Repo.write("new/deep/b.cu", "b");
  Repo.write("junk.o", "o");
  Repo.write("secret", "s");
  ASSERT_EQ(::symlink("/etc/passwd", Repo.path("link.h").c_str()), 0);
  InputRequest R = request(Repo);
  R.Worktree = true;
  CommitInput In = open(R);
  EXPECT_EQ(summary(In.Change),
            "modified a.cu\ndeleted gone.cu\nadded new/deep/b.cu\n"
            "added secret\n");
  EXPECT_EQ(In.Change.Id, "worktree");
  EXPECT_EQ(In.Change.Files[0].After, "disk");
  EXPECT_EQ(In.After->paths(),
            (Strings{".gitignore", "a.cu", "new/deep/b.cu", "secret"}));
  EXPECT_NE(notes(In.Change).find("link.h: a symbolic link"),
            std::string::npos);
  EXPECT_EQ(readText(*In.Before, "a.cu"), "1");
}

TEST(GitInputTest, WorktreeDoesNotFollowAFolderThatBecameALink) {
  TestRepository Repo;
  Repo.stage("a.cu", "1");
  Repo.commit("one");
  Repo.write("d/x.cu", "x");
  InputRequest R = request(Repo);
  R.Worktree = true;
  CommitInput In = open(R);
  ASSERT_TRUE(In.After->contains("d/x.cu"));
  EXPECT_FALSE(sys::fs::remove_directories(Repo.path("d")));
  SmallString<128> Elsewhere;
  ASSERT_FALSE(sys::fs::createUniqueDirectory("perfclaim-else", Elsewhere));
  ASSERT_EQ(::symlink(Elsewhere.c_str(), Repo.path("d").c_str()), 0);
  {
    std::error_code Code;
    raw_fd_ostream((Elsewhere + "/x.cu").str(), Code) << "secret";
  }
  EXPECT_EQ(readText(*In.After, "d/x.cu"),
            "ERROR d/x.cu: is not a file of the work tree");
  EXPECT_FALSE(sys::fs::remove_directories(Elsewhere));
}

TEST(GitInputTest, RepositoryWithoutCommitsHasAnEmptySideBefore) {
  TestRepository Repo;
  Repo.stage("a.cu", "1");
  InputRequest R = request(Repo);
  EXPECT_NE(open(R).Change.Message.find("has no commit yet"),
            std::string::npos);
  R.Staged = true;
  EXPECT_EQ(summary(open(R).Change), "added a.cu\n");
}

TEST(GitInputTest, BareRepositoryIsShownUnderARootThatDoesNotExist) {
  TestRepository Repo(/*Bare=*/true);
  Repo.stage("a.cu", "1");
  Repo.commit("one");
  CommitInput In = open(request(Repo));
  EXPECT_EQ(summary(In.Change), "added a.cu\n");
  EXPECT_TRUE(sys::path::is_absolute(In.Root));
  EXPECT_FALSE(sys::fs::exists(In.Root));
  InputRequest R = request(Repo);
  R.Worktree = true;
  EXPECT_NE(open(R).Change.Message.find("bare repository"), std::string::npos);
}

TEST(GitInputTest, BinarySubmoduleAndLinkAreNoted) {
  TestRepository Repo;
  Repo.stage("data.bin", StringRef("\0\1\2", 3));
  Repo.stage("link.h", "a.h", GIT_FILEMODE_LINK);
  Repo.stageSubmodule("third_party/x", std::string(40, '1'));
  Repo.stage("lfs.bin", "version https://git-lfs.github.com/spec/v1\n");
  Repo.commit("one");
  CommitInput In = open(request(Repo));
  EXPECT_EQ(summary(In.Change), "added data.bin\nadded lfs.bin\n");
  EXPECT_TRUE(In.Change.Files[0].Binary);
  EXPECT_EQ(In.Change.Files[0].After, std::nullopt);
  EXPECT_FALSE(In.Change.Files[1].Binary);
  EXPECT_NE(notes(In.Change).find("third_party/x: a submodule changed"),
            std::string::npos);
  EXPECT_NE(notes(In.Change).find("link.h: a symbolic link changed"),
            std::string::npos);
  EXPECT_EQ(In.After->paths(), (Strings{"data.bin", "lfs.bin"}));
}

TEST(GitInputTest, MissingBlobsAreReadOnlyWhenNeeded) {
  TestRepository Repo;
  Repo.stage("a.cu", "old");
  Repo.stage("b.h", "header");
  Repo.stage("doc.md", "old doc");
  Repo.commit("one");
  Repo.stage("a.cu", "new");
  Repo.stage("doc.md", "new doc");
  Repo.commit("two");
  Repo.dropBlob("header");
  Repo.dropBlob("old doc");
  CommitInput In = open(request(Repo));
  EXPECT_EQ(summary(In.Change), "modified a.cu\nmodified doc.md\n");
  EXPECT_NE(notes(In.Change).find("doc.md: its content is not in"),
            std::string::npos);
  EXPECT_EQ(readText(*In.After, "b.h"),
            "ERROR b.h: its content is not in " + Repo.folder() +
                "; in a partial clone, `git fetch --refetch --no-filter` "
                "brings it");
  Repo.dropBlob("old");
  EXPECT_NE(open(request(Repo))
                .Change.Message.find("ERROR a.cu: its content is not in"),
            std::string::npos);
}

TEST(GitInputTest, MissingBlobsDoNotHinderRenames) {
  TestRepository Repo;
  Repo.stage("a.cu", "text that moves\n");
  Repo.stage("data", "data that is missing\n");
  Repo.commit("one");
  Repo.unstage("a.cu");
  Repo.unstage("data");
  Repo.stage("b.cu", "text that moves\n");
  Repo.stage("other", "another text\n");
  Repo.commit("two");
  Repo.dropBlob("data that is missing\n");
  CommitInput In = open(request(Repo));
  EXPECT_EQ(summary(In.Change),
            "renamed a.cu -> b.cu\ndeleted data\nadded other\n");
  EXPECT_NE(notes(In.Change).find("contents are missing"), std::string::npos);
}

TEST(GitInputTest, ErrorsSayWhatToDo) {
  TestRepository Repo;
  Repo.stage("a", "1");
  Repo.commit("one");
  const std::string Folder = Repo.folder();
  auto ErrorOf = [&](const InputRequest &R) { return open(R).Change.Message; };
  EXPECT_EQ(ErrorOf(request(Repo, "nosuch")),
            "ERROR " + Folder +
                ": unknown revision `nosuch`; `git fetch` may bring it");
  EXPECT_EQ(ErrorOf(request(Repo, "HEAD^{tree}")),
            "ERROR " + Folder + ": `HEAD^{tree}` is not a commit");
  InputRequest R;
  R.Directory = "/";
  EXPECT_NE(ErrorOf(R).find("is not a git repository"), std::string::npos);
  R.Directory = Repo.path("nosuch");
  EXPECT_NE(ErrorOf(R).find("no such folder"), std::string::npos);
  R = request(Repo, "HEAD..HEAD");
  R.Base = "HEAD";
  EXPECT_NE(ErrorOf(R).find("--base"), std::string::npos);
  R = request(Repo, "HEAD");
  R.Staged = true;
  EXPECT_NE(ErrorOf(R).find("--staged takes no revision"), std::string::npos);
  R = request(Repo);
  R.Staged = R.Worktree = true;
  EXPECT_NE(ErrorOf(R).find("exclude each other"), std::string::npos);
}

TEST(GitInputTest, EmptyChangeIsNothingToDo) {
  TestRepository Repo;
  Repo.stage("a", "1");
  Repo.commit("one");
  Expected<std::vector<CommitInput>> In =
      openInput(request(Repo, "HEAD..HEAD"));
  ASSERT_FALSE(In);
  Error E = In.takeError();
  EXPECT_EQ(exitCodeOf(E), ExitCode::Nothing);
  EXPECT_EQ(toString(std::move(E)),
            Repo.folder() + ": `HEAD..HEAD` changes no file");
  InputRequest R = request(Repo);
  R.Paths = {"other"};
  EXPECT_NE(open(R).Change.Message.find("no file in the paths given"),
            std::string::npos);
}

TEST(GitInputTest, OtherObjectFormatsAndOwnersAreSaid) {
  TestRepository Repo;
  Repo.stage("a", "1");
  Repo.commit("one");
  const std::string Config = Repo.path(".git/config");
  {
    std::error_code Code;
    raw_fd_ostream OS(Config, Code, sys::fs::OF_Append);
    OS << "[core]\n\trepositoryformatversion = 1\n[extensions]\n"
          "\tpartialClone = origin\n";
  }
  EXPECT_EQ(summary(open(request(Repo)).Change), "added a\n");
  {
    std::error_code Code;
    raw_fd_ostream OS(Config, Code, sys::fs::OF_Append);
    OS << "\tobjectFormat = sha256\n";
  }
  EXPECT_NE(open(request(Repo)).Change.Message.find("sha256 repository"),
            std::string::npos);
}

TEST(GitInputTest, ForeignOwnerIsNotTakenForAMissingRepository) {
  if (::geteuid() != 0)
    GTEST_SKIP() << "only root can give a folder away";
  TestRepository Repo;
  Repo.stage("a", "1");
  Repo.commit("one");
  ASSERT_EQ(::chown(Repo.path(".git").c_str(), 65534, 65534), 0);
  EXPECT_NE(open(request(Repo))
                .Change.Message.find(
                    "belongs to another user; `git config --global --add "
                    "safe.directory "),
            std::string::npos)
      << open(request(Repo)).Change.Message;
}
