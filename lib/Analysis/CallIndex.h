//===- CallIndex.h - Who calls whom in a unit -------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_CALLINDEX_H
#define PERFCLAIM_LIB_ANALYSIS_CALLINDEX_H

#include "ArgumentModelCallers.h"
#include "llvm/ADT/DenseMap.h"

namespace perfclaim {

/// All calls in the repository's part of a unit, found in one walk, and the
/// facts of functions: asking for the callers of each function in turn would
/// walk the unit for each, and a body for each of its launches.
class UnitCache {
public:
  explicit UnitCache(const ParsedUnit &Unit);

  struct FoundCall {
    CallContext Context;
    const clang::FunctionDecl *Callee = nullptr; ///< As it is called.
  };
  /// Calls of all instantiations of \p Representative, in the unit's order.
  llvm::ArrayRef<FoundCall>
  callsOf(const clang::FunctionDecl *Representative) const;
  std::shared_ptr<const FunctionFacts>
  factsOf(const clang::FunctionDecl *Function);

private:
  llvm::DenseMap<const clang::FunctionDecl *,
                 std::shared_ptr<const FunctionFacts>>
      Facts;
  llvm::DenseMap<const clang::FunctionDecl *, std::vector<FoundCall>> Calls;
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_CALLINDEX_H
