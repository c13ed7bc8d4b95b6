//===- extension.h - The real torch without Python --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For units that are built with an installed torch: all of its C++, and of the
/// bindings to Python nothing but their names, so that a benchmark needs
/// neither Python nor its libraries.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_REAL_TORCH_EXTENSION_H
#define PERFCLAIM_REAL_TORCH_EXTENSION_H

#include "../../perfclaim_torch/bindings.h"
#include <torch/all.h>
#include <torch/library.h>

#endif // PERFCLAIM_REAL_TORCH_EXTENSION_H
