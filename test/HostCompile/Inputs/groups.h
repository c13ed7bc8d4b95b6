// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the elements of a warp group's matrices are in shared memory, and small
// integers as elements of each type.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <cuda_fp16.h>
/// Where bytes of row \p Row begin at byte \p K, rows along k. \p Span: bytes of
/// the swizzle, 16: none. Cores of 8 rows are 8 * Span bytes from each other.
static unsigned byRows(unsigned Row, unsigned K, unsigned Span, unsigned Leading) {
  unsigned At = Row / 8 * 8 * Span + Row % 8 * Span;
  if (Span == 16)
    return At + K / 16 * Leading + K % 16;
  unsigned Chunk = K / 16 ^ (Span == 128 ? Row % 8 : Span == 64 ? Row % 8 / 2 : Row % 8 / 4);
  return At + Chunk * 16 + K % 16;
}
/// The same with memory along m or n, of 2-byte elements.
static unsigned byColumns(unsigned Row, unsigned K, unsigned Span, unsigned Leading, unsigned Stride) {
  unsigned Byte = Row * 2;
  if (Span == 16)
    return Byte / 16 * Stride + K / 8 * Leading + K % 8 * 16 + Byte % 16;
  unsigned Phase = Span == 128 ? K % 8 : Span == 64 ? K % 8 / 2 : K % 8 / 4;
  return Byte / Span * Leading + K / 8 * Stride + K % 8 * Span + ((Byte % Span / 16 ^ Phase) * 16) +
         Byte % 16;
}
static uint64_t describe(unsigned Leading, unsigned Stride, unsigned Span) {
  uint64_t Mode = Span == 16 ? 0 : Span == 128 ? 1 : Span == 64 ? 2 : 3;
  return (uint64_t)(Leading >> 4) << 16 | (uint64_t)(Stride >> 4) << 32 | Mode << 62;
}
static unsigned State = 7;
static int draw() { return (int)((State = State * 1664525u + 1013904223u) >> 28) - 8; }
/// A small integer of each type.
using Encode = unsigned(int);
static unsigned tf32(int V) { float X = V; unsigned B; memcpy(&B, &X, 4); return B; }
static unsigned f16(int V) { return __half_as_ushort(__float2half(V)); }
static unsigned bf16(int V) { return tf32(V) >> 16; }
static unsigned byte(int V) { return V & 255; }
static unsigned small(int V, unsigned Bias, unsigned Mantissa) {
  unsigned A = abs(V), E = 0;
  if (A == 0) return 0;
  while (A >> (E + 1)) ++E;
  return (V < 0) << 7 | (E + Bias) << Mantissa | ((A << Mantissa >> E) & ((1 << Mantissa) - 1));
}
static unsigned e4m3(int V) { return small(V, 7, 3); }
static unsigned e5m2(int V) { return small(V, 15, 2); }
