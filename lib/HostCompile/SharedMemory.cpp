//===- SharedMemory.cpp - Places in a block's arena -----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Machine.h"
#include "Passes.h"
#include "perfclaim/HostRuntime/Abi.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/ReplaceConstant.h"

using namespace llvm;

namespace perfclaim {
namespace {

using Variables = SetVector<GlobalVariable *>;

/// The shared variables that each function reaches. Where a call goes through a
/// pointer, it may reach every function whose address is taken.
class Reach {
public:
  Reach(Module &Code, const Variables &Shared);
  const Variables &of(Function &F);

private:
  MapVector<Function *, Variables> Own;
  MapVector<Function *, SetVector<Function *>> Calls;
  DenseMap<Function *, Variables> Whole;
};

Reach::Reach(Module &Code, const Variables &Shared) {
  SetVector<Function *> Addressed;
  for (Function &F : Code)
    if (!F.isDeclaration() && F.hasAddressTaken())
      Addressed.insert(&F);
  for (GlobalVariable *V : Shared)
    for (User *U : V->users())
      if (auto *I = dyn_cast<Instruction>(U))
        Own[I->getFunction()].insert(V);
  for (Function &F : Code)
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I)) {
        if (Function *Callee = Call->getCalledFunction())
          Calls[&F].insert(Callee);
        else if (!Call->isInlineAsm())
          Calls[&F].insert(Addressed.begin(), Addressed.end());
      }
}

const Variables &Reach::of(Function &F) {
  auto [At, New] = Whole.try_emplace(&F);
  if (!New)
    return At->second;
  SetVector<Function *> Queue;
  Queue.insert(&F);
  Variables Result;
  for (size_t I = 0; I != Queue.size(); ++I) {
    if (auto Found = Own.find(Queue[I]); Found != Own.end())
      Result.insert(Found->second.begin(), Found->second.end());
    if (auto Found = Calls.find(Queue[I]); Found != Calls.end())
      Queue.insert(Found->second.begin(), Found->second.end());
  }
  return Whole[&F] = std::move(Result);
}

/// A C identifier, so that the linker marks its ends.
constexpr StringLiteral Section("pc_shared");

GlobalVariable *endOfSection(Module &Code, const Twine &Name) {
  if (GlobalVariable *Known = Code.getNamedGlobal(Name.str()))
    return Known;
  auto *Mark =
      new GlobalVariable(Code, Type::getInt8Ty(Code.getContext()), false,
                         GlobalValue::ExternalWeakLinkage, nullptr, Name);
  Mark->setVisibility(GlobalValue::HiddenVisibility);
  return Mark;
}

/// The variable's place in the section, which is its place in the arena.
Value *linkedPlace(IRBuilder<> &B, Module &Code, GlobalVariable *Slot) {
  return B.CreateSub(B.CreatePtrToInt(Slot, B.getInt64Ty()),
                     B.CreatePtrToInt(sharedBegin(Code), B.getInt64Ty()));
}

} // namespace

GlobalVariable *sharedBegin(Module &Code) {
  return endOfSection(Code, "__start_" + Section);
}
GlobalVariable *sharedEnd(Module &Code) {
  return endOfSection(Code, "__stop_" + Section);
}

MapVector<Function *, SharedLayout> lowerShared(Module &Code,
                                                const DeviceVariables &All,
                                                ArrayRef<Function *> Kernels,
                                                bool Relocatable) {
  const DataLayout &Layout = Code.getDataLayout();
  SmallVector<Constant *, 16> Constants(All.Shared.begin(), All.Shared.end());
  convertUsersOfConstantsToInstructions(Constants);
  Reach Reached(Code, All.Shared);

  // An unsized array is the block's dynamic part. The others get places that
  // differ where one kernel may see both.
  auto IsDynamic = [&](GlobalVariable *V) {
    return Layout.getTypeAllocSize(V->getValueType()) == 0 ||
           (V->isDeclaration() && V->getValueType()->isArrayTy() &&
            V->getValueType()->getArrayNumElements() == 0);
  };
  auto AlignmentOf = [&](GlobalVariable *V) {
    return V->getAlign().value_or(Layout.getABITypeAlign(V->getValueType()));
  };
  MapVector<GlobalVariable *, SetVector<GlobalVariable *>> Conflicts;
  for (Function *Kernel : Kernels)
    for (GlobalVariable *V : Reached.of(*Kernel))
      for (GlobalVariable *Other : Reached.of(*Kernel))
        if (V != Other)
          Conflicts[V].insert(Other);
  MapVector<GlobalVariable *, uint64_t> Places;
  auto End = [&](GlobalVariable *V) {
    return Places[V] + Layout.getTypeAllocSize(V->getValueType());
  };
  for (GlobalVariable *V : All.Shared) {
    if (IsDynamic(V))
      continue;
    uint64_t At = 0;
    for (GlobalVariable *Other : Conflicts[V])
      if (Places.count(Other))
        At = std::max<uint64_t>(At, End(Other));
    Places[V] = alignTo(At, AlignmentOf(V));
  }
  MapVector<Function *, SharedLayout> Result;
  for (Function *Kernel : Kernels) {
    SharedLayout &Of = Result[Kernel];
    for (GlobalVariable *V : Reached.of(*Kernel)) {
      if (IsDynamic(V))
        Of.DynamicAlignment =
            std::max<uint64_t>(Of.DynamicAlignment, AlignmentOf(V).value());
      else
        Of.Static = std::max<uint64_t>(Of.Static, End(V));
    }
  }

  Machine Runtime(Code);
  for (GlobalVariable *V : All.Shared) {
    GlobalVariable *Slot = nullptr;
    if (Relocatable && !IsDynamic(V) && !V->use_empty()) {
      Slot = new GlobalVariable(
          Code, V->getValueType(), false, GlobalValue::InternalLinkage,
          Constant::getNullValue(V->getValueType()), "pc.shared");
      Slot->setSection(Section);
      Slot->setAlignment(AlignmentOf(V));
    }
    for (Use &U : make_early_inc_range(V->uses())) {
      auto *User = cast<Instruction>(U.getUser());
      Instruction *Before = User;
      if (auto *Phi = dyn_cast<PHINode>(User))
        Before = Phi->getIncomingBlock(U)->getTerminator();
      IRBuilder<> B(Before);
      Value *Base =
          Runtime.field(B, B.getInt64Ty(),
                        IsDynamic(V) ? offsetof(pc_thread, dynamic_shared)
                                     : offsetof(pc_thread, shared));
      Value *At = B.CreateIntToPtr(Base, B.getPtrTy());
      if (Slot)
        At = B.CreateGEP(B.getInt8Ty(), At, linkedPlace(B, Code, Slot));
      else if (!IsDynamic(V) && Places[V])
        At = B.CreateConstInBoundsGEP1_64(B.getInt8Ty(), At, Places[V]);
      U.set(At);
    }
    V->eraseFromParent();
  }
  return Result;
}

} // namespace perfclaim
