//===- DeviceMbarrier.cpp - Barriers in shared memory ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `mbarrier` objects: a phase ends when all arrivals that are expected have
/// come and all bytes that were announced have been copied. A block is on one
/// core, so nothing here is atomic.
///
//===----------------------------------------------------------------------===//

#include "DeviceMachine.h"
#include <cstring>

namespace perfclaim::host {
namespace {

/// The 64 bits of the object, whose form is the implementation's own.
struct Object {
  uint64_t Phase : 1;
  uint64_t Expected : 20; ///< Arrivals of a phase.
  uint64_t Pending : 20;  ///< Those that have not come.
  int64_t Bytes : 23;     ///< Announced, and not yet copied.
};
static_assert(sizeof(Object) == sizeof(uint64_t));

uint64_t bitsOf(const Object &O) {
  uint64_t Bits = 0;
  std::memcpy(&Bits, &O, sizeof Bits);
  return Bits;
}

void endPhaseIfDone(Object &O) {
  if (O.Pending != 0 || O.Bytes != 0)
    return;
  O.Phase ^= 1;
  O.Pending = O.Expected;
}

} // namespace
} // namespace perfclaim::host

using namespace perfclaim::host;

extern "C" {

void pc_yield();

void pc_mbarrier_init(void *At, uint32_t Count) {
  const Object O{0, Count, Count, 0};
  std::memcpy(At, &O, sizeof O);
}

/// Gives the object as it was, of which the phase is what one waits for.
uint64_t pc_mbarrier_arrive(void *At, uint32_t Count, uint32_t Drops) {
  if (ThisWorker->Current->Checks)
    checks::arriveAt(self(), At);
  auto &O = *static_cast<Object *>(At);
  const uint64_t Before = bitsOf(O);
  if (Drops)
    O.Expected -= Count;
  O.Pending -= Count;
  endPhaseIfDone(O);
  return Before;
}

/// \p Bytes are announced, or have come where it is negative.
void pc_mbarrier_transfer(void *At, int32_t Bytes) {
  if (Bytes < 0 && ThisWorker->Current->Checks)
    checks::arriveAt(self(), At);
  auto &O = *static_cast<Object *>(At);
  O.Bytes += Bytes;
  if (Bytes < 0)
    endPhaseIfDone(O);
}

/// Whether \p Phase has ended. Others get on first where it has not.
uint32_t pc_mbarrier_test(const void *At, uint64_t Phase) {
  const auto *O = static_cast<const volatile Object *>(At);
  if (O->Phase == Phase)
    pc_yield();
  const bool Ended = O->Phase != Phase;
  if (Ended && ThisWorker->Current->Checks)
    checks::passAt(self(), At);
  return Ended;
}

uint32_t pc_mbarrier_pending(uint64_t State) {
  Object O;
  std::memcpy(&O, &State, sizeof O);
  return O.Pending;
}
}
