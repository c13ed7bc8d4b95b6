//===- PtxConvertSmall.cpp - PTX conversions of small formats -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PtxConvert.h"

using namespace llvm;

namespace perfclaim::ptx {

static constexpr Type F32{Type::Kind::Float, 32, 1};
static constexpr Type B32{Type::Kind::Bits, 32, 1};

/// What is below 0 becomes 0; NaN stays.
static Value *clip(Translator &T, Value *V, bool Relu) {
  Value *Zero = Constant::getNullValue(V->getType());
  return Relu ? T.B.CreateSelect(T.B.CreateFCmpOLT(V, Zero), Zero, V) : V;
}

void convertSmall(Translator &T, const Statement &S, StringRef Small,
                  const HowToConvert &How, Opcode &Op) {
  IRBuilder<> &B = T.B;
  const std::string Name = Small.drop_back(2).str(); // "x2".
  const bool Exponent = Name == "ue8m0";
  // A scale has the range of bf16.
  const Type Halves{Exponent ? Type::Kind::Brain : Type::Kind::Float, 16, 2};
  const uint64_t Bits = Name == "e2m1" ? 4 : 8;
  const Type Packed{Type::Kind::Bits, static_cast<unsigned>(2 * Bits), 1};
  const std::optional<Type> Other = Op.takeType();
  const size_t Count = S.Operands.size();
  constexpr Type Brains{Type::Kind::Brain, 16, 2};
  if (!Other ||
      !(*Other == F32 ? Count == 3
                      : (*Other == Halves || *Other == Brains) && Count == 2))
    return T.fail("this conversion is not known");
  // Which is what it goes to is told by the order of words.
  const auto *At =
      find(S.Words, Small.str()) - S.Words.begin() + S.Words.data();
  const bool Narrows = At + 1 != S.Words.data() + S.Words.size();
  if (Narrows) {
    if (!How.Finite || (Exponent ? How.Rounding != "rz" && How.Rounding != "rp"
                                 : How.Rounding != "rn"))
      return T.fail("this conversion is not known");
    Value *Whole = B.getInt16(0);
    for (unsigned I = 0; I != 2; ++I) {
      Value *V = *Other == F32
                     ? T.read(S.Operands[2 - I], F32)
                     : B.CreateFPExt(B.CreateExtractElement(
                                         T.read(S.Operands[1], *Other), I),
                                     B.getFloatTy());
      SmallVector<Value *, 2> With = {clip(T, V, How.Relu)};
      if (Exponent)
        With.push_back(B.getInt32(How.Rounding == "rp"));
      Value *Byte = T.call("pc_convert_f32_" + Name, B.getInt16Ty(), With);
      Whole = B.CreateOr(Whole, B.CreateShl(Byte, Bits * I));
    }
    return T.write(S.Operands[0], B.CreateTrunc(Whole, T.typeOf(Packed)),
                   Packed);
  }
  if (*Other != Halves)
    return T.fail("this conversion is not known");
  Value *From = B.CreateZExt(T.read(S.Operands[1], Packed), B.getInt16Ty());
  Value *Both = PoisonValue::get(T.typeOf(Halves));
  for (unsigned I = 0; I != 2; ++I) {
    Value *One =
        B.CreateAnd(B.CreateLShr(From, Bits * I), (uint64_t(1) << Bits) - 1);
    Value *Half = B.CreateBitCast(
        T.call("pc_convert_" + Name + (Exponent ? "_bf16" : "_f16"),
               B.getInt16Ty(), {One}),
        T.typeOf(Halves)->getScalarType());
    Both = B.CreateInsertElement(Both, clip(T, Half, How.Relu), I);
  }
  T.write(S.Operands[0], Both, Halves);
}

void convertTf32(Translator &T, const Statement &S, const HowToConvert &How,
                 Opcode &Op) {
  IRBuilder<> &B = T.B;
  const std::optional<Type> From = Op.takeType();
  const bool Known =
      How.Rounding == "rn" || How.Rounding == "rz" || How.Rounding == "rna";
  if (!From || *From != F32 || !Known || S.Operands.size() != 2)
    return T.fail("this conversion is not known");
  Value *V = clip(T, T.read(S.Operands[1], F32), How.Relu);
  const unsigned Mode = How.Rounding == "rn" ? 0 : How.Rounding == "rz" ? 1 : 2;
  T.write(S.Operands[0],
          T.call("pc_convert_f32_tf32", B.getInt32Ty(),
                 {V, B.getInt32(Mode), B.getInt32(How.Finite)}),
          B32);
}

} // namespace perfclaim::ptx
