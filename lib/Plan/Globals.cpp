//===- Globals.cpp - Whether a benchmark can set a global -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Globals.h"
#include "Names.h"
#include "llvm/ADT/STLExtras.h"
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

GlobalState stateOf(const GlobalUse &G) {
  if (G.Constant || !G.Initializer.empty())
    return GlobalState::Ready;
  StringRef Type = G.Type;
  for (StringRef Known :
       {"cublasHandle_t", "cublasLtHandle_t", "cudnnHandle_t", "cudaStream_t",
        "CUstream", "cudaDeviceProp", "cusparseHandle_t", "curandGenerator_t",
        "cusolverDnHandle_t"})
    if (containsWord(Type, Known))
      return GlobalState::Settable;
  // Objects of the standard library set themselves up.
  if (Type.contains("std::") && !Type.rtrim().ends_with("*"))
    return GlobalState::Ready;
  std::vector<std::string> Words = splitWords(G.Name);
  auto Has = [&](StringRef Word) { return is_contained(Words, Word); };
  // The number of multiprocessors, under any of its names.
  if (isInteger(Type) && (Has("sm") || Has("sms") || Has("multiprocessors") ||
                          (Has("multi") && Has("processor"))))
    return GlobalState::Settable;
  if (isInteger(Type) && Has("threads") && Has("per"))
    return GlobalState::Settable;
  if (Has("workspace") && Type.rtrim().ends_with("*"))
    return GlobalState::Settable;
  return GlobalState::Unset;
}

} // namespace perfclaim
