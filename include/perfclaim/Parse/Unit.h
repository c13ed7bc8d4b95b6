//===- Unit.h - One translation unit at one side ----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// From changed files to the translation units that show the change, and from
/// a unit to its AST. A parse never fails because of errors in the source: what
/// Clang could not understand is in the notes and the AST is what remains.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_PARSE_UNIT_H
#define PERFCLAIM_PARSE_UNIT_H

#include "perfclaim/Compile/Flags.h"
#include "perfclaim/Parse/Preamble.h"
#include "perfclaim/Repo/Input.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace clang {
class ASTContext;
class CompilerInstance;
class Preprocessor;
} // namespace clang
namespace llvm {
class LLVMContext;
class Module;
} // namespace llvm

namespace perfclaim {

class CompiledHeaders;

struct ParseOptions {
  Toolkit Kit;
  std::string ResourceDir;
  std::string BuildDir; ///< -p; absolute or empty.
  std::vector<std::string> ExtraArguments;
  std::string Architecture = "sm_80"; ///< Of the device view.
  unsigned MaxUnits = 4;              ///< Units parsed for changed headers.
  /// What every unit includes; null for parses that read it themselves.
  std::shared_ptr<CompiledHeaders> Headers = nullptr;
};

/// One side, ready to be parsed.
struct SideInput {
  Side Which = Side::Before;
  std::shared_ptr<SourceTree> Tree;
  std::string Root;
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
      Files; ///< makeSideFileSystem.
};

/// A unit that is to be parsed, with the flags of its side.
struct UnitRequest {
  std::string Path; ///< Repository path.
  CompileFlags Flags;
  std::string
      FlagsFrom; ///< "compile_commands.json", "inferred from x.cu", "defaults".
  /// One more unit that includes changed headers, for its launches and calls:
  /// another unit shows the code.
  bool ForCallers = false;
};

/// Macro definitions and where they are expanded.
struct MacroUse {
  std::string Name;
  std::string DefinitionHash; ///< Of the replacement tokens.
  SourceRange Definition;     ///< File "" where not in the repository.
  unsigned ExpansionOffset = 0;
  std::string ExpansionFile; ///< Repository path.
};

class UnitCache;

/// What a callback gets to see; valid only during the call.
struct ParsedUnit {
  const UnitRequest &Request;
  View Which;
  clang::ASTContext &Context;
  clang::Preprocessor &Preprocessor;
  std::vector<MacroUse> Macros;
  std::vector<std::string>
      IncludedFiles; ///< Repository paths, sorted, unit included.
  std::vector<std::string> MissingHeaders; ///< Empty stand-ins were used.
  unsigned Errors = 0;
  /// Repository path of a file that Clang names, or "" if it lies outside.
  std::function<std::string(llvm::StringRef)> RepositoryPath;
  /// Where in the repository's files the errors are: what stands around them
  /// may be missing from the AST.
  std::vector<SourcePlace> ErrorPlaces;
  /// Of the standard library, sorted: the unit had to include them first.
  std::vector<std::string> StandardHeaders = {};
  /// Buffers are modelled and launches made callable. Changes need neither,
  /// and both are most of what the analysis of a long file takes.
  bool ForBenchmark = true;
  /// What the analysis keeps of the unit from one step to the next.
  mutable std::shared_ptr<UnitCache> Cache = nullptr;
};

/// Does both jobs and returns when both are done, at once if it can: whoever
/// calls owns the threads.
using BothAtOnce = llvm::function_ref<void(llvm::function_ref<void()>,
                                           llvm::function_ref<void()>)>;
inline void oneAfterTheOther(llvm::function_ref<void()> First,
                             llvm::function_ref<void()> Second) {
  First();
  Second();
}

/// Which units show the change. For every changed source file itself; for
/// changed headers, units that include them, nearest first, at most
/// Options.MaxUnits, and the header itself where no unit includes it. The same
/// list for both sides, with flags for each; a unit that only one side has is
/// in that list alone. \p Notes says what was left out.
struct UnitSelection {
  std::vector<UnitRequest> Before, After;
  std::vector<Note> Notes;
};
llvm::Expected<UnitSelection> selectUnits(const Commit &Change,
                                          const SideInput &Before,
                                          const SideInput &After,
                                          const ParseOptions &Options,
                                          BothAtOnce DoBoth = oneAfterTheOther);

/// Parses and calls \p Use once, unless no AST could be made at all. Notes:
/// diagnostics (first 20 errors), missing headers, repairs made in the overlay.
/// With \p Preamble the headers are compiled once for many parses.
llvm::Expected<std::vector<Note>>
parseUnit(const SideInput &Side, const UnitRequest &Request, View Which,
          const ParseOptions &Options,
          llvm::function_ref<void(ParsedUnit &)> Use,
          UnitPreamble *Preamble = nullptr);

/// `NAME="text"`, `NAME=32` or `NAME` as build files around \p Unit define it;
/// a string that the build makes is "unknown". None where they do not.
std::optional<std::string> definedByBuild(const SideInput &Side,
                                          llvm::StringRef Unit,
                                          llvm::StringRef Name);

/// Parses a text that is not in the tree as if it were \p Path (a shim); the
/// text can include repository files by path relative to the root. Returns the
/// error diagnostics; none means it compiles.
struct ShimCheck {
  std::vector<Note> Errors;
  /// Undefined symbols of the compiled host code that nothing in the
  /// toolkit's or system's headers declares: mangled, readable, defining hint.
  struct Symbol {
    std::string Mangled, Name;
    bool Function = true;
    unsigned Size = 0;
    SourcePlace Declared;
    std::string Header; ///< Absolute path of the declaring header.
    bool InRepository = false;
  };
  std::vector<Symbol> Undefined;
  /// Functions and variables that the text defines for others to link,
  /// by mangled name and sorted; a strong one may exist once.
  struct Definition {
    std::string Mangled;
    bool Strong = true;
    /// What it refers to at any depth and the unit has not, by index in
    /// Undefined.
    std::vector<unsigned> Needs;
    bool operator==(const Definition &) const = default;
  };
  std::vector<Definition> Defined;
  /// The same of what runs before main.
  std::vector<unsigned> NeededAtStart;
  /// Headers that nobody has, or that we stand in for: the parse went on with
  /// ours, nvcc cannot.
  std::vector<std::string> MissingHeaders;
  /// Headers of the standard library that have to be included first.
  std::set<std::string> StandardHeaders;
  /// Headers that nobody has and that nothing in the text needs.
  std::vector<std::string> AbsentHeaders;
  std::set<std::string> UnknownNames; ///< That nobody declares.
  /// Headers of frameworks that we stand in for, and that a package can bring.
  std::vector<std::string> StandIns;
  /// What was changed, or left out, in code that Clang does not take and the
  /// host's own compiler may.
  std::vector<Note> Repairs;
  std::map<std::string, std::string> LeftOut; ///< Functions, and why.
  std::vector<std::string> IncludedFiles;     ///< Repository paths.
};
llvm::Expected<ShimCheck> checkShim(const SideInput &Side,
                                    const CompileFlags &Flags,
                                    llvm::StringRef Path, llvm::StringRef Text,
                                    const ParseOptions &Options);

/// Compiles the device view to optimised LLVM IR; an error where the side has
/// errors in device code.
llvm::Expected<std::unique_ptr<llvm::Module>>
compileDevice(const SideInput &Side, const UnitRequest &Request,
              const ParseOptions &Options, llvm::LLVMContext &Context);

} // namespace perfclaim

#endif // PERFCLAIM_PARSE_UNIT_H
