// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bulk copies of elements of 4 and 6 bits, which are packed in global memory and
// may lie in sixteens of 16 bytes in shared memory, and swizzles of 128 bytes
// whose parts are larger than 16. Against loops over bits.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_100a -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t 2> %t.err | FileCheck %s
// RUN: FileCheck --check-prefix=REFUSED %s < %t.err
// CHECK: {{^ok$}}
// REFUSED: cuTensorMapEncodeTiled with a swizzle that exchanges 8 bytes is not
// REFUSED: cuTensorMapEncodeIm2colWide is not supported
#include "check.h"
#include <cstdint>
#include <cstring>
#include <cuda.h>
#include <vector>
typedef unsigned U;
typedef unsigned char Byte;

constexpr int Rows = 10, BoxRows = 8, Elements = 256;

static __device__ U shared(const void *P) { return (U)__cvta_generic_to_shared(P); }
__global__ void load(const __grid_constant__ CUtensorMap Map, int X, int Y, int Bytes, char *Out) {
  __shared__ __align__(1024) char Box[BoxRows * 128];
  __shared__ uint64_t Barrier;
  U Bar = shared(&Barrier);
  if (threadIdx.x == 0) {
    asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(Bar));
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(Bar), "r"(Bytes));
    asm volatile("cp.async.bulk.tensor.2d.shared::cta.global.tile.mbarrier::complete_tx::bytes.cta_group::1 "
                 "[%0], [%1, {%2, %3}], [%4];" ::"r"(shared(Box)), "l"(&Map), "r"(X), "r"(Y), "r"(Bar) : "memory");
  }
  __syncthreads();
  asm volatile("{.reg .pred p;\nW: mbarrier.try_wait.parity.shared::cta.b64 p, [%0], 0;\n"
               "@p bra D; bra W; D: }" ::"r"(Bar) : "memory");
  for (int I = threadIdx.x; I < BoxRows * 128; I += blockDim.x)
    Out[I] = Box[I];
}
__global__ void store(const __grid_constant__ CUtensorMap Map, int X, int Y, const char *In) {
  __shared__ __align__(1024) char Box[BoxRows * 128];
  for (int I = threadIdx.x; I < BoxRows * 128; I += blockDim.x)
    Box[I] = In[I];
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
  __syncthreads();
  if (threadIdx.x == 0)
    asm volatile("cp.async.bulk.tensor.2d.global.shared::cta.bulk_group [%0, {%1, %2}], [%3];"
                 ::"l"(&Map), "r"(X), "r"(Y), "r"(shared(Box)) : "memory");
}
__global__ void change(CUtensorMap *Map) {
  asm volatile("tensormap.replace.tile.swizzle_mode.global.b1024.b32 [%0], 3;" ::"l"(Map) : "memory");
  asm volatile("tensormap.replace.tile.swizzle_atomicity.global.b1024.b32 [%0], 1;" ::"l"(Map) : "memory");
}

static CUresult encode(CUtensorMap &Map, CUtensorMapDataType Type, void *At, uint64_t Width, uint64_t Stride, U BoxWidth,
                       CUtensorMapSwizzle Swizzle) {
  const cuuint64_t Dims[] = {Width, Rows}, Strides[] = {Stride};
  const U Box[] = {BoxWidth, BoxRows}, One[] = {1, 1};
  return cuTensorMapEncodeTiled(&Map, Type, 2, At, Dims, Strides, Box, One, CU_TENSOR_MAP_INTERLEAVE_NONE, Swizzle,
                                CU_TENSOR_MAP_L2_PROMOTION_NONE, CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE);
}
/// Bits from bit \p At on.
static U bitsAt(const void *From, long At, int Count) {
  U Result = 0;
  for (int I = 0; I < Count; ++I)
    Result |= (((const Byte *)From)[(At + I) / 8] >> (At + I) % 8 & 1) << I;
  return Result;
}
/// The swizzle of 128 bytes: parts of \p Atom bytes by the line.
static U swizzled(U Place, U Atom) {
  const U Line = Place / 128, Part = Place % 128 / Atom, Parts = 128 / Atom;
  return Line * 128 + (Part ^ Line % Parts) * Atom + Place % Atom;
}

/// \p Sixteen: bytes of shared memory that 16 elements take.
static void testLoads(CUtensorMapDataType Type, int Bits, U Sixteen, CUtensorMapSwizzle Swizzle, U Atom) {
  const int Stride = Elements * Bits / 8;
  Buffer<char> In(Stride * Rows), Out(BoxRows * 128);
  for (int I = 0; I < In.Count; ++I)
    In[I] = (char)(I * 37 + I / 11);
  In.up();
  CUtensorMap Map;
  EXPECT(encode(Map, Type, In.Device, Elements, Stride, 128, Swizzle) == CUDA_SUCCESS);
  for (int X : {-128, 0, 128})
    for (int Y : {-2, 1, 4}) {
      load<<<1, 64>>>(Map, X, Y, BoxRows * 8 * Sixteen, Out.Device);
      Out.down();
      for (int R = 0; R < BoxRows; ++R)
        for (int C = 0; C < 128; ++C) {
          const bool Inside = X + C >= 0 && X + C < Elements && Y + R >= 0 && Y + R < Rows;
          const U Bit = C % 16 * Bits, Place = R * 8 * Sixteen + C / 16 * Sixteen;
          // An element may lie in two bytes, which stay beside each other.
          const long At = (long)(Atom ? swizzled(Place, Atom) : Place) * 8 + Bit;
          EXPECT(bitsAt(Out.Host, At, Bits) ==
                 (Inside ? bitsAt(In.Host, ((long)(Y + R) * Elements + X + C) * Bits, Bits) : 0));
        }
    }
}

int main() {
  testLoads(CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN8B, 4, 8, CU_TENSOR_MAP_SWIZZLE_NONE, 0);
  testLoads(CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN16B, 4, 16, CU_TENSOR_MAP_SWIZZLE_NONE, 0);
  testLoads(CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN16B, 4, 16, CU_TENSOR_MAP_SWIZZLE_128B, 16);
  testLoads(CU_TENSOR_MAP_DATA_TYPE_16U6_ALIGN16B, 6, 16, CU_TENSOR_MAP_SWIZZLE_128B, 16);
  testLoads(CU_TENSOR_MAP_DATA_TYPE_16U6_ALIGN16B, 6, 16, CU_TENSOR_MAP_SWIZZLE_128B_ATOM_32B, 32);
  { // What is stored: packed, and bytes of which six bits count.
    for (const bool Six : {false, true}) {
      const int Bits = Six ? 6 : 4, Stride = Elements * Bits / 8;
      Buffer<char> To(Stride * Rows), In(BoxRows * 128);
      for (int I = 0; I < In.Count; ++I)
        In[I] = (char)(I * 29 + I / 7);
      for (int I = 0; I < To.Count; ++I)
        To[I] = 0x5a;
      To.up(); In.up();
      CUtensorMap Map;
      EXPECT(encode(Map, Six ? CU_TENSOR_MAP_DATA_TYPE_16U6_ALIGN16B : CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN8B, To.Device, Elements,
                    Stride, 128, CU_TENSOR_MAP_SWIZZLE_NONE) == CUDA_SUCCESS);
      std::vector<char> Before(To.Host, To.Host + To.Count);
      store<<<1, 64>>>(Map, 128, 5, In.Device);
      To.down();
      for (int R = 0; R < Rows; ++R)
        for (int C = 0; C < Elements; ++C) {
          const long At = ((long)R * Elements + C) * Bits;
          const int I = (R - 5) * 128 + C - 128;
          const U Want = R < 5 || C < 128 ? bitsAt(Before.data(), At, Bits)
                         : Six            ? In[I] & 63
                                          : bitsAt(In.Host, 4l * I, 4);
          EXPECT(bitsAt(To.Host, At, Bits) == Want);
        }
    }
  }
  // Larger parts, of bytes; by the map and by a change of it.
  Buffer<char> In(256 * Rows), Out(BoxRows * 128);
  for (int I = 0; I < In.Count; ++I)
    In[I] = (char)(I * 13 + I / 256);
  In.up();
  for (U Atom : {16u, 32u, 64u, 33u}) {
    CUtensorMap Map;
    EXPECT(encode(Map, CU_TENSOR_MAP_DATA_TYPE_UINT8, In.Device, 256, 256, 128,
                  Atom == 16   ? CU_TENSOR_MAP_SWIZZLE_128B
                  : Atom == 32 ? CU_TENSOR_MAP_SWIZZLE_128B_ATOM_32B
                  : Atom == 64 ? CU_TENSOR_MAP_SWIZZLE_128B_ATOM_64B
                               : CU_TENSOR_MAP_SWIZZLE_NONE) == CUDA_SUCCESS);
    if (Atom == 33) {
      CUtensorMap *OnDevice;
      CUDA(cudaMalloc(&OnDevice, sizeof Map));
      CUDA(cudaMemcpy(OnDevice, &Map, sizeof Map, cudaMemcpyHostToDevice));
      change<<<1, 1>>>(OnDevice);
      CUDA(cudaMemcpy(&Map, OnDevice, sizeof Map, cudaMemcpyDeviceToHost));
    }
    load<<<1, 64>>>(Map, 64, 2, BoxRows * 128, Out.Device);
    Out.down();
    for (int R = 0; R < BoxRows; ++R)
      for (int C = 0; C < 128; ++C)
        EXPECT(Out[swizzled(R * 128 + C, Atom & ~1u)] == In[(2 + R) * 256 + 64 + C]);
  }
  // What the driver does not take, and what is refused.
  CUtensorMap Map;
  auto Try = [&](CUtensorMapDataType Type, uint64_t Width, U Box, CUtensorMapSwizzle Swizzle) {
    return encode(Map, Type, In.Device, Width, 256, Box, Swizzle);
  };
  EXPECT(Try(CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN16B, 128, 128, CU_TENSOR_MAP_SWIZZLE_NONE) == CUDA_SUCCESS);
  EXPECT(Try(CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN16B, 64, 128, CU_TENSOR_MAP_SWIZZLE_NONE) == CUDA_ERROR_INVALID_VALUE);
  EXPECT(Try(CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN16B, 128, 64, CU_TENSOR_MAP_SWIZZLE_NONE) == CUDA_ERROR_INVALID_VALUE);
  EXPECT(Try(CU_TENSOR_MAP_DATA_TYPE_16U6_ALIGN16B, 128, 128, CU_TENSOR_MAP_SWIZZLE_64B) == CUDA_ERROR_INVALID_VALUE);
  EXPECT(Try(CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN8B, 33, 32, CU_TENSOR_MAP_SWIZZLE_NONE) == CUDA_ERROR_INVALID_VALUE);
  EXPECT(Try(CU_TENSOR_MAP_DATA_TYPE_UINT8, 128, 128, CU_TENSOR_MAP_SWIZZLE_128B_ATOM_32B_FLIP_8B) == CUDA_ERROR_NOT_SUPPORTED);
  EXPECT(cuTensorMapEncodeIm2colWide(&Map, CU_TENSOR_MAP_DATA_TYPE_UINT8, 3, In.Device, nullptr, nullptr, 0, 0, 16, 16, nullptr,
                                     CU_TENSOR_MAP_INTERLEAVE_NONE, CU_TENSOR_MAP_IM2COL_WIDE_MODE_W,
                                     CU_TENSOR_MAP_SWIZZLE_64B, CU_TENSOR_MAP_L2_PROMOTION_NONE,
                                     CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE) == CUDA_ERROR_NOT_SUPPORTED);
  return finish();
}
