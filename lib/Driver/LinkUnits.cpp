//===- LinkUnits.cpp - Definitions of other units, or stubs ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Closure.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <map>
#include <set>

using namespace llvm;

namespace perfclaim {

namespace {

/// Units that are brought in for one side at most; beyond that a whole program
/// would be linked, and stubs are the better answer.
constexpr unsigned MaxLinkUnits = 4;
constexpr unsigned MaxFilesRead = 80;

bool isCode(StringRef Path) {
  return StringSwitch<bool>(sys::path::extension(Path))
      .Cases({".cu", ".cpp", ".cc", ".cxx", ".c"}, true)
      .Default(false);
}

/// True if \p Text has `Name(...) {`, the shape of a definition.
bool looksDefined(StringRef Text, StringRef Name) {
  for (size_t At = Text.find(Name); At != StringRef::npos;
       At = Text.find(Name, At + 1)) {
    if (At && (isAlnum(Text[At - 1]) || Text[At - 1] == '_'))
      continue;
    StringRef Rest = Text.drop_front(At + Name.size()).ltrim();
    if (!Rest.starts_with("("))
      continue;
    unsigned Depth = 0;
    size_t End = 0;
    for (; End != Rest.size(); ++End) {
      if (Rest[End] == '(')
        ++Depth;
      else if (Rest[End] == ')' && --Depth == 0)
        break;
    }
    if (End >= Rest.size())
      continue;
    Rest = Rest.drop_front(End + 1).ltrim();
    Rest.consume_front("const");
    Rest = Rest.ltrim();
    Rest.consume_front("noexcept");
    if (Rest.ltrim().starts_with("{"))
      return true;
  }
  return false;
}

/// Checks \p Path as the package will compile it: only a .cu is CUDA, and C++
/// is no C.
Expected<ShimCheck> checkUnit(const SideInput &Side, CompileFlags Flags,
                              const std::string &Path,
                              const ParseOptions &Options) {
  const StringRef Extension = sys::path::extension(Path);
  const bool Cuda = Extension == ".cu", C = Extension == ".c";
  Flags.Cuda = Cuda;
  // As the package does; C++ always has it.
  if (C)
    Flags.Defines.push_back("_GNU_SOURCE=1");
  return checkShim(Side, Flags,
                   std::string("perfclaim_link") + (Cuda ? ".cu"
                                                    : C  ? ".c"
                                                         : ".cpp"),
                   "#include \"" + Path + "\"\n", Options);
}

/// The same with names defined that only the build knows, of versions above
/// all. They go to \p Defined.
Expected<ShimCheck> checkWithBuild(const SideInput &Side, CompileFlags Flags,
                                   const std::string &Path,
                                   const ParseOptions &Options,
                                   std::vector<std::string> &Defined) {
  Expected<ShimCheck> First = checkUnit(Side, Flags, Path, Options);
  if (!First || First->Errors.empty())
    return First;
  for (const std::string &Name : First->UnknownNames)
    if (Name == StringRef(Name).upper()) // As macros are spelled.
      if (std::optional<std::string> Text = definedByBuild(Side, Path, Name))
        Defined.push_back(std::move(*Text));
  if (Defined.empty())
    return First;
  append_range(Flags.Defines, Defined);
  return checkUnit(Side, Flags, Path, Options);
}

/// Each unit is parsed once, however many symbols it may define.
class Candidates {
public:
  struct Unit {
    ShimCheck Check;
    std::vector<std::string> Defined; ///< By the build.
  };

  Candidates(const SideInput &Side, const CompileFlags &Flags,
             const ParseOptions &Options)
      : Side(Side), Flags(Flags), Options(Options) {}

  Expected<const Unit &> at(const std::string &Path) {
    auto Known = All.find(Path);
    if (Known != All.end())
      return Known->second;
    Unit Read;
    Expected<ShimCheck> Check =
        checkWithBuild(Side, Flags, Path, Options, Read.Defined);
    if (!Check)
      return Check.takeError();
    Read.Check = std::move(*Check);
    return All.emplace(Path, std::move(Read)).first->second;
  }

private:
  const SideInput &Side;
  const CompileFlags &Flags;
  const ParseOptions &Options;
  std::map<std::string, Unit> All; ///< By path.
};

/// Code files that may define what \p Symbol declares, likeliest first.
std::vector<std::string> likelyUnits(const SourceTree &Tree,
                                     const ShimCheck::Symbol &Symbol,
                                     StringRef Unit) {
  const StringRef Header = Symbol.Declared.File;
  auto Rank = [&](StringRef Path) {
    const bool SameStem = sys::path::stem(Path) == sys::path::stem(Header);
    const StringRef Folder = sys::path::parent_path(Path);
    // `cuda.cu` beside `cuda/` is the whole that the folder has the parts of.
    const StringRef Whole = Path.drop_back(sys::path::extension(Path).size());
    const bool SameFolder = Folder == sys::path::parent_path(Header) ||
                            Folder == sys::path::parent_path(Unit) ||
                            Whole == sys::path::parent_path(Header);
    return SameStem && SameFolder ? 0 : SameFolder ? 1 : SameStem ? 2 : 3;
  };
  std::vector<std::pair<int, std::string>> Ranked;
  for (const std::string &Path : Tree.paths())
    if (isCode(Path) && Path != Unit)
      if (int R = Rank(Path); R < 3)
        Ranked.emplace_back(R, Path);
  llvm::sort(Ranked);
  if (Ranked.size() > MaxFilesRead)
    Ranked.resize(MaxFilesRead);

  const StringRef Plain = StringRef(Symbol.Name).rsplit("::").second.empty()
                              ? StringRef(Symbol.Name)
                              : StringRef(Symbol.Name).rsplit("::").second;
  std::vector<std::string> Found;
  for (const auto &[R, Path] : Ranked) {
    Expected<std::string> Text = Tree.read(Path);
    if (!Text)
      consumeError(Text.takeError());
    else if (looksDefined(*Text, Plain))
      Found.push_back(Path);
  }
  return Found;
}

/// What the units that are linked so far define.
class Definitions {
public:
  void add(const ShimCheck &Unit) {
    for (const ShimCheck::Definition &D : Unit.Defined) {
      Entry &Known = All[D.Mangled];
      Known.Strong |= D.Strong;
      for (unsigned At : D.Needs)
        Known.Needs.push_back(Unit.Undefined[At]);
    }
  }
  bool has(const std::string &Mangled) const { return All.count(Mangled) != 0; }
  const std::vector<ShimCheck::Symbol> &
  needsOf(const std::string &Mangled) const {
    return All.at(Mangled).Needs;
  }
  /// Whether both define something that may exist once only.
  bool clashWith(const ShimCheck &Unit) const {
    return any_of(Unit.Defined, [&](const ShimCheck::Definition &D) {
      auto Known = All.find(D.Mangled);
      return D.Strong && Known != All.end() && Known->second.Strong;
    });
  }

private:
  struct Entry {
    bool Strong = false;
    std::vector<ShimCheck::Symbol> Needs;
  };
  std::map<std::string, Entry> All; ///< By mangled name.
};

} // namespace

Expected<SideBuild> closeSide(const SideInput &Side, const UnitRequest &Unit,
                              const ShimCheck &Shim,
                              ArrayRef<std::string> UnitFiles,
                              const std::set<std::string> &CalledNames,
                              const ParseOptions &Options,
                              std::vector<Note> &Notes) {
  SideBuild Build;
  for (const std::string &Dir : Unit.Flags.IncludeDirs)
    if (std::optional<std::string> Inside = belowRoot(Dir, Side.Root))
      Build.IncludeDirs.push_back(*Inside);
  for (const std::string &Dir : Unit.Flags.SystemIncludeDirs)
    if (std::optional<std::string> Inside = belowRoot(Dir, Side.Root))
      Build.IncludeDirs.push_back(*Inside);
  Build.Defines = Unit.Flags.Defines;
  Build.Flags = toNvccFlags(Unit.Flags);

  std::set<std::string> First = Shim.StandardHeaders;
  Build.StandIns = Shim.StandIns;
  Build.AbsentHeaders = Shim.AbsentHeaders;

  std::set<std::string> Files(UnitFiles.begin(), UnitFiles.end());
  Files.insert(Shim.IncludedFiles.begin(), Shim.IncludedFiles.end());
  Definitions Defined;
  Defined.add(Shim);
  std::vector<ShimCheck::Symbol> Open = Shim.Undefined;
  // What the entry calls, and what that needs in its turn.
  std::vector<ShimCheck::Symbol> Needed;
  copy_if(Open, std::back_inserter(Needed), [&](const auto &Symbol) {
    return CalledNames.count(Symbol.Name) != 0;
  });
  std::set<std::string> Asked;
  Candidates Units(Side, Unit.Flags, Options);
  for (size_t I = 0; I != Needed.size(); ++I) {
    const ShimCheck::Symbol Symbol = Needed[I];
    if (!Symbol.InRepository || !Asked.insert(Symbol.Mangled).second)
      continue;
    if (Defined.has(Symbol.Mangled)) {
      append_range(Needed, Defined.needsOf(Symbol.Mangled));
      continue;
    }
    bool Brought = false;
    if (Symbol.Function && Build.LinkUnits.size() < MaxLinkUnits)
      for (const std::string &Candidate :
           likelyUnits(*Side.Tree, Symbol, Unit.Path)) {
        Expected<const Candidates::Unit &> Found = Units.at(Candidate);
        if (!Found)
          return Found.takeError();
        const ShimCheck *Other = &Found->Check;
        const bool Defines = any_of(Other->Defined, [&](const auto &D) {
          return D.Mangled == Symbol.Mangled;
        });
        if (!Other->Errors.empty() || !Other->MissingHeaders.empty() ||
            Defined.clashWith(*Other) || !Defines)
          continue;
        Build.LinkUnits.push_back(Candidate);
        append_range(Build.Defines, Found->Defined);
        for (const std::string &Name : Found->Defined)
          Notes.push_back(
              {Severity::Note, Candidate, 0,
               "compiled with -D" + Name + ", since its build defines it"});
        Files.insert(Other->IncludedFiles.begin(), Other->IncludedFiles.end());
        append_range(Build.StandIns, Other->StandIns);
        append_range(Build.AbsentHeaders, Other->AbsentHeaders);
        First.insert(Other->StandardHeaders.begin(),
                     Other->StandardHeaders.end());
        Files.insert(Candidate);
        Defined.add(*Other);
        append_range(Open, Other->Undefined);
        append_range(Needed, Defined.needsOf(Symbol.Mangled));
        for (unsigned At : Other->NeededAtStart)
          Needed.push_back(Other->Undefined[At]);
        Brought = true;
        break;
      }
    if (Brought)
      continue;
    if (CalledNames.count(Symbol.Name))
      Notes.push_back({Severity::Warning, Symbol.Declared.File,
                       Symbol.Declared.Line,
                       "'" + Symbol.Name +
                           "' is called but defined in a unit that could not "
                           "be brought in: it aborts when it is reached"});
  }
  for (const std::string &Header : First)
    Build.Flags.push_back("-include=" + Header);
  for (std::vector<std::string> *Names :
       {&Build.StandIns, &Build.AbsentHeaders}) {
    llvm::sort(*Names);
    Names->erase(llvm::unique(*Names), Names->end());
  }
  for (const std::string &Name : Build.AbsentHeaders)
    Notes.push_back({Severity::Note, Unit.Path, 0,
                     "header '" + Name +
                         "' is neither in the repository nor installed, and "
                         "nothing that is compiled needs it: read as empty"});
  std::set<std::string> Stubbed;
  std::vector<ShimCheck::Symbol> Foreign;
  for (const ShimCheck::Symbol &Symbol : Open) {
    if (Defined.has(Symbol.Mangled))
      continue;
    if (!Symbol.InRepository)
      Foreign.push_back(Symbol);
    else if (Stubbed.insert(Symbol.Mangled).second)
      Build.Stubs.push_back(
          {Symbol.Mangled, Symbol.Name, Symbol.Function, Symbol.Size});
  }
  llvm::sort(Build.Stubs,
             [](const auto &A, const auto &B) { return A.Symbol < B.Symbol; });

  std::vector<std::string> Unknown;
  const std::set<std::string> Libraries = librariesOf(Foreign, Unknown);
  Build.Libraries.assign(Libraries.begin(), Libraries.end());
  for (const ShimCheck::Symbol &Symbol : Foreign)
    if (is_contained(Unknown, Symbol.Name) &&
        Stubbed.insert(Symbol.Mangled).second)
      Build.Stubs.push_back(
          {Symbol.Mangled, Symbol.Name, Symbol.Function, Symbol.Size});

  Files = textualClosure(*Side.Tree, std::move(Files), Build.IncludeDirs);
  Build.Files.assign(Files.begin(), Files.end());
  return Build;
}

Expected<SourceTexts> readTexts(const SourceTree &Tree,
                                const SideBuild &Build) {
  SourceTexts Texts;
  for (const std::string &Path : Build.Files) {
    Expected<std::string> Text = Tree.read(Path);
    if (!Text)
      return Text.takeError();
    Texts[Path] = std::move(*Text);
  }
  return Texts;
}

} // namespace perfclaim
