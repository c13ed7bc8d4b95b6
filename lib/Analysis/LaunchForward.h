//===- LaunchForward.h - Launches of what a caller passes -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_LAUNCHFORWARD_H
#define PERFCLAIM_LIB_ANALYSIS_LAUNCHFORWARD_H

#include "AnalysisInternal.h"
#include "llvm/ADT/DenseMap.h"

namespace perfclaim {

/// A function that launches the kernel it is given: `launch(k, grid, args...)`.
struct LaunchForward {
  unsigned Kernel = 0; ///< Index of the parameter.
  LaunchSite Inside;   ///< What it launches, over its own parameters.
};

/// Such functions of a unit. A call of one is a launch of its caller, with the
/// configuration and the arguments that the caller passes.
class LaunchForwards {
public:
  explicit LaunchForwards(llvm::ArrayRef<LaunchSite> Sites);

  /// Adds the calls in the body of \p F as launches.
  void findCalls(const clang::FunctionDecl *F,
                 std::vector<LaunchSite> &Out) const;
  /// Forgets those that none of \p Calls was made of: what they launch is then
  /// unknown.
  void forgetUncalled(llvm::ArrayRef<LaunchSite> Calls);
  /// Null for other functions.
  std::shared_ptr<const LaunchForward> find(const clang::FunctionDecl *F) const;

private:
  llvm::DenseMap<const clang::FunctionDecl *,
                 std::shared_ptr<const LaunchForward>>
      Known;
};

/// The launch that \p Call makes through \p Forward, in \p Enclosing.
LaunchSite forwarded(std::shared_ptr<const LaunchForward> Forward,
                     const clang::CallExpr *Call,
                     const clang::FunctionDecl *Enclosing);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_LAUNCHFORWARD_H
