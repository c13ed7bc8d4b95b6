//===- Tables.h - Rows of figures under a header ----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Markdown tables, and text in columns, whose header says which column is
/// before, which after, and which the ratio. Tables without such a header are
/// left to the rules for sentences.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_CLAIMS_TABLES_H
#define PERFCLAIM_LIB_CLAIMS_TABLES_H

#include "Reader.h"
#include <memory>

namespace perfclaim {

struct TableColumn {
  /// A share is one of what its header names: "latency | throughput".
  enum class Role { Other, Before, After, Ratio, Share } Is = Role::Other;
  UnitClass Class = UnitClass::None; ///< What its header gives.
  std::string Unit;
  double Scale = 1;
  uint32_t Classes = 0;      ///< Of the words of its header.
  bool Library = false;      ///< It is headed by a library.
  bool Quotient = false;     ///< "theirs/ours", of two other columns.
  size_t Begin = 0, End = 0; ///< Bytes of the line.
};

/// What a word of a header makes of its column.
TableColumn::Role roleOfWord(llvm::StringRef Word);
/// "qps_before", "old_ms": a name that says what of, too, which a name of a
/// thing does not ("new_tokens"). What of is added to \p Column.
TableColumn::Role roleOfName(llvm::StringRef Word, TableColumn &Column);

struct TableRow {
  size_t First = 0, Last = 0; ///< Figures of the row, both included.
  /// The figure in each column; ~0 where there is none.
  std::vector<size_t> Figures;
  std::vector<size_t> Counts; ///< How many figures each column has.
  std::shared_ptr<const std::vector<TableColumn>> Columns;
  std::string Label;    ///< The configuration: text of the first column.
  uint32_t Classes = 0; ///< Of what stands above the table and in the label.
};

std::vector<TableRow> findTableRows(const Reading &R);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_CLAIMS_TABLES_H
