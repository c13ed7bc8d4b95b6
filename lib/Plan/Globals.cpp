//===- Globals.cpp - Whether a benchmark can set a global -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Globals.h"
#include "Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace llvm;

namespace perfclaim {

static bool isInteger(StringRef Type) {
  static constexpr StringLiteral Words[] = {
      "int",  "unsigned", "long",   "short",    "size_t",  "int32_t",
      "char", "int64_t",  "signed", "uint32_t", "uint64_t"};
  bool Any = false;
  for (StringRef Rest = Type.trim(); !Rest.empty();) {
    auto [Word, Tail] = Rest.split(' ');
    Rest = Tail.ltrim();
    if (Word == "static" || Word == "volatile" || Word.empty())
      continue;
    if (!is_contained(Words, Word))
      return false;
    Any = true;
  }
  return Any;
}

/// A property of the device, under any of the names that it goes by.
static bool holdsAttribute(StringRef Name) {
  bool Threads = Name.contains("thread");
  if (Threads && (Name.contains("sm") || Name.contains("multiproc")))
    return true;
  if (Name.contains("maxthread") || Name.contains("threadsperblock"))
    return true;
  if (Name.contains("smem") || Name.contains("sharedmem"))
    return Name.contains("optin") || Name.contains("max");
  return Name.contains("multiproc") || Name.contains("numsm") ||
         Name.contains("smcount") || Name.contains("smnum") ||
         Name.ends_with("nsm") || Name.ends_with("nsms") ||
         Name.contains("major") || Name.contains("minor") ||
         Name.contains("warpsize");
}

GlobalState stateOf(const GlobalUse &G) {
  if (G.Constant || !G.Initializer.empty())
    return GlobalState::Ready;
  StringRef Type = G.Type;
  for (StringRef Known :
       {"cublasHandle_t", "cublasLtHandle_t", "cudnnHandle_t", "cudaStream_t",
        "cudaDeviceProp", "cusparseHandle_t", "curandGenerator_t",
        "cusolverDnHandle_t", "cudaEvent_t", "cublasComputeType_t"})
    if (containsWord(Type, Known) && !Type.rtrim().ends_with("]"))
      return GlobalState::Settable;
  // Objects of the standard library set themselves up.
  if (Type.contains("std::") && !Type.rtrim().ends_with("*"))
    return GlobalState::Ready;
  std::string Lower = StringRef(G.Name).lower();
  erase(Lower, '_');
  if (isInteger(Type) && holdsAttribute(Lower))
    return GlobalState::Settable;
  if (StringRef(Lower).contains("workspace") &&
      Type.rtrim().ends_with("void *"))
    return GlobalState::Settable;
  return GlobalState::Unset;
}

} // namespace perfclaim
