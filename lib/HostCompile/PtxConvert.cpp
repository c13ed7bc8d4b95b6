//===- PtxConvert.cpp - PTX conversions -----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PtxConvert.h"
#include "PtxTranslator.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace perfclaim::ptx {
namespace {

struct Conversion {
  Type To, From;
  StringRef Rounding; ///< "rn", "rzi", "".
  bool Saturate, Finite, Relu, Flush;
};

} // namespace

static unsigned modeOf(StringRef Rounding) {
  return StringSwitch<unsigned>(Rounding.take_front(2))
      .Case("rz", 1)
      .Case("rm", 2)
      .Case("rp", 3)
      .Default(0);
}

static Value *roundToIntegral(Translator &T, Value *V, StringRef Rounding) {
  const Intrinsic::ID Id = StringSwitch<Intrinsic::ID>(Rounding.take_front(2))
                               .Case("rz", Intrinsic::trunc)
                               .Case("rm", Intrinsic::floor)
                               .Case("rp", Intrinsic::ceil)
                               .Default(Intrinsic::roundeven);
  return T.B.CreateUnaryIntrinsic(Id, V);
}

static Value *integerToInteger(Translator &T, Value *V, const Conversion &C) {
  IRBuilder<> &B = T.B;
  const bool Signed = C.From.isSigned();
  if (C.Saturate) {
    llvm::Type *Wide = B.getIntNTy(std::max(C.From.Width, C.To.Width) + 1);
    V = Signed ? B.CreateSExt(V, Wide) : B.CreateZExt(V, Wide);
    const unsigned Bits = Wide->getIntegerBitWidth();
    const bool ToSigned = C.To.isSigned();
    auto Limit = [&](const APInt &Value) {
      return ConstantInt::get(Wide,
                              ToSigned ? Value.sext(Bits) : Value.zext(Bits));
    };
    Value *Most = Limit(ToSigned ? APInt::getSignedMaxValue(C.To.Width)
                                 : APInt::getMaxValue(C.To.Width));
    Value *Least = Limit(ToSigned ? APInt::getSignedMinValue(C.To.Width)
                                  : APInt::getMinValue(C.To.Width));
    V = B.CreateBinaryIntrinsic(Intrinsic::smin, V, Most);
    V = B.CreateBinaryIntrinsic(Intrinsic::smax, V, Least);
    return B.CreateTrunc(V, T.typeOf(C.To));
  }
  return Signed ? B.CreateSExtOrTrunc(V, T.typeOf(C.To))
                : B.CreateZExtOrTrunc(V, T.typeOf(C.To));
}

/// Out of range is cut to the nearest. NaN gives 0, or the highest bit alone
/// where either side has 64 bits.
static Value *floatToInteger(Translator &T, Value *V, const Conversion &C) {
  IRBuilder<> &B = T.B;
  if (C.From.Width == 16)
    V = B.CreateFPExt(V, B.getFloatTy());
  if (C.Flush)
    V = flush(T, V);
  llvm::Type *To = T.typeOf(C.To);
  Value *Rounded = roundToIntegral(T, V, C.Rounding);
  Value *R = B.CreateIntrinsic(C.To.isSigned() ? Intrinsic::fptosi_sat
                                               : Intrinsic::fptoui_sat,
                               {To, V->getType()}, {Rounded});
  if (C.To.Width == 64 || C.From.Width == 64)
    R = B.CreateSelect(B.CreateFCmpUNO(V, V),
                       B.getInt(APInt::getSignMask(C.To.Width)), R);
  return R;
}

static Value *integerToFloat(Translator &T, Value *V, const Conversion &C) {
  IRBuilder<> &B = T.B;
  const bool Signed = C.From.isSigned();
  llvm::Type *To = T.typeOf(C.To);
  const bool Long = C.From.Width == 64 && C.To.What == Type::Kind::Brain;
  if (const unsigned Mode = modeOf(C.Rounding); Mode || Long) {
    Value *Wide = Signed ? B.CreateSExt(V, B.getInt64Ty())
                         : B.CreateZExt(V, B.getInt64Ty());
    const std::string Name = std::string("pc_convert_") +
                             (Signed ? "s64" : "u64") +
                             (C.To.Width == 64                 ? "_f64"
                              : C.To.Width == 32               ? "_f32"
                              : C.To.What == Type::Kind::Brain ? "_bf16"
                                                               : "_f16");
    llvm::Type *Result = C.To.Width == 16 ? B.getInt16Ty() : To;
    return B.CreateBitCast(T.call(Name, Result, {Wide, B.getInt32(Mode)}), To);
  }
  // Through double where a half would be rounded twice: 64-bit values are out
  // of its range anyway, but not of a bf16's.
  llvm::Type *By = C.To.Width == 16 ? B.getDoubleTy() : To;
  Value *R = Signed ? B.CreateSIToFP(V, By) : B.CreateUIToFP(V, By);
  if (By == To)
    return R;
  return B.CreateBitCast(T.call(C.To.What == Type::Kind::Brain
                                    ? "pc_convert_f64_bf16"
                                    : "pc_convert_f64_f16",
                                B.getInt16Ty(), {R, B.getInt32(0)}),
                         To);
}

static Value *floatToFloat(Translator &T, Value *V, const Conversion &C) {
  IRBuilder<> &B = T.B;
  llvm::Type *To = T.typeOf(C.To);
  if (C.Flush && C.From.Width == 32)
    V = flush(T, V);
  if (C.To == C.From)
    return C.Rounding.empty() ? V : roundToIntegral(T, V, C.Rounding);
  Value *R = nullptr;
  const unsigned Mode = modeOf(C.Rounding);
  if (C.To.Width > C.From.Width) {
    R = B.CreateFPExt(V, To);
  } else if (C.To.Width == 16) {
    const std::string Name =
        std::string("pc_convert_") + (C.From.Width == 64 ? "f64" : "f32") +
        (C.To.What == Type::Kind::Brain ? "_bf16" : "_f16");
    if (C.From.Width == 16) // bf16 to f16 and back.
      V = B.CreateFPExt(V, B.getFloatTy());
    R = Mode == 0 && C.To.What == Type::Kind::Float
            ? B.CreateFPTrunc(V, To)
            : B.CreateBitCast(
                  T.call(Name, B.getInt16Ty(), {V, B.getInt32(Mode)}), To);
  } else {
    R = Mode == 0 ? B.CreateFPTrunc(V, To)
                  : T.call("pc_convert_f64_f32", To, {V, B.getInt32(Mode)});
  }
  if (C.Flush && C.To.Width == 32)
    R = flush(T, R);
  return R;
}

static Value *convert(Translator &T, Value *V, const Conversion &C) {
  IRBuilder<> &B = T.B;
  Value *R = nullptr;
  if (C.From.isFloat())
    R = C.To.isFloat() ? floatToFloat(T, V, C) : floatToInteger(T, V, C);
  else
    R = C.To.isFloat() ? integerToFloat(T, V, C) : integerToInteger(T, V, C);
  if (!C.To.isFloat())
    return R;
  llvm::Type *To = T.typeOf(C.To);
  if (C.Relu)
    R = B.CreateSelect(B.CreateFCmpOLT(R, Constant::getNullValue(To)),
                       Constant::getNullValue(To), R);
  if (C.Saturate) {
    R = B.CreateBinaryIntrinsic(Intrinsic::maxnum, R,
                                Constant::getNullValue(To));
    R = B.CreateBinaryIntrinsic(Intrinsic::minnum, R, ConstantFP::get(To, 1));
  }
  if (C.Finite) {
    Value *Most =
        ConstantFP::get(To, APFloat::getLargest(To->getFltSemantics()));
    R = B.CreateSelect(
        B.CreateFCmpUNO(R, R), R,
        B.CreateBinaryIntrinsic(
            Intrinsic::minnum,
            B.CreateBinaryIntrinsic(Intrinsic::maxnum, R, B.CreateFNeg(Most)),
            Most));
  }
  return R;
}

bool emitConvert(Translator &T, const Statement &S, Opcode &Op) {
  if (Op.name() == "cvt" && Op.take("pack")) {
    Op.take("sat");
    const StringRef Which = Op.takeAny({"s16", "u16", "s8", "u8"});
    Op.takeType();
    if (Which.empty())
      return T.fail("the type is not understood"), true;
    Op.take("b32");
    Value *C = S.Operands.size() == 4
                   ? T.read(S.Operands[3], {Type::Kind::Bits, 32, 1})
                   : T.B.getInt32(0);
    T.write(S.Operands[0],
            T.call("pc_pack_" + Which.str(), T.B.getInt32Ty(),
                   {T.read(S.Operands[1], {Type::Kind::Signed, 32, 1}),
                    T.read(S.Operands[2], {Type::Kind::Signed, 32, 1}), C}),
            {Type::Kind::Bits, 32, 1});
    return true;
  }
  if (Op.name() != "cvt")
    return false;
  Conversion C;
  C.Rounding =
      Op.takeAny({"rn", "rz", "rm", "rp", "rni", "rzi", "rmi", "rpi", "rna"});
  C.Flush = Op.take("ftz");
  C.Saturate = Op.take("sat");
  C.Finite = Op.take("satfinite");
  C.Relu = Op.take("relu");
  if (Op.take("tf32"))
    return convertTf32(T, S, {C.Rounding, C.Finite, C.Relu}, Op), true;
  if (StringRef Small = Op.takeAny(
          {"e4m3x2", "e5m2x2", "e2m1x2", "e2m3x2", "e3m2x2", "ue8m0x2"});
      !Small.empty())
    return convertSmall(T, S, Small, {C.Rounding, C.Finite, C.Relu}, Op), true;
  const std::optional<Type> To = Op.takeType(), From = Op.takeType();
  if (!To || !From || S.Operands.size() < 2)
    return T.fail("a type or an operand is missing"), true;
  C.To = *To;
  C.From = *From;
  if (To->Lanes == 2 && From->Lanes == 1 && S.Operands.size() == 3) {
    // The first source becomes the upper half.
    C.To.Lanes = 1;
    IRBuilder<> &B = T.B;
    Value *Both = PoisonValue::get(T.typeOf(*To));
    for (unsigned I = 0; I != 2; ++I)
      Both = B.CreateInsertElement(
          Both, convert(T, T.read(S.Operands[2 - I], C.From), C), I);
    T.write(S.Operands[0], Both, *To);
    return true;
  }
  if (To->Lanes != 1 || From->Lanes != 1 || S.Operands.size() != 2)
    return T.fail("this conversion is not known"), true;
  T.write(S.Operands[0], convert(T, T.read(S.Operands[1], C.From), C), C.To);
  return true;
}

} // namespace perfclaim::ptx
