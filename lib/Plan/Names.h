//===- Names.h - What names of kernels and sizes say ------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_NAMES_H
#define PERFCLAIM_LIB_PLAN_NAMES_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

/// Lower-case words of a C++ name or of prose: "fusedRMSNorm_v2" is "fused",
/// "rms", "norm", "v", "2".
std::vector<std::string> splitWords(llvm::StringRef Text);

/// A name without what tells variants of one thing apart.
struct VariantName {
  std::string Stem;              ///< "layernorm_forward" of "..._kernel_v3".
  std::optional<int64_t> Number; ///< The last number in the name.
};
VariantName splitVariant(llvm::StringRef Name);

/// Share of the words that two names have in common, 0 to 1.
double nameSimilarity(llvm::StringRef A, llvm::StringRef B);

/// True for "a", "num_rows"; false for "a+b", "p->x", "".
bool isIdentifier(llvm::StringRef Text);
/// \p Text with everything that cannot be in an identifier turned into '_'.
std::string makeIdentifier(llvm::StringRef Text);
/// "a, b and c".
std::string joinNames(const std::vector<std::string> &Names);
/// True if \p Word stands in \p Text with no identifier characters around it.
bool containsWord(llvm::StringRef Text, llvm::StringRef Word);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_NAMES_H
