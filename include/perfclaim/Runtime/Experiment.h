//===- Experiment.h - Several processes, one result -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The same measurement in fresh processes. Where code and data lie, which
/// clock the device chose, what the loader did: all of it is fixed when a
/// process begins, and no number of rounds inside it averages it out. Needs no
/// CUDA.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_EXPERIMENT_H
#define PERFCLAIM_RUNTIME_EXPERIMENT_H

#include "Conditions.h"
#include "Resume.h"
#include "Rounds.h"
#include <cerrno>
#include <cstdlib>
#include <sys/wait.h>
#include <unistd.h>

namespace pc {

/// What the processes measured of one workload.
struct Measured {
  std::vector<Samples> Sides;   ///< Old against new, one for each process.
  std::vector<Samples> Same;    ///< Old against old.
  std::vector<Samples> Warm;    ///< As Sides, with the caches full of the data.
  std::vector<Conditions> Seen; ///< Where the device can be asked.

  bool usable() const { return !Sides.empty(); }
  /// With cold caches.
  std::size_t rounds() const {
    std::size_t Sum = 0;
    for (const auto *All : {&Sides, &Same})
      for (const Samples &S : *All)
        Sum += S.Microseconds[0].size();
    return Sum;
  }
  static ProcessRatios ratios(const std::vector<Samples> &Processes) {
    ProcessRatios All;
    for (const Samples &S : Processes)
      All.push_back(S.ratios());
    return All;
  }
  Estimate ratio() const { return hierarchicalRatio(ratios(Sides)); }
  Estimate same() const { return hierarchicalRatio(ratios(Same)); }
  Estimate warm() const { return hierarchicalRatio(ratios(Warm)); }

  /// What the process told of \p Kind.
  void add(const std::string &Kind, Samples Times) {
    auto &Into = Kind == "same" ? Same : Kind == "warm" ? Warm : Sides;
    Into.push_back(std::move(Times));
  }
};

/// One line: a kind, a name, and the times of both sides.
inline std::string samplesLine(const char *Kind, const std::string &Name,
                               const Samples &Times) {
  std::string Line = std::string(Kind) + "\t" + Name;
  char Number[40];
  for (const auto &Side : Times.Microseconds) {
    Line += '\t';
    for (double Time : Side) {
      std::snprintf(Number, sizeof Number, "%.17g ", Time);
      Line += Number;
    }
  }
  return Line + "\n";
}

/// False for a line of another form, as a process that died leaves behind.
inline bool parseSamples(const std::string &Line, std::string &Kind,
                         std::string &Name, Samples &Times) {
  const std::size_t First = Line.find('\t');
  const std::size_t Second = Line.find('\t', First + 1);
  const std::size_t Third = Line.find('\t', Second + 1);
  if (First == std::string::npos || Second == std::string::npos ||
      Third == std::string::npos)
    return false;
  Kind = Line.substr(0, First);
  Name = Line.substr(First + 1, Second - First - 1);
  const std::string Lists[] = {Line.substr(Second + 1, Third - Second - 1),
                               Line.substr(Third + 1)};
  for (int Side = 0; Side != 2; ++Side) {
    const char *At = Lists[Side].c_str();
    for (char *End = nullptr;; At = End) {
      const double Time = std::strtod(At, &End);
      if (End == At)
        break;
      Times.Microseconds[Side].push_back(Time);
    }
  }
  return Times.usable();
}

/// The last line of a process that has measured all. What happens to it then,
/// in destructors of the code under test perhaps, changes no time.
inline constexpr const char *SamplesEnd = "end\n";

/// Runs this program again with \p Arguments and reads what it wrote into the
/// file of option \p Where; true if it came to its end.
inline bool runMeasuring(std::vector<std::string> Arguments, std::string &Told,
                         const char *Where = "--samples-to") {
  std::FILE *File = std::tmpfile();
  if (!File)
    return false;
  Arguments.insert(Arguments.begin(), "benchmark");
  Arguments.push_back(Where);
  Arguments.push_back(std::to_string(fileno(File)));
  std::vector<char *> Texts;
  for (std::string &Argument : Arguments)
    Texts.push_back(&Argument[0]);
  Texts.push_back(nullptr);
  std::fflush(nullptr);
  const pid_t Child = fork();
  if (Child == 0) {
    execv("/proc/self/exe", Texts.data());
    std::_Exit(127);
  }
  int Status = 0;
  while (Child > 0 && waitpid(Child, &Status, 0) < 0 && errno == EINTR)
    ;
  std::rewind(File);
  char Part[65536];
  for (std::size_t Count; (Count = std::fread(Part, 1, sizeof Part, File));)
    Told.append(Part, Count);
  std::fclose(File);
  const std::string End = SamplesEnd;
  return Told.size() >= End.size() &&
         Told.compare(Told.size() - End.size(), End.size(), End) == 0;
}

/// Of process \p Number of the experiment on \p Workloads.
inline std::vector<std::string>
processArguments(const Options &Wanted, int Number,
                 const std::vector<std::string> &Workloads) {
  char Budget[40], Precision[40];
  std::snprintf(Budget, sizeof Budget, "%.17g", Wanted.BudgetSeconds);
  std::snprintf(Precision, sizeof Precision, "%.17g", Wanted.Precision);
  std::vector<std::string> Arguments = {
      "--budget",    Budget,
      "--precision", Precision,
      "--order",     name(Wanted.Turns),
      "--seed",      std::to_string(Wanted.Seed),
      "--processes", std::to_string(Wanted.Processes),
      "--process",   std::to_string(Number)};
  if (Wanted.Sides.size() == 2) {
    Arguments.push_back("--side");
    Arguments.push_back(std::string(Wanted.Sides[0] ? "after," : "before,") +
                        (Wanted.Sides[1] ? "after" : "before"));
  }
  if (Wanted.Reduced)
    Arguments.push_back("--reduced");
  if (!Wanted.Instruments)
    Arguments.push_back("--no-instruments");
  if (Wanted.Progress)
    Arguments.push_back("--progress");
  if (Wanted.Iterations > 0) {
    Arguments.push_back("--iterations");
    Arguments.push_back(std::to_string(Wanted.Iterations));
  }
  for (const std::string &Name : Workloads) {
    Arguments.push_back("--workload");
    Arguments.push_back(Name);
  }
  return Arguments;
}

/// What process \p Number measured is added to \p Into, which has one element
/// for each of \p Workloads.
inline bool addProcess(const Options &Wanted, int Number,
                       const std::vector<std::string> &Workloads, Kept &Earlier,
                       std::vector<Measured> &Into) {
  std::string Told;
  if (const std::string *Before = Earlier.find(Number, Workloads)) {
    Told = *Before;
  } else {
    if (!runMeasuring(processArguments(Wanted, Number, Workloads), Told))
      return false;
    Earlier.add(Number, Workloads, Told);
  }
  for (std::size_t At = 0; At < Told.size();) {
    const std::size_t End = std::min(Told.find('\n', At), Told.size());
    std::string Kind, Name;
    Samples Times;
    const std::string Line = Told.substr(At, End - At);
    Conditions Seen;
    const bool IsSamples = parseSamples(Line, Kind, Name, Times);
    const bool IsSeen = !IsSamples && parseConditions(Line, Name, Seen);
    for (std::size_t I = 0; I != Workloads.size(); ++I) {
      if (Workloads[I] != Name)
        continue;
      if (IsSamples)
        Into[I].add(Kind, std::move(Times));
      else if (IsSeen)
        Into[I].Seen.push_back(Seen);
    }
    At = End + 1;
  }
  return true;
}

/// Places of the best and the worst of \p Ratios. Chosen out of many they are
/// so partly by luck, and have to show it again. EXPECTS: not empty.
inline std::vector<std::size_t> extremes(const std::vector<Estimate> &Ratios) {
  std::size_t Best = 0, Worst = 0;
  for (std::size_t I = 1; I != Ratios.size(); ++I) {
    if (Ratios[I].Value > Ratios[Best].Value)
      Best = I;
    if (Ratios[I].Value < Ratios[Worst].Value)
      Worst = I;
  }
  if (Best == Worst)
    return {Best};
  return {Best, Worst};
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_EXPERIMENT_H
