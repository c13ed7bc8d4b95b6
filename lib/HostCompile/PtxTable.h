//===- PtxTable.h - The PTX instructions that are known ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every opcode with its types and modifiers. What is not in the table is
/// refused, so that each form that is translated can be held to have a test.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTCOMPILE_PTXTABLE_H
#define PERFCLAIM_LIB_HOSTCOMPILE_PTXTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <set>
#include <string>
#include <vector>

namespace perfclaim::ptx {

/// An opcode taken apart: "cvt.rn.f32.s64" has one modifier and the types
/// "f32.s64".
struct Form {
  std::string Opcode, Types;
  std::vector<std::string> Modifiers;
  bool operator==(const Form &) const = default;
};
Form formOf(llvm::ArrayRef<std::string> Words);

/// What keeps \p Of from being known, in one line; "" where nothing does.
std::string whyUnknown(const Form &Of);

/// What one test of \p Of is a test of, as lines of requiredTests().
std::set<std::string> testedBy(const Form &Of);
/// "opcode types modifier" for all that needs a test; "*" stands for any.
std::set<std::string> requiredTests();

/// "tid.x" and the others.
llvm::ArrayRef<llvm::StringLiteral> specialRegisters();
/// Which of them \p Given is, in the spelling of PTX or of an intrinsic; "zero"
/// for those that always are, "" where it is none.
std::string specialRegister(llvm::StringRef Given);

} // namespace perfclaim::ptx

#endif // PERFCLAIM_LIB_HOSTCOMPILE_PTXTABLE_H
