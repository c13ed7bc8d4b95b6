//===- Parallel.h - Work on many elements -----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Loops over elements by all processors: the data of one workload may be
/// gigabytes, made and compared again in every process of a measurement. Needs
/// no CUDA.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_PARALLEL_H
#define PERFCLAIM_RUNTIME_PARALLEL_H

#include <algorithm>
#include <cstddef>
#include <thread>
#include <vector>

namespace pc {

/// How many parts inParts() makes of so many elements; at least one.
inline std::size_t partsOf(std::size_t Count) {
  return std::min<std::size_t>(
      std::max(1u, std::thread::hardware_concurrency()), Count / 65536 + 1);
}

/// Calls Do(Part, First, Last) for each part of [0, \p Count), all at once.
template <class F> void inParts(std::size_t Count, const F &Do) {
  const std::size_t Parts = partsOf(Count);
  std::vector<std::thread> Threads;
  for (std::size_t Part = 1; Part < Parts; ++Part)
    Threads.emplace_back([&Do, Part, Parts, Count] {
      Do(Part, Count * Part / Parts, Count * (Part + 1) / Parts);
    });
  Do(0, 0, Count / Parts);
  for (std::thread &T : Threads)
    T.join();
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_PARALLEL_H
