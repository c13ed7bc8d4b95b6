//===- Options.h - The benchmark's command line -----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads the arguments of `benchmark`.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_OPTIONS_H
#define PERFCLAIM_RUNTIME_OPTIONS_H

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace pc {

enum ExitCode {
  Agree = 0,
  CannotLoad = 1,
  Incorrect = 2,
  NoDevice = 4,
  Usage = 5
};

/// Of the runs of both sides; see Rounds.
enum class Order { Random, Alternate, Blocks };

inline const char *name(Order O) {
  static const char *const Names[] = {"random", "alternate", "blocks"};
  return Names[static_cast<int>(O)];
}

struct Options {
  bool Check = false; ///< Correctness only.
  bool List = false;
  bool Nvtx = false;
  bool Isolated = false; ///< Each side of a check in a process of its own.
  bool Reduced = false;  ///< The same launches over less data.
  std::string Json;      ///< File; "-" is standard output.
  std::string Outputs;   ///< File for what the sides computed.
  std::string Trace;     ///< Folder for the calls of the sides.
  std::string Resume;    ///< File for what is measured, until the result is.
  bool Progress = false; ///< Lines of what is being done, on standard error.
  std::vector<std::string> Workloads;
  std::vector<int> Sides; ///< 0 before, 1 after; empty: both.
  int Iterations = 0;     ///< 0: as the time allows.
  std::uint64_t Seed = 1;
  int WarmUp = 3;           ///< Rounds that do not count.
  double BudgetSeconds = 3; ///< Per workload, over all processes.
  double Precision = 1;     ///< Percent, to both sides of the ratio.
  int Processes = 6;        ///< Even, so that each side loads first as often.
  Order Turns = Order::Random;
  /// Which of the processes: the odd ones load the new side first, and each has
  /// an order of its own.
  int Process = 0;
  int SamplesTo = -1;       ///< File of a process that measures for another.
  int FactsTo = -1;         ///< File of a process with instruments.
  bool Sweep = false;       ///< Other blocks than the code chooses.
  int Block = 0;            ///< A process of the sweep: this many threads.
  bool Instruments = true;  ///< Have such a process.
  bool WarmCache = false;   ///< Each timed run comes after one that is not.
  std::string Gpu = "h100"; ///< That a dry run pretends to have.
  bool GpuGiven = false;    ///< Then the host backend has it too.
  int DryRunSide = -1;      ///< The child process of a dry run.
  int ChildSide = -1;       ///< The child process of an isolated check.
  std::size_t Slack = 0;    ///< Bytes behind each buffer, to be looked at.
  unsigned Grow = 1;        ///< Times as large: buffers of an assumed size.
  unsigned Timeout = 120;   ///< Seconds for a side in a process of its own.
  std::string Error;

  bool wants(const std::string &Workload) const {
    for (const std::string &Name : Workloads)
      if (Name == Workload)
        return true;
    return Workloads.empty();
  }
  double processBudget() const { return BudgetSeconds / Processes; }
  /// The second measurement of the best and the worst has cold caches alone.
  bool wantsWarmCache() const { return Instruments && Process < Processes; }
  /// For a sixth of the \p Seconds that a process needed with cold caches. The
  /// untimed runs warm up.
  Options forWarmCache(double Seconds) const {
    Options Result = *this;
    Result.WarmCache = true;
    Result.WarmUp = 0;
    Result.BudgetSeconds = Seconds / 6 * Processes;
    Result.Iterations = Iterations ? (Iterations + 3) / 4 : 0;
    return Result;
  }
};

inline const char *usage() {
  return "usage: benchmark [options]\n"
         "  --check             compare the sides, measure nothing\n"
         "  --isolated          check with each side in a process of its own:"
         " one that\n"
         "                      crashes takes nothing with it\n"
         "  --reduced           sizes that make the same launches over less"
         " data, for a\n"
         "                      check on the CPU\n"
         "  --timeout SECONDS   for one run of a side with --isolated (120)\n"
         "  --trace DIR         with --isolated on the host backend: each"
         " side's calls,\n"
         "                      in DIR/trace_SIDE.jsonl\n"
         "  --slack BYTES       with --isolated: room behind each buffer, to "
         "see"
         " how much an\n"
         "                      entry touches\n"
         "  --grow N            N times the assumed size for buffers whose size"
         " nothing in\n"
         "                      the code shows\n"
         "  --list              load both sides and print entries and predicted"
         " launches;\n"
         "                      needs no GPU\n"
         "  --gpu h100|a100     the GPU that --list predicts for, and that\n"
         "                      the host backend stands for\n"
         "  --json FILE         write the result, or the list, as JSON; - is"
         " standard output\n"
         "  --outputs FILE      write what the sides computed, as JSON lines: a"
         " hash of all\n"
         "                      and a sample of each output\n"
         "  --workload NAME     only this workload; may be repeated\n"
         "  --side SIDE[,SIDE]  before or after: run this side alone, without"
         " comparing;\n"
         "                      before,before: measure a side against itself\n"
         "  --iterations N      N rounds instead of as many as the time"
         " allows\n"
         "  --budget SECONDS    time per workload, over all processes (3)\n"
         "  --precision PCT     stop when the ratio is known to so many percent"
         " (1)\n"
         "  --processes N       fresh processes that measure (6); with 1 the"
         " interval knows\n"
         "                      nothing of what changes from process to"
         " process\n"
         "  --order ORDER       random, alternate or blocks: which side runs"
         " next (random)\n"
         "  --seed N            seed of inputs and order (1)\n"
         "  --no-instruments    ratios alone: no warm cache, no host and kernel"
         " times, no\n"
         "                      self-test\n"
         "  --sweep             also time the new side with its changed kernel"
         " in fixed\n"
         "                      blocks of 32 to 1024 threads\n"
         "  --resume FILE       keep what was measured until the result is "
         "there,"
         " and go on\n"
         "                      from it after an interruption\n"
         "  --progress          a line for each workload on standard error\n"
         "  --nvtx              mark phases for Nsight\n";
}

inline bool parseSides(const char *Text, std::vector<int> &Sides) {
  std::string Rest = std::string(Text) + ",";
  while (!Rest.empty()) {
    const std::string Word = Rest.substr(0, Rest.find(','));
    Rest.erase(0, Word.size() + 1);
    if (Word != "before" && Word != "after")
      return false;
    Sides.push_back(Word == "after");
  }
  return Sides.size() <= 2;
}

inline bool parseOrder(const std::string &Text, Order &Turns) {
  for (Order O : {Order::Random, Order::Alternate, Order::Blocks})
    if (Text == name(O)) {
      Turns = O;
      return true;
    }
  return false;
}

/// What was not understood is in Options::Error.
inline Options parseOptions(int Count, char **Texts) {
  Options Result;
  for (int I = 1; I < Count; ++I) {
    const std::string Flag = Texts[I];
    bool Known = true;
    if (Flag == "--check")
      Result.Check = true;
    else if (Flag == "--isolated")
      Result.Check = Result.Isolated = true;
    else if (Flag == "--reduced")
      Result.Reduced = true;
    else if (Flag == "--list")
      Result.List = true;
    else if (Flag == "--nvtx")
      Result.Nvtx = true;
    else if (Flag == "--progress")
      Result.Progress = true;
    else if (Flag == "--sweep")
      Result.Sweep = true;
    else if (Flag == "--no-instruments")
      Result.Instruments = false;
    else
      Known = false;
    if (Known)
      continue;
    const char *Value = I + 1 < Count ? Texts[I + 1] : nullptr;
    char *End = nullptr;
    bool Good = Value != nullptr;
    if (Flag == "--json" && Good) {
      Result.Json = Value;
    } else if (Flag == "--outputs" && Good) {
      Result.Outputs = Value;
    } else if (Flag == "--trace" && Good) {
      Result.Trace = Value;
    } else if (Flag == "--resume" && Good) {
      Result.Resume = Value;
    } else if (Flag == "--workload" && Good) {
      Result.Workloads.push_back(Value);
    } else if (Flag == "--side" && Good) {
      Good = parseSides(Value, Result.Sides);
    } else if (Flag == "--iterations" && Good) {
      Result.Iterations = static_cast<int>(std::strtol(Value, &End, 10));
      Good = *End == 0 && Result.Iterations > 0;
    } else if (Flag == "--seed" && Good) {
      Result.Seed = std::strtoull(Value, &End, 10);
      Good = *End == 0;
    } else if (Flag == "--budget" && Good) {
      Result.BudgetSeconds = std::strtod(Value, &End);
      Good = *End == 0 && Result.BudgetSeconds > 0;
    } else if (Flag == "--precision" && Good) {
      Result.Precision = std::strtod(Value, &End);
      Good = *End == 0 && Result.Precision > 0;
    } else if (Flag == "--processes" && Good) {
      Result.Processes = static_cast<int>(std::strtol(Value, &End, 10));
      Good = *End == 0 && Result.Processes > 0 && Result.Processes <= 100;
    } else if (Flag == "--process" && Good) {
      Result.Process = static_cast<int>(std::strtol(Value, &End, 10));
      Good = *End == 0 && Result.Process >= 0;
    } else if (Flag == "--order" && Good) {
      Good = parseOrder(Value, Result.Turns);
    } else if (Flag == "--samples-to" && Good) {
      Result.SamplesTo = static_cast<int>(std::strtol(Value, &End, 10));
      Good = *End == 0;
    } else if (Flag == "--facts-to" && Good) {
      Result.FactsTo = static_cast<int>(std::strtol(Value, &End, 10));
      Good = *End == 0;
    } else if (Flag == "--block" && Good) {
      Result.Block = static_cast<int>(std::strtol(Value, &End, 10));
      Good = *End == 0 && Result.Block > 0;
    } else if (Flag == "--gpu" && Good) {
      Result.Gpu = Value;
      Result.GpuGiven = true;
      Good = Result.Gpu == "h100" || Result.Gpu == "a100";
    } else if (Flag == "--slack" && Good) {
      Result.Slack = std::strtoull(Value, &End, 10);
      Good = *End == 0 && Result.Slack < (std::size_t(1) << 32);
    } else if (Flag == "--grow" && Good) {
      Result.Grow = static_cast<unsigned>(std::strtoul(Value, &End, 10));
      Good = *End == 0 && Result.Grow > 0 && Result.Grow <= 1024;
    } else if (Flag == "--timeout" && Good) {
      Result.Timeout = static_cast<unsigned>(std::strtoul(Value, &End, 10));
      Good = *End == 0 && Result.Timeout > 0;
    } else if (Flag == "--dry-run-side" && Good) {
      Result.DryRunSide = Value[0] == '1';
    } else if (Flag == "--child-side" && Good) {
      Result.ChildSide = Value[0] == '1';
    } else {
      Result.Error = Good ? "unknown option '" + Flag + "'"
                          : "'" + Flag + "' is unknown or wants a value";
      return Result;
    }
    if (!Good) {
      Result.Error = "'" + Flag + "' does not take '" + Value + "'";
      return Result;
    }
    ++I;
  }
  return Result;
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_OPTIONS_H
