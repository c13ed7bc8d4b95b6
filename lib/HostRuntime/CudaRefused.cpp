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

#include "CudaBlas.h"
#include "CudaErrors.h"

#define PC_REFUSE(NAME)                                                        \
  PC_API cudaError_t pc_refuse_##NAME() __asm__(#NAME);                        \
  PC_API cudaError_t pc_refuse_##NAME() {                                      \
    return perfclaim::host::refuse(#NAME);                                     \
  }
#include "CudaRefused.def"

//===-- Libraries ---------------------------------------------------------===//

// Each name that a form has in the headers refuses by the name that programs
// write.
#define PC_REFUSE_AS(NAME, SYMBOL)                                             \
  PC_API int pc_refuse_##SYMBOL() __asm__(#SYMBOL);                            \
  PC_API int pc_refuse_##SYMBOL() {                                            \
    return perfclaim::host::blas::refuse(#NAME);                               \
  }
#define PC_REFUSE(NAME) PC_REFUSE_AS(NAME, NAME)
#define PC_REFUSE_64(NAME)                                                     \
  PC_REFUSE_AS(NAME, NAME) PC_REFUSE_AS(NAME, NAME##_64)
#define PC_REFUSE_V2(NAME)                                                     \
  PC_REFUSE_AS(NAME, NAME)                                                     \
  PC_REFUSE_AS(NAME, NAME##_v2)                                                \
  PC_REFUSE_AS(NAME, NAME##_v2_64)
#include "CudaBlasRefused.def"
#undef PC_REFUSE_AS
