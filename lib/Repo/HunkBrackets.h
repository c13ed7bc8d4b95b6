//===- HunkBrackets.h - What the lines of a hunk open and close -*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Brackets of a part of a C++ file, seen from its lines alone: comments,
/// literals and directives left out.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPO_HUNKBRACKETS_H
#define PERFCLAIM_LIB_REPO_HUNKBRACKETS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace perfclaim {

enum class Bracket {
  Paren,
  Block,     ///< Of a function or statement.
  Class,     ///< Ends in "};".
  Namespace, ///< Also `extern "C"`.
};

struct Closer {
  bool Paren;       ///< Else a brace.
  bool AtLineStart; ///< Of a function, class or namespace.
};

struct Brackets {
  std::vector<Bracket> Open;   ///< The outermost first.
  std::vector<Closer> Closers; ///< Of what was opened before the lines.
  /// What stands between the start and the first of Closers, if that is ")".
  std::string BeforeParen;
  bool ParenOpensBlock = false;
  bool StartsInComment = false, EndsInComment = false;
  int Conditionals = 0; ///< `#if`s without `#endif`.
};

/// \p Open is what the text before the lines has left open.
Brackets scanBrackets(llvm::ArrayRef<llvm::StringRef> Lines,
                      std::vector<Bracket> Open = {});

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPO_HUNKBRACKETS_H
