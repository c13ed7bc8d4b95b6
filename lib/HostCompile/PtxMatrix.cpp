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

#include "PtxWords.h"
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
      .Case("e2m1", PC_ELEMENT_E2M1)
      .Case("e2m3", PC_ELEMENT_E2M3)
      .Case("e3m2", PC_ELEMENT_E3M2)
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

/// Of mma.sp, whose A has half of its elements.
bool isKnownSparse(const MatrixShape &S, uint32_t Element) {
  if (S.M != 16 || S.N != 8 || Element == PC_ELEMENT_F64 ||
      Element == PC_ELEMENT_B1)
    return false;
  const unsigned Piece = 4 * (32 / pc_element_bits(Element));
  return S.K == 2 * Piece || S.K == 4 * Piece;
}

/// What follows the shape: how A and B lie. Only quarters have a choice.
bool takeDirections(Opcode &Op, pc_matrix &How) {
  for (const uint32_t Flag : {PC_A_TRANSPOSED, PC_B_TRANSPOSED}) {
    const StringRef Word = Op.next();
    if (Word != "row" && Word != "col")
      return false;
    Op.take(Word);
    if ((Word == "row") == (Flag == PC_B_TRANSPOSED))
      How.options |= Flag;
  }
  return true;
}

void product(Translator &T, const Statement &S, Opcode &Op) {
  IRBuilder<> &B = T.B;
  const bool Sparse = !Op.takeAny({"sp", "sp::ordered_metadata"}).empty();
  Op.take("sync");
  Op.take("aligned");
  pc_matrix How{};
  const StringRef Kind = takeKind(Op, How);
  const std::optional<MatrixShape> Shape = matrixShape(Op.next());
  if (!Shape)
    return T.fail("the instruction is not known");
  Op.take(Op.next());
  How.m = Shape->M;
  How.n = Shape->N;
  How.k = Shape->K;
  if (!takeDirections(Op, How))
    return T.fail("the instruction is not known");
  How.saturate = Op.take("satfinite");
  How.product = Op.take("xor")   ? PC_PRODUCT_XOR
                : Op.take("and") ? PC_PRODUCT_AND
                                 : PC_PRODUCT_MULTIPLY;
  Op.take("popc");
  if (!takeElements(T, Op, How, true))
    return;
  if (!fitKind(Op, Kind, *Shape, Sparse, How))
    return T.fail("the kind is not known for these types");
  Op.take("rn"); // Of doubles, which are rounded so in any case.
  const bool Quarters = Shape->M == 8 && Shape->N == 8 && Shape->K == 4 &&
                        How.a == PC_ELEMENT_F16;
  if (How.options && !Quarters)
    return T.fail("only A by rows and B by columns is known");
  if (!(Quarters ||
        (Sparse ? isKnownSparse(*Shape, How.a) : isKnown(*Shape, How.a))) ||
      S.Operands.size() != 4U + 2U * Sparse + (How.scales ? 4U : 0U))
    return T.fail("the shape is not known for these types");
  How.form = Quarters ? PC_FORM_QUARTERS
             : Sparse ? PC_FORM_SPARSE
                      : PC_FORM_PLAIN;
  // Four lanes share each row of a quarter's product.
  const unsigned Times = Quarters ? 4 : 1;
  How.a_words = wordsFor(How.a, Times * How.m * How.k / (Sparse ? 2 : 1));
  How.b_words = wordsFor(How.b, Times * How.k * How.n);
  How.c_words = wordsFor(How.c, Times * How.m * How.n);
  How.d_words = wordsFor(How.d, Times * How.m * How.n);
  const unsigned Counts[] = {How.d_words, How.a_words, How.b_words,
                             How.c_words};
  const uint32_t Elements[] = {How.d, How.a, How.b, How.c};
  for (unsigned I = 0; I != 4; ++I)
    if (parts(S.Operands[I]).size() * registerBits(Elements[I]) / 32 !=
        Counts[I])
      return T.fail("an operand has another number of registers");

  Words In(T, How.a_words + How.b_words + How.c_words + Sparse +
                  (How.scales ? 3 : 0)),
      Out(T, How.d_words);
  for (unsigned I = 1; I != 4; ++I)
    In.store(parts(S.Operands[I]), registerBits(Elements[I]));
  if (Sparse) {
    In.store(parts(S.Operands[4]), 32);
    if (!takeSelector(T, S.Operands[5], How))
      return;
  }
  if (How.scales)
    storeScales(T, ArrayRef(S.Operands).take_back(4), In);
  T.call("pc_warp_mma", B.getVoidTy(),
         {matrixTable(T.Runtime.module(), fieldsOf(How), "pc.mma"),
          In.address(), Out.address()});
  Out.load(parts(S.Operands[0]), registerBits(How.d));
}

/// ldmatrix and stmatrix of 8 x 8 elements of 16 bits; ldmatrix of 8 x 16 that
/// are smaller in memory.
void tiles(Translator &T, const Statement &S, Opcode &Op, bool Load) {
  IRBuilder<> &B = T.B;
  Op.take("sync");
  Op.take("aligned");
  const bool Wide = Load && Op.take("m8n16");
  const bool Shape = Wide || Op.take("m8n8");
  const StringRef Number = Op.takeAny({"x1", "x2", "x4"});
  unsigned How = Op.take("trans") ? PC_TILES_TRANSPOSED : 0;
  Op.takeAny({"shared", "shared::cta"});
  const StringRef Of = Wide && Op.take("b8x16")
                           ? Op.takeAny({"b4x16_p64", "b6x16_p32"})
                       : Wide ? StringRef()
                              : Op.takeAny({"b16"});
  if (!Shape || Number.empty() || Of.empty() || S.Operands.size() != 2 ||
      (Wide && How))
    return T.fail("the instruction is not known");
  if (Wide)
    How = Of == "b4x16_p64" ? PC_TILES_FOURS : PC_TILES_SIXES;
  const unsigned Count = Number.back() - '0';
  ArrayRef<Operand> Registers = parts(S.Operands[Load ? 0 : 1]);
  if (Registers.size() != Count)
    return T.fail("an operand has another number of registers");
  Words Memory(T, Count);
  if (!Load)
    Memory.store(Registers, 32);
  T.call(Load ? "pc_warp_ldmatrix" : "pc_warp_stmatrix", B.getVoidTy(),
         {B.getInt32(Count), B.getInt32(How),
          T.address(S.Operands[Load ? 1 : 0]), Memory.address()});
  if (Load)
    Memory.load(Registers, 32);
}

} // namespace

bool takeElements(Translator &T, Opcode &Op, pc_matrix &How, bool TakeC) {
  for (uint32_t *Element : {&How.d, &How.a, &How.b, &How.c}) {
    if (!TakeC && Element == &How.c) {
      How.c = How.d;
      continue;
    }
    const std::optional<uint32_t> Found = matrixElement(Op.next());
    if (!Found) {
      T.fail("'." + Op.next() + "' is not understood");
      return false;
    }
    *Element = *Found;
    Op.take(Op.next());
  }
  return true;
}

std::optional<uint64_t> constant(Translator &T, const Operand &From) {
  const auto *Known =
      dyn_cast<ConstantInt>(T.read(From, {Type::Kind::Bits, 32, 1}));
  if (!Known)
    return std::nullopt;
  return Known->getZExtValue();
}

bool takeSelector(Translator &T, const Operand &From, pc_matrix &How) {
  const std::optional<uint64_t> Selector = constant(T, From);
  if (!Selector || *Selector > 3) {
    T.fail("the selector is no constant");
    return false;
  }
  How.selector = *Selector;
  return true;
}

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
                 {T.read(S.Operands[1], {Type::Kind::Bits, 32, 1})}),
          {Type::Kind::Bits, 32, 1});
  return true;
}

} // namespace ptx
} // namespace perfclaim
