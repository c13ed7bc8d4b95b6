//===- GuessExtent.h - How large what nothing tells of may be --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_GUESSEXTENT_H
#define PERFCLAIM_LIB_PLAN_GUESSEXTENT_H

#include "SizeKind.h"
#include "perfclaim/Plan/Plan.h"

namespace perfclaim {

/// Enough room for any array that the dimensions among \p Variables could
/// describe, short of absurd ones; nothing without dimensions.
std::optional<Expression>
guessExtent(const ParameterModel &P,
            const std::vector<ParameterModel> &Variables,
            const std::map<std::string, SizeKind> &Kinds);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_GUESSEXTENT_H
