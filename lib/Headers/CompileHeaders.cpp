//===- CompileHeaders.cpp - Compiling what a command includes -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HeadersInternal.h"
#include "perfclaim/Support/Hash.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Serialization/ASTWriter.h"
#include "clang/Serialization/ModuleCache.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/xxhash.h"
#include <map>
#include <set>

using namespace clang;
using namespace llvm;

namespace perfclaim {

static Lookup describe(StringRef Path, const ErrorOr<vfs::Status> &Found) {
  Lookup Result;
  Result.Path = Path.str();
  if (!Found)
    return Result;
  if (Found->isDirectory()) {
    Result.What = Lookup::Folder;
    return Result;
  }
  Result.What = Lookup::File;
  Result.Size = Found->getSize();
  Result.Time = Found->getLastModificationTime().time_since_epoch().count();
  return Result;
}

Lookup lookUp(vfs::FileSystem &Files, StringRef Path) {
  Lookup Result = describe(Path, Files.status(Path));
  if (Result.What == Lookup::File && !Result.Time)
    if (auto Text = Files.getBufferForFile(Path))
      Result.Hash = hashText((*Text)->getBuffer());
  return Result;
}

namespace {

/// Remembers each question: a file that appears where there was none may be
/// found in the place of another one.
class Recorder : public vfs::ProxyFileSystem {
public:
  using ProxyFileSystem::ProxyFileSystem;
  std::map<std::string, Lookup> Asked;

  ErrorOr<vfs::Status> status(const Twine &Path) override {
    return note(Path, ProxyFileSystem::status(Path));
  }
  bool exists(const Twine &Path) override {
    return static_cast<bool>(status(Path));
  }
  ErrorOr<std::unique_ptr<vfs::File>>
  openFileForRead(const Twine &Path) override {
    auto Opened = ProxyFileSystem::openFileForRead(Path);
    if (Opened)
      note(Path, (*Opened)->status());
    else
      note(Path, Opened.getError());
    return Opened;
  }

private:
  ErrorOr<vfs::Status> note(const Twine &Path, ErrorOr<vfs::Status> Found) {
    std::string Name = Path.str();
    Asked.try_emplace(Name, describe(Name, Found));
    return Found;
  }
};

class NameWatch : public PPCallbacks {
public:
  NameWatch(std::set<std::string> &Names, bool &Missing)
      : Names(Names), Missing(Missing) {}
  bool FileNotFound(StringRef) override {
    Missing = true;
    return false;
  }
  void InclusionDirective(SourceLocation, const Token &, StringRef Name, bool,
                          CharSourceRange, OptionalFileEntryRef, StringRef,
                          StringRef, const Module *, bool,
                          SrcMgr::CharacteristicKind) override {
    Names.insert(Name.str());
  }
  void HasInclude(SourceLocation, StringRef Name, bool, OptionalFileEntryRef,
                  SrcMgr::CharacteristicKind) override {
    Names.insert(Name.str());
  }

private:
  std::set<std::string> &Names;
  bool &Missing;
};

class CompileAction : public ASTFrontendAction {
public:
  CompileAction(std::shared_ptr<PCHBuffer> Buffer, std::set<std::string> &Names,
                std::vector<uint64_t> &Identifiers, bool &Missing)
      : Buffer(std::move(Buffer)), Names(Names), Identifiers(Identifiers),
        Missing(Missing) {}
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &Compiler,
                                                 StringRef) override {
    Compiler.getPreprocessor().addPPCallbacks(
        std::make_unique<NameWatch>(Names, Missing));
    return std::make_unique<PCHGenerator>(
        Compiler.getPreprocessor(), Compiler.getModuleCache(), "headers", "",
        Buffer, Compiler.getCodeGenOpts(),
        ArrayRef<std::shared_ptr<ModuleFileExtension>>());
  }
  // What is left to the end of a unit is left to that which goes on from here.
  TranslationUnitKind getTranslationUnitKind() override { return TU_Prefix; }
  bool hasASTFileSupport() const override { return false; }

private:
  std::shared_ptr<PCHBuffer> Buffer;
  std::set<std::string> &Names;
  std::vector<uint64_t> &Identifiers;
  bool &Missing;
  void EndSourceFileAction() override {
    for (const auto &Known :
         getCompilerInstance().getPreprocessor().getIdentifierTable())
      Identifiers.push_back(xxh3_64bits(Known.getKey()));
    llvm::sort(Identifiers);
    ASTFrontendAction::EndSourceFileAction();
  }
};

} // namespace

static std::shared_ptr<const CompiledUnit>
compile(const CompilerInvocation &Wanted,
        const IntrusiveRefCntPtr<vfs::FileSystem> &Below) {
  auto Unit = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  Unit->addFile(EmptyUnit, 0, MemoryBuffer::getMemBuffer(""));
  auto Recording = makeIntrusiveRefCnt<Recorder>(Below);
  auto Files = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(Recording);
  Files->pushOverlay(Unit);

  IgnoringDiagConsumer Ignore;
  DiagnosticOptions Options;
  IntrusiveRefCntPtr<DiagnosticsEngine> Diagnostics =
      CompilerInstance::createDiagnostics(*Files, Options, &Ignore,
                                          /*ShouldOwnClient=*/false);
  ProcessWarningOptions(*Diagnostics,
                        CompilerInvocation(Wanted).getDiagnosticOpts(), *Files,
                        /*ReportDiags=*/false);
  CompilerInstance Compiler(std::make_shared<CompilerInvocation>(Wanted));
  Compiler.setVirtualFileSystem(Files);
  Compiler.setDiagnostics(Diagnostics);
  Compiler.setVerboseOutputStream(nulls());
  Compiler.createFileManager();
  Compiler.getLangOpts().CompilingPCH = true;
  auto Buffer = std::make_shared<PCHBuffer>();
  std::set<std::string> Names;
  bool Missing = false;
  auto Result = std::make_shared<CompiledUnit>();
  CompileAction Action(Buffer, Names, Result->Identifiers, Missing);
  if (!Compiler.ExecuteAction(Action) || Missing || !Buffer->IsComplete ||
      Diagnostics->hasErrorOccurred())
    return nullptr;

  Result->Names.assign(Names.begin(), Names.end());
  for (const auto &[Path, Asked] : Recording->Asked) {
    Lookup Now = lookUp(*Below, Path);
    const Lookup Plain{Now.Path, Now.What, Now.Size, Now.Time, ""};
    if (Plain != Asked)
      return nullptr;
    Result->Lookups.push_back(std::move(Now));
  }
  Result->Bytes = MemoryBuffer::getMemBufferCopy(
      StringRef(Buffer->Data.data(), Buffer->Data.size()), "headers");
  return Result;
}

std::shared_ptr<const CompiledUnit>
compileHeaders(const CompilerInvocation &Invocation,
               const IntrusiveRefCntPtr<vfs::FileSystem> &Files) {
  // Others wait for this, so that a crash must not leave them alone.
  std::shared_ptr<const CompiledUnit> Result;
  CrashRecoveryContext Recovery;
  if (!Recovery.RunSafely([&] { Result = compile(Invocation, Files); }))
    return nullptr;
  return Result;
}

} // namespace perfclaim
