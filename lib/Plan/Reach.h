//===- Reach.h - What a function of one side leads to -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_REACH_H
#define PERFCLAIM_LIB_PLAN_REACH_H

#include "perfclaim/Model/Inventory.h"
#include <set>

namespace perfclaim {

/// Answers to "who launches this?" over one inventory, which must outlive it.
class SideView {
public:
  explicit SideView(const Inventory &From);

  const Inventory &inventory() const { return Inv; }
  const HostFunction *function(const std::string &Identity) const;
  const Kernel *kernel(const std::string &Identity) const;
  /// Same identity, else the only one of the same qualified name, else the one
  /// of them with the most similar parameter names.
  const HostFunction *counterpart(const HostFunction &Other) const;

  /// Identities of the kernels that \p Function launches itself.
  std::set<std::string> launchedBy(const HostFunction &Function) const;
  /// The same, through calls of other host functions too.
  std::set<std::string> reachedFrom(const std::string &Identity) const;
  /// The same where a launch's kernel is not known.
  bool leadsToLaunch(const std::string &Identity) const;
  /// \p Identity and what it calls.
  std::set<std::string> closureOf(const std::string &Identity) const;
  /// Costly calls of \p Function and of what it calls.
  std::set<std::string> costsOf(const std::string &Identity) const;
  /// True if one of these is of a library that works on the device.
  bool callsLibrary(const std::string &Identity) const;
  /// Globals that \p Function and what it calls read, each once.
  std::vector<GlobalUse> globalsOf(const std::string &Identity) const;
  std::vector<const HostFunction *>
  launchersOf(const std::string &Kernel) const;
  std::vector<const HostFunction *>
  callersOf(const std::string &Identity) const;
  /// The calls that \p Function makes itself, in the order of the inventory.
  std::vector<const CallSite *> callsIn(const std::string &Function) const;
  std::vector<unsigned> launchesOf(const std::string &Kernel) const;
  /// The identity of the kernel of a launch; resolved by name if need be.
  std::string kernelOf(const Launch &L) const;

  /// The file that a shim includes to have all of \p File in view.
  std::string unitOf(const std::string &File) const;

private:
  const Inventory &Inv;
  std::map<std::string, const HostFunction *> Functions;
  std::map<std::string, const Kernel *> Kernels;
  std::map<std::string, std::vector<const Kernel *>> KernelsByName;
  std::map<std::string, std::set<std::string>> Callees, Callers;
  std::map<std::string, std::vector<const CallSite *>> Calls;
  std::map<std::string, std::vector<const HostFunction *>> Launchers;
};

/// Of the calls that SideView::costsOf names: it reads or writes files or the
/// terminal, or starts a program.
bool isInputOutput(llvm::StringRef Call);

/// True for what libraries do on the device: "cublasSgemm", "thrust::sort".
bool isLibraryCall(llvm::StringRef Call);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_REACH_H
