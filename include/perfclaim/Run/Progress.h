//===- Progress.h - What a run is doing, on one line ------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Steps of a run as its benchmark tells them (Runtime/Progress.h), and how
/// they look on a terminal.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUN_PROGRESS_H
#define PERFCLAIM_RUN_PROGRESS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <functional>
#include <optional>
#include <string>

namespace perfclaim {

struct ProgressStep {
  /// "building", or one of the benchmark: "comparing", "measuring", "again"
  /// (the best and the worst workload once more), "instruments".
  std::string Stage;
  unsigned Process = 0, Processes = 1; ///< Of those that measure.
  unsigned Done = 0, Count = 0;        ///< Workloads of this process.
  std::string Workload;
  struct Interval {
    double Value, Low, High;
  };
  std::optional<Interval> Ratio; ///< Old time over new.
};

/// Nothing if \p Line is none of the benchmark's progress lines.
std::optional<ProgressStep> parseProgress(llvm::StringRef Line);

/// Share of the stage that is done, 0 to 1.
double progressShare(const ProgressStep &Step);

/// One line of at most \p Width characters; \p Seconds since the stage began.
std::string renderProgress(const ProgressStep &Step, double Seconds,
                           unsigned Width);

/// Keeps one line of a terminal up to date, and leaves it empty.
class ProgressLine {
public:
  /// \p Now gives seconds.
  ProgressLine(llvm::raw_ostream &OS, unsigned Width,
               std::function<double()> Now)
      : OS(OS), Width(Width), Now(std::move(Now)) {}
  ProgressLine(const ProgressLine &) = delete;
  ProgressLine &operator=(const ProgressLine &) = delete;
  ~ProgressLine();

  void show(const ProgressStep &Step);

private:
  llvm::raw_ostream &OS;
  unsigned Width;
  std::function<double()> Now;
  std::string Stage;
  double Began = 0;
  bool Shown = false;
};

} // namespace perfclaim

#endif // PERFCLAIM_RUN_PROGRESS_H
