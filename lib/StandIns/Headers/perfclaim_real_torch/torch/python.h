//===- python.h - The real torch without Python -----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// As torch/extension.h, by the other name that units include it by.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_REAL_TORCH_PYTHON_H
#define PERFCLAIM_REAL_TORCH_PYTHON_H

#include "extension.h"

#endif // PERFCLAIM_REAL_TORCH_PYTHON_H
