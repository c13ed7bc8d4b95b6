//===- CodeHash.cpp - Hashes of compiled device code ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Analysis/Analysis.h"
#include "perfclaim/Support/Hash.h"
#include "perfclaim/Support/Symbols.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>
#include <set>

using namespace llvm;

namespace perfclaim {

namespace {

/// Numbers values as they come and writes the code down without names.
class CodeHasher {
public:
  std::string hash(const Function &F);

private:
  struct Frame {
    DenseMap<const Value *, unsigned> Numbers;
    unsigned number(const Value *V) {
      return Numbers.try_emplace(V, Numbers.size()).first->second;
    }
  };
  void addOperand(Hasher &H, Frame &Local, const Value *V);
  void addConstant(Hasher &H, const Constant *C);
  void addInstruction(Hasher &H, Frame &Local, const Instruction &I);
  void addAttributes(Hasher &H, const AttributeList &Attributes);
  std::string hashGlobal(const GlobalValue *G);

  DenseMap<const GlobalValue *, std::string> Done;
  SmallVector<const GlobalValue *, 8> Open;
};

std::string typeText(const Type *T) {
  std::string Text;
  raw_string_ostream OS(Text);
  T->print(OS);
  // Struct names carry counters that depend on what else is in the module.
  StringRef Name = Text;
  if (const auto *Struct = dyn_cast<StructType>(T);
      Struct && Struct->hasName()) {
    std::string Members = "struct{";
    for (const Type *Element : Struct->elements())
      Members += typeText(Element) + ",";
    return Members + (Struct->isPacked() ? "}packed" : "}");
  }
  return Name.str();
}

} // namespace

void CodeHasher::addAttributes(Hasher &H, const AttributeList &Attributes) {
  // As a set of texts: group numbers and their order mean nothing.
  std::set<std::string> Texts;
  for (unsigned Index : Attributes.indexes())
    for (const Attribute &A : Attributes.getAttributes(Index)) {
      if (A.isStringAttribute()) {
        StringRef Kind = A.getKindAsString();
        if (Kind.starts_with("target-") || Kind == "min-legal-vector-width" ||
            Kind == "stack-protector-buffer-size" ||
            Kind == "uniform-work-group-size" || Kind == "no-trapping-math")
          continue;
      }
      std::string Text = std::to_string(Index) + ":";
      if (A.isTypeAttribute() && A.getValueAsType())
        Text += std::to_string(unsigned(A.getKindAsEnum())) +
                typeText(A.getValueAsType());
      else
        Text += A.getAsString();
      Texts.insert(std::move(Text));
    }
  H.add(Texts.size());
  for (const std::string &Text : Texts)
    H.add(Text);
}

void CodeHasher::addConstant(Hasher &H, const Constant *C) {
  H.add(C->getValueID());
  if (const auto *G = dyn_cast<GlobalValue>(C)) {
    H.add(hashGlobal(G));
    return;
  }
  H.add(typeText(C->getType()));
  if (const auto *Int = dyn_cast<ConstantInt>(C)) {
    SmallString<32> Digits;
    Int->getValue().toStringSigned(Digits);
    H.add(Digits);
  } else if (const auto *Float = dyn_cast<ConstantFP>(C)) {
    SmallString<32> Digits;
    Float->getValueAPF().bitcastToAPInt().toString(Digits, 16, false);
    H.add(Digits);
  } else if (const auto *Data = dyn_cast<ConstantDataSequential>(C)) {
    H.add(Data->getRawDataValues());
  } else {
    if (const auto *E = dyn_cast<ConstantExpr>(C)) {
      H.add(E->getOpcode());
      if (const auto *Address = dyn_cast<GEPOperator>(E))
        H.add(typeText(Address->getSourceElementType()));
    }
    H.add(C->getNumOperands());
    for (const Use &Operand : C->operands())
      if (const auto *Inner = dyn_cast<Constant>(Operand.get()))
        addConstant(H, Inner);
  }
}

std::string CodeHasher::hashGlobal(const GlobalValue *G) {
  auto Known = Done.find(G);
  if (Known != Done.end())
    return Known->second;
  // A cycle: how far up it goes says which one is meant.
  for (unsigned I = Open.size(); I > 0; --I)
    if (Open[I - 1] == G)
      return "cycle" + std::to_string(Open.size() - I);
  Open.push_back(G);
  std::string Result;
  if (const auto *F = dyn_cast<Function>(G)) {
    Result = F->isDeclaration() ? hashText(F->getName()) : hash(*F);
  } else if (const auto *V = dyn_cast<GlobalVariable>(G)) {
    Hasher H;
    H.add(typeText(V->getValueType()));
    H.add(V->getAddressSpace());
    H.add(unsigned(V->isConstant()));
    H.add(V->getAlign().valueOrOne().value());
    // The host finds some by name: which is meant matters, unless it is
    // private to the code.
    if (!V->hasLocalLinkage() && !V->hasPrivateLinkage() &&
        V->getAddressSpace() != 3)
      H.add(V->getName());
    if (V->hasInitializer())
      addConstant(H, V->getInitializer());
    Result = H.finish();
  } else {
    Result = hashText(G->getName());
  }
  Open.pop_back();
  // Inside of a cycle the result depends on where one came from.
  if (Open.empty() || !isa<Function>(G))
    Done[G] = Result;
  return Result;
}

void CodeHasher::addOperand(Hasher &H, Frame &Local, const Value *V) {
  if (const auto *C = dyn_cast<Constant>(V)) {
    addConstant(H, C);
  } else if (const auto *Asm = dyn_cast<InlineAsm>(V)) {
    H.add(Asm->getAsmString());
    H.add(Asm->getConstraintString());
    H.add(unsigned(Asm->hasSideEffects()));
  } else if (isa<MetadataAsValue>(V)) {
    H.add("metadata");
  } else {
    H.add("value");
    H.add(Local.number(V));
  }
}

void CodeHasher::addInstruction(Hasher &H, Frame &Local, const Instruction &I) {
  H.add(I.getOpcodeName());
  H.add(typeText(I.getType()));
  // nsw, nuw, exact, fast-math flags, inbounds.
  H.add(I.getRawSubclassOptionalData());
  if (const auto *Compare = dyn_cast<CmpInst>(&I)) {
    H.add(unsigned(Compare->getPredicate()));
  } else if (const auto *Load = dyn_cast<LoadInst>(&I)) {
    H.add(Load->getAlign().value());
    H.add(unsigned(Load->isVolatile()));
    H.add(unsigned(Load->getOrdering()));
    H.add(
        unsigned(Load->getMetadata(LLVMContext::MD_invariant_load) != nullptr));
  } else if (const auto *Store = dyn_cast<StoreInst>(&I)) {
    H.add(Store->getAlign().value());
    H.add(unsigned(Store->isVolatile()));
    H.add(unsigned(Store->getOrdering()));
  } else if (const auto *Alloca = dyn_cast<AllocaInst>(&I)) {
    H.add(typeText(Alloca->getAllocatedType()));
    H.add(Alloca->getAlign().value());
  } else if (const auto *Address = dyn_cast<GetElementPtrInst>(&I)) {
    H.add(typeText(Address->getSourceElementType()));
  } else if (const auto *Atomic = dyn_cast<AtomicRMWInst>(&I)) {
    H.add(unsigned(Atomic->getOperation()));
    H.add(unsigned(Atomic->getOrdering()));
  } else if (const auto *Exchange = dyn_cast<AtomicCmpXchgInst>(&I)) {
    H.add(unsigned(Exchange->getSuccessOrdering()));
    H.add(unsigned(Exchange->getFailureOrdering()));
  } else if (const auto *Extract = dyn_cast<ExtractValueInst>(&I)) {
    for (unsigned Index : Extract->indices())
      H.add(Index);
  } else if (const auto *Insert = dyn_cast<InsertValueInst>(&I)) {
    for (unsigned Index : Insert->indices())
      H.add(Index);
  } else if (const auto *Shuffle = dyn_cast<ShuffleVectorInst>(&I)) {
    for (int Index : Shuffle->getShuffleMask())
      H.add(static_cast<uint64_t>(Index));
  } else if (const auto *Phi = dyn_cast<PHINode>(&I)) {
    for (const BasicBlock *From : Phi->blocks())
      H.add(Local.number(From));
  } else if (const auto *Call = dyn_cast<CallBase>(&I)) {
    addAttributes(H, Call->getAttributes());
    // The file and the line of an assertion are not code.
    if (const Function *Callee = Call->getCalledFunction();
        Callee && Callee->getName() == "__assertfail") {
      H.add("assertion");
      return;
    }
  }
  if (const MDNode *Loop = I.getMetadata(LLVMContext::MD_loop))
    for (const MDOperand &Operand : drop_begin(Loop->operands()))
      if (const auto *Hint = dyn_cast_or_null<MDNode>(Operand.get());
          Hint && Hint->getNumOperands() > 0)
        if (const auto *Name = dyn_cast<MDString>(Hint->getOperand(0)))
          H.add(Name->getString());
  H.add(I.getNumOperands());
  for (const Use &Operand : I.operands())
    addOperand(H, Local, Operand.get());
}

std::string CodeHasher::hash(const Function &F) {
  Hasher H;
  Frame Local;
  H.add(typeText(F.getFunctionType()));
  H.add(unsigned(F.getCallingConv()));
  addAttributes(H, F.getAttributes());
  for (const Argument &A : F.args())
    Local.number(&A);
  for (const BasicBlock &Block : F) {
    H.add("block");
    H.add(Local.number(&Block));
    for (const Instruction &I : Block) {
      if (I.isDebugOrPseudoInst())
        continue;
      addInstruction(H, Local, I);
      H.add(Local.number(&I));
    }
  }
  return H.finish();
}

std::map<std::string, std::string> hashKernelCode(const Module &Device,
                                                  const Inventory &Kernels) {
  // By name first: an inventory has overloads, the module mangled symbols.
  std::map<std::string, std::set<std::string>> ByName;
  CodeHasher Hasher;
  for (const Function &F : Device) {
    if (F.getCallingConv() != CallingConv::PTX_Kernel || F.isDeclaration())
      continue;
    ByName[readFunctionSymbol(F.getName()).QualifiedName].insert(
        Hasher.hash(F));
  }
  std::map<std::string, std::string> Hashes;
  for (const Kernel &K : Kernels.Kernels) {
    auto Found = ByName.find(K.QualifiedName);
    if (Found == ByName.end())
      continue;
    perfclaim::Hasher All;
    for (const std::string &Hash : Found->second)
      All.add(Hash);
    Hashes[K.Identity] = All.finish();
  }
  return Hashes;
}

} // namespace perfclaim
