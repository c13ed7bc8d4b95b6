//===- PtxFloat.cpp - PTX instructions on floats --------------------------===//
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

/// The runtime's numbers of rounding modes; 0 is to nearest.
static unsigned roundingMode(StringRef Word) {
  return StringSwitch<unsigned>(Word)
      .Case("rz", 1)
      .Case("rm", 2)
      .Case("rp", 3)
      .Default(0);
}

Value *flush(Translator &T, Value *V) {
  IRBuilder<> &B = T.B;
  Value *Tiny = B.CreateIntrinsic(Intrinsic::is_fpclass, {V->getType()},
                                  {V, B.getInt32(fcSubnormal)});
  return B.CreateSelect(
      Tiny,
      B.CreateBinaryIntrinsic(Intrinsic::copysign,
                              Constant::getNullValue(V->getType()), V),
      V);
}

/// Cut to [0, 1]; NaN becomes 0.
static Value *saturate(Translator &T, Value *V) {
  IRBuilder<> &B = T.B;
  llvm::Type *Of = V->getType();
  V = B.CreateBinaryIntrinsic(Intrinsic::maxnum, V, Constant::getNullValue(Of));
  return B.CreateBinaryIntrinsic(Intrinsic::minnum, V, ConstantFP::get(Of, 1));
}

/// Calls a function of the runtime for each lane, on a float or a double.
static Value *byLane(Translator &T, StringRef Name, ArrayRef<Value *> With,
                     Type Of, ArrayRef<Value *> More = {}) {
  IRBuilder<> &B = T.B;
  const bool Half = Of.Width == 16;
  llvm::Type *As = Of.Width == 64 ? B.getDoubleTy() : B.getFloatTy();
  Type Lane = Of;
  Lane.Lanes = 1;
  auto Single = [&](unsigned I) -> Value * {
    SmallVector<Value *, 4> Arguments;
    for (Value *V : With) {
      if (Of.Lanes > 1)
        V = B.CreateExtractElement(V, I);
      Arguments.push_back(Half ? B.CreateFPExt(V, As) : V);
    }
    Arguments.append(More.begin(), More.end());
    Value *R = T.call(Name, As, Arguments);
    return Half ? B.CreateFPTrunc(R, T.typeOf(Lane)) : R;
  };
  if (Of.Lanes == 1)
    return Single(0);
  Value *Whole = PoisonValue::get(T.typeOf(Of));
  for (unsigned I = 0; I != Of.Lanes; ++I)
    Whole = B.CreateInsertElement(Whole, Single(I), I);
  return Whole;
}

/// min and max: numbers win over NaN unless `.NaN` is there.
static Value *extreme(Translator &T, bool Min, bool NaN, Value *A, Value *C) {
  const Intrinsic::ID Id =
      NaN ? (Min ? Intrinsic::minimum : Intrinsic::maximum)
          : (Min ? Intrinsic::minimumnum : Intrinsic::maximumnum);
  return T.B.CreateBinaryIntrinsic(Id, A, C);
}

static bool isPlain(StringRef Name) {
  return StringSwitch<bool>(Name)
      .Cases({"add", "sub", "mul", "fma", "mad", "div"}, true)
      .Cases({"min", "max", "abs", "neg", "sqrt", "rcp", "copysign"}, true)
      .Default(false);
}

static bool isApproximate(StringRef Name) {
  return StringSwitch<bool>(Name)
      .Cases({"ex2", "lg2", "sin", "cos", "tanh", "rsqrt"}, true)
      .Default(false);
}

namespace {
struct Modifiers {
  bool Flush, Saturate, Relu, NaN, XorSign, Abs, Approximate;
  unsigned Mode;
};
} // namespace

static Value *compute(Translator &T, StringRef Name, ArrayRef<Value *> V,
                      Type Of, const Modifiers &M) {
  IRBuilder<> &B = T.B;
  const std::string Suffix = Of.Width == 64 ? "_f64" : "_f32";
  // Half precision is computed in float, which is exact enough for one
  // operation to nearest, but not for a fused one.
  if (M.Mode != 0 &&
      (Name == "add" || Name == "sub" || Name == "mul" || Name == "div" ||
       Name == "fma" || Name == "mad" || Name == "sqrt" || Name == "rcp")) {
    SmallVector<Value *, 4> With(V);
    StringRef Call = Name == "mad" ? "fma" : Name;
    if (Name == "sub") {
      With[1] = B.CreateFNeg(With[1]);
      Call = "add";
    } else if (Name == "rcp") {
      With.insert(With.begin(), ConstantFP::get(V[0]->getType(), 1));
      Call = "div";
    }
    return byLane(T, "pc_" + Call.str() + Suffix, With, Of,
                  {B.getInt32(M.Mode)});
  }
  if (Name == "add")
    return B.CreateFAdd(V[0], V[1]);
  if (Name == "sub")
    return B.CreateFSub(V[0], V[1]);
  if (Name == "mul")
    return B.CreateFMul(V[0], V[1]);
  if (Name == "div")
    return B.CreateFDiv(V[0], V[1]);
  if (Name == "rcp")
    return B.CreateFDiv(ConstantFP::get(V[0]->getType(), 1), V[0]);
  if (Name == "sqrt")
    return B.CreateUnaryIntrinsic(Intrinsic::sqrt, V[0]);
  if (Name == "abs")
    return B.CreateUnaryIntrinsic(Intrinsic::fabs, V[0]);
  if (Name == "neg")
    return B.CreateFNeg(V[0]);
  if (Name == "copysign") // The sign comes first.
    return B.CreateBinaryIntrinsic(Intrinsic::copysign, V[1], V[0]);
  if (Name == "fma" || Name == "mad") {
    if (Of.Width == 16)
      return byLane(T,
                    Of.What == Type::Kind::Brain ? "pc_fma_bf16" : "pc_fma_f16",
                    V, Of);
    return B.CreateIntrinsic(Intrinsic::fma, {V[0]->getType()}, V);
  }
  if (Name == "min" || Name == "max") {
    Value *A = V[0], *C = V[1];
    if (M.Abs) {
      A = B.CreateUnaryIntrinsic(Intrinsic::fabs, A);
      C = B.CreateUnaryIntrinsic(Intrinsic::fabs, C);
    }
    Value *R = extreme(T, Name == "min", M.NaN, A, C);
    if (V.size() == 3)
      R = extreme(T, Name == "min", M.NaN, R, V[2]);
    if (M.XorSign) {
      llvm::Type *Bits = A->getType()->getWithNewType(B.getIntNTy(Of.Width));
      Value *Sign =
          B.CreateXor(B.CreateBitCast(V[0], Bits), B.CreateBitCast(V[1], Bits));
      R = B.CreateBinaryIntrinsic(Intrinsic::copysign, R,
                                  B.CreateBitCast(Sign, A->getType()));
    }
    return R;
  }
  if (Name == "rsqrt") {
    if (Of.Width != 16)
      return B.CreateFDiv(ConstantFP::get(V[0]->getType(), 1),
                          B.CreateUnaryIntrinsic(Intrinsic::sqrt, V[0]));
  }
  return byLane(T, "pc_" + Name.str() + Suffix, V, Of);
}

bool emitFloat(Translator &T, const Statement &S, Opcode &Op) {
  const StringRef Name = Op.name();
  if (Name == "testp") {
    const StringRef Which = Op.takeAny(
        {"finite", "infinite", "number", "notanumber", "normal", "subnormal"});
    const std::optional<Type> Of = Op.takeType();
    if (Which.empty() || !Of || S.Operands.size() != 2)
      return T.fail("a type or an operand is missing"), true;
    const unsigned Test = StringSwitch<unsigned>(Which)
                              .Case("finite", fcFinite)
                              .Case("infinite", fcInf)
                              .Case("number", fcAllFlags & ~fcNan)
                              .Case("notanumber", fcNan)
                              .Case("normal", fcNormal)
                              .Default(fcSubnormal);
    Value *V = T.read(S.Operands[1], *Of);
    T.write(S.Operands[0],
            T.B.CreateIntrinsic(Intrinsic::is_fpclass, {V->getType()},
                                {V, T.B.getInt32(Test)}),
            {Type::Kind::Predicate, 1, 1});
    return true;
  }
  if (!isPlain(Name) && !isApproximate(Name))
    return false;
  Modifiers M;
  M.Flush = Op.take("ftz");
  M.Saturate = Op.take("sat");
  M.Relu = Op.take("relu");
  M.NaN = Op.take("NaN");
  M.XorSign = Op.take("xorsign");
  M.Abs = Op.take("abs");
  M.Approximate = !Op.takeAny({"approx", "full"}).empty();
  Op.take("noftz");
  Op.take("oob");
  const StringRef Rounding = Op.takeAny({"rn", "rz", "rm", "rp"});
  M.Mode = roundingMode(Rounding);
  const std::optional<Type> Of = Op.takeType();
  const bool Three = Name == "fma" || Name == "mad";
  const bool Two = StringSwitch<bool>(Name)
                       .Cases({"add", "sub", "mul", "div"}, true)
                       .Cases({"min", "max", "copysign"}, true)
                       .Default(false);
  const bool MayBeThree = Name == "min" || Name == "max";
  const size_t Count = 2 + Two + 2 * Three;
  if (!Of || !Of->isFloat() ||
      (S.Operands.size() != Count &&
       !(MayBeThree && S.Operands.size() == Count + 1)))
    return T.fail("a type or an operand is missing"), true;
  // Of two types, all but what is added are of the second.
  std::optional<Type> Narrow;
  if (Of->Width == 32 && Of->Lanes == 1 &&
      (Name == "add" || Name == "sub" || Name == "fma"))
    Narrow = Op.takeType();
  SmallVector<Value *, 3> Values;
  for (const Operand &From : ArrayRef(S.Operands).drop_front()) {
    const bool Extends = Narrow && &From != &S.Operands.back();
    Value *V = T.read(From, Extends ? *Narrow : *Of);
    if (Extends)
      V = T.B.CreateFPExt(V, T.typeOf(*Of));
    Values.push_back(M.Flush ? flush(T, V) : V);
  }
  Value *R = compute(T, Name, Values, *Of, M);
  if (M.Flush)
    R = flush(T, R);
  if (M.Saturate)
    R = saturate(T, R);
  if (M.Relu) {
    // NaN stays; everything else is at least +0.
    Value *Zero = Constant::getNullValue(R->getType());
    R = T.B.CreateSelect(T.B.CreateFCmpOLT(R, Zero), Zero, R);
  }
  T.write(S.Operands[0], R, *Of);
  return true;
}

} // namespace perfclaim::ptx
