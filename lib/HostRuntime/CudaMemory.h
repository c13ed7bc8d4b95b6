//===- CudaMemory.h - Memory of the device ----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which memory there is, of which kind, and where it ends. Every allocation is
/// a mapping of its own, so that freed memory faults when it is used, and so
/// that pages or zones around it can be guarded without its users noticing.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CUDAMEMORY_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CUDAMEMORY_H

#include <cstddef>
#include <cstdint>
#include <cuda_runtime_api.h>
#include <map>
#include <mutex>
#include <optional>

namespace perfclaim::host {

enum class MemoryKind : std::uint8_t {
  Device,     ///< cudaMalloc and kin.
  Managed,    ///< Host and device.
  Host,       ///< cudaMallocHost, cudaHostAlloc.
  Registered, ///< The program's own, by cudaHostRegister.
  Variable,   ///< A __device__ or __constant__ variable.
  Array       ///< Behind a cudaArray_t.
};

struct Allocation {
  char *Base = nullptr;
  std::size_t Size = 0; ///< Bytes asked for.
  MemoryKind Kind = MemoryKind::Device;
  unsigned Flags = 0;
  std::size_t Mapped = 0; ///< Bytes to unmap; 0: not ours.

  bool onDevice() const {
    return Kind != MemoryKind::Host && Kind != MemoryKind::Registered;
  }
};

class Memory {
public:
  static Memory &get();

  /// Null where the device's memory is used up.
  void *allocate(std::size_t Size, MemoryKind Kind, unsigned Flags = 0);
  /// False where \p Base is no start of an allocation of \p Kind.
  bool release(void *Base, MemoryKind Kind);
  /// Memory that lies elsewhere. False where it overlaps another.
  bool add(void *Base, std::size_t Size, MemoryKind Kind, unsigned Flags);
  bool remove(void *Base, MemoryKind Kind);

  /// The one that holds the address.
  std::optional<Allocation> find(const void *Address) const;
  std::size_t used() const;
  /// What cudaDeviceReset destroys.
  void releaseAll();

private:
  mutable std::mutex Mutex;
  std::map<std::uintptr_t, Allocation> All; ///< By start.
  std::size_t Used = 0;
};

/// Whether a copy may touch these bytes. On a device the host's own memory can
/// only be what the direction says; what is an allocation has to hold them all.
enum class Place : std::uint8_t { Host, Device, Either };
cudaError_t checkRange(const void *Address, std::size_t Bytes, Place Where);

/// The two ends of a copy; Either for cudaMemcpyDefault.
struct Direction {
  Place To, From;
};
/// None: cudaErrorInvalidMemcpyDirection.
std::optional<Direction> direction(cudaMemcpyKind Kind);

/// What a memset node of a graph does.
cudaError_t setElements(const cudaMemsetParams &How);

} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CUDAMEMORY_H
