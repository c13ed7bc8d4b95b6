//===- Checks.cpp - Telling the runtime what device code touches ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AccessTable.h"
#include "Machine.h"
#include "Passes.h"
#include "perfclaim/HostRuntime/Abi.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace perfclaim {
namespace {

/// An address that an instruction touches, before it is known whether anybody
/// has to be told.
struct Touch {
  Instruction *At;
  Value *Address = nullptr;
  uint64_t Size = 0; ///< 0: Bytes says it.
  Value *Bytes = nullptr;
  Align Alignment = Align(1);
  uint32_t Flags = 0;
  Value *Stored = nullptr;
};

class Inserter {
public:
  Inserter(Module &Code, const DeviceVariables &Variables,
           const CheckOptions &Options)
      : Code(Code), Layout(Code.getDataLayout()), Variables(Variables),
        Runtime(Code), Table(Code, Options.Libraries), Tools(Options.Tools) {}
  void run();

private:
  Module &Code;
  const DataLayout &Layout;
  const DeviceVariables &Variables;
  Machine Runtime;
  AccessTable Table;
  unsigned Tools;

  void find(Instruction &I, SmallVectorImpl<Touch> &Into);
  void findCall(CallInst &Call, SmallVectorImpl<Touch> &Into);
  void tellNext(CallInst &Call);
  void insert(const Touch &T);
  void insertLocal(const Touch &T, const AllocaInst &Array);
  bool isThread(const Value *Base) const;
  std::pair<Value *, Value *> words(IRBuilder<> &B, Value *Stored);
};

/// atomicAdd(P, 0) is how a program reads what others may change.
bool changesNothing(const AtomicRMWInst &I) {
  const auto *V = dyn_cast<ConstantInt>(I.getValOperand());
  switch (I.getOperation()) {
  case AtomicRMWInst::Add:
  case AtomicRMWInst::Sub:
  case AtomicRMWInst::Or:
  case AtomicRMWInst::Xor:
    return V && V->isZero();
  case AtomicRMWInst::And:
    return V && V->isMinusOne();
  default:
    return false;
  }
}

bool isSame(const Value *A, const Value *B) {
  A = A->stripPointerCasts();
  B = B->stripPointerCasts();
  const auto *I = dyn_cast<Instruction>(A), *J = dyn_cast<Instruction>(B);
  return A == B || (I && J && isa<GetElementPtrInst>(I) && I->isIdenticalTo(J));
}

/// A plain read of what an atomic operation is then tried on: what it gives is
/// a guess, and the operation finds out. So is one of what has been waited for.
void findGuesses(Function &F, MutableArrayRef<Touch> Found) {
  SmallVector<const Touch *, 8> Atomics;
  for (const Touch &T : Found)
    if (T.Flags & PC_ATOMIC)
      Atomics.push_back(&T);
  if (Atomics.empty())
    return;
  const DominatorTree Tree(F);
  for (Touch &T : Found)
    if (!(T.Flags & (PC_ATOMIC | PC_WRITES)) &&
        any_of(Atomics, [&](const Touch *A) {
          return isSame(A->Address, T.Address) &&
                 (A->Flags & PC_WRITES ? Tree.dominates(T.At, A->At)
                                       : Tree.dominates(A->At, T.At));
        }))
      T.Flags |= PC_ATOMIC;
}

bool Inserter::isThread(const Value *Base) const {
  const GlobalVariable *This = Code.getNamedGlobal("pc_this");
  const auto *Load = dyn_cast<LoadInst>(Base);
  // What lies there, and what it points to.
  if (This && Load && Load->getPointerOperand() != This)
    return isThread(getUnderlyingObject(Load->getPointerOperand(), 0));
  return This &&
         (Base == This ||
          (Load && Load->getPointerOperand()->stripPointerCasts() == This));
}

void Inserter::findCall(CallInst &Call, SmallVectorImpl<Touch> &Into) {
  const Function *Callee = Call.getCalledFunction();
  if (!Callee)
    return;
  const StringRef Name = Callee->getName();
  const bool Copies =
      isa<AnyMemTransferInst>(Call) ||
      (Callee->isDeclaration() && (Name == "memcpy" || Name == "memmove"));
  const bool Sets =
      isa<AnyMemSetInst>(Call) || (Callee->isDeclaration() && Name == "memset");
  if (!Copies && !Sets)
    return;
  Touch T{&Call, Call.getArgOperand(1)};
  T.Bytes = Call.getArgOperand(2);
  T.Flags = PC_READS;
  if (Copies)
    Into.push_back(T);
  T.Address = Call.getArgOperand(0);
  T.Flags = PC_WRITES | PC_NO_VALUE;
  Into.push_back(T);
}

/// Functions of the runtime that touch memory by themselves: they are told
/// where in the source they are.
void Inserter::tellNext(CallInst &Call) {
  const Function *Callee = Call.getCalledFunction();
  const StringRef Name = Callee ? Callee->getName() : "";
  const auto Flags =
      StringSwitch<uint32_t>(Name)
          .Cases({"pc_warp_ldmatrix", "pc_fragment_load"}, PC_READS)
          .Cases({"pc_tensor_store", "pc_tensor_scatter",
                  "pc_tensor_store_pixels", "pc_bulk_masked"},
                 PC_READS)
          .Cases({"pc_warp_stmatrix", "pc_fragment_store", "pc_tensor_load",
                  "pc_tensor_gather", "pc_tensor_load_pixels",
                  "pc_bulk_multicast"},
                 PC_WRITES | PC_NO_VALUE)
          .Default(0);
  if (!Flags)
    return;
  IRBuilder<> B(&Call);
  Runtime.call(B, "pc_check_next", B.getVoidTy(),
               {Table.add({&Call, 0, 1, Flags})});
}

void Inserter::find(Instruction &I, SmallVectorImpl<Touch> &Into) {
  auto Size = [&](Type *T) {
    return Layout.getTypeStoreSize(T).getFixedValue();
  };
  const uint32_t Volatile = I.isVolatile() ? PC_VOLATILE : 0;
  if (auto *Load = dyn_cast<LoadInst>(&I)) {
    const uint32_t Atomic = Load->isAtomic() ? PC_ATOMIC : 0;
    Into.push_back({&I, Load->getPointerOperand(), Size(Load->getType()),
                    nullptr, Load->getAlign(), PC_READS | Volatile | Atomic});
  } else if (auto *Store = dyn_cast<StoreInst>(&I)) {
    Value *V = Store->getValueOperand();
    const uint32_t Atomic = Store->isAtomic() ? PC_ATOMIC : 0;
    const uint32_t Releases =
        isReleaseOrStronger(Store->getOrdering()) ? PC_RELEASES : 0;
    Into.push_back({&I, Store->getPointerOperand(), Size(V->getType()), nullptr,
                    Store->getAlign(), PC_WRITES | Volatile | Atomic | Releases,
                    V});
  } else if (auto *Swap = dyn_cast<AtomicRMWInst>(&I)) {
    Into.push_back(
        {&I, Swap->getPointerOperand(), Size(Swap->getType()), nullptr,
         Swap->getAlign(),
         PC_READS | PC_ATOMIC | (changesNothing(*Swap) ? 0u : PC_WRITES)});
  } else if (auto *Exchange = dyn_cast<AtomicCmpXchgInst>(&I)) {
    Into.push_back({&I, Exchange->getPointerOperand(),
                    Size(Exchange->getCompareOperand()->getType()), nullptr,
                    Exchange->getAlign(), PC_READS | PC_WRITES | PC_ATOMIC});
  } else if (auto *Call = dyn_cast<CallInst>(&I)) {
    findCall(*Call, Into);
  }
  if (I.hasMetadata(ReleasesMark))
    Into.back().Flags |= PC_RELEASES;
}

/// Up to 16 bytes as two numbers; none where the value is no plain one.
std::pair<Value *, Value *> Inserter::words(IRBuilder<> &B, Value *Stored) {
  Type *T = Stored ? Stored->getType() : nullptr;
  if (T && T->isPointerTy())
    return {B.CreatePtrToInt(Stored, B.getInt64Ty()), B.getInt64(0)};
  const uint64_t Bits = T ? T->getPrimitiveSizeInBits().getFixedValue() : 0;
  if (Bits == 0 || Bits > 128)
    return {nullptr, nullptr};
  Value *Whole = B.CreateZExtOrTrunc(B.CreateBitCast(Stored, B.getIntNTy(Bits)),
                                     B.getInt128Ty());
  return {B.CreateTrunc(Whole, B.getInt64Ty()),
          Bits > 64 ? B.CreateTrunc(B.CreateLShr(Whole, 64), B.getInt64Ty())
                    : B.getInt64(0)};
}

/// The stack has nothing on it but this: a comparison, and a call where it
/// fails.
void Inserter::insertLocal(const Touch &T, const AllocaInst &Array) {
  const std::optional<TypeSize> Whole = Array.getAllocationSize(Layout);
  if (!T.Size || !Whole || Whole->getFixedValue() < T.Size)
    return;
  IRBuilder<> B(T.At);
  Value *Base = const_cast<AllocaInst *>(&Array);
  Value *Offset = B.CreateSub(B.CreatePtrToInt(T.Address, B.getInt64Ty()),
                              B.CreatePtrToInt(Base, B.getInt64Ty()));
  Value *Outside =
      B.CreateICmpUGT(Offset, B.getInt64(Whole->getFixedValue() - T.Size));
  Instruction *Then = SplitBlockAndInsertIfThen(
      Outside, T.At, /*Unreachable=*/false,
      MDBuilder(Code.getContext()).createUnlikelyBranchWeights());
  IRBuilder<> Failing(Then);
  Failing.SetCurrentDebugLocation(T.At->getDebugLoc());
  Runtime.call(Failing, "pc_check_local", Failing.getVoidTy(),
               {Table.add({T.At, T.Size, 1, T.Flags}), Offset,
                Failing.getInt64(Whole->getFixedValue())});
}

void Inserter::insert(const Touch &T) {
  Value *Base = getUnderlyingObject(T.Address, 0);
  // What has no place at all in the source is the compiler's; what was moved
  // out of a loop has lost its own, and is counted all the same.
  if ((!T.At->getDebugLoc() && !(Tools & PC_OBSERVE)) || isThread(Base) ||
      Table.isOurs(*T.At) || T.At->hasMetadata(LLVMContext::MD_nosanitize))
    return;
  if (auto *A = dyn_cast<Argument>(Base); A && A->hasByValAttr())
    return;
  auto *Variable = dyn_cast<GlobalVariable>(Base);
  const bool Shared = Variable && Variables.Shared.contains(Variable);
  const bool Constant = Variable && Variables.Constant.contains(Variable);
  if (Variable && !Shared && !Constant && !Variables.Global.contains(Variable))
    return;
  APInt Offset(Layout.getIndexTypeSizeInBits(T.Address->getType()), 0);
  const bool Fixed = T.Size && T.Address->stripAndAccumulateConstantOffsets(
                                   Layout, Offset, true) == Base;
  auto Within = [&](uint64_t Whole) {
    return Fixed && Offset.isNonNegative() && T.Size <= Whole &&
           Offset.getZExtValue() <= Whole - T.Size;
  };
  if (auto *Array = dyn_cast<AllocaInst>(Base)) {
    const std::optional<TypeSize> Whole = Array->getAllocationSize(Layout);
    if (Tools & PC_MEMCHECK && (!Whole || !Within(Whole->getFixedValue())))
      insertLocal(T, *Array);
    return;
  }
  AccessTable::Entry Entry{T.At, T.Size, T.Alignment.value(), T.Flags};
  if (Variable) {
    Entry.Variable = Variable;
    Entry.VariableSize = Layout.getTypeAllocSize(Variable->getValueType());
    if (Constant && Within(Entry.VariableSize))
      return;
    Entry.Flags |= Shared ? PC_SHARED : Constant ? PC_CONSTANT : 0;
    if (Shared && Entry.VariableSize == 0)
      Entry.Flags |= PC_DYNAMIC;
  }
  IRBuilder<> B(T.At);
  B.SetCurrentDebugLocation(T.At->getDebugLoc());
  Type *Void = B.getVoidTy();
  Value *Start = Variable ? static_cast<Value *>(Variable)
                          : ConstantPointerNull::get(B.getPtrTy());
  if (T.Bytes) {
    Runtime.call(B, "pc_check_range", Void,
                 {T.Address, Table.add(Entry), Start,
                  B.CreateZExtOrTrunc(T.Bytes, B.getInt64Ty())});
    return;
  }
  const bool Ordering = T.Flags & (PC_ATOMIC | PC_VOLATILE);
  if (T.Flags & PC_WRITES && !(T.Flags & PC_ATOMIC)) {
    auto [Low, High] = words(B, T.Stored);
    if (!Low)
      Entry.Flags |= PC_NO_VALUE;
    Runtime.call(B, "pc_check_store", Void,
                 {T.Address, Table.add(Entry), Start, Low ? Low : B.getInt64(0),
                  Low ? High : B.getInt64(0)});
    return;
  }
  Runtime.call(B, Ordering ? "pc_check_atomic" : "pc_check_load", Void,
               {T.Address, Table.add(Entry), Start});
  // What it has read may say that another thread is done.
  if (Ordering && !isa<StoreInst>(T.At)) {
    B.SetInsertPoint(T.At->getNextNode());
    Runtime.call(B, "pc_check_acquire", Void, {T.Address});
  }
}

void Inserter::run() {
  for (Function &F : Code) {
    SmallVector<Touch, 32> Found;
    for (Instruction &I : make_early_inc_range(instructions(F))) {
      find(I, Found);
      // Where threads wait is told by the line of the call.
      if (auto *Call = dyn_cast<CallInst>(&I)) {
        tellNext(*Call);
        if (const Function *Callee = Call->getCalledFunction();
            Callee && (Callee->getName().starts_with("pc_barrier") ||
                       Callee->getName().starts_with("pc_warp")))
          Call->addFnAttr(Attribute::NoMerge);
      }
    }
    // The barriers' checker needs no accesses.
    if (Tools == PC_SYNCCHECK)
      continue;
    findGuesses(F, Found);
    for (const Touch &T : Found)
      insert(T);
  }
  Table.finish(Tools);
}

} // namespace

void insertChecks(Module &Code, const DeviceVariables &Variables,
                  const CheckOptions &Options) {
  Inserter(Code, Variables, Options).run();
}

} // namespace perfclaim
