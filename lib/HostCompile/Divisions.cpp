//===- Divisions.cpp - Divisions by zero ----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Passes.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"

using namespace llvm;

namespace perfclaim {

static void makeSafe(BinaryOperator &Division) {
  IRBuilder<> B(&Division);
  const bool Signed = Division.getOpcode() == Instruction::SDiv ||
                      Division.getOpcode() == Instruction::SRem;
  const bool Remainder = Division.getOpcode() == Instruction::SRem ||
                         Division.getOpcode() == Instruction::URem;
  Value *A = Division.getOperand(0), *By = Division.getOperand(1);
  Type *Of = A->getType();
  Value *Zero = B.CreateIsNull(By);
  Value *Bad = Zero;
  // The least number by -1 has no quotient in its type either.
  if (Signed)
    Bad = B.CreateOr(Bad, B.CreateICmpEQ(By, Constant::getAllOnesValue(Of)));
  Value *Safe = B.CreateSelect(Bad, ConstantInt::get(Of, 1), By);
  Division.setOperand(1, Safe);
  B.SetInsertPoint(Division.getNextNode());
  Value *Result = &Division;
  SmallVector<User *, 8> Users(Division.users());
  if (Signed)
    Result = B.CreateSelect(
        Bad, Remainder ? Constant::getNullValue(Of) : B.CreateNeg(A), Result);
  Result = B.CreateSelect(Zero, Remainder ? A : Constant::getAllOnesValue(Of),
                          Result);
  for (User *U : Users)
    U->replaceUsesOfWith(&Division, Result);
}

void makeDivisionsSafe(Module &Code) {
  for (Function &F : Code) {
    SmallVector<BinaryOperator *, 16> Found;
    for (Instruction &I : instructions(F)) {
      auto *Division = dyn_cast<BinaryOperator>(&I);
      if (!Division || !Division->isIntDivRem() ||
          Division->getType()->isVectorTy())
        continue;
      // A constant that is neither 0 nor -1 needs nothing.
      auto *By = dyn_cast<ConstantInt>(Division->getOperand(1));
      if (By && !By->isZero() && !By->isMinusOne())
        continue;
      Found.push_back(Division);
    }
    for (BinaryOperator *Division : Found)
      makeSafe(*Division);
  }
}

} // namespace perfclaim
