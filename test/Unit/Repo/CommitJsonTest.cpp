//===- CommitJsonTest.cpp - Commits from data sets ------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestRepository.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Support/Files.h"

using namespace llvm;
using namespace perfclaim;

using Strings = std::vector<std::string>;

static json::Object fileObject(StringRef Path, StringRef Old, StringRef Diff,
                               StringRef Type) {
  return json::Object{{"file_path", Path.str()},
                      {"old_content", Old.str()},
                      {"diff", Diff.str()},
                      {"change_type", Type.str()}};
}

static json::Object commitObject(std::initializer_list<json::Value> Files,
                                 StringRef Id = "c1") {
  return json::Object{{"commit_hash", Id.str()},
                      {"parent_hash", "p1"},
                      {"message", "faster"},
                      {"author", "A <a@b>"},
                      {"date", "2024-01-01 00:00:00 +0000"},
                      {"files_changed", json::Array(Files)},
                      {"csv_metadata", json::Object{{"category", "kernel"}}}};
}

static std::string text(const json::Value &Value) { return printJSON(Value); }

static Commit readOne(StringRef Text) {
  Expected<std::vector<Commit>> Commits = readCommitJson(Text, "c.json");
  Commit Failed;
  if (!Commits) {
    Failed.Message = "ERROR " + toString(Commits.takeError());
    return Failed;
  }
  EXPECT_EQ(Commits->size(), 1U);
  return Commits->front();
}

static const char *const Modify =
    "diff --git a/a.cu b/a.cu\nindex 111..222 100644\n--- a/a.cu\n+++ b/a.cu\n"
    "@@ -1,3 +1,3 @@\n-one\n+ONE\n two";

TEST(CommitJsonTest, RebuildsBothSidesAndRepairsTheChangeType) {
  Commit C = readOne(text(
      commitObject({fileObject("a.cu", "one\ntwo\n\n", Modify, "added")})));
  EXPECT_EQ(summary(C), "modified a.cu\n");
  EXPECT_EQ(C.Id, "c1");
  EXPECT_EQ(C.Parent, "p1");
  EXPECT_EQ(C.Message, "faster");
  EXPECT_EQ(C.Metadata.at("category"), "kernel");
  EXPECT_EQ(C.Files[0].Before, "one\ntwo\n\n");
  EXPECT_EQ(C.Files[0].After, "ONE\ntwo\n\n");
  EXPECT_EQ(notes(C),
            "a.cu: change_type says `added`, the diff says `modified`\n"
            "a.cu: hunk 1 (@@ -1,3 +1,3 @@) lacks 1 line of the unchanged ones "
            "that its header counts; the old text has them\n");
}

TEST(CommitJsonTest, SaysWhichHunksItRepaired) {
  Commit C = readOne(text(commitObject(
      {fileObject("a.cu", "0\n0\none \ntwo\n4\n5\n6\n7\nold\n",
                  "--- a/a.cu\n+++ b/a.cu\n@@ -1,2 +1,2 @@\n-one\n+ONE\n two\n"
                  "@@ -11 +11 @@\n-old\n+new\n",
                  "modified")})));
  EXPECT_EQ(C.Files[0].After, "0\n0\nONE\ntwo\n4\n5\n6\n7\nnew\n");
  EXPECT_EQ(
      notes(C),
      "a.cu: hunk 1 (@@ -1,2 +1,2 @@) lies 2 lines further down than its "
      "header says, and is applied there\n"
      "a.cu: hunk 1 (@@ -1,2 +1,2 @@) has 1 line with other spaces at the "
      "end than the old text, which is followed\n"
      "a.cu: hunk 2 (@@ -11 +11 @@) lies 2 lines further up than its "
      "header says, and is applied there\n");
}

TEST(CommitJsonTest, SaysNothingOfAnExactDiff) {
  Commit C = readOne(text(commitObject(
      {fileObject("a.cu", "one\n\ntwo\n",
                  "--- a/a.cu\n+++ b/a.cu\n@@ -1,3 +1,3 @@\n-one\n+ONE\n \n"
                  " two\n",
                  "modified")})));
  EXPECT_EQ(C.Files[0].After, "ONE\n\ntwo\n");
  EXPECT_EQ(notes(C), "");
}

TEST(CommitJsonTest, KnowsAddedDeletedAndRenamedFilesByTheirDiff) {
  Commit C = readOne(text(commitObject(
      {fileObject("n.cu", "",
                  "diff --git a/n.cu b/n.cu\nnew file mode 100644\n"
                  "--- /dev/null\n+++ b/n.cu\n@@ -0,0 +1 @@\n+x",
                  "modified"),
       fileObject("d.cu", "x\n",
                  "diff --git a/d.cu b/d.cu\ndeleted file mode 100644\n"
                  "--- a/d.cu\n+++ /dev/null\n@@ -1 +0,0 @@\n-x",
                  "deleted"),
       fileObject("new.cu", "x\n",
                  "diff --git a/old.cu b/new.cu\nsimilarity index 100%\n"
                  "rename from old.cu\nrename to new.cu",
                  "renamed"),
       fileObject("empty.h", "",
                  "diff --git a/empty.h b/empty.h\nnew file mode 100644\n"
                  "index 0000000..e69de29",
                  "added")})));
  EXPECT_EQ(summary(C), "deleted d.cu\nadded empty.h\nadded n.cu\n"
                        "renamed old.cu -> new.cu\n");
  EXPECT_EQ(C.Files[0].After, std::nullopt);
  EXPECT_EQ(C.Files[1].After, "");
  EXPECT_EQ(C.Files[2].After, "x\n");
  EXPECT_EQ(C.Files[2].Before, std::nullopt);
  EXPECT_EQ(C.Files[3].After, "x\n");
}

TEST(CommitJsonTest, BlobHashesTellWhatIsNotExact) {
  // 5626abf is the blob "one\n", f719efd the blob "two\n".
  const char *Diff = "diff --git a/a b/a\nindex 5626abf..f719efd 100644\n"
                     "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-one\n+two";
  Commit C =
      readOne(text(commitObject({fileObject("a", "one\n", Diff, "modified")})));
  EXPECT_EQ(notes(C), "");
  EXPECT_EQ(C.Files[0].After, "two\n");
  C = readOne(text(commitObject({fileObject("a", "one", Diff, "modified")})));
  EXPECT_EQ(C.Files[0].Before, "one\n");
  EXPECT_EQ(notes(C), "a: the old text had lost its last newline\n");
  C = readOne(
      text(commitObject({fileObject("a", "one\nx\n", Diff, "modified")})));
  EXPECT_NE(notes(C).find("a: the old text is not the one"), std::string::npos);
  EXPECT_NE(notes(C).find("a: the new text may differ"), std::string::npos);
}

TEST(CommitJsonTest, TakesOneObjectAListAndLines) {
  const json::Object File = fileObject("a.cu", "one\ntwo\n\n", Modify, "");
  const json::Object One = commitObject({json::Object(File)}, "c1");
  const json::Object Two = commitObject({json::Object(File)}, "c2");
  const std::string List =
      text(json::Array{json::Object(One), json::Object(Two)});
  std::string Lines;
  raw_string_ostream(Lines) << json::Value(json::Object(One)) << "\r\n\n"
                            << json::Value(json::Object(Two)) << "\n";
  for (const std::string &Text : {List, Lines, "\xef\xbb\xbf" + List}) {
    Expected<std::vector<Commit>> Commits = readCommitJson(Text, "c");
    ASSERT_TRUE(static_cast<bool>(Commits)) << toString(Commits.takeError());
    ASSERT_EQ(Commits->size(), 2U);
    EXPECT_EQ((*Commits)[1].Id, "c2");
  }
}

TEST(CommitJsonTest, AcceptsOtherNamesOfFields) {
  Commit C = readOne(
      R"({"hash": "h", "parent": "p", "commit_message": "m", "commit_date": "d",
          "affected_files": [{"path": "a", "old_content": "1\n",
                              "patch": "@@ -1 +1 @@\n-1\n+2"}]})");
  EXPECT_EQ(C.Id, "h");
  EXPECT_EQ(C.Parent, "p");
  EXPECT_EQ(C.Message, "m");
  EXPECT_EQ(C.Date, "d");
  EXPECT_EQ(C.Files.at(0).After, "2\n");
}

TEST(CommitJsonTest, TakesOneDiffForAllFiles) {
  const std::string Two = std::string(Modify) +
                          "\n\ndiff --git a/n.cu b/n.cu\nnew file mode 100644\n"
                          "--- /dev/null\n+++ b/n.cu\n@@ -0,0 +1 @@\n+x\n";
  for (json::Value Files :
       {json::Value(json::Array{"a.cu", "n.cu"}), json::Value(json::Array{}),
        json::Value(json::Array{"a.cu"}), json::Value(nullptr)}) {
    Commit C = readOne(text(json::Object{{"commit_hash", "c"},
                                         {"commit_message", "m"},
                                         {"files_changed", Files},
                                         {"diff_text", Two}}));
    EXPECT_EQ(summary(C), "modified a.cu\nadded n.cu\n") << C.Message;
    ASSERT_EQ(C.Files.size(), 2U);
    EXPECT_NE(C.Files[0].Patch.find("-one"), std::string::npos);
    EXPECT_EQ(C.Files[1].After, "x\n");
  }
}

TEST(CommitJsonTest, ADiffWithoutOldTextIsKept) {
  Commit C = readOne(text(json::Object{
      {"files_changed",
       json::Array{json::Object{{"file_path", "a.cu"}, {"diff", Modify}}}}}));
  ASSERT_EQ(C.Files.size(), 1U) << C.Message;
  EXPECT_EQ(C.Files[0].Before, std::nullopt);
  EXPECT_EQ(C.Files[0].Patch, Modify);
  // An old text that is empty, of lines that the diff removes, is none.
  C = readOne(text(commitObject({fileObject("a.cu", "", Modify, "added")})));
  EXPECT_EQ(C.Files[0].Patch, Modify);
  EXPECT_NE(notes(C).find("the old text is empty"), std::string::npos);
}

TEST(CommitJsonTest, NumbersAndFlagsOfMetadataAreText) {
  Commit C = readOne(text(json::Object{
      {"files_changed", json::Array{}},
      {"timeline_text", "It is 2x faster"},
      {"csv_metadata", json::Object{{"n", 3}, {"has", true}, {"w", "x"}}}}));
  EXPECT_EQ(C.Metadata.at("n"), "3");
  EXPECT_EQ(C.Metadata.at("has"), "true");
  EXPECT_EQ(C.PullRequest, "It is 2x faster");
}

TEST(CommitJsonTest, LinksAndSubmodulesAreSaid) {
  Commit C = readOne(text(
      commitObject({fileObject("sub", "",
                               "diff --git a/sub b/sub\nindex 1111111..2222222 "
                               "160000\n--- a/sub\n+++ b/sub\n@@ -1 +1 @@\n"
                               "-Subproject commit 1\n+Subproject commit 2",
                               "modified")})));
  EXPECT_NE(notes(C).find("sub: a submodule changed"), std::string::npos);
}

TEST(CommitJsonTest, WithARepositoryABadDiffIsANote) {
  const std::string Bad =
      text(commitObject({fileObject("a.cu", "other\n", Modify, "")}));
  Expected<std::vector<Commit>> Read =
      readCommitJson(Bad, "c.json", /*TextsElsewhere=*/true);
  ASSERT_TRUE(static_cast<bool>(Read)) << toString(Read.takeError());
  EXPECT_NE(notes((*Read)[0]).find("does not apply"), std::string::npos);
}

TEST(CommitJsonTest, ReadsWhatPerfclaimWrites) {
  Commit Ours;
  Ours.Id = "x";
  FileChange File;
  File.Path = File.OldPath = "a";
  File.Before = "1";
  File.After = "2";
  Ours.Files = {File};
  EXPECT_EQ(readOne(printJSON(toJSON(Ours))), Ours);
}

TEST(CommitJsonTest, RefusesUnsafePaths) {
  for (StringRef Bad : {"/etc/passwd", "../x", "a/../../x", ".git/hooks/x",
                        "a//b", "", "a/.GIT/config"}) {
    Commit C = readOne(text(commitObject({fileObject(Bad, "", Modify, "")})));
    EXPECT_NE(C.Message.find("is not one inside a repository"),
              std::string::npos)
        << Bad.str();
  }
  Commit C = readOne(text(commitObject({fileObject(
      "b", "x\n", "diff --git a/x b/b\nrename from ../x\nrename to b", "")})));
  EXPECT_NE(C.Message.find("`../x` is not one inside"), std::string::npos);
}

TEST(CommitJsonTest, ErrorsAreOneLineWithAPlace) {
  EXPECT_EQ(readOne("").Message, "ERROR c.json: is empty");
  EXPECT_NE(readOne("{\"a\":\n [1,}").Message.find("ERROR c.json:2:"),
            std::string::npos);
  EXPECT_NE(
      readOne("{\"files_changed\": []}\n{]\n").Message.find("ERROR c.json:2:"),
      std::string::npos);
  EXPECT_EQ(readOne("[]").Message, "ERROR c.json: holds no commit");
  EXPECT_EQ(readOne("[1]").Message,
            "ERROR c.json: commit 1: a commit must be a JSON object");
  EXPECT_EQ(readOne("{}").Message, "ERROR c.json: has no list `files_changed`");
  EXPECT_EQ(
      readOne(text(commitObject({fileObject("a.cu", "other\n", Modify, "")})))
          .Message,
      "ERROR c.json: a.cu: hunk 1 (@@ -1,3 +1,3 @@) does not apply; name a "
      "clone of the repository with --repo");
}

//===----------------------------------------------------------------------===//
// As an input
//===----------------------------------------------------------------------===//

namespace {

class JsonFolder : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(sys::fs::createUniqueDirectory("perfclaim-json", Root));
  }
  void TearDown() override { EXPECT_FALSE(sys::fs::remove_directories(Root)); }
  std::string write(StringRef Name, const std::string &Content) {
    const std::string Path = (Root + "/" + Name).str();
    EXPECT_FALSE(errorToBool(writeFile(Path, Content)));
    return Path;
  }
  SmallString<128> Root;
};

} // namespace

TEST_F(JsonFolder, AloneItGivesTheChangedFilesOnly) {
  InputRequest R;
  R.CommitJson = write(
      "c.json",
      text(commitObject({fileObject("k/a.cu", "one\ntwo\n\n", Modify, "")})));
  CommitInput In = open(R);
  EXPECT_FALSE(In.Before->complete());
  EXPECT_EQ(In.After->paths(), Strings{"k/a.cu"});
  EXPECT_EQ(readText(*In.Before, "k/a.cu"), "one\ntwo\n\n");
  EXPECT_EQ(readText(*In.After, "k/a.cu"), "ONE\ntwo\n\n");
  EXPECT_FALSE(sys::fs::exists(In.Root));
}

TEST_F(JsonFolder, FolderIsReadInOrderWithoutItsSummary) {
  const json::Object File = fileObject("a.cu", "one\ntwo\n\n", Modify, "");
  write("2.json", text(commitObject({json::Object(File)}, "second")));
  write("1.json", text(commitObject({json::Object(File)}, "first")));
  write("extraction_summary.json", "not JSON");
  write("notes.txt", "not JSON");
  InputRequest R;
  R.CommitJson = std::string(Root);
  Expected<std::vector<CommitInput>> In = openInput(R);
  ASSERT_TRUE(static_cast<bool>(In)) << toString(In.takeError());
  ASSERT_EQ(In->size(), 2U);
  EXPECT_EQ((*In)[0].Change.Id, "first");
}

TEST_F(JsonFolder, WithTheRepositoryTheTreesAreComplete) {
  TestRepository Repo;
  Repo.stage("a.cu", "one\n");
  Repo.stage("h.h", "header");
  const std::string Parent = Repo.commit("first");
  Repo.stage("a.cu", "two\n");
  const std::string Id = Repo.commit("second");
  json::Object C = commitObject({fileObject("a.cu", "wrong", "@@", "")}, Id);
  C["files_changed"] = json::Array{"a.cu"};
  C["parent_hash"] = "";
  InputRequest R;
  R.CommitJson = write("c.json", text(json::Object(C)));
  R.Repository = Repo.folder();
  CommitInput In = open(R);
  EXPECT_TRUE(In.After->complete());
  EXPECT_EQ(In.Change.Message, "faster");
  EXPECT_EQ(In.Change.Parent, Parent);
  EXPECT_EQ(In.Change.Metadata.at("category"), "kernel");
  EXPECT_EQ(In.Change.Files.at(0).After, "two\n");
  EXPECT_EQ(readText(*In.After, "h.h"), "header");
  // Without the repository there are no texts.
  R.Repository = "";
  EXPECT_NE(open(R).Change.Message.find("name a clone with --repo"),
            std::string::npos);
}

TEST_F(JsonFolder, AnUnknownCommitIsLaidOverItsParent) {
  TestRepository Repo;
  Repo.stage("a.cu", "one\ntwo\n\n");
  Repo.stage("d.h", "x\n");
  Repo.stage("h.h", "header");
  const std::string Parent = Repo.commit("first");
  json::Object C = commitObject(
      {fileObject("a.cu", "one\ntwo\n\n", Modify, ""),
       fileObject("d.h", "x\n",
                  "diff --git a/d.h b/d.h\ndeleted file mode 100644\n"
                  "--- a/d.h\n+++ /dev/null\n@@ -1 +0,0 @@\n-x",
                  "")},
      std::string(40, 'a'));
  C["parent_hash"] = Parent;
  InputRequest R;
  R.CommitJson = write("c.json", text(json::Object(C)));
  R.Repository = Repo.folder();
  CommitInput In = open(R);
  EXPECT_EQ(In.Before->paths(), (Strings{"a.cu", "d.h", "h.h"}))
      << In.Change.Message;
  EXPECT_EQ(In.After->paths(), (Strings{"a.cu", "h.h"}));
  EXPECT_EQ(readText(*In.After, "a.cu"), "ONE\ntwo\n\n");
  EXPECT_EQ(readText(*In.After, "h.h"), "header");
  EXPECT_TRUE(In.After->complete());
}

TEST_F(JsonFolder, PathsLimitItAndOtherInputIsRefused) {
  const json::Object File = fileObject("k/a.cu", "one\ntwo\n\n", Modify, "");
  const json::Object Other = fileObject("b.cu", "one\ntwo\n\n", Modify, "");
  InputRequest R;
  R.CommitJson = write(
      "c.json", text(commitObject({json::Object(File), json::Object(Other)})));
  R.Paths = {"k"};
  EXPECT_EQ(summary(open(R).Change), "modified k/a.cu\n");
  R.Paths = {"nowhere"};
  EXPECT_NE(open(R).Change.Message.find("changes no file"), std::string::npos);
  R.Revision = "HEAD";
  EXPECT_NE(open(R).Change.Message.find("--commit-json takes no revision"),
            std::string::npos);
  R = InputRequest();
  R.CommitJson = "/nosuch/file.json";
  EXPECT_NE(open(R).Change.Message.find("cannot be read"), std::string::npos);
}
