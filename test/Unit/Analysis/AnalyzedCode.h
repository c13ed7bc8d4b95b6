//===- AnalyzedCode.h - Inventories of short texts --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Analyses a text in both views without a toolkit: a few lines stand for
/// CUDA's headers, in a file outside of the repository.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_TEST_UNIT_ANALYSIS_ANALYZEDCODE_H
#define PERFCLAIM_TEST_UNIT_ANALYSIS_ANALYZEDCODE_H

#include <functional>

#include "perfclaim/Analysis/Analysis.h"
#include <map>
#include <string>

namespace perfclaim {

/// Both views of "unit.cu" with \p Code; \p Headers by repository path. Errors
/// of the compiler fail the test, unless \p ErrorsExpected.
Inventory analyzed(llvm::StringRef Code,
                   const std::map<std::string, std::string> &Headers = {},
                   bool ErrorsExpected = false);

/// Calls \p Use with one view of the code.
void withUnit(llvm::StringRef Code, View Which,
              llvm::function_ref<void(ParsedUnit &)> Use,
              const std::map<std::string, std::string> &Headers = {},
              bool ErrorsExpected = false);

/// The first kernel, function, launch or node of that name; fails the test and
/// gives an empty one where there is none.
const Kernel &kernel(const Inventory &I, llvm::StringRef Name);
const HostFunction &function(const Inventory &I, llvm::StringRef Name);
const DeclNode &node(const Inventory &I, llvm::StringRef Name);

/// True where the two sides differ in the node of that name, or in anything
/// that it reaches.
bool differs(const Inventory &A, const Inventory &B, llvm::StringRef Name);

} // namespace perfclaim

#endif // PERFCLAIM_TEST_UNIT_ANALYSIS_ANALYZEDCODE_H
