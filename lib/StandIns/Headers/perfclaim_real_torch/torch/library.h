//===- library.h - Operators are not registered -----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Both sides of a benchmark are in one process, and torch lets an operator be
/// registered once: what registers compiles and never runs.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_REAL_TORCH_LIBRARY_H
#define PERFCLAIM_REAL_TORCH_LIBRARY_H

#include "../../perfclaim_torch/bindings.h"
#include_next <torch/library.h>

#undef TORCH_LIBRARY
#undef TORCH_LIBRARY_FRAGMENT
#undef TORCH_LIBRARY_IMPL
#define TORCH_LIBRARY(NAME, M) PERFCLAIM_REGISTER(M)
#define TORCH_LIBRARY_FRAGMENT(NAME, M) PERFCLAIM_REGISTER(M)
#define TORCH_LIBRARY_IMPL(NAME, KEY, M) PERFCLAIM_REGISTER(M)

#endif // PERFCLAIM_REAL_TORCH_LIBRARY_H
