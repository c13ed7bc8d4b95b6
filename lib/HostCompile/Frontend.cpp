//===- Frontend.cpp - Running Clang on one side of a unit -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend.h"
#include "RejectedBodies.h"
#include "perfclaim/Compile/Spelling.h"
#include "perfclaim/Headers/CompiledHeaders.h"
#include "perfclaim/HostRuntime/Abi.h"
#include "perfclaim/StandIns/StandIns.h"
#include "perfclaim/Support/Error.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace clang;
using namespace llvm;

namespace perfclaim {

constexpr llvm::StringLiteral IdName("/.perfclaim-host/id");
constexpr llvm::StringLiteral
    PreludeName("/.perfclaim-host/perfclaim_prelude.h");
/// Deeply nested templates need more than a thread has by default.
static constexpr unsigned StackSize = 64u << 20;

static IntrusiveRefCntPtr<vfs::FileSystem>
makeFiles(const FrontendRequest &Request, const RepairedTexts &Repaired) {
  auto Ours = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  auto Add = [&](const Twine &Path, StringRef Text) {
    Ours->addFile(Path, 0, MemoryBuffer::getMemBufferCopy(Text));
  };
  Add(PreludeName, preludeText());
  for (const auto &[Name, Text] : standInHeaders())
    Add(OurFolder + "/include/" + Name, Text);
  // Clang's operator new calls malloc before anything has declared it for the
  // device. Not before the C++ library takes over the host's: std::malloc would
  // be the device's too then, which Clang defines later (<cmath> includes <new>
  // as of C++20).
  const std::string New =
      Request.Tools.ResourceDir + "/include/cuda_wrappers/new";
  if (auto Text = vfs::getRealFileSystem()->getBufferForFile(New))
    Add(New, "#ifdef __device__\nextern \"C\" {\n"
             "__device__ void *malloc(decltype(sizeof(0))) "
             "__attribute__((nothrow));\n"
             "__device__ void free(void *) __attribute__((nothrow));\n"
             "}\n#endif\n" +
                 (*Text)->getBuffer().str());
  // std::array::at() is constexpr, so that nvcc takes it in kernels.
  Add(Request.Tools.ResourceDir + "/include/cuda_wrappers/bits/functexcept.h",
      "#pragma once\n#include_next <bits/functexcept.h>\n"
      "#ifdef __CUDA__\nnamespace std {\n"
      "template <class... T> __attribute__((device, noreturn)) inline void\n"
      "__throw_out_of_range_fmt(const char *, T...) { __builtin_trap(); }\n"
      "}\n#endif\n");
  // As a C string, which is how the runtime looks it up.
  Add(IdName, StringRef(Request.Id.c_str(), Request.Id.size() + 1));
  auto Files = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(
      repairFiles(vfs::getRealFileSystem(), "", Repaired));
  Files->pushOverlay(withLibraryNames((OurFolder + "/include").str(), Ours));
  return Files;
}

/// \p ExternShared: Clang takes external shared variables of any type only
/// where units are linked.
static std::vector<std::string> makeCommand(const FrontendRequest &Request,
                                            bool ExternShared) {
  const HostCommand &Asked = Request.Command;
  CompileFlags Flags = Asked.Flags;
  Flags.Cuda = Request.Input.What == HostCommand::Input::Kind::Cuda;
  const std::string Architecture =
      Flags.Architectures.empty() ? "sm_80" : Flags.Architectures.back();
  std::vector<std::string> Command =
      toClangCommand(Flags, Request.Tools.Kit, Request.Tools.ResourceDir,
                     Request.Which, Architecture, Request.Input.Path);
  // Registration of kernels is by unit, as nvcc's is without -rdc.
  erase(Command, "-fgpu-rdc");
  std::vector<std::string> Ours = {
      "-DPERFCLAIM_HOST_BACKEND=1", "-w", "-gline-tables-only", "-fPIC",
      "-fno-caret-diagnostics", "-fdebug-compilation-dir=.",
      // Device code reads halves as words, and nvcc lets it.
      "-fno-strict-aliasing",
      Asked.Fused ? "-ffp-contract=fast-honor-pragmas" : "-ffp-contract=off"};
  if (Request.Which == View::Device) {
    // Below -O1 Clang leaves what this backend does not know.
    Ours.push_back("-O1");
    // A loop that never ends is to be seen as one, not optimised away.
    Ours.push_back("-fno-finite-loops");
    // For a GPU Clang would leave out what finds a line by its address.
    Ours.insert(Ours.end(), {"-Xclang", "-debug-info-kind=line-tables-only"});
    if (ExternShared)
      Ours.push_back("-fgpu-rdc");
    if (Asked.FlushSubnormals)
      Ours.push_back("-fgpu-flush-denormals-to-zero");
  } else {
    Ours.push_back("-O" + std::to_string(Asked.Optimize));
    if (Flags.Cuda)
      Ours.insert(Ours.end(), {"-Xclang", "-fcuda-include-gpubinary", "-Xclang",
                               IdName.str()});
    if (!Request.DependencyFile.empty())
      Ours.insert(Ours.end(), {"-MD", "-MF", Request.DependencyFile, "-MT",
                               Request.DependencyTarget});
  }
  if (Flags.Cuda)
    Ours.insert(Ours.end(), {"-include", PreludeName.str()});
  Ours.insert(Ours.end(), {"-idirafter", (OurFolder + "/include").str()});
  Command.insert(Command.begin() + 1, Ours.begin(), Ours.end());
  return Command;
}

namespace {
/// A load that the source makes only sometimes is to stay one: made always, it
/// would race where the source does not. This is how optimisers are told.
struct KeepAccesses : PassInfoMixin<KeepAccesses> {
  static PreservedAnalyses run(llvm::Module &Code, ModuleAnalysisManager &) {
    for (Function &F : Code)
      if (!F.isDeclaration())
        F.addFnAttr(Attribute::SanitizeThread);
    return PreservedAnalyses::none();
  }
  static bool isRequired() { return true; }
};
} // namespace

/// What one run after the other finds out about a unit.
namespace {
struct Known {
  RejectedBodies Rejected; ///< Left out.
  RepairedTexts Repaired;
  bool Repairs = false;     ///< The last run found something to repair.
  bool Interpreter = false; ///< Clang's newer one evaluates constants.
};
} // namespace

static Expected<std::unique_ptr<llvm::Module>>
runClangOnce(const FrontendRequest &Request, LLVMContext &Context, Known &Unit,
             raw_ostream &Messages) {
  RejectedBodies &Rejected = Unit.Rejected;
  IntrusiveRefCntPtr<vfs::FileSystem> Files = makeFiles(Request, Unit.Repaired);
  DiagnosticOptions Options;
  Options.ShowCarets = false;
  TextDiagnosticPrinter Printer(Messages, Options);
  BodyWatch Watch(Printer);
  IntrusiveRefCntPtr<DiagnosticsEngine> Diagnostics =
      CompilerInstance::createDiagnostics(*Files, Options, &Watch,
                                          /*ShouldOwnClient=*/false);
  // Of the driver too: CUDA 13 is newer than what Clang knows.
  Diagnostics->setIgnoreAllWarnings(true);
  // Nor of what Clang alone makes an error of: nvcc's compilers take it.
  Diagnostics->setSeverityForAll(diag::Flavor::WarningOrError,
                                 diag::Severity::Ignored);
  std::vector<std::string> Command =
      makeCommand(Request, !Unit.Repaired.empty());
  if (Unit.Interpreter)
    Command.push_back("-fexperimental-new-constant-interpreter");
  std::vector<const char *> Arguments;
  for (const std::string &Argument : Command)
    Arguments.push_back(Argument.c_str());
  CreateInvocationOptions Wanted;
  Wanted.Diags = Diagnostics;
  Wanted.VFS = Files;
  std::shared_ptr<CompilerInvocation> Invocation =
      createInvocation(Arguments, Wanted);
  if (!Invocation)
    return makeError(Request.Input.Path, "the compiler rejects the arguments");
  Invocation->getFrontendOpts().DisableFree = false;
  Invocation->getFrontendOpts().SkipFunctionBodies = !Rejected.empty();
  if (Request.Command.Checks & ~PC_OBSERVE && Request.Which == View::Device)
    Invocation->getCodeGenOpts().PassBuilderCallbacks.push_back(
        [](PassBuilder &Builder) {
          Builder.registerPipelineStartEPCallback(
              [](ModulePassManager &Passes, OptimizationLevel) {
                Passes.addPass(KeepAccesses());
              });
        });
  // Who makes programs of many units wants to know of each header.
  std::optional<std::string> Behind;
  if (Request.Tools.Headers && Request.DependencyFile.empty())
    Behind = Request.Tools.Headers->use(*Invocation, Files, PreludeName, "");
  CompilerInstance Compiler(std::move(Invocation));
  Compiler.setVirtualFileSystem(Files);
  Compiler.setDiagnostics(Diagnostics);
  Watch.setCompiler(Compiler);
  Compiler.setVerboseOutputStream(nulls());
  Compiler.createFileManager();
  EmitAllBut Action(Context, Rejected, Behind);
  const bool Worked = Compiler.ExecuteAction(Action);
  const unsigned Errors = Diagnostics->getNumErrors();
  std::unique_ptr<llvm::Module> Code = Action.takeModule();
  // A repair may be all that a body lacks.
  Unit.Repairs = repairSites(Watch.Sites, Unit.Repaired,
                             [&](StringRef Path) -> std::optional<std::string> {
                               auto Buffer = Files->getBufferForFile(Path);
                               if (!Buffer)
                                 return std::nullopt;
                               return (*Buffer)->getBuffer().str();
                             });
  if (!Unit.Repairs)
    Rejected.insert(Watch.Found.begin(), Watch.Found.end());
  if (!Watch.Launches.empty() && Errors == Watch.Launches.size())
    return makeError(Watch.Launches.front(),
                     "a kernel is launched from device code, which the host "
                     "backend does not do, so that this is not testable here",
                     "run it where there is a GPU", ExitCode::Nothing);
  if (!Worked || Errors || !Code)
    return makeError(Request.Input.Path,
                     Twine(Errors) + " errors in the view of the " +
                         (Request.Which == View::Host ? "host" : "device"));
  return std::move(Code);
}

static Expected<std::unique_ptr<llvm::Module>>
runClang(const FrontendRequest &Request, LLVMContext &Context,
         raw_ostream &Messages) {
  Known Unit;
  RejectedBodies &Rejected = Unit.Rejected;
  for (;;) {
    RejectedBodies Earlier = Rejected;
    std::string Said;
    raw_string_ostream Stream(Said);
    Expected<std::unique_ptr<llvm::Module>> Code =
        runClangOnce(Request, Context, Unit, Stream);
    // nvcc lets a reference name a constant member before C++23, as Clang does
    // with its newer interpreter alone.
    if (!Code && !Unit.Interpreter &&
        StringRef(Said).contains(
            "must be initialized by a constant expression")) {
      consumeError(Code.takeError());
      Unit.Interpreter = true;
      Rejected = std::move(Earlier);
      continue;
    }
    // Each round repairs or leaves out more, so that there is a last one.
    if (!Code && (Unit.Repairs || (Request.Command.LeaveOutRejected &&
                                   Rejected.size() > Earlier.size()))) {
      consumeError(Code.takeError());
      continue;
    }
    Messages << Said;
    // Once for the unit, not for each of its views.
    if (Code && Request.Which == View::Host)
      for (const auto &[Place, Name] : Rejected)
        Messages << Place.first << ": Clang rejects the body of '" << Name
                 << "', which is left out\n";
    return Code;
  }
}

Expected<std::unique_ptr<llvm::Module>>
compileView(const FrontendRequest &Request, LLVMContext &Context,
            raw_ostream &Messages) {
  CrashRecoveryContext::Enable();
  CrashRecoveryContext Recovery;
  std::unique_ptr<llvm::Module> Code;
  std::optional<Error> Failed;
  if (!Recovery.RunSafelyOnThread(
          [&] {
            Expected<std::unique_ptr<llvm::Module>> Made =
                runClang(Request, Context, Messages);
            if (Made)
              Code = std::move(*Made);
            else
              Failed = Made.takeError();
          },
          StackSize))
    return makeError(Request.Input.Path, "Clang crashed on this unit");
  if (Failed)
    return std::move(*Failed);
  return std::move(Code);
}

} // namespace perfclaim
