//===- PtxMatrix.cpp - PTX instructions on matrices -----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The registers of a lane go to memory and back around a call of the runtime,
/// which knows the layout of fragments.
///
//===----------------------------------------------------------------------===//

#include "Matrices.h"
#include "PtxTranslator.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

std::optional<uint32_t> matrixElement(StringRef Word) {
  return StringSwitch<std::optional<uint32_t>>(Word)
      .Case("f16", PC_ELEMENT_F16)
      .Case("bf16", PC_ELEMENT_BF16)
      .Case("tf32", PC_ELEMENT_TF32)
      .Case("f32", PC_ELEMENT_F32)
      .Case("f64", PC_ELEMENT_F64)
      .Case("e4m3", PC_ELEMENT_E4M3)
      .Case("e5m2", PC_ELEMENT_E5M2)
      .Case("s8", PC_ELEMENT_S8)
      .Case("u8", PC_ELEMENT_U8)
      .Case("s4", PC_ELEMENT_S4)
      .Case("u4", PC_ELEMENT_U4)
      .Case("b1", PC_ELEMENT_B1)
      .Case("s32", PC_ELEMENT_S32)
      .Default(std::nullopt);
}

std::optional<MatrixShape> matrixShape(StringRef Word) {
  MatrixShape S;
  if (!Word.consume_front("m") || Word.consumeInteger(10, S.M) ||
      !Word.consume_front("n") || Word.consumeInteger(10, S.N) ||
      !Word.consume_front("k") || Word.consumeInteger(10, S.K) ||
      !Word.empty() || S.M == 0 || S.N == 0 || S.K == 0)
    return std::nullopt;
  return S;
}

Constant *matrixTable(Module &Code, ArrayRef<uint32_t> Fields, StringRef Name) {
  Constant *Words = ConstantDataArray::get(Code.getContext(), Fields);
  auto *Table = new GlobalVariable(Code, Words->getType(), true,
                                   GlobalValue::PrivateLinkage, Words, Name);
  Table->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  return Table;
}

namespace ptx {
namespace {

/// {a, b} or one register.
ArrayRef<Operand> parts(const Operand &Of) {
  return Of.What == Operand::Kind::Vector ? ArrayRef(Of.Parts) : ArrayRef(Of);
}

constexpr Type B32{Type::Kind::Bits, 32, 1};

/// Registers to and from an array of 32-bit words.
class Words {
public:
  Words(Translator &T, unsigned Count)
      : T(T),
        Array(T.slot(ArrayType::get(T.B.getInt32Ty(), Count), "ptx.matrix")) {}
  void store(ArrayRef<Operand> From, unsigned Bits) {
    for (const Operand &Each : From) {
      const Type As{Type::Kind::Bits, Bits, 1};
      T.B.CreateAlignedStore(T.read(Each, As), at(Next), Align(4));
      Next += Bits / 32;
    }
  }
  void load(ArrayRef<Operand> To, unsigned Bits) {
    for (const Operand &Each : To) {
      const Type As{Type::Kind::Bits, Bits, 1};
      T.write(Each, T.B.CreateAlignedLoad(T.bitsOf(As), at(Next), Align(4)),
              As);
      Next += Bits / 32;
    }
  }
  Value *address() { return Array; }

private:
  Translator &T;
  AllocaInst *Array;
  unsigned Next = 0;
  Value *at(unsigned Word) {
    return T.B.CreateConstGEP1_64(T.B.getInt32Ty(), Array, Word);
  }
};

/// Bits of the registers that hold elements of a type.
unsigned registerBits(uint32_t Element) {
  return Element == PC_ELEMENT_F64 ? 64 : 32;
}

unsigned wordsFor(uint32_t Element, unsigned Elements) {
  return std::max(1U, Elements / 32 * pc_element_bits(Element) / 32);
}

/// The shapes of the PTX ISA for a type of A and B.
bool isKnown(const MatrixShape &S, uint32_t Element) {
  if (S.N != 8 || (S.M != 8 && S.M != 16))
    return false;
  // A lane has one register of A for each 8 rows and each 4 registers of k.
  const unsigned Piece = 4 * std::max(1U, 32 / pc_element_bits(Element));
  const unsigned Pieces = S.K / Piece;
  if (S.K % Piece != 0 || Pieces == 0)
    return false;
  if (Element == PC_ELEMENT_F64)
    return S.M == 16 ? Pieces <= 4 : Pieces == 1;
  // 8 x 8 x 4 of halves is four products, by quarters of a warp.
  const bool Small = pc_element_is_integer(Element);
  return S.M == 16 ? Pieces <= 2 : Small && Pieces == 1;
}

void product(Translator &T, const Statement &S, Opcode &Op) {
  IRBuilder<> &B = T.B;
  Op.take("sync");
  Op.take("aligned");
  const std::optional<MatrixShape> Shape = matrixShape(Op.next());
  if (!Shape)
    return T.fail("the instruction is not known");
  Op.take(Op.next());
  if (!Op.take("row") || !Op.take("col"))
    return T.fail("only A by rows and B by columns is known");
  pc_matrix How{Shape->M, Shape->N, Shape->K, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  How.saturate = Op.take("satfinite");
  How.product = Op.take("xor")   ? PC_PRODUCT_XOR
                : Op.take("and") ? PC_PRODUCT_AND
                                 : PC_PRODUCT_MULTIPLY;
  Op.take("popc");
  for (uint32_t *Element : {&How.d, &How.a, &How.b, &How.c}) {
    const std::optional<uint32_t> Found = matrixElement(Op.next());
    if (!Found)
      return T.fail("'." + Op.next() + "' is not understood");
    *Element = *Found;
    Op.take(Op.next());
  }
  if (!isKnown(*Shape, How.a) || S.Operands.size() != 4)
    return T.fail("the shape is not known for these types");
  How.a_words = wordsFor(How.a, Shape->M * Shape->K);
  How.b_words = wordsFor(How.b, Shape->K * Shape->N);
  How.c_words = wordsFor(How.c, Shape->M * Shape->N);
  How.d_words = wordsFor(How.d, Shape->M * Shape->N);
  const unsigned Counts[] = {How.d_words, How.a_words, How.b_words,
                             How.c_words};
  const uint32_t Elements[] = {How.d, How.a, How.b, How.c};
  for (unsigned I = 0; I != 4; ++I)
    if (parts(S.Operands[I]).size() * registerBits(Elements[I]) / 32 !=
        Counts[I])
      return T.fail("an operand has another number of registers");

  Words In(T, How.a_words + How.b_words + How.c_words), Out(T, How.d_words);
  for (unsigned I = 1; I != 4; ++I)
    In.store(parts(S.Operands[I]), registerBits(Elements[I]));
  T.call("pc_warp_mma", B.getVoidTy(),
         {matrixTable(T.Runtime.module(), fieldsOf(How), "pc.mma"),
          In.address(), Out.address()});
  Out.load(parts(S.Operands[0]), registerBits(How.d));
}

/// ldmatrix and stmatrix of 8 x 8 elements of 16 bits.
void tiles(Translator &T, const Statement &S, Opcode &Op, bool Load) {
  IRBuilder<> &B = T.B;
  Op.take("sync");
  Op.take("aligned");
  const bool Shape = Op.take("m8n8");
  const StringRef Number = Op.takeAny({"x1", "x2", "x4"});
  const bool Transposed = Op.take("trans");
  Op.takeAny({"shared", "shared::cta"});
  if (!Shape || Number.empty() || !Op.take("b16") || S.Operands.size() != 2)
    return T.fail("the instruction is not known");
  const unsigned Count = Number.back() - '0';
  ArrayRef<Operand> Registers = parts(S.Operands[Load ? 0 : 1]);
  if (Registers.size() != Count)
    return T.fail("an operand has another number of registers");
  Words Memory(T, Count);
  if (!Load)
    Memory.store(Registers, 32);
  T.call(Load ? "pc_warp_ldmatrix" : "pc_warp_stmatrix", B.getVoidTy(),
         {B.getInt32(Count), B.getInt32(Transposed),
          T.address(S.Operands[Load ? 1 : 0]), Memory.address()});
  if (Load)
    Memory.load(Registers, 32);
}

} // namespace

bool emitMatrix(Translator &T, const Statement &S, Opcode &Op) {
  const StringRef Name = Op.name();
  if (Name == "mma")
    return product(T, S, Op), true;
  if (Name == "ldmatrix" || Name == "stmatrix")
    return tiles(T, S, Op, Name == "ldmatrix"), true;
  if (Name != "movmatrix")
    return false;
  Op.take("sync");
  Op.take("aligned");
  if (!Op.take("m8n8") || !Op.take("trans") || !Op.take("b16") ||
      S.Operands.size() != 2)
    return T.fail("the instruction is not known"), true;
  T.write(S.Operands[0],
          T.call("pc_warp_movmatrix", T.B.getInt32Ty(),
                 {T.read(S.Operands[1], B32)}),
          B32);
  return true;
}

} // namespace ptx
} // namespace perfclaim
