//===- Occupancy.cpp - How much of a GPU a kernel fills -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The limits are those of the CUDA C++ Programming Guide 13.0, "Technical
/// Specifications per Compute Capability"; the rules by which registers and
/// shared memory are handed out are those of the toolkit's occupancy
/// calculator, with which a test compares this one.
///
//===----------------------------------------------------------------------===//

#include "perfclaim/MachineCode/MachineCode.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

namespace {

constexpr int64_t WarpSize = 32;
constexpr int64_t MostThreads = 1024; ///< Of a block.
constexpr int64_t Partitions = 4;     ///< Each with its share of registers.
constexpr int64_t RegisterUnit = 256; ///< A warp gets multiples of these.
constexpr int64_t SharedUnit = 128;
constexpr int64_t TuringSharedUnit = 256;
constexpr int64_t KiB = 1024;

struct Limits {
  StringLiteral Number; ///< Of the compute capability.
  Multiprocessor Values;
};

// Warps, blocks, registers, shared memory, the most that a block may opt in
// to, and what the system takes of every block.
constexpr Limits Table[] = {
    {"75", {32, 16, 64 * KiB, 64 * KiB, 64 * KiB, 0}},
    {"80", {64, 32, 64 * KiB, 164 * KiB, 163 * KiB, KiB}},
    {"86", {48, 16, 64 * KiB, 100 * KiB, 99 * KiB, KiB}},
    {"87", {48, 16, 64 * KiB, 164 * KiB, 163 * KiB, KiB}},
    {"89", {48, 24, 64 * KiB, 100 * KiB, 99 * KiB, KiB}},
    {"90", {64, 32, 64 * KiB, 228 * KiB, 227 * KiB, KiB}},
    {"100", {64, 32, 64 * KiB, 228 * KiB, 227 * KiB, KiB}},
    {"103", {64, 32, 64 * KiB, 228 * KiB, 227 * KiB, KiB}},
    {"110", {48, 24, 64 * KiB, 228 * KiB, 227 * KiB, KiB}},
    {"120", {48, 24, 64 * KiB, 100 * KiB, 99 * KiB, KiB}},
    {"121", {48, 24, 64 * KiB, 100 * KiB, 99 * KiB, KiB}}};

// Multiprocessors as NVIDIA's architecture whitepapers and data sheets give
// them; of a name alone, the form that is sold most.
struct KnownGpu {
  StringLiteral Name, Architecture;
  int64_t Multiprocessors;
};
constexpr KnownGpu Gpus[] = {
    {"A10", "sm_86", 72},           {"A30", "sm_80", 56},
    {"A40", "sm_86", 84},           {"A100", "sm_80", 108},
    {"B200", "sm_100", 148},        {"GH200", "sm_90", 132},
    {"H100", "sm_90", 132},         {"H100 PCIe", "sm_90", 114},
    {"H200", "sm_90", 132},         {"L4", "sm_89", 58},
    {"L40", "sm_89", 142},          {"L40S", "sm_89", 142},
    {"RTX 3090", "sm_86", 82},      {"RTX 4090", "sm_89", 128},
    {"RTX 5090", "sm_120", 170},    {"RTX A6000", "sm_86", 84},
    {"RTX 6000 Ada", "sm_89", 142}, {"T4", "sm_75", 40}};

std::string plainName(StringRef Name) {
  std::string Plain;
  for (char C : Name)
    if (isAlnum(C))
      Plain += toLower(C);
  return Plain;
}

} // namespace

std::optional<Multiprocessor> multiprocessorOf(StringRef Architecture) {
  StringRef Number = Architecture;
  Number.consume_front("sm_");
  // "sm_90a" is the same hardware.
  Number = Number.rtrim("af");
  for (const Limits &L : Table)
    if (L.Number == Number)
      return L.Values;
  return std::nullopt;
}

std::optional<Occupancy> occupancyOf(const KernelCode &Code,
                                     StringRef Architecture, int64_t Threads,
                                     int64_t DynamicShared) {
  const std::optional<Multiprocessor> Sm = multiprocessorOf(Architecture);
  if (!Sm || Threads <= 0 || Threads > MostThreads || DynamicShared < 0)
    return std::nullopt;
  const int64_t Warps = divideCeil(Threads, WarpSize);

  // Registers are handed out to whole warps, each in one partition; whether a
  // block can be launched at all is asked for warps in every partition alike.
  const int64_t PerWarp = alignTo(Code.Registers * WarpSize, RegisterUnit);
  int64_t ByRegisters = Sm->Blocks;
  if (PerWarp > 0) {
    ByRegisters = Sm->Registers / Partitions / PerWarp * Partitions / Warps;
    if (PerWarp * int64_t(alignTo(Warps, Partitions)) > Sm->Registers)
      ByRegisters = 0;
  }
  const int64_t Unit = Sm->ReservedShared ? SharedUnit : TuringSharedUnit;
  const int64_t Shared =
      alignTo(Code.StaticShared + Sm->ReservedShared + DynamicShared, Unit);
  int64_t ByShared = Sm->Blocks;
  if (Shared > Sm->SharedPerBlock + Sm->ReservedShared)
    ByShared = 0;
  else if (Shared > 0)
    ByShared = Sm->Shared / Shared;
  const int64_t ByWarps = Sm->Warps / Warps;

  Occupancy Result;
  Result.Threads = Threads;
  Result.DynamicShared = DynamicShared;
  Result.Blocks = std::min({ByRegisters, ByShared, ByWarps, Sm->Blocks});
  if (Code.MaxThreads && Threads > *Code.MaxThreads) {
    Result.Blocks = 0;
    Result.Limit = "launch bounds";
    return Result;
  }
  Result.Percent = 100.0 * double(Result.Blocks * Warps) / double(Sm->Warps);
  if (Result.Blocks == ByWarps)
    Result.Limit = "warps";
  else if (Result.Blocks == ByRegisters)
    Result.Limit = "registers";
  else if (Result.Blocks == ByShared)
    Result.Limit = "shared memory";
  else
    Result.Limit = "blocks";
  return Result;
}

Expected<GpuModel> findGpu(StringRef Name) {
  const std::string Wanted = plainName(Name);
  std::string Known;
  for (const KnownGpu &Gpu : Gpus) {
    if (plainName(Gpu.Name) == Wanted)
      return GpuModel{Gpu.Name.str(), Gpu.Architecture.str(),
                      Gpu.Multiprocessors};
    Known += (Known.empty() ? "" : ", ") + Gpu.Name.str();
  }
  return makeError("--gpu", "'" + Name + "' is not in the table",
                   "give one of " + Known);
}

} // namespace perfclaim
