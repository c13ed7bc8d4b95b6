//===- Nvtx.h - Names for phases in a profiler ------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A range in NVIDIA's tools, where the toolkit has their header.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_NVTX_H
#define PERFCLAIM_RUNTIME_NVTX_H

#include <string>
#if __has_include(<nvtx3/nvToolsExt.h>)
#include <nvtx3/nvToolsExt.h>
#define PC_HAS_NVTX 1
#endif

namespace pc {

class Range {
public:
  Range(bool Wanted, const std::string &Name) : Open(Wanted) {
#ifdef PC_HAS_NVTX
    if (Open)
      nvtxRangePushA(Name.c_str());
#else
    (void)Name;
#endif
  }
  Range(const Range &) = delete;
  Range &operator=(const Range &) = delete;
  ~Range() {
#ifdef PC_HAS_NVTX
    if (Open)
      nvtxRangePop();
#endif
  }

private:
  bool Open;
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_NVTX_H
