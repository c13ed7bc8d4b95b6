//===- ClaimsText.h - Claims for people -------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPORT_CLAIMSTEXT_H
#define PERFCLAIM_LIB_REPORT_CLAIMSTEXT_H

#include "Layout.h"
#include "perfclaim/Model/Claim.h"

namespace perfclaim {

/// A row for each claim, what else was said, and where the change disagrees.
void writeClaims(Layout &Out, const ClaimSet &Claims);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPORT_CLAIMSTEXT_H
