//===- OpenTree.h - A work tree under an editor's texts ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_LSP_OPENTREE_H
#define PERFCLAIM_LIB_LSP_OPENTREE_H

#include "perfclaim/Lsp/Workspace.h"

namespace perfclaim {

/// Texts of \p Open that lie below \p Root, by repository path.
std::map<std::string, std::string> below(const OpenTexts &Open,
                                         llvm::StringRef Root);

/// \p Disk with the files of \p Open in the place of its own. Making one costs
/// nothing that grows with the tree.
std::shared_ptr<SourceTree>
makeOpenTree(std::shared_ptr<SourceTree> Disk,
             std::map<std::string, std::string> Open);

/// What one file is on both sides; \p Path must be on the new one.
llvm::Expected<FileChange> changeOf(const std::string &Path,
                                    const SourceTree &Before,
                                    const SourceTree &After);

/// The change of \p File alone with the others as they stand in the editor,
/// even where it is no change.
llvm::Expected<CommitInput> inputOfFileAlone(const std::string &File,
                                             const OpenTexts &Open,
                                             llvm::StringRef Base);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_LSP_OPENTREE_H
