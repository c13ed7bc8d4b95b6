// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A table of PTX instructions on integers, each against C++ for all triples of
// numbers that matter.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <algorithm>
#include <cstdint>
typedef unsigned U;
typedef int S;
typedef uint64_t U64;
typedef int64_t S64;

#define CUT(V) (S) std::max<S64>(INT32_MIN, std::min<S64>(INT32_MAX, V))
/// X(name, template, C++ with a, b and c)
#define TABLE(X)                                                               \
  X(add, "add.u32 %0, %1, %2;", a + b)                                         \
  X(addSat, "add.sat.s32 %0, %1, %2;", CUT((S64)(S)a + (S)b))                  \
  X(subSat, "sub.sat.s32 %0, %1, %2;", CUT((S64)(S)a - (S)b))                  \
  X(mulLo, "mul.lo.s32 %0, %1, %2;", a *b)                                     \
  X(mulHiS, "mul.hi.s32 %0, %1, %2;", (U64)((S64)(S)a * (S)b) >> 32)           \
  X(mulHiU, "mul.hi.u32 %0, %1, %2;", (U64)a * b >> 32)                        \
  X(mulWide, "{.reg .u64 t; .reg .u32 l, h; mul.wide.s32 t, %1, %2;"           \
    " mov.b64 {l, h}, t; xor.b32 %0, l, h;}",                                  \
    (U)((S64)(S)a * (S)b) ^ (U)((U64)((S64)(S)a * (S)b) >> 32))                \
  X(madLo, "mad.lo.u32 %0, %1, %2, %3;", a *b + c)                             \
  X(madHi, "mad.hi.u32 %0, %1, %2, %3;", ((U64)a * b >> 32) + c)               \
  X(madHiSat, "mad.hi.sat.s32 %0, %1, %2, %3;",                                \
    CUT(((S64)(S)a * (S)b >> 32) + (S)c))                                      \
  X(mul24, "mul24.lo.u32 %0, %1, %2;", (U)((U64)(a & MASK) * (b & MASK)))      \
  X(mul24Hi, "mul24.hi.u32 %0, %1, %2;", (U64)(a & MASK) * (b & MASK) >> 16)   \
  X(mul24S, "mul24.lo.s32 %0, %1, %2;", (U)((S64)LOW(a) * LOW(b)))             \
  X(mul24HiS, "mul24.hi.s32 %0, %1, %2;", (U)((S64)LOW(a) * LOW(b) >> 16))     \
  X(mad24, "mad24.lo.s32 %0, %1, %2, %3;", (U)((S64)LOW(a) * LOW(b)) + c)      \
  X(sadS, "sad.s32 %0, %1, %2, %3;", ((S)a > (S)b ? a - b : b - a) + c)        \
  X(sadU, "sad.u32 %0, %1, %2, %3;", (a > b ? a - b : b - a) + c)              \
  X(divU, "div.u32 %0, %1, %2;", b ? a / b : ~0u)                              \
  X(remU, "rem.u32 %0, %1, %2;", b ? a % b : a)                                \
  X(absolute, "abs.s32 %0, %1;", (S)a < 0 ? 0 - a : a)                         \
  X(negative, "neg.s32 %0, %1;", 0 - a)                                        \
  X(minS, "min.s32 %0, %1, %2;", std::min((S)a, (S)b))                         \
  X(minU, "min.u32 %0, %1, %2;", std::min(a, b))                               \
  X(maxS, "max.s32 %0, %1, %2;", std::max((S)a, (S)b))                         \
  X(maxRelu, "max.relu.s32 %0, %1, %2;", std::max({(S)a, (S)b, 0}))            \
  X(max16, "max.s16x2 %0, %1, %2;", lanes(a, b, 2, true,                       \
    [](S x, S y) { return std::max(x, y); }))                                  \
  X(add16, "add.u16x2 %0, %1, %2;", lanes(a, b, 2, false,                      \
    [](S x, S y) { return x + y; }))                                           \
  X(popc, "popc.b32 %0, %1;", __builtin_popcount(a))                           \
  X(clz, "clz.b32 %0, %1;", a ? __builtin_clz(a) : 32)                         \
  X(bfindU, "bfind.u32 %0, %1;", a ? 31 - __builtin_clz(a) : ~0u)              \
  X(bfindS, "bfind.s32 %0, %1;", FLIP(a) ? 31 - __builtin_clz(FLIP(a)) : ~0u)  \
  X(bfindA, "bfind.shiftamt.u32 %0, %1;", a ? __builtin_clz(a) : ~0u)          \
  X(fns, "fns.b32 %0, %1, %2, %3;", nth(a, b, c))                              \
  X(brev, "brev.b32 %0, %1;", __builtin_bitreverse32(a))                       \
  X(bfeU, "bfe.u32 %0, %1, %2, %3;", field(a, b & 255, c & 255))               \
  X(bfeS, "bfe.s32 %0, %1, %2, %3;", signedField(a, b & 255, c & 255))         \
  X(bfi, "bfi.b32 %0, %1, %2, %3, 9;", inserted(a, b, c & 255, 9))             \
  X(bmskC, "bmsk.clamp.b32 %0, %1, %2;", mask(std::min(a, 32u), std::min(b, 32u))) \
  X(bmskW, "bmsk.wrap.b32 %0, %1, %2;", mask(a & 31, b & 31))                  \
  X(szextU, "szext.clamp.u32 %0, %1, %2;", field(a, 0, std::min(b, 32u)))      \
  X(szextS, "szext.wrap.s32 %0, %1, %2;", signedField(a, 0, b & 31))           \
  X(notB, "not.b32 %0, %1;", ~a)                                               \
  X(cnot, "cnot.b32 %0, %1;", a ? 0 : 1)                                       \
  X(lop3a, "lop3.b32 %0, %1, %2, %3, 0xca;", (a & b) | (~a & c))               \
  X(lop3b, "lop3.b32 %0, %1, %2, %3, 0xe8;", (a & b) | (a & c) | (b & c))      \
  X(lop3p, "{.reg .pred p, q; setp.ne.u32 q, %3, 0;"                           \
    " lop3.or.b32 %0|p, %1, %2, %3, 0x80, q; selp.u32 %0, 1, 0, p;}",          \
    ((a & b & c) != 0) | (c != 0))                                             \
  X(shfLW, "shf.l.wrap.b32 %0, %1, %2, %3;", PAIR << (c & 31) >> 32)           \
  X(shfLC, "shf.l.clamp.b32 %0, %1, %2, %3;", PAIR << std::min(c, 32u) >> 32)  \
  X(shfRW, "shf.r.wrap.b32 %0, %1, %2, %3;", PAIR >> (c & 31))                 \
  X(shfRC, "shf.r.clamp.b32 %0, %1, %2, %3;", PAIR >> std::min(c, 32u))        \
  X(shl, "shl.b32 %0, %1, %2;", b > 31 ? 0 : a << b)                           \
  X(shrU, "shr.u32 %0, %1, %2;", b > 31 ? 0 : a >> b)                          \
  X(shrS, "shr.s32 %0, %1, %2;", (S)a >> std::min(b, 31u))                     \
  X(prmt, "prmt.b32 %0, %1, %2, %3;", permuted(a, b, c))                       \
  X(f4e, "prmt.b32.f4e %0, %1, %2, %3;", permuted(a, b, TABLE4(0x3210, 0x4321, 0x5432, 0x6543))) \
  X(b4e, "prmt.b32.b4e %0, %1, %2, %3;", permuted(a, b, TABLE4(0x5670, 0x6701, 0x7012, 0x0123))) \
  X(rc8, "prmt.b32.rc8 %0, %1, %2, %3;", permuted(a, b, TABLE4(0, 0x1111, 0x2222, 0x3333))) \
  X(ecl, "prmt.b32.ecl %0, %1, %2, %3;", permuted(a, b, TABLE4(0x3210, 0x3211, 0x3222, 0x3333))) \
  X(ecr, "prmt.b32.ecr %0, %1, %2, %3;", permuted(a, b, TABLE4(0, 0x1110, 0x2210, 0x3210))) \
  X(rc16, "prmt.b32.rc16 %0, %1, %2, %3;", permuted(a, b, TABLE4(0x1010, 0x3232, 0x1010, 0x3232))) \
  X(dp4aSS, "dp4a.s32.s32 %0, %1, %2, %3;", dot(a, b, c, 4, true, true, 0))    \
  X(dp4aUS, "dp4a.u32.s32 %0, %1, %2, %3;", dot(a, b, c, 4, false, true, 0))   \
  X(dp2aLo, "dp2a.lo.s32.u32 %0, %1, %2, %3;", dot(a, b, c, 2, true, false, 0)) \
  X(dp2aHi, "dp2a.hi.u32.u32 %0, %1, %2, %3;", dot(a, b, c, 2, false, false, 2)) \
  X(setGt, "set.gt.u32.s32 %0, %1, %2;", (S)a > (S)b ? ~0u : 0)                \
  X(setAnd, "{.reg .pred p; setp.ne.u32 p, %3, 0; set.lo.and.u32.u32 %0, %1, %2, p;}", \
    a < b && c ? ~0u : 0)                                                      \
  X(setpPair, "{.reg .pred p, q, r; setp.ge.s32 p|q, %1, %2; xor.pred r, p, q;" \
    " selp.u32 %0, %1, %3, p; @!r mov.u32 %0, 0;}", (S)a >= (S)b ? a : c)      \
  X(slct, "slct.u32.s32 %0, %1, %2, %3;", (S)c >= 0 ? a : b)                   \
  X(addcc, "{.reg .u32 t; add.cc.u32 t, %1, %2; addc.u32 %0, %3, 0;}",         \
    c + (U)(((U64)a + b) >> 32))                                               \
  X(subcc, "{.reg .u32 t; sub.cc.u32 t, %1, %2; subc.u32 %0, %3, 0;}", c - (a < b)) \
  X(madcc, "{.reg .u32 t; mad.lo.cc.u32 t, %1, %2, %3; madc.hi.u32 %0, %1, %2, 0;}", \
    (U)(((U64)a * b + c) >> 32))                                               \
  X(pack16, "cvt.pack.sat.s16.s32 %0, %1, %2;",                                \
    (U)std::clamp((S)a, -32768, 32767) << 16 | (std::clamp((S)b, -32768, 32767) & 0xffff)) \
  X(pack8, "cvt.pack.sat.u8.s32.b32 %0, %1, %2, %3;",                          \
    c << 16 | (U)std::clamp((S)a, 0, 255) << 8 | (U)std::clamp((S)b, 0, 255))  \
  X(mad24HiS, "mad24.hi.s32 %0, %1, %2, %3;", (U)((S64)LOW(a) * LOW(b) >> 16) + c) \
  X(mad24U, "mad24.lo.u32 %0, %1, %2, %3;", (U)((U64)(a & MASK) * (b & MASK)) + c) \
  X(mad24HiU, "mad24.hi.u32 %0, %1, %2, %3;", (U)((U64)(a & MASK) * (b & MASK) >> 16) + c) \
  X(mad24Sat, "mad24.hi.sat.s32 %0, %1, %2, %3;", CUT((S)((S64)LOW(a) * LOW(b) >> 16) + (S64)(S)c)) \
  X(minRelu, "min.relu.s32 %0, %1, %2;", std::max(std::min((S)a, (S)b), 0))    \
  X(add16s, "add.s16x2 %0, %1, %2;", lanes(a, b, 2, true, [](S x, S y) { return x + y; })) \
  X(min16, "min.s16x2 %0, %1, %2;", lanes(a, b, 2, true, [](S x, S y) { return std::min(x, y); })) \
  X(min16u, "min.u16x2 %0, %1, %2;", lanes(a, b, 2, false, [](S x, S y) { return std::min(x, y); })) \
  X(max16u, "max.u16x2 %0, %1, %2;", lanes(a, b, 2, false, [](S x, S y) { return std::max(x, y); })) \
  X(min16Relu, "min.relu.s16x2 %0, %1, %2;", lanes(a, b, 2, true,              \
    [](S x, S y) { return std::max(0, std::min(x, y)); }))                     \
  X(max16Relu, "max.relu.s16x2 %0, %1, %2;", lanes(a, b, 2, true,              \
    [](S x, S y) { return std::max({0, x, y}); }))                             \
  X(bfindAS, "bfind.shiftamt.s32 %0, %1;", FLIP(a) ? __builtin_clz(FLIP(a)) : ~0u) \
  X(szextUW, "szext.wrap.u32 %0, %1, %2;", field(a, 0, b & 31))                \
  X(szextSC, "szext.clamp.s32 %0, %1, %2;", signedField(a, 0, std::min(b, 32u))) \
  X(lop3and, "{.reg .pred p, q; setp.ne.u32 q, %3, 0;"                         \
    " lop3.and.b32 %0|p, %1, %2, %3, 0x96, q; selp.u32 %0, %0, 7, p;}",        \
    (a ^ b ^ c) && c ? a ^ b ^ c : 7)                                          \
  X(shrB, "shr.b32 %0, %1, %2;", b > 31 ? 0 : a >> b)                          \
  X(andB, "and.b32 %0, %1, %2;", a &b)                                         \
  X(orB, "or.b32 %0, %1, %2;", a | b)                                          \
  X(predicates, "{.reg .pred p, q, r, s; setp.ne.u32 p, %1, 0; setp.ne.u32 q, %2, 0;" \
    " and.pred r, p, q; or.pred s, p, q; not.pred p, p; xor.pred q, r, p;"     \
    " selp.u32 %0, 1, 0, r; @s add.u32 %0, %0, 2; @p add.u32 %0, %0, 4; @q add.u32 %0, %0, 8;}", \
    (a && b) + (a || b ? 2 : 0) + (a ? 0 : 4) + ((a && b) != !a ? 8 : 0))      \
  X(dp4aUU, "dp4a.u32.u32 %0, %1, %2, %3;", dot(a, b, c, 4, false, false, 0))  \
  X(dp4aSU, "dp4a.s32.u32 %0, %1, %2, %3;", dot(a, b, c, 4, true, false, 0))   \
  X(dp2aLoUU, "dp2a.lo.u32.u32 %0, %1, %2, %3;", dot(a, b, c, 2, false, false, 0)) \
  X(dp2aLoUS, "dp2a.lo.u32.s32 %0, %1, %2, %3;", dot(a, b, c, 2, false, true, 0)) \
  X(dp2aLoSS, "dp2a.lo.s32.s32 %0, %1, %2, %3;", dot(a, b, c, 2, true, true, 0)) \
  X(dp2aHiUS, "dp2a.hi.u32.s32 %0, %1, %2, %3;", dot(a, b, c, 2, false, true, 2)) \
  X(dp2aHiSU, "dp2a.hi.s32.u32 %0, %1, %2, %3;", dot(a, b, c, 2, true, false, 2)) \
  X(dp2aHiSS, "dp2a.hi.s32.s32 %0, %1, %2, %3;", dot(a, b, c, 2, true, true, 2)) \
  X(pack16u, "cvt.pack.sat.u16.s32 %0, %1, %2;",                               \
    (U)std::clamp((S)a, 0, 65535) << 16 | (U)std::clamp((S)b, 0, 65535))       \
  X(pack8s, "cvt.pack.sat.s8.s32.b32 %0, %1, %2, %3;",                         \
    c << 16 | (std::clamp((S)a, -128, 127) & 255) << 8 | (std::clamp((S)b, -128, 127) & 255)) \
  X(cvt8, "cvt.sat.s8.s32 %0, %1;", std::clamp((S)a, -128, 127))               \
  X(cvtU16, "cvt.sat.u16.s32 %0, %1;", std::clamp((S)a, 0, 65535))             \
  X(vadd, "vadd.s32.s32.s32.sat %0, %1, %2;", CUT((S64)(S)a + (S)b))           \
  X(vsubAdd, "vsub.s32.u32.u32.add %0, %1.b1, %2.h1, %3;",                     \
    (a >> 8 & 255) - (b >> 16) + c)                                            \
  X(vabsdiff, "vabsdiff.u32.s32.s32.max %0, %1, %2, %3;",                      \
    std::max((U)(S64)std::max((S64)(S)a - (S)b, (S64)(S)b - (S)a), c))         \
  X(vmin, "vmin.s32.s32.s32 %0, %1, %2;", std::min((S)a, (S)b))                \
  X(vmax, "vmax.u32.u32.u32 %0, %1.h0, %2.b3;", std::max(a & 65535, b >> 24))  \
  X(vshl, "vshl.u32.u32.u32.clamp %0, %1, %2;", b > 31 ? 0 : a << b)           \
  X(vshr, "vshr.u32.u32.u32.wrap.add %0, %1, %2, %3;", (a >> (b & 31)) + c)    \
  X(vmad, "vmad.u32.u32.u32 %0, %1.h0, %2.h1, %3;", (a & 65535) * (b >> 16) + c) \
  X(vset, "vset.s32.s32.lt %0, %1, %2;", (S)a < (S)b)                          \
  X(vadd2, "vadd2.s32.s32.s32.sat %0, %1, %2, %3;", lanes(a, b, 2, true,       \
    [](S x, S y) { return std::clamp(x + y, -32768, 32767); }))                \
  X(vavrg4, "vavrg4.u32.u32.u32 %0, %1, %2, %3;", lanes(a, b, 4, false,        \
    [](S x, S y) { return (x + y + 1) >> 1; }))                                \
  X(vabsdiff4, "vabsdiff4.u32.u32.u32.add %0, %1, %2, %3;", sumOfDifferences(a, b) + c) \
  X(vmax4, "vmax4.s32.s32.s32 %0, %1, %2, %3;", lanes(a, b, 4, true,           \
    [](S x, S y) { return std::max(x, y); }))
#define MASK 0xffffffu
#define LOW(X) ((S)((X) << 8) >> 8)
#define FLIP(X) ((S)(X) < 0 ? ~(X) : (X))
#define PAIR ((U64)b << 32 | a)
#define TABLE4(A, B, C, D) ((c & 3) == 0 ? A : (c & 3) == 1 ? B : (c & 3) == 2 ? C : D)

static U field(U A, U At, U Length) {
  U R = 0;
  for (U I = 0; I < Length && I < 32; ++I)
    if (At + I < 32)
      R |= (A >> (At + I) & 1) << I;
  return R;
}
static U signedField(U A, U At, U Length) {
  if (Length == 0)
    return 0;
  U Top = std::min(At + Length - 1, 31u), Sign = A >> Top & 1, R = 0;
  for (U I = 0; I < 32; ++I)
    R |= (I < Length && At + I < 32 ? A >> (At + I) & 1 : Sign) << I;
  return R;
}
static U inserted(U A, U B, U At, U Length) {
  for (U I = 0; I < Length; ++I)
    if (At + I < 32)
      B = (B & ~(1u << (At + I))) | (A >> I & 1) << (At + I);
  return B;
}
static U mask(U At, U Length) {
  U R = 0;
  for (U I = At; I < At + Length && I < 32; ++I)
    R |= 1u << I;
  return R;
}
static U permuted(U A, U B, U C) {
  U64 Both = (U64)B << 32 | A;
  U R = 0;
  for (int I = 0; I < 4; ++I) {
    U Nibble = C >> 4 * I & 15, Byte = Both >> 8 * (Nibble & 7) & 255;
    R |= (Nibble & 8 ? (Byte & 128 ? 255 : 0) : Byte) << 8 * I;
  }
  return R;
}
template <class F> static U lanes(U A, U B, int Count, bool Signed, F Do) {
  int Bits = 32 / Count;
  U R = 0, Whole = (U)((1ull << Bits) - 1);
  for (int I = 0; I < 32; I += Bits) {
    U X = A >> I & Whole, Y = B >> I & Whole;
    S P = Signed ? (S)(X << (32 - Bits)) >> (32 - Bits) : (S)X;
    S Q = Signed ? (S)(Y << (32 - Bits)) >> (32 - Bits) : (S)Y;
    R |= ((U)Do(P, Q) & Whole) << I;
  }
  return R;
}
static U sumOfDifferences(U A, U B) {
  U R = 0;
  for (int I = 0; I < 32; I += 8)
    R += std::abs((S)(A >> I & 255) - (S)(B >> I & 255));
  return R;
}
static U dot(U A, U B, U C, int Count, bool SignedA, bool SignedB, int First) {
  int Bits = Count == 4 ? 8 : 16;
  for (int I = 0; I < Count; ++I) {
    U X = A >> Bits * I, Y = B >> 8 * (I + First);
    S P = Bits == 8 ? (SignedA ? (S)(int8_t)X : (S)(uint8_t)X) : SignedA ? (S)(int16_t)X : (S)(uint16_t)X;
    C += P * (SignedB ? (S)(int8_t)Y : (S)(uint8_t)Y);
  }
  return C;
}
/// The bit that is the \p Count'th set one from \p Base on, downwards if negative.
static U nth(U A, U Base, U Count) {
  if (Base > 31)
    return ~0u;
  S N = (S)Count;
  if (N == 0)
    return A >> Base & 1 ? Base : ~0u;
  S Step = N > 0 ? 1 : -1;
  for (S I = Base; I >= 0 && I < 32; I += Step)
    if (A >> I & 1 && (N -= Step) == 0)
      return I;
  return ~0u;
}

#define COUNT(...) +1
constexpr int Instructions = 0 TABLE(COUNT);
__global__ void run(const U *Numbers, int Count, U *Out) {
  int T = blockIdx.x * blockDim.x + threadIdx.x;
  if (T >= Count * Count * Count)
    return;
  U A = Numbers[T % Count], B = Numbers[T / Count % Count], C = Numbers[T / Count / Count];
  Out += T * Instructions;
#define RUN(NAME, TEXT, ...) asm volatile(TEXT : "=r"(*Out++) : "r"(A), "r"(B), "r"(C));
  TABLE(RUN)
}
int main() {
  const U Numbers[] = {0, 1, 2, 5, 8, 31, 32, 40, 0x7fffffff, 0x80000000, 0xffffffff,
                       0xfffffffe, 0x12345678, 0xdeadbeef, 0x80ff7f01, 0x00800080};
  constexpr int N = sizeof Numbers / sizeof *Numbers, Triples = N * N * N;
  Buffer<U> In(N), Out(Triples * Instructions);
  std::copy(Numbers, Numbers + N, &In[0]);
  In.up();
  run<<<(Triples + 127) / 128, 128>>>(In.Device, N, Out.Device);
  Out.down();
  const U *Got = &Out[0];
  for (int T = 0; T < Triples; ++T) {
    U a = Numbers[T % N], b = Numbers[T / N % N], c = Numbers[T / N / N];
#define CHECK(NAME, TEXT, ...)                                                 \
  {                                                                            \
    U Want = (U)(__VA_ARGS__);                                                 \
    if (*Got != Want && ++Failures < 20)                                       \
      printf("%s of %x, %x, %x is %x and not %x\n", #NAME, a, b, c, *Got, Want); \
    ++Got;                                                                     \
  }
    TABLE(CHECK)
  }
  return finish();
}
