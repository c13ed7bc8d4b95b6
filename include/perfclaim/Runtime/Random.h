//===- Random.h - Numbers from a seed and a counter -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A counter-based generator: the n-th number depends on the seed and n alone,
/// so that buffers can be filled in parallel and are the same everywhere.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_RANDOM_H
#define PERFCLAIM_RUNTIME_RANDOM_H

#include <cstdint>

namespace pc {

/// Splitmix64's finaliser.
inline std::uint64_t mix(std::uint64_t Bits) {
  Bits = (Bits ^ (Bits >> 30)) * 0xbf58476d1ce4e5b9ull;
  Bits = (Bits ^ (Bits >> 27)) * 0x94d049bb133111ebull;
  return Bits ^ (Bits >> 31);
}

inline std::uint64_t randomBits(std::uint64_t Seed, std::uint64_t Counter) {
  return mix(mix(Seed) + (Counter + 1) * 0x9e3779b97f4a7c15ull);
}

/// In [0, 1).
inline double randomUnit(std::uint64_t Seed, std::uint64_t Counter) {
  return static_cast<double>(randomBits(Seed, Counter) >> 11) * 0x1p-53;
}

/// Seeds of names: buffers of one workload must not hold the same numbers.
inline std::uint64_t hashName(const char *Name, std::uint64_t Seed) {
  std::uint64_t Hash = mix(Seed) ^ 0xcbf29ce484222325ull;
  for (; *Name; ++Name)
    Hash = (Hash ^ static_cast<unsigned char>(*Name)) * 0x100000001b3ull;
  return mix(Hash);
}

/// The same numbers one after the other.
class Sequence {
public:
  explicit Sequence(std::uint64_t Seed) : Seed(Seed) {}
  std::uint64_t next() { return randomBits(Seed, Counter++); }
  /// In [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  bool coin() { return next() >> 63; }
  /// In [0, Bound).
  std::uint64_t below(std::uint64_t Bound) { return next() % Bound; }

private:
  std::uint64_t Seed, Counter = 0;
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_RANDOM_H
