//===- Analyze.cpp - Python sources to inventories ------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Scripts.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {

bool isPythonTest(StringRef Path) {
  if (!Path.ends_with(".py"))
    return false;
  const StringRef Name = sys::path::filename(Path, sys::path::Style::posix);
  if (Name.starts_with("test_") || Name.ends_with("_test.py") ||
      Name == "conftest.py" || Name.starts_with("bench"))
    return true;
  SmallVector<StringRef, 8> Parts;
  Path.split(Parts, '/');
  Parts.pop_back();
  return any_of(Parts, [](StringRef Part) {
    return is_contained({"test", "tests", "testing", "benchmark", "benchmarks",
                         "bench", "unittests"},
                        Part);
  });
}

bool isPythonSource(StringRef Path) {
  if (!Path.ends_with(".py") || isPythonTest(Path))
    return false;
  const StringRef Name = sys::path::filename(Path, sys::path::Style::posix);
  if (Name == "setup.py")
    return false;
  SmallVector<StringRef, 8> Parts;
  Path.split(Parts, '/');
  return !is_contained({"docs", "doc", "examples", "tools", ".github"},
                       Parts.front()) ||
         Parts.size() == 1;
}

std::pair<PythonFiles, PythonFiles> changedPython(const Commit &Change,
                                                  std::vector<Note> &Notes) {
  std::pair<PythonFiles, PythonFiles> Sides;
  for (const FileChange &File : Change.Files) {
    if (File.Binary)
      continue;
    const std::string &Old = File.OldPath.empty() ? File.Path : File.OldPath;
    if (!isPythonSource(File.Path) && !isPythonSource(Old))
      continue;
    const bool Lacks = (File.Kind != FileChangeKind::Deleted && !File.After) ||
                       (File.Kind != FileChangeKind::Added && !File.Before);
    if (Lacks) {
      Notes.push_back(
          {Severity::Warning, File.Path, 0,
           "Python is read from whole files, and this one's text "
           "is not known; --repo DIR reads it from the repository"});
      continue;
    }
    if (File.Before)
      Sides.first[Old] = *File.Before;
    if (File.After)
      Sides.second[File.Path] = *File.After;
  }
  return Sides;
}

Expected<std::pair<Inventory, Inventory>>
analyzePython(const PythonFiles &Before, const PythonFiles &After,
              ArrayRef<std::string> Partial) {
  json::Array Hunks;
  for (const std::string &Path : Partial)
    Hunks.push_back(jsonText(Path));
  Expected<json::Value> Answer = askPython(json::Object{
      {"command", "inventory"},
      {"partial", std::move(Hunks)},
      {"sides", json::Array{filesValue(Before), filesValue(After)}}});
  if (!Answer)
    return Answer.takeError();
  const json::Object *Fields = Answer->getAsObject();
  const json::Array *Sides = Fields ? Fields->getArray("sides") : nullptr;
  if (!Sides || Sides->size() != 2)
    return makeError("python3", "did not give two inventories");
  std::pair<Inventory, Inventory> Result;
  json::Path::Root Root("python3");
  if (!fromJSON((*Sides)[0], Result.first, Root) ||
      !fromJSON((*Sides)[1], Result.second, Root))
    return Root.getError();
  return Result;
}

std::vector<std::string> jitNames(StringRef Text) {
  std::vector<std::string> Names;
  bool Decorated = false;
  while (!Text.empty()) {
    auto [Line, Rest] = Text.split('\n');
    Text = Rest;
    StringRef Word = Line.trim();
    if (Word.starts_with("@") && Word.contains("jit"))
      Decorated = true;
    if (!Word.consume_front("def "))
      continue;
    if (Decorated) {
      StringRef Name =
          Word.take_while([](char C) { return isAlnum(C) || C == '_'; });
      Names.push_back(Name.str());
    }
    Decorated = false;
  }
  return Names;
}

} // namespace perfclaim
