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
