//===- Analysis.h - From ASTs to the inventory ------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Takes an inventory off the AST of one unit, seen from one side and in one
/// view. No AST node leaves: the inventory is a value. Inventories of both
/// views and of all units of a side are united by Inventory::merge.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_ANALYSIS_ANALYSIS_H
#define PERFCLAIM_ANALYSIS_ANALYSIS_H

#include "perfclaim/Model/Inventory.h"
#include "perfclaim/Parse/Unit.h"

namespace perfclaim {

/// Kernels and device functions are taken from the device view, host functions
/// and launches from the host view; the graph has the nodes of both, the
/// semantic hash of a device declaration being that of the device view.
Inventory analyzeUnit(ParsedUnit &Unit);

/// Hash per kernel identity of the normalised code that a module compiles it
/// to, over all of its instantiations and what they call.
std::map<std::string, std::string> hashKernelCode(const llvm::Module &Device,
                                                  const Inventory &Kernels);

} // namespace perfclaim

#endif // PERFCLAIM_ANALYSIS_ANALYSIS_H
