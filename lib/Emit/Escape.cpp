//===- Escape.cpp - Texts of a commit, made fit for a place ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Escape.h"
#include "perfclaim/Support/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>

using namespace llvm;

namespace perfclaim {

static void replaceAll(std::string &Text, StringRef From, StringRef To) {
  for (size_t At = 0;
       (At = Text.find(From.data(), At, From.size())) != std::string::npos;
       At += To.size())
    Text.replace(At, From.size(), To.data(), To.size());
}

std::string commentText(StringRef Text) {
  std::string Line = printable(Text);
  replaceAll(Line, "*/", "* /");
  replaceAll(Line, "/*", "/ *");
  replaceAll(Line, "?\?/", "? ?/"); // A trigraph.
  // A comment that ends with a backslash would swallow the next line.
  if (StringRef(Line).rtrim(" \t").ends_with("\\"))
    Line += " //";
  return Line;
}

std::vector<std::string> commentLines(StringRef Text, StringRef First,
                                      StringRef Indent, unsigned Width) {
  std::vector<std::string> Lines;
  std::string Line = First.str();
  bool Empty = true;
  SmallVector<StringRef, 0> Words;
  const std::string Clean = printable(Text);
  StringRef(Clean).split(Words, ' ', -1, /*KeepEmpty=*/false);
  for (StringRef Word : Words) {
    if (!Empty && Line.size() + 1 + Word.size() > Width) {
      Lines.push_back(Line);
      Line = Indent.str();
      Empty = true;
    }
    if (!Empty)
      Line += ' ';
    Line += Word;
    Empty = false;
  }
  Lines.push_back(Line);
  for (std::string &L : Lines)
    L = StringRef(commentText(L)).rtrim().str();
  return Lines;
}

std::string stringLiteral(StringRef Text) {
  std::string Out = "\"";
  for (const char C : Text) {
    const auto Byte = static_cast<unsigned char>(C);
    switch (C) {
    case '"':
      Out += "\\\"";
      continue;
    case '\\':
      Out += "\\\\";
      continue;
    case '?': // Half a trigraph.
      Out += "\\?";
      continue;
    default:
      break;
    }
    // No text can end a comment that somebody puts around the literal.
    const bool EndsComment = C == '/' && Out.back() == '*';
    if (Byte >= 0x20 && Byte < 0x7f && !EndsComment) {
      Out += C;
      continue;
    }
    // Three digits: a digit that follows is not taken in.
    Out += '\\';
    for (int Shift : {6, 3, 0})
      Out += static_cast<char>('0' + ((Byte >> Shift) & 7));
  }
  return Out + "\"";
}

std::optional<std::string> cmakeArgument(StringRef Text) {
  std::string Out = "\"";
  for (const char C : Text) {
    const auto Byte = static_cast<unsigned char>(C);
    if (Byte < 0x20 || Byte == 0x7f || C == '$' || C == ';')
      return std::nullopt;
    if (C == '"' || C == '\\')
      Out += '\\';
    Out += C;
  }
  return Out + "\"";
}

std::string markdown(StringRef Text) {
  std::string Out;
  for (const char C : printable(Text)) {
    if (StringRef("\\`*_{}[]<>#|!~$&").contains(C))
      Out += '\\';
    Out += C;
  }
  return Out;
}

std::string markdownCode(StringRef Text) {
  std::string Clean = printable(Text);
  if (Clean.empty())
    return "";
  // A pipe would end the cell of a table, in code too.
  replaceAll(Clean, "|", "\\|");
  size_t Longest = 0, Run = 0;
  for (const char C : Clean) {
    Run = C == '`' ? Run + 1 : 0;
    Longest = std::max(Longest, Run);
  }
  const std::string Fence(Longest + 1, '`');
  const StringRef Space = Longest ? " " : "";
  return (Fence + Space + Clean + Space + Fence).str();
}

bool isCxxIdentifier(StringRef Text) {
  static const StringSet<> Keywords = [] {
    StringSet<> Set;
    for (StringRef Word : {"alignas",
                           "alignof",
                           "and",
                           "asm",
                           "auto",
                           "bitand",
                           "bitor",
                           "bool",
                           "break",
                           "case",
                           "catch",
                           "char",
                           "class",
                           "compl",
                           "const",
                           "constexpr",
                           "continue",
                           "decltype",
                           "default",
                           "delete",
                           "do",
                           "double",
                           "else",
                           "enum",
                           "explicit",
                           "export",
                           "extern",
                           "false",
                           "float",
                           "for",
                           "friend",
                           "goto",
                           "if",
                           "inline",
                           "int",
                           "long",
                           "mutable",
                           "namespace",
                           "new",
                           "noexcept",
                           "not",
                           "nullptr",
                           "operator",
                           "or",
                           "private",
                           "protected",
                           "public",
                           "register",
                           "return",
                           "short",
                           "signed",
                           "sizeof",
                           "static",
                           "struct",
                           "switch",
                           "template",
                           "this",
                           "throw",
                           "true",
                           "try",
                           "typedef",
                           "typeid",
                           "typename",
                           "union",
                           "unsigned",
                           "using",
                           "virtual",
                           "void",
                           "volatile",
                           "wchar_t",
                           "while",
                           "xor",
                           "typeof",
                           "and_eq",
                           "or_eq",
                           "xor_eq",
                           "not_eq",
                           "linux",
                           "unix",
                           "concept",
                           "requires",
                           "char8_t",
                           "char16_t",
                           "char32_t",
                           "static_cast",
                           "const_cast",
                           "dynamic_cast",
                           "reinterpret_cast",
                           "static_assert",
                           "thread_local"})
      Set.insert(Word);
    return Set;
  }();
  return !Text.empty() && !isDigit(Text.front()) &&
         all_of(Text, [](char C) { return isAlnum(C) || C == '_'; }) &&
         !Keywords.contains(Text);
}

std::string identifier(StringRef Name) {
  if (isCxxIdentifier(Name))
    return Name.str();
  std::string Out;
  for (const char C : Name)
    Out += isAlnum(C) || C == '_' ? C : '_';
  if (Out.empty() || isDigit(Out.front()))
    Out.insert(0, "v");
  return isCxxIdentifier(Out) ? Out : Out + "_";
}

bool isSymbol(StringRef Text) {
  return !Text.empty() && !isDigit(Text.front()) && all_of(Text, [](char C) {
    return isAlnum(C) || C == '_' || C == '.' || C == '$';
  });
}

bool isIncludable(StringRef Path) {
  return none_of(Path, [](char C) {
    const auto Byte = static_cast<unsigned char>(C);
    return Byte < 0x20 || Byte == 0x7f || C == '"' || C == '\\';
  });
}

std::string doubleLiteral(double Value) {
  if (std::isnan(Value))
    return "NAN";
  if (std::isinf(Value))
    return Value < 0 ? "-INFINITY" : "INFINITY";
  std::string Text;
  for (int Digits = 1; Digits <= 17; ++Digits) {
    Text.clear();
    raw_string_ostream(Text) << format("%.*g", Digits, Value);
    double Back = 0;
    if (!StringRef(Text).getAsDouble(Back) && Back == Value)
      break;
  }
  if (StringRef(Text).find_first_of(".e") == StringRef::npos)
    Text += ".0";
  return Text;
}

} // namespace perfclaim
