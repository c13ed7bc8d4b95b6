//===- ArgumentModelCallers.cpp - What callers tell of arguments ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArgumentModelCallers.h"
#include "IndexBounds.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace perfclaim {

CallerScope::CallerScope(const ParsedUnit &Unit, const FunctionDecl *Caller)
    : Unit(Unit), Caller(Caller),
      Folder(Unit.Context, Caller, factsOf(Unit, Caller),
             [this](const Expr *E) { return leaf(E); }) {
  Folder.KeepConstants = true;
  Folder.AskAboutVarying = true;
  if (Caller->getBody())
    collectAllocations(Caller->getBody());
}

std::optional<Expression> CallerScope::leaf(const Expr *E) {
  QualType Type = E->getType();
  if (!Type->isIntegralOrEnumerationType() && !Type->isDependentType())
    return std::nullopt;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    const ValueDecl *D = Reference->getDecl();
    if (!D->getIdentifier())
      return std::nullopt;
    // In a loop it is another value at every call.
    const auto *Variable = dyn_cast<VarDecl>(D);
    if (isa_and_nonnull<ParmVarDecl>(Variable)) {
      const LocalFacts &F = Folder.facts().of(Variable);
      if (F.OtherChange || llvm::any_of(F.Assignments, [](const auto &A) {
            return A.Conditional;
          }))
        return std::nullopt;
    }
    std::string Name = D->getName().str();
    auto [It, New] = Symbols.try_emplace(Name, D);
    // Two variables of one name cannot both be that symbol.
    if (!New && It->second->getCanonicalDecl() != D->getCanonicalDecl())
      return std::nullopt;
    return Expression::symbol(Name);
  }
  if (isa<MemberExpr>(E)) {
    std::string Text = sourceText(Unit.Context, E), Name = "member";
    for (char C : Text)
      Name += llvm::isAlnum(C) ? C : '_';
    return Expression::symbol(Name);
  }
  return std::nullopt;
}

std::optional<Polynomial> CallerScope::fold(const Expr *E) {
  auto Folded = Folder.fold(E);
  if (!Folded)
    return std::nullopt;
  Polynomial P = Polynomial::of(*Folded);
  if (!P.valid())
    return std::nullopt;
  return P;
}

std::array<std::optional<Polynomial>, 3> CallerScope::foldDim3(const Expr *E) {
  std::array<std::optional<Polynomial>, 3> Result;
  auto Parts = Folder.foldDim3(E);
  for (unsigned I = 0; I < 3; ++I)
    if (Parts[I])
      Result[I] = Polynomial::of(*Parts[I]);
  return Result;
}

std::optional<int64_t>
CallerScope::constantOf(const std::string &Symbol) const {
  auto It = Symbols.find(Symbol);
  if (It == Symbols.end())
    return std::nullopt;
  const auto *Variable = dyn_cast<VarDecl>(It->second);
  if (!Variable || isa<ParmVarDecl>(Variable) || !Variable->getInit() ||
      Folder.facts().modified(Variable))
    return std::nullopt;
  return constantValue(Unit.Context, Variable->getInit());
}

void CallerScope::noteAllocation(const ValueDecl *Pointer, const Expr *Size,
                                 std::optional<uint64_t> Factor,
                                 const Expr *Call) {
  if (!Pointer || !Size)
    return;
  Noted N;
  N.Size = Size;
  N.Factor = Factor.value_or(1);
  N.Call = Call;
  Allocations.try_emplace(cast<ValueDecl>(Pointer->getCanonicalDecl()), N);
}

/// The variable behind `&p` or `(void **)&p`.
static const ValueDecl *addressed(const Expr *E) {
  const auto *Address = dyn_cast<UnaryOperator>(stripped(E));
  if (!Address || Address->getOpcode() != UO_AddrOf)
    return nullptr;
  const auto *Reference =
      dyn_cast<DeclRefExpr>(stripped(Address->getSubExpr()));
  return Reference ? Reference->getDecl() : nullptr;
}

void CallerScope::collectAllocations(const Stmt *S, unsigned Depth) {
  if (!S || Depth > 256)
    return;
  auto Assigned = [&](const ValueDecl *Pointer, const Expr *Value) {
    Value = Value ? stripped(Value) : nullptr;
    if (const auto *New = dyn_cast_or_null<CXXNewExpr>(Value)) {
      if (New->isArray() && New->getArraySize())
        noteAllocation(Pointer, *New->getArraySize(),
                       bytesOf(Unit.Context, New->getAllocatedType()), New);
      return;
    }
    const auto *Call = dyn_cast_or_null<CallExpr>(Value);
    if (!Call)
      return;
    std::string Name = calledName(Call);
    if ((Name == "malloc" || Name == "mallocCheck" || Name == "malloc_check") &&
        Call->getNumArgs() >= 1)
      noteAllocation(Pointer, Call->getArg(0), 1, Call);
    else if (Name == "aligned_alloc" && Call->getNumArgs() == 2)
      noteAllocation(Pointer, Call->getArg(1), 1, Call);
    else if (Name == "calloc" && Call->getNumArgs() == 2) {
      noteAllocation(Pointer, Call->getArg(0), 1, Call);
      Allocations[cast<ValueDecl>(Pointer->getCanonicalDecl())].Count =
          Call->getArg(1);
    }
  };
  if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declaration->decls()) {
      const auto *Variable = dyn_cast<VarDecl>(D);
      if (!Variable || !Variable->getInit())
        continue;
      if (Variable->getType()->isAnyPointerType())
        Assigned(Variable, Variable->getInit());
      // thrust::device_vector<T> v(n), std::vector<T> v(n).
      const auto *Construct =
          dyn_cast<CXXConstructExpr>(stripped(Variable->getInit()));
      const auto *Record =
          Construct ? Construct->getType()->getAsCXXRecordDecl() : nullptr;
      const auto *Special =
          dyn_cast_or_null<ClassTemplateSpecializationDecl>(Record);
      if (Special && Special->getName().ends_with("vector") &&
          Construct->getNumArgs() >= 1 &&
          Construct->getArg(0)->getType()->isIntegerType() &&
          Special->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
        noteAllocation(
            Variable, Construct->getArg(0),
            bytesOf(Unit.Context, Special->getTemplateArgs()[0].getAsType()),
            Construct);
    }
  }
  if (const auto *Operator = dyn_cast<BinaryOperator>(S);
      Operator && Operator->getOpcode() == BO_Assign)
    if (const auto *Reference =
            dyn_cast<DeclRefExpr>(stripped(Operator->getLHS())))
      Assigned(Reference->getDecl(), Operator->getRHS());
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    std::string Name = calledName(Call);
    if (llvm::StringRef(Name).contains_insensitive("alloc") &&
        Call->getNumArgs() >= 2) {
      const ValueDecl *Pointer = addressed(Call->getArg(0));
      const Expr *Size = nullptr;
      for (const Expr *Argument : llvm::drop_begin(Call->arguments()))
        if (!Size && Argument->getType()->isIntegerType())
          Size = Argument;
      // Helpers may count elements instead of bytes; those of the toolkit, and
      // sizes that mention sizeof, are bytes.
      if (Pointer && Size)
        noteAllocation(Pointer, Size, 1, Call);
    }
  }
  for (const Stmt *Child : S->children())
    collectAllocations(Child, Depth + 1);
}

std::optional<Allocation> CallerScope::allocationOf(const Expr *E,
                                                    unsigned Depth) {
  if (!E || Depth > 6)
    return std::nullopt;
  E = stripped(E);
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    // thrust::raw_pointer_cast(v.data()), v.data(), &v[0].
    if (calledName(Call) == "raw_pointer_cast" && Call->getNumArgs() == 1)
      return allocationOf(Call->getArg(0), Depth + 1);
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
        Member && calledName(Call) == "data")
      return allocationOf(Member->getImplicitObjectArgument(), Depth + 1);
    return std::nullopt;
  }
  if (const auto *Sum = dyn_cast<BinaryOperator>(E)) {
    if (Sum->getOpcode() != BO_Add ||
        !Sum->getLHS()->getType()->isAnyPointerType())
      return std::nullopt;
    auto Whole = allocationOf(Sum->getLHS(), Depth + 1);
    auto Offset = fold(Sum->getRHS());
    if (!Whole || !Offset)
      return std::nullopt;
    auto Size = static_cast<int64_t>(
        bytesOf(Unit.Context, Sum->getLHS()->getType()->getPointeeType()));
    Whole->Bytes = Whole->Bytes - *Offset * Polynomial(Size);
    return Whole;
  }
  const auto *Reference = dyn_cast<DeclRefExpr>(E);
  if (!Reference)
    return std::nullopt;
  const ValueDecl *D =
      cast<ValueDecl>(Reference->getDecl()->getCanonicalDecl());
  auto It = Allocations.find(D);
  if (It == Allocations.end()) {
    const auto *Variable = dyn_cast<VarDecl>(D);
    if (!Variable || isa<ParmVarDecl>(D) || !Variable->getInit() ||
        Folder.facts().modified(Variable))
      return std::nullopt;
    return allocationOf(Variable->getInit(), Depth + 1);
  }
  const Noted &N = It->second;
  auto Size = fold(N.Size);
  if (!Size)
    return std::nullopt;
  if (N.Count) {
    auto Count = fold(N.Count);
    if (!Count)
      return std::nullopt;
    Size = *Size * *Count;
  }
  // A size that goes with the device has to do for every device.
  Size =
      Size->substitute([&](const std::string &S) -> std::optional<Polynomial> {
        if (std::optional<int64_t> Most = largestOf(S))
          return Polynomial(*Most);
        return std::nullopt;
      });
  Allocation A;
  A.Bytes = *Size * Polynomial(static_cast<int64_t>(N.Factor));
  A.Text = sourceText(Unit.Context, N.Call);
  A.Place = placeOf(Unit, N.Call->getBeginLoc());
  if (!A.Bytes.valid())
    return std::nullopt;
  return A;
}

} // namespace perfclaim
