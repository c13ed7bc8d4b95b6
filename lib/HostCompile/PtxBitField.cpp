//===- PtxBitField.cpp - PTX instructions on parts of a word --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PtxTranslator.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace perfclaim::ptx {

static constexpr Type U32{Type::Kind::Unsigned, 32, 1};

/// lop3: the table's bits say which of the eight inputs give 1.
static Value *lookUp(IRBuilder<> &B, Value *A, Value *C, Value *D,
                     unsigned Table) {
  Value *Whole = ConstantInt::get(A->getType(), 0);
  for (unsigned I = 0; I != 8; ++I)
    if (Table >> I & 1)
      Whole =
          B.CreateOr(Whole, B.CreateAnd(B.CreateAnd(I & 4 ? A : B.CreateNot(A),
                                                    I & 2 ? C : B.CreateNot(C)),
                                        I & 1 ? D : B.CreateNot(D)));
  return Whole;
}

/// prmt without a mode: each nibble of the selector names a byte, or its sign.
static Value *permute(IRBuilder<> &B, Value *A, Value *C, Value *Selector) {
  llvm::Type *I64 = B.getInt64Ty();
  Value *Both =
      B.CreateOr(B.CreateZExt(A, I64), B.CreateShl(B.CreateZExt(C, I64), 32));
  Value *Whole = B.getInt32(0);
  for (uint64_t I = 0; I != 4; ++I) {
    Value *Nibble = B.CreateLShr(Selector, 4 * I);
    Value *At = B.CreateShl(B.CreateZExt(B.CreateAnd(Nibble, 7), I64), 3);
    Value *Byte = B.CreateTrunc(B.CreateLShr(Both, At), B.getInt8Ty());
    Value *Sign = B.CreateAShr(Byte, 7);
    Byte = B.CreateSelect(B.CreateIsNull(B.CreateAnd(Nibble, 8)), Byte, Sign);
    Whole = B.CreateOr(Whole,
                       B.CreateShl(B.CreateZExt(Byte, B.getInt32Ty()), 8 * I));
  }
  return Whole;
}

bool emitBitField(Translator &T, const Statement &S, Opcode &Op) {
  const StringRef Name = Op.name();
  if (Name == "fns") {
    Op.take("b32");
    if (S.Operands.size() != 4)
      return T.fail("an operand is missing"), true;
    T.write(S.Operands[0],
            T.call("pc_fns", T.B.getInt32Ty(),
                   {T.read(S.Operands[1], U32), T.read(S.Operands[2], U32),
                    T.read(S.Operands[3], U32)}),
            U32);
    return true;
  }
  const unsigned Wanted = StringSwitch<unsigned>(Name)
                              .Cases({"bfe", "lop3", "shf", "prmt"}, 4)
                              .Case("bfi", 5)
                              .Cases({"bmsk", "szext"}, 3)
                              .Default(0);
  if (!Wanted)
    return false;
  IRBuilder<> &B = T.B;
  const StringRef Mode =
      Op.takeAny({"clamp", "wrap", "f4e", "b4e", "rc8", "ecl", "ecr", "rc16"});
  const StringRef Side = Op.takeAny({"l", "r"});
  const StringRef Join = Name == "lop3" ? Op.takeAny({"or", "and"}) : "";
  std::optional<Type> Of = Op.takeType();
  if (!Of)
    return T.fail("a type is missing"), true;
  if (S.Operands.size() != Wanted + (Name == "lop3") + !Join.empty())
    return T.fail("an operand is missing or too many"), true;
  Value *A = T.read(S.Operands[1], *Of);
  llvm::Type *Given = A->getType();
  const unsigned Width = Of->Width;

  if (Name == "bfe" || Name == "bfi") {
    const unsigned First = Name == "bfe" ? 2 : 3;
    // Eight bits each count; a field may reach beyond the end.
    auto Byte = [&](const Operand &From) {
      return B.CreateZExt(B.CreateAnd(T.read(From, U32), 255),
                          B.getIntNTy(128));
    };
    Value *At = Byte(S.Operands[First]), *Length = Byte(S.Operands[First + 1]);
    llvm::Type *I128 = B.getIntNTy(128);
    auto Limit = [&](Value *V) {
      return B.CreateBinaryIntrinsic(Intrinsic::umin, V,
                                     ConstantInt::get(I128, Width));
    };
    At = Limit(At);
    Length = Limit(Length);
    Value *Ones = B.CreateSub(B.CreateShl(ConstantInt::get(I128, 1), Length),
                              ConstantInt::get(I128, 1));
    Value *R = nullptr;
    if (Name == "bfi") {
      Value *Mask = B.CreateTrunc(B.CreateShl(Ones, At), Given);
      Value *Into = T.read(S.Operands[2], *Of);
      Value *Moved =
          B.CreateTrunc(B.CreateShl(B.CreateZExt(A, I128), At), Given);
      R = B.CreateOr(B.CreateAnd(Moved, Mask),
                     B.CreateAnd(Into, B.CreateNot(Mask)));
    } else {
      // Extended to 128 bits, what lies beyond the end is the sign.
      Value *Wide =
          Of->isSigned() ? B.CreateSExt(A, I128) : B.CreateZExt(A, I128);
      Value *Field = B.CreateAnd(B.CreateLShr(Wide, At), Ones);
      if (Of->isSigned()) {
        Value *Shift = B.CreateSub(ConstantInt::get(I128, 128), Length);
        Value *None = B.CreateIsNull(Length);
        Shift = B.CreateSelect(None, ConstantInt::get(I128, 0), Shift);
        Field = B.CreateAShr(B.CreateShl(Field, Shift), Shift);
      }
      R = B.CreateTrunc(Field, Given);
    }
    T.write(S.Operands[0], R, *Of);
    return true;
  }
  Value *C =
      T.read(S.Operands[2], Name == "bmsk" || Name == "szext" ? U32 : *Of);
  if (Name == "bmsk" || Name == "szext") {
    llvm::Type *I64 = B.getInt64Ty();
    Value *Length = B.CreateZExt(
        Mode == "wrap"
            ? B.CreateAnd(C, 31)
            : B.CreateBinaryIntrinsic(Intrinsic::umin, C, B.getInt32(32)),
        I64);
    Value *Ones =
        B.CreateSub(B.CreateShl(B.getInt64(1), Length), B.getInt64(1));
    Value *R = nullptr;
    if (Name == "bmsk") {
      Value *At = B.CreateZExt(
          Mode == "wrap"
              ? B.CreateAnd(A, 31)
              : B.CreateBinaryIntrinsic(Intrinsic::umin, A, B.getInt32(32)),
          I64);
      R = B.CreateTrunc(B.CreateShl(Ones, At), Given);
    } else {
      Value *Field = B.CreateAnd(B.CreateZExt(A, I64), Ones);
      if (Of->isSigned()) {
        Value *None = B.CreateIsNull(Length);
        Value *Shift = B.CreateSelect(None, B.getInt64(0),
                                      B.CreateSub(B.getInt64(64), Length));
        Field = B.CreateAShr(B.CreateShl(Field, Shift), Shift);
      }
      R = B.CreateTrunc(Field, Given);
    }
    T.write(S.Operands[0], R, *Of);
    return true;
  }
  Value *D = T.read(S.Operands[3], U32);
  if (Name == "lop3") {
    // The table may come as a constant argument.
    auto *Table = dyn_cast<ConstantInt>(T.read(S.Operands[4], U32));
    if (!Table)
      return T.fail("the table is no constant"), true;
    Value *R = lookUp(B, A, C, D, Table->getZExtValue());
    const Operand &To = S.Operands[0];
    if (Join.empty()) {
      T.write(To, R, U32);
      return true;
    }
    // Whether any bit is set, joined with another predicate.
    if (To.What != Operand::Kind::Pair)
      return T.fail("a predicate is missing"), true;
    constexpr Type Pred{Type::Kind::Predicate, 1, 1};
    Value *Any = B.CreateIsNotNull(R);
    Value *With = T.read(S.Operands[5], Pred);
    T.write(To.Parts[0], R, U32);
    T.write(To.Parts[1],
            Join == "or" ? B.CreateOr(Any, With) : B.CreateAnd(Any, With),
            Pred);
  } else if (Name == "prmt") {
    T.write(S.Operands[0],
            Mode.empty()
                ? permute(B, A, C, D)
                : T.call("pc_prmt_" + Mode.str(), B.getInt32Ty(), {A, C, D}),
            U32);
  } else {
    Value *Both = B.CreateOr(B.CreateZExt(A, B.getInt64Ty()),
                             B.CreateShl(B.CreateZExt(C, B.getInt64Ty()), 32));
    Value *By = B.CreateZExt(
        Mode == "clamp"
            ? B.CreateBinaryIntrinsic(Intrinsic::umin, D, B.getInt32(32))
            : B.CreateAnd(D, 31),
        B.getInt64Ty());
    Value *R = Side == "l" ? B.CreateLShr(B.CreateShl(Both, By), 32)
                           : B.CreateLShr(Both, By);
    T.write(S.Operands[0], B.CreateTrunc(R, B.getInt32Ty()), U32);
  }
  return true;
}

} // namespace perfclaim::ptx
