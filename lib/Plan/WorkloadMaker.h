//===- WorkloadMaker.h - Consistent values for one entry --------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_WORKLOADMAKER_H
#define PERFCLAIM_LIB_PLAN_WORKLOADMAKER_H

#include "Constraints.h"
#include "Values.h"
#include "perfclaim/Plan/Plan.h"

namespace perfclaim {

/// Makes workloads of one entry and adds them to a plan.
class WorkloadMaker {
public:
  using Purpose = Workload::Purpose;

  WorkloadMaker(BenchmarkPlan &Plan, const EntryPair &Entry,
                const SideView &Before, const SideView &After,
                const PlanOverrides &Overrides,
                const std::map<std::string, SizeKind> &Kinds);

  void run();

private:
  /// Values of a profile with \p Given on top, made consistent; nothing where
  /// the entry does not accept them.
  struct Filled {
    Expression::Values All;
    Expression::Values Sizes;    ///< Without what follows from them.
    std::set<std::string> Fixed; ///< Given, not to be changed.
  };
  std::optional<Filled> fill(const Profile &From, size_t Index,
                             const Expression::Values &Given,
                             bool Trusted) const;
  void align(Expression::Values &Sizes,
             const std::set<std::string> &Fixed) const;
  Expression::Values complete(Expression::Values Sizes,
                              const std::set<std::string> &Fixed) const;
  bool shrink(Expression::Values &Values,
              const std::set<std::string> &Fixed) const;
  bool halveOneOf(const std::set<std::string> &Names,
                  const Expression::Values &All, Expression::Values &Values,
                  const std::set<std::string> &Fixed) const;
  /// Names of sizes, each group to be halved together, the least real loss
  /// first; with the least value that may be left.
  struct Halving {
    std::vector<std::string> Names;
    int64_t Least;
    /// Halved with the others where even, as heads with the hidden size.
    std::vector<std::string> Followers;
    /// False where none of them can be halved.
    bool apply(Expression::Values &Values) const;
  };
  std::vector<Halving> halvings(const std::set<std::string> &Fixed) const;
  double costOf(const Expression::Values &Values) const;
  size_t dimensions() const;
  bool isLinear(const std::string &Name,
                const Expression::Values &Values) const;
  bool keepsTiles(const Workload &W, const Expression::Values &Less) const;
  bool takesSamePath(const Workload &W, const Expression::Values &Less) const;
  Expression::Values reduce(const Workload &W, Filled Start) const;
  bool add(const std::string &Prefix, std::string Provenance, Purpose For,
           const Profile &From, const Expression::Values &Given,
           bool Trusted = false);

  void addUsers();
  void addMessage();
  void addCallSites();
  void addLadder();
  void addProfiles();
  void addThresholds();
  void addElementTypes();
  void addMisaligned();
  void addEdges();
  void addFlags();
  void ensureAny();
  void findControls();

  std::string nameFor(const std::string &Prefix,
                      const Expression::Values &Values) const;
  BenchmarkPlan &Plan;
  const EntryPair &Entry;
  const SideView &Before, &After;
  const PlanOverrides &Overrides;
  const std::map<std::string, SizeKind> &Kinds;
  Constraints Rules;
  int64_t MaxThreads = 1024;
  bool ManyCounts = false;
  size_t Made = 0;
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_WORKLOADMAKER_H
