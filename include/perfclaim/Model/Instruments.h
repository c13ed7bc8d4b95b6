//===- Instruments.h - What a device told beside the ratio ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Parts of `perfclaim.result/1` that a benchmark adds where it has a device,
/// or where a library for it is there. All of it may be missing.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_MODEL_INSTRUMENTS_H
#define PERFCLAIM_MODEL_INSTRUMENTS_H

#include "llvm/Support/JSON.h"
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

/// A changed kernel as a side launched it.
struct KernelNeeds {
  std::string Kernel;
  std::optional<double> Block; ///< Threads of a block.
  std::optional<double> Registers;
  std::optional<double> LocalBytes;  ///< Of a thread: spills, own arrays.
  std::optional<double> SharedBytes; ///< Of a block.
  std::optional<double> BlocksPerSm;
  std::optional<double> Occupancy;    ///< A share.
  std::optional<double> Microseconds; ///< Median of one launch.
  bool operator==(const KernelNeeds &) const = default;
};

struct SideInstruments {
  /// Until a call comes back.
  std::optional<double> HostMicroseconds;
  bool Waits = false; ///< The call waits for the device by itself.
  /// In which kernels of one call ran.
  std::optional<double> KernelMicroseconds;
  std::vector<KernelNeeds> Kernels;
  bool operator==(const SideInstruments &) const = default;
};

/// Of each process one number, before and after the workload; 0: not known.
struct DeviceReading {
  std::string Name; ///< "sm_mhz", "memory_mhz", "celsius", "watts".
  std::vector<double> Before, After;
  bool operator==(const DeviceReading &) const = default;
};

struct DeviceConditions {
  std::vector<DeviceReading> Readings;
  double Runs = 0, ThrottledRuns = 0;
  std::vector<std::string> Reasons;
  bool operator==(const DeviceConditions &) const = default;
};

/// What came of one cheat of the benchmark's self-test.
struct CheatResult {
  std::string Cheat;
  std::string Result; ///< "caught", "missed", "unclear", "not applicable".
  std::string How;
  bool operator==(const CheatResult &) const = default;
};

llvm::json::Value toJSON(const SideInstruments &);
llvm::json::Value toJSON(const DeviceConditions &);
llvm::json::Value toJSON(const CheatResult &);
bool fromJSON(const llvm::json::Value &, SideInstruments &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, DeviceConditions &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, CheatResult &, llvm::json::Path);

} // namespace perfclaim

#endif // PERFCLAIM_MODEL_INSTRUMENTS_H
