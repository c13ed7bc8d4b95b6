//===- ArgumentModelTypes.h - What a parameter's type tells -----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Kind, element and size of a parameter from its type alone.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_ARGUMENTMODELTYPES_H
#define PERFCLAIM_LIB_ANALYSIS_ARGUMENTMODELTYPES_H

#include "AnalysisInternal.h"

namespace perfclaim {

/// Fills everything of \p Model that \p Type decides, its role for scalars,
/// streams and handles included.
void modelType(const clang::ASTContext &Context, clang::QualType Type,
               ParameterModel &Model);
/// For a parameter of a type that no benchmark can make: whether the code takes
/// a null pointer, or a structure as its defaults leave it; \p Model then says
/// so.
bool makeByDefault(const ParsedUnit &Unit, const clang::ParmVarDecl *Parameter,
                   ParameterModel &Model);
/// What the elements are; Bytes for records and for what is not understood.
ElementKind elementKindOf(const clang::ASTContext &Context,
                          clang::QualType Type);
/// Where a pointer to void or to bytes is only ever used as one to numbers of
/// one type, makes \p Model a pointer to these. \p Accessed: the types of what
/// is read and written through it.
void modelData(const clang::ASTContext &Context,
               llvm::ArrayRef<clang::QualType> Accessed, ParameterModel &Model);
/// Size, Stride, Flag, RepeatCount or Unknown, from the name of an integer.
ParameterRole roleOfInteger(llvm::StringRef Name, bool Boolean);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_ARGUMENTMODELTYPES_H
