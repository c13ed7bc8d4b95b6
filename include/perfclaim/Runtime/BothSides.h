//===- BothSides.h - Both sides, checked and timed --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The two libraries in one process: whether they agree, before and after they
/// are timed, and one turn of the timed loop.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_BOTHSIDES_H
#define PERFCLAIM_RUNTIME_BOTHSIDES_H

#include "Check.h"
#include "Outputs.h"
#include <optional>

namespace pc {

/// The timed loop, which `benchmark.cu` defines.
using Loop = Samples(const Call &Before, const Call &After, Buffers &Memory,
                     Clock &Timer, const Options &Wanted);

class BothSides {
protected:
  BothSides(const Options &Wanted, Loop *Measure)
      : Wanted(Wanted), Measure(Measure) {}

  /// Says what does not load; empty if all is well.
  std::string load() {
    // Which comes first decides where code and static data lie.
    const int First = Wanted.Process % 2;
    for (const int Side : {First, 1 - First}) {
      Sides[Side] = loadSide(Side);
      if (!Sides[Side].Problem.empty())
        return std::string(sideName(Side)) +
               " does not load: " + Sides[Side].Problem;
    }
    if (!isNative(*Sides[0].Entry))
      Watch.emplace(Driver.emplace(busId().c_str()));
    return "";
  }
  void setUp() {
    for (int Side = 0; Side != 2; ++Side) {
      RunningSide = Side;
      Sides[Side].setUp(nullptr);
      RunningSide = -1;
    }
  }

  OneRun runOnce(int Side, const Call &Run, Buffers &Memory) {
    const auto Watched = [&] {
      RunningSide = Side;
      Run();
    };
    OneRun Result = pc::runOnce([&] { Run.prepare(); }, Watched, Memory);
    RunningSide = -1;
    OtherStreams |= Recorder::get().OtherStreams;
    Dead = Result.Dead;
    return Result;
  }

  bool launchedChanged(int Side, const std::vector<Launch> &Launches) const {
    const pc_entry &E = *Sides[Side].Entry;
    return isNative(E) || isByLibrary(E) ||
           launchedOneOf({E.reaches, E.reaches + E.reach_count}, Launches);
  }

  /// \p Blame: sides that disagree run again, to see whose fault it is.
  void check(Outcome &Into, const Call *const (&Calls)[2], Buffers &Memory,
             bool Blame = true) {
    OneRun Runs[2];
    for (int Side = 0; Side != 2 && !Dead; ++Side) {
      Runs[Side] = runOnce(Side, *Calls[Side], Memory);
      Into.Launches[Side] = Runs[Side].Launches;
      Into.Allocations[Side] = Runs[Side].Allocations;
      Into.PeakBytes[Side] = Runs[Side].PeakBytes;
      if (Runs[Side].Fault.empty() && !Wanted.Outputs.empty())
        Into.Outputs += outputLines(*Into.For, Side, Runs[Side]);
    }
    const OneRun *const Bad[] = {Runs[0].Fault.empty() ? nullptr : &Runs[0],
                                 Runs[1].Fault.empty() ? nullptr : &Runs[1]};
    if (Bad[0] || Bad[1])
      return setFaults(Into, Bad[0], Bad[1],
                       Bad[0] && Dead
                           ? " was not run, as the device has faulted"
                           : " runs to its end");
    Into.Checked = true;
    if (!anyWritten(Runs[0], Runs[1], Into)) {
      Into.Checked = false;
      Into.Fault = "no output was written";
      return;
    }
    if (Blame)
      Sets = AnyOrder();
    Into.FaultText =
        disagreement(Runs[0], Runs[1], Compared::OfBothSides, Into, Sets);
    Into.Correct = Into.FaultText.empty();
    if (!Into.Correct) {
      Into.Fault = "both run, but their outputs differ";
      for (int Side = 0; Blame && Side != 2; ++Side) {
        Outcome Ignored;
        const OneRun Again = runOnce(Side, *Calls[Side], Memory);
        if (Again.Fault.empty() && Side == 0)
          Sets.addOfBefore(inAnyOrder(Runs[0], Again));
        else if (Again.Fault.empty())
          Sets.addOfAfter(inAnyOrder(Runs[1], Again));
        if (Again.Fault.empty() &&
            !disagreement(Runs[Side], Again, Compared::OfOneSide, Ignored, Sets)
                 .empty()) {
          Into.Fault = std::string(sideName(Side)) + " is not deterministic";
          return;
        }
      }
      if (!Blame || Sets.Names.empty())
        return;
      Into.FaultText =
          disagreement(Runs[0], Runs[1], Compared::OfBothSides, Into, Sets);
      Into.Correct = Into.FaultText.empty();
      if (!Into.Correct)
        return;
      Into.Fault.clear();
      noteSets(Sets, Into);
    }
    for (int Side = 0; Side != 2; ++Side)
      if (!launchedChanged(Side, Into.Launches[Side])) {
        Into.Fault = "the changed kernel was not launched";
        Into.FaultText = sideName(Side);
        return;
      }
    Expected = std::move(Runs[0]);
  }

  /// What the last timed run left must be what the check saw: work that is
  /// skipped once it is timed was not measured.
  bool checkLast(Outcome &Into, Buffers &Memory) const {
    OneRun Last;
    Last.Results = Memory.results();
    Outcome Ignored;
    const std::string Text =
        disagreement(Expected, Last, Compared::OfBothSides, Ignored, Sets);
    if (Text.empty())
      return true;
    Into.Runs = Measured();
    Into.Correct = false;
    Into.Fault = "both run, but their outputs differ";
    Into.FaultText = Text + " (in the last timed run)";
    return false;
  }

  /// On other inputs, after so many runs: an entry that remembers its results,
  /// or works only while it is looked at, was not measured.
  void checkAgain(Outcome &Into, const Call *const (&Calls)[2],
                  Buffers &Memory) {
    Memory.rotateInputs();
    Outcome Later;
    Later.For = Into.For;
    check(Later, Calls, Memory);
    Memory.rotateInputs(/*Back=*/true);
    if (Later.Correct && Later.Fault.empty())
      return;
    Into.Runs = Measured();
    Into.Checked = Later.Checked;
    Into.Correct = Later.Correct;
    Into.Fault = Later.Fault;
    Into.FaultText = Later.FaultText + " (after the timed runs, on inputs of "
                                       "another order)";
  }

  /// One turn of the timed loop, added to \p All; false if something broke.
  bool measureOnce(Outcome &Into, const Call &One, const Call &Other,
                   Buffers &Memory, const Options &How,
                   std::vector<Samples> &All) {
    Samples Times;
    RunningSide = 2;
    if (isNative(*Sides[0].Entry)) {
      HostClock Timer;
      Times = Measure(One, Other, Memory, Timer, How);
    } else {
      Recorder::get().OtherStreams = false;
      for (bool Again = true; Again;) {
        DeviceClock Timer(OtherStreams, &*Watch);
        Times = Measure(One, Other, Memory, Timer, How);
        // What went to another stream only now was not timed.
        Again = !OtherStreams && Recorder::get().OtherStreams;
        OtherStreams |= Recorder::get().OtherStreams;
      }
    }
    RunningSide = -1;
    const cudaError_t Error = cudaDeviceSynchronize();
    if (Error == cudaSuccess && Memory.problem().empty()) {
      if (Times.usable())
        All.push_back(std::move(Times));
      return true;
    }
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

  const Options &Wanted;
  LoadedSide Sides[2];
  std::optional<Nvml> Driver; ///< None for functions of the host.
  std::optional<DeviceWatch> Watch;
  int RunningSide = -1; ///< 2: both, in the timed loop.
  bool OtherStreams = false;
  bool Dead = false; ///< A fault has ended the device's context.

private:
  static std::string busId() {
    char Text[32] = "";
    int Device = 0;
    cudaGetDevice(&Device);
    if (cudaDeviceGetPCIBusId(Text, sizeof Text, Device) != cudaSuccess)
      cudaGetLastError();
    return Text;
  }

  Loop *Measure;
  LoadedSide Again; ///< The old one once more.
  OneRun Expected;  ///< Of the old side, as it was when both agreed.
  AnyOrder Sets;    ///< Of this workload.
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_BOTHSIDES_H
