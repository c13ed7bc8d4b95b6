//===- SemanticHash.h - What the compiler sees of a declaration -*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Hashes of declarations that are blind to comments, layout, moves and the
/// names of locals, and see everything else that can decide machine code.
/// Clang's ODRHash misses the values of constants and attributes, and
/// structural equivalence needs both sides in memory; hence our own.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_SEMANTICHASH_H
#define PERFCLAIM_LIB_ANALYSIS_SEMANTICHASH_H

#include "AnalysisInternal.h"
#include "perfclaim/Support/Hash.h"
#include "clang/AST/TemplateBase.h"
#include "llvm/ADT/DenseMap.h"

namespace clang {
class CXXRecordDecl;
class LambdaExpr;
class RecoveryExpr;
} // namespace clang

namespace perfclaim {

/// Parts of a declaration's hash; those that it has not are empty.
struct DeclHashes {
  std::string Semantic, Signature, Attribute, Template, Body;
};

/// \p D is a function, variable, record, enum, enumerator or typedef, and its
/// own representative.
DeclHashes hashDeclaration(const ParsedUnit &Unit, const clang::NamedDecl *D);
/// Of the raw tokens in \p Range of \p File's buffer, comments skipped.
std::string hashTokens(const ParsedUnit &Unit, clang::FileID File,
                       unsigned Begin, unsigned End);
/// Of the raw tokens that \p D is written with.
std::string hashTokens(const ParsedUnit &Unit, const clang::Decl *D);
/// "__maxnreg__(128)", "__block_size__((4,1,1))": attributes that nvcc knows
/// and Clang drops, read off the tokens in front of the body.
std::vector<std::string> droppedAttributes(const ParsedUnit &Unit,
                                           const clang::FunctionDecl *F);

/// Feeds AST nodes into a hash. Locals are numbered as they come.
class SemanticHasher {
public:
  explicit SemanticHasher(const clang::ASTContext &Context)
      : Context(Context) {}
  std::string finish() const { return State.finish(); }

  void add(llvm::StringRef Text) { State.add(Text); }
  void add(uint64_t Value) { State.add(Value); }
  void addStatement(const clang::Stmt *S);
  void addType(clang::QualType Type);
  void addParameterType(clang::QualType Type);
  void addAttributes(const clang::Decl *D);
  void addTemplateParameters(const clang::TemplateParameterList *Parameters);
  void addTemplateArguments(llvm::ArrayRef<clang::TemplateArgument> Arguments);
  void addVariable(const clang::VarDecl *D);
  void addRecord(const clang::CXXRecordDecl *D);
  void addConstructorInitializers(const clang::CXXConstructorDecl *D);
  /// Gives \p D the next number.
  void declareLocal(const clang::Decl *D);
  /// True for text that a macro made of its argument.
  bool isStringized(const clang::StringLiteral &Text) const;
  /// Such text: names of locals and layout do not count.
  void addStringized(llvm::StringRef Text);
  /// All that is left of an expression with an error is its text, too.
  void addRejected(const clang::RecoveryExpr &E);
  /// True where \p E is a constant, whose value has been added.
  bool addConstant(const clang::Expr *E);

private:
  void addChildren(const clang::Stmt *S);
  void addDeclaration(const clang::Decl *D);
  void addReference(const clang::ValueDecl *D);
  void addEntity(const clang::NamedDecl *D);
  void addDeclarationName(clang::DeclarationName Name);
  void addTemplateArgument(const clang::TemplateArgument &Argument);
  void addTemplateName(clang::TemplateName Name);
  void addQualifier(clang::NestedNameSpecifier Qualifier);
  void
  addExplicitArguments(llvm::ArrayRef<clang::TemplateArgumentLoc> Arguments);
  void addLambda(const clang::LambdaExpr *E);
  void addExpressionDetails(const clang::Expr *E);
  void addStatementDetails(const clang::Stmt *S);
  void addAttribute(const clang::Attr *A);
  bool isFromMacro(clang::SourceLocation Location, llvm::StringRef Name) const;

  const clang::ASTContext &Context;
  Hasher State;
  llvm::DenseMap<const clang::Decl *, unsigned> Locals;
  unsigned Depth = 0;
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_SEMANTICHASH_H
