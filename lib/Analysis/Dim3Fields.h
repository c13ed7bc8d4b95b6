//===- Dim3Fields.h - Components of a dim3 one by one ------------*- C++
//-*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_DIM3FIELDS_H
#define PERFCLAIM_LIB_ANALYSIS_DIM3FIELDS_H

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include <array>
#include <optional>

namespace perfclaim {

/// The components of the dim3 \p E in \p Enclosing as far as they are known by
/// themselves: null stands for the default of 1.
std::array<std::optional<const clang::Expr *>, 3>
knownComponents(const clang::Expr *E, const clang::FunctionDecl *Enclosing);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_DIM3FIELDS_H
