//===- ResultNames.h - Words of perfclaim.result/1 --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Enumerators of a result and how JSON and people spell them.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_MODEL_RESULTNAMES_H
#define PERFCLAIM_LIB_MODEL_RESULTNAMES_H

#include "perfclaim/Model/Result.h"
#include "llvm/ADT/StringRef.h"

namespace perfclaim::resultnames {

template <typename T> struct Named {
  T Value;
  llvm::StringLiteral Name;
};

inline constexpr Named<Backend> Backends[] = {{Backend::Cuda, "cuda"},
                                              {Backend::Host, "host"},
                                              {Backend::Native, "native"}};

inline constexpr Named<Fault> Faults[] = {
    {Fault::None, ""},
    {Fault::BeforeNotDeterministic, "before is not deterministic"},
    {Fault::AfterNotDeterministic, "after is not deterministic"},
    {Fault::BeforeFaults, "before faults"},
    {Fault::AfterFaults, "after faults"},
    {Fault::BothFault, "both sides fault"},
    {Fault::Differ, "both run, but their outputs differ"},
    {Fault::NothingWritten, "no output was written"},
    {Fault::BeforeCannotLaunch, "before cannot launch on this device"},
    {Fault::AfterCannotLaunch, "after cannot launch on this device"},
    {Fault::NotLaunched, "the changed kernel was not launched"},
    {Fault::NotTestable, "not testable here"},
    {Fault::Other, "other"}};

inline constexpr Named<WorkloadVerdict> WorkloadVerdicts[] = {
    {WorkloadVerdict::None, ""},
    {WorkloadVerdict::Faster, "faster"},
    {WorkloadVerdict::Same, "same"},
    {WorkloadVerdict::Slower, "slower"},
    {WorkloadVerdict::Unclear, "unclear"}};

inline constexpr Named<VerdictKind> VerdictKinds[] = {
    {VerdictKind::Confirmed, "confirmed"},
    {VerdictKind::Refuted, "refuted"},
    {VerdictKind::Inconclusive, "inconclusive"},
    {VerdictKind::Incorrect, "incorrect"},
    {VerdictKind::NotTestableHere, "not testable here"}};

template <typename T, size_t N>
llvm::StringRef nameIn(const Named<T> (&Table)[N], T Value) {
  for (const Named<T> &Row : Table)
    if (Row.Value == Value)
      return Row.Name;
  return "";
}

template <typename T, size_t N>
bool valueIn(const Named<T> (&Table)[N], llvm::StringRef Name, T &Value) {
  for (const Named<T> &Row : Table)
    if (Row.Name == Name) {
      Value = Row.Value;
      return true;
    }
  return false;
}

} // namespace perfclaim::resultnames

#endif // PERFCLAIM_LIB_MODEL_RESULTNAMES_H
