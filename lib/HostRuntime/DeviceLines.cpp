//===- DeviceLines.cpp - Names and lines for people -----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeviceMachine.h"
#include <algorithm>
#include <backtrace.h>
#include <cstdio>
#include <cstdlib>
#include <cxxabi.h>
#include <map>

namespace perfclaim::host {

std::string demangled(const char *Name) {
  int Status = 0;
  char *Text = abi::__cxa_demangle(Name, nullptr, nullptr, &Status);
  std::string Result = Status == 0 && Text ? Text : Name;
  std::free(Text);
  return Result;
}

std::string point(pc_dim3 P) {
  return "(" + std::to_string(P.x) + "," + std::to_string(P.y) + "," +
         std::to_string(P.z) + ")";
}

namespace {

/// Called for the frames at one address, innermost first.
int addFrame(void *Data, uintptr_t, const char *File, int Line,
             const char *Function) {
  auto &Outermost = *static_cast<std::string *>(Data);
  // What only calls the kernel is none of the user's code.
  if (!File || (Function && std::string(Function) == "pc_body"))
    return 0;
  // The folder of compilation is written as ".".
  std::string Name = File;
  if (Name.compare(0, 2, "./") == 0)
    Name.erase(0, 2);
  Outermost = Name + ":" + std::to_string(Line);
  return 0;
}

void ignore(void *, const char *, int) {}

} // namespace

std::string sourceLine(const void *Place) {
  static backtrace_state *State =
      backtrace_create_state(nullptr, /*threaded=*/1, ignore, nullptr);
  if (!State)
    return "";
  std::string Found;
  // A return address lies behind its call.
  backtrace_pcinfo(State, reinterpret_cast<uintptr_t>(Place) - 1, addFrame,
                   ignore, &Found);
  // The outermost frame is in the user's code; headers are inlined into it.
  return Found;
}

static std::string waitsFor(const Thread &T) {
  if (T.For == Waiting::Barrier)
    return "at barrier " + std::to_string(T.BarrierId);
  if (T.For == Waiting::Cluster)
    return "at the barrier of its cluster";
  return "for lanes of its warp";
}

std::string describeWaiting(Worker &W) {
  // Threads that wait at one line for one thing are one entry.
  constexpr size_t MaxLines = 6;
  std::map<std::string, std::vector<const Thread *>> Groups;
  std::string Ended;
  for (const Block *B : W.Taken) {
    // Who has left without coming there is often why nobody gets on.
    if (const size_t Count = B->Threads.size() - B->Live;
        Count && Ended.empty())
      Ended = "  block " + point(B->Threads[0].block) + ": " +
              std::to_string(Count) + " of " +
              std::to_string(B->Threads.size()) + " threads have ended\n";
    for (const Thread &T : B->Threads) {
      if (T.For == Waiting::Not)
        continue;
      const std::string Line = sourceLine(T.Place);
      Groups["block " + point(T.block) + ": waiting " + waitsFor(T) +
             (Line.empty() ? "" : ", " + Line) + ": thread "]
          .push_back(&T);
    }
  }
  std::string Text;
  size_t Count = 0;
  for (const auto &[Head, Threads] : Groups) {
    if (++Count > MaxLines)
      break;
    const Thread &T = *Threads.front();
    Text += "  " + Head + point(T.thread);
    if (Threads.size() > 1)
      Text += " and " + std::to_string(Threads.size() - 1) + " more";
    Text += "\n";
  }
  return Text + Ended;
}

} // namespace perfclaim::host
