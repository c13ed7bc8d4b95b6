//===- Instruments.cpp - What a device told, for people -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Instruments.h"
#include "Layout.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

namespace {

using Number = std::optional<double>;

std::string timeOf(const Number &Microseconds) {
  return Microseconds ? timeText(*Microseconds) : "-";
}

std::string percentText(double Share) {
  return formatv("{0:F0}%", 100 * Share).str();
}

/// Of the device's peak: what had to cross the bus in the time it took.
std::string shareText(const BenchmarkResult &R, const WorkloadResult &W,
                      const Number &Microseconds) {
  const auto Peak = R.Environment.Other.find("peak_gb_per_s");
  double GigabytesPerSecond = 0;
  if (Peak == R.Environment.Other.end() || !W.BytesMoved || !Microseconds ||
      *Microseconds <= 0 ||
      StringRef(Peak->second).getAsDouble(GigabytesPerSecond) ||
      GigabytesPerSecond <= 0)
    return "-";
  const double Reached = *W.BytesMoved / *Microseconds * 1e-3;
  return formatv("{0:F0} GB/s, {1}", Reached,
                 percentText(Reached / GigabytesPerSecond))
      .str();
}

Number hostOf(const std::optional<SideInstruments> &S) {
  return S ? S->HostMicroseconds : Number();
}
Number kernelsOf(const std::optional<SideInstruments> &S) {
  return S ? S->KernelMicroseconds : Number();
}

bool isLaunchBound(const std::optional<SideInstruments> &S,
                   const Number &Device) {
  return S && S->HostMicroseconds && !S->Waits && Device &&
         *S->HostMicroseconds > *Device;
}

/// "33.3", "8"
std::string shortText(double D) {
  return formatv(D == static_cast<double>(static_cast<long long>(D)) ? "{0:F0}"
                                                                     : "{0:F1}",
                 D)
      .str();
}

/// What was and what is.
std::string bothText(const std::string &Before, const std::string &After) {
  return Before == "-" && After == "-" ? "-" : Before + " -> " + After;
}

/// Names once, however many workloads say the same.
std::string listed(ArrayRef<std::string> Names, size_t All) {
  if (Names.size() == All && All > 1)
    return "every workload";
  constexpr size_t Most = 3;
  std::string Text = join(Names.take_front(Most), ", ");
  if (Names.size() > Most)
    Text += " and " + std::to_string(Names.size() - Most) + " more";
  return Text;
}

void addThrottling(std::vector<std::string> &Texts,
                   const BenchmarkResult &Result) {
  double Runs = 0, Slow = 0;
  std::vector<std::string> Names, Reasons;
  for (const WorkloadResult &W : Result.Workloads) {
    if (!W.Conditions)
      continue;
    Runs += W.Conditions->Runs;
    Slow += W.Conditions->ThrottledRuns;
    if (W.Conditions->ThrottledRuns > 0)
      Names.push_back(W.Name);
    for (const std::string &Reason : W.Conditions->Reasons)
      if (!is_contained(Reasons, Reason))
        Reasons.push_back(Reason);
  }
  if (Slow > 0 && Runs > 0)
    Texts.push_back(formatv("the device was throttled in {0:F1}% of the timed "
                            "runs ({1}), of {2}; they are kept",
                            100 * Slow / Runs, join(Reasons, ", "),
                            listed(Names, Result.Workloads.size()))
                        .str());
}

/// Of the processes' readings after the timed loop: before it the device may
/// have been idle.
void addDrift(std::vector<std::string> &Texts, const BenchmarkResult &Result) {
  constexpr double Worth = 0.03;
  double Low = 0, High = 0;
  for (const WorkloadResult &W : Result.Workloads)
    for (const DeviceReading &R : W.Conditions
                                      ? ArrayRef(W.Conditions->Readings)
                                      : ArrayRef<DeviceReading>())
      for (double Clock : R.After)
        if (R.Name == "sm_mhz" && Clock > 0) {
          Low = Low > 0 ? std::min(Low, Clock) : Clock;
          High = std::max(High, Clock);
        }
  if (High > 0 && High - Low > Worth * High)
    Texts.push_back(
        formatv("the clock of the multiprocessors was between {0:F0} and "
                "{1:F0} MHz",
                Low, High)
            .str());
}

void addLaunchBound(std::vector<std::string> &Texts,
                    const BenchmarkResult &Result) {
  std::vector<std::string> Names;
  const WorkloadResult *First = nullptr;
  for (const WorkloadResult &W : Result.Workloads)
    if (isLaunchBound(W.ToolsBefore, W.MedianBefore) ||
        isLaunchBound(W.ToolsAfter, W.MedianAfter)) {
      Names.push_back(W.Name);
      First = First ? First : &W;
    }
  if (!First)
    return;
  Texts.push_back(
      formatv("launch-bound: {0}: the host takes {1} before and {2} after for "
              "a call that keeps the device busy for {3} and {4}{5}; a caller "
              "that does not queue calls sees the host's time",
              listed(Names, Result.Workloads.size()),
              timeOf(hostOf(First->ToolsBefore)),
              timeOf(hostOf(First->ToolsAfter)), timeOf(First->MedianBefore),
              timeOf(First->MedianAfter),
              Names.size() > 1 ? " (" + First->Name + ")" : "")
          .str());
}

void addSelfTest(std::vector<std::string> &Texts,
                 const BenchmarkResult &Result) {
  size_t Caught = 0, Tried = 0;
  std::vector<std::string> Others;
  for (const CheatResult &C : Result.SelfTest) {
    if (C.Result == "not applicable")
      continue;
    ++Tried;
    if (C.Result == "caught")
      ++Caught;
    else
      Others.push_back(C.Result + ": " + C.Cheat + " (" + C.How + ")");
  }
  if (Tried)
    Texts.push_back(formatv("self-test: {0} of {1} known cheats caught{2}",
                            Caught, Tried,
                            Others.empty() ? "" : "; " + join(Others, "; "))
                        .str());
}

} // namespace

FigureTable timesTable(const BenchmarkResult &Result) {
  FigureTable All{
      {"workload", "kernels", "host", "warm cache", "bandwidth", "allocated"},
      {}};
  for (const WorkloadResult &W : Result.Workloads) {
    const bool Allocates =
        W.PeakBefore.value_or(0) + W.PeakAfter.value_or(0) > 0;
    const auto Peak = [&](const Number &Bytes) {
      return Allocates && Bytes
                 ? formatv("{0:F1} MiB", *Bytes / (1 << 20)).str()
                 : "-";
    };
    std::string Warm = "-";
    if (W.Warm && W.Warm->Ratio)
      Warm =
          formatv("{0} ({1} to {2})", timesText(W.Warm->Ratio->Value),
                  timesText(W.Warm->Ratio->Low), timesText(W.Warm->Ratio->High))
              .str();
    std::vector<std::string> Row = {
        W.Name,
        bothText(timeOf(kernelsOf(W.ToolsBefore)),
                 timeOf(kernelsOf(W.ToolsAfter))),
        bothText(timeOf(hostOf(W.ToolsBefore)), timeOf(hostOf(W.ToolsAfter))),
        std::move(Warm),
        bothText(shareText(Result, W, W.MedianBefore),
                 shareText(Result, W, W.MedianAfter)),
        bothText(Peak(W.PeakBefore), Peak(W.PeakAfter))};
    if (any_of(drop_begin(Row), [](StringRef Text) { return Text != "-"; }))
      All.Rows.push_back(std::move(Row));
  }
  // Columns of which nothing is known are left out.
  for (size_t Column = All.Head.size(); Column-- > 1;)
    if (all_of(All.Rows, [&](const auto &Row) { return Row[Column] == "-"; })) {
      const auto At = static_cast<std::ptrdiff_t>(Column);
      All.Head.erase(All.Head.begin() + At);
      for (auto &Row : All.Rows)
        Row.erase(Row.begin() + At);
    }
  return All;
}

FigureTable kernelsTable(const BenchmarkResult &Result) {
  FigureTable All{{"", "before", "after"}, {}};
  const WorkloadResult *Of = nullptr;
  for (const WorkloadResult &W : Result.Workloads)
    if (W.ToolsBefore && W.ToolsAfter &&
        (!W.ToolsBefore->Kernels.empty() || !W.ToolsAfter->Kernels.empty()) &&
        (!Of || (W.Purpose == "measure" && Of->Purpose != "measure")))
      Of = &W;
  if (!Of)
    return All;
  All.Head[0] = "changed kernels of " + Of->Name;
  const std::vector<KernelNeeds> &Old = Of->ToolsBefore->Kernels;
  const std::vector<KernelNeeds> &New = Of->ToolsAfter->Kernels;
  constexpr size_t Most = 4;
  const KernelNeeds None;
  for (size_t I = 0; I != std::min(Most, std::max(Old.size(), New.size()));
       ++I) {
    const KernelNeeds &A = I < Old.size() ? Old[I] : None;
    const KernelNeeds &B = I < New.size() ? New[I] : None;
    const auto Add = [&](const char *What, Number KernelNeeds::*Field,
                         function_ref<std::string(double)> Text) {
      if (A.*Field || B.*Field)
        All.Rows.push_back({What, A.*Field ? Text(*(A.*Field)) : "-",
                            B.*Field ? Text(*(B.*Field)) : "-"});
    };
    All.Rows.push_back({"kernel", A.Kernel.empty() ? "-" : A.Kernel,
                        B.Kernel.empty() ? "-" : B.Kernel});
    Add("time of a launch", &KernelNeeds::Microseconds, timeText);
    Add("threads of a block", &KernelNeeds::Block, shortText);
    Add("registers of a thread", &KernelNeeds::Registers, shortText);
    Add("local memory of a thread, B", &KernelNeeds::LocalBytes, shortText);
    Add("shared memory of a block, B", &KernelNeeds::SharedBytes, shortText);
    Add("blocks on a multiprocessor", &KernelNeeds::BlocksPerSm, shortText);
    Add("occupancy", &KernelNeeds::Occupancy, percentText);
  }
  return All;
}

std::vector<std::string> instrumentRemarks(const BenchmarkResult &Result) {
  std::vector<std::string> Texts;
  addLaunchBound(Texts, Result);
  addThrottling(Texts, Result);
  addDrift(Texts, Result);
  addSelfTest(Texts, Result);
  return Texts;
}

} // namespace perfclaim
