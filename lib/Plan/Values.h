//===- Values.h - Realistic values by the meaning of a parameter -*- C++
//-*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_VALUES_H
#define PERFCLAIM_LIB_PLAN_VALUES_H

#include "SizeKind.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace perfclaim {

/// One consistent choice of sizes, as a real program has it.
struct Profile {
  llvm::StringLiteral Text;
  int64_t Batch, Sequence, Hidden, Heads, Vocabulary;
  int64_t Rows, M, N, K, Count, Image;
};

/// The first is the base; all are meant to be measured.
llvm::ArrayRef<Profile> profiles();

/// Sizes that do not follow from others.
std::optional<int64_t> sizeFor(SizeKind Kind, const Profile &From);

/// How many sizes a function of the host is measured on.
inline constexpr unsigned NativeSteps = 4;
/// A size for a function of the host that takes \p Dimensions of them: so small
/// that work in the square of the data ends soon.
int64_t nativeSize(size_t Dimensions, unsigned Step);

/// Adds what follows from the sizes: the head dimension, padded sizes, strides,
/// grid sizes, and defaults for flags, indices and block sizes. Names that
/// have a value keep it.
void deriveIntegers(const std::vector<ParameterModel> &Variables,
                    const std::map<std::string, SizeKind> &Kinds,
                    int64_t MaxThreads, Expression::Values &Values);

/// A value for a floating parameter; \p Index counts the workloads.
double floatFor(const ParameterModel &P,
                const std::vector<ParameterModel> &Variables,
                const std::map<std::string, SizeKind> &Kinds,
                const Expression::Values &Values, size_t Index);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_VALUES_H
