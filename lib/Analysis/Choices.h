//===- Choices.h - Values under conditions ----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which value a variable, a return or an expression has under which
/// condition: if and else chains, switches and ternaries as lists. Of a list
/// the first entry whose condition holds decides.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_CHOICES_H
#define PERFCLAIM_LIB_ANALYSIS_CHOICES_H

#include "AnalysisInternal.h"

namespace perfclaim {

struct Condition {
  std::string Text;
  const clang::Expr *Whole = nullptr; ///< The condition as an expression, or
  const clang::Expr *Left = nullptr;  ///< both sides of a comparison that is
  const clang::Expr *Right = nullptr; ///< not written as one.
  /// The other branch: it is there for thresholds, `when` leaves it out.
  bool Negated = false;
};

struct Choice {
  std::vector<Condition> Path;
  std::string Value;
  const clang::Expr *From = nullptr; ///< Where the value comes from.

  /// "a < 8 && b"; "" for otherwise.
  std::string when() const;
};

/// The arms of a (nested) ternary.
void addTernary(const ParsedUnit &Unit, const clang::Expr *E,
                const std::vector<Condition> &Path,
                std::vector<Choice> &Choices);
/// What \p F assigns to a local: conditional values first, the initialiser as
/// the otherwise.
std::vector<Choice> assignmentsOf(const ParsedUnit &Unit,
                                  const clang::VarDecl *V,
                                  const clang::FunctionDecl *F);
/// What \p F returns.
std::vector<Choice> returnsOf(const ParsedUnit &Unit,
                              const clang::FunctionDecl *F);
/// The conditions around \p Target in \p F.
std::vector<Condition> pathTo(const ParsedUnit &Unit, const clang::Expr *Target,
                              const clang::FunctionDecl *F);
/// Comparisons in \p When with a constant or another expression.
void addThresholds(const ParsedUnit &Unit, const Condition &When,
                   const clang::FunctionDecl *F,
                   std::vector<Threshold> &Thresholds);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_CHOICES_H
