//===- ArgumentModelValues.cpp - Constants at call sites ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArgumentModelCallers.h"
#include "RepositoryVisitor.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace perfclaim {

std::string parameterName(const FunctionDecl *Function, unsigned Index) {
  llvm::StringRef Name = Function->getParamDecl(Index)->getName();
  if (Name.empty())
    return "arg" + std::to_string(Index);
  // The parameters that a pack becomes share their name.
  for (unsigned I = 0; I < Function->getNumParams(); ++I)
    if (I != Index && Function->getParamDecl(I)->getName() == Name)
      return (Name + "_" + llvm::Twine(Index)).str();
  return Name.str();
}

namespace {

class GlobalAssignments : public RepositoryVisitor {
public:
  GlobalAssignments(const ParsedUnit &Unit, const VarDecl *Variable)
      : RepositoryVisitor(Unit), Variable(Variable->getCanonicalDecl()) {}
  std::vector<const Expr *> Found;

  bool VisitBinaryOperator(const BinaryOperator *Operator) override {
    const auto *Reference = dyn_cast<DeclRefExpr>(stripped(Operator->getLHS()));
    if (Operator->getOpcode() == BO_Assign && Reference &&
        Reference->getDecl()->getCanonicalDecl() == Variable)
      Found.push_back(Operator->getRHS());
    return true;
  }

private:
  const VarDecl *Variable;
};

/// What such a member is on today's data-centre devices.
std::optional<int64_t> usualValue(llvm::StringRef Property) {
  return llvm::StringSwitch<std::optional<int64_t>>(Property)
      .Case("multiProcessorCount", 132)
      .Case("maxThreadsPerMultiProcessor", 2048)
      .Case("maxThreadsPerBlock", 1024)
      .Case("warpSize", 32)
      .Case("sharedMemPerBlock", 49152)
      .Default(std::nullopt);
}

} // namespace

GlobalValues valuesOfGlobal(const ParsedUnit &Unit, const VarDecl *Variable) {
  GlobalValues Result;
  GlobalAssignments Finder(Unit, Variable);
  Finder.TraverseDecl(Unit.Context.getTranslationUnitDecl());
  for (const Expr *Value : Finder.Found) {
    const Expr *Plain = stripped(Value);
    if (auto Constant = constantValue(Unit.Context, Plain))
      Result.Values.push_back(*Constant);
    const auto *Member = dyn_cast<MemberExpr>(Plain);
    const auto *Record =
        Member ? Member->getBase()->getType()->getAsRecordDecl() : nullptr;
    if (!Record || Record->getName() != "cudaDeviceProp")
      continue;
    Result.Property = Member->getMemberDecl()->getName().str();
    Result.Place = placeOf(Unit, Value->getBeginLoc());
    if (auto Usual = usualValue(Result.Property))
      Result.Values.push_back(*Usual);
  }
  if (Finder.Found.empty())
    if (auto Constant = constantValue(Unit.Context, Variable->getInit()))
      Result.Values.push_back(*Constant);
  return Result;
}

/// The most that such a member is on any device.
static std::optional<int64_t> largestValue(llvm::StringRef Property) {
  return llvm::StringSwitch<std::optional<int64_t>>(Property)
      .Case("multiProcessorCount", 192)
      .Case("maxThreadsPerMultiProcessor", 2048)
      .Case("maxThreadsPerBlock", 1024)
      .Case("warpSize", 32)
      .Default(std::nullopt);
}

std::optional<int64_t> CallerScope::largestOf(const std::string &Symbol) const {
  // As leaf() names them: `prop.warpSize` is memberprop_warpSize.
  if (llvm::StringRef(Symbol).starts_with("member"))
    return largestValue(llvm::StringRef(Symbol).rsplit('_').second);
  auto It = Symbols.find(Symbol);
  const auto *Variable =
      It == Symbols.end() ? nullptr : dyn_cast<VarDecl>(It->second);
  if (!Variable || Variable->isLocalVarDeclOrParm())
    return std::nullopt;
  return largestValue(valuesOfGlobal(Unit, Variable).Property);
}

/// Constants of an array's initialiser.
static void elementsOf(const ASTContext &Context, const Expr *Init,
                       std::vector<int64_t> &Out) {
  const auto *List =
      dyn_cast_or_null<InitListExpr>(Init ? stripped(Init) : nullptr);
  if (!List)
    return;
  for (const Expr *Element : List->inits())
    if (auto Value = constantValue(Context, Element))
      Out.push_back(*Value);
}

std::vector<int64_t> CallerScope::valuesOf(const Expr *E, unsigned Depth) {
  std::vector<int64_t> Result;
  if (!E || Depth > 8)
    return Result;
  E = stripped(E);
  const ASTContext &Context = Unit.Context;
  if (auto Value = constantValue(Context, E))
    return {*Value};
  auto Append = [&](const Expr *Part) {
    for (int64_t Value : valuesOf(Part, Depth + 1))
      if (!llvm::is_contained(Result, Value))
        Result.push_back(Value);
  };
  if (const auto *Conditional = dyn_cast<ConditionalOperator>(E)) {
    Append(Conditional->getTrueExpr());
    Append(Conditional->getFalseExpr());
    return Result;
  }
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
    const auto *Reference =
        dyn_cast<DeclRefExpr>(stripped(Subscript->getBase()));
    if (const auto *Array =
            Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr)
      elementsOf(Context, Array->getInit(), Result);
    return Result;
  }
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (!Variable || isa<ParmVarDecl>(Variable))
      return Result;
    if (Variable->isCXXForRangeDecl())
      return Result;
    if (!Variable->isLocalVarDecl())
      return valuesOfGlobal(Unit, Variable).Values;
    if (Variable->getInit())
      Append(Variable->getInit());
    for (const LocalFacts::Assignment &A :
         Folder.facts().of(Variable).Assignments)
      if (!A.Field)
        Append(A.Value);
    return Result;
  }
  // Arithmetic on one value each, such as `B * T` of constants.
  if (auto Folded = Folder.fold(E)) {
    Expression::Values Env;
    for (const std::string &Symbol : Folded->symbols())
      if (auto Value = constantOf(Symbol))
        Env[Symbol] = *Value;
    if (auto Value = Folded->evaluate(Env))
      Result.push_back(*Value);
  }
  return Result;
}

/// \p P with every monomial that contains \p Divisor written with \p Symbol.
static Polynomial replaceProduct(const Polynomial &P, const Polynomial &Divisor,
                                 const std::string &Symbol) {
  Polynomial Result = P;
  for (unsigned Round = 0; Round < 4; ++Round) {
    auto [Whole, Rest] = Result.divide(Divisor);
    if (Whole.empty())
      break;
    Result = Whole * Polynomial::symbol(Symbol) + Rest;
  }
  return Result;
}

std::optional<Polynomial>
invert(const Polynomial &P,
       llvm::ArrayRef<std::pair<std::string, Polynomial>> Arguments,
       const CallerScope &Scope, bool &UsedConstants) {
  UsedConstants = false;
  // The prefix keeps a parameter apart from a caller's variable of that name.
  const std::string Prefix = "callee::";
  std::vector<std::pair<std::string, Polynomial>> Sorted;
  for (const auto &[Name, Value] : Arguments)
    if (!Value.isConstant() && Value.size() == 1)
      Sorted.push_back({Name, Value});
  // Plain variables first: `B*T*C` of (B, T, C, N = B*T) reads best as it is.
  llvm::sort(Sorted, [](const auto &A, const auto &B) {
    return std::make_pair(A.second.degree(), A.first) <
           std::make_pair(B.second.degree(), B.first);
  });
  Polynomial Result = P;
  for (const auto &[Name, Value] : Sorted) {
    if (Value.degree() == 1 && Value.content() == 1) {
      const std::string &Symbol = Value.terms().begin()->first[0];
      Result = Result.substitute(
          [&, &To = Name](const std::string &S) -> std::optional<Polynomial> {
            if (S != Symbol)
              return std::nullopt;
            return Polynomial::symbol(Prefix + To);
          });
    }
  }
  for (const auto &[Name, Value] : Sorted)
    if (Value.degree() > 1 || Value.content() != 1)
      Result = replaceProduct(Result, Value, Prefix + Name);
  bool Unresolved = false;
  Result =
      Result.substitute([&](const std::string &S) -> std::optional<Polynomial> {
        llvm::StringRef Name = S;
        if (Name.consume_front(Prefix))
          return Polynomial::symbol(Name);
        if (auto Value = Scope.constantOf(S)) {
          UsedConstants = true;
          return Polynomial(*Value);
        }
        Unresolved = true;
        return std::nullopt;
      });
  if (Unresolved || !Result.valid())
    return std::nullopt;
  return Result;
}

} // namespace perfclaim
