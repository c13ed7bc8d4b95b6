//===- UniteAccesses.cpp - Loads and stores side by side become one -------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Passes.h"
#include "perfclaim/Support/Error.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Vectorize/LoadStoreVectorizer.h"

using namespace llvm;

namespace perfclaim {

/// A member of a vector type is copied by itself and the rest as one: words,
/// so that they can come together again.
static void splitCopy(MemCpyInst &Copy) {
  constexpr uint64_t Word = 4, Most = 64;
  const auto *Length = dyn_cast<ConstantInt>(Copy.getLength());
  if (!Length || Copy.isVolatile() || Length->getZExtValue() > Most ||
      Length->getZExtValue() % Word)
    return;
  IRBuilder<> B(&Copy);
  SmallVector<Value *, 16> Words;
  auto Place = [&](Value *Base, uint64_t Offset) {
    return B.CreateInBoundsPtrAdd(Base, B.getInt64(Offset));
  };
  auto Alignment = [](MaybeAlign Whole, uint64_t Offset) {
    return commonAlignment(Whole.valueOrOne(), Offset);
  };
  for (uint64_t At = 0; At != Length->getZExtValue(); At += Word)
    Words.push_back(B.CreateAlignedLoad(B.getInt32Ty(),
                                        Place(Copy.getRawSource(), At),
                                        Alignment(Copy.getSourceAlign(), At)));
  for (auto [I, Value] : enumerate(Words))
    B.CreateAlignedStore(Value, Place(Copy.getRawDest(), I * Word),
                         Alignment(Copy.getDestAlign(), I * Word));
  Copy.eraseFromParent();
}

Error uniteAccesses(Module &Code) {
  std::string Problem;
  const Target *Found =
      TargetRegistry::lookupTarget(Code.getTargetTriple(), Problem);
  if (!Found)
    return makeError(Code.getSourceFileName(), Problem);
  // What may be united is the same for all of them.
  const std::unique_ptr<TargetMachine> Machine(Found->createTargetMachine(
      Code.getTargetTriple(), "sm_80", "", TargetOptions(), std::nullopt));
  if (!Machine)
    return makeError(Code.getSourceFileName(),
                     "no code generator for this GPU");
  PassBuilder Builder(Machine.get());
  LoopAnalysisManager Loops;
  FunctionAnalysisManager Functions;
  CGSCCAnalysisManager Graphs;
  ModuleAnalysisManager Modules;
  Builder.registerModuleAnalyses(Modules);
  Builder.registerCGSCCAnalyses(Graphs);
  Builder.registerFunctionAnalyses(Functions);
  Builder.registerLoopAnalyses(Loops);
  Builder.crossRegisterProxies(Loops, Functions, Graphs, Modules);
  FunctionPassManager Passes;
  Passes.addPass(SROAPass(SROAOptions::ModifyCFG));
  Passes.addPass(LoadStoreVectorizerPass());
  for (Function &F : Code) {
    if (F.isDeclaration())
      continue;
    for (Instruction &I : make_early_inc_range(instructions(F)))
      if (auto *Copy = dyn_cast<MemCpyInst>(&I))
        splitCopy(*Copy);
    Passes.run(F, Functions);
  }
  return Error::success();
}

} // namespace perfclaim
