//===- Questions.h - What the user is asked ---------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_QUESTIONS_H
#define PERFCLAIM_LIB_PLAN_QUESTIONS_H

#include "SizeKind.h"
#include "perfclaim/Model/Plan.h"

namespace perfclaim {

/// "src/norm.cu:94: ASK write into perfclaim.json: {...}": where, what, and
/// what to write. \p Member is of \p Parameter: "\"extent\": \"M*N\"".
std::string question(const EntryPair &Entry, const std::string &Ask,
                     const std::string &Parameter, const std::string &Member);

/// "How many elements does `b` have: K * N or M * K?": what was taken, and the
/// extents of other buffers, which answer for many of those that are unknown.
/// \p Kinds names the sizes that are known.
std::string askForExtent(const ParameterModel &P,
                         const std::vector<ParameterModel> &Variables,
                         const std::map<std::string, SizeKind> &Kinds);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_QUESTIONS_H
