//===- Words.h - What single words say about a figure -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Classes of words, as bits, so that the words around a figure can be united.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_CLAIMS_WORDS_H
#define PERFCLAIM_LIB_CLAIMS_WORDS_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace perfclaim::words {

enum : uint32_t {
  // Direction: what became of it.
  Faster = 1U << 0,   ///< faster, speedup
  Slower = 1U << 1,   ///< slower, slowdown
  Gain = 1U << 2,     ///< gain, improve, better, boost
  Loss = 1U << 3,     ///< drop, hit, regression, worse
  Reduce = 1U << 4,   ///< reduce, less, save, cut
  Increase = 1U << 5, ///< increase, grow
  Harm = 1U << 22,    ///< regression, worse: never good, whatever of.
  // Of what.
  Performance = 1U << 6,
  Throughput = 1U << 7,
  Time = 1U << 8,
  Latency = 1U << 9,
  Memory = 1U << 10,
  Bandwidth = 1U << 11,
  // Where.
  Kernel = 1U << 12,
  EndToEnd = 1U << 13,
  Operator = 1U << 14,
  // What is no performance of the program.
  Build = 1U << 15,    ///< Compile time, binary size, tests: a statement.
  Quality = 1U << 16,  ///< Accuracy, occupancy, utilisation, conflicts.
  Capacity = 1U << 17, ///< Limits, shared memory, sizes.
  // How it is qualified.
  Rebuild = 1U << 20, ///< The same, if it is about time: build, tests.
  Hope = 1U << 21,    ///< Expected, should: not yet so.
  Setting = 1U << 23, ///< Timeouts and intervals: chosen, not measured.
  Share = 1U << 24,   ///< "spent", "accounts for": how much of a whole.
  Device = 1U << 25,  ///< What some device could reach: MFU, roofline.
  Average = 1U << 18,
  About = 1U << 19,

  Directions = Faster | Slower | Gain | Loss | Reduce | Increase | Harm,
  Subjects = Performance | Throughput | Time | Latency | Memory | Bandwidth,
};

/// The classes of one word, whatever its case; 0 for most.
uint32_t classify(llvm::StringRef Word);

} // namespace perfclaim::words

#endif // PERFCLAIM_LIB_CLAIMS_WORDS_H
