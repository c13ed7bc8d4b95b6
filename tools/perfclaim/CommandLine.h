//===- CommandLine.h - Commands and options as values -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The option table, and what help, manual and completion are made of: one
/// source, so that they cannot disagree.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_TOOLS_COMMANDLINE_H
#define PERFCLAIM_TOOLS_COMMANDLINE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace perfclaim::tool {

class CommandLineTable : public llvm::opt::GenericOptTable {
public:
  CommandLineTable();
  /// True for options of \p Command and for those of all.
  bool belongsTo(unsigned Id, llvm::StringRef Command) const;
};

struct ShownOption {
  std::string Short; ///< "-h"; may be empty.
  std::string Name;  ///< "--base", "-C", "--arch="; with what joins the value.
  std::string Value; ///< "<rev>"; empty for a flag.
  std::string Help;
  std::vector<std::string> Values; ///< All there are, where they are few.
  bool joined() const { return llvm::StringRef(Name).ends_with("="); }
};

struct OptionSection {
  std::string Title;
  std::vector<ShownOption> Options;
};

/// Those of \p Command, then the general ones; of "" the general ones alone.
std::vector<OptionSection> optionsOf(const CommandLineTable &Table,
                                     llvm::StringRef Command);

/// A word and what it means.
struct Entry {
  llvm::StringLiteral Word, Text;
};

/// What the table does not know of a command. Paragraphs are separated by
/// empty lines.
struct Page {
  llvm::StringLiteral Command, About, Results;
  llvm::ArrayRef<Entry> Options, ExitCodes, Environment, Examples;
};

/// Null: nothing is written about it.
const Page *pageOf(llvm::StringRef Command);
/// Of the tool as a whole.
const Page &mainPage();

void printHelp(llvm::raw_ostream &OS, const CommandLineTable &Table,
               llvm::StringRef Command);
/// The manual page of all commands, for man(1).
void printMan(llvm::raw_ostream &OS, const CommandLineTable &Table);
/// The reference page of one command; of "", the list of all.
void printMarkdown(llvm::raw_ostream &OS, const CommandLineTable &Table,
                   llvm::StringRef Command);
void printBashCompletion(llvm::raw_ostream &OS, const CommandLineTable &Table);
void printZshCompletion(llvm::raw_ostream &OS, const CommandLineTable &Table);

} // namespace perfclaim::tool

#endif // PERFCLAIM_TOOLS_COMMANDLINE_H
