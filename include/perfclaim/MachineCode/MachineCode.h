//===- MachineCode.h - Device modules to machine code -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// From optimised device code to what the toolkit's assembler makes of it, and
/// to how much of a GPU that fills. Needs no GPU. docs/design/Static.md says
/// where the figures come from.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_MACHINECODE_MACHINECODE_H
#define PERFCLAIM_MACHINECODE_MACHINECODE_H

#include "perfclaim/Compile/Flags.h"
#include "perfclaim/Model/StaticEvidence.h"
#include "llvm/Support/Error.h"
#include <set>

namespace llvm {
class Module;
}

namespace perfclaim {

struct AssemblyRequest {
  Toolkit Kit;
  std::string Architecture; ///< "sm_90".
  /// CompileFlags::CodeFlags of the unit: register limits and assembler
  /// options are among them.
  std::vector<std::string> CodeFlags;
  /// Qualified names of the kernels that are wanted; the rest is not compiled.
  std::set<std::string> Kernels;
  /// Where PATH says that tools are, for a disassembler.
  std::string SearchPath;
};

/// One instantiation of a kernel.
struct AssembledKernel {
  std::string QualifiedName;
  std::string Arguments;  ///< Of its template; "" without.
  std::string Parameters; ///< "(float*, int)".
  KernelCode Code;
  bool operator==(const AssembledKernel &) const = default;
};

struct Assembly {
  std::vector<AssembledKernel> Kernels; ///< By symbol.
  std::string Assembler;                ///< "ptxas 13.0".
  std::string InstructionsFrom;         ///< "sass" or "ptx".
  std::string Note;                     ///< What is not as it would be; or "".
};

/// Compiles \p Device further. Its unwanted functions are lost. Fails where
/// the toolkit has no assembler, or where that does not take the code.
llvm::Expected<Assembly> assembleDevice(llvm::Module &Device,
                                        const AssemblyRequest &Request);

/// What a kernel's binary says of itself: what \p Verbose, the assembler's
/// `-v`, prints for \p Symbol.
KernelCode readAssemblerReport(llvm::StringRef Verbose, llvm::StringRef Symbol);

/// Kinds of instructions, counted per function, in PTX text or in what
/// nvdisasm prints.
using InstructionCounts = std::map<std::string, std::map<std::string, int64_t>>;
InstructionCounts countPtx(llvm::StringRef Text);
InstructionCounts countSass(llvm::StringRef Text);

/// What a binary of the assembler has of a kernel.
struct BinaryKernel {
  std::string Hash;
  int64_t Constant = 0; ///< Bytes of its own constant banks.
};
/// By symbol.
llvm::Expected<std::map<std::string, BinaryKernel>>
readBinary(llvm::StringRef Binary);

/// The documented limits of a compute capability.
struct Multiprocessor {
  int64_t Warps, Blocks, Registers, Shared, SharedPerBlock, ReservedShared;
};
/// Nothing for an architecture that is not in the table.
std::optional<Multiprocessor> multiprocessorOf(llvm::StringRef Architecture);

/// Blocks of \p Threads threads that a multiprocessor holds at once. Nothing
/// where the architecture is not known, or there is no such block.
std::optional<Occupancy> occupancyOf(const KernelCode &Code,
                                     llvm::StringRef Architecture,
                                     int64_t Threads, int64_t DynamicShared);

struct GpuModel {
  std::string Name;         ///< "H100".
  std::string Architecture; ///< "sm_90".
  int64_t Multiprocessors;
};
/// By name, case and blanks ignored; an error names those that are known.
llvm::Expected<GpuModel> findGpu(llvm::StringRef Name);

} // namespace perfclaim

#endif // PERFCLAIM_MACHINECODE_MACHINECODE_H
