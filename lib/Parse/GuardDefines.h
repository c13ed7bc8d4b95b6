//===- GuardDefines.h - Definitions that bring code to light ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Where no compile database says so, what has to be defined is guessed: from
/// names that the code uses and only a build file gives, from the `#if` around
/// a name that is missing, and from the `#if` around changed lines.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PARSE_GUARDDEFINES_H
#define PERFCLAIM_LIB_PARSE_GUARDDEFINES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <map>
#include <set>
#include <string>
#include <vector>

namespace perfclaim {

/// A part of a text that is only there if a name is defined.
struct GuardedPart {
  std::vector<std::string> Names; ///< One of them does.
  size_t Begin = 0, End = 0;
  bool HasElse = false;
};
std::vector<GuardedPart> scanGuards(llvm::StringRef Text);

/// Name to value, "" for none.
using Definitions = std::map<std::string, std::string>;

/// True unless the name belongs to another platform, compiler or to debugging.
bool isPlausibleSwitch(llvm::StringRef Name);

class GuardGuesser {
public:
  /// \p Texts are the files that a unit includes, itself too; \p Builds is
  /// what build files define.
  GuardGuesser(std::vector<llvm::StringRef> Texts, const Definitions &Builds);

  /// From now on \p Name counts as defined.
  void define(llvm::StringRef Name) { Defined.insert(Name.str()); }
  /// True if some part is there only if \p Name is defined.
  bool guards(llvm::StringRef Name) const;
  /// Names that are used as values and that nobody but a build file defines.
  Definitions forValues() const;
  /// Names that build files define, and without which a macro is empty.
  Definitions forEmptyMacros() const;
  /// \p Unknown are names that a parse found to be missing.
  Definitions forUnknown(const std::set<std::string> &Unknown) const;
  /// \p Lines are texts of changed lines of \p File, one of the texts.
  Definitions forChanges(llvm::StringRef File,
                         const std::set<std::string> &Lines) const;
  /// True if some name is worth the cost of a trial parse.
  bool worthTrying() const;

private:
  std::vector<llvm::StringRef> Texts;
  const Definitions &Builds;
  std::vector<std::vector<GuardedPart>> Parts; ///< Like Texts.
  std::set<std::string> Defined;               ///< By #define in the texts.

  bool mayDefine(llvm::StringRef Name) const;
  void add(llvm::StringRef Name, Definitions &To) const;
};

/// Lines that one of two texts has and the other does not, blank ones left out.
std::set<std::string> differingLines(llvm::StringRef A, llvm::StringRef B);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PARSE_GUARDDEFINES_H
