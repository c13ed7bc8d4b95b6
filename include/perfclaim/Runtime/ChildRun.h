//===- ChildRun.h - A side's run in a process of its own --------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a child process runs and tells, and how its parent starts it, reads
/// what it told and finds words for its end.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_CHILDRUN_H
#define PERFCLAIM_RUNTIME_CHILDRUN_H

#include "Check.h"
#include "List.h"
#include "Observe.h"
#include "Options.h"
#include <chrono>
#include <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>

namespace pc {

//===-- The child ---------------------------------------------------------===//

inline void tellBytes(int File, const std::vector<unsigned char> &Bytes) {
  for (std::size_t Done = 0; Done != Bytes.size();) {
    const ssize_t Wrote =
        ::write(File, Bytes.data() + Done, Bytes.size() - Done);
    if (Wrote <= 0)
      std::_Exit(3);
    Done += static_cast<std::size_t>(Wrote);
  }
}

/// The host backend's runtime says what it refuses, when it does: the host code
/// may end the process for it. Others have no such function.
inline void tellRefusals(int File) {
  using Watcher = void (*)(const char *What, int Computes);
  static int To = -1;
  To = File;
  if (auto *Watch = reinterpret_cast<void (*)(Watcher)>(
          dlsym(RTLD_DEFAULT, "pc_watch_refusals")))
    Watch([](const char *What, int Computes) {
      tell(To, std::string("refused\t") + What + "\t" + (Computes ? "1" : "0"));
    });
}

/// Never returns. What the host code did before it died has been told.
[[noreturn]] inline void runChild(const Options &Wanted, const Workload &W) {
  const char *Text = std::getenv("PERFCLAIM_CHILD_FILE");
  const int File = Text ? std::atoi(Text) : 2;
  auto stop = [&](const char *Kind, const std::string &Why) {
    tell(File, std::string(Kind) + "\t" + Why);
    std::_Exit(0);
  };
  int Devices = 0;
  if (cudaGetDeviceCount(&Devices) != cudaSuccess || Devices == 0)
    stop("problem", "no CUDA device");
  tellRefusals(File);
  const LoadedSide Side = loadSide(Wanted.ChildSide);
  if (!Side.Problem.empty())
    stop("problem", "it does not load: " + Side.Problem);
  const pc_entry &E = *Side.Entry;
  for (int I = 0; I != E.reach_count; ++I)
    tell(File, std::string("reaches\t") + E.reaches[I]);
  if (isNative(E) || isByLibrary(E))
    tell(File, "no-launch\t1");
  Buffers Memory(W.Arguments, hashName(W.Name.c_str(), Wanted.Seed), true,
                 Wanted.Slack, Wanted.Grow);
  const Call Run(E, W.Arguments, Memory);
  if (!Memory.problem().empty())
    stop("problem", Memory.problem());
  if (!Run.missing().empty())
    stop("problem", "no argument for " + Run.missing());
  tell(File, "stage\tthe set-up");
  Side.setUp(nullptr);
  tell(File, "stage\tthe host code");
  Recorder::get().writeTo(File);
  const Observer Watch;
  const OneRun Done = runOnce([&] { Run.prepare(); },
                              [&] {
                                Watch.begin();
                                Run();
                                Watch.end(W.Arguments, Memory);
                              },
                              Memory);
  tell(File, "allocations\t" + std::to_string(Done.Allocations));
  tell(File, "peak\t" + std::to_string(Done.PeakBytes));
  if (!Done.Fault.empty())
    tell(File, "fault\t" + Done.Fault + "\t" + Done.Text);
  for (const Buffers::Content &R : Done.Results) {
    tell(File, "result\t" + R.What->Name + "\t" + (R.Written ? "1" : "0") +
                   "\t" + std::to_string(R.Bytes.size()));
    tellBytes(File, R.Bytes);
  }
  tell(File, "end");
  std::_Exit(0);
}

//===-- The parent --------------------------------------------------------===//

struct ChildRun : OneRun {
  std::string Problem; ///< Why nothing was run; not the commit's fault.
  std::vector<std::string> Reaches;
  bool NoLaunch = false; ///< Need not be seen: of the host, or a library's.
  /// A call that the host backend lacks, and whether results lack something
  /// for it even if the code went on.
  std::string Refused;
  bool Incomplete = false;
  double Seconds = 0;
  bool Slow = false; ///< Stopped, as it took too long.
  /// It reached a function that the package lacks, which Problem names.
  bool Lacks = false;
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
    else if (Parts[0] == "no-launch")
      Result.NoLaunch = true;
    else if (Parts[0] == "refused" && Parts.size() == 3) {
      if (Result.Refused.empty() || (!Result.Incomplete && Parts[2] == "1"))
        Result.Refused = Parts[1];
      Result.Incomplete |= Parts[2] == "1";
    } else if (Parts[0] == "allocations")
      Result.Allocations = std::atoi(Parts[1].c_str());
    else if (Parts[0] == "peak")
      Result.PeakBytes = std::atof(Parts[1].c_str());
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

/// What the checkers of the host backend find, where it was compiled with them.
inline std::string findingsPath(int Side, const Options &Wanted) {
  return Wanted.Trace + "/findings_" + sideName(Side) + ".jsonl";
}

/// What it sees, where it was compiled to look.
inline std::string observationsPath(int Side, const Options &Wanted) {
  return Wanted.Trace + "/observations_" + sideName(Side) + ".jsonl";
}

/// Heads what a run of \p W appends to the file.
inline bool headRun(const std::string &Path, const Workload &W) {
  std::FILE *File = std::fopen(Path.c_str(), "a");
  return File &&
         std::fprintf(File, "{\"workload\": %s}\n",
                      Observer::quoted(W.Name).c_str()) > 0 &&
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

/// \p Text with paths as the package has them.
inline std::string inPackage(std::string Text) {
  std::string Package = ownFolder();
  Package.resize(Package.rfind('/', Package.size() - 2) + 1);
  for (std::size_t At;
       !Package.empty() && (At = Text.find(Package)) != std::string::npos;)
    Text.erase(At, Package.size());
  return Text;
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
  return inPackage(Text).substr(0, 400);
}

/// The run of a side whose last block begins, and a block's last thread.
constexpr unsigned ReversedRun = 2;

/// \p Time: the first run, 0, goes into the side's trace; each later one has
/// its blocks dealt out to another number of workers.
inline ChildRun runSide(int Side, const Workload &W, const Options &Wanted,
                        unsigned Time) {
  ChildRun Result;
  std::FILE *Told = std::tmpfile(), *Said = std::tmpfile();
  if (!Told || !Said) {
    Result.Problem = "no temporary file can be made";
    return Result;
  }
  const bool Traced = Time == 0 && !Wanted.Trace.empty();
  for (const std::string &Path :
       {tracePath(Side, Wanted), observationsPath(Side, Wanted)})
    if (Traced && !headRun(Path, W)) {
      Result.Problem = Path + " cannot be written";
      return Result;
    }
  std::fflush(nullptr);
  const auto Start = std::chrono::steady_clock::now();
  const pid_t Child = fork();
  if (Child == 0) {
    if (Traced) {
      setenv("PERFCLAIM_HOST_TRACE", tracePath(Side, Wanted).c_str(), 1);
      setenv("PERFCLAIM_HOST_FINDINGS", findingsPath(Side, Wanted).c_str(), 1);
      setenv("PERFCLAIM_HOST_OBSERVATIONS",
             observationsPath(Side, Wanted).c_str(), 1);
    }
    if (Time != 0)
      setenv("PERFCLAIM_HOST_WORKERS",
             std::to_string(std::thread::hardware_concurrency() + Time).c_str(),
             /*overwrite=*/0);
    if (Time == ReversedRun)
      setenv("PERFCLAIM_HOST_ORDER", "reversed", /*overwrite=*/0);
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
    const std::string Slack = std::to_string(Wanted.Slack);
    const std::string Grow = std::to_string(Wanted.Grow);
    const char *const Arguments[] = {
        Self.c_str(),   "--child-side", Side ? "1" : "0",
        "--seed",       Seed.c_str(),   "--workload",
        W.Name.c_str(), "--slack",      Slack.c_str(),
        "--grow",       Grow.c_str(),   Wanted.Reduced ? "--reduced" : nullptr,
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
      Result.Text = inPackage(describeEnd(Status, Said, Wanted.Timeout, Stage));
      Result.Slow = WIFSIGNALED(Status) && WTERMSIG(Status) == SIGALRM;
      Result.Problem = missingFunction(Said);
      Result.Lacks = !Result.Problem.empty();
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

} // namespace pc

#endif // PERFCLAIM_RUNTIME_CHILDRUN_H
