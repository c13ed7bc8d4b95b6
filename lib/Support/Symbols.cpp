//===- Symbols.cpp - Kernels by their symbols -----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Support/Symbols.h"
#include "llvm/Demangle/Demangle.h"
#include <cstdlib>

using namespace llvm;

namespace perfclaim {

StringRef withoutUnitSuffix(StringRef Symbol) {
  for (StringRef Marker : {"__static__", "__intern__"})
    if (size_t At = Symbol.find(Marker); At != StringRef::npos)
      return Symbol.take_front(At);
  return Symbol;
}

static std::string take(char *Buffer) {
  std::string Result = Buffer ? Buffer : "";
  std::free(Buffer);
  return Result;
}

static void removeAll(std::string &Text, StringRef What) {
  for (size_t At; (At = Text.find(What)) != std::string::npos;)
    Text.erase(At, What.size());
}

FunctionSymbol readFunctionSymbol(StringRef Symbol) {
  ItaniumPartialDemangler Demangler;
  FunctionSymbol Result;
  // The demangler goes on reading it.
  const std::string Mangled = withoutUnitSuffix(Symbol).str();
  if (Demangler.partialDemangle(Mangled.c_str())) {
    Result.QualifiedName = Mangled;
    return Result;
  }
  const std::string Context =
      take(Demangler.getFunctionDeclContextName(nullptr, nullptr));
  const std::string Base =
      take(Demangler.getFunctionBaseName(nullptr, nullptr));
  const std::string Whole = Context.empty() ? Base : Context + "::" + Base;
  // Template arguments of the classes around it.
  int Depth = 0;
  for (char C : Whole) {
    if (C == '<')
      ++Depth;
    else if (C == '>')
      --Depth;
    else if (Depth == 0)
      Result.QualifiedName += C;
  }
  removeAll(Result.QualifiedName, "(anonymous namespace)::");
  const std::string Name = take(Demangler.getFunctionName(nullptr, nullptr));
  StringRef Tail = Name;
  if (Tail.consume_front(Whole) && Tail.consume_front("<") &&
      Tail.consume_back(">"))
    Result.Arguments = Tail.trim().str();
  removeAll(Result.Arguments, "(anonymous namespace)::");
  Result.Parameters = take(Demangler.getFunctionParameters(nullptr, nullptr));
  return Result;
}

} // namespace perfclaim
