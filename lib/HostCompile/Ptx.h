//===- Ptx.h - PTX statements -----------------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The text of an inline assembly statement, taken apart: statements, guards,
/// operands. Nothing here knows what an instruction means.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTCOMPILE_PTX_H
#define PERFCLAIM_LIB_HOSTCOMPILE_PTX_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace perfclaim::ptx {

struct Operand {
  enum class Kind {
    Argument,  ///< $3 of the template.
    Name,      ///< A register, a special register or a label.
    Integer,   ///< Also hexadecimal and octal.
    Float,     ///< 0f3F800000, 0d..., 1.5: Bits of a float or a double.
    Address,   ///< [base + offset] or [handle, {x, y}]: in Parts.
    Vector,    ///< {a, b}.
    Pair,      ///< a|b.
    Discarded, ///< _.
  };
  Kind What = Kind::Discarded;
  unsigned Number = 0; ///< Of an argument; bits of a float.
  std::string Name;
  std::string Part;     ///< "b1" of $3.b1.
  uint64_t Bits = 0;    ///< Of an integer or a float; the offset of an address.
  bool Negated = false; ///< !p.
  std::vector<Operand> Parts;
  bool operator==(const Operand &) const = default;
};

struct Statement {
  enum class Kind { Instruction, Label, Registers };
  Kind What = Kind::Instruction;
  std::optional<Operand> Guard;
  /// "mad.lo.u32" at the dots; the type of declared registers; the label.
  std::vector<std::string> Words;
  std::vector<Operand> Operands;
  /// Declared registers.
  std::vector<std::string> Names;
  std::string Text; ///< As it was written, for messages.
  bool operator==(const Statement &) const = default;
};

/// Reads a template in the form LLVM has it, with $0 for arguments. The error
/// is one line that names the statement.
llvm::Expected<std::vector<Statement>> parse(llvm::StringRef Text);

/// A scalar or packed type: u8 to u64, s, b, f16 to f64, bf16, pred, f16x2...
struct Type {
  enum class Kind { Bits, Unsigned, Signed, Float, Brain, Predicate };
  Kind What = Kind::Bits;
  unsigned Width = 32; ///< Of one lane.
  unsigned Lanes = 1;
  bool isFloat() const { return What == Kind::Float || What == Kind::Brain; }
  bool isSigned() const { return What == Kind::Signed; }
  unsigned bits() const { return Width * Lanes; }
  bool operator==(const Type &) const = default;
};
std::optional<Type> parseType(llvm::StringRef Word);

} // namespace perfclaim::ptx

#endif // PERFCLAIM_LIB_HOSTCOMPILE_PTX_H
