//===- CeilDiv.h - Names of divisions that round up -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Most grids are computed by a helper that divides and rounds up. Where its
/// body cannot be read, its name tells.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_MODEL_CEILDIV_H
#define PERFCLAIM_MODEL_CEILDIV_H

#include "llvm/ADT/StringRef.h"

namespace perfclaim {

/// "ceil_div", "cdiv", "at::div_up" and the like.
bool isCeilDivName(llvm::StringRef Name);

} // namespace perfclaim

#endif // PERFCLAIM_MODEL_CEILDIV_H
