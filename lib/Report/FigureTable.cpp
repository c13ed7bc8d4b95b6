//===- FigureTable.cpp - Tables for any form of report --------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FigureTable.h"
#include "perfclaim/Report/Report.h"

using namespace llvm;

namespace perfclaim {

void printFigures(Layout &Out, const FigureTable &Table) {
  std::vector<Row> Rows(1);
  for (const std::string &Title : Table.Head)
    Rows.front().push_back({Title, Tone::Faint});
  for (const std::vector<std::string> &Texts : Table.Rows)
    Rows.emplace_back(Texts.begin(), Texts.end());
  if (Rows.size() > 1)
    Out.table(2, Rows);
}

void writeFigures(raw_ostream &OS, const FigureTable &Table) {
  if (Table.Rows.empty())
    return;
  const auto Write = [&](const std::vector<std::string> &Texts) {
    OS << '|';
    for (const std::string &Text : Texts)
      OS << ' ' << escapeMarkdown(Text) << " |";
    OS << '\n';
  };
  OS << '\n';
  Write(Table.Head);
  OS << '|';
  for (size_t I = 0; I != Table.Head.size(); ++I)
    OS << " --- |";
  OS << '\n';
  for (const std::vector<std::string> &Row : Table.Rows)
    Write(Row);
}

} // namespace perfclaim
