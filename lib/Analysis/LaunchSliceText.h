//===- LaunchSliceText.h - Expressions at file scope ------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Prints an expression of a function so that it compiles at file scope after
/// the unit: locals are replaced by what they hold, names are qualified, and
/// what stays open becomes a leaf that the benchmark gives a value to.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_LAUNCHSLICETEXT_H
#define PERFCLAIM_LIB_ANALYSIS_LAUNCHSLICETEXT_H

#include "SymbolicExpr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/PrettyPrinter.h"
#include "llvm/ADT/DenseSet.h"
#include <set>

namespace perfclaim {

class IndexBounds;

/// A value that the slice leaves open.
struct SliceLeaf {
  std::string Name;
  std::string Key; ///< Source text of what is no plain variable.
  const clang::ValueDecl *Variable = nullptr;
  const clang::Expr *Use = nullptr; ///< First use; none of parts of structures.
  ParameterModel Model;
};

class SlicePrinter : public clang::PrinterHelper {
public:
  SlicePrinter(const ParsedUnit &Unit, const clang::FunctionDecl *Enclosing);

  /// Nothing where it cannot be made; whyNot() tells the reason. \p Wanted is
  /// the type of the kernel's parameter, for leaves of dependent type.
  std::optional<std::string> print(const clang::Expr *E,
                                   clang::QualType Wanted = {});
  /// The leaf for a number of this name, which stands nowhere by itself.
  std::string number(const std::string &Name) {
    return addLeaf(Name, nullptr, Context.UnsignedIntTy, nullptr);
  }
  /// A dim3 or an integer in its place.
  std::optional<std::string> printDim3(const clang::Expr *E);
  const std::string &whyNot() const { return WhyNot; }

  std::vector<SliceLeaf> Leaves;
  std::vector<std::string> Preamble;
  /// What stands for the template parameters of a pattern.
  std::map<std::string, std::string> TemplateArguments;
  /// Locals with constant initialisers stay open, but for these.
  bool KeepConstants = false;
  llvm::DenseSet<const clang::Decl *> Folded;

  const FunctionFacts &facts() const { return *Facts; }
  const SliceLeaf *findLeaf(const clang::Expr *E) const;
  /// Tells \p Bounds which leaves are the parts of the structure \p Argument.
  void bindParts(const clang::ParmVarDecl *Parameter,
                 const clang::Expr *Argument, IndexBounds &Bounds) const;
  std::string spell(clang::QualType Type) const;
  std::string qualified(const clang::NamedDecl *D) const;

  bool handledStmt(clang::Stmt *S, llvm::raw_ostream &OS) override;

private:
  static constexpr unsigned MaxDepth = 60;

  std::string text(const clang::Expr *E);
  std::string textOf(const clang::Expr *E);
  std::optional<std::string> attempt(const clang::Expr *E);
  std::optional<std::string> attemptDecision(const Decision &D);
  std::string reference(const clang::DeclRefExpr *Reference);
  std::string local(const clang::VarDecl *Variable, const clang::Expr *Use);
  std::optional<std::string> queried(const clang::VarDecl *Variable);
  std::string member(const clang::MemberExpr *Member);
  std::string overloaded(const clang::UnresolvedLookupExpr *Overloads);
  std::string call(const clang::CallExpr *Call);
  std::string pick(const clang::ConditionalOperator *Pick);
  std::string construct(const clang::CXXConstructExpr *Construct);
  std::string leaf(const clang::Expr *E, clang::QualType Type,
                   const clang::ValueDecl *Variable);
  std::string addLeaf(std::string Key, const clang::Expr *E,
                      clang::QualType Type, const clang::ValueDecl *Variable);
  /// A structure of \p Type whose parts are leaves.
  std::optional<std::string> record(const clang::Expr *E, clang::QualType Type);
  std::string fail(const llvm::Twine &Why);
  std::string uniqueName(llvm::StringRef Wanted) const;
  std::string keyOf(const clang::Expr *E) const;

  const ParsedUnit &Unit;
  const clang::ASTContext &Context;
  const clang::FunctionDecl *Enclosing;
  std::shared_ptr<const FunctionFacts> Facts;
  clang::PrintingPolicy Policy;
  clang::QualType Wanted;
  llvm::SmallVector<const clang::Decl *, 8> Stack;
  std::map<const clang::Decl *, std::string> Queried;
  std::string WhyNot;
  bool Failed = false;
  unsigned Depth = 0;
  size_t Records = 0; ///< Times that a structure was made part by part.
};

/// Replaces whole identifiers.
std::string replaceNames(llvm::StringRef Text,
                         const std::map<std::string, std::string> &With);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_LAUNCHSLICETEXT_H
