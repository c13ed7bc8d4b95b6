//===- DiffInternal.h - What the parts of Diff share ------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Both sides with their lookups, and which declaration of one side is which of
/// the other. Nothing of it leaves the library.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_DIFF_DIFFINTERNAL_H
#define PERFCLAIM_LIB_DIFF_DIFFINTERNAL_H

#include "perfclaim/Model/ChangeSet.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <map>
#include <set>
#include <string>
#include <vector>

namespace perfclaim {

/// How two declarations were found to be the same.
enum class MatchKind {
  Identity, ///< The same identity.
  Overload, ///< The same qualified name; signature or template differ.
  Moved,    ///< The same name in another namespace or class.
  Renamed   ///< Another name.
};

struct DeclMatch {
  const DeclNode *Before = nullptr, *After = nullptr; ///< Null: only one side.
  MatchKind How = MatchKind::Identity;
};

/// Matches declarations of one sort across the sides. The result has every
/// node once, matched ones first, in an order that depends on values only.
std::vector<DeclMatch>
matchDeclarations(llvm::ArrayRef<const DeclNode *> Before,
                  llvm::ArrayRef<const DeclNode *> After);

/// What kernels and host functions of the other side are called here.
struct Correspondence {
  /// Identity before to identity after, where both are known.
  std::map<std::string, std::string> Kernels, Functions;
  /// Unqualified name before to after, for what has no identity.
  std::map<std::string, std::string> KernelNames, FunctionNames;
};

std::vector<KernelChange> diffKernels(const Inventory &Before,
                                      const Inventory &After,
                                      Correspondence &Known);
std::vector<FunctionChange> diffFunctions(const Inventory &Before,
                                          const Inventory &After,
                                          Correspondence &Known);
std::vector<LaunchChange> diffLaunches(const Inventory &Before,
                                       const Inventory &After,
                                       const Correspondence &Known);
std::vector<HeuristicChange> diffHeuristics(const Inventory &Before,
                                            const Inventory &After,
                                            const Correspondence &Known);

/// Why the code of \p After is not that of \p Before, by hashes of both and of
/// all that they reach; without duplicates, in the order of ChangeSet.h. Empty
/// if nothing differs. Launch bounds are in "attributes" here.
std::vector<std::string> reasonsOf(const DeclGraph &BeforeGraph,
                                   const DeclNode &Before,
                                   const DeclGraph &AfterGraph,
                                   const DeclNode &After);

/// Text without white space where C++ does not need any.
std::string squeezed(llvm::StringRef Text);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_DIFF_DIFFINTERNAL_H
