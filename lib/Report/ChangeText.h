//===- ChangeText.h - One change in one line --------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPORT_CHANGETEXT_H
#define PERFCLAIM_LIB_REPORT_CHANGETEXT_H

#include "perfclaim/Model/ChangeSet.h"

namespace perfclaim {

/// "body, constant:N; the machine code differs".
std::string detailText(const KernelChange &K);
/// "block 256 -> 512, shared memory 0 -> N * 4".
std::string detailText(const LaunchChange &L);
/// "512 when C > 1024, 256 otherwise": what the new side decides anew.
std::string detailText(const HeuristicChange &H);
/// "block size", "shared memory", "template arguments".
std::string decisionText(llvm::StringRef Decides);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPORT_CHANGETEXT_H
