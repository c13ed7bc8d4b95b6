//===- Layout.h - Columns, colours and safe words ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What all reports are made of. Cells are plain text and are escaped when they
/// are printed, so that widths and colours are added by us alone.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPORT_LAYOUT_H
#define PERFCLAIM_LIB_REPORT_LAYOUT_H

#include "perfclaim/Model/ChangeSet.h"
#include "perfclaim/Model/Result.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

enum class Tone { Plain, Bold, Good, Bad, Doubtful, Faint };

struct Cell {
  std::string Text;
  Tone How = Tone::Plain;
  bool Right = false; ///< Numbers.
  Cell(std::string Text, Tone How = Tone::Plain, bool Right = false)
      : Text(std::move(Text)), How(How), Right(Right) {}
  Cell(const char *Text) : Text(Text) {}
};

using Row = std::vector<Cell>;

class Layout {
public:
  Layout(llvm::raw_ostream &OS, bool Color) : OS(OS), Color(Color) {}

  /// A heading, with an empty line before it unless it is the first thing.
  void heading(llvm::StringRef Text);
  /// One line, indented, escaped.
  void line(unsigned Indent, llvm::StringRef Text, Tone How = Tone::Plain);
  /// Long text, broken between words at 80 columns.
  void paragraph(unsigned Indent, llvm::StringRef First, llvm::StringRef Text);
  /// Rows with columns aligned; the last one is not padded. Very long cells do
  /// not push the others to the right.
  void table(unsigned Indent, const std::vector<Row> &Rows, size_t Widest = 48);
  void gap() { OS << '\n'; }

private:
  void write(llvm::StringRef Escaped, Tone How);

  llvm::raw_ostream &OS;
  bool Color;
  bool Started = false;
};

/// Escaped, and cut to \p Width columns with an ellipsis.
std::string fitted(llvm::StringRef Text, size_t Width);
/// Columns that an escaped text takes on a terminal.
size_t columns(llvm::StringRef Escaped);
/// "file.cu:12"; the file alone where there is no line.
std::string placeText(const SourcePlace &Place);
llvm::StringRef word(ChangeKind Kind);
Tone toneOf(ChangeKind Kind);
Tone toneOf(VerdictKind Kind);
Tone toneOf(WorkloadVerdict Verdict);
/// "1.53x"
std::string timesText(double Ratio);
/// "0.5", "1e-06"
std::string numberText(double Number);
/// Text of a commit in HTML and XML: neither markup nor control bytes, which no
/// XML may have, get through.
std::string escapeHtml(llvm::StringRef Text);
/// Whether an estimate has a place on an axis of logarithms.
bool isDrawable(const std::optional<RatioEstimate> &Ratio);
/// "12.3 us", "1.20 ms"
std::string timeText(double Microseconds);

void printNotes(Layout &Out, const std::vector<Note> &Notes, unsigned Max);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPORT_LAYOUT_H
