//===- Abi.h - What a side's library exports --------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The binary interface between `benchmark` and the two libraries, one per side
/// of the commit. Both are loaded into one process; each exports these names
/// and nothing else, so neither can call into the other.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_ABI_H
#define PERFCLAIM_RUNTIME_ABI_H

#include <cuda_runtime_api.h>
#include <exception>
#include <string>
#include <utility>

/// One argument of an entry, whatever its C++ type is on that side.
struct pc_value {
  union {
    void *p;
    long long i;
    double d;
  };
  const void *bytes; ///< Structs by value: their bytes; else null.
  unsigned long long size;
};

/// Thrown by the `call` of an entry whose function has thrown an error of its
/// own: "refuses its arguments: " and its text.
struct pc_refusal : std::exception {
  explicit pc_refusal(std::string text) : text(std::move(text)) {}
  const char *what() const noexcept override { return text.c_str(); }

  std::string text;
};

/// What `bytes` of a tensor's value point to; `p` is its data.
struct pc_tensor {
  int rank;
  int element;                    ///< The number of a pc::Element.
  long long sizes[8], strides[8]; ///< In elements.
};

struct pc_entry {
  const char *name;
  /// "kernel", "launcher", "caller", "composite", "loop adapter", "library": a
  /// launcher whose work is that of a library, or "native": a function of the
  /// host that launches nothing.
  const char *kind;
  const char *file; ///< Where it is defined, in the repository.
  int line;
  int parameter_count;
  const char *const *parameters; ///< Names of the benchmark's arguments.
  int reach_count;
  const char *const *reaches; ///< Changed kernels that a call leads to.
  void (*call)(const pc_value *arguments, cudaStream_t stream);
  /// Makes what `call` reads and the benchmark has not: comes before every
  /// run, untimed. Null where nothing has to be made.
  void (*prepare)(const pc_value *arguments, cudaStream_t stream);
};

extern "C" {
/// Makes handles and globals that the program's main would have made.
__attribute__((visibility("default"))) void pc_setup(cudaStream_t stream);
__attribute__((visibility("default"))) const pc_entry *pc_entries(int *count);
}

#endif // PERFCLAIM_RUNTIME_ABI_H
