//===- ChecksAccess.cpp - What checked code calls
//----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ChecksState.h"
#include <dlfcn.h>

namespace perfclaim::host::checks {

static std::string describe(Region &R, uintptr_t At) {
  return "offset " + std::to_string(At - R.Base) + " of " + R.What + " of " +
         std::to_string(R.Size) + " bytes";
}

/// "S" for the mangled name of a kernel's own variable.
static std::string nameOf(const pc_access &A) {
  std::string Name = demangled(A.variable);
  if (const size_t At = Name.rfind("::"); At != std::string::npos)
    Name.erase(0, At + 2);
  return (A.flags & PC_SHARED     ? "the shared variable '"
          : A.flags & PC_CONSTANT ? "the constant variable '"
                                  : "the variable '") +
         Name + "'";
}

static uint64_t sizeOf(const pc_access &A, const Thread &T) {
  return A.flags & PC_DYNAMIC ? T.dynamic_shared_size : A.variable_size;
}

std::string describe(const Spot &S) {
  if (S.Variable)
    return "offset " +
           std::to_string(S.At - reinterpret_cast<uintptr_t>(S.Variable)) +
           " of " + nameOf(S.Access) + " of " +
           std::to_string(sizeOf(S.Access, S.Of)) + " bytes";
  if (S.In)
    return describe(*S.In, S.At);
  return "offset " + std::to_string(S.At - S.Of.shared) + " of the block's " +
         std::to_string(S.Of.shared_size) + " bytes of shared memory";
}

std::string describe(const pc_access &A, size_t Size) {
  const char *What = A.flags & PC_READS && A.flags & PC_WRITES
                         ? "atomic operation on "
                     : A.flags & PC_WRITES ? "write of "
                                           : "read of ";
  return What + std::to_string(Size) + (Size == 1 ? " byte" : " bytes");
}

/// For an address that is nowhere.
static std::string nearest(uintptr_t At) {
  const auto [Before, After] = neighbours(At);
  const uintptr_t Behind =
      Before ? At - (Before->Base + Before->Size) : UINTPTR_MAX;
  const uintptr_t Ahead = After ? After->Base - At : UINTPTR_MAX;
  constexpr uintptr_t Near = uintptr_t(1) << 30;
  const Region *By = Behind <= Ahead ? Before : After;
  if (std::min(Behind, Ahead) > Near)
    return At < 4096 ? "by a null pointer" : "in memory of no allocation";
  return std::to_string(std::min(Behind, Ahead)) +
         (Behind <= Ahead ? " bytes behind " : " bytes before ") + By->What +
         " of " + std::to_string(By->Size) + " bytes";
}

static void outside(const Spot &S, const std::function<std::string()> &Where) {
  if (wanted(PC_MEMCHECK))
    report({PC_MEMCHECK, "out of bounds", &S.Of, &S.Access, nullptr, {}}, [&] {
      return describe(S.Access, S.Size) + " out of bounds, " + Where();
    });
}

/// Memory that is the host's, and that a device has a copy of: what a kernel is
/// given, and constants of the program.
static bool isCopied(const Thread &, uintptr_t At) {
  const pc_launch &Asked = *ThisWorker->Current->Asked;
  for (uint32_t I = 0; I != Asked.kernel->num_parameters; ++I)
    if (At - reinterpret_cast<uintptr_t>(Asked.arguments[I]) <
        Asked.kernel->parameter_sizes[I])
      return true;
  Dl_info Image;
  // An address is a number. NOLINTNEXTLINE(performance-no-int-to-ptr)
  return dladdr(reinterpret_cast<const void *>(At), &Image) != 0;
}

/// Shared memory of another block of the cluster. What is written there is all
/// that is noted.
static bool isOthers(const Spot &S) {
  for (const Block *B : ThisWorker->Taken) {
    const uintptr_t Offset = S.At - reinterpret_cast<uintptr_t>(B->Arena);
    if (Offset >= B->ArenaSize || S.Size > B->ArenaSize - Offset)
      continue;
    if (S.Access.flags & PC_WRITES && wanted(PC_INITCHECK))
      setBits(B->Checks->Initialised.data(), Offset, S.Size);
    return true;
  }
  return false;
}

/// Whether \p S is good, and memory that others can see. Says where it is.
static bool locate(Spot &S) {
  Thread &T = S.Of;
  const Fibre &Stack = *T.On;
  const Block &B = *T.Home;
  const auto Within = [&](const void *Begin, size_t Size) {
    return S.At - reinterpret_cast<uintptr_t>(Begin) < Size;
  };
  // What a block knows of its cluster is read by special registers.
  if (Within(Stack.Bottom, Stack.Top - Stack.Bottom) ||
      Within(&B.Place, sizeof B.Place))
    return false;
  const bool Shared = Within(B.Arena, B.ArenaSize);
  if (S.Variable) {
    const auto Base = reinterpret_cast<uintptr_t>(S.Variable);
    const uint64_t Whole = sizeOf(S.Access, T);
    if (S.At - Base > Whole || S.Size > Whole - (S.At - Base)) {
      outside(S, [&] {
        if (S.At < Base)
          return std::to_string(Base - S.At) + " bytes before " +
                 nameOf(S.Access) + " of " + std::to_string(Whole) + " bytes";
        return describe(S);
      });
      return false;
    }
  } else if (Shared && S.At >= T.shared) {
    const uint64_t Offset = S.At - T.shared;
    if (Offset > T.shared_size || S.Size > T.shared_size - Offset) {
      outside(S, [&] { return describe(S); });
      return false;
    }
  }
  if (!Shared) {
    S.In = findRegion(S.At);
    if (!S.In) {
      if (!S.Variable && !isOthers(S) && !isCopied(T, S.At))
        outside(S, [&] { return nearest(S.At); });
      return false;
    }
    if (S.Size > S.In->Size - (S.At - S.In->Base)) {
      outside(S, [&] { return describe(*S.In, S.At); });
      return false;
    }
  }
  if (wanted(PC_MEMCHECK) && S.At & (S.Access.alignment - 1))
    report({PC_MEMCHECK, "misaligned", &T, &S.Access, nullptr, {}}, [&] {
      return "misaligned " + describe(S.Access, S.Size) + ", " + describe(S);
    });
  return !(S.Access.flags & PC_CONSTANT);
}

/// What nobody has written, not even a byte of it: structures have padding.
static void checkInitialised(const Spot &S) {
  BlockChecks &C = *S.Of.Home->Checks;
  const uintptr_t Base =
      S.In ? S.In->Base : reinterpret_cast<uintptr_t>(S.Of.Home->Arena);
  uint8_t *Bits = S.In ? S.In->Initialised.as<uint8_t>() : C.Initialised.data();
  if (!Bits || (S.In ? S.In->AllInitialised.load(std::memory_order_relaxed)
                     : S.At < S.Of.shared))
    return;
  const uint32_t Flags = S.Access.flags;
  if (Flags & PC_READS && !anyBit(Bits, S.At - Base, S.Size))
    report({PC_INITCHECK, "uninitialised", &S.Of, &S.Access, nullptr, {}}, [&] {
      return describe(S.Access, S.Size) + " that nobody has written, " +
             describe(S);
    });
  if (Flags & PC_WRITES)
    setBits(Bits, S.At - Base, S.Size);
}

static void check(Spot &S) {
  if (!ThisWorker->Current->Checks || !S.Size)
    return;
  if (!locate(S))
    return;
  if (wanted(PC_INITCHECK))
    checkInitialised(S);
  if (wanted(PC_RACECHECK))
    checkRace(S);
  if (wanted(PC_OBSERVE))
    observe::access(S);
}

static Spot spot(const void *At, const pc_access *A, const void *Variable,
                 size_t Size) {
  return {self(), *A, reinterpret_cast<uintptr_t>(At), Size, nullptr, Variable};
}

static constinit thread_local const pc_access *Next
    __attribute__((tls_model("initial-exec"))) = nullptr;

const pc_access *takeNext() { return std::exchange(Next, nullptr); }

void touch(const pc_access *A, const void *At, size_t Bytes) {
  if (!A)
    return;
  const InRuntime Mark;
  Spot S = spot(At, A, nullptr, Bytes);
  check(S);
}

} // namespace perfclaim::host::checks

using namespace perfclaim::host;
using namespace perfclaim::host::checks;

extern "C" {

void pc_check_load(const void *At, const pc_access *A, const void *Variable) {
  const InRuntime Mark;
  Spot S = spot(At, A, Variable, A->size);
  check(S);
}

void pc_check_atomic(const void *At, const pc_access *A, const void *Variable) {
  const InRuntime Mark;
  Spot S = spot(At, A, Variable, A->size);
  check(S);
}

void pc_check_store(const void *At, const pc_access *A, const void *Variable,
                    uint64_t Low, uint64_t High) {
  const InRuntime Mark;
  Spot S = spot(At, A, Variable, A->size);
  S.Low = Low;
  S.High = High;
  S.HasValue = !(A->flags & PC_NO_VALUE);
  check(S);
}

void pc_check_range(const void *At, const pc_access *A, const void *Variable,
                    uint64_t Bytes) {
  const InRuntime Mark;
  Spot S = spot(At, A, Variable, Bytes);
  check(S);
}

void pc_check_next(const pc_access *A) { Next = A; }

void pc_check_acquire(const void *At) {
  const InRuntime Mark;
  if (!ThisWorker->Current->Checks || !wanted(PC_RACECHECK))
    return;
  Thread &T = self();
  const auto Where = reinterpret_cast<uintptr_t>(At);
  const Block &B = *T.Home;
  const bool Shared =
      Where - reinterpret_cast<uintptr_t>(B.Arena) < B.ArenaSize;
  Region *In = Shared ? nullptr : findRegion(Where);
  if (Shared || In)
    acquire(T, Where, In);
}

/// What lies around a local array is the host's stack: there is no going on.
[[noreturn]] void pc_check_local(const pc_access *A, int64_t Offset,
                                 uint64_t Whole) {
  Worker &W = *ThisWorker;
  W.InRuntime = true;
  report({PC_MEMCHECK, "out of bounds", &self(), A, nullptr, {}}, [&] {
    return describe(*A, A->size) + " out of bounds, offset " +
           std::to_string(Offset) + " of a local array of " +
           std::to_string(Whole) + " bytes";
  });
  W.FaultError = 700;
  W.FaultText = "illegal memory access";
  W.FaultPlace = __builtin_return_address(0);
  W.abandon();
}
}
