//===- Plans.cpp - Plans written by hand ----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Plans.h"

using namespace llvm;

namespace perfclaim::test {

ParameterModel integer(StringRef Name) {
  ParameterModel M;
  M.Name = Name.str();
  M.Type = "int";
  M.Kind = ValueKind::Integer;
  M.Role = ParameterRole::Size;
  return M;
}

static unsigned sizeOf(ElementKind Element) {
  switch (Element) {
  case ElementKind::Float16:
    return 2;
  case ElementKind::Float32:
  case ElementKind::Int32:
    return 4;
  default:
    return 1;
  }
}

ParameterModel pointer(StringRef Name, StringRef Type, ElementKind Element,
                       ParameterRole Role, StringRef Extent) {
  ParameterModel M;
  M.Name = Name.str();
  M.Type = Type.str();
  M.Kind = ValueKind::Pointer;
  M.Element = Element;
  M.ElementSize = sizeOf(Element);
  M.Role = Role;
  M.Extent = cantFail(Expression::parse(Extent));
  M.ExtentConfidence = Confidence::Certain;
  return M;
}

static Workload workload(StringRef Name, Workload::Purpose For,
                         std::map<std::string, int64_t> Integers,
                         std::map<std::string, double> Floats = {}) {
  Workload W;
  W.Name = Name.str();
  W.Provenance = "main of " + Name.str();
  W.For = For;
  W.Integers = std::move(Integers);
  W.Floats = std::move(Floats);
  return W;
}

static Claim claim(StringRef Text, double Speedup) {
  Claim C;
  C.Text = Text.str();
  C.Speedup = Speedup;
  return C;
}

//===-- A launcher --------------------------------------------------------===//

static const char *const LauncherBefore = R"(
#define T float
#define N 4
static __global__ void scale_kernel(T *out, const T *inp, float alpha, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    out[i] = alpha * inp[i];
}
namespace rows {
void scale(float *out, const float *inp, float alpha, int n) {
  int block = 128;
  scale_kernel<<<(n + block - 1) / block, block>>>(out, inp, alpha, n);
}
void scale(double *) {}
} // namespace rows
)";

static const char *const LauncherAfter = R"(
namespace {
__global__ void scale_kernel(float *out, const float *inp, float alpha,
                             long n) {
  for (long i = blockIdx.x * blockDim.x + threadIdx.x; i < n;
       i += gridDim.x * blockDim.x)
    out[i] = alpha * inp[i];
}
} // namespace
namespace rows {
int scale(float *out, const float *inp, const double &alpha, long n,
          cudaStream_t stream) {
  int device, sms;
  cudaGetDevice(&device);
  cudaDeviceGetAttribute(&sms, cudaDevAttrMultiProcessorCount, device);
  const int block = n >= 4096 ? 512 : 128;
  const int grid = n / block < sms ? (n + block - 1) / block : sms;
  scale_kernel<<<grid, block, 0, stream>>>(out, inp, alpha, n);
  return 0;
}
void scale(double *) {}
} // namespace rows
)";

PlannedPackage launcherPlan() {
  PlannedPackage Out;
  EntryPair Entry;
  Entry.Name = "rows::scale";
  Entry.Before.Name = Entry.After.Name = "rows::scale";
  Entry.Before.Unit = Entry.After.Unit = "src/scale.cu";
  Entry.Before.Place = {"src/scale.cu", 10};
  Entry.After.Place = {"src/scale.cu", 12};
  Entry.Before.Spelling = Entry.After.Spelling = "rows::scale";
  Entry.Before.PointerType = "void (*)(float *, const float *, float, int)";
  Entry.After.PointerType =
      "int (*)(float *, const float *, const double &, long, cudaStream_t)";
  Entry.Before.Parameters = {"out", "inp", "alpha", "n"};
  Entry.After.Parameters = {"out", "inp", "alpha", "n", "stream"};
  Entry.Before.Reaches = Entry.After.Reaches = {"scale_kernel"};
  Entry.Why = "the launch configuration changed";
  Entry.NotMeasured = {"transfers to the device"};
  ParameterModel Alpha;
  Alpha.Name = "alpha";
  Alpha.Type = "float";
  Alpha.Kind = ValueKind::Floating;
  ParameterModel Stream;
  Stream.Name = "stream";
  Stream.Type = "cudaStream_t";
  Stream.Kind = ValueKind::Stream;
  Entry.Variables = {pointer("out", "float *", ElementKind::Float32,
                             ParameterRole::Output, "n"),
                     pointer("inp", "const float *", ElementKind::Float32,
                             ParameterRole::Input, "n"),
                     Alpha, integer("n"), Stream};
  Entry.Variables[0].Because = {
      {"index `i` guarded by `i < n`", {"src/scale.cu", 7}}};

  BenchmarkPlan &Plan = Out.Plan;
  Plan.Change.Id = "0123456789abcdef0123456789abcdef01234567";
  Plan.Change.Parent = "76543210fedcba9876543210fedcba9876543210";
  Plan.Change.Message = "scale: grid-stride loop\n\n2x faster\n";
  Plan.Entries = {Entry};
  Plan.Workloads = {workload("model_4096", Workload::Purpose::Measure,
                             {{"n", 4096}}, {{"alpha", 0.5}}),
                    workload("huge", Workload::Purpose::Measure,
                             {{"n", 2000000000}}, {{"alpha", 1e-5}}),
                    workload("edge_257", Workload::Purpose::Edge, {{"n", 257}},
                             {{"alpha", -2}})};
  ClaimTest Test;
  Test.What = claim("2x faster", 2);
  Test.How = "geometric mean over 2 workloads is at or above 1.6";
  Test.Threshold = 1.6;
  Plan.Tests = {Test};
  Plan.Before.Files = Plan.After.Files = {"src/scale.cu"};
  Plan.Before.Flags = {"-std=c++14", "-Xcompiler=-Wall"};
  Out.Before["src/scale.cu"] = LauncherBefore;
  Out.After["src/scale.cu"] = LauncherAfter;
  return Out;
}

//===-- A kernel ----------------------------------------------------------===//

static const char *const KernelHeader = R"(
#pragma once
#include <cuda_fp16.h>
struct Params {
  int shift;
  float scale[3];
};
)";

static const char *const KernelSource = R"(
#include "params.h"
template <typename T, int Vec>
__global__ void add_bias(T *x, const T *bias, Params p, T factor, int rows,
                         int cols) {
  extern __shared__ T cache[];
  for (int c = threadIdx.x; c < cols; c += blockDim.x)
    cache[c] = bias[c];
  __syncthreads();
  for (int c = threadIdx.x; c < cols; c += blockDim.x)
    x[blockIdx.x * cols + c] = __float2half(
        __half2float(x[blockIdx.x * cols + c]) +
        __half2float(factor) * __half2float(cache[c]) + p.scale[0] * VALUE);
}
)";

PlannedPackage kernelPlan() {
  PlannedPackage Out;
  EntryPair Entry;
  Entry.Name = "add_bias<half>";
  LaunchSlice Slice;
  Slice.Usable = true;
  Slice.Callee = "add_bias<__half, 8>";
  Slice.Grid = "dim3(rows)";
  Slice.Block = "block";
  Slice.Shared = "cols * sizeof(__half)";
  Slice.Stream = "";
  Slice.Arguments = {"x", "bias", "p", "factor", "rows", "cols"};
  Slice.Preamble = {"const int block = cols >= 1024 ? 512 : 128;"};
  ParameterModel P;
  P.Name = "p";
  P.Type = "Params";
  P.Kind = ValueKind::Struct;
  P.ElementSize = 16;
  ParameterModel Factor;
  Factor.Name = "factor";
  Factor.Type = "__half";
  Factor.Kind = ValueKind::Struct;
  Factor.Element = ElementKind::Float16;
  Factor.ElementSize = 2;
  ParameterModel Bias = pointer("bias", "const __half *", ElementKind::Float16,
                                ParameterRole::Input, "cols");
  Bias.Domain.Values = ValueDomain::Kind::Probability;
  Slice.Variables = {pointer("x", "__half *", ElementKind::Float16,
                             ParameterRole::InOut, "rows * cols"),
                     Bias,
                     P,
                     Factor,
                     integer("rows"),
                     integer("cols")};
  for (EntrySide *Half : {&Entry.Before, &Entry.After}) {
    Half->Kind = EntryKind::Kernel;
    Half->Name = "add_bias";
    Half->Unit = "kernels/bias.cu";
    Half->Place = {"kernels/bias.cu", 4};
    Half->Slice = Slice;
    Half->Parameters = {"x", "bias", "p", "factor", "rows", "cols"};
    Half->Reaches = {"add_bias"};
  }
  Entry.Variables = Slice.Variables;
  Out.Plan.Change.Id = "index";
  Out.Plan.Entries = {Entry};
  Out.Plan.Workloads = {
      workload("wide", Workload::Purpose::Measure,
               {{"rows", 64}, {"cols", 32768}}, {{"factor", 0.25}}),
      workload("narrow", Workload::Purpose::Measure,
               {{"rows", 7}, {"cols", 96}}, {{"factor", 0.25}})};
  for (SideBuild *Build : {&Out.Plan.Before, &Out.Plan.After}) {
    Build->Files = {"include files/params.h", "kernels/bias.cu"};
    Build->IncludeDirs = {"include files", ""};
    Build->Flags = {"-std=c++17", "--use_fast_math"};
  }
  Out.Plan.Before.Defines = {"VALUE=1.0f", "TEXT=\"a b\""};
  Out.Plan.After.Defines = {"VALUE=(2.0f - 1.0f)"};
  for (SourceTexts *Texts : {&Out.Before, &Out.After}) {
    (*Texts)["include files/params.h"] = KernelHeader;
    (*Texts)["kernels/bias.cu"] = KernelSource;
  }
  return Out;
}

//===-- A program ---------------------------------------------------------===//

static const char *const ProgramSource = R"(
#include <cublas_v2.h>
#include <cstdio>
#include <cstdlib>
cublasHandle_t cublas_handle;
cudaDeviceProp deviceProp;
static int cuda_num_SMs = 0;
cudaStream_t main_stream;
__constant__ float table[4];
int helper(int);
void elsewhere(const char *);
extern int verbosity;
#define check(call)                                                            \
  do {                                                                         \
    if ((call) != 0) {                                                         \
      printf("failed at line %d\n", __LINE__);                                 \
      exit(EXIT_FAILURE);                                                      \
    }                                                                          \
  } while (0)
__global__ void gelu(float *out, const float *inp, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    out[i] = inp[i] * table[i % 4];
}
void forward(float *out, const float *inp, int n) {
  if (cuda_num_SMs == 0 || deviceProp.warpSize != 32)
    abort();
  if (verbosity || n == 13)
    elsewhere("n is 13");
  float one = 1;
  check(cublasSgemm(cublas_handle, CUBLAS_OP_N, CUBLAS_OP_N, 1, n, 1, &one, inp,
                    1, inp, 1, &one, out, 1));
  float host[4] = {1, 2, 3, 4};
  check(cudaMemcpyToSymbol(table, host, sizeof host));
  gelu<<<helper(n), 256, 0, main_stream>>>(out, inp, n);
  check(cudaGetLastError());
}
int main() {
  cudaGetDeviceProperties(&deviceProp, 0);
  cuda_num_SMs = deviceProp.multiProcessorCount;
  cublasCreate(&cublas_handle);
}
)";

static const char *const HelperSource = R"(
int helper(int n) { return (n + 255) / 256; }
int main() { return 0; }
)";

PlannedPackage programPlan() {
  PlannedPackage Out;
  EntryPair Entry;
  Entry.Name = "forward";
  for (EntrySide *Half : {&Entry.Before, &Entry.After}) {
    Half->Name = "forward";
    Half->Unit = "train.cu";
    Half->Place = {"train.cu", 25};
    Half->Spelling = "forward";
    Half->PointerType = "void (*)(float *, const float *, int)";
    Half->Parameters = {"out", "inp", "n"};
    Half->Reaches = {"gelu"};
    Half->Globals = {{"cublas_handle", "cublasHandle_t", "", false, {}},
                     {"deviceProp", "cudaDeviceProp", "", false, {}},
                     {"cuda_num_SMs", "int", "0", false, {}},
                     {"main_stream", "cudaStream_t", "", false, {}},
                     {"mystery", "float *", "NULL", false, {"train.cu", 3}}};
  }
  Entry.Variables = {pointer("out", "float *", ElementKind::Float32,
                             ParameterRole::Output, "n"),
                     pointer("inp", "const float *", ElementKind::Float32,
                             ParameterRole::Input, "n"),
                     integer("n")};
  Out.Plan.Change.Id = "worktree";
  Out.Plan.Entries = {Entry};
  Out.Plan.Workloads = {
      workload("main", Workload::Purpose::Measure, {{"n", 1000}}),
      workload("x */ \\\n#include <evil>", Workload::Purpose::Edge,
               {{"n", 13}})};
  for (SideBuild *Build : {&Out.Plan.Before, &Out.Plan.After}) {
    Build->Files = {"helper.cu", "train.cu"};
    Build->LinkUnits = {"helper.cu"};
    Build->Libraries = {"cublas"};
    Build->Stubs = {{"_Z9elsewherePKc", "elsewhere(const char *)", true, 0},
                    {"verbosity", "verbosity", false, 4}};
  }
  for (SourceTexts *Texts : {&Out.Before, &Out.After}) {
    (*Texts)["helper.cu"] = HelperSource;
    (*Texts)["train.cu"] = ProgramSource;
  }
  return Out;
}

} // namespace perfclaim::test
