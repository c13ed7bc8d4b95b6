//===- HostCompile.h - Device code compiled for the CPU ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// CUDA sources to objects and programs that run without a GPU: the device side
/// is compiled for the CPU too, and both call HostRuntime. Command lines are
/// nvcc's, so that a Makefile needs no change. docs/design/HostBackend.md.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_HOSTCOMPILE_HOSTCOMPILE_H
#define PERFCLAIM_HOSTCOMPILE_HOSTCOMPILE_H

#include "perfclaim/Compile/Flags.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace perfclaim {

/// What one command line of nvcc asks for.
struct HostCommand {
  struct Input {
    std::string Path;
    enum class Kind { Cuda, Cxx, C, Object } What = Kind::Cuda;
    bool operator==(const Input &) const = default;
  };
  std::vector<Input> Inputs;
  CompileFlags Flags;
  std::string Output;          ///< "" for the default.
  bool CompileOnly = false;    ///< -c.
  bool Shared = false;         ///< -shared.
  bool Archive = false;        ///< -lib.
  bool DeviceLink = false;     ///< -dlink: nothing is left to be linked.
  bool ListOnly = false;       ///< --list-instructions.
  bool PreprocessOnly = false; ///< -E, -M: refused.
  unsigned Optimize = 1;       ///< Of host code.
  bool Fused = true;           ///< -fmad.
  bool FlushSubnormals = false;
  /// Functions of the host whose bodies Clang rejects are left out. An option
  /// of ours, for code that nvcc is known to take.
  bool LeaveOutRejected = false;
  unsigned Checks = 0;           ///< --check, --observe: a set of pc_tools.
  std::vector<std::string> Link; ///< Arguments for the linker, in order.
  /// -MD, -MMD: also the name of -MF, or "" for the output's with ".d".
  bool Dependencies = false;
  std::string DependencyFile;
  std::vector<std::string> Notes; ///< Options that were not understood.
  bool operator==(const HostCommand &) const = default;
};

/// Error: no input, or several with -c and -o.
llvm::Expected<HostCommand>
parseHostCommand(llvm::ArrayRef<std::string> Arguments);

class CompiledHeaders;

/// What compiling needs of this machine.
struct HostTools {
  Toolkit Kit;
  std::string ResourceDir;
  std::string Compiler;      ///< clang++ that links.
  std::string RuntimeFolder; ///< With libperfclaim_cudart.so.
  /// What every unit includes; null where each reads it itself.
  std::shared_ptr<CompiledHeaders> Headers = nullptr;
};

/// The instructions that are known, as lines "opcode types modifier", special
/// registers with a percent sign, and intrinsics. "*": any will do for a test.
std::set<std::string> knownInstructions();
/// Those of \p Command's inputs. Error: one is not known, or Clang rejects a
/// unit.
llvm::Expected<std::set<std::string>>
instructionsOf(const HostCommand &Command, const HostTools &Tools,
               llvm::raw_ostream &Messages);

/// Does what \p Command says, writing whole files or none. Diagnostics of the
/// compiler and the linker go to \p Messages.
llvm::Error runHostCommand(const HostCommand &Command, const HostTools &Tools,
                           llvm::raw_ostream &Messages);

/// Compiles one input to an object at \p Output.
llvm::Error compileToObject(const HostCommand &Command,
                            const HostCommand::Input &Input,
                            const std::string &Output, const HostTools &Tools,
                            llvm::raw_ostream &Messages);

} // namespace perfclaim

#endif // PERFCLAIM_HOSTCOMPILE_HOSTCOMPILE_H
