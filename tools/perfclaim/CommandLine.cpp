//===- CommandLine.cpp - Commands and options as values -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "Command.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace llvm::opt;

namespace perfclaim::tool {

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

/// Headings in the order of a user's questions.
constexpr unsigned Groups[] = {
    OPT_InputGroup, OPT_CompileGroup, OPT_PrintGroup,   OPT_PackageGroup,
    OPT_RunGroup,   OPT_ProgramGroup, OPT_MeasureGroup, OPT_JudgeGroup};

ShownOption shown(const CommandLineTable &Table, unsigned Id) {
  const opt::OptTable::Info &I = CommandLineOptions[Id - 1];
  ShownOption Option;
  Option.Name = Table.getOptionPrefixedName(Id).str();
  Option.Value = I.MetaVar ? I.MetaVar : "";
  Option.Help = I.HelpText;
  SmallVector<StringRef, 8> Values;
  if (I.Values)
    StringRef(I.Values).split(Values, ',');
  Option.Values.assign(Values.begin(), Values.end());
  for (const opt::OptTable::Info &Other : CommandLineOptions)
    if (Other.AliasID == Id) {
      const StringRef Name = Table.getOptionPrefixedName(Other.ID);
      if (Name.size() == 2)
        Option.Short = Name.str();
    }
  return Option;
}

} // namespace

CommandLineTable::CommandLineTable()
    : GenericOptTable(OptionStrTable, OptionPrefixesTable, CommandLineOptions,
                      /*IgnoreCase=*/false, OptionSubCommands,
                      OptionSubCommandIDsTable) {}

bool CommandLineTable::belongsTo(unsigned Id, StringRef Command) const {
  const Info &I = CommandLineOptions[Id - 1];
  return !I.hasSubCommands() ||
         (!Command.empty() && isValidForSubCommand(&I, Command));
}

std::vector<OptionSection> optionsOf(const CommandLineTable &Table,
                                     StringRef Command) {
  std::vector<OptionSection> Sections;
  for (const unsigned Group : Groups)
    Sections.push_back({CommandLineOptions[Group - 1].HelpText, {}});
  Sections.push_back({"GENERAL", {}});
  for (const opt::OptTable::Info &I : CommandLineOptions) {
    if (!I.HelpText || I.hasNoPrefix() || I.AliasID ||
        !Table.belongsTo(I.ID, Command))
      continue;
    const size_t At = find(Groups, I.GroupID) - std::begin(Groups);
    Sections[At].Options.push_back(shown(Table, I.ID));
  }
  erase_if(Sections, [](const OptionSection &S) { return S.Options.empty(); });
  return Sections;
}

} // namespace perfclaim::tool
