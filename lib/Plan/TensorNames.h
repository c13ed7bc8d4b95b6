//===- TensorNames.h - Sizes and strides that names tell ---------*- C++
//-*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Functions that get the sizes and strides of tensors one by one name them by
/// tensor and dimension: `ne01`, `nb01`, `src0_ne_1`, `dst_nb2`.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_TENSORNAMES_H
#define PERFCLAIM_LIB_PLAN_TENSORNAMES_H

#include "perfclaim/Model/Inventory.h"
#include "llvm/ADT/StringRef.h"

namespace perfclaim {

struct TensorName {
  std::string Tensor; ///< "0" of `ne01`, "src0" of `src0_ne_1`, "" of `ne1`.
  bool Stride = false;
  bool Bytes = false; ///< Of strides: as the name goes.
  unsigned Dimension = 0;
};

/// What \p Name says, in any case of letters; nothing where it says nothing.
std::optional<TensorName> tensorName(llvm::StringRef Name);

/// Adds strides that agree with the extents: each is what lies below it, going
/// by the sizes of its tensor or else by what the code touches while this and
/// all greater strides are 0. Names that have a value keep it; strides of
/// which neither is known stay without.
void deriveTensorStrides(const std::vector<ParameterModel> &Variables,
                         Expression::Values &Values);

/// Where nothing shows how large \p P is, the greatest stride of its tensor
/// times its turns.
std::optional<Expression>
extentByStrides(const ParameterModel &P,
                const std::vector<ParameterModel> &Variables);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_TENSORNAMES_H
