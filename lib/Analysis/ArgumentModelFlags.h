//===- ArgumentModelFlags.h - Buffers of yes and no -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_ARGUMENTMODELFLAGS_H
#define PERFCLAIM_LIB_ANALYSIS_ARGUMENTMODELFLAGS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"

namespace perfclaim {

/// The first test of an element, if all that \p Function and what it calls do
/// with the elements of that parameter is to ask whether they are 0 or 1:
/// `if (finished[i]) return;`. Among arbitrary integers hardly one is 0, and
/// nothing would be done for any.
const clang::Expr *testOfFlags(const clang::ASTContext &Context,
                               const clang::FunctionDecl *Function,
                               unsigned Parameter);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_ARGUMENTMODELFLAGS_H
