//===- SelectUnits.cpp - Units that show a change ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GuardDefines.h"
#include "HunkNames.h"
#include "LaunchText.h"
#include "Overlay.h"
#include "Session.h"
#include "UnitFlags.h"
#include "perfclaim/Parse/Unit.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {
namespace {

/// Trial parses per side, and rounds of definitions per unit.
constexpr unsigned MaxTrials = 6, MaxRounds = 3;
/// Changed host files that are parsed where CUDA files changed too.
constexpr size_t MaxHostFiles = 16;

/// A unit on both sides; its name may have changed.
struct Chosen {
  std::string Before, After; ///< "" where the side does not have it.
  std::string Includer;      ///< For a header as a unit: whose flags.
  bool ForCallers = false;
};

class Selector {
public:
  Selector(const Commit &Change, const SideInput &Before,
           const SideInput &After, const ParseOptions &Options)
      : Change(Change), Before(Before), After(After), Options(Options) {}
  Expected<UnitSelection> select(BothAtOnce DoBoth);

private:
  const Commit &Change;
  const SideInput &Before, &After;
  const ParseOptions &Options;
  UnitSelection Result;
  /// By name after, or before; in the order of discovery.
  std::vector<std::pair<std::string, Chosen>> Units;
  std::set<std::string> UnitNames;
  std::map<std::string, std::string> OldNames, NewNames;

  /// What trial parses of one side found, in a thread of its own.
  struct Trials {
    unsigned Done = 0;
    Definitions Learned;
    std::vector<Note> Notes;
  };

  void note(Note New) {
    if (!is_contained(Result.Notes, New)) // Both sides may say it.
      Result.Notes.push_back(std::move(New));
  }
  void note(Severity Level, StringRef File, const Twine &Text) {
    note({Level, File.str(), 0, Text.str()});
  }
  void addUnit(StringRef Path, bool FromAfter, StringRef Includer = "",
               bool ForCallers = false);
  void addChanged();
  void addForHeaders(FlagFinder &OldFlags, FlagFinder &NewFlags);
  void addLaunchers(FlagFinder &OldFlags, FlagFinder &NewFlags);
  void complete(FlagFinder &Flags, const SideInput &Side,
                std::vector<UnitRequest> &Requests, bool IsAfter,
                Trials &Tried) const;
  void guessDefines(FlagFinder &Flags, const SideInput &Side,
                    UnitRequest &Request, bool IsAfter, Trials &Tried) const;
};

void Selector::addUnit(StringRef Path, bool FromAfter, StringRef Includer,
                       bool ForCallers) {
  std::string Other = Path.str();
  const auto &Renamed = FromAfter ? OldNames : NewNames;
  if (auto At = Renamed.find(Other); At != Renamed.end())
    Other = At->second;
  Chosen Unit;
  Unit.Includer = Includer.str();
  Unit.ForCallers = ForCallers;
  (FromAfter ? Unit.After : Unit.Before) = Path.str();
  (FromAfter ? Unit.Before : Unit.After) = Other;
  if (!Before.Tree->contains(Unit.Before))
    Unit.Before.clear();
  if (!After.Tree->contains(Unit.After))
    Unit.After.clear();
  std::string Key = Unit.After.empty() ? Unit.Before : Unit.After;
  if (!Key.empty() && UnitNames.insert(Key).second)
    Units.emplace_back(Key, std::move(Unit));
}

/// A text that was too large to be read is too large to be parsed.
static bool isUnread(const FileChange &File) {
  return (File.Kind != FileChangeKind::Deleted && !File.After) ||
         (File.Kind != FileChangeKind::Added && !File.Before);
}

/// Changed sources; beside CUDA a great number of host files shows nothing
/// more.
void Selector::addChanged() {
  std::vector<const FileChange *> Host;
  bool AnyCuda = false;
  for (const FileChange &File : Change.Files) {
    if (File.Binary || isUnread(File) || !isUnitName(File.Path) ||
        isHipTwin(File.Path))
      continue;
    if (!isCudaName(File.Path)) {
      Host.push_back(&File);
      continue;
    }
    AnyCuda = true;
    addUnit(File.Path, File.Kind != FileChangeKind::Deleted);
  }
  for (size_t I = 0; I != Host.size(); ++I)
    if (!AnyCuda || I < MaxHostFiles)
      addUnit(Host[I]->Path, Host[I]->Kind != FileChangeKind::Deleted);
  if (AnyCuda && Host.size() > MaxHostFiles)
    note(Severity::Warning, Host[MaxHostFiles]->Path,
         "this and " + Twine(Host.size() - MaxHostFiles - 1) +
             " more changed host files are not parsed");
}

/// Changed files that others include: their includers show the change.
void Selector::addForHeaders(FlagFinder &OldFlags, FlagFinder &NewFlags) {
  struct Header {
    std::string Path;
    bool FromAfter;
    std::vector<std::string> Includers;
    size_t Next = 0;
  };
  std::vector<Header> Headers;
  for (const FileChange &File : Change.Files) {
    if (File.Binary || isUnread(File) || !isSourceName(File.Path))
      continue;
    bool FromAfter = File.Kind != FileChangeKind::Deleted;
    if (isHipTwin(File.Path)) {
      note(Severity::Note, File.Path, "not CUDA; left out");
      continue;
    }
    FlagFinder &Flags = FromAfter ? NewFlags : OldFlags;
    bool IsUnit = isUnitName(File.Path);
    // Most sources are included by nobody; the folder around is enough to see.
    std::vector<std::string> Includers =
        Flags.index().unitsIncluding(File.Path, IsUnit ? 0 : Options.MaxUnits);
    if (IsUnit && Includers.empty())
      continue;
    // Plain C++ that includes a CUDA header adds nothing to units that do.
    if (any_of(Includers, isCudaName))
      erase_if(Includers,
               [](const std::string &Path) { return !isCudaName(Path); });
    Headers.push_back({File.Path, FromAfter, std::move(Includers)});
  }

  // First one unit for each header that none shows yet, then more in turn.
  unsigned Added = 0;
  auto IsCovered = [&](const Header &H) {
    return any_of(H.Includers, [&](const std::string &Path) {
      return UnitNames.count(Path);
    });
  };
  for (Header &H : Headers)
    if (!isUnitName(H.Path) && !H.Includers.empty() && !IsCovered(H) &&
        Added < Options.MaxUnits) {
      addUnit(H.Includers.front(), H.FromAfter);
      ++Added;
    }
  // Device code that some unit shows already needs no second one.
  std::set<std::string> Shown;
  auto ShowsMore = [&](const std::string &Unit, bool FromAfter) {
    SourceIndex &Index = (FromAfter ? NewFlags : OldFlags).index();
    bool More = false;
    for (const std::string &Path : Index.closure(Unit))
      if (StringRef(Index.text(Path)).contains("__global__"))
        More |= Shown.insert(Path).second;
    return More;
  };
  for (const auto &[Key, Unit] : Units)
    ShowsMore(Unit.After.empty() ? Unit.Before : Unit.After,
              !Unit.After.empty());
  for (bool Progress = true; Progress && Added < Options.MaxUnits;) {
    Progress = false;
    for (Header &H : Headers) {
      while (H.Next < H.Includers.size() &&
             UnitNames.count(H.Includers[H.Next]))
        ++H.Next;
      if (H.Next == H.Includers.size() || Added == Options.MaxUnits)
        continue;
      const std::string &Next = H.Includers[H.Next++];
      addUnit(Next, H.FromAfter, "", !ShowsMore(Next, H.FromAfter));
      ++Added;
      Progress = true;
    }
  }
  for (Header &H : Headers) {
    size_t Left = count_if(H.Includers, [&](const std::string &Path) {
      return !UnitNames.count(Path);
    });
    if (Left)
      note(Severity::Note, H.Path,
           Twine(Left) + " more units include this file and are not parsed");
    // By itself where nobody includes it, and where it is a library's own.
    bool Library = ("/" + H.Path).find("/include/") != std::string::npos;
    if (!isUnitName(H.Path) && (H.Includers.empty() || Library))
      addUnit(H.Path, H.FromAfter,
              H.Includers.empty() ? "" : H.Includers.front());
  }
}

/// Kernels that are launched from elsewhere: without a unit that does, there is
/// no launch to compare or to repeat.
void Selector::addLaunchers(FlagFinder &OldFlags, FlagFinder &NewFlags) {
  constexpr size_t MostForOne = 2;
  for (const FileChange &File : Change.Files) {
    if (File.Binary || !isUnitName(File.Path) || !isCudaName(File.Path) ||
        isHipTwin(File.Path))
      continue;
    bool FromAfter = File.Kind != FileChangeKind::Deleted;
    SourceIndex &Index = (FromAfter ? NewFlags : OldFlags).index();
    std::set<std::string> Kernels = kernelNames(Index.text(File.Path));
    if (Kernels.empty())
      continue;
    bool Launched = false;
    for (const auto &[Name, Unit] : Units)
      Launched |= hasLaunches(Index.text(Name));
    for (const std::string &Path : Index.closure(File.Path))
      Launched |= hasLaunches(Index.text(Path));
    if (Launched)
      continue;
    for (const std::string &Unit :
         unitsLaunching(Index, File.Path, Kernels, MostForOne)) {
      addUnit(Unit, FromAfter);
      note(Severity::Note, Unit,
           "parsed too, as it launches kernels of " + File.Path);
    }
  }
}

void Selector::guessDefines(FlagFinder &Flags, const SideInput &Side,
                            UnitRequest &Request, bool IsAfter,
                            Trials &Tried) const {
  SourceIndex &Index = Flags.index();
  const Definitions &Builds = Flags.buildFiles().defines(Request.Path);
  std::vector<StringRef> Texts;
  std::vector<std::pair<StringRef, std::set<std::string>>> Changed;
  for (const std::string &Path : Index.closure(Request.Path)) {
    StringRef Text = Index.text(Path);
    Texts.push_back(Text);
    for (const FileChange &File : Change.Files)
      if (Path == (IsAfter || File.OldPath.empty() ? File.Path : File.OldPath))
        Changed.push_back({Text, differingLines(File.Before.value_or(""),
                                                File.After.value_or(""))});
  }
  GuardGuesser Guesser(Texts, Builds);
  for (StringRef Known : Request.Flags.Defines)
    Guesser.define(Known.split('=').first);
  auto Add = [&](const Definitions &More, StringRef Why) {
    bool New = false;
    for (const auto &[Name, Value] : More) {
      auto SameName = [&](const std::string &Known) {
        return StringRef(Known).split('=').first == Name;
      };
      if (any_of(Request.Flags.Defines, SameName) ||
          is_contained(Request.Flags.Undefines, Name))
        continue;
      std::string Definition = Value.empty() ? Name : Name + "=" + Value;
      Tried.Notes.push_back({Severity::Note, Request.Path, 0,
                             ("assumed -D" + Definition + ": " + Why).str()});
      Request.Flags.Defines.push_back(std::move(Definition));
      Guesser.define(Name);
      New = true;
    }
    return New;
  };
  constexpr StringLiteral Missing("it guards a name that is missing");
  bool New = Add(Guesser.forValues(), "the code needs a value for it");
  New |= Add(Guesser.forEmptyMacros(), "a macro is empty without it");
  // What one unit needed its neighbours need too: no trial for each.
  for (const auto &Known : Tried.Learned)
    if (Guesser.guards(Known.first))
      New |= Add({Known}, Missing);
  for (const auto &[Text, Lines] : Changed)
    New |= Add(Guesser.forChanges(Text, Lines), "it guards changed lines");
  // Of hunks too much is unknown for trials to tell anything.
  for (unsigned Round = 0;
       Round != MaxRounds && !Request.ForCallers && !isOfHunks(Request.Flags) &&
       Guesser.worthTrying() && Tried.Done < MaxTrials;
       ++Round) {
    ++Tried.Done;
    Session Trial({Side,
                   Request.Flags,
                   Options,
                   View::Host,
                   Request.Path,
                   std::nullopt,
                   {},
                   /*RecordMacros=*/false,
                   /*SkipBodies=*/false});
    if (Error Failed = Trial.runSyntax([](clang::CompilerInstance &) {})) {
      // The real parse will say the same, where it is not lost.
      consumeError(std::move(Failed));
      break;
    }
    const Definitions More = Guesser.forUnknown(Trial.seen().UnknownNames);
    if (!Add(More, Missing))
      break;
    Tried.Learned.insert(More.begin(), More.end());
    New = true;
  }
  if (New)
    Request.FlagsFrom = "defaults, with definitions from the tree";
}

void Selector::complete(FlagFinder &Flags, const SideInput &Side,
                        std::vector<UnitRequest> &Requests, bool IsAfter,
                        Trials &Tried) const {
  for (const auto &[Key, Unit] : Units) {
    const std::string &Path = IsAfter ? Unit.After : Unit.Before;
    if (Path.empty())
      continue;
    UnitRequest Request = Flags.request(Path, Unit.Includer);
    Request.ForCallers = Unit.ForCallers;
    for (const FileChange &File : Change.Files)
      if (File.Partial && (IsAfter ? File.Path : File.OldPath) == Path &&
          !StringRef(Path).ends_with(".c"))
        includeForHunks(Request.Flags, Flags.index().text(Path));
    if (FlagFinder::guessed(Request))
      guessDefines(Flags, Side, Request, IsAfter, Tried);
    Requests.push_back(std::move(Request));
  }
}

Expected<UnitSelection> Selector::select(BothAtOnce DoBoth) {
  std::optional<CompileDatabase> OldDatabase, NewDatabase;
  if (!Options.BuildDir.empty()) {
    // The database lies in a build folder, never in a commit.
    IntrusiveRefCntPtr<vfs::FileSystem> Real = vfs::getRealFileSystem();
    Expected<CompileDatabase> Old = CompileDatabase::load(
        Options.BuildDir, *Real, *Before.Tree, Before.Root);
    if (!Old)
      return Old.takeError();
    Expected<CompileDatabase> New =
        CompileDatabase::load(Options.BuildDir, *Real, *After.Tree, After.Root);
    if (!New)
      return New.takeError();
    OldDatabase = std::move(*Old);
    NewDatabase = std::move(*New);
    if (NewDatabase->empty() && OldDatabase->empty())
      note(Severity::Warning, "",
           "the compile database has no file of this repository");
  }
  FlagFinder OldFlags(Before, Options, std::move(OldDatabase));
  FlagFinder NewFlags(After, Options, std::move(NewDatabase));

  for (const FileChange &File : Change.Files)
    if (!File.OldPath.empty() && File.OldPath != File.Path &&
        File.Kind == FileChangeKind::Renamed) {
      OldNames[File.Path] = File.OldPath;
      NewNames[File.OldPath] = File.Path;
    }
  addChanged();
  addForHeaders(OldFlags, NewFlags);
  addLaunchers(OldFlags, NewFlags);

  Trials OldTrials, NewTrials;
  DoBoth(
      [&] {
        complete(OldFlags, Before, Result.Before, /*IsAfter=*/false, OldTrials);
      },
      [&] {
        complete(NewFlags, After, Result.After, /*IsAfter=*/true, NewTrials);
      });
  for (std::vector<Note> *Notes : {&OldTrials.Notes, &NewTrials.Notes})
    for (Note &New : *Notes)
      note(std::move(New));
  return std::move(Result);
}

} // namespace

Expected<UnitSelection> selectUnits(const Commit &Change,
                                    const SideInput &Before,
                                    const SideInput &After,
                                    const ParseOptions &Options,
                                    BothAtOnce DoBoth) {
  return Selector(Change, Before, After, Options).select(DoBoth);
}

} // namespace perfclaim
