//===- SourceIndex.h - Who includes whom, by text ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads #include lines of a tree without preprocessing it: fast enough for
/// repositories of 20 000 files, right often enough to choose units and
/// folders. What it misses, a compile database says.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PARSE_SOURCEINDEX_H
#define PERFCLAIM_LIB_PARSE_SOURCEINDEX_H

#include "perfclaim/Repo/Input.h"
#include "llvm/ADT/StringMap.h"
#include <set>
#include <string>
#include <vector>

namespace perfclaim {

struct IncludeLine {
  std::string Name;
  bool Angled = false;
};

/// `#include` lines of a text, comments and conditions ignored.
std::vector<IncludeLine> scanIncludes(llvm::StringRef Text);

/// Files that a compiler is given by itself.
bool isUnitName(llvm::StringRef Path);
bool isCudaName(llvm::StringRef Path);
/// Copies for other programming models, beside the CUDA ones.
bool isHipTwin(llvm::StringRef Path);

class SourceIndex {
public:
  explicit SourceIndex(std::shared_ptr<SourceTree> Tree);

  SourceTree &tree() { return *Tree; }
  /// Empty where the file cannot be read.
  const std::string &text(llvm::StringRef Path);
  const std::vector<IncludeLine> &includes(llvm::StringRef Path);

  struct Resolved {
    std::string Path;    ///< "" if the tree has no such file.
    std::string Folder;  ///< To be searched; "." is the root.
    bool Beside = false; ///< Found from the includer's own folder.
  };
  /// The file of the tree that \p Includer most likely means: beside it, or
  /// the nearest whose path ends in the name.
  const Resolved &resolve(llvm::StringRef Includer, const IncludeLine &Line);

  /// Units that include \p Header, directly or not, nearest first. Folders are
  /// searched outward from the header, until \p Wanted units are known.
  std::vector<std::string> unitsIncluding(llvm::StringRef Header,
                                          size_t Wanted);

  /// All files that \p Unit includes, itself too, sorted.
  std::set<std::string> closure(llvm::StringRef Unit);

private:
  std::shared_ptr<SourceTree> Tree;
  llvm::StringMap<std::vector<std::string>> ByName; ///< File name to paths.
  llvm::StringMap<std::string> Texts;
  llvm::StringMap<std::vector<IncludeLine>> Lines;
  llvm::StringMap<Resolved> Answers;
  /// Folders whose files are in Includers.
  std::set<std::string> Scanned;
  std::set<std::string> ScannedFolders;
  /// Path to the files that include it.
  std::map<std::string, std::set<std::string>> Includers;

  size_t scanFolder(llvm::StringRef Folder, size_t Limit);
};

/// Number of path parts that two files' folders do not share.
unsigned pathDistance(llvm::StringRef A, llvm::StringRef B);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PARSE_SOURCEINDEX_H
