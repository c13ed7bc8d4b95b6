//===- AnalysisInternal.h - What the parts of Analysis share ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The interface between the files of this library: launch sites, names and
/// places of declarations, texts of ranges. Nothing of it leaves the library.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_ANALYSISINTERNAL_H
#define PERFCLAIM_LIB_ANALYSIS_ANALYSISINTERNAL_H

#include <functional>

#include "perfclaim/Analysis/Analysis.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/SmallVector.h"
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

struct LaunchForward;

/// A launch as it stands in the AST. Of templates the pattern is taken, so
/// expressions may be dependent.
struct LaunchSite {
  const clang::Expr *Call = nullptr; ///< The launch or API call itself.
  /// The outermost named host function around it (pattern of a template);
  /// never a lambda's operator().
  const clang::FunctionDecl *Enclosing = nullptr;
  /// What is launched: the declaration that the callee refers to (an
  /// instantiation where there is one, else a template's pattern); null where
  /// it is not resolved.
  const clang::FunctionDecl *Kernel = nullptr;
  /// Where the host code picks one of several instantiations, the first; null
  /// elsewhere.
  const clang::FunctionDecl *Picked = nullptr;
  /// The configuration; null where absent or a default argument.
  clang::Expr *Grid = nullptr, *Block = nullptr, *Shared = nullptr,
              *Stream = nullptr;
  /// Of the API forms that pack arguments into a `void *[]`: what the elements
  /// point to (`&x` gives `x`), where the array can be seen.
  llvm::SmallVector<const clang::Expr *, 16> Arguments;
  const clang::Expr *Callee = nullptr; ///< As written.
  LaunchForm Form = LaunchForm::TripleChevron;
  /// Of a call that has its argument launched; null for launches themselves.
  std::shared_ptr<const LaunchForward> Through;
};

//===-- Argument models and slices (ArgumentModel*.cpp, LaunchSlice*.cpp) -===//

/// Fills \p Models with one entry per parameter of \p Function, a kernel or a
/// host function; a template's pattern is allowed. \p Sizes, where it is given,
/// gets the integers that shapes of tensors are written in, and \p Results the
/// tensors that are returned.
void modelParameters(clang::ASTContext &Context, const ParsedUnit &Unit,
                     const clang::FunctionDecl *Function,
                     std::vector<ParameterModel> &Models,
                     std::vector<ParameterModel> *Sizes = nullptr,
                     std::vector<ParameterModel> *Results = nullptr);

/// The launch with the locals of its function folded in.
LaunchSlice sliceLaunch(const ParsedUnit &Unit, const LaunchSite &Site);

/// An integer expression as a formula over the parameters of \p Enclosing
/// (may be null). Locals that are initialised and never modified are folded.
/// Sizes of its tensors are symbols; see expressSizes. With
/// \p NamesOfTemplates, so are numbers that its template arguments decide.
std::optional<Expression> toExpression(const clang::Expr *E,
                                       const ParsedUnit &Unit,
                                       const clang::FunctionDecl *Enclosing,
                                       bool NamesOfTemplates = false);

//===-- Places and texts (Places.cpp) -------------------------------------===//

/// Repository path of the file in which \p Location is expanded; "" outside.
std::string repositoryFile(const ParsedUnit &Unit,
                           clang::SourceLocation Location);
bool inRepository(const ParsedUnit &Unit, const clang::Decl *D);
SourcePlace placeOf(const ParsedUnit &Unit, clang::SourceLocation Location);
/// Of the tokens of the expansion, in its file; File "" where outside.
SourceRange rangeOf(const ParsedUnit &Unit, clang::SourceRange Tokens);
/// Of a declaration with its template header.
SourceRange rangeOf(const ParsedUnit &Unit, const clang::Decl *D);
/// Source text of \p Tokens. Tokens of a macro's argument are taken from the
/// argument; a whole macro expansion gives its spelling at the use; tokens of
/// a macro body give the text in the body. White space is collapsed.
std::string sourceText(const clang::ASTContext &Context,
                       clang::SourceRange Tokens);
std::string sourceText(const clang::ASTContext &Context, const clang::Stmt *S);

//===-- Names (Names.cpp) -------------------------------------------------===//

/// The declaration that stands for \p D in the graph: pattern of an
/// instantiation (not of an explicit or partial specialisation), definition or
/// else canonical declaration.
const clang::NamedDecl *representativeOf(const clang::NamedDecl *D);
const clang::FunctionDecl *representativeOf(const clang::FunctionDecl *D);
/// USR of representativeOf(D) without its file part; "" where there is none.
std::string identityOf(const clang::NamedDecl *D);
std::string nameOf(const clang::NamedDecl *D);
/// With namespaces and classes; anonymous and inline ones, and template
/// arguments, left out.
std::string qualifiedNameOf(const clang::NamedDecl *D);
/// Type as it can be written at file scope: fully qualified, typedefs that are
/// visible there kept.
std::string spellType(const clang::ASTContext &Context, clang::QualType Type);
/// "float, 256, false": template arguments as they can be written at file
/// scope; nothing where one is dependent or cannot be named (local type).
std::optional<std::string>
spellTemplateArguments(const clang::ASTContext &Context,
                       llvm::ArrayRef<clang::TemplateArgument> Arguments);
/// Integer value of an expression that is not dependent.
std::optional<int64_t> constantValue(const clang::ASTContext &Context,
                                     const clang::Expr *E);
/// Skips parentheses, casts, temporaries and one-argument copy construction.
const clang::Expr *stripped(const clang::Expr *E);

//===-- Facts about functions (Functions.cpp) -----------------------------===//

bool isKernel(const clang::FunctionDecl *F);
/// __device__ without __host__, or __host__ __device__.
bool isDevice(const clang::FunctionDecl *F);
bool isHost(const clang::FunctionDecl *F);
/// The outermost named function around \p Context: leaves lambdas, blocks and
/// local classes. A pattern where the function is an instantiation.
const clang::FunctionDecl *outermostFunction(const clang::DeclContext *Context);
/// True where \p Variable is assigned, incremented, has its address taken, or
/// is bound to a non-const reference in \p Body.
bool isModified(const clang::VarDecl *Variable, const clang::Stmt *Body);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_ANALYSISINTERNAL_H
