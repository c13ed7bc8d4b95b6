//===- TensorModel.h - Shapes and elements of tensors -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The argument models of tensors: their sizes as formulas over integers that
/// all of them share, and their element types. Comments beside parameters,
/// checks, and what the function calls a size decide.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_TENSORMODEL_H
#define PERFCLAIM_LIB_ANALYSIS_TENSORMODEL_H

#include "AnalysisInternal.h"

namespace perfclaim {

/// Fills Shape, elements and evidence of those of \p Models that are tensors.
/// \p Sizes gets the integers that no parameter is, and that the shapes or the
/// element types are written in.
void modelTensors(const ParsedUnit &Unit, const clang::FunctionDecl *Function,
                  std::vector<ParameterModel> &Models,
                  std::vector<ParameterModel> &Sizes);
/// After extents were found: a tensor's is the product of its sizes.
void finishTensors(std::vector<ParameterModel> &Models);

/// Puts the preconditions of \p Model, which \p Function has, and its
/// thresholds in \p Out in terms of its tensors' sizes.
void nameSizes(const ParsedUnit &Unit, const clang::FunctionDecl *Function,
               HostFunction &Model, Inventory &Out);
/// The same for what launches and calls of \p Model are made with, and when.
void expressSizes(const HostFunction &Model, Inventory &Out);
/// Forgets formulas with sizes of tensors that no model has.
void dropOtherSizes(Inventory &Out);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_TENSORMODEL_H
