//===- TensorFacts.h - What a launcher asks of its tensors ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads a host function that takes tensors of torch: which sizes it asks for
/// and what it calls them, what it checks, and which element types it handles.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_TENSORFACTS_H
#define PERFCLAIM_LIB_ANALYSIS_TENSORFACTS_H

#include "AnalysisInternal.h"
#include <map>
#include <set>
#include <variant>

namespace perfclaim {

enum class TensorForm { None, Tensor, OptionalTensor };
/// Whether \p Type is at::Tensor, or std::optional of it; references count.
TensorForm tensorForm(clang::QualType Type);
/// 1 for std::vector of at::Tensor, 2 for a vector of those, else 0; references
/// count.
unsigned tensorListDepth(clang::QualType Type);
/// Whether \p Type is a tensor, an optional one, or a list of them.
bool holdsTensor(clang::QualType Type);
/// The list that \p E is an element of, as in `lists[0]`; null for others.
const clang::Expr *tensorListOf(const clang::Expr *E);
/// Method of at::Tensor that \p E calls; "" for anything else.
llvm::StringRef tensorMethod(const clang::Expr *E);
/// The tensor that a method is called on, that an optional holds, or whose list
/// it is in.
const clang::Expr *tensorObject(const clang::Expr *E);
/// The call of sizes() that \p E is, or is a local copy of; null for others.
const clang::Expr *sizesOf(const clang::Expr *E);
/// The list that \p E is behind conversions, as in `IntArrayRef({a, b})`; null
/// for others.
const clang::InitListExpr *bracedList(const clang::Expr *E);

/// The elements that a number of torch's ScalarType stands for.
std::optional<ElementKind> elementOfScalarType(int64_t Number);

/// Whether \p Type is torch's ScalarType; references count.
bool isScalarType(clang::QualType Type);

/// Dimension \p Index of tensor \p Tensor; negative ones count from the end.
struct TensorDim {
  unsigned Tensor = 0;
  int64_t Index = 0;
  bool All = false; ///< The product of all; Index is unused.
  bool operator==(const TensorDim &) const = default;
};

/// A list of tensors is one that has its length as first size.
struct TensorFacts {
  struct Named {
    TensorDim Dim;
    std::string Name;
  };
  struct Equal {
    TensorDim Dim;
    /// Another dimension, a number, or an integer parameter.
    std::variant<TensorDim, int64_t, std::string> To;
  };
  /// What a check says a size is. Symbols are integer parameters, and sizes by
  /// symbolOf().
  struct Formula {
    TensorDim Dim;
    Expression Is;
  };
  /// A switch, or a chain of ifs, over element types.
  struct Dispatch {
    std::optional<unsigned> Subject; ///< Tensor.
    std::string Text;
    std::vector<ElementKind> Cases;
    clang::SourceLocation Where;
  };
  /// `x.data_ptr<T>()`, or a cast of `x.data_ptr()`, below a dispatch or not.
  struct Use {
    unsigned Tensor = 0;
    ElementKind Kind = ElementKind::None;
    bool Cast = false;
    std::vector<std::pair<unsigned, ElementKind>> Below;
  };

  std::map<unsigned, unsigned> Lists; ///< How deep those that are lists are.
  std::map<unsigned, int64_t> Longer; ///< Than the numbers that index a list.
  std::vector<TensorDim> Asked;
  std::vector<TensorDim> Strides; ///< Whose stride is asked for.
  std::vector<Named> Names;       ///< `int n = x.size(0)`.
  std::vector<Named> Leading;     ///< `int rows = x.numel() / n`; Index unused.
  std::vector<Named> Totals;      ///< `int n = x.numel()`; Index unused.
  std::vector<Equal> Equals;
  std::vector<Formula> Formulas;
  std::vector<std::pair<unsigned, unsigned>> SameShape, SameElements;
  std::map<unsigned, int64_t> Ranks;
  std::map<unsigned, std::vector<ElementKind>> Allowed; ///< By checks.
  std::set<unsigned> Counted;                           ///< numel() is used.
  std::vector<Dispatch> Dispatches;
  std::vector<Use> Uses;
  std::set<unsigned> Used; ///< Whose data is asked for.
  /// Where an address of data is looked at as a number: its alignment decides.
  clang::SourceLocation Addressed;
};

/// Of the parameters of \p Function that are tensors, by their index, with what
/// the functions do that it hands them to. \p Results, tensors that it makes
/// and returns, follow the parameters.
TensorFacts
readTensorFacts(const ParsedUnit &Unit, const clang::FunctionDecl *Function,
                llvm::ArrayRef<const clang::VarDecl *> Results = {});

/// The local tensors that every return of \p Function gives, in their order: by
/// itself, or all that a tuple, pair, vector or array is made of.
std::vector<const clang::VarDecl *>
returnedTensors(const clang::FunctionDecl *Function);

/// `x.size(1)` or `x.numel()` of a parameter that \p Function leaves as it is.
std::optional<TensorDim> sizeOfParameter(const clang::ASTContext &Context,
                                         const clang::FunctionDecl *Function,
                                         const clang::Expr *E);

/// What stands for \p Dim in a formula; no name of the code.
std::string symbolOf(const TensorDim &Dim);
/// Nothing where \p Symbol is a name of the code.
std::optional<TensorDim> dimOfSymbol(llvm::StringRef Symbol);

/// "[..., 2 * d]", "(B, T, C)", "batch x heads": the parts of a comment beside
/// a parameter; none where it shows no shape.
std::vector<std::string> shapeInComment(llvm::StringRef Comment);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_TENSORFACTS_H
