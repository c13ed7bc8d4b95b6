// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Numbers that are written as one type and read as another, which nvcc takes as it
// is meant: pairs of halves as words, bits of floats.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <cstring>
#include <cuda_bf16.h>
constexpr int Rounds = 6;
__global__ void pack(const float (*In)[8], unsigned *Out) {
  float Values[Rounds][8];
  for (int Round = 0; Round < Rounds; ++Round)
    for (int I = 0; I < 8; ++I)
      Values[Round][I] = In[Round][I] + 1;
  __nv_bfloat16 Pairs[8];
  int *Words = (int *)Pairs;
  for (int Round = 0; Round < Rounds; ++Round) {
    for (int I = 0; I < 8; ++I)
      Pairs[I] = (__nv_bfloat16)(Values[Round][I]);
    asm volatile("st.global.v4.u32 [%0], {%1, %2, %3, %4};"
                 ::"l"(Out + 4 * Round), "r"(Words[0]), "r"(Words[1]), "r"(Words[2]), "r"(Words[3]));
  }
}
__global__ void bits(float *Values, unsigned *Out, int Count) {
  for (int I = 0; I < Count; ++I) {
    Values[I] = I + 0.5f;
    Out[I] = *(unsigned *)&Values[I];
    *(unsigned *)&Values[I] |= 0x80000000u;
    Values[I] -= 1;
  }
}
static unsigned bitsOf(float F) {
  unsigned U;
  memcpy(&U, &F, sizeof U);
  return U;
}
int main() {
  Buffer<float> In(8 * Rounds), Values(16);
  Buffer<unsigned> Out(4 * Rounds), Bits(16);
  for (int I = 0; I < 8 * Rounds; ++I)
    In[I] = I - 1;
  In.up();
  pack<<<1, 1>>>((const float(*)[8])In.Device, Out.Device);
  bits<<<1, 1>>>(Values.Device, Bits.Device, 16);
  Out.down(), Values.down(), Bits.down();
  for (int I = 0; I < 4 * Rounds; ++I)
    EXPECT(Out[I] == (bitsOf(2 * I) >> 16 | (bitsOf(2 * I + 1) & 0xffff0000)));
  for (int I = 0; I < 16; ++I)
    EXPECT(Bits[I] == bitsOf(I + 0.5f) && Values[I] == -I - 1.5f);
  return finish();
}
