//===- HunkNames.h - Names whose declaration no hunk shows ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Of a file that is known by the hunks of a diff, many declarations are not:
/// a parameter, a type, a helper. Without any, Clang drops the statements that
/// use them, and launches and heuristics with these; a guess keeps them.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PARSE_HUNKNAMES_H
#define PERFCLAIM_LIB_PARSE_HUNKNAMES_H

#include "perfclaim/Compile/Flags.h"
#include "clang/Basic/Diagnostic.h"
#include <map>
#include <string>

namespace perfclaim {

/// How an undeclared name is used; of several uses the last of these counts.
enum class NameUse { Number, Array, Object, Call, Template, Type };

using NameUses = std::map<std::string, NameUse>;

/// Adds the name that \p Info complains of, if a declaration may help.
void addNameUse(const clang::Diagnostic &Info, llvm::StringRef Name,
                NameUses &Uses);

/// Marks a unit as one of hunks whose text is \p Text.
void includeForHunks(CompileFlags &Flags, llvm::StringRef Text);
bool isOfHunks(const CompileFlags &Flags);

/// Declares \p Uses, tensors among them where \p Flags include torch.
std::string declareNames(const NameUses &Uses, const CompileFlags &Flags);
/// Says what was guessed.
std::string describeNames(const NameUses &Uses);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PARSE_HUNKNAMES_H
