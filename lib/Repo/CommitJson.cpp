//===- CommitJson.cpp - Commits from data sets ----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Commit JSON gives per file an old text and a diff; its `change_type` and
/// its line counts are not reliable, so the diff decides.
///
//===----------------------------------------------------------------------===//

#include "UnifiedDiff.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Repo/Input.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {
namespace {

/// The first of several names that holds a text.
std::optional<StringRef> findText(const json::Object &In,
                                  ArrayRef<StringRef> Keys) {
  for (StringRef Key : Keys)
    if (std::optional<StringRef> Found = In.getString(Key))
      return Found;
  return std::nullopt;
}

std::string textOr(const json::Object &In, ArrayRef<StringRef> Keys) {
  return findText(In, Keys).value_or("").str();
}

StringRef word(FileChangeKind Kind) {
  switch (Kind) {
  case FileChangeKind::Added:
    return "added";
  case FileChangeKind::Modified:
    return "modified";
  case FileChangeKind::Deleted:
    return "deleted";
  case FileChangeKind::Renamed:
    return "renamed";
  }
  llvm_unreachable("covered switch");
}

/// Reads one commit; \p Where names it in messages.
class CommitReader {
public:
  CommitReader(const json::Object &In, std::string Where)
      : In(In), Where(std::move(Where)) {}

  Expected<Commit> run();

private:
  Error addFile(const json::Value &File);
  Expected<FileChange> readFileObject(const json::Object &File, StringRef Path);
  Error rebuild(FileChange &Change, std::optional<StringRef> Old,
                std::optional<StringRef> New, StringRef Diff);
  void note(StringRef File, const Twine &Text,
            Severity Level = Severity::Note) {
    Result.Notes.push_back({Level, File.str(), 0, Text.str()});
  }
  Error error(StringRef Path, const Twine &What) const {
    return makeError(Where, (Path.empty() ? Twine() : Path + ": ") + What);
  }

  const json::Object &In;
  std::string Where;
  Commit Result;
};

Error checkPath(StringRef Where, StringRef Path) {
  if (isSafeRelativePath(Path))
    return Error::success();
  return makeError(Where,
                   "the path `" + Path + "` is not one inside a repository");
}

Error CommitReader::rebuild(FileChange &Change, std::optional<StringRef> Old,
                            std::optional<StringRef> New, StringRef Text) {
  Expected<UnifiedDiff> Diff = parseUnifiedDiff(Text);
  if (!Diff)
    return error(Change.Path, toString(Diff.takeError()));
  Change.Binary = Diff->Binary;
  if (Diff->NewFile && !Old.value_or("").empty()) {
    note(Change.Path, "the diff adds the file, yet there is an old text",
         Severity::Warning);
  }
  if (!Diff->RenameFrom.empty()) {
    Change.OldPath = Diff->RenameFrom;
    Change.Kind = FileChangeKind::Renamed;
  } else if (Diff->NewFile) {
    Change.OldPath.clear();
    Change.Kind = FileChangeKind::Added;
  } else if (Diff->DeletedFile) {
    Change.Kind = FileChangeKind::Deleted;
  } else if (Diff->HasHeader || !Old.value_or("").empty()) {
    Change.Kind = FileChangeKind::Modified;
  }
  if (Change.Kind == FileChangeKind::Added)
    Change.OldPath.clear();
  if (Change.Binary)
    return Error::success();

  std::string Before = Old.value_or("").str();
  if (!Diff->OldHash.empty() && !hasBlobHash(Before, Diff->OldHash)) {
    if (hasBlobHash(Before + "\n", Diff->OldHash)) {
      Before += '\n';
      note(Change.Path, "the old text had lost its last newline");
    } else {
      note(Change.Path,
           "the old text is not the one that the diff was made from",
           Severity::Warning);
    }
  }
  if (Change.Kind != FileChangeKind::Added)
    Change.Before = Before;
  if (Change.Kind == FileChangeKind::Deleted)
    return Error::success();
  if (New) {
    Change.After = New->str();
    return Error::success();
  }
  Expected<std::string> After =
      applyUnifiedDiff(Diff->NewFile ? StringRef() : StringRef(Before), *Diff);
  if (!After)
    return error(Change.Path, toString(After.takeError()));
  if (!Diff->NewHash.empty() && !hasBlobHash(*After, Diff->NewHash))
    note(Change.Path,
         "the new text may differ from the commit's in bytes that "
         "the JSON does not keep",
         Severity::Warning);
  Change.After = std::move(*After);
  return Error::success();
}

Expected<FileChange> CommitReader::readFileObject(const json::Object &File,
                                                  StringRef Path) {
  FileChange Change;
  Change.Path = Change.OldPath = Path.str();
  if (std::optional<StringRef> OldPath =
          findText(File, {"old_path", "old_file_path", "previous_filename"}))
    Change.OldPath = OldPath->str();
  std::optional<StringRef> Type = findText(File, {"change_type", "status"});
  bool TypeKnown = true;
  std::optional<StringRef> Old =
      findText(File, {"old_content", "old_text", "content_before"});
  std::optional<StringRef> New =
      findText(File, {"new_content", "new_text", "content_after"});
  std::optional<StringRef> Diff = findText(File, {"diff", "patch"});

  const std::string Lower = Type.value_or("").lower();
  if (Lower == "added" || Lower == "a" || Lower == "add")
    Change.Kind = FileChangeKind::Added;
  else if (Lower == "deleted" || Lower == "d" || Lower == "removed")
    Change.Kind = FileChangeKind::Deleted;
  else if (StringRef(Lower).starts_with("r"))
    Change.Kind = FileChangeKind::Renamed;
  else
    TypeKnown = Lower == "modified" || Lower == "m";

  if (!Diff && !New) {
    if (Change.Kind == FileChangeKind::Deleted)
      Change.Before = Old.value_or("").str();
    else
      return error(Path, "gives neither a diff nor a new text");
    return Change;
  }
  const FileChangeKind Said = Change.Kind;
  if (Error E = rebuild(Change, Old, New, Diff.value_or("")))
    return E;
  // Only a file that is new needs no old text.
  if (!Old && Change.Kind != FileChangeKind::Added && !Change.Binary) {
    Change.Before.reset();
    Change.After.reset();
    note(Path, "the JSON gives no old text", Severity::Warning);
  }
  if (TypeKnown && Type && Said != Change.Kind)
    note(Path, "change_type says `" + *Type + "`, the diff says `" +
                   word(Change.Kind) + "`");
  return Change;
}

Error CommitReader::addFile(const json::Value &File) {
  FileChange Change;
  if (std::optional<StringRef> Name = File.getAsString()) {
    if (Error E = checkPath(Where, *Name))
      return E;
    Change.Path = Change.OldPath = Name->str();
    note(*Name, "the JSON gives no text", Severity::Warning);
  } else {
    const json::Object *Fields = File.getAsObject();
    std::optional<StringRef> Path;
    if (Fields)
      Path = findText(*Fields, {"file_path", "path", "filename", "file"});
    if (!Path)
      return error("", "a changed file has no `file_path`");
    if (Error E = checkPath(Where, *Path))
      return E;
    Expected<FileChange> Read = readFileObject(*Fields, *Path);
    if (!Read)
      return Read.takeError();
    Change = std::move(*Read);
    if (!Change.OldPath.empty())
      if (Error E = checkPath(Where, Change.OldPath))
        return E;
  }
  auto Same = find_if(Result.Files, [&](const FileChange &Other) {
    return Other.Path == Change.Path;
  });
  if (Same != Result.Files.end())
    return error(Change.Path, "is listed twice");
  Result.Files.push_back(std::move(Change));
  return Error::success();
}

Expected<Commit> CommitReader::run() {
  if (In.getString("schema") ==
      std::optional<StringRef>("perfclaim.commit/1")) {
    json::Path::Root Root("commit");
    Commit Ours;
    if (!fromJSON(json::Value(json::Object(In)), Ours, Root))
      return error("", toString(Root.getError()));
    for (const FileChange &File : Ours.Files)
      for (const std::string &Path : {File.Path, File.OldPath})
        if (!Path.empty())
          if (Error E = checkPath(Where, Path))
            return E;
    return Ours;
  }
  Result.Id = textOr(In, {"commit_hash", "hash", "sha", "commit", "id"});
  Result.Parent = textOr(In, {"parent_hash", "parent", "base_commit"});
  Result.Message = textOr(In, {"message", "commit_message", "commit_subject"});
  Result.Author = textOr(In, {"author"});
  Result.Date = textOr(In, {"date", "commit_date"});
  if (const json::Object *Metadata = In.getObject("csv_metadata"))
    for (const auto &[Key, Value] : *Metadata)
      if (std::optional<StringRef> Text = Value.getAsString())
        Result.Metadata[Key.str()] = Text->str();
  const json::Array *Files = nullptr;
  for (StringRef Key : {"files_changed", "affected_files", "files"})
    if (!Files)
      Files = In.getArray(Key);
  if (!Files)
    return error("", "has no list `files_changed`");
  for (const json::Value &File : *Files)
    if (Error E = addFile(File))
      return E;
  llvm::sort(Result.Files, [](const FileChange &A, const FileChange &B) {
    return A.Path < B.Path;
  });
  return std::move(Result);
}

} // namespace

static Error appendCommit(const json::Value &In, std::string Where,
                          std::vector<Commit> &Into) {
  const json::Object *Fields = In.getAsObject();
  if (!Fields)
    return makeError(Where, "a commit must be a JSON object");
  Expected<Commit> Read = CommitReader(*Fields, std::move(Where)).run();
  if (!Read)
    return Read.takeError();
  Into.push_back(std::move(*Read));
  return Error::success();
}

/// One object a line. Nothing if the text is not that.
static std::optional<Expected<std::vector<Commit>>> readLines(StringRef Text,
                                                              StringRef Name) {
  SmallVector<StringRef> Lines;
  Text.split(Lines, '\n');
  std::vector<Commit> Commits;
  bool First = true;
  for (const auto &[Index, Line] : enumerate(Lines)) {
    if (Line.trim().empty())
      continue;
    const std::string Where = (Name + ":" + Twine(Index + 1)).str();
    Expected<json::Value> Parsed = parseJSON(Line, Where);
    if (!Parsed) {
      if (First) {
        consumeError(Parsed.takeError());
        return std::nullopt;
      }
      // Once more behind blank lines, for the right line in the message.
      consumeError(Parsed.takeError());
      Expected<json::Value> Again =
          parseJSON(std::string(Index, '\n') + Line.str(), Name);
      return Again ? makeError(Where, "is not JSON") : Again.takeError();
    }
    First = false;
    if (Error E = appendCommit(*Parsed, Where, Commits))
      return E;
  }
  return Commits;
}

Expected<std::vector<Commit>> readCommitJson(StringRef Text, StringRef Name) {
  Text.consume_front("\xef\xbb\xbf");
  if (Text.trim().empty())
    return makeError(Name, "is empty");
  Expected<json::Value> Parsed = parseJSON(Text, Name);
  if (!Parsed) {
    if (auto Lines = readLines(Text, Name)) {
      consumeError(Parsed.takeError());
      return std::move(*Lines);
    }
    return Parsed.takeError();
  }
  std::vector<Commit> Commits;
  const json::Array *List = Parsed->getAsArray();
  if (!List) {
    if (Error E = appendCommit(*Parsed, Name.str(), Commits))
      return E;
    return Commits;
  }
  for (const auto &[Index, Element] : enumerate(*List))
    if (Error E = appendCommit(
            Element, (Name + ": commit " + Twine(Index + 1)).str(), Commits))
      return E;
  if (Commits.empty())
    return makeError(Name, "holds no commit");
  return Commits;
}

} // namespace perfclaim
