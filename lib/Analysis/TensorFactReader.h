//===- TensorFactReader.h - Reads a function that takes tensors -*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What expressions say is in TensorFacts.cpp; statements and calls are in
/// TensorFactsWalk.cpp.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_TENSORFACTREADER_H
#define PERFCLAIM_LIB_ANALYSIS_TENSORFACTREADER_H

#include "TensorFacts.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace perfclaim {

/// The sides of `a == b`, built in or not; null for anything else.
std::pair<const clang::Expr *, const clang::Expr *>
equality(const clang::Expr *E);

class FactReader {
public:
  FactReader(const ParsedUnit &Unit, TensorFacts &Out) : Unit(Unit), Out(Out) {}

  void read(const clang::FunctionDecl *Function,
            llvm::ArrayRef<const clang::VarDecl *> Returned) {
    for (const clang::VarDecl *Result : Returned) {
      Tensors[Result] = Function->getNumParams() + Results.size();
      Results.push_back(Result);
    }
    for (unsigned I = 0; I != Function->getNumParams(); ++I)
      if (const clang::QualType Type = Function->getParamDecl(I)->getType();
          holdsTensor(Type)) {
        Tensors[Function->getParamDecl(I)] = I;
        if (const unsigned Depth = tensorListDepth(Type))
          Out.Lists[I] = Depth;
      } else if (Function->getParamDecl(I)->getType()->isIntegerType())
        Integers.insert(Function->getParamDecl(I));
    walkBody(Function);
  }

private:
  void walkBody(const clang::FunctionDecl *Function) {
    if (Stack.size() > 3 || llvm::is_contained(Stack, Function))
      return;
    Stack.push_back(Function);
    walk(Function->getBody());
    Stack.pop_back();
  }
  std::optional<unsigned> tensorOf(const clang::Expr *E,
                                   unsigned Depth = 0) const;
  std::optional<TensorDim> dimOf(const clang::Expr *E,
                                 unsigned Depth = 0) const;
  std::optional<TensorDim> lengthOf(const clang::Expr *E) const;
  std::optional<TensorDim> countOf(const clang::Expr *E) const;
  const clang::VarDecl *localOf(const clang::Expr *E) const;
  unsigned depthOf(unsigned Tensor) const {
    auto It = Out.Lists.find(Tensor);
    return It == Out.Lists.end() ? 0 : It->second;
  }
  /// What a tensor, or those of a list, calls \p Index.
  TensorDim dimAt(unsigned Tensor, int64_t Index) const {
    return {Tensor, Index < 0 ? Index : Index + depthOf(Tensor)};
  }
  std::optional<unsigned> elementsOf(const clang::Expr *E,
                                     unsigned Depth = 0) const;
  const clang::Expr *resolved(const clang::Expr *E) const;
  void equal(const clang::Expr *Left, const clang::Expr *Right, bool Check);
  void sizeIs(const TensorDim &Dim, const clang::Expr *Right, bool Mirrored);
  void formula(const TensorDim &Dim, const clang::Expr *Is);
  void check(const clang::Expr *E);
  void walk(const clang::Stmt *S);
  void walkSwitch(const clang::SwitchStmt *Switch);
  bool walkDispatchIf(const clang::IfStmt *If);
  void walkVariable(const clang::VarDecl *Variable);
  void walkCall(const clang::CallExpr *Call);
  void madeLike(unsigned Result, const clang::Stmt *Init, unsigned Depth = 0);
  void use(const clang::Expr *Call, clang::QualType Pointer, bool Cast);
  bool pointsToData(const clang::Expr *E, unsigned Depth = 0) const;
  unsigned dispatchOn(std::optional<unsigned> Subject, std::string Text,
                      clang::SourceLocation Where);

  const ParsedUnit &Unit;
  TensorFacts &Out;
  llvm::DenseMap<const clang::VarDecl *, unsigned> Tensors;
  llvm::SmallPtrSet<const clang::VarDecl *, 8> Integers;
  /// What the call that is followed gives for other parameters.
  llvm::DenseMap<const clang::VarDecl *, const clang::Expr *> Given;
  llvm::SmallVector<const clang::VarDecl *, 2> Results;
  std::vector<std::pair<unsigned, ElementKind>> Below;
  llvm::SmallVector<const clang::FunctionDecl *, 4> Stack;
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_TENSORFACTREADER_H
