//===- Text.h - Texts as an editor counts in them ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Positions of the protocol in UTF-8 texts, edits, and which line of one text
/// is which of another.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LSP_TEXT_H
#define PERFCLAIM_LSP_TEXT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/LSP/Protocol.h"
#include <optional>
#include <string>

namespace perfclaim {

/// What a column counts.
enum class ColumnUnit { Utf8, Utf16 };

/// Byte offset of \p At; what lies behind a line's end is its end, and what
/// lies behind the text's end is that.
size_t offsetOf(llvm::StringRef Text, const llvm::lsp::Position &At,
                ColumnUnit Unit);

/// \p Line, from 1, without the white space around it. An empty range at its
/// begin where there is no such line.
llvm::lsp::Range rangeOfLine(llvm::StringRef Text, unsigned Line,
                             ColumnUnit Unit);

/// The C++ name at a position, or "".
llvm::StringRef nameAt(llvm::StringRef Text, const llvm::lsp::Position &At,
                       ColumnUnit Unit);

void applyChange(std::string &Text,
                 const llvm::lsp::TextDocumentContentChangeEvent &Change,
                 ColumnUnit Unit);

/// From lines of one text to those of a later one, where lines before and
/// behind one edited region are the same.
class LineMap {
public:
  LineMap(llvm::StringRef From, llvm::StringRef To);
  /// Nothing for an edited line; lines count from 1.
  std::optional<unsigned> operator()(unsigned Line) const;

private:
  unsigned Head = 0;      ///< Lines that begin both.
  unsigned TailBegin = 0; ///< First line of what ends both.
  int Shift = 0;
};

} // namespace perfclaim

#endif // PERFCLAIM_LSP_TEXT_H
