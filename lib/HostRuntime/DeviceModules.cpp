//===- DeviceModules.cpp - Compiled modules of the program ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeviceMachine.h"
#include <mutex>
#include <string>
#include <unordered_map>

namespace {

struct Modules {
  std::mutex Lock;
  std::unordered_map<std::string, const pc_module *> Known;
};

/// Made on first use: constructors of the program come before ours. Never
/// destroyed: its destructors come after.
Modules &modules() {
  static auto *All = new Modules;
  return *All;
}

} // namespace

void pc_register_module(const pc_module *Module) {
  const std::lock_guard<std::mutex> Guard(modules().Lock);
  modules().Known[Module->id] = Module;
  for (uint32_t I = 0; I != Module->num_variables; ++I) {
    const pc_variable &V = Module->variables[I];
    perfclaim::host::checks::addRegion(
        V.address, V.size,
        "the variable '" + perfclaim::host::demangled(V.name) + "'", false);
  }
}

const pc_module *pc_find_module(const char *Id) {
  const std::lock_guard<std::mutex> Guard(modules().Lock);
  const auto Found = modules().Known.find(Id);
  return Found == modules().Known.end() ? nullptr : Found->second;
}
