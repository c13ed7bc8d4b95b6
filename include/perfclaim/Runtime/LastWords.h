//===- LastWords.h - What a process said of its end -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which of the lines that a process printed before it died tells why.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_LASTWORDS_H
#define PERFCLAIM_RUNTIME_LASTWORDS_H

#include <string>
#include <vector>

namespace pc {

/// What a process said of its end. A debugger that the code calls may talk on
/// after the reason, and indented lines below it say where.
inline std::string lastWords(const std::vector<std::string> &Said) {
  const auto Has = [](const std::string &Line, const char *Part) {
    return Line.find(Part) != std::string::npos;
  };
  std::string Words;
  bool Reason = false;
  for (const std::string &Line : Said) {
    const std::size_t Start = Line.find_first_not_of(' ');
    if (Start == std::string::npos)
      continue;
    if (Reason) {
      if (Start == 0)
        break;
      Words += "; " + Line.substr(Start);
      continue;
    }
    Words = Line;
    Reason = Has(Line, "ssert") || Has(Line, "ASSERT") || Has(Line, "rror") ||
             Has(Line, "ERROR") || Has(Line, "fatal");
  }
  return Words.substr(0, 200);
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_LASTWORDS_H
