//===- Objects.cpp - Modules to object files ------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Objects.h"
#include "perfclaim/Support/Error.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/Linker/Linker.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/Host.h"
#include <mutex>

using namespace llvm;

namespace perfclaim {

static Expected<std::unique_ptr<TargetMachine>> machineOf(const Module &Code) {
  static std::once_flag Done;
  std::call_once(Done, [] {
    InitializeNativeTarget();
    InitializeNativeTargetAsmPrinter();
    InitializeNativeTargetAsmParser();
  });
  std::string Problem;
  const Target *Found =
      TargetRegistry::lookupTarget(Code.getTargetTriple(), Problem);
  if (!Found)
    return makeError(Code.getSourceFileName(), Problem);
  TargetOptions Options;
  Options.AllowFPOpFusion = FPOpFusion::Standard;
  std::unique_ptr<TargetMachine> Machine(Found->createTargetMachine(
      Code.getTargetTriple(), "x86-64", "", Options, Reloc::PIC_, std::nullopt,
      CodeGenOptLevel::Default));
  if (!Machine)
    return makeError(Code.getSourceFileName(),
                     "no code generator for this machine");
  return std::move(Machine);
}

Error optimizeDevice(Module &Code) {
  Expected<std::unique_ptr<TargetMachine>> Machine = machineOf(Code);
  if (!Machine)
    return Machine.takeError();
  // A thread's code is scalar: what vectorizers could win is not worth their
  // time here.
  PipelineTuningOptions Tuning;
  Tuning.LoopVectorization = false;
  Tuning.SLPVectorization = false;
  Tuning.LoopInterleaving = false;
  PassBuilder Builder(Machine->get(), Tuning);
  LoopAnalysisManager Loops;
  FunctionAnalysisManager Functions;
  CGSCCAnalysisManager Graphs;
  ModuleAnalysisManager Modules;
  Builder.registerModuleAnalyses(Modules);
  Builder.registerCGSCCAnalyses(Graphs);
  Builder.registerFunctionAnalyses(Functions);
  Builder.registerLoopAnalyses(Loops);
  Builder.crossRegisterProxies(Loops, Functions, Graphs, Modules);
  Builder.buildPerModuleDefaultPipeline(OptimizationLevel::O2)
      .run(Code, Modules);
  return Error::success();
}

Error joinModules(Module &Host, std::unique_ptr<Module> Device) {
  const std::string Name = Host.getSourceFileName();
  if (Linker::linkModules(Host, std::move(Device)))
    return makeError(Name, "host and device code cannot be joined",
                     "report this as a fault of perfclaim");
  return Error::success();
}

Expected<std::string> emitObject(Module &Code) {
  Expected<std::unique_ptr<TargetMachine>> Machine = machineOf(Code);
  if (!Machine)
    return Machine.takeError();
  SmallVector<char, 0> Bytes;
  raw_svector_ostream Stream(Bytes);
  legacy::PassManager Passes;
  if ((*Machine)->addPassesToEmitFile(Passes, Stream, nullptr,
                                      CodeGenFileType::ObjectFile))
    return makeError(Code.getSourceFileName(),
                     "no object files for this machine");
  Passes.run(Code);
  return std::string(Bytes.begin(), Bytes.end());
}

Expected<std::string> emptyObject() {
  LLVMContext Context;
  Module Nothing("", Context);
  Nothing.setTargetTriple(Triple(sys::getDefaultTargetTriple()));
  Expected<std::unique_ptr<TargetMachine>> Machine = machineOf(Nothing);
  if (!Machine)
    return Machine.takeError();
  Nothing.setDataLayout((*Machine)->createDataLayout());
  return emitObject(Nothing);
}

} // namespace perfclaim
