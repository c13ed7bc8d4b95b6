//===- TensorFacts.cpp - What a launcher asks of its tensors -----===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArgumentModelTypes.h"
#include "SymbolicExpr.h"
#include "TensorFactReader.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace perfclaim {

const VarDecl *FactReader::localOf(const Expr *E) const {
  const auto *Reference = dyn_cast<DeclRefExpr>(stripped(E));
  return Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
}

/// \p E, or what the call gives for the parameter that it is.
const Expr *FactReader::resolved(const Expr *E) const {
  E = stripped(E);
  const VarDecl *Variable = localOf(E);
  auto It = Variable ? Given.find(Variable) : Given.end();
  return It == Given.end() ? E : It->second;
}

std::optional<unsigned> FactReader::tensorOf(const Expr *E,
                                             unsigned Depth) const {
  E = tensorObject(E);
  // A copy elsewhere has the same sizes and elements.
  if (const llvm::StringRef Name = tensorMethod(E);
      Depth <= 8 && (Name == "cpu" || Name == "cuda" || Name == "clone"))
    return tensorOf(cast<CXXMemberCallExpr>(E)->getImplicitObjectArgument(),
                    Depth + 1);
  const VarDecl *Variable = localOf(E);
  if (!Variable || Depth > 8)
    return std::nullopt;
  if (auto It = Tensors.find(Variable); It != Tensors.end())
    return It->second;
  if (isa<ParmVarDecl>(Variable) || !Variable->getInit() ||
      !holdsTensor(Variable->getType()))
    return std::nullopt;
  return tensorOf(Variable->getInit(), Depth + 1);
}

/// `lists.size()`, or `lists[0].size()`.
std::optional<TensorDim> FactReader::lengthOf(const Expr *E) const {
  const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
  const Expr *List = Call ? Call->getImplicitObjectArgument() : nullptr;
  const unsigned Depth = List ? tensorListDepth(List->getType()) : 0;
  if (Depth == 0 || nameOf(Call->getMethodDecl()) != "size")
    return std::nullopt;
  auto Tensor = tensorOf(List);
  if (!Tensor || depthOf(*Tensor) < Depth)
    return std::nullopt;
  return TensorDim{*Tensor, depthOf(*Tensor) - Depth};
}

/// `x.size(1)`, or `x.numel()`.
std::optional<TensorDim> FactReader::countOf(const Expr *E) const {
  if (auto Dim = dimOf(E))
    return Dim;
  E = stripped(E);
  if (tensorMethod(E) != "numel")
    return std::nullopt;
  auto Tensor =
      tensorOf(cast<CXXMemberCallExpr>(E)->getImplicitObjectArgument());
  if (Tensor && depthOf(*Tensor))
    return dimAt(*Tensor, 0); // Of what has but one size.
  return Tensor ? std::optional(TensorDim{*Tensor, 0, true}) : std::nullopt;
}

std::optional<TensorDim> FactReader::dimOf(const Expr *E,
                                           unsigned Depth) const {
  E = resolved(E);
  if (auto Length = lengthOf(E))
    return Length;
  if (const llvm::StringRef Name = tensorMethod(E);
      Name == "size" || Name == "sym_size") {
    const auto *Call = cast<CXXMemberCallExpr>(E);
    auto Tensor = tensorOf(Call->getImplicitObjectArgument());
    auto Index = Call->getNumArgs() == 1
                     ? constantValue(Unit.Context, Call->getArg(0))
                     : std::nullopt;
    if (Tensor && Index && *Index > -8 && *Index < 8)
      return dimAt(*Tensor, *Index);
    return std::nullopt;
  }
  // x.sizes()[1]
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
      Operator && Operator->getOperator() == OO_Subscript &&
      Operator->getNumArgs() == 2) {
    const Expr *Base = sizesOf(Operator->getArg(0));
    auto Index = constantValue(Unit.Context, Operator->getArg(1));
    if (Base && Index && *Index >= 0 && *Index < 8)
      if (auto Tensor = tensorOf(
              cast<CXXMemberCallExpr>(Base)->getImplicitObjectArgument()))
        return dimAt(*Tensor, *Index);
    return std::nullopt;
  }
  const VarDecl *Variable = localOf(E);
  if (!Variable || isa<ParmVarDecl>(Variable) || !Variable->getInit() ||
      Depth > 8)
    return std::nullopt;
  return dimOf(Variable->getInit(), Depth + 1);
}

/// The tensor whose element type \p E is.
std::optional<unsigned> FactReader::elementsOf(const Expr *E,
                                               unsigned Depth) const {
  E = resolved(E);
  if (const llvm::StringRef Name = tensorMethod(E);
      Name == "scalar_type" || Name == "dtype" || Name == "type")
    return tensorOf(cast<CXXMemberCallExpr>(E)->getImplicitObjectArgument());
  // TypeMeta's way to a ScalarType.
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E);
      Member && Member->getImplicitObjectArgument() && Depth < 8)
    return elementsOf(Member->getImplicitObjectArgument(), Depth + 1);
  if (const auto *Call = dyn_cast<CallExpr>(E);
      Call && Call->getNumArgs() == 1 && Depth < 8)
    return elementsOf(Call->getArg(0), Depth + 1);
  const VarDecl *Variable = localOf(E);
  if (!Variable || isa<ParmVarDecl>(Variable) || !Variable->getInit() ||
      Depth > 8)
    return std::nullopt;
  return elementsOf(Variable->getInit(), Depth + 1);
}

unsigned FactReader::dispatchOn(std::optional<unsigned> Subject,
                                std::string Text, SourceLocation Where) {
  for (unsigned I = 0; I != Out.Dispatches.size(); ++I)
    if (Subject ? Out.Dispatches[I].Subject == Subject
                : Out.Dispatches[I].Text == Text)
      return I;
  Out.Dispatches.push_back({Subject, std::move(Text), {}, Where});
  return Out.Dispatches.size() - 1;
}

static constexpr llvm::StringLiteral DimPrefix("perfclaim_dim_");

std::optional<TensorDim> sizeOfParameter(const ASTContext &Context,
                                         const FunctionDecl *Function,
                                         const Expr *E) {
  E = stripped(E);
  const llvm::StringRef Method = tensorMethod(E);
  if (!Function || (Method != "numel" && Method != "size"))
    return std::nullopt;
  const auto *Call = cast<CXXMemberCallExpr>(E);
  const auto *Reference = dyn_cast<DeclRefExpr>(
      stripped(tensorObject(Call->getImplicitObjectArgument())));
  const auto *Of =
      Reference ? dyn_cast<ParmVarDecl>(Reference->getDecl()) : nullptr;
  const auto *Owner =
      Of ? dyn_cast<FunctionDecl>(Of->getDeclContext()) : nullptr;
  if (!Owner || tensorListDepth(Of->getType()) ||
      Owner->getCanonicalDecl() != Function->getCanonicalDecl() ||
      isModified(Of, Function->getBody()))
    return std::nullopt;
  const unsigned Tensor = Of->getFunctionScopeIndex();
  if (Method == "numel")
    return TensorDim{Tensor, 0, true};
  const auto Index = Call->getNumArgs() == 1
                         ? constantValue(Context, Call->getArg(0))
                         : std::nullopt;
  if (!Index || *Index <= -8 || *Index >= 8)
    return std::nullopt;
  return TensorDim{Tensor, *Index};
}

std::string symbolOf(const TensorDim &Dim) {
  std::string Name = DimPrefix.str() + std::to_string(Dim.Tensor) + "_";
  if (Dim.All)
    return Name + "all";
  // No sign is part of a name.
  return Name + (Dim.Index < 0 ? "m" : "") +
         std::to_string(std::abs(Dim.Index));
}

std::optional<TensorDim> dimOfSymbol(llvm::StringRef Symbol) {
  TensorDim Dim;
  if (!Symbol.consume_front(DimPrefix) ||
      Symbol.consumeInteger(10, Dim.Tensor) || !Symbol.consume_front("_"))
    return std::nullopt;
  Dim.All = Symbol == "all";
  const bool FromEnd = Symbol.consume_front("m");
  if (!Dim.All && Symbol.getAsInteger(10, Dim.Index))
    return std::nullopt;
  if (FromEnd)
    Dim.Index = -Dim.Index;
  return Dim;
}

/// `x.size(1) == k / group * 2`: what is asked for by the entry itself.
void FactReader::formula(const TensorDim &Dim, const Expr *Is) {
  const FunctionDecl *Asks = Stack.empty() ? nullptr : Stack.back();
  ExpressionFolder Folder(Unit.Context, Asks, factsOf(Unit, Asks),
                          [&](const Expr *Leaf) -> std::optional<Expression> {
                            if (auto Size = countOf(Leaf))
                              return Expression::symbol(symbolOf(*Size));
                            const VarDecl *V = localOf(Leaf);
                            if (V && Integers.contains(V))
                              return Expression::symbol(V->getNameAsString());
                            return std::nullopt;
                          });
  std::optional<Expression> Value = Folder.fold(Is);
  if (!Value || Value->symbols().empty() ||
      llvm::is_contained(Value->symbols(), symbolOf(Dim)))
    return;
  if (auto Number = Value->evaluate({}))
    Out.Equals.push_back({Dim, *Number});
  else
    Out.Formulas.push_back({Dim, std::move(*Value)});
}

/// A check says that \p Dim is \p Right. \p Mirrored: and has said so before
/// with the sides the other way round.
void FactReader::sizeIs(const TensorDim &Dim, const Expr *Right,
                        bool Mirrored) {
  Right = resolved(Right);
  if (auto Value = constantValue(Unit.Context, Right))
    Out.Equals.push_back({Dim, *Value});
  else if (auto Other = countOf(Right)) {
    if (!Mirrored)
      Out.Equals.push_back({Dim, *Other});
  } else if (const VarDecl *V = localOf(Right); V && Integers.contains(V))
    Out.Equals.push_back({Dim, V->getNameAsString()});
  else
    formula(Dim, Right);
}

/// Facts of `Left == Right`, which holds where \p Check is set.
void FactReader::equal(const Expr *Left, const Expr *Right, bool Check) {
  for (int Turn = 0; Turn != 2; ++Turn, std::swap(Left, Right)) {
    const Expr *L = stripped(Left);
    if (tensorMethod(L) == "dim" || tensorMethod(L) == "ndimension")
      if (auto Tensor =
              tensorOf(cast<CXXMemberCallExpr>(L)->getImplicitObjectArgument()))
        if (auto Rank = constantValue(Unit.Context, resolved(Right));
            Rank && *Rank >= 0 && *Rank < 8 &&
            // One that may have no dimension is one that has some.
            (Check || (*Rank > 0 && !Out.Ranks.count(*Tensor))))
          Out.Ranks[*Tensor] = *Rank + depthOf(*Tensor);
    if (!Check)
      continue;
    if (tensorMethod(L) == "sizes")
      if (auto A = tensorOf(
              cast<CXXMemberCallExpr>(L)->getImplicitObjectArgument())) {
        const Expr *Other = resolved(Right);
        if (tensorMethod(Other) == "sizes") {
          if (auto B = tensorOf(
                  cast<CXXMemberCallExpr>(Other)->getImplicitObjectArgument());
              B && Turn == 0)
            Out.SameShape.push_back({*A, *B});
        } else if (const InitListExpr *Shape = bracedList(Other);
                   Shape && Shape->getNumInits() < 8) {
          Out.Ranks[*A] = Shape->getNumInits() + depthOf(*A);
          for (unsigned I = 0; I != Shape->getNumInits(); ++I)
            sizeIs(dimAt(*A, I), Shape->getInit(I), /*Mirrored=*/false);
        }
      }
    if (auto Dim = countOf(L))
      sizeIs(*Dim, Right, Turn == 1);
    if (auto Tensor = elementsOf(L)) {
      auto Number = constantValue(Unit.Context, resolved(Right));
      if (auto Kind = Number ? elementOfScalarType(*Number) : std::nullopt) {
        std::vector<ElementKind> &Known = Out.Allowed[*Tensor];
        if (!llvm::is_contained(Known, *Kind))
          Known.push_back(*Kind);
      } else if (auto Other = elementsOf(Right); Other && Turn == 0) {
        Out.SameElements.push_back({*Tensor, *Other});
      }
    }
  }
}

/// The sides of `a == b`, built in or not.
std::pair<const Expr *, const Expr *> equality(const Expr *E) {
  if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(E))
    E = Rewritten->getSemanticForm();
  if (const auto *Binary = dyn_cast<BinaryOperator>(E);
      Binary && Binary->getOpcode() == BO_EQ)
    return {Binary->getLHS(), Binary->getRHS()};
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
      Operator && Operator->getOperator() == OO_EqualEqual &&
      Operator->getNumArgs() == 2)
    return {Operator->getArg(0), Operator->getArg(1)};
  return {nullptr, nullptr};
}

/// What holds after a check of \p E.
void FactReader::check(const Expr *E) {
  E = stripped(E);
  if (const auto *Binary = dyn_cast<BinaryOperator>(E);
      Binary && Binary->isLogicalOp()) {
    // Either of several types is a list of them; of sizes nothing is known.
    check(Binary->getLHS());
    check(Binary->getRHS());
    return;
  }
  auto [Left, Right] = equality(E);
  if (Left)
    equal(Left, Right, true);
}

/// `x.data_ptr()`, or a local or parameter that is such a pointer.
bool FactReader::pointsToData(const Expr *E, unsigned Depth) const {
  E = stripped(E);
  if (tensorMethod(E).ends_with("data_ptr"))
    return true;
  const VarDecl *Variable = localOf(E);
  return Variable && Depth < 8 && !isa<ParmVarDecl>(Variable) &&
         Variable->getInit() && pointsToData(Variable->getInit(), Depth + 1);
}

void FactReader::use(const Expr *E, QualType Pointer, bool Cast) {
  const auto *Call = cast<CXXMemberCallExpr>(E);
  auto Tensor = tensorOf(Call->getImplicitObjectArgument());
  if (!Tensor)
    return;
  Out.Used.insert(*Tensor);
  QualType Element = Pointer->getPointeeType();
  if (Element.isNull() || Element->isVoidType() || Element->isDependentType())
    return;
  const ElementKind Kind = elementKindOf(Unit.Context, Element);
  if (Kind != ElementKind::Bytes)
    Out.Uses.push_back({*Tensor, Kind, Cast, Below});
}

TensorFacts readTensorFacts(const ParsedUnit &Unit,
                            const FunctionDecl *Function,
                            llvm::ArrayRef<const VarDecl *> Results) {
  TensorFacts Facts;
  FactReader(Unit, Facts).read(Function, Results);
  return Facts;
}

} // namespace perfclaim
