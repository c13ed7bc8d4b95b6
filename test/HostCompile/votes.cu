// Votes, matches, reductions and the active mask of a warp.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
__global__ void votes(unsigned *Out) {
  int L = threadIdx.x;
  unsigned *O = Out + L * 16;
  O[0] = __ballot_sync(~0u, L % 3 == 0);
  O[1] = __all_sync(~0u, L < 32);
  O[2] = __any_sync(~0u, L == 31);
  O[3] = __match_any_sync(~0u, L % 4);
  int P;
  O[4] = __match_all_sync(~0u, 7, &P);
  O[5] = P;
  O[6] = __match_all_sync(~0u, L, &P);
  O[7] = P;
  O[8] = __reduce_add_sync(~0u, L);
  O[9] = __reduce_min_sync(~0u, L - 5);
  O[10] = __reduce_max_sync(~0u, (unsigned)L);
  O[11] = __reduce_xor_sync(~0u, (unsigned)L);
  O[12] = __match_any_sync(~0u, (long long)L << 40 >> 41 << 41);
  if (L < 10)
    O[13] = __activemask();
  __syncwarp();
  O[14] = __activemask();
  __syncwarp(0xffff0000u | 0xffffu);
  O[15] = __popc(__ballot_sync(~0u, 1));
}
int main() {
  Buffer<unsigned> B(512);
  votes<<<1, 32>>>(B.Device);
  B.down();
  for (int L = 0; L < 32; ++L) {
    unsigned *O = &B[L * 16];
    EXPECT(O[0] == 0x49249249u);
    EXPECT(O[1] == 1 && O[2] == 1);
    EXPECT(O[3] == 0x11111111u << L % 4);
    EXPECT(O[4] == ~0u && O[5] == 1);
    EXPECT(O[6] == 0 && O[7] == 0);
    EXPECT(O[8] == 496 && O[9] == ~0u - 4 && O[10] == 31 && O[11] == 0);
    EXPECT(O[12] == 3u << L / 2 * 2);
    if (L < 10)
      EXPECT(O[13] == 0x3ff);
    EXPECT(O[14] == ~0u && O[15] == 32);
  }
  return finish();
}
