//===- Buffers.h - Device memory of one workload ----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Buffers with guard bands, filled from a seed. Both sides run on the same
/// buffers, one after the other: addresses and alignment are equal.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_BUFFERS_H
#define PERFCLAIM_RUNTIME_BUFFERS_H

#include "Arguments.h"
#include "Parallel.h"
#include "Random.h"
#include <algorithm>
#include <cuda_runtime_api.h>

namespace pc {

/// Writes \p Count elements from \p First on.
inline void fillRange(unsigned char *At, const Argument &A, std::uint64_t Seed,
                      std::size_t First, std::size_t Count) {
  const std::size_t Size = traits(A.Type).Size;
  for (std::size_t I = First; I != First + Count; ++I) {
    unsigned char *Where = At + I * Size;
    if (A.Data.Values == Domain::Zero) {
      std::fill_n(Where, Size, static_cast<unsigned char>(0));
      continue;
    }
    const double Unit = randomUnit(Seed, I);
    if (A.Type == Element::Bytes) {
      // Bytes below 0x3c are small, finite numbers in every format.
      *Where = static_cast<unsigned char>(Unit * 0x3c);
      continue;
    }
    const bool Float = isFloating(A.Type);
    switch (A.Data.Values) {
    case Domain::Below:
      encode(A.Type,
             std::floor(Unit * static_cast<double>(max(A.Data.Bound, 1))),
             Where);
      break;
    case Domain::Probability:
      encode(A.Type, Unit, Where);
      break;
    case Domain::Positive:
      encode(A.Type, Float ? 0.0625 + 0.9375 * Unit : 1 + std::floor(Unit * 15),
             Where);
      break;
    case Domain::Boolean:
      encode(A.Type, Unit < 0.5 ? 0 : 1, Where);
      break;
    case Domain::Zero:
    case Domain::Any:
      if (Float)
        encode(A.Type, 2 * Unit - 1, Where);
      else if (A.Type == Element::Int8)
        encode(A.Type, std::floor(Unit * 255) - 127, Where);
      else if (A.Type == Element::UInt8)
        encode(A.Type, std::floor(Unit * 256), Where);
      else // Small, in case they are used as an index after all.
        encode(A.Type,
               A.Type == Element::Bool ? Unit >= 0.5 : std::floor(Unit * 16),
               Where);
      break;
    }
  }
}

/// Numbers begin again after so many: most of the time before the first run of
/// a large workload would go into them otherwise. A prime, so that rows do not
/// become alike.
constexpr std::size_t Period = 16777213;

inline void fill(std::vector<unsigned char> &Memory, const Argument &A,
                 std::uint64_t Seed) {
  const std::size_t Count = Memory.size() / traits(A.Type).Size;
  inParts(Count, [&](std::size_t, std::size_t First, std::size_t Last) {
    fillRange(Memory.data(), A, Seed, First, Last - First);
  });
}

class Buffers {
public:
  static constexpr std::size_t Guard = 256; ///< Bytes on both sides of data.
  static constexpr int Canary = 0xa5;

  /// Allocates. \p Seed fills the inputs; a dry run leaves them alone. \p Slack
  /// bytes more than it takes are each buffer's; one of an assumed size is
  /// \p Grow times as large, or has room for twice the largest where there is
  /// more than one time of it.
  Buffers(const std::vector<Argument> &Arguments, std::uint64_t Seed, bool Fill,
          std::size_t Slack = 0, unsigned Grow = 1)
      : Slack(Slack), Grow(Grow) {
    for (const Argument &A : Arguments)
      if (A.What == Argument::Buffer && Grow != 1)
        Room = std::max(Room, std::min(2 * A.bytes(), MostRoom));
    for (const Argument &A : Arguments)
      if (A.What == Argument::Buffer)
        allocate(A, Seed, Fill);
  }
  Buffers(const Buffers &) = delete;
  Buffers &operator=(const Buffers &) = delete;
  ~Buffers() {
    for (const Buffer &B : All) {
      cudaFree(B.Base);
      cudaFree(B.Pristine);
    }
  }

  /// Why there are no buffers, or what broke; empty if all is well.
  const std::string &problem() const { return Problem; }

  void *find(const std::string &Name) const {
    for (const Buffer &B : All)
      if (B.What->Name == Name)
        return B.Base + Guard;
    return nullptr;
  }

  /// As nobody should have written them.
  void renewGuards() {
    for (const Buffer &B : All)
      for (unsigned char *const Band : {B.Base, B.Base + Guard + B.Bytes})
        expect(cudaMemsetAsync(Band, Canary, Guard), "guard bands");
  }

  /// Outputs and scratch memory become a pattern that no result has.
  void poisonOutputs() {
    for (const Buffer &B : All)
      if (!B.Pristine && B.Bytes)
        expect(cudaMemsetAsync(B.Base + Guard,
                               B.What->Data.Values == Domain::Zero ? 0 : Poison,
                               B.Bytes),
               "poison");
  }

  /// What a run has changed gets its first contents back.
  void restoreInputs() {
    for (const Buffer &B : All)
      if (B.Pristine && B.What->For == Use::InOut && B.Bytes)
        expect(cudaMemcpyAsync(B.Base + Guard, B.Pristine, B.Bytes,
                               cudaMemcpyDeviceToDevice),
               "restore");
  }

  /// Also inputs that nobody should have written.
  void restoreAll() {
    for (const Buffer &B : All)
      if (B.Pristine && B.Bytes)
        expect(cudaMemcpyAsync(B.Base + Guard, B.Pristine, B.Bytes,
                               cudaMemcpyDeviceToDevice),
               "restore");
  }

  /// Other inputs with the same values at other places, for both sides alike.
  /// Done \p Back, they are the first ones again.
  void rotateInputs(bool Back = false) {
    for (const Buffer &B : All) {
      const std::size_t Size = traits(B.What->Type).Size;
      const std::size_t Count = B.Bytes / Size;
      if (!B.Pristine || Count < 2)
        continue;
      const std::size_t Head = (Back ? Count - Count / 2 : Count / 2) * Size;
      unsigned char *const Data = B.Base + Guard;
      auto Copy = [&](void *To, const void *From, std::size_t Bytes) {
        expect(cudaMemcpyAsync(To, From, Bytes, cudaMemcpyDeviceToDevice),
               "rotate");
      };
      Copy(Data, B.Pristine, B.Bytes);
      Copy(B.Pristine, Data + Head, Count * Size - Head);
      Copy(B.Pristine + Count * Size - Head, Data, Head);
    }
    restoreAll();
  }

  struct Content {
    const Argument *What;
    std::vector<unsigned char> Bytes;
    bool Written; ///< It holds something else than before the run.
  };
  /// The compared buffers, copied to the host.
  std::vector<Content> results() {
    std::vector<Content> Contents;
    for (const Buffer &B : All) {
      if (!B.What->compared())
        continue;
      std::vector<unsigned char> Now = copy(B.Base + Guard, B.Bytes);
      const bool Written =
          B.Pristine ? isChanged(B)
                     : std::any_of(Now.begin(), Now.end(),
                                   [](unsigned char C) { return C != Poison; });
      Contents.push_back({B.What, std::move(Now), Written});
    }
    return Contents;
  }

  /// "out: 4 bytes after its end" of the first guard band that was written, or
  /// the name of an input that was; empty if none.
  std::string damage() {
    for (const Buffer &B : All) {
      if (const std::size_t Count = foreign(copy(B.Base, Guard)))
        return B.What->Name + ": " + std::to_string(Count) +
               " bytes written before its start";
      if (const std::size_t Count =
              foreign(copy(B.Base + Guard + B.Bytes, Guard)))
        return B.What->Name + ": " + std::to_string(Count) +
               " bytes written after its end";
      if (B.What->For == Use::Input && B.Pristine && isChanged(B))
        return B.What->Name + ": an input was written";
    }
    return "";
  }

private:
  struct Buffer {
    const Argument *What;
    std::size_t Bytes;
    unsigned char *Base;
    unsigned char *Pristine; ///< First contents; null for outputs.
  };

  void expect(cudaError_t Error, const char *Doing) {
    if (Error != cudaSuccess && Problem.empty())
      Problem = std::string(Doing) + ": " + cudaGetErrorString(Error);
  }

  void allocate(const Argument &A, std::uint64_t Seed, bool Fill) {
    const std::size_t Bytes =
        A.Assumed ? std::max(A.bytes() * Grow, Room) : A.bytes();
    Buffer B{&A, Bytes + Slack, nullptr, nullptr};
    const bool Filled = A.For == Use::Input || A.For == Use::InOut;
    const std::string What =
        "memory for " + A.Name + " (" + std::to_string(B.Bytes) + " bytes)";
    expect(cudaMalloc(&B.Base, B.Bytes + 2 * Guard), What.c_str());
    if (Filled && Fill)
      expect(cudaMalloc(&B.Pristine, B.Bytes + 1), What.c_str());
    if (!Problem.empty()) {
      cudaFree(B.Base);
      cudaGetLastError();
      return;
    }
    All.push_back(B);
    if (!Fill)
      return;
    expect(cudaMemset(B.Base, Canary, B.Bytes + 2 * Guard), "guard bands");
    if (!Filled)
      return;
    const std::size_t Size = traits(A.Type).Size;
    const bool Repeats = B.Bytes / Size > Period;
    std::vector<unsigned char> Host(Repeats ? Period * Size : B.Bytes);
    fill(Host, A, hashName(A.Name.c_str(), Seed));
    expect(cudaMemcpy(B.Pristine, Host.data(), Host.size(),
                      cudaMemcpyHostToDevice),
           "inputs");
    for (std::size_t Done = Host.size(); Done < B.Bytes;) {
      const std::size_t More = std::min(Done, B.Bytes - Done);
      expect(cudaMemcpy(B.Pristine + Done, B.Pristine, More,
                        cudaMemcpyDeviceToDevice),
             "inputs");
      Done += More;
    }
  }

  /// Piece by piece: memory of the host that is new costs more than the copy.
  bool isChanged(const Buffer &B) {
    constexpr std::size_t Piece = 16 << 20;
    for (std::size_t Done = 0; Done < B.Bytes; Done += Piece) {
      const std::size_t Bytes = std::min(Piece, B.Bytes - Done);
      const unsigned char *const From[] = {B.Base + Guard + Done,
                                           B.Pristine + Done};
      for (int I = 0; I != 2; ++I) {
        if (Staged[I].size() < Bytes)
          Staged[I].resize(Bytes);
        expect(cudaMemcpy(Staged[I].data(), From[I], Bytes,
                          cudaMemcpyDeviceToHost),
               "copy to the host");
      }
      if (!std::equal(Staged[0].begin(),
                      Staged[0].begin() + static_cast<std::ptrdiff_t>(Bytes),
                      Staged[1].begin()))
        return true;
    }
    return false;
  }

  std::vector<unsigned char> copy(const unsigned char *From,
                                  std::size_t Bytes) {
    std::vector<unsigned char> Host(Bytes);
    if (Bytes)
      expect(cudaMemcpy(Host.data(), From, Bytes, cudaMemcpyDeviceToHost),
             "copy to the host");
    return Host;
  }

  static std::size_t foreign(const std::vector<unsigned char> &Band) {
    return static_cast<std::size_t>(
        std::count_if(Band.begin(), Band.end(),
                      [](unsigned char Byte) { return Byte != Canary; }));
  }

  std::vector<Buffer> All;
  std::vector<unsigned char> Staged[2];
  std::size_t Slack;
  unsigned Grow;
  static constexpr std::size_t MostRoom = std::size_t(1) << 27;
  std::size_t Room = 0;
  std::string Problem;
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_BUFFERS_H
