//===- ArgumentModelTest.cpp ----------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalyzedCode.h"
#include <gtest/gtest.h>

using namespace perfclaim;

namespace {

/// The model of the parameter of `k`, whose type and name are \p Parameter.
ParameterModel modelOf(llvm::StringRef Parameter, llvm::StringRef Before = "") {
  Inventory I = analyzed(
      (Before + "__global__ void k(" + Parameter + ") { (void)0; }\n").str());
  const Kernel &K = kernel(I, "k");
  EXPECT_EQ(K.Parameters.size(), 1u);
  return K.Parameters.empty() ? ParameterModel() : K.Parameters[0];
}

const ParameterModel &find(const std::vector<ParameterModel> &Models,
                           llvm::StringRef Name) {
  static const ParameterModel None;
  for (const ParameterModel &M : Models)
    if (M.Name == Name)
      return M;
  ADD_FAILURE() << "no parameter " << Name.str();
  return None;
}

std::string extent(const ParameterModel &M) {
  return M.Extent ? M.Extent->str() : "?";
}

ValueDomain::Kind valuesIn(const char *Code, unsigned Parameter) {
  return kernel(analyzed(Code), "k").Parameters[Parameter].Domain.Values;
}

TEST(ArgumentModel, IntegersThatAreOnlyTestedAreFlags) {
  const char *Code =
      "__device__ bool left(const int *skip, int i) { return skip[i] == 1; }\n"
      "__global__ void k(float *out, const int *finished, const int *skip,\n"
      "                  const int *kind, int N) {\n"
      "  int i = blockIdx.x * blockDim.x + threadIdx.x;\n"
      "  if (i >= N || finished[i] || left(skip, i)) return;\n"
      "  if (kind[i]) out[i] = kind[i];\n}\n";
  EXPECT_EQ(valuesIn(Code, 1), ValueDomain::Kind::Boolean);
  EXPECT_EQ(valuesIn(Code, 2), ValueDomain::Kind::Boolean) << "in a function";
  EXPECT_EQ(valuesIn(Code, 3), ValueDomain::Kind::Any) << "its value counts";
}

TEST(ArgumentModel, IntegersThatGoElsewhereAreNoFlags) {
  const char *Code =
      "__device__ bool unseen(const int *finished, int i);\n"
      "__global__ void k(float *out, const int *finished, const int *other,\n"
      "                  int N) {\n"
      "  int i = blockIdx.x * blockDim.x + threadIdx.x;\n"
      "  if (i >= N || finished[i] || unseen(finished, i)) return;\n"
      "  if (other && other[i] == 7) return;\n"
      "  out[i] = 1;\n}\n";
  EXPECT_EQ(valuesIn(Code, 1), ValueDomain::Kind::Any);
  EXPECT_EQ(valuesIn(Code, 2), ValueDomain::Kind::Any) << "7 is neither";
}

} // namespace

TEST(ArgumentModel, KnowsIntegersAndTheirNames) {
  EXPECT_EQ(modelOf("size_t n").Kind, ValueKind::Integer);
  EXPECT_EQ(modelOf("size_t n").Element, ElementKind::UInt64);
  EXPECT_EQ(modelOf("bool causal").Role, ParameterRole::Flag);
  EXPECT_EQ(modelOf("int row_stride").Role, ParameterRole::Stride);
  EXPECT_EQ(modelOf("int repeat").Role, ParameterRole::RepeatCount);
  EXPECT_EQ(modelOf("int is_neox").Role, ParameterRole::Flag);
  // The member `n` of an object, and a word that ends like a question.
  EXPECT_NE(modelOf("int this_n").Role, ParameterRole::Flag);
  EXPECT_NE(modelOf("int axis_length").Role, ParameterRole::Flag);
  EXPECT_EQ(modelOf("E e", "enum class E : char { A, B };\n").Kind,
            ValueKind::Integer);
}

TEST(ArgumentModel, BytesThatAreUsedAsOneTypeAreOfThatType) {
  Inventory I = analyzed(
      "struct float4 { float x, y, z, w; };\nstruct uint2 { unsigned x, y; };\n"
      "struct block { float d; signed char q[8]; };\n"
      "__global__ void k(void *dst, const char *ids, const void *wide,\n"
      "                  const void *both, const void *blocks,\n"
      "                  const char *text, const void *carried, int N) {\n"
      "  int i = blockIdx.x * blockDim.x + threadIdx.x;\n"
      "  if (i >= N) return;\n"
      "  float sum = ((const float4 *)wide)[i].x + ((const float *)wide)[i];\n"
      "  sum += ((const float *)both)[i] + ((const int *)both)[i];\n"
      "  sum += ((const block *)blocks)[i].d + text[i];\n"
      "  sum += ((const uint2 *)carried)[i].x;\n"
      "  ((float *)dst)[*(const int *)(ids + 4 * i)] = sum;\n}\n");
  const std::vector<ParameterModel> &P = kernel(I, "k").Parameters;
  EXPECT_EQ(P[0].Element, ElementKind::Float32);
  EXPECT_EQ(P[0].Type, "void *") << "what it is declared as stays";
  EXPECT_EQ(P[1].Element, ElementKind::Int32);
  EXPECT_EQ(P[1].ElementSize, 4u);
  EXPECT_EQ(extent(P[1]), "N") << "in elements";
  EXPECT_EQ(P[1].Domain.Values, ValueDomain::Kind::IndexBelow);
  EXPECT_EQ(P[2].Element, ElementKind::Float32) << "in vectors, too";
  for (unsigned Left : {3, 4, 5, 6})
    EXPECT_EQ(P[Left].ElementSize, 1u) << P[Left].Name;
}

TEST(ArgumentModel, AnIndexIsAsLargeAsWhatStandsInForIt) {
  Inventory I = analyzed(
      "__global__ void k(float *p, const int *ids, int N, int C) {\n"
      "  int at = ids ? ids[blockIdx.x] : blockIdx.x;\n"
      "  for (int c = threadIdx.x; c < C; c += blockDim.x) p[at * C + c] = 0;\n"
      "}\nvoid f(float *p, const int *ids, int N, int C) {\n"
      "  k<<<N, 32>>>(p, ids, N, C);\n}\n");
  const std::vector<ParameterModel> &P = function(I, "f").Parameters;
  EXPECT_EQ(extent(P[0]), "N * C");
  ASSERT_EQ(P[1].Domain.Values, ValueDomain::Kind::IndexBelow);
  EXPECT_EQ(P[1].Domain.Bound->str(), "N");
}

TEST(ArgumentModel, WhatDividesIsPositive) {
  Inventory I = analyzed("int half(int x, int by) { return x / by; }\n"
                         "__global__ void k(float *p, int ratio, int other) {\n"
                         "  p[blockIdx.x / ratio] = other; }\n"
                         "void f(float *p, int ratio, int other, int group) {\n"
                         "  k<<<half(64, group), 1>>>(p, ratio, other); }\n");
  const std::vector<ParameterModel> &P = function(I, "f").Parameters;
  EXPECT_EQ(P[1].Domain.Values, ValueDomain::Kind::Positive);
  EXPECT_EQ(P[2].Domain.Values, ValueDomain::Kind::Any);
  EXPECT_EQ(P[3].Domain.Values, ValueDomain::Kind::Positive) << "in a callee";
}

TEST(ArgumentModel, RowsAFunctionsResultApartAreTakenForContiguous) {
  Inventory I =
      analyzed("extern \"C\" unsigned long row_size(int type, long n);\n"
               "extern \"C\" unsigned long other(float x);\n"
               "__global__ void k(const char *x, float *y, int N, long C, long "
               "bytes) {\n"
               "  for (int c = threadIdx.x; c < C / 32; c += blockDim.x)\n"
               "    y[c] = *(const float *)(x + blockIdx.x * bytes + 18 * c);\n"
               "}\nvoid f(const char *x, float *y, int N, long C) {\n"
               "  k<<<N, 32>>>(x, y, N, C, row_size(2, C));\n}\n"
               "void g(const char *x, float *y, int N, long C) {\n"
               "  k<<<N, 32>>>(x, y, N, C, other(0.5f));\n}\n");
  const ParameterModel &X = function(I, "f").Parameters[0];
  ASSERT_TRUE(X.Extent);
  const std::map<std::string, int64_t> Sizes = {{"N", 3}, {"C", 64}};
  EXPECT_GE(X.Extent->evaluate(Sizes).value_or(0) * X.ElementSize, 3 * 36 - 14);
  EXPECT_EQ(X.ExtentConfidence, Confidence::Assumed);
  EXPECT_FALSE(function(I, "g").Parameters[0].Extent);
}

TEST(ArgumentModel, SpellsTypesForFileScope) {
  const char *Before = "namespace ns { struct half2 { unsigned x; }; }\n"
                       "using namespace ns;\n";
  ParameterModel M = modelOf("const half2 *__restrict__ v", Before);
  EXPECT_EQ(M.Kind, ValueKind::Pointer);
  EXPECT_EQ(M.Type, "const ns::half2 *");
  EXPECT_EQ(M.ElementType, "ns::half2");
  EXPECT_EQ(M.Element, ElementKind::Bytes);
  EXPECT_EQ(M.ElementSize, 4u);
  EXPECT_TRUE(M.Const);
  EXPECT_TRUE(M.Restrict);
}

TEST(ArgumentModel, TellsStreamsHandlesAndHalvesByTheirRecords) {
  EXPECT_EQ(modelOf("cudaStream_t s").Kind, ValueKind::Stream);
  EXPECT_EQ(modelOf("cublasHandle_t h", "typedef struct cublasContext "
                                        "*cublasHandle_t;\n")
                .Kind,
            ValueKind::Handle);
  const char *Half = "struct __half { unsigned short x; };\n";
  EXPECT_EQ(modelOf("const __half *p", Half).Element, ElementKind::Float16);
  EXPECT_EQ(modelOf("__half v", Half).Kind, ValueKind::Struct);
}

TEST(ArgumentModel, CannotMakeWhatHoldsPointers) {
  EXPECT_EQ(modelOf("S s", "struct S { float *p; };\n").Kind,
            ValueKind::Opaque);
  EXPECT_EQ(modelOf("S *s", "struct S { float *p; };\n").Kind,
            ValueKind::Opaque);
  EXPECT_EQ(modelOf("float **p").Kind, ValueKind::Opaque);
  EXPECT_EQ(modelOf("void (*f)(int)").Kind, ValueKind::Opaque);
  EXPECT_EQ(modelOf("S s", "struct S { int a[3]; };\n").Kind,
            ValueKind::Struct);
}

TEST(ArgumentModel, TakesTheTypesOfAnInstantiation) {
  Inventory I = analyzed("template <class T> __global__ void k(T *p, int n) "
                         "{ if (threadIdx.x < n) p[threadIdx.x] = 0; }\n"
                         "void run(double *p, int n) { k<<<1, n>>>(p, n); }\n");
  const ParameterModel &P = find(kernel(I, "k").Parameters, "p");
  EXPECT_EQ(P.Type, "double *");
  EXPECT_EQ(P.Element, ElementKind::Float64);
  EXPECT_EQ(extent(P), "n");
}

TEST(ArgumentModel, MapsALauncherThroughItsLaunch) {
  Inventory I = analyzed(
      "__global__ void k(float *out, const float *in, int N, int C) {\n"
      "  int i = blockIdx.x * blockDim.x + threadIdx.x;\n"
      "  if (i < N) for (int c = 0; c < C; ++c) out[i * C + c] = in[c]; }\n"
      "void run(float *out, const float *in, int B, int T, int C) {\n"
      "  const int N = B * T;\n"
      "  k<<<(N + 255) / 256, 256>>>(out, in, N, C); }\n");
  const auto &Models = function(I, "run").Parameters;
  EXPECT_EQ(extent(find(Models, "out")), "B * T * C");
  EXPECT_EQ(find(Models, "out").Role, ParameterRole::Output);
  EXPECT_EQ(extent(find(Models, "in")), "C");
  EXPECT_EQ(find(Models, "in").Role, ParameterRole::Input);
  EXPECT_EQ(find(Models, "B").Role, ParameterRole::Size);
}

TEST(ArgumentModel, ReadsExtentsOffCopiesAndClears) {
  Inventory I = analyzed(
      "extern \"C\" int cudaMemset(void *p, int v, size_t n);\n"
      "__global__ void k(float *p) { p[0] = 1; }\n"
      "void run(float *p, int n) { cudaMemset(p, 0, n * sizeof(float));\n"
      "  k<<<1, 1>>>(p); }\n");
  EXPECT_EQ(extent(find(function(I, "run").Parameters, "p")), "n");
}

TEST(ArgumentModel, ReadsExtentsOffMatrixProducts) {
  Inventory I = analyzed(
      "typedef struct cublasContext *cublasHandle_t;\n"
      "enum cublasOperation_t { CUBLAS_OP_N, CUBLAS_OP_T };\n"
      "extern \"C\" int cublasSgemm(cublasHandle_t handle, cublasOperation_t "
      "transa, cublasOperation_t transb, int m, int n, int k, const float "
      "*alpha, const float *A, int lda, const float *B, int ldb, const float "
      "*beta, float *C, int ldc);\n"
      "__global__ void k(float *p) { p[0] = 1; }\n"
      "void run(cublasHandle_t h, float *out, const float *w, const float *in,"
      " int N, int C, int OC) {\n"
      "  const float one = 1.0f, zero = 0.0f;\n"
      "  cublasSgemm(h, CUBLAS_OP_T, CUBLAS_OP_N, OC, N, C, &one, w, C, in, C,"
      " &zero, out, OC);\n  k<<<1, 1>>>(out); }\n");
  const auto &Models = function(I, "run").Parameters;
  EXPECT_EQ(extent(find(Models, "out")), "N * OC");
  EXPECT_EQ(extent(find(Models, "w")), "C * OC");
  EXPECT_EQ(extent(find(Models, "in")), "N * C");
  EXPECT_FALSE(find(Models, "out").Read);
}

TEST(ArgumentModel, TakesAllocationsOfCallersWhereTheBodyTellsNothing) {
  Inventory I = analyzed(
      "__device__ void unseen(float *);\n"
      "__global__ void k(float *p, int n) { unseen(p); }\n"
      "void run(float *p, int n) { k<<<1, n>>>(p, n); }\n"
      "int main() { int B = 8, T = 64; float *d;\n"
      "  cudaMalloc((void **)&d, B * T * sizeof(float)); run(d, B * T); }\n");
  const ParameterModel &P = find(function(I, "run").Parameters, "p");
  EXPECT_EQ(extent(P), "n");
  EXPECT_EQ(P.ExtentConfidence, Confidence::Likely);
  ASSERT_FALSE(P.Because.empty());
  EXPECT_EQ(P.Because[0].Text,
            "allocated as `cudaMalloc((void **)&d, B * T * sizeof(float))`");
  EXPECT_EQ(P.Because[0].Place, (SourcePlace{"unit.cu", 5}));
}

TEST(ArgumentModel, TakesAllocationsThatGoWithTheDeviceAsTheyAreOnTheLargest) {
  Inventory I = analyzed(
      "struct cudaDeviceProp { int multiProcessorCount, warpSize; };\n"
      "int sms;\n"
      "__device__ void unseen(float *);\n"
      "__global__ void k(float *p, float *q, int C) { unseen(p); unseen(q); }\n"
      "void run(float *p, float *q, int C) { k<<<sms, 32>>>(p, q, C); }\n"
      "int main() { int C = 64; float *p, *q; cudaDeviceProp prop;\n"
      "  sms = prop.multiProcessorCount;\n"
      "  cudaMalloc((void **)&p, sms * (2 * C + 1) * sizeof(float));\n"
      "  cudaMalloc((void **)&q, prop.warpSize * C * sizeof(float));\n"
      "  run(p, q, C); }\n");
  const auto &Models = function(I, "run").Parameters;
  EXPECT_EQ(extent(find(Models, "p")), "384 * C + 192");
  EXPECT_EQ(extent(find(Models, "q")), "32 * C");
}

TEST(ArgumentModel, IsCertainWhereBodyAndAllocationAgree) {
  Inventory I = analyzed(
      "__global__ void k(float *p, int n) {\n"
      "  int i = blockIdx.x * blockDim.x + threadIdx.x;\n"
      "  if (i < n) p[i] = 1; }\n"
      "int main() { int n = 100; float *d;\n"
      "  cudaMalloc((void **)&d, n * sizeof(float)); k<<<4, 32>>>(d, n); }\n");
  const ParameterModel &P = find(kernel(I, "k").Parameters, "p");
  EXPECT_EQ(extent(P), "n");
  EXPECT_EQ(P.ExtentConfidence, Confidence::Certain);
}

TEST(ArgumentModel, NeverTakesASmallerAllocationThanTheBodyNeeds) {
  Inventory I = analyzed(
      "__global__ void k(float *p, int n) {\n"
      "  int i = blockIdx.x * blockDim.x + threadIdx.x;\n"
      "  if (i < n) p[i + 1] = 1; }\n"
      "int main() { int n = 100; float *d;\n"
      "  cudaMalloc((void **)&d, n * sizeof(float)); k<<<1, 32>>>(d, n); }\n");
  EXPECT_EQ(extent(find(kernel(I, "k").Parameters, "p")), "n + 1");
}

TEST(ArgumentModel, LeavesOutAPointerToPointersThatMayBeNull) {
  Inventory I =
      analyzed("__global__ void k(float *p, float **others, int n) {\n"
               "  float *q = others != nullptr ? others[0] : p; q[n] = 1; }\n"
               "void run(float *p, float **others, int n) {\n"
               "  k<<<1, 32>>>(p, others, n); }\n"
               "__global__ void needs(float **all, int n) { all[0][n] = 1; }\n"
               "void call(float **all, int n) { needs<<<1, 32>>>(all, n); }\n");
  const ParameterModel &P = find(function(I, "run").Parameters, "others");
  EXPECT_EQ(P.Kind, ValueKind::Default);
  ASSERT_FALSE(P.Because.empty());
  EXPECT_EQ(P.Because[0].Place, (SourcePlace{"unit.cu", 2}));
  EXPECT_TRUE(I.Launches[0].Slice.Usable) << I.Launches[0].Slice.WhyNot;
  EXPECT_EQ(find(function(I, "call").Parameters, "all").Kind,
            ValueKind::Opaque);
  EXPECT_FALSE(I.Launches[1].Slice.Usable);
}

TEST(ArgumentModel, MakesAStructureByDefaultWherePointersAreNullThen) {
  Inventory I = analyzed(
      "struct Fusion { const float *bias = nullptr; int op; };\n"
      "struct Table { const float *rows; };\n"
      "__global__ void k(float *p, Fusion f) { if (f.bias) p[0] = 1; }\n"
      "void run(float *p, const Fusion &f) { k<<<1, 1>>>(p, f); }\n"
      "__global__ void t(float *p, Table f) { p[0] = f.rows[0]; }\n"
      "void use(float *p, Table f) { t<<<1, 1>>>(p, f); }\n");
  EXPECT_EQ(find(function(I, "run").Parameters, "f").Kind, ValueKind::Default);
  EXPECT_EQ(find(function(I, "use").Parameters, "f").Kind, ValueKind::Opaque);
}

TEST(ArgumentModel, CollectsConstantsOfCallSites) {
  Inventory I = analyzed(
      "extern \"C\" int atoi(const char *);\n"
      "__global__ void k(float *p, int n, int b) { p[n] = b; }\n"
      "void run(float *p, int n, int b) { k<<<1, b>>>(p, n, b); }\n"
      "void other(float *p) { run(p, 512, 7); }\n"
      "int main(int argc, char **argv) { float *d = nullptr;\n"
      "  int sizes[] = {32, 64}; int n = argc > 1 ? atoi(argv[1]) : 1024;\n"
      "  for (int j = 0; j < 2; ++j) { int b = sizes[j]; run(d, n, b); } }\n");
  const auto &Models = function(I, "run").Parameters;
  EXPECT_EQ(find(Models, "n").SeenValues, (std::vector<int64_t>{1024, 512}));
  EXPECT_EQ(find(Models, "b").SeenValues, (std::vector<int64_t>{32, 64, 7}));
}

TEST(ArgumentModel, SeesThroughADispatcher) {
  Inventory I = analyzed(
      "__global__ void k(float *p, int n) {\n"
      "  int i = blockIdx.x * blockDim.x + threadIdx.x; if (i < n) p[i] = 1;"
      " }\n"
      "void one(float *p, int n) { k<<<n, 1>>>(p, n); }\n"
      "void run(int which, float *p, int n) {\n"
      "  switch (which) { case 1: one(p, n); break; default: exit(1); } }\n"
      "int main() { int N = 64; float *d; cudaMalloc((void **)&d, 4 * N);\n"
      "  run(1, d, N); }\n");
  EXPECT_EQ(extent(find(function(I, "run").Parameters, "p")), "n");
  EXPECT_EQ(find(function(I, "one").Parameters, "n").SeenValues,
            (std::vector<int64_t>{64}));
}
