//===- Solve.h - The value that makes an equation hold ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_SOLVE_H
#define PERFCLAIM_LIB_PLAN_SOLVE_H

#include "perfclaim/Model/Expression.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>
#include <utility>

namespace perfclaim {

/// A symbol that \p MayMove allows, and the value with which \p E is \p Target,
/// the other symbols being as in \p Values. Sums, products and quotients are
/// gone back through; nothing where that does not come out even.
std::optional<std::pair<std::string, int64_t>>
solveFor(const Expression &E, int64_t Target, const Expression::Values &Values,
         llvm::function_ref<bool(const Expression &)> MayMove);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_SOLVE_H
