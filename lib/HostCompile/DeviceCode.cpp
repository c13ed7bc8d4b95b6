//===- DeviceCode.cpp - Device code to code of the host -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Machine.h"
#include "Passes.h"
#include "perfclaim/HostRuntime/Abi.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicsNVPTX.h"
#include "llvm/IR/PassInstrumentation.h"
#include "llvm/IR/PassManager.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/Regex.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"

using namespace llvm;

namespace perfclaim {

/// What nobody calls is not looked at: headers are full of instructions that a
/// unit does not use.
static void dropUnused(Module &Code, bool Relocatable) {
  if (!Relocatable)
    for (Function &F : Code)
      if (!F.isDeclaration() && F.getCallingConv() != CallingConv::PTX_Kernel) {
        F.setComdat(nullptr);
        F.setLinkage(GlobalValue::InternalLinkage);
      }
  ModuleAnalysisManager Analyses;
  Analyses.registerPass([] { return PassInstrumentationAnalysis(); });
  GlobalDCEPass().run(Code, Analyses);
}

/// The x86-64 level that has fused multiply-add, without which device code is
/// slow; plain x86-64 elsewhere.
static StringRef processor() {
  const StringMap<bool> Has = sys::getHostCPUFeatures();
  for (const char *Name : {"avx2", "fma", "f16c", "bmi", "bmi2", "lzcnt"})
    if (!Has.lookup(Name))
      return "x86-64";
  return "x86-64-v3";
}

static void setTarget(Module &Code) {
  const StringRef Processor = processor();
  for (Function &F : Code) {
    F.removeFnAttr("target-features");
    F.removeFnAttr("uniform-work-group-size");
    F.removeFnAttr(Attribute::NoInline);
    F.removeFnAttr(Attribute::Convergent);
    F.removeFnAttr(Attribute::SanitizeThread);
    if (F.isDeclaration())
      F.removeFnAttr("target-cpu");
    else
      F.addFnAttr("target-cpu", Processor);
  }
}

/// Clang asks for the initialisation of shared variables of classes, and they
/// were made external for that (Repairs.h); the prelude marks them.
static void defineSharedVariables(Module &Code) {
  for (GlobalVariable &V : Code.globals()) {
    if (V.getSection() != "perfclaim_static" || !V.isDeclaration())
      continue;
    V.setSection("");
    V.setInitializer(PoisonValue::get(V.getValueType()));
    V.setLinkage(GlobalValue::InternalLinkage);
  }
}

/// What is static has a hash in its name where units are linked, and the host
/// side does not know it.
static void dropNameHashes(Module &Code) {
  static const Regex Hash("^(.*)__(static|intern)__[0-9a-f]{16}$");
  SmallVector<StringRef, 3> Parts;
  for (GlobalValue &V : Code.global_values())
    if (V.hasName() && Hash.match(V.getName(), &Parts))
      V.setName(Parts[1].str());
}

static bool isLibrary(StringRef Name) {
  return StringSwitch<bool>(Name)
      .Cases({"memcpy", "memset", "memmove", "memcmp"}, true)
      .Default(Name.starts_with(RuntimePrefix));
}

/// Functions that neither this unit nor the runtime has.
static Error checkDefined(const Module &Code) {
  for (const Function &F : Code) {
    if (!F.isDeclaration() || F.use_empty() || F.isIntrinsic() ||
        isLibrary(F.getName()))
      continue;
    std::string Place = Code.getSourceFileName();
    for (const User *U : F.users())
      if (auto *I = dyn_cast<Instruction>(U); I && I->getDebugLoc()) {
        const DILocation *At = I->getDebugLoc();
        while (const DILocation *Outer = At->getInlinedAt())
          At = Outer;
        Place = At->getFilename().str() + ":" + std::to_string(At->getLine());
        break;
      }
    return makeError(Place,
                     "device code calls '" + F.getName() +
                         "', which this backend does not have, so that this "
                         "is not testable here",
                     "run it where there is a GPU, or compile with -rdc=true "
                     "where another unit defines it",
                     ExitCode::Nothing);
  }
  return Error::success();
}

Error lowerDeviceCode(Module &Code, const Module &Host,
                      const DeviceOptions &Options) {
  dropUnused(Code, Options.Relocatable);
  SmallVector<Function *, 16> Kernels;
  for (Function &F : Code)
    if (F.getCallingConv() == CallingConv::PTX_Kernel && !F.isDeclaration())
      Kernels.push_back(&F);
  defineSharedVariables(Code);
  dropNameHashes(Code);
  const bool Observed = Options.Checks.Tools & PC_OBSERVE;
  if (Observed)
    if (Error E = uniteAccesses(Code))
      return E;
  Expected<DeviceVariables> Variables = dropAddressSpaces(Code);
  if (!Variables)
    return Variables.takeError();
  Code.setTargetTriple(Host.getTargetTriple());
  Code.setDataLayout(Host.getDataLayout());
  if (Observed)
    insertSteps(Code, Options.Checks.Libraries);
  if (Error E = lowerInstructions(Code, Options.Seen))
    return E;
  makeDivisionsSafe(Code);
  clampShifts(Code);
  insertYields(Code);
  if (Options.Checks.Tools)
    insertChecks(Code, *Variables, Options.Checks);
  const auto Layouts =
      lowerShared(Code, *Variables, Kernels, Options.Relocatable);
  if (!Options.Relocatable)
    if (Error E = checkDefined(Code))
      return E;
  addEntries(Code, {Options.Id, Kernels, Layouts, *Variables,
                    Options.Relocatable, Options.Checks.Tools != 0});
  setTarget(Code);
  // Flags of the GPU's module say nothing about the host's.
  if (NamedMDNode *Flags = Code.getModuleFlagsMetadata()) {
    SmallVector<Module::ModuleFlagEntry, 8> Entries;
    Code.getModuleFlagsMetadata(Entries);
    Flags->eraseFromParent();
    for (const Module::ModuleFlagEntry &Entry : Entries)
      if (Entry.Key->getString() == "Debug Info Version")
        Code.addModuleFlag(Entry.Behavior, Entry.Key->getString(), Entry.Val);
  }
  std::string Problem;
  raw_string_ostream Stream(Problem);
  if (verifyModule(Code, &Stream))
    return makeError(Code.getSourceFileName(),
                     "device code could not be turned into host code: " +
                         StringRef(Problem).split('\n').first,
                     "report this as a fault of perfclaim");
  return Error::success();
}

} // namespace perfclaim
