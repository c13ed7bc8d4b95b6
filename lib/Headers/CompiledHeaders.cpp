//===- CompiledHeaders.cpp - What every unit includes, compiled once ------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Headers/CompiledHeaders.h"
#include "HeadersInternal.h"
#include "perfclaim/Support/Hash.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/Version.h"
#include "clang/Frontend/FrontendOptions.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>

using namespace clang;
using namespace llvm;

namespace perfclaim {

std::shared_ptr<CompiledHeaders> makeCompiledHeaders(
    function_ref<std::optional<std::string>(StringRef)> Environment) {
  if (std::optional<std::string> Own = Environment("PERFCLAIM_CACHE"))
    return Own->empty() ? nullptr : std::make_shared<CompiledHeaders>(*Own);
  for (auto [Variable, Below] : {std::pair("XDG_CACHE_HOME", "/perfclaim"),
                                 std::pair("HOME", "/.cache/perfclaim")})
    if (std::optional<std::string> Folder = Environment(Variable);
        Folder && sys::path::is_absolute(*Folder))
      return std::make_shared<CompiledHeaders>(*Folder + Below);
  return std::make_shared<CompiledHeaders>("");
}

namespace {

/// What is known of one set of flags. Who comes first finds it out, and the
/// others wait.
struct Entry {
  std::once_flag Once;
  std::shared_ptr<const CompiledUnit> Unit; ///< Null: there is none.
};

bool isBelow(StringRef Path, StringRef Folder) {
  return !Folder.empty() && Path.consume_front(Folder) &&
         (Path.empty() || Path.front() == '/' || Folder.ends_with("/"));
}

/// Folders of the user's that have none of these are not where the headers
/// come from; whether they hold another one is looked at for each unit.
bool holdsHeaders(vfs::FileSystem &Files, StringRef Folder) {
  for (StringRef Name : {"cuda_runtime.h", "nv/target", "stdlib.h", "cstddef",
                         "stddef.h", "bits/c++config.h"})
    if (Files.exists(Folder + "/" + Name))
      return true;
  return false;
}

using Macro = std::pair<std::string, bool>; ///< As -D or -U has it.

StringRef nameOf(const Macro &M) {
  return StringRef(M.first).take_until([](char C) { return C == '='; });
}

/// What the headers are compiled with, and what of the command this leaves out.
struct Wanted {
  CompilerInvocation Invocation;
  std::vector<std::string> Folders;
  std::vector<Macro> Macros;
  std::vector<std::string> Includes; ///< What comes behind them.

  std::string predefines() const;
  /// Takes in the macros that \p Unit has a use for; false if there are none.
  bool takeMacros(const CompiledUnit &Unit);
};

/// As Clang begins a unit.
std::string Wanted::predefines() const {
  if (Macros.empty() && Includes.empty())
    return "";
  std::string Result = "# 1 \"<command line>\" 1\n";
  for (const Macro &M : Macros) {
    const auto [Name, Body] = StringRef(M.first).split('=');
    Result += M.second ? "#undef " : "#define ";
    Result += Name;
    if (!M.second) {
      Result += ' ';
      Result += Name.size() == M.first.size() ? "1" : Body.split('\n').first;
    }
    Result += '\n';
  }
  Result += "# 1 \"<built-in>\" 2\n";
  for (const std::string &Name : Includes)
    Result += "#include \"" + Name + "\"\n";
  return Result;
}

bool Wanted::takeMacros(const CompiledUnit &Unit) {
  const auto Left =
      std::stable_partition(Macros.begin(), Macros.end(), [&](const Macro &M) {
        return !std::binary_search(Unit.Identifiers.begin(),
                                   Unit.Identifiers.end(),
                                   xxh3_64bits(nameOf(M)));
      });
  const bool Any = Left != Macros.end();
  std::vector<Macro> &Taken = Invocation.getPreprocessorOpts().Macros;
  Taken.insert(Taken.end(), Left, Macros.end());
  Macros.erase(Left, Macros.end());
  return Any;
}

std::optional<Wanted> makeWanted(const CompilerInvocation &Invocation,
                                 vfs::FileSystem &Files, StringRef Last,
                                 StringRef Root) {
  Wanted Result{CompilerInvocation(Invocation), {}, {}, {}};
  CompilerInvocation &Own = Result.Invocation;
  PreprocessorOptions &Text = Own.getPreprocessorOpts();
  const auto End = llvm::find(Text.Includes, Last);
  if (End == Text.Includes.end() || !Text.MacroIncludes.empty() ||
      !Text.ImplicitPCHInclude.empty() || !Text.ChainedIncludes.empty() ||
      !Text.RemappedFiles.empty() || !Text.RemappedFileBuffers.empty() ||
      Own.getFrontendOpts().Inputs.size() != 1)
    return std::nullopt;
  Result.Includes.assign(End + 1, Text.Includes.end());
  Text.Includes.erase(End + 1, Text.Includes.end());
  // Reserved names are the compiler's and the toolkit's, and these our own; of
  // others it shows later whether the headers ask for them.
  const auto Reserved = std::stable_partition(
      Text.Macros.begin(), Text.Macros.end(), [](const Macro &M) {
        return nameOf(M).starts_with("__") ||
               nameOf(M).starts_with("PERFCLAIM_");
      });
  Result.Macros.assign(Reserved, Text.Macros.end());
  Text.Macros.erase(Reserved, Text.Macros.end());
  erase_if(Own.getHeaderSearchOpts().UserEntries,
           [&](const HeaderSearchOptions::Entry &E) {
             const bool Users =
                 E.Group == frontend::Angled || E.Group == frontend::Quoted;
             if (!isBelow(E.Path, Root) &&
                 (!Users || holdsHeaders(Files, E.Path)))
               return false;
             Result.Folders.push_back(E.Path);
             return true;
           });
  FrontendOptions &Front = Own.getFrontendOpts();
  Front.Inputs = {FrontendInputFile(EmptyUnit, Front.Inputs.front().getKind())};
  Front.OutputFile.clear();
  Front.ProgramAction = frontend::GeneratePCH;
  Front.SkipFunctionBodies = false;
  Front.DisableFree = false;
  // Of the unit's name, for what it defines itself.
  Own.getLangOpts().CUID.clear();
  // Else each unit instantiates again what the headers ask for.
  Own.getLangOpts().PCHInstantiateTemplates = true;
  Own.getDependencyOutputOpts() = DependencyOutputOptions();
  CodeGenOptions &Code = Own.getCodeGenOpts();
  Code.MainFileName = "unit.cu";
  Code.DebugCompilationDir.clear();
  Code.CoverageCompilationDir.clear();
  Code.CudaGpuBinaryFileName.clear();
  Code.PassBuilderCallbacks.clear();
  Code.CommandLineArgs.clear();
  return Result;
}

std::string keyOf(const CompilerInvocation &Invocation) {
  Hasher Key;
  Key.add(getClangFullRepositoryVersion());
  for (const std::string &Word : Invocation.getCC1CommandLine())
    Key.add(Word);
  return Key.finish();
}

} // namespace

struct CompiledHeaders::State {
  std::string Folder;
  std::mutex Guard; ///< Of the map alone.
  std::map<std::string, Entry> Entries;
  std::atomic<unsigned> Builds = 0;

  Entry &find(const std::string &Key) {
    std::lock_guard<std::mutex> Lock(Guard);
    return Entries[Key];
  }

  /// True if everything is still as it was.
  static bool holds(const CompiledUnit &Unit, vfs::FileSystem &Files) {
    return all_of(Unit.Lookups,
                  [&](const Lookup &L) { return lookUp(Files, L.Path) == L; });
  }

  void fill(Entry &Found, const std::string &Key,
            const CompilerInvocation &Invocation,
            const IntrusiveRefCntPtr<vfs::FileSystem> &Files) {
    // The name is one that LLVM's pruning takes for its own.
    const std::string Path =
        Folder.empty() ? "" : Folder + "/llvmcache-" + Key + ".pch";
    if (!Path.empty())
      Found.Unit = readCompiled(Path);
    if (Found.Unit && !holds(*Found.Unit, *Files))
      Found.Unit = nullptr;
    if (!Found.Unit) {
      ++Builds;
      Found.Unit = compileHeaders(Invocation, Files);
      if (Found.Unit && !Path.empty())
        writeCompiled(Folder, Path, *Found.Unit);
    }
  }
};

CompiledHeaders::CompiledHeaders(std::string Folder)
    : Kept(std::make_unique<State>()) {
  Kept->Folder = std::move(Folder);
}
CompiledHeaders::~CompiledHeaders() = default;
const std::string &CompiledHeaders::folder() const { return Kept->Folder; }
unsigned CompiledHeaders::builds() const { return Kept->Builds; }

/// True if \p Files have nothing of the unit's own in the way of what \p Unit
/// was compiled from.
static bool fits(const CompiledUnit &Unit, ArrayRef<std::string> Folders,
                 vfs::FileSystem &Files, StringRef Root) {
  for (const std::string &Folder : Folders) {
    if (!Files.exists(Folder))
      continue;
    for (const std::string &Name : Unit.Names)
      if (sys::path::is_absolute(Name) ? isBelow(Name, Root)
                                       : Files.exists(Folder + "/" + Name))
        return false;
  }
  return all_of(Unit.Lookups, [&](const Lookup &L) {
    if (sys::path::is_absolute(L.Path) && !isBelow(L.Path, Root))
      return true;
    return L.What == Lookup::Nothing ? !Files.exists(L.Path)
                                     : !isBelow(L.Path, Root);
  });
}

std::optional<std::string>
CompiledHeaders::use(CompilerInvocation &Invocation,
                     IntrusiveRefCntPtr<vfs::FileSystem> &Files, StringRef Last,
                     StringRef Root) {
  std::optional<Wanted> Own = makeWanted(Invocation, *Files, Last, Root);
  if (!Own)
    return std::nullopt;
  std::string Key;
  std::shared_ptr<const CompiledUnit> Unit;
  do {
    Key = keyOf(Own->Invocation);
    Entry &Found = Kept->find(Key);
    std::call_once(Found.Once,
                   [&] { Kept->fill(Found, Key, Own->Invocation, Files); });
    Unit = Found.Unit;
    if (!Unit || !fits(*Unit, Own->Folders, *Files, Root))
      return std::nullopt;
  } while (Own->takeMacros(*Unit));

  const std::string Path = "/.perfclaim/headers/" + Key + ".pch";
  auto Memory = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  Memory->addFileNoOwn(Path, 0, Unit->Bytes->getMemBufferRef());
  // They were compiled as the beginning of one that is nowhere.
  Memory->addFile(EmptyUnit, 0, MemoryBuffer::getMemBuffer(""));
  auto Both = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(Files);
  Both->pushOverlay(std::move(Memory));
  Files = std::move(Both);
  PreprocessorOptions &Text = Invocation.getPreprocessorOpts();
  Text.ImplicitPCHInclude = Path;
  Text.UsePredefines = false;
  Text.Macros.clear();
  Text.Includes.clear();
  // They were made of the same, which is what the key says.
  Text.DisablePCHOrModuleValidation = DisableValidationForModuleKind::PCH;
  return Own->predefines();
}

void continueBehind(Preprocessor &PP, const std::string &Predefines) {
  PP.setPredefines(Predefines);
}

void hideCompiled(ASTContext &Context) {
  std::vector<Decl *> Own;
  for (Decl *D : Context.getTranslationUnitDecl()->noload_decls())
    if (!D->isFromASTFile())
      Own.push_back(D);
  Context.setTraversalScope(Own);
}

} // namespace perfclaim
