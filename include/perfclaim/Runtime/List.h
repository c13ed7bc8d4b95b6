//===- List.h - Entries and predicted launches, without a GPU ---*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `--list`: every side and workload in a child process of its own, in which
/// libdryrun.so stands before the CUDA runtime. The real host code runs there;
/// one that crashes, exits or hangs is reported and harms nobody.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_LIST_H
#define PERFCLAIM_RUNTIME_LIST_H

#include "Gpus.h"
#include "LastWords.h"
#include "Options.h"
#include "Record.h"
#include "Sides.h"
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/wait.h>

namespace pc {

/// What a child process told.
struct DryRun {
  std::string Problem;            ///< The side does not load.
  std::string Stopped;            ///< The host code did not come to its end.
  std::vector<std::string> Entry; ///< Name, kind, file, line.
  std::vector<std::string> Reaches;
  std::vector<Launch> Launches;
};

//===-- The child ---------------------------------------------------------===//

inline void tell(int File, std::string Line) {
  for (char &C : Line)
    if (C == '\n')
      C = ' ';
  Line += '\n';
  if (::write(File, Line.data(), Line.size()) < 0)
    std::_Exit(3);
}

/// Never returns: destructors of code that ran half are not worth the risk.
[[noreturn]] inline void runDry(const Options &Wanted, const Workload *W) {
  const char *Text = std::getenv("PERFCLAIM_DRY_RUN_FILE");
  const int File = Text ? std::atoi(Text) : 2;
  const LoadedSide Side = loadSide(Wanted.DryRunSide);
  if (!Side.Problem.empty()) {
    tell(File, "problem\t" + Side.Problem);
    std::_Exit(0);
  }
  const pc_entry &E = *Side.Entry;
  tell(File, std::string("entry\t") + E.name + "\t" + E.kind + "\t" + E.file +
                 "\t" + std::to_string(E.line));
  for (int I = 0; I != E.reach_count; ++I)
    tell(File, std::string("reaches\t") + E.reaches[I]);
  if (W) {
    const Buffers Memory(W->Arguments, Wanted.Seed, /*Fill=*/false);
    const Call Run(E, W->Arguments, Memory);
    if (!Memory.problem().empty() || !Run.missing().empty()) {
      tell(File, "stopped\t" + (Run.missing().empty()
                                    ? Memory.problem()
                                    : "no argument for " + Run.missing()));
      std::_Exit(0);
    }
    Side.setUp(nullptr);
    Run.prepare();
    Recorder::get().writeTo(File);
    Recorder::get().start();
    try {
      Run();
    } catch (const pc_refusal &Refusal) {
      tell(File, std::string("stopped\t") + Refusal.what());
      std::_Exit(0);
    }
    Recorder::get().stop();
  }
  tell(File, "end");
  std::_Exit(0);
}

//===-- The parent --------------------------------------------------------===//

inline std::vector<std::string> fields(const std::string &Line) {
  std::vector<std::string> Parts(1);
  for (char C : Line)
    if (C == '\t')
      Parts.emplace_back();
    else
      Parts.back() += C;
  return Parts;
}

/// What a file holds, by lines.
inline std::vector<std::string> readLines(std::FILE *File) {
  std::rewind(File);
  std::vector<std::string> Lines;
  std::string Line;
  for (int C; (C = std::fgetc(File)) != EOF;)
    if (C == '\n') {
      Lines.push_back(std::move(Line));
      Line.clear();
    } else {
      Line += static_cast<char>(C);
    }
  if (!Line.empty())
    Lines.push_back(std::move(Line));
  return Lines;
}

/// How a child ended that did not say so itself, and its last words. \p What
/// is what it was doing.
inline std::string describeEnd(int Status, std::FILE *Output,
                               unsigned Seconds = 60,
                               const std::string &What = "the host code") {
  std::string Text = What.empty() ? "the process" : What;
  if (WIFSIGNALED(Status) && WTERMSIG(Status) == SIGALRM)
    Text += " did not return within " + std::to_string(Seconds) + " seconds";
  else if (WIFSIGNALED(Status))
    Text += std::string(" ended with ") + strsignal(WTERMSIG(Status));
  else
    Text += " ended the process with exit code " +
            std::to_string(WEXITSTATUS(Status));
  const std::string Words = lastWords(readLines(Output));
  return Words.empty() ? Text : Text + " after saying '" + Words + "'";
}

/// From the fields of Recorder's line.
inline Launch parseLaunch(const std::vector<std::string> &Parts) {
  Launch L;
  L.Kernel = Parts[1];
  for (int I = 0; I != 3; ++I) {
    L.Grid[I] = std::atoll(Parts[2 + I].c_str());
    L.Block[I] = std::atoll(Parts[5 + I].c_str());
  }
  L.Shared = std::atoll(Parts[8].c_str());
  return L;
}

inline DryRun dryRun(int Side, const Workload *W, const Options &Wanted) {
  DryRun Result;
  std::FILE *Told = std::tmpfile(), *Said = std::tmpfile();
  if (!Told || !Said) {
    Result.Problem = "no temporary file can be made";
    return Result;
  }
  std::fflush(nullptr);
  const pid_t Child = fork();
  if (Child == 0) {
    const std::string Number = std::to_string(fileno(Told));
    // By number, because LD_PRELOAD takes no path with a space in it.
    const int Library = open((ownFolder() + "libdryrun.so").c_str(), O_RDONLY);
    const std::string Preload = "/proc/self/fd/" + std::to_string(Library);
    setenv("LD_PRELOAD", Preload.c_str(), 1);
    setenv("PERFCLAIM_DRY_RUN_GPU", Wanted.Gpu.c_str(), 1);
    setenv("PERFCLAIM_DRY_RUN_FILE", Number.c_str(), 1);
    dup2(fileno(Said), 1);
    dup2(fileno(Said), 2);
    alarm(60);
    const std::string Self = ownFolder() + "benchmark";
    std::vector<const char *> Arguments = {Self.c_str(), "--dry-run-side",
                                           Side ? "1" : "0", "--seed"};
    const std::string Seed = std::to_string(Wanted.Seed);
    Arguments.push_back(Seed.c_str());
    if (W) {
      Arguments.push_back("--workload");
      Arguments.push_back(W->Name.c_str());
    }
    Arguments.push_back(nullptr);
    execv("/proc/self/exe", const_cast<char *const *>(Arguments.data()));
    std::_Exit(127);
  }
  int Status = 0;
  if (Child < 0 || waitpid(Child, &Status, 0) < 0) {
    Result.Problem = "no child process can be started";
    return Result;
  }
  bool Ended = false;
  for (const std::string &Line : readLines(Told)) {
    const std::vector<std::string> Parts = fields(Line);
    if (Parts[0] == "problem" && Parts.size() > 1)
      Result.Problem = Parts[1];
    else if (Parts[0] == "stopped" && Parts.size() > 1)
      Result.Stopped = Parts[1];
    else if (Parts[0] == "entry")
      Result.Entry.assign(Parts.begin() + 1, Parts.end());
    else if (Parts[0] == "reaches" && Parts.size() > 1)
      Result.Reaches.push_back(Parts[1]);
    else if (Parts[0] == "launch" && Parts.size() == 9)
      append(Result.Launches, parseLaunch(Parts));
    else if (Parts[0] == "end")
      Ended = true;
  }
  if (!Ended && Result.Problem.empty() && Result.Stopped.empty()) {
    std::string &Where = Result.Entry.empty() ? Result.Problem : Result.Stopped;
    Where = describeEnd(Status, Said);
  }
  std::fclose(Told);
  std::fclose(Said);
  return Result;
}

/// Prints and writes the list; the exit code.
inline int list(const Options &Wanted, const std::vector<Workload> &Workloads) {
  const Gpu &G = findGpu(Wanted.Gpu.c_str());
  const bool Quiet = Wanted.Json == "-";
  std::FILE *Out = Quiet ? stderr : stdout;
  Json Document;
  Document.open(nullptr, '{');
  Document.text("schema", "perfclaim.list/1");
  Document.text("gpu", std::string(G.Name) + " (sm_" +
                           std::to_string(G.Major * 10 + G.Minor) + ")");
  bool Loaded = true;
  Document.open("entries", '{');
  for (int Side = 0; Side != 2; ++Side) {
    const DryRun Run = dryRun(Side, nullptr, Wanted);
    Document.open(sideName(Side), '{');
    Document.text("problem", Run.Problem);
    if (!Run.Problem.empty()) {
      std::fprintf(stderr, "benchmark: %s does not load: %s\n", sideName(Side),
                   Run.Problem.c_str());
      Document.close();
      Loaded = false;
      continue;
    }
    Document.text("name", Run.Entry[0]);
    Document.text("kind", Run.Entry[1]);
    Document.text("file", Run.Entry[2]);
    Document.number("line", std::atof(Run.Entry[3].c_str()));
    std::fprintf(Out, "%-6s %s  %s:%s  (%s)\n", sideName(Side),
                 Run.Entry[0].c_str(), Run.Entry[2].c_str(),
                 Run.Entry[3].c_str(), Run.Entry[1].c_str());
    Document.open("reaches", '[');
    for (const std::string &Kernel : Run.Reaches) {
      std::fprintf(Out, "       changed kernel %s\n", Kernel.c_str());
      Document.text(nullptr, Kernel);
    }
    Document.close();
    Document.close();
  }
  Document.close();
  Document.open("workloads", '[');
  for (const Workload &W : Workloads) {
    if (!Loaded || !Wanted.wants(W.Name))
      continue;
    std::fprintf(Out, "\nworkload %s  %s\n", W.Name.c_str(),
                 W.values().c_str());
    std::fprintf(Out, "       %s; %s\n", name(W.For), W.Provenance.c_str());
    Document.open(nullptr, '{');
    Document.text("name", W.Name);
    Document.text("purpose", name(W.For));
    Document.text("provenance", W.Provenance);
    Document.text("values", W.values());
    const DryRun Runs[] = {dryRun(0, &W, Wanted), dryRun(1, &W, Wanted)};
    Document.open("launches", '{');
    for (int Side = 0; Side != 2; ++Side) {
      for (const Launch &L : Runs[Side].Launches)
        std::fprintf(Out, "%-6s %s\n", sideName(Side), L.str().c_str());
      write(Document, sideName(Side), Runs[Side].Launches);
    }
    Document.close();
    for (int Side = 0; Side != 2; ++Side) {
      const DryRun &Run = Runs[Side];
      const std::string &Source = Side ? W.SourceAfter : W.SourceBefore;
      const std::string Why = !Run.Stopped.empty() ? Run.Stopped
                              : Run.Launches.empty()
                                  ? std::string("nothing was launched")
                                  : Run.Problem;
      if (Why.empty())
        continue;
      std::fprintf(Out, "%-6s the dry run shows no more: %s\n", sideName(Side),
                   Why.c_str());
      if (!Source.empty())
        std::fprintf(Out, "%-6s %s  (read in the source)\n", sideName(Side),
                     Source.c_str());
      Document.text(Side ? "after_stopped" : "before_stopped", Why);
    }
    Document.close();
  }
  Document.close();
  Document.close();
  if (Loaded)
    std::fprintf(Out,
                 "\npredicted by a dry run of the host code for %s (sm_%d%d)\n",
                 G.Name, G.Major, G.Minor);
  if (!Wanted.Json.empty() && !writeText(Wanted.Json, Document.finish())) {
    std::fprintf(stderr, "benchmark: %s cannot be written\n",
                 Wanted.Json.c_str());
    return Usage;
  }
  return Loaded ? Agree : CannotLoad;
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_LIST_H
