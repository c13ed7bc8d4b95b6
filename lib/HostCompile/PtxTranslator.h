//===- PtxTranslator.h - PTX to LLVM IR -------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Puts LLVM IR in the place of one inline assembly call or one `llvm.nvvm`
/// intrinsic. This class knows registers, guards, labels and operands; what an
/// opcode does is in one function for each family, which a table would call.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTCOMPILE_PTXTRANSLATOR_H
#define PERFCLAIM_LIB_HOSTCOMPILE_PTXTRANSLATOR_H

#include "Machine.h"
#include "Ptx.h"
#include "llvm/ADT/StringMap.h"

namespace perfclaim::ptx {

/// The words of an opcode, consumed as they are understood.
class Opcode {
public:
  explicit Opcode(llvm::ArrayRef<std::string> Words)
      : Name(Words.front()), Rest(Words.begin() + 1, Words.end()) {}
  llvm::StringRef name() const { return Name; }
  bool take(llvm::StringRef Word);
  /// The first of \p Words that is there, or "".
  llvm::StringRef takeAny(std::initializer_list<llvm::StringRef> Words);
  /// The next word that is a type.
  std::optional<Type> takeType();
  bool empty() const { return Rest.empty(); }
  llvm::StringRef next() const { return Rest.empty() ? "" : Rest.front(); }
  llvm::ArrayRef<llvm::StringRef> rest() const { return Rest; }

private:
  llvm::StringRef Name;
  llvm::SmallVector<llvm::StringRef, 8> Rest;
};

class Translator {
public:
  /// Replaces \p Call by what \p Template does; arguments $0... are first the
  /// results, of \p Outputs, then \p Inputs. A value in \p Initial starts an
  /// output ("+r").
  Translator(Machine &Runtime, llvm::CallInst &Call)
      : B(&Call), Runtime(Runtime), Call(Call) {}
  llvm::Error run(llvm::StringRef Template,
                  llvm::ArrayRef<llvm::Type *> Outputs,
                  llvm::ArrayRef<llvm::Value *> Inputs,
                  llvm::ArrayRef<llvm::Value *> Initial);

  // For the families.
  llvm::IRBuilder<> B;
  Machine &Runtime;
  /// An operand's value as \p As: an integer, a float, <n x float> or i1.
  llvm::Value *read(const Operand &From, Type As);
  /// Integers are extended to a wider register by \p As's sign.
  void write(const Operand &To, llvm::Value *Value, Type As);
  /// The pointer that an address operand or a register stands for.
  llvm::Value *address(const Operand &From);
  llvm::Value *call(llvm::StringRef Name, llvm::Type *Result,
                    llvm::ArrayRef<llvm::Value *> With) {
    return Runtime.call(B, Name, Result, With);
  }
  llvm::Type *typeOf(Type T);
  llvm::IntegerType *bitsOf(Type T) { return B.getIntNTy(T.bits()); }
  /// The first failure counts; what is emitted after it is thrown away.
  void fail(const llvm::Twine &What) {
    if (Failure.empty())
      Failure = What.str();
  }
  bool failed() const { return !Failure.empty(); }
  /// Memory of the thread's, for what the runtime takes by address.
  llvm::AllocaInst *slot(llvm::Type *Type, const llvm::Twine &Name);
  /// A register's own width, 0 where the operand is none.
  unsigned widthOf(const Operand &Of);

private:
  llvm::CallInst &Call;
  llvm::StringMap<llvm::AllocaInst *> Registers;
  llvm::StringMap<llvm::BasicBlock *> Labels;
  llvm::SmallVector<llvm::AllocaInst *, 4> OutputSlots;
  llvm::SmallVector<llvm::Value *, 8> InputValues;
  /// Of inputs that the code writes.
  llvm::DenseMap<unsigned, llvm::AllocaInst *> InputSlots;
  std::string Failure;

  llvm::AllocaInst *slotOf(const Operand &Of);
  llvm::Value *bits(const Operand &From, unsigned Width);
  llvm::BasicBlock *label(llvm::StringRef Name);
  void instruction(const Statement &S);
  void guarded(const Statement &S);
};

/// Each emits \p S where its opcode is of the family; else false. Words of the
/// opcode that stay in \p Op are not understood.
using Family = bool(Translator &T, const Statement &S, Opcode &Op);
Family emitMove, emitInteger, emitBitField, emitCarry, emitCompare, emitFloat,
    emitConvert, emitMemory, emitAtomic, emitCopy, emitBarrier, emitWarp,
    emitControl, emitSimd, emitMatrix, emitMbarrier, emitTexture, emitGroup,
    emitBulk, emitVideo;

/// State spaces are all one here, and hints change no value.
void takeSpaceAndHints(Opcode &Op);

/// Subnormals become zeros of their sign.
llvm::Value *flush(Translator &T, llvm::Value *V);

} // namespace perfclaim::ptx

#endif // PERFCLAIM_LIB_HOSTCOMPILE_PTXTRANSLATOR_H
