//===- Place.h - Which side, and where it lies ------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Names of the sides, and the folder that their libraries are in. Needs
/// nothing of CUDA.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_PLACE_H
#define PERFCLAIM_RUNTIME_PLACE_H

#include <string>
#include <unistd.h>

namespace pc {

inline const char *sideName(int Side) { return Side ? "after" : "before"; }

/// Folder of the running program, with a final '/'.
inline std::string ownFolder() {
  std::string Path(4096, '\0');
  const ssize_t Length = readlink("/proc/self/exe", &Path[0], Path.size());
  Path.resize(Length > 0 ? static_cast<std::size_t>(Length) : 0);
  return Path.substr(0, Path.rfind('/') + 1);
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_PLACE_H
