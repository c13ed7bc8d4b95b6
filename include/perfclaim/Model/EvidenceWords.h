//===- EvidenceWords.h - Evidence that is asked for again -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Texts of ParameterModel::Because by which a later stage tells a guess from
/// what was read.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_MODEL_EVIDENCEWORDS_H
#define PERFCLAIM_MODEL_EVIDENCEWORDS_H

namespace perfclaim {

inline constexpr const char *NoElementTold = "nothing tells its element type";
inline constexpr const char *NeverNamed = "the function never names it";
inline constexpr const char *LeftOut =
    "only one side takes it, and tests it for being null: left out";

} // namespace perfclaim

#endif // PERFCLAIM_MODEL_EVIDENCEWORDS_H
