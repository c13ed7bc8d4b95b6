//===- Markdown.cpp - Text that Markdown leaves alone ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Report/Report.h"
#include "perfclaim/Support/Text.h"

using namespace llvm;

namespace perfclaim {

std::string escapeMarkdown(StringRef Text) {
  std::string Result;
  // Line ends would end a table row; other control bytes become visible.
  std::string Line;
  for (char C : Text)
    Line += C == '\n' || C == '\r' || C == '\t' ? ' ' : C;
  for (char C : printable(StringRef(Line).trim())) {
    switch (C) {
    case '<':
      Result += "&lt;";
      continue;
    case '>':
      Result += "&gt;";
      continue;
    case '&':
      Result += "&amp;";
      continue;
    // Mentions, issue numbers and bare links act without any markup.
    case '@':
      Result += "&#64;";
      continue;
    case '#':
      Result += "&#35;";
      continue;
    case ':':
      Result += "&#58;";
      continue;
    case '\\':
    case '`':
    case '*':
    case '_':
    case '{':
    case '}':
    case '[':
    case ']':
    case '(':
    case ')':
    case '!':
    case '|':
    case '~':
    case '+':
    case '-':
    case '=':
      Result += '\\';
      [[fallthrough]];
    default:
      Result += C;
    }
  }
  return Result;
}

} // namespace perfclaim
