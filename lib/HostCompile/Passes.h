//===- Passes.h - From an NVPTX module to one for the host ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The steps that turn device code, as Clang gives it for a GPU, into code of
/// the host that calls HostRuntime. Each works on the whole module; the order
/// is that of lowerDeviceCode.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTCOMPILE_PASSES_H
#define PERFCLAIM_LIB_HOSTCOMPILE_PASSES_H

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include <set>
#include <string>

namespace perfclaim {

/// What a variable's address space said before it was dropped.
struct DeviceVariables {
  llvm::SetVector<llvm::GlobalVariable *> Shared, Global, Constant;
};

/// All pointers become those of the host, and nothing is cast.
llvm::Expected<DeviceVariables> dropAddressSpaces(llvm::Module &Code);

/// Shared memory that a kernel takes.
struct SharedLayout {
  uint64_t Static = 0; ///< Bytes.
  uint64_t DynamicAlignment = 16;
};
/// Shared variables become places in the block's arena. In a \p Relocatable
/// unit the linker chooses them: kernels of other units may reach them.
llvm::MapVector<llvm::Function *, SharedLayout>
lowerShared(llvm::Module &Code, const DeviceVariables &Variables,
            llvm::ArrayRef<llvm::Function *> Kernels, bool Relocatable);

/// Begin and end of the section that relocatable units have their shared
/// variables in; null where a program has none.
llvm::GlobalVariable *sharedBegin(llvm::Module &Code);
llvm::GlobalVariable *sharedEnd(llvm::Module &Code);

/// Replaces llvm.nvvm intrinsics, inline PTX, and functions that CUDA's device
/// runtime has. Error: what is not known, with the line it stands on.
/// \p Seen gets what was translated, as ptx::requiredTests() has it.
llvm::Error lowerInstructions(llvm::Module &Code,
                              std::set<std::string> *Seen = nullptr);

/// A GPU divides by zero without a fault: all bits are set, and the remainder
/// is the dividend.
void makeDivisionsSafe(llvm::Module &Code);

/// A GPU shifts everything out where the amount is the width or more; the host
/// takes the amount modulo the width. Old programs rely on the former.
void clampShifts(llvm::Module &Code);

/// A yield on the way back of each loop that may wait for another thread, and
/// meetings of a warp's lanes where old code counts on lockstep.
void insertYields(llvm::Module &Code);

/// What --check and --observe ask for.
struct CheckOptions {
  unsigned Tools = 0; ///< A set of pc_tools; 0: code stays as it is.
  /// Folders of code that is not the user's: lines are told outside of them.
  std::vector<std::string> Libraries;
};

/// Calls before what touches global and shared memory, that tell the runtime.
void insertChecks(llvm::Module &Code, const DeviceVariables &Variables,
                  const CheckOptions &Options);

/// Loads and stores side by side become one, as in the code of a GPU: whether
/// they do decides how many requests a warp makes. Before address spaces go.
llvm::Error uniteAccesses(llvm::Module &Code);
/// Calls where a straight piece of code begins, with a table of what is in it.
void insertSteps(llvm::Module &Code, llvm::ArrayRef<std::string> Libraries);

/// One body for each kernel, which takes its arguments as the launch has them,
/// and the module's tables with a constructor that registers them.
struct EntryRequest {
  std::string Id; ///< What the host side has as its fat binary.
  llvm::ArrayRef<llvm::Function *> Kernels;
  const llvm::MapVector<llvm::Function *, SharedLayout> &Layouts;
  const DeviceVariables &Variables;
  bool Relocatable = false; ///< Other units may use what this one defines.
  bool Checked = false;     ///< insertChecks() has been there.
};
void addEntries(llvm::Module &Code, const EntryRequest &Request);

/// On the host side Clang calls a kernel `__device_stub__kernel`, nvcc as its
/// source does; so does what refers to one from elsewhere.
void nameStubsAsKernels(llvm::Module &Host);

/// All of the above on \p Code, an NVPTX module; \p Host is a module whose
/// target it gets.
struct DeviceOptions {
  std::string Id;
  bool Relocatable = false;
  CheckOptions Checks;
  std::set<std::string> *Seen = nullptr; ///< Of lowerInstructions().
};
llvm::Error lowerDeviceCode(llvm::Module &Code, const llvm::Module &Host,
                            const DeviceOptions &Options);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_HOSTCOMPILE_PASSES_H
