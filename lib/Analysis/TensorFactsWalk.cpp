//===- TensorFactsWalk.cpp - Statements of a function that takes tensors --===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArgumentModelTypes.h"
#include "TensorFactReader.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace perfclaim {

void FactReader::walkSwitch(const SwitchStmt *Switch) {
  const Expr *Subject = Switch->getCond();
  const auto *Body = dyn_cast_or_null<CompoundStmt>(Switch->getBody());
  if (!Body || !isScalarType(stripped(Subject)->getType()))
    return walk(Switch->getBody());
  const std::optional<unsigned> Tensor = elementsOf(Subject);
  const unsigned Which = dispatchOn(Tensor, sourceText(Unit.Context, Subject),
                                    Switch->getBeginLoc());
  for (const Stmt *S : Body->body()) {
    std::optional<ElementKind> Kind;
    while (const auto *Case = dyn_cast<SwitchCase>(S)) {
      if (const auto *Valued = dyn_cast<CaseStmt>(Case)) {
        auto Number = constantValue(Unit.Context, Valued->getLHS());
        Kind = Number ? elementOfScalarType(*Number) : std::nullopt;
        std::vector<ElementKind> &Cases = Out.Dispatches[Which].Cases;
        if (Kind && !llvm::is_contained(Cases, *Kind))
          Cases.push_back(*Kind);
      }
      S = Case->getSubStmt();
    }
    if (Kind)
      Below.push_back({Which, *Kind});
    walk(S);
    if (Kind)
      Below.pop_back();
  }
}

/// `if (x.scalar_type() == at::kHalf) { ... }`
bool FactReader::walkDispatchIf(const IfStmt *If) {
  auto [Left, Right] = equality(stripped(If->getCond()));
  if (!Left)
    return false;
  std::optional<unsigned> Tensor = elementsOf(Left);
  auto Number = constantValue(Unit.Context, stripped(Right));
  auto Kind = Number ? elementOfScalarType(*Number) : std::nullopt;
  if (!Tensor || !Kind)
    return false;
  const unsigned Which =
      dispatchOn(Tensor, sourceText(Unit.Context, Left), If->getBeginLoc());
  if (!llvm::is_contained(Out.Dispatches[Which].Cases, *Kind))
    Out.Dispatches[Which].Cases.push_back(*Kind);
  Below.push_back({Which, *Kind});
  walk(If->getThen());
  Below.pop_back();
  walk(If->getElse());
  return true;
}

void FactReader::walkVariable(const VarDecl *Variable) {
  const Expr *Init = Variable->getInit();
  if (!Init)
    return;
  walk(Init);
  if (llvm::is_contained(Results, Variable))
    madeLike(Tensors[Variable], Init);
  if (!Variable->getType().getNonReferenceType()->isIntegerType() ||
      Stack.size() > 1)
    return;
  const Expr *Plain = stripped(Init);
  if (auto Dim = dimOf(Plain); Dim && !localOf(Plain))
    Out.Names.push_back({*Dim, Variable->getNameAsString()});
  if (tensorMethod(Plain) == "numel")
    if (auto Tensor = tensorOf(
            cast<CXXMemberCallExpr>(Plain)->getImplicitObjectArgument()))
      Out.Totals.push_back({{*Tensor, 0}, Variable->getNameAsString()});
  // rows = x.numel() / columns
  const auto *Division = dyn_cast<BinaryOperator>(Plain);
  if (!Division || Division->getOpcode() != BO_Div)
    return;
  const Expr *Whole = stripped(Division->getLHS());
  if (tensorMethod(Whole) == "numel" && dimOf(Division->getRHS()))
    if (auto Tensor = tensorOf(
            cast<CXXMemberCallExpr>(Whole)->getImplicitObjectArgument());
        Tensor && !depthOf(*Tensor))
      Out.Leading.push_back({{*Tensor, 0}, Variable->getNameAsString()});
}

/// \p Result has the elements of the tensor whose options, type or likeness it
/// is made with.
void FactReader::madeLike(unsigned Result, const Stmt *S, unsigned Depth) {
  if (!S || Depth > 32)
    return;
  if (const auto *E = dyn_cast<Expr>(S)) {
    // `x.options().dtype(kLong)`: of another type than x.
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E);
        Member && Member->getMethodDecl() && Member->getNumArgs() == 1 &&
        nameOf(Member->getMethodDecl()) == "dtype")
      return madeLike(Result, Member->getArg(0), Depth + 1);
    if (const VarDecl *V = localOf(E);
        V && !isa<ParmVarDecl>(V) && V->getInit() && !Tensors.count(V))
      return madeLike(Result, V->getInit(), Depth + 1);
    const llvm::StringRef Name = tensorMethod(E);
    if (Name == "options" || Name == "dtype" || Name == "scalar_type" ||
        Name == "type")
      if (auto Like =
              tensorOf(cast<CXXMemberCallExpr>(E)->getImplicitObjectArgument()))
        Out.SameElements.push_back({Result, *Like});
    if (isScalarType(E->getType()))
      if (auto Number = constantValue(Unit.Context, E))
        if (auto Kind = elementOfScalarType(*Number))
          Out.Allowed[Result] = {*Kind};
    if (const auto *Call = dyn_cast<CallExpr>(E);
        Call && Call->getDirectCallee() &&
        llvm::StringRef(nameOf(Call->getDirectCallee())).ends_with("_like") &&
        Call->getNumArgs() >= 1)
      if (auto Like = tensorOf(Call->getArg(0)))
        Out.SameElements.push_back({Result, *Like});
  }
  for (const Stmt *Child : S->children())
    madeLike(Result, Child, Depth + 1);
}

void FactReader::walkCall(const CallExpr *Call) {
  const llvm::StringRef Name = tensorMethod(Call);
  if (!Name.empty()) {
    auto Tensor =
        tensorOf(cast<CXXMemberCallExpr>(Call)->getImplicitObjectArgument());
    if (Tensor && Name == "numel")
      Out.Counted.insert(*Tensor);
    if (Tensor && Name == "stride" && Call->getNumArgs() == 1)
      if (auto Index = constantValue(Unit.Context, Call->getArg(0));
          Index && *Index > -8 && *Index < 8)
        Out.Strides.push_back(dimAt(*Tensor, *Index));
    if (Name == "data_ptr" || Name == "const_data_ptr" ||
        Name == "mutable_data_ptr" || Name == "data")
      use(Call, Call->getType(), false);
    // The rank is a template argument.
    if (const FunctionDecl *Callee = Call->getDirectCallee();
        Tensor && Name.contains("accessor"))
      if (const TemplateArgumentList *Arguments =
              Callee->getTemplateSpecializationArgs();
          Arguments && Arguments->size() >= 2 &&
          (*Arguments)[1].getKind() == TemplateArgument::Integral) {
        Out.Ranks.try_emplace(*Tensor,
                              (*Arguments)[1].getAsIntegral().getExtValue() +
                                  depthOf(*Tensor));
        Out.Used.insert(*Tensor);
        if ((*Arguments)[0].getKind() == TemplateArgument::Type)
          Out.Uses.push_back(
              {*Tensor,
               elementKindOf(Unit.Context, (*Arguments)[0].getAsType()), false,
               Below});
      }
  }
  if (auto Dim = dimOf(Call))
    Out.Asked.push_back(*Dim);
  // Of lists of lists each has a meaning of its own.
  if (const Expr *List = tensorListOf(Call);
      List && tensorListDepth(List->getType()) == 2)
    if (auto Index = constantValue(Unit.Context,
                                   cast<CXXOperatorCallExpr>(Call)->getArg(1)))
      if (auto Tensor = tensorOf(List))
        Out.Longer[*Tensor] = std::max(Out.Longer[*Tensor], *Index + 1);
  // A function of the repository that takes them on.
  const FunctionDecl *Callee = Call->getDirectCallee(), *Body = nullptr;
  if (!Callee || !Callee->hasBody(Body) || !inRepository(Unit, Body) ||
      isa<CXXMethodDecl>(Callee) || Stack.size() > 3)
    return;
  bool Any = false;
  for (unsigned I = 0; I < Body->getNumParams() && I < Call->getNumArgs(); ++I)
    if (holdsTensor(Body->getParamDecl(I)->getType()))
      if (auto Tensor = tensorOf(Call->getArg(I))) {
        Tensors[Body->getParamDecl(I)] = *Tensor;
        Any = true;
      }
  if (!Any)
    return;
  for (unsigned I = 0; I < Body->getNumParams() && I < Call->getNumArgs(); ++I)
    if (!Tensors.count(Body->getParamDecl(I)))
      Given[Body->getParamDecl(I)] = resolved(Call->getArg(I));
  walkBody(Body);
}

void FactReader::walk(const Stmt *S) {
  if (!S)
    return;
  if (const auto *If = dyn_cast<IfStmt>(S)) {
    const auto *Not = dyn_cast<UnaryOperator>(stripped(If->getCond()));
    if (Not && Not->getOpcode() == UO_LNot)
      check(Not->getSubExpr());
    else if (walkDispatchIf(If))
      return;
  }
  if (const auto *Switch = dyn_cast<SwitchStmt>(S))
    return walkSwitch(Switch);
  if (const auto *Lambda = dyn_cast<LambdaExpr>(S))
    return walk(Lambda->getBody());
  if (const auto *Declared = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declared->decls())
      if (const auto *Variable = dyn_cast<VarDecl>(D))
        walkVariable(Variable);
    return;
  }
  if (const auto *E = dyn_cast<Expr>(S)) {
    if (auto [Left, Right] = equality(E); Left)
      equal(Left, Right, false);
    if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E)) {
      const Expr *Inner = stripped(Cast->getSubExpr());
      if (Cast->getType()->isPointerType() &&
          tensorMethod(Inner).ends_with("data_ptr"))
        use(Inner, Cast->getType(), true);
      else if (Cast->getType()->isIntegerType() &&
               Inner->getType()->isPointerType() && Out.Addressed.isInvalid() &&
               pointsToData(Inner))
        Out.Addressed = Cast->getBeginLoc();
    }
    if (const auto *Call = dyn_cast<CallExpr>(E))
      walkCall(Call);
  }
  for (const Stmt *Child : S->children())
    walk(Child);
}

} // namespace perfclaim
