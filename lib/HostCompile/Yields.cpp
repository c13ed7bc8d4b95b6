//===- Yields.cpp - Loops that wait for other threads ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Machine.h"
#include "Passes.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace perfclaim {

/// Reads what another thread may write, in a way that says so. An atomic whose
/// result nobody looks at cannot end a loop.
static bool watchesMemory(const Instruction &I) {
  if (I.isVolatile() && I.mayReadFromMemory())
    return true;
  if (isa<AtomicCmpXchgInst>(I))
    return true;
  if (auto *Load = dyn_cast<LoadInst>(&I))
    return Load->isAtomic();
  if (auto *Swap = dyn_cast<AtomicRMWInst>(&I))
    return !Swap->use_empty();
  return false;
}

/// A function that is no kernel's own loop may spin inside.
static bool mayWait(const Loop &L) {
  for (BasicBlock *Block : L.blocks())
    for (const Instruction &I : *Block)
      if (watchesMemory(I))
        return true;
  // An endless loop that does nothing else.
  SmallVector<BasicBlock *, 4> Exits;
  L.getExitBlocks(Exits);
  return Exits.empty();
}

/// Where a report says that the loop waits: at what it reads.
static DebugLoc lineOf(const Loop &L, const BasicBlock &Latch) {
  for (BasicBlock *Block : L.blocks())
    for (const Instruction &I : *Block)
      if (watchesMemory(I) && I.getDebugLoc())
        return I.getDebugLoc();
  const DebugLoc &Own = Latch.getTerminator()->getDebugLoc();
  return Own ? Own : L.getStartLoc();
}

static bool readsMemory(const Value *V, unsigned Depth) {
  const auto *I = dyn_cast<Instruction>(V);
  if (!I || Depth == 0)
    return false;
  return watchesMemory(*I) || any_of(I->operands(), [&](const Use &U) {
           return readsMemory(U, Depth - 1);
         });
}

/// Lanes that store until they find their own value again: each round is one
/// step, which nobody may come between.
static bool isRetry(const Loop *L) {
  if (!L)
    return false;
  SmallVector<BasicBlock *, 4> Exiting;
  L->getExitingBlocks(Exiting);
  return any_of(Exiting, [](const BasicBlock *Block) {
    const auto *Branch = dyn_cast<BranchInst>(Block->getTerminator());
    return Branch && Branch->isConditional() &&
           readsMemory(Branch->getCondition(), 4);
  });
}

/// Code for a warp in lockstep writes what other lanes have just read, or will
/// read next, and says no more than `volatile` or a fence.
static void insertMeetings(Function &F, const LoopInfo &Loops,
                           Machine &Runtime) {
  SmallVector<StoreInst *, 8> Stores;
  SmallVector<FenceInst *, 8> Fences;
  for (Instruction &I : instructions(F)) {
    if (auto *Fence = dyn_cast<FenceInst>(&I))
      Fences.push_back(Fence);
    auto *Store = dyn_cast<StoreInst>(&I);
    // What is on the stack is the thread's own.
    if (Store && Store->isVolatile() &&
        !isRetry(Loops.getLoopFor(Store->getParent())) &&
        !isa<AllocaInst>(getUnderlyingObject(Store->getPointerOperand())))
      Stores.push_back(Store);
  }
  auto Meet = [&](Instruction *Before, StringRef Name) {
    IRBuilder<> B(Before);
    Runtime.call(B, Name, B.getVoidTy(), {});
  };
  for (StoreInst *Store : Stores) {
    Meet(Store, "pc_warp_meet");
    Meet(Store->getNextNode(), "pc_warp_meet");
  }
  for (FenceInst *Fence : Fences)
    Meet(Fence, "pc_fence");
}

void insertYields(Module &Code) {
  Machine Runtime(Code);
  for (Function &F : Code) {
    if (F.isDeclaration())
      continue;
    DominatorTree Tree(F);
    LoopInfo Loops(Tree);
    insertMeetings(F, Loops, Runtime);
    SmallVector<std::pair<Instruction *, DebugLoc>, 8> Places;
    for (Loop *L : Loops.getLoopsInPreorder()) {
      if (!mayWait(*L))
        continue;
      SmallVector<BasicBlock *, 4> Latches;
      L->getLoopLatches(Latches);
      for (BasicBlock *Latch : Latches)
        Places.push_back({Latch->getTerminator(), lineOf(*L, *Latch)});
    }
    for (const auto &[At, Line] : Places) {
      IRBuilder<> B(At);
      B.SetCurrentDebugLocation(Line);
      Runtime.call(B, "pc_yield", B.getVoidTy(), {});
    }
  }
}

} // namespace perfclaim
