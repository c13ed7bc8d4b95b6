//===- CommitRecord.cpp - One object of commit JSON -----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommitRecord.h"
#include "UnifiedDiff.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace perfclaim {
namespace {

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

std::optional<FileChangeKind> kindOf(StringRef Word) {
  const std::string Lower = Word.lower();
  if (Lower == "added" || Lower == "a" || Lower == "add")
    return FileChangeKind::Added;
  if (Lower == "deleted" || Lower == "d" || Lower == "removed")
    return FileChangeKind::Deleted;
  if (StringRef(Lower).starts_with("r"))
    return FileChangeKind::Renamed;
  if (Lower == "modified" || Lower == "m")
    return FileChangeKind::Modified;
  return std::nullopt;
}

/// Texts, numbers and booleans, as text; nothing for lists and objects.
std::optional<std::string> scalar(const json::Value &Value) {
  if (std::optional<StringRef> Text = Value.getAsString())
    return Text->str();
  if (std::optional<bool> Flag = Value.getAsBoolean())
    return *Flag ? "true" : "false";
  if (Value.getAsNumber())
    return formatv("{0}", Value).str();
  return std::nullopt;
}

class RecordReader {
public:
  RecordReader(const json::Object &In, std::string Where, bool TextsElsewhere)
      : In(In), Where(std::move(Where)), TextsElsewhere(TextsElsewhere) {}

  Expected<Commit> run();

private:
  Error readDescription();
  void readMetadata();
  Error readFiles();
  Error addFile(const json::Value &File, size_t Index);
  Error readFileObject(const json::Object &File, FileChange &Change);
  /// Kind, old path and the like, as the diff has them; notes what differs.
  Error takeHeader(FileChange &Change, const UnifiedDiff &Diff,
                   std::optional<StringRef> Old);
  Error takeTexts(FileChange &Change, std::optional<StringRef> Old,
                  std::optional<StringRef> New);

  /// The first of several names that is there; an error if it is no text.
  Expected<std::optional<StringRef>> findText(const json::Object &Fields,
                                              ArrayRef<StringRef> Keys,
                                              StringRef Path = "") const;
  Error checkPath(StringRef Path) const {
    return isSafeRelativePath(Path)
               ? Error::success()
               : makeError(Where, "the path `" + Path +
                                      "` is not one inside a repository");
  }
  void note(StringRef File, const Twine &Text,
            Severity Level = Severity::Note) {
    Result.Notes.push_back({Level, File.str(), 0, Text.str()});
  }
  Error error(StringRef Path, const Twine &What, const Twine &Do = "") const {
    return makeError(Where, (Path.empty() ? Twine() : Path + ": ") + What, Do);
  }

  const json::Object &In;
  std::string Where;
  bool TextsElsewhere;
  /// Of one diff for all files, the part of each; its new path.
  std::map<std::string, StringRef> Patches;
  Commit Result;
};

} // namespace

Expected<std::optional<StringRef>>
RecordReader::findText(const json::Object &Fields, ArrayRef<StringRef> Keys,
                       StringRef Path) const {
  for (StringRef Key : Keys) {
    const json::Value *Found = Fields.get(Key);
    if (!Found || Found->getAsNull())
      continue;
    if (std::optional<StringRef> Text = Found->getAsString())
      return Text;
    return error(Path, "`" + Key + "` is not a text");
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// The commit
//===----------------------------------------------------------------------===//

Error RecordReader::readDescription() {
  struct {
    std::string &Into;
    std::vector<StringRef> Keys;
  } const Fields[] = {
      {Result.Id, {"commit_hash", "hash", "sha", "commit", "id"}},
      {Result.Parent, {"parent_hash", "parent", "base_commit"}},
      {Result.Message, {"message", "commit_message", "commit_subject"}},
      {Result.PullRequest,
       {"timeline_text", "pr_body", "pr_description", "pull_request_text"}},
      {Result.Author, {"author"}},
      {Result.Date, {"date", "commit_date"}}};
  for (const auto &Field : Fields) {
    Expected<std::optional<StringRef>> Text = findText(In, Field.Keys);
    if (!Text)
      return Text.takeError();
    Field.Into = Text->value_or("").str();
  }
  return Error::success();
}

void RecordReader::readMetadata() {
  for (StringRef Key : {"has_performance", "has_serving", "perf_command",
                        "pr_url", "llm_reason", "repo_name", "repo"})
    if (const json::Value *Value = In.get(Key))
      if (std::optional<std::string> Text = scalar(*Value))
        Result.Metadata[Key.str()] = *Text;
  const json::Value *Csv = In.get("csv_metadata");
  if (!Csv || Csv->getAsNull())
    return;
  if (const json::Object *Fields = Csv->getAsObject()) {
    for (const auto &[Key, Value] : *Fields)
      if (std::optional<std::string> Text = scalar(Value))
        Result.Metadata[Key.str()] = *Text;
  } else {
    note("", "csv_metadata is no object and is left out");
  }
}

Error RecordReader::readFiles() {
  Expected<std::optional<StringRef>> All =
      findText(In, {"diff_text", "diff", "patch"});
  if (!All)
    return All.takeError();
  for (StringRef Patch : splitDiff(All->value_or(""))) {
    Expected<UnifiedDiff> Diff = parseUnifiedDiff(Patch);
    if (!Diff)
      return error("diff", toString(Diff.takeError()));
    const std::string &Path = !Diff->NewPath.empty()    ? Diff->NewPath
                              : !Diff->RenameTo.empty() ? Diff->RenameTo
                                                        : Diff->OldPath;
    if (Path.empty())
      return error("diff", "a part of it names no file");
    Patches[Path] = Patch;
  }
  const json::Value *Files = nullptr;
  for (StringRef Key :
       {"files_changed", "affected_files", "files", "affected_paths"})
    if (!Files || Files->getAsNull())
      Files = In.get(Key);
  const json::Array *List = Files ? Files->getAsArray() : nullptr;
  if (Files && !List && !Files->getAsNull())
    return error("", "`files_changed` is not a list");
  if (!List && Patches.empty())
    return error("", "has no list `files_changed`");
  if (List)
    for (const auto &[Index, File] : enumerate(*List))
      if (Error E = addFile(File, Index))
        return E;
  // Lists of files may be empty or short; the diff is complete.
  for (const auto &[Path, Patch] : Patches)
    if (none_of(Result.Files, [&, &Path = Path](const FileChange &Known) {
          return Known.Path == Path || Known.OldPath == Path;
        })) {
      if (List && !List->empty())
        note(Path, "the diff changes it, the list of files leaves it out");
      if (Error E = addFile(json::Value(Path), 0))
        return E;
    }
  return Error::success();
}

Expected<Commit> RecordReader::run() {
  if (In.getString("schema") ==
      std::optional<StringRef>("perfclaim.commit/1")) {
    json::Path::Root Root("commit");
    Commit Ours;
    if (!fromJSON(json::Value(json::Object(In)), Ours, Root))
      return error("", toString(Root.getError()));
    for (const FileChange &File : Ours.Files)
      for (const std::string &Path : {File.Path, File.OldPath})
        if (!Path.empty())
          if (Error E = checkPath(Path))
            return E;
    return Ours;
  }
  if (Error E = readDescription())
    return E;
  readMetadata();
  if (Error E = readFiles())
    return E;
  llvm::sort(Result.Files, [](const FileChange &A, const FileChange &B) {
    return A.Path < B.Path;
  });
  return std::move(Result);
}

//===----------------------------------------------------------------------===//
// A file
//===----------------------------------------------------------------------===//

Error RecordReader::takeHeader(FileChange &Change, const UnifiedDiff &Diff,
                               std::optional<StringRef> Old) {
  Change.Binary = Diff.Binary;
  if (Diff.NewFile && !Old.value_or("").empty())
    note(Change.Path, "the diff adds the file, yet there is an old text",
         Severity::Warning);
  if (!Diff.RenameFrom.empty()) {
    Change.OldPath = Diff.RenameFrom;
    Change.Kind = FileChangeKind::Renamed;
  } else if (Diff.NewFile) {
    Change.Kind = FileChangeKind::Added;
  } else if (Diff.DeletedFile) {
    Change.Kind = FileChangeKind::Deleted;
  } else if (Diff.HasHeader || !Old.value_or("").empty()) {
    Change.Kind = FileChangeKind::Modified;
  }
  if (Change.Kind == FileChangeKind::Added)
    Change.OldPath.clear();
  return Error::success();
}

Error RecordReader::takeTexts(FileChange &Change, std::optional<StringRef> Old,
                              std::optional<StringRef> New) {
  const bool Added = Change.Kind == FileChangeKind::Added;
  if (New && (Old || Added)) {
    if (!Added)
      Change.Before = Old->str();
    if (Change.Kind != FileChangeKind::Deleted)
      Change.After = New->str();
    Change.Patch.clear();
    return Error::success();
  }
  // Only a file that is new needs no old text.
  if (!Old && !Added)
    return Error::success();
  if (Error E =
          rebuildFromPatch(Change, Old.value_or("").str(), Result.Notes)) {
    std::string Problem = toString(std::move(E));
    if (!TextsElsewhere)
      return error(Change.Path, Problem,
                   "name a clone of the repository with --repo");
    note(Change.Path, Problem, Severity::Warning);
    Change.Before.reset();
    Change.After.reset();
    return Error::success();
  }
  Change.Patch.clear();
  return Error::success();
}

Error RecordReader::readFileObject(const json::Object &File,
                                   FileChange &Change) {
  std::optional<StringRef> Type, Old, New, Patch, OldPath;
  struct {
    std::optional<StringRef> &Into;
    std::vector<StringRef> Keys;
  } const Fields[] = {
      {Type, {"change_type", "status"}},
      {Old, {"old_content", "old_text", "content_before"}},
      {New, {"new_content", "new_text", "content_after"}},
      {Patch, {"diff", "patch"}},
      {OldPath, {"old_path", "old_file_path", "previous_filename"}}};
  for (const auto &Field : Fields) {
    Expected<std::optional<StringRef>> Text =
        findText(File, Field.Keys, Change.Path);
    if (!Text)
      return Text.takeError();
    Field.Into = *Text;
  }
  if (OldPath)
    Change.OldPath = OldPath->str();
  if (!Patch)
    if (auto Known = Patches.find(Change.Path); Known != Patches.end())
      Patch = Known->second;
  const std::optional<FileChangeKind> Said = kindOf(Type.value_or(""));
  Change.Kind = Said.value_or(FileChangeKind::Modified);

  if (!Patch && !New) {
    if (Change.Kind != FileChangeKind::Deleted)
      return error(Change.Path, "gives neither a diff nor a new text");
    Change.Before = Old.value_or("").str();
    return Error::success();
  }
  Change.Patch = Patch.value_or("").str();
  Expected<UnifiedDiff> Diff = parseUnifiedDiff(Change.Patch);
  if (!Diff) {
    if (!TextsElsewhere)
      return error(Change.Path, toString(Diff.takeError()));
    note(Change.Path, toString(Diff.takeError()), Severity::Warning);
    Change.Patch.clear();
    return Error::success();
  }
  // An old text that is empty, of lines that the diff removes, is none.
  const bool Lost =
      Old && Old->empty() && !Diff->NewFile &&
      any_of(Diff->Hunks, [](const Hunk &H) { return H.OldCount != 0; });
  if (Lost) {
    note(Change.Path, "the old text is empty, yet the diff has lines of it",
         Severity::Warning);
    Old.reset();
  }
  if (Error E = takeHeader(Change, *Diff, Old))
    return E;
  if (Type && Said && *Said != Change.Kind)
    note(Change.Path, "change_type says `" + *Type + "`, the diff says `" +
                          word(Change.Kind) + "`");
  if (!Diff->Special.empty()) {
    note(Change.Path, Diff->Special + " changed; it is not looked at");
    Change.Patch.clear();
    return Error::success();
  }
  if (Change.Binary) {
    Change.Patch.clear();
    return Error::success();
  }
  return takeTexts(Change, Old, New);
}

Error RecordReader::addFile(const json::Value &File, size_t Index) {
  FileChange Change;
  const json::Object *Fields = File.getAsObject();
  Expected<std::optional<StringRef>> Path =
      Fields ? findText(*Fields, {"file_path", "path", "filename", "file"})
             : Expected<std::optional<StringRef>>(File.getAsString());
  if (!Path)
    return Path.takeError();
  if (!*Path)
    return error(("files_changed[" + Twine(Index) + "]").str(),
                 "a changed file has no `file_path`");
  if (Error E = checkPath(**Path))
    return E;
  Change.Path = Change.OldPath = (*Path)->str();
  const json::Object Bare;
  if (Fields || Patches.count(Change.Path)) {
    if (Error E = readFileObject(Fields ? *Fields : Bare, Change))
      return E;
    if (!Change.OldPath.empty())
      if (Error E = checkPath(Change.OldPath))
        return E;
  } else {
    note(Change.Path, "the JSON gives no text", Severity::Warning);
  }
  if (any_of(Result.Files, [&](const FileChange &Other) {
        return Other.Path == Change.Path;
      }))
    return error(Change.Path, "is listed twice");
  Result.Files.push_back(std::move(Change));
  return Error::success();
}

Expected<Commit> readCommitRecord(const json::Object &In, std::string Where,
                                  bool TextsElsewhere) {
  return RecordReader(In, std::move(Where), TextsElsewhere).run();
}

} // namespace perfclaim
