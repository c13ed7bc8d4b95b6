//===- Legacy.h - Names that CUDA 13 no longer has --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_EMIT_LEGACY_H
#define PERFCLAIM_LIB_EMIT_LEGACY_H

#include "perfclaim/Emit/Emit.h"

namespace perfclaim {

/// The names of the runtime's Legacy.h that a side's sources mention, sorted;
/// what stands in comments counts too.
std::vector<std::string> legacyNames(const SourceTexts &Texts);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_EMIT_LEGACY_H
