//===- Python.h - Texts and formulas in Python ------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What stands in a Python test is made here, whatever the commit's language.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_EMIT_PYTHON_H
#define PERFCLAIM_LIB_EMIT_PYTHON_H

#include "perfclaim/Model/Expression.h"
#include "llvm/ADT/StringRef.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

/// A string literal with its quotation marks, in ASCII.
std::string pythonLiteral(llvm::StringRef Text);
/// \p Text in lines of a docstring in triple quotes, wrapped at \p Width where
/// words allow it; at most \p Most of them, and then a last one that says so.
std::vector<std::string> docstringLines(llvm::StringRef Text,
                                        unsigned Width = 84, size_t Most = 200);
/// A number that reads back as \p Value.
std::string pythonNumber(double Value);
/// The end of a function's name: letters, digits and '_' in lower case.
std::string pythonName(llvm::StringRef Text, llvm::StringRef Otherwise);
/// \p E over a dict `w` of numbers, which \p Keys names by symbol; nothing
/// where a symbol is not among them.
std::optional<std::string>
pythonFormula(const Expression &E,
              const std::map<std::string, std::string> &Keys);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_EMIT_PYTHON_H
