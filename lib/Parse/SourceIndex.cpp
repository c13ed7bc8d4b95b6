//===- SourceIndex.cpp - Who includes whom, by text -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SourceIndex.h"
#include "Overlay.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"
#include <deque>

using namespace llvm;

namespace perfclaim {

/// Files read in the search for includers before a folder is left out, if
/// some have been found, and at all.
static constexpr size_t EasyFiles = 3000, MaxFiles = 25000;

std::vector<IncludeLine> scanIncludes(StringRef Text) {
  std::vector<IncludeLine> Result;
  for (size_t At = Text.find('#'); At != StringRef::npos;
       At = Text.find('#', At + 1)) {
    size_t Begin = Text.rfind('\n', At);
    Begin = Begin == StringRef::npos ? 0 : Begin + 1;
    if (!Text.slice(Begin, At).trim(" \t").empty())
      continue;
    StringRef Line =
        Text.substr(At + 1).take_until([](char C) { return C == '\n'; });
    Line = Line.ltrim(" \t");
    if (!Line.consume_front("include"))
      continue;
    Line.consume_front("_next");
    Line = Line.ltrim(" \t");
    bool Angled = Line.starts_with("<");
    if (!Angled && !Line.starts_with("\""))
      continue;
    size_t End = Line.find(Angled ? '>' : '"', 1);
    if (End != StringRef::npos && End > 1)
      Result.push_back({Line.slice(1, End).str(), Angled});
  }
  return Result;
}

bool isCudaName(StringRef Path) {
  StringRef Extension = sys::path::extension(Path);
  return Extension == ".cu" || Extension == ".cuh";
}

bool isUnitName(StringRef Path) {
  return StringSwitch<bool>(sys::path::extension(Path))
      .Cases({".cu", ".c", ".cc", ".cpp", ".cxx", ".C"}, true)
      .Default(false);
}

bool isHipTwin(StringRef Path) {
  if (Path.ends_with(".hip") || Path.ends_with(".hip.cpp"))
    return true;
  for (StringRef Part : split(Path, '/'))
    if (Part == "hip" || Part.ends_with("-hip") || Part.ends_with("_hip"))
      return true;
  // A header of names for the other platform: "vendors/hip.h".
  const StringRef Stem = sys::path::stem(Path);
  return Stem == "hip" || Stem == "musa" || Stem.ends_with("_hip");
}

namespace {
/// From one file's folder to another's.
struct PathSteps {
  unsigned Up = 0, Down = 0;
};
} // namespace

static PathSteps stepsBetween(StringRef A, StringRef B) {
  A = sys::path::parent_path(A);
  B = sys::path::parent_path(B);
  SmallVector<StringRef, 8> PartsA, PartsB;
  A.split(PartsA, '/', -1, /*KeepEmpty=*/false);
  B.split(PartsB, '/', -1, /*KeepEmpty=*/false);
  size_t Same = 0;
  while (Same < PartsA.size() && Same < PartsB.size() &&
         PartsA[Same] == PartsB[Same])
    ++Same;
  return {unsigned(PartsA.size() - Same), unsigned(PartsB.size() - Same)};
}

unsigned pathDistance(StringRef A, StringRef B) {
  PathSteps Steps = stepsBetween(A, B);
  return Steps.Up + Steps.Down;
}

SourceIndex::SourceIndex(std::shared_ptr<SourceTree> From)
    : Tree(std::move(From)) {
  for (const std::string &Path : Tree->paths())
    ByName[sys::path::filename(Path)].push_back(Path);
}

const std::string &SourceIndex::text(StringRef Path) {
  auto [At, New] = Texts.try_emplace(Path);
  if (!New)
    return At->second;
  if (Expected<std::string> Text = Tree->read(Path))
    At->second = std::move(*Text);
  else // A partial clone lacks blobs; what can be read must do.
    consumeError(Text.takeError());
  return At->second;
}

const std::vector<IncludeLine> &SourceIndex::includes(StringRef Path) {
  auto [At, New] = Lines.try_emplace(Path);
  if (New)
    At->second = scanIncludes(text(Path));
  return At->second;
}

const SourceIndex::Resolved &SourceIndex::resolve(StringRef Includer,
                                                  const IncludeLine &Line) {
  StringRef Here = sys::path::parent_path(Includer);
  std::string Key =
      (Here + "\n" + (Line.Angled ? "<" : "\"") + Line.Name).str();
  auto [At, New] = Answers.try_emplace(Key);
  Resolved &Answer = At->second;
  if (!New)
    return Answer;
  SmallString<256> Path(Here);
  sys::path::append(Path, Line.Name);
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  if (!Line.Angled && Tree->contains(Path)) {
    Answer = {std::string(Path), Here.empty() ? "." : Here.str(), true};
    return Answer;
  }
  StringRef Suffix = Line.Name;
  while (Suffix.consume_front("../") || Suffix.consume_front("./"))
    ;
  auto Candidates = ByName.find(sys::path::filename(Suffix));
  if (Candidates == ByName.end())
    return Answer;
  const std::string *Best = nullptr;
  // Of two that are as near, one's own folders before a neighbour's.
  auto Rank = [&](const std::string &Candidate) {
    PathSteps Steps = stepsBetween(Includer, Candidate);
    return std::make_tuple(Steps.Up + Steps.Down, Steps.Up, Candidate.size(),
                           StringRef(Candidate));
  };
  for (const std::string &Candidate : Candidates->second) {
    StringRef Folder = Candidate;
    if (!Folder.consume_back(Suffix) ||
        (!Folder.empty() && !Folder.ends_with("/")))
      continue;
    if (!Best || Rank(Candidate) < Rank(*Best))
      Best = &Candidate;
  }
  if (!Best)
    return Answer;
  StringRef Folder = StringRef(*Best).drop_back(Suffix.size());
  Folder.consume_back("/");
  Answer = {*Best, Folder.empty() ? "." : Folder.str(), false};
  return Answer;
}

size_t SourceIndex::scanFolder(StringRef Folder, size_t Limit) {
  if (!ScannedFolders.insert(Folder.str()).second)
    return 0;
  const std::vector<std::string> &Paths = Tree->paths();
  std::string Prefix = Folder.empty() ? "" : (Folder + "/").str();
  size_t Read = 0;
  for (auto At = llvm::lower_bound(Paths, Prefix);
       At != Paths.end() && StringRef(*At).starts_with(Prefix); ++At) {
    if (!isSourceName(*At) || !Scanned.insert(*At).second)
      continue;
    if (++Read > Limit)
      break;
    for (const IncludeLine &Line : includes(*At))
      if (const Resolved &To = resolve(*At, Line); !To.Path.empty())
        Includers[To.Path].insert(*At);
  }
  return Read;
}

std::vector<std::string> SourceIndex::unitsIncluding(StringRef Header,
                                                     size_t Wanted) {
  struct Found {
    unsigned Depth;
    unsigned Distance;
    bool OtherStem, NotCuda;
    std::string Path;
  };
  std::vector<Found> Units;
  const std::vector<std::string> &Paths = Tree->paths();
  auto CountSources = [&](StringRef Folder) {
    std::string Prefix = Folder.empty() ? "" : (Folder + "/").str();
    size_t Count = 0;
    for (auto At = llvm::lower_bound(Paths, Prefix);
         At != Paths.end() && StringRef(*At).starts_with(Prefix); ++At)
      Count += isSourceName(*At);
    return Count;
  };
  size_t Left = MaxFiles;
  for (StringRef Folder = Header; !Folder.empty();) {
    Folder = sys::path::parent_path(Folder);
    if (!Units.empty() &&
        (Units.size() >= Wanted || CountSources(Folder) > EasyFiles))
      break;
    Left -= std::min(Left, scanFolder(Folder, Left));
    Units.clear();
    std::deque<std::pair<std::string, unsigned>> Queue = {{Header.str(), 0}};
    std::set<std::string> Seen = {Header.str()};
    while (!Queue.empty()) {
      auto [Path, Depth] = Queue.front();
      Queue.pop_front();
      auto At = Includers.find(Path);
      if (At == Includers.end())
        continue;
      for (const std::string &By : At->second) {
        if (!Seen.insert(By).second)
          continue;
        if (isUnitName(By) && !isHipTwin(By))
          Units.push_back({Depth + 1, pathDistance(Header, By),
                           sys::path::stem(By) != sys::path::stem(Header),
                           !isCudaName(By), By});
        Queue.push_back({By, Depth + 1});
      }
    }
  }
  llvm::sort(Units, [](const Found &A, const Found &B) {
    return std::tie(A.NotCuda, A.OtherStem, A.Distance, A.Depth, A.Path) <
           std::tie(B.NotCuda, B.OtherStem, B.Distance, B.Depth, B.Path);
  });
  std::vector<std::string> Result;
  for (Found &Unit : Units)
    Result.push_back(std::move(Unit.Path));
  return Result;
}

std::set<std::string> SourceIndex::closure(StringRef Unit) {
  std::set<std::string> Result = {Unit.str()};
  std::vector<std::string> Queue = {Unit.str()};
  while (!Queue.empty()) {
    std::string Path = std::move(Queue.back());
    Queue.pop_back();
    for (const IncludeLine &Line : includes(Path))
      if (const Resolved &To = resolve(Path, Line);
          !To.Path.empty() && Result.insert(To.Path).second)
        Queue.push_back(To.Path);
  }
  return Result;
}

} // namespace perfclaim
