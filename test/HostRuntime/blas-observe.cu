// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which bytes calls of cuBLAS read and write, where the program is observed: no
// gaps between columns, nothing that is multiplied by 0.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile --observe -I %root/lib/StandIns/Headers %s -lcublas -lcublasLt -o %t
// RUN: %t | FileCheck %s
#include <cstdint>
#include <cstdio>
#include <cublasLt.h>
#include <cublas_v2.h>
#include <dlfcn.h>

struct Touched {
  uint64_t Read, Written, Exposed;
  int64_t First, Last;
};
// There is device code of the program's own, which is observed.
__global__ void fill(float *P) { P[threadIdx.x] = 1; }

static float *A, *B, *C, *Y;
template <class F> static void show(const char *Name, F Do) {
  static auto Begin = (void (*)())dlsym(RTLD_DEFAULT, "pc_observe_begin");
  static auto Memory = (int (*)(const void *, Touched *))dlsym(RTLD_DEFAULT, "pc_observe_memory");
  Begin();
  const int Status = Do();
  cudaDeviceSynchronize();
  std::printf("%s %d:", Name, Status);
  for (const float *P : {A, B, C, Y}) {
    Touched T = {};
    Memory(P, &T);
    std::printf(" %d/%d/%d to %d", (int)T.Read, (int)T.Written, (int)T.Exposed, (int)T.Last);
  }
  std::printf("\n");
}

int main() {
  for (float **P : {&A, &B, &C, &Y}) {
    cudaMalloc(P, 65536);
    fill<<<1, 1024>>>(*P);
  }
  cublasHandle_t H;
  cublasCreate(&H);
  const float One = 1, Zero = 0;
  // M 3, N 4, K 5; leading dimensions 8, 8 and 6.
  // CHECK: gemm 0: 60/0/60 to 140 80/0/80 to 116 0/48/0 to 84 0/0/0 to 0
  show("gemm", [&] { return cublasSgemm(H, CUBLAS_OP_N, CUBLAS_OP_N, 3, 4, 5, &One, A, 8, B, 8, &Zero, C, 6); });
  // By rows, A is 5 by 3 in memory; C is read.
  // CHECK: turned 0: 60/0/60 to 84 80/0/80 to 144 48/48/48 to 84 0/0/0 to 0
  show("turned", [&] { return cublasSgemm(H, CUBLAS_OP_T, CUBLAS_OP_T, 3, 4, 5, &One, A, 8, B, 8, &One, C, 6); });
  // CHECK: nothing 0: 0/0/0 to 0 0/0/0 to 0 0/48/0 to 84 0/0/0 to 0
  show("nothing", [&] { return cublasSgemm(H, CUBLAS_OP_N, CUBLAS_OP_N, 3, 4, 5, &Zero, A, 8, B, 8, &Zero, C, 6); });
  // Two batches, 100 floats apart.
  // CHECK: batches 0: 120/0/120 to 540 160/0/160 to 516 0/96/0 to 484 0/0/0 to 0
  show("batches", [&] {
    return cublasSgemmStridedBatched(H, CUBLAS_OP_N, CUBLAS_OP_N, 3, 4, 5, &One, A, 8, 100, B, 8, 100, &Zero, C, 6, 100, 2);
  });
  // CHECK: gemv 0: 48/0/48 to 108 16/0/16 to 28 0/0/0 to 0 12/12/12 to 12
  show("gemv", [&] { return cublasSgemv(H, CUBLAS_OP_N, 3, 4, &One, A, 8, B, 2, &One, Y, 1); });
  // CHECK: axpy 0: 28/0/28 to 76 28/28/28 to 28 0/0/0 to 0 0/0/0 to 0
  show("axpy", [&] { return cublasSaxpy(H, 7, &One, A, 3, B, 1); });
  // CHECK: scal 0: 16/16/16 to 16 {{.*}}
  show("scal", [&] { return cublasSscal(H, 4, &One, A, 1); });
  // CHECK: copy 0: 12/0/12 to 12 0/12/0 to 12 {{.*}}
  show("copy", [&] { return cublasScopy(H, 3, A, -1, B, 1); });
  // CHECK: swap 0: 12/12/12 to 12 12/12/12 to 12 {{.*}}
  show("swap", [&] { return cublasSswap(H, 3, A, 1, B, 1); });
  // CHECK: ger 0: 12/0/12 to 12 16/0/16 to 16 48/48/48 to 84 {{.*}}
  show("ger", [&] { return cublasSger(H, 3, 4, &One, A, 1, B, 1, C, 6); });
  // CHECK: geam 0: 48/0/48 to 108 0/0/0 to 0 0/48/0 to 84 {{.*}}
  show("geam", [&] { return cublasSgeam(H, CUBLAS_OP_N, CUBLAS_OP_N, 3, 4, &One, A, 8, &Zero, B, 8, C, 6); });
  // CHECK: dgmm 0: 48/0/48 to 108 16/0/16 to 16 0/48/0 to 84 {{.*}}
  show("dgmm", [&] { return cublasSdgmm(H, CUBLAS_SIDE_RIGHT, 3, 4, A, 8, B, 1, C, 6); });
  float Result;
  // CHECK: dot 0: 20/0/20 to 20 20/0/20 to 20 {{.*}}
  show("dot", [&] { return cublasSdot(H, 5, A, 1, B, 1, &Result); });
  // CHECK: norm 0: 20/0/20 to 20 {{.*}}
  show("norm", [&] { return cublasSnrm2(H, 5, A, 1, &Result); });
  int Place;
  // CHECK: largest 0: 20/0/20 to 20 {{.*}}
  show("largest", [&] { return cublasIsamax(H, 5, A, 1, &Place); });

  // With a bias of three, which is what Y is.
  cublasLtMatmulDesc_t How;
  cublasLtMatrixLayout_t LA, LB, LC;
  cublasLtMatmulDescCreate(&How, CUBLAS_COMPUTE_32F, CUDA_R_32F);
  const cublasLtEpilogue_t Then = CUBLASLT_EPILOGUE_RELU_BIAS;
  cublasLtMatmulDescSetAttribute(How, CUBLASLT_MATMUL_DESC_EPILOGUE, &Then, sizeof Then);
  cublasLtMatmulDescSetAttribute(How, CUBLASLT_MATMUL_DESC_BIAS_POINTER, &Y, sizeof Y);
  cublasLtMatrixLayoutCreate(&LA, CUDA_R_32F, 3, 5, 8);
  cublasLtMatrixLayoutCreate(&LB, CUDA_R_32F, 5, 4, 8);
  cublasLtMatrixLayoutCreate(&LC, CUDA_R_32F, 3, 4, 6);
  // CHECK: matmul 0: 60/0/60 to 140 80/0/80 to 116 0/48/0 to 84 12/0/12 to 12
  show("matmul", [&] {
    return cublasLtMatmul((cublasLtHandle_t)H, How, &One, A, LA, B, LB, &Zero, C, LC, C, LC, nullptr, nullptr, 0, nullptr);
  });
}
