//===- PtxWords.h - Registers in memory -------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What instructions on matrices share: the registers of a lane go to memory
/// and back.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTCOMPILE_PTXWORDS_H
#define PERFCLAIM_LIB_HOSTCOMPILE_PTXWORDS_H

#include "Matrices.h"
#include "PtxTranslator.h"

namespace perfclaim::ptx {

/// {a, b} or one register.
inline llvm::ArrayRef<Operand> parts(const Operand &Of) {
  return Of.What == Operand::Kind::Vector ? llvm::ArrayRef(Of.Parts)
                                          : llvm::ArrayRef(Of);
}

/// Registers to and from an array of 32-bit words.
class Words {
public:
  Words(Translator &T, unsigned Count)
      : T(T), Array(T.slot(llvm::ArrayType::get(T.B.getInt32Ty(), Count),
                           "ptx.matrix")) {}
  void store(llvm::ArrayRef<Operand> From, unsigned Bits) {
    for (const Operand &Each : From)
      store(T.read(Each, {Type::Kind::Bits, Bits, 1}));
  }
  void store(llvm::Value *V) {
    T.B.CreateAlignedStore(V, at(Next), llvm::Align(4));
    Next += V->getType()->getIntegerBitWidth() / 32;
  }
  void load(llvm::ArrayRef<Operand> To, unsigned Bits) {
    for (const Operand &Each : To) {
      const Type As{Type::Kind::Bits, Bits, 1};
      T.write(Each,
              T.B.CreateAlignedLoad(T.bitsOf(As), at(Next), llvm::Align(4)),
              As);
      Next += Bits / 32;
    }
  }
  llvm::Value *address() { return Array; }

private:
  Translator &T;
  llvm::AllocaInst *Array;
  unsigned Next = 0;
  llvm::Value *at(unsigned Word) {
    return T.B.CreateConstGEP1_64(T.B.getInt32Ty(), Array, Word);
  }
};

/// Bits of the registers that hold elements of a type.
inline unsigned registerBits(uint32_t Element) {
  return Element == PC_ELEMENT_F64 ? 64 : 32;
}

/// Words that a lane has of a matrix.
inline unsigned wordsFor(uint32_t Element, unsigned Elements) {
  return std::max(1U, Elements / 32 * pc_element_bits(Element) / 32);
}

/// Takes the types of D, A, B and, where it is asked for, C.
bool takeElements(Translator &T, Opcode &Op, pc_matrix &How, bool TakeC);

/// An operand that has to be known when it is translated.
std::optional<uint64_t> constant(Translator &T, const Operand &From);

/// Takes which lanes have the metadata of a sparse A.
bool takeSelector(Translator &T, const Operand &From, pc_matrix &How);

/// Takes ".kind::mxf4" and how many scales a row has; "" where there is no
/// kind.
llvm::StringRef takeKind(Opcode &Op, pc_matrix &How);
/// Takes the type of scales; makes elements packed where the kind has them so.
/// False: there is no such product.
bool fitKind(Opcode &Op, llvm::StringRef Kind, const MatrixShape &Shape,
             bool Sparse, pc_matrix &How);
/// A's scales, {byte, lane}, and B's.
void storeScales(Translator &T, llvm::ArrayRef<Operand> From, Words &To);

} // namespace perfclaim::ptx

#endif // PERFCLAIM_LIB_HOSTCOMPILE_PTXWORDS_H
