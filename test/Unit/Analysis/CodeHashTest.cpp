//===- CodeHashTest.cpp ---------------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Analysis/Analysis.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SourceMgr.h"
#include <gtest/gtest.h>

using namespace perfclaim;

namespace {

/// The hash of kernel `k` in \p Text; "" where there is none.
std::string codeOf(llvm::StringRef Text, llvm::StringRef QualifiedName = "k") {
  llvm::LLVMContext Context;
  llvm::SMDiagnostic Error;
  std::unique_ptr<llvm::Module> M =
      llvm::parseAssemblyString(Text, Error, Context);
  if (!M) {
    ADD_FAILURE() << Error.getMessage().str();
    return "";
  }
  Inventory Kernels;
  Kernel &K = Kernels.Kernels.emplace_back();
  K.Identity = "c:@F@k#";
  K.QualifiedName = QualifiedName.str();
  auto Hashes = hashKernelCode(*M, Kernels);
  return Hashes.count(K.Identity) ? Hashes[K.Identity] : "";
}

std::string kernel(llvm::StringRef Body, llvm::StringRef Rest = "") {
  return (Rest + "\ndefine ptx_kernel void @_Z1kPfi(ptr %p, i32 %n) {\n" +
          Body + "\n  ret void\n}\n")
      .str();
}

} // namespace

TEST(CodeHash, IsBlindToNamesOrderAndMetadata) {
  std::string A = codeOf(kernel("  %x = add i32 %n, 1\n"
                                "  call void @f(i32 %x)",
                                "define internal void @f(i32 %i) {\n"
                                "  ret void\n}\n"
                                "define void @other() { ret void }"));
  std::string B =
      codeOf("!named = !{!0}\n!0 = !{!\"a\"}\n" +
             kernel("  %sum = add i32 %n, 1, !note !0\n"
                    "  call void @renamed(i32 %sum)") +
             "define internal void @renamed(i32 %other) { ret void }\n");
  EXPECT_NE(A, "");
  EXPECT_EQ(A, B);
}

TEST(CodeHash, SeesInstructionsConstantsFlagsAndAssembly) {
  std::string Plain = codeOf(kernel("  %x = add i32 %n, 1"));
  EXPECT_NE(Plain, codeOf(kernel("  %x = add i32 %n, 2")));
  EXPECT_NE(Plain, codeOf(kernel("  %x = sub i32 %n, 1")));
  EXPECT_NE(Plain, codeOf(kernel("  %x = add nsw i32 %n, 1")));
  EXPECT_NE(Plain, codeOf(kernel("  %x = add i32 1, %n")));
  EXPECT_NE(
      codeOf(kernel("  call void asm sideeffect \"bar.sync 0;\", \"\"()")),
      codeOf(kernel("  call void asm sideeffect \"bar.sync 1;\", \"\"()")));
  EXPECT_NE(codeOf(kernel("  %x = load float, ptr %p, align 4")),
            codeOf(kernel("  %x = load volatile float, ptr %p, align 4")));
}

TEST(CodeHash, SeesWhatIsCalledAndReferredTo) {
  auto Calling = [](llvm::StringRef Value) {
    return codeOf(
        kernel("  call void @f(ptr %p)", ("define internal void @f(ptr %q) {\n"
                                          "  store i32 " +
                                          Value + ", ptr %q\n  ret void\n}\n")
                                             .str()));
  };
  EXPECT_EQ(Calling("1"), Calling("1"));
  EXPECT_NE(Calling("1"), Calling("2"));
  auto Reading = [](llvm::StringRef Name, llvm::StringRef Value) {
    return codeOf(
        kernel(("  %x = load i32, ptr @" + Name).str(),
               ("@" + Name + " = internal constant i32 " + Value).str()));
  };
  EXPECT_EQ(Reading("a", "1"), Reading("b", "1"));
  EXPECT_NE(Reading("a", "1"), Reading("a", "2"));
}

TEST(CodeHash, EndsOnRecursion) {
  const char *Recursive = "define internal void @f(i32 %i) {\n"
                          "  call void @g(i32 %i)\n  ret void\n}\n"
                          "define internal void @g(i32 %i) {\n"
                          "  call void @f(i32 %i)\n  ret void\n}\n";
  EXPECT_EQ(codeOf(kernel("  call void @f(i32 %n)", Recursive)),
            codeOf(kernel("  call void @f(i32 %n)", Recursive)));
}

TEST(CodeHash, FindsKernelsByTheirDemangledNames) {
  const char *Hidden =
      "define ptx_kernel void @_ZN2ns12_GLOBAL__N_16kernelIfLi4EEEvPT_() {\n"
      "  ret void\n}\n";
  EXPECT_NE(codeOf(Hidden, "ns::kernel"), "");
  EXPECT_EQ(codeOf(Hidden, "kernel"), "");
  EXPECT_NE(codeOf("define ptx_kernel void @plain() { ret void }", "plain"),
            "");
  EXPECT_NE(codeOf("define ptx_kernel void @_ZL1kv__static__0f2d() "
                   "{ ret void }"),
            "");
}
