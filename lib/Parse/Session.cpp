//===- Session.cpp - One run of Clang over one unit -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Session.h"
#include "Watch.h"
#include "perfclaim/Headers/CompiledHeaders.h"
#include "perfclaim/Support/Error.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace llvm;

namespace perfclaim {

/// Rounds of repair before what remains is taken as it is.
static constexpr int MaxRounds = 4;
/// Each of hunks shows names that an error before has hidden.
static constexpr int MaxHunkRounds = 3;
static constexpr llvm::StringLiteral HunkNamesPath = "/.perfclaim/hunk_names.h";
/// Deeply nested templates need more than a thread has by default.
static constexpr unsigned StackSize = 64u << 20;

const std::string &PathNamer::name(StringRef File) {
  auto [At, New] = Known.try_emplace(File);
  if (!New)
    return At->second;
  SmallString<256> Path(File);
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  StringRef Name = Path;
  if (Name.consume_front(Root) && Name.consume_front("/") &&
      (Name == Extra || Tree->contains(Name)))
    At->second = Name.str();
  return At->second;
}

namespace {

class SyntaxConsumer : public ASTConsumer {
public:
  SyntaxConsumer(CompilerInstance &Compiler, EndOfUnit AtEnd)
      : Compiler(Compiler), AtEnd(std::move(AtEnd)) {}
  void HandleTranslationUnit(ASTContext &) override { AtEnd(Compiler); }

private:
  CompilerInstance &Compiler;
  EndOfUnit AtEnd;
};

/// nvcc's host compiler sees no device code, and what is under
/// `#if __CUDA_ARCH__` is missing from it: Clang need not look either.
class BodySkipper : public ASTConsumer {
public:
  BodySkipper(CompilerInstance &Compiler, const BodySet &Skipped)
      : Compiler(Compiler), Skipped(Skipped) {}

private:
  CompilerInstance &Compiler;
  const BodySet &Skipped;

  bool shouldSkipFunctionBody(Decl *D) override {
    const FunctionDecl *Function = D->getAsFunction();
    return Function &&
           (isDeviceOnly(*Function) ||
            Skipped.count(bodyKey(Compiler.getSourceManager(), *Function)));
  }
};

class SyntaxAction : public ASTFrontendAction {
public:
  explicit SyntaxAction(EndOfUnit AtEnd) : AtEnd(std::move(AtEnd)) {}
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &Compiler,
                                                 StringRef) override {
    return std::make_unique<SyntaxConsumer>(Compiler, AtEnd);
  }

private:
  EndOfUnit AtEnd;
};

} // namespace

Session::Session(SessionRequest Wanted)
    : Request(std::move(Wanted)),
      Names(Request.Side, Request.Text ? Request.Path : "") {}

std::vector<std::string> Session::command() const {
  const SideInput &Side = Request.Side;
  CompileFlags Flags = Request.Flags;
  auto MakeAbsolute = [&](std::string &Folder) {
    if (sys::path::is_absolute(Folder))
      return;
    SmallString<256> Path(Side.Root);
    sys::path::append(Path, Folder);
    sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    Folder = std::string(Path);
  };
  for (std::string &Folder : Flags.IncludeDirs)
    MakeAbsolute(Folder);
  for (std::string &Folder : Flags.SystemIncludeDirs)
    MakeAbsolute(Folder);
  for (std::string &Name : Flags.ForcedIncludes)
    if (Side.Tree->contains(Name))
      MakeAbsolute(Name);

  std::vector<std::string> Command = toClangCommand(
      Flags, Request.Options.Kit, Request.Options.ResourceDir, Request.Which,
      Request.Options.Architecture, Side.Root + "/" + Request.Path);
  std::vector<std::string> Ours = {"-ferror-limit=0", "-w"};
  if (Flags.Cuda)
    Ours.insert(Ours.end(), {"-include", PreludePath.str()});
  if (isOfHunks(Flags))
    Ours.insert(Ours.end(), {"-include", HunkNamesPath.str()});
  // After everything else: what is installed goes before what stands in.
  Ours.insert(Ours.end(), {"-idirafter", StandInFolder.str()});
  const std::vector<std::string> &Extra = Request.Options.ExtraArguments;
  for (size_t I = 0; I != Extra.size(); ++I) {
    StringRef Argument = Extra[I];
    if (Argument == "-Xclang" && I + 1 != Extra.size())
      Ours.insert(Ours.end(), {Extra[I], Extra[I + 1]});
    if (Argument == "-Xclang")
      ++I;
    // What the flags understood is among them already.
    else if (Argument.starts_with("-") &&
             parseCommand({Extra[I]}, "") == parseCommand({}, ""))
      Ours.push_back(Extra[I]);
  }
  Ours.insert(Ours.end(), Request.MoreArguments.begin(),
              Request.MoreArguments.end());
  Command.insert(Command.begin() + 1, Ours.begin(), Ours.end());
  return Command;
}

static StringRef readAs(RepairSite::Kind What) {
  switch (What) {
  case RepairSite::Kind::SharedVariable:
    return "read as if the shared variable had no initialisation";
  case RepairSite::Kind::TemplateKeyword:
  case RepairSite::Kind::QualifiedTemplate:
    return "read as if the keyword 'template' were there";
  case RepairSite::Kind::AsmOperand:
    return "read as if there were a comma between the operands of the asm";
  case RepairSite::Kind::Braces:
    return "read as if the type of the braces were written";
  }
  return "";
}

bool Session::repair(CompilerInstance &Compiler) {
  FileManager &Files = Compiler.getFileManager();
  return repairSites(
      Seen.Sites, Repaired,
      [&](StringRef Path) -> std::optional<std::string> {
        auto Buffer = Files.getBufferForFile(Path);
        if (!Buffer)
          return std::nullopt;
        return (*Buffer)->getBuffer().str();
      },
      [&](const RepairSite &Site, StringRef Text) {
        unsigned Line = 1 + llvm::count(Text.take_front(Site.Offset), '\n');
        Repairs.push_back({Severity::Note, Names.name(Site.File), Line,
                           readAs(Site.What).str()});
      });
}

bool Session::skipRejected() {
  bool Changed = false;
  for (const SeenInUnit::RejectedBody &Body : Seen.Rejected) {
    if (!Request.SkipBodies || !Skipped.insert({Body.File, Body.Offset}).second)
      continue;
    Changed = true;
    LeftOut.emplace(Body.Function, Body.Why);
    Repairs.push_back({Severity::Warning, Body.Place.File, Body.Place.Line,
                       "Clang rejects the body of '" + Body.Function +
                           "', which is not looked into (" + Body.Why + ")"});
  }
  return Changed;
}

Expected<Session::Outcome>
Session::runOnce(bool Last, ActionMaker Make,
                 function_ref<void(CompilerInstance &)> Final) {
  Seen = SeenInUnit();
  ShadowTexts Shadows;
  if (Request.Text)
    Shadows[Request.Side.Root + "/" + Request.Path] = *Request.Text;
  if (isOfHunks(Request.Flags))
    Shadows[HunkNamesPath.str()] = declareNames(Declared, Request.Flags);
  IntrusiveRefCntPtr<vfs::FileSystem> Files =
      makeParseFileSystem(Request.Side, Request.Options, Repaired, Shadows);
  DiagnosticWatch Watch(Names, Seen, Request.Which);
  DiagnosticOptions DiagnosticOpts;
  IntrusiveRefCntPtr<DiagnosticsEngine> Diagnostics =
      CompilerInstance::createDiagnostics(*Files, DiagnosticOpts, &Watch,
                                          /*ShouldOwnClient=*/false);
  std::vector<std::string> Command = command();
  std::vector<const char *> Arguments;
  for (const std::string &Argument : Command)
    Arguments.push_back(Argument.c_str());
  CreateInvocationOptions InvocationOptions;
  InvocationOptions.Diags = Diagnostics;
  InvocationOptions.VFS = Files;
  InvocationOptions.RecoverOnError = true;
  std::shared_ptr<CompilerInvocation> Invocation =
      createInvocation(Arguments, InvocationOptions);
  if (!Invocation)
    return makeError(Request.Path, "the compiler rejects the arguments",
                     "look at the flags of this unit");
  // Ours are made before the command is read.
  ProcessWarningOptions(*Diagnostics, Invocation->getDiagnosticOpts(), *Files,
                        /*ReportDiags=*/false);
  Invocation->getFrontendOpts().DisableFree = false;
  Invocation->getFrontendOpts().SkipFunctionBodies = Request.SkipBodies;
  Invocation->getCodeGenOpts().ClearASTBeforeBackend = false;
  const std::unique_ptr<MemoryBuffer> Main =
      usePreamble(*Invocation, Command, Files);
  OnCompiled.reset();
  if (!Plain && !Main && Request.Options.Headers)
    OnCompiled = Request.Options.Headers->use(*Invocation, Files, PreludePath,
                                              Request.Side.Root);

  CompilerInstance Compiler(std::move(Invocation));
  Compiler.setVirtualFileSystem(Files);
  Compiler.setDiagnostics(Diagnostics);
  Watch.setCompiler(Compiler);
  Compiler.setVerboseOutputStream(nulls());
  Compiler.createFileManager();
  // A fatal error would silence all that follow, and stop instantiation.
  Diagnostics->setFatalsAsError(true);

  Outcome Result = Outcome::NoAst;
  auto AtEnd = [&](CompilerInstance &C) {
    if (OnCompiled)
      hideCompiled(C.getASTContext());
    else if (Main)
      hideForeign(C);
    Result = Outcome::Done;
    // Names first: errors that come of them ask for no repair.
    const bool Defined =
        !Last && (includeMissing() || nameMissing(C) || declareMissing());
    const bool Repaired = !Last && !Defined && repair(C);
    if (!Last && (Defined || skipRejected() || Repaired))
      Result = Outcome::Again;
    else
      Final(C);
  };
  std::unique_ptr<FrontendAction> Action = Make(AtEnd);

  // The callbacks can only be installed once there is a preprocessor.
  class Wrapped : public WrapperFrontendAction {
  public:
    Wrapped(std::unique_ptr<FrontendAction> Action, PathNamer &Names,
            SeenInUnit &Seen, const BodySet &Skipped,
            const SessionRequest &Request,
            const std::optional<std::string> &OnCompiled)
        : WrapperFrontendAction(std::move(Action)), Names(Names), Seen(Seen),
          Skipped(Skipped), Request(Request), OnCompiled(OnCompiled) {}
    void ExecuteAction() override {
      if (OnCompiled)
        continueBehind(getCompilerInstance().getPreprocessor(), *OnCompiled);
      WrapperFrontendAction::ExecuteAction();
    }
    std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &Compiler,
                                                   StringRef File) override {
      Preprocessor &PP = Compiler.getPreprocessor();
      PP.addPPCallbacks(
          watchPreprocessor(PP, Names, Seen, Request.RecordMacros));
      auto Inner = WrapperFrontendAction::CreateASTConsumer(Compiler, File);
      if (!Request.SkipBodies)
        return Inner;
      // A body is skipped if all consumers say so; the other always does.
      std::vector<std::unique_ptr<ASTConsumer>> Both;
      Both.push_back(std::make_unique<BodySkipper>(Compiler, Skipped));
      Both.push_back(std::move(Inner));
      return std::make_unique<MultiplexConsumer>(std::move(Both));
    }

  private:
    PathNamer &Names;
    SeenInUnit &Seen;
    const BodySet &Skipped;
    const SessionRequest &Request;
    const std::optional<std::string> &OnCompiled;
  } Whole(std::move(Action), Names, Seen, Skipped, Request, OnCompiled);
  Compiler.ExecuteAction(Whole);
  return Result;
}

Error Session::run(ActionMaker Make,
                   function_ref<void(CompilerInstance &)> Final) {
  CrashRecoveryContext::Enable();
  const int Rounds = isOfHunks(Request.Flags) ? MaxHunkRounds : MaxRounds;
  for (int Round = 1;; ++Round) {
    Expected<Outcome> Result = Outcome::NoAst;
    CrashRecoveryContext Recovery;
    bool Survived = Recovery.RunSafelyOnThread(
        [&] {
          Expected<Outcome> This = runOnce(Round == Rounds, Make, Final);
          consumeError(Result.takeError());
          Result = std::move(This);
        },
        StackSize);
    // Whatever went wrong, it shall not be for the compiled headers.
    if ((!Survived || (Result && *Result == Outcome::NoAst)) && OnCompiled) {
      consumeError(Result.takeError());
      Plain = true;
      --Round;
      continue;
    }
    if (!Survived) {
      consumeError(Result.takeError());
      return makeError(Request.Path, "Clang crashed on this unit");
    }
    if (!Result)
      return Result.takeError();
    if (*Result == Outcome::Done)
      return Error::success();
    if (*Result == Outcome::NoAst)
      return makeError(Request.Path, Seen.Errors.empty()
                                         ? "no syntax tree could be made"
                                         : Seen.Errors.front().Text);
  }
}

Error Session::runSyntax(function_ref<void(CompilerInstance &)> Final) {
  return run(
      [](EndOfUnit AtEnd) -> std::unique_ptr<FrontendAction> {
        return std::make_unique<SyntaxAction>(std::move(AtEnd));
      },
      Final);
}

std::vector<Note> Session::notes() const {
  std::vector<Note> Result;
  // The cause comes before what follows from it.
  for (const std::string &Name : Seen.MissingHeaders)
    Result.push_back({Severity::Note, Request.Path, 0,
                      "header '" + Name + "' is missing; read as empty"});
  llvm::append_range(Result, Seen.Errors);
  if (Seen.ErrorCount > Seen.Errors.size())
    Result.push_back({Severity::Note, Request.Path, 0,
                      std::to_string(Seen.ErrorCount - Seen.Errors.size()) +
                          " more errors are not shown"});
  for (const std::string &Name : Seen.StandIns)
    // Parts of the prelude stand in for nothing that the source names.
    if (!StringRef(Name).starts_with("perfclaim_"))
      Result.push_back({Severity::Note, Request.Path, 0,
                        "header '" + Name + "' is a stand-in"});
  Result.insert(Result.end(), Repairs.begin(), Repairs.end());
  if (!Declared.empty())
    Result.push_back(
        {Severity::Note, Request.Path, 0, describeNames(Declared)});
  return Result;
}

} // namespace perfclaim
