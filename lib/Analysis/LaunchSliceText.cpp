//===- LaunchSliceText.cpp - Expressions at file scope --------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LaunchSliceText.h"
#include "ArgumentModelTypes.h"
#include "LaunchSliceTemplates.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace perfclaim {

static constexpr size_t MaxText = 16384;

SlicePrinter::SlicePrinter(const ParsedUnit &Unit,
                           const FunctionDecl *Enclosing)
    : Unit(Unit), Context(Unit.Context), Enclosing(Enclosing),
      Facts(factsOf(Unit, Enclosing)), Policy(Unit.Context.getLangOpts()) {
  Policy.SuppressUnwrittenScope = true;
  Policy.SuppressTagKeyword = true;
  Policy.FullyQualifiedName = true;
  Policy.AnonymousTagLocations = false;
}

std::string SlicePrinter::fail(const llvm::Twine &Why) {
  if (!Failed)
    WhyNot = Why.str();
  Failed = true;
  return "";
}

std::optional<std::string> SlicePrinter::print(const Expr *E, QualType Type) {
  Wanted = Type;
  Failed = false;
  std::string Result = E ? text(E) : "";
  Wanted = QualType();
  if (Failed)
    return std::nullopt;
  if (Result.size() > MaxText) {
    WhyNot = "the folded expression is too long";
    return std::nullopt;
  }
  return Result;
}

std::string SlicePrinter::qualified(const NamedDecl *D) const {
  std::string Result;
  llvm::raw_string_ostream OS(Result);
  D->printQualifiedName(OS, Policy);
  return Result;
}

std::string replaceNames(llvm::StringRef Text,
                         const std::map<std::string, std::string> &With) {
  std::string Result;
  for (size_t I = 0; I < Text.size();) {
    if (!llvm::isAlpha(Text[I]) && Text[I] != '_') {
      Result += Text[I++];
      continue;
    }
    size_t End = I;
    while (End < Text.size() && (llvm::isAlnum(Text[End]) || Text[End] == '_'))
      ++End;
    auto It = With.find(Text.slice(I, End).str());
    Result += It == With.end() ? Text.slice(I, End).str() : It->second;
    I = End;
  }
  return Result;
}

std::string SlicePrinter::spell(QualType Type) const {
  std::string Result = spellType(Context, Type);
  if (Type->isDependentType())
    return replaceNames(Result, TemplateArguments);
  return Result;
}

std::string SlicePrinter::keyOf(const Expr *E) const {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  E->IgnoreParenImpCasts()->printPretty(OS, nullptr, Policy);
  return Text;
}

const SliceLeaf *SlicePrinter::findLeaf(const Expr *E) const {
  E = stripped(E);
  const ValueDecl *Variable = nullptr;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    Variable = cast<ValueDecl>(Reference->getDecl()->getCanonicalDecl());
  std::string Key = Variable ? "" : keyOf(E);
  for (const SliceLeaf &L : Leaves)
    if (Variable ? L.Variable == Variable : L.Key == Key)
      return &L;
  return nullptr;
}

std::string SlicePrinter::uniqueName(llvm::StringRef Text) const {
  std::string Name;
  for (char C : Text)
    if (llvm::isAlnum(C))
      Name += C;
    else if (!Name.empty() && Name.back() != '_')
      Name += '_';
  while (!Name.empty() && Name.back() == '_')
    Name.pop_back();
  if (Name.empty() || llvm::isDigit(Name[0]))
    Name = "value_" + Name;
  if (Name.size() > 48)
    Name.resize(48);
  std::string Result = Name;
  for (unsigned I = 2; llvm::any_of(
           Leaves, [&](const SliceLeaf &L) { return L.Name == Result; });
       ++I)
    Result = Name + "_" + std::to_string(I);
  return Result;
}

std::string SlicePrinter::leaf(const Expr *E, QualType Type,
                               const ValueDecl *Variable) {
  std::string Name = addLeaf(Variable ? "" : keyOf(E), E, Type, Variable);
  if (!Failed || Type->isDependentType())
    return Name;
  const std::string Why = WhyNot;
  Failed = false;
  if (std::optional<std::string> Made = record(E, Type.getNonReferenceType()))
    return *Made;
  Failed = true;
  WhyNot = Why;
  return "";
}

std::string SlicePrinter::addLeaf(std::string Key, const Expr *E, QualType Type,
                                  const ValueDecl *Variable) {
  SliceLeaf New;
  New.Variable =
      Variable ? cast<ValueDecl>(Variable->getCanonicalDecl()) : nullptr;
  New.Key = std::move(Key);
  for (const SliceLeaf &L : Leaves)
    if (Variable ? L.Variable == New.Variable : L.Key == New.Key)
      return L.Name;
  std::string Text = Variable ? Variable->getName().str() : New.Key;
  Type = Type.getNonReferenceType();
  if ((Type->isDependentType() || Type->isUndeducedType()) &&
      !Wanted.isNull() && !Wanted->isDependentType())
    Type = Wanted;
  New.Name = Variable && !Variable->getName().empty() &&
                     llvm::none_of(Leaves,
                                   [&](const SliceLeaf &L) {
                                     return L.Name == Variable->getName();
                                   })
                 ? Variable->getName().str()
                 : uniqueName(Text);
  New.Use = E;
  New.Model.Name = New.Name;
  modelType(Context, Type, New.Model);
  if (Type->isDependentType()) {
    if (!Type->isPointerType() || TemplateArguments.empty())
      return fail("the type of `" + Text + "` depends on a template parameter");
    New.Model.Type = spell(Type);
    New.Model.ElementType = spell(Type->getPointeeType().getUnqualifiedType());
    New.Model.ElementSize = 4;
    New.Model.Element = ElementKind::Float32;
  }
  const auto *Parameter = dyn_cast_or_null<ParmVarDecl>(Variable);
  if (New.Model.Kind == ValueKind::Opaque &&
      !(Parameter && makeByDefault(Unit, Parameter, New.Model)))
    return fail("a benchmark cannot make `" + Text + "` of type " +
                New.Model.Type);
  Leaves.push_back(std::move(New));
  return Leaves.back().Name;
}

/// Prints, and takes back what it added where it fails.
std::optional<std::string> SlicePrinter::attempt(const Expr *E) {
  if (Failed)
    return std::nullopt;
  size_t Count = Leaves.size(), Lines = Preamble.size();
  std::string Result = text(E);
  if (!Failed)
    return Result;
  Leaves.resize(Count);
  Preamble.resize(Lines);
  for (auto It = Queried.begin(); It != Queried.end();)
    It = It->second.empty() ? Queried.erase(It) : std::next(It);
  Failed = false;
  return std::nullopt;
}

std::string SlicePrinter::call(const CallExpr *Call) {
  const auto *Method = dyn_cast<CXXMemberCallExpr>(Call);
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (Callee && isKernel(Callee))
    return fail("a launch is part of an argument");
  auto Whole = [&]() -> std::optional<std::string> {
    if (isa<CXXOperatorCallExpr>(Call))
      return std::nullopt;
    std::string Text;
    if (Method) {
      const auto *Member = dyn_cast<MemberExpr>(stripped(Call->getCallee()));
      if (!Member || !Callee || isa<CXXThisExpr>(stripped(Member->getBase())))
        return std::nullopt;
      const size_t Made = Records;
      auto Object = attempt(Member->getBase());
      // Of a structure that is made part by part, the value.
      if (!Object || Records != Made)
        return std::nullopt;
      Text = "(" + *Object + ")" + (Member->isArrow() ? "->" : ".") +
             Callee->getNameAsString();
      if (isa<CXXConversionDecl>(Callee))
        return "((" + spell(Call->getType()) + ")(" + *Object + "))";
      const auto Arguments = explicitArguments(Context, Member, Callee);
      if (!Arguments)
        return std::nullopt;
      Text += *Arguments; // `x.data_ptr<T>()`
    } else {
      auto Name = attempt(Call->getCallee());
      if (!Name)
        return std::nullopt;
      Text = *Name;
    }
    Text += "(";
    bool First = true;
    for (const Expr *Argument : Call->arguments()) {
      if (isa<CXXDefaultArgExpr>(Argument))
        break;
      // A varying local that is passed to be written is not a value.
      auto Value = attempt(Argument);
      if (!Value)
        return std::nullopt;
      Text += (First ? "" : ", ") + *Value;
      First = false;
    }
    return Text + ")";
  };
  // Calls that change or read the state of the process are not repeated.
  std::string Name = calledName(Call);
  bool Runtime = llvm::StringRef(Name).starts_with("cuda") &&
                 !llvm::StringRef(Name).contains("Occupancy");
  bool Input = Name == "atoi" || Name == "atol" || Name == "atof" ||
               Name == "strtol" || Name == "getenv" || Name == "rand" ||
               Name == "malloc" || Name == "calloc";
  size_t Count = Leaves.size(), Lines = Preamble.size();
  if (!Runtime && !Input)
    if (auto Text = Whole())
      return *Text;
  Leaves.resize(Count);
  Preamble.resize(Lines);
  return leaf(Call, Call->getType(), nullptr);
}

std::string SlicePrinter::construct(const CXXConstructExpr *Construct) {
  unsigned Count = 0;
  for (const Expr *Argument : Construct->arguments())
    Count += !isa<CXXDefaultArgExpr>(Argument);
  if (Count == 1 && Construct->getConstructor()->isCopyOrMoveConstructor())
    return text(Construct->getArg(0));
  if (Construct->getType()->isDependentType())
    return fail("a construction depends on a template parameter");
  std::string Result = spell(Construct->getType().getUnqualifiedType()) +
                       (Construct->isListInitialization() ? "{" : "(");
  for (unsigned I = 0; I < Count; ++I)
    Result += (I ? ", " : "") + text(Construct->getArg(I));
  return Result + (Construct->isListInitialization() ? "}" : ")");
}

std::string SlicePrinter::text(const Expr *E) {
  if (Failed || !E)
    return "";
  if (Depth > MaxDepth)
    return fail("an expression is nested too deeply");
  ++Depth;
  llvm::scope_exit Leave([this] { --Depth; });
  return textOf(E);
}

std::string SlicePrinter::textOf(const Expr *E) {
  if (E->containsErrors())
    return fail("the parser did not understand `" + sourceText(Context, E) +
                "`");
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    return reference(Reference);
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return member(Member);
  if (const auto *Call = dyn_cast<CallExpr>(E);
      Call && !isa<CXXOperatorCallExpr>(E))
    return call(Call);
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
    return construct(Construct);
  if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E))
    return text(Default->getExpr());
  if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(E))
    return text(Cleanups->getSubExpr());
  if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
    return text(Temporary->getSubExpr());
  if (const auto *Bound = dyn_cast<CXXBindTemporaryExpr>(E))
    return text(Bound->getSubExpr());
  if (const auto *Constant = dyn_cast<ConstantExpr>(E))
    return text(Constant->getSubExpr());
  if (const auto *Subst = dyn_cast<SubstNonTypeTemplateParmExpr>(E)) {
    if (auto Value = constantValue(Context, E))
      return E->getType()->isBooleanType() ? (*Value ? "true" : "false")
                                           : std::to_string(*Value);
    return text(Subst->getReplacement());
  }
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E))
    return text(Cast->getSubExpr());
  if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E)) {
    QualType To = Cast->getTypeAsWritten();
    if (To->isDependentType() && TemplateArguments.empty())
      return fail("a cast depends on a template parameter");
    std::string Inner = text(Cast->getSubExpr());
    if (Failed) {
      // `(float *)buffer->data`: the operand cannot be made, its value can.
      std::string Why = WhyNot;
      Failed = false;
      std::string Result = leaf(Cast, To, nullptr);
      if (Failed)
        WhyNot = Why;
      return Result;
    }
    return "((" + spell(To) + ")(" + Inner + "))";
  }
  if (const auto *Trait = dyn_cast<UnaryExprOrTypeTraitExpr>(E)) {
    QualType Type = Trait->getTypeOfArgument();
    if (Type->isDependentType() && TemplateArguments.empty())
      return fail("a size depends on a template parameter");
    const char *Name = Trait->getKind() == UETT_SizeOf ? "sizeof(" : "alignof(";
    return Name + spell(Type) + ")";
  }
  if (const auto *List = dyn_cast<InitListExpr>(E)) {
    if (const InitListExpr *Semantic = List->getSemanticForm())
      List = Semantic;
    std::string Result =
        E->getType()->isRecordType() ? spell(E->getType()) + "{" : "{";
    for (unsigned I = 0; I < List->getNumInits(); ++I)
      Result += (I ? ", " : "") + text(List->getInit(I));
    return Result + "}";
  }
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
    // An element of host data: its value, not the way to it.
    if (auto Value = constantValue(Context, E))
      return std::to_string(*Value);
    return leaf(Subscript, Subscript->getType(), nullptr);
  }
  if (const auto *Operator = dyn_cast<UnaryOperator>(E)) {
    if (Operator->getOpcode() == UO_Deref)
      return leaf(Operator, Operator->getType(), nullptr);
    if (Operator->isIncrementDecrementOp()) {
      // The caller's own counter: a copy of it will do for one call.
      const auto *Counter =
          dyn_cast<DeclRefExpr>(stripped(Operator->getSubExpr()));
      if (!Counter || !isa<ParmVarDecl>(Counter->getDecl()) ||
          !Counter->getDecl()->getType()->isLValueReferenceType())
        return fail("`" + sourceText(Context, E) + "` changes a variable");
      StringRef Sign = UnaryOperator::getOpcodeStr(Operator->getOpcode());
      std::string Name = text(Counter);
      return Operator->isPostfix() ? Name + Sign.str() : Sign.str() + Name;
    }
    if (Operator->getOpcode() == UO_AddrOf &&
        isa<ArraySubscriptExpr>(stripped(Operator->getSubExpr()))) {
      const auto *Element =
          cast<ArraySubscriptExpr>(stripped(Operator->getSubExpr()));
      std::string Base = text(Element->getBase());
      return "((" + Base + ") + (" + text(Element->getIdx()) + "))";
    }
  }
  if (const auto *Operator = dyn_cast<BinaryOperator>(E))
    if (Operator->isAssignmentOp())
      return fail("`" + sourceText(Context, E) + "` changes a variable");
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
    size_t Count = Leaves.size();
    if (Operator->getNumArgs() == 2 && Operator->isInfixBinaryOp() &&
        !Operator->isAssignmentOp()) {
      auto Left = attempt(Operator->getArg(0));
      auto Right = Left ? attempt(Operator->getArg(1)) : std::nullopt;
      if (Right)
        return "((" + *Left + ") " +
               getOperatorSpelling(Operator->getOperator()) + " (" + *Right +
               "))";
    }
    Leaves.resize(Count);
    return leaf(Operator, Operator->getType(), nullptr);
  }
  if (const auto *Pick = dyn_cast<ConditionalOperator>(E);
      Pick && E->getType()->isAnyPointerType())
    return pick(Pick);
  if (isa<CXXThisExpr>(E))
    return fail("an object of the class would be needed");
  if (isa<LambdaExpr, StmtExpr, CXXNewExpr, StringLiteral, CXXThrowExpr,
          PackExpansionExpr>(E))
    return fail("`" + sourceText(Context, E) + "` cannot be written again");
  if (isa<CXXDependentScopeMemberExpr, DependentScopeDeclRefExpr,
          CXXUnresolvedConstructExpr>(E))
    return leaf(E, E->getType(), nullptr);
  if (const auto *Overloads = dyn_cast<UnresolvedLookupExpr>(E))
    return overloaded(Overloads);
  // Operators, literals and the like: Clang prints them and asks us for parts.
  std::string Result;
  llvm::raw_string_ostream OS(Result);
  E->printPretty(OS, this, Policy);
  return Result;
}

bool SlicePrinter::handledStmt(Stmt *S, llvm::raw_ostream &OS) {
  const auto *E = dyn_cast<Expr>(S);
  if (!E)
    return false;
  if (isa<ParenExpr, ConditionalOperator, IntegerLiteral, FloatingLiteral,
          CXXBoolLiteralExpr, CharacterLiteral, CXXNullPtrLiteralExpr,
          GNUNullExpr>(E))
    return false;
  if (const auto *Operator = dyn_cast<BinaryOperator>(E))
    if (!Operator->isAssignmentOp())
      return false;
  if (const auto *Operator = dyn_cast<UnaryOperator>(E))
    if (!Operator->isIncrementDecrementOp() &&
        Operator->getOpcode() != UO_Deref && Operator->getOpcode() != UO_AddrOf)
      return false;
  if (isa<UnaryOperator>(E) &&
      cast<UnaryOperator>(E)->getOpcode() == UO_AddrOf &&
      !isa<ArraySubscriptExpr>(stripped(cast<UnaryOperator>(E)->getSubExpr())))
    return false;
  // Anything that text() does not know would come back here for ever.
  if (!isa<DeclRefExpr, MemberExpr, CallExpr, CXXConstructExpr,
           CXXDefaultArgExpr, ExprWithCleanups, MaterializeTemporaryExpr,
           CXXBindTemporaryExpr, ConstantExpr, SubstNonTypeTemplateParmExpr,
           CastExpr, UnaryExprOrTypeTraitExpr, InitListExpr, ArraySubscriptExpr,
           UnaryOperator, BinaryOperator, CXXThisExpr, LambdaExpr, StmtExpr,
           CXXNewExpr, StringLiteral, CXXThrowExpr, PackExpansionExpr,
           CXXDependentScopeMemberExpr, DependentScopeDeclRefExpr,
           CXXUnresolvedConstructExpr, UnresolvedLookupExpr>(E)) {
    fail("`" + sourceText(Context, E) + "` cannot be written again");
    return true;
  }
  OS << text(E);
  return true;
}

std::optional<std::string> SlicePrinter::printDim3(const Expr *E) {
  return print(E);
}

} // namespace perfclaim
