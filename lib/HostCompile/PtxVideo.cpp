//===- PtxVideo.cpp - PTX arithmetic on parts of a word -------------------===//
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
static constexpr Type B32{Type::Kind::Bits, 32, 1};

static CmpInst::Predicate signedComparison(StringRef Word) {
  return StringSwitch<CmpInst::Predicate>(Word)
      .Case("eq", CmpInst::ICMP_EQ)
      .Case("ne", CmpInst::ICMP_NE)
      .Case("lt", CmpInst::ICMP_SLT)
      .Case("le", CmpInst::ICMP_SLE)
      .Case("gt", CmpInst::ICMP_SGT)
      .Default(CmpInst::ICMP_SGE);
}

/// Which part of a register an operand names: "b2" or "h1".
static StringRef partOf(const Operand &Of, Operand &Register) {
  Register = Of;
  Register.Part.clear();
  if (!Of.Part.empty())
    return Of.Part;
  if (Of.What != Operand::Kind::Name)
    return "";
  auto [Name, Part] = StringRef(Of.Name).rsplit('.');
  if (Part.size() == 2)
    Register.Name = Name.str();
  return Part.size() == 2 ? Part : "";
}

namespace {
/// A part's first bit and width.
struct Bits {
  unsigned At = 0, Width = 32;
  explicit Bits(StringRef Part) {
    if (Part.empty())
      return;
    Width = Part[0] == 'b' ? 8 : 16;
    At = (Part[1] - '0') * Width;
  }
};
} // namespace

/// As 64 bits, which hold every sum, product and shift.
static Value *readPart(Translator &T, const Operand &From, bool Signed) {
  IRBuilder<> &B = T.B;
  Operand Register;
  const Bits Of(partOf(From, Register));
  Value *V = B.CreateTrunc(B.CreateLShr(T.read(Register, B32), Of.At),
                           B.getIntNTy(Of.Width));
  return Signed ? B.CreateSExt(V, B.getInt64Ty())
                : B.CreateZExt(V, B.getInt64Ty());
}

/// To what \p Width bits hold.
static Value *limit(IRBuilder<> &B, Value *V, bool Signed, unsigned Width) {
  llvm::Type *Whole = V->getType();
  const unsigned Bits = Whole->getScalarSizeInBits();
  auto Number = [&](const APInt &Value) {
    return ConstantInt::get(Whole,
                            Signed ? Value.sext(Bits) : Value.zext(Bits));
  };
  V = B.CreateBinaryIntrinsic(Intrinsic::smin, V,
                              Number(Signed ? APInt::getSignedMaxValue(Width)
                                            : APInt::getMaxValue(Width)));
  return B.CreateBinaryIntrinsic(Intrinsic::smax, V,
                                 Number(Signed ? APInt::getSignedMinValue(Width)
                                               : APInt::getMinValue(Width)));
}

/// vadd and kin: arithmetic on a register or a part of it, then with a third
/// one.
/// What both forms compute alike; null for other names.
static Value *plainResult(IRBuilder<> &B, StringRef Name, Value *A, Value *C) {
  if (Name == "add")
    return B.CreateAdd(A, C);
  if (Name == "sub")
    return B.CreateSub(A, C);
  if (Name == "absdiff")
    return B.CreateBinaryIntrinsic(Intrinsic::abs, B.CreateSub(A, C),
                                   B.getFalse());
  if (Name == "min" || Name == "max")
    return B.CreateBinaryIntrinsic(
        Name == "min" ? Intrinsic::smin : Intrinsic::smax, A, C);
  return nullptr;
}

bool emitVideo(Translator &T, const Statement &S, Opcode &Op) {
  StringRef Name = Op.name();
  if (!Name.consume_front("v") ||
      !StringSwitch<bool>(Name)
           .Cases({"add", "sub", "absdiff", "min", "max", "shl", "shr"}, true)
           .Cases({"mad", "set"}, true)
           .Default(false))
    return false;
  IRBuilder<> &B = T.B;
  const bool Saturate = Op.take("sat"), Mad = Name == "mad";
  const StringRef Second = Op.takeAny({"add", "min", "max"});
  const StringRef Mode = Op.takeAny({"clamp", "wrap"});
  const StringRef Scale = Op.takeAny({"shr7", "shr15"});
  const StringRef Which = Op.takeAny({"eq", "ne", "lt", "le", "gt", "ge"});
  const std::optional<Type> To = Name == "set" ? U32 : Op.takeType();
  const std::optional<Type> TypeA = Op.takeType(), TypeB = Op.takeType();
  const size_t Count = S.Operands.size();
  if (!To || !TypeA || !TypeB || Count < 3U + Mad || Count > 4 ||
      (Name == "set") != !Which.empty())
    return T.fail("a type or an operand is missing"), true;
  Value *A = readPart(T, S.Operands[1], TypeA->isSigned());
  Value *C = readPart(T, S.Operands[2], TypeB->isSigned());
  Value *R = plainResult(B, Name, A, C);
  if (R) {
    // Both forms have it.
  } else if (Name == "shl" || Name == "shr") {
    Value *By = Mode == "wrap" ? B.CreateAnd(C, 31)
                               : B.CreateBinaryIntrinsic(Intrinsic::umin, C,
                                                         B.getInt64(32));
    // 33 bits by 32 are more than 64.
    if (Saturate && Name == "shl") {
      A = B.CreateSExt(A, B.getInt128Ty());
      By = B.CreateZExt(By, B.getInt128Ty());
    }
    R = Name == "shl" ? B.CreateShl(A, By) : B.CreateAShr(A, By);
  } else if (Mad) {
    Value *Addend = T.read(S.Operands[3], B32);
    Addend = To->isSigned() ? B.CreateSExt(Addend, B.getInt64Ty())
                            : B.CreateZExt(Addend, B.getInt64Ty());
    R = B.CreateAdd(B.CreateMul(A, C), Addend);
    if (!Scale.empty())
      R = B.CreateAShr(R, Scale == "shr7" ? 7 : 15);
  } else {
    R = B.CreateZExt(B.CreateICmp(signedComparison(Which), A, C),
                     B.getInt64Ty());
  }
  Operand Register;
  const StringRef Part = partOf(S.Operands[0], Register);
  const Bits Into(Part);
  if (Saturate)
    R = limit(B, R, To->isSigned(), Into.Width);
  R = B.CreateTrunc(R, B.getInt32Ty());
  if (!Mad && Count == 4) {
    Value *Third = T.read(S.Operands[3], B32);
    if (!Part.empty()) { // The rest is the third operand's.
      const uint32_t Mask =
          static_cast<uint32_t>(((uint64_t(1) << Into.Width) - 1) << Into.At);
      R = B.CreateOr(B.CreateAnd(B.CreateShl(R, Into.At), Mask),
                     B.CreateAnd(Third, ~Mask));
    } else if (Second == "add") {
      R = B.CreateAdd(R, Third);
    } else if (!Second.empty()) {
      const bool Min = Second == "min", Signed = To->isSigned();
      R = B.CreateBinaryIntrinsic(
          Min ? (Signed ? Intrinsic::smin : Intrinsic::umin)
              : (Signed ? Intrinsic::smax : Intrinsic::umax),
          R, Third);
    }
  }
  T.write(Register, R, U32);
  return true;
}

/// vadd4 and kin: arithmetic on the bytes or halves of a word.
bool emitSimd(Translator &T, const Statement &S, Opcode &Op) {
  StringRef Name = Op.name();
  if (!Name.consume_front("v") ||
      (!Name.ends_with("2") && !Name.ends_with("4")))
    return false;
  const unsigned Lanes = Name.back() - '0';
  Name = Name.drop_back();
  if (!StringSwitch<bool>(Name)
           .Cases({"add", "sub", "absdiff", "min", "max", "avrg", "set"}, true)
           .Default(false))
    return false;
  IRBuilder<> &B = T.B;
  const bool Saturate = Op.take("sat"), Sum = Op.take("add");
  const StringRef Which = Op.takeAny({"eq", "ne", "lt", "le", "gt", "ge"});
  const std::optional<Type> To = Name == "set" ? U32 : Op.takeType();
  const std::optional<Type> First = Op.takeType(), Second = Op.takeType();
  if (!To || !First || !Second || S.Operands.size() != 4 ||
      (Name == "set") != !Which.empty())
    return T.fail("a type or an operand is missing"), true;
  const unsigned Width = 32 / Lanes;
  // 10 or 18 bits hold every sum and difference.
  llvm::Type *Narrow = FixedVectorType::get(B.getIntNTy(Width), Lanes);
  llvm::Type *Wide = FixedVectorType::get(B.getIntNTy(2 * Width), Lanes);
  auto Get = [&](const Operand &From, bool Signed) {
    Value *V = B.CreateBitCast(T.read(From, B32), Narrow);
    return Signed ? B.CreateSExt(V, Wide) : B.CreateZExt(V, Wide);
  };
  Value *A = Get(S.Operands[1], First->isSigned());
  Value *C = Get(S.Operands[2], Second->isSigned());
  Value *R = plainResult(B, Name, A, C);
  if (R) {
    // Both forms have it.
  } else if (Name == "avrg") {
    // Rounded away from zero.
    Value *Total = B.CreateAdd(A, C);
    Value *One = B.CreateZExt(
        B.CreateICmpSGE(Total, Constant::getNullValue(Wide)), Wide);
    R = B.CreateAShr(B.CreateAdd(Total, One), 1);
  } else {
    R = B.CreateZExt(B.CreateICmp(signedComparison(Which), A, C), Wide);
  }
  if (Saturate)
    R = limit(B, R, To->isSigned(), Width);
  Value *Addend = T.read(S.Operands[3], B32);
  if (Sum) {
    // The lanes' sum, with the third operand.
    for (unsigned I = 0; I != Lanes; ++I)
      Addend = B.CreateAdd(
          Addend, B.CreateSExt(B.CreateExtractElement(R, I), B.getInt32Ty()));
    T.write(S.Operands[0], Addend, B32);
    return true;
  }
  T.write(S.Operands[0],
          B.CreateBitCast(B.CreateTrunc(R, Narrow), B.getInt32Ty()), B32);
  return true;
}

} // namespace perfclaim::ptx
