//===- Layout.cpp - Columns, colours and safe words -----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Layout.h"
#include "perfclaim/Support/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Unicode.h"
#include <algorithm>
#include <cmath>

using namespace llvm;

namespace perfclaim {

size_t columns(StringRef Escaped) {
  const int Width = sys::unicode::columnWidthUTF8(Escaped);
  return Width < 0 ? Escaped.size() : Width;
}

std::string fitted(StringRef Text, size_t Width) {
  // Nothing beyond this can be shown; escaping it all would cost time.
  std::string Safe = printable(Text.take_front(4 * Width + 64));
  if (columns(Safe) <= Width && Text.size() <= 4 * Width + 64)
    return Safe;
  size_t End = std::min(Safe.size(), Width);
  while (End && (columns(StringRef(Safe).take_front(End)) + 3 > Width ||
                 (End < Safe.size() && (Safe[End] & 0xC0) == 0x80)))
    --End;
  return StringRef(Safe).take_front(End).rtrim().str() + "...";
}

void Layout::write(StringRef Escaped, Tone How) {
  StringRef Code;
  switch (How) {
  case Tone::Plain:
    break;
  case Tone::Bold:
    Code = "\033[1m";
    break;
  case Tone::Good:
    Code = "\033[32m";
    break;
  case Tone::Bad:
    Code = "\033[31m";
    break;
  case Tone::Doubtful:
    Code = "\033[33m";
    break;
  case Tone::Faint:
    Code = "\033[2m";
    break;
  }
  if (!Color || Code.empty() || Escaped.empty())
    OS << Escaped;
  else
    OS << Code << Escaped << "\033[0m";
}

void Layout::heading(StringRef Text) {
  if (Started)
    OS << '\n';
  Started = true;
  write(printable(Text), Tone::Bold);
  OS << '\n';
}

void Layout::line(unsigned Indent, StringRef Text, Tone How) {
  Started = true;
  OS.indent(Indent);
  write(printable(Text), How);
  OS << '\n';
}

void Layout::paragraph(unsigned Indent, StringRef First, StringRef Text) {
  Started = true;
  const std::string Safe = printable(Text);
  size_t Column = Indent + columns(printable(First));
  OS.indent(Indent) << printable(First);
  const size_t Hanging = Column;
  bool AtStart = true;
  for (StringRef Rest = Safe; !Rest.empty();) {
    StringRef Word;
    std::tie(Word, Rest) = Rest.ltrim(' ').split(' ');
    if (Word.empty())
      continue;
    const size_t Width = columns(Word);
    if (!AtStart && Column + 1 + Width > 80) {
      OS << '\n';
      OS.indent(Hanging);
      Column = Hanging;
      AtStart = true;
    }
    if (!AtStart) {
      OS << ' ';
      ++Column;
    }
    OS << Word;
    Column += Width;
    AtStart = false;
  }
  OS << '\n';
}

void Layout::table(unsigned Indent, const std::vector<Row> &Rows,
                   size_t Widest) {
  Started = true;
  std::vector<size_t> Widths;
  std::vector<std::vector<std::string>> Safe;
  for (const Row &R : Rows) {
    Safe.emplace_back();
    for (size_t I = 0; I < R.size(); ++I) {
      Safe.back().push_back(fitted(R[I].Text, 160));
      if (Widths.size() <= I)
        Widths.push_back(0);
      if (const size_t W = columns(Safe.back().back()); W <= Widest)
        Widths[I] = std::max(Widths[I], W);
    }
  }
  for (size_t N = 0; N < Rows.size(); ++N) {
    const Row &R = Rows[N];
    // Trailing empty cells would leave spaces at the end of the line.
    size_t Last = R.size();
    while (Last && Safe[N][Last - 1].empty())
      --Last;
    OS.indent(Indent);
    for (size_t I = 0; I < Last; ++I) {
      const std::string &Text = Safe[N][I];
      const size_t W = columns(Text);
      const size_t Padding = W < Widths[I] ? Widths[I] - W : 0;
      if (R[I].Right)
        OS.indent(Padding);
      write(Text, R[I].How);
      if (I + 1 == Last)
        break;
      if (!R[I].Right)
        OS.indent(Padding);
      OS << "  ";
    }
    OS << '\n';
  }
}

std::string placeText(const SourcePlace &Place) {
  if (Place.Line == 0)
    return Place.File;
  return Place.File + ":" + std::to_string(Place.Line);
}

StringRef word(ChangeKind Kind) {
  switch (Kind) {
  case ChangeKind::Modified:
    return "changed";
  case ChangeKind::Added:
    return "added";
  case ChangeKind::Removed:
    return "removed";
  case ChangeKind::Renamed:
    return "renamed";
  }
  return "";
}

Tone toneOf(ChangeKind Kind) {
  switch (Kind) {
  case ChangeKind::Added:
    return Tone::Good;
  case ChangeKind::Removed:
    return Tone::Bad;
  case ChangeKind::Modified:
  case ChangeKind::Renamed:
    break;
  }
  return Tone::Doubtful;
}

Tone toneOf(VerdictKind Kind) {
  switch (Kind) {
  case VerdictKind::Confirmed:
    return Tone::Good;
  case VerdictKind::Refuted:
  case VerdictKind::Incorrect:
    return Tone::Bad;
  case VerdictKind::Inconclusive:
  case VerdictKind::NotTestableHere:
    break;
  }
  return Tone::Doubtful;
}

Tone toneOf(WorkloadVerdict Verdict) {
  switch (Verdict) {
  case WorkloadVerdict::Faster:
    return Tone::Good;
  case WorkloadVerdict::Slower:
    return Tone::Bad;
  case WorkloadVerdict::Unclear:
    return Tone::Doubtful;
  case WorkloadVerdict::None:
  case WorkloadVerdict::Same:
    break;
  }
  return Tone::Plain;
}

std::string timesText(double Ratio) {
  return Ratio < 10 ? formatv("{0:f3}x", Ratio) : formatv("{0:f1}x", Ratio);
}

std::string numberText(double Number) {
  std::string Text;
  raw_string_ostream OS(Text);
  OS << format("%.4g", Number);
  return Text;
}

std::string escapeHtml(StringRef Text) {
  std::string Result;
  raw_string_ostream OS(Result);
  printHTMLEscaped(printable(Text), OS);
  return Result;
}

bool isDrawable(const std::optional<RatioEstimate> &Ratio) {
  return Ratio && Ratio->Low > 0 && std::isfinite(Ratio->High) &&
         Ratio->Low <= Ratio->Value && Ratio->Value <= Ratio->High;
}

std::string timeText(double Microseconds) {
  if (!std::isfinite(Microseconds))
    return "?";
  if (Microseconds < 1)
    return formatv("{0:f1} ns", Microseconds * 1e3);
  if (Microseconds < 1e3)
    return formatv("{0:f2} us", Microseconds);
  if (Microseconds < 1e6)
    return formatv("{0:f3} ms", Microseconds / 1e3);
  return formatv("{0:f3} s", Microseconds / 1e6);
}

void printNotes(Layout &Out, const std::vector<Note> &Notes, unsigned Max) {
  // What went wrong first, each thing once. Where not all are shown, a header
  // that is missing must not be hidden by what it brings about.
  std::vector<Note> Sorted;
  auto Add = [&](const Note &N) {
    if (!llvm::is_contained(Sorted, N))
      Sorted.push_back(N);
  };
  if (Notes.size() > Max)
    for (const Note &N : Notes)
      if (StringRef(N.Text).contains(" is missing; "))
        Add(N);
  for (Severity Level : {Severity::Error, Severity::Warning, Severity::Note})
    for (const Note &N : Notes)
      if (N.Level == Level)
        Add(N);
  if (Sorted.empty())
    return;
  Out.heading("Notes");
  for (size_t I = 0; I < Sorted.size() && I < Max; ++I) {
    const Note &N = Sorted[I];
    std::string Start;
    if (!N.File.empty())
      Start = placeText({N.File, N.Line}) + ": ";
    if (N.Level == Severity::Error)
      Start += "error: ";
    else if (N.Level == Severity::Warning)
      Start += "warning: ";
    Out.paragraph(2, "- ", Start + N.Text);
  }
  if (Sorted.size() > Max)
    Out.line(2, formatv("- and {0} more", Sorted.size() - Max).str(),
             Tone::Faint);
}

} // namespace perfclaim
