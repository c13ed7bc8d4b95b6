//===- Instruments.cpp - What a device told, to JSON and back -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Model/Instruments.h"
#include "JsonMembers.h"
#include <cmath>

using namespace llvm;

namespace perfclaim {

using namespace jsonmembers;

namespace {

std::string text(StringRef Bytes) {
  return json::isUTF8(Bytes) ? Bytes.str() : json::fixUTF8(Bytes);
}

void put(json::Object &O, StringRef Key, const std::optional<double> &Number) {
  if (Number && std::isfinite(*Number))
    O[Key] = *Number;
}

json::Array finite(const std::vector<double> &Numbers) {
  json::Array Result;
  for (double D : Numbers)
    Result.push_back(std::isfinite(D) ? D : 0);
  return Result;
}

bool readWord(const json::Value &V, std::string &Text, json::Path P) {
  return json::fromJSON(V, Text, P);
}

bool readFlag(const json::Object &O, json::Path P, StringRef Key, bool &Flag) {
  return member(O, P, Key, [&](const json::Value &V, json::Path At) {
    return json::fromJSON(V, Flag, At);
  });
}

bool readKernel(const json::Value &V, KernelNeeds &K, json::Path P) {
  const json::Object *O = object(V, P);
  return O && readText(*O, P, "kernel", K.Kernel) &&
         readOptional(*O, P, "block", K.Block) &&
         readOptional(*O, P, "registers", K.Registers) &&
         readOptional(*O, P, "local_bytes", K.LocalBytes) &&
         readOptional(*O, P, "shared_bytes", K.SharedBytes) &&
         readOptional(*O, P, "blocks_per_sm", K.BlocksPerSm) &&
         readOptional(*O, P, "occupancy", K.Occupancy) &&
         readOptional(*O, P, "kernel_us", K.Microseconds);
}

constexpr const char *ReadingNames[] = {"sm_mhz", "memory_mhz", "celsius",
                                        "watts"};

} // namespace

json::Value toJSON(const SideInstruments &S) {
  json::Object O;
  put(O, "host_us", S.HostMicroseconds);
  if (S.HostMicroseconds)
    O["waits_for_device"] = S.Waits;
  put(O, "kernel_us", S.KernelMicroseconds);
  json::Array Kernels;
  for (const KernelNeeds &K : S.Kernels) {
    json::Object One{{"kernel", text(K.Kernel)}};
    put(One, "block", K.Block);
    put(One, "registers", K.Registers);
    put(One, "local_bytes", K.LocalBytes);
    put(One, "shared_bytes", K.SharedBytes);
    put(One, "blocks_per_sm", K.BlocksPerSm);
    put(One, "occupancy", K.Occupancy);
    put(One, "kernel_us", K.Microseconds);
    Kernels.push_back(std::move(One));
  }
  O["kernels"] = std::move(Kernels);
  return O;
}

json::Value toJSON(const DeviceConditions &C) {
  json::Object O{{"runs", C.Runs}, {"throttled_runs", C.ThrottledRuns}};
  for (const DeviceReading &R : C.Readings)
    O[R.Name] =
        json::Object{{"before", finite(R.Before)}, {"after", finite(R.After)}};
  json::Array Reasons;
  for (const std::string &Reason : C.Reasons)
    Reasons.push_back(text(Reason));
  O["throttle_reasons"] = std::move(Reasons);
  return O;
}

json::Value toJSON(const CheatResult &C) {
  return json::Object{{"cheat", text(C.Cheat)},
                      {"result", text(C.Result)},
                      {"how", text(C.How)}};
}

bool fromJSON(const json::Value &V, SideInstruments &S, json::Path P) {
  const json::Object *O = object(V, P);
  return O && readOptional(*O, P, "host_us", S.HostMicroseconds) &&
         readFlag(*O, P, "waits_for_device", S.Waits) &&
         readOptional(*O, P, "kernel_us", S.KernelMicroseconds) &&
         readList(*O, P, "kernels", S.Kernels, readKernel);
}

bool fromJSON(const json::Value &V, DeviceConditions &C, json::Path P) {
  const json::Object *O = object(V, P);
  std::optional<double> Runs, Throttled;
  if (!O || !readOptional(*O, P, "runs", Runs) ||
      !readOptional(*O, P, "throttled_runs", Throttled) ||
      !readList(*O, P, "throttle_reasons", C.Reasons, readWord))
    return false;
  C.Runs = Runs.value_or(0);
  C.ThrottledRuns = Throttled.value_or(0);
  for (const char *Name : ReadingNames) {
    DeviceReading R{Name, {}, {}};
    if (!member(*O, P, Name, [&](const json::Value &Sides, json::Path At) {
          const json::Object *Both = object(Sides, At);
          return Both && readList(*Both, At, "before", R.Before, readNumber) &&
                 readList(*Both, At, "after", R.After, readNumber);
        }))
      return false;
    if (!R.Before.empty() || !R.After.empty())
      C.Readings.push_back(std::move(R));
  }
  return true;
}

bool fromJSON(const json::Value &V, CheatResult &C, json::Path P) {
  const json::Object *O = object(V, P);
  return O && readText(*O, P, "cheat", C.Cheat) &&
         readText(*O, P, "result", C.Result) && readText(*O, P, "how", C.How);
}

} // namespace perfclaim
