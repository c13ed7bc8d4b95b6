//===- ParseUnitTest.cpp - A unit to its AST --------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestTree.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include <set>

using namespace llvm;
using namespace perfclaim;

namespace {

using Strings = std::vector<std::string>;

/// What the tests look at in an AST.
struct Found : clang::DynamicRecursiveASTVisitor {
  std::set<std::string> Kernels;
  unsigned Launches = 0;
  bool VisitFunctionDecl(clang::FunctionDecl *F) override {
    if (F->hasAttr<clang::CUDAGlobalAttr>() && F->hasBody())
      Kernels.insert(F->getNameAsString());
    return true;
  }
  bool VisitCUDAKernelCallExpr(clang::CUDAKernelCallExpr *) override {
    ++Launches;
    return true;
  }
};

struct Parsed {
  Found In;
  Strings Included, Missing;
  std::vector<MacroUse> Macros;
  std::vector<SourcePlace> ErrorPlaces;
  unsigned Errors = 0;
  unsigned Calls = 0;
  std::vector<Note> Notes;
};

Parsed parse(const SideInput &Side, const UnitRequest &Request,
             View Which = View::Host) {
  Parsed Result;
  Expected<std::vector<Note>> Notes =
      parseUnit(Side, Request, Which, makeOptions(), [&](ParsedUnit &Unit) {
        ++Result.Calls;
        Result.In.TraverseAST(Unit.Context);
        Result.Included = Unit.IncludedFiles;
        Result.Missing = Unit.MissingHeaders;
        Result.Macros = Unit.Macros;
        Result.Errors = Unit.Errors;
        Result.ErrorPlaces = Unit.ErrorPlaces;
      });
  if (Notes)
    Result.Notes = std::move(*Notes);
  else
    ADD_FAILURE() << toString(Notes.takeError());
  return Result;
}

Parsed parse(std::string Text, View Which = View::Host) {
  return parse(makeSide({{"k.cu", std::move(Text)}}), makeRequest("k.cu"),
               Which);
}

TEST(ParseUnit, BothViewsHaveTheKernelAndItsLaunch) {
  for (View Which : {View::Host, View::Device}) {
    Parsed Unit = parse("__global__ void k(float *p) { *p = 1; }\n"
                        "void run(float *p) { k<<<1, 32>>>(p); }\n",
                        Which);
    EXPECT_EQ(Unit.Calls, 1u);
    EXPECT_EQ(Unit.Errors, 0u) << textOf(Unit.Notes);
    EXPECT_EQ(Unit.In.Kernels.count("k"), 1u);
    EXPECT_EQ(Unit.In.Launches, 1u);
  }
}

TEST(ParseUnit, AnErrorInOneFunctionDoesNotHideTheOthers) {
  Parsed Unit = parse("__global__ void a() {}\n"
                      "void bad() { nobody_knows(this); }\n"
                      "__global__ void b() {}\n"
                      "void run() { b<<<1, 1>>>(); }\n");
  EXPECT_GT(Unit.Errors, 0u);
  EXPECT_EQ(Unit.In.Kernels, (std::set<std::string>{"a", "b"}));
  EXPECT_EQ(Unit.In.Launches, 1u);
  EXPECT_EQ(Unit.ErrorPlaces, (std::vector<SourcePlace>{{"k.cu", 2}}));
}

TEST(ParseUnit, DeviceCodeHasErrorsInTheDeviceViewOnly) {
  std::string Text = "struct S {\n#ifdef __CUDA_ARCH__\n"
                     "  static __device__ float f() { return 1; }\n#endif\n};\n"
                     "__global__ void a(float *p) { *p = S::f(); }\n"
                     "__global__ void b(float *p) { *p = S::no(); }\n";
  EXPECT_EQ(parse(Text, View::Host).Errors, 0u);
  Parsed Device = parse(Text, View::Device);
  EXPECT_EQ(Device.ErrorPlaces, (std::vector<SourcePlace>{{"k.cu", 7}}));
}

TEST(ParseUnit, MissingHeadersAreReadAsEmptyAndSaid) {
  Parsed Unit = parse("#include <nobody/has/this.h>\n"
                      "#if __has_include(<nobody/has/this.h>)\n#error found\n"
                      "#endif\n__global__ void k() {}\n");
  EXPECT_EQ(Unit.Errors, 0u) << textOf(Unit.Notes);
  EXPECT_EQ(Unit.Missing, (Strings{"nobody/has/this.h"}));
  EXPECT_NE(textOf(Unit.Notes).find("nobody/has/this.h"), std::string::npos);
  EXPECT_EQ(Unit.In.Kernels.count("k"), 1u);
}

TEST(ParseUnit, LaunchesInsideTorchsDispatchAreSeen) {
  Parsed Unit = parse(
      "#include <torch/all.h>\n#include <c10/cuda/CUDAGuard.h>\n"
      "template <class T> __global__ void k(T *p, int n) { p[0] += p[1]; }\n"
      "void run(torch::Tensor &x) {\n"
      "  TORCH_CHECK(x.is_cuda(), \"on the GPU\");\n"
      "  const at::cuda::OptionalCUDAGuard guard(device_of(x));\n"
      "  auto s = at::cuda::getCurrentCUDAStream();\n"
      "  AT_DISPATCH_FLOATING_TYPES_AND_HALF(x.scalar_type(), \"k\", [&] {\n"
      "    k<scalar_t><<<1, 32, 0, s>>>(x.data_ptr<scalar_t>(), x.size(-1));\n"
      "  });\n"
      "}\n");
  EXPECT_EQ(Unit.Errors, 0u) << textOf(Unit.Notes);
  EXPECT_EQ(Unit.In.Launches, 3u); // double, float and half
}

TEST(ParseUnit, ThePreludeGivesWhatNvccHas) {
  std::string Text =
      "#include <cub/block/block_reduce.cuh>\n"
      "texture<float, 2> image;\n"
      "__managed__ int managed;\n"
      "__global__ void k(float *p, int4 *q, int n, unsigned m) {\n"
      "  __stcs(p, __ldcs(p)); __stcg(q, __ldcg(q)); __stwt(q, __ldcv(q));\n"
      "  int x = max(n, m) + min(m, n);\n"
      "  long long t = clock() + clock64();\n"
      "  typedef cub::BlockReduce<float, 128> Reduce;\n"
      "  __shared__ Reduce::TempStorage temp;\n"
      "  float y = Reduce(temp).Reduce(*p, cub::Max());\n"
      "  y += __shfl_xor(y, 1) + tex2D(image, 1.f, 2.f);\n"
      "  if (isfinite(y) && !isnan(*p)) *p = y + x + t + managed;\n"
      "  assert(n > 0);\n"
      "}\n"
      "int run(int a, unsigned b, size_t c) {\n"
      "  cudaThreadSynchronize();\n"
      "  return max(a, b) + min(c, (size_t)3) + max(1.0f, 2.0);\n"
      "}\n"
      "#if __CUDACC_VER_MAJOR__ < 12\n#error nvcc says its version\n#endif\n";
  for (View Which : {View::Host, View::Device}) {
    Parsed Unit = parse(Text, Which);
    EXPECT_EQ(Unit.Errors, 0u) << textOf(Unit.Notes);
  }
}

TEST(ParseUnit, RepairsAreMadeAndSaid) {
  Parsed Unit = parse(
      "#include <cuda/barrier>\n"
      "struct S { template <int N> __device__ float f() { return N; } };\n"
      "template <class T>\n"
      "__global__ void a(T s, float *p) {\n"
      "         *p = s.f<3>();\n"
      "}\n"
      "__global__ void b() {\n"
      "  __shared__ cuda::barrier<cuda::thread_scope_block> bar;\n"
      "  bar.arrive_and_wait();\n"
      "}\n"
      "void run(float *p) { a << <1, 2>> >(S(), p); }\n",
      View::Device);
  EXPECT_EQ(Unit.Errors, 0u) << textOf(Unit.Notes);
  EXPECT_EQ(Unit.Calls, 1u);
  EXPECT_EQ(Unit.In.Launches, 1u);
  EXPECT_NE(textOf(Unit.Notes).find("k.cu:5: read as if the keyword"),
            std::string::npos)
      << textOf(Unit.Notes);
  EXPECT_NE(textOf(Unit.Notes).find("k.cu:8: read as if the shared"),
            std::string::npos)
      << textOf(Unit.Notes);
}

TEST(ParseUnit, AProjectsOwnCudaHeaderDoesNotShadowTheToolkits) {
  SideInput Side =
      makeSide({{"src/k.cu",
                 "#include \"cuda.h\"\n__global__ void k() { int x = OWN; }\n"},
                {"src/cuda.h", "#define OWN 1\n"}});
  UnitRequest Request = makeRequest("src/k.cu");
  Request.Flags.IncludeDirs = {"src"};
  Parsed Unit = parse(Side, Request);
  EXPECT_EQ(Unit.Errors, 0u) << textOf(Unit.Notes);
  EXPECT_EQ(Unit.Included, (Strings{"src/cuda.h", "src/k.cu"}));
}

TEST(ParseUnit, MacrosAreRecordedWhereTheyEndUp) {
  SideInput Side =
      makeSide({{"k.cu", "#include \"n.h\"\n#define TWICE(X) ((X) * N)\n"
                         "__global__ void k(int *p) { *p = TWICE(3); }\n"},
                {"n.h", "#define N 2\n"}});
  Parsed Unit = parse(Side, makeRequest("k.cu"));
  std::map<std::string, MacroUse> ByName;
  for (const MacroUse &Use : Unit.Macros)
    ByName.emplace(Use.Name, Use);
  ASSERT_EQ(ByName.count("TWICE"), 1u);
  ASSERT_EQ(ByName.count("N"), 1u);
  EXPECT_EQ(ByName.count("__global__"), 0u); // The toolkit's.
  EXPECT_EQ(ByName["N"].Definition.File, "n.h");
  EXPECT_EQ(ByName["N"].ExpansionFile, "k.cu");
  EXPECT_EQ(ByName["N"].ExpansionOffset, ByName["TWICE"].ExpansionOffset);

  // The hash follows the replacement, not its layout.
  auto HashOfN = [&](std::string Header) {
    Parsed Other = parse(
        makeSide({{"k.cu", "#include \"n.h\"\nint x = N;\n"}, {"n.h", Header}}),
        makeRequest("k.cu"));
    for (const MacroUse &Use : Other.Macros)
      if (Use.Name == "N")
        return Use.DefinitionHash;
    return std::string("not there");
  };
  EXPECT_EQ(HashOfN("#define N (1+2)\n"),
            HashOfN("\n#define N ( 1 + 2 ) // x\n"));
  EXPECT_NE(HashOfN("#define N (1+2)\n"), HashOfN("#define N (1+3)\n"));
}

TEST(ParseUnit, PlainCAndCxxAreParsedWithoutCuda) {
  SideInput Side =
      makeSide({{"a.c", "int f(int *restrict p) { return *p; }\n"},
                {"b.cpp", "#include <vector>\n"
                          "std::vector<int> f() { return {}; }\n"}});
  for (const char *Path : {"a.c", "b.cpp"}) {
    UnitRequest Request = makeRequest(Path);
    Request.Flags.Cuda = false;
    Parsed Unit = parse(Side, Request);
    EXPECT_EQ(Unit.Errors, 0u) << textOf(Unit.Notes);
  }
}

TEST(ParseUnit, AFileThatTheSideLacksIsAnError) {
  Expected<std::vector<Note>> Notes =
      parseUnit(makeSide({}), makeRequest("gone.cu"), View::Host, makeOptions(),
                [](ParsedUnit &) { FAIL(); });
  ASSERT_FALSE(bool(Notes));
  EXPECT_NE(toString(Notes.takeError()).find("gone.cu"), std::string::npos);
}

TEST(CompileDevice, GivesOptimisedCodeOfTheKernels) {
  LLVMContext Context;
  Expected<std::unique_ptr<Module>> Code = compileDevice(
      makeSide({{"k.cu", "__global__ void k(float *p) { *p = expf(*p); }\n"}}),
      makeRequest("k.cu"), makeOptions(), Context);
  ASSERT_TRUE(bool(Code)) << toString(Code.takeError());
  const Function *Kernel = (*Code)->getFunction("_Z1kPf");
  ASSERT_TRUE(Kernel);
  EXPECT_FALSE(Kernel->isDeclaration());
  EXPECT_EQ(Kernel->getEntryBlock().getFirstNonPHIOrDbg()->getOpcode(),
            Instruction::Load); // No stack slots: it was optimised.
}

TEST(CompileDevice, ErrorsInDeviceCodeAreErrors) {
  LLVMContext Context;
  Expected<std::unique_ptr<Module>> Code =
      compileDevice(makeSide({{"k.cu", "\n__global__ void k() { no(); }\n"}}),
                    makeRequest("k.cu"), makeOptions(), Context);
  ASSERT_FALSE(bool(Code));
  std::string Text = toString(Code.takeError());
  EXPECT_NE(Text.find("k.cu:2"), std::string::npos) << Text;
}

} // namespace
