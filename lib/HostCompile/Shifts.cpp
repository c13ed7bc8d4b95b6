//===- Shifts.cpp - Shifts by more than there are bits --------------------===//
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

static void clamp(BinaryOperator &Shift) {
  IRBuilder<> B(&Shift);
  Value *By = Shift.getOperand(1);
  Type *Of = By->getType();
  Constant *Last = ConstantInt::get(Of, Of->getScalarSizeInBits() - 1);
  Value *Fits = B.CreateICmpULE(By, Last);
  Shift.setOperand(1, B.CreateSelect(Fits, By, Last));
  // What the compiler concluded from a result that cannot be does not hold.
  Shift.dropPoisonGeneratingFlags();
  if (Shift.getOpcode() == Instruction::AShr)
    return; // All bits are the sign by now.
  SmallVector<User *, 8> Users(Shift.users());
  B.SetInsertPoint(Shift.getNextNode());
  Value *Result = B.CreateSelect(Fits, &Shift, Constant::getNullValue(Of));
  for (User *U : Users)
    U->replaceUsesOfWith(&Shift, Result);
}

void clampShifts(Module &Code) {
  for (Function &F : Code) {
    SmallVector<BinaryOperator *, 16> Found;
    for (Instruction &I : instructions(F))
      if (auto *Shift = dyn_cast<BinaryOperator>(&I))
        if (Shift->isShift() && !isa<Constant>(Shift->getOperand(1)))
          Found.push_back(Shift);
    for (BinaryOperator *Shift : Found)
      clamp(*Shift);
  }
}

} // namespace perfclaim
