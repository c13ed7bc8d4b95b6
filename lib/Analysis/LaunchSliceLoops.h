//===- LaunchSliceLoops.h - Loops around launches and calls -----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_LAUNCHSLICELOOPS_H
#define PERFCLAIM_LIB_ANALYSIS_LAUNCHSLICELOOPS_H

#include "LaunchSliceText.h"

namespace perfclaim {

/// Adds the heads of the loops around \p Call in \p Enclosing to \p Out, which
/// \p Printer has printed. Leaves that the heads alone need are added to
/// \p Printer; the ones before \p Printer's present end stay what they are.
void addLoops(const ParsedUnit &Unit, const clang::FunctionDecl *Enclosing,
              const clang::Expr *Call, SlicePrinter &Printer, LaunchSlice &Out);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_LAUNCHSLICELOOPS_H
