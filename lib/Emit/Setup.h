//===- Setup.h - What main would have made ----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Globals and handles that an entry uses and that the program's main makes. A
/// library has no main, so pc_setup of the shim makes those it knows how to.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_EMIT_SETUP_H
#define PERFCLAIM_LIB_EMIT_SETUP_H

#include "perfclaim/Model/Plan.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

/// Statements for pc_setup that give \p Place, an lvalue of \p Type, a value;
/// nothing where it is not known how. \p Name decides between integers.
std::optional<std::string> setupStatement(llvm::StringRef Type,
                                          llvm::StringRef Place,
                                          llvm::StringRef Name);

/// True for a global that its own initialiser leaves without a value.
bool needsSetup(const GlobalUse &Global);

/// All statements of a side's pc_setup.
std::vector<std::string> setupStatements(const EntryPair &Entry,
                                         const EntrySide &Half);

/// How \p Half spells the type of its parameter \p Index, whose variable is
/// \p Variable (may be null).
std::string parameterType(const EntrySide &Half, size_t Index,
                          const ParameterModel *Variable);
const ParameterModel *findVariable(const EntryPair &Entry,
                                   llvm::StringRef Name);
/// Names of the benchmark's arguments that \p Half takes, in its order.
std::vector<std::string> parameterNames(const EntrySide &Half);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_EMIT_SETUP_H
