//===- FigureTable.h - Tables for any form of report ------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPORT_FIGURETABLE_H
#define PERFCLAIM_LIB_REPORT_FIGURETABLE_H

#include "Layout.h"
#include <string>
#include <vector>

namespace perfclaim {

/// Rows of cells below their titles; no rows where nothing is known.
struct FigureTable {
  std::vector<std::string> Head;
  std::vector<std::vector<std::string>> Rows;
};

/// Nothing is written where there are no rows.
void printFigures(Layout &Out, const FigureTable &Table);
/// As a table of Markdown.
void writeFigures(llvm::raw_ostream &OS, const FigureTable &Table);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPORT_FIGURETABLE_H
