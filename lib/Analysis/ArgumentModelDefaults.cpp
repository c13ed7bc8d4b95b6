//===- ArgumentModelDefaults.cpp - Arguments that may be left out ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArgumentModelTypes.h"
#include "Collectors.h"
#include "RepositoryVisitor.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include <set>

using namespace clang;

namespace perfclaim {

namespace {

/// Sees tests of whether a parameter is null, in any function of the unit.
class NullTests : public RepositoryVisitor {
public:
  using RepositoryVisitor::RepositoryVisitor;

  bool VisitBinaryOperator(const BinaryOperator *E) override {
    if (E->isEqualityOp() && (isNull(E->getLHS()) || isNull(E->getRHS())))
      return note(isNull(E->getLHS()) ? E->getRHS() : E->getLHS());
    return true;
  }
  /// `if (p)`, `p ? a : b`, `p && q`.
  bool VisitImplicitCastExpr(const ImplicitCastExpr *E) override {
    return E->getCastKind() != CK_PointerToBoolean || note(E->getSubExpr());
  }
  bool VisitUnaryOperator(const UnaryOperator *E) override {
    return E->getOpcode() != UO_LNot || note(E->getSubExpr());
  }

protected:
  /// False: enough is known.
  virtual bool tested(const ParmVarDecl *Parameter, const Expr *E) = 0;

private:
  bool isNull(const Expr *E) const {
    return E->isNullPointerConstant(const_cast<ASTContext &>(Unit.Context),
                                    Expr::NPC_ValueDependentIsNotNull) !=
           Expr::NPCK_NotNull;
  }
  bool note(const Expr *E) {
    const auto *Reference = dyn_cast<DeclRefExpr>(stripped(E));
    const auto *Parameter =
        Reference ? dyn_cast<ParmVarDecl>(Reference->getDecl()) : nullptr;
    return !Parameter || tested(Parameter, E);
  }
};

/// For a parameter of a name and a type: a pointer is handed down under its
/// name until something looks.
class NullTestOf : public NullTests {
public:
  NullTestOf(const ParsedUnit &Unit, const ParmVarDecl *Parameter)
      : NullTests(Unit), Name(Parameter->getDeclName()),
        Type(Unit.Context.getCanonicalType(Parameter->getType())
                 .getUnqualifiedType()) {}
  const Expr *Found = nullptr;

private:
  DeclarationName Name;
  QualType Type;

  bool tested(const ParmVarDecl *Parameter, const Expr *E) override {
    if (Parameter->getDeclName() == Name &&
        Unit.Context.getCanonicalType(Parameter->getType())
                .getUnqualifiedType() == Type)
      Found = E;
    return !Found;
  }
};

/// The names of all pointers that are tested, with their types; in a template
/// these may be any, and stand as "".
class NullableNames : public NullTests {
public:
  using NullTests::NullTests;
  std::set<std::pair<std::string, std::string>> Found;

private:
  bool tested(const ParmVarDecl *Parameter, const Expr *) override {
    const QualType Type = Parameter->getType();
    if (Type->isDependentType())
      Found.emplace(Parameter->getName(), "");
    else if (Type->isAnyPointerType())
      Found.emplace(Parameter->getName(),
                    spellType(Unit.Context, Type.getUnqualifiedType()));
    return true;
  }
};

/// std::string and std::string_view, by reference or not.
bool isText(QualType Type) {
  const auto *Special = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type.getNonReferenceType()->getAsCXXRecordDecl());
  return Special && Special->isInStdNamespace() &&
         (Special->getName() == "basic_string" ||
          Special->getName() == "basic_string_view") &&
         Special->getTemplateArgs()[0].getAsType()->isCharType();
}

/// The texts that a parameter of a name is compared with, in any function of
/// the unit: it is handed down like a pointer, and macros look at it.
class TextTests : public RepositoryVisitor {
public:
  TextTests(const ParsedUnit &Unit, const ParmVarDecl *Parameter)
      : RepositoryVisitor(Unit), Name(Parameter->getDeclName()) {}
  const StringLiteral *Found = nullptr;

  bool VisitCXXOperatorCallExpr(const CXXOperatorCallExpr *E) override {
    if (E->getOperator() == OO_EqualEqual && E->getNumArgs() == 2) {
      note(E->getArg(0), E->getArg(1));
      note(E->getArg(1), E->getArg(0));
    }
    return !Found;
  }

private:
  DeclarationName Name;

  void note(const Expr *Text, const Expr *With) {
    const auto *Reference = dyn_cast<DeclRefExpr>(stripped(Text));
    const auto *Parameter =
        Reference ? dyn_cast<ParmVarDecl>(Reference->getDecl()) : nullptr;
    const auto *Literal = dyn_cast<StringLiteral>(stripped(With));
    if (Parameter && Literal && Literal->isOrdinary() &&
        Parameter->getDeclName() == Name && isText(Parameter->getType()))
      Found = Literal;
  }
};

/// A structure whose pointers are null unless somebody sets them.
bool pointersAreNullByDefault(const ASTContext &Context, QualType Type) {
  const auto *Record = Type->getAsCXXRecordDecl();
  if (!Record || !Record->isCompleteDefinition() || Record->isPolymorphic() ||
      Record->getNumBases() || !Type.isTriviallyCopyableType(Context))
    return false;
  return llvm::all_of(Record->fields(), [&](const FieldDecl *Field) {
    QualType Part = Field->getType();
    if (Part->isAnyPointerType()) {
      const Expr *Init = Field->getInClassInitializer();
      return Init &&
             Init->isNullPointerConstant(const_cast<ASTContext &>(Context),
                                         Expr::NPC_ValueDependentIsNotNull);
    }
    return Part->isArithmeticType() || Part->isEnumeralType();
  });
}

/// A number, or an array of them: made as zero.
bool isPlainValue(QualType Type) {
  Type = Type.getNonReferenceType().getCanonicalType();
  if (Type->isArithmeticType() || Type->isEnumeralType())
    return true;
  const auto *Array = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type->getAsRecordDecl());
  return Array && Array->isInStdNamespace() && Array->getName() == "array" &&
         Array->getTemplateArgs()[0].getAsType()->isArithmeticType();
}

/// What torch's custom classes are handed around as, or null.
const ClassTemplateSpecializationDecl *customObject(QualType Type) {
  const auto *Pointer = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type->getAsRecordDecl());
  return Pointer && qualifiedNameOf(Pointer) == "c10::intrusive_ptr" ? Pointer
                                                                     : nullptr;
}

/// One of a class that can be made of its defaults and zeros.
bool isMadeOfZeros(QualType Type) {
  const ClassTemplateSpecializationDecl *Pointer = customObject(Type);
  if (!Pointer)
    return false;
  const CXXRecordDecl *Held =
      Pointer->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
  Held = Held ? Held->getDefinition() : nullptr;
  return Held && !Held->isAbstract() &&
         (Held->needsImplicitDefaultConstructor() ||
          llvm::any_of(Held->ctors(), [](const CXXConstructorDecl *C) {
            return !C->isDeleted() && C->getAccess() == AS_public &&
                   !C->isCopyOrMoveConstructor() &&
                   llvm::all_of(C->parameters(), [](const ParmVarDecl *P) {
                     return P->hasDefaultArg() || isPlainValue(P->getType());
                   });
          }));
}

/// An optional of such: left out.
bool isOptionalObject(QualType Type) {
  const auto *Optional = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type->getAsRecordDecl());
  return Optional && Optional->isInStdNamespace() &&
         Optional->getName() == "optional" &&
         customObject(Optional->getTemplateArgs()[0].getAsType());
}

} // namespace

bool makeByDefault(const ParsedUnit &Unit, const ParmVarDecl *Parameter,
                   ParameterModel &Model) {
  QualType Type = Parameter->getType().getNonReferenceType().getCanonicalType();
  std::string Why;
  SourceLocation Where = Parameter->getLocation();
  if (Type->isDependentType())
    return false;
  if (Type->isAnyPointerType() && !Type->getPointeeType()->isFunctionType()) {
    NullTestOf Tests(Unit, Parameter);
    Tests.TraverseDecl(Unit.Context.getTranslationUnitDecl());
    if (!Tests.Found)
      return false;
    Why = "may be null, as it is tested for that: left out";
    Where = Tests.Found->getBeginLoc();
  } else if (isMadeOfZeros(Type)) {
    Why = "an object of its class, made of its defaults and zeros";
  } else if (isOptionalObject(Type)) {
    Why = "left out, as it is optional";
  } else if (isText(Type)) {
    TextTests Tests(Unit, Parameter);
    Tests.TraverseDecl(Unit.Context.getTranslationUnitDecl());
    if (!Tests.Found)
      return false;
    Model.ElementType = Tests.Found->getString().str();
    Why = "the first text that it is compared with";
    Where = Tests.Found->getBeginLoc();
  } else if (pointersAreNullByDefault(Unit.Context,
                                      Type.getUnqualifiedType())) {
    Why = "its pointers are null unless they are set: made by default";
  } else {
    return false;
  }
  Model.Kind = ValueKind::Default;
  Model.Role = ParameterRole::Scalar;
  Model.Because.push_back({std::move(Why), placeOf(Unit, Where)});
  return true;
}

void noteNullable(const ParsedUnit &Unit, Inventory &Out) {
  if (!Unit.ForBenchmark)
    return;
  NullableNames Names(Unit);
  Names.TraverseDecl(Unit.Context.getTranslationUnitDecl());
  auto Note = [&](std::vector<ParameterModel> &Models) {
    for (ParameterModel &M : Models)
      if (M.Kind == ValueKind::Pointer && !M.Tensor)
        M.Optional |= Names.Found.count({M.Name, M.Type}) ||
                      Names.Found.count({M.Name, ""});
  };
  for (Kernel &K : Out.Kernels)
    Note(K.Parameters);
  for (HostFunction &F : Out.Functions)
    Note(F.Parameters);
}

} // namespace perfclaim
