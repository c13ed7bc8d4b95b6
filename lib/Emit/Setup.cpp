//===- Setup.cpp - What main would have made ------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Setup.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace perfclaim {

namespace {

/// Without cv, `struct` and spaces at the ends.
std::string plainType(StringRef Type) {
  std::string Out;
  SmallVector<StringRef, 4> Words;
  Type.split(Words, ' ', -1, /*KeepEmpty=*/false);
  for (StringRef Word : Words)
    if (Word != "const" && Word != "volatile" && Word != "struct" &&
        Word != "static")
      Out += (Out.empty() ? "" : " ") + Word.str();
  return Out;
}

/// Types whose values a library makes, and the call that does; %s is replaced.
struct Maker {
  StringLiteral Type, Statement;
};
constexpr Maker Makers[] = {
    {"cublasHandle_t",
     "pc_require(cublasCreate(&%s) == CUBLAS_STATUS_SUCCESS, \"cublasCreate\");"
     " pc_require(cublasSetStream(%s, pc_stream) == CUBLAS_STATUS_SUCCESS, "
     "\"cublasSetStream\");"},
    {"cublasLtHandle_t", "pc_require(cublasLtCreate(&%s) == "
                         "CUBLAS_STATUS_SUCCESS, \"cublasLtCreate\");"},
    {"cudnnHandle_t", "pc_require(cudnnCreate(&%s) == CUDNN_STATUS_SUCCESS, "
                      "\"cudnnCreate\");"},
    {"cusparseHandle_t", "pc_require(cusparseCreate(&%s) == "
                         "CUSPARSE_STATUS_SUCCESS, \"cusparseCreate\");"},
    {"cusolverDnHandle_t",
     "pc_require(cusolverDnCreate(&%s) == CUSOLVER_STATUS_SUCCESS, "
     "\"cusolverDnCreate\");"},
    {"curandGenerator_t",
     "pc_require(curandCreateGenerator(&%s, CURAND_RNG_PSEUDO_DEFAULT) == "
     "CURAND_STATUS_SUCCESS, \"curandCreateGenerator\");"},
    {"cudaDeviceProp", "pc_require(cudaGetDeviceProperties(&%s, 0) == "
                       "cudaSuccess, \"cudaGetDeviceProperties\");"},
    {"cudaStream_t", "%s = pc_stream;"},
    {"cudaEvent_t", "pc_require(cudaEventCreate(&%s) == cudaSuccess, "
                    "\"cudaEventCreate\");"},
    {"cublasComputeType_t", "%s = CUBLAS_COMPUTE_32F;"},
};

/// The attribute of the device that a global of this name holds.
StringRef attributeOf(StringRef Name) {
  std::string Lower = Name.lower();
  erase(Lower, '_');
  const StringRef N = Lower;
  if (N.contains("thread") && (N.contains("sm") || N.contains("multiproc")))
    return "cudaDevAttrMaxThreadsPerMultiProcessor";
  if (N.contains("maxthread") || N.contains("threadsperblock"))
    return "cudaDevAttrMaxThreadsPerBlock";
  if (N.contains("smem") || N.contains("sharedmem"))
    return N.contains("optin") || N.contains("max")
               ? "cudaDevAttrMaxSharedMemoryPerBlockOptin"
               : "";
  if (N.contains("multiproc") || N.contains("numsm") || N.contains("smcount") ||
      N.contains("smnum") || N.ends_with("nsm") || N.ends_with("nsms"))
    return "cudaDevAttrMultiProcessorCount";
  if (N.contains("major"))
    return "cudaDevAttrComputeCapabilityMajor";
  if (N.contains("minor"))
    return "cudaDevAttrComputeCapabilityMinor";
  if (N.contains("warpsize"))
    return "cudaDevAttrWarpSize";
  return "";
}

} // namespace

std::optional<std::string> setupStatement(StringRef Type, StringRef Place,
                                          StringRef Name) {
  const std::string Plain = plainType(Type);
  for (const Maker &M : Makers)
    if (Plain == M.Type) {
      std::string Out;
      StringRef Rest = M.Statement;
      while (!Rest.empty()) {
        const auto [Before, After] = Rest.split("%s");
        Out += Before;
        if (Before.size() != Rest.size())
          Out += Place;
        Rest = After;
      }
      return Out;
    }
  static const StringSet<> Integers = {"int",      "unsigned", "unsigned int",
                                       "size_t",   "long",     "int64_t",
                                       "uint32_t", "int32_t"};
  if (Integers.contains(Plain)) {
    const StringRef Attribute = attributeOf(Name);
    if (Attribute.empty())
      return std::nullopt;
    return (Place + " = pc_device_attribute(" + Attribute + ");").str();
  }
  if (Plain == "void *" && Name.lower().find("workspace") != std::string::npos)
    return (Place + " = pc_workspace(32u << 20);").str();
  return std::nullopt;
}

bool needsSetup(const GlobalUse &Global) {
  if (Global.Constant)
    return false;
  std::string Text = Global.Initializer;
  erase_if(Text, isSpace);
  static const StringSet<> Nothing = {"",      "0",   "NULL", "nullptr", "{}",
                                      "{0}",   "0.0", "0.0f", "0.f",     "-1",
                                      "false", "0u",  "0ul",  "{NULL}"};
  return Nothing.contains(Text);
}

const ParameterModel *findVariable(const EntryPair &Entry, StringRef Name) {
  const auto Found = find_if(
      Entry.Variables, [&](const ParameterModel &M) { return M.Name == Name; });
  return Found == Entry.Variables.end() ? nullptr : &*Found;
}

std::vector<std::string> parameterNames(const EntrySide &Half) {
  if (Half.Kind != EntryKind::Kernel ||
      Half.Parameters.size() == Half.Slice.Variables.size())
    return Half.Parameters;
  std::vector<std::string> Names;
  for (const ParameterModel &Variable : Half.Slice.Variables)
    Names.push_back(Variable.Name);
  return Names;
}

std::string parameterType(const EntrySide &Half, size_t Index,
                          const ParameterModel *Variable) {
  if (Index < Half.ParameterTypes.size() && !Half.ParameterTypes[Index].empty())
    return Half.ParameterTypes[Index];
  if (Half.Kind == EntryKind::Kernel && Index < Half.Slice.Variables.size())
    return Half.Slice.Variables[Index].Type;
  return Variable ? Variable->Type : "";
}

std::vector<std::string> setupStatements(const EntryPair &Entry,
                                         const EntrySide &Half) {
  std::vector<std::string> Statements;
  for (const GlobalUse &Global : Half.Globals)
    if (needsSetup(Global))
      if (std::optional<std::string> S =
              setupStatement(Global.Type, Global.Name, Global.Name))
        Statements.push_back(*S);
  const std::vector<std::string> Names = parameterNames(Half);
  StringSet<> Made;
  for (size_t I = 0; I != Names.size(); ++I) {
    const ParameterModel *Variable = findVariable(Entry, Names[I]);
    if (!Variable || Variable->Kind != ValueKind::Handle)
      continue;
    const std::string Type = plainType(parameterType(Half, I, Variable));
    if (!Made.insert(Type).second)
      continue;
    if (std::optional<std::string> S =
            setupStatement(Type, "pc_made<" + Type + ">()", Names[I]))
      Statements.push_back(*S);
  }
  return Statements;
}

} // namespace perfclaim
