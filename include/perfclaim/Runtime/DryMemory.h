//===- DryMemory.h - Memory of a dry run ------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Device memory that is lazily mapped host memory: a huge extent costs nothing
/// until it is touched, and nothing is copied that is too large to matter.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_DRYMEMORY_H
#define PERFCLAIM_RUNTIME_DRYMEMORY_H

#include <cstddef>
#include <cstring>
#include <map>
#include <mutex>
#include <sys/mman.h>

namespace pc {

class DryMemory {
public:
  static DryMemory &get() {
    static DryMemory *Only = new DryMemory; // Used by destructors of others.
    return *Only;
  }

  void *allocate(std::size_t Bytes) {
    const std::size_t Size = Bytes + Slack;
    if (Size < Bytes || Size >> 46)
      return nullptr;
    void *Memory = mmap(nullptr, Size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (Memory == MAP_FAILED)
      return nullptr;
    std::lock_guard<std::mutex> Lock(Mutex);
    Sizes[Memory] = Size;
    return Memory;
  }

  void free(void *Memory) {
    std::lock_guard<std::mutex> Lock(Mutex);
    auto Found = Sizes.find(Memory);
    if (Found == Sizes.end())
      return;
    munmap(Memory, Found->second);
    Sizes.erase(Found);
  }

  void copy(void *To, const void *From, std::size_t Bytes) {
    if (Bytes <= Largest && To && From)
      std::memmove(To, From, Bytes);
  }
  void set(void *To, int Value, std::size_t Bytes) {
    if (Bytes <= Largest && To)
      std::memset(To, Value, Bytes);
  }

  /// Sizes of `__device__` and `__constant__` variables, by host shadow.
  void addSymbol(const void *Shadow, std::size_t Bytes) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Symbols[Shadow] = {allocateLocked(Bytes), Bytes};
  }
  struct Symbol {
    void *Memory = nullptr;
    std::size_t Bytes = 0;
  };
  Symbol findSymbol(const void *Shadow) {
    std::lock_guard<std::mutex> Lock(Mutex);
    auto Found = Symbols.find(Shadow);
    return Found == Symbols.end() ? Symbol() : Found->second;
  }

private:
  static constexpr std::size_t Slack = 4096;
  static constexpr std::size_t Largest = 64 << 20;

  void *allocateLocked(std::size_t Bytes) {
    void *Memory = mmap(nullptr, Bytes + Slack, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return Memory == MAP_FAILED ? nullptr : Memory;
  }

  std::mutex Mutex;
  std::map<void *, std::size_t> Sizes;
  std::map<const void *, Symbol> Symbols;
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_DRYMEMORY_H
