//===- LaunchSliceNames.cpp - Locals, globals and members -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LaunchSliceTemplates.h"
#include "LaunchSliceText.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace perfclaim {

std::optional<std::string> SlicePrinter::attemptDecision(const Decision &D) {
  if (D.Value)
    return attempt(D.Value);
  if (!D.Condition || !D.Then || !D.Else)
    return std::nullopt;
  auto Condition = attempt(D.Condition);
  auto Then = Condition ? attemptDecision(*D.Then) : std::nullopt;
  auto Else = Then ? attemptDecision(*D.Else) : std::nullopt;
  if (!Else)
    return std::nullopt;
  return "((" + *Condition + ") ? (" + *Then + ") : (" + *Else + "))";
}

std::string SlicePrinter::local(const VarDecl *Variable, const Expr *Use) {
  QualType Type = Variable->getType();
  for (const SliceLeaf &L : Leaves)
    if (L.Variable == Variable->getCanonicalDecl())
      return L.Name;
  if (llvm::is_contained(Stack, Variable) || Depth > MaxDepth)
    return leaf(Use, Type, Variable);
  if (KeepConstants && !Folded.contains(Variable->getCanonicalDecl()) &&
      !Variable->isConstexpr() &&
      Type.getNonReferenceType()->isIntegralOrEnumerationType() &&
      !facts().modified(Variable) &&
      constantValue(Context, Variable->getInit()))
    return leaf(Use, Type, Variable);
  if (auto Name = queried(Variable))
    return *Name;
  Stack.push_back(Variable);
  llvm::scope_exit Leave([this] { Stack.pop_back(); });
  if (isDim3(Type)) {
    std::string Parts;
    for (unsigned I = 0; I < 3; ++I) {
      bool One = false;
      const Expr *Part = dim3Component(Use, I, facts(), One);
      std::optional<std::string> Text;
      if (Part)
        Text = attempt(Part);
      else if (One)
        Text = "1";
      if (!Text) {
        Parts.clear();
        break;
      }
      Parts += (I ? ", " : "") + *Text;
    }
    if (!Parts.empty())
      return "dim3(" + Parts + ")";
  }
  if (const Expr *Value = facts().valueOf(Variable)) {
    size_t Count = Leaves.size();
    auto Text = attempt(Value);
    if (Text && Leaves.size() == Count + 1 && !Leaves.back().Variable &&
        *Text == Leaves.back().Name) {
      // `int n = atoi(argv[1])`: the variable has the better name.
      std::string Key = Leaves.back().Key;
      Leaves.pop_back();
      std::string Name = leaf(Use, Type, Variable);
      if (!Failed)
        Leaves.back().Key = Key;
      return Name;
    }
    if (Text) {
      // The conversion to the variable's type is part of the value.
      QualType To = Type.getNonReferenceType().getUnqualifiedType();
      const Expr *Plain = Value->IgnoreParenImpCasts();
      bool Same = Plain->getType().getCanonicalType().getUnqualifiedType() ==
                  To.getCanonicalType();
      if (!Same && !To->isDependentType() && To->isScalarType())
        return "((" + spell(To) + ")(" + *Text + "))";
      return "(" + *Text + ")";
    }
  } else {
    auto Decided = decisionAt(Use, Variable, facts(), Enclosing);
    if (!Decided)
      Decided = decisionOf(Variable, facts(), Enclosing);
    auto Text = Decided ? attemptDecision(*Decided) : std::nullopt;
    if (Text) {
      QualType To = Type.getNonReferenceType().getUnqualifiedType();
      if (To->isScalarType() && !To->isDependentType())
        return "((" + spell(To) + ")(" + *Text + "))";
      return "(" + *Text + ")";
    }
  }
  return leaf(Use, Type, Variable);
}

/// Variables that one call of the runtime fills: the shim asks again.
std::optional<std::string> SlicePrinter::queried(const VarDecl *Variable) {
  if (auto It = Queried.find(Variable); It != Queried.end())
    return It->second;
  const auto *Record = Variable->getType()->getAsRecordDecl();
  std::string Name = uniqueName("pc_" + Variable->getName().str());
  std::string Line;
  if (Record && Record->getName() == "cudaDeviceProp")
    Line = "cudaDeviceProp " + Name + "{}; int " + Name +
           "_device = 0; cudaGetDevice(&" + Name +
           "_device); cudaGetDeviceProperties(&" + Name + ", " + Name +
           "_device);";
  else if (Variable->isLocalVarDecl() && facts().of(Variable).AddressTaken &&
           Variable->getType()->isIntegerType()) {
    // `cudaGetDevice(&d)` and `cudaDeviceGetAttribute(&n, attribute, d)`.
    std::function<const CallExpr *(const Stmt *)> Find =
        [&](const Stmt *S) -> const CallExpr * {
      if (!S)
        return nullptr;
      if (const auto *Call = dyn_cast<CallExpr>(S);
          Call && Call->getNumArgs() >= 1) {
        const auto *Address =
            dyn_cast<UnaryOperator>(stripped(Call->getArg(0)));
        const auto *Reference =
            Address ? dyn_cast<DeclRefExpr>(stripped(Address->getSubExpr()))
                    : nullptr;
        std::string Callee = calledName(Call);
        if (Reference && Reference->getDecl() == Variable &&
            (Callee == "cudaGetDevice" || Callee == "cudaDeviceGetAttribute"))
          return Call;
      }
      for (const Stmt *Child : S->children())
        if (const CallExpr *Found = Find(Child))
          return Found;
      return nullptr;
    };
    const CallExpr *Call = Enclosing ? Find(Enclosing->getBody()) : nullptr;
    if (!Call)
      return std::nullopt;
    Line = "int " + Name + " = 0; ";
    std::string Device = Name + "_device";
    if (calledName(Call) == "cudaGetDevice") {
      Line += "cudaGetDevice(&" + Name + ");";
    } else if (Call->getNumArgs() == 3) {
      auto Attribute = attempt(Call->getArg(1));
      if (!Attribute)
        return std::nullopt;
      Line += "int " + Device + " = 0; cudaGetDevice(&" + Device +
              "); cudaDeviceGetAttribute(&" + Name + ", " + *Attribute + ", " +
              Device + ");";
    } else {
      return std::nullopt;
    }
  } else {
    return std::nullopt;
  }
  Preamble.push_back(Line);
  Queried[Variable] = Name;
  return Name;
}

std::string SlicePrinter::reference(const DeclRefExpr *Reference) {
  const ValueDecl *D = Reference->getDecl();
  if (const auto *Parameter = dyn_cast<NonTypeTemplateParmDecl>(D)) {
    auto It = TemplateArguments.find(Parameter->getName().str());
    if (It == TemplateArguments.end())
      return fail("template parameter `" + Parameter->getName() +
                  "` has no value in this unit");
    return It->second;
  }
  if (const auto *Parameter = dyn_cast<ParmVarDecl>(D)) {
    if (Parameter->getName().empty())
      return fail("an unnamed parameter is used");
    return leaf(Reference, Parameter->getType(), Parameter);
  }
  const auto *Variable = dyn_cast<VarDecl>(D);
  if (Variable && Variable->getDeclContext()->isFunctionOrMethod() &&
      !Variable->hasExternalStorage())
    return local(Variable, Reference);
  if (const auto *Constant = dyn_cast<EnumConstantDecl>(D)) {
    if (cast<EnumDecl>(Constant->getDeclContext())->getParentFunctionOrMethod())
      return llvm::toString(Constant->getInitVal(), 10);
    return qualified(Constant);
  }
  if (isa<BindingDecl>(D))
    return leaf(Reference, Reference->getType(), D);
  if (D->getParentFunctionOrMethod() && !D->hasExternalFormalLinkage())
    return fail("`" + D->getName() + "` is local to the function");
  if (Variable)
    if (const auto *Record = Variable->getType()->getAsRecordDecl();
        Record && Record->getName() == "cudaDeviceProp")
      if (auto Name = queried(Variable))
        return *Name;
  // What the program may have set by the time of the launch.
  if (Variable && !Variable->isConstexpr() &&
      !Variable->getType().isConstQualified() &&
      (Variable->getType()->isIntegralOrEnumerationType() ||
       Variable->getType()->isRealFloatingType() ||
       (Variable->getType()->isPointerType() && !Wanted.isNull() &&
        !Variable->hasAttr<CUDADeviceAttr>())))
    return leaf(Reference, Variable->getType(), Variable);
  std::string Name = qualified(D);
  if (const auto *Function = dyn_cast<FunctionDecl>(D)) {
    const auto Arguments = explicitArguments(Context, Reference, Function);
    if (!Arguments)
      return fail("template arguments of `" + Name + "` cannot be named");
    Name += *Arguments;
  }
  return Name;
}

std::string SlicePrinter::overloaded(const UnresolvedLookupExpr *Overloads) {
  if (Overloads->decls_begin() == Overloads->decls_end())
    return fail("`" + Overloads->getName().getAsString() + "` is not found");
  std::string Name =
      qualified((*Overloads->decls_begin())->getUnderlyingDecl());
  if (!Overloads->hasExplicitTemplateArgs())
    return Name;
  std::string Arguments;
  for (const TemplateArgumentLoc &A : Overloads->template_arguments()) {
    std::string One;
    if (A.getArgument().getKind() == TemplateArgument::Expression) {
      One = text(A.getArgument().getAsExpr());
    } else if (A.getArgument().getKind() == TemplateArgument::Type) {
      One = spell(A.getArgument().getAsType());
    } else {
      llvm::raw_string_ostream OS(One);
      A.getArgument().print(Policy, OS, true);
      One = replaceNames(One, TemplateArguments);
    }
    Arguments += (Arguments.empty() ? "" : ", ") + One;
  }
  return Name + "<" + Arguments + ">";
}

std::string SlicePrinter::member(const MemberExpr *Member) {
  // Members of global or makeable structs are printed; others are leaves.
  if (isa<VarDecl, EnumConstantDecl>(Member->getMemberDecl()))
    return qualified(Member->getMemberDecl());
  const Expr *Base = stripped(Member->getBase());
  const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
  if (Field && !Member->isArrow() && isDim3(Base->getType())) {
    bool One = false;
    if (const Expr *Part =
            dim3Component(Base, Field->getFieldIndex(), facts(), One))
      return "(" + text(Part) + ")";
    if (One)
      return "1";
  }
  // A struct that the function fills field by field.
  const auto *Reference = dyn_cast<DeclRefExpr>(Base);
  const auto *Variable =
      Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
  if (Field && Variable && !Member->isArrow() && Variable->isLocalVarDecl()) {
    const LocalFacts &F = facts().of(Variable);
    const Expr *Only = nullptr;
    bool Plain = !F.OtherChange;
    for (const LocalFacts::Assignment &A : F.Assignments)
      if (A.Field == Field) {
        Plain &= !Only && !A.Conditional;
        Only = A.Value;
      }
    if (Only && Plain)
      if (auto Text = attempt(Only))
        return "(" + *Text + ")";
  }
  if (Field && !Member->isArrow()) {
    size_t Count = Leaves.size(), Lines = Preamble.size(), Made = Records;
    auto Text = attempt(Member->getBase());
    // Of a structure that is made part by part, the part.
    if (Records != Made && Member->getType()->isScalarType()) {
      Leaves.resize(Count);
      Preamble.resize(Lines);
      return leaf(Member, Member->getType(), nullptr);
    }
    // A benchmark has nothing to put into a struct, but numbers and buffers.
    bool Empty = Text && Leaves.size() == Count + 1 &&
                 *Text == Leaves.back().Name &&
                 Leaves.back().Model.Kind == ValueKind::Struct &&
                 Member->getType()->isScalarType();
    if (Empty)
      Leaves.pop_back();
    else if (Text)
      return *Text + "." + Field->getName().str();
  }
  return leaf(Member, Member->getType(), nullptr);
}

/// `bias ? bias->data() : nullptr`: where the object cannot be made, what is
/// picked can.
std::string SlicePrinter::pick(const ConditionalOperator *Pick) {
  const size_t Count = Leaves.size(), Lines = Preamble.size();
  const auto Condition = attempt(Pick->getCond()),
             Then = attempt(Pick->getTrueExpr()),
             Else = attempt(Pick->getFalseExpr());
  const bool LeftOut = llvm::any_of(
      llvm::ArrayRef(Leaves).drop_front(Count),
      [](const SliceLeaf &L) { return L.Model.Kind == ValueKind::Default; });
  if (Condition && Then && Else && !LeftOut)
    return *Condition + " ? " + *Then + " : " + *Else;
  Leaves.resize(Count);
  Preamble.resize(Lines);
  return leaf(Pick, Pick->getType(), nullptr);
}

} // namespace perfclaim
