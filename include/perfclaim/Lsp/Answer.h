//===- Answer.h - What an editor is shown of a file -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What was found out about one version of one file, and how it is put into
/// words: functions from a value to texts at lines.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LSP_ANSWER_H
#define PERFCLAIM_LSP_ANSWER_H

#include "perfclaim/Model/ChangeSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace perfclaim {

/// An error that the base does not have: what is behind it was not seen.
struct BrokenPlace {
  unsigned Line = 0; ///< 0: in another file.
  std::string Text;
  bool operator==(const BrokenPlace &) const = default;
};

struct Answer {
  std::string Path; ///< Repository path.
  std::string Text; ///< Lines are this text's.
  std::string Base; ///< As the user calls it: "HEAD".
  Inventory After;
  ChangeSet Changes;
  std::set<std::string> Files; ///< Of the repository, that the unit includes.
  /// Of all that machine code depends on, as far as it is known here.
  std::string Seen;
  std::optional<BrokenPlace> Broken;
  std::vector<std::string> Remarks; ///< About the set-up, to be said once.
};

/// Something to say at a line of the file.
struct Finding {
  unsigned Line = 0;
  Severity Level = Severity::Note;
  std::string Code; ///< "launch", "heuristic".
  std::string Text;
  bool operator==(const Finding &) const = default;
};
std::vector<Finding> findingsOf(const Answer &About);

/// What stands over a kernel that changed, or is launched otherwise.
struct KernelLens {
  unsigned Line = 0, EndLine = 0; ///< Of the kernel.
  std::string Kernel;
  std::string Title;
  bool operator==(const KernelLens &) const = default;
};
std::vector<KernelLens> lensesOf(const Answer &About);

/// Markdown about the kernel that is named or launched at a line, with what
/// \p More says of it at the end; "" for none.
std::string
hoverOf(const Answer &About, unsigned Line, llvm::StringRef Name,
        llvm::function_ref<std::string(llvm::StringRef Kernel)> More = nullptr);

} // namespace perfclaim

#endif // PERFCLAIM_LSP_ANSWER_H
