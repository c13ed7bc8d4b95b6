//===- Claim.h - What a commit message promises -----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A claim is a hypothesis read off a commit message. `Speedup` is normalised:
/// above 1 is better, whatever the metric. Offsets are bytes of the message.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_MODEL_CLAIM_H
#define PERFCLAIM_MODEL_CLAIM_H

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

enum class Metric { Time, Throughput, Latency, Memory, Bandwidth, Unknown };
enum class ClaimKind { Ratio, Percent, BeforeAfter, Absolute };
enum class Direction { Better, Worse };
enum class Qualifier { None, Average, UpTo, AtLeast, Range };
enum class About { Kernel, Operator, EndToEnd, Unknown };
enum class Baseline { Parent, Other, Unknown };

struct Claim {
  Metric What = Metric::Unknown;
  ClaimKind Kind = ClaimKind::Ratio;
  std::optional<Direction> Way;
  std::optional<double> Speedup;
  std::optional<double> SpeedupMax; ///< Other end of a range.
  std::optional<double> AltSpeedup; ///< Other reading of a percentage.
  Qualifier Qualified = Qualifier::None;
  bool Approximate = false;
  std::vector<std::string> Scope; ///< "int8", "batch 1", ...
  About Subject = About::Unknown;
  Baseline Against = Baseline::Parent;
  std::string Hardware;
  std::optional<double> Before;
  std::optional<double> After;
  std::string Unit;
  bool FromDiff = false; ///< Second rank: read in the diff, not the message.
  bool FromPullRequest = false; ///< Offset and Length are those of its text.
  std::string File; ///< Of FromDiff: where; Offset and Length are of its diff.
  std::string Text; ///< Verbatim.
  size_t Offset = 0;
  size_t Length = 0;
  bool operator==(const Claim &) const = default;
};

/// What the commit is for, even without a number.
struct Intent {
  bool Performance = false;
  std::vector<std::string> Types; ///< "kernel", "launch_configuration", ...
  std::string Domain;             ///< "normalization", "matmul", ...
  std::string TestFocus;
  std::string Metric; ///< "time", "latency", "memory", ...
  /// In words: "Kernel optimization (Triton)", as the specification has them.
  std::string Optimization;
  std::vector<std::string> Evidence;
  std::vector<std::string> Remarks; ///< Where message and change disagree.
  bool operator==(const Intent &) const = default;
};

/// "in O(n log n) instead of O(n^2)".
struct GrowthClaim {
  std::string Before, After; ///< What stands inside O(...).
  std::string Text;          ///< Verbatim.
  size_t Offset = 0;
  size_t Length = 0;
  bool operator==(const GrowthClaim &) const = default;
};

struct ClaimSet {
  std::vector<Claim> Claims;
  std::vector<GrowthClaim> Growths;    ///< Of the message.
  std::vector<std::string> Statements; ///< Compile time, binary size, ...
  Intent Purpose;
  bool operator==(const ClaimSet &) const = default;
};

/// What a measured ratio has to reach for a claim of \p Speedup, above the
/// noise floor \p Noise (a share: 0.01): never so low that a slowdown would
/// pass.
inline double claimThreshold(double Speedup, double Noise) {
  return std::max({0.8 * Speedup, 1 + (Speedup - 1) / 2, 1 + Noise});
}

} // namespace perfclaim

#endif // PERFCLAIM_MODEL_CLAIM_H
