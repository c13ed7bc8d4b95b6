//===- LaunchSliceRecords.h - Structures with buffers in them ---*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a structure that a launch takes by value consists of: a pointer with
/// its sizes and steps, say. A benchmark makes such a structure part by part.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_LAUNCHSLICERECORDS_H
#define PERFCLAIM_LIB_ANALYSIS_LAUNCHSLICERECORDS_H

#include "AnalysisInternal.h"
#include "clang/AST/DeclCXX.h"

namespace perfclaim {

/// A number or a pointer within a structure.
struct RecordPart {
  std::string Path;    ///< ".cols", ".sizes[1]", ".inner.data".
  uint64_t Offset = 0; ///< In bytes.
  clang::QualType Type;
  /// Null for elements of arrays.
  const clang::FieldDecl *Field = nullptr;
};

/// The parts of \p Type, in the order of memory; nothing where it is no
/// structure that its bytes alone make.
std::optional<std::vector<RecordPart>> partsOf(const clang::ASTContext &Context,
                                               clang::QualType Type);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_LAUNCHSLICERECORDS_H
