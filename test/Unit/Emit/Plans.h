//===- Plans.h - Plans written by hand --------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Small plans with the sources they speak of, one per kind of entry. What they
/// emit builds with nvcc.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_TEST_UNIT_EMIT_PLANS_H
#define PERFCLAIM_TEST_UNIT_EMIT_PLANS_H

#include "perfclaim/Emit/Emit.h"

namespace perfclaim::test {

struct PlannedPackage {
  BenchmarkPlan Plan;
  SourceTexts Before, After;
};

/// A launcher with floats and a block-size heuristic that changed.
PlannedPackage launcherPlan();
/// A launch of a template kernel with half, a struct by value and an in-out
/// buffer, more than 48 KB of shared memory, and a preamble.
PlannedPackage kernelPlan();
/// A unit with globals that its main sets, a cublas call, a helper in another
/// unit, and references to what is nowhere.
PlannedPackage programPlan();

ParameterModel integer(llvm::StringRef Name);
ParameterModel pointer(llvm::StringRef Name, llvm::StringRef Type,
                       ElementKind Element, ParameterRole Role,
                       llvm::StringRef Extent);

} // namespace perfclaim::test

#endif // PERFCLAIM_TEST_UNIT_EMIT_PLANS_H
