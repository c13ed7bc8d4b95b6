//===- RecordModel.h - Structures by value, field by field ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A structure of numbers that a function takes by value is one number for each
/// field: `dim.rows` is the integer `dim_rows` of the entry.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_RECORDMODEL_H
#define PERFCLAIM_LIB_ANALYSIS_RECORDMODEL_H

#include "AnalysisInternal.h"
#include "IndexBounds.h"

namespace perfclaim {

/// Adds what the fields of \p Function's structures are to \p Sizes, says so in
/// \p Models, and binds them. A dim3 that a launch takes as its grid or block
/// is one number, named after that.
void modelRecords(const clang::ASTContext &Context,
                  const clang::FunctionDecl *Function,
                  std::vector<ParameterModel> &Models,
                  std::vector<ParameterModel> &Sizes, IndexBounds &Bounds);

/// The number that a launch's grid or block is, where \p E is a parameter of
/// type dim3; "" for others.
std::string numberOfDimensions(const clang::Expr *E, bool IsBlock);
/// The number that `parameter.field` is, by its name; "" for other members.
std::string numberOfField(const clang::MemberExpr *Member);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_RECORDMODEL_H
