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
                                                      Observation &Seen,
                                                      bool RecordMacros);

/// Collects errors as notes; prints nothing.
class DiagnosticWatch : public clang::DiagnosticConsumer {
public:
  DiagnosticWatch(PathNamer &Names, Observation &Seen)
      : Names(Names), Seen(Seen) {}
  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override;

private:
  PathNamer &Names;
  Observation &Seen;
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PARSE_WATCH_H
