//===- Text.cpp - Texts as an editor counts in them -----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Lsp/Text.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

namespace {

bool isContinuation(char C) {
  return (static_cast<unsigned char>(C) >> 6) == 2;
}

/// UTF-16 units of the character that begins with \p C; bytes that are no
/// UTF-8 count as one each.
unsigned unitsOf(char C) {
  return static_cast<unsigned char>(C) >= 0xf0 ? 2 : 1;
}

/// Bytes of \p Line before \p Column.
size_t bytesBefore(StringRef Line, unsigned Column, ColumnUnit Unit) {
  if (Unit == ColumnUnit::Utf8)
    return std::min<size_t>(Column, Line.size());
  size_t At = 0;
  for (unsigned Units = 0; At < Line.size() && Units < Column;) {
    Units += unitsOf(Line[At]);
    ++At;
    while (At < Line.size() && isContinuation(Line[At]))
      ++At;
  }
  return At;
}

unsigned columnOf(StringRef Before, ColumnUnit Unit) {
  if (Unit == ColumnUnit::Utf8)
    return Before.size();
  unsigned Units = 0;
  for (char C : Before)
    if (!isContinuation(C))
      Units += unitsOf(C);
  return Units;
}

/// Offset of a line that counts from 0; nothing behind the last one.
std::optional<size_t> beginOf(StringRef Text, unsigned Line) {
  size_t At = 0;
  for (; Line; --Line) {
    At = Text.find('\n', At);
    if (At == StringRef::npos)
      return std::nullopt;
    ++At;
  }
  return At;
}

StringRef lineAt(StringRef Text, size_t Begin) {
  return Text.substr(Begin).take_until(
      [](char C) { return C == '\n' || C == '\r'; });
}

} // namespace

size_t offsetOf(StringRef Text, const lsp::Position &At, ColumnUnit Unit) {
  const std::optional<size_t> Begin = beginOf(Text, std::max(At.line, 0));
  return Begin ? *Begin + bytesBefore(lineAt(Text, *Begin),
                                      std::max(At.character, 0), Unit)
               : Text.size();
}

lsp::Range rangeOfLine(StringRef Text, unsigned Line, ColumnUnit Unit) {
  const unsigned Index = Line ? Line - 1 : 0;
  const std::optional<size_t> Begin = beginOf(Text, Index);
  if (!Begin)
    return {};
  const StringRef Whole = lineAt(Text, *Begin);
  const size_t First = Whole.size() - Whole.ltrim().size();
  const int Number = static_cast<int>(Index);
  lsp::Range Result;
  Result.start = lsp::Position(
      Number, static_cast<int>(columnOf(Whole.take_front(First), Unit)));
  Result.end =
      lsp::Position(Number, static_cast<int>(columnOf(Whole.rtrim(), Unit)));
  if (Result.end < Result.start)
    Result.end = Result.start;
  return Result;
}

StringRef nameAt(StringRef Text, const lsp::Position &At, ColumnUnit Unit) {
  auto IsName = [](char C) { return isAlnum(C) || C == '_'; };
  size_t Begin = offsetOf(Text, At, Unit), End = Begin;
  while (Begin && IsName(Text[Begin - 1]))
    --Begin;
  while (End < Text.size() && IsName(Text[End]))
    ++End;
  return Text.slice(Begin, End);
}

void applyChange(std::string &Text,
                 const lsp::TextDocumentContentChangeEvent &Change,
                 ColumnUnit Unit) {
  if (!Change.range) {
    Text = Change.text;
    return;
  }
  const size_t Begin = offsetOf(Text, Change.range->start, Unit);
  const size_t End = std::max(Begin, offsetOf(Text, Change.range->end, Unit));
  Text.replace(Begin, End - Begin, Change.text);
}

LineMap::LineMap(StringRef From, StringRef To) {
  SmallVector<StringRef, 0> Old, New;
  From.split(Old, '\n');
  To.split(New, '\n');
  const size_t Most = std::min(Old.size(), New.size());
  while (Head < Most && Old[Head] == New[Head])
    ++Head;
  size_t Tail = 0;
  while (Tail < Most - Head &&
         Old[Old.size() - 1 - Tail] == New[New.size() - 1 - Tail])
    ++Tail;
  TailBegin = static_cast<unsigned>(Old.size() - Tail) + 1;
  Shift = static_cast<int>(New.size()) - static_cast<int>(Old.size());
}

std::optional<unsigned> LineMap::operator()(unsigned Line) const {
  if (Line <= Head)
    return Line;
  if (Line < TailBegin)
    return std::nullopt;
  return Line + Shift;
}

} // namespace perfclaim
