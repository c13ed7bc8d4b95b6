//===- TensorTypes.cpp - What is a tensor of torch ------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TensorFacts.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"

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

unsigned tensorListDepth(QualType Type) {
  const auto *List = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type.getNonReferenceType()->getAsCXXRecordDecl());
  if (!List || !List->isInStdNamespace() || List->getName() != "vector" ||
      List->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return 0;
  const QualType Element = List->getTemplateArgs()[0].getAsType();
  if (isTensorRecord(Element->getAsCXXRecordDecl()))
    return 1;
  return tensorListDepth(Element) == 1 ? 2 : 0;
}

bool holdsTensor(QualType Type) {
  return tensorForm(Type) != TensorForm::None || tensorListDepth(Type) != 0;
}

const Expr *tensorListOf(const Expr *E) {
  const auto *Operator = dyn_cast<CXXOperatorCallExpr>(stripped(E));
  if (!Operator || Operator->getOperator() != OO_Subscript ||
      tensorListDepth(Operator->getArg(0)->getType()) == 0)
    return nullptr;
  return Operator->getArg(0);
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
  if (const Expr *List = tensorListOf(E))
    return tensorObject(List);
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

const InitListExpr *bracedList(const Expr *E) {
  for (E = stripped(E); !isa<InitListExpr>(E);) {
    const Expr *Inner = nullptr;
    unsigned Count = 0;
    for (const Stmt *Child : E->children())
      if (const auto *Part = dyn_cast_or_null<Expr>(Child)) {
        Inner = Part;
        ++Count;
      }
    if (Count != 1)
      return nullptr;
    E = stripped(Inner);
  }
  return cast<InitListExpr>(E);
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
    if (Split.size() > 1 && Split.back().trim().empty())
      Split.pop_back(); // "(N,)", as Python writes it.
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

using Locals = std::vector<const VarDecl *>;

/// Local tensors that \p E lists: one, `{a, b}`, `std::make_tuple(a, b)`. False
/// if there is anything else in it.
static bool addListed(const Expr *E, Locals &To) {
  E = stripped(E);
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (!Variable || !Variable->isLocalVarDecl() ||
        tensorForm(Variable->getType()) != TensorForm::Tensor)
      return false;
    To.push_back(Variable);
    return true;
  }
  auto All = [&](auto Arguments) {
    return llvm::all_of(Arguments, [&](const Expr *Argument) {
      return isa<CXXDefaultArgExpr>(Argument) || addListed(Argument, To);
    });
  };
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return All(List->inits());
  if (const auto *List = dyn_cast<CXXStdInitializerListExpr>(E))
    return addListed(List->getSubExpr(), To);
  if (const auto *Made = dyn_cast<CXXConstructExpr>(E))
    return All(Made->arguments());
  if (const auto *Call = dyn_cast<CallExpr>(E);
      Call && Call->getDirectCallee() && !isa<CXXMemberCallExpr>(E)) {
    const std::string Name = nameOf(Call->getDirectCallee());
    return (Name == "make_tuple" || Name == "make_pair" || Name == "move") &&
           All(Call->arguments());
  }
  return false;
}

/// What every return of \p S lists; false where they differ or are no lists.
static bool collectReturned(const Stmt *S, std::optional<Locals> &Found) {
  if (!S || isa<LambdaExpr>(S))
    return true;
  if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
    Locals Here;
    if (!Return->getRetValue() || !addListed(Return->getRetValue(), Here) ||
        (Found && *Found != Here))
      return false;
    Found = std::move(Here);
  }
  return llvm::all_of(S->children(), [&](const Stmt *Child) {
    return collectReturned(Child, Found);
  });
}

static bool holdsTensors(QualType Type) {
  const auto *Record = Type->getAsRecordDecl();
  const llvm::StringRef Name =
      Record && Record->getIdentifier() ? Record->getName() : "";
  return Name == "tuple" || Name == "pair" || Name == "vector" ||
         Name == "array";
}

std::vector<const VarDecl *> returnedTensors(const FunctionDecl *Function) {
  const bool One = tensorForm(Function->getReturnType()) == TensorForm::Tensor;
  std::optional<Locals> Found;
  if ((!One && !holdsTensors(Function->getReturnType())) ||
      !collectReturned(Function->getBody(), Found) || !Found ||
      (One && Found->size() != 1))
    return {};
  // One tensor in two places would be bound twice.
  for (size_t I = 0; I != Found->size(); ++I)
    if (llvm::count((*Found), (*Found)[I]) != 1)
      return {};
  return *Found;
}

bool isScalarType(QualType Type) {
  const EnumDecl *Enum = Type.getNonReferenceType()->getAsEnumDecl();
  return Enum && Enum->getName() == "ScalarType";
}

} // namespace perfclaim
