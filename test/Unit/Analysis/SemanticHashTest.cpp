//===- SemanticHashTest.cpp -----------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalyzedCode.h"
#include <gtest/gtest.h>

using namespace perfclaim;

namespace {

/// Whether kernel `k` differs between the two texts.
bool changed(llvm::StringRef Before, llvm::StringRef After) {
  return differs(analyzed(Before), analyzed(After), "k");
}

std::string inKernel(llvm::StringRef Body) {
  return ("template <int N> __device__ int t(int x) { return x + N; }\n"
          "__global__ void k(float *p, int n) {\n" +
          Body + "\n}\n")
      .str();
}

bool bodyChanged(llvm::StringRef Before, llvm::StringRef After) {
  return changed(inKernel(Before), inKernel(After));
}

} // namespace

TEST(SemanticHash, IsBlindToCommentsLayoutAndNames) {
  EXPECT_FALSE(changed("__global__ void k(float *p, int n) {\n"
                       "  int i = threadIdx.x; // first\n"
                       "  if (i < n) { p[i] = 2.0f * p[i]; }\n}\n",
                       "// moved down\n\n\n__global__ void\n"
                       "k(float *data, int count)\n{\n"
                       "  int index = threadIdx.x;\n"
                       "  if ((index < count))\n"
                       "    data[index] = (2.0f * data[index]);\n}\n"));
}

TEST(SemanticHash, IsBlindToWhatMakesNoCode) {
  EXPECT_FALSE(bodyChanged("p[0] = n;", "using T = float; ; p[0] = n;"));
  EXPECT_FALSE(bodyChanged("int a = n, b = n; p[a] = b;",
                           "int a = n; const int b = n; p[a] = b;"));
  EXPECT_FALSE(bodyChanged("p[0] = n;",
                           "static_assert(sizeof(int) == 4, \"\"); p[0] = n;"));
}

TEST(SemanticHash, IsBlindToNamesInWhatTheCompilerRejected) {
  auto Changed = [](llvm::StringRef Before, llvm::StringRef After) {
    return differs(analyzed(inKernel(Before), {}, /*ErrorsExpected=*/true),
                   analyzed(inKernel(After), {}, true), "k");
  };
  EXPECT_FALSE(Changed("int time = n;\nhelp(time, p[0]);",
                       "int t0 = n;\nhelp( t0, /* the first */ p[0] );"));
  EXPECT_TRUE(Changed("int a = n, b = 1; help(a, p[b]);",
                      "int a = n, b = 1; help(b, p[b]);"));
  EXPECT_TRUE(Changed("help(n, 1);", "help(n, 2);"));
}

TEST(SemanticHash, SeesOperatorsLiteralsAndOrder) {
  EXPECT_TRUE(bodyChanged("p[0] = n + 1;", "p[0] = n - 1;"));
  EXPECT_TRUE(bodyChanged("p[0] = n + 1;", "p[0] = n + 2;"));
  EXPECT_TRUE(bodyChanged("p[0] = 1.0f * n;", "p[0] = 1.0 * n;"));
  EXPECT_TRUE(bodyChanged("p[0] = 1; p[1] = n;", "p[1] = n; p[0] = 1;"));
  EXPECT_TRUE(bodyChanged("int a = n, b = 1; p[a] = b;",
                          "int a = n, b = 1; p[b] = a;"));
  EXPECT_TRUE(bodyChanged("p[0] += n;", "p[0] -= n;"));
  EXPECT_TRUE(bodyChanged("++n; p[0] = n;", "--n; p[0] = n;"));
}

TEST(SemanticHash, SeesConstantsByTheirValue) {
  EXPECT_FALSE(bodyChanged("p[0] = n * 32;", "p[0] = n * (4 * 8);"));
  EXPECT_TRUE(bodyChanged("p[0] = n * 32;", "p[0] = n * (4 * 9);"));
  EXPECT_TRUE(bodyChanged("p[0] = n * 2;", "p[0] = n * 2L;"));
}

TEST(SemanticHash, SeesTypesOfLocals) {
  EXPECT_TRUE(bodyChanged("int i = n; p[i] = 0;", "long i = n; p[i] = 0;"));
  EXPECT_FALSE(
      bodyChanged("int i = n; p[i] = 0;", "typedef int I; I i = n; p[i] = 0;"));
  EXPECT_TRUE(bodyChanged("__shared__ float s[32]; s[n] = 1;",
                          "__shared__ float s[64]; s[n] = 1;"));
  EXPECT_TRUE(bodyChanged("__shared__ float s[32]; s[n] = 1;",
                          "float s[32]; s[n] = 1;"));
  EXPECT_TRUE(bodyChanged("__shared__ float s[32]; s[n] = 1;",
                          "__shared__ __align__(16) float s[32]; s[n] = 1;"));
}

TEST(SemanticHash, SeesControlFlow) {
  EXPECT_TRUE(bodyChanged("if (n) p[0] = 1;", "while (n) p[0] = 1;"));
  EXPECT_TRUE(bodyChanged("if (n) p[0] = 1; p[1] = 1;",
                          "if (n) { p[0] = 1; p[1] = 1; }"));
  EXPECT_TRUE(bodyChanged("if (n) p[0] = 1; else p[1] = 1;",
                          "if (n) p[0] = 1; p[1] = 1;"));
  EXPECT_TRUE(bodyChanged("for (;;) { if (n) break; ++n; }",
                          "for (;;) { if (n) continue; ++n; }"));
  EXPECT_TRUE(bodyChanged("if (sizeof(n) == 4) p[0] = 1;",
                          "if constexpr (sizeof(n) == 4) p[0] = 1;"));
}

TEST(SemanticHash, SeesLoopHints) {
  llvm::StringRef Loop = "for (int i = 0; i < n; ++i) p[i] = 0;";
  std::string Plain = Loop.str();
  std::string Unrolled = "\n#pragma unroll\n" + Plain;
  std::string ByFour = "\n#pragma unroll 4\n" + Plain;
  std::string ByEight = "\n#pragma unroll 8\n" + Plain;
  EXPECT_TRUE(bodyChanged(Plain, Unrolled));
  EXPECT_TRUE(bodyChanged(Unrolled, ByFour));
  EXPECT_TRUE(bodyChanged(ByFour, ByEight));
}

TEST(SemanticHash, SeesInlineAssembly) {
  EXPECT_TRUE(bodyChanged("asm volatile(\"mov.b32 %0, 1;\" : \"=r\"(n));",
                          "asm volatile(\"mov.b32 %0, 2;\" : \"=r\"(n));"));
  EXPECT_TRUE(bodyChanged("asm volatile(\"mov.b32 %0, 1;\" : \"=r\"(n));",
                          "asm volatile(\"mov.b32 %0, 1;\" : \"+r\"(n));"));
  EXPECT_TRUE(bodyChanged("asm volatile(\"mov.b32 %0, 1;\" : \"=r\"(n));",
                          "asm(\"mov.b32 %0, 1;\" : \"=r\"(n));"));
}

TEST(SemanticHash, SeesTemplateArgumentsAndCasts) {
  EXPECT_TRUE(bodyChanged("p[0] = t<1>(n);", "p[0] = t<2>(n);"));
  EXPECT_TRUE(bodyChanged("p[0] = (float)n;", "p[0] = (short)n;"));
  EXPECT_TRUE(bodyChanged("*(int *)p = n;", "*(volatile int *)p = n;"));
}

TEST(SemanticHash, SeesLambdaBodies) {
  EXPECT_TRUE(bodyChanged("auto f = [&](int i) { p[i] = 1; }; f(n);",
                          "auto f = [&](int i) { p[i] = 2; }; f(n);"));
  EXPECT_TRUE(bodyChanged("auto f = [=](int i) { p[i] = 1; }; f(n);",
                          "auto f = [&](int i) { p[i] = 1; }; f(n);"));
}

TEST(SemanticHash, SeesAttributesOfKernels) {
  const char *Body = " void k(float *p) { p[0] = 1; }\n";
  std::string None = std::string("__global__") + Body;
  std::string Bounds = std::string("__global__ __launch_bounds__(256)") + Body;
  std::string Other = std::string("__global__ __launch_bounds__(128)") + Body;
  std::string Blocks =
      std::string("__global__ __launch_bounds__(256, 2)") + Body;
  std::string Registers = std::string("__global__ __maxnreg__(64)") + Body;
  std::string Fewer = std::string("__global__ __maxnreg__(32)") + Body;
  EXPECT_TRUE(changed(None, Bounds));
  EXPECT_TRUE(changed(Bounds, Other));
  EXPECT_TRUE(changed(Bounds, Blocks));
  EXPECT_TRUE(changed(None, Registers));
  EXPECT_TRUE(changed(Registers, Fewer));
  Inventory A = analyzed(None), B = analyzed(Bounds);
  EXPECT_EQ(node(A, "k").BodyHash, node(B, "k").BodyHash);
  EXPECT_NE(node(A, "k").AttributeHash, node(B, "k").AttributeHash);
}

TEST(SemanticHash, SeesSignatures) {
  Inventory A = analyzed("__global__ void k(float *p) { p[0] = 1; }");
  Inventory B = analyzed("__global__ void k(float *__restrict__ p) "
                         "{ p[0] = 1; }");
  EXPECT_NE(node(A, "k").SignatureHash, node(B, "k").SignatureHash);
  EXPECT_EQ(node(A, "k").BodyHash, node(B, "k").BodyHash);
}

TEST(SemanticHash, IsBlindToWhereAndInWhichFileItStands) {
  const char *Code = "__global__ void k(float *p) { p[0] = 1; }";
  Inventory A = analyzed(std::string("static ") + Code);
  Inventory B = analyzed("#include \"k.cuh\"\n",
                         {{"k.cuh", std::string("static ") + Code}});
  EXPECT_EQ(node(A, "k").Identity, node(B, "k").Identity);
  EXPECT_EQ(node(A, "k").SemanticHash, node(B, "k").SemanticHash);
  EXPECT_EQ(node(B, "k").Range.File, "k.cuh");
}

TEST(SemanticHash, IsBlindToTheLineOfAnAssertion) {
  const char *Text =
      "extern \"C\" __device__ void __assertfail(const char *, const char *, "
      "int);\n"
      "#define CHECK(x) ((x) ? (void)0 : __assertfail(#x, __FILE__, "
      "__LINE__))\n";
  EXPECT_FALSE(changed(
      std::string(Text) + "__global__ void k(int n) { CHECK(n > 0); }",
      std::string(Text) + "\n\n__global__ void k(int m) { CHECK(m > 0); }"));
  EXPECT_TRUE(changed(
      std::string(Text) + "__global__ void k(int n) { CHECK(n > 0); }",
      std::string(Text) + "__global__ void k(int n) { CHECK(n > 1); }"));
}

TEST(SemanticHash, OfTemplatesIsBlindToNamesOfTheirParameters) {
  const char *A = "template <typename T, int N> __global__ void k(T *p) "
                  "{ T a[N]; a[0] = p[N]; p[0] = a[0] + f(p[0]); }";
  const char *B = "template <typename S, int M> __global__ void k(S *q) "
                  "{ S b[M]; b[0] = q[M]; q[0] = b[0] + f(q[0]); }";
  const char *C = "template <typename S, int M> __global__ void k(S *q) "
                  "{ S b[M]; b[0] = q[M]; q[0] = b[0] + g(q[0]); }";
  EXPECT_FALSE(changed(A, B));
  EXPECT_TRUE(changed(B, C));
}
