//===- Session.h - One run of Clang over one unit ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sets a compiler up for one unit of one side in one view, watches its
/// preprocessor and its diagnostics, and repeats the run after repairs.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PARSE_SESSION_H
#define PERFCLAIM_LIB_PARSE_SESSION_H

#include "HunkNames.h"
#include "Overlay.h"
#include "perfclaim/Compile/Repairs.h"
#include "perfclaim/Parse/Unit.h"
#include "clang/Frontend/FrontendAction.h"
#include "llvm/ADT/StringMap.h"
#include <functional>
#include <map>
#include <memory>
#include <set>

namespace perfclaim {

struct PreambleState;

/// Names files by repository path; remembers what it was asked.
class PathNamer {
public:
  PathNamer(const SideInput &Side, std::string Extra)
      : Tree(Side.Tree), Root(Side.Root), Extra(std::move(Extra)) {}
  /// "" for files that are not in the repository.
  const std::string &name(llvm::StringRef File);
  /// The file that is ours, not the commit's.
  bool isExtra(llvm::StringRef Path) const { return Path == Extra; }

private:
  std::shared_ptr<SourceTree> Tree;
  std::string Root;
  std::string Extra; ///< A repository path that exists in the overlay only.
  llvm::StringMap<std::string> Known;
};

/// What one run saw.
struct SeenInUnit {
  std::vector<MacroUse> Macros;
  std::set<std::string> IncludedFiles;
  std::set<std::string> MissingHeaders;
  std::set<std::string> StandIns;       ///< With content, that were entered.
  std::vector<Note> Errors;             ///< The first 20.
  std::vector<SourcePlace> ErrorPlaces; ///< In the repository; all of them.
  unsigned ErrorCount = 0;
  std::set<std::string> UnknownNames; ///< Undeclared identifiers and types.
  /// Headers of the standard library that declare some of them, as included.
  std::set<std::string> StandardHeaders;
  NameUses UsedNames; ///< How some of them are used.
  std::vector<RepairSite> Sites;
  /// Functions of the host in whose bodies Clang found what another compiler
  /// may take, by absolute path and offset of their name.
  struct RejectedBody {
    std::string File;
    unsigned Offset = 0;
    std::string Function, Why;
    SourcePlace Place; ///< Of the error.
  };
  std::vector<RejectedBody> Rejected;
};

/// Functions by absolute path and offset of their name.
using BodySet = std::set<std::pair<std::string, unsigned>>;

struct SessionRequest {
  const SideInput &Side;
  const CompileFlags &Flags;
  const ParseOptions &Options;
  View Which = View::Host;
  std::string Path;                       ///< Repository path of the main file.
  std::optional<std::string> Text;        ///< Replaces the main file.
  std::vector<std::string> MoreArguments; ///< For code generation.
  bool RecordMacros = true;
  /// Reads no device bodies in the host view, and none that Clang rejects for
  /// something that is not missing.
  bool SkipBodies = false;
  /// Compiled headers, for a unit that is parsed again and again.
  PreambleState *Kept = nullptr;
};

/// Called at the end of the unit with the compiler still alive.
using EndOfUnit = std::function<void(clang::CompilerInstance &)>;

/// Makes the action of a run; it must call its argument, once, when the AST is
/// complete.
using ActionMaker =
    llvm::function_ref<std::unique_ptr<clang::FrontendAction>(EndOfUnit AtEnd)>;

class Session {
public:
  explicit Session(SessionRequest Request);
  /// Runs until no repair helps any more, then calls \p Final at the end of
  /// the last run. Error: no AST could be made, or Clang crashed.
  llvm::Error run(ActionMaker Make,
                  llvm::function_ref<void(clang::CompilerInstance &)> Final);
  /// Runs a plain syntax check.
  llvm::Error
  runSyntax(llvm::function_ref<void(clang::CompilerInstance &)> Final);

  SeenInUnit &seen() { return Seen; }
  PathNamer &names() { return Names; }
  /// Diagnostics, missing headers and repairs.
  std::vector<Note> notes() const;
  /// What was changed or left out so that the parse could go on.
  const std::vector<Note> &repairs() const { return Repairs; }
  const std::map<std::string, std::string> &leftOut() const { return LeftOut; }
  /// Whether something was defined in place of missing headers.
  bool hasGuessed() const { return !Named.empty(); }
  /// Headers of the standard library that were included first, since older
  /// libraries' and toolkits' headers brought them along.
  const std::set<std::string> &includedFirst() const { return First; }

  /// What \p Preamble holds, for those who parse.
  static PreambleState *stateOf(UnitPreamble *Preamble);

private:
  enum class Outcome { Done, Again, NoAst };
  llvm::Expected<Outcome>
  runOnce(bool Last, ActionMaker Make,
          llvm::function_ref<void(clang::CompilerInstance &)> Final);
  std::vector<std::string> command() const;
  /// Leaves out of traversals what is in the kept headers and no declaration of
  /// the repository: to read all of it back takes longer than all the rest.
  void hideForeign(clang::CompilerInstance &Compiler) const;
  /// Lets \p Invocation begin behind the compiled headers, where there are any;
  /// gives the main file's text, which must outlive the run.
  std::unique_ptr<llvm::MemoryBuffer>
  usePreamble(clang::CompilerInvocation &Invocation,
              llvm::ArrayRef<std::string> Command,
              llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> &Files);
  /// Defines what missing headers would have; true if another run is needed.
  bool nameMissing(clang::CompilerInstance &Compiler);
  /// Includes what the standard library declares and nothing includes.
  bool includeMissing();
  /// Declares what hunks use and do not declare.
  bool declareMissing();
  bool repair(clang::CompilerInstance &Compiler);
  bool skipRejected();

  SessionRequest Request;
  PathNamer Names;
  SeenInUnit Seen;
  RepairedTexts Repaired;
  std::vector<Note> Repairs;
  std::map<std::string, std::string> LeftOut; ///< Functions, and why.
  std::set<std::string> Named;                ///< By nameMissing().
  std::set<std::string> First;                ///< By includeMissing().
  /// What the last run began with behind compiled headers, if it did.
  std::optional<std::string> OnCompiled;
  bool Plain = false; ///< No run is to do that.
  NameUses Declared;  ///< By declareMissing().
  BodySet Skipped;
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PARSE_SESSION_H
