// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Inline PTX: registers, predicates, vectors, carries, labels, widths.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
__global__ void run(unsigned *Out) {
  unsigned T = threadIdx.x, A = 0xdeadbeef + T, B = 0x12345678;
  unsigned *O = Out + T * 32;
  asm("add.cc.u32 %0, %2, %3;\n\taddc.u32 %1, 0, 0;" : "=r"(O[0]), "=r"(O[1])
      : "r"(A), "r"(0x80000000u));
  // The carry survives between statements.
  asm volatile("mad.lo.cc.u32 %0, %1, %2, %3;" : "=r"(O[2])
      : "r"(A), "r"(B), "r"(0xffffffffu));
  asm volatile("madc.hi.u32 %0, %1, %2, 0;" : "=r"(O[3]) : "r"(A), "r"(B));
  asm("{\n .reg .pred p;\n .reg .u32 t<2>;\n setp.gt.u32 p, %1, 15;\n"
      " mov.u32 t0, 1; mov.u32 t1, 0x10;\n @p mov.u32 t0, t1;\n"
      " @!p add.u32 t0, t0, 4; mov.u32 %0, t0;\n}"
      : "=r"(O[4]) : "r"(T));
  asm("prmt.b32 %0, %1, %2, 0x1476;" : "=r"(O[5]) : "r"(A), "r"(B));
  asm("bfe.u32 %0, %1, 4, 8;" : "=r"(O[6]) : "r"(A));
  asm("bfe.s32 %0, %1, 28, 8;" : "=r"(O[7]) : "r"(A));
  asm("bfi.b32 %0, %1, %2, 8, 12;" : "=r"(O[8]) : "r"(B), "r"(A));
  asm("lop3.b32 %0, %1, %2, %3, 0x96;" : "=r"(O[9]) : "r"(A), "r"(B), "r"(T));
  asm("shf.l.wrap.b32 %0, %1, %2, 37;" : "=r"(O[10]) : "r"(A), "r"(B));
  asm("{.reg .b16 l, h; mov.b32 {l, h}, %1; mov.b32 %0, {h, l};}"
      : "=r"(O[11]) : "r"(A));
  asm("dp4a.s32.s32 %0, %1, %2, %3;" : "=r"(O[12]) : "r"(A), "r"(B), "r"(7));
  asm("vsub4.u32.u32.u32 %0, %1, %2, %3;" : "=r"(O[13])
      : "r"(A), "r"(B), "r"(0));
  asm("vset4.u32.u32.ge %0, %1, %2, %3;" : "=r"(O[14])
      : "r"(A), "r"(B), "r"(0));
  asm("bfind.u32 %0, %1;" : "=r"(O[15]) : "r"(B));
  asm("cvt.sat.u8.s32 %0, %1;" : "=r"(O[16]) : "r"((int)T * 100 - 200));
  asm("{.reg .u32 n, s; mov.u32 n, %1; mov.u32 s, 0;\n"
      ".reg .pred q;"
      "L: setp.eq.u32 q, n, 0; @q bra D; add.u32 s, s, n; sub.u32 n, n, 1;\n"
      "bra L; D: mov.u32 %0, s;}" : "=r"(O[17]) : "r"(T));
  float F;
  asm("fma.rn.ftz.f32 %0, %1, 0f40000000, 1.5;" : "=f"(F) : "f"((float)T));
  O[18] = F * 2;
  asm("cvt.rzi.s32.f32 %0, %1;" : "=r"(O[19]) : "f"(-2.7f));
  asm("st.global.cs.v2.u32 [%0+80], {%1, %2};" ::"l"(O), "r"(T), "r"(A)
      : "memory");
  asm("ld.global.nc.L1::no_allocate.v2.u32 {%0, %1}, [%2];"
      : "=r"(O[22]), "=r"(O[23]) : "l"(O + 20));
  unsigned Lane, Below;
  asm("mov.u32 %0, %%laneid; mov.u32 %1, %%lanemask_lt;" : "=r"(Lane), "=r"(Below));
  O[24] = Lane;
  O[25] = Below;
  asm("slct.u32.s32 %0, 3, 4, %1;" : "=r"(O[26]) : "r"((int)T - 8));
  asm("shr.u32 %0, %1, 40;" : "=r"(O[27]) : "r"(A));
  asm("sad.u32 %0, %1, %2, 1;" : "=r"(O[28]) : "r"(T), "r"(9u));
  asm("brev.b32 %0, %1;" : "=r"(O[29]) : "r"(B));
  // Blanks before dots, an input that is written, a label for each copy.
  asm("{.reg .pred p; setp.ne.u32 p, %1, 1; xor .b32 %1, %1, 0xff; @p bra L%=;\n"
      "add.u32 %1, %1, 1; L%=: mov.u32 %0, %1;}" : "=r"(O[31]) : "r"(T));
  asm("add.u32 %0, %0, 2;" : "+r"(T));
  O[30] = T;
}
static unsigned bytes(unsigned A, unsigned B, unsigned (*F)(unsigned, unsigned)) {
  unsigned R = 0;
  for (int I = 0; I < 32; I += 8)
    R |= (F(A >> I & 255, B >> I & 255) & 255) << I;
  return R;
}
int main() {
  Buffer<unsigned> Buf(32 * 32);
  run<<<1, 32>>>(Buf.Device);
  Buf.down();
  for (unsigned T = 0; T < 32; ++T) {
    unsigned A = 0xdeadbeef + T, B = 0x12345678, *O = &Buf[T * 32];
    typedef unsigned long long U;
    EXPECT(O[0] == A + 0x80000000u && O[1] == 1);
    U P = (U)A * B + 0xffffffffu;
    EXPECT(O[2] == (unsigned)P && O[3] == P >> 32);
    EXPECT(O[4] == (T > 15 ? 16 : 5));
    EXPECT(O[5] == (((A >> 8 & 255) << 24) | ((B & 255) << 16) |
                    ((B >> 24) << 8) | (B >> 16 & 255)));
    EXPECT(O[6] == (A >> 4 & 255) && O[7] == (unsigned)((int)A >> 28));
    EXPECT(O[8] == ((A & ~0xfff00u) | ((B & 0xfff) << 8)));
    EXPECT(O[9] == (A ^ B ^ T) && O[10] == (B << 5 | A >> 27));
    EXPECT(O[11] == (A << 16 | A >> 16));
    int Dot = 7;
    for (int I = 0; I < 32; I += 8)
      Dot += (int)(signed char)(A >> I) * (signed char)(B >> I);
    EXPECT(O[12] == (unsigned)Dot);
    EXPECT(O[13] == bytes(A, B, [](unsigned X, unsigned Y) { return X - Y; }));
    EXPECT(O[14] == bytes(A, B, [](unsigned X, unsigned Y) -> unsigned { return X >= Y; }));
    int C = (int)T * 100 - 200;
    EXPECT(O[15] == 28 && O[16] == (C < 0 ? 0 : C > 255 ? 255 : C));
    EXPECT(O[17] == T * (T + 1) / 2 && O[18] == T * 4 + 3 && (int)O[19] == -2);
    EXPECT(O[20] == T && O[21] == A && O[22] == T && O[23] == A);
    EXPECT(O[24] == T && O[25] == (1u << T) - 1);
    EXPECT(O[26] == (T >= 8 ? 3 : 4) && O[27] == 0);
    EXPECT(O[28] == (T > 9 ? T - 9 : 9 - T) + 1 && O[29] == 0x1e6a2c48);
    EXPECT(O[30] == T + 2 && O[31] == (T ^ 255) + (T == 1));
  }
  return finish();
}
