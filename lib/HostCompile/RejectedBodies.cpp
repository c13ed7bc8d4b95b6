//===- RejectedBodies.cpp - Host code that only nvcc takes ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RejectedBodies.h"
#include "perfclaim/Headers/CompiledHeaders.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "clang/Sema/Sema.h"

using namespace clang;

namespace perfclaim {

static RejectedBodies::key_type keyOf(const SourceManager &SM,
                                      const FunctionDecl &Function) {
  const FunctionDecl *Pattern = Function.getTemplateInstantiationPattern();
  auto [File, Offset] = SM.getDecomposedExpansionLoc(
      (Pattern ? *Pattern : Function).getLocation());
  const OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File);
  return {Entry ? Entry->getName().str() : "", Offset};
}

static bool isForDevice(const FunctionDecl &Function) {
  return Function.hasAttr<CUDAGlobalAttr>() ||
         Function.hasAttr<CUDADeviceAttr>();
}

void BodyWatch::BeginSourceFile(const LangOptions &Options,
                                const Preprocessor *PP) {
  Next.BeginSourceFile(Options, PP);
}

/// A macro's body may hold the place; then that is what is repaired.
void BodyWatch::noteSite(const Diagnostic &Info) {
  using Kind = RepairSite::Kind;
  // Of this the place is the attribute's, which is a macro.
  const bool Extern = Info.getID() == diag::err_cuda_extern_shared;
  Kind What;
  if (Info.getID() == diag::err_template_kw_missing)
    What = Kind::TemplateKeyword;
  else if (Info.getID() == diag::err_ovl_unresolvable)
    What = Kind::QualifiedTemplate;
  else if (Extern || Info.getID() == diag::err_shared_var_init)
    What = Kind::SharedVariable;
  else if (Info.getID() == diag::err_expected)
    What = Kind::AsmOperand;
  else if (Info.getID() == diag::err_ovl_ambiguous_oper_binary)
    What = Kind::Braces;
  else
    return;
  if (!Info.hasSourceManager() || Info.getLocation().isInvalid())
    return;
  const SourceManager &SM = Info.getSourceManager();
  auto [File, Offset] = Extern
                            ? SM.getDecomposedExpansionLoc(Info.getLocation())
                            : SM.getDecomposedSpellingLoc(Info.getLocation());
  const OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File);
  if (!Entry)
    return;
  SmallString<256> Text;
  Info.FormatDiagnostic(Text);
  RepairSite Found{Entry->getName().str(), Offset, What,
                   assignedType(Text).str()};
  if (!llvm::is_contained(Sites, Found))
    Sites.push_back(std::move(Found));
}

void BodyWatch::HandleDiagnostic(DiagnosticsEngine::Level Level,
                                 const Diagnostic &Info) {
  DiagnosticConsumer::HandleDiagnostic(Level, Info);
  if (Info.getID() == diag::err_cuda_device_kernel_launch_require_rdc &&
      Info.hasSourceManager()) {
    const PresumedLoc At =
        Info.getSourceManager().getPresumedLoc(Info.getLocation());
    Launches.push_back(At.isValid() ? At.getFilename() +
                                          (":" + std::to_string(At.getLine()))
                                    : "");
    return;
  }
  Next.HandleDiagnostic(Level, Info);
  if (Level < DiagnosticsEngine::Error || !Compiler || !Compiler->hasSema())
    return;
  noteSite(Info);
  const FunctionDecl *Function =
      Compiler->getSema().getCurFunctionDecl(/*AllowLambda=*/true);
  if (Function && !isForDevice(*Function))
    Found[keyOf(Compiler->getSourceManager(), *Function)] =
        Function->getQualifiedNameAsString();
}

namespace {

class Skipper : public ASTConsumer {
public:
  Skipper(const SourceManager &SM, const RejectedBodies &Without)
      : SM(SM), Without(Without) {}

private:
  const SourceManager &SM;
  const RejectedBodies &Without;

  bool shouldSkipFunctionBody(Decl *D) override {
    const FunctionDecl *Function = D->getAsFunction();
    return Function && Without.count(keyOf(SM, *Function));
  }
};

} // namespace

void EmitAllBut::ExecuteAction() {
  if (Behind)
    continueBehind(getCompilerInstance().getPreprocessor(), *Behind);
  EmitLLVMOnlyAction::ExecuteAction();
}

std::unique_ptr<ASTConsumer>
EmitAllBut::CreateASTConsumer(CompilerInstance &Compiler,
                              llvm::StringRef File) {
  auto Inner = EmitLLVMOnlyAction::CreateASTConsumer(Compiler, File);
  if (Without.empty() || !Inner)
    return Inner;
  // A body is skipped if all consumers say so; the other always does.
  std::vector<std::unique_ptr<ASTConsumer>> Both;
  Both.push_back(
      std::make_unique<Skipper>(Compiler.getSourceManager(), Without));
  Both.push_back(std::move(Inner));
  return std::make_unique<MultiplexConsumer>(std::move(Both));
}

} // namespace perfclaim
