//===- CompiledHeadersTest.cpp - Headers compiled for many units ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Headers/CompiledHeaders.h"
#include "perfclaim/Support/Files.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/Decl.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"
#include <map>
#include <thread>

using namespace clang;
using namespace llvm;

namespace perfclaim {
namespace {

using TextFiles = std::map<std::string, std::string>;

/// Writes "x = 3;" for each variable of the unit, and how many errors.
class Values : public ASTFrontendAction {
public:
  Values(std::string &Text, const std::optional<std::string> &Predefines)
      : Text(Text), Predefines(Predefines) {}

private:
  std::string &Text;
  const std::optional<std::string> &Predefines;

  class Reader : public ASTConsumer {
  public:
    Reader(std::string &Text, bool Hidden) : Text(Text), Hidden(Hidden) {}
    void HandleTranslationUnit(ASTContext &Context) override {
      if (Hidden)
        hideCompiled(Context);
      for (Decl *Top : Context.getTraversalScope()) {
        auto *Whole = dyn_cast<TranslationUnitDecl>(Top);
        if (!Whole)
          read(*Top);
        else
          for (Decl *D : Whole->decls())
            read(*D);
      }
    }

  private:
    std::string &Text;
    bool Hidden;
    void read(const Decl &D) {
      const auto *Variable = dyn_cast<VarDecl>(&D);
      if (!Variable || Variable->getName().starts_with("hidden"))
        return;
      const APValue *Value = Variable->evaluateValue();
      Text += Variable->getNameAsString() + " = " +
              (Value && Value->isInt()
                   ? std::to_string(Value->getInt().getSExtValue())
                   : "?") +
              "; ";
    }
  };

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &,
                                                 StringRef) override {
    return std::make_unique<Reader>(Text, Predefines.has_value());
  }
  void ExecuteAction() override {
    if (Predefines)
      continueBehind(getCompilerInstance().getPreprocessor(), *Predefines);
    ASTFrontendAction::ExecuteAction();
  }
};

/// One unit, /repo/main.cpp, behind the forced include /sys/first.h.
struct Unit {
  TextFiles Texts;
  std::vector<std::string> Arguments;
  bool Used = false; ///< Compiled headers.

  std::string read(CompiledHeaders *Headers) {
    CrashRecoveryContext::Enable();
    auto Memory = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
    for (const auto &[Path, Text] : Texts)
      Memory->addFile(Path, 0, MemoryBuffer::getMemBufferCopy(Text));
    IntrusiveRefCntPtr<vfs::FileSystem> Files = Memory;
    std::vector<const char *> Words = {
        "clang++",  "-std=c++20",   "-nostdinc", "-x",  "c++",
        "-include", "/sys/first.h", "-isystem",  "/sys"};
    for (const std::string &Argument : Arguments)
      Words.push_back(Argument.c_str());
    Words.push_back("/repo/main.cpp");
    DiagnosticConsumer Counter;
    DiagnosticOptions Options;
    CreateInvocationOptions Wanted;
    IntrusiveRefCntPtr<DiagnosticsEngine> Diagnostics =
        CompilerInstance::createDiagnostics(*Files, Options, &Counter, false);
    Wanted.Diags = Diagnostics;
    Wanted.VFS = Files;
    std::shared_ptr<CompilerInvocation> Invocation =
        createInvocation(Words, Wanted);
    std::optional<std::string> Predefines;
    if (Headers)
      Predefines = Headers->use(*Invocation, Files, "/sys/first.h", "/repo");
    Used = Predefines.has_value();
    CompilerInstance Compiler(std::move(Invocation));
    Compiler.setVirtualFileSystem(Files);
    Compiler.setDiagnostics(Diagnostics);
    Compiler.setVerboseOutputStream(nulls());
    Compiler.createFileManager();
    std::string Text;
    Values Action(Text, Predefines);
    Compiler.ExecuteAction(Action);
    return Text + std::to_string(Counter.getNumErrors()) + " errors";
  }
};

Unit makeUnit(std::string Main) {
  return {{{"/repo/main.cpp", std::move(Main)},
           {"/sys/first.h", "#pragma once\n#include <inner.h>\n"},
           {"/sys/inner.h", "#ifdef WIDE\nconstexpr int hidden = WIDE;\n"
                            "#else\nconstexpr int hidden = 4;\n#endif\n"
                            "#ifdef DEEP\n#ifdef DEEPER\n#define TEN 11\n"
                            "#else\n#define TEN 12\n#endif\n"
                            "#else\n#define TEN 10\n#endif\n"}},
          {}};
}

/// A folder of its own for each test.
struct Folder {
  SmallString<128> Path;
  Folder() {
    EXPECT_FALSE(sys::fs::createUniqueDirectory("perfclaim-headers", Path));
  }
  ~Folder() { EXPECT_FALSE(sys::fs::remove_directories(Path)); }
  std::vector<std::string> files() const {
    std::vector<std::string> Result;
    std::error_code Code;
    for (sys::fs::directory_iterator At(Path, Code), End; !Code && At != End;
         At.increment(Code))
      if (StringRef(At->path()).ends_with(".pch"))
        Result.push_back(At->path());
    return Result;
  }
};

TEST(CompiledHeadersTest, AreReadAsIfTheyWereText) {
  CompiledHeaders Headers("");
  Unit One = makeUnit("int x = hidden + TEN;\n");
  EXPECT_EQ(One.read(nullptr), "x = 14; 0 errors");
  EXPECT_EQ(One.read(&Headers), "x = 14; 0 errors");
  EXPECT_TRUE(One.Used);
  Unit Two = makeUnit("#include <first.h>\n#include <inner.h>\nint y = TEN;\n");
  const std::string Plain = Two.read(nullptr);
  EXPECT_EQ(Two.read(&Headers), Plain);
  EXPECT_TRUE(Two.Used);
  EXPECT_EQ(Headers.builds(), 1U);
}

TEST(CompiledHeadersTest, AreCompiledAnewForMacrosThatTheyAskFor) {
  CompiledHeaders Headers("");
  Unit Plain = makeUnit("int x = hidden;\n");
  EXPECT_EQ(Plain.read(&Headers), "x = 4; 0 errors");
  Unit Wide = makeUnit("int x = hidden;\nint y = OTHER;\n#ifdef GONE\n"
                       "int z;\n#endif\nint w = ONE;\n");
  Wide.Arguments = {"-DWIDE=7", "-DOTHER=3", "-DGONE", "-UGONE", "-DONE"};
  EXPECT_EQ(Wide.read(&Headers), "x = 7; y = 3; w = 1; 0 errors");
  EXPECT_TRUE(Wide.Used);
  EXPECT_EQ(Headers.builds(), 2U);
}

TEST(CompiledHeadersTest, AreTheSameForMacrosThatTheyDoNotKnow) {
  CompiledHeaders Headers("");
  for (const char *Value : {"1", "2", "3"}) {
    Unit Other = makeUnit("int x = OTHER;\n");
    Other.Arguments = {"-DOTHER=" + std::string(Value)};
    EXPECT_EQ(Other.read(&Headers), "x = " + std::string(Value) + "; 0 errors");
    EXPECT_TRUE(Other.Used);
  }
  EXPECT_EQ(Headers.builds(), 1U);
}

TEST(CompiledHeadersTest, AskForAMacroWhereAnotherOneIsThere) {
  CompiledHeaders Headers("");
  Unit Deep = makeUnit("int x = TEN;\n");
  Deep.Arguments = {"-DDEEP", "-DDEEPER"};
  EXPECT_EQ(Deep.read(&Headers), "x = 11; 0 errors");
  EXPECT_TRUE(Deep.Used);
}

TEST(CompiledHeadersTest, OfARepositoryAreNotTaken) {
  CompiledHeaders Headers("");
  Unit Before = makeUnit("int x = hidden;\n");
  Before.Arguments = {"-I/repo/include"};
  EXPECT_EQ(Before.read(&Headers), "x = 4; 0 errors");
  EXPECT_TRUE(Before.Used);
  Unit After = Before;
  After.Texts["/repo/include/inner.h"] = "constexpr int hidden = 9;\n";
  EXPECT_EQ(After.read(&Headers), "x = 9; 0 errors");
  EXPECT_FALSE(After.Used);
  EXPECT_EQ(Before.read(&Headers), "x = 4; 0 errors");
  // The same file by another way.
  After.Arguments = {"-iquote", "/repo/include"};
  const std::string Quoted = After.read(nullptr);
  EXPECT_EQ(After.read(&Headers), Quoted);
  EXPECT_FALSE(After.Used);
}

TEST(CompiledHeadersTest, StandBeforeWhatElseIsIncluded) {
  CompiledHeaders Headers("");
  Unit Forced = makeUnit("int x = FORCED;\n");
  Forced.Texts["/repo/forced.h"] = "#define FORCED (TEN + BASE)\n";
  Forced.Arguments = {"-include", "/repo/forced.h", "-DBASE=5"};
  EXPECT_EQ(Forced.read(&Headers), "x = 15; 0 errors");
  EXPECT_TRUE(Forced.Used);
}

TEST(CompiledHeadersTest, WithErrorsAreRead) {
  CompiledHeaders Headers("");
  Unit Broken = makeUnit("int x = 1;\n");
  Broken.Texts["/sys/inner.h"] = "int hidden = unknown;\n";
  EXPECT_EQ(Broken.read(&Headers), "x = 1; 1 errors");
  EXPECT_FALSE(Broken.Used);
  Broken.Texts["/sys/inner.h"] = "#include <nowhere.h>\n";
  const std::string Missing = Broken.read(nullptr);
  EXPECT_EQ(Broken.read(&Headers), Missing);
  EXPECT_FALSE(Broken.Used);
}

TEST(CompiledHeadersTest, AreThereForTheNextProcess) {
  const Folder Cache;
  CompiledHeaders First(std::string(Cache.Path));
  Unit One = makeUnit("int x = hidden;\n");
  One.read(&First);
  EXPECT_EQ(First.builds(), 1U);
  CompiledHeaders Second(std::string(Cache.Path));
  EXPECT_EQ(One.read(&Second), "x = 4; 0 errors");
  EXPECT_TRUE(One.Used);
  EXPECT_EQ(Second.builds(), 0U);
}

TEST(CompiledHeadersTest, AreCompiledAnewForAnotherText) {
  const Folder Cache;
  CompiledHeaders First(std::string(Cache.Path));
  Unit One = makeUnit("int x = hidden;\n");
  One.read(&First);
  // Of the same size.
  std::string &Inner = One.Texts["/sys/inner.h"];
  Inner.replace(Inner.find("hidden = 4"), 10, "hidden = 5");
  CompiledHeaders Second(std::string(Cache.Path));
  EXPECT_EQ(One.read(&Second), "x = 5; 0 errors");
  EXPECT_EQ(Second.builds(), 1U);
}

TEST(CompiledHeadersTest, AreCompiledAnewForAFileThatIsFoundBeforeTheirs) {
  const Folder Cache;
  Unit One = makeUnit("int x = hidden;\n");
  One.Texts["/first/stdlib.h"] = "";
  One.Arguments = {"-isystem", "/first"};
  One.Texts["/sys/first.h"] = "#pragma once\n#include \"inner.h\"\n";
  One.Texts.erase("/sys/inner.h");
  One.Texts["/first/inner.h"] = "constexpr int hidden = 6;\n";
  CompiledHeaders First(std::string(Cache.Path));
  EXPECT_EQ(One.read(&First), "x = 6; 0 errors");
  EXPECT_TRUE(One.Used);
  One.Texts["/sys/inner.h"] = "constexpr int hidden = 8;\n";
  CompiledHeaders Second(std::string(Cache.Path));
  EXPECT_EQ(One.read(&Second), "x = 8; 0 errors");
  EXPECT_EQ(Second.builds(), 1U);
}

TEST(CompiledHeadersTest, InABrokenFileAreCompiledAnew) {
  const Folder Cache;
  Unit One = makeUnit("int x = hidden;\n");
  {
    CompiledHeaders First(std::string(Cache.Path));
    One.read(&First);
  }
  ASSERT_EQ(Cache.files().size(), 1U);
  const std::string Path = Cache.files().front();
  Expected<std::string> Whole = readFile(Path);
  ASSERT_TRUE(static_cast<bool>(Whole));
  std::string Flipped = *Whole;
  Flipped[Flipped.size() / 2] ^= 1;
  for (const std::string &Text : {Flipped, Whole->substr(0, Whole->size() / 2),
                                  std::string("x"), std::string()}) {
    ASSERT_FALSE(static_cast<bool>(writeFile(Path, Text)));
    CompiledHeaders Next(std::string(Cache.Path));
    EXPECT_EQ(One.read(&Next), "x = 4; 0 errors");
    EXPECT_EQ(Next.builds(), 1U);
    // And replaced.
    Expected<std::string> Now = readFile(Path);
    ASSERT_TRUE(static_cast<bool>(Now));
    EXPECT_EQ(Now->size(), Whole->size());
  }
}

TEST(CompiledHeadersTest, NeedNoFolder) {
  const Folder Cache;
  const std::string File = std::string(Cache.Path) + "/file";
  ASSERT_FALSE(static_cast<bool>(writeFile(File, "x")));
  for (const std::string &Place : {File, File + "/below", std::string("")}) {
    CompiledHeaders Headers(Place);
    Unit One = makeUnit("int x = hidden;\n");
    EXPECT_EQ(One.read(&Headers), "x = 4; 0 errors");
    EXPECT_TRUE(One.Used);
  }
}

TEST(CompiledHeadersTest, AreCompiledOnceForSeveralThreads) {
  CompiledHeaders Headers("");
  std::vector<std::string> Found(8);
  std::vector<std::thread> Threads;
  for (std::string &Text : Found)
    Threads.emplace_back(
        [&] { Text = makeUnit("int x = hidden;\n").read(&Headers); });
  for (std::thread &Thread : Threads)
    Thread.join();
  for (const std::string &Text : Found)
    EXPECT_EQ(Text, "x = 4; 0 errors");
  EXPECT_EQ(Headers.builds(), 1U);
}

TEST(CompiledHeadersTest, AreKeptWhereTheEnvironmentSays) {
  auto FolderIn = [](const TextFiles &Variables) -> std::string {
    auto Made =
        makeCompiledHeaders([&](StringRef Name) -> std::optional<std::string> {
          auto Found = Variables.find(Name.str());
          if (Found == Variables.end())
            return std::nullopt;
          return Found->second;
        });
    return Made ? Made->folder() : "none at all";
  };
  EXPECT_EQ(FolderIn({{"PERFCLAIM_CACHE", "/a"}, {"HOME", "/c"}}), "/a");
  EXPECT_EQ(FolderIn({{"PERFCLAIM_CACHE", ""}, {"HOME", "/c"}}), "none at all");
  EXPECT_EQ(FolderIn({{"XDG_CACHE_HOME", "/b"}, {"HOME", "/c"}}),
            "/b/perfclaim");
  EXPECT_EQ(FolderIn({{"XDG_CACHE_HOME", ""}, {"HOME", "/c"}}),
            "/c/.cache/perfclaim");
  EXPECT_EQ(FolderIn({{"XDG_CACHE_HOME", "b"}}), "");
}

} // namespace
} // namespace perfclaim
