//===- HostBuild.h - A benchmark compiled for the CPU -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Included before benchmark.cu where it is compiled to compare on the CPU. It
/// is compiled anew for each package, and half of that would be spent on
/// optimising what runs once: only the loops over elements are worth it.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_HOSTBUILD_H
#define PERFCLAIM_RUNTIME_HOSTBUILD_H

#include "Buffers.h"
#include "Compare.h"

#ifdef __clang__
#pragma clang optimize off // To the end of the unit.
#endif

#endif // PERFCLAIM_RUNTIME_HOSTBUILD_H
