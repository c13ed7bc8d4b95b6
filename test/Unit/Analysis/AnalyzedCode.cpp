//===- AnalyzedCode.cpp - Inventories of short texts ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalyzedCode.h"
#include "perfclaim/Support/Hash.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <gtest/gtest.h>

using namespace clang;

namespace perfclaim {

namespace {

constexpr llvm::StringLiteral Root = "/repository/";

constexpr llvm::StringLiteral CudaText = R"(
#define __global__ __attribute__((global))
#define __device__ __attribute__((device))
#define __host__ __attribute__((host))
#define __shared__ __attribute__((shared))
#define __constant__ __attribute__((constant))
#define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))
#define __forceinline__ __inline__ __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
#define __maxnreg__(n) __attribute__((maxnreg(n)))
#define __align__(n) __attribute__((aligned(n)))
typedef unsigned long size_t;
struct dim3 {
  unsigned x, y, z;
  __host__ __device__ constexpr dim3(unsigned X = 1, unsigned Y = 1,
                                     unsigned Z = 1) : x(X), y(Y), z(Z) {}
};
struct uint3 { unsigned x, y, z; };
extern const __device__ uint3 threadIdx, blockIdx;
extern const __device__ dim3 blockDim, gridDim;
typedef struct CUstream_st *cudaStream_t;
typedef int cudaError_t;
extern "C" cudaError_t cudaConfigureCall(dim3 grid, dim3 block,
                                         size_t shared = 0,
                                         cudaStream_t stream = 0);
extern "C" unsigned __cudaPushCallConfiguration(
    dim3 grid, dim3 block, size_t shared = 0, void *stream = 0);
extern "C" cudaError_t cudaLaunchKernel(const void *f, dim3 grid, dim3 block,
                                        void **args, size_t shared,
                                        cudaStream_t stream);
extern "C" cudaError_t cudaLaunchCooperativeKernel(
    const void *f, dim3 grid, dim3 block, void **args, size_t shared,
    cudaStream_t stream);
struct cudaLaunchConfig_t {
  dim3 gridDim, blockDim;
  size_t dynamicSmemBytes;
  cudaStream_t stream;
  void *attrs;
  unsigned numAttrs;
};
extern "C" cudaError_t cudaLaunchKernelExC(const cudaLaunchConfig_t *config,
                                           const void *f, void **args);
__device__ cudaError_t cudaLaunchDevice(void *f, void *args, dim3 grid,
                                        dim3 block, unsigned shared,
                                        cudaStream_t stream);
__device__ void *cudaGetParameterBuffer(size_t alignment, size_t size);
extern "C" cudaError_t cudaMalloc(void **p, size_t n);
extern "C" cudaError_t cudaDeviceSynchronize();
extern "C" int printf(const char *, ...);
extern "C" void exit(int) __attribute__((noreturn));
__device__ __host__ inline int min(int a, int b) { return a < b ? a : b; }
__device__ __host__ inline int max(int a, int b) { return a > b ? a : b; }
__device__ void __syncthreads();
__device__ float sqrtf(float);
)";

std::string repositoryPath(llvm::StringRef File) {
  return File.consume_front(Root) ? File.str() : "";
}

/// The repository's macros where they are expanded.
class MacroRecorder : public PPCallbacks {
public:
  MacroRecorder(Preprocessor &PP, std::vector<MacroUse> &Out)
      : PP(PP), Out(Out) {}
  void MacroExpands(const Token &Name, const MacroDefinition &Definition,
                    clang::SourceRange Range, const MacroArgs *) override {
    const MacroInfo *Info = Definition.getMacroInfo();
    const SourceManager &SM = PP.getSourceManager();
    std::string File = repositoryPath(SM.getFilename(Info->getDefinitionLoc()));
    if (File.empty())
      return;
    MacroUse Use;
    Use.Name = PP.getSpelling(Name);
    Hasher Hash;
    for (const Token &T : Info->tokens())
      Hash.add(PP.getSpelling(T));
    Use.DefinitionHash = Hash.finish();
    Use.Definition.File = File;
    SourceLocation At = SM.getExpansionLoc(Name.getLocation());
    Use.ExpansionFile = repositoryPath(SM.getFilename(At));
    Use.ExpansionOffset = SM.getFileOffset(At);
    Out.push_back(std::move(Use));
  }

private:
  Preprocessor &PP;
  std::vector<MacroUse> &Out;
};

class AnalyzeAction : public ASTFrontendAction {
public:
  AnalyzeAction(View Which, llvm::function_ref<void(ParsedUnit &)> Use,
                bool ErrorsExpected)
      : Which(Which), Use(Use), ErrorsExpected(ErrorsExpected) {
    Request.Path = "unit.cu";
  }
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &Compiler,
                                                 llvm::StringRef) override {
    Compiler.getPreprocessor().addPPCallbacks(
        std::make_unique<MacroRecorder>(Compiler.getPreprocessor(), Macros));
    return std::make_unique<ASTConsumer>();
  }
  void EndSourceFileAction() override {
    CompilerInstance &Compiler = getCompilerInstance();
    if (!ErrorsExpected)
      EXPECT_FALSE(Compiler.getDiagnostics().hasErrorOccurred());
    ParsedUnit Unit{Request,
                    Which,
                    Compiler.getASTContext(),
                    Compiler.getPreprocessor(),
                    std::move(Macros),
                    {"unit.cu"},
                    {},
                    0,
                    [](llvm::StringRef File) { return repositoryPath(File); },
                    {}};
    Use(Unit);
  }

private:
  UnitRequest Request;
  View Which;
  llvm::function_ref<void(ParsedUnit &)> Use;
  bool ErrorsExpected;
  std::vector<MacroUse> Macros;
};

} // namespace

void withUnit(llvm::StringRef Code, View Which,
              llvm::function_ref<void(ParsedUnit &)> Use,
              const std::map<std::string, std::string> &Headers,
              bool ErrorsExpected) {
  auto Memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  Memory->addFile("/toolkit/cuda.h", 0,
                  llvm::MemoryBuffer::getMemBuffer(CudaText));
  std::string Unit = (Root + "unit.cu").str();
  Memory->addFile(Unit, 0, llvm::MemoryBuffer::getMemBufferCopy(Code));
  for (const auto &[Path, Text] : Headers)
    Memory->addFile((Root + Path).str(), 0,
                    llvm::MemoryBuffer::getMemBufferCopy(Text));
  auto Files = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(
      llvm::vfs::getRealFileSystem());
  Files->pushOverlay(Memory);
  auto Manager =
      llvm::makeIntrusiveRefCnt<FileManager>(FileSystemOptions(), Files);
  std::vector<std::string> Command = {
      "clang++",
      "-x",
      "cuda",
      Which == View::Host ? "--cuda-host-only" : "--cuda-device-only",
      "-nocudainc",
      "-nocudalib",
      "-std=c++17",
      "--cuda-gpu-arch=sm_80",
      "-nostdinc",
      "-fsyntax-only",
      "-fgpu-rdc",
      "-Wno-everything",
      "-include",
      "/toolkit/cuda.h",
      "--cuda-path=/toolkit",
      Unit};
  tooling::ToolInvocation Invocation(
      Command, std::make_unique<AnalyzeAction>(Which, Use, ErrorsExpected),
      Manager.get());
  bool Ran = Invocation.run();
  if (!ErrorsExpected)
    EXPECT_TRUE(Ran);
}

Inventory analyzed(llvm::StringRef Code,
                   const std::map<std::string, std::string> &Headers,
                   bool ErrorsExpected) {
  Inventory Both;
  for (View Which : {View::Host, View::Device})
    withUnit(
        Code, Which, [&](ParsedUnit &Unit) { Both.merge(analyzeUnit(Unit)); },
        Headers, ErrorsExpected);
  return Both;
}

const Kernel &kernel(const Inventory &I, llvm::StringRef Name) {
  static const Kernel None;
  for (const Kernel &K : I.Kernels)
    if (K.Name == Name)
      return K;
  ADD_FAILURE() << "no kernel " << Name.str();
  return None;
}

const HostFunction &function(const Inventory &I, llvm::StringRef Name) {
  static const HostFunction None;
  for (const HostFunction &F : I.Functions)
    if (F.Name == Name)
      return F;
  ADD_FAILURE() << "no host function " << Name.str();
  return None;
}

const DeclNode &node(const Inventory &I, llvm::StringRef Name) {
  static const DeclNode None;
  for (const auto &[Identity, Node] : I.Graph.Nodes)
    if (Node.Name == Name || Node.QualifiedName == Name || Identity == Name)
      return Node;
  ADD_FAILURE() << "no node " << Name.str();
  return None;
}

bool differs(const Inventory &A, const Inventory &B, llvm::StringRef Name) {
  const DeclNode &NodeA = node(A, Name), &NodeB = node(B, Name);
  auto Hashes = [](const DeclGraph &Graph, const std::string &From) {
    std::map<std::string, std::string> Found;
    for (const std::string &Identity : Graph.closure(From))
      if (const DeclNode *Node = Graph.find(Identity))
        if (Node->Kind != DeclKind::Macro)
          Found[Identity] = Node->SemanticHash;
    return Found;
  };
  return Hashes(A.Graph, NodeA.Identity) != Hashes(B.Graph, NodeB.Identity);
}

} // namespace perfclaim
