//===- Watch.h - What a run of Clang includes, expands, reports -*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PARSE_WATCH_H
#define PERFCLAIM_LIB_PARSE_WATCH_H

#include "Session.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"

namespace perfclaim {

/// Lets the parse go on where a header is missing, and records what was
/// included and expanded.
std::unique_ptr<clang::PPCallbacks> watchPreprocessor(clang::Preprocessor &PP,
                                                      PathNamer &Names,
                                                      SeenInUnit &Seen,
                                                      bool RecordMacros);

/// Collects errors as notes; prints nothing. In the host view errors in device
/// code are no errors: nvcc never compiles it there, and what stands under
/// `#if __CUDA_ARCH__` is missing from it.
class DiagnosticWatch : public clang::DiagnosticConsumer {
public:
  DiagnosticWatch(PathNamer &Names, SeenInUnit &Seen, View Which)
      : Names(Names), Seen(Seen), Which(Which) {}
  /// The compiler whose errors these are, once there is one.
  void setCompiler(clang::CompilerInstance &From) { Compiler = &From; }
  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override;

private:
  PathNamer &Names;
  SeenInUnit &Seen;
  View Which;
  clang::CompilerInstance *Compiler = nullptr;

  const clang::FunctionDecl *currentFunction() const;
  void noteSite(const clang::Diagnostic &Info);
  void noteBody(const clang::Diagnostic &Info, const Note &Error);
};

/// True for functions that only the device has.
bool isDeviceOnly(const clang::FunctionDecl &Function);

/// Names a function for its body, the same for all instances of a template.
BodySet::value_type bodyKey(const clang::SourceManager &SM,
                            const clang::FunctionDecl &Function);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PARSE_WATCH_H
