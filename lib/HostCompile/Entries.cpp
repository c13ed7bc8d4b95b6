//===- Entries.cpp - What a launch calls, and the module's tables ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Machine.h"
#include "Passes.h"
#include "perfclaim/HostRuntime/Abi.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Support/Path.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"
#include <algorithm>
#include <array>

using namespace llvm;

namespace perfclaim {
namespace {

/// What the names of device symbols get: a `__host__ __device__` template has
/// the same name on both sides.
constexpr StringLiteral Prefix("pcd_");
/// Before the constructors that clang makes for the host side.
constexpr int ConstructorPriority = 101;

class Builder {
public:
  Builder(Module &Code, const EntryRequest &Request)
      : Code(Code), Request(Request), B(Code.getContext()) {}
  void run();

private:
  Module &Code;
  const EntryRequest &Request;
  IRBuilder<> B;

  /// Of `__cluster_dims__`, as the prelude writes it down.
  DenseMap<const Function *, std::array<uint32_t, 3>> Clusters;

  void findClusters();
  Constant *text(StringRef Text) { return textConstant(Code, Text); }
  Constant *table(StringRef Name, ArrayRef<Constant *> Items, Type *Of);
  /// Bytes of each parameter go to \p Sizes.
  Function *body(Function &Kernel, SmallVectorImpl<uint32_t> &Sizes);
  Constant *kernel(Function &Kernel, Type *As);
};

Constant *Builder::table(StringRef Name, ArrayRef<Constant *> Items, Type *Of) {
  if (Items.empty())
    return Constant::getNullValue(B.getPtrTy());
  ArrayType *Type = ArrayType::get(Of, Items.size());
  return new GlobalVariable(Code, Type, true, GlobalValue::InternalLinkage,
                            ConstantArray::get(Type, Items), Name);
}

Function *Builder::body(Function &Kernel, SmallVectorImpl<uint32_t> &Sizes) {
  const DataLayout &Layout = Code.getDataLayout();
  auto *F = Function::Create(
      FunctionType::get(B.getVoidTy(), {B.getPtrTy()}, false),
      GlobalValue::InternalLinkage, "pc_body." + Kernel.getName(), Code);
  F->addFnAttr(Attribute::NoUnwind);
  F->addFnAttr("frame-pointer", "all");
  IRBuilder<> Entry(BasicBlock::Create(Code.getContext(), "", F));
  SmallVector<Value *, 8> Arguments;
  for (Argument &A : Kernel.args()) {
    Value *Place = Entry.CreateLoad(
        Entry.getPtrTy(),
        Entry.CreateConstGEP1_64(Entry.getPtrTy(), F->getArg(0), A.getArgNo()));
    if (Type *Whole = A.getParamByValType()) {
      Sizes.push_back(Layout.getTypeAllocSize(Whole));
      Arguments.push_back(Place);
    } else {
      Sizes.push_back(Layout.getTypeStoreSize(A.getType()));
      Arguments.push_back(
          Entry.CreateAlignedLoad(A.getType(), Place, Align(1)));
    }
  }
  CallInst *Call = Entry.CreateCall(&Kernel, Arguments);
  for (Argument &A : Kernel.args())
    if (Type *Whole = A.getParamByValType()) {
      Call->addParamAttr(A.getArgNo(),
                         Attribute::getWithByValType(Code.getContext(), Whole));
      if (MaybeAlign Alignment = A.getParamAlign())
        Call->addParamAttr(A.getArgNo(), Attribute::getWithAlignment(
                                             Code.getContext(), *Alignment));
    }
  // A kernel's own location, so that the call can be inlined.
  if (DISubprogram *Where = Kernel.getSubprogram()) {
    F->setSubprogram(DISubprogram::getDistinct(
        Code.getContext(), Where->getScope(), "pc_body", "", Where->getFile(),
        Where->getLine(), Where->getType(), Where->getScopeLine(), nullptr, 0,
        0, Where->getFlags(), Where->getSPFlags(), Where->getUnit()));
    Call->setDebugLoc(DILocation::get(Code.getContext(), Where->getLine(), 0,
                                      F->getSubprogram()));
  }
  Entry.CreateRetVoid();
  return F;
}

uint32_t maxThreads(const Function &Kernel) {
  StringRef Text = Kernel.getFnAttribute("nvvm.maxntid").getValueAsString();
  SmallVector<StringRef, 3> Parts;
  Text.split(Parts, ',', -1, /*KeepEmpty=*/false);
  uint64_t Product = Parts.empty() ? 0 : 1;
  for (StringRef Part : Parts) {
    uint64_t Value = 0;
    if (Part.getAsInteger(10, Value))
      return 0;
    Product *= Value;
  }
  return Product;
}

/// Functions after whose call another thread may run: some of the runtime's,
/// and all that another unit defines.
bool maySwitch(const Function &F) {
  const StringRef Name = F.getName();
  if (!Name.starts_with(RuntimePrefix))
    return !F.isIntrinsic();
  return Name.starts_with("pc_barrier") || Name.starts_with("pc_warp") ||
         Name.starts_with("pc_shfl") || Name.starts_with("pc_vote") ||
         Name.starts_with("pc_match") || Name.starts_with("pc_redux") ||
         Name == "pc_activemask" || Name == "pc_yield" ||
         Name == "pc_nanosleep" || Name.starts_with("pc_mbarrier") ||
         Name.starts_with("pc_cluster_arrive") ||
         Name.starts_with("pc_cluster_wait");
}

bool needsFibres(Function &Kernel) {
  SmallVector<Function *, 16> Queue{&Kernel};
  SmallPtrSet<Function *, 16> Seen{&Kernel};
  while (!Queue.empty()) {
    Function *F = Queue.pop_back_val();
    if (F->isDeclaration() && maySwitch(*F))
      return true;
    for (Instruction &I : instructions(*F))
      if (auto *Call = dyn_cast<CallBase>(&I)) {
        Function *Callee = Call->getCalledFunction();
        if (!Callee)
          return true; // Through a pointer: anything.
        if (Seen.insert(Callee).second)
          Queue.push_back(Callee);
      }
  }
  return false;
}

void Builder::findClusters() {
  forEachAnnotation(Code, [&](GlobalValue &Of, StringRef Text,
                              const Constant *Arguments) {
    if (!isa<Function>(Of) || Text != "perfclaim:cluster_dims" || !Arguments)
      return;
    std::array<uint32_t, 3> Size = {1, 1, 1};
    for (unsigned Axis = 0; Axis != Size.size(); ++Axis)
      if (const auto *Number = dyn_cast_or_null<ConstantInt>(
              Arguments->getAggregateElement(Axis)))
        Size[Axis] = static_cast<uint32_t>(Number->getZExtValue());
    Clusters[cast<Function>(&Of)] = Size;
  });
}

Constant *Builder::kernel(Function &Kernel, Type *As) {
  SmallVector<uint32_t, 8> Sizes;
  const std::string Name = Kernel.getName().str();
  const bool Fibres = needsFibres(Kernel);
  Function *Body = body(Kernel, Sizes);
  SmallVector<Constant *, 8> Bytes;
  for (uint32_t Size : Sizes)
    Bytes.push_back(B.getInt32(Size));
  const SharedLayout &Shared = Request.Layouts.find(&Kernel)->second;
  const DISubprogram *Where = Kernel.getSubprogram();
  Constant *None = Constant::getNullValue(B.getPtrTy());
  const std::array<uint32_t, 3> Cluster = Clusters.lookup(&Kernel);
  return ConstantStruct::get(
      cast<StructType>(As),
      {text(Name), Body, B.getInt32(Sizes.size()),
       table("pc.parameters", Bytes, B.getInt32Ty()), B.getInt32(Shared.Static),
       B.getInt32(Shared.DynamicAlignment), B.getInt32(maxThreads(Kernel)),
       B.getInt32((Fibres ? PC_NEEDS_FIBRES : 0) |
                  (Request.Checked ? PC_CHECKED : 0)),
       text(Where ? Where->getFilename() : ""),
       B.getInt32(Where ? Where->getLine() : 0),
       Request.Relocatable ? cast<Constant>(sharedBegin(Code)) : None,
       Request.Relocatable ? cast<Constant>(sharedEnd(Code)) : None,
       B.getInt32(Cluster[0]), B.getInt32(Cluster[1]), B.getInt32(Cluster[2])});
}

void Builder::run() {
  Type *P = B.getPtrTy(), *I32 = B.getInt32Ty(), *I64 = B.getInt64Ty();
  auto *KernelType = StructType::get(P, P, I32, P, I32, I32, I32, I32, P, I32,
                                     P, P, I32, I32, I32);
  auto *VariableType = StructType::get(P, P, I64, I32);
  auto *ModuleType = StructType::get(P, P, I32, P, I32);
  SmallVector<Constant *, 16> Kernels, Variables;
  findClusters();
  for (Function *Kernel : Request.Kernels)
    Kernels.push_back(kernel(*Kernel, KernelType));
  const DataLayout &Layout = Code.getDataLayout();
  auto Add = [&](GlobalVariable *V, bool IsConstant) {
    if (V->isDeclaration())
      return;
    Variables.push_back(ConstantStruct::get(
        VariableType, {text(V->getName()), V,
                       B.getInt64(Layout.getTypeAllocSize(V->getValueType())),
                       B.getInt32(IsConstant)}));
  };
  for (GlobalVariable *V : Request.Variables.Global)
    Add(V, false);
  for (GlobalVariable *V : Request.Variables.Constant)
    Add(V, true);

  // After the names have been written down.
  for (Function *Kernel : Request.Kernels) {
    Kernel->setCallingConv(CallingConv::C);
    for (User *U : Kernel->users())
      if (auto *Call = dyn_cast<CallBase>(U))
        Call->setCallingConv(CallingConv::C);
  }
  SmallPtrSet<GlobalValue *, 2> Marks;
  if (Request.Relocatable)
    Marks = {sharedBegin(Code), sharedEnd(Code)};
  for (GlobalValue &V : Code.global_values()) {
    const bool Runtime = V.isDeclaration() && V.getName().starts_with("pc_");
    if (V.getName().starts_with("llvm.") || Runtime || V.hasPrivateLinkage() ||
        Marks.contains(&V))
      continue;
    if (V.isDeclaration() && !Request.Relocatable)
      continue;
    if (auto *F = dyn_cast<Function>(&V); F && F->isIntrinsic())
      continue;
    if (!V.getName().starts_with("pc.") && !V.getName().starts_with("pc_body."))
      V.setName(Prefix + V.getName());
    if (V.isDeclaration())
      continue;
    if (auto *O = dyn_cast<GlobalObject>(&V))
      O->setComdat(nullptr);
    if (!Request.Relocatable)
      V.setLinkage(GlobalValue::InternalLinkage);
    else if (!V.hasLocalLinkage() && V.isDiscardableIfUnused())
      V.setLinkage(GlobalValue::WeakODRLinkage);
    V.setVisibility(GlobalValue::DefaultVisibility);
    V.setDSOLocal(true);
  }

  auto *Whole = new GlobalVariable(
      Code, ModuleType, true, GlobalValue::InternalLinkage,
      ConstantStruct::get(ModuleType,
                          {text(Request.Id),
                           table("pc.kernels", Kernels, KernelType),
                           B.getInt32(Kernels.size()),
                           table("pc.variables", Variables, VariableType),
                           B.getInt32(Variables.size())}),
      "pc.module");
  auto *Register =
      Function::Create(FunctionType::get(B.getVoidTy(), false),
                       GlobalValue::InternalLinkage, "pc.register", Code);
  IRBuilder<> Entry(BasicBlock::Create(Code.getContext(), "", Register));
  Machine(Code).call(Entry, "pc_register_module", Entry.getVoidTy(), {Whole});
  Entry.CreateRetVoid();
  appendToGlobalCtors(Code, Register, ConstructorPriority);
}

} // namespace

void addEntries(Module &Code, const EntryRequest &Request) {
  Builder(Code, Request).run();
}

} // namespace perfclaim
