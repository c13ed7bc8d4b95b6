//===- perfclaim_hunks.h - What a source without its first lines includes -===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The hunks of a diff seldom show what a file includes.
///
//===----------------------------------------------------------------------===//

#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

/// A parameter that no hunk shows.
struct perfclaim_cut {
#ifdef __CUDA__
  __host__ __device__
#endif
  perfclaim_cut() {
  }
  template <class T>
#ifdef __CUDA__
  __host__ __device__
#endif
  perfclaim_cut(const T &) {
  }
};
