//===- Constraints.h - Which sizes an entry accepts -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_CONSTRAINTS_H
#define PERFCLAIM_LIB_PLAN_CONSTRAINTS_H

#include "Predict.h"
#include "SizeKind.h"
#include "perfclaim/Model/Plan.h"

namespace perfclaim {

/// What must hold of the values of a workload.
struct Constraints {
  std::vector<Expression> Hold;             ///< Not 0.
  std::map<std::string, int64_t> Multiples; ///< Names to what divides them.
  std::set<std::string> FreeSizes; ///< Any value from 1 is known to be safe.
  /// Kernel names to the most threads a block may have.
  std::vector<LaunchFormula> Before, After;
  /// Numbers of parts that the launches are told.
  std::vector<Expression> Quotients;
  /// Bytes of shared memory that a block of each side can ask for.
  int64_t SharedBefore = 0, SharedAfter = 0;

  bool holds(const Expression::Values &Values) const;
  /// Changes values that are not in \p Fixed so that holds() becomes true,
  /// where that takes rounding up or a bound.
  void repair(Expression::Values &Values,
              const std::set<std::string> &Fixed) const;
  /// False if a launch that is known in full cannot be made.
  bool canLaunch(const Expression::Values &Values) const {
    std::set<std::string> Ignored;
    return canLaunch(Values, Ignored);
  }
  /// The same; \p TooLarge gets the names in what is beyond a limit.
  bool canLaunch(const Expression::Values &Values,
                 std::set<std::string> &TooLarge) const;
};

Constraints findConstraints(const SideView &Before, const SideView &After,
                            const EntryPair &Entry,
                            const std::map<std::string, SizeKind> &Kinds);

/// What a condition may speak of.
struct KnownNames {
  const std::map<std::string, SizeKind> &Kinds;
  std::map<std::string, bool> IsMade; ///< Pointers; false for null ones.
};

/// One precondition as the inventory has it.
void addPrecondition(llvm::StringRef Text, const KnownNames &Known,
                     Constraints &Into);

/// What the only caller of \p F checks of the arguments that it passes on, in
/// the names of \p F: nobody calls it with others.
std::vector<std::string> demandsOfCaller(const Inventory &Found,
                                         const HostFunction &F);

/// "launches only if (n == 3 || n == 4)" where every launch of \p Kernels that
/// \p F makes stands below a comparison of one integer parameter with a
/// constant; "" elsewhere.
std::string launchChoices(const Inventory &Found, const HostFunction &F,
                          llvm::ArrayRef<std::string> Kernels);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_CONSTRAINTS_H
