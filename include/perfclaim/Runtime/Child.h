//===- Child.h - One run of one side, in a process of its own ---*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a child process of `--isolated` does and tells its parent, at once, so
/// that a crash leaves what came before.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_CHILD_H
#define PERFCLAIM_RUNTIME_CHILD_H

#include "Check.h"
#include "List.h"
#include "Options.h"

namespace pc {

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
  Buffers Memory(W.Arguments, hashName(W.Name.c_str(), Wanted.Seed), true);
  const Call Run(E, W.Arguments, Memory);
  if (!Memory.problem().empty())
    stop("problem", Memory.problem());
  if (!Run.missing().empty())
    stop("problem", "no argument for " + Run.missing());
  tell(File, "stage\tthe set-up");
  Side.setUp(nullptr);
  tell(File, "stage\tthe host code");
  Recorder::get().writeTo(File);
  const OneRun Done = runOnce([&] { Run.prepare(); }, Run, Memory);
  tell(File, "allocations\t" + std::to_string(Done.Allocations));
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

} // namespace pc

#endif // PERFCLAIM_RUNTIME_CHILD_H
