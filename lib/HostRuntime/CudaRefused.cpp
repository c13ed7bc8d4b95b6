//===- CudaRefused.cpp - Functions that are not supported here ------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each is defined, so that a program that mentions one still links, and names
// itself when it is called. What it is called with does not matter, and the C
// calling convention lets it have no parameters.
//
//===----------------------------------------------------------------------===//

#include "CudaErrors.h"

#define PC_REFUSE(NAME)                                                        \
  PC_API cudaError_t pc_refuse_##NAME() __asm__(#NAME);                        \
  PC_API cudaError_t pc_refuse_##NAME() {                                      \
    return perfclaim::host::refuse(#NAME);                                     \
  }
#include "CudaRefused.def"
