//===- Isolated.h - A check with each side in its own process ---*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `--isolated`: every run of a side is a child process, from a fresh state. A
/// crash, an exit or a fault of the device ends that run alone and is known to
/// be that side's. Each side runs twice, the second time with its blocks dealt
/// out to another number of workers, so that one which does not agree with
/// itself is not held against the other.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_ISOLATED_H
#define PERFCLAIM_RUNTIME_ISOLATED_H

#include "ChildRun.h"
#include "Grow.h"
#include "Outputs.h"
#include "Progress.h"
#include <algorithm>
#include <filesystem>
#include <system_error>

namespace pc {

inline void setNotTestable(Outcome &Into, std::string Why) {
  Into.Checked = Into.Correct = false;
  Into.Fault = "not testable here";
  Into.FaultText = std::move(Why);
}

/// What a side did for want of a call is not its doing.
inline void setRefused(Outcome &Into, const std::string &Call) {
  setNotTestable(Into, "the host backend has no " + Call);
}

inline std::string inSeconds(double Seconds) {
  char Text[32];
  std::snprintf(Text, sizeof Text, "%.2g s", Seconds);
  return Text;
}

/// A run that was stopped for its time: where the other side took a small part
/// of it, it does not end; else a CPU may just be too slow for it.
inline bool tookTooLong(Outcome &Into, const ChildRun (&Runs)[2][2]) {
  constexpr double SmallPart = 0.05;
  const ChildRun &Before = Runs[0][0], &After = Runs[1][0];
  if (!Before.Slow && !After.Slow)
    return false;
  const int Side = Before.Slow ? 0 : 1;
  const ChildRun &Slow = Runs[Side][0], &Other = Runs[1 - Side][0];
  Into.Slow = true;
  if (Other.Slow || !Other.Fault.empty()) {
    setNotTestable(Into, sideName(Side) + std::string(" was stopped after ") +
                             inSeconds(Slow.Seconds) +
                             " on the CPU: " + Slow.Text);
  } else if (Other.Seconds > SmallPart * Slow.Seconds) {
    setNotTestable(Into, sideName(Side) + std::string(" was stopped after ") +
                             inSeconds(Slow.Seconds) + " on the CPU, " +
                             sideName(1 - Side) + " took " +
                             inSeconds(Other.Seconds));
  } else {
    Into.Slow = false;
    Into.Checked = true;
    Into.Fault = sideName(Side) + Slow.Fault;
    Into.FaultText = "it does not end: " + Slow.Text + "; " +
                     sideName(1 - Side) + " took " + inSeconds(Other.Seconds);
  }
  return true;
}

/// The call that a side faulted for want of; empty where it did not.
inline std::string wantedCall(const ChildRun (&Runs)[2]) {
  for (const ChildRun &Run : Runs)
    if (!Run.Fault.empty() && !Run.Refused.empty())
      return Run.Refused;
  return "";
}

/// The first run of a side that did not go well by its own doing, or null.
inline const ChildRun *badRun(const ChildRun (&Runs)[2]) {
  for (const ChildRun &Run : Runs)
    if (!Run.Problem.empty() || (!Run.Fault.empty() && Run.Refused.empty()))
      return &Run;
  return nullptr;
}

/// The words for a fault of either side or of both.
inline bool faulted(Outcome &Into, const ChildRun (&Runs)[2][2]) {
  const ChildRun *const Bad[] = {badRun(Runs[0]), badRun(Runs[1])};
  const std::string Wanted[] = {wantedCall(Runs[0]), wantedCall(Runs[1])};
  for (int Side = 0; Side != 2; ++Side)
    if (Bad[Side] && !Bad[Side]->Problem.empty()) {
      const std::string Why =
          std::string(sideName(Side)) + ": " + Bad[Side]->Problem;
      if (Bad[Side]->Lacks) {
        setNotTestable(Into, Why);
        return true;
      }
      Into.Fault = "other";
      Into.FaultText = Why;
      return true;
    }
  if (tookTooLong(Into, Runs))
    return true;
  if (!Bad[0] && !Bad[1]) {
    const std::string &Refused = Wanted[0].empty() ? Wanted[1] : Wanted[0];
    if (!Refused.empty())
      setRefused(Into, Refused);
    return !Refused.empty();
  }
  const std::string &Needs = Wanted[Bad[0] ? 1 : 0];
  setFaults(Into, Bad[0], Bad[1],
            Needs.empty()
                ? " runs to its end"
                : " needs " + Needs + ", which the host backend has not");
  return true;
}

/// Buffers that a side leaves in another order each time. Where a side has not
/// shown it, it gets more chances: on a busy CPU blocks may run in their order
/// twice. What cannot run from the last block on, as it waits for an earlier
/// one, says nothing. EXPECTS: none of them faulted.
inline AnyOrder findSets(const ChildRun (&Runs)[2][2], const Workload &W,
                         const Options &Wanted) {
  AnyOrder Sets;
  Sets.addOfBefore(inAnyOrder(Runs[0][0], Runs[0][1]));
  const std::set<std::string> Own = inAnyOrder(Runs[1][0], Runs[1][1]);
  std::set<std::string> Other = inAnyOrder(Runs[0][0], Runs[1][0]);
  Other.insert(Own.begin(), Own.end());
  const auto Missing = [&] {
    return !std::includes(Sets.Names.begin(), Sets.Names.end(), Other.begin(),
                          Other.end());
  };
  const auto RunMore = [&](int Side, auto Add) {
    for (const unsigned Time : {ReversedRun, 3u}) {
      if (!Missing())
        break;
      const ChildRun More = runSide(Side, W, Wanted, Time);
      if (More.Problem.empty() && More.Fault.empty())
        (Sets.*Add)(inAnyOrder(Runs[Side][0], More));
    }
  };
  RunMore(0, &AnyOrder::addOfBefore);
  Sets.addOfAfter(Own);
  RunMore(1, &AnyOrder::addOfAfter);
  return Sets;
}

/// EXPECTS: none of them faulted.
inline void compareRuns(Outcome &Into, const ChildRun (&Runs)[2][2],
                        const AnyOrder &Sets) {
  Into.Checked = true;
  noteSets(Sets, Into);
  for (int Side = 0; Side != 2; ++Side) {
    Outcome Ignored;
    Into.FaultText = disagreement(Runs[Side][0], Runs[Side][1],
                                  Compared::OfOneSide, Ignored, Sets);
    if (Into.FaultText.empty())
      continue;
    Into.Fault = std::string(sideName(Side)) + " is not deterministic";
    return;
  }
  if (!anyWritten(Runs[0][0], Runs[1][0], Into)) {
    Into.Checked = false;
    Into.Fault = "no output was written";
    return;
  }
  Into.FaultText =
      disagreement(Runs[0][0], Runs[1][0], Compared::OfBothSides, Into, Sets);
  Into.Correct = Into.FaultText.empty();
  if (!Into.Correct) {
    Into.Fault = "both run, but their outputs differ";
    return;
  }
  for (int Side = 0; Side != 2; ++Side)
    if (!Runs[Side][0].NoLaunch &&
        !launchedOneOf(Runs[Side][0].Reaches, Into.Launches[Side])) {
      // Two sides that agree without the changed code have shown nothing.
      Into.Checked = Into.Correct = false;
      Into.Fault = "the changed kernel was not launched";
      Into.FaultText = sideName(Side);
      break;
    }
}

inline Outcome checkOnce(const Workload &W, const Options &Wanted) {
  Outcome Into;
  Into.For = &W;
  ChildRun Runs[2][2];
  for (const unsigned Time : {0u, 1u})
    for (int Side = 0; Side != 2; ++Side)
      // Nothing is learnt from another run of what does not end.
      if (Time == 0 || (!Runs[0][0].Slow && !Runs[1][0].Slow))
        Runs[Side][Time] = runSide(Side, W, Wanted, Time);
  for (int Side = 0; Side != 2; ++Side) {
    Into.Launches[Side] = Runs[Side][0].Launches;
    Into.Allocations[Side] = Runs[Side][0].Allocations;
    Into.PeakBytes[Side] = Runs[Side][0].PeakBytes;
    if (!Wanted.Outputs.empty() && Runs[Side][0].Fault.empty())
      Into.Outputs += outputLines(W, Side, Runs[Side][0]);
  }
  if (faulted(Into, Runs))
    return Into;
  compareRuns(Into, Runs, findSets(Runs, W, Wanted));
  for (const auto &Side : Runs)
    for (const ChildRun &Run : Side) {
      if (Run.Refused.empty())
        continue;
      // Agreement without what both lack would be none.
      if (!Into.Fault.empty() || Run.Incomplete) {
        setRefused(Into, Run.Refused);
        return Into;
      }
      if (&Run == Side)
        addNote(Into, std::string(sideName(&Side != Runs)) +
                          " goes on without " + Run.Refused +
                          ", which the host backend lacks");
    }
  return Into;
}

/// Of a call that has to fail: whether both sides do, each in a process of its
/// own. That they do is no agreement on results, and counts as none.
inline Outcome checkFailing(const Workload &W, Options Wanted) {
  // What is touched in a call that must not be made is no finding.
  Wanted.Trace.clear();
  Outcome Into;
  Into.For = &W;
  const ChildRun Runs[] = {runSide(0, W, Wanted, 0), runSide(1, W, Wanted, 0)};
  for (int Side = 0; Side != 2; ++Side) {
    const ChildRun &Run = Runs[Side];
    const std::string Why = !Run.Problem.empty() ? Run.Problem
                            : Run.Slow           ? Run.Text
                            : Run.Refused.empty()
                                ? ""
                                : "the host backend has no " + Run.Refused;
    if (!Why.empty()) {
      setNotTestable(Into, std::string(sideName(Side)) + ": " + Why);
      return Into;
    }
  }
  const ChildRun *const Bad[] = {Runs[0].Fault.empty() ? nullptr : &Runs[0],
                                 Runs[1].Fault.empty() ? nullptr : &Runs[1]};
  if (!Bad[0] && !Bad[1])
    setNotTestable(Into, "neither side refuses these sizes");
  else if (!Bad[0] || !Bad[1])
    setFaults(Into, Bad[0], Bad[1], " runs to its end");
  else
    addNote(Into, "both sides refuse it, as they have to: " +
                      textOfBoth(*Bad[0], *Bad[1]));
  return Into;
}

/// Where both sides leave their memory, a buffer may be larger than was
/// assumed: then it has shown how large it has to be.
inline Outcome checkIsolated(const Workload &W, const Options &Wanted) {
  const bool Watched = !Wanted.Trace.empty();
  std::uintmax_t Found[2] = {};
  std::error_code None;
  for (int Side = 0; Side != 2 && Watched; ++Side)
    if (const auto Size =
            std::filesystem::file_size(findingsPath(Side, Wanted), None);
        !None)
      Found[Side] = Size;
  Outcome First = checkOnce(W, Wanted);
  const unsigned Times = Wanted.Grow == 1 ? roomToGrow(W) : 1;
  if (Times == 1 || First.Fault != "both sides fault" ||
      (First.FaultText.find("illegal memory access") == std::string::npos &&
       !wroteBehind(First.FaultText)))
    return First;
  Options Larger = Wanted;
  Larger.Grow = Times;
  // What was found in too small a buffer was no finding.
  for (int Side = 0; Side != 2 && Watched; ++Side)
    std::filesystem::resize_file(findingsPath(Side, Wanted), Found[Side], None);
  Outcome Second = checkOnce(W, Larger);
  if (!Second.Checked)
    return First;
  noteGrown(Second, Times);
  return Second;
}

/// Nothing of CUDA is touched here until all children are done.
inline std::vector<Outcome>
checkAllIsolated(const std::vector<Workload> &Workloads,
                 const Options &Wanted) {
  std::vector<Outcome> Outcomes;
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
    tellProgress(
        Wanted, "comparing",
        {Outcomes.size(),
         Wanted.Workloads.empty() ? Workloads.size() : Wanted.Workloads.size(),
         W.Name});
    if (W.For == Purpose::Fails) {
      Outcomes.push_back(checkFailing(W, Wanted));
      continue;
    }
    if (TooMuch && W.Bytes >= TooMuch->Bytes) {
      Outcome Into;
      Into.For = &W;
      setNotTestable(Into, "not run, as " + TooMuch->Name +
                               ", which has no more data, took too long");
      Outcomes.push_back(std::move(Into));
      continue;
    }
    Outcomes.push_back(checkIsolated(W, Wanted));
    if (Outcomes.back().Slow)
      TooMuch = &W;
  }
  return Outcomes;
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_ISOLATED_H
