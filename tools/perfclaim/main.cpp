//===- main.cpp - The perfclaim command line ------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Command.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/TargetSelect.h"

using namespace llvm;
using namespace llvm::opt;
using namespace perfclaim;
using namespace perfclaim::tool;

namespace {

#define OPTTABLE_STR_TABLE_CODE
#include "Options.inc"
#undef OPTTABLE_STR_TABLE_CODE

#define OPTTABLE_PREFIXES_TABLE_CODE
#include "Options.inc"
#undef OPTTABLE_PREFIXES_TABLE_CODE

#define OPTTABLE_SUBCOMMAND_IDS_TABLE_CODE
#include "Options.inc"
#undef OPTTABLE_SUBCOMMAND_IDS_TABLE_CODE

#define OPTTABLE_SUBCOMMANDS_CODE
#include "Options.inc"
#undef OPTTABLE_SUBCOMMANDS_CODE

constexpr opt::OptTable::Info CommandLineOptions[] = {
#define OPTION(...) LLVM_CONSTRUCT_OPT_INFO(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};

class CommandLineTable : public opt::GenericOptTable {
public:
  CommandLineTable()
      : GenericOptTable(OptionStrTable, OptionPrefixesTable, CommandLineOptions,
                        /*IgnoreCase=*/false, OptionSubCommands,
                        OptionSubCommandIDsTable) {}
};

struct Command {
  StringLiteral Name;
  int (*Run)(const Invocation &);
};

constexpr Command Commands[] = {
    {"analyze", runAnalyze}, {"check", runCheck},
    {"claims", runClaims},   {"generate", runGenerate},
    {"lsp", runLsp},         {"report", runReport},
    {"run", runRun}};

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
    } else if (Id != OPT_INPUT && Id != OPT_help && Id != OPT_version &&
               !Table.isValidForSubCommand(&CommandLineOptions[Id - 1], Name)) {
      Err << "perfclaim: error: 'perfclaim " << Name << "' has no option '"
          << A->getSpelling() << "'; see 'perfclaim " << Name << " --help'\n";
      Bad = true;
    }
  }
  return Bad;
}

} // namespace

int main(int Argc, char **Argv) {
  InitLLVM Init(Argc, Argv);
  InitializeAllTargetInfos();
  InitializeAllTargets();
  InitializeAllTargetMCs();
  InitializeAllAsmParsers();
  const CommandLineTable Table;

  ArrayRef<const char *> Words(Argv + 1, Argv + Argc);
  // Its options are nvcc's, which would be unknown here.
  if (!Words.empty() && StringRef(Words.front()) == "host-compile")
    return runHostCompile(Words.drop_front());
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
    return 0;
  }
  const StringRef Name = Inputs.empty() ? StringRef() : StringRef(Inputs[0]);
  const auto *Found =
      find_if(Commands, [&](const Command &C) { return C.Name == Name; });
  if (Arguments.hasArg(OPT_help)) {
    const bool Known = Found != std::end(Commands);
    Table.printHelp(outs(), "perfclaim <command> [options]",
                    "finds out whether a commit that claims to be faster is",
                    /*ShowHidden=*/false, /*ShowAllAliases=*/false,
                    opt::Visibility(), Known ? Name : StringRef());
    return 0;
  }
  if (Found == std::end(Commands)) {
    errs() << "perfclaim: error: "
           << (Name.empty() ? "no command"
                            : "unknown command '" + Name.str() + "'")
           << "; try 'perfclaim check', or see 'perfclaim --help'\n";
    return Usage;
  }
  if (complain(Table, Arguments, Name, errs()))
    return Usage;
  Inputs.erase(Inputs.begin());

  Surroundings Around;
  Around.Files = vfs::getRealFileSystem();
  Around.Environment = [](StringRef Variable) {
    return sys::Process::GetEnv(Variable);
  };
  const Invocation Call{Arguments,
                        std::move(Inputs),
                        std::move(Paths),
                        outs(),
                        errs(),
                        Around,
                        outs().has_colors() &&
                            !sys::Process::GetEnv("NO_COLOR")};
  return Found->Run(Call);
}
