//===- SizeKind.h - What an integer parameter counts ------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_SIZEKIND_H
#define PERFCLAIM_LIB_PLAN_SIZEKIND_H

#include "perfclaim/Model/Inventory.h"

namespace perfclaim {

/// What an integer stands for, as far as its name, its role and the names
/// beside it tell.
enum class SizeKind {
  Count, ///< Elements of a flat array.
  Batch,
  Sequence,
  Hidden,
  Wide, ///< A multiple of the hidden size: output channels, feed-forward.
  Heads,
  KvHeads,
  HeadDim,
  Vocabulary,
  PaddedVocabulary,
  GemmM,
  GemmN,
  GemmK,
  Rows,
  Columns,
  Height,
  Width,
  Channels,
  Experts,
  TopK,
  Layers,
  Groups,
  GroupSize,
  PageSize,
  Filter,
  BlockSize,
  GridSize,
  Variant, ///< `kernel_num`.
  Flag,
  Stride,
  Position, ///< An index or offset that may be 0.
  Step,     ///< An index that counts from 1.
  Repeat,
  Seed,
  Bits,
  Device, ///< A property of the device: its multiprocessors, their threads.
  ElementType, ///< What the elements of tensors are.
  Other
};

/// The kinds of all integers among \p Variables, by name.
std::map<std::string, SizeKind>
classifyIntegers(const std::vector<ParameterModel> &Variables);

/// What the numbers of a convolution and its like mean beside its kernel's
/// size: strides and dilations are steps over elements, not distances in
/// memory. Other where it says nothing; \p Lower is a name in small letters.
SizeKind kindInWindow(llvm::StringRef Lower);
/// Gives \p Kinds the sizes of tensors that nothing names, by their place.
void classifyByPlace(const std::vector<ParameterModel> &Variables,
                     std::map<std::string, SizeKind> &Kinds);

/// True if the kind measures data: an extent can be made of it.
bool isDimension(SizeKind Kind);

/// Whether \p Kinds names every size in \p E.
bool usesOnly(const Expression &E,
              const std::map<std::string, SizeKind> &Kinds);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_SIZEKIND_H
