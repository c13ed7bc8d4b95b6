//===- CudaMemory.cpp - Memory of the device ------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaMemory.h"
#include "Checks.h"
#include "CudaGpus.h"
#include <sys/mman.h>
#include <unistd.h>

namespace perfclaim::host {

namespace {

/// Devices give memory out in such pieces: code that reads up to there past the
/// end of its data works.
constexpr std::size_t Granularity = 512;

constexpr std::size_t DevicePage = std::size_t(2) << 20;

std::size_t roundUp(std::size_t Size, std::size_t To) {
  return (Size + To - 1) / To * To;
}

} // namespace

Memory &Memory::get() {
  static auto *Only = new Memory; // Used by destructors of the program.
  return *Only;
}

void *Memory::allocate(std::size_t Size, MemoryKind Kind, unsigned Flags) {
  static const auto Page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::lock_guard<std::mutex> Lock(Mutex);
  const std::size_t Needed = roundUp(Size ? Size : 1, Page);
  // A device maps memory in large pages, so that a kernel that reads a little
  // too far does not fault there.
  std::size_t Mapped =
      Kind == MemoryKind::Device ? roundUp(Needed, DevicePage) : Needed;
  // What lies behind is to be none of another allocation.
  if (checks::wanted(PC_MEMCHECK))
    Mapped += DevicePage;
  const bool Counted = Kind == MemoryKind::Device || Kind == MemoryKind::Array;
  if (Mapped < Size || (Counted && Needed > gpu().Memory - Used))
    return nullptr;
  // Pages that nobody touches cost nothing, however large the array.
  void *Base = mmap(nullptr, Mapped, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (Base == MAP_FAILED)
    return nullptr;
  // One touched page is not to cost a large one.
  if (Needed < DevicePage)
    madvise(Base, Mapped, MADV_NOHUGEPAGE);
  All[reinterpret_cast<std::uintptr_t>(Base)] = {static_cast<char *>(Base),
                                                 Size, Kind, Flags, Mapped};
  if (Counted)
    Used += Needed;
  const bool OfDevice = Kind == MemoryKind::Device;
  checks::addRegion(Base, Size,
                    OfDevice                      ? "an allocation"
                    : Kind == MemoryKind::Managed ? "a managed allocation"
                    : Kind == MemoryKind::Array   ? "an array"
                                                  : "an allocation of the host",
                    OfDevice);
  return Base;
}

bool Memory::release(void *Base, MemoryKind Kind) {
  const std::lock_guard<std::mutex> Lock(Mutex);
  const auto Found = All.find(reinterpret_cast<std::uintptr_t>(Base));
  if (Found == All.end() || Found->second.Kind != Kind || !Found->second.Mapped)
    return false;
  munmap(Base, Found->second.Mapped);
  checks::removeRegion(Base);
  static const auto Page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  if (Kind == MemoryKind::Device || Kind == MemoryKind::Array)
    Used -= roundUp(Found->second.Size ? Found->second.Size : 1, Page);
  All.erase(Found);
  return true;
}

bool Memory::add(void *Base, std::size_t Size, MemoryKind Kind,
                 unsigned Flags) {
  const std::lock_guard<std::mutex> Lock(Mutex);
  const auto Start = reinterpret_cast<std::uintptr_t>(Base);
  const auto Next = All.lower_bound(Start);
  if (Next != All.end() && Next->first < Start + Size)
    return false;
  if (Next != All.begin()) {
    const Allocation &Before = std::prev(Next)->second;
    if (reinterpret_cast<std::uintptr_t>(Before.Base) + Before.Size > Start)
      return false;
  }
  All[Start] = {static_cast<char *>(Base), Size, Kind, Flags, 0};
  if (Kind == MemoryKind::Registered)
    checks::addRegion(Base, Size, "registered memory of the host", false);
  return true;
}

bool Memory::remove(void *Base, MemoryKind Kind) {
  const std::lock_guard<std::mutex> Lock(Mutex);
  const auto Found = All.find(reinterpret_cast<std::uintptr_t>(Base));
  if (Found == All.end() || Found->second.Kind != Kind)
    return false;
  All.erase(Found);
  if (Kind == MemoryKind::Registered)
    checks::removeRegion(Base);
  return true;
}

std::optional<Allocation> Memory::find(const void *Address) const {
  const std::lock_guard<std::mutex> Lock(Mutex);
  const auto Where = reinterpret_cast<std::uintptr_t>(Address);
  auto After = All.upper_bound(Where);
  if (After == All.begin())
    return std::nullopt;
  const Allocation &Candidate = std::prev(After)->second;
  const std::size_t Length =
      Candidate.Mapped ? roundUp(Candidate.Size, Granularity) : Candidate.Size;
  if (Where - std::prev(After)->first >= Length)
    return std::nullopt;
  return Candidate;
}

std::size_t Memory::used() const {
  const std::lock_guard<std::mutex> Lock(Mutex);
  return Used;
}

void Memory::releaseAll() {
  const std::lock_guard<std::mutex> Lock(Mutex);
  for (auto At = All.begin(); At != All.end();)
    if (At->second.Mapped) {
      munmap(At->second.Base, At->second.Mapped);
      checks::removeRegion(At->second.Base);
      At = All.erase(At);
    } else {
      ++At;
    }
  Used = 0;
}

cudaError_t checkRange(const void *Address, std::size_t Bytes, Place Where) {
  const std::optional<Allocation> Found = Memory::get().find(Address);
  if (!Found)
    return Where == Place::Device || !Address ? cudaErrorInvalidValue
                                              : cudaSuccess;
  // A host pointer that is pinned may stand for device memory, and device
  // memory is no host memory unless it is managed.
  if (Where == Place::Host && Found->onDevice() &&
      Found->Kind != MemoryKind::Managed)
    return cudaErrorInvalidValue;
  const auto Offset = static_cast<std::size_t>(
      static_cast<const char *>(Address) - Found->Base);
  const std::size_t Length =
      Found->Mapped ? roundUp(Found->Size, Granularity) : Found->Size;
  return Bytes <= Length - Offset ? cudaSuccess : cudaErrorInvalidValue;
}

std::optional<Direction> direction(cudaMemcpyKind Kind) {
  switch (Kind) {
  case cudaMemcpyHostToHost:
    return Direction{Place::Host, Place::Host};
  case cudaMemcpyHostToDevice:
    return Direction{Place::Device, Place::Host};
  case cudaMemcpyDeviceToHost:
    return Direction{Place::Host, Place::Device};
  case cudaMemcpyDeviceToDevice:
    return Direction{Place::Device, Place::Device};
  case cudaMemcpyDefault:
    return Direction{Place::Either, Place::Either};
  }
  return std::nullopt;
}

} // namespace perfclaim::host
