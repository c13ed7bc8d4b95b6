//===- DeclIndex.h - The repository's declarations in a unit ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// All declarations at namespace and class scope that stand in the
/// repository's files, instantiations of its templates included.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_DECLINDEX_H
#define PERFCLAIM_LIB_ANALYSIS_DECLINDEX_H

#include "AnalysisInternal.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringMap.h"

namespace perfclaim {

class DeclIndex {
public:
  explicit DeclIndex(const ParsedUnit &Unit);

  /// Representatives in the order of the unit, each with all of its
  /// declarations that have a body of their own: the representative itself
  /// and its instantiations.
  llvm::MapVector<const clang::FunctionDecl *,
                  llvm::SmallVector<const clang::FunctionDecl *, 2>>
      Functions;
  llvm::MapVector<const clang::VarDecl *,
                  llvm::SmallVector<const clang::VarDecl *, 1>>
      Variables;
  llvm::MapVector<const clang::CXXRecordDecl *,
                  llvm::SmallVector<const clang::CXXRecordDecl *, 1>>
      Records;
  llvm::SmallVector<const clang::EnumDecl *, 0> Enums;

  /// Cached inRepository.
  bool contains(const clang::Decl *D) const;
  /// Functions of the repository by unqualified name, representatives only.
  llvm::ArrayRef<const clang::FunctionDecl *>
  functionsNamed(llvm::StringRef Name) const;

private:
  void walk(const clang::DeclContext *Context);
  void visit(const clang::Decl *D);
  void visitFunction(const clang::FunctionDecl *F);
  void visitRecord(const clang::CXXRecordDecl *R);
  void visitVariable(const clang::VarDecl *V);

  const ParsedUnit &Unit;
  llvm::DenseSet<const clang::Decl *> Seen;
  mutable llvm::DenseMap<clang::FileID, bool> FileInRepository;
  llvm::StringMap<llvm::SmallVector<const clang::FunctionDecl *, 1>> ByName;
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_DECLINDEX_H
