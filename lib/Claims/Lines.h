//===- Lines.h - What kind of line one is -----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Some lines of a message are not its author's words, or begin something new.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_CLAIMS_LINES_H
#define PERFCLAIM_LIB_CLAIMS_LINES_H

#include "llvm/ADT/StringRef.h"
#include <vector>

namespace perfclaim {

/// Where the lines of a text are, for texts with many figures on one.
class LineTable {
public:
  explicit LineTable(llvm::StringRef Text);

  /// The line that a place of the text is in, without its end.
  llvm::StringRef at(size_t Offset) const;

private:
  llvm::StringRef Text;
  std::vector<size_t> Begins;
};

/// Lines that Git and its friends add, and that nobody claims anything in.
bool isTrailer(llvm::StringRef Line);
/// "- ...", "2. ...", "Accuracy: ...".
bool startsItem(llvm::StringRef Line);
/// "Alice wrote:"
bool introducesQuote(llvm::StringRef Line);
/// "> It is 2x faster.", as mails quote others; "> 2x faster" is a bound unless
/// a line \p Beside it is quoted, too.
bool isQuoted(llvm::StringRef Line, bool Beside);
/// What a line takes back: the title in `Revert "..."`, and in a \p Subject
/// also "revert: ...", "Back out ..."; empty if it takes back nothing.
llvm::StringRef withdrawnTitle(llvm::StringRef Line, bool Subject);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_CLAIMS_LINES_H
