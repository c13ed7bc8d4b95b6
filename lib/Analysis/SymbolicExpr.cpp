//===- SymbolicExpr.cpp - From C++ expressions to formulas ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SymbolicExpr.h"
#include "RecordModel.h"
#include "perfclaim/Model/CeilDiv.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/MathExtras.h"

using namespace clang;

namespace perfclaim {

using Op = Expression::Op;
static constexpr unsigned MaxDepth = 48;

static const Expr *plain(const Expr *E) { return E ? stripped(E) : nullptr; }

std::optional<Expression> ExpressionFolder::ask(const Expr *E) {
  return Leaf ? Leaf(E) : std::nullopt;
}

std::array<std::optional<Expression>, 3>
ExpressionFolder::foldDim3(const Expr *E) {
  std::array<std::optional<Expression>, 3> Result;
  if (!E) {
    Result.fill(Expression::constant(1));
    return Result;
  }
  for (unsigned I = 0; I < 3; ++I) {
    bool One = false;
    if (const Expr *Component = dim3Component(E, I, Facts, One))
      Result[I] = fold(Component);
    else if (One)
      Result[I] = Expression::constant(1);
  }
  return Result;
}

/// A literal that is a whole number although its type is floating.
static std::optional<int64_t> wholeFloat(const Expr *E) {
  const auto *Literal = dyn_cast<FloatingLiteral>(E);
  if (!Literal)
    return std::nullopt;
  double Value = Literal->getValueAsApproximateDouble();
  if (!(Value >= -1e15 && Value <= 1e15) ||
      Value != static_cast<double>(static_cast<int64_t>(Value)))
    return std::nullopt;
  return static_cast<int64_t>(Value);
}

std::optional<Expression> ExpressionFolder::foldCeil(const Expr *E) {
  E = plain(E);
  const auto *Division = dyn_cast_or_null<BinaryOperator>(E);
  if (!Division || Division->getOpcode() != BO_Div)
    return fold(E);
  // Only where the division is in floating point; an integer one has
  // truncated before `ceil` sees it.
  bool Floating = Division->getType()->isFloatingType();
  auto Left = fold(Division->getLHS()), Right = fold(Division->getRHS());
  if (!Left || !Right)
    return std::nullopt;
  return Expression::make(Floating ? Op::CeilDiv : Op::Div, {*Left, *Right});
}

std::optional<Expression> ExpressionFolder::foldDecision(const Decision &D) {
  if (D.Value)
    return fold(D.Value);
  if (!D.Condition || !D.Then || !D.Else)
    return std::nullopt;
  auto Condition = fold(D.Condition);
  if (!Condition)
    return std::nullopt;
  auto Then = foldDecision(*D.Then);
  if (!Then)
    return std::nullopt;
  auto Else = foldDecision(*D.Else);
  if (!Else)
    return std::nullopt;
  return Expression::make(Op::Select, {*Condition, *Then, *Else});
}

std::optional<Expression>
ExpressionFolder::foldReference(const DeclRefExpr *Reference) {
  const ValueDecl *D = Reference->getDecl();
  if (auto It = Bindings.find(D->getCanonicalDecl()); It != Bindings.end())
    return It->second;
  const auto *Variable = dyn_cast<VarDecl>(D);
  if (!Variable || isa<ParmVarDecl>(D)) {
    if (!Variable)
      if (auto Value = constantValue(Context, Reference))
        return Expression::constant(*Value);
    // A parameter that is set to something else is no longer the argument.
    if (Variable && !AskAboutVarying) {
      const LocalFacts &F = Facts.of(Variable);
      if (F.OtherChange || !F.Assignments.empty())
        return std::nullopt;
    }
    return ask(Reference);
  }
  if (!Variable->isLocalVarDecl()) {
    if (auto Value = constantValue(Context, Reference))
      return Expression::constant(*Value);
    return ask(Reference);
  }
  std::optional<int64_t> Constant;
  if (!Facts.modified(Variable))
    Constant = constantValue(Context, Variable->getInit());
  if (Constant && KeepConstants)
    if (auto Kept = ask(Reference))
      return Kept;
  if (Constant)
    return Expression::constant(*Constant);
  if (auto Known = Folded.find(Variable); Known != Folded.end())
    return Known->second ? Known->second : ask(Reference);
  // Locals that lean on each other would be folded over and over; what is
  // longer than anybody reads stays a name.
  constexpr size_t LongestText = 1000;
  if (!BeingFolded.insert(Variable).second)
    return std::nullopt;
  std::optional<Expression> Result;
  if (const Expr *Value = Facts.valueOf(Variable))
    Result = fold(Value);
  if (!Result)
    if (auto Decided = decisionOf(Variable, Facts, Enclosing))
      Result = foldDecision(*Decided);
  if (Result && Result->str().size() > LongestText)
    Result = std::nullopt;
  BeingFolded.erase(Variable);
  Folded[Variable] = Result;
  return Result ? Result : ask(Reference);
}

std::optional<Expression> ExpressionFolder::foldMember(const Expr *E) {
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (auto Value = constantValue(Context, E))
      return Expression::constant(*Value);
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    const Expr *Base = plain(Member->getBase());
    if (Field && !Member->isArrow() && isDim3(Base->getType())) {
      bool One = false;
      if (const Expr *Component =
              dim3Component(Base, Field->getFieldIndex(), Facts, One))
        return fold(Component);
      if (One)
        return Expression::constant(1);
    }
    if (const std::string Number = numberOfField(Member); !Number.empty())
      return Expression::symbol(Number);
  }
  return ask(E);
}

static Op comparison(BinaryOperatorKind Kind) {
  switch (Kind) {
  case BO_LT:
    return Op::Less;
  case BO_LE:
    return Op::LessEqual;
  case BO_GT:
    return Op::Greater;
  case BO_GE:
    return Op::GreaterEqual;
  case BO_EQ:
    return Op::Equal;
  case BO_NE:
    return Op::NotEqual;
  case BO_LAnd:
    return Op::And;
  default:
    return Op::Or;
  }
}

/// `x & Mask` as a formula: the low bits, or all but the low bits.
static std::optional<Expression> masked(const Expression &X, int64_t Mask) {
  if (Mask > 0 && llvm::isPowerOf2_64(static_cast<uint64_t>(Mask) + 1) &&
      Mask < INT32_MAX)
    return Expression::make(Op::Mod, {X, Expression::constant(Mask + 1)});
  int64_t Signed = Mask > INT32_MAX && Mask <= int64_t(UINT32_MAX)
                       ? Mask - (int64_t(1) << 32)
                       : Mask;
  if (Signed >= 0)
    return std::nullopt;
  uint64_t Step = -static_cast<uint64_t>(Signed);
  if (!llvm::isPowerOf2_64(Step) || Step > INT32_MAX)
    return std::nullopt;
  Expression Size = Expression::constant(static_cast<int64_t>(Step));
  return Expression::make(Op::Mul,
                          {Expression::make(Op::Div, {X, Size}), Size});
}

std::optional<Expression>
ExpressionFolder::foldBinary(const BinaryOperator *Operator) {
  if (Operator->getOpcode() == BO_Comma)
    return fold(Operator->getRHS());
  auto Left = fold(Operator->getLHS());
  if (!Left)
    return std::nullopt;
  auto Right = fold(Operator->getRHS());
  if (!Right)
    return std::nullopt;
  bool Floating = Operator->getType()->isFloatingType();
  switch (Operator->getOpcode()) {
  case BO_Add:
    return Expression::make(Op::Add, {*Left, *Right});
  case BO_Sub:
    return Expression::make(Op::Sub, {*Left, *Right});
  case BO_Mul:
    return Expression::make(Op::Mul, {*Left, *Right});
  case BO_Div: {
    if (Floating)
      return std::nullopt;
    return Expression::make(Op::Div, {*Left, *Right});
  }
  case BO_Rem:
    return Expression::make(Op::Mod, {*Left, *Right});
  case BO_Shl:
  case BO_Shr: {
    if (Right->op() != Op::Constant || Right->value() < 0 ||
        Right->value() > 40)
      return std::nullopt;
    Expression Factor = Expression::constant(int64_t(1) << Right->value());
    return Expression::make(Operator->getOpcode() == BO_Shl ? Op::Mul : Op::Div,
                            {*Left, Factor});
  }
  case BO_And:
    if (Right->op() == Op::Constant)
      return masked(*Left, Right->value());
    if (Left->op() == Op::Constant)
      return masked(*Right, Left->value());
    return std::nullopt;
  case BO_LT:
  case BO_LE:
  case BO_GT:
  case BO_GE:
  case BO_EQ:
  case BO_NE:
  case BO_LAnd:
  case BO_LOr:
    return Expression::make(comparison(Operator->getOpcode()), {*Left, *Right});
  default:
    return std::nullopt;
  }
}

std::string calledName(const CallExpr *Call) {
  if (const FunctionDecl *Callee = calleeOf(Call))
    return nameOf(Callee);
  if (const auto *Overloads = dyn_cast_or_null<OverloadExpr>(
          Call->getCallee()->IgnoreParenImpCasts()))
    return Overloads->getName().getAsString();
  if (const auto *Dependent = dyn_cast<DependentScopeDeclRefExpr>(
          Call->getCallee()->IgnoreParenImpCasts()))
    return Dependent->getDeclName().getAsString();
  return "";
}

std::optional<Expression> ExpressionFolder::foldCall(const CallExpr *Call) {
  if (isa<CXXOperatorCallExpr, CXXMemberCallExpr>(Call))
    return ask(Call);
  std::string Name = calledName(Call);
  unsigned Arguments = Call->getNumArgs();
  if (Arguments == 2 &&
      (Name == "min" || Name == "max" || Name == "umin" || Name == "umax")) {
    auto Left = fold(Call->getArg(0)), Right = fold(Call->getArg(1));
    if (!Left || !Right)
      return std::nullopt;
    return Expression::make(llvm::StringRef(Name).ends_with("min") ? Op::Min
                                                                   : Op::Max,
                            {*Left, *Right});
  }
  if (Arguments == 1 && (Name == "ceil" || Name == "ceilf"))
    return foldCeil(Call->getArg(0));
  if (Arguments == 2 && Name == "__builtin_expect")
    return fold(Call->getArg(0));
  const FunctionDecl *Callee = calleeOf(Call);
  if (const Expr *Returned = returnedExpression(Callee)) {
    const FunctionDecl *Definition = nullptr;
    Callee->hasBody(Definition);
    llvm::SmallVector<const Decl *, 4> Bound;
    bool AllBound = Definition->getNumParams() == Arguments;
    for (unsigned I = 0; AllBound && I < Arguments; ++I) {
      auto Value = fold(Call->getArg(I));
      const Decl *Parameter = Definition->getParamDecl(I)->getCanonicalDecl();
      AllBound = Value && !Bindings.count(Parameter);
      if (AllBound) {
        Bindings.try_emplace(Parameter, *Value);
        Bound.push_back(Parameter);
      }
    }
    std::optional<Expression> Result;
    if (AllBound) {
      // What the callee names beyond its parameters is not ours to answer.
      LeafFunction Outer;
      std::swap(Outer, Leaf);
      Result = fold(Returned);
      std::swap(Outer, Leaf);
    }
    for (const Decl *Parameter : Bound)
      Bindings.erase(Parameter);
    if (Result)
      return Result;
  }
  if (Arguments == 2 && isCeilDivName(Name)) {
    auto Left = fold(Call->getArg(0)), Right = fold(Call->getArg(1));
    if (Left && Right)
      return Expression::make(Op::CeilDiv, {*Left, *Right});
  }
  if (auto Value = constantValue(Context, Call))
    return Expression::constant(*Value);
  return ask(Call);
}

std::optional<Expression> ExpressionFolder::fold(const Expr *E) {
  if (!E || Depth >= MaxDepth)
    return std::nullopt;
  ++Depth;
  llvm::scope_exit Leave([this] { --Depth; });
  E = plain(E);
  if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E))
    return fold(Default->getExpr());
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
    // `dim3 n = 4` where an integer is wanted.
    if (isDim3(Construct->getType()) && Construct->getNumArgs() >= 1)
      return fold(Construct->getArg(0));
    return ask(E);
  }
  if (auto Whole = wholeFloat(E))
    return Expression::constant(*Whole);
  if (const auto *Operator = dyn_cast<BinaryOperator>(E))
    return foldBinary(Operator);
  if (const auto *Operator = dyn_cast<UnaryOperator>(E)) {
    auto Operand = fold(Operator->getSubExpr());
    if (Operand && Operator->getOpcode() == UO_Plus)
      return Operand;
    if (Operand && Operator->getOpcode() == UO_Minus)
      return Expression::make(Op::Sub, {Expression::constant(0), *Operand});
    if (Operand && Operator->getOpcode() == UO_LNot)
      return Expression::make(Op::Equal, {*Operand, Expression::constant(0)});
    if (auto Value = constantValue(Context, E))
      return Expression::constant(*Value);
    return Operator->getOpcode() == UO_Deref ? ask(E) : std::nullopt;
  }
  if (const auto *Conditional = dyn_cast<ConditionalOperator>(E)) {
    auto Condition = fold(Conditional->getCond());
    auto Then = fold(Conditional->getTrueExpr());
    auto Else = fold(Conditional->getFalseExpr());
    if (!Condition || !Then || !Else)
      return std::nullopt;
    // `a < b ? a : b` is what MIN and MAX macros leave behind.
    if (Condition->op() == Op::Less || Condition->op() == Op::LessEqual ||
        Condition->op() == Op::Greater || Condition->op() == Op::GreaterEqual) {
      bool Below =
          Condition->op() == Op::Less || Condition->op() == Op::LessEqual;
      if (Condition->operands()[0] == *Then &&
          Condition->operands()[1] == *Else)
        return Expression::make(Below ? Op::Min : Op::Max, {*Then, *Else});
      if (Condition->operands()[0] == *Else &&
          Condition->operands()[1] == *Then)
        return Expression::make(Below ? Op::Max : Op::Min, {*Then, *Else});
    }
    return Expression::make(Op::Select, {*Condition, *Then, *Else});
  }
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    return foldReference(Reference);
  if (isa<MemberExpr, CXXDependentScopeMemberExpr>(E))
    return foldMember(E);
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return foldCall(Call);
  if (auto Value = constantValue(Context, E))
    return Expression::constant(*Value);
  return ask(E);
}

} // namespace perfclaim
