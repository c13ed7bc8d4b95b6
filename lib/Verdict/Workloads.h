//===- Workloads.h - Faster, same or slower ---------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What can be said without any claim. Nothing of it leaves the library.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_VERDICT_WORKLOADS_H
#define PERFCLAIM_LIB_VERDICT_WORKLOADS_H

#include "perfclaim/Model/Plan.h"
#include "perfclaim/Model/Result.h"

namespace perfclaim {

/// Sets the verdict of every workload of \p Result.
void giveVerdicts(const BenchmarkPlan &Plan, BenchmarkResult &Result);

/// Whether a workload is slower by more than \p Percent, beyond chance. Needs
/// the workloads' verdicts.
bool surelySlower(const BenchmarkResult &Result, double Percent);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_VERDICT_WORKLOADS_H
