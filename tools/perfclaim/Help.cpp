//===- Help.cpp - --help --------------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim::tool {

namespace {

constexpr size_t Widest = 80;
constexpr size_t Column = 24; ///< Where texts begin.

/// From \p At on, with lines broken between words.
void wrapped(raw_ostream &OS, StringRef Text, size_t Indent, size_t At) {
  bool First = true;
  while (!Text.empty()) {
    StringRef Word;
    std::tie(Word, Text) = Text.split(' ');
    if (!First && At + 1 + Word.size() > Widest) {
      OS << '\n';
      OS.indent(Indent);
      At = Indent;
      First = true;
    }
    OS << (First ? "" : " ") << Word;
    At += Word.size() + !First;
    First = false;
  }
  OS << '\n';
}

void paragraphs(raw_ostream &OS, StringRef Text) {
  while (!Text.empty()) {
    StringRef One;
    std::tie(One, Text) = Text.split("\n\n");
    wrapped(OS, One, 0, 0);
    if (!Text.empty())
      OS << '\n';
  }
}

void entry(raw_ostream &OS, StringRef Word, StringRef Text) {
  OS << "  " << Word;
  if (Word.size() + 4 > Column) {
    OS << '\n';
    OS.indent(Column);
  } else {
    OS.indent(Column - 2 - Word.size());
  }
  wrapped(OS, Text, Column, Column);
}

void entries(raw_ostream &OS, StringRef Title, ArrayRef<Entry> Entries) {
  if (Entries.empty())
    return;
  OS << '\n' << Title << ":\n";
  for (const Entry &E : Entries)
    entry(OS, E.Word, E.Text);
}

void examples(raw_ostream &OS, const Page &P) {
  if (P.Examples.empty())
    return;
  OS << "\nEXAMPLES:\n";
  for (const Entry &E : P.Examples) {
    OS << "  " << E.Word << "\n      ";
    wrapped(OS, E.Text, 6, 6);
  }
}

} // namespace

void printHelp(raw_ostream &OS, const CommandLineTable &Table,
               StringRef Command) {
  const Page *P = Command.empty() ? &mainPage() : pageOf(Command);
  const auto Commands = Table.getSubCommands();
  if (Command.empty()) {
    OS << "OVERVIEW: finds out whether a commit that claims to be faster "
          "is\n\nUSAGE: perfclaim <command> [options]\n";
  } else {
    const auto *C =
        find_if(Commands, [&](const auto &One) { return Command == One.Name; });
    OS << "OVERVIEW: " << C->HelpText << "\n\nUSAGE: " << C->Usage << '\n';
  }
  if (P && !P->About.empty()) {
    OS << '\n';
    paragraphs(OS, P->About);
  }
  if (Command.empty()) {
    OS << "\nCOMMANDS, each with a --help of its own:\n";
    for (const auto &C : Commands)
      entry(OS, C.Name, C.HelpText);
  }
  if (P)
    entries(OS, "OPTIONS", P->Options);
  if (Command != "host-compile")
    for (const OptionSection &S : optionsOf(Table, Command)) {
      OS << '\n' << S.Title << ":\n";
      for (const ShownOption &O : S.Options)
        entry(OS,
              (O.Short.empty() ? "" : O.Short + ", ") + O.Name +
                  (O.Value.empty() || O.joined() ? "" : " ") + O.Value,
              O.Help);
    }
  if (!P)
    return;
  if (!P->Results.empty()) {
    OS << (Command.empty() ? "\nCONFIGURATION:\n" : "\nWHERE RESULTS GO:\n")
       << "  ";
    wrapped(OS, P->Results, 2, 2);
  }
  entries(OS,
          Command.empty() ? "EXIT CODES of check, run and report"
                          : "EXIT CODES",
          P->ExitCodes);
  entries(OS, "ENVIRONMENT", P->Environment);
  examples(OS, *P);
}

} // namespace perfclaim::tool
