//===- CudaObserve.cpp - What a benchmark asks of --observe ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaTrace.h"
#include "ObserveState.h"
#include <map>
#include <string>

namespace perfclaim::host::observe {

namespace {

uint64_t countBits(const checks::Pages &Bits, size_t Bytes) {
  uint64_t Sum = 0;
  const auto *At = Bits.as<uint8_t>();
  for (size_t I = 0; I != Bytes; ++I)
    Sum += static_cast<unsigned>(__builtin_popcount(At[I]));
  return Sum;
}

/// The first byte that is set in any of them, and the one behind the last.
std::pair<int64_t, int64_t> ends(const checks::Touched &Seen, size_t Size) {
  int64_t First = -1, Last = -1;
  const auto *Read = Seen.Read.as<uint8_t>();
  const auto *Written = Seen.Written.as<uint8_t>();
  for (size_t I = 0; I != (Size + 7) / 8; ++I) {
    const unsigned Bits = Read[I] | Written[I];
    if (!Bits)
      continue;
    const auto Base = static_cast<int64_t>(I * 8);
    if (First < 0)
      First = Base + __builtin_ctz(Bits);
    Last = Base + 32 - __builtin_clz(Bits);
  }
  return {First, Last};
}

} // namespace
} // namespace perfclaim::host::observe

using namespace perfclaim::host;
using namespace perfclaim::host::observe;

void pc_observe_begin() {
  trace::mark("begin");
  checks::forEachRegion([](checks::Region &R) {
    R.Seen = nullptr;
    R.SeenOwner.reset();
  });
  All &Everything = All::get();
  const std::lock_guard Guard(Everything.Lock);
  Everything.Ran.clear();
}

int pc_observe_memory(const void *At, pc_touched *Into) {
  *Into = pc_touched();
  if (!checks::wanted(PC_OBSERVE))
    return 0;
  const auto Start = reinterpret_cast<uintptr_t>(At);
  const checks::Region *R = checks::findRegion(Start);
  if (!R)
    return 0;
  const checks::Touched *Seen = R->Seen.load();
  if (!Seen)
    return 1;
  const size_t Bytes = (R->Size + 7) / 8;
  Into->read = countBits(Seen->Read, Bytes);
  Into->written = countBits(Seen->Written, Bytes);
  Into->exposed = countBits(Seen->Exposed, Bytes);
  const auto [First, Last] = ends(*Seen, R->Size);
  if (First >= 0) {
    const auto Offset = static_cast<int64_t>(Start - R->Base);
    Into->first = First - Offset;
    Into->last = Last - Offset;
  }
  return 1;
}

void pc_observe_end() {
  trace::mark("end");
  if (!checks::wanted(PC_OBSERVE))
    return;
  All &Everything = All::get();
  const std::lock_guard Guard(Everything.Lock);
  std::map<std::string, std::map<uint32_t, bool>> Files;
  for (size_t I = 0; I != Everything.Steps.size(); ++I) {
    const pc_step &Step = *Everything.Steps[I];
    const bool Ran = I < Everything.Ran.size() && Everything.Ran[I];
    for (uint32_t L = 0; L != Step.num_lines; ++L)
      Files[Step.lines[L].file][Step.lines[L].line] |= Ran;
  }
  std::string Text;
  for (const auto &[File, Lines] : Files) {
    std::string Of[2];
    for (const auto &[Line, Ran] : Lines)
      Of[Ran] += (Of[Ran].empty() ? "" : ", ") + std::to_string(Line);
    Text += (Text.empty() ? "{" : ", {") + std::string("\"file\": ") +
            checks::quoted(File) + ", \"ran\": [" + Of[1] +
            "], \"not_run\": [" + Of[0] + "]}";
  }
  append("{\"lines\": [" + Text + "]}\n");
}
