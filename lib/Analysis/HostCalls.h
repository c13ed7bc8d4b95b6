//===- HostCalls.h - Where calls stand, and how to repeat them --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_HOSTCALLS_H
#define PERFCLAIM_LIB_ANALYSIS_HOSTCALLS_H

#include "AnalysisInternal.h"
#include <map>

namespace perfclaim {

/// A call of the runtime, of a library or of the system that costs time, or
/// needs something, by itself.
bool isCostly(llvm::StringRef Name);
/// "thrust::sort" or "cub::DeviceScan::InclusiveSum" where \p Callee is one of
/// the algorithms that these libraries run on the device; else empty.
std::string algorithmName(const clang::FunctionDecl &Callee);

/// Where each call and launch in the body of \p Function stands.
std::map<const clang::Expr *, CallPosition>
callPositions(const ParsedUnit &Unit, const clang::FunctionDecl *Function);

/// \p Call of \p Callee in \p Caller with the locals of \p Caller folded in,
/// as a launch is; grid and block stay empty.
LaunchSlice sliceCall(const ParsedUnit &Unit, const clang::FunctionDecl *Caller,
                      const clang::FunctionDecl *Callee,
                      const clang::CallExpr *Call);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_HOSTCALLS_H
