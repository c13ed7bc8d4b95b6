//===- DiffClaims.cpp - Claims of second rank -----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A README's table or a comment may say how much faster the code became. Only
/// lines that the commit adds are read, and of sources only their comments.
///
//===----------------------------------------------------------------------===//

#include "Reader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {

namespace {

// A change log of megabytes is nobody's claim.
constexpr size_t MaxText = size_t(1) << 20;
constexpr size_t MaxClaims = 32;

enum class Form { Prose, Code, Script, Other };

Form formOf(StringRef Path) {
  const StringRef Ending = sys::path::extension(Path);
  for (StringRef Known : {".md", ".rst"})
    if (Ending == Known)
      return Form::Prose;
  for (StringRef Known : {".cu", ".cuh", ".h", ".hpp", ".c", ".cc", ".cpp"})
    if (Ending == Known)
      return Form::Code;
  return Ending == ".py" ? Form::Script : Form::Other;
}

/// The part of \p Line that is a comment, as [begin, end); \p Inside tells of
/// a comment that goes on over lines.
std::pair<size_t, size_t> commentOf(StringRef Line, Form Of, bool &Inside) {
  if (Of == Form::Prose)
    return {0, Line.size()};
  const size_t Hash = Line.find(Of == Form::Script ? "#" : "//");
  if (Of == Form::Script)
    return {Hash == StringRef::npos ? Line.size() : Hash + 1, Line.size()};
  const size_t Open = Inside ? 0 : Line.find("/*");
  if (Open == StringRef::npos || Hash < Open)
    return {Hash == StringRef::npos ? Line.size() : Hash + 2, Line.size()};
  const size_t Close = Line.find("*/", Open);
  Inside = Close == StringRef::npos;
  return {Open, Inside ? Line.size() : Close};
}

/// "| n | before | after |" above a rule: what heads the rows below it.
bool headsTable(StringRef Line, StringRef Rest) {
  const StringRef Rule = Rest.split('\n').first.trim();
  return Line.contains('|') && Rule.contains('-') && Rule.contains('|') &&
         Rule.find_first_not_of("-:| ") == StringRef::npos;
}

/// \p After with everything but the added words made blank, so that offsets
/// stay what they are. The head of a table stays for rows that are added below
/// it, as does a bar of its other rows, which keeps it one table.
std::string addedWords(StringRef Before, StringRef After, Form Of) {
  StringSet<> Known;
  SmallVector<StringRef> Lines;
  Before.split(Lines, '\n');
  for (StringRef Line : Lines)
    Known.insert(Line.trim());
  std::string Words;
  Words.reserve(After.size());
  bool Inside = false;
  while (!After.empty()) {
    const size_t End = std::min(After.find('\n'), After.size());
    const StringRef Line = After.take_front(End);
    const auto [From, To] = commentOf(Line, Of, Inside);
    const bool Head =
        Of == Form::Prose &&
        headsTable(Line, After.drop_front(std::min(End + 1, After.size())));
    const bool Added = Head || !Known.contains(Line.trim());
    const bool Row = !Added && Of == Form::Prose && Line.starts_with("|");
    if (Row)
      Words += '|';
    Words.append(Added ? From : Line.size() - (Row ? 1 : 0), ' ');
    if (Added) {
      Words += Line.slice(From, To);
      Words.append(Line.size() - std::max(From, To), ' ');
    }
    if (End < After.size())
      Words += '\n';
    After = After.drop_front(std::min(End + 1, After.size()));
  }
  return Words;
}

} // namespace

void readDiffClaims(const Commit &Change, std::vector<Claim> &Claims) {
  for (const FileChange &File : Change.Files) {
    const Form Of = formOf(File.Path);
    if (Of == Form::Other || !File.After || File.After->size() > MaxText)
      continue;
    const std::string Words = addedWords(
        File.Before ? StringRef(*File.Before) : StringRef(), *File.After, Of);
    ClaimSet Read;
    readClaims(Reading(Words), Read);
    for (Claim &C : Read.Claims) {
      if (C.Kind == ClaimKind::Absolute || Claims.size() >= MaxClaims)
        continue;
      C.FromDiff = true;
      C.File = File.Path;
      Claims.push_back(std::move(C));
    }
  }
}

} // namespace perfclaim
