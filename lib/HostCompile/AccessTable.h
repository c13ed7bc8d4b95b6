//===- AccessTable.h - Places in device code that touch memory --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The table of a module that checked code points into, and that a report
/// takes its lines from: pc_access of Abi.h.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTCOMPILE_ACCESSTABLE_H
#define PERFCLAIM_LIB_HOSTCOMPILE_ACCESSTABLE_H

#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Module.h"
#include <string>
#include <vector>

namespace perfclaim {

/// The file of \p At as written down; the folder of compilation is ".".
llvm::StringRef fileOf(const llvm::DILocation &At);
/// Whether it stands in one of \p Folders.
bool isIn(const llvm::DILocation &At, llvm::ArrayRef<std::string> Folders);

class AccessTable {
public:
  /// Lines of code in \p Libraries are told where the user's code calls it.
  AccessTable(llvm::Module &Code, llvm::ArrayRef<std::string> Libraries);

  struct Entry {
    const llvm::Instruction *At;
    uint64_t Size, Alignment;
    uint32_t Flags;
    const llvm::GlobalVariable *Variable = nullptr;
    uint64_t VariableSize = 0;
  };
  /// The address of a new entry.
  llvm::Value *add(const Entry &E);
  /// Whether \p I stands in a header of perfclaim's own.
  bool isOurs(const llvm::Instruction &I) const;
  /// Makes the table, and the constructor that registers it.
  void finish(unsigned Tools);

private:
  llvm::Module &Code;
  llvm::ArrayRef<std::string> Libraries;
  llvm::StructType *Shape;
  llvm::GlobalVariable *Place; ///< Stands for the table until it is made.
  std::vector<llvm::Constant *> Entries;
  llvm::StringMap<llvm::Constant *> Texts;

  llvm::Constant *text(llvm::StringRef Text);
  const llvm::DILocation *userLine(const llvm::Instruction &I) const;
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_HOSTCOMPILE_ACCESSTABLE_H
