//===- GraphTest.cpp ------------------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalyzedCode.h"
#include <gtest/gtest.h>

using namespace perfclaim;

namespace {

/// Replaces "@" in \p Text and says whether kernel `k` differs.
bool changes(llvm::StringRef Text, llvm::StringRef Before,
             llvm::StringRef After) {
  auto With = [&](llvm::StringRef Part) {
    std::string Result;
    for (char C : Text)
      if (C == '@')
        Result += Part;
      else
        Result += C;
    return Result;
  };
  return differs(analyzed(With(Before)), analyzed(With(After)), "k");
}

bool hasEdge(const Inventory &I, llvm::StringRef From, llvm::StringRef To,
             EdgeKind Kind) {
  DeclEdge Edge{Kind, node(I, To).Identity};
  return node(I, From).Edges.count(Edge) != 0;
}

} // namespace

TEST(Graph, FollowsCallsAtAnyDepth) {
  EXPECT_TRUE(changes("__device__ int g(int x) { return x + @; }\n"
                      "__device__ int f(int x) { return g(x); }\n"
                      "__global__ void k(int *p) { p[0] = f(p[1]); }\n",
                      "1", "2"));
  EXPECT_FALSE(changes("__device__ int g(int x) { return x + @; }\n"
                       "__device__ int f(int x) { return x; }\n"
                       "__global__ void k(int *p) { p[0] = f(p[1]); }\n",
                       "1", "2"));
}

TEST(Graph, FollowsMethodsConstructorsAndDestructors) {
  EXPECT_TRUE(changes("struct A { __device__ int f() { return @; } };\n"
                      "__global__ void k(int *p) { A a; p[0] = a.f(); }\n",
                      "1", "2"));
  EXPECT_TRUE(changes("struct A { int x; __device__ A() : x(@) {} };\n"
                      "__global__ void k(int *p) { A a; p[0] = a.x; }\n",
                      "1", "2"));
  EXPECT_TRUE(changes("struct A { int *q; __device__ A(int *p) : q(p) {}\n"
                      "  __device__ ~A() { *q = @; } };\n"
                      "__global__ void k(int *p) { A a(p); }\n",
                      "1", "2"));
  EXPECT_TRUE(
      changes("struct A { int x; __device__ int operator+(int y) const\n"
              "  { return x + @ * y; } };\n"
              "__global__ void k(int *p, A a) { p[0] = a + 1; }\n",
              "1", "2"));
  EXPECT_TRUE(changes("struct A { int x; __device__ operator int() const\n"
                      "  { return x + @; } };\n"
                      "__global__ void k(int *p, A a) { p[0] = a; }\n",
                      "1", "2"));
}

TEST(Graph, FollowsConstants) {
  EXPECT_TRUE(changes("constexpr int N = @;\n"
                      "__global__ void k(int *p) { p[0] = N; }\n",
                      "1", "2"));
  EXPECT_TRUE(changes("enum { N = @ };\n"
                      "__global__ void k(int *p) { p[0] = N; }\n",
                      "1", "2"));
  EXPECT_TRUE(changes("struct A { static constexpr int N = @; };\n"
                      "__global__ void k(int *p) { p[0] = A::N; }\n",
                      "1", "2"));
  EXPECT_TRUE(changes("constexpr int M = @;\nconstexpr int N = M * 2;\n"
                      "__global__ void k(int *p) { __shared__ int s[N];\n"
                      "  s[0] = p[0]; }\n",
                      "1", "2"));
  EXPECT_TRUE(changes("__constant__ float t[2] = {1, @};\n"
                      "__global__ void k(float *p) { p[0] = t[p[1] > 0]; }\n",
                      "1", "2"));
  Inventory I = analyzed("constexpr int N = 4;\n"
                         "__global__ void k(int *p) { p[0] = N; }\n");
  EXPECT_TRUE(hasEdge(I, "k", "N", EdgeKind::UsesConstant));
}

TEST(Graph, FollowsTypes) {
  EXPECT_TRUE(changes("struct A { int x; @ y; };\n"
                      "__global__ void k(int *p, A a) { p[0] = a.x; }\n",
                      "int", "long"));
  EXPECT_TRUE(changes("struct B { @ y; };\nstruct A { int x; B b; };\n"
                      "__global__ void k(int *p, A a) { p[0] = a.x; }\n",
                      "int", "long"));
  EXPECT_TRUE(changes("typedef @ T;\n"
                      "__global__ void k(T *p) { p[0] = p[1]; }\n",
                      "int", "long"));
  EXPECT_TRUE(changes("struct __align__(@) A { int x; };\n"
                      "__global__ void k(int *p, A a) { p[0] = a.x; }\n",
                      "8", "16"));
  EXPECT_FALSE(changes("struct B { @ y; };\nstruct A { int x; };\n"
                       "__global__ void k(int *p, A a) { p[0] = a.x; }\n",
                       "int", "long"));
}

TEST(Graph, HasMacrosOfTheRepositoryByName) {
  const char *Text = "#define TWICE(x) ((x) * @)\n"
                     "__global__ void k(int *p) { p[0] = TWICE(p[1]); }\n";
  EXPECT_TRUE(changes(Text, "2", "3"));
  Inventory I = analyzed("#define TWICE(x) ((x) * 2)\n"
                         "__global__ void k(int *p) { p[0] = TWICE(p[1]); }\n"
                         "__global__ void l(int *p) { p[0] = 1; }\n");
  EXPECT_TRUE(hasEdge(I, "k", "macro:TWICE", EdgeKind::UsesMacro));
  EXPECT_FALSE(hasEdge(I, "l", "macro:TWICE", EdgeKind::UsesMacro));
  EXPECT_EQ(I.Graph.find("macro:__global__"), nullptr);
}

TEST(Graph, UnitesTheCallsOfAllInstantiations) {
  const char *Text =
      "__device__ int f(int x) { return x + @; }\n"
      "__device__ float f(float x) { return x; }\n"
      "template <typename T> __global__ void k(T *p) { p[0] = f(p[1]); }\n"
      "void run(int *p) { k<int><<<1, 1>>>(p); }\n";
  EXPECT_TRUE(changes(Text, "1", "2"));
  // The other overload is not called by any instantiation.
  const char *Other =
      "__device__ int f(int x) { return x; }\n"
      "__device__ float f(float x) { return x + @; }\n"
      "template <typename T> __global__ void k(T *p) { p[0] = f(p[1]); }\n"
      "void run(int *p) { k<int><<<1, 1>>>(p); }\n";
  EXPECT_FALSE(changes(Other, "1", "2"));
}

TEST(Graph, TakesEveryCandidateWhereNothingIsInstantiated) {
  EXPECT_TRUE(changes(
      "__device__ float f(float x) { return x + @; }\n"
      "template <typename T> __global__ void k(T *p) { p[0] = f(p[1]); }\n",
      "1", "2"));
  EXPECT_TRUE(changes("template <typename T> struct A { __device__ T f(T x)\n"
                      "  { return x + @; } };\n"
                      "template <typename T> __global__ void k(T *p)\n"
                      "  { A<T> a; p[0] = a.f(p[1]); }\n",
                      "1", "2"));
}

TEST(Graph, FollowsSpecialisations) {
  const char *Text =
      "template <typename T> __device__ T f(T x) { return x; }\n"
      "template <> __device__ int f<int>(int x) { return x + @; }\n"
      "template <typename T> __global__ void k(T *p) { p[0] = f(p[1]); }\n";
  EXPECT_TRUE(changes(Text, "1", "2"));
  EXPECT_TRUE(changes(
      (std::string(Text) + "void run(int *p) { k<int><<<1, 1>>>(p); }\n"), "1",
      "2"));
  EXPECT_FALSE(changes(
      (std::string(Text) + "void run(float *p) { k<float><<<1, 1>>>(p); }\n"),
      "1", "2"));
}

TEST(Graph, FollowsTraitsOfDependentTypes) {
  EXPECT_TRUE(changes(
      "template <typename T> struct Traits { static constexpr int N = @; };\n"
      "template <typename T> __global__ void k(T *p)\n"
      "  { p[0] = p[Traits<T>::N]; }\n",
      "1", "2"));
  const char *Types =
      "template <typename T> struct Traits { using V = int; };\n"
      "template <> struct Traits<float> { using V = @; };\n"
      "template <typename T> __global__ void k(T *p)\n"
      "  { typename Traits<T>::V v = p[0]; p[1] = v; }\n";
  EXPECT_TRUE(changes(Types, "float", "double"));
  EXPECT_TRUE(changes(
      (std::string(Types) + "void run(float *p) { k<float><<<1, 1>>>(p); }\n"),
      "float", "double"));
}

TEST(Graph, FollowsFunctionsGivenAsTemplateArguments) {
  EXPECT_TRUE(changes(
      "__device__ float add(float a, float b) { return a + @ * b; }\n"
      "template <float (*F)(float, float)> __global__ void k(float *p)\n"
      "  { p[0] = F(p[1], p[2]); }\n"
      "void run(float *p) { k<add><<<1, 1>>>(p); }\n",
      "1", "2"));
  EXPECT_TRUE(changes(
      "struct Add { __device__ float operator()(float a, float b) const\n"
      "  { return a + @ * b; } };\n"
      "template <typename F> __global__ void k(float *p, F f)\n"
      "  { p[0] = f(p[1], p[2]); }\n"
      "void run(float *p) { k<<<1, 1>>>(p, Add()); }\n",
      "1", "2"));
}

TEST(Graph, HasHostFunctionsOfTheHostViewAndTheirLaunches) {
  Inventory I = analyzed("__global__ void k(int *p) { p[0] = 1; }\n"
                         "static int blocks(int n) { return n / 32; }\n"
                         "void run(int *p, int n)\n"
                         "  { k<<<blocks(n), 32>>>(p); }\n");
  EXPECT_EQ(node(I, "run").Kind, DeclKind::HostFunction);
  EXPECT_EQ(node(I, "k").Kind, DeclKind::Kernel);
  EXPECT_TRUE(hasEdge(I, "run", "k", EdgeKind::Calls));
  EXPECT_TRUE(hasEdge(I, "run", "blocks", EdgeKind::Calls));
}

TEST(Graph, OfTheSameTextIsTheSame) {
  const char *Text =
      "enum E { A, B };\nstruct S { int x; float y[4]; };\n"
      "template <typename T, E e> __global__ void k(T *p, S s)\n"
      "  { if constexpr (e == A) p[0] = s.x; else p[1] = s.y[0]; }\n"
      "void run(int *p, S s) { k<int, A><<<1, 1>>>(p, s);\n"
      "  k<int, B><<<1, 1>>>(p, s); }\n";
  EXPECT_EQ(analyzed(Text), analyzed(Text));
}
