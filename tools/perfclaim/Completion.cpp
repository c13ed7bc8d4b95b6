//===- Completion.cpp - perfclaim completion ------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Command.h"
#include "CommandLine.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

using namespace llvm;

namespace perfclaim::tool {

namespace {

enum class Kind { Nothing, Words, Files, Folders, Revisions };

Kind kindOf(const ShownOption &O) {
  if (!O.Values.empty())
    return Kind::Words;
  if (O.Value == "<dir>" || O.Value == "<dir|n>")
    return Kind::Folders;
  if (O.Value == "<rev>")
    return Kind::Revisions;
  return StringRef(O.Value).contains("file") ? Kind::Files : Kind::Nothing;
}

struct Positional {
  Kind What = Kind::Files;
  std::string Words;
};

/// What the usage line says of arguments that are no options.
Positional positionalOf(const opt::OptTable::SubCommand &C) {
  const StringRef Name = C.Name, Usage = C.Usage;
  if (Name == "completion")
    return {Kind::Words, "bash zsh"};
  if (Name == "manual")
    return {Kind::Words, "man markdown"};
  return {Usage.contains("REV") ? Kind::Revisions : Kind::Files, ""};
}

std::vector<ShownOption> allOf(const CommandLineTable &Table,
                               StringRef Command) {
  std::vector<ShownOption> All;
  // Its options are nvcc's.
  if (Command != "host-compile")
    for (const OptionSection &S : optionsOf(Table, Command))
      All.insert(All.end(), S.Options.begin(), S.Options.end());
  else if (const Page *P = pageOf(Command))
    for (const Entry &E : P->Options) {
      ShownOption O;
      O.Name = E.Word.split('[').first.str();
      O.Help = E.Text.str();
      All.push_back(std::move(O));
    }
  return All;
}

std::string bashReply(Kind What, StringRef Words) {
  switch (What) {
  case Kind::Words:
    return ("compgen -W '" + Words + "' -- \"$cur\"").str();
  case Kind::Files:
    return "compgen -f -- \"$cur\"";
  case Kind::Folders:
    return "compgen -d -- \"$cur\"";
  case Kind::Revisions:
    return "_perfclaim_revisions";
  case Kind::Nothing:
    break;
  }
  return ":";
}

/// For _arguments, in single quotes.
std::string zshText(StringRef Text) {
  std::string Result;
  for (const char C : Text) {
    if (StringRef("[]:\\").contains(C))
      Result += '\\';
    Result += C == '\'' ? std::string("'\\''") : std::string(1, C);
  }
  return Result;
}

std::string zshAction(Kind What, StringRef Words) {
  switch (What) {
  case Kind::Words:
    return ("(" + Words + ")").str();
  case Kind::Files:
    return "_files";
  case Kind::Folders:
    return "_directories";
  case Kind::Revisions:
    return "_perfclaim_revisions";
  case Kind::Nothing:
    break;
  }
  return " ";
}

void zshOption(raw_ostream &OS, const ShownOption &O) {
  const std::string Help = "[" + zshText(O.Help) + "]";
  std::string Name = O.Name;
  if (!O.Value.empty())
    Name += O.joined() ? "-" : Name.size() == 2 ? "+" : "=";
  std::string Rest;
  if (!O.Value.empty())
    Rest = ":" + zshText(StringRef(O.Value).trim("<>")) + ":" +
           zshAction(kindOf(O), join(O.Values, " "));
  OS << "        '" << Name << Help << Rest << "' \\\n";
  if (!O.Short.empty())
    OS << "        '" << O.Short << Help << "' \\\n";
}

} // namespace

void printBashCompletion(raw_ostream &OS, const CommandLineTable &Table) {
  OS << R"sh(# Completion of perfclaim and git perfclaim for bash.
# Written by 'perfclaim completion bash'.

_perfclaim_revisions()
{
    compgen -W "$(git for-each-ref --format='%(refname:short)' 2>/dev/null) HEAD" \
        -- "$cur"
}

_perfclaim()
{
    local cur=${COMP_WORDS[COMP_CWORD]} option='' command='' i
    # bash takes --name=value apart.
    if [[ $cur == '=' ]]; then
        option=${COMP_WORDS[COMP_CWORD-1]} cur=''
    elif [[ ${COMP_WORDS[COMP_CWORD-1]} == '=' ]]; then
        option=${COMP_WORDS[COMP_CWORD-2]}
    elif [[ ${COMP_WORDS[COMP_CWORD-1]} == -* ]]; then
        option=${COMP_WORDS[COMP_CWORD-1]}
    fi
    COMPREPLY=()
    case $option in
)sh";
  // One spelling means the same everywhere.
  std::map<std::string, std::string> Values;
  for (const auto &C : Table.getSubCommands())
    for (const ShownOption &O : allOf(Table, C.Name))
      if (!O.Value.empty())
        Values[StringRef(O.Name).rtrim('=').str()] =
            bashReply(kindOf(O), join(O.Values, " "));
  for (const auto &[Name, Reply] : Values)
    if (Name != "--time-trace")
      OS << "    " << Name << ") mapfile -t COMPREPLY < <(" << Reply
         << "); return ;;\n";
  OS << "    esac\n"
        "    for ((i = 1; i < COMP_CWORD; ++i)); do\n"
        "        case ${COMP_WORDS[i]} in\n        ";
  std::vector<std::string> Names;
  for (const auto &C : Table.getSubCommands())
    Names.emplace_back(C.Name);
  OS << join(Names, "|")
     << ") command=${COMP_WORDS[i]}; break ;;\n        esac\n    done\n"
        "    local words=''\n    case $command in\n";
  for (const auto &C : Table.getSubCommands()) {
    std::vector<std::string> Options;
    for (const ShownOption &O : allOf(Table, C.Name)) {
      Options.push_back(O.Name);
      if (!O.Short.empty())
        Options.push_back(O.Short);
    }
    const Positional P = positionalOf(C);
    OS << "    " << C.Name << ")\n        words='" << join(Options, " ")
       << "'\n        [[ $cur == -* ]] || mapfile -t COMPREPLY < <("
       << bashReply(P.What, P.Words) << ") ;;\n";
  }
  OS << "    *)\n        words='--help --version'\n"
        "        [[ $cur == -* ]] || mapfile -t COMPREPLY < <(compgen -W '"
     << join(Names, " ")
     << "' -- \"$cur\") ;;\n    esac\n"
        "    if [[ $cur == -* ]]; then\n"
        "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
        "        [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace "
        "2>/dev/null\n"
        "    fi\n}\n\n"
        "_git_perfclaim()\n{\n    _perfclaim\n}\n\n"
        "complete -o filenames -o bashdefault -F _perfclaim perfclaim "
        "git-perfclaim\n";
}

void printZshCompletion(raw_ostream &OS, const CommandLineTable &Table) {
  OS << R"sh(#compdef perfclaim git-perfclaim
# Completion of perfclaim and git perfclaim for zsh.
# Written by 'perfclaim completion zsh'.

_perfclaim_revisions() {
  local -a revisions
  revisions=(HEAD ${(f)"$(git for-each-ref --format='%(refname:short)' 2>/dev/null)"})
  _describe -t revisions revision revisions
}

_perfclaim() {
  local curcontext="$curcontext" state line
  local -a commands
  commands=(
)sh";
  for (const auto &C : Table.getSubCommands())
    OS << "    '" << C.Name << ':' << zshText(C.HelpText) << "'\n";
  OS << "  )\n  _arguments -C \\\n    '--help[print the help]' "
        "'--version[print the version]' \\\n"
        "    '1: :->command' '*:: :->arguments'\n"
        "  case $state in\n"
        "  command) _describe -t commands 'perfclaim command' commands ;;\n"
        "  arguments)\n    case $words[1] in\n";
  for (const auto &C : Table.getSubCommands()) {
    OS << "    " << C.Name << ")\n      _arguments \\\n";
    for (const ShownOption &O : allOf(Table, C.Name))
      zshOption(OS, O);
    const Positional P = positionalOf(C);
    OS << "        '*:argument:" << zshAction(P.What, P.Words) << "' ;;\n";
  }
  OS << "    esac ;;\n  esac\n}\n\n"
        "if [[ $funcstack[1] == _perfclaim ]]; then\n  _perfclaim \"$@\"\n"
        "else\n  compdef _perfclaim perfclaim git-perfclaim\nfi\n";
}

int runCompletion(const Invocation &Call) {
  const CommandLineTable Table;
  const StringRef Shell =
      Call.Inputs.size() == 1 ? StringRef(Call.Inputs[0]) : "";
  if (Shell == "bash")
    printBashCompletion(Call.Out, Table);
  else if (Shell == "zsh")
    printZshCompletion(Call.Out, Table);
  else
    return fail(Call, makeError("", "'perfclaim completion' needs a shell",
                                "give bash or zsh"));
  return 0;
}

} // namespace perfclaim::tool
