//===- LaunchSites.h - Launches in the body of a function -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_LAUNCHSITES_H
#define PERFCLAIM_LIB_ANALYSIS_LAUNCHSITES_H

#include "AnalysisInternal.h"

namespace perfclaim {

/// Adds every launch in the body of \p F, lambdas included, in every form; what
/// each launches is not resolved yet.
void findLaunchSites(const clang::FunctionDecl *F,
                     std::vector<LaunchSite> &Out);

/// Argument \p I as it is written; null where it is not.
clang::Expr *argumentOf(const clang::CallExpr *Call, unsigned I);
/// The variable that \p E is, or takes the address of; null for others.
const clang::VarDecl *variableOf(const clang::Expr *E);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_LAUNCHSITES_H
