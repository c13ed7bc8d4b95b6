//===- Facts.h - What instruments tell besides the ratio --------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Three times that are never mixed (kernels, device, host), what kernels were
/// compiled to, and which cheats were caught: told by a process of their own,
/// one line each, and written into the result. Needs no CUDA.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_FACTS_H
#define PERFCLAIM_RUNTIME_FACTS_H

#include "Json.h"
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace pc {

/// A changed kernel as it was launched.
struct KernelFacts {
  std::string Kernel;
  double Block = 0;         ///< Threads of a block.
  double Registers = 0;     ///< Of a thread.
  double LocalBytes = 0;    ///< Of a thread: spills and its own arrays.
  double SharedBytes = 0;   ///< Of a block, with what the launch added.
  double BlocksPerSm = 0;   ///< That fit at once.
  double Occupancy = 0;     ///< Share of the threads that a multiprocessor has.
  double Microseconds = -1; ///< Median of one launch; negative: not known.
};

struct SideFacts {
  /// Until a call comes back, with the device busy with something else before;
  /// negative: not known.
  double HostMicroseconds = -1;
  bool Waits = false; ///< The call waits for the device by itself.
  /// In which a kernel of one call ran, by CUPTI; negative: not known.
  double KernelMicroseconds = -1;
  std::vector<KernelFacts> Kernels;

  bool known() const {
    return HostMicroseconds >= 0 || KernelMicroseconds >= 0 || !Kernels.empty();
  }
};

/// One cheat of the self-test.
struct CheatOutcome {
  std::string Cheat;
  std::string Result; ///< "caught", "missed", "unclear" or "not applicable".
  std::string How;
};

/// \p Line is cut at tabs: "kernels", a workload, a side, a number; "kernel", a
/// workload, a side, a name, numbers. False for others.
inline bool parseFacts(const std::vector<std::string> &Line,
                       SideFacts (&Sides)[2]) {
  if (Line.size() < 4)
    return false;
  SideFacts &Into = Sides[Line[2] == "1"];
  auto Numbers = [](const std::string &Text) {
    std::vector<double> Values;
    const char *At = Text.c_str();
    for (char *End = nullptr;; At = End) {
      const double Value = std::strtod(At, &End);
      if (End == At)
        return Values;
      Values.push_back(Value);
    }
  };
  if (Line[0] == "kernels") {
    const std::vector<double> Values = Numbers(Line[3]);
    if (Values.size() != 1)
      return false;
    Into.KernelMicroseconds = Values[0];
    return true;
  }
  if (Line[0] != "kernel" || Line.size() != 5)
    return false;
  const std::vector<double> Values = Numbers(Line[4]);
  if (Values.size() != 7)
    return false;
  Into.Kernels.push_back({Line[3], Values[0], Values[1], Values[2], Values[3],
                          Values[4], Values[5], Values[6]});
  return true;
}

inline std::string factsLines(const std::string &Workload, int Side,
                              const SideFacts &S) {
  char Numbers[200];
  std::snprintf(Numbers, sizeof Numbers, "%.17g", S.KernelMicroseconds);
  const std::string Head = "\t" + Workload + "\t" + (Side ? "1" : "0") + "\t";
  std::string Lines = "kernels" + Head + Numbers + "\n";
  for (const KernelFacts &K : S.Kernels) {
    std::snprintf(Numbers, sizeof Numbers, "%g %g %g %g %g %.17g %.17g",
                  K.Block, K.Registers, K.LocalBytes, K.SharedBytes,
                  K.BlocksPerSm, K.Occupancy, K.Microseconds);
    Lines += "kernel" + Head + K.Kernel + "\t" + Numbers + "\n";
  }
  return Lines;
}

inline void write(Json &Out, const char *Key, const SideFacts &S) {
  Out.open(Key, '{');
  if (S.HostMicroseconds >= 0) {
    Out.number("host_us", S.HostMicroseconds);
    Out.boolean("waits_for_device", S.Waits);
  }
  if (S.KernelMicroseconds >= 0)
    Out.number("kernel_us", S.KernelMicroseconds);
  Out.open("kernels", '[');
  for (const KernelFacts &K : S.Kernels) {
    Out.open(nullptr, '{');
    Out.text("kernel", K.Kernel);
    Out.number("block", K.Block);
    Out.number("registers", K.Registers);
    Out.number("local_bytes", K.LocalBytes);
    Out.number("shared_bytes", K.SharedBytes);
    Out.number("blocks_per_sm", K.BlocksPerSm);
    Out.number("occupancy", K.Occupancy);
    if (K.Microseconds >= 0)
      Out.number("kernel_us", K.Microseconds);
    Out.close();
  }
  Out.close();
  Out.close();
}

inline void write(Json &Out, const std::vector<CheatOutcome> &Cheats) {
  Out.open("self_test", '[');
  for (const CheatOutcome &C : Cheats) {
    Out.open(nullptr, '{');
    Out.text("cheat", C.Cheat);
    Out.text("result", C.Result);
    Out.text("how", C.How);
    Out.close();
  }
  Out.close();
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_FACTS_H
