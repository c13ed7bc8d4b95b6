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

/// "1.5x to 2x faster"; empty without a number.
std::string normalised(const Claim &C);
/// What the claim is about and where it holds: "up to, of a kernel, int8".
std::string details(const Claim &C);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPORT_CLAIMSTEXT_H
