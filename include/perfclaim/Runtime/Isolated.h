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
/// be that side's. Each side runs twice, so that one which does not agree with
/// itself is not held against the other.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_ISOLATED_H
#define PERFCLAIM_RUNTIME_ISOLATED_H

#include "Check.h"
#include "Child.h"
#include "Options.h"
#include <chrono>
#include <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>

namespace pc {

struct ChildRun : OneRun {
  std::string Problem; ///< Why nothing was run; not the commit's fault.
  std::vector<std::string> Reaches;
  /// A call that the host backend lacks, and whether results lack something
  /// for it even if the code went on.
  std::string Refused;
  bool Incomplete = false;
  double Seconds = 0;
  bool Slow = false; ///< Stopped, as it took too long.
};

inline std::string readAll(std::FILE *File) {
  std::rewind(File);
  std::string Text;
  char Part[65536];
  for (std::size_t Count; (Count = std::fread(Part, 1, sizeof Part, File));)
    Text.append(Part, Count);
  return Text;
}

/// Reads what a child told; true if it came to its end.
inline bool readTold(const std::string &Told, const Workload &W,
                     ChildRun &Result, std::string &Stage) {
  for (std::size_t At = 0; At < Told.size();) {
    const std::size_t End = std::min(Told.find('\n', At), Told.size());
    const std::vector<std::string> Parts = fields(Told.substr(At, End - At));
    At = End + 1;
    if (Parts[0] == "end")
      return true;
    if (Parts.size() < 2)
      continue;
    if (Parts[0] == "problem")
      Result.Problem = Parts[1];
    else if (Parts[0] == "stage")
      Stage = Parts[1];
    else if (Parts[0] == "reaches")
      Result.Reaches.push_back(Parts[1]);
    else if (Parts[0] == "refused" && Parts.size() == 3) {
      if (Result.Refused.empty() || (!Result.Incomplete && Parts[2] == "1"))
        Result.Refused = Parts[1];
      Result.Incomplete |= Parts[2] == "1";
    } else if (Parts[0] == "allocations")
      Result.Allocations = std::atoi(Parts[1].c_str());
    else if (Parts[0] == "launch" && Parts.size() == 9)
      append(Result.Launches, parseLaunch(Parts));
    else if (Parts[0] == "fault" && Parts.size() == 3) {
      Result.Fault = Parts[1];
      Result.Text = Parts[2];
    } else if (Parts[0] == "result" && Parts.size() == 4) {
      const std::size_t Size = std::strtoull(Parts[3].c_str(), nullptr, 10);
      if (Size > Told.size() - std::min(At, Told.size()))
        return false;
      for (const Argument &A : W.Arguments)
        if (A.Name == Parts[1])
          Result.Results.push_back(
              {&A,
               {Told.begin() + static_cast<std::ptrdiff_t>(At),
                Told.begin() + static_cast<std::ptrdiff_t>(At + Size)},
               Parts[2] == "1"});
      At += Size;
    }
  }
  return false;
}

inline std::string tracePath(int Side, const Options &Wanted) {
  return Wanted.Trace + "/trace_" + sideName(Side) + ".jsonl";
}

/// Heads what a run appends to the side's trace.
inline bool headTrace(int Side, const Workload &W, const Options &Wanted) {
  Json Head;
  Head.text(nullptr, W.Name);
  std::string Name = Head.finish();
  Name.pop_back();
  std::FILE *File = std::fopen(tracePath(Side, Wanted).c_str(), "a");
  return File && std::fprintf(File, "{\"workload\": %s}\n", Name.c_str()) > 0 &&
         std::fclose(File) == 0;
}

/// What a stub of the package said before it aborted, or "": a function that
/// the package lacks is nothing that the commit did.
inline std::string missingFunction(std::FILE *Said) {
  const std::string Mark = "perfclaim: ", End = " was not brought in";
  for (const std::string &Line : readLines(Said))
    if (Line.compare(0, Mark.size(), Mark) == 0 && Line.size() > End.size() &&
        Line.compare(Line.size() - End.size(), End.size(), End) == 0)
      return Line.substr(Mark.size());
  return "";
}

/// What the host backend said of a kernel that faulted, in one line: which
/// instruction of which line, and what it was. Empty where it said nothing.
inline std::string faultDetail(std::FILE *Said) {
  const std::string Mark = "perfclaim: ", Head = Mark + "kernel ";
  std::string Text;
  for (const std::string &Line : readLines(Said))
    if (Text.empty() && Line.compare(0, Head.size(), Head) == 0)
      Text = Line.substr(Mark.size());
    else if (!Text.empty() && Line.compare(0, 2, "  ") == 0)
      Text += "; " + Line.substr(2);
  // Paths as the package has them.
  std::string Package = ownFolder();
  Package.resize(Package.rfind('/', Package.size() - 2) + 1);
  for (std::size_t At;
       !Package.empty() && (At = Text.find(Package)) != std::string::npos;)
    Text.erase(At, Package.size());
  return Text.substr(0, 400);
}

/// \p Traced: this run's calls go into the side's trace.
inline ChildRun runSide(int Side, const Workload &W, const Options &Wanted,
                        bool Traced) {
  ChildRun Result;
  std::FILE *Told = std::tmpfile(), *Said = std::tmpfile();
  if (!Told || !Said) {
    Result.Problem = "no temporary file can be made";
    return Result;
  }
  Traced = Traced && !Wanted.Trace.empty();
  if (Traced && !headTrace(Side, W, Wanted)) {
    Result.Problem = tracePath(Side, Wanted) + " cannot be written";
    return Result;
  }
  std::fflush(nullptr);
  const auto Start = std::chrono::steady_clock::now();
  const pid_t Child = fork();
  if (Child == 0) {
    if (Traced)
      setenv("PERFCLAIM_HOST_TRACE", tracePath(Side, Wanted).c_str(), 1);
    setenv("PERFCLAIM_CHILD_FILE", std::to_string(fileno(Told)).c_str(), 1);
    dup2(fileno(Said), 1);
    dup2(fileno(Said), 2);
    // A kernel's end says where it was; the alarm is for host code.
    setenv("PERFCLAIM_HOST_TIME_LIMIT",
           std::to_string(0.75 * Wanted.Timeout).c_str(), 0);
    alarm(Wanted.Timeout);
    // Without the parent nobody reads what comes of it.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const std::string Self = ownFolder() + "benchmark";
    const std::string Seed = std::to_string(Wanted.Seed);
    const char *const Arguments[] = {
        Self.c_str(),     "--child-side",
        Side ? "1" : "0", "--seed",
        Seed.c_str(),     "--workload",
        W.Name.c_str(),   Wanted.Reduced ? "--reduced" : nullptr,
        nullptr};
    execv("/proc/self/exe", const_cast<char *const *>(Arguments));
    std::_Exit(127);
  }
  int Status = 0;
  if (Child < 0 || waitpid(Child, &Status, 0) < 0) {
    Result.Problem = "no child process can be started";
  } else {
    Result.Seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - Start)
            .count();
    std::string Stage;
    const bool Ended = readTold(readAll(Told), W, Result, Stage);
    if (!Ended && Result.Problem.empty()) {
      // Half of its results are no results.
      Result.Results.clear();
      Result.Fault = " faults";
      Result.Text = describeEnd(Status, Said, Wanted.Timeout, Stage);
      Result.Slow = WIFSIGNALED(Status) && WTERMSIG(Status) == SIGALRM;
      Result.Problem = missingFunction(Said);
    } else if (!Result.Fault.empty()) {
      Result.Slow = Result.Text == cudaGetErrorString(cudaErrorLaunchTimeout);
      if (const std::string Detail = faultDetail(Said); !Detail.empty())
        Result.Text += ": " + Detail;
    }
  }
  std::fclose(Told);
  std::fclose(Said);
  return Result;
}

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
      Into.Fault = "other";
      Into.FaultText = std::string(sideName(Side)) + ": " + Bad[Side]->Problem;
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
  if (Bad[0] && Bad[1] && Bad[0]->Fault == " faults" &&
      Bad[1]->Fault == " faults") {
    // Nothing of the commit is known then, and whether the arguments suit the
    // function is not either.
    Into.Fault = "both sides fault";
    Into.FaultText =
        Bad[0]->Text == Bad[1]->Text
            ? Bad[0]->Text
            : "before: " + Bad[0]->Text + "; after: " + Bad[1]->Text;
    return true;
  }
  const int Side = Bad[0] ? 0 : 1;
  const ChildRun *const Other = Bad[1 - Side];
  // What this device cannot launch may be right elsewhere.
  Into.Checked = Bad[Side]->Fault.find("cannot launch") == std::string::npos;
  Into.Fault = sideName(Side) + Bad[Side]->Fault;
  Into.FaultText =
      Bad[Side]->Text + "; " + sideName(1 - Side) +
      (Other ? Other->Fault + " too: " + Other->Text
       : Wanted[1 - Side].empty()
           ? std::string(" runs to its end")
           : " needs " + Wanted[1 - Side] + ", which the host backend has not");
  return true;
}

/// EXPECTS: none of them faulted.
inline void compareRuns(Outcome &Into, const ChildRun (&Runs)[2][2]) {
  Into.Checked = true;
  for (int Side = 0; Side != 2; ++Side) {
    Outcome Ignored;
    Into.FaultText = disagreement(Runs[Side][0], Runs[Side][1],
                                  Compared::OfOneSide, Ignored);
    if (Into.FaultText.empty())
      continue;
    Into.Fault = std::string(sideName(Side)) + " is not deterministic";
    return;
  }
  if (!anyWritten(Runs[0][0], Runs[1][0], Into)) {
    Into.Fault = "no output was written";
    return;
  }
  Into.FaultText =
      disagreement(Runs[0][0], Runs[1][0], Compared::OfBothSides, Into);
  Into.Correct = Into.FaultText.empty();
  if (!Into.Correct) {
    Into.Fault = "both run, but their outputs differ";
    return;
  }
  for (int Side = 0; Side != 2; ++Side)
    if (!launchedOneOf(Runs[Side][0].Reaches, Into.Launches[Side])) {
      // Two sides that agree without the changed code have shown nothing.
      Into.Checked = Into.Correct = false;
      Into.Fault = "the changed kernel was not launched";
      Into.FaultText = sideName(Side);
      break;
    }
}

inline Outcome checkIsolated(const Workload &W, const Options &Wanted) {
  Outcome Into;
  Into.For = &W;
  ChildRun Runs[2][2];
  for (const int Time : {0, 1})
    for (int Side = 0; Side != 2; ++Side)
      // Nothing is learnt from another run of what does not end.
      if (Time == 0 || (!Runs[0][0].Slow && !Runs[1][0].Slow))
        Runs[Side][Time] = runSide(Side, W, Wanted, Time == 0);
  for (int Side = 0; Side != 2; ++Side) {
    Into.Launches[Side] = Runs[Side][0].Launches;
    Into.Allocations[Side] = Runs[Side][0].Allocations;
  }
  if (faulted(Into, Runs))
    return Into;
  compareRuns(Into, Runs);
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

} // namespace pc

#endif // PERFCLAIM_RUNTIME_ISOLATED_H
