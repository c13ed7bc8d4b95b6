//===- Rounds.h - Which side runs next, and for how long --------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The plan of the experiment inside one process, and the clock that it is
/// timed by. Needs no CUDA: functions of the host are timed the same way.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_ROUNDS_H
#define PERFCLAIM_RUNTIME_ROUNDS_H

#include "Options.h"
#include "Random.h"
#include "Statistics.h"
#include <chrono>
#include <vector>

namespace pc {

/// One list of microseconds per side; equally many in both. The n-th of both
/// are of one round.
struct Samples {
  std::vector<double> Microseconds[2];

  bool usable() const {
    for (const auto &Times : Microseconds)
      if (Times.empty() || *std::min_element(Times.begin(), Times.end()) <= 0)
        return false;
    return Microseconds[0].size() == Microseconds[1].size();
  }
  std::vector<double> ratios() const {
    return ratiosOf(Microseconds[0], Microseconds[1]);
  }
};

/// What a run is timed by.
class Clock {
public:
  Clock() = default;
  Clock(const Clock &) = delete;
  Clock &operator=(const Clock &) = delete;
  virtual ~Clock() = default;
  virtual void start() = 0;
  virtual void stop() = 0;
  /// Waits for the end.
  virtual double microseconds() = 0;
  /// False for functions that use no device.
  virtual bool hasDevice() const { return false; }
  /// True if the device had begun the last run before the host had enqueued
  /// all of it: gaps between launches may have been timed.
  virtual bool ranDry() const { return false; }
};

/// How often the device is given something to do before a run, so that it is
/// still busy when the host has enqueued the run. A call that waits for the
/// device cannot be enqueued whole, and gets no more than others.
class QueueDepth {
public:
  int fills() const { return Fills; }
  void ran(bool Dry) {
    if (GaveUp)
      return;
    ++Runs;
    DryRuns += Dry;
    // Later the host may have been interrupted, once.
    const bool Grow = Runs <= Window ? Dry : Runs % Window == 0 && DryRuns >= 3;
    if (Runs % Window == 0)
      DryRuns = 0;
    if (!Grow)
      return;
    GaveUp = Fills == Most;
    Fills = GaveUp ? 1 : 2 * Fills;
  }

private:
  static constexpr int Most = 64, Window = 8;
  int Fills = 1, Runs = 0, DryRuns = 0;
  bool GaveUp = false;
};

/// The host's clock around a function of the host.
class HostClock : public Clock {
public:
  void start() override { Began = std::chrono::steady_clock::now(); }
  void stop() override { Ended = std::chrono::steady_clock::now(); }
  double microseconds() override {
    return std::chrono::duration<double, std::micro>(Ended - Began).count();
  }

private:
  std::chrono::steady_clock::time_point Began, Ended;
};

/// Says which side runs next until the ratio is known well enough. A round is
/// one run of each side; the first ones warm up. Every order has as many rounds
/// that begin with one side as with the other, because the second run of a
/// round meets a machine that the first one has left.
///
/// random: of every two rounds one begins with each side, which one by chance.
/// alternate: the same, without the chance. blocks: ten runs of a side in a
/// row, for code that leaves a state behind which slows the other side down;
/// the first run of a block is not counted.
class Rounds {
public:
  explicit Rounds(const Options &Wanted)
      : Wanted(Wanted), Random(hashName("order", Wanted.Seed) +
                               static_cast<std::uint64_t>(Wanted.Process)),
        Rule(Wanted.Precision / 100), Began(std::chrono::steady_clock::now()) {}

  /// False when there is enough.
  bool another() {
    if (At == Plan.size()) {
      if (enough())
        return false;
      makePlan();
    }
    return true;
  }
  int side() const { return Plan[At].Side; }
  /// The time of the run that side() named.
  void add(double Microseconds) {
    if (Plan[At].Counts)
      Times.Microseconds[Plan[At].Side].push_back(Microseconds);
    ++At;
  }
  const Samples &samples() const { return Times; }

private:
  struct Run {
    int Side;
    bool Counts;
  };
  static constexpr std::size_t Most = 1000, Block = 10;

  bool enough() {
    const std::size_t Measured = Times.Microseconds[0].size();
    if (Wanted.Iterations > 0)
      return Measured >= static_cast<std::size_t>(Wanted.Iterations);
    if (Measured >= Most)
      return true;
    const std::chrono::duration<double> Spent =
        std::chrono::steady_clock::now() - Began;
    // Other processes add to these rounds; a single one has nothing else.
    const std::size_t Least = Wanted.WarmCache       ? 2
                              : Wanted.Processes > 1 ? 6
                                                     : 10;
    if (Measured >= Least && Spent.count() >= Wanted.processBudget())
      return true;
    return Times.usable() && Rule.enough(Times.ratios());
  }

  void makePlan() {
    const bool First = Plan.empty();
    Plan.clear();
    At = 0;
    for (int I = 0; First && I != 2 * Wanted.WarmUp; ++I)
      Plan.push_back({I % 2, false});
    const int Leads =
        Wanted.Turns == Order::Alternate ? 0 : static_cast<int>(Random.coin());
    if (Wanted.Turns == Order::Blocks) {
      for (int Side : {Leads, 1 - Leads})
        for (std::size_t I = 0; I != Block + 1; ++I)
          Plan.push_back({Side, I != 0});
      return;
    }
    for (int Side : {Leads, 1 - Leads, 1 - Leads, Leads})
      Plan.push_back({Side, true});
  }

  const Options &Wanted;
  Sequence Random;
  StopRule Rule;
  std::chrono::steady_clock::time_point Began;
  Samples Times;
  std::vector<Run> Plan;
  std::size_t At = 0;
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_ROUNDS_H
