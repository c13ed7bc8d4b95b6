//===- stl.h - Names of pybind11 --------------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Instead of torch's copy of pybind11, which needs Python.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_REAL_PYBIND11_STL_H
#define PERFCLAIM_REAL_PYBIND11_STL_H

#include "../../perfclaim_torch/bindings.h"

#endif // PERFCLAIM_REAL_PYBIND11_STL_H
