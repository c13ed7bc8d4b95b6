//===- perfclaim_legacy_symbols.h - Variables by name ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Until CUDA 5 a program could give a device variable by its name.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LEGACY_SYMBOLS_H
#define PERFCLAIM_LEGACY_SYMBOLS_H

extern "C" const void *pc_symbol(const char *Name);

#define PERFCLAIM_NAMED(N) const char (&Name)[N]
template <size_t N>
static inline cudaError_t
cudaMemcpyToSymbol(PERFCLAIM_NAMED(N), const void *From, size_t Bytes,
                   size_t Offset = 0,
                   cudaMemcpyKind Kind = cudaMemcpyHostToDevice) {
  return ::cudaMemcpyToSymbol(pc_symbol(Name), From, Bytes, Offset, Kind);
}
template <size_t N>
static inline cudaError_t
cudaMemcpyFromSymbol(void *To, PERFCLAIM_NAMED(N), size_t Bytes,
                     size_t Offset = 0,
                     cudaMemcpyKind Kind = cudaMemcpyDeviceToHost) {
  return ::cudaMemcpyFromSymbol(To, pc_symbol(Name), Bytes, Offset, Kind);
}
template <size_t N>
static inline cudaError_t cudaGetSymbolAddress(void **At, PERFCLAIM_NAMED(N)) {
  return ::cudaGetSymbolAddress(At, pc_symbol(Name));
}
template <size_t N>
static inline cudaError_t cudaGetSymbolSize(size_t *Bytes, PERFCLAIM_NAMED(N)) {
  return ::cudaGetSymbolSize(Bytes, pc_symbol(Name));
}
#undef PERFCLAIM_NAMED

#endif // PERFCLAIM_LEGACY_SYMBOLS_H
