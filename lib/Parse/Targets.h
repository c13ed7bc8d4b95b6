//===- Targets.h - Code generators that parsing needs -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PARSE_TARGETS_H
#define PERFCLAIM_LIB_PARSE_TARGETS_H

namespace perfclaim {

/// Makes the host's and the GPU's back ends known to LLVM; may be repeated.
void initializeTargets();

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PARSE_TARGETS_H
