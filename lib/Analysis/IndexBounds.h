//===- IndexBounds.h - What an entry reads and writes -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An abstract interpretation of a kernel or of a host function with all that
/// it launches and calls: which bytes behind its pointer parameters does it
/// read and write at most? Bounds are polynomials over its integers.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_INDEXBOUNDS_H
#define PERFCLAIM_LIB_ANALYSIS_INDEXBOUNDS_H

#include "IndexBoundsInterval.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/SmallVector.h"
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace perfclaim {

/// One place that touches the data behind a root.
struct Access {
  int Root = -1;
  /// Bytes from the root to the end of what is touched; each one holds, none
  /// where no bound was found.
  llvm::SmallVector<Polynomial, 2> End;
  bool Read = false;
  bool Written = false;
  /// All up to the end is written, whatever it was; without an end, all.
  bool Overwrites = false;
  const clang::Stmt *Where = nullptr;

  /// Whether nothing shows that it touches more than \p Whole does.
  bool endsWithin(const Access &Whole) const;
};

/// What the interpretation starts from and what it found.
class IndexBounds {
public:
  explicit IndexBounds(const clang::ASTContext &Context);

  /// The name of the symbol for integers that were read through \p Root.
  static std::string loadedName(int Root);
  /// How the symbols begin that stand for what functions without a body give.
  static constexpr llvm::StringLiteral OpaquePrefix = "opaque::";
  /// The symbols for a launch configuration that is not known.
  static std::string gridName(unsigned Dimension);
  static std::string blockName(unsigned Dimension);

  /// The value of a parameter of the function that run() is given.
  void bind(const clang::ValueDecl *Parameter, Value V);
  /// A tensor whose data is \p Root; \p Shape is empty where it is not known.
  void bindTensor(const clang::ValueDecl *Parameter, int Root,
                  std::vector<Polynomial> Shape);
  /// A tensor that the function makes and returns; its data is \p Root.
  void bindResult(const clang::ValueDecl *Local, int Root);
  /// The sizes of such a tensor, where they are known.
  const std::vector<Polynomial> *resultShape(int Root) const;
  void bindField(const clang::ValueDecl *Parameter,
                 const clang::FieldDecl *Field, Value V);
  /// The configuration under which kernels run; symbols by default.
  void setLaunch(std::array<Interval, 3> Grid, std::array<Interval, 3> Block);
  /// The element size that library calls assume for \p Root.
  void setElementSize(int Root, unsigned Bytes) { ElementSizes[Root] = Bytes; }

  void run(const clang::FunctionDecl *Function);

  const std::vector<Access> &accesses() const { return Accesses; }
  /// The interpretation stopped early: bounds are missing, none is wrong.
  bool exhausted() const { return Exhausted; }
  /// Integer roots' data that is used as an index somewhere, by root.
  const std::set<int> &indices() const { return IndexRoots; }
  /// Names of the parameters that something is divided by.
  const std::set<std::string> &divisors() const { return Divisors; }
  /// The types that the data of \p Root is read and written as, each once; of
  /// a field, the type of its struct.
  llvm::ArrayRef<clang::QualType> accessedAs(int Root) const;
  /// What was called with what, by the symbol for its result.
  struct OpaqueCall {
    std::string Text;
    std::vector<Polynomial> Arguments;
  };
  const std::map<std::string, OpaqueCall> &opaqueCalls() const {
    return Opaque;
  }

private:
  void noteDivisor(const Polynomial &By);
  friend class IndexWalker;
  struct Binding {
    const clang::ValueDecl *Parameter;
    const clang::FieldDecl *Field;
    Value V;
  };
  struct Tensor {
    int Root = -1;
    std::vector<Polynomial> Shape;
  };
  const clang::ASTContext &Context;
  std::vector<std::pair<const clang::ValueDecl *, Tensor>> Tensors;
  std::map<const clang::ValueDecl *, int> Results;
  std::map<int, std::vector<Polynomial>> ResultShapes;
  std::vector<Binding> Bindings;
  std::array<Interval, 3> Grid, Block;
  std::map<int, unsigned> ElementSizes;
  std::vector<Access> Accesses;
  std::set<int> IndexRoots;
  std::map<std::string, OpaqueCall> Opaque;
  std::set<std::string> Divisors;
  std::map<int, std::vector<clang::QualType>> AccessTypes;
  bool Exhausted = false;
};

/// Bytes of a value of \p Type; 4 where that depends on a template parameter.
uint64_t bytesOf(const clang::ASTContext &Context, clang::QualType Type);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_INDEXBOUNDS_H
