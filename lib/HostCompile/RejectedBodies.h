//===- RejectedBodies.h - Host code that only nvcc takes --------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// nvcc's host compiler has rules of its own, for vector types and overloads
/// above all. A function of the host whose body Clang rejects can be left out:
/// where nothing calls it nothing is missing, and elsewhere the linker says
/// which it was.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTCOMPILE_REJECTEDBODIES_H
#define PERFCLAIM_LIB_HOSTCOMPILE_REJECTEDBODIES_H

#include "perfclaim/Compile/Repairs.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/CodeGen/CodeGenAction.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

/// Functions by file and offset, the same for all instances of a template;
/// with their readable names.
using RejectedBodies = std::map<std::pair<std::string, unsigned>, std::string>;

/// Hands diagnostics on, and notes those of the host's functions.
class BodyWatch : public clang::DiagnosticConsumer {
public:
  explicit BodyWatch(clang::DiagnosticConsumer &Next) : Next(Next) {}
  RejectedBodies Found;
  /// What a repair of the text would make good.
  std::vector<RepairSite> Sites;
  /// "file.cu:12" of each launch from device code, which is an error without
  /// more than that: no message of Clang's is handed on.
  std::vector<std::string> Launches;
  void setCompiler(clang::CompilerInstance &From) { Compiler = &From; }

  void BeginSourceFile(const clang::LangOptions &Options,
                       const clang::Preprocessor *PP) override;
  void EndSourceFile() override { Next.EndSourceFile(); }
  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override;

private:
  clang::DiagnosticConsumer &Next;
  clang::CompilerInstance *Compiler = nullptr;

  void noteSite(const clang::Diagnostic &Info);
};

/// Generates code for everything but \p Without; \p Behind is what is read
/// behind compiled headers, where there are any.
class EmitAllBut : public clang::EmitLLVMOnlyAction {
public:
  EmitAllBut(llvm::LLVMContext &Context, const RejectedBodies &Without,
             const std::optional<std::string> &Behind)
      : EmitLLVMOnlyAction(&Context), Without(Without), Behind(Behind) {}

private:
  const RejectedBodies &Without;
  const std::optional<std::string> &Behind;
  void ExecuteAction() override;
  std::unique_ptr<clang::ASTConsumer>
  CreateASTConsumer(clang::CompilerInstance &Compiler,
                    llvm::StringRef File) override;
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_HOSTCOMPILE_REJECTEDBODIES_H
