// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What kernels touch and execute: sectors of requests, passes over the banks of
// shared memory, lanes that work, operations, and the lines that ran.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile --observe %s -o %t
// RUN: rm -f %t.json; env PERFCLAIM_HOST_OBSERVATIONS=%t.json %t | FileCheck %s
// RUN: FileCheck %s --check-prefix=SEEN < %t.json
#include <cstdint>
#include <cstdio>
#include <cuda_runtime.h>
#include <dlfcn.h>

// 63 warps load with a stride of 8 bytes: twice the sectors of those that store.
// SEEN: "kernel": "strided(float const*, float*, int, int)", "grid": [8, 1, 1], "block": [256, 1, 1], "global": {"loads": {"bytes": 8000, "requests": 63, "sectors": 500, "least": 250}, "stores": {"bytes": 8000, "requests": 63, "sectors": 250, "least": 250}}, "shared": {}
// SEEN-SAME: "places": [{"line": "{{.*}}observe.cu:[[@LINE+4]]", "memory": "global", "kind": "loads", {{[^{]*}}}]}
__global__ void strided(const float *In, float *Out, int N, int Stride) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I < N)
    Out[I] = In[I * Stride];
}
// Four floats a thread are one request: of 16 sectors, none of them wasted.
// SEEN: "kernel": "copyFour(float4 const*, float4*, int)", {{.*}}"global": {"loads": {"bytes": 8192, "requests": 16, "sectors": 256, "least": 256}, "stores": {"bytes": 8192, "requests": 16, "sectors": 256, "least": 256}}
// SEEN-SAME: "fp32": 512
__global__ void copyFour(const float4 *In, float4 *Out, int N) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I < N) {
    float4 V = In[I];
    V.x *= 2.f;
    Out[I] = V;
  }
}
// Columns of a tile are in one bank, unless rows are one word longer.
// SEEN: "kernel": "void transpose<32>(float const*, float*)", {{.*}}"shared": {"loads": {"bytes": 4096, "requests": 32, "passes": 1024, "least": 32}, "stores": {"bytes": 4096, "requests": 32, "passes": 32, "least": 32}}
// SEEN-SAME: "sync": 1024}
// SEEN: "kernel": "void transpose<33>(float const*, float*)", {{.*}}"shared": {"loads": {"bytes": 4096, "requests": 32, "passes": 32, "least": 32}
template <int Row> __global__ void transpose(const float *In, float *Out) {
  __shared__ float Tile[32][Row];
  Tile[threadIdx.y][threadIdx.x] = In[threadIdx.y * 32 + threadIdx.x];
  __syncthreads();
  Out[threadIdx.y * 32 + threadIdx.x] = Tile[threadIdx.x][threadIdx.y];
}
// 8 bytes a lane are served by half warps, so that two passes are the least.
// SEEN: "kernel": "doubles(double*)", {{.*}}"shared": {"loads": {"bytes": 256, "requests": 1, "passes": 4, "least": 2}, "stores": {"bytes": 256, "requests": 1, "passes": 2, "least": 2}}
__global__ void doubles(double *P) {
  __shared__ double S[64];
  S[threadIdx.x] = P[threadIdx.x];
  __syncthreads();
  P[threadIdx.x] = S[(threadIdx.x * 2) % 64];
}
// Every other lane loops, and its warp with it.
// SEEN: "kernel": "diverging(int*, int)"
// RUN: %python -c 'import json, sys; L = [json.loads(L) for L in open(sys.argv[1])]; D = [K for K in L if K.get("kernel", "").startswith("div")][0]; print("lanes", round(D["lane_operations"] / D["warp_operations"]))' %t.json | FileCheck %s --check-prefix=LANES
// LANES: lanes 16
__global__ void diverging(int *P, int N) {
  int Sum = 0;
  if (threadIdx.x & 1)
    for (int I = 0; I < N; ++I)
      Sum = Sum * 3 + P[I];
  P[threadIdx.x + N] = Sum;
}
// SEEN: "lines": [{"file": "{{.*}}observe.cu", "ran": [{{.*}}], "not_run": [{{.*}}[[@LINE+3]]{{.*}}]}]
__global__ void partly(int *P, int N) {
  if (N > 100)
    P[0] = 1;
  else
    P[1] = P[2];
}

struct Touched {
  uint64_t Read, Written, Exposed;
  int64_t First, Last;
};

int main() {
  float *A, *B;
  double *D;
  int *P;
  cudaMalloc(&A, 1 << 16);
  cudaMalloc(&B, 1 << 16);
  cudaMalloc(&D, 1024);
  cudaMalloc(&P, 4096);
  cudaMemset(A, 0, 1 << 16);
  cudaMemset(P, 0, 4096);
  strided<<<8, 256>>>(A, B, 2000, 2);
  copyFour<<<4, 128>>>((float4 *)A, (float4 *)B, 512);
  transpose<32><<<1, dim3(32, 32)>>>(A, B);
  transpose<33><<<1, dim3(32, 32)>>>(A, B);
  doubles<<<1, 32>>>(D);
  diverging<<<1, 64>>>(P, 200);
  cudaDeviceSynchronize();
  auto Begin = (void (*)())dlsym(RTLD_DEFAULT, "pc_observe_begin");
  auto End = (void (*)())dlsym(RTLD_DEFAULT, "pc_observe_end");
  auto Memory = (int (*)(const void *, Touched *))dlsym(RTLD_DEFAULT,
                                                        "pc_observe_memory");
  Begin();
  partly<<<1, 1>>>(P, 5);
  cudaMemcpyAsync(P + 10, P, 16, cudaMemcpyDeviceToDevice);
  cudaDeviceSynchronize();
  Touched T;
  Memory(P, &T);
  // Words 0 to 3 are read, of which the kernel has written the second; 1 and 10
  // to 13 are written.
  // CHECK: read 16 written 20 exposed 12 from 0 to 56
  std::printf("read %d written %d exposed %d from %d to %d\n", (int)T.Read,
              (int)T.Written, (int)T.Exposed, (int)T.First, (int)T.Last);
  End();
}
