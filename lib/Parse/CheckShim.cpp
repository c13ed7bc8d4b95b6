//===- CheckShim.cpp - Does a shim compile, and what must be linked -------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Session.h"
#include "Targets.h"
#include "perfclaim/Parse/Unit.h"
#include "perfclaim/StandIns/StandIns.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/Mangle.h"
#include "clang/CodeGen/CodeGenAction.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace llvm;

namespace perfclaim {
namespace {

bool hasSkippedBody(const FunctionDecl &Function) {
  const FunctionDecl *Pattern = Function.getTemplateInstantiationPattern();
  return any_of((Pattern ? *Pattern : Function).redecls(),
                [](const FunctionDecl *F) { return F->hasSkippedBody(); });
}

/// Kernels that the unit defines for others, though their bodies were skipped.
class KernelCollector : public ConstDynamicRecursiveASTVisitor {
public:
  KernelCollector() { ShouldVisitTemplateInstantiations = true; }
  std::vector<const FunctionDecl *> Skipped;

  bool VisitFunctionDecl(const FunctionDecl *F) override {
    TemplateSpecializationKind Kind = F->getTemplateSpecializationKind();
    if (F->hasAttr<CUDAGlobalAttr>() && F->isExternallyVisible() &&
        !F->isDependentContext() && hasSkippedBody(*F) &&
        (Kind == TSK_Undeclared || Kind == TSK_ExplicitSpecialization ||
         Kind == TSK_ExplicitInstantiationDefinition))
      Skipped.push_back(F);
    return true;
  }
  bool TraverseStmt(const Stmt *) override { return true; }
};

/// Calls back while the module, the code generator and the AST are all alive.
class InspectModule : public EmitLLVMOnlyAction {
public:
  InspectModule(LLVMContext &Context, EndOfUnit AtEnd)
      : EmitLLVMOnlyAction(&Context), AtEnd(std::move(AtEnd)) {}

private:
  EndOfUnit AtEnd;
  void EndSourceFileAction() override {
    AtEnd(getCompilerInstance());
    EmitLLVMOnlyAction::EndSourceFileAction();
  }
};

/// Libraries that a program must name to its linker, by their headers.
bool isLibraryHeader(StringRef Header) {
  StringRef Name = sys::path::filename(Header);
  for (StringRef Prefix :
       {"cublas", "curand", "cusparse", "cusolver", "cufft",
        "cudnn",  "nccl",   "nvrtc",    "nvml",     "nvJitLink",
        "npp",    "nvjpeg", "cufile",   "cupti",    "cutensor",
        "mpi",    "omp",    "zlib",     "opencv",   "tbb"})
    if (Name.starts_with_insensitive(Prefix))
      return true;
  // The driver's interface; cuda_runtime*.h is the runtime's.
  return Name == "cuda.h" || Name == "cudaProfiler.h" || Name == "cudaGL.h" ||
         Header.starts_with(StandInFolder);
}

/// Headers that nvcc will look for in vain where we read a stand-in that is
/// good for nothing else. OpenMP's comes with nvcc's host compiler.
std::vector<std::string> headersToInstall(const SeenInUnit &Seen) {
  std::vector<std::string> Result;
  copy_if(Seen.StandIns, std::back_inserter(Result), [](StringRef Name) {
    return Name != "omp.h" && !isWorkingStandIn(Name);
  });
  return Result;
}

/// True for the name of a header that a folder of ours can hold.
bool isPlaceable(StringRef Name) {
  return !sys::path::is_absolute(Name) && !Name.empty() &&
         none_of(split(Name, '/'),
                 [](StringRef Part) {
                   return Part.empty() || Part == "." || Part == "..";
                 }) &&
         all_of(Name, [](char C) {
           return isAlnum(C) || StringRef("_-+./").contains(C);
         });
}

/// Whether all of \p Request, its device code too, is the same with empty
/// headers in place of those that nobody has.
bool needsNoMissingHeader(SessionRequest Request) {
  Request.SkipBodies = false;
  Request.MoreArguments.clear();
  for (const View Which : {View::Host, View::Device}) {
    Request.Which = Which;
    Session Whole(Request);
    if (Error Failed = Whole.runSyntax([](CompilerInstance &) {})) {
      consumeError(std::move(Failed));
      return false;
    }
    if (Whole.hasGuessed() || !Whole.seen().UnknownNames.empty() ||
        !Whole.seen().Errors.empty())
      return false;
  }
  return true;
}

/// Which of the undefined symbols each value of a module refers to, by its body
/// or initialiser and those of what it refers to.
class ReachedSymbols {
public:
  explicit ReachedSymbols(DenseMap<const GlobalValue *, unsigned> Places)
      : Places(std::move(Places)) {}

  std::vector<unsigned> from(const GlobalValue &Root) const {
    SmallPtrSet<const GlobalValue *, 32> Seen = {&Root};
    SmallVector<const GlobalValue *, 32> Queue = {&Root};
    std::vector<unsigned> Result;
    while (!Queue.empty()) {
      const GlobalValue *Next = Queue.pop_back_val();
      if (auto At = Places.find(Next); At != Places.end())
        Result.push_back(At->second);
      for (const GlobalValue *To : direct(*Next))
        if (Seen.insert(To).second)
          Queue.push_back(To);
    }
    llvm::sort(Result);
    return Result;
  }

private:
  DenseMap<const GlobalValue *, unsigned> Places;
  mutable DenseMap<const GlobalValue *, std::vector<const GlobalValue *>> Known;

  static void collect(const User &Of,
                      SmallPtrSetImpl<const llvm::Constant *> &Seen,
                      std::vector<const GlobalValue *> &To) {
    for (const llvm::Value *Operand : Of.operand_values()) {
      if (const auto *Value = dyn_cast<GlobalValue>(Operand))
        To.push_back(Value);
      else if (const auto *C = dyn_cast<llvm::Constant>(Operand);
               C && Seen.insert(C).second)
        collect(*C, Seen, To);
    }
  }
  ArrayRef<const GlobalValue *> direct(const GlobalValue &Of) const {
    auto [At, New] = Known.try_emplace(&Of);
    if (!New)
      return At->second;
    std::vector<const GlobalValue *> To;
    SmallPtrSet<const llvm::Constant *, 16> Seen;
    if (const auto *F = dyn_cast<llvm::Function>(&Of)) {
      for (const llvm::BasicBlock &Block : *F)
        for (const llvm::Instruction &I : Block)
          collect(I, Seen, To);
    } else {
      collect(Of, Seen, To);
    }
    return Known[&Of] = std::move(To);
  }
};

class SymbolReader {
public:
  SymbolReader(CodeGenerator &Generator, ASTContext &Context, PathNamer &Names)
      : Generator(Generator), Context(Context), SM(Context.getSourceManager()),
        Names(Names) {}

  std::vector<ShimCheck::Definition> defined(const llvm::Module &Code,
                                             const ReachedSymbols &Reached) {
    std::vector<ShimCheck::Definition> Result;
    for (const GlobalValue &Value : Code.global_values()) {
      if (Value.isDeclaration() || Value.hasLocalLinkage() ||
          Value.hasAvailableExternallyLinkage() ||
          Value.getName().starts_with("llvm."))
        continue;
      const Decl *D = Generator.GetDeclForMangledName(Value.getName());
      const auto *F = dyn_cast_or_null<FunctionDecl>(D);
      Result.push_back({F && F->hasAttr<CUDAGlobalAttr>()
                            ? kernelName(F)
                            : Value.getName().str(),
                        Value.hasExternalLinkage(), Reached.from(Value)});
    }
    KernelCollector Kernels;
    Kernels.TraverseDecl(Context.getTranslationUnitDecl());
    for (const FunctionDecl *Kernel : Kernels.Skipped)
      Result.push_back(
          {kernelName(Kernel), !Kernel->isTemplateInstantiation(), {}});
    llvm::sort(Result, [](const auto &A, const auto &B) {
      return std::tie(A.Mangled, A.Strong) < std::tie(B.Mangled, B.Strong);
    });
    Result.erase(llvm::unique(Result), Result.end());
    return Result;
  }

  /// Sorted; \p Places gets the index of each.
  std::vector<ShimCheck::Symbol>
  undefined(const llvm::Module &Code,
            DenseMap<const GlobalValue *, unsigned> &Places) {
    std::vector<std::pair<ShimCheck::Symbol, const GlobalValue *>> Found;
    for (const GlobalValue &Value : Code.global_values())
      if (Value.isDeclaration() && !Value.use_empty() &&
          !Value.getName().starts_with("llvm."))
        if (std::optional<ShimCheck::Symbol> Symbol =
                describe(Value.getName(), isa<llvm::Function>(Value)))
          Found.emplace_back(std::move(*Symbol), &Value);
    llvm::sort(Found, [](const auto &A, const auto &B) {
      return A.first.Mangled < B.first.Mangled;
    });
    std::vector<ShimCheck::Symbol> Result;
    for (auto &[Symbol, Value] : Found) {
      Places[Value] = Result.size();
      Result.push_back(std::move(Symbol));
    }
    return Result;
  }

private:
  CodeGenerator &Generator;
  ASTContext &Context;
  const SourceManager &SM;
  PathNamer &Names;

  std::optional<ShimCheck::Symbol> describe(StringRef Mangled, bool Function) {
    ShimCheck::Symbol Result;
    Result.Mangled = Mangled.str();
    Result.Function = Function;
    const Decl *D = Generator.GetDeclForMangledName(Mangled);
    const auto *Named = dyn_cast_or_null<NamedDecl>(D);
    if (!Named) {
      // The compiler's own: run-time library, type information, registration.
      if (Mangled.starts_with("__") || Mangled.starts_with("_Unwind") ||
          Mangled.starts_with("_ZTVN10__cxxabiv1") ||
          Mangled.starts_with("_ZTI") || Mangled.starts_with("_ZTS") ||
          Mangled.starts_with("_Zn") || Mangled.starts_with("_Zd") ||
          !Mangled.starts_with("_Z"))
        return std::nullopt;
      Result.Name = demangle(Mangled);
      // Also "vtable for std::exception".
      if (StringRef(Result.Name).starts_with("std::") ||
          StringRef(Result.Name).contains(" std::") ||
          StringRef(Result.Name).contains("__cxxabiv1"))
        return std::nullopt;
      return Result;
    }
    if (const auto *F = dyn_cast<FunctionDecl>(Named)) {
      // What C calls without a declaration is a function like any other.
      if (F->getBuiltinID() ||
          (F->isImplicit() && Context.getLangOpts().CPlusPlus))
        return std::nullopt;
      // What was skipped is there for nvcc.
      if (hasSkippedBody(*F))
        return std::nullopt;
      // nvcc's name of a kernel on the host has no prefix.
      if (F->hasAttr<CUDAGlobalAttr>())
        Result.Mangled = kernelName(F);
    }
    Result.Name = Named->getQualifiedNameAsString();
    SourceLocation Where = SM.getExpansionLoc(Named->getLocation());
    OptionalFileEntryRef File = SM.getFileEntryRefForID(SM.getFileID(Where));
    StringRef FileName = File ? File->getName() : "";
    const std::string &Path = Names.name(FileName);
    Result.Declared = {Path, SM.getExpansionLineNumber(Where)};
    Result.InRepository = !Path.empty();
    Result.Header = FileName.str();
    if (const auto *V = dyn_cast<VarDecl>(Named);
        V && !V->getType()->isIncompleteType())
      Result.Size = static_cast<unsigned>(
          Context.getTypeSizeInChars(V->getType()).getQuantity());
    if (Result.InRepository)
      return Result;
    // What is not the system's came by a -I and belongs to somebody.
    if (isLibraryHeader(FileName) || !SM.isInSystemHeader(Where))
      return Result;
    return std::nullopt;
  }

  std::string kernelName(const FunctionDecl *Kernel) {
    std::unique_ptr<MangleContext> Mangler(Context.createMangleContext());
    GlobalDecl Which(Kernel, KernelReferenceKind::Kernel);
    if (!Mangler->shouldMangleDeclName(Kernel))
      return Kernel->getNameAsString();
    std::string Name;
    raw_string_ostream OS(Name);
    Mangler->mangleName(Which, OS);
    return Name;
  }
};

} // namespace

Expected<ShimCheck> checkShim(const SideInput &Side, const CompileFlags &Flags,
                              StringRef Path, StringRef Text,
                              const ParseOptions &Options) {
  initializeTargets();
  CompileFlags ShimFlags = Flags;
  // The shim names repository files by their path from the root.
  ShimFlags.IncludeDirs.insert(ShimFlags.IncludeDirs.begin(), ".");
  const SessionRequest Request = {Side,
                                  ShimFlags,
                                  Options,
                                  View::Host,
                                  Path.str(),
                                  Text.str(),
                                  {"-O0"},
                                  /*RecordMacros=*/false,
                                  /*SkipBodies=*/true};
  Session Run(Request);
  ShimCheck Result;
  LLVMContext Context;
  InspectModule *Action = nullptr;
  Error Failed = Run.run(
      [&](EndOfUnit AtEnd) -> std::unique_ptr<FrontendAction> {
        auto Made = std::make_unique<InspectModule>(Context, std::move(AtEnd));
        Action = Made.get();
        return Made;
      },
      [&](CompilerInstance &Compiler) {
        Result.Errors = Run.seen().Errors;
        Result.UnknownNames = Run.seen().UnknownNames;
        Result.Repairs = Run.repairs();
        Result.LeftOut = Run.leftOut();
        Result.StandardHeaders = Run.includedFirst();
        Result.MissingHeaders = headersToInstall(Run.seen());
        copy_if(Run.seen().StandIns, std::back_inserter(Result.StandIns),
                isWorkingStandIn);
        Result.IncludedFiles.assign(Run.seen().IncludedFiles.begin(),
                                    Run.seen().IncludedFiles.end());
        CodeGenerator *Generator = Action->getCodeGenerator();
        llvm::Module *Code = Generator ? Generator->GetModule() : nullptr;
        if (!Code || !Result.Errors.empty())
          return;
        SymbolReader Reader(*Generator, Compiler.getASTContext(), Run.names());
        DenseMap<const GlobalValue *, unsigned> Places;
        Result.Undefined = Reader.undefined(*Code, Places);
        const ReachedSymbols Reached(std::move(Places));
        Result.Defined = Reader.defined(*Code, Reached);
        if (const GlobalVariable *Start =
                Code->getNamedGlobal("llvm.global_ctors"))
          Result.NeededAtStart = Reached.from(*Start);
      });
  if (Failed)
    return std::move(Failed);
  const std::set<std::string> &Nowhere = Run.seen().MissingHeaders;
  const bool Needless = !Nowhere.empty() && Result.Errors.empty() &&
                        !Run.hasGuessed() && all_of(Nowhere, isPlaceable) &&
                        needsNoMissingHeader(Request);
  std::vector<std::string> &To =
      Needless ? Result.AbsentHeaders : Result.MissingHeaders;
  To.insert(To.begin(), Nowhere.begin(), Nowhere.end());
  erase(Result.IncludedFiles, Path);
  return Result;
}

} // namespace perfclaim
