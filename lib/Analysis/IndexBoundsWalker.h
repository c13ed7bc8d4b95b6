//===- IndexBoundsWalker.h - The abstract interpreter -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Walks statements in order with a value for every variable. Statements are in
/// IndexBoundsWalker.cpp, loops in IndexBoundsLoop.cpp, conditions in
/// IndexBoundsAssume.cpp, expressions in IndexBoundsEval.cpp, lvalues in
/// IndexBoundsPlace.cpp, variables in IndexBoundsFacts.cpp, structs in
/// IndexBoundsRecords.cpp, calls in IndexBoundsCalls.cpp, launches in
/// IndexBoundsLaunch.cpp, functions of libraries in IndexBoundsLibrary.cpp.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_INDEXBOUNDSWALKER_H
#define PERFCLAIM_LIB_ANALYSIS_INDEXBOUNDSWALKER_H

#include "AnalysisInternal.h"
#include "IndexBounds.h"
#include "SymbolicExprLocals.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include <memory>

namespace perfclaim {

/// What an lvalue denotes.
struct Place {
  enum class Kind { Nothing, Variable, Memory };
  Kind Is = Kind::Nothing;
  const clang::ValueDecl *Variable = nullptr;
  const clang::FieldDecl *Field = nullptr;
  Value Address;     ///< Of memory.
  uint64_t Size = 0; ///< Of memory, where it is not that of the type.
};

class IndexWalker {
public:
  explicit IndexWalker(IndexBounds &Out) : Out(Out), Context(Out.Context) {}
  void run(const clang::FunctionDecl *Function);

private:
  using Key = std::pair<const clang::ValueDecl *, const clang::FieldDecl *>;

  using FactMap = std::map<std::string, llvm::SmallVector<Polynomial, 2>>;

  struct State {
    llvm::MapVector<Key, SharedValue> Values;
    /// Upper bounds of expressions that are no variables, by their text; null
    /// where there are none.
    std::shared_ptr<const FactMap> Facts;
    uint64_t Version = 0;
    bool Dead = false;
  };

  /// How a variable changes in a loop.
  struct Change {
    enum class Kind { Up, Down, Grow, Shrink, Other };
    Key Variable;
    Kind How = Kind::Other;
    const clang::Expr *Step = nullptr; ///< Null: 1.
    bool Repeated = false;             ///< In an inner loop.
  };

  // Statements.
  void walk(const clang::Stmt *S);
  void walkIf(const clang::IfStmt *If);
  void walkSwitch(const clang::SwitchStmt *Switch);
  void walkVariable(const clang::VarDecl *Variable);
  void walkAsm(const clang::GCCAsmStmt *Asm);
  void mergeBranches(const State &Before, State Then, State Else, size_t Mark);

  // Loops.
  void walkLoop(const clang::Stmt *Whole, const clang::Stmt *Init,
                const clang::Expr *Condition, const clang::Stmt *Increment,
                const clang::Stmt *Body);
  void walkDo(const clang::DoStmt *Loop);
  void collectChanges(const clang::Stmt *S, std::vector<Change> &Changes,
                      bool Repeated, unsigned Depth = 0);
  struct Trips {
    bool Known = false;
    Polynomial Count; ///< Distance that the loop variable covers.
    Polynomial Step;
  };
  Trips tripsOf(const clang::Expr *Condition,
                const std::vector<Change> &Changes);
  std::optional<Polynomial> advance(const Trips &T, const Polynomial &Step,
                                    bool After);
  void havoc(const std::vector<Change> &Changes, const Trips &T,
             const State &Before, bool After);

  // Conditions.
  void assume(const clang::Expr *Condition, bool Truth, unsigned Depth = 0);
  void assumeLess(const clang::Expr *Left, const clang::Expr *Right,
                  bool OrEqual);
  void limitHigh(const clang::Expr *E, llvm::ArrayRef<Polynomial> Bounds,
                 unsigned Depth = 0);
  void limitLow(const clang::Expr *E, const Polynomial &Bound);
  const std::string &textOf(const clang::Expr *E);

  // Expressions.
  Value eval(const clang::Expr *E);
  Value evalQuietly(const clang::Expr *E);
  Value evalImpl(const clang::Expr *E);
  Value evalBinary(const clang::BinaryOperator *Operator);
  Value evalUnary(const clang::UnaryOperator *Operator);
  Value evalCast(const clang::CastExpr *Cast);
  Value evalConstruct(const clang::CXXConstructExpr *Construct);
  Value arithmetic(clang::BinaryOperatorKind Kind, const Value &Left,
                   const Value &Right, clang::QualType LeftType,
                   clang::QualType RightType);
  Place place(const clang::Expr *E);
  Place placeImpl(const clang::Expr *E);
  Value load(const Place &P, const clang::Expr *E);
  Value lookup(const clang::ValueDecl *Variable, const clang::FieldDecl *Field);
  Value refreshed(const clang::VarDecl *Variable, Value Stored);
  void assign(const Place &P, Value V, const clang::Expr *E);
  /// The pointer goes where the walk cannot follow it.
  void escape(const Value &Pointer, const clang::Expr *E);
  void setValue(Key K, Value V);
  std::optional<Interval> hardware(const clang::Expr *E);
  bool stable(const clang::Expr *E);
  /// Of `i - i / n * n`, also where `i / n` has a name: below n. \p Whole is
  /// \p Left.
  std::optional<Interval> remainder(const clang::Expr *Left,
                                    const clang::Expr *Right,
                                    const Interval &Whole);

  // Records.
  /// The fields of \p Variable, as far as they are known.
  Value recordIn(const clang::ValueDecl *Variable, clang::QualType Type);
  /// Gives \p Variable the fields of \p V; what it held before is forgotten.
  void setRecord(const clang::ValueDecl *Variable, clang::QualType Type,
                 Value V);
  Value evalList(const clang::InitListExpr *List);
  /// A dim3 of its parts, a pair of two.
  /// Of a constructor that does nothing but set fields.
  std::optional<Value>
  evalFieldSetters(const clang::CXXConstructExpr *Construct);
  /// The body of a method of a variable whose fields are followed.
  std::optional<Value> evalMethod(const clang::CallExpr *Call,
                                  const clang::CXXMethodDecl *Method);
  /// Whoever gets the object may use the pointers in it.
  void escapeFields(const clang::ValueDecl *Object, const clang::Expr *Where);
  std::optional<Value>
  evalRecordConstruct(const clang::CXXConstructExpr *Construct);
  /// `f(x).y`.
  Value evalFieldOfResult(const clang::MemberExpr *Member,
                          const clang::FieldDecl *Field);
  std::optional<Value> evalRecordCall(const clang::CallExpr *Call,
                                      llvm::StringRef Name);

  /// Of `(x + d - 1) / d`, whatever `d` is: at most x.
  std::optional<Interval> roundedUp(const clang::Expr *Left,
                                    const clang::Expr *Right);

  // Calls.
  Value evalCall(const clang::CallExpr *Call);
  Value evalLaunch(const clang::CUDAKernelCallExpr *Launch);
  std::optional<Value> evalApiLaunch(const clang::CallExpr *Call,
                                     llvm::StringRef Name);
  std::optional<Value> evalOtherLaunch(const clang::CallExpr *Call,
                                       const clang::FunctionDecl *Callee,
                                       llvm::StringRef Name);
  const std::vector<LaunchSite> &
  launchesOf(const clang::FunctionDecl *Function);
  Value enter(const clang::FunctionDecl *Callee,
              llvm::ArrayRef<const clang::Expr *> Arguments);
  void bindArgument(const clang::ParmVarDecl *Parameter,
                    const clang::Expr *Argument);
  void initialise(const clang::ValueDecl *Variable, const clang::Expr *Init);
  std::array<Interval, 3> evalDim3(const clang::Expr *E);
  /// The tensor that \p E is, as far as it is one that was bound.
  std::optional<IndexBounds::Tensor> tensorOf(const clang::Expr *E);
  /// The sizes of the tensor that \p Init makes; empty where it is not known.
  std::vector<Polynomial> madeShape(const clang::Expr *Init);
  std::optional<Value> evalTensorMethod(const clang::CXXMemberCallExpr *Call);
  std::optional<Value>
  evalTensorSubscript(const clang::CXXOperatorCallExpr *Call);
  std::optional<Value> evalGroupMethod(const clang::CXXMemberCallExpr *Call);
  std::optional<Value> evalKnown(const clang::CallExpr *Call,
                                 const clang::FunctionDecl *Callee,
                                 llvm::StringRef Name);
  /// The result of a function whose body is elsewhere, of numbers that are
  /// known: a symbol of its own.
  std::optional<Value> evalOpaque(const clang::CallExpr *Call,
                                  const clang::FunctionDecl *Callee,
                                  llvm::StringRef Name);
  bool evalBlas(const clang::CallExpr *Call, const clang::FunctionDecl *Callee,
                llvm::StringRef Name);
  /// \p E is read from or written to \p Address.
  void noteType(const Value &Address, const clang::Expr *E);
  void touchUnknown(const clang::CallExpr *Call,
                    const clang::FunctionDecl *Callee);
  void touch(const Value &Pointer, const Interval &Bytes, bool Read,
             bool Written, const clang::Stmt *Where);
  /// Writes all from the pointer on, up to \p Bytes.
  void overwrite(const Value &Pointer, const Interval &Bytes,
                 const clang::Stmt *Where);
  void touchUnbounded(const Value &Pointer, bool Read, bool Written,
                      const clang::Stmt *Where);

  const FunctionFacts &factsOf(const clang::ValueDecl *Variable);
  uint64_t bytes(clang::QualType Type) const { return bytesOf(Context, Type); }

  IndexBounds &Out;
  const clang::ASTContext &Context;
  State Now;
  std::vector<Key> Assigned; ///< Log, for the merging of branches.
  llvm::DenseMap<const clang::ValueDecl *, Place> Aliases;
  llvm::DenseMap<const clang::ValueDecl *, IndexBounds::Tensor> Tensors;
  llvm::DenseMap<const clang::Decl *, std::unique_ptr<FunctionFacts>> Facts;
  llvm::DenseMap<const clang::ValueDecl *, const clang::LambdaExpr *> Lambdas;
  llvm::DenseMap<const clang::Decl *, std::pair<uint64_t, Value>> Refreshed;
  std::map<const clang::FunctionDecl *, std::vector<LaunchSite>> Launches;
  std::map<const clang::Expr *, std::string> Texts;
  llvm::SmallVector<const clang::Decl *, 8> Stack;
  /// The object whose method is walked, where it is a variable.
  const clang::ValueDecl *This = nullptr;
  std::optional<Value> Returned;
  uint64_t Versions = 0;
  uint64_t Steps = 0;
  unsigned Quiet = 0;
  unsigned Depth = 0;
  unsigned Refreshing = 0;
};

/// How deep calls are followed.
inline constexpr unsigned MaxCalls = 8;
/// The body that runs: that of an instantiation, else of its pattern; null
/// where it is not to be seen.
const clang::FunctionDecl *definitionOf(const clang::FunctionDecl *Callee);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_INDEXBOUNDSWALKER_H
