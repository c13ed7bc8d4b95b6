//===- Conditions.h - The state of a device while it is timed ---*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Clocks, temperature and power before and after a workload in one process,
/// and how many of its runs the device was slowed down in. Such runs are kept:
/// where all are slow, leaving them out would leave nothing. Needs no CUDA.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_CONDITIONS_H
#define PERFCLAIM_RUNTIME_CONDITIONS_H

#include "Json.h"
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace pc {

/// Zero is what the device does not tell.
struct DeviceState {
  double SmMegahertz = 0, MemoryMegahertz = 0, Celsius = 0, Watts = 0;
  std::uint64_t Reasons = 0; ///< Why clocks are not higher; bits of NVML.
};

struct SlowReason {
  std::uint64_t Bit;
  const char *Name;
};
/// Of NVML's reasons those that take speed away; an idle device or clocks that
/// somebody has set are none.
inline constexpr SlowReason SlowReasons[] = {
    {0x04, "power cap"},
    {0x08, "hardware slowdown"},
    {0x20, "thermal slowdown"},
    {0x40, "hardware thermal slowdown"},
    {0x80, "power brake"}};

inline std::uint64_t slowReasons(std::uint64_t Reasons) {
  std::uint64_t Slow = 0;
  for (const SlowReason &R : SlowReasons)
    Slow |= Reasons & R.Bit;
  return Slow;
}

struct Conditions {
  DeviceState Before, After;
  double Runs = 0, SlowRuns = 0;
  std::uint64_t Reasons = 0; ///< Of all slow runs.
};

/// One line: "conditions", a name, numbers.
inline std::string conditionsLine(const std::string &Name,
                                  const Conditions &C) {
  std::string Line = "conditions\t" + Name + "\t";
  auto Add = [&](double Value) {
    char Number[40];
    std::snprintf(Number, sizeof Number, "%.17g ", Value);
    Line += Number;
  };
  for (const DeviceState *S : {&C.Before, &C.After}) {
    for (double Value :
         {S->SmMegahertz, S->MemoryMegahertz, S->Celsius, S->Watts})
      Add(Value);
    Add(static_cast<double>(S->Reasons));
  }
  Add(C.Runs);
  Add(C.SlowRuns);
  Add(static_cast<double>(C.Reasons));
  return Line + "\n";
}

/// False for a line of another form.
inline bool parseConditions(const std::string &Line, std::string &Name,
                            Conditions &C) {
  const std::string Kind = "conditions\t";
  const std::size_t Tab = Line.find('\t', Kind.size());
  if (Line.compare(0, Kind.size(), Kind) != 0 || Tab == std::string::npos)
    return false;
  Name = Line.substr(Kind.size(), Tab - Kind.size());
  double Values[13];
  const char *At = Line.c_str() + Tab + 1;
  for (double &Value : Values) {
    char *End = nullptr;
    Value = std::strtod(At, &End);
    if (End == At || Value < 0)
      return false;
    At = End;
  }
  int Next = 0;
  for (DeviceState *S : {&C.Before, &C.After}) {
    for (double *Into :
         {&S->SmMegahertz, &S->MemoryMegahertz, &S->Celsius, &S->Watts})
      *Into = Values[Next++];
    S->Reasons = static_cast<std::uint64_t>(Values[Next++]);
  }
  C.Runs = Values[10];
  C.SlowRuns = Values[11];
  C.Reasons = static_cast<std::uint64_t>(Values[12]);
  return true;
}

/// One element of each list for each process.
inline void write(Json &Out, const std::vector<Conditions> &Processes) {
  Out.open("conditions", '{');
  struct Quantity {
    const char *Name;
    double DeviceState::*Value;
  };
  for (const Quantity &Q : {Quantity{"sm_mhz", &DeviceState::SmMegahertz},
                            {"memory_mhz", &DeviceState::MemoryMegahertz},
                            {"celsius", &DeviceState::Celsius},
                            {"watts", &DeviceState::Watts}}) {
    std::vector<double> Before, After;
    for (const Conditions &C : Processes) {
      Before.push_back(C.Before.*Q.Value);
      After.push_back(C.After.*Q.Value);
    }
    Out.open(Q.Name, '{');
    Out.numbers("before", Before);
    Out.numbers("after", After);
    Out.close();
  }
  double Runs = 0, SlowRuns = 0;
  std::uint64_t Reasons = 0;
  for (const Conditions &C : Processes) {
    Runs += C.Runs;
    SlowRuns += C.SlowRuns;
    Reasons |= C.Reasons;
  }
  Out.number("runs", Runs);
  Out.number("throttled_runs", SlowRuns);
  Out.open("throttle_reasons", '[');
  for (const SlowReason &R : SlowReasons)
    if (Reasons & R.Bit)
      Out.text(nullptr, R.Name);
  Out.close();
  Out.close();
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_CONDITIONS_H
