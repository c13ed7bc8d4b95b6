//===- PtxCompare.cpp - PTX comparisons, selections and moves -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PtxTranslator.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim::ptx {

static constexpr Type Pred{Type::Kind::Predicate, 1, 1};

/// Half, equal and so on; FCMP_FALSE where \p Name is no comparison.
static CmpInst::Predicate comparison(StringRef Name, Type Of) {
  if (Of.isFloat())
    return StringSwitch<CmpInst::Predicate>(Name)
        .Case("eq", CmpInst::FCMP_OEQ)
        .Case("ne", CmpInst::FCMP_ONE)
        .Case("lt", CmpInst::FCMP_OLT)
        .Case("le", CmpInst::FCMP_OLE)
        .Case("gt", CmpInst::FCMP_OGT)
        .Case("ge", CmpInst::FCMP_OGE)
        .Case("equ", CmpInst::FCMP_UEQ)
        .Case("neu", CmpInst::FCMP_UNE)
        .Case("ltu", CmpInst::FCMP_ULT)
        .Case("leu", CmpInst::FCMP_ULE)
        .Case("gtu", CmpInst::FCMP_UGT)
        .Case("geu", CmpInst::FCMP_UGE)
        .Case("num", CmpInst::FCMP_ORD)
        .Case("nan", CmpInst::FCMP_UNO)
        .Default(CmpInst::FCMP_FALSE);
  const bool Signed = Of.isSigned();
  return StringSwitch<CmpInst::Predicate>(Name)
      .Case("eq", CmpInst::ICMP_EQ)
      .Case("ne", CmpInst::ICMP_NE)
      .Case("lt", Signed ? CmpInst::ICMP_SLT : CmpInst::ICMP_ULT)
      .Case("le", Signed ? CmpInst::ICMP_SLE : CmpInst::ICMP_ULE)
      .Case("gt", Signed ? CmpInst::ICMP_SGT : CmpInst::ICMP_UGT)
      .Case("ge", Signed ? CmpInst::ICMP_SGE : CmpInst::ICMP_UGE)
      .Case("lo", CmpInst::ICMP_ULT)
      .Case("ls", CmpInst::ICMP_ULE)
      .Case("hi", CmpInst::ICMP_UGT)
      .Case("hs", CmpInst::ICMP_UGE)
      .Default(CmpInst::FCMP_FALSE);
}

/// set and setp, for one lane or two.
static void compare(Translator &T, const Statement &S, Opcode &Op) {
  IRBuilder<> &B = T.B;
  const bool ToPredicate = Op.name() == "setp";
  const StringRef Which =
      Op.takeAny({"eq", "ne", "lt", "le", "gt", "ge", "equ", "neu", "ltu",
                  "leu", "gtu", "geu", "num", "nan", "lo", "ls", "hi", "hs"});
  const StringRef Combine = Op.takeAny({"and", "or", "xor"});
  const bool Flush = Op.take("ftz");
  std::optional<Type> Result = ToPredicate ? Pred : Op.takeType();
  std::optional<Type> Of = Op.takeType();
  if (!Of && Result && !ToPredicate) // One type names both.
    Of = Result;
  if (Which.empty() || !Result || !Of ||
      S.Operands.size() != (Combine.empty() ? 3 : 4))
    return T.fail("a type, a comparison or an operand is missing");
  const CmpInst::Predicate Cmp = comparison(Which, *Of);
  if (Cmp == CmpInst::FCMP_FALSE)
    return T.fail("'." + Which + "' does not compare these");
  auto Read = [&](const Operand &From) {
    Value *V = T.read(From, *Of);
    return Flush ? flush(T, V) : V;
  };
  Value *A = Read(S.Operands[1]), *C = Read(S.Operands[2]);
  Value *Holds = B.CreateCmp(Cmp, A, C);
  Value *Inverse = B.CreateNot(Holds);
  if (!Combine.empty()) {
    Value *With = T.read(S.Operands[3], Pred);
    if (Of->Lanes > 1)
      With = B.CreateVectorSplat(Of->Lanes, With);
    auto Join = [&](Value *V) {
      return Combine == "and"  ? B.CreateAnd(V, With)
             : Combine == "or" ? B.CreateOr(V, With)
                               : B.CreateXor(V, With);
    };
    Holds = Join(Holds);
    Inverse = Join(Inverse);
  }
  const Operand &To = S.Operands[0];
  if (ToPredicate) {
    if (Of->Lanes > 1) {
      // p|q are the two lanes here.
      if (To.What != Operand::Kind::Pair)
        return T.fail("two predicates are needed");
      for (unsigned I = 0; I != 2; ++I)
        T.write(To.Parts[I], B.CreateExtractElement(Holds, I), Pred);
    } else if (To.What == Operand::Kind::Pair) {
      T.write(To.Parts[0], Holds, Pred);
      T.write(To.Parts[1], Inverse, Pred);
    } else {
      T.write(To, Holds, Pred);
    }
    return;
  }
  // A float 1, or all bits.
  llvm::Type *As = T.typeOf(*Result);
  if (Of->Lanes > 1 && Result->Lanes == 1) {
    llvm::Type *Lanes =
        FixedVectorType::get(B.getIntNTy(Result->Width / Of->Lanes), Of->Lanes);
    T.write(To, B.CreateBitCast(B.CreateSExt(Holds, Lanes), As), *Result);
    return;
  }
  T.write(To,
          Result->isFloat() ? B.CreateUIToFP(Holds, As)
                            : B.CreateSExt(Holds, As),
          *Result);
}

bool emitCompare(Translator &T, const Statement &S, Opcode &Op) {
  const StringRef Name = Op.name();
  IRBuilder<> &B = T.B;
  if (Name == "set" || Name == "setp")
    return compare(T, S, Op), true;
  if (Name == "selp" || Name == "slct") {
    const bool Flush = Op.take("ftz");
    const std::optional<Type> Of = Op.takeType();
    const std::optional<Type> By = Name == "slct" ? Op.takeType() : Pred;
    if (!Of || !By || S.Operands.size() != 4)
      return T.fail("a type or an operand is missing"), true;
    Value *Condition = T.read(S.Operands[3], *By);
    if (Flush)
      Condition = flush(T, Condition);
    if (Name == "slct")
      Condition =
          By->isFloat()
              ? B.CreateFCmpOGE(Condition,
                                Constant::getNullValue(Condition->getType()))
              : B.CreateICmpSGE(Condition,
                                Constant::getNullValue(Condition->getType()));
    T.write(S.Operands[0],
            B.CreateSelect(Condition, T.read(S.Operands[1], *Of),
                           T.read(S.Operands[2], *Of)),
            *Of);
    return true;
  }
  // Logic of predicates.
  if ((Name == "and" || Name == "or" || Name == "xor" || Name == "not") &&
      Op.next() == "pred") {
    Op.take("pred");
    if (S.Operands.size() != (Name == "not" ? 2 : 3))
      return T.fail("an operand is missing"), true;
    Value *A = T.read(S.Operands[1], Pred);
    Value *R = nullptr;
    if (Name == "not")
      R = B.CreateNot(A);
    else if (Value *C = T.read(S.Operands[2], Pred); Name == "and")
      R = B.CreateAnd(A, C);
    else
      R = Name == "or" ? B.CreateOr(A, C) : B.CreateXor(A, C);
    T.write(S.Operands[0], R, Pred);
    return true;
  }
  return false;
}

bool emitMove(Translator &T, const Statement &S, Opcode &Op) {
  const StringRef Name = Op.name();
  if (Name == "and" || Name == "or" || Name == "xor" || Name == "not")
    return Op.next() == "pred" && emitCompare(T, S, Op);
  if (Name != "mov" && Name != "cvta")
    return false;
  // Every state space is part of the generic one here.
  if (Name == "cvta") {
    Op.take("to");
    Op.takeAny({"shared", "global", "local", "const", "param", "shared::cta",
                "shared::cluster", "param::entry"});
  }
  const bool Four = Op.take("v4");
  const std::optional<Type> Of = Op.takeType();
  if (!Of || S.Operands.size() != 2)
    return T.fail("a type or an operand is missing"), true;
  if (Four) { // Of a special register, whose last part is 0.
    const Operand &To = S.Operands[0], &From = S.Operands[1];
    if (To.Parts.size() != 4 || From.What != Operand::Kind::Name)
      return T.fail("a special register of four parts is expected"), true;
    for (const unsigned I : {0U, 1U, 2U, 3U}) {
      Operand Part = From;
      Part.Name += std::string(".") + "xyzw"[I];
      T.write(To.Parts[I], T.read(Part, *Of), *Of);
    }
    return true;
  }
  T.write(S.Operands[0], T.read(S.Operands[1], *Of), *Of);
  return true;
}

} // namespace perfclaim::ptx
