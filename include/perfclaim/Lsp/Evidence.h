//===- Evidence.h - Machine code of what is edited --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Registers, spills, shared memory and occupancy of the kernels of one file,
/// as it stands in the editor, against the base. Made as the hook makes them,
/// by a process of its own: it can be ended at any time, gives way to answers,
/// and what a compiler cannot take ends it and not the server.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LSP_EVIDENCE_H
#define PERFCLAIM_LSP_EVIDENCE_H

#include "perfclaim/Lsp/Workspace.h"

namespace perfclaim {

struct EvidenceRequest {
  std::string File; ///< Absolute, without symbolic links.
  OpenTexts Open;
  WorkspaceOptions Options;
};

struct EvidenceAnswer {
  StaticEvidence Found;
  std::map<std::string, double> Limits; ///< Of perfclaim.json.
};

/// In that process: a request as JSON to an answer as JSON.
llvm::Expected<std::string> answerEvidenceRequest(llvm::StringRef Json,
                                                  const Surroundings &Around);

/// Runs that process: \p Program is this tool. \p Stop ends it.
llvm::Expected<EvidenceAnswer>
askForEvidence(const EvidenceRequest &Request, llvm::StringRef Program,
               const Surroundings &Around, const std::function<bool()> &Stop);

/// Static evidence about one text of a file.
struct FileEvidence {
  std::string Seen; ///< Answer::Seen.
  std::string Text; ///< Lines are this text's.
  StaticEvidence Found;
  std::vector<Finding> Worse;
  std::string Why; ///< Why there is none; or "".
};
FileEvidence makeFileEvidence(const Answer &About,
                              llvm::Expected<EvidenceAnswer> Result);

/// Whether \p About shows kernels that evidence could be about.
bool showsKernels(const Answer &About);

/// Markdown about \p Kernel: its figures before and after, or in one line why
/// they are not known.
std::string figuresOf(const FileEvidence &Static, llvm::StringRef Kernel);

} // namespace perfclaim

#endif // PERFCLAIM_LSP_EVIDENCE_H
