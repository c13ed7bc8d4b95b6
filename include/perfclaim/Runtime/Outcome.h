//===- Outcome.h - What came of each workload -------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The result of a benchmark, as a table and as `perfclaim.result/1`.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_OUTCOME_H
#define PERFCLAIM_RUNTIME_OUTCOME_H

#include "Arguments.h"
#include "Experiment.h"
#include "Facts.h"
#include "FixedBlocks.h"
#include "Launches.h"
#include "Timing.h"
#include <cstring>
#include <ctime>
#include <dlfcn.h>
#include <unistd.h>

namespace pc {

struct Outcome {
  const Workload *For = nullptr;
  bool Checked = false, Correct = false, BitIdentical = false;
  double MaxAbsError = 0, MaxUlp = 0;
  /// Why there is no result, or no ratio; words of perfclaim.result/1.
  std::string Fault, FaultText;
  unsigned Grown = 1; ///< Times as large: buffers of an assumed size.
  std::string Note;   ///< What makes the check weaker than it looks.
  std::vector<Launch> Launches[2];
  int Allocations[2] = {0, 0};
  double PeakBytes[2] = {0, 0}; ///< Of allocations, at once.
  SideFacts Facts[2];
  Measured Runs;
  Measured Again; ///< Of the best and the worst, in processes after the others.
  bool HasRatio = false;
  bool Slow = false; ///< Stopped, as this machine is too slow for it.
  Estimate Ratio;
  FixedBlocks Blocks;  ///< Of --sweep.
  std::string Outputs; ///< For --outputs.

  /// The times of a side, one process after the other.
  std::vector<double> times(int Side) const {
    std::vector<double> All;
    for (const Samples &S : Runs.Sides)
      All.insert(All.end(), S.Microseconds[Side].begin(),
                 S.Microseconds[Side].end());
    return All;
  }
};

inline std::vector<const Outcome *>
measuredFor(const std::vector<Outcome> &Outcomes, Purpose For) {
  std::vector<const Outcome *> Found;
  for (const Outcome &O : Outcomes)
    if (O.HasRatio && O.For->For == For)
      Found.push_back(&O);
  return Found;
}

/// Over the workloads that are there to be measured. EXPECTS: not empty.
inline Estimate meanOf(const std::vector<const Outcome *> &Outcomes) {
  const std::size_t Processes = Outcomes.front()->Runs.Sides.size();
  bool Alike = Processes > 1;
  std::vector<ProcessRatios> Sweep;
  std::vector<Estimate> Parts;
  for (const Outcome *O : Outcomes) {
    Alike &= O->Runs.Sides.size() == Processes;
    Sweep.push_back(Measured::ratios(O->Runs.Sides));
    Parts.push_back(O->Ratio);
  }
  return Alike ? combineProcesses(Sweep) : combine(Parts);
}

/// How far from 1 the ratio was where it had to be 1: between two copies of
/// the old side, and on workloads on which both sides run the same.
inline double noiseFloor(const std::vector<Outcome> &Outcomes) {
  double Noise = 0;
  for (const Outcome &O : Outcomes) {
    if (O.HasRatio && O.For->For == Purpose::Control)
      Noise = std::max(Noise, std::fabs(O.Ratio.Value - 1));
    if (O.HasRatio && O.For->For != Purpose::Edge && !O.Runs.Same.empty())
      Noise = std::max(Noise, std::fabs(O.Runs.same().Value - 1));
  }
  return Noise;
}

inline void writeInterval(Json &Out, const char *Key, const Estimate &E) {
  Out.open(Key, '{');
  Out.number("value", E.Value);
  Out.number("low", E.Low);
  Out.number("high", E.High);
  Out.close();
}

/// Samples of all processes in one list, and how many are of each.
inline void writeSamples(Json &Out, const std::vector<Samples> &Processes) {
  std::vector<double> Sides[2], Counts;
  for (const Samples &S : Processes) {
    for (int Side = 0; Side != 2; ++Side)
      Sides[Side].insert(Sides[Side].end(), S.Microseconds[Side].begin(),
                         S.Microseconds[Side].end());
    Counts.push_back(static_cast<double>(S.Microseconds[0].size()));
  }
  Out.open("samples", '{');
  Out.numbers("before", Sides[0]);
  Out.numbers("after", Sides[1]);
  Out.close();
  Out.numbers("process_rounds", Counts);
}

inline void write(Json &Out, const FixedBlocks &Blocks) {
  Out.open("blocks", '{');
  Out.number("own", Blocks.Own);
  if (!Blocks.WhyNot.empty())
    Out.text("why_not", Blocks.WhyNot);
  Out.open("fixed", '[');
  for (const FixedBlock &B : Blocks.Tried) {
    Out.open(nullptr, '{');
    Out.number("threads", B.Threads);
    if (B.Runs.empty() || !B.WhyNot.empty()) {
      Out.text("why_not", B.WhyNot);
    } else {
      writeInterval(Out, "ratio", hierarchicalRatio(Measured::ratios(B.Runs)));
      writeSamples(Out, B.Runs);
    }
    Out.close();
  }
  Out.close();
  Out.close();
}

/// Gigabytes per second that the memory bus can carry: two transfers a clock.
inline double peakBandwidth() {
  int Kilohertz = 0, Bits = 0;
  cudaDeviceGetAttribute(&Kilohertz, cudaDevAttrMemoryClockRate, 0);
  cudaDeviceGetAttribute(&Bits, cudaDevAttrGlobalMemoryBusWidth, 0);
  return 2e3 * Kilohertz * Bits / 8 * 1e-9;
}

/// \p OnDevice: false for functions of the host. \p DriverVersion: as the
/// driver calls itself; empty if it is not known.
inline void writeEnvironment(Json &Out, std::uint64_t Seed, bool OnDevice,
                             const std::string &DriverVersion) {
  cudaDeviceProp Device{};
  int Driver = 0;
  cudaGetDeviceProperties(&Device, 0);
  cudaDriverGetVersion(&Driver);
  auto Version = [](int Number) {
    return std::to_string(Number / 1000) + "." +
           std::to_string(Number % 1000 / 10);
  };
  char Host[256] = "", Date[32] = "";
  gethostname(Host, sizeof Host - 1);
  const std::time_t Now = std::time(nullptr);
  std::tm Parts{};
  gmtime_r(&Now, &Parts);
  std::strftime(Date, sizeof Date, "%Y-%m-%dT%H:%M:%SZ", &Parts);
  Out.open("environment", '{');
  if (OnDevice) {
    Out.text("device", Device.name);
    Out.text("architecture", "sm_" + std::to_string(Device.major) +
                                 std::to_string(Device.minor));
    Out.text("driver", Version(Driver));
    Out.text("toolkit", Version(CUDART_VERSION));
    if (!DriverVersion.empty())
      Out.text("driver_version", DriverVersion);
    if (const double Peak = peakBandwidth(); Peak > 0)
      Out.number("peak_gb_per_s", Peak);
  }
  Out.text("host", Host);
  Out.text("date", Date);
  Out.text("seed", std::to_string(Seed));
  Out.close();
}

inline std::string resultDocument(const char *Entry, const char *Backend,
                                  const Options &Wanted,
                                  const std::vector<Outcome> &Outcomes,
                                  const std::vector<CheatOutcome> &Cheats,
                                  const std::string &DriverVersion) {
  Json Out;
  Out.open(nullptr, '{');
  Out.text("schema", "perfclaim.result/1");
  Out.text("backend", Backend);
  Out.text("entry", Entry);
  writeEnvironment(Out, Wanted.Seed, std::strcmp(Backend, "native") != 0,
                   DriverVersion);
  Out.open("experiment", '{');
  Out.text("order", name(Wanted.Turns));
  Out.number("processes", Wanted.Processes);
  Out.number("precision_percent", Wanted.Precision);
  Out.number("budget_seconds", Wanted.BudgetSeconds);
  Out.close();
  if (const double Noise = noiseFloor(Outcomes); Noise > 0)
    Out.number("noise_floor", Noise);
  const auto Counted = measuredFor(Outcomes, Purpose::Measure);
  if (!Counted.empty())
    writeInterval(Out, "geometric_mean", meanOf(Counted));
  if (!Cheats.empty())
    write(Out, Cheats);
  Out.open("workloads", '[');
  for (const Outcome &O : Outcomes) {
    Out.open(nullptr, '{');
    Out.text("name", O.For->Name);
    Out.text("purpose", name(O.For->For));
    Out.text("sizes", O.For->values());
    Out.boolean("reduced", O.For->Reduced);
    if (O.Checked) {
      Out.boolean("correct", O.Correct);
      Out.boolean("bit_identical", O.BitIdentical);
      Out.number("max_abs_error", O.MaxAbsError);
      Out.number("max_ulp", O.MaxUlp);
    } else {
      Out.null("correct");
    }
    Out.text("fault", O.Fault);
    if (!O.FaultText.empty())
      Out.text("fault_text", O.FaultText);
    if (!O.Note.empty())
      Out.text("note", O.Note);
    if (O.Grown != 1)
      Out.number("grown", O.Grown);
    if (O.HasRatio)
      writeInterval(Out, "ratio", O.Ratio);
    writeSamples(Out, O.Runs.Sides);
    if (!O.Runs.Same.empty()) {
      Out.open("same", '{');
      writeInterval(Out, "ratio", O.Runs.same());
      writeSamples(Out, O.Runs.Same);
      Out.close();
    }
    if (!O.Runs.Warm.empty()) {
      Out.open("warm", '{');
      writeInterval(Out, "ratio", O.Runs.warm());
      writeSamples(Out, O.Runs.Warm);
      Out.close();
    }
    if (O.Again.usable()) {
      Out.open("again", '{');
      writeInterval(Out, "ratio", O.Again.ratio());
      writeSamples(Out, O.Again.Sides);
      Out.close();
    }
    Out.open("launches", '{');
    write(Out, "before", O.Launches[0]);
    write(Out, "after", O.Launches[1]);
    Out.close();
    Out.open("allocations", '{');
    Out.number("before", O.Allocations[0]);
    Out.number("after", O.Allocations[1]);
    Out.close();
    Out.open("peak_bytes", '{');
    Out.number("before", O.PeakBytes[0]);
    Out.number("after", O.PeakBytes[1]);
    Out.close();
    if (O.For->Bytes > 0)
      Out.number("bytes_moved", O.For->Bytes);
    if (O.Blocks.known())
      write(Out, O.Blocks);
    if (!O.Runs.Seen.empty())
      write(Out, O.Runs.Seen);
    if (O.Facts[0].known() || O.Facts[1].known()) {
      Out.open("instruments", '{');
      write(Out, "before", O.Facts[0]);
      write(Out, "after", O.Facts[1]);
      Out.close();
    }
    Out.close();
  }
  Out.close();
  Out.close();
  return Out.finish();
}

inline void printTable(std::FILE *Out, const std::vector<Outcome> &Outcomes) {
  std::size_t Width = 8;
  for (const Outcome &O : Outcomes)
    Width = std::max(Width, O.For->Name.size());
  const int Column = static_cast<int>(Width);
  std::fprintf(Out, "%-*s  %10s %10s  %-22s %9s %9s  %s\n", Column, "workload",
               "before us", "after us", "ratio [95% interval]", "GB/s after",
               "max ulp", "result");
  for (const Outcome &O : Outcomes) {
    char Before[16] = "-", After[16] = "-", Ratio[48] = "-", Rate[16] = "-",
         Ulp[16] = "-";
    if (O.HasRatio) {
      const double Time = median(O.times(1));
      std::snprintf(Before, sizeof Before, "%.2f", median(O.times(0)));
      std::snprintf(After, sizeof After, "%.2f", Time);
      std::snprintf(Ratio, sizeof Ratio, "%.3f [%.3f, %.3f]", O.Ratio.Value,
                    O.Ratio.Low, O.Ratio.High);
      std::snprintf(Rate, sizeof Rate, "%.0f", O.For->Bytes / Time * 1e-3);
    }
    if (O.Checked)
      std::snprintf(Ulp, sizeof Ulp, "%.4g", O.MaxUlp);
    std::string Result = O.Fault;
    if (!O.FaultText.empty())
      Result += (Result.empty() ? "" : ": ") + O.FaultText;
    if (Result.empty())
      Result = O.BitIdentical                 ? "agree, bit by bit"
               : O.Correct                    ? "agree"
               : O.For->For == Purpose::Fails ? "fail alike"
                                              : "not checked";
    if (!O.Note.empty())
      Result += "; " + O.Note;
    std::fprintf(Out, "%-*s  %10s %10s  %-22s %9s %9s  %s\n", Column,
                 O.For->Name.c_str(), Before, After, Ratio, Rate, Ulp,
                 Result.c_str());
  }
  const auto Ratios = measuredFor(Outcomes, Purpose::Measure);
  if (!Ratios.empty()) {
    const Estimate Mean = meanOf(Ratios);
    std::fprintf(Out,
                 "geometric mean over %zu workloads: %.3f [%.3f, %.3f]  "
                 "(before / after: above 1 is faster)\n",
                 Ratios.size(), Mean.Value, Mean.Low, Mean.High);
  }
}

/// What the table does not show.
inline void printRemarks(std::FILE *Out, const std::vector<Outcome> &Outcomes,
                         const std::vector<CheatOutcome> &Cheats) {
  for (const Outcome &O : Outcomes) {
    double Runs = 0, Slow = 0;
    for (const Conditions &C : O.Runs.Seen) {
      Runs += C.Runs;
      Slow += C.SlowRuns;
    }
    if (Slow > 0)
      std::fprintf(Out, "%s: the device was throttled in %.0f%% of the runs\n",
                   O.For->Name.c_str(), 100 * Slow / Runs);
  }
  for (const CheatOutcome &C : Cheats)
    if (C.Result == "missed")
      std::fprintf(Out, "self-test: %s was not found: %s\n", C.Cheat.c_str(),
                   C.How.c_str());
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_OUTCOME_H
