//===- Process.h - Child processes without a shell --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs a program with an argument vector; nothing is ever given to a shell.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_SUPPORT_PROCESS_H
#define PERFCLAIM_SUPPORT_PROCESS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <functional>
#include <optional>
#include <string>

namespace perfclaim {

struct ProcessResult {
  int ExitCode = 0;   ///< -1: could not be started; -2: crashed or timed out.
  std::string Output; ///< Standard output.
  std::string Errors; ///< Standard error.
  bool TimedOut = false; ///< Or stopped.
  int Signal = 0;        ///< What ended it, if a signal did.
};

using LineWatcher = llvm::function_ref<bool(llvm::StringRef Line)>;

/// \p Program is a path or is looked up in PATH; \p Arguments come after its
/// name. An error means that it could not be started; a non-zero exit is in
/// the result. After \p TimeoutSeconds (0: never) the program and what it
/// started are killed, and as soon as \p Stop, which may be empty, says so.
/// Each stream is kept up to 64 MiB. \p Folder is where it runs, and where a
/// path with a '/' begins; empty: here. \p Watch is given each whole line of
/// standard error as it comes, and what it returns true for is not kept. May be
/// called from several threads.
llvm::Expected<ProcessResult>
runProcess(llvm::StringRef Program, llvm::ArrayRef<std::string> Arguments,
           unsigned TimeoutSeconds = 0, llvm::StringRef Input = "",
           llvm::StringRef Folder = "", const std::function<bool()> &Stop = {},
           LineWatcher Watch = nullptr);

/// From now on an interrupt (SIGINT, SIGTERM, SIGHUP) ends the programs that
/// runProcess has started, with what they started, before it ends this one.
void endProcessesOnInterrupt();

} // namespace perfclaim

#endif // PERFCLAIM_SUPPORT_PROCESS_H
