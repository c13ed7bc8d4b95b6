//===- Score.h - Points for and against an entry pair -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One unit is about the doubt of one unknown. A target weighs 40 to 150; what
/// follows decides between the ways to call it.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_SCORE_H
#define PERFCLAIM_LIB_PLAN_SCORE_H

#include "llvm/ADT/STLExtras.h"
#include <vector>

namespace perfclaim {

/// Largest score first; equal ones keep their order.
template <typename T, typename Score>
void sortByScore(std::vector<T> &Values, Score ScoreOf) {
  std::vector<std::pair<double, size_t>> Order;
  for (size_t I = 0; I < Values.size(); ++I)
    Order.emplace_back(-ScoreOf(Values[I]), I);
  llvm::sort(Order);
  std::vector<T> Sorted;
  Sorted.reserve(Values.size());
  for (const auto &[Negated, Index] : Order)
    Sorted.push_back(std::move(Values[Index]));
  Values = std::move(Sorted);
}

// For.
inline constexpr double LauncherBase = 12;
inline constexpr double KernelBase = 6;
inline constexpr double CompositeBase = 8;
inline constexpr double HostCodeBonus = 10;
inline constexpr double FurtherTarget = 2; ///< Each, up to four.
inline constexpr double TypeBonus = 5;     ///< Of the type that is claimed.
/// Of a function that both sides have, where the kernel is another one.
inline constexpr double SameFunction = 4;
/// A library's work that the commit's own kernels now do, or the reverse.
inline constexpr double LibraryReplaced = 20;

// Against: what would hide the change.
inline constexpr double LibraryCall = 30;
inline constexpr double Allocation = 14;
inline constexpr double Copy = 12;
inline constexpr double Synchronisation = 7;
inline constexpr double InputOutput = 14;
inline constexpr double OtherCall = 4;
inline constexpr double OtherKernel = 6; ///< Each, up to four.
inline constexpr double CallerBase = 4;
inline constexpr double CallerStep = 8;

// Against: what may go wrong.
/// Of calls that are all that their caller does.
inline constexpr double WholeCallerDoubt = 40;
inline constexpr double SiblingDoubt = 2;
inline constexpr double VariantDoubt = 20;
inline constexpr double StructureDoubt = 8;
inline constexpr double SetGlobal = 1;
inline constexpr double SpecialCaseDoubt = 5; ///< Launches for one value.
inline constexpr double ElsewhereDoubt = 3;   ///< Launches of other functions.

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_SCORE_H
