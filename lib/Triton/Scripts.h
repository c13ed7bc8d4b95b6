//===- Scripts.h - Questions to CPython -------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_TRITON_SCRIPTS_H
#define PERFCLAIM_LIB_TRITON_SCRIPTS_H

#include "perfclaim/Triton/Triton.h"
#include "llvm/Support/JSON.h"

namespace perfclaim {

/// Runs the scripts of `Python/` in an isolated interpreter; \p Request says in
/// "command" what is asked of \p Program.
llvm::Expected<llvm::json::Value>
askPython(llvm::json::Object Request, llvm::StringRef Program = "python3");

/// Files as a JSON object; bytes that are not UTF-8 become U+FFFD.
llvm::json::Object filesValue(const PythonFiles &Files);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_TRITON_SCRIPTS_H
