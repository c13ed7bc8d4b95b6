//===- Collectors.h - The passes that fill an inventory ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The passes over one unit, in the order in which analyzeUnit makes them.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_COLLECTORS_H
#define PERFCLAIM_LIB_ANALYSIS_COLLECTORS_H

#include "AnalysisInternal.h"
#include "DeclIndex.h"

namespace perfclaim {

/// Device view: every kernel that the unit defines.
void collectKernels(const ParsedUnit &Unit, const DeclIndex &Index,
                    Inventory &Out);

/// Template arguments of a function template's instantiations that are used,
/// spelled, with the declaration that each gives. Explicit specialisations
/// are functions of their own.
std::vector<std::pair<std::string, const clang::FunctionDecl *>>
instantiationsOf(const clang::ASTContext &Context,
                 const clang::FunctionDecl *Pattern);

/// Host view: launches in the order of the unit, and where each stands in
/// Inventory::Launches.
std::vector<LaunchSite> collectLaunches(const ParsedUnit &Unit,
                                        const DeclIndex &Index, Inventory &Out);

/// The expressions of a dim3; null where it is 1 by default, nothing where the
/// expression cannot be taken apart.
std::optional<std::array<const clang::Expr *, 3>>
dimensionsOf(const clang::Expr *E, const clang::FunctionDecl *Enclosing);

/// Every function that a launched expression can be, in the order found.
llvm::SmallVector<const clang::FunctionDecl *, 4>
launchedFunctions(const clang::Expr *Callee, const DeclIndex &Index,
                  const clang::FunctionDecl *Enclosing);

/// Host view: functions, what they need, and calls between them. \p Sites
/// belongs to Out.Launches, index by index.
void collectFunctions(const ParsedUnit &Unit, const DeclIndex &Index,
                      llvm::ArrayRef<LaunchSite> Sites, Inventory &Out);

/// Host view: what decides launch configurations by conditions.
void collectHeuristics(const ParsedUnit &Unit, const DeclIndex &Index,
                       llvm::ArrayRef<LaunchSite> Sites, Inventory &Out);

/// Any view: marks pointers that the code tests for being null.
void noteNullable(const ParsedUnit &Unit, Inventory &Out);

/// Host view: notes which names of torch the unit uses, and whether they are
/// real, stand in, or are missing.
void noteFrameworkNames(const ParsedUnit &Unit, Inventory &Out);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_COLLECTORS_H
