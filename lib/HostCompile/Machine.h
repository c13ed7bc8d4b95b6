//===- Machine.h - What generated code asks of the runtime ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Calls into HostRuntime and reads of the state of the thread that runs, for
/// the passes that put them into device code.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTCOMPILE_MACHINE_H
#define PERFCLAIM_LIB_HOSTCOMPILE_MACHINE_H

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include <set>
#include <string>

namespace perfclaim {

class Machine {
public:
  explicit Machine(llvm::Module &Code) : Code(Code) {}

  llvm::Module &module() { return Code; }
  /// A call of a function of the runtime.
  llvm::CallInst *call(llvm::IRBuilder<> &B, llvm::StringRef Name,
                       llvm::Type *Result, llvm::ArrayRef<llvm::Value *> With);
  /// pc_this, which a thread sees unchanged all its life.
  llvm::Value *thread(llvm::IRBuilder<> &B);
  /// A field of it at \p Offset. \p Constant: for all of the thread's life.
  llvm::Value *field(llvm::IRBuilder<> &B, llvm::Type *Type, size_t Offset,
                     bool Constant = true);
  void setField(llvm::IRBuilder<> &B, llvm::Value *Value, size_t Offset);
  /// A special register of PTX, "tid.x", as its own type or i32. Null: there is
  /// none of that name.
  llvm::Value *specialRegister(llvm::IRBuilder<> &B, llvm::StringRef Name);

  /// What was translated: lines as ptx::requiredTests() has them.
  std::set<std::string> Seen;

private:
  llvm::Module &Code;

  /// A 32-bit field of the block's pc_cluster.
  llvm::Value *clusterField(llvm::IRBuilder<> &B, size_t Offset);
};

/// On an atomic instruction: the source says that it releases.
constexpr llvm::StringLiteral ReleasesMark("perfclaim.releases");

/// A C string as a constant of \p Code; equal ones are united.
llvm::Constant *textConstant(llvm::Module &Code, llvm::StringRef Text);

/// What is annotated, the text, and a structure of what follows it or null.
using AnnotationUse = void(llvm::GlobalValue &, llvm::StringRef,
                           const llvm::Constant *);
/// Calls \p Use for each `annotate("...")` of a function or variable.
void forEachAnnotation(const llvm::Module &Code,
                       llvm::function_ref<AnnotationUse> Use);

/// What names of the runtime start with; a device symbol never does.
constexpr llvm::StringLiteral RuntimePrefix("pc_");

} // namespace perfclaim

#endif // PERFCLAIM_LIB_HOSTCOMPILE_MACHINE_H
