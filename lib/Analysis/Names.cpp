//===- Names.cpp - What declarations and types are called -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalysisInternal.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/QualTypeNames.h"
#include "clang/Index/USRGeneration.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace perfclaim {

namespace {

PrintingPolicy fileScopePolicy(const ASTContext &Context) {
  PrintingPolicy Policy(Context.getLangOpts());
  Policy.SuppressUnwrittenScope = true;
  Policy.SuppressTagKeyword = true;
  Policy.AnonymousTagLocations = false;
  Policy.Bool = true;
  return Policy;
}

const FunctionDecl *patternOf(const FunctionDecl *F) {
  // A pattern can itself be a member of an instantiation.
  for (unsigned Depth = 0; Depth < 16; ++Depth) {
    const FunctionDecl *Pattern = F->getTemplateInstantiationPattern();
    if (!Pattern || Pattern == F)
      break;
    F = Pattern;
  }
  return F;
}

const NamedDecl *sameNameIn(const DeclContext *Where, const NamedDecl *D) {
  for (const NamedDecl *Found : Where->lookup(D->getDeclName()))
    if (Found->getKind() == D->getKind())
      return Found;
  return D;
}

const NamedDecl *patternOf(const NamedDecl *D) {
  if (const auto *T = dyn_cast<TemplateDecl>(D))
    if (const NamedDecl *Templated = T->getTemplatedDecl())
      D = Templated;
  if (const auto *F = dyn_cast<FunctionDecl>(D))
    return patternOf(F);
  if (const auto *V = dyn_cast<VarDecl>(D)) {
    if (const VarDecl *Pattern = V->getTemplateInstantiationPattern())
      return Pattern;
    return V;
  }
  if (const auto *R = dyn_cast<CXXRecordDecl>(D)) {
    if (const CXXRecordDecl *Pattern = R->getTemplateInstantiationPattern())
      return Pattern;
    return R;
  }
  if (const auto *E = dyn_cast<EnumDecl>(D)) {
    if (const EnumDecl *Pattern = E->getTemplateInstantiationPattern())
      return Pattern;
    return E;
  }
  // Members without a link of their own to what they were instantiated from.
  if (isa<EnumConstantDecl, TypedefNameDecl, FieldDecl>(D)) {
    const auto *Parent = dyn_cast<NamedDecl>(D->getDeclContext());
    if (!Parent || !isa<TagDecl>(Parent))
      return D;
    const NamedDecl *Pattern = patternOf(Parent);
    if (Pattern != Parent)
      return sameNameIn(cast<DeclContext>(Pattern), D);
  }
  return D;
}

const NamedDecl *definitionOf(const NamedDecl *D) {
  if (const auto *F = dyn_cast<FunctionDecl>(D)) {
    const FunctionDecl *Definition = nullptr;
    if (F->hasBody(Definition) || F->isDefined(Definition))
      return Definition;
  } else if (const auto *V = dyn_cast<VarDecl>(D)) {
    const VarDecl *Initialised = nullptr;
    if (V->getAnyInitializer(Initialised) && Initialised)
      return Initialised;
    if (const VarDecl *Definition = V->getDefinition())
      return Definition;
  } else if (const auto *T = dyn_cast<TagDecl>(D)) {
    if (const TagDecl *Definition = T->getDefinition())
      return Definition;
  }
  return cast<NamedDecl>(D->getCanonicalDecl());
}

bool isLocalType(QualType Type) {
  const TagDecl *Tag = Type->getAsTagDecl();
  if (!Tag) {
    if (Type->isPointerType() || Type->isReferenceType())
      return isLocalType(Type->getPointeeType());
    return false;
  }
  if (!Tag->getIdentifier() && !Tag->getTypedefNameForAnonDecl())
    return true;
  if (Tag->getParentFunctionOrMethod())
    return true;
  if (const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(Tag))
    for (const TemplateArgument &Argument : Spec->getTemplateArgs().asArray())
      if (Argument.getKind() == TemplateArgument::Type &&
          isLocalType(Argument.getAsType()))
        return true;
  return false;
}

std::string qualifiedWithArguments(const ASTContext &Context,
                                   const NamedDecl *D) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  D->printQualifiedName(OS, fileScopePolicy(Context));
  return Text;
}

std::optional<std::string> spellIntegral(const ASTContext &Context,
                                         const TemplateArgument &Argument) {
  QualType Type = Argument.getIntegralType();
  const llvm::APSInt &Value = Argument.getAsIntegral();
  if (Type->isBooleanType())
    return Value.getBoolValue() ? "true" : "false";
  llvm::SmallString<24> Digits;
  Value.toString(Digits, 10);
  if (const auto *Enum = Type->getAs<EnumType>()) {
    if (isLocalType(Type))
      return std::nullopt;
    return "(" + spellType(Context, QualType(Enum, 0)) + ")" +
           std::string(Digits);
  }
  std::string Text(Digits);
  if (Type->isAnyCharacterType())
    return "(" + spellType(Context, Type) + ")" + Text;
  // The one value whose digits do not fit its own type.
  if (Value.isSigned() && Value.isMinSignedValue())
    return "(" + spellType(Context, Type) + ")(" +
           llvm::toString(llvm::APInt(Value) + 1, 10, /*Signed=*/true) +
           " - 1)";
  return Text;
}

bool appendArgument(const ASTContext &Context, const TemplateArgument &Argument,
                    llvm::SmallVectorImpl<std::string> &Out) {
  if (Argument.isDependent())
    return false;
  switch (Argument.getKind()) {
  case TemplateArgument::Type:
    if (isLocalType(Argument.getAsType()))
      return false;
    Out.push_back(spellType(Context, Argument.getAsType()));
    return true;
  case TemplateArgument::Integral:
    if (std::optional<std::string> Text = spellIntegral(Context, Argument)) {
      Out.push_back(*Text);
      return true;
    }
    return false;
  case TemplateArgument::Declaration: {
    const ValueDecl *D = Argument.getAsDecl();
    std::string Name = qualifiedWithArguments(Context, D);
    bool Address = !isa<FunctionDecl>(D) &&
                   !Argument.getParamTypeForDecl()->isReferenceType();
    Out.push_back(Address ? "&" + Name : Name);
    return true;
  }
  case TemplateArgument::NullPtr:
    Out.push_back("nullptr");
    return true;
  case TemplateArgument::Template:
    if (const TemplateDecl *T = Argument.getAsTemplate().getAsTemplateDecl()) {
      Out.push_back(qualifiedWithArguments(Context, T));
      return true;
    }
    return false;
  case TemplateArgument::Expression:
    if (std::optional<int64_t> Value =
            constantValue(Context, Argument.getAsExpr())) {
      Out.push_back(std::to_string(*Value));
      return true;
    }
    return false;
  case TemplateArgument::Pack:
    for (const TemplateArgument &Element : Argument.pack_elements())
      if (!appendArgument(Context, Element, Out))
        return false;
    return true;
  case TemplateArgument::Null:
  case TemplateArgument::StructuralValue:
  case TemplateArgument::TemplateExpansion:
    return false;
  }
  return false;
}

} // namespace

const NamedDecl *representativeOf(const NamedDecl *D) {
  return definitionOf(patternOf(D));
}

const FunctionDecl *representativeOf(const FunctionDecl *D) {
  return cast<FunctionDecl>(
      definitionOf(cast<NamedDecl>(static_cast<const Decl *>(patternOf(D)))));
}

std::string identityOf(const NamedDecl *D) {
  llvm::SmallString<128> Buffer;
  if (index::generateUSRForDecl(representativeOf(D), Buffer))
    return "";
  llvm::StringRef USR = Buffer;
  // "c:file.cu@F@f#" and "c:file.cu@123@..." of what only its file can see.
  llvm::StringRef Rest = USR;
  if (!Rest.consume_front("c:"))
    return USR.str();
  if (Rest.starts_with("@"))
    return USR.str();
  auto [File, Name] = Rest.split('@');
  auto [Offset, Local] = Name.split('@');
  if (!Offset.empty() && !Local.empty() &&
      Offset.find_first_not_of("0123456789") == llvm::StringRef::npos)
    Name = Local;
  return ("c:@" + Name).str();
}

std::string nameOf(const NamedDecl *D) {
  if (const auto *T = dyn_cast<TemplateDecl>(D))
    if (T->getTemplatedDecl())
      D = T->getTemplatedDecl();
  if (const IdentifierInfo *Identifier = D->getIdentifier())
    return Identifier->getName().str();
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(D))
    return nameOf(Constructor->getParent());
  if (const auto *Destructor = dyn_cast<CXXDestructorDecl>(D))
    return "~" + nameOf(Destructor->getParent());
  if (const auto *Tag = dyn_cast<TagDecl>(D))
    if (const TypedefNameDecl *Typedef = Tag->getTypedefNameForAnonDecl())
      return Typedef->getName().str();
  return D->getDeclName() ? D->getDeclName().getAsString() : "(anonymous)";
}

std::string qualifiedNameOf(const NamedDecl *D) {
  std::string Text = nameOf(D);
  for (const DeclContext *Context = D->getDeclContext();
       Context && !Context->isTranslationUnit();
       Context = Context->getParent()) {
    if (const auto *Space = dyn_cast<NamespaceDecl>(Context)) {
      if (Space->isAnonymousNamespace() || Space->isInline())
        continue;
    } else if (!isa<TagDecl, FunctionDecl>(Context)) {
      continue;
    }
    if (const auto *Enum = dyn_cast<EnumDecl>(Context))
      if (!Enum->isScoped())
        continue;
    Text = nameOf(cast<NamedDecl>(Context)) + "::" + Text;
  }
  return Text;
}

std::string spellType(const ASTContext &Context, QualType Type) {
  if (Type.isNull())
    return "";
  PrintingPolicy Policy = fileScopePolicy(Context);
  if (Type->isInstantiationDependentType() || Type->isUndeducedType())
    return Type.getAsString(Policy);
  // Names of the function's own scope mean nothing outside of it.
  for (unsigned Depth = 0; Depth < 16; ++Depth) {
    const auto *Typedef = Type->getAs<TypedefType>();
    if (!Typedef || !Typedef->getDecl()->getParentFunctionOrMethod())
      break;
    Type = Context.getQualifiedType(Typedef->desugar(), Type.getQualifiers());
  }
  // `auto` is printed as its type, without the scopes of that.
  if (const DeducedType *Deduced = Type->getContainedDeducedType();
      Deduced && Deduced->isDeduced() && Type->getAs<DeducedType>() == Deduced)
    Type = Context.getQualifiedType(Deduced->getDeducedType(),
                                    Type.getQualifiers());
  return TypeName::getFullyQualifiedName(Type, Context, Policy);
}

std::optional<std::string>
spellTemplateArguments(const ASTContext &Context,
                       llvm::ArrayRef<TemplateArgument> Arguments) {
  llvm::SmallVector<std::string, 4> Parts;
  for (const TemplateArgument &Argument : Arguments)
    if (!appendArgument(Context, Argument, Parts))
      return std::nullopt;
  return llvm::join(Parts, ", ");
}

std::optional<int64_t> constantValue(const ASTContext &Context, const Expr *E) {
  // A list of initialisers in parentheses has no type.
  if (!E || E->getType().isNull() || E->isValueDependent() ||
      E->isTypeDependent() || !E->getType()->isIntegralOrEnumerationType() ||
      E->containsErrors())
    return std::nullopt;
  Expr::EvalResult Result;
  if (!E->EvaluateAsInt(Result, Context))
    return std::nullopt;
  const llvm::APSInt &Value = Result.Val.getInt();
  if (!Value.isRepresentableByInt64())
    return std::nullopt;
  return Value.getExtValue();
}

const Expr *stripped(const Expr *E) {
  while (E) {
    const Expr *Inner = E->IgnoreParenCasts();
    if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(Inner))
      Inner = Cleanups->getSubExpr();
    else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(Inner))
      Inner = Temporary->getSubExpr();
    else if (const auto *Bound = dyn_cast<CXXBindTemporaryExpr>(Inner))
      Inner = Bound->getSubExpr();
    else if (const auto *Constant = dyn_cast<ConstantExpr>(Inner))
      Inner = Constant->getSubExpr();
    else if (const auto *Subst = dyn_cast<SubstNonTypeTemplateParmExpr>(Inner))
      Inner = Subst->getReplacement();
    else if (const auto *Construct = dyn_cast<CXXConstructExpr>(Inner);
             Construct && Construct->getNumArgs() == 1 &&
             Construct->getConstructor()->isCopyOrMoveConstructor())
      Inner = Construct->getArg(0);
    if (Inner == E)
      return E;
    E = Inner;
  }
  return E;
}

} // namespace perfclaim
