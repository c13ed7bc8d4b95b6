//===- Repairs.cpp - Code that nvcc takes and Clang does not ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Compile/Repairs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <tuple>
#include <utility>

using namespace llvm;

namespace perfclaim {

static bool isBlank(char C) { return C == ' ' || C == '\t'; }

/// Inserts \p Keyword, and takes as much from the indentation before.
static bool insertWord(std::string &Text, size_t Offset, StringRef Keyword) {
  if (Offset > Text.size())
    return false;
  // Lines whose indentation is taken, nearest first, and how much of each.
  struct Taken {
    size_t LineBegin, Count;
  };
  SmallVector<Taken, 8> Lines;
  size_t Missing = Keyword.size();
  size_t LineEnd = Offset;
  for (int I = 0; I != 40 && Missing; ++I) {
    size_t Begin = LineEnd ? Text.rfind('\n', LineEnd - 1) : std::string::npos;
    Begin = Begin == std::string::npos ? 0 : Begin + 1;
    size_t Indent = 0;
    while (Begin + Indent < LineEnd && isBlank(Text[Begin + Indent]))
      ++Indent;
    size_t Count = std::min(Indent, Missing);
    if (Count)
      Lines.push_back({Begin, Count});
    Missing -= Count;
    if (!Begin)
      break;
    LineEnd = Begin - 1;
  }
  if (Missing)
    return false;
  Text.insert(Offset, Keyword.str());
  // Nearest first is last in the text first, so earlier offsets stay right.
  for (const Taken &Line : Lines)
    Text.erase(Line.LineBegin, Line.Count);
  return true;
}

bool insertTemplateKeyword(std::string &Text, size_t Offset) {
  return insertWord(Text, Offset, "template ");
}

bool insertTemplateKeywordWithin(std::string &Text, size_t Offset) {
  const auto EndOfName = [&](size_t At) {
    while (At < Text.size() && (isAlnum(Text[At]) || Text[At] == '_'))
      ++At;
    return At;
  };
  size_t Name = Offset, End = EndOfName(Name);
  while (StringRef(Text).substr(End).starts_with("::")) {
    Name = End + 2;
    End = EndOfName(Name);
  }
  return Name != Offset && End != Name && End < Text.size() &&
         Text[End] == '<' && insertTemplateKeyword(Text, Name);
}

bool nameBraces(std::string &Text, size_t Offset, StringRef Type) {
  const size_t Open = Text.find_first_not_of(" \t=", Offset);
  if (Type.empty() || Open == std::string::npos || Text[Open] != '{')
    return false;
  const size_t Close = Text.find_first_not_of(" \t", Open + 1);
  return Close != std::string::npos && Text[Close] == '}' &&
         insertWord(Text, Open, Type);
}

StringRef assignedType(StringRef Message) {
  if (!Message.contains("operator '='") || !Message.ends_with("and 'void')"))
    return "";
  return Message.split("operand types '").second.split('\'').first;
}

bool externSharedVariable(std::string &Text, size_t Offset) {
  constexpr StringLiteral From("__shared__"), Own("__shextn__"),
      Dynamic("__shextd__");
  static_assert(From.size() == Own.size() && From.size() == Dynamic.size());
  size_t Statement = Text.find_last_of(";{}", Offset);
  size_t At = Text.rfind(From, Offset);
  if (At == std::string::npos ||
      (Statement != std::string::npos && At < Statement))
    return false;
  const size_t Begin = Statement == std::string::npos ? 0 : Statement + 1;
  const bool Extern = StringRef(Text).slice(Begin, At).contains("extern");
  Text.replace(At, From.size(), (Extern ? Dynamic : Own).str());
  return true;
}

bool separateOperands(std::string &Text, size_t Offset) {
  if (Offset == 0 || Offset >= Text.size() || Text[Offset] != '"')
    return false;
  const size_t End = Text.find_last_not_of(" \t\r\n", Offset - 1);
  const size_t Asm = Text.rfind("asm", Offset);
  if (End == std::string::npos || Text[End] != ')' || Asm == std::string::npos)
    return false;
  // The statement may not have ended before.
  int Open = 0;
  bool Quoted = false;
  for (size_t I = Asm; I != Offset; ++I)
    if (Text[I] == '"' && Text[I - 1] != '\\')
      Quoted = !Quoted;
    else if (!Quoted && Text[I] == '(')
      ++Open;
    else if (!Quoted && Text[I] == ')' && --Open == 0)
      return false;
  if (Quoted || Open != 1)
    return false;
  if (End + 1 < Offset)
    Text[End + 1] = ',';
  else
    Text.insert(Offset, ",");
  return true;
}

static bool repairOne(std::string &Text, const RepairSite &Site) {
  switch (Site.What) {
  case RepairSite::Kind::SharedVariable:
    return externSharedVariable(Text, Site.Offset);
  case RepairSite::Kind::TemplateKeyword:
    return insertTemplateKeyword(Text, Site.Offset);
  case RepairSite::Kind::QualifiedTemplate:
    return insertTemplateKeywordWithin(Text, Site.Offset);
  case RepairSite::Kind::AsmOperand:
    return separateOperands(Text, Site.Offset);
  case RepairSite::Kind::Braces:
    return nameBraces(Text, Site.Offset, Site.Type);
  }
  return false;
}

bool repairSites(std::vector<RepairSite> Sites, RepairedTexts &Texts,
                 function_ref<std::optional<std::string>(StringRef)> Read,
                 function_ref<void(const RepairSite &, StringRef)> Done) {
  // Later places first, so that the offsets of the others stay right.
  llvm::sort(Sites, [](const auto &A, const auto &B) {
    return std::tie(A.File, B.Offset) < std::tie(B.File, A.Offset);
  });
  bool Changed = false;
  for (const RepairSite &Site : Sites) {
    SmallString<256> Path(Site.File);
    sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    auto At = Texts.find(std::string(Path));
    if (At == Texts.end()) {
      // Before there is an entry, which the file system looks up.
      std::optional<std::string> Text = Read(Site.File);
      if (!Text)
        continue;
      At = Texts.emplace(std::string(Path), std::move(*Text)).first;
    }
    std::string &Text = At->second;
    if (!repairOne(Text, Site))
      continue;
    Changed = true;
    Done(Site, Text);
  }
  return Changed;
}

} // namespace perfclaim
