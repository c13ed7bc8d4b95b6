//===- Hook.h - What the hooks share --------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_TOOLS_HOOK_H
#define PERFCLAIM_TOOLS_HOOK_H

#include "Command.h"

namespace perfclaim::tool {

/// False for a change that no kernel can see; decided without a compiler.
bool concernsKernels(const CommitInput &Input);

/// What is staged, against HEAD; nothing where that is no file.
llvm::Expected<std::optional<CommitInput>> openStaged(const Invocation &Call);

/// `perfclaim hook agree`: both sides of what is pushed, on the CPU.
int hookAgree(const Invocation &Call);

} // namespace perfclaim::tool

#endif // PERFCLAIM_TOOLS_HOOK_H
