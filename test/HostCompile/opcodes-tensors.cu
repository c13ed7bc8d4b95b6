// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bulk copies and reductions of tensors with four and five dimensions, and maps
// that a kernel changes field by field in shared memory before it publishes them.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_90a -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t | FileCheck %s
// RUN: %perfclaim host-compile --check -arch=sm_90a -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t 2>&1 \
// RUN:   | FileCheck %s --implicit-check-not=perfclaim:
// CHECK: {{^ok$}}
#include "check.h"
#include <cmath>
#include <cstdint>
#include <cstring>
#include <cuda.h>
typedef unsigned U;

static CUtensorMap map(CUtensorMapDataType Type, int Rank, void *At, const uint64_t *Dims, const uint64_t *Strides, const U *Box) {
  const U One[] = {1, 1, 1, 1, 1};
  CUtensorMap Result;
  void *Entry = nullptr;
  cudaDriverEntryPointQueryResult Found;
  CUDA(cudaGetDriverEntryPointByVersion("cuTensorMapEncodeTiled", &Entry, 12000, cudaEnableDefault, &Found));
  EXPECT(((decltype(&cuTensorMapEncodeTiled))Entry)(
             &Result, Type, Rank, At, (const cuuint64_t *)Dims, (const cuuint64_t *)Strides, Box, One, CU_TENSOR_MAP_INTERLEAVE_NONE,
             CU_TENSOR_MAP_SWIZZLE_NONE, CU_TENSOR_MAP_L2_PROMOTION_NONE, CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE) == CUDA_SUCCESS);
  return Result;
}
static __device__ U shared(const void *P) { return (U)__cvta_generic_to_shared(P); }
struct Place {
  int At[5];
};
static __device__ void expect(uint64_t *Bar, int Bytes) {
  asm volatile("mbarrier.init.shared::cta.b64 [%0], 1; mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;"
               ::"r"(shared(Bar)), "r"(Bytes) : "memory");
}
static __device__ void await(uint64_t *Bar) {
  asm volatile("{.reg .pred p;\nW: mbarrier.try_wait.parity.shared::cta.b64 p, [%0], 0;\n@p bra D; bra W; D: }"
               ::"r"(shared(Bar)) : "memory");
}

/// A box from one place, and what is done with it at another.
template <int Rank, int How> __global__ void move(const __grid_constant__ CUtensorMap Map, Place From, Place To, int Bytes, char *Out) {
  __shared__ __align__(128) char Box[1024];
  __shared__ uint64_t Bar;
  const int *F = From.At, *T = To.At;
  expect(&Bar, Bytes);
  if (Rank == 4)
    asm volatile("cp.async.bulk.tensor.4d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3, %4, %5}], [%6];"
                 ::"r"(shared(Box)), "l"(&Map), "r"(F[0]), "r"(F[1]), "r"(F[2]), "r"(F[3]), "r"(shared(&Bar)) : "memory");
  else
    asm volatile("cp.async.bulk.tensor.5d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3, %4, %5, %6}], [%7];"
                 ::"r"(shared(Box)), "l"(&Map), "r"(F[0]), "r"(F[1]), "r"(F[2]), "r"(F[3]), "r"(F[4]), "r"(shared(&Bar)) : "memory");
  await(&Bar);
  for (int I = 0; I < Bytes; ++I)
    Out[I] = Box[I];
#define REDUCE4(OP)                                                            \
  asm volatile("cp.reduce.async.bulk.tensor.4d.global.shared::cta." OP ".tile.bulk_group [%0, {%1, %2, %3, %4}], [%5];" \
               ::"l"(&Map), "r"(T[0]), "r"(T[1]), "r"(T[2]), "r"(T[3]), "r"(shared(Box)) : "memory");
  switch (How) {
  case 0: REDUCE4("min") break;
  case 1: REDUCE4("max") break;
  case 2: REDUCE4("inc") break;
  case 3: REDUCE4("dec") break;
  case 4: REDUCE4("and") break;
  case 5: REDUCE4("or") break;
  case 6: REDUCE4("xor") break;
  default:
    asm volatile("cp.async.bulk.tensor.5d.global.shared::cta.tile.bulk_group [%0, {%1, %2, %3, %4, %5}], [%6];"
                 ::"l"(&Map), "r"(T[0]), "r"(T[1]), "r"(T[2]), "r"(T[3]), "r"(T[4]), "r"(shared(Box)) : "memory");
  }
  asm volatile("cp.async.bulk.commit_group; cp.async.bulk.wait_group.read 0;" ::: "memory");
}
/// Of words, with a number of its own each.
template <int Rank, int How> void testMove() {
  static const uint64_t Dims[] = {10, 3, 4, 3, 2};
  static const U Box[] = {4, 2, 2, 2, 2};
  const int Wide = 12; // A row's elements with what pads it.
  uint64_t Strides[4] = {Wide * 4};
  for (int I = 1; I < 4; ++I)
    Strides[I] = Strides[I - 1] * Dims[I];
  int All = Wide, Elements = Box[0];
  for (int I = 1; I < Rank; ++I)
    All *= Dims[I], Elements *= Box[I];
  Buffer<U> Tensor(All);
  Buffer<char> Out(Elements * 4);
  for (int I = 0; I < All; ++I)
    Tensor[I] = How == 2 || How == 3 ? I * 7 % 50 : I * 2654435761u;
  const Place From{{-1, 1, 2, 0, 1}}, To{{7, 2, 0, 1, 0}};
  Buffer<U> Before(All);
  memcpy(&Before[0], &Tensor[0], All * 4);
  Tensor.up();
  move<Rank, How><<<1, 1>>>(map(CU_TENSOR_MAP_DATA_TYPE_UINT32, Rank, Tensor.Device, Dims, Strides, Box), From, To, Elements * 4, Out.Device);
  Tensor.down(), Out.down();
  // Where element I of the box at P is in the tensor; -1: outside.
  auto Where = [&](const Place &P, int I) {
    int At = 0, Step = 1;
    for (int D = 0; D < Rank; ++D) {
      const int X = P.At[D] + I % Box[D];
      I /= Box[D];
      if (X < 0 || X >= (int)Dims[D])
        return -1;
      At += X * Step;
      Step *= D ? Dims[D] : Wide;
    }
    return At;
  };
  Buffer<U> Want(All);
  memcpy(&Want[0], &Before[0], All * 4);
  for (int I = 0; I < Elements; ++I) {
    const int Source = Where(From, I), Target = Where(To, I);
    const U B = Source < 0 ? 0 : Before[Source];
    U Got;
    memcpy(&Got, &Out[I * 4], 4);
    EXPECT(Got == B);
    if (Target < 0)
      continue;
    const U A = Before[Target];
    Want[Target] = How == 0   ? std::min(A, B)
                   : How == 1 ? std::max(A, B)
                   : How == 2 ? (A >= B ? 0 : A + 1)
                   : How == 3 ? (A == 0 || A > B ? B : A - 1)
                   : How == 4 ? A & B
                   : How == 5 ? A | B
                   : How == 6 ? A ^ B
                              : B;
  }
  EXPECT(memcmp(&Want[0], &Tensor[0], All * 4) == 0);
}

/// Every field of a map of 8 x 8 words becomes another: three dimensions of
/// halves, every second one of a row, with a swizzle and NaN outside.
__global__ void change(const CUtensorMap *Old, CUtensorMap *New, CUtensorMap *Wide, void *Address) {
  __shared__ __align__(128) CUtensorMap Map;
  if (threadIdx.x == 0) {
    Map = *Old;
    const U M = shared(&Map);
#define FIELD(NAME, BITS, INDEX, VALUE, LETTER)                                \
  asm volatile("tensormap.replace.tile." NAME ".shared::cta.b1024." BITS " [%0], " INDEX "%1;" ::"r"(M), LETTER(VALUE) : "memory");
    FIELD("global_address", "b64", "", Address, "l")
    FIELD("rank", "b32", "", 2, "r")
    FIELD("box_dim", "b32", "0, ", 32, "r") FIELD("box_dim", "b32", "1, ", 4, "r") FIELD("box_dim", "b32", "2, ", 2, "r")
    FIELD("global_dim", "b32", "0, ", 40, "r") FIELD("global_dim", "b32", "1, ", 6, "r") FIELD("global_dim", "b32", "2, ", 3, "r")
    FIELD("global_stride", "b64", "0, ", 96ull, "l") FIELD("global_stride", "b64", "1, ", 576ull, "l")
    FIELD("element_stride", "b32", "0, ", 2, "r") FIELD("element_stride", "b32", "1, ", 1, "r") FIELD("element_stride", "b32", "2, ", 1, "r")
    FIELD("elemtype", "b32", "", 6, "n")
    FIELD("interleave_layout", "b32", "", 0, "n")
    FIELD("swizzle_mode", "b32", "", 1, "n")
    FIELD("fill_mode", "b32", "", 1, "n")
  }
  __syncwarp();
#define PUBLISH(TO, SCOPE)                                                     \
  asm volatile("tensormap.cp_fenceproxy.global.shared::cta.tensormap::generic.release." SCOPE ".sync.aligned [%0], [%1], 128;" \
               ::"l"(TO), "r"(shared(&Map)) : "memory");
  PUBLISH(New, "cta") PUBLISH(New, "cluster") PUBLISH(New, "gpu")
  __syncwarp();
  if (threadIdx.x == 0)
    asm volatile("tensormap.replace.tile.element_stride.shared::cta.b1024.b32 [%0], 0, 1;"
                 " tensormap.replace.tile.box_dim.shared::cta.b1024.b32 [%0], 0, 16;" ::"r"(shared(&Map)) : "memory");
  __syncwarp();
  PUBLISH(Wide, "sys")
}
__global__ void use(const CUtensorMap *Map, int X, int Y, int Z, char *Out) {
  __shared__ __align__(1024) char Box[256];
  __shared__ uint64_t Bar;
  asm volatile("fence.proxy.tensormap::generic.acquire.gpu [%0], 128;" ::"l"(Map) : "memory");
  expect(&Bar, 256);
  asm volatile("cp.async.bulk.tensor.3d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3, %4}], [%5];"
               ::"r"(shared(Box)), "l"(Map), "r"(X), "r"(Y), "r"(Z), "r"(shared(&Bar)) : "memory");
  await(&Bar);
  for (int I = 0; I < 256; ++I)
    Out[I] = Box[I];
}
static void testChange() {
  Buffer<float> Words(64);
  Buffer<uint16_t> Halves(3 * 288);
  for (int I = 0; I < 3 * 288; ++I)
    Halves[I] = I;
  Halves.up();
  Buffer<CUtensorMap> Maps(3);
  const uint64_t Dims[] = {8, 8}, Strides[] = {32};
  const U Box[] = {8, 8};
  Maps[0] = map(CU_TENSOR_MAP_DATA_TYPE_FLOAT32, 2, Words.Device, Dims, Strides, Box);
  Maps.up();
  change<<<1, 32>>>(Maps.Device, Maps.Device + 1, Maps.Device + 2, Halves.Device);
  Buffer<char> Out(256);
  for (int Step : {2, 1}) {
    const int X = Step == 2 ? 16 : 30, Y = 3, Z = 1;
    use<<<1, 1>>>(Maps.Device + (Step == 2 ? 1 : 2), X, Y, Z, Out.Device);
    Out.down();
    // 16 halves are a row of 32 bytes, whose two pieces change places by the
    // bit of 128 bytes.
    for (int I = 0; I < 128; ++I) {
      const int Row = I / 16, Column = X + I % 16 * Step, Line = Y + Row % 4, Plane = Z + Row / 4;
      uint16_t Got;
      memcpy(&Got, &Out[Row * 32 + ((I % 16 / 8 ^ (Row / 4 & 1)) * 16) + I % 8 * 2], 2);
      const bool Inside = Column < 40 && Line < 6 && Plane < 3;
      EXPECT(Inside ? Got == Plane * 288 + Line * 48 + Column : (Got & 0x7fff) > 0x7c00);
    }
  }
}
/// Four rows of a matrix, wherever they are; what is outside is zero, or is left.
__global__ void rows(const __grid_constant__ CUtensorMap Map, Place From, Place To, char *Out) {
  __shared__ __align__(1024) char Box[256];
  __shared__ uint64_t Bar;
  const int *F = From.At, *T = To.At;
  expect(&Bar, 256);
  asm volatile("cp.async.bulk.tensor.2d.shared::cta.global.tile::gather4.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3, %4, %5, %6}], [%7];"
               ::"r"(shared(Box)), "l"(&Map), "r"(F[0]), "r"(F[1]), "r"(F[2]), "r"(F[3]), "r"(F[4]), "r"(shared(&Bar)) : "memory");
  await(&Bar);
  for (int I = 0; I < 256; ++I)
    Out[I] = Box[I];
  asm volatile("cp.async.bulk.tensor.2d.global.shared::cta.tile::scatter4.bulk_group [%0, {%1, %2, %3, %4, %5}], [%6];"
               ::"l"(&Map), "r"(T[0]), "r"(T[1]), "r"(T[2]), "r"(T[3]), "r"(T[4]), "r"(shared(Box)) : "memory");
  asm volatile("cp.async.bulk.commit_group; cp.async.bulk.wait_group 0;" ::: "memory");
}
static void testRows() {
  const uint64_t Dims[] = {40, 12}, Strides[] = {160};
  const U Box[] = {16, 1};
  Buffer<U> Matrix(40 * 12), Want(40 * 12);
  Buffer<char> Out(256);
  for (int I = 0; I < 40 * 12; ++I)
    Matrix[I] = Want[I] = I + 1000;
  const Place From{{30, 7, -1, 3, 11}}, To{{-4, 2, 9, 12, 0}};
  Matrix.up();
  rows<<<1, 1>>>(map(CU_TENSOR_MAP_DATA_TYPE_UINT32, 2, Matrix.Device, Dims, Strides, Box), From, To, Out.Device);
  Matrix.down(), Out.down();
  for (int R = 0; R < 4; ++R)
    for (int C = 0; C < 16; ++C) {
      const int Row = From.At[1 + R], Column = From.At[0] + C, Target = To.At[1 + R], Place = To.At[0] + C;
      const U Value = Row >= 0 && Column < 40 ? Row * 40 + Column + 1000 : 0;
      U Got;
      memcpy(&Got, &Out[(R * 16 + C) * 4], 4);
      EXPECT(Got == Value);
      if (Target < 12 && Place >= 0)
        Want[Target * 40 + Place] = Value;
    }
  EXPECT(memcmp(&Want[0], &Matrix[0], 40 * 12 * 4) == 0);
}
int main() {
  testRows();
  testMove<4, 0>(), testMove<4, 1>(), testMove<4, 2>(), testMove<4, 3>(), testMove<4, 4>();
  testMove<4, 5>(), testMove<4, 6>(), testMove<5, 7>();
  testChange();
  return finish();
}
