//===- PtxInteger.cpp - PTX instructions on integers and bits -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PtxTranslator.h"
#include "perfclaim/HostRuntime/Abi.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace perfclaim::ptx {

static constexpr Type U32{Type::Kind::Unsigned, 32, 1};
static constexpr Type S32{Type::Kind::Signed, 32, 1};

static Value *extend(IRBuilder<> &B, Value *V, llvm::Type *To, bool Signed) {
  return Signed ? B.CreateSExtOrTrunc(V, To) : B.CreateZExtOrTrunc(V, To);
}

/// The whole product, or its low or high half.
static Value *multiply(Translator &T, Value *A, Value *C, StringRef Half,
                       bool Signed) {
  IRBuilder<> &B = T.B;
  if (Half == "lo")
    return B.CreateMul(A, C);
  const unsigned Width = A->getType()->getIntegerBitWidth();
  llvm::Type *Wide = B.getIntNTy(2 * Width);
  Value *Product =
      B.CreateMul(extend(B, A, Wide, Signed), extend(B, C, Wide, Signed));
  if (Half == "wide")
    return Product;
  return B.CreateTrunc(B.CreateLShr(Product, Width), A->getType());
}

static Value *carryIn(Translator &T, llvm::Type *As) {
  return T.B.CreateZExt(T.Runtime.field(T.B, T.B.getInt32Ty(),
                                        offsetof(pc_thread, carry),
                                        /*Constant=*/false),
                        As);
}

static void setCarry(Translator &T, Value *Carry) {
  T.Runtime.setField(T.B, T.B.CreateZExtOrTrunc(Carry, T.B.getInt32Ty()),
                     offsetof(pc_thread, carry));
}

/// add.cc, addc, sub.cc, subc, mad.lo.cc, madc.hi: a wider sum shows the carry.
bool emitCarry(Translator &T, const Statement &S, Opcode &Op) {
  const StringRef Name = Op.name();
  const bool In = Name.ends_with("c") && Name != "mac" && Name != "sad";
  const StringRef Base = In ? Name.drop_back() : Name;
  if ((Base != "add" && Base != "sub" && Base != "mad") ||
      (!In && !is_contained(Op.rest(), "cc")))
    return false;
  const bool Out = Op.take("cc");
  const StringRef Half = Op.takeAny({"lo", "hi"});
  const std::optional<Type> Of = Op.takeType();
  if (!Of || Of->isFloat() || S.Operands.size() != (Base == "mad" ? 4 : 3))
    return T.fail("a type or an operand is missing"), true;
  IRBuilder<> &B = T.B;
  Value *A = T.read(S.Operands[1], *Of), *C = T.read(S.Operands[2], *Of);
  if (Base == "mad") {
    A = multiply(T, A, C, Half, Of->isSigned());
    C = T.read(S.Operands[3], *Of);
  }
  llvm::Type *Wide = B.getIntNTy(Of->Width + 1);
  Value *Sum = B.CreateZExt(A, Wide);
  Value *Other = B.CreateZExt(C, Wide);
  const bool Subtract = Base == "sub";
  Sum = Subtract ? B.CreateSub(Sum, Other) : B.CreateAdd(Sum, Other);
  if (In)
    Sum = Subtract ? B.CreateSub(Sum, carryIn(T, Wide))
                   : B.CreateAdd(Sum, carryIn(T, Wide));
  if (Out)
    setCarry(T, B.CreateLShr(Sum, Of->Width));
  T.write(S.Operands[0], B.CreateTrunc(Sum, A->getType()), *Of);
  return true;
}

bool emitInteger(Translator &T, const Statement &S, Opcode &Op) {
  const StringRef Name = Op.name();
  if (!StringSwitch<bool>(Name)
           .Cases({"add", "sub", "mul", "mad", "mul24", "mad24", "sad", "div"},
                  true)
           .Cases({"rem", "abs", "neg", "min", "max", "popc", "clz", "brev"},
                  true)
           .Cases({"and", "or", "xor", "not", "cnot", "shl", "shr", "bfind"},
                  true)
           .Cases({"dp4a", "dp2a"}, true)
           .Default(false) ||
      is_contained(Op.rest(), "cc"))
    return false;
  Opcode Saved = Op;
  const bool Saturate = Op.take("sat");
  const bool Relu = Op.take("relu");
  const StringRef Half = Op.takeAny({"lo", "hi", "wide"});
  const bool Amount = Op.take("shiftamt");
  std::optional<Type> Of = Op.takeType();
  if (!Of)
    return T.fail("a type is missing"), true;
  if (Of->isFloat()) {
    Op = Saved;
    return false;
  }
  const std::optional<Type> Second = Op.takeType();
  IRBuilder<> &B = T.B;
  const bool Signed = Of->isSigned();
  if (S.Operands.size() < 2)
    return T.fail("an operand is missing"), true;
  const bool Three = StringSwitch<bool>(Name)
                         .Cases({"mad", "mad24", "sad", "dp4a", "dp2a"}, true)
                         .Default(false);
  const bool One =
      StringSwitch<bool>(Name)
          .Cases({"abs", "neg", "popc", "clz", "brev", "not", "cnot", "bfind"},
                 true)
          .Default(false);
  if (S.Operands.size() != 2u + !One + Three)
    return T.fail("an operand is missing or too many"), true;

  if (Name == "dp4a" || Name == "dp2a") {
    const bool SecondSigned = Second && Second->isSigned();
    Value *A = T.read(S.Operands[1], U32), *C = T.read(S.Operands[2], U32);
    Value *Sum = T.read(S.Operands[3], S32);
    auto Piece = [&](Value *V, unsigned Bits, unsigned At, bool IsSigned) {
      return extend(B, B.CreateTrunc(B.CreateLShr(V, At), B.getIntNTy(Bits)),
                    B.getInt32Ty(), IsSigned);
    };
    for (unsigned I = 0; I != (Name == "dp4a" ? 4 : 2); ++I)
      Sum = B.CreateAdd(
          Sum, B.CreateMul(
                   Name == "dp4a" ? Piece(A, 8, 8 * I, Signed)
                                  : Piece(A, 16, 16 * I, Signed),
                   Piece(C, 8, 8 * I + (Half == "hi" ? 16 : 0), SecondSigned)));
    T.write(S.Operands[0], Sum, S32);
    return true;
  }

  Value *A = T.read(S.Operands[1], *Of);
  if (Name == "popc" || Name == "clz" || Name == "bfind") {
    Value *Count = nullptr;
    if (Name == "popc") {
      Count = B.CreateUnaryIntrinsic(Intrinsic::ctpop, A);
    } else if (Name == "clz") {
      Count = B.CreateBinaryIntrinsic(Intrinsic::ctlz, A, B.getFalse());
    } else {
      // The highest bit that differs from the sign; -1 where there is none.
      Value *Plain = A;
      if (Signed)
        Plain = B.CreateSelect(B.CreateIsNeg(A), B.CreateNot(A), A);
      Value *Zeros =
          B.CreateBinaryIntrinsic(Intrinsic::ctlz, Plain, B.getFalse());
      Value *At =
          B.CreateSub(ConstantInt::get(A->getType(), Of->Width - 1), Zeros);
      if (Amount)
        At = B.CreateSelect(B.CreateIsNull(Plain), At, Zeros);
      Count = B.CreateSExtOrTrunc(At, B.getInt32Ty());
    }
    T.write(S.Operands[0], B.CreateZExtOrTrunc(Count, B.getInt32Ty()), U32);
    return true;
  }
  if (One) {
    Value *R =
        StringSwitch<Value *(*)(IRBuilder<> &, Value *)>(Name)
            .Case("abs",
                  [](IRBuilder<> &B, Value *V) -> Value * {
                    return B.CreateBinaryIntrinsic(Intrinsic::abs, V,
                                                   B.getFalse());
                  })
            .Case("neg",
                  [](IRBuilder<> &B, Value *V) -> Value * {
                    return B.CreateNeg(V);
                  })
            .Case("brev",
                  [](IRBuilder<> &B, Value *V) -> Value * {
                    return B.CreateUnaryIntrinsic(Intrinsic::bitreverse, V);
                  })
            .Case("cnot",
                  [](IRBuilder<> &B, Value *V) -> Value * {
                    return B.CreateZExt(B.CreateIsNull(V), V->getType());
                  })
            .Default([](IRBuilder<> &B, Value *V) -> Value * {
              return B.CreateNot(V);
            })(B, A);
    T.write(S.Operands[0], R, *Of);
    return true;
  }
  if (Name == "shl" || Name == "shr") {
    // A shift by the width or more gives 0, or the sign.
    Value *By = T.read(S.Operands[2], U32);
    Value *Most = B.getInt32(Of->Width);
    Value *Big = B.CreateICmpUGE(By, Most);
    Value *Small = B.CreateSelect(Big, B.getInt32(Of->Width - 1), By);
    Value *Amount = B.CreateZExtOrTrunc(Small, A->getType());
    Value *R = Name == "shl" ? B.CreateShl(A, Amount)
               : Signed      ? B.CreateAShr(A, Amount)
                             : B.CreateLShr(A, Amount);
    if (Name == "shl" || !Signed)
      R = B.CreateSelect(Big, ConstantInt::get(A->getType(), 0), R);
    T.write(S.Operands[0], R, *Of);
    return true;
  }
  Value *C = T.read(S.Operands[2], *Of);
  Type Result = *Of;
  Value *R = nullptr;
  if (Name == "add" || Name == "sub") {
    if (Saturate)
      R = B.CreateBinaryIntrinsic(
          Name == "add" ? Intrinsic::sadd_sat : Intrinsic::ssub_sat, A, C);
    else
      R = Name == "add" ? B.CreateAdd(A, C) : B.CreateSub(A, C);
  } else if (Name == "mul" || Name == "mad" || Name == "mul24" ||
             Name == "mad24") {
    if (Name.ends_with("24")) {
      auto Cut = [&](Value *V) {
        V = B.CreateShl(V, 8);
        return Signed ? B.CreateAShr(V, 8) : B.CreateLShr(V, 8);
      };
      A = Cut(A);
      C = Cut(C);
      R = multiply(T, A, C, Half == "hi" ? "wide" : "lo", Signed);
      if (Half == "hi")
        R = B.CreateTrunc(B.CreateLShr(R, 16), A->getType());
    } else {
      R = multiply(T, A, C, Half.empty() ? "lo" : Half, Signed);
    }
    if (Half == "wide")
      Result.Width *= 2;
    if (Name.starts_with("mad")) {
      Value *Addend = T.read(S.Operands[3], Result);
      R = Saturate ? B.CreateBinaryIntrinsic(Intrinsic::sadd_sat, R, Addend)
                   : B.CreateAdd(R, Addend);
    }
  } else if (Name == "sad") {
    Value *Less = Signed ? B.CreateICmpSLT(A, C) : B.CreateICmpULT(A, C);
    R = B.CreateAdd(T.read(S.Operands[3], *Of),
                    B.CreateSelect(Less, B.CreateSub(C, A), B.CreateSub(A, C)));
  } else if (Name == "div" || Name == "rem") {
    // The CPU traps on what the GPU gives some value for.
    Value *Zero = B.CreateIsNull(C);
    Value *Bad = Zero;
    if (Signed)
      Bad = B.CreateOr(Bad, B.CreateIsNull(B.CreateNot(C)));
    Value *Safe = B.CreateSelect(Bad, ConstantInt::get(A->getType(), 1), C);
    Value *Ones = Constant::getAllOnesValue(A->getType());
    if (Name == "div") {
      R = Signed ? B.CreateSDiv(A, Safe) : B.CreateUDiv(A, Safe);
      R = B.CreateSelect(Bad, B.CreateNeg(A), R);
      R = B.CreateSelect(Zero, Ones, R);
    } else {
      R = Signed ? B.CreateSRem(A, Safe) : B.CreateURem(A, Safe);
      R = B.CreateSelect(Zero, A, R);
    }
  } else if (Name == "min" || Name == "max") {
    const bool Min = Name == "min";
    R = B.CreateBinaryIntrinsic(
        Min ? (Signed ? Intrinsic::smin : Intrinsic::umin)
            : (Signed ? Intrinsic::smax : Intrinsic::umax),
        A, C);
    if (Relu)
      R = B.CreateBinaryIntrinsic(Intrinsic::smax, R,
                                  Constant::getNullValue(R->getType()));
  } else {
    R = Name == "and"  ? B.CreateAnd(A, C)
        : Name == "or" ? B.CreateOr(A, C)
                       : B.CreateXor(A, C);
  }
  T.write(S.Operands[0], R, Result);
  return true;
}

} // namespace perfclaim::ptx
