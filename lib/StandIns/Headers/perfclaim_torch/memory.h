//===- memory.h - Memory of tensors, and the stream they work on *- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: device memory is kept and handed out again in the order of the
/// stream, as the real allocator does, so that a launcher that makes tensors
/// does not pay for cudaMalloc each time. The current stream is the one that
/// the benchmark measures. Nothing is returned to the device before the end.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_MEMORY_H
#define PERFCLAIM_STANDIN_MEMORY_H

#include "checks.h"
#include <cstring>
#include <map>
#include <mutex>

namespace c10 {
namespace perfclaim_detail {
/// Set by the benchmark before each call.
inline cudaStream_t &currentStream() {
  static thread_local cudaStream_t Stream = nullptr;
  return Stream;
}
inline DeviceIndex currentDevice() {
  int Device = 0;
  C10_CUDA_CHECK(cudaGetDevice(&Device));
  return static_cast<DeviceIndex>(Device);
}

/// Free blocks by size. Work that still uses one stands before in the stream.
class Pool {
public:
  void *take(size_t Bytes) {
    const std::lock_guard<std::mutex> Lock(Mutex);
    if (std::vector<void *> &Known = Free[Bytes]; !Known.empty()) {
      void *Memory = Known.back();
      Known.pop_back();
      return Memory;
    }
    void *Memory = nullptr;
    C10_CUDA_CHECK(cudaMalloc(&Memory, Bytes));
    return Memory;
  }
  void give(void *Memory, size_t Bytes) {
    const std::lock_guard<std::mutex> Lock(Mutex);
    Free[Bytes].push_back(Memory);
  }
  /// Lives until the process ends: the runtime may be gone before statics are.
  static Pool &get() {
    static Pool *Only = new Pool;
    return *Only;
  }

private:
  std::mutex Mutex;
  std::map<size_t, std::vector<void *>> Free;
};

/// Memory that belongs to somebody else, to the pool or to the host's heap.
class Block {
public:
  Block(void *Memory, size_t Bytes) : Memory(Memory), Bytes(Bytes) {}
  Block(size_t Bytes, Device On) : Bytes(Bytes), Owned(true), On(On) {
    const size_t Unit = 512;
    this->Bytes = (Bytes + Unit - 1) / Unit * Unit;
    if (Bytes == 0)
      return;
    Memory = On.is_cuda() ? Pool::get().take(this->Bytes)
                          : std::calloc(this->Bytes, 1);
    if (!Memory)
      fail<Error>("memory", "not enough memory");
  }
  Block(const Block &) = delete;
  Block &operator=(const Block &) = delete;
  ~Block() {
    if (!Owned || !Memory)
      return;
    if (On.is_cuda())
      Pool::get().give(Memory, Bytes);
    else
      std::free(Memory);
  }
  void *data() const { return Memory; }
  size_t size() const { return Bytes; }

private:
  void *Memory = nullptr;
  size_t Bytes = 0;
  bool Owned = false;
  Device On = kCPU;
};

/// Bytes from one place to another, on either side of the bus.
inline void copyBytes(void *To, const void *From, size_t Bytes, bool OnHost) {
  if (Bytes == 0)
    return;
  C10_CUDA_CHECK(
      cudaMemcpyAsync(To, From, Bytes, cudaMemcpyDefault, currentStream()));
  if (OnHost)
    C10_CUDA_CHECK(cudaStreamSynchronize(currentStream()));
}
} // namespace perfclaim_detail

struct Storage {
  std::shared_ptr<perfclaim_detail::Block> Memory;
  void *data() const { return Memory ? Memory->data() : nullptr; }
  void *mutable_data() const { return data(); }
  size_t nbytes() const { return Memory ? Memory->size() : 0; }
};
} // namespace c10

#endif // PERFCLAIM_STANDIN_MEMORY_H
