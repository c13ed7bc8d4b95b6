//===- main.cpp - The perfclaim command line ------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Command.h"
#include "CommandLine.h"
#include "perfclaim/Support/Process.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/TimeProfiler.h"

using namespace llvm;
using namespace llvm::opt;
using namespace perfclaim;
using namespace perfclaim::tool;

namespace {

struct Command {
  StringLiteral Name;
  int (*Run)(const Invocation &);
};

constexpr Command Commands[] = {{"analyze", runAnalyze},
                                {"check", runCheck},
                                {"claims", runClaims},
                                {"completion", runCompletion},
                                {"diff-filter", runDiffFilter},
                                {"generate", runGenerate},
                                {"hook", runHook},
                                {"lsp", runLsp},
                                {"manual", runManual},
                                {"report", runReport},
                                {"run", runRun}};

/// The command that \p Name is a slip of the fingers for; may be none.
StringRef nearest(StringRef Name) {
  const auto *Best = std::min_element(std::begin(Commands), std::end(Commands),
                                      [&](const Command &A, const Command &B) {
                                        return Name.edit_distance(A.Name) <
                                               Name.edit_distance(B.Name);
                                      });
  return Name.edit_distance(Best->Name) < 3 ? StringRef(Best->Name) : "";
}

/// Unknown options, and options of another subcommand.
bool complain(const CommandLineTable &Table, const opt::InputArgList &Arguments,
              StringRef Name, raw_ostream &Err) {
  bool Bad = false;
  for (const opt::Arg *A : Arguments) {
    const unsigned Id = A->getOption().getID();
    if (Id == OPT_UNKNOWN) {
      std::string Nearest;
      Err << "perfclaim: error: unknown option '" << A->getAsString(Arguments)
          << "'";
      if (Table.findNearest(A->getAsString(Arguments), Nearest) < 3)
        Err << "; did you mean '" << Nearest << "'?";
      Err << '\n';
      Bad = true;
    } else if (Id != OPT_INPUT && !Table.belongsTo(Id, Name)) {
      Err << "perfclaim: error: 'perfclaim " << Name << "' has no option '"
          << A->getSpelling() << "'; see 'perfclaim " << Name << " --help'\n";
      Bad = true;
    }
  }
  return Bad;
}

/// As no-color.org has it: set, and not empty.
bool useColor(StringRef When) {
  if (When != "auto")
    return When == "always";
  return outs().has_colors() &&
         sys::Process::GetEnv("NO_COLOR").value_or("").empty();
}

/// What could not be written is not there, whatever the command came to.
int written(int Code) {
  outs().flush();
  const std::error_code Failed = outs().error();
  if (!Failed)
    return Code;
  outs().clear_error(); // LLVM aborts for it at the end.
  errs() << "perfclaim: error: standard output: cannot be written: "
         << Failed.message() << "\n";
  return static_cast<int>(ExitCode::Usage);
}

/// Runs the command, and writes where its time went if that is asked for.
int traced(const Invocation &Call, StringRef Name,
           int (*Run)(const Invocation &)) {
  const opt::Arg *Asked =
      Call.Arguments.getLastArg(OPT_time_trace, OPT_time_trace_eq);
  if (!Asked)
    return Run(Call);
  // Whatever takes less than half a millisecond is not where the time went.
  timeTraceProfilerInitialize(/*TimeTraceGranularity=*/500, "perfclaim");
  int Code = 0;
  {
    const TimeTraceScope Scope("perfclaim", Name);
    Code = Run(Call);
  }
  const std::string File = Asked->getOption().matches(OPT_time_trace)
                               ? "perfclaim.time-trace.json"
                               : Asked->getValue();
  Call.Out.flush();
  if (Error E = timeTraceProfilerWrite(File, "perfclaim"))
    Code = fail(Call, makeError(File, toString(std::move(E))));
  timeTraceProfilerCleanup();
  return Code;
}

} // namespace

int main(int Argc, char **Argv) {
  InitLLVM Init(Argc, Argv);
  endProcessesOnInterrupt();
  InitializeAllTargetInfos();
  InitializeAllTargets();
  InitializeAllTargetMCs();
  InitializeAllAsmParsers();
  const CommandLineTable Table;

  ArrayRef<const char *> Words(Argv + 1, Argv + Argc);
  // Its options are nvcc's, which would be unknown here.
  if (!Words.empty() && StringRef(Words.front()) == "host-compile") {
    Words = Words.drop_front();
    const StringRef First = Words.empty() ? "" : StringRef(Words.front());
    if (!Words.empty() && First != "--help" && First != "-h")
      return runHostCompile(Words);
    printHelp(outs(), Table, "host-compile");
    return written(Words.empty() ? static_cast<int>(ExitCode::Usage) : 0);
  }
  const auto *Dashes =
      find_if(Words, [](const char *Word) { return StringRef(Word) == "--"; });
  std::vector<std::string> Paths;
  if (Dashes != Words.end())
    Paths.assign(Dashes + 1, Words.end());
  Words = Words.take_front(Dashes - Words.begin());

  unsigned MissingIndex = 0, MissingCount = 0;
  const opt::InputArgList Arguments =
      Table.ParseArgs(Words, MissingIndex, MissingCount);
  constexpr int Usage = static_cast<int>(ExitCode::Usage);
  if (MissingCount) {
    errs() << "perfclaim: error: option '"
           << Arguments.getArgString(MissingIndex) << "' needs a value\n";
    return Usage;
  }
  std::vector<std::string> Inputs = Arguments.getAllArgValues(OPT_INPUT);
  if (Arguments.hasArg(OPT_version)) {
    outs() << "perfclaim " PERFCLAIM_VERSION "\n";
    return written(0);
  }
  const StringRef Name = Inputs.empty() ? StringRef() : StringRef(Inputs[0]);
  const auto *Found =
      find_if(Commands, [&](const Command &C) { return C.Name == Name; });
  if (Arguments.hasArg(OPT_help)) {
    printHelp(outs(), Table, Found == std::end(Commands) ? "" : Name);
    return written(0);
  }
  if (Found == std::end(Commands)) {
    errs() << "perfclaim: error: ";
    if (const StringRef Meant = nearest(Name); !Meant.empty())
      errs() << "unknown command '" << Name << "'; did you mean '" << Meant
             << "'?\n";
    else
      errs() << (Name.empty() ? "no command"
                              : "unknown command '" + Name.str() + "'")
             << "; try 'perfclaim check', or see 'perfclaim --help'\n";
    return Usage;
  }
  if (complain(Table, Arguments, Name, errs()))
    return Usage;
  Inputs.erase(Inputs.begin());

  const StringRef Color = Arguments.getLastArgValue(OPT_color, "auto");
  if (!is_contained({"auto", "always", "never"}, Color)) {
    errs() << "perfclaim: error: --color: '" << Color
           << "' is no such value; give auto, always or never\n";
    return Usage;
  }

  Surroundings Around;
  Around.Files = vfs::getRealFileSystem();
  const bool NoCache = Arguments.hasArg(OPT_no_cache);
  Around.Environment = [NoCache](StringRef Variable) {
    return NoCache && Variable == "PERFCLAIM_CACHE"
               ? std::optional<std::string>("")
               : sys::Process::GetEnv(Variable);
  };
  Invocation Call{
      Arguments, std::move(Inputs), std::move(Paths), outs(), errs(),
      Around,    useColor(Color)};
  Call.Quiet = Arguments.hasArg(OPT_quiet);
  Call.Verbose = Arguments.hasArg(OPT_verbose);
  Call.Command = Found->Name;
  return written(traced(Call, Found->Name, Found->Run));
}
