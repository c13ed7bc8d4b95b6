//===- Hook.h - What a commit makes worse, a line each ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For hooks and editors: changed launches, and static evidence that got worse,
/// at the lines that they are about. docs/hooks.md is for their users.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_REPORT_HOOK_H
#define PERFCLAIM_REPORT_HOOK_H

#include "perfclaim/Model/ChangeSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace perfclaim {

/// One line of a hook, without a line end.
struct HookFinding {
  SourcePlace Place;
  std::string Text;       ///< "rms_norm<bf16>: registers 40 -> 72 on sm_90".
  bool OverLimit = false; ///< A limit of the repository is not kept.
  bool operator==(const HookFinding &) const = default;
};

/// What is on the line \p Line of \p Text, or on those of the declaration above
/// it: the words of `// perfclaim: allow(registers, launch) reason`. One
/// without a reason allows nothing.
std::set<std::string> allowedAt(llvm::StringRef Text, unsigned Line);

/// By place. \p Limits are those of perfclaim.json: "occupancy" at least, the
/// others at most. \p Read gives the new text of a file, for what it allows.
std::vector<HookFinding> findWorse(
    const ChangeSet &Changes, const std::map<std::string, double> &Limits,
    llvm::function_ref<std::optional<std::string>(const std::string &)> Read);

/// A table in Markdown with a row for each instantiation of \p Kernel and
/// architecture, before and after; "" where nothing is known. The GPU that
/// \p Static names has \p GpuArchitecture.
std::string kernelFigures(const StaticEvidence &Static, llvm::StringRef Kernel,
                          llvm::StringRef GpuArchitecture);

} // namespace perfclaim

#endif // PERFCLAIM_REPORT_HOOK_H
