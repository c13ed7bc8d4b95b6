//===- Workspace.h - Files that are edited, and their base ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// From the texts in an editor to an answer. Keeps between two calls what an
/// edit does not change: the side before, the compiled headers, the flags.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LSP_WORKSPACE_H
#define PERFCLAIM_LSP_WORKSPACE_H

#include "perfclaim/Driver/Driver.h"
#include "perfclaim/Lsp/Answer.h"

namespace perfclaim {

struct WorkspaceOptions {
  std::string Base; ///< Revision; "" is HEAD.
  AnalysisOptions Analysis;
};

/// Texts that are not on disk, by absolute path without symbolic links.
using OpenTexts = std::map<std::string, std::string>;

/// Not thread-safe: belongs to one thread.
class Workspace {
public:
  Workspace(WorkspaceOptions Options, Surroundings Around);
  ~Workspace();

  /// \p File is one of \p Open. An error says what the user can do.
  llvm::Expected<Answer> look(const std::string &File, const OpenTexts &Open);
  /// Lets go of what is kept for a file that is edited no more.
  void close(const std::string &File);
  /// Files on disk are others than before.
  void forgetDisk();
  void setBase(std::string Revision);

private:
  struct Unit;
  struct Tree;
  llvm::Expected<Tree *> treeAround(const std::string &File);
  llvm::Expected<ParseOptions> parseOptions(const std::string &File,
                                            const std::string &Root);
  llvm::Error selectFlags(Tree &In, Unit &Of, const SideInput &After,
                          const ParseOptions &Options, llvm::StringRef Path);
  WorkspaceOptions Options;
  Surroundings Around;
  std::map<std::string, std::unique_ptr<Tree>> Trees; ///< By folder.
};

/// The change of \p File alone, as it stands in the editor, for a package.
llvm::Expected<CommitInput> inputOfFile(const std::string &File,
                                        const OpenTexts &Open,
                                        llvm::StringRef Base);

} // namespace perfclaim

#endif // PERFCLAIM_LSP_WORKSPACE_H
