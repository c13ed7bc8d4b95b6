//===- Machine.cpp - What generated code asks of the runtime --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Machine.h"
#include "PtxTable.h"
#include "perfclaim/HostRuntime/Abi.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

CallInst *Machine::call(IRBuilder<> &B, StringRef Name, Type *Result,
                        ArrayRef<Value *> With) {
  SmallVector<Type *, 8> Types;
  for (Value *V : With)
    Types.push_back(V->getType());
  FunctionCallee Callee = Code.getOrInsertFunction(
      Name, FunctionType::get(Result, Types, /*isVarArg=*/false));
  if (auto *F = dyn_cast<Function>(Callee.getCallee()))
    F->addFnAttr(Attribute::NoUnwind);
  CallInst *Call = B.CreateCall(Callee, With);
  // Where a thread waits is told by its return address.
  Call->setTailCallKind(CallInst::TCK_NoTail);
  return Call;
}

Value *Machine::thread(IRBuilder<> &B) {
  GlobalVariable *This = Code.getNamedGlobal("pc_this");
  if (!This)
    This = new GlobalVariable(Code, B.getPtrTy(), /*isConstant=*/false,
                              GlobalValue::ExternalLinkage, nullptr, "pc_this",
                              nullptr, GlobalValue::InitialExecTLSModel);
  LoadInst *Load = B.CreateLoad(B.getPtrTy(), This, "this");
  Load->setMetadata(LLVMContext::MD_invariant_load,
                    MDNode::get(Code.getContext(), {}));
  return Load;
}

Value *Machine::field(IRBuilder<> &B, Type *Type, size_t Offset,
                      bool Constant) {
  LoadInst *Load = B.CreateLoad(
      Type, B.CreateConstInBoundsGEP1_64(B.getInt8Ty(), thread(B), Offset));
  if (Constant)
    Load->setMetadata(LLVMContext::MD_invariant_load,
                      MDNode::get(Code.getContext(), {}));
  return Load;
}

void Machine::setField(IRBuilder<> &B, Value *Value, size_t Offset) {
  B.CreateStore(Value,
                B.CreateConstInBoundsGEP1_64(B.getInt8Ty(), thread(B), Offset));
}

Value *Machine::clusterField(IRBuilder<> &B, size_t Offset) {
  Value *Cluster = B.CreateIntToPtr(
      field(B, B.getInt64Ty(), offsetof(pc_thread, cluster)), B.getPtrTy());
  LoadInst *Load = B.CreateLoad(
      B.getInt32Ty(), B.CreateConstGEP1_64(B.getInt8Ty(), Cluster, Offset));
  // No memory of the program's, which checks look at.
  Load->setMetadata(LLVMContext::MD_nosanitize,
                    MDNode::get(B.getContext(), {}));
  return Load;
}

Value *Machine::specialRegister(IRBuilder<> &B, StringRef Given) {
  const std::string Spelled = ptx::specialRegister(Given);
  if (Spelled.empty())
    return nullptr;
  Seen.insert("%" + Spelled);
  if (Spelled == "zero")
    return B.getInt32(0);
  const StringRef Name = Spelled;
  Type *I32 = B.getInt32Ty(), *I64 = B.getInt64Ty();
  auto Dimension = [&](size_t Base, StringRef Axis) -> Value * {
    return field(B, I32, Base + 4 * static_cast<size_t>(Axis[0] - 'x'));
  };
  if (auto [Base, Axis] = Name.split('.'); !Axis.empty()) {
    auto Place = StringSwitch<int>(Base)
                     .Case("tid", offsetof(pc_thread, thread))
                     .Case("ntid", offsetof(pc_thread, block_size))
                     .Case("ctaid", offsetof(pc_thread, block))
                     .Case("nctaid", offsetof(pc_thread, grid))
                     .Default(-1);
    if (Place >= 0)
      return Dimension(Place, Axis);
    if (Base == "cluster_ctaid" || Base == "cluster_nctaid")
      return clusterField(B, (Base == "cluster_ctaid"
                                  ? offsetof(pc_cluster, place)
                                  : offsetof(pc_cluster, size)) +
                                 4 * static_cast<size_t>(Axis[0] - 'x'));
    // A cluster has a place in the grid of clusters.
    if (Base == "clusterid" || Base == "nclusterid")
      return B.CreateUDiv(
          Dimension(Base == "clusterid" ? offsetof(pc_thread, block)
                                        : offsetof(pc_thread, grid),
                    Axis),
          clusterField(B, offsetof(pc_cluster, size) +
                              4 * static_cast<size_t>(Axis[0] - 'x')));
  }
  Value *Lane = nullptr;
  auto LaneBit = [&] {
    Lane = field(B, I32, offsetof(pc_thread, lane));
    return B.CreateShl(B.getInt32(1), Lane);
  };
  if (Name == "laneid")
    return field(B, I32, offsetof(pc_thread, lane));
  if (Name == "warpid")
    return field(B, I32, offsetof(pc_thread, warp));
  if (Name == "nwarpid")
    return field(B, I32, offsetof(pc_thread, warps));
  if (Name == "warpsize")
    return B.getInt32(32);
  if (Name == "lanemask_eq")
    return LaneBit();
  if (Name == "lanemask_lt")
    return B.CreateSub(LaneBit(), B.getInt32(1));
  if (Name == "lanemask_le")
    return B.CreateSub(B.CreateShl(LaneBit(), 1), B.getInt32(1));
  if (Name == "lanemask_ge")
    return B.CreateNeg(LaneBit());
  if (Name == "lanemask_gt")
    return B.CreateNot(B.CreateSub(B.CreateShl(LaneBit(), 1), B.getInt32(1)));
  if (Name == "smid")
    return field(B, I32, offsetof(pc_thread, worker));
  if (Name == "nsmid")
    return field(B, I32, offsetof(pc_thread, workers));
  if (Name == "gridid")
    return field(B, I64, offsetof(pc_thread, launch_number));
  if (Name == "dynamic_smem_size")
    return field(B, I32, offsetof(pc_thread, dynamic_shared_size));
  if (Name == "total_smem_size" || Name == "aggr_smem_size")
    return field(B, I32, offsetof(pc_thread, shared_size));
  if (Name == "reserved_smem_offset_1")
    return B.CreateSub(
        B.CreateTrunc(field(B, I64, offsetof(pc_thread, shared)), I32),
        B.getInt32(PC_RESERVED_SHARED));
  // Cooperative groups find their grid's barrier by these two.
  if (Name == "envreg1" || Name == "envreg2") {
    Value *Grid = field(B, I64, offsetof(pc_thread, grid_barrier));
    return B.CreateTrunc(Name == "envreg1" ? B.CreateLShr(Grid, 32) : Grid,
                         I32);
  }
  // The others of the driver's own, and the graph that a launch is of.
  if (Name == "envreg0" || Name == "current_graph_exec")
    return B.getInt64(0);
  if (Name == "clock64")
    return call(B, "pc_clock", I64, {});
  if (Name == "clock" || Name == "clock_hi") {
    Value *Clock = call(B, "pc_clock", I64, {});
    return B.CreateTrunc(Name == "clock" ? Clock : B.CreateLShr(Clock, 32),
                         I32);
  }
  if (Name == "globaltimer")
    return call(B, "pc_globaltimer", I64, {});
  if (Name == "globaltimer_lo" || Name == "globaltimer_hi") {
    Value *Timer = call(B, "pc_globaltimer", I64, {});
    return B.CreateTrunc(
        Name == "globaltimer_hi" ? B.CreateLShr(Timer, 32) : Timer, I32);
  }
  if (Name == "is_explicit_cluster")
    return clusterField(B, offsetof(pc_cluster, is_explicit));
  if (Name == "cluster_ctarank")
    return clusterField(B, offsetof(pc_cluster, rank));
  if (Name == "cluster_nctarank")
    return clusterField(B, offsetof(pc_cluster, count));
  return nullptr;
}

Constant *textConstant(Module &Code, StringRef Text) {
  Constant *Bytes = ConstantDataArray::getString(Code.getContext(), Text);
  auto *Variable =
      new GlobalVariable(Code, Bytes->getType(), true,
                         GlobalValue::PrivateLinkage, Bytes, "pc.text");
  Variable->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  Variable->setAlignment(Align(1));
  return Variable;
}

void forEachAnnotation(const Module &Code, function_ref<AnnotationUse> Use) {
  const GlobalVariable *Notes = Code.getNamedGlobal("llvm.global.annotations");
  const auto *List = Notes && Notes->hasInitializer()
                         ? dyn_cast<ConstantArray>(Notes->getInitializer())
                         : nullptr;
  if (!List)
    return;
  for (const llvm::Use &Entry : List->operands()) {
    const auto *Item = dyn_cast<ConstantStruct>(Entry);
    if (!Item)
      continue;
    auto *Of = dyn_cast<GlobalValue>(Item->getOperand(0)->stripPointerCasts());
    auto *Text =
        dyn_cast<GlobalVariable>(Item->getOperand(1)->stripPointerCasts());
    const auto *Word = Text && Text->hasInitializer()
                           ? dyn_cast<ConstantDataArray>(Text->getInitializer())
                           : nullptr;
    if (!Of || !Word || !Word->isCString())
      continue;
    const auto *Arguments =
        Item->getNumOperands() > 4
            ? dyn_cast<GlobalVariable>(Item->getOperand(4)->stripPointerCasts())
            : nullptr;
    Use(*Of, Word->getAsCString(),
        Arguments && Arguments->hasInitializer() ? Arguments->getInitializer()
                                                 : nullptr);
  }
}

} // namespace perfclaim
