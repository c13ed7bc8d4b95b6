//===- LaunchTest.cpp -----------------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalyzedCode.h"
#include <gtest/gtest.h>

using namespace perfclaim;

namespace {

/// The only launch in \p Code.
Launch launchIn(llvm::StringRef Code) {
  Inventory I = analyzed(Code);
  EXPECT_EQ(I.Launches.size(), 1u);
  return I.Launches.empty() ? Launch() : I.Launches.front();
}

std::string text(const std::optional<Expression> &E) {
  return E ? E->str() : "none";
}

const char *const PlainKernel =
    "__global__ void k(float *p, int n) { if (threadIdx.x < n) p[0] = n; }\n";

} // namespace

TEST(Launch, HasItsConfigurationAsWritten) {
  Launch L = launchIn(std::string(PlainKernel) +
                      "void run(float *p, int n, cudaStream_t s) {\n"
                      "  k<<<(n + 255) / 256, 256, 4 * n, s>>>(p, n);\n}\n");
  EXPECT_EQ(L.KernelName, "k");
  EXPECT_EQ(L.FunctionName, "run");
  EXPECT_EQ(L.Grid, "(n + 255) / 256");
  EXPECT_EQ(L.Block, "256");
  EXPECT_EQ(L.Shared, "4 * n");
  EXPECT_EQ(L.Stream, "s");
  EXPECT_EQ(L.Place, (SourcePlace{"unit.cu", 3}));
  EXPECT_EQ(L.Arguments, (std::vector<std::string>{"p", "n"}));
  EXPECT_EQ(text(L.GridX), "ceil_div(n, 256)");
  EXPECT_EQ(text(L.GridY), "1");
  EXPECT_EQ(text(L.BlockX), "256");
  EXPECT_EQ(text(L.SharedBytes), "4 * n");
}

TEST(Launch, OfOverloadsInATemplateIsThatOfEachInstance) {
  const Inventory I = analyzed(
      "template <int N> __global__ void k(float *p, int n) { p[0] = N; }\n"
      "template <int N> __global__ void k(double *p, int n) { p[0] = N; }\n"
      "template <class T> void run(T *p, int n) {\n"
      "  k<4><<<n, 32>>>(p, n);\n}\n"
      "template void run(float *, int);\ntemplate void run(double *, int);\n");
  ASSERT_EQ(I.Launches.size(), 2u);
  EXPECT_EQ(I.Launches[0].KernelName, "k");
  EXPECT_EQ(I.Launches[1].KernelName, "k");
  EXPECT_NE(I.Launches[0].Kernel, I.Launches[1].Kernel);
  EXPECT_EQ(I.Launches[0].Place, I.Launches[1].Place);
  EXPECT_TRUE(I.Notes.empty());
}

TEST(Launch, FoldsLocalsIntoFormulas) {
  Launch L =
      launchIn(std::string(PlainKernel) + "void run(float *p, int n) {\n"
                                          "  const int block = 128;\n"
                                          "  dim3 grid(n / block, 4);\n"
                                          "  k<<<grid, block>>>(p, n);\n}\n");
  EXPECT_EQ(L.Grid, "grid");
  EXPECT_EQ(text(L.GridX), "n / 128");
  EXPECT_EQ(text(L.GridY), "4");
  EXPECT_EQ(text(L.GridZ), "1");
  EXPECT_EQ(L.Shared, "");
  EXPECT_EQ(text(L.SharedBytes), "0");
}

TEST(Launch, NamesWhatTemplateArgumentsDecide) {
  Launch L = launchIn(
      "template <typename T, int N> __global__ void k(T *p) { p[0] = N; }\n"
      "template <typename T, int N> void run(T *p, int n) {\n"
      "  constexpr int width = 16 / sizeof(T);\n"
      "  dim3 grid(n / N), block(n < 64 ? 1024 : n / width);\n"
      "  k<T, N><<<grid, block, N * 4>>>(p);\n}\n"
      "void all(float *p, double *q) { run<float, 2>(p, 1); "
      "run<double, 4>(q, 1); }\n");
  EXPECT_EQ(text(L.GridX), "n / N");
  EXPECT_EQ(text(L.BlockX), "n < 64 ? 1024 : n / (16 / sizeof_T)");
  EXPECT_EQ(text(L.SharedBytes), "N * 4");
}

TEST(Launch, FoldsADimensionThatIsSetOnceBefore) {
  auto GridX = [](const std::string &Body) {
    return text(launchIn(std::string(PlainKernel) +
                         "void run(float *p, int n) {\n  dim3 grid(n);\n" +
                         Body + "}\n")
                    .GridX);
  };
  const std::string Launch = "  k<<<grid, 32>>>(p, n);\n";
  EXPECT_EQ(GridX("  grid.x = n / 2;\n" + Launch), "n / 2");
  EXPECT_EQ(GridX("  grid.y = n / 2;\n" + Launch), "n");
  EXPECT_EQ(GridX(Launch + "  grid.x = n / 2;\n"), "none");
  EXPECT_EQ(GridX("  grid.x = 4;\n  grid.x = n / 2;\n" + Launch), "none");
  EXPECT_EQ(GridX("  if (n > 8)\n    grid.x = n / 2;\n" + Launch), "none");
}

TEST(Launch, IsFoundInMacrosLambdasTemplatesAndHeaders) {
  Launch Macro = launchIn(std::string(PlainKernel) +
                          "#define LAUNCH(B) k<<<n / B, B>>>(p, n)\n"
                          "void run(float *p, int n) {\n  LAUNCH(64);\n}\n");
  EXPECT_EQ(Macro.Macro, "LAUNCH");
  EXPECT_EQ(Macro.Grid, "n / 64");
  EXPECT_EQ(Macro.Block, "64");
  EXPECT_EQ(Macro.Place.Line, 4u);

  Launch Lambda = launchIn(std::string(PlainKernel) +
                           "void run(float *p, int n) {\n"
                           "  [&] { k<<<n, 32>>>(p, n); }();\n}\n");
  EXPECT_EQ(Lambda.FunctionName, "run");

  Launch Template = launchIn(
      "template <typename T, int N> __global__ void k(T *p) { p[0] = N; }\n"
      "template <typename T> void run(T *p, int n) {\n"
      "  k<T, 8><<<n, 32>>>(p);\n}\n"
      "void all(float *p, int *q) { run(p, 1); run(q, 1); }\n");
  EXPECT_EQ(Template.KernelName, "k");
  EXPECT_FALSE(Template.Kernel.empty());

  Inventory Header = analyzed(
      "#include \"launch.h\"\n",
      {{"launch.h", std::string(PlainKernel) +
                        "inline void run(float *p) { k<<<1, 1>>>(p, 1); }"}});
  ASSERT_EQ(Header.Launches.size(), 1u);
  EXPECT_EQ(Header.Launches[0].Place.File, "launch.h");
}

TEST(Launch, OfADispatchMacroIsThereOnce) {
  Launch L =
      launchIn("template <typename T> __global__ void k(T *p) { p[0] = 1; }\n"
               "#define DISPATCH(...) \\\n"
               "  do { { using T = float; __VA_ARGS__ } \\\n"
               "       { using T = int; __VA_ARGS__ } } while (0)\n"
               "void run(void *p, int n) {\n"
               "  DISPATCH(\n"
               "    k<T><<<n, 64>>>((T *)p);\n"
               "  );\n}\n");
  EXPECT_EQ(L.Place.Line, 7u);
  EXPECT_EQ(L.Macro, "");
}

TEST(Launch, ThroughAFunctionThatIsGivenTheKernelIsItsCallers) {
  Inventory I = analyzed(
      "template <typename T> T &forward(T &t) { return t; }\n"
      "struct Config {\n"
      "  dim3 grid, block; size_t bytes; cudaStream_t stream;\n"
      "  Config(const dim3 &g, const dim3 &b, int n, cudaStream_t s)\n"
      "      : grid(g), block(b), bytes((size_t)n), stream(s) {}\n"
      "};\n"
      "template <typename K, typename... Args>\n"
      "void launch(K kernel, const Config &c, Args &&...args) {\n"
      "  kernel<<<c.grid, c.block, c.bytes, c.stream>>>(\n"
      "      forward<Args>(args)...);\n"
      "}\n"
      "template <typename T> __global__ void k(T *p, int n) { p[0] = n; }\n"
      "template <typename T> void run(T *p, int n, cudaStream_t s) {\n"
      "  const dim3 blocks((n + 63) / 64, 2);\n"
      "  const Config config = Config{blocks, 64, 0, s};\n"
      "  launch(k<T>, config, p, n);\n"
      "}\n"
      "void all(float *p) { run(p, 5, 0); }\n");
  ASSERT_EQ(I.Launches.size(), 2u);
  const Launch &L = I.Launches[1];
  EXPECT_EQ(L.KernelName, "k");
  EXPECT_EQ(L.FunctionName, "run");
  EXPECT_EQ(L.Place.Line, 16u);
  EXPECT_EQ(text(L.GridX), "ceil_div(n, 64)");
  EXPECT_EQ(text(L.GridY), "2");
  EXPECT_EQ(text(L.BlockX), "64");
  EXPECT_EQ(L.Arguments, (std::vector<std::string>{"p", "n"}));
  EXPECT_TRUE(L.Slice.Usable) << L.Slice.WhyNot;
  EXPECT_EQ(L.Slice.Callee, "k<float>");
  for (const Note &N : I.Notes)
    EXPECT_EQ(N.Text.find("not resolved"), std::string::npos) << N.Text;
}

TEST(Launch, ThroughAFunctionThatComputesAnArgumentIsNotRepeated) {
  Inventory I =
      analyzed("void launch(void (*kernel)(float *, int), dim3 grid, float *p, "
               "int n) {\n"
               "  kernel<<<grid, 32>>>(p, 2 * n);\n}\n"
               "__global__ void k(float *p, int n) { p[n] = 1; }\n"
               "void run(float *p, int n) { launch(k, dim3(n), p, n); }\n");
  ASSERT_EQ(I.Launches.size(), 2u);
  EXPECT_EQ(I.Launches[1].KernelName, "k");
  EXPECT_EQ(text(I.Launches[1].GridX), "n");
  EXPECT_EQ(I.Launches[1].Arguments, (std::vector<std::string>{"p", ""}));
  EXPECT_FALSE(I.Launches[1].Slice.Usable);
}

TEST(Launch, OfAParameterThatNobodyPassesStaysUnresolved) {
  Inventory I = analyzed(
      "void launch(void (*kernel)(int), int n) { kernel<<<n, 32>>>(n); }\n");
  ASSERT_EQ(I.Launches.size(), 1u);
  EXPECT_EQ(I.Launches[0].Kernel, "");
  ASSERT_EQ(I.Notes.size(), 1u);
  EXPECT_NE(I.Notes[0].Text.find("not resolved"), std::string::npos);
}

TEST(Launch, ByTheApiIsResolved) {
  Launch L = launchIn(std::string(PlainKernel) +
                      "void run(float *p, int n) {\n"
                      "  void *args[] = {&p, (void *)&n};\n"
                      "  cudaLaunchKernel((const void *)k, dim3(n, 2), "
                      "dim3(32), args, 16, 0);\n}\n");
  EXPECT_EQ(L.Form, LaunchForm::LaunchKernel);
  EXPECT_EQ(L.KernelName, "k");
  EXPECT_EQ(L.Arguments, (std::vector<std::string>{"p", "n"}));
  EXPECT_EQ(text(L.GridY), "2");
  EXPECT_EQ(L.Shared, "16");

  Launch Together = launchIn(std::string(PlainKernel) +
                             "void run(float *p, int n, void **a) {\n"
                             "  cudaLaunchCooperativeKernel((void *)k, n, 64, "
                             "a, 0, 0);\n}\n");
  EXPECT_EQ(Together.Form, LaunchForm::Cooperative);
  EXPECT_EQ(text(Together.BlockX), "64");

  Launch Config = launchIn(std::string(PlainKernel) +
                           "void run(float *p, int n, void **a) {\n"
                           "  cudaLaunchConfig_t c = {0};\n"
                           "  c.gridDim = n;\n  c.blockDim = dim3(96);\n"
                           "  c.dynamicSmemBytes = 8;\n"
                           "  cudaLaunchKernelExC(&c, (void *)k, a);\n}\n");
  EXPECT_EQ(Config.Form, LaunchForm::LaunchKernelExC);
  EXPECT_EQ(Config.KernelName, "k");
  EXPECT_EQ(Config.Block, "dim3(96)");
  EXPECT_EQ(Config.Shared, "8");
}

TEST(Launch, ThroughAVariableIsResolvedWhereItCanBe) {
  Launch L = launchIn("template <int N> __global__ void k(float *p)\n"
                      "  { p[0] = N; }\n"
                      "void run(float *p, int n) {\n"
                      "  auto f = n > 4 ? k<1> : k<2>;\n"
                      "  f<<<n, 32>>>(p);\n}\n");
  EXPECT_EQ(L.KernelName, "k");

  Inventory I = analyzed("void run(float *p, int n, void (*f)(float *)) {\n"
                         "  f<<<n, 32>>>(p);\n}\n");
  ASSERT_EQ(I.Launches.size(), 1u);
  EXPECT_EQ(I.Launches[0].Kernel, "");
  EXPECT_EQ(I.Launches[0].KernelName, "f");
  EXPECT_EQ(I.Notes.size(), 1u);
}

TEST(Launch, OfAKernelThatAFunctionPicksIsResolved) {
  const Launch L = launchIn(R"(
template <bool Map> __global__ void k(float *p, int n) { p[0] = Map ? n : 1; }
typedef void (*Kernel)(float *, int);
Kernel pick(bool map) {
  if (map)
    return k<true>;
  else
    return k<false>;
}
void run(float *p, int n, bool map) {
  Kernel kernel = pick(map);
  kernel<<<n, 32>>>(p, n);
}
)");
  EXPECT_EQ(L.KernelName, "k");
  EXPECT_FALSE(L.Kernel.empty());
  EXPECT_EQ(L.FunctionName, "run");
  EXPECT_TRUE(L.Slice.Usable) << L.Slice.WhyNot;
  EXPECT_EQ(L.Slice.Callee, "k<true>"); // The first that it may be.
}

TEST(Kernel, HasAttributesAndInstantiations) {
  Inventory I = analyzed(
      "namespace ns { struct S { int x; };\n"
      "enum class E { A, B };\n"
      "template <typename T, int N, bool B, E e>\n"
      "__global__ void __launch_bounds__(N * 32, 2) k(T *p) { p[0] = T(); }\n"
      "template __global__ void k<float, 1, true, E::B>(float *);\n}\n"
      "__global__ __launch_bounds__(256, 4) __maxnreg__(64) void l() {}\n"
      "using ns::S;\n"
      "void run(S *p) { ns::k<S, 4, false, ns::E::A><<<1, 1>>>(p); }\n");
  const Kernel &K = kernel(I, "k");
  EXPECT_EQ(K.QualifiedName, "ns::k");
  EXPECT_TRUE(K.IsTemplate);
  EXPECT_EQ(K.TemplateParameters,
            (std::vector<std::string>{"typename T", "int N", "bool B", "E e"}));
  EXPECT_EQ(K.Instantiations,
            (std::vector<std::string>{"float, 1, true, (ns::E)1",
                                      "ns::S, 4, false, (ns::E)0"}));
  EXPECT_EQ(K.MaxThreads, std::nullopt);
  EXPECT_EQ(K.Attributes,
            (std::vector<std::string>{"__launch_bounds__(N * 32, 2)"}));
  const Kernel &L = kernel(I, "l");
  EXPECT_EQ(L.MaxThreads, 256);
  EXPECT_EQ(L.MinBlocks, 4);
  EXPECT_EQ(L.Attributes, (std::vector<std::string>{"__launch_bounds__(256, 4)",
                                                    "__maxnreg__(64)"}));
}

TEST(Kernel, IsFoundInClassesNamespacesHeadersAndSpecialisations) {
  Inventory I = analyzed(
      "#include \"h.cuh\"\n"
      "struct C { static __global__ void member(int *p) { p[0] = 1; } };\n"
      "namespace { __global__ void hidden(int *p) { p[0] = 2; } }\n"
      "template <typename T> __global__ void s(T *p) { p[0] = 0; }\n"
      "template <> __global__ void s<int>(int *p) { p[0] = 1; }\n",
      {{"h.cuh", "__global__ void header(int *p) { p[0] = 3; }\n"}});
  EXPECT_EQ(kernel(I, "member").QualifiedName, "C::member");
  EXPECT_EQ(kernel(I, "hidden").QualifiedName, "hidden");
  EXPECT_EQ(kernel(I, "header").Place.File, "h.cuh");
  EXPECT_EQ(
      llvm::count_if(I.Kernels, [](const Kernel &K) { return K.Name == "s"; }),
      2);
}

TEST(Kernel, WhoseTemplateArgumentIsAConstantShowsItsValue) {
  auto With = [](llvm::StringRef Value) {
    return analyzed(("constexpr int BLOCK = " + Value +
                     ";\ntemplate <int N> __global__ void k(int *p) "
                     "{ p[0] = N; }\n"
                     "void run(int *p) { k<BLOCK><<<1, BLOCK>>>(p); }\n")
                        .str());
  };
  EXPECT_EQ(kernel(With("64"), "k").Instantiations,
            (std::vector<std::string>{"64"}));
  EXPECT_TRUE(differs(With("64"), With("128"), "run"));
}

TEST(Launch, WithoutABenchmarkIsTheSameButForItsSliceAndItsBuffers) {
  constexpr llvm::StringLiteral Code =
      "__global__ void k(float *p, int n) {\n"
      "  int i = blockIdx.x * blockDim.x + threadIdx.x;\n"
      "  if (i < n) p[i] = 0;\n"
      "}\n"
      "void run(float *p, int n) {\n"
      "  int block = n < 256 ? 64 : 128;\n"
      "  k<<<(n + block - 1) / block, block>>>(p, n);\n"
      "}\n";
  Inventory Whole, Less;
  withUnit(Code, View::Host,
           [&](ParsedUnit &Unit) { Whole = analyzeUnit(Unit); });
  withUnit(Code, View::Host, [&](ParsedUnit &Unit) {
    Unit.ForBenchmark = false;
    Less = analyzeUnit(Unit);
  });
  ASSERT_EQ(Whole.Launches.size(), 1U);
  EXPECT_TRUE(Whole.Launches[0].Slice.Usable);
  EXPECT_TRUE(function(Whole, "run").Parameters[0].Extent);
  ASSERT_EQ(Less.Launches.size(), 1U);
  EXPECT_FALSE(Less.Launches[0].Slice.Usable);
  EXPECT_FALSE(function(Less, "run").Parameters[0].Extent);
  Whole.Launches[0].Slice = Less.Launches[0].Slice;
  EXPECT_EQ(Whole.Launches, Less.Launches);
  EXPECT_EQ(Whole.Heuristics, Less.Heuristics);
  EXPECT_FALSE(differs(Whole, Less, "run"));
}
