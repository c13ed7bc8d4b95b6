// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Surfaces and textures of every geometry by instructions: widths, vectors, cache
// hints, what is outside, levels, and each component of a gather.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_80 -I %S/../HostCompile/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <cstdint>
#include <cstring>
typedef uint32_t U;
typedef uint64_t U64;

/// Writes 16 bytes at texel 1 of the third row or layer, and reads them in parts.
#define SURFACE(NAME, G, AT, FAR)                                              \
  __global__ void NAME(U64 S, U *O) {                                          \
    asm volatile("{.reg .u32 x, y, z, f; .reg .b32 a<4>; .reg .b16 h<4>; .reg .b64 w<2>;" \
                 " mov.u32 x, 16; mov.u32 y, 2; mov.u32 z, 1; mov.u32 f, 4096;" \
                 " sust.b." G ".v4.b32.trap [%0, {" AT "}], {%2, %3, %4, %5};" \
                 " suld.b." G ".v4.b32.trap {a0, a1, a2, a3}, [%0, {" AT "}];" \
                 " st.global.v4.b32 [%1], {a0, a1, a2, a3};"                   \
                 " suld.b." G ".ca.b8.trap h0, [%0, {" AT "}]; cvt.u32.u8 a0, h0; st.global.u32 [%1+16], a0;" \
                 " suld.b." G ".cg.v2.b16.trap {h0, h1}, [%0, {" AT "}]; mov.b32 a0, {h0, h1}; st.global.u32 [%1+20], a0;" \
                 " suld.b." G ".cs.b64.trap w0, [%0, {" AT "}]; st.global.b64 [%1+24], w0;" \
                 " suld.b." G ".cv.v2.b64.trap {w0, w1}, [%0, {" AT "}]; st.global.v2.b64 [%1+32], {w0, w1};" \
                 " suld.b." G ".b32.zero a0, [%0, {" FAR "}]; st.global.u32 [%1+48], a0;" \
                 " suld.b." G ".v2.b32.clamp {a0, a1}, [%0, {" FAR "}];"       \
                 " sust.b." G ".b32.zero [%0, {" FAR "}], %2; mov.u32 x, 32;"  \
                 " sust.b." G ".wb.b8.clamp [%0, {" AT "}], h0; sust.b." G ".cg.v2.b16.trap [%0, {" AT "}], {h0, h1};" \
                 " sust.b." G ".cs.b64.trap [%0, {" AT "}], w0; sust.b." G ".wt.v4.b8.trap [%0, {" AT "}], {h0, h0, h1, h1};" \
                 " suld.b." G ".v2.b32.trap {a0, a1}, [%0, {" AT "}]; st.global.v2.u32 [%1+52], {a0, a1}; }" \
                 ::"l"(S), "l"(O), "r"(0x03020181u), "r"(0x13121110u), "r"(0x23222120u), "r"(0x33323130u) : "memory"); \
  }
SURFACE(line, "1d", "x", "f")
SURFACE(plane, "2d", "x, y", "f, y")
SURFACE(space, "3d", "x, y, z, z", "f, y, z, z")
SURFACE(lines, "a1d", "z, x", "z, f")
SURFACE(planes, "a2d", "z, x, y, y", "z, f, y, y")
static void test(const char *Name, void (*Kernel)(U64, U *), cudaExtent Size, unsigned Flags) {
  cudaChannelFormatDesc Format = cudaCreateChannelDesc<uint4>();
  cudaResourceDesc What = {};
  What.resType = cudaResourceTypeArray;
  CUDA(cudaMalloc3DArray(&What.res.array.array, &Format, Size, Flags | cudaArraySurfaceLoadStore));
  cudaSurfaceObject_t S;
  CUDA(cudaCreateSurfaceObject(&S, &What));
  Buffer<U> O(64);
  Kernel<<<1, 1>>>(S, O.Device);
  O.down();
  const U W[] = {0x03020181u, 0x13121110u, 0x23222120u, 0x33323130u};
  const bool Right = !memcmp(&O[0], W, 16) && O[4] == 0x81 && O[5] == W[0] && !memcmp(&O[6], W, 8) && !memcmp(&O[8], W, 16) &&
                     O[12] == 0 && O[13] == 0x02028181u && O[14] == W[1];
  if (!Right && ++Failures) {
    printf("%s:", Name);
    for (int I = 0; I < 15; ++I)
      printf(" %x", O[I]);
    printf("\n");
  }
}

//===-- Textures ------------------------------------------------------------===//

__global__ void fetch(U64 Signed, U64 Unsigned, U64 Float, U64 Layers, int *O) {
#define TEX(TEXT, N, ...)                                                      \
  asm volatile(TEXT : "=r"(O[N]), "=r"(O[N + 1]), "=r"(O[N + 2]), "=r"(O[N + 3]) : __VA_ARGS__);
  TEX("tex.2d.v4.s32.s32 {%0, %1, %2, %3}, [%4, {%5, %6}];", 0, "l"(Signed), "r"(1), "r"(2))
  TEX("tex.2d.v4.u32.s32 {%0, %1, %2, %3}, [%4, {%5, %6}];", 4, "l"(Unsigned), "r"(3), "r"(0))
  TEX("tex.2d.v4.s32.f32 {%0, %1, %2, %3}, [%4, {%5, %6}];", 8, "l"(Signed), "f"(1.5f), "f"(2.5f))
  TEX("tex.base.2d.v4.u32.f32 {%0, %1, %2, %3}, [%4, {%5, %6}];", 12, "l"(Unsigned), "f"(3.5f), "f"(0.5f))
  TEX("tex.level.2d.v4.f32.f32 {%0, %1, %2, %3}, [%4, {%5, %6}], %5;", 16, "l"(Float), "f"(0.5f), "f"(1.5f))
  TEX("tex.grad.2d.v4.f32.f32 {%0, %1, %2, %3}, [%4, {%5, %6}], {%5, %5}, {%6, %6};", 20, "l"(Float), "f"(2.5f), "f"(1.5f))
  TEX("tex.a1d.v4.f32.f32 {%0, %1, %2, %3}, [%4, {%5, %6}];", 24, "l"(Layers), "r"(2), "f"(1.5f))
  TEX("tld4.g.2d.v4.s32.f32 {%0, %1, %2, %3}, [%4, {%5, %6}];", 28, "l"(Signed), "f"(2.f), "f"(2.f))
  TEX("tld4.b.2d.v4.u32.f32 {%0, %1, %2, %3}, [%4, {%5, %6}];", 32, "l"(Unsigned), "f"(2.f), "f"(2.f))
  TEX("tld4.a.2d.v4.f32.f32 {%0, %1, %2, %3}, [%4, {%5, %6}];", 36, "l"(Float), "f"(2.f), "f"(2.f))
  TEX("tld4.r.2d.v4.f32.f32 {%0, %1, %2, %3}, [%4, {%5, %6}];", 40, "l"(Float), "f"(2.f), "f"(2.f))
}
/// A 4 by 4 array, or 3 layers of 4, whose component C of texel (X, Y) is
/// Scale * (100 * C + 10 * Y + X).
template <class T, class V> static U64 makeTexture(int Scale, unsigned Flags, cudaExtent Size) {
  cudaChannelFormatDesc Format = cudaCreateChannelDesc<V>();
  cudaResourceDesc What = {};
  What.resType = cudaResourceTypeArray;
  CUDA(cudaMalloc3DArray(&What.res.array.array, &Format, Size, Flags));
  T Texels[64];
  for (int Y = 0; Y < 4; ++Y)
    for (int X = 0; X < 4; ++X)
      for (int C = 0; C < 4; ++C)
        Texels[(Y * 4 + X) * 4 + C] = (T)(Scale * (100 * C + 10 * Y + X));
  cudaMemcpy3DParms Copy = {};
  Copy.srcPtr = make_cudaPitchedPtr(Texels, 4 * sizeof(V), 4, Size.height ? 4 : 1);
  Copy.dstArray = What.res.array.array;
  Copy.extent = make_cudaExtent(4, Size.height ? 4 : 1, Size.depth ? Size.depth : 1);
  Copy.kind = cudaMemcpyHostToDevice;
  CUDA(cudaMemcpy3D(&Copy));
  cudaTextureDesc How = {};
  How.readMode = cudaReadModeElementType;
  cudaTextureObject_t Result;
  CUDA(cudaCreateTextureObject(&Result, &What, &How, nullptr));
  return Result;
}
static void testTextures() {
  Buffer<int> O(64);
  fetch<<<1, 1>>>(makeTexture<int, int4>(-1, cudaArrayTextureGather, make_cudaExtent(4, 4, 0)),
                  makeTexture<U, uint4>(3, cudaArrayTextureGather, make_cudaExtent(4, 4, 0)),
                  makeTexture<float, float4>(2, cudaArrayTextureGather, make_cudaExtent(4, 4, 0)),
                  makeTexture<float, float4>(1, cudaArrayLayered, make_cudaExtent(4, 0, 3)), O.Device);
  O.down();
  auto Float = [&](int I) { float F; memcpy(&F, &O[I], 4); return F; };
  // From (1,1) to (2,2), anticlockwise from below on the left.
  const int Xs[] = {1, 2, 2, 1}, Ys[] = {2, 2, 1, 1};
  for (int C = 0; C < 4; ++C) {
    EXPECT(O[C] == -(100 * C + 21) && O[4 + C] == 3 * (100 * C + 3) && O[8 + C] == O[C] && O[12 + C] == O[4 + C]);
    EXPECT(Float(16 + C) == 2 * (100 * C + 10) && Float(20 + C) == 2 * (100 * C + 12) && Float(24 + C) == 100 * C + 21);
    const int At = 10 * Ys[C] + Xs[C];
    EXPECT(O[28 + C] == -(100 + At) && O[32 + C] == 3 * (200 + At) && Float(36 + C) == 2 * (300 + At) && Float(40 + C) == 2 * At);
  }
}
int main() {
  test("1d", line, make_cudaExtent(4, 0, 0), 0);
  test("2d", plane, make_cudaExtent(4, 4, 0), 0);
  test("3d", space, make_cudaExtent(4, 4, 3), 0);
  test("a1d", lines, make_cudaExtent(4, 0, 3), cudaArrayLayered);
  test("a2d", planes, make_cudaExtent(4, 4, 3), cudaArrayLayered);
  testTextures();
  return finish();
}
