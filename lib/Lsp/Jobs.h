//===- Jobs.h - What the user asks for by a command -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_LSP_JOBS_H
#define PERFCLAIM_LIB_LSP_JOBS_H

#include "perfclaim/Lsp/Server.h"

namespace perfclaim {

struct JobRequest {
  std::string File;   ///< Absolute, without symbolic links.
  std::string Kernel; ///< Empty: whatever of the file changed.
  OpenTexts Open;
  bool Compare = false; ///< Run both sides on the CPU, too.
};

struct JobOutcome {
  std::string Package;
  std::string Report; ///< File to be shown.
  std::string Summary;
};

/// Generates the package, and compares the sides if asked to. \p Say is told
/// what is done next; \p Stop is asked between steps and while programs run.
llvm::Expected<JobOutcome> runJob(const JobRequest &Request,
                                  const ServerSettings &Settings,
                                  const Surroundings &Around,
                                  llvm::function_ref<void(llvm::StringRef)> Say,
                                  const std::function<bool()> &Stop);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_LSP_JOBS_H
