//===- CompileObject.cpp - One unit to one object -------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend.h"
#include "Machine.h"
#include "Objects.h"
#include "Passes.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"
#include "perfclaim/Support/Hash.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/TargetSelect.h"

using namespace llvm;

namespace perfclaim {
namespace {

/// Errors of the back end, which has no other way to tell them.
struct Diagnoser : DiagnosticHandler {
  std::string &First;
  explicit Diagnoser(std::string &First) : First(First) {}
  bool handleDiagnostics(const DiagnosticInfo &Info) override {
    if (Info.getSeverity() == DS_Error && First.empty()) {
      raw_string_ostream Stream(First);
      DiagnosticPrinterRawOStream Printer(Stream);
      Info.print(Printer);
    }
    return true;
  }
};

/// The same for the same code at the same place, and for nothing else: two
/// libraries of one process may come from equal sources.
std::string idOf(const Module &Device, const std::string &Output) {
  SmallString<256> Place(Output);
  if (!sys::fs::make_absolute(Place))
    sys::path::remove_dots(Place, /*remove_dot_dot=*/true);
  SmallVector<char, 0> Bytes;
  raw_svector_ostream Stream(Bytes);
  WriteBitcodeToFile(Device, Stream);
  return Hasher()
      .add(StringRef(Place))
      .add(StringRef(Device.getSourceFileName()))
      .add(StringRef(Bytes.data(), Bytes.size()))
      .finish();
}

/// Managed variables are one on both sides: the host's is the real one.
void joinManaged(Module &Host, Module &Device) {
  // Collected first: replacing one changes the annotations.
  SmallVector<GlobalVariable *, 4> Shadows;
  forEachAnnotation(Host,
                    [&](GlobalValue &Of, StringRef Text, const Constant *) {
                      if (auto *Shadow = dyn_cast<GlobalVariable>(&Of);
                          Shadow && Text == "perfclaim:managed")
                        Shadows.push_back(Shadow);
                    });
  for (GlobalVariable *Shadow : Shadows) {
    GlobalVariable *Real =
        Device.getGlobalVariable(("pcd_" + Shadow->getName()).str(), true);
    if (!Real)
      Real = Device.getGlobalVariable(Shadow->getName(), true);
    if (!Real)
      continue;
    // The device's definition takes over; the host's name becomes external so
    // that the linker of modules unites them.
    const std::string Name = "pc_managed." + Shadow->getName().str();
    Real->setName(Name);
    Real->setLinkage(GlobalValue::ExternalLinkage);
    Real->setVisibility(GlobalValue::HiddenVisibility);
    auto *Outside =
        new GlobalVariable(Host, Shadow->getValueType(), false,
                           GlobalValue::ExternalLinkage, nullptr, Name);
    Outside->setVisibility(GlobalValue::HiddenVisibility);
    Shadow->replaceAllUsesWith(Outside);
  }
}

/// With -rdc a variable of one unit is used by others, on the host as well.
void exportShadows(Module &Host, const Module &Device) {
  for (GlobalVariable &Shadow : Host.globals()) {
    if (!Shadow.hasInternalLinkage())
      continue;
    const GlobalVariable *Real =
        Device.getGlobalVariable(("pcd_" + Shadow.getName()).str());
    if (Real && !Real->isDeclaration())
      Shadow.setLinkage(Real->getLinkage());
  }
}

Error compileCuda(const FrontendRequest &Wanted, const std::string &Output,
                  raw_ostream &Messages) {
  LLVMContext Context;
  std::string Problem;
  Context.setDiagnosticHandler(std::make_unique<Diagnoser>(Problem));
  FrontendRequest Request = Wanted;
  Request.Which = View::Device;
  Expected<std::unique_ptr<Module>> Device =
      compileView(Request, Context, Messages);
  if (!Device)
    return Device.takeError();
  Request.Id = idOf(**Device, Output);
  Request.Which = View::Host;
  Expected<std::unique_ptr<Module>> Host =
      compileView(Request, Context, Messages);
  if (!Host)
    return Host.takeError();
  if (Error E =
          lowerDeviceCode(**Device, **Host,
                          {Request.Id,
                           Request.Command.Flags.RelocatableDeviceCode,
                           {Request.Command.Checks,
                            {Request.Tools.Kit.Path, Request.Tools.ResourceDir,
                             OurFolder.str(), "/usr/"}}}))
    return E;
  nameStubsAsKernels(**Host);
  joinManaged(**Host, **Device);
  if (Request.Command.Flags.RelocatableDeviceCode)
    exportShadows(**Host, **Device);
  if (Error E = optimizeDevice(**Device))
    return E;
  if (Error E = joinModules(**Host, std::move(*Device)))
    return E;
  Expected<std::string> Bytes = emitObject(**Host);
  if (!Bytes)
    return Bytes.takeError();
  if (!Problem.empty())
    return makeError(Wanted.Input.Path, Problem);
  return writeFile(Output, *Bytes);
}

Error compilePlain(const FrontendRequest &Request, const std::string &Output,
                   raw_ostream &Messages) {
  LLVMContext Context;
  std::string Problem;
  Context.setDiagnosticHandler(std::make_unique<Diagnoser>(Problem));
  Expected<std::unique_ptr<Module>> Code =
      compileView(Request, Context, Messages);
  if (!Code)
    return Code.takeError();
  Expected<std::string> Bytes = emitObject(**Code);
  if (!Bytes)
    return Bytes.takeError();
  if (!Problem.empty())
    return makeError(Request.Input.Path, Problem);
  return writeFile(Output, *Bytes);
}

} // namespace

void initializeGpu() {
  LLVMInitializeNVPTXTargetInfo();
  LLVMInitializeNVPTXTarget();
  LLVMInitializeNVPTXTargetMC();
  LLVMInitializeNVPTXAsmPrinter();
}

Error compileToObject(const HostCommand &Command,
                      const HostCommand::Input &Input,
                      const std::string &Output, const HostTools &Tools,
                      raw_ostream &Messages) {
  initializeGpu();
  if (!sys::fs::exists(Input.Path))
    return makeError(Input.Path, "there is no such file");
  FrontendRequest Request{Command, Input, Tools, View::Host, "", "", ""};
  if (Command.Dependencies) {
    SmallString<256> File(Command.DependencyFile);
    if (File.empty()) {
      File = Command.Output.empty() ? Output : Command.Output;
      sys::path::replace_extension(File, "d");
    }
    Request.DependencyFile = std::string(File);
    Request.DependencyTarget = Command.Output.empty() ? Output : Command.Output;
  }
  return Input.What == HostCommand::Input::Kind::Cuda
             ? compileCuda(Request, Output, Messages)
             : compilePlain(Request, Output, Messages);
}

} // namespace perfclaim
