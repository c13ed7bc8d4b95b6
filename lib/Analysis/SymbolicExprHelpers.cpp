//===- SymbolicExprHelpers.cpp - dim3 and small functions -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Dim3Fields.h"
#include "SymbolicExpr.h"
#include "TensorFacts.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace perfclaim {

static const Expr *plain(const Expr *E) { return E ? stripped(E) : nullptr; }

bool isDim3(QualType Type) {
  if (Type.isNull()) // Of a list in a template.
    return false;
  const auto *Record = Type.getNonReferenceType()->getAsRecordDecl();
  return Record && Record->getName() == "dim3";
}

const Expr *returnedExpression(const FunctionDecl *Function) {
  const FunctionDecl *Definition = nullptr;
  if (!Function || !Function->hasBody(Definition) || !Definition)
    return nullptr;
  const auto *Body = dyn_cast_or_null<CompoundStmt>(Definition->getBody());
  if (!Body || Body->size() == 0 || Body->size() > 4)
    return nullptr;
  const auto *Return = dyn_cast<ReturnStmt>(Body->body_back());
  if (!Return)
    return nullptr;
  for (const Stmt *S : llvm::drop_end(Body->body()))
    if (!isa<NullStmt, CallExpr, ConditionalOperator, ParenExpr, DoStmt,
             CStyleCastExpr, CXXStaticCastExpr>(S))
      return nullptr;
  return Return->getRetValue();
}

const Expr *dim3Component(const Expr *E, unsigned Index,
                          const FunctionFacts &Facts, bool &One) {
  One = false;
  for (unsigned Steps = 0; Steps < 16; ++Steps) {
    E = plain(E);
    if (!E)
      return nullptr;
    if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
      const auto *V = dyn_cast<VarDecl>(Reference->getDecl());
      if (!V || !isDim3(V->getType()))
        return Index == 0 && E->getType()->isIntegralOrEnumerationType()
                   ? E
                   : (One = E->getType()->isIntegralOrEnumerationType(),
                      nullptr);
      const LocalFacts &F = Facts.of(V);
      auto IsThis = [&](const FieldDecl *Field) {
        return Field->getFieldIndex() == Index;
      };
      if (F.WholeChange || F.AddressTaken ||
          llvm::any_of(F.ChangedFields, IsThis))
        return nullptr;
      const Expr *Value = V->getInit();
      const Expr *Field = nullptr;
      for (const LocalFacts::Assignment &A : F.Assignments) {
        if (A.Conditional && (!A.Field || IsThis(A.Field)))
          return nullptr;
        if (!A.Field) {
          Value = A.Value;
          Field = nullptr;
        } else if (IsThis(A.Field)) {
          Field = A.Value;
        }
      }
      if (Field)
        return Field;
      if (!Value)
        return nullptr;
      E = Value;
      continue;
    }
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
      if (Construct->getNumArgs() == 1 &&
          isDim3(Construct->getArg(0)->getType())) {
        E = Construct->getArg(0);
        continue;
      }
      if (!isDim3(Construct->getType()))
        return nullptr;
      if (Index < Construct->getNumArgs() &&
          !isa<CXXDefaultArgExpr>(Construct->getArg(Index)))
        return Construct->getArg(Index);
      One = true;
      return nullptr;
    }
    llvm::ArrayRef<const Expr *> Parts;
    llvm::SmallVector<const Expr *, 3> Storage;
    if (const auto *List = dyn_cast<InitListExpr>(E))
      Storage.append(List->inits().begin(), List->inits().end());
    else if (const auto *Unresolved = dyn_cast<CXXUnresolvedConstructExpr>(E))
      Storage.append(Unresolved->arg_begin(), Unresolved->arg_end());
    else if (const auto *List = dyn_cast<ParenListExpr>(E))
      for (unsigned I = 0; I < List->getNumExprs(); ++I)
        Storage.push_back(List->getExpr(I));
    else {
      bool Integer = !isDim3(E->getType());
      if (Index == 0 && Integer)
        return E;
      One = Integer;
      return nullptr;
    }
    Parts = Storage;
    if (Index < Parts.size())
      return Parts[Index];
    One = true;
    return nullptr;
  }
  return nullptr;
}

/// True if component \p Index of \p E is set at most once, and before \p E.
static bool isSetBefore(const Expr *E, unsigned Index,
                        const FunctionFacts &Facts) {
  const auto *Reference = dyn_cast_or_null<DeclRefExpr>(plain(E));
  if (!Reference)
    return true;
  unsigned Times = 0;
  for (const LocalFacts::Assignment &A :
       Facts.of(Reference->getDecl()).Assignments) {
    if (A.Field && A.Field->getFieldIndex() != Index)
      continue;
    const SourceLocation At = A.Where->getBeginLoc(), Use = E->getBeginLoc();
    if (++Times > 1 || !At.isFileID() || !Use.isFileID() || !(At < Use))
      return false;
  }
  return true;
}

std::array<std::optional<const Expr *>, 3>
knownComponents(const Expr *E, const FunctionDecl *Enclosing) {
  std::array<std::optional<const Expr *>, 3> Result;
  if (!E || !Enclosing)
    return Result;
  const FunctionFacts Facts(Enclosing);
  for (unsigned I = 0; I < 3; ++I) {
    bool One = false;
    const Expr *Component = dim3Component(E, I, Facts, One);
    if ((Component || One) && isSetBefore(E, I, Facts))
      Result[I] = Component;
  }
  return Result;
}

/// What \p Leaf, `sizeof(T)` or a number, is in an instantiation of a template.
static std::optional<int64_t> valueIn(const ASTContext &Context,
                                      const FunctionDecl *Special,
                                      const Expr *Leaf) {
  const TemplateArgumentList *List = Special->getTemplateSpecializationArgs();
  auto ArgumentAt = [&](unsigned Depth,
                        unsigned Index) -> const TemplateArgument * {
    return List && Depth == 0 && Index < List->size() ? &List->get(Index)
                                                      : nullptr;
  };
  if (const auto *Size = dyn_cast<UnaryExprOrTypeTraitExpr>(Leaf)) {
    const auto *Type =
        Size->getKind() == UETT_SizeOf
            ? Size->getTypeOfArgument()->getAs<TemplateTypeParmType>()
            : nullptr;
    const TemplateArgument *Is =
        Type ? ArgumentAt(Type->getDepth(), Type->getIndex()) : nullptr;
    if (!Is || Is->getKind() != TemplateArgument::Type ||
        Is->getAsType()->isDependentType() ||
        Is->getAsType()->isIncompleteType())
      return std::nullopt;
    return Context.getTypeSizeInChars(Is->getAsType()).getQuantity();
  }
  const auto *Reference = dyn_cast<DeclRefExpr>(Leaf);
  const auto *Number =
      Reference ? dyn_cast<NonTypeTemplateParmDecl>(Reference->getDecl())
                : nullptr;
  const TemplateArgument *Is =
      Number ? ArgumentAt(Number->getDepth(), Number->getIndex()) : nullptr;
  if (!Is || Is->getKind() != TemplateArgument::Integral ||
      Is->getAsIntegral().getSignificantBits() > 63)
    return std::nullopt;
  return Is->getAsIntegral().getExtValue();
}

/// The value that a leaf of a template's body has in all that is made of it.
static std::optional<Expression> valueInAll(const ASTContext &Context,
                                            const FunctionDecl *Pattern,
                                            const Expr *Leaf) {
  const FunctionTemplateDecl *Template =
      Pattern ? Pattern->getDescribedFunctionTemplate() : nullptr;
  std::optional<int64_t> Result;
  if (Template)
    for (const FunctionDecl *Special : Template->specializations()) {
      const std::optional<int64_t> Value = valueIn(Context, Special, Leaf);
      if (!Value || (Result && *Result != *Value))
        return std::nullopt;
      Result = Value;
    }
  return Result ? std::optional(Expression::constant(*Result)) : std::nullopt;
}

/// `N` and `sizeof(T)` of a template are names, as long as nothing is known.
static std::optional<Expression> nameInTemplate(const Expr *Leaf) {
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Leaf)) {
    const NamedDecl *D = Reference->getDecl();
    return isa<NonTypeTemplateParmDecl>(D) && D->getIdentifier() &&
                   Leaf->getType()->isIntegralOrEnumerationType()
               ? std::optional(Expression::symbol(D->getName()))
               : std::nullopt;
  }
  const auto *Size = dyn_cast<UnaryExprOrTypeTraitExpr>(Leaf);
  const auto *Type =
      Size && Size->getKind() == UETT_SizeOf
          ? Size->getTypeOfArgument()->getAs<TemplateTypeParmType>()
          : nullptr;
  if (!Type || !Type->getIdentifier())
    return std::nullopt;
  return Expression::symbol("sizeof_" + Type->getIdentifier()->getName().str());
}

std::optional<Expression> toExpression(const Expr *E, const ParsedUnit &Unit,
                                       const FunctionDecl *Enclosing,
                                       bool NamesOfTemplates) {
  ExpressionFolder Folder(
      Unit.Context, Enclosing, factsOf(Unit, Enclosing),
      [&](const Expr *Leaf) -> std::optional<Expression> {
        if (auto Same = valueInAll(Unit.Context, Enclosing, Leaf))
          return Same;
        if (auto Size = sizeOfParameter(Unit.Context, Enclosing, Leaf))
          return Expression::symbol(symbolOf(*Size));
        if (NamesOfTemplates)
          if (auto Name = nameInTemplate(Leaf))
            return Name;
        const auto *Reference = dyn_cast<DeclRefExpr>(Leaf);
        const auto *Parameter =
            Reference ? dyn_cast<ParmVarDecl>(Reference->getDecl()) : nullptr;
        if (!Parameter || Parameter->getName().empty())
          return std::nullopt;
        QualType Type = Parameter->getType().getNonReferenceType();
        if (!Type->isIntegralOrEnumerationType() && !Type->isDependentType())
          return std::nullopt;
        return Expression::symbol(Parameter->getName());
      });
  return Folder.fold(E);
}

} // namespace perfclaim
