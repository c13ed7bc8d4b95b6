//===- Templates.h - Texts with holes ---------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The templates of a package are real files in `Templates/`, embedded when
/// perfclaim is built. docs/rationale/Mustache.md says why Mustache.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_EMIT_TEMPLATES_H
#define PERFCLAIM_LIB_EMIT_TEMPLATES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include <map>
#include <string>

namespace perfclaim {

/// Name in `Templates/` to text.
const std::map<std::string, std::string> &packageTexts();
/// Name of a header of Runtime to text.
const std::map<std::string, std::string> &runtimeTexts();

/// Name of a Python module that all packages share to text.
const std::map<std::string, std::string> &pythonTexts();
/// Name of a module that packages of Python sources share to text.
const std::map<std::string, std::string> &tritonTexts();

/// Fills the holes of `NAME.mustache`. Values are written as they are: what
/// goes in has been escaped for its place.
std::string render(llvm::StringRef Name, const llvm::json::Object &Values);

/// A JSON text must be UTF-8; code of a commit need not be.
llvm::json::Value textValue(llvm::StringRef Text);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_EMIT_TEMPLATES_H
