//===- LaunchSliceTest.cpp ------------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalyzedCode.h"
#include <gtest/gtest.h>

using namespace perfclaim;

namespace {

/// The slice of the only launch; checks that it compiles after the unit where
/// it says that it is usable.
LaunchSlice sliceIn(const std::string &Code) {
  Inventory I = analyzed(Code);
  EXPECT_EQ(I.Launches.size(), 1u);
  if (I.Launches.empty())
    return {};
  LaunchSlice S = I.Launches[0].Slice;
  if (!S.Usable)
    return S;
  std::string Shim = Code + "\nvoid pc_shim(";
  for (const ParameterModel &M : S.Variables)
    Shim += (&M == &S.Variables[0] ? "" : ", ") + M.Type + " " + M.Name;
  Shim += ") {\n";
  for (const std::string &Line : S.Preamble)
    Shim += "  " + Line + "\n";
  Shim += "  " + S.Callee + "<<<" + S.Grid + ", " + S.Block + ", " +
          (S.Shared.empty() ? "0" : S.Shared) + ", " +
          (S.Stream.empty() ? "0" : S.Stream) + ">>>(";
  for (const std::string &Argument : S.Arguments)
    Shim += (&Argument == &S.Arguments[0] ? "" : ", ") + Argument;
  Shim += ");\n}\n";
  SCOPED_TRACE(Shim);
  withUnit(Shim, View::Host, [](ParsedUnit &) {});
  return S;
}

const std::string PlainKernel =
    "__global__ void k(float *out, int n) "
    "{ if (threadIdx.x < n) out[threadIdx.x] = 1; }\n";

std::string names(const LaunchSlice &S) {
  std::string Result;
  for (const ParameterModel &M : S.Variables)
    Result += (Result.empty() ? "" : ", ") + M.Type + " " + M.Name;
  return Result;
}

} // namespace

TEST(LaunchSlice, NamesTheTemplateThatAVariableHolds) {
  LaunchSlice S = sliceIn(
      "template <int N, typename T> __global__ void k(T *p) { p[0] = N; }\n"
      "template <typename T> void run(T *p) {\n"
      "  constexpr int Wide = 8;\n"
      "  auto kernel = k<Wide, T>;\n"
      "  kernel<<<4, 32>>>(p);\n}\n");
  EXPECT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(S.Callee, "k<(8), float>");
}

TEST(LaunchSlice, CountsOnACopyOfTheCallersCounter) {
  Inventory I =
      analyzed("__global__ void k(float *p, int at) { p[at] = 1; }\n"
               "void run(float *p, int &next) { k<<<1, 1>>>(p, next++); }\n"
               "void loop(float *p) { int i = 0; k<<<1, 1>>>(p, i++); }\n");
  ASSERT_EQ(I.Launches.size(), 2u);
  EXPECT_TRUE(I.Launches[0].Slice.Usable) << I.Launches[0].Slice.WhyNot;
  EXPECT_EQ(I.Launches[0].Slice.Arguments,
            (std::vector<std::string>{"p", "next++"}));
  EXPECT_FALSE(I.Launches[1].Slice.Usable);
}

TEST(LaunchSlice, FoldsLocalsIntoTheTexts) {
  LaunchSlice S =
      sliceIn(PlainKernel +
              "void run(float *out, int rows, int cols, cudaStream_t s) {\n"
              "  const int block = 256; int n = rows * cols;\n"
              "  int grid = (n + block - 1) / block;\n"
              "  k<<<grid, block, n * sizeof(float), s>>>(out, n); }\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(S.Callee, "k");
  EXPECT_EQ(S.Arguments, (std::vector<std::string>{"out", "(rows * cols)"}));
  EXPECT_EQ(names(S), "float * out, int rows, int cols, cudaStream_t s");
  EXPECT_EQ(S.Variables[0].Extent ? S.Variables[0].Extent->str() : "?",
            "rows * cols");
}

TEST(LaunchSlice, KeepsTheConversionOfAFoldedLocal) {
  LaunchSlice S =
      sliceIn("__global__ void k(float *p, size_t n) { p[n] = 1; }\n"
              "void run(float *p, int rows) {\n"
              "  size_t n = rows; k<<<1, 32>>>(p, n * n); }\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(S.Arguments[1], "((size_t)(rows)) * ((size_t)(rows))");
}

TEST(LaunchSlice, LeavesVaryingLocalsOpen) {
  LaunchSlice S = sliceIn(PlainKernel + "void run(float *out, int n) {\n"
                                        "  for (int i = 0; i < n; i += 7)\n"
                                        "    k<<<1, 32>>>(out, i); }\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(names(S), "float * out, int i");
}

TEST(LaunchSlice, FoldsABlockSizeThatIfDecides) {
  LaunchSlice S =
      sliceIn(PlainKernel + "void run(float *out, int n) {\n"
                            "  int block; if (n > 512) block = 512; "
                            "else block = 64;\n"
                            "  k<<<1, block>>>(out, n); }\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_NE(S.Block.find("(n > 512) ? (512) : (64)"), std::string::npos)
      << S.Block;
  EXPECT_EQ(names(S), "float * out, int n");
}

TEST(LaunchSlice, FollowsDim3ThatIsSetMemberByMember) {
  LaunchSlice S =
      sliceIn(PlainKernel + "void run(float *out, int n) {\n"
                            "  dim3 grid(1); grid.x = n / 2; grid.y = "
                            "3;\n"
                            "  dim3 block(32, 2);\n"
                            "  k<<<grid, block>>>(out, n); }\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(S.Grid, "dim3(n / 2, 3, 1)");
  EXPECT_EQ(S.Block, "dim3(32, 2, 1)");
}

TEST(LaunchSlice, QualifiesNamesOfNamespaces) {
  LaunchSlice S = sliceIn(
      "namespace a { namespace b {\n"
      "constexpr int kBlock = 128; enum Mode { Fast };\n"
      "inline int blocks(int n) { return n / kBlock; }\n"
      "struct P { int x; };\n" +
      PlainKernel +
      "void run(P *out, int n) { k<<<blocks(n), kBlock>>>((float *)out, n + "
      "Fast + (int)sizeof(P)); }\n} }\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(S.Callee, "a::b::k");
  EXPECT_NE(S.Grid.find("a::b::blocks(n)"), std::string::npos) << S.Grid;
  EXPECT_NE(S.Block.find("a::b::kBlock"), std::string::npos) << S.Block;
}

TEST(LaunchSlice, TakesMembersOfWhatCannotBeMadeForVariables) {
  LaunchSlice S =
      sliceIn("struct Tensor { float *data; int ne[4]; int rows() const; };\n" +
              PlainKernel +
              "void run(Tensor *src, const Tensor &dst) {\n"
              "  const int rows = dst.rows();\n"
              "  k<<<rows, 32>>>(src->data, src->ne[0]); }\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(names(S), "float * src_data, int src_ne_0, int rows");
  EXPECT_EQ(S.Arguments[0], "src_data");
  EXPECT_EQ(S.Variables[0].Extent ? S.Variables[0].Extent->str() : "?",
            "src_ne_0");
}

TEST(LaunchSlice, TakesTheInstantiationOfATemplateLauncher) {
  LaunchSlice S =
      sliceIn("template <class T, int N> __global__ void k(T *p, int n) "
              "{ if (threadIdx.x < n) p[threadIdx.x] = N; }\n"
              "template <class T> void run(T *p, int n) "
              "{ k<T, 64><<<1, 64, n * sizeof(T)>>>(p, n); }\n"
              "template void run<double>(double *, int);\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(S.Callee, "k<double, 64>");
  EXPECT_EQ(S.Shared, "n * sizeof(double)");
  EXPECT_EQ(names(S), "double * p, int n");
}

TEST(LaunchSlice, ChoosesTypesByConventionWithoutInstantiation) {
  LaunchSlice S = sliceIn(
      "template <class T, int N> __global__ void k(T *p, int n) "
      "{ if (threadIdx.x < n) p[threadIdx.x] = N; }\n"
      "template <typename scalar_t, int N = 8> void run(scalar_t *p, int n) "
      "{ k<scalar_t, N><<<1, 64>>>(p, n); }\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(S.Callee, "k<float, 8>");
  EXPECT_EQ(names(S), "float * p, int n");
}

TEST(LaunchSlice, SaysWhichTemplateParameterHasNoValue) {
  LaunchSlice S = sliceIn("template <int N> __global__ void k(float *p) "
                          "{ p[N] = N; }\n"
                          "template <int N> void run(float *p) "
                          "{ k<N><<<1, 64>>>(p); }\n");
  EXPECT_FALSE(S.Usable);
  EXPECT_EQ(S.WhyNot,
            "kernel: template parameter `N` has no value in this unit");
}

TEST(LaunchSlice, FoldsThroughLambdas) {
  LaunchSlice S =
      sliceIn(PlainKernel + "void run(float *out, int n) {\n"
                            "  int m = n * 2;\n"
                            "  auto go = [&](int block) { k<<<1, 32>>>"
                            "(out, m); }; go(1); }\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(S.Arguments[1], "(n * 2)");
}

TEST(LaunchSlice, KeepsSizesOfMainOpen) {
  LaunchSlice S =
      sliceIn(PlainKernel +
              "int main() { const int n = 4096; const int block = 128; float "
              "*d;\n  cudaMalloc((void **)&d, n * sizeof(float));\n"
              "  k<<<n / block, block>>>(d, n); }\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(names(S), "float * d, int n");
  EXPECT_EQ(S.Variables[1].SeenValues, (std::vector<int64_t>{4096}));
  EXPECT_EQ(S.Variables[0].Extent ? S.Variables[0].Extent->str() : "?", "n");
}

TEST(LaunchSlice, UnpacksTheArgumentsOfTheRuntimeCall) {
  LaunchSlice S = sliceIn(
      PlainKernel + "void run(float *out, int n) {\n"
                    "  int twice = n * 2; void *args[] = {&out, &twice};\n"
                    "  cudaLaunchKernel((const void *)k, dim3(2), "
                    "dim3(32), args, 0, 0); }\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(S.Arguments, (std::vector<std::string>{"out", "(n * 2)"}));
}

TEST(LaunchSlice, AsksTheDeviceAgain) {
  LaunchSlice S = sliceIn(
      "extern \"C\" int cudaGetDevice(int *);\n"
      "enum cudaDeviceAttr { cudaDevAttrMultiProcessorCount = 16 };\n"
      "extern \"C\" int cudaDeviceGetAttribute(int *, cudaDeviceAttr, int);\n" +
      PlainKernel +
      "void run(float *out, int n) { int d, sms; cudaGetDevice(&d);\n"
      "  cudaDeviceGetAttribute(&sms, cudaDevAttrMultiProcessorCount, d);\n"
      "  k<<<sms * 2, 32>>>(out, n); }\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(S.Preamble.size(), 1u);
  EXPECT_EQ(names(S), "float * out, int n");
}

TEST(LaunchSlice, TakesTheInstantiationOfAGenericLambda) {
  LaunchSlice S = sliceIn(
      "template <int V> struct Tag { static constexpr int value = V; };\n"
      "template <int N> __global__ void k(float *p, int n) "
      "{ if (threadIdx.x < n) p[threadIdx.x] = N; }\n"
      "void run(float *p, int n) {\n"
      "  auto go = [&](auto tag) { constexpr int M = decltype(tag)::value;\n"
      "    k<M><<<(n + M - 1) / M, M>>>(p, n); };\n  go(Tag<8>()); }\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(S.Callee, "k<8>");
  EXPECT_EQ(names(S), "float * p, int n");
}

TEST(LaunchSlice, LeavesGlobalsThatMainSetsOpen) {
  LaunchSlice S = sliceIn(
      "struct cudaDeviceProp { int multiProcessorCount; };\n"
      "cudaDeviceProp prop; int sms = 0;\n" +
      PlainKernel +
      "void run(float *out, int n) { k<<<sms * 2, 32>>>(out, n); }\n"
      "int main() { sms = prop.multiProcessorCount; run(nullptr, 8); }\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(names(S), "float * out, int n, int sms");
  EXPECT_EQ(S.Variables[2].SeenValues, (std::vector<int64_t>{132}));
  ASSERT_FALSE(S.Variables[2].Because.empty());
  EXPECT_EQ(S.Variables[2].Because[0].Text,
            "set to cudaDeviceProp::multiProcessorCount");
}

TEST(LaunchSlice, GivesWhatIsReadFromOutsideTheNameOfItsLocal) {
  LaunchSlice S =
      sliceIn("extern \"C\" int atoi(const char *);\n" + PlainKernel +
              "int main(int, char **argv) { int n = atoi(argv[1]);"
              "\n  float *d; cudaMalloc((void **)&d, n * 4);\n"
              "  k<<<n / 32, 32>>>(d, n); }\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(names(S), "float * d, int n");
  EXPECT_EQ(S.Grid, "dim3(n / 32)");
}

TEST(LaunchSlice, MakesStructuresWithPointersOfTheirParts) {
  LaunchSlice S = sliceIn("struct S { float *p; int n[2]; };\n"
                          "__global__ void k(S s) { s.p[s.n[1]] = 1; }\n"
                          "void run(S s) { k<<<s.n[0], 32>>>(s); }\n");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(names(S), "float * s_p, int s_n_0, int s_n_1");
  EXPECT_EQ(S.Grid, "dim3(s_n_0)");
  ASSERT_EQ(S.Preamble.size(), 4U);
  EXPECT_EQ(S.Preamble[3],
            "__builtin_memcpy(pc_s + 12, &s_n_1, sizeof(s_n_1));");
}

TEST(LaunchSlice, RefusesWhatABenchmarkCannotMake) {
  LaunchSlice S = sliceIn("struct S { float **p; };\n"
                          "__global__ void k(S s) { s.p[0][0] = 1; }\n"
                          "void run(S s) { k<<<1, 32>>>(s); }\n");
  EXPECT_FALSE(S.Usable);
  EXPECT_EQ(S.WhyNot, "argument 1: a benchmark cannot make `s` of type S");
}
