//===- AddressSpaces.cpp - One address space for all ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Passes.h"
#include "perfclaim/Support/Error.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/ReplaceConstant.h"

using namespace llvm;

namespace perfclaim {
namespace {

enum Space { Global = 1, Shared = 3, Constant_ = 4 };

/// Pointers are opaque, so that a type is all there is to change.
Type *flat(Type *T) {
  if (T->isPointerTy())
    return PointerType::get(T->getContext(), 0);
  if (auto *Vector = dyn_cast<VectorType>(T))
    if (Vector->getElementType()->isPointerTy())
      return VectorType::get(flat(Vector->getElementType()),
                             Vector->getElementCount());
  return T;
}

class Flattener {
public:
  explicit Flattener(Module &Code) : Code(Code) {}
  Expected<DeviceVariables> run();

private:
  Module &Code;
  DenseMap<GlobalVariable *, GlobalVariable *> Moved;
  DenseMap<Constant *, Constant *> Known;

  Constant *constant(Constant *C);
  void instruction(Instruction &I);
};

/// \p C with variables of the one space and without casts between spaces.
Constant *Flattener::constant(Constant *C) {
  if (auto *Variable = dyn_cast<GlobalVariable>(C)) {
    GlobalVariable *New = Moved.lookup(Variable);
    return New ? New : Variable;
  }
  if (isa<GlobalValue>(C) || isa<ConstantData>(C)) {
    if (isa<ConstantPointerNull>(C))
      return Constant::getNullValue(flat(C->getType()));
    if (isa<PoisonValue>(C))
      return PoisonValue::get(flat(C->getType()));
    return isa<UndefValue>(C) ? UndefValue::get(flat(C->getType())) : C;
  }
  auto [At, New] = Known.try_emplace(C, nullptr);
  if (!New)
    return At->second ? At->second : C;
  SmallVector<Constant *, 8> Operands;
  for (Use &U : C->operands())
    if (auto *Part = dyn_cast<Constant>(U))
      Operands.push_back(constant(Part));
  Constant *Result = C;
  if (auto *Expression = dyn_cast<ConstantExpr>(C)) {
    if (Expression->getOpcode() == Instruction::AddrSpaceCast)
      Result = Operands[0];
    else
      Result = Expression->getWithOperands(Operands, flat(C->getType()));
  } else if (auto *Struct = dyn_cast<ConstantStruct>(C)) {
    Result = ConstantStruct::get(Struct->getType(), Operands);
  } else if (auto *Array = dyn_cast<ConstantArray>(C)) {
    Result = ConstantArray::get(Array->getType(), Operands);
  } else if (isa<ConstantVector>(C)) {
    Result = ConstantVector::get(Operands);
  }
  Known[C] = Result;
  return Result;
}

void Flattener::instruction(Instruction &I) {
  for (Use &U : I.operands())
    if (auto *C = dyn_cast<Constant>(U))
      U.set(constant(C));
  if (Type *T = flat(I.getType()); T != I.getType())
    I.mutateType(T);
  if (auto *Alloca = dyn_cast<AllocaInst>(&I))
    if (Alloca->getAddressSpace() != 0)
      I.mutateType(flat(I.getType()));
}

Expected<DeviceVariables> Flattener::run() {
  DeviceVariables Result;
  // The list of used variables would keep the old ones.
  for (const char *Name : {"llvm.compiler.used", "llvm.used"})
    if (GlobalVariable *Used = Code.getNamedGlobal(Name))
      Used->eraseFromParent();
  SmallVector<GlobalVariable *, 32> Old;
  for (GlobalVariable &V : Code.globals())
    if (V.getAddressSpace() != 0)
      Old.push_back(&V);
  for (GlobalVariable *V : Old) {
    auto *New = new GlobalVariable(
        Code, V->getValueType(), /*isConstant=*/false, V->getLinkage(), nullptr,
        "", V, GlobalValue::NotThreadLocal, 0);
    New->copyAttributesFrom(V);
    New->setExternallyInitialized(false);
    New->setComdat(V->getComdat());
    New->takeName(V);
    SmallVector<DIGlobalVariableExpression *, 1> Places;
    V->getDebugInfo(Places);
    Moved[V] = New;
    (V->getAddressSpace() == Shared      ? Result.Shared
     : V->getAddressSpace() == Constant_ ? Result.Constant
                                         : Result.Global)
        .insert(New);
  }
  for (GlobalVariable &V : Code.globals())
    if (V.hasInitializer() && !Moved.count(&V))
      V.setInitializer(constant(V.getInitializer()));
  for (GlobalVariable *V : Old)
    if (V->hasInitializer() && !Result.Shared.contains(Moved[V]))
      Moved[V]->setInitializer(constant(V->getInitializer()));

  for (Function &F : Code) {
    for (Argument &A : F.args())
      if (flat(A.getType()) != A.getType()) {
        if (!F.isDeclaration())
          return makeError(F.getName(),
                           "takes a pointer of an address space of the GPU");
      }
    for (Instruction &I : instructions(F))
      instruction(I);
  }
  // Casts between spaces are now from a type to itself, and intrinsics have the
  // spaces in their names.
  for (Function &F : Code)
    for (Instruction &I : make_early_inc_range(instructions(F))) {
      if (isa<AddrSpaceCastInst>(I)) {
        I.replaceAllUsesWith(I.getOperand(0));
        I.eraseFromParent();
      } else if (auto *Call = dyn_cast<IntrinsicInst>(&I)) {
        SmallVector<Type *, 8> Types;
        for (Value *A : Call->args())
          Types.push_back(A->getType());
        auto *Wanted = FunctionType::get(Call->getType(), Types, false);
        if (Wanted == Call->getFunctionType() ||
            Call->getFunctionType()->isVarArg())
          continue;
        SmallVector<Type *, 4> Overloads;
        if (!Intrinsic::getIntrinsicSignature(Call->getIntrinsicID(), Wanted,
                                              Overloads))
          continue; // One of the GPU's; it goes later.
        Call->setCalledFunction(Intrinsic::getOrInsertDeclaration(
            &Code, Call->getIntrinsicID(), Overloads));
      }
    }
  for (GlobalVariable *V : Old) {
    V->removeDeadConstantUsers();
    // What still names it is dead metadata or a dead constant.
    V->replaceAllUsesWith(UndefValue::get(V->getType()));
    V->eraseFromParent();
  }
  return Result;
}

} // namespace

Expected<DeviceVariables> dropAddressSpaces(Module &Code) {
  return Flattener(Code).run();
}

} // namespace perfclaim
