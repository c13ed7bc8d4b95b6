// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bulk copies by im2col: pixels of images through a bounding box, with offsets
// and steps, from one image into the next; stores, sums, several blocks of a
// cluster whose barriers are of pairs. Against loops over images.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_90a -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t | FileCheck %s
// RUN: not env PERFCLAIM_HOST_GPU=h100 %t tiles 2>&1 | FileCheck --check-prefix=TILES %s
// RUN: %perfclaim host-compile --check -arch=sm_90a -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t 2>&1 \
// RUN:   | FileCheck %s --implicit-check-not=perfclaim:
// CHECK: {{^ok$}}
// TILES: the tensor map is one of im2col, not of tiles
#include "check.h"
#include <cmath>
#include <cstdint>
#include <cstring>
#include <cuda.h>
#include <vector>
typedef unsigned U;
typedef unsigned short H;

static __device__ U shared(const void *P) { return (U)__cvta_generic_to_shared(P); }
static __device__ void await(U Bar) {
  asm volatile("{.reg .pred p;\nW: mbarrier.try_wait.parity.shared::cta.b64 p, [%0], 0;\n"
               "@p bra D; bra W; D: }" ::"r"(Bar) : "memory");
}
struct Place {
  int At[5];
  H Offset[3];
};
#define TO "[%0], [%1, "
#define HEAD "cp.async.bulk.tensor."
#define TAIL "d.shared::cluster.global.im2col.mbarrier::complete_tx::bytes"
__global__ void load(const __grid_constant__ CUtensorMap Map, int Rank, Place P, int Bytes, char *Out) {
  __shared__ __align__(1024) char Box[16384];
  __shared__ uint64_t Barrier;
  U Bar = shared(&Barrier), To = shared(Box);
  const int *A = P.At;
  const H *O = P.Offset;
  if (threadIdx.x == 0) {
    asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(Bar));
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(Bar), "r"(Bytes));
    if (Rank == 2)
      asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3}], [%4];"
                   ::"r"(To), "l"(&Map), "r"(A[0]), "r"(A[1]), "r"(Bar) : "memory");
    if (Rank == -4) // Of tiles, which the map is not.
      asm volatile("cp.async.bulk.tensor.4d.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1, {%2, %2, %2, %2}], [%3];"
                   ::"r"(To), "l"(&Map), "r"(A[0]), "r"(Bar) : "memory");
    if (Rank == 3)
      asm volatile(HEAD "3" TAIL " [%0], [%1, {%2, %3, %4}], [%5], {%6};"
                   ::"r"(To), "l"(&Map), "r"(A[0]), "r"(A[1]), "r"(A[2]), "r"(Bar), "h"(O[0]) : "memory");
    if (Rank == 4)
      asm volatile(HEAD "4" TAIL ".L2::cache_hint [%0], [%1, {%2, %3, %4, %5}], [%6], {%7, %8}, %9;"
                   ::"r"(To), "l"(&Map), "r"(A[0]), "r"(A[1]), "r"(A[2]), "r"(A[3]), "r"(Bar), "h"(O[0]), "h"(O[1]),
                   "l"(0ull) : "memory");
    if (Rank == 5)
      asm volatile("cp.async.bulk.tensor.5d.im2col.cta_group::1.shared::cta.global.mbarrier::complete_tx::bytes "
                   "[%0], [%1, {%2, %3, %4, %5, %6}], [%7], {%8, %9, %10};"
                   ::"r"(To), "l"(&Map), "r"(A[0]), "r"(A[1]), "r"(A[2]), "r"(A[3]), "r"(A[4]), "r"(Bar), "h"(O[0]),
                   "h"(O[1]), "h"(O[2]) : "memory");
    asm volatile("cp.async.bulk.prefetch.tensor.4d.L2.global.im2col [%0, {%1, %1, %1, %1}], {%2, %2};"
                 ::"l"(&Map), "r"(0), "h"((H)0) : "memory");
  }
  __syncthreads();
  await(Bar);
  for (int I = threadIdx.x; I < Bytes; I += blockDim.x)
    Out[I] = Box[I];
}
__global__ void store(const __grid_constant__ CUtensorMap Map, Place P, int Count, int Adds) {
  __shared__ __align__(128) float Box[512];
  for (int I = threadIdx.x; I < Count; I += blockDim.x)
    Box[I] = I + 1;
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
  __syncthreads();
  if (threadIdx.x)
    return;
  const int *A = P.At;
  if (Adds)
    asm volatile("cp.reduce.async.bulk.tensor.4d.global.shared::cta.add.im2col_no_offs.bulk_group [%0, {%1, %2, %3, %4}], [%5];"
                 ::"l"(&Map), "r"(A[0]), "r"(A[1]), "r"(A[2]), "r"(A[3]), "r"(shared(Box)) : "memory");
  else
    asm volatile("cp.async.bulk.tensor.4d.global.shared::cta.im2col_no_offs.bulk_group [%0, {%1, %2, %3, %4}], [%5];"
                 ::"l"(&Map), "r"(A[0]), "r"(A[1]), "r"(A[2]), "r"(A[3]), "r"(shared(Box)) : "memory");
  asm volatile("cp.async.bulk.commit_group; cp.async.bulk.wait_group.read 0;" ::: "memory");
}
/// Block 0 loads for all four; of each pair the odd block's barrier counts the
/// bytes of both.
__global__ void __cluster_dims__(4, 1, 1) pairs(const __grid_constant__ CUtensorMap Map, float *Out) {
  __shared__ __align__(128) float Box[64];
  __shared__ uint64_t Barrier;
  U Bar = shared(&Barrier), Rank, Odd;
  asm volatile("mov.u32 %0, %%cluster_ctarank;" : "=r"(Rank));
  if (threadIdx.x == 0) {
    asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(Bar));
    if (Rank & 1)
      asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], 512;" ::"r"(Bar));
  }
  asm volatile("barrier.cluster.arrive.release.aligned; barrier.cluster.wait.acquire.aligned;" ::: "memory");
  asm volatile("mapa.shared::cluster.u32 %0, %1, 1;" : "=r"(Odd) : "r"(Bar));
  if (threadIdx.x == 0 && Rank == 0)
    asm volatile("cp.async.bulk.tensor.4d.im2col.cta_group::2.shared::cluster.global.mbarrier::complete_tx::bytes"
                 ".multicast::cluster [%0], [%1, {%2, %2, %2, %2}], [%3], {%4, %4}, %5;"
                 ::"r"(shared(Box)), "l"(&Map), "r"(0), "r"(Odd), "h"((H)0), "h"((H)15) : "memory");
  if (Rank & 1)
    await(Bar);
  asm volatile("barrier.cluster.arrive.release.aligned; barrier.cluster.wait.acquire.aligned;" ::: "memory");
  Out[Rank * 64 + threadIdx.x] = Box[threadIdx.x];
}

struct Images {
  int Rank, Channels, Size[3], Number; ///< Sizes: width, height, depth.
  int Lower[3], Upper[3];
  U Pixels, PerPixel, Steps[5];
};
static CUresult encode(CUtensorMap &Map, const Images &I, void *At, CUtensorMapDataType Type, int Bytes,
                       CUtensorMapSwizzle Swizzle = CU_TENSOR_MAP_SWIZZLE_NONE,
                       CUtensorMapFloatOOBfill Fill = CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE) {
  cuuint64_t Dims[5] = {(cuuint64_t)I.Channels}, Strides[4];
  for (int D = 1; D < I.Rank; ++D) {
    Dims[D] = D == I.Rank - 1 ? I.Number : I.Size[D - 1];
    Strides[D - 1] = D == 1 ? Dims[0] * Bytes : Strides[D - 2] * Dims[D - 1];
  }
  return cuTensorMapEncodeIm2col(&Map, Type, I.Rank, At, Dims, Strides, I.Lower, I.Upper, I.PerPixel, I.Pixels, I.Steps,
                                 CU_TENSOR_MAP_INTERLEAVE_NONE, Swizzle, CU_TENSOR_MAP_L2_PROMOTION_NONE, Fill);
}
/// The pixels in their order: width first, each through its bounds. Calls \p Do
/// with a pixel's number and its place in memory, or -1.
template <class Work> static void forEachPixel(const Images &I, const Place &P, const Work &Do) {
  const int Spatial = I.Rank - 2;
  int At[3] = {0, 0, 0}, Image = P.At[I.Rank - 1];
  for (int D = 0; D < Spatial; ++D)
    At[D] = P.At[D + 1];
  for (U Pixel = 0; Pixel < I.Pixels; ++Pixel) {
    long Index = Image;
    bool Inside = Image >= 0 && Image < I.Number;
    for (int D = Spatial; D-- > 0;) {
      const int X = At[D] + P.Offset[D];
      Inside = Inside && X >= 0 && X < I.Size[D];
      Index = Index * I.Size[D] + X;
    }
    Do(Pixel, Inside ? Index * I.Channels : -1);
    int D = 0;
    for (; D < Spatial; ++D) {
      At[D] += I.Steps[D + 1];
      if (At[D] <= I.Size[D] - 1 + I.Upper[D])
        break;
      At[D] = I.Lower[D];
    }
    if (D == Spatial)
      ++Image;
  }
}

static void testLoad(const Images &I, const Place &P, int Mode, bool Nan = false) {
  const long Total = (long)I.Channels * I.Number * I.Size[0] * (I.Rank > 3 ? I.Size[1] : 1) * (I.Rank > 4 ? I.Size[2] : 1);
  Buffer<float> In(Total);
  for (long N = 0; N < Total; ++N)
    In[N] = N + 1;
  In.up();
  CUtensorMap Map;
  EXPECT(encode(Map, I, In.Device, CU_TENSOR_MAP_DATA_TYPE_FLOAT32, 4, (CUtensorMapSwizzle)Mode,
                Nan ? CU_TENSOR_MAP_FLOAT_OOB_FILL_NAN_REQUEST_ZERO_FMA : CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE) == CUDA_SUCCESS);
  Buffer<char> Out(16384);
  const int Row = I.PerPixel * 4, Pitch = Mode && Row < 16 << Mode ? 16 << Mode : Row;
  load<<<1, 64>>>(Map, I.Rank, P, I.Pixels * Row, Out.Device);
  Out.down();
  if (Pitch != Row)
    return;
  forEachPixel(I, P, [&](U Pixel, long From) {
    for (U C = 0; C < I.PerPixel; ++C) {
      // Chunks of 16 bytes by the line of 128.
      U Byte = Pixel * Row + C * 4, Place = Byte ^ ((Byte >> 7) & ((1u << Mode) - 1)) << 4;
      float Got;
      memcpy(&Got, &Out[Place], 4);
      const bool Inside = From >= 0 && P.At[0] + (int)C < I.Channels;
      if (!(Inside ? Got == From + P.At[0] + C + 1 : Nan ? std::isnan(Got) : Got == 0) && ++Failures < 10)
        printf("rank %d pixel %u channel %u is %g\n", I.Rank, Pixel, C, Got);
    }
  });
}

int main(int Count, char **) {
  const Images Plain{4, 16, {9, 7}, 3, {-1, -1}, {-1, -1}, 64, 8, {1, 1, 1, 1}};
  if (Count > 1) {
    Buffer<float> In(16 * 9 * 7 * 3);
    CUtensorMap Map;
    encode(Map, Plain, In.Device, CU_TENSOR_MAP_DATA_TYPE_FLOAT32, 4);
    load<<<1, 32>>>(Map, -4, Place{}, 64, (char *)In.Device);
    return cudaDeviceSynchronize() != cudaSuccess;
  }
  testLoad(Plain, {{0, -1, -1, 0}, {0, 0}}, 0);
  testLoad(Plain, {{8, 4, 3, 1}, {2, 1}}, 1);
  // Over the last image's end; a channel past the last; other bounds.
  testLoad(Plain, {{12, 5, 2, 2}, {1, 1}}, 0);
  testLoad(Plain, {{0, 0, 0, 2}, {0, 2}}, 0, true);
  const Images Inner{4, 32, {10, 8}, 2, {0, 0}, {-2, -2}, 40, 32, {1, 1, 1, 1}};
  testLoad(Inner, {{0, 3, 5, 0}, {2, 2}}, 3);
  const Images Strided{4, 16, {8, 14}, 3, {-1, -1}, {-1, -1}, 32, 16, {1, 2, 2, 1}};
  testLoad(Strided, {{0, 5, 7, 1}, {1, 1}}, 2);
  testLoad({4, 16, {8, 14}, 3, {-1, 0}, {0, -3}, 50, 16, {1, 3, 2, 1}}, {{0, 2, 2, 0}, {0, 3}}, 0);
  testLoad({3, 8, {20}, 3, {-2}, {1}, 60, 4, {1, 1, 1}}, {{4, 7, 0}, {1}}, 0);
  testLoad({5, 8, {4, 5, 3}, 2, {-1, -1, -1}, {0, -1, 0}, 100, 8, {1, 1, 2, 1, 1}}, {{0, 2, 1, 1, 0}, {1, 0, 1}}, 0);
  { // Stores and sums leave alone what is outside.
    const Images I{4, 8, {6, 5}, 2, {-1, -1}, {1, 0}, 30, 8, {1, 1, 1, 1}};
    const Place P{{0, 3, 3, 0}, {0, 0}};
    Buffer<float> To(8 * 6 * 5 * 2);
    std::vector<float> Want(To.Count);
    for (int N = 0; N < To.Count; ++N)
      To[N] = Want[N] = -N;
    To.up();
    CUtensorMap Map;
    EXPECT(encode(Map, I, To.Device, CU_TENSOR_MAP_DATA_TYPE_FLOAT32, 4) == CUDA_SUCCESS);
    store<<<1, 64>>>(Map, P, 240, 0);
    store<<<3, 64>>>(Map, P, 240, 1);
    To.down();
    forEachPixel(I, P, [&](U Pixel, long Index) {
      for (int C = 0; C < 8 && Index >= 0; ++C)
        Want[Index + C] = 4 * (Pixel * 8 + C + 1);
    });
    for (int N = 0; N < To.Count; ++N)
      EXPECT(To[N] == Want[N]);
  }
  { // To each block of two pairs.
    const Images I{4, 8, {4, 4}, 1, {0, 0}, {0, 0}, 8, 8, {1, 1, 1, 1}};
    Buffer<float> In(128), Out(256);
    for (int N = 0; N < 128; ++N)
      In[N] = N;
    In.up();
    CUtensorMap Map;
    EXPECT(encode(Map, I, In.Device, CU_TENSOR_MAP_DATA_TYPE_FLOAT32, 4) == CUDA_SUCCESS);
    pairs<<<4, 64>>>(Map, Out.Device);
    Out.down();
    for (int N = 0; N < 256; ++N)
      EXPECT(Out[N] == N % 64);
  }
  // What the driver does not take.
  CUtensorMap Map;
  Buffer<float> In(16 * 9 * 7 * 3);
  auto Try = [&](auto Change) {
    Images I = Plain;
    Change(I);
    return encode(Map, I, In.Device, CU_TENSOR_MAP_DATA_TYPE_FLOAT32, 4);
  };
  EXPECT(Try([](Images &) {}) == CUDA_SUCCESS);
  EXPECT(Try([](Images &I) { I.Rank = 2; }) == CUDA_ERROR_INVALID_VALUE);
  EXPECT(Try([](Images &I) { I.Pixels = 1025; }) == CUDA_ERROR_INVALID_VALUE);
  EXPECT(Try([](Images &I) { I.PerPixel = 3; }) == CUDA_ERROR_INVALID_VALUE);
  EXPECT(Try([](Images &I) { I.Lower[1] = -129; }) == CUDA_ERROR_INVALID_VALUE);
  EXPECT(Try([](Images &I) { I.Upper[0] = -11; }) == CUDA_ERROR_INVALID_VALUE);
  return finish();
}
