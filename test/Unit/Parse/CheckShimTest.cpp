//===- CheckShimTest.cpp - What a shim needs --------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestTree.h"
#include <map>

using namespace llvm;
using namespace perfclaim;

namespace {

ShimCheck check(const SideInput &Side, StringRef Text,
                CompileFlags Flags = {}) {
  Expected<ShimCheck> Result =
      checkShim(Side, Flags, "shim_before.cu", Text, makeOptions());
  if (!Result) {
    ADD_FAILURE() << toString(Result.takeError());
    return {};
  }
  return std::move(*Result);
}

TEST(CheckShim, WhatTheStandardLibraryHasIsIncludedFirst) {
  const SideInput Side = makeSide(
      {{"k.cu", "void f(int n) { if (n) throw std::runtime_error(\"n\"); }\n"
                "namespace own { int runtime_error; }\n"}});
  const ShimCheck Result = check(Side, "#include \"k.cu\"\n");
  EXPECT_TRUE(Result.Errors.empty()) << textOf(Result.Errors);
  EXPECT_EQ(Result.StandardHeaders, (std::set<std::string>{"stdexcept"}));
  EXPECT_NE(textOf(Result.Repairs).find("<stdexcept> is included first"),
            std::string::npos);
  const ShimCheck Other = check(
      makeSide({{"k.cu", "int i = runtime_error;\n"}}), "#include \"k.cu\"\n");
  EXPECT_FALSE(Other.Errors.empty());
  EXPECT_TRUE(Other.StandardHeaders.empty());
}

TEST(CheckShim, AHeaderThatNothingNeedsIsNoReasonToRefuse) {
  auto Missing = [](StringRef Code) {
    const SideInput Side = makeSide({{"k.cu", Code.str()}});
    ShimCheck Result = check(Side, "#include \"k.cu\"\n");
    EXPECT_TRUE(Result.Errors.empty()) << textOf(Result.Errors);
    return std::pair(Result.AbsentHeaders, Result.MissingHeaders);
  };
  using Names = std::vector<std::string>;
  const std::string Include = "#include <some/where.h>\n";
  EXPECT_EQ(Missing(Include + "__global__ void k(int *p) { *p = 1; }\n"),
            std::pair(Names{"some/where.h"}, Names()));
  // What device code alone uses is seen, and what is guessed is not there.
  EXPECT_EQ(Missing(Include + "__global__ void k(int *p) { *p = FROM; }\n"),
            std::pair(Names(), Names{"some/where.h"}));
  EXPECT_EQ(Missing(Include + "#include <torch/extension.h>\n"
                              "void f(torch::Tensor t) {\n"
                              "  OUR_DISPATCH_FLOATING_TYPES(t.scalar_type(), "
                              "\"f\", [&] {});\n}\n"),
            std::pair(Names(), Names{"some/where.h"}));
  // Ours cannot lie there.
  EXPECT_EQ(Missing("#include \"../../where.h\"\n"),
            std::pair(Names(), Names{"../../where.h"}));
}

TEST(CheckShim, AShimThatCompilesSaysWhatMustBeLinked) {
  SideInput Side = makeSide(
      {{"src/k.cu", "#include \"help.h\"\n#include <cublas_v2.h>\n"
                    "#include <cstdlib>\n#include <string>\n"
                    "extern int table[4];\n"
                    "static cublasHandle_t handle;\n"
                    "__global__ void k(float *p);\n"
                    "void run(float *p) {\n"
                    "  cublasCreate(&handle); free(malloc(3));\n"
                    "  std::string s(3, 'x');\n"
                    "  k<<<1, help(table[0])>>>(p); cudaDeviceSynchronize();\n"
                    "}\n"},
       {"src/help.h", "int help(int);\nint unused(int);\n"}});
  ShimCheck Result =
      check(Side, "#include \"src/k.cu\"\n"
                  "extern \"C\" void pc_run(float *p) { run(p); }\n");
  EXPECT_TRUE(Result.Errors.empty()) << textOf(Result.Errors);
  EXPECT_EQ(Result.IncludedFiles,
            (std::vector<std::string>{"src/help.h", "src/k.cu"}));
  std::map<std::string, ShimCheck::Symbol> ByName;
  for (const ShimCheck::Symbol &Symbol : Result.Undefined)
    ByName.emplace(Symbol.Mangled, Symbol);
  std::string All;
  for (const auto &[Name, Symbol] : ByName)
    All += Name + " ";
  EXPECT_EQ(All, "_Z1kPf _Z4helpi cublasCreate_v2 table ");
  EXPECT_EQ(ByName["_Z4helpi"].Declared, (SourcePlace{"src/help.h", 1}));
  EXPECT_TRUE(ByName["_Z4helpi"].InRepository);
  EXPECT_TRUE(ByName["_Z4helpi"].Function);
  EXPECT_EQ(ByName["_Z4helpi"].Name, "help");
  EXPECT_FALSE(ByName["table"].Function);
  EXPECT_EQ(ByName["table"].Size, 16u);
  EXPECT_FALSE(ByName["cublasCreate_v2"].InRepository);
  EXPECT_TRUE(
      StringRef(ByName["cublasCreate_v2"].Header).ends_with("cublas_api.h"));
}

TEST(CheckShim, DeviceCodeIsNotLookedAt) {
  ShimCheck Result = check(
      makeSide({{"k.cu", "int helper(int);\n"
                         "struct S {\n#ifdef __CUDA_ARCH__\n"
                         "  static __device__ float f() { return 1; }\n"
                         "#endif\n};\n"
                         "template <class T> __global__ void k(T *p) {\n"
                         "  *p = S::f() + T::nothing;\n}\n"
                         "__global__ void plain() { S::f(); }\n"
                         "void run(float *p) {\n"
                         "  k<<<1, helper(1)>>>(p); plain<<<1, 1>>>();\n}\n"}}),
      "#include \"k.cu\"\n");
  EXPECT_TRUE(Result.Errors.empty()) << textOf(Result.Errors);
  ASSERT_EQ(Result.Undefined.size(), 1u);
  EXPECT_EQ(Result.Undefined[0].Mangled, "_Z6helperi");
}

TEST(CheckShim, SaysWhatAUnitDefinesForOthers) {
  ShimCheck Result = check(
      makeSide({{"k.cu", "template <int N> __global__ void k(int *p) {\n"
                         "  p[0] = N;\n}\n"
                         "template __global__ void k<4>(int *);\n"
                         "__global__ void plain(int *p) { p[0] = 1; }\n"
                         "static __global__ void own(int *p) { p[0] = 1; }\n"
                         "int helper(int n) { return n; }\n"
                         "inline int weak(int n) { return n; }\n"
                         "int use(int n) { return weak(n); }\n"}}),
      "#include \"k.cu\"\n");
  EXPECT_TRUE(Result.Errors.empty()) << textOf(Result.Errors);
  auto Has = [&](const char *Name, bool Strong) {
    return is_contained(Result.Defined,
                        ShimCheck::Definition{Name, Strong, {}});
  };
  EXPECT_TRUE(Has("_Z1kILi4EEvPi", false));
  EXPECT_TRUE(Has("_Z5plainPi", true));
  EXPECT_TRUE(Has("_Z6helperi", true));
  EXPECT_TRUE(Has("_Z4weaki", false));
  EXPECT_FALSE(Has("_Z3ownPi", true) || Has("_ZL3ownPi", true));
}

TEST(CheckShim, SaysWhatEachDefinitionNeedsOfOthers) {
  ShimCheck Result =
      check(makeSide({{"k.cu", "int far(int n);\nint start();\nint unused();\n"
                               "static int near(int n) { return far(n); }\n"
                               "static int (*const table[])(int) = {near};\n"
                               "int helper(int n) { return table[0](n); }\n"
                               "int other() { return unused(); }\n"
                               "static int begun = start();\n"
                               "int count() { return begun; }\n"}}),
            "#include \"k.cu\"\n");
  EXPECT_TRUE(Result.Errors.empty()) << textOf(Result.Errors);
  auto Names = [&](llvm::ArrayRef<unsigned> Of) {
    std::vector<std::string> Found;
    for (unsigned At : Of)
      Found.push_back(Result.Undefined[At].Name);
    return Found;
  };
  for (const ShimCheck::Definition &D : Result.Defined)
    EXPECT_EQ(Names(D.Needs),
              D.Mangled == "_Z6helperi"  ? std::vector<std::string>{"far"}
              : D.Mangled == "_Z5otherv" ? std::vector<std::string>{"unused"}
                                         : std::vector<std::string>{})
        << D.Mangled;
  EXPECT_EQ(Names(Result.NeededAtStart), std::vector<std::string>{"start"});
}

TEST(CheckShim, LeavesOutAHostBodyThatClangRejectsForARuleOfItsOwn) {
  // To g++ vectors have no operators of their own when overloads are chosen.
  ShimCheck Result =
      check(makeSide({{"k.cu",
                       "typedef float four __attribute__((vector_size(16)));\n"
                       "struct V { V(four); operator four() const; };\n"
                       "V operator<(const V &, const V &);\n"
                       "inline void odd(V v, four f) {\n"
                       "  v < f;\n}\n"
                       "void run(float *p) { odd(four(), four()); }\n"}}),
            "#include \"k.cu\"\nvoid pc_run(float *p) { run(p); }\n");
  EXPECT_TRUE(Result.Errors.empty()) << textOf(Result.Errors);
  ASSERT_EQ(Result.Repairs.size(), 1u);
  EXPECT_EQ(Result.Repairs[0].Line, 5u);
  EXPECT_NE(Result.Repairs[0].Text.find("'odd'"), std::string::npos);
  for (const ShimCheck::Symbol &Symbol : Result.Undefined)
    EXPECT_NE(Symbol.Name, "odd");
}

TEST(CheckShim, RejectsABodyThatNamesWhatIsNotThere) {
  ShimCheck Result =
      check(makeSide({{"k.cu", "void run(float *p) { missing(p); }\n"}}),
            "#include \"k.cu\"\nvoid pc_run(float *p) { run(p); }\n");
  ASSERT_EQ(Result.Errors.size(), 1u);
  EXPECT_EQ(Result.Errors[0].File, "k.cu");
  EXPECT_TRUE(Result.Repairs.empty());
}

TEST(CheckShim, ErrorsAreGivenWithTheirPlace) {
  ShimCheck Result = check(makeSide({{"k.cu", "int f(int);\n"}}),
                           "#include \"k.cu\"\n\nint x = f(\"text\");\n");
  ASSERT_EQ(Result.Errors.size(), 1u);
  EXPECT_EQ(Result.Errors[0].File, "shim_before.cu");
  EXPECT_EQ(Result.Errors[0].Line, 3u);
  EXPECT_TRUE(Result.Undefined.empty());
}

TEST(CheckShim, AMissingHeaderIsAnErrorOnlyWhereItIsMissed) {
  ShimCheck Result = check(makeSide({{"k.cu", "#include <gone.h>\n"}}),
                           "#include \"k.cu\"\nint x = gone();\n");
  ASSERT_EQ(Result.Errors.size(), 1u);
  EXPECT_EQ(Result.Errors[0].Line, 2u);
  EXPECT_EQ(Result.MissingHeaders, (std::vector<std::string>{"gone.h"}));
}

} // namespace
