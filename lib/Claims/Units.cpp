//===- Units.cpp - Names of units -----------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Units.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

double timeScale(StringRef Word) {
  return StringSwitch<double>(Word)
      .CasesLower({"ns", "nsec", "nanosecond", "nanoseconds"}, 1e-9)
      .CasesLower({"us", "usec", "usecs", "\xC2\xB5s", "\xCE\xBCs"}, 1e-6)
      .CasesLower({"micros", "microsecond", "microseconds"}, 1e-6)
      .CasesLower({"ms", "msec", "msecs", "millisecond", "milliseconds"}, 1e-3)
      .CasesLower({"s", "sec", "secs", "second", "seconds"}, 1)
      .CasesLower({"min", "mins", "minute", "minutes", "mn"}, 60)
      .CasesLower({"h", "hour", "hours"}, 3600)
      .Default(0);
}

double prefixScale(char C) {
  switch (toLower(C)) {
  case 'k':
    return 1e3;
  case 'm':
    return 1e6;
  case 'g':
    return 1e9;
  case 't':
    return 1e12;
  case 'p':
    return 1e15;
  default:
    return 0;
  }
}

double rateScale(StringRef Word, bool &NeedsPerSecond) {
  NeedsPerSecond = false;
  const std::string Lower = Word.lower();
  StringRef W = Lower;
  // QPs are queues.
  if (Word == "QPs")
    return 0;
  if (W == "fps" || W == "qps" || W == "nps" || W == "rps" || W == "tps")
    return 1;
  if (W.size() > 4 && (W.ends_with("flops") || W.ends_with("flop") ||
                       W.ends_with("ops") || W.ends_with("flop/s"))) {
    const double Scale = prefixScale(W.front());
    NeedsPerSecond = W.ends_with("flop");
    return W.size() <= 8 ? Scale : 0;
  }
  // "31 Mnps", nodes of a search
  if (W.size() == 4 && W.ends_with("nps"))
    return prefixScale(W.front());
  // Edges that are traversed, cells that are updated.
  if (W.size() == 5 && (W.ends_with("teps") || W.ends_with("lups")))
    return prefixScale(W.front());
  if (W == "gups")
    return 1e9;
  if (W == "tops" || (Word == "TF" || Word == "TFs"))
    return 1e12;
  if (Word == "PF")
    return 1e15;
  // Hashes are so much of a rate that people leave the second out.
  if (W == "khash" || W == "mhash" || W == "ghash")
    return prefixScale(W.front());
  if ((W == "kh" || W == "mh" || W == "gh" || W == "khs" || W == "mhs"))
    return prefixScale(W.front());
  return 0;
}

double memoryScale(StringRef Word) {
  return StringSwitch<double>(Word)
      .CasesLower({"byte", "bytes"}, 1)
      .CaseLower("kb", 1e3)
      .CaseLower("mb", 1e6)
      .CaseLower("gb", 1e9)
      .CaseLower("tb", 1e12)
      .CaseLower("kib", 1024.0)
      .CaseLower("mib", 1024.0 * 1024)
      .CaseLower("gib", 1024.0 * 1024 * 1024)
      .CaseLower("tib", 1024.0 * 1024 * 1024 * 1024)
      .Default(0);
}

double valueOf(StringRef Digits) {
  std::string Clean;
  const size_t Comma = Digits.find(',');
  const bool Decimal =
      Comma != StringRef::npos && !Digits.contains('.') &&
      (Digits.size() - Comma - 1 != 3 || Digits.take_front(Comma) == "0");
  for (char C : Digits)
    if (isDigit(C) || C == '.')
      Clean += C;
    else if (C == ',' && Decimal)
      Clean += '.';
  double Value = 0;
  return StringRef(Clean).getAsDouble(Value) ? 0 : Value;
}

bool startsWithUnit(StringRef Text) {
  const StringRef Bare = Text.ltrim(' ');
  if (Bare.starts_with("%"))
    return true;
  const StringRef Word = Bare.take_while([](char C) {
    return isAlnum(C) || C == '_' || static_cast<unsigned char>(C) >= 0x80;
  });
  bool PerSecond = false;
  return (Word.equals_insensitive("x") && Text.starts_with(Word)) ||
         (Word.size() > 1 && timeScale(Word) != 0) || Word == "s" ||
         memoryScale(Word) != 0 || rateScale(Word, PerSecond) != 0;
}

} // namespace perfclaim
