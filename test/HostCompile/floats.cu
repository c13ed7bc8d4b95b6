// Conversions and arithmetic of half precision, mathematics of libdevice.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <cmath>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
__global__ void run(float *Out) {
  int T = threadIdx.x;
  float X = T * 0.375f - 4, *O = Out + T * 16;
  __half H = __float2half(X), K = __float2half(0.25f);
  O[0] = __half2float(__hfma(H, K, __hadd(H, K)));
  __half2 V = __halves2half2(H, K);
  V = __hmul2(V, V);
  O[1] = __low2float(V) + __high2float(V);
  __nv_bfloat16 B = __float2bfloat16(X);
  O[2] = __bfloat162float(__hadd(B, B));
  O[3] = expf(X);
  O[4] = __expf(X);
  O[5] = logf(T + 1);
  O[6] = sinf(X) + cosf(X);
  O[7] = tanhf(X);
  O[8] = rsqrtf(T + 1);
  O[9] = erff(X);
  O[10] = powf(T + 1, 0.3f);
  O[11] = __fadd_rz(1, 1e-8f) + __fadd_ru(1, 1e-8f);
  O[12] = __float2int_rd(X) * 100 + __float2int_ru(X);
  O[13] = fmaxf(X, NAN) + __saturatef(X);
  O[14] = __double2float_rz(1 + 1e-9 * T) + (float)exp((double)X);
  O[15] = __hgt(H, K) ? 1 : 0;
}
static bool near(float A, double B) { return fabs(A - B) <= 2e-6 * (1 + fabs(B)); }
int main() {
  Buffer<float> Buf(64 * 16);
  run<<<1, 64>>>(Buf.Device);
  Buf.down();
  for (int T = 0; T < 64; ++T) {
    float X = T * 0.375f - 4, *O = &Buf[T * 16];
    double H = (float)(_Float16)X;
    EXPECT(O[0] == (float)(_Float16)(H * 0.25 + (float)(_Float16)(H + 0.25)));
    EXPECT(O[1] == (float)(_Float16)(H * H) + 0.0625f);
    EXPECT(fabs(O[2] - 2 * X) <= fabs(X) / 100);
    EXPECT(near(O[3], exp(X)) && fabs(O[4] - exp(X)) < 1e-5 * (1 + exp(X)));
    EXPECT(near(O[5], log(T + 1)) && near(O[6], sin(X) + cos(X)));
    EXPECT(near(O[7], tanh(X)) && near(O[8], 1 / sqrt(T + 1)));
    EXPECT(near(O[9], erf(X)) && near(O[10], pow(T + 1, 0.3)));
    EXPECT(O[11] == 1 + nextafterf(1, 2));
    EXPECT(O[12] == floor(X) * 100 + ceil(X));
    EXPECT(O[13] == X + (X < 0 ? 0 : X > 1 ? 1 : X));
    EXPECT(near(O[14], 1 + exp(X)) && O[15] == (H > 0.25));
  }
  return finish();
}
