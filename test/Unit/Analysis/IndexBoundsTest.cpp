//===- IndexBoundsTest.cpp ------------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalyzedCode.h"
#include <gtest/gtest.h>

using namespace perfclaim;

namespace {

/// Extent and access of parameter \p Name of the kernel `k` in \p Code:
/// "r N * C".
std::string extentIn(llvm::StringRef Code, llvm::StringRef Name) {
  Inventory I = analyzed(Code);
  for (const ParameterModel &M : kernel(I, "k").Parameters)
    if (M.Name == Name)
      return (M.Read ? std::string("r") : std::string()) +
             (M.Written ? "w" : "") + " " + (M.Extent ? M.Extent->str() : "?");
  return "no such parameter";
}

/// Of `p` in a kernel `k(float *p, const float *q, int N, int C)`.
std::string extentOf(llvm::StringRef Body, llvm::StringRef Name = "p",
                     llvm::StringRef Before = "") {
  return extentIn((Before +
                   "__global__ void k(float *p, const float *q, int "
                   "N, int C) {\n" +
                   Body + "}\n")
                      .str(),
                  Name);
}

const char *const Index = "int i = blockIdx.x * blockDim.x + threadIdx.x;\n";

} // namespace

TEST(IndexBounds, TakesAGuardedIndex) {
  EXPECT_EQ(extentOf(std::string(Index) + "if (i < N) p[i] = q[i];\n"), "w N");
  EXPECT_EQ(extentOf(std::string(Index) + "if (i < N) p[i] = q[i];\n", "q"),
            "r N");
}

TEST(IndexBounds, TakesAnEarlyReturnForAGuard) {
  EXPECT_EQ(extentOf(std::string(Index) + "if (i >= N) return;\np[i] = 0;\n"),
            "w N");
  EXPECT_EQ(extentOf(std::string(Index) +
                     "if (!(i < N) || C < 1) return;\np[i] = 0;"),
            "w N");
}

TEST(IndexBounds, DoesNotTakeTheOtherBranchForGuarded) {
  EXPECT_EQ(extentOf(std::string(Index) + "if (i < N) p[i] = 0;\nelse p[i + 1] "
                                          "= 0;\n"),
            "w ?");
}

TEST(IndexBounds, DoesNotCarryAGuardOutOfItsBranch) {
  EXPECT_EQ(
      extentOf(std::string(Index) + "if (i < N) { p[i] = 0; }\np[i] = 1;\n"),
      "w ?");
}

TEST(IndexBounds, CountsRowsAndColumns) {
  const char *Body = "int row = blockIdx.x;\nif (row >= N) return;\n"
                     "for (int c = threadIdx.x; c < C; c += blockDim.x)\n"
                     "  p[row * C + c] = q[c];\n";
  EXPECT_EQ(extentOf(Body), "w N * C");
  EXPECT_EQ(extentOf(Body, "q"), "r C");
}

TEST(IndexBounds, FollowsPointersThatMove) {
  EXPECT_EQ(extentOf(std::string(Index) +
                     "if (i < N) { float *row = p + i * C;\n"
                     "for (int c = 0; c < C; c++) row[c] = 0; }\n"),
            "w N * C");
  EXPECT_EQ(extentOf(std::string(Index) + "if (i >= N) return;\np += i * C;\n"
                                          "for (int c = 0; c < C; ++c) *p++ "
                                          "= 0;\n"),
            "w N * C");
}

TEST(IndexBounds, UsesGuardsThatComeAfterTheIndex) {
  EXPECT_EQ(extentOf("int row = blockIdx.y * 16 + threadIdx.y;\n"
                     "int col = blockIdx.x * 16 + threadIdx.x;\n"
                     "int at = row * C + col;\n"
                     "if (row < N && col < C) p[at] = 0;\n"),
            "w N * C");
}

TEST(IndexBounds, DividesAndTakesRemainders) {
  EXPECT_EQ(extentOf(std::string(Index) + "if (i < N * C) { int r = i / C, c = "
                                          "i % C; p[r] = q[c]; }\n"),
            "w N");
  EXPECT_EQ(extentOf(std::string(Index) + "if (i < N * C) { int r = i / C, c = "
                                          "i % C; p[r] = q[c]; }\n",
                     "q"),
            "r C");
}

TEST(IndexBounds, DividesByReciprocalsThatAreMadeElsewhere) {
  const std::string Code =
      "struct uint2 { unsigned x, y; };\n"
      "__host__ __device__ uint2 make_uint2(unsigned, unsigned);\n"
      "__host__ __device__ uint3 make_uint3(unsigned, unsigned, unsigned);\n"
      "uint3 init_fastdiv(unsigned d) { unsigned L = 0;\n"
      "  while (L < 32 && (1u << L) < d) L++;\n"
      "  return make_uint3(d * 3 + L, L, d); }\n"
      "__device__ unsigned fastdiv(unsigned n, const uint3 v) {\n"
      "  return (n * v.x + n) >> v.y; }\n"
      "__device__ uint2 fast_div_modulo(unsigned n, const uint3 v) {\n"
      "  unsigned d = fastdiv(n, v); return make_uint2(d, n - d * v.z); }\n"
      "__global__ void k(float *p, float *q, const uint3 rows) {\n"
      "  const uint2 at = fast_div_modulo(blockIdx.x, rows);\n"
      "  p[at.x] = 0; q[at.y] = fast_div_modulo(blockIdx.x, rows).x; }\n"
      "void f(float *p, float *q, int N, int C) {\n"
      "  uint3 by = init_fastdiv(C);\n  k<<<N * C, 1>>>(p, q, by); }\n";
  Inventory I = analyzed(Code);
  const HostFunction &F = function(I, "f");
  ASSERT_TRUE(F.Parameters[0].Extent && F.Parameters[1].Extent);
  EXPECT_EQ(F.Parameters[0].Extent->str(), "N");
  EXPECT_EQ(F.Parameters[1].Extent->str(), "C");
}

TEST(IndexBounds, TakesGridAndBlockFromAPair) {
  const std::string Code =
      "namespace std { template <class A, class B> struct pair {\n"
      "  A first; B second; pair(const A &a, const B &b) : first(a), "
      "second(b)\n"
      "  {} }; }\n"
      "__global__ void k(float *p) { p[blockIdx.x * blockDim.x + threadIdx.x] ="
      " 0; }\n"
      "static std::pair<dim3, dim3> shape(int n, int threads) {\n"
      "  const dim3 grid(n, 1, 1);\n  return {grid, dim3(threads)}; }\n"
      "static void launch(float *p, const dim3 &grid, const dim3 &block) {\n"
      "  k<<<grid, block>>>(p); }\n"
      "void f(float *p, int N, int C) {\n"
      "  std::pair<dim3, dim3> dims = shape(N, C);\n"
      "  launch(p, dims.first, dims.second); }\n";
  Inventory I = analyzed(Code);
  const HostFunction &F = function(I, "f");
  ASSERT_TRUE(F.Parameters[0].Extent);
  EXPECT_EQ(F.Parameters[0].Extent->str(), "N * C");
}

TEST(IndexBounds, FollowsAConstantPointerToAFunction) {
  const std::string Code =
      "typedef void (*put_t)(float *, int);\n"
      "__device__ void one(float *p, int i) { p[i] = 0; }\n"
      "__device__ void two(float *p, int i) { p[2 * i + 1] = 0; }\n"
      "constexpr __device__ put_t pick(int n) { return n == 1 ? one : two; }\n"
      "template <int N> __global__ void k(float *p, int n) {\n"
      "  constexpr put_t put = pick(N);\n"
      "  for (int i = threadIdx.x; i < n; i += 256) put(p, i); }\n"
      "void f(float *p, int n) { k<1><<<1, 256>>>(p, n); }\n"
      "void g(float *p, int n) { k<2><<<1, 256>>>(p, n); }\n";
  Inventory I = analyzed(Code);
  for (const auto &[Name, Extent] : {std::pair("f", "n"), {"g", "2 * n"}}) {
    const ParameterModel &P = function(I, Name).Parameters[0];
    ASSERT_TRUE(P.Extent) << Name;
    EXPECT_EQ(P.Extent->str(), Extent);
  }
}

TEST(IndexBounds, WhatIsRoundedUpIsNoMoreThanTheWhole) {
  Inventory I =
      analyzed("int rows(int device);\n"
               "__global__ void k(float *p) { p[blockIdx.x] = 0; }\n"
               "void f(float *p, int n, int device) {\n"
               "  k<<<(n + rows(device) - 1) / rows(device), 1>>>(p); }\n"
               "void g(float *p, int n, int device) {\n"
               "  k<<<(n + rows(device)) / rows(device + 1), 1>>>(p); }\n");
  const HostFunction &F = function(I, "f");
  ASSERT_TRUE(F.Parameters[0].Extent);
  EXPECT_EQ(F.Parameters[0].Extent->str(), "n");
  EXPECT_FALSE(function(I, "g").Parameters[0].Extent);
}

TEST(IndexBounds, ForgetsTheFieldsOfAStructThatIsReplaced) {
  const char *Before = "struct int2 { int x, y; };\n__device__ int2 other();\n";
  EXPECT_EQ(extentOf("int2 at = {N - 1, 0}; p[at.x] = 0;\n", "p", Before),
            "w N");
  EXPECT_EQ(extentOf("int2 at = {N - 1, 0}; at = other(); p[at.x] = 0;\n", "p",
                     Before),
            "w ?");
}

TEST(IndexBounds, CountsBytesOfWiderElements) {
  const char *Vector = "struct float4 { float x, y, z, w; };\n";
  EXPECT_EQ(extentOf(std::string(Index) +
                         "if (i < N / 4) ((float4 *)p)[i] = float4{};\n",
                     "p", Vector),
            "w N");
  EXPECT_EQ(extentOf(std::string(Index) +
                         "if (i < N) reinterpret_cast<float4 *>(p)[i].y = 0;\n",
                     "p", Vector),
            "w 4 * N - 2");
}

TEST(IndexBounds, RoundsUpToTheStepOfAVectorLoop) {
  EXPECT_EQ(extentOf("struct float4 { float x, y, z, w; };\n"
                     "for (int c = threadIdx.x * 4; c < C; c += blockDim.x * "
                     "4)\n  *(float4 *)(p + c) = float4{};\n"),
            "w 4 * ceil_div(C, 4)");
}

TEST(IndexBounds, FollowsTileLoopsOverPointers) {
  EXPECT_EQ(extentOf("for (int b = 0; b < N; b += 8) {\n"
                     "  for (int j = 0; j < 8; ++j) p[j] = 0;\n  p += 8;\n}\n"),
            "w 8 * ceil_div(N, 8)");
}

TEST(IndexBounds, DoesNotTrustALoopVariableThatTheBodyChanges) {
  EXPECT_EQ(extentOf("for (int i = 0; i < N; ++i) { i += C; p[i] = 0; }\n"),
            "w N + C");
}

TEST(IndexBounds, DoesNotBoundALoopWithoutCondition) {
  EXPECT_EQ(extentOf("for (int i = 0;; ++i) { p[i] = 0; if (q[i] > 0) break; "
                     "}\n"),
            "w ?");
}

TEST(IndexBounds, CountsDownwards) {
  EXPECT_EQ(extentOf("for (int i = N - 1; i >= 0; --i) p[i] = 0;\n"), "w N");
  EXPECT_EQ(extentOf("for (int s = N / 2; s > 0; s >>= 1) p[s] = 0;\n"),
            "w N / 2 + 1");
}

TEST(IndexBounds, FollowsDeviceFunctions) {
  const char *Helper =
      "__device__ void put(float *to, int at, float v) { to[at] = v; }\n"
      "__device__ int half(int x) { return x / 2; }\n";
  EXPECT_EQ(extentOf(std::string(Index) + "if (i < N) put(p + C, i, 1);\n", "p",
                     Helper),
            "w N + C");
  EXPECT_EQ(extentOf(std::string(Index) + "if (i < 2 * N) p[half(i)] = 1;\n",
                     "p", Helper),
            "w N");
}

TEST(IndexBounds, DoesNotCarryACalleesGuardBack) {
  const char *Helper = "__device__ void check(int at, int n) "
                       "{ if (threadIdx.x >= n) return; }\n";
  EXPECT_EQ(extentOf("check(0, N); p[threadIdx.x] = 0;\n", "p", Helper), "w ?");
}

TEST(IndexBounds, KeepsAssignmentsThroughReferences) {
  const char *Helper = "__device__ void next(int &at) { at = at + 1; }\n";
  EXPECT_EQ(extentOf(std::string(Index) + "if (i < N) { next(i); p[i] = 0; }\n",
                     "p", Helper),
            "w N + 1");
}

TEST(IndexBounds, FollowsLambdas) {
  EXPECT_EQ(extentOf(std::string(Index) +
                     "auto put = [&](int at) { p[at] = 0; };\n"
                     "if (i < N) put(i);\n"),
            "w N");
}

TEST(IndexBounds, JoinsBothPointersOfAChoice) {
  const char *Body = "const float *from = C ? q : p;\nif (threadIdx.x < N) "
                     "{ float v = from[threadIdx.x]; p[0] = v; }\n";
  EXPECT_EQ(extentOf(Body), "rw N");
  EXPECT_EQ(extentOf(Body, "q"), "r N");
}

TEST(IndexBounds, FollowsPointersThatLoopsExchange) {
  const char *Code = "__global__ void k(float *p, float *q, int N) {\n"
                     "  float *a = p, *b = q;\n"
                     "  for (int i = 0; i < N; ++i) { a[i] = b[i];\n"
                     "    float *t = a; a = b; b = t; }\n}\n";
  // Each of both is read and written in turn; how far is not followed.
  EXPECT_EQ(extentIn(Code, "p"), "rw ?");
  EXPECT_EQ(extentIn(Code, "q"), "rw ?");
}

TEST(IndexBounds, KnowsAtomicsAndCachedLoads) {
  const char *Before = "__device__ float atomicAdd(float *p, float v);\n"
                       "__device__ float __ldg(const float *p);\n"
                       "__device__ void __stcs(float *p, float v);\n";
  EXPECT_EQ(extentOf(std::string(Index) +
                         "if (i < N) atomicAdd(p + i, __ldg(&q[i]));\n",
                     "p", Before),
            "rw N");
  EXPECT_EQ(extentOf(std::string(Index) +
                         "if (i < N) atomicAdd(p + i, __ldg(&q[i]));\n",
                     "q", Before),
            "r N");
  EXPECT_EQ(extentOf(std::string(Index) + "if (i < N) __stcs(p + i, 1);\n", "p",
                     Before),
            "w N");
}

TEST(IndexBounds, WhatADivisionLeavesIsBelowTheDivisor) {
  const char *Code =
      "__global__ void k(float *out, const char *in, int ne, int ne00,"
      " int ne01, int ne02, int nb00, int nb01, int nb02, int nb03) {\n"
      "  const long i = blockIdx.x * blockDim.x + threadIdx.x;\n"
      "  if (i >= ne) return;\n"
      "  const long i03 = i/(ne00*ne01*ne02);\n"
      "  const long i02 = (i - i03*ne00*ne01*ne02)/(ne00*ne01);\n"
      "  const long i01 = (i - i03*ne00*ne01*ne02 - i02*ne01*ne00) / ne00;\n"
      "  const long i00 = i - i03*ne00*ne01*ne02 - i02*ne01*ne00 - i01*ne00;\n"
      "  out[i] = in[i00*nb00 + i01*nb01 + i02*nb02];\n}\n";
  EXPECT_EQ(
      extentIn(Code, "in"),
      "r ne00 * nb00 + ne01 * nb01 + ne02 * nb02 - nb00 - nb01 - nb02 + 1");
}

TEST(IndexBounds, GivesUpOnPointersThatEscape) {
  EXPECT_EQ(extentOf("float *all[2] = {p, p + 1}; all[N][C] = 0; p[0] = 1;\n"),
            "rw ?");
  EXPECT_EQ(extentOf("unseen(p); p[0] = 1;\n", "p",
                     "__device__ void unseen(float *);\n"),
            "rw ?");
}

TEST(IndexBounds, KeepsIntegersReadAsIndicesInTheirDomain) {
  const char *Code =
      "__global__ void k(float *out, const int *ids, const float *table, int N,"
      " int C, int V) {\n"
      "  int i = blockIdx.x * blockDim.x + threadIdx.x;\n"
      "  if (i < N) for (int c = 0; c < C; ++c)\n"
      "    out[i * C + c] = table[ids[i] * C + c];\n}\n";
  EXPECT_EQ(extentIn(Code, "table"), "r C * V");
  Inventory I = analyzed(Code);
  const ParameterModel &Ids = kernel(I, "k").Parameters[1];
  EXPECT_EQ(Ids.Domain.Values, ValueDomain::Kind::IndexBelow);
  ASSERT_TRUE(Ids.Domain.Bound.has_value());
  EXPECT_EQ(Ids.Domain.Bound->str(), "V");
}

TEST(IndexBounds, FindsTheDimensionThatAnIndexRunsOver) {
  const char *Code =
      "__global__ void k(float *loss, const float *probs, const int *targets,"
      " int B, int Q) {\n"
      "  int i = blockIdx.x * blockDim.x + threadIdx.x;\n"
      "  if (i < B) loss[i] = probs[i * Q + targets[i]];\n}\n";
  EXPECT_EQ(extentIn(Code, "probs"), "r B * Q");
  Inventory I = analyzed(Code);
  const ParameterModel &Targets = kernel(I, "k").Parameters[2];
  ASSERT_TRUE(Targets.Domain.Bound.has_value());
  EXPECT_EQ(Targets.Domain.Bound->str(), "Q");
}

TEST(IndexBounds, UsesTheGridOfTheLaunches) {
  EXPECT_EQ(extentIn("__global__ void k(float *p, int rows) "
                     "{ p[blockIdx.x] = rows; }\n"
                     "void run(float *p, int B, int T) "
                     "{ k<<<B * T, 32>>>(p, B * T); }\n",
                     "p"),
            "w rows");
}

TEST(IndexBounds, HasNoExtentWhereTheGridIsNotKnown) {
  EXPECT_EQ(
      extentIn("__global__ void k(float *p) { p[blockIdx.x] = 1; }\n", "p"),
      "w ?");
}

TEST(IndexBounds, FollowsViewsOfAMatrix) {
  const std::string View =
      "struct View {\n"
      "  float *data; const int width; int shift;\n"
      "  __device__ View(float *data, int width)\n"
      "      : data(data), width(width), shift(0) {}\n"
      "  __device__ float at(int r, int c) const { return *place(r, c); }\n"
      "  __device__ float *place(int r, int c) const\n"
      "  { return &data[r * width + c]; }\n"
      "  __device__ void set(int r, int c, float v)\n"
      "  { data[r * this->width + c] = v; }\n"
      "  __device__ float unknown(int r) const;\n"
      "};\n"
      "__device__ float read(const View &v, int r) { return v.at(r, 0); }\n";
  const char *Kernel =
      "template <bool Both> __global__ void k(float *out, float *in, int rows,"
      " int cols) {\n"
      "  View o(out, cols), i(in, cols);\n"
      "  int r = blockIdx.x, c = threadIdx.x;\n"
      "  if (r < rows && c < cols) o.set(r, c, i.at(r, c) + read(i, r));\n}\n"
      "template __global__ void k<true>(float *, float *, int, int);\n";
  EXPECT_EQ(extentIn(View + Kernel, "out"), "w rows * cols");
  EXPECT_EQ(extentIn(View + Kernel, "in"), "r rows * cols");
  EXPECT_EQ(extentIn(View + "__global__ void k(float *p, int n)\n"
                            "{ View v(p, n); p[0] = v.unknown(n); }\n",
                     "p"),
            "rw ?");
}
