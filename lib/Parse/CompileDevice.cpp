//===- CompileDevice.cpp - The device view to LLVM IR -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Session.h"
#include "Targets.h"
#include "perfclaim/Parse/Unit.h"
#include "perfclaim/Support/Error.h"
#include "clang/CodeGen/CodeGenAction.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/TargetSelect.h"
#include <mutex>

using namespace clang;
using namespace llvm;

namespace perfclaim {

void initializeTargets() {
  static std::once_flag Done;
  std::call_once(Done, [] {
    InitializeNativeTarget();
    InitializeNativeTargetAsmPrinter();
    InitializeNativeTargetAsmParser();
    LLVMInitializeNVPTXTargetInfo();
    LLVMInitializeNVPTXTarget();
    LLVMInitializeNVPTXTargetMC();
    LLVMInitializeNVPTXAsmPrinter();
  });
}

namespace {

class CompileAction : public EmitLLVMOnlyAction {
public:
  CompileAction(LLVMContext &Context, EndOfUnit AtEnd,
                std::unique_ptr<llvm::Module> &Code)
      : EmitLLVMOnlyAction(&Context), AtEnd(std::move(AtEnd)), Code(Code) {}

private:
  EndOfUnit AtEnd;
  std::unique_ptr<llvm::Module> &Code;
  void EndSourceFileAction() override {
    AtEnd(getCompilerInstance());
    EmitLLVMOnlyAction::EndSourceFileAction();
    Code = takeModule();
  }
};

} // namespace

Expected<std::unique_ptr<llvm::Module>>
compileDevice(const SideInput &Side, const UnitRequest &Request,
              const ParseOptions &Options, LLVMContext &Context) {
  if (!Request.Flags.Cuda)
    return makeError(Request.Path, "not CUDA; there is no device code");
  initializeTargets();
  Session Run({Side,
               Request.Flags,
               Options,
               View::Device,
               Request.Path,
               std::nullopt,
               {"-O2"},
               /*RecordMacros=*/false,
               /*SkipBodies=*/false});
  std::unique_ptr<llvm::Module> Code;
  if (Error Failed = Run.run(
          [&](EndOfUnit AtEnd) -> std::unique_ptr<FrontendAction> {
            return std::make_unique<CompileAction>(Context, std::move(AtEnd),
                                                   Code);
          },
          [](CompilerInstance &) {}))
    return std::move(Failed);
  if (!Run.seen().Errors.empty()) {
    const Note &First = Run.seen().Errors.front();
    return makeError(First.File.empty()
                         ? Request.Path
                         : First.File + ":" + std::to_string(First.Line),
                     First.Text);
  }
  if (!Code)
    return makeError(Request.Path, "no device code was generated");
  return std::move(Code);
}

} // namespace perfclaim
