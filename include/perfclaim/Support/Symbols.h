//===- Symbols.h - Kernels by their symbols ---------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_SUPPORT_SYMBOLS_H
#define PERFCLAIM_SUPPORT_SYMBOLS_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace perfclaim {

/// The suffix that keeps internal symbols of several units apart is not in the
/// result.
llvm::StringRef withoutUnitSuffix(llvm::StringRef Symbol);

struct FunctionSymbol {
  /// Without template arguments and anonymous namespaces; extern "C" names as
  /// they are.
  std::string QualifiedName;
  std::string Arguments;  ///< Of the template itself: "float, 256".
  std::string Parameters; ///< "(float*, int)"; tells overloads apart.
};
FunctionSymbol readFunctionSymbol(llvm::StringRef Symbol);

} // namespace perfclaim

#endif // PERFCLAIM_SUPPORT_SYMBOLS_H
