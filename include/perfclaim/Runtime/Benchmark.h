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

#include "Check.h"
#include "Isolated.h"
#include "List.h"
#include "Nvtx.h"
#include "Outputs.h"
#include "Processes.h"

namespace pc {

/// The timed loop, which `benchmark.cu` defines.
using Loop = Samples(const Call &Before, const Call &After, Buffers &Memory,
                     Clock &Timer, const Options &Wanted);

class Benchmark {
public:
  Benchmark(const char *Entry, const std::vector<Workload> &Workloads,
            const Options &Wanted, Loop *Measure)
      : Entry(Entry), Workloads(Workloads), Wanted(Wanted), Measure(Measure),
        Out(Wanted.Json == "-" ? stderr : stdout) {}
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
    if (Wanted.Isolated)
      return checkIsolated();
    int Devices = 0;
    const cudaError_t Found = cudaGetDeviceCount(&Devices);
    if (Found != cudaSuccess || Devices == 0)
      return complain(NoDevice, std::string("no CUDA device: ") +
                                    cudaGetErrorString(Found) +
                                    " (--list works without one)");
    // Which comes first decides where code and static data lie.
    const int First = Wanted.Process % 2;
    for (const int Side : {First, 1 - First}) {
      Sides[Side] = loadSide(Side);
      if (!Sides[Side].Problem.empty())
        return complain(CannotLoad,
                        std::string(sideName(Side)) +
                            " does not load: " + Sides[Side].Problem);
    }
    Outcomes.reserve(Workloads.size());
    watchExits();
    for (int Side = 0; Side != 2; ++Side) {
      RunningSide = Side;
      Sides[Side].setUp(nullptr);
      RunningSide = -1;
    }
    for (const Workload &W : Workloads)
      if (Wanted.wants(W.Name))
        runWorkload(W);
    if (Wanted.SamplesTo >= 0)
      return tellSamples();
    if (!Dead)
      runProcesses(Outcomes, Wanted);
    return report();
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

  //===-- Correctness
  //-------------------------------------------------------===//

  OneRun runOnce(int Side, const Call &Run, Buffers &Memory) {
    const auto Watched = [&] {
      RunningSide = Side;
      Run();
      RunningSide = -1;
    };
    OneRun Result = pc::runOnce([&] { Run.prepare(); }, Watched, Memory);
    OtherStreams |= Recorder::get().OtherStreams;
    Dead = Result.Dead;
    return Result;
  }

  bool launchedChanged(int Side, const std::vector<Launch> &Launches) const {
    const pc_entry &E = *Sides[Side].Entry;
    return isNative(E) ||
           launchedOneOf({E.reaches, E.reaches + E.reach_count}, Launches);
  }

  void check(Outcome &Into, const Call *const (&Calls)[2], Buffers &Memory) {
    OneRun Runs[2];
    for (int Side = 0; Side != 2; ++Side) {
      Runs[Side] = runOnce(Side, *Calls[Side], Memory);
      Into.Launches[Side] = Runs[Side].Launches;
      Into.Allocations[Side] = Runs[Side].Allocations;
      if (Runs[Side].Fault.empty()) {
        if (!Wanted.Outputs.empty())
          Into.Outputs += outputLines(*Into.For, Side, Runs[Side]);
        continue;
      }
      Into.Checked = true;
      Into.Fault = sideName(Side) + Runs[Side].Fault;
      Into.FaultText = Runs[Side].Text;
      return;
    }
    Into.Checked = true;
    if (!anyWritten(Runs[0], Runs[1], Into)) {
      Into.Fault = "no output was written";
      return;
    }
    Into.FaultText =
        disagreement(Runs[0], Runs[1], Compared::OfBothSides, Into);
    Into.Correct = Into.FaultText.empty();
    if (!Into.Correct) {
      Into.Fault = "both run, but their outputs differ";
      for (int Side = 0; Side != 2; ++Side) {
        Outcome Ignored;
        const OneRun Again = runOnce(Side, *Calls[Side], Memory);
        if (Again.Fault.empty() &&
            !disagreement(Runs[Side], Again, Compared::OfOneSide, Ignored)
                 .empty()) {
          Into.Fault = std::string(sideName(Side)) + " is not deterministic";
          return;
        }
      }
      return;
    }
    for (int Side = 0; Side != 2; ++Side)
      if (!launchedChanged(Side, Into.Launches[Side])) {
        Into.Fault = "the changed kernel was not launched";
        Into.FaultText = sideName(Side);
        return;
      }
  }

  //===-- Workloads
  //---------------------------------------------------------===//

  void runWorkload(const Workload &W) {
    Outcomes.emplace_back();
    Outcome &Into = Outcomes.back();
    Into.For = &W;
    if (Dead) {
      Into.Fault = "other";
      Into.FaultText = "not run: the device has faulted before";
      return;
    }
    const Range Phase(Wanted.Nvtx, W.Name);
    Buffers Memory(W.Arguments, hashName(W.Name.c_str(), Wanted.Seed), true);
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
    if (Wanted.Sides.size() == 1)
      return runAlone(Into, Wanted.Sides[0], *Calls[Wanted.Sides[0]], Memory);
    const int First = Wanted.Sides.empty() ? 0 : Wanted.Sides[0];
    const int Second = Wanted.Sides.empty() ? 1 : Wanted.Sides[1];
    check(Into, Calls, Memory);
    if (Wanted.Check || !Into.Correct || !Into.Fault.empty())
      return;
    Samples Times;
    if (!measureOnce(Into, *Calls[First], *Calls[Second], Memory, Times))
      return;
    if (Times.usable())
      Into.Runs.Sides.push_back(std::move(Times));
    if (!Wanted.Sides.empty() || !Into.Runs.usable())
      return;
    const LoadedSide &Copy = secondCopy();
    const Call Copied(*Copy.Entry, W.Arguments, Memory);
    Samples Same;
    if (measureOnce(Into, Before, Copied, Memory, Same) && Same.usable())
      Into.Runs.Same.push_back(std::move(Same));
  }

  /// One turn of the timed loop; false if something broke.
  bool measureOnce(Outcome &Into, const Call &One, const Call &Other,
                   Buffers &Memory, Samples &Times) {
    RunningSide = 2;
    if (isNative(*Sides[0].Entry)) {
      HostClock Timer;
      Times = Measure(One, Other, Memory, Timer, Wanted);
    } else {
      DeviceClock Timer(OtherStreams);
      Times = Measure(One, Other, Memory, Timer, Wanted);
    }
    RunningSide = -1;
    const cudaError_t Error = cudaDeviceSynchronize();
    if (Error == cudaSuccess && Memory.problem().empty())
      return true;
    Into.Fault = "other";
    Into.FaultText =
        Error != cudaSuccess ? cudaGetErrorString(Error) : Memory.problem();
    Into.Runs = Measured();
    Dead = isSticky(Error);
    return false;
  }

  /// Of the old side, to measure it against itself: what two copies of the same
  /// code differ in is noise.
  const LoadedSide &secondCopy() {
    if (Again.Entry)
      return Again;
    Again = loadSide(0, /*Again=*/true);
    if (!Again.Problem.empty()) {
      Again = Sides[0];
      return Again;
    }
    RunningSide = 0;
    Again.setUp(nullptr);
    RunningSide = -1;
    return Again;
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

  /// Nothing of CUDA is touched here until all children are done.
  int checkIsolated() {
    Outcomes.reserve(Workloads.size());
    // The host backend's runtime reads it, here and in the children.
    if (Wanted.GpuGiven)
      setenv("PERFCLAIM_HOST_GPU", Wanted.Gpu.c_str(), 1);
    // Runs append to them.
    for (int Side = 0; Side != 2 && !Wanted.Trace.empty(); ++Side) {
      std::remove(tracePath(Side, Wanted).c_str());
      std::remove(findingsPath(Side, Wanted).c_str());
      std::remove(observationsPath(Side, Wanted).c_str());
    }
    const Workload *TooMuch = nullptr;
    for (const Workload &W : Workloads) {
      if (!Wanted.wants(W.Name))
        continue;
      if (TooMuch && W.Bytes >= TooMuch->Bytes) {
        Outcome Into;
        Into.For = &W;
        setNotTestable(Into, "not run, as " + TooMuch->Name +
                                 ", which has no more data, took too long");
        Outcomes.push_back(std::move(Into));
        continue;
      }
      Outcomes.push_back(pc::checkIsolated(W, Wanted));
      if (Outcomes.back().Slow)
        TooMuch = &W;
    }
    return report();
  }

  //===-- Reports
  //-----------------------------------------------------------===//

  int report() {
    printTable(Out, Outcomes);
    if (!Wanted.Json.empty() &&
        !writeText(Wanted.Json,
                   resultDocument(Entry, backend(), Wanted, Outcomes)))
      return complain(Usage, Wanted.Json + " cannot be written");
    std::string Computed;
    for (const Outcome &O : Outcomes)
      Computed += O.Outputs;
    if (!Wanted.Outputs.empty() && !writeText(Wanted.Outputs, Computed))
      return complain(Usage, Wanted.Outputs + " cannot be written");
    for (const Outcome &O : Outcomes)
      if ((O.Checked && !O.Correct) ||
          (!O.Checked && O.Fault.find("faults") != std::string::npos) ||
          O.Fault == "the changed kernel was not launched")
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
    std::atexit([] {
      if (Active())
        Active()->ended("ended the process");
    });
    for (int Signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGILL})
      std::signal(Signal, [](int Number) {
        std::signal(Number, SIG_DFL);
        if (Active())
          Active()->ended(strsignal(Number));
        std::raise(Number);
      });
  }
  static Benchmark *&Active() {
    static Benchmark *Only = nullptr;
    return Only;
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
    report();
    std::fflush(nullptr);
    std::_Exit(Incorrect);
  }

  const char *Entry;
  const std::vector<Workload> &Workloads;
  const Options &Wanted;
  Loop *Measure;
  std::FILE *Out;
  LoadedSide Sides[2];
  LoadedSide Again; ///< The old one once more.
  std::vector<Outcome> Outcomes;
  int RunningSide = -1; ///< 2: both, in the timed loop.
  bool OtherStreams = false;
  bool Dead = false; ///< A fault has ended the device's context.
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_BENCHMARK_H
