//===- MessageShapes.h - Sizes that a commit message names ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_MESSAGESHAPES_H
#define PERFCLAIM_LIB_PLAN_MESSAGESHAPES_H

#include "SizeKind.h"
#include "llvm/ADT/StringRef.h"

namespace perfclaim {

/// Values for variables of the entry, and the words that gave them.
struct MessageShape {
  Expression::Values Values;
  std::string Text;
};

/// Reads "4096x4096", "B=8, T=1024", "hidden size 768", "batch 1", "1024^3".
/// Several values of one name give several shapes, at most four.
std::vector<MessageShape>
shapesOfMessage(llvm::StringRef Message,
                const std::vector<ParameterModel> &Variables,
                const std::map<std::string, SizeKind> &Kinds);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_MESSAGESHAPES_H
