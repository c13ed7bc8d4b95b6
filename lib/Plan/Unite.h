//===- Unite.h - One argument model of two sides ----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_UNITE_H
#define PERFCLAIM_LIB_PLAN_UNITE_H

#include "perfclaim/Model/Inventory.h"

namespace perfclaim {

/// The parameters of both sides as variables of one benchmark.
struct UnitedParameters {
  std::vector<ParameterModel> Variables;
  /// The variable of each parameter, in the order of the side.
  std::vector<std::string> Before, After;
  std::vector<std::string> BeforeTypes, AfterTypes;
  /// The variables of tensors that the functions return.
  std::vector<std::string> BeforeResults, AfterResults;
  std::vector<std::string> OnlyBefore, OnlyAfter;
  /// What one side alone leaves, in words.
  std::vector<std::string> NotCompared;
  /// Why these sides cannot be called with the same data; empty if they can.
  std::vector<std::string> Failures;
  /// What makes the pair doubtful, in points (see Score.h).
  double Doubt = 0;
};

/// Points for a number that only one side takes.
inline constexpr double DoubtOfOneSidedInteger = 4;

/// Pairs parameters by name, then by \p Renames (before to after), then by
/// place where the types agree: the first \p ByPlace, or all where there are as
/// many.
UnitedParameters
uniteParameters(const std::vector<ParameterModel> &Before,
                const std::vector<ParameterModel> &After,
                const std::map<std::string, std::string> &Renames = {},
                std::optional<size_t> ByPlace = std::nullopt);

/// Leaves out what only one side takes and may be left out: with it that side
/// would do what the other one cannot.
void leaveOutOptional(UnitedParameters &United);

/// The same for two functions, with the integers that the shapes of their
/// tensors are written in; these are variables that no side takes.
UnitedParameters uniteFunctions(const HostFunction &Before,
                                const HostFunction &After);

/// One model for data that \p B and \p A both describe; the name is A's.
ParameterModel uniteModels(ParameterModel B, ParameterModel A);

/// Why one buffer or value cannot serve both; empty if it can.
std::string whyNotShared(const ParameterModel &B, const ParameterModel &A);

/// Why a benchmark cannot make a value for \p P; empty if it can.
std::string whyNotMakeable(const ParameterModel &P);

/// True if \p Text is evidence for \p P; see EvidenceWords.h.
bool says(const ParameterModel &P, llvm::StringRef Text);

/// True if \p P is a pointer whose data the callee may write.
bool mayBeOutput(const ParameterModel &P);
/// The same, or scratch memory.
bool writes(const ParameterModel &P);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_UNITE_H
