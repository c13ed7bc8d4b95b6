//===- DeviceMemory.cpp - Arenas, stacks and spaces -----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeviceMachine.h"
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

namespace perfclaim::host {

/// Virtual; only what a thread touches becomes memory.
constexpr size_t StackSize = size_t(256) << 10;
/// Guard pages cost the kernel an entry each, of which it allows 65530.
constexpr unsigned MaxGuarded = 8192;
constexpr size_t Page = 4096;

[[noreturn]] static void outOfMemory(const char *What) {
  // There is no caller left that could go on.
  std::fprintf(stderr, "perfclaim: error: no memory for %s\n", What);
  std::abort();
}

char *mapLow(size_t Bytes) {
  void *At =
      mmap(nullptr, Bytes, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT | MAP_NORESERVE, -1, 0);
  if (At == MAP_FAILED)
    outOfMemory("shared memory of blocks");
  return static_cast<char *>(At);
}

void unmapLow(char *At, size_t Bytes) { munmap(At, Bytes); }

void mapStack(Fibre &F, unsigned Number) {
  // Stacks that all start at the same place of a page, and a power of two
  // apart, would fight for a few sets of the cache.
  const size_t Whole = StackSize + Page;
  void *At = mmap(nullptr, Whole, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (At == MAP_FAILED)
    outOfMemory("stacks of threads");
  if (Number < MaxGuarded)
    mprotect(At, Page, PROT_NONE);
  F.Bottom = static_cast<char *>(At);
  F.Top = F.Bottom + Whole - size_t(Number % 48) * 64 - 64;
}

} // namespace perfclaim::host

using namespace perfclaim::host;

extern "C" {

uint32_t pc_is_shared(const void *At) {
  const Block &B = *self().Home;
  const char *P = static_cast<const char *>(At);
  return P >= B.Arena && P < B.Arena + B.ArenaSize;
}

uint32_t pc_is_local(const void *At) {
  const Fibre &F = *self().On;
  const char *P = static_cast<const char *>(At);
  return P >= F.Bottom && P < F.Top;
}

uint32_t pc_is_const(const void *) { return 0; }
uint32_t pc_is_param(const void *) { return 0; }

uint32_t pc_is_global(const void *At) {
  return !pc_is_shared(At) && !pc_is_local(At);
}

void *pc_malloc(size_t Bytes) {
  const InRuntime Mark;
  void *At = nullptr;
  if (posix_memalign(&At, 16, Bytes ? Bytes : 1))
    return nullptr;
  if (checks::wanted(~0u))
    checks::addRegion(At, Bytes, "memory of the device's malloc", true);
  return At;
}

void pc_free(void *At) {
  const InRuntime Mark;
  if (checks::wanted(~0u))
    checks::removeRegion(At);
  std::free(At);
}
}
