//===- Preamble.cpp - The compiled headers of a unit ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PreambleState.h"
#include "Watch.h"
#include "perfclaim/Support/Hash.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Serialization/ASTReader.h"
#include "clang/Serialization/ASTWriter.h"
#include "clang/Serialization/PCHContainerOperations.h"

using namespace clang;
using namespace llvm;

namespace perfclaim {

UnitPreamble::UnitPreamble() : State(std::make_unique<PreambleState>()) {}
UnitPreamble::UnitPreamble(UnitPreamble &&) noexcept = default;
UnitPreamble &UnitPreamble::operator=(UnitPreamble &&) noexcept = default;
UnitPreamble::~UnitPreamble() = default;
unsigned UnitPreamble::builds() const { return State->Builds; }

namespace {

PreambleBounds boundsOf(const CompilerInvocation &Invocation,
                        const MemoryBuffer &Main) {
  return ComputePreambleBounds(Invocation.getLangOpts(), Main.getMemBufferRef(),
                               /*MaxLines=*/0);
}

std::string hashOf(vfs::FileSystem &Files, StringRef Root, StringRef Path) {
  auto Text = Files.getBufferForFile(Root + "/" + Path);
  return Text ? hashText((*Text)->getBuffer()) : std::string();
}

/// Sees in the headers what a parse without a preamble would see.
class PreambleWatch : public PreambleCallbacks {
public:
  PreambleWatch(PathNamer &Names, SeenInUnit &Seen, DiagnosticWatch &Errors,
                std::vector<LocalDeclID> &Own)
      : Names(Names), Seen(Seen), Errors(Errors), Own(Own) {}
  void BeforeExecute(CompilerInstance &Building) override {
    Compiler = &Building;
    Errors.setCompiler(Building);
  }
  std::unique_ptr<PPCallbacks> createPPCallbacks() override {
    return watchPreprocessor(Compiler->getPreprocessor(), Names, Seen,
                             /*RecordMacros=*/true);
  }
  void AfterPCHEmitted(ASTWriter &Writer) override {
    const SourceManager &SM = Compiler->getSourceManager();
    llvm::DenseMap<FileID, bool> InRepository;
    for (Decl *D :
         Compiler->getASTContext().getTranslationUnitDecl()->decls()) {
      if (D->getLocation().isInvalid() || D->isInvalidDecl())
        continue;
      const FileID File = SM.getFileID(SM.getExpansionLoc(D->getLocation()));
      auto [Known, New] = InRepository.try_emplace(File, false);
      if (New)
        if (OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File))
          Known->second = !Names.name(Entry->getName()).empty();
      if (Known->second)
        Own.push_back(Writer.getDeclID(D));
    }
  }

private:
  PathNamer &Names;
  SeenInUnit &Seen;
  DiagnosticWatch &Errors;
  std::vector<LocalDeclID> &Own;
  CompilerInstance *Compiler = nullptr;
};

} // namespace

bool PreambleState::fits(const CompilerInvocation &Invocation,
                         ArrayRef<std::string> Wanted, const MemoryBuffer &Main,
                         StringRef Root, vfs::FileSystem &Current) const {
  return Headers && Wanted == ArrayRef<std::string>(Command) &&
         Headers->CanReuse(Invocation, Main.getMemBufferRef(),
                           boundsOf(Invocation, Main), Current) &&
         all_of(Files, [&](const auto &File) {
           return hashOf(Current, Root, File.first) == File.second;
         });
}

void PreambleState::build(const CompilerInvocation &Invocation,
                          ArrayRef<std::string> NewCommand,
                          const MemoryBuffer &Main, StringRef Root,
                          const IntrusiveRefCntPtr<vfs::FileSystem> &Current,
                          PathNamer &Names, View Which) {
  Headers.reset();
  Seen = SeenInUnit();
  Files.clear();
  Own.clear();
  Command = NewCommand.vec();
  ++Builds;
  DiagnosticWatch Errors(Names, Seen, Which);
  DiagnosticOptions Options;
  IntrusiveRefCntPtr<DiagnosticsEngine> Diagnostics =
      CompilerInstance::createDiagnostics(*Current, Options, &Errors,
                                          /*ShouldOwnClient=*/false);
  CompilerInvocation Copy(Invocation);
  // Else each edit instantiates again what the headers ask for.
  Copy.getLangOpts().PCHInstantiateTemplates = true;
  ProcessWarningOptions(*Diagnostics, Copy.getDiagnosticOpts(), *Current,
                        /*ReportDiags=*/false);
  Diagnostics->setFatalsAsError(true);
  PreambleWatch Watch(Names, Seen, Errors, Own);
  auto Built = PrecompiledPreamble::Build(
      Copy, &Main, boundsOf(Copy, Main), Diagnostics, Current,
      std::make_shared<PCHContainerOperations>(), /*StoreInMemory=*/true,
      /*StoragePath=*/"", Watch);
  if (!Built)
    return;
  Headers.emplace(std::move(*Built));
  const std::string Unit =
      Names.name(Copy.getFrontendOpts().Inputs.front().getFile());
  for (const std::string &Path : Seen.IncludedFiles)
    if (Path != Unit)
      Files.emplace_back(Path, hashOf(*Current, Root, Path));
}

void Session::hideForeign(CompilerInstance &Compiler) const {
  const IntrusiveRefCntPtr<ASTReader> Reader = Compiler.getASTReader();
  if (!Reader)
    return;
  serialization::ModuleFile &File =
      Reader->getModuleManager().getPrimaryModule();
  std::vector<Decl *> Scope;
  for (const LocalDeclID Id : Request.Kept->Own)
    if (Decl *D = Reader->GetLocalDecl(File, Id))
      Scope.push_back(D);
  ASTContext &Context = Compiler.getASTContext();
  for (Decl *D : Context.getTranslationUnitDecl()->noload_decls())
    if (!D->isFromASTFile())
      Scope.push_back(D);
  Context.setTraversalScope(Scope);
}

PreambleState *Session::stateOf(UnitPreamble *Preamble) {
  return Preamble ? Preamble->State.get() : nullptr;
}

std::unique_ptr<MemoryBuffer>
Session::usePreamble(CompilerInvocation &Invocation,
                     ArrayRef<std::string> Command,
                     IntrusiveRefCntPtr<vfs::FileSystem> &Files) {
  if (!Request.Kept)
    return nullptr;
  const std::string Name = Request.Side.Root + "/" + Request.Path;
  // A repaired header is another one than that in the preamble.
  if (any_of(Repaired, [&](const auto &File) { return File.first != Name; }))
    return nullptr;
  auto Main = Files->getBufferForFile(Name);
  if (!Main)
    return nullptr;
  PreambleState &Kept = *Request.Kept;
  if (!Kept.fits(Invocation, Command, **Main, Request.Side.Root, *Files))
    Kept.build(Invocation, Command, **Main, Request.Side.Root, Files, Names,
               Request.Which);
  if (!Kept.Headers)
    return nullptr;
  Invocation.getPreprocessorOpts().RetainRemappedFileBuffers = true;
  Kept.Headers->AddImplicitPreamble(Invocation, Files, Main->get());
  Seen = Kept.Seen;
  return std::move(*Main);
}

} // namespace perfclaim
