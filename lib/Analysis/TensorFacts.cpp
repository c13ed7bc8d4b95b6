//===- TensorFacts.cpp - What a launcher asks of its tensors -----===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TensorFacts.h"
#include "ArgumentModelTypes.h"
#include "SymbolicExpr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace perfclaim {

static const CXXRecordDecl *frameworkRecord(QualType Type) {
  Type = Type.getNonReferenceType();
  if (Type->isPointerType())
    Type = Type->getPointeeType();
  return Type->getAsCXXRecordDecl();
}

static bool isTensorRecord(const CXXRecordDecl *Record) {
  if (!Record || !Record->getIdentifier() || Record->getName() != "Tensor")
    return false;
  const std::string Name = qualifiedNameOf(Record);
  return Name == "at::Tensor" || Name == "torch::stable::Tensor";
}

TensorForm tensorForm(QualType Type) {
  const CXXRecordDecl *Record = frameworkRecord(Type);
  if (isTensorRecord(Record))
    return TensorForm::Tensor;
  const auto *Special =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(Record);
  if (Special && Special->getName() == "optional" &&
      Special->getTemplateArgs().size() >= 1 &&
      Special->getTemplateArgs()[0].getKind() == TemplateArgument::Type &&
      isTensorRecord(
          frameworkRecord(Special->getTemplateArgs()[0].getAsType())))
    return TensorForm::OptionalTensor;
  return TensorForm::None;
}

llvm::StringRef tensorMethod(const Expr *E) {
  const auto *Call = dyn_cast_or_null<CXXMemberCallExpr>(E);
  const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
  if (!Method || !Method->getIdentifier() ||
      !isTensorRecord(Method->getParent()))
    return "";
  return Method->getName();
}

const Expr *tensorObject(const Expr *E) {
  E = stripped(E);
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E)) {
    const Expr *Object = Member->getImplicitObjectArgument();
    if (!Object)
      return E;
    // What changes neither memory nor shape, and the value of an optional.
    const llvm::StringRef Name = tensorMethod(E);
    const bool Same = Name == "contiguous" || Name == "detach";
    if (Same || (tensorForm(Object->getType()) == TensorForm::OptionalTensor &&
                 tensorForm(E->getType()) == TensorForm::Tensor))
      return tensorObject(Object);
    return E;
  }
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
      Operator && Operator->getNumArgs() == 1 &&
      (Operator->getOperator() == OO_Star ||
       Operator->getOperator() == OO_Arrow))
    return tensorObject(Operator->getArg(0));
  return E;
}

const Expr *sizesOf(const Expr *E) {
  E = stripped(E);
  if (tensorMethod(E) == "sizes")
    return E;
  // `const auto sizes = x.sizes();`
  const auto *Reference = dyn_cast<DeclRefExpr>(E);
  const auto *Variable =
      Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
  if (!Variable || isa<ParmVarDecl>(Variable) || !Variable->getInit())
    return nullptr;
  const Expr *Init = stripped(Variable->getInit());
  return tensorMethod(Init) == "sizes" ? Init : nullptr;
}

std::vector<std::string> shapeInComment(llvm::StringRef Comment) {
  Comment = Comment.trim();
  size_t Open = Comment.find('[');
  char Close = ']';
  if (Open == llvm::StringRef::npos && Comment.starts_with("(")) {
    Open = 0;
    Close = ')';
  }
  std::vector<std::string> Parts;
  llvm::SmallVector<llvm::StringRef> Split;
  if (Open != llvm::StringRef::npos) {
    const size_t End = Comment.find(Close, Open);
    if (End == llvm::StringRef::npos)
      return {};
    Comment.slice(Open + 1, End).split(Split, ',');
  } else {
    Comment.split(Split, " x ");
    if (Split.size() < 2)
      return {};
    Split.back() = Split.back().ltrim().split(' ').first;
  }
  for (llvm::StringRef Part : Split) {
    Part = Part.trim();
    // A sentence is no shape.
    if (Part.empty() || Part.size() > 48 || llvm::any_of(Part, [](char C) {
          return !llvm::isAlnum(C) && !llvm::StringRef("_.+-*/() ").contains(C);
        }))
      return {};
    Parts.push_back(Part.str());
  }
  return Parts;
}

namespace {

std::optional<ElementKind> elementOfScalarType(int64_t Number) {
  switch (Number) {
  case 0:
    return ElementKind::UInt8;
  case 1:
    return ElementKind::Int8;
  case 2:
    return ElementKind::Int16;
  case 3:
    return ElementKind::Int32;
  case 4:
    return ElementKind::Int64;
  case 5:
    return ElementKind::Float16;
  case 6:
    return ElementKind::Float32;
  case 7:
    return ElementKind::Float64;
  case 11:
    return ElementKind::Bool;
  case 15:
    return ElementKind::BFloat16;
  case 23:
    return ElementKind::Float8E5M2;
  case 24:
    return ElementKind::Float8E4M3;
  case 27:
    return ElementKind::UInt16;
  case 28:
    return ElementKind::UInt32;
  case 29:
    return ElementKind::UInt64;
  default:
    return std::nullopt;
  }
}

bool isScalarType(QualType Type) {
  const EnumDecl *Enum = Type.getNonReferenceType()->getAsEnumDecl();
  return Enum && Enum->getName() == "ScalarType";
}

class FactReader {
public:
  FactReader(const ParsedUnit &Unit, TensorFacts &Out) : Unit(Unit), Out(Out) {}

  void read(const FunctionDecl *Function, const VarDecl *Result) {
    if (Result) {
      Tensors[Result] = Function->getNumParams();
      ResultVariable = Result;
    }
    for (unsigned I = 0; I != Function->getNumParams(); ++I)
      if (tensorForm(Function->getParamDecl(I)->getType()) != TensorForm::None)
        Tensors[Function->getParamDecl(I)] = I;
      else if (Function->getParamDecl(I)->getType()->isIntegerType())
        Integers.insert(Function->getParamDecl(I));
    walkBody(Function);
  }

private:
  void walkBody(const FunctionDecl *Function) {
    if (Stack.size() > 3 || llvm::is_contained(Stack, Function))
      return;
    Stack.push_back(Function);
    walk(Function->getBody());
    Stack.pop_back();
  }
  std::optional<unsigned> tensorOf(const Expr *E, unsigned Depth = 0) const;
  std::optional<TensorDim> dimOf(const Expr *E, unsigned Depth = 0) const;
  const VarDecl *localOf(const Expr *E) const;
  std::optional<unsigned> elementsOf(const Expr *E, unsigned Depth = 0) const;
  void equal(const Expr *Left, const Expr *Right, bool Check);
  void check(const Expr *E);
  void walk(const Stmt *S);
  void walkSwitch(const SwitchStmt *Switch);
  bool walkDispatchIf(const IfStmt *If);
  void walkVariable(const VarDecl *Variable);
  void walkCall(const CallExpr *Call);
  void madeLike(const Stmt *Init, unsigned Depth = 0);
  void use(const Expr *Call, QualType Pointer, bool Cast);
  bool pointsToData(const Expr *E, unsigned Depth = 0) const;
  unsigned dispatchOn(std::optional<unsigned> Subject, std::string Text,
                      SourceLocation Where);

  const ParsedUnit &Unit;
  TensorFacts &Out;
  llvm::DenseMap<const VarDecl *, unsigned> Tensors;
  llvm::SmallPtrSet<const VarDecl *, 8> Integers;
  const VarDecl *ResultVariable = nullptr;
  std::vector<std::pair<unsigned, ElementKind>> Below;
  llvm::SmallVector<const FunctionDecl *, 4> Stack;
};

const VarDecl *FactReader::localOf(const Expr *E) const {
  const auto *Reference = dyn_cast<DeclRefExpr>(stripped(E));
  return Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
}

std::optional<unsigned> FactReader::tensorOf(const Expr *E,
                                             unsigned Depth) const {
  const VarDecl *Variable = localOf(tensorObject(E));
  if (!Variable || Depth > 8)
    return std::nullopt;
  if (auto It = Tensors.find(Variable); It != Tensors.end())
    return It->second;
  if (isa<ParmVarDecl>(Variable) || !Variable->getInit() ||
      tensorForm(Variable->getType()) == TensorForm::None)
    return std::nullopt;
  return tensorOf(Variable->getInit(), Depth + 1);
}

std::optional<TensorDim> FactReader::dimOf(const Expr *E,
                                           unsigned Depth) const {
  E = stripped(E);
  if (const llvm::StringRef Name = tensorMethod(E);
      Name == "size" || Name == "sym_size") {
    const auto *Call = cast<CXXMemberCallExpr>(E);
    auto Tensor = tensorOf(Call->getImplicitObjectArgument());
    auto Index = Call->getNumArgs() == 1
                     ? constantValue(Unit.Context, Call->getArg(0))
                     : std::nullopt;
    if (Tensor && Index && *Index > -8 && *Index < 8)
      return TensorDim{*Tensor, *Index};
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
        return TensorDim{*Tensor, *Index};
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
  E = stripped(E);
  if (const llvm::StringRef Name = tensorMethod(E);
      Name == "scalar_type" || Name == "dtype")
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

/// Facts of `Left == Right`, which holds where \p Check is set.
void FactReader::equal(const Expr *Left, const Expr *Right, bool Check) {
  for (int Turn = 0; Turn != 2; ++Turn, std::swap(Left, Right)) {
    const Expr *L = stripped(Left);
    if (tensorMethod(L) == "dim" || tensorMethod(L) == "ndimension")
      if (auto Tensor =
              tensorOf(cast<CXXMemberCallExpr>(L)->getImplicitObjectArgument()))
        if (auto Rank = constantValue(Unit.Context, Right);
            Rank && *Rank >= 0 && *Rank < 8 &&
            (Check || !Out.Ranks.count(*Tensor)))
          Out.Ranks[*Tensor] = *Rank;
    if (!Check)
      continue;
    if (tensorMethod(L) == "sizes" && tensorMethod(stripped(Right)) == "sizes")
      if (auto A =
              tensorOf(cast<CXXMemberCallExpr>(L)->getImplicitObjectArgument()))
        if (auto B = tensorOf(cast<CXXMemberCallExpr>(stripped(Right))
                                  ->getImplicitObjectArgument());
            B && Turn == 0)
          Out.SameShape.push_back({*A, *B});
    if (auto Dim = dimOf(L)) {
      if (auto Value = constantValue(Unit.Context, Right))
        Out.Equals.push_back({*Dim, *Value});
      else if (auto Other = dimOf(Right); Other && Turn == 0)
        Out.Equals.push_back({*Dim, *Other});
      else if (const VarDecl *V = localOf(Right); V && Integers.contains(V))
        Out.Equals.push_back({*Dim, V->getNameAsString()});
    }
    if (auto Tensor = elementsOf(L)) {
      auto Number = constantValue(Unit.Context, stripped(Right));
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
static std::pair<const Expr *, const Expr *> equality(const Expr *E) {
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
  if (Variable == ResultVariable)
    madeLike(Init);
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
            cast<CXXMemberCallExpr>(Whole)->getImplicitObjectArgument()))
      Out.Leading.push_back({{*Tensor, 0}, Variable->getNameAsString()});
}

/// The result has the elements of the tensor whose options, type or likeness it
/// is made with.
void FactReader::madeLike(const Stmt *S, unsigned Depth) {
  if (!S || Depth > 32)
    return;
  if (const auto *E = dyn_cast<Expr>(S)) {
    if (const VarDecl *V = localOf(E);
        V && !isa<ParmVarDecl>(V) && V->getInit() && !Tensors.count(V))
      return madeLike(V->getInit(), Depth + 1);
    const llvm::StringRef Name = tensorMethod(E);
    if (Name == "options" || Name == "dtype" || Name == "scalar_type")
      if (auto Like =
              tensorOf(cast<CXXMemberCallExpr>(E)->getImplicitObjectArgument()))
        Out.SameElements.push_back({Tensors[ResultVariable], *Like});
    if (isScalarType(E->getType()))
      if (auto Number = constantValue(Unit.Context, E))
        if (auto Kind = elementOfScalarType(*Number))
          Out.Allowed[Tensors[ResultVariable]] = {*Kind};
    if (const auto *Call = dyn_cast<CallExpr>(E);
        Call && Call->getDirectCallee() &&
        llvm::StringRef(nameOf(Call->getDirectCallee())).ends_with("_like") &&
        Call->getNumArgs() >= 1)
      if (auto Like = tensorOf(Call->getArg(0)))
        Out.SameElements.push_back({Tensors[ResultVariable], *Like});
  }
  for (const Stmt *Child : S->children())
    madeLike(Child, Depth + 1);
}

void FactReader::walkCall(const CallExpr *Call) {
  const llvm::StringRef Name = tensorMethod(Call);
  if (!Name.empty()) {
    auto Tensor =
        tensorOf(cast<CXXMemberCallExpr>(Call)->getImplicitObjectArgument());
    if (Tensor && Name == "numel")
      Out.Counted.insert(*Tensor);
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
                              (*Arguments)[1].getAsIntegral().getExtValue());
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
  // A function of the repository that takes them on.
  const FunctionDecl *Callee = Call->getDirectCallee(), *Body = nullptr;
  if (!Callee || !Callee->hasBody(Body) || !inRepository(Unit, Body) ||
      isa<CXXMethodDecl>(Callee) || Stack.size() > 3)
    return;
  bool Any = false;
  for (unsigned I = 0; I < Body->getNumParams() && I < Call->getNumArgs(); ++I)
    if (tensorForm(Body->getParamDecl(I)->getType()) != TensorForm::None)
      if (auto Tensor = tensorOf(Call->getArg(I))) {
        Tensors[Body->getParamDecl(I)] = *Tensor;
        Any = true;
      }
  if (Any)
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

} // namespace

TensorFacts readTensorFacts(const ParsedUnit &Unit,
                            const FunctionDecl *Function,
                            const VarDecl *Result) {
  TensorFacts Facts;
  FactReader(Unit, Facts).read(Function, Result);
  return Facts;
}

static bool collectReturned(const Stmt *S,
                            llvm::SmallPtrSetImpl<const VarDecl *> &Found) {
  if (!S || isa<LambdaExpr>(S))
    return true;
  if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
    const Expr *Value = Return->getRetValue();
    const auto *Reference =
        Value ? dyn_cast<DeclRefExpr>(stripped(Value)) : nullptr;
    const auto *Variable =
        Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
    if (!Variable || !Variable->isLocalVarDecl())
      return false;
    Found.insert(Variable);
  }
  return llvm::all_of(S->children(), [&](const Stmt *Child) {
    return collectReturned(Child, Found);
  });
}

const VarDecl *returnedTensor(const FunctionDecl *Function) {
  llvm::SmallPtrSet<const VarDecl *, 2> Found;
  if (tensorForm(Function->getReturnType()) != TensorForm::Tensor ||
      !collectReturned(Function->getBody(), Found) || Found.size() != 1)
    return nullptr;
  return *Found.begin();
}

} // namespace perfclaim
