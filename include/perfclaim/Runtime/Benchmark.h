//===- Benchmark.h - Checks, measures and reports ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Everything around the timed loop of `benchmark.cu`: correctness first, then,
/// if the changed kernels really ran, the loop; then the report. To be included
/// in one file.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_BENCHMARK_H
#define PERFCLAIM_RUNTIME_BENCHMARK_H

#include "BothSides.h"
#include "Cheats.h"
#include "Grow.h"
#include "Isolated.h"
#include "Kernels.h"
#include "List.h"
#include "Nvtx.h"
#include "Processes.h"
#include "Progress.h"
#include "Sweep.h"

namespace pc {

class Benchmark : BothSides {
public:
  Benchmark(const char *Entry, const std::vector<Workload> &Workloads,
            const Options &Wanted, Loop *Measure, BlockRule Blocks = {})
      : BothSides(Wanted, Measure), Entry(Entry), Workloads(Workloads),
        Blocks(Blocks), Out(Wanted.Json == "-" ? stderr : stdout) {}
  Benchmark(const Benchmark &) = delete;
  Benchmark &operator=(const Benchmark &) = delete;
  // The handlers stay when it has gone.
  ~Benchmark() { Active() = nullptr; }

  int run() {
    for (const std::string &Name : Wanted.Workloads)
      if (std::none_of(Workloads.begin(), Workloads.end(),
                       [&](const Workload &W) { return W.Name == Name; }))
        return complain(Usage, "there is no workload '" + Name + "'");
    if (Wanted.DryRunSide >= 0)
      runDry(Wanted, Wanted.Workloads.empty() ? nullptr : &firstWanted());
    if (Wanted.List)
      return list(Wanted, Workloads);
    if (Wanted.ChildSide >= 0)
      runChild(Wanted, firstWanted());
    if (Wanted.Isolated) {
      Outcomes = checkAllIsolated(Workloads, Wanted);
      return report();
    }
    int Devices = 0;
    const cudaError_t Found = cudaGetDeviceCount(&Devices);
    if (Found != cudaSuccess || Devices == 0)
      return complain(NoDevice, std::string("no CUDA device: ") +
                                    cudaGetErrorString(Found) +
                                    " (--list works without one)");
    if (const std::string Problem = load(); !Problem.empty())
      return complain(CannotLoad, Problem);
    Outcomes.reserve(Workloads.size());
    watchExits();
    setUp();
    for (const Workload &W : Workloads)
      if (Wanted.wants(W.Name)) {
        runWorkload(W);
        if (Wanted.Block && !Dead) {
          const std::string Line = fixedBlockLine(Outcomes.back());
          tellBytes(Wanted.SamplesTo, {Line.begin(), Line.end()});
        }
      }
    if (Wanted.Block)
      return Agree;
    if (Wanted.SamplesTo >= 0)
      return tellSamples();
    if (Wanted.FactsTo >= 0) {
      const std::string End = SamplesEnd;
      tellBytes(Wanted.FactsTo, {End.begin(), End.end()});
      return Agree;
    }
    Kept Earlier(Wanted, SamplesEnd);
    if (Earlier.size() != 0)
      std::fprintf(stderr,
                   "benchmark: going on after an interruption: %zu measuring "
                   "processes had ended\n",
                   Earlier.size());
    if (!Dead) {
      runProcesses(Outcomes, Wanted, Earlier);
      Cheats = addFacts(Outcomes, Wanted);
      if (Wanted.Sweep)
        sweepBlocks(Outcomes, Blocks, Wanted);
    }
    const int Code = report();
    if (Code != Usage)
      Earlier.remove();
    return Code;
  }

private:
  const Workload &firstWanted() const {
    return *std::find_if(
        Workloads.begin(), Workloads.end(),
        [&](const Workload &W) { return Wanted.wants(W.Name); });
  }

  static int complain(int Code, const std::string &What) {
    std::fprintf(stderr, "benchmark: %s\n", What.c_str());
    return Code;
  }

  //===-- Workloads
  //---------------------------------------------------------===//

  void runWorkload(const Workload &W) {
    tell(W, Outcomes.size());
    Outcomes.emplace_back();
    Outcome &Into = Outcomes.back();
    Into.For = &W;
    if (Dead) {
      Into.Fault = "other";
      Into.FaultText = "not run: the device has faulted before";
      return;
    }
    if (W.For == Purpose::Fails) {
      Into = checkFailing(W, Wanted);
      return;
    }
    const Range Phase(Wanted.Nvtx, W.Name);
    runWorkload(Into, W, Wanted.Grow);
    const unsigned Times = Wanted.Grow == 1 ? roomToGrow(W) : 1;
    if (Times == 1 || Dead || Into.Fault != "both sides fault" ||
        !wroteBehind(Into.FaultText))
      return;
    Outcome Larger;
    Larger.For = &W;
    runWorkload(Larger, W, Times);
    if (!Larger.Checked)
      return;
    noteGrown(Larger, Times);
    Into = std::move(Larger);
  }

  void runWorkload(Outcome &Into, const Workload &W, unsigned Grow) {
    Buffers Memory(W.Arguments, hashName(W.Name.c_str(), Wanted.Seed), true,
                   /*Slack=*/0, Grow);
    const Call Before(*Sides[0].Entry, W.Arguments, Memory);
    const Call After(*Sides[1].Entry, W.Arguments, Memory);
    const Call *const Calls[] = {&Before, &After};
    std::string Problem = Memory.problem();
    for (const Call *C : Calls)
      if (Problem.empty() && !C->missing().empty())
        Problem = "no argument for " + C->missing();
    if (!Problem.empty()) {
      Into.Fault = "other";
      Into.FaultText = Problem;
      return;
    }
    OtherStreams = false;
    if (Wanted.Block)
      return runFixed(Into, W, Calls, Memory);
    if (Wanted.Sides.size() == 1)
      return runAlone(Into, Wanted.Sides[0], *Calls[Wanted.Sides[0]], Memory);
    const int First = Wanted.Sides.empty() ? 0 : Wanted.Sides[0];
    const int Second = Wanted.Sides.empty() ? 1 : Wanted.Sides[1];
    check(Into, Calls, Memory);
    if (Wanted.Check || !Into.Correct || !Into.Fault.empty())
      return;
    if (Wanted.FactsTo >= 0)
      return tellFacts(Into, Calls, Memory);
    const auto Began = std::chrono::steady_clock::now();
    if (Watch)
      Watch->begin();
    if (!measureOnce(Into, *Calls[First], *Calls[Second], Memory, Wanted,
                     Into.Runs.Sides))
      return;
    if (Watch && Watch->present())
      Into.Runs.Seen.push_back(Watch->end());
    if (Wanted.Process == 0 && !checkLast(Into, Memory))
      return;
    if (Wanted.Progress && Into.Runs.usable()) {
      const Estimate Now = Into.Runs.ratio();
      tell(W, Outcomes.size(), &Now);
    }
    if (!Wanted.Sides.empty() || !Into.Runs.usable())
      return;
    const LoadedSide &Copy = secondCopy();
    const Call Copied(*Copy.Entry, W.Arguments, Memory);
    if (!measureOnce(Into, Before, Copied, Memory, Wanted, Into.Runs.Same))
      return;
    const std::chrono::duration<double> Spent =
        std::chrono::steady_clock::now() - Began;
    // Two rounds would take longer than that where there were so few.
    const std::size_t Rounds = Into.Runs.rounds();
    if (Watch && Wanted.wantsWarmCache() &&
        (Rounds >= 18 || Wanted.Iterations) &&
        !measureOnce(Into, Before, After, Memory,
                     Wanted.forWarmCache(Spent.count()), Into.Runs.Warm))
      return;
    // Once is enough: all processes run the same code.
    if (Wanted.Process == 0)
      checkAgain(Into, Calls, Memory);
    if (Watch && Wanted.Process == 0 && Wanted.Instruments)
      timeHost(Calls, Memory, Into.Facts);
  }

  /// The new side as it is, against itself in blocks of another width.
  void runFixed(Outcome &Into, const Workload &W, const Call *const (&Calls)[2],
                Buffers &Memory) {
    const Call Fixed =
        withBlock(*Calls[1], W.Arguments, Memory, Blocks, Wanted.Block);
    const Call *const With[] = {Calls[0], &Fixed};
    check(Into, With, Memory);
    if (Into.Correct && Into.Fault.empty())
      measureOnce(Into, *Calls[1], Fixed, Memory, Wanted, Into.Runs.Sides);
  }

  /// \p Done workloads are behind us.
  void tell(const Workload &W, std::size_t Done,
            const Estimate *Ratio = nullptr) const {
    const char *Stage = Wanted.FactsTo >= 0                  ? "instruments"
                        : Wanted.Check                       ? "comparing"
                        : Wanted.Process >= Wanted.Processes ? "again"
                                                             : "measuring";
    tellProgress(
        Wanted, Stage,
        {Done,
         Wanted.Workloads.empty() ? Workloads.size() : Wanted.Workloads.size(),
         W.Name},
        Ratio);
  }

  /// In a process of its own; the first workload is the self-test's.
  void tellFacts(const Outcome &Of, const Call *const (&Calls)[2],
                 Buffers &Memory) {
    RunningSide = 2;
    std::string Lines;
    if (Of.For->Name == Wanted.Workloads.front())
      for (const CheatOutcome &C :
           SelfTest(
               *Of.For, Calls, Memory,
               [&](Outcome &Into, const Call *const(&With)[2]) {
                 check(Into, With, Memory, /*Blame=*/false);
                 RunningSide = 2;
               },
               [&](const Call &One, const Call &Other, const Options &How) {
                 Outcome Ignored;
                 std::vector<Samples> Times;
                 measureOnce(Ignored, One, Other, Memory, How, Times);
                 RunningSide = 2;
                 return Times.empty() ? Samples() : Times.front();
               },
               Wanted)
               .run())
        Lines += "cheat\t" + C.Cheat + "\t" + C.Result + "\t" + C.How + "\n";
    if (Watch) {
      SideFacts Facts[2];
      for (int Side = 0; Side != 2; ++Side)
        Facts[Side].Kernels =
            kernelFacts(*Sides[Side].Entry, Of.Launches[Side]);
      timeKernels(Calls, Memory, Facts);
      for (int Side = 0; Side != 2; ++Side)
        Lines += factsLines(Of.For->Name, Side, Facts[Side]);
    }
    tellBytes(Wanted.FactsTo, {Lines.begin(), Lines.end()});
    RunningSide = -1;
  }

  int tellSamples() const {
    std::string Lines;
    for (const Outcome &O : Outcomes) {
      if (!O.Correct || !O.Fault.empty())
        return Incorrect;
      for (const Samples &S : O.Runs.Sides)
        Lines += samplesLine("sides", O.For->Name, S);
      for (const Samples &S : O.Runs.Same)
        Lines += samplesLine("same", O.For->Name, S);
      for (const Samples &S : O.Runs.Warm)
        Lines += samplesLine("warm", O.For->Name, S);
      for (const Conditions &C : O.Runs.Seen)
        Lines += conditionsLine(O.For->Name, C);
    }
    Lines += SamplesEnd;
    tellBytes(Wanted.SamplesTo, {Lines.begin(), Lines.end()});
    return Agree;
  }

  /// For profilers and sanitizers: this side, and nothing else.
  void runAlone(Outcome &Into, int Side, const Call &Run, Buffers &Memory) {
    const int Count = Wanted.Iterations > 0 ? Wanted.Iterations : 1;
    for (int I = 0; I != Count && Into.Fault.empty(); ++I) {
      const Range Phase(Wanted.Nvtx, sideName(Side));
      const OneRun Done = runOnce(Side, Run, Memory);
      Into.Launches[Side] = Done.Launches;
      if (!Done.Fault.empty()) {
        Into.Fault = sideName(Side) + Done.Fault;
        Into.FaultText = Done.Text;
      }
    }
  }

  //===-- Reports
  //-----------------------------------------------------------===//

  int report() {
    printTable(Out, Outcomes);
    printRemarks(Out, Outcomes, Cheats);
    if (Wanted.Sweep)
      printBlocks(Out, Outcomes, Blocks);
    if (!Wanted.Json.empty() &&
        !writeText(Wanted.Json,
                   resultDocument(Entry, backend(), Wanted, Outcomes, Cheats,
                                  Driver ? Driver->driver() : "")))
      return complain(Usage, Wanted.Json + " cannot be written");
    std::string Computed;
    for (const Outcome &O : Outcomes)
      Computed += O.Outputs;
    if (!Wanted.Outputs.empty() && !writeText(Wanted.Outputs, Computed))
      return complain(Usage, Wanted.Outputs + " cannot be written");
    for (const Outcome &O : Outcomes)
      if ((O.Checked && !O.Correct) ||
          (!O.Checked && O.Fault.find("faults") != std::string::npos) ||
          O.Fault == "the changed kernel was not launched" ||
          O.Fault == "no output was written")
        return Incorrect;
    return Agree;
  }

  const char *backend() const {
    if (Sides[0].Entry && isNative(*Sides[0].Entry))
      return "native";
    // The host backend's runtime is known by its own symbol.
    return dlsym(RTLD_DEFAULT, "pc_execute") ? "host" : "cuda";
  }

  /// Host code that ends the process must not take the result with it.
  void watchExits() {
    Active() = this;
    std::atexit([] { endedBy("ended the process"); });
    for (int Signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGILL})
      std::signal(Signal, [](int Number) {
        std::signal(Number, SIG_DFL);
        endedBy(strsignal(Number));
        std::raise(Number);
      });
  }
  static Benchmark *&Active() {
    static Benchmark *Only = nullptr;
    return Only;
  }
  /// Nothing is left to be said once main has returned.
  static void endedBy(const char *How) {
    if (Active())
      Active()->ended(How);
  }
  void ended(const char *How) {
    if (RunningSide < 0)
      return;
    const int Side = RunningSide;
    RunningSide = -1;
    if (Outcomes.empty()) {
      std::fprintf(stderr, "benchmark: %s: the set-up failed: %s\n",
                   sideName(Side), How);
      std::_Exit(Incorrect);
    }
    Outcome &Last = Outcomes.back();
    Last.Fault = Side < 2 ? std::string(sideName(Side)) + " faults" : "other";
    Last.FaultText = std::string("the host code: ") + How;
    Last.Checked = true;
    Last.Correct = false;
    if (Wanted.SamplesTo < 0 && Wanted.FactsTo < 0)
      report();
    std::fflush(nullptr);
    std::_Exit(Incorrect);
  }

  const char *Entry;
  const std::vector<Workload> &Workloads;
  const BlockRule Blocks;
  std::FILE *Out;
  std::vector<Outcome> Outcomes;
  std::vector<CheatOutcome> Cheats;
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_BENCHMARK_H
