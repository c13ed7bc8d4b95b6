//===- Text.cpp - Bytes from strangers, made fit to print -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Support/Text.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Unicode.h"

using namespace llvm;

namespace perfclaim {

static void appendByte(std::string &Out, unsigned char Byte) {
  Out += "\\x";
  Out += hexdigit(Byte >> 4, /*LowerCase=*/true);
  Out += hexdigit(Byte & 15, /*LowerCase=*/true);
}

static void appendAscii(std::string &Out, unsigned char Byte,
                        bool KeepNewlines) {
  switch (Byte) {
  case '\n':
    Out += KeepNewlines ? "\n" : "\\n";
    return;
  case '\t':
    Out += KeepNewlines ? "\t" : "\\t";
    return;
  case '\r':
    Out += "\\r";
    return;
  default:
    if (Byte >= 0x20 && Byte != 0x7f)
      Out += static_cast<char>(Byte);
    else
      appendByte(Out, Byte);
  }
}

static std::string escape(StringRef Text, bool KeepNewlines) {
  std::string Out;
  Out.reserve(Text.size());
  const auto *At = reinterpret_cast<const UTF8 *>(Text.bytes_begin());
  const auto *End = reinterpret_cast<const UTF8 *>(Text.bytes_end());
  while (At != End) {
    if (*At < 0x80) {
      appendAscii(Out, *At++, KeepNewlines);
      continue;
    }
    const UTF8 *Begin = At;
    UTF32 Code = 0;
    if (convertUTF8Sequence(&At, End, &Code, strictConversion) ==
            conversionOK &&
        sys::unicode::isPrintable(static_cast<int>(Code)) &&
        !sys::unicode::isFormatting(static_cast<int>(Code))) {
      Out.append(reinterpret_cast<const char *>(Begin), At - Begin);
      continue;
    }
    At = Begin;
    appendByte(Out, *At++);
  }
  return Out;
}

std::string printable(StringRef Text) {
  return escape(Text, /*KeepNewlines=*/false);
}

std::string printableLines(StringRef Text) {
  return escape(Text, /*KeepNewlines=*/true);
}

} // namespace perfclaim
