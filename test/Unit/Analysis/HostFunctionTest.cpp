//===- HostFunctionTest.cpp -----------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalyzedCode.h"
#include <gtest/gtest.h>

using namespace perfclaim;

namespace {

const char *const Program =
    "#define CHECK_EVEN(x) if ((x) % 2) exit(1)\n"
    "static int blockSize = 64;\n"
    "const int Warp = 32;\n"
    "__global__ void k(float *p, int n) { p[0] = n; }\n"
    "namespace ns {\n"
    "void launcher(float *p, int n, int block) {\n"
    "  CHECK_EVEN(n);\n"
    "  if (n % 4 != 0) { printf(\"no\"); exit(1); }\n"
    "  k<<<n / blockSize, Warp>>>(p, n);\n"
    "}\n}\n"
    "void idle(float *p) { cudaMalloc((void **)&p, 4); }\n"
    "void middle(float *p, int n) {\n"
    "  float *q;\n  cudaMalloc((void **)&q, n);\n"
    "  ns::launcher(p, n, 128);\n  cudaDeviceSynchronize();\n}\n"
    "int main() {\n  int B = 8;\n  int T = 4 * B;\n  float *p = 0;\n"
    "  middle(p, B * T);\n}\n";

} // namespace

TEST(HostFunction, HasItsLaunchesUpToMain) {
  Inventory I = analyzed(Program);
  const HostFunction &F = function(I, "launcher");
  EXPECT_EQ(F.QualifiedName, "ns::launcher");
  EXPECT_EQ(F.Spelling, "ns::launcher");
  EXPECT_EQ(F.PointerType, "void (*)(float *, int, int)");
  EXPECT_EQ(F.ResultType, "void");
  EXPECT_EQ(F.Launches, std::vector<unsigned>{0});
  EXPECT_EQ(F.Place, (SourcePlace{"unit.cu", 6}));
  EXPECT_FALSE(F.IsMain);
  EXPECT_TRUE(function(I, "main").IsMain);
  EXPECT_TRUE(function(I, "middle").Launches.empty());
}

TEST(HostFunction, HasGlobalsCostlyCallsAndPreconditions) {
  Inventory I = analyzed(Program);
  const HostFunction &F = function(I, "launcher");
  ASSERT_EQ(F.Globals.size(), 2u);
  EXPECT_EQ(F.Globals[0].Name, "Warp");
  EXPECT_TRUE(F.Globals[0].Constant);
  EXPECT_EQ(F.Globals[1].Name, "blockSize");
  EXPECT_EQ(F.Globals[1].Initializer, "64");
  EXPECT_EQ(F.Globals[1].Type, "int");
  EXPECT_FALSE(F.Globals[1].Constant);
  EXPECT_EQ(F.CostlyCalls, (std::vector<std::string>{"exit", "printf"}));
  EXPECT_EQ(F.Preconditions, (std::vector<std::string>{
                                 "CHECK_EVEN(n)", "if (n % 4 != 0) exit"}));
  EXPECT_EQ(function(I, "middle").CostlyCalls,
            (std::vector<std::string>{"cudaDeviceSynchronize", "cudaMalloc",
                                      "exit", "printf"}));
}

TEST(HostFunction, ASwitchThatRefusesOthersIsAPrecondition) {
  Inventory I = analyzed(R"(
__global__ void k(float *p) { *p = 1; }
[[noreturn]] void fail(const char *);
enum { Wide = 9 };
void refuses(float *p, int nc) {
  switch (nc) {
  case Wide: k<<<1, 3>>>(p); break;
  case 3: case 4: k<<<1, 4>>>(p); break;
  default: fail("only 3, 4 and 9");
  }
}
void ignores(float *p, long n) {
  switch (n) { case 1: k<<<1, 1>>>(p); break; default: break; }
}
void takesAll(float *p, int nc) {
  switch (nc) { case 1: k<<<1, 1>>>(p); break; default: k<<<1, 2>>>(p); }
}
void ofAnother(float *p, int nc) {
  int half = nc / 2;
  switch (half) { case 1: k<<<1, 1>>>(p); }
}
)");
  auto Of = [&](llvm::StringRef Name) {
    return function(I, Name).Preconditions;
  };
  EXPECT_EQ(Of("refuses"), std::vector<std::string>{"switch (nc) 3, 4, 9"});
  EXPECT_EQ(Of("ignores"), std::vector<std::string>{"switch (n) 1"});
  EXPECT_TRUE(Of("takesAll").empty());
  EXPECT_TRUE(Of("ofAnother").empty());
}

TEST(HostFunction, ChecksAreWrittenOutInSizes) {
  Inventory I = analyzed(R"(
#define CHECK(x, ...) do { if (!(x)) __builtin_trap(); } while (0)
namespace ns { constexpr int Tile = 16; }
__global__ void k(float *p) { p[0] = p[1]; }
void f(float *p, int n, int m, int bits) {
  const int factor = 32 / bits;
  int actual = (m / ns::Tile) * factor;
  CHECK(n == actual, "n is not actual");
  int group = -1;
  if (m > 1) group = m / 2;
  CHECK(group == 64);
  if (n % 2) { int rest = n; CHECK(rest > 4); }
  int rest = m % 8;
  if (rest != 0) return;
  k<<<n, 1>>>(p);
}
)");
  EXPECT_EQ(function(I, "f").Preconditions,
            (std::vector<std::string>{
                "CHECK(n == ((m / 16) * (32 / bits)), \"n is not actual\")",
                "CHECK(group == 64)", "where (n % 2) CHECK(rest > 4)",
                "if (rest != 0) return"}));
}

TEST(HostFunction, ChecksSayInWhichArmTheyStand) {
  Inventory I = analyzed(R"(
#define ASSERT(x) do { if (!(x)) __builtin_trap(); } while (0)
__global__ void k(float *p) { p[0] = p[1]; }
void f(float *p, int n, int mode) {
  ASSERT(n > 0);
  if (mode == 1) {
    ASSERT(n % 96 == 0);
    k<<<n, 1>>>(p);
  } else {
    ASSERT(n == 1);
    k<<<1, 1>>>(p);
  }
  switch (n) { case 1: ASSERT(mode == 7); default: break; }
}
void g(float *p, int n) {
  if (n < 64) {
    k<<<n, 1>>>(p);
    return;
  }
  if (n > 4096) return;
  k<<<n, 32>>>(p);
}
)");
  EXPECT_EQ(function(I, "f").Preconditions,
            (std::vector<std::string>{
                "ASSERT(n > 0)", "where (mode == 1) ASSERT(n % 96 == 0)",
                "unless (mode == 1) ASSERT(n == 1)", "switch (n) 1"}));
  EXPECT_EQ(function(I, "g").Preconditions,
            (std::vector<std::string>{"if (n > 4096) return"}));
}

TEST(HostFunction, AConditionKnowsWhatAllInstantiationsShare) {
  const std::string Text = R"(
template <typename T> __global__ void k(T *p) { p[0] = p[1]; }
template <typename T, int Unroll> void f(T *p, int stride, int n) {
  bool contiguous = false;
  if (stride == sizeof(T)) contiguous = true;
  if (contiguous) k<<<1, 1>>>(p);
  else k<<<n, 1>>>(p);
  if (n > Unroll) k<<<2, 1>>>(p);
}
void all(float *p, int *q) { f<float, 4>(p, 1, 2); f<int, 4>(q, 1, 2); }
)";
  auto Conditions = [](const Inventory &I) {
    std::vector<std::string> Texts;
    for (const Launch &L : I.Launches)
      for (const Expression &E : L.At.Branches.front().Holds)
        Texts.push_back(E.str());
    return Texts;
  };
  EXPECT_EQ(Conditions(analyzed(Text)),
            (std::vector<std::string>{"stride == 4 ? 1 : 0",
                                      "(stride == 4 ? 1 : 0) == 0", "n > 4"}));
  EXPECT_EQ(Conditions(analyzed(
                Text + "void more(double *p) { f<double, 4>(p, 1, 2); }\n")),
            (std::vector<std::string>{"n > 4"}));
}

TEST(HostFunction, CallsHaveArgumentsAndConstantValues) {
  Inventory I = analyzed(Program);
  auto To = [&](llvm::StringRef Callee) {
    for (const CallSite &Site : I.Calls)
      if (Site.Callee == function(I, Callee).Identity)
        return Site;
    return CallSite();
  };
  CallSite Middle = To("middle");
  EXPECT_EQ(Middle.CallerName, "main");
  EXPECT_EQ(Middle.Arguments, (std::vector<std::string>{"p", "B * T"}));
  ASSERT_EQ(Middle.Values.size(), 2u);
  EXPECT_EQ(Middle.Values[1], 256);
  CallSite Launcher = To("launcher");
  ASSERT_EQ(Launcher.Values.size(), 3u);
  EXPECT_EQ(Launcher.Values[1], std::nullopt);
  EXPECT_EQ(Launcher.Values[2], 128);
}

TEST(HostFunction, OfATemplateIsSpelledWithAnInstantiation) {
  Inventory I = analyzed(
      "template <typename T> __global__ void k(T *p) { p[0] = p[1]; }\n"
      "namespace a { struct S { int x; }; }\n"
      "template <typename T> void run(T *p, int n) { k<<<n, 1>>>(p); }\n"
      "void all(a::S *s, float *f) { run(s, 1); run(f, 2); }\n");
  const HostFunction &F = function(I, "run");
  EXPECT_TRUE(F.IsTemplate);
  EXPECT_EQ(F.Instantiations, (std::vector<std::string>{"a::S", "float"}));
  EXPECT_EQ(F.Spelling, "run<a::S>");
  EXPECT_EQ(F.PointerType, "void (*)(a::S *, int)");
}

TEST(HostFunction, FollowsLaunchesOfTheKernelThatAFunctionIsGiven) {
  const char *Code =
      "struct Where { dim3 grid; dim3 block; Where(const dim3 &g, const dim3 "
      "&b)"
      " : grid(g), block(b) {} };\n"
      "template <typename K, typename... A>\n"
      "void start(K kernel, const Where &w, A &&...args) {\n"
      "  kernel<<<w.grid, w.block>>>(static_cast<A &&>(args)...);\n}\n"
      "__global__ void add(float *out, const float *in, int C) {\n"
      "  out[blockIdx.x * C + threadIdx.x] = in[blockIdx.x];\n}\n"
      "void run(float *out, const float *in, int B, int C) {\n"
      "  const Where where = Where{dim3(B), dim3(C)};\n"
      "  start(add, where, out, in, C);\n}\n";
  const Inventory I = analyzed(Code);
  const HostFunction &Run = function(I, "run");
  ASSERT_TRUE(Run.Parameters[0].Extent && Run.Parameters[1].Extent);
  EXPECT_EQ(Run.Parameters[0].Extent->str(), "B * C");
  EXPECT_EQ(Run.Parameters[1].Extent->str(), "B");
}

TEST(HostFunction, OfAClassSaysSo) {
  Inventory I = analyzed("__global__ void k() {}\n"
                         "struct C { void run() { k<<<1, 1>>>(); }\n"
                         "  static void go() { k<<<1, 1>>>(); } };\n");
  EXPECT_TRUE(function(I, "run").IsMember);
  EXPECT_FALSE(function(I, "go").IsMember);
  EXPECT_EQ(function(I, "go").Spelling, "C::go");
}
