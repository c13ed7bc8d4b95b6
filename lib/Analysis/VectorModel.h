//===- VectorModel.h - Containers of the host as buffers --------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_VECTORMODEL_H
#define PERFCLAIM_LIB_ANALYSIS_VECTORMODEL_H

#include "AnalysisInternal.h"

namespace perfclaim {

/// What \p F returns, where that is a number that can be compared.
std::optional<ParameterModel> valueReturned(const clang::ASTContext &Context,
                                            const clang::FunctionDecl *F);
/// Of a function that launches nothing: what it takes and returns as
/// std::vector, std::span, std::string or std::string_view of numbers. All have
/// one size, which becomes one of \p To's sizes.
void modelContainers(const clang::ASTContext &Context,
                     const clang::FunctionDecl *Function, HostFunction &To);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_VECTORMODEL_H
