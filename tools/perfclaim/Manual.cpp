//===- Manual.cpp - The same as --help, for man and the web ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Command.h"
#include "CommandLine.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim::tool {

namespace {

//===-- man(7) ------------------------------------------------------------===//

std::string roff(StringRef Text) {
  std::string Result;
  size_t Column = 0;
  for (const char C : Text) {
    // Long lines are hard to compare; man fills paragraphs all the same.
    if (C == ' ' && Column > 64) {
      Result += '\n';
      Column = 0;
      continue;
    }
    if ((C == '.' || C == '\'') && Column == 0)
      Result += "\\&";
    ++Column;
    if (C == '\\')
      Result += "\\e";
    else if (C == '-')
      Result += "\\-";
    else
      Result += C;
  }
  return Result;
}

/// On one line, whatever its length.
std::string roffLine(StringRef Text) {
  std::string Result = roff(Text);
  llvm::replace(Result, '\n', ' ');
  return Result;
}

/// What stands right behind a heading is a paragraph already.
void roffParagraphs(raw_ostream &OS, StringRef Text, bool BehindHeading) {
  while (!Text.empty()) {
    StringRef One;
    std::tie(One, Text) = Text.split("\n\n");
    OS << (BehindHeading ? "" : ".PP\n") << roff(One) << '\n';
    BehindHeading = false;
  }
}

void roffEntries(raw_ostream &OS, StringRef Title, ArrayRef<Entry> Entries) {
  if (Entries.empty())
    return;
  OS << ".PP\n" << roff(Title) << ":\n";
  for (const Entry &E : Entries)
    OS << ".TP\n.B " << roff(E.Word) << '\n' << roff(E.Text) << '\n';
}

void roffOptions(raw_ostream &OS, const std::vector<OptionSection> &Sections) {
  for (const OptionSection &S : Sections) {
    if (Sections.size() > 1)
      OS << ".PP\n";
    OS << roff(S.Title.substr(0, 1) + StringRef(S.Title).substr(1).lower())
       << ":\n";
    for (const ShownOption &O : S.Options) {
      OS << ".TP\n";
      if (!O.Short.empty())
        OS << "\\fB" << roff(O.Short) << "\\fR, ";
      OS << "\\fB" << roff(O.Name) << "\\fR"
         << (O.Value.empty() || O.joined() ? "" : " ") << "\\fI"
         << roff(O.Value) << "\\fR\n"
         << roff(O.Help) << '\n';
    }
  }
}

void roffExamples(raw_ostream &OS, ArrayRef<Entry> Examples) {
  for (const Entry &E : Examples)
    OS << (&E == Examples.begin() ? ".nf" : ".PP\n.nf") << "\n\\fB"
       << roffLine(E.Word) << "\\fR\n.fi\n.RS\n"
       << roff(E.Text) << "\n.RE\n";
}

//===-- Markdown ----------------------------------------------------------===//

std::string md(StringRef Text) {
  std::string Result;
  for (const char C : Text)
    if (C == '<' || C == '>')
      Result += C == '<' ? "&lt;" : "&gt;";
    else if (StringRef("|*_`").contains(C))
      Result += {'\\', C};
    else
      Result += C;
  return Result;
}

/// Code in a cell: a bar would end it.
std::string code(StringRef Text) {
  std::string Result = "`";
  for (const char C : Text)
    Result += C == '|' ? std::string("\\|") : std::string(1, C);
  return Result + "`";
}

void mdEntries(raw_ostream &OS, StringRef Title, StringRef Head,
               ArrayRef<Entry> Entries) {
  if (Entries.empty())
    return;
  OS << "\n## " << Title << "\n\n| " << Head << " | |\n| --- | --- |\n";
  for (const Entry &E : Entries)
    OS << "| " << code(E.Word) << " | " << md(E.Text) << " |\n";
}

void mdList(raw_ostream &OS, const CommandLineTable &Table) {
  OS << "# Commands\n\n"
     << md(mainPage().About) << "\n\n"
     << "| command | what it does |\n| --- | --- |\n";
  for (const auto &C : Table.getSubCommands())
    OS << "| [" << C.Name << "](" << C.Name << ".md) | " << md(C.HelpText)
       << " |\n";
}

} // namespace

void printMan(raw_ostream &OS, const CommandLineTable &Table) {
  OS << ".TH PERFCLAIM 1 \"\" \"perfclaim " PERFCLAIM_VERSION
        "\" \"User Commands\"\n.ad l\n.SH NAME\nperfclaim \\- find out whether "
        "a "
        "commit that claims to be faster is\n.SH SYNOPSIS\n.B perfclaim\n"
        ".I command\n.RI [ options ]\n.br\n.B git perfclaim\n.I command\n"
        ".RI [ options ]\n.SH DESCRIPTION\n";
  roffParagraphs(OS, mainPage().About, true);
  OS << ".SH COMMANDS\n";
  for (const auto &C : Table.getSubCommands()) {
    OS << ".SS " << roff(C.Name) << '\n'
       << roff(C.HelpText) << "\n.PP\n.nf\n"
       << roff(C.Usage) << "\n.fi\n";
    const Page *P = pageOf(C.Name);
    if (P) {
      roffParagraphs(OS, P->About, false);
      roffEntries(OS, "Options", P->Options);
    }
    if (StringRef(C.Name) != "host-compile") {
      std::vector<OptionSection> Sections = optionsOf(Table, C.Name);
      Sections.pop_back(); // The general ones have a section of their own.
      roffOptions(OS, Sections);
    }
    if (!P)
      continue;
    OS << ".PP\n" << roff(P->Results) << '\n';
    roffEntries(OS, "Exit codes", P->ExitCodes);
    if (StringRef(C.Name) == "host-compile")
      roffEntries(OS, "Environment of the program", P->Environment);
    OS << ".PP\nExamples:\n.PP\n";
    roffExamples(OS, P->Examples);
  }
  OS << ".SH OPTIONS\n";
  roffOptions(OS, optionsOf(Table, ""));
  OS << ".SH FILES\n"
     << roff(mainPage().Results) << '\n'
     << ".SH ENVIRONMENT\n";
  for (const Entry &E : mainPage().Environment)
    OS << ".TP\n.B " << roff(E.Word) << '\n' << roff(E.Text) << '\n';
  OS << ".SH EXAMPLES\n";
  roffExamples(OS, mainPage().Examples);
  OS << ".SH SEE ALSO\n.BR git\\-clang\\-format (1),\n.BR clang\\-tidy (1)\n";
}

void printMarkdown(raw_ostream &OS, const CommandLineTable &Table,
                   StringRef Command) {
  OS << "<!-- Generated by utils/make-reference. -->\n";
  if (Command.empty())
    return mdList(OS, Table);
  const auto Commands = Table.getSubCommands();
  const auto *C =
      find_if(Commands, [&](const auto &One) { return Command == One.Name; });
  OS << "# perfclaim " << C->Name << "\n\n"
     << md(C->HelpText) << "\n\n```\n"
     << C->Usage << "\n```\n";
  const Page *P = pageOf(Command);
  if (P) {
    OS << '\n' << md(P->About) << '\n';
    mdEntries(OS, "Options", "option", P->Options);
  }
  if (Command != "host-compile")
    for (const OptionSection &S : optionsOf(Table, Command)) {
      OS << "\n## "
         << S.Title.substr(0, 1) + StringRef(S.Title).substr(1).lower()
         << "\n\n| option | |\n| --- | --- |\n";
      for (const ShownOption &O : S.Options)
        OS << "| "
           << (O.Short.empty() ? "" : code(O.Short) + ", ") +
                  code(O.Name + (O.Value.empty() || O.joined() ? "" : " ") +
                       O.Value)
           << " | " << md(O.Help) << " |\n";
    }
  if (!P)
    return;
  OS << "\n## Where results go\n\n" << md(P->Results) << '\n';
  mdEntries(OS, "Exit codes", "code", P->ExitCodes);
  mdEntries(OS, "Environment", "variable", P->Environment);
  OS << "\n## Examples\n";
  for (const Entry &E : P->Examples)
    OS << "\n```\n" << E.Word << "\n```\n\n" << md(E.Text) << '\n';
}

int runManual(const Invocation &Call) {
  const CommandLineTable Table;
  const StringRef Form = Call.Inputs.empty() ? "" : StringRef(Call.Inputs[0]);
  if ((Form != "man" && Form != "markdown") || Call.Inputs.size() > 2 ||
      (Form == "man" && Call.Inputs.size() != 1))
    return fail(Call, makeError("", "'perfclaim manual' needs a form",
                                "give man, or markdown and a command"));
  if (Form == "man") {
    printMan(Call.Out, Table);
    return 0;
  }
  const StringRef Command =
      Call.Inputs.size() == 2 ? StringRef(Call.Inputs[1]) : "";
  if (!Command.empty() && none_of(Table.getSubCommands(), [&](const auto &C) {
        return Command == C.Name;
      }))
    return fail(Call, makeError("", "'" + Command + "' is no command"));
  printMarkdown(Call.Out, Table, Command);
  return 0;
}

} // namespace perfclaim::tool
