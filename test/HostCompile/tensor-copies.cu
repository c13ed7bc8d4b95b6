// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bulk copies of tensors: maps from the driver's entry point, swizzles, what is
// outside, steps, stores and reductions, several blocks of a cluster; bulk
// reductions of plain memory; a map that is changed, and one that is none.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_90a -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t | FileCheck %s
// RUN: not env PERFCLAIM_HOST_GPU=h100 %t broken 2>&1 | FileCheck --check-prefix=BROKEN %s
// RUN: %perfclaim host-compile --check -arch=sm_90a -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t 2>&1 \
// RUN:   | FileCheck %s --implicit-check-not=perfclaim:
// CHECK: {{^ok$}}
// BROKEN: none that cuTensorMapEncodeTiled has made
#include "check.h"
#include <cmath>
#include <cstdint>
#include <cstring>
#include <cuda.h>
typedef unsigned U;

static decltype(&cuTensorMapEncodeTiled) encode() {
  void *Entry = nullptr;
  cudaDriverEntryPointQueryResult Found;
  CUDA(cudaGetDriverEntryPointByVersion("cuTensorMapEncodeTiled", &Entry, 12000, cudaEnableDefault, &Found));
  EXPECT(Found == cudaDriverEntryPointSuccess);
  return (decltype(&cuTensorMapEncodeTiled))Entry;
}
static CUtensorMap map(CUtensorMapDataType Type, int Rank, void *At, const uint64_t *Dims,
                       const uint64_t *Strides, const U *Box, const U *Steps, CUtensorMapSwizzle Swizzle,
                       CUtensorMapFloatOOBfill Fill = CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE) {
  CUtensorMap Result;
  EXPECT(encode()(&Result, Type, Rank, At, (const cuuint64_t *)Dims, (const cuuint64_t *)Strides, Box,
                  Steps, CU_TENSOR_MAP_INTERLEAVE_NONE, Swizzle, CU_TENSOR_MAP_L2_PROMOTION_NONE, Fill) ==
         CUDA_SUCCESS);
  return Result;
}
static __device__ U shared(const void *P) { return (U)__cvta_generic_to_shared(P); }
static __device__ void await(U Bar, int Parity) {
  asm volatile("{.reg .pred p;\nW: mbarrier.try_wait.parity.shared::cta.b64 p, [%0], %1;\n"
               "@p bra D; bra W; D: }" ::"r"(Bar), "r"(Parity) : "memory");
}

/// The box as it comes to lie in shared memory.
__global__ void load(const __grid_constant__ CUtensorMap Map, int Rank, int X, int Y, int Z, int Bytes,
                     char *Out) {
  __shared__ __align__(1024) char Box[8192];
  __shared__ uint64_t Barrier;
  U Bar = shared(&Barrier), To = shared(Box);
  if (threadIdx.x == 0) {
    asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(Bar));
    asm volatile("fence.mbarrier_init.release.cluster;");
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(Bar), "r"(Bytes));
    if (Rank == 1)
      asm volatile("cp.async.bulk.tensor.1d.shared::cluster.global.tile.mbarrier::complete_tx::bytes "
                   "[%0], [%1, {%2}], [%3];" ::"r"(To), "l"(&Map), "r"(X), "r"(Bar) : "memory");
    else if (Rank == 2)
      asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes.L2::cache_hint "
                   "[%0], [%1, {%2, %3}], [%4], %5;" ::"r"(To), "l"(&Map), "r"(X), "r"(Y), "r"(Bar), "l"(0ull)
                   : "memory");
    else
      asm volatile("cp.async.bulk.tensor.3d.shared::cta.global.mbarrier::complete_tx::bytes "
                   "[%0], [%1, {%2, %3, %4}], [%5];" ::"r"(To), "l"(&Map), "r"(X), "r"(Y), "r"(Z), "r"(Bar)
                   : "memory");
  }
  __syncthreads();
  await(Bar, 0);
  for (int I = threadIdx.x; I < Bytes; I += blockDim.x)
    Out[I] = Box[I];
}
__global__ void store(const __grid_constant__ CUtensorMap Map, int X, int Y, int Adds) {
  __shared__ __align__(128) float Box[8 * 8];
  for (int I = threadIdx.x; I < 64; I += blockDim.x)
    Box[I] = I + 1;
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
  __syncthreads();
  if (threadIdx.x)
    return;
  if (Adds)
    asm volatile("cp.reduce.async.bulk.tensor.2d.global.shared::cta.add.tile.bulk_group [%0, {%1, %2}], [%3];"
                 ::"l"(&Map), "r"(X), "r"(Y), "r"(shared(Box)) : "memory");
  else
    asm volatile("cp.async.bulk.tensor.2d.global.shared::cta.bulk_group [%0, {%1, %2}], [%3];"
                 ::"l"(&Map), "r"(X), "r"(Y), "r"(shared(Box)) : "memory");
  asm volatile("cp.async.bulk.commit_group; cp.async.bulk.wait_group.read 0;" ::: "memory");
}
/// The first block loads for both.
__global__ void __cluster_dims__(2, 1, 1) multicast(const __grid_constant__ CUtensorMap Map, int *Out) {
  __shared__ __align__(128) int Box[64];
  __shared__ uint64_t Barrier;
  U Bar = shared(&Barrier), Rank;
  asm volatile("mov.u32 %0, %%cluster_ctarank;" : "=r"(Rank));
  if (threadIdx.x == 0) {
    asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(Bar));
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], 256;" ::"r"(Bar));
  }
  asm volatile("barrier.cluster.arrive.release.aligned; barrier.cluster.wait.acquire.aligned;" ::: "memory");
  if (threadIdx.x == 0 && Rank == 0)
    asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes.multicast::cluster "
                 "[%0], [%1, {%2, %3}], [%4], %5;" ::"r"(shared(Box)), "l"(&Map), "r"(8), "r"(1), "r"(Bar),
                 "h"((short)3) : "memory");
  await(Bar, 0);
  Out[Rank * 64 + threadIdx.x] = Box[threadIdx.x];
}
__global__ void reduce(int *To, CUtensorMap *Change, void *Other) {
  __shared__ __align__(16) int Values[8];
  Values[threadIdx.x] = threadIdx.x;
  __syncthreads();
  if (threadIdx.x)
    return;
  asm volatile("cp.reduce.async.bulk.global.shared::cta.bulk_group.max.s32 [%0], [%1], %2;"
               ::"l"(To), "r"(shared(Values)), "r"(32) : "memory");
  asm volatile("tensormap.replace.tile.global_address.global.b1024.b64 [%0], %1;" ::"l"(Change), "l"(Other) : "memory");
  asm volatile("tensormap.replace.tile.global_dim.global.b1024.b32 [%0], 1, 2;" ::"l"(Change) : "memory");
}

int main(int Count, char **) {
  constexpr int Wide = 40, High = 12;
  Buffer<float> In(Wide * High);
  for (int I = 0; I < Wide * High; ++I)
    In[I] = I;
  In.up();
  uint64_t Dims[] = {Wide - 3, High}, Strides[] = {Wide * 4};
  U One[] = {1, 1, 1};
  Buffer<char> Out(8192);
  if (Count > 1) {
    CUtensorMap Broken{};
    load<<<1, 32>>>(Broken, 2, 0, 0, 0, 64, Out.Device);
    CUDA(cudaDeviceSynchronize());
    return 1;
  }
  // Each swizzle; the box reaches over the right and the lower edge, and begins
  // before the left one.
  for (int Mode = 0; Mode < 4; ++Mode)
    for (int X : {-2, 8, 24})
      for (int Y : {-1, 6}) {
        const U Box[] = {Mode ? 4u << Mode : 16u, 8};
        const U Span = Box[0] * 4;
        CUtensorMap Map = map(CU_TENSOR_MAP_DATA_TYPE_FLOAT32, 2, In.Device, Dims, Strides, Box, One,
                              (CUtensorMapSwizzle)Mode);
        load<<<1, 32>>>(Map, 2, X, Y, 0, Span * 8, Out.Device);
        Out.down();
        for (U R = 0; R < 8; ++R)
          for (U C = 0; C < Box[0]; ++C) {
            int Column = X + (int)C, Row = Y + (int)R;
            bool Inside = Column >= 0 && Column < Wide - 3 && Row >= 0 && Row < High;
            // The PTX ISA's pictures: chunks of 16 bytes by the row of 128.
            U Line = R * Span / 128, Chunk = C / 4;
            U Place = R * Span + ((Mode == 3   ? Chunk ^ R % 8
                                   : Mode == 2 ? Chunk ^ Line % 4
                                   : Mode == 1 ? Chunk ^ Line % 2
                                               : Chunk) * 16) + C % 4 * 4;
            float Got;
            memcpy(&Got, &Out[Place], 4);
            EXPECT(Got == (Inside ? Row * Wide + Column : 0));
          }
      }
  { // Every second element, NaN outside.
    const U Box[] = {16, 2}, Steps[] = {2, 1};
    CUtensorMap Map = map(CU_TENSOR_MAP_DATA_TYPE_FLOAT32, 2, In.Device, Dims, Strides, Box, Steps,
                          CU_TENSOR_MAP_SWIZZLE_NONE, CU_TENSOR_MAP_FLOAT_OOB_FILL_NAN_REQUEST_ZERO_FMA);
    load<<<1, 32>>>(Map, 2, 28, 0, 0, 64, Out.Device);
    Out.down();
    float Got[16];
    memcpy(Got, &Out[0], 64);
    for (int I = 0; I < 8; ++I)
      EXPECT(28 + 2 * I < Wide - 3 ? Got[I] == 28 + 2 * I : std::isnan(Got[I]));
  }
  { // Three dimensions of bytes, and one.
    Buffer<unsigned char> Bytes(32 * 4 * 3);
    for (int I = 0; I < 32 * 4 * 3; ++I)
      Bytes[I] = I % 251;
    Bytes.up();
    uint64_t D3[] = {32, 4, 3}, S3[] = {32, 128};
    const U Box[] = {16, 2, 2};
    CUtensorMap Map = map(CU_TENSOR_MAP_DATA_TYPE_UINT8, 3, Bytes.Device, D3, S3, Box, One, CU_TENSOR_MAP_SWIZZLE_NONE);
    load<<<1, 32>>>(Map, 3, 16, 1, 1, 64, Out.Device);
    Out.down();
    for (int I = 0; I < 64; ++I)
      EXPECT((unsigned char)Out[I] == (128 * (1 + I / 32) + 32 * (1 + I / 16 % 2) + 16 + I % 16) % 251);
    uint64_t D1[] = {32 * 4 * 3};
    CUtensorMap Line = map(CU_TENSOR_MAP_DATA_TYPE_UINT8, 1, Bytes.Device, D1, nullptr, Box, One, CU_TENSOR_MAP_SWIZZLE_NONE);
    load<<<1, 32>>>(Line, 1, 100, 0, 0, 16, Out.Device);
    Out.down();
    for (int I = 0; I < 16; ++I)
      EXPECT((unsigned char)Out[I] == (100 + I) % 251);
  }
  { // Stores and sums stay inside.
    const U Box[] = {8, 8};
    CUtensorMap Map = map(CU_TENSOR_MAP_DATA_TYPE_FLOAT32, 2, In.Device, Dims, Strides, Box, One, CU_TENSOR_MAP_SWIZZLE_NONE);
    store<<<1, 32>>>(Map, 32, 8, 0);
    store<<<4, 32>>>(Map, -4, -4, 1);
    In.down();
    for (int Row = 0; Row < High; ++Row)
      for (int Column = 0; Column < Wide; ++Column) {
        float Want = Row * Wide + Column;
        if (Row >= 8 && Column >= 32 && Column < Wide - 3)
          Want = (Row - 8) * 8 + Column - 32 + 1;
        if (Row < 4 && Column < 4)
          Want += 4 * ((Row + 4) * 8 + Column + 4 + 1);
        EXPECT(In[Row * Wide + Column] == Want);
      }
  }
  { // To both blocks; then the map's address and height are others.
    Buffer<int> Numbers(32 * 4), Other(32 * 4), Result(128), Most(8);
    for (int I = 0; I < 128; ++I) {
      Numbers[I] = I;
      Other[I] = 1000 + I;
    }
    for (int I = 0; I < 8; ++I)
      Most[I] = 3;
    Numbers.up(); Other.up(); Most.up();
    uint64_t D2[] = {32, 4}, S2[] = {128};
    const U Box[] = {16, 4};
    CUtensorMap Map = map(CU_TENSOR_MAP_DATA_TYPE_INT32, 2, Numbers.Device, D2, S2, Box, One, CU_TENSOR_MAP_SWIZZLE_NONE);
    multicast<<<2, 64>>>(Map, Result.Device);
    Result.down();
    for (int I = 0; I < 128; ++I) {
      int Row = 1 + I % 64 / 16;
      EXPECT(Result[I] == (Row < 4 ? Row * 32 + 8 + I % 16 : 0));
    }
    CUtensorMap *OnDevice;
    CUDA(cudaMalloc(&OnDevice, sizeof Map));
    CUDA(cudaMemcpy(OnDevice, &Map, sizeof Map, cudaMemcpyHostToDevice));
    reduce<<<1, 8>>>(Most.Device, OnDevice, Other.Device);
    Most.down();
    CUDA(cudaMemcpy(&Map, OnDevice, sizeof Map, cudaMemcpyDeviceToHost));
    for (int I = 0; I < 8; ++I)
      EXPECT(Most[I] == (I > 3 ? I : 3));
    load<<<1, 32>>>(Map, 2, 0, 0, 0, 256, Out.Device);
    Out.down();
    for (int I = 0; I < 64; ++I) {
      int Got;
      memcpy(&Got, &Out[I * 4], 4);
      EXPECT(Got == (I < 32 ? 1000 + I / 16 * 32 + I % 16 : 0));
    }
  }
  // What the driver does not take.
  CUtensorMap Map;
  const U Odd[] = {3, 8}, Box[] = {4, 8}, Tall[] = {4, 257};
  auto Try = [&](void *At, const U *Of, const U *Steps) {
    return encode()(&Map, CU_TENSOR_MAP_DATA_TYPE_FLOAT32, 2, At, (cuuint64_t *)Dims, (cuuint64_t *)Strides, Of,
                    Steps, CU_TENSOR_MAP_INTERLEAVE_NONE, CU_TENSOR_MAP_SWIZZLE_NONE,
                    CU_TENSOR_MAP_L2_PROMOTION_NONE, CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE);
  };
  EXPECT(Try(In.Device, Box, One) == CUDA_SUCCESS);
  EXPECT(Try(In.Device + 1, Box, One) == CUDA_ERROR_INVALID_VALUE);
  EXPECT(Try(In.Device, Odd, One) == CUDA_ERROR_INVALID_VALUE);
  EXPECT(Try(In.Device, Tall, One) == CUDA_ERROR_INVALID_VALUE);
  return finish();
}
