//===- ChecksReport.cpp - What has been found, said once
//---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ChecksState.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <set>
#include <tuple>
#include <unistd.h>

namespace perfclaim::host::checks {

std::atomic<uint32_t> Tools{0};

namespace {

/// One kind at one place of one kernel.
struct Finding {
  std::string Text; ///< Of the first thread.
  std::string Line, Other;
  pc_dim3 Block{}, Thread{};
  std::pair<uint64_t, uint32_t> Rank; ///< Of that thread.
  uint64_t Count = 0;
};

/// The tool and the kind, then the lines. Not the accesses: one line of source
/// may be many of them.
using Key = std::tuple<uint32_t, std::string, std::string, std::string>;

struct Findings {
  std::mutex Lock;
  std::vector<const pc_access *> Accesses{nullptr}; ///< By number.
  std::map<Key, Finding> Here;                      ///< Of this launch.
  std::set<std::pair<std::string, Key>> Told;       ///< With the kernel.

  static Findings &get() {
    static auto *Only = new Findings; // Used by constructors.
    return *Only;
  }
};

const char *toolName(uint32_t Tool) {
  return Tool == PC_MEMCHECK    ? "memcheck"
         : Tool == PC_INITCHECK ? "initcheck"
         : Tool == PC_RACECHECK ? "racecheck"
                                : "synccheck";
}

/// For who asked for it: a program that has findings ends with this code.
void endWithCode() {
  const char *Code = std::getenv("PERFCLAIM_HOST_FINDINGS_EXIT");
  if (!Code || !*Code)
    return;
  std::fflush(nullptr);
  _exit(static_cast<int>(std::strtol(Code, nullptr, 10)));
}

} // namespace

std::string quoted(const std::string &Text) {
  std::string Result = "\"";
  for (const char C : Text) {
    if (C == '"' || C == '\\')
      Result += '\\';
    if (static_cast<unsigned char>(C) < ' ')
      continue;
    Result += C;
  }
  return Result + "\"";
}

std::string triple(pc_dim3 P) {
  return "[" + std::to_string(P.x) + ", " + std::to_string(P.y) + ", " +
         std::to_string(P.z) + "]";
}

void appendTo(const char *Variable, const std::string &Lines) {
  const char *Path = std::getenv(Variable);
  if (!Path || !*Path || Lines.empty())
    return;
  // Appended to: a program's child processes write to the same file.
  const int File = open(Path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (File < 0 || ::write(File, Lines.data(), Lines.size()) !=
                      static_cast<ssize_t>(Lines.size()))
    std::fprintf(stderr, "perfclaim: %s: %s cannot be written\n", Variable,
                 Path);
  if (File >= 0)
    close(File);
}

std::string lineOf(const pc_access &A) {
  return *A.file ? std::string(A.file) + ":" + std::to_string(A.line) : "";
}

const pc_access *accessOf(uint32_t Number) {
  Findings &All = Findings::get();
  const std::lock_guard Guard(All.Lock);
  return Number < All.Accesses.size() ? All.Accesses[Number] : nullptr;
}

void report(const Found &What, const std::function<std::string()> &Text) {
  const Thread &T = *What.Of;
  const std::pair<uint64_t, uint32_t> Rank{numberOf(T.block, T.grid),
                                           numberOf(T)};
  const std::string Line = What.Access ? lineOf(*What.Access) : What.Line;
  const std::string Other = What.Other ? lineOf(*What.Other) : "";
  const Key Place{What.Tool, What.Kind, Line, Other};
  Findings &All = Findings::get();
  {
    const std::lock_guard Guard(All.Lock);
    const auto Known = All.Here.find(Place);
    if (Known != All.Here.end() && Known->second.Count++ &&
        Known->second.Rank <= Rank)
      return;
  }
  std::string Said = Text();
  const std::lock_guard Guard(All.Lock);
  Finding &F = All.Here[Place];
  if (F.Count == 0)
    F.Count = 1;
  else if (F.Rank <= Rank)
    return;
  F.Rank = Rank;
  F.Text = std::move(Said);
  F.Line = Line;
  F.Other = Other;
  F.Block = T.block;
  F.Thread = T.thread;
}

void endLaunch(Launch &L) {
  if (!L.Checks)
    return;
  observe::endLaunch(L);
  if (L.Asked->cooperative)
    removeRegion(L.GridBarrier);
  Findings &All = Findings::get();
  const std::lock_guard Guard(All.Lock);
  const std::string Kernel = demangled(L.Asked->kernel->name);
  std::string Lines;
  constexpr size_t MostLines = 20;
  size_t Said = 0;
  for (const auto &[Place, F] : All.Here) {
    if (!All.Told.insert({Kernel, Place}).second)
      continue; // As in an earlier launch.
    const std::string Count = std::to_string(F.Count);
    if (++Said <= MostLines)
      std::fprintf(stderr,
                   "perfclaim: %s: kernel %s, block %s, thread %s%s%s: %s%s\n",
                   toolName(std::get<0>(Place)), Kernel.c_str(),
                   point(F.Block).c_str(), point(F.Thread).c_str(),
                   F.Line.empty() ? "" : ", ", F.Line.c_str(), F.Text.c_str(),
                   F.Count > 1 ? (" (" + Count + " times)").c_str() : "");
    Lines +=
        "{\"tool\": \"" + std::string(toolName(std::get<0>(Place))) +
        "\", \"kind\": " + quoted(std::get<1>(Place)) +
        ", \"kernel\": " + quoted(Kernel) + ", \"block\": " + triple(F.Block) +
        ", \"thread\": " + triple(F.Thread) + ", \"line\": " + quoted(F.Line) +
        ", \"other\": " + quoted(F.Other) + ", \"count\": " + Count +
        ", \"text\": " + quoted(F.Text) + "}\n";
  }
  if (Said > MostLines)
    std::fprintf(stderr,
                 "perfclaim: kernel %s: %zu more findings of the checkers\n",
                 Kernel.c_str(), Said - MostLines);
  appendTo("PERFCLAIM_HOST_FINDINGS", Lines);
  if (!All.Here.empty()) {
    static std::once_flag Once;
    std::call_once(Once, [] { std::atexit(endWithCode); });
  }
  All.Here.clear();
}

void checkPlaces(Block &B, const Barrier &Of, const Thread *Last) {
  // Where lanes of each warp wait; nearly always it is one place.
  std::vector<std::vector<const Thread *>> Places(B.Warps.size());
  auto Add = [&](const Thread *T) {
    for (const Thread *&Known : Places[T->warp])
      if (Known->Place == T->Place) {
        Known = T->lane < Known->lane ? T : Known;
        return;
      }
    Places[T->warp].push_back(T);
  };
  if (Last)
    Add(Last);
  for (const Thread *T = Of.Waiters.First; T; T = T->Next)
    Add(T);
  for (const std::vector<const Thread *> &Each : Places) {
    if (Each.size() < 2)
      continue;
    // One line of source may be several places.
    std::map<std::string, const Thread *> Lines;
    for (const Thread *T : Each) {
      const Thread *&First = Lines[sourceLine(T->Place)];
      if (!First || T->lane < First->lane)
        First = T;
    }
    if (Lines.size() < 2)
      continue;
    const auto &[Line, First] = *Lines.begin();
    const auto &[OtherLine, Other] = *std::next(Lines.begin());
    report({PC_SYNCCHECK, "divergent barrier", First, nullptr, nullptr, Line},
           [&] {
             return "barrier reached by part of a warp, while thread " +
                    point(Other->thread) + " of it waits at " + OtherLine;
           });
  }
}

void checkMask(const Thread &T, uint32_t Mask, const void *Place) {
  report(
      {PC_SYNCCHECK, "foreign mask", &T, nullptr, nullptr, sourceLine(Place)},
      [&] {
        char Text[96];
        std::snprintf(Text, sizeof Text,
                      "the lanes 0x%08x, a mask without its own lane, "
                      "whose result is undefined",
                      Mask);
        return std::string(Text);
      });
}

} // namespace perfclaim::host::checks

using namespace perfclaim::host::checks;

void pc_register_checks(uint32_t Wanted, pc_access *Accesses, uint32_t Count) {
  Findings &All = Findings::get();
  const std::lock_guard Guard(All.Lock);
  for (uint32_t I = 0; I != Count; ++I) {
    // Those beyond what a slot can hold are known by no line.
    if (All.Accesses.size() >> Slot::AccessBits)
      break;
    Accesses[I].number = static_cast<uint32_t>(All.Accesses.size());
    All.Accesses.push_back(&Accesses[I]);
  }
  Tools |= Wanted;
}
