//===- IndexBoundsLaunch.cpp - Launches, grids and groups -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexBoundsWalker.h"
#include "LaunchForward.h"
#include "LaunchSites.h"
#include "SymbolicExpr.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace perfclaim {

std::array<Interval, 3> IndexWalker::evalDim3(const Expr *E) {
  std::array<Interval, 3> Result;
  if (!E) {
    Result.fill(Interval::exact(Polynomial(1)));
    return Result;
  }
  E = stripped(E);
  if (E->isGLValue() && isDim3(E->getType())) {
    Place P = place(E);
    if (P.Is == Place::Kind::Variable && !P.Field)
      for (const FieldDecl *Field : E->getType()->getAsRecordDecl()->fields())
        if (Field->getFieldIndex() < 3)
          Result[Field->getFieldIndex()] = lookup(P.Variable, Field).Number;
    // `dims.first`, a part of what a helper returns.
    if (P.Is == Place::Kind::Variable && P.Field) {
      const Value Part = lookup(P.Variable, P.Field);
      for (size_t I = 0; I < std::min<size_t>(3, Part.Fields.size()); ++I)
        Result[I] = Part.Fields[I].Number;
    }
    return Result;
  }
  if (const FunctionDecl *Callee =
          isa<CallExpr>(E) ? calleeOf(cast<CallExpr>(E)) : nullptr) {
    // A helper that returns a dim3 in one statement.
    const Expr *Returned =
        isDim3(Callee->getReturnType()) ? returnedExpression(Callee) : nullptr;
    const FunctionDecl *Definition = definitionOf(Callee);
    const auto *Call = cast<CallExpr>(E);
    if (Returned && Definition &&
        Definition->getNumParams() == Call->getNumArgs() &&
        Stack.size() < MaxCalls) {
      for (unsigned I = 0; I < Call->getNumArgs(); ++I)
        bindArgument(Definition->getParamDecl(I), Call->getArg(I));
      Stack.push_back(Definition->getCanonicalDecl());
      Result = evalDim3(Returned);
      Stack.pop_back();
      return Result;
    }
    if (isDim3(E->getType()))
      return Result;
  }
  FunctionFacts None;
  bool Understood = !isDim3(E->getType());
  for (unsigned I = 0; I < 3; ++I) {
    bool One = false;
    if (const Expr *Part = dim3Component(E, I, None, One))
      Result[I] = eval(Part).Number;
    else if (One || (Understood && I > 0))
      Result[I] = Interval::exact(Polynomial(1));
  }
  return Result;
}

Value IndexWalker::evalLaunch(const CUDAKernelCallExpr *Launch) {
  const CallExpr *Config = Launch->getConfig();
  std::array<Interval, 3> Grid, Block;
  auto Argument = [&](unsigned I) -> const Expr * {
    if (!Config || I >= Config->getNumArgs() ||
        isa<CXXDefaultArgExpr>(Config->getArg(I)))
      return nullptr;
    return Config->getArg(I);
  };
  Grid = evalDim3(Argument(0));
  Block = evalDim3(Argument(1));
  const FunctionDecl *Kernel = calleeOf(Launch);
  if (!Kernel) {
    for (const Expr *Argument : Launch->arguments()) {
      Value V = eval(Argument);
      touchUnbounded(V, true, !V.IsPointer || true, Launch);
    }
    return {};
  }
  std::swap(Out.Grid, Grid);
  std::swap(Out.Block, Block);
  llvm::SmallVector<const Expr *, 16> Arguments(Launch->arguments());
  if (definitionOf(Kernel))
    enter(Kernel, Arguments);
  else
    touchUnknown(Launch, Kernel);
  std::swap(Out.Grid, Grid);
  std::swap(Out.Block, Block);
  return {};
}

/// What an argument array's elements point to, where the array can be seen.
static void packedArguments(const Expr *Array,
                            llvm::SmallVectorImpl<const Expr *> &Out) {
  const auto *Reference = dyn_cast<DeclRefExpr>(stripped(Array));
  const auto *Variable =
      Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
  const auto *List = Variable && Variable->getInit()
                         ? dyn_cast<InitListExpr>(stripped(Variable->getInit()))
                         : nullptr;
  if (!List)
    return;
  for (const Expr *Init : List->inits()) {
    const auto *Address = dyn_cast<UnaryOperator>(stripped(Init));
    Out.push_back(Address && Address->getOpcode() == UO_AddrOf
                      ? Address->getSubExpr()
                      : nullptr);
  }
}

std::optional<Value> IndexWalker::evalApiLaunch(const CallExpr *Call,
                                                llvm::StringRef Name) {
  if ((Name != "cudaLaunchKernel" && Name != "cudaLaunchCooperativeKernel") ||
      Call->getNumArgs() < 4)
    return std::nullopt;
  const Expr *Callee = stripped(Call->getArg(0));
  if (const auto *Address = dyn_cast<UnaryOperator>(Callee))
    Callee = stripped(Address->getSubExpr());
  const FunctionDecl *Kernel = nullptr;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Callee))
    Kernel = dyn_cast<FunctionDecl>(Reference->getDecl());
  llvm::SmallVector<const Expr *, 16> Arguments;
  packedArguments(Call->getArg(3), Arguments);
  if (!Kernel || Arguments.size() != Kernel->getNumParams())
    return std::nullopt;
  std::array<Interval, 3> Grid = evalDim3(Call->getArg(1));
  std::array<Interval, 3> Block = evalDim3(Call->getArg(2));
  std::swap(Out.Grid, Grid);
  std::swap(Out.Block, Block);
  enter(Kernel, Arguments);
  std::swap(Out.Grid, Grid);
  std::swap(Out.Block, Block);
  return Value();
}

const std::vector<LaunchSite> &
IndexWalker::launchesOf(const FunctionDecl *Function) {
  auto [Known, Fresh] = Launches.try_emplace(Function);
  if (Fresh && Function->getBody())
    findLaunchSites(Function, Known->second);
  return Known->second;
}

/// A launch by a configuration that is a structure, or by a function that is
/// given the kernel: `launch(kernel, where, arguments...)`.
std::optional<Value> IndexWalker::evalOtherLaunch(const CallExpr *Call,
                                                  const FunctionDecl *Callee,
                                                  llvm::StringRef Name) {
  if (Stack.empty())
    return std::nullopt;
  const FunctionDecl *Here = definitionOf(cast<FunctionDecl>(Stack.back()));
  std::optional<LaunchSite> Site;
  if (Name == "cudaLaunchKernelEx") {
    if (Here)
      for (const LaunchSite &Other : launchesOf(Here))
        if (Other.Call == Call)
          Site = Other;
  } else if (Callee && !Context.getSourceManager().isInSystemHeader(
                           Callee->getLocation())) {
    const FunctionDecl *Pattern = representativeOf(Callee);
    if (auto Forward = LaunchForwards(launchesOf(Pattern)).find(Pattern))
      Site = forwarded(Forward, Call, Here);
  }
  if (!Site || !Site->Callee)
    return std::nullopt;
  const Expr *Launched = stripped(Site->Callee);
  if (const auto *Address = dyn_cast<UnaryOperator>(Launched))
    Launched = stripped(Address->getSubExpr());
  const auto *Reference = dyn_cast<DeclRefExpr>(Launched);
  const auto *Kernel =
      Reference ? dyn_cast<FunctionDecl>(Reference->getDecl()) : nullptr;
  if (!Kernel || !definitionOf(Kernel) ||
      Kernel->getNumParams() != Site->Arguments.size())
    return std::nullopt;
  auto Dimensions = [&](const Expr *E) {
    return E ? evalDim3(E) : std::array<Interval, 3>();
  };
  std::array<Interval, 3> Grid = Dimensions(Site->Grid);
  std::array<Interval, 3> Block = Dimensions(Site->Block);
  std::swap(Out.Grid, Grid);
  std::swap(Out.Block, Block);
  enter(Kernel, Site->Arguments);
  std::swap(Out.Grid, Grid);
  std::swap(Out.Block, Block);
  return Value();
}

std::optional<Value>
IndexWalker::evalGroupMethod(const CXXMemberCallExpr *Call) {
  const CXXMethodDecl *Method = Call->getMethodDecl();
  const Expr *Object = Call->getImplicitObjectArgument();
  if (!Method || !Object || !Method->getIdentifier())
    return std::nullopt;
  QualType Type = Object->getType();
  if (Type->isPointerType())
    Type = Type->getPointeeType();
  const auto *Record = Type->getAsCXXRecordDecl();
  if (!Record)
    return std::nullopt;
  std::string Scope = qualifiedNameOf(Record);
  if (!llvm::StringRef(Scope).contains("cooperative_groups"))
    return std::nullopt;
  llvm::StringRef Name = Method->getName();
  llvm::StringRef Group = Record->getName();
  Interval Threads = Out.Block[0] * Out.Block[1] * Out.Block[2];
  Interval Blocks = Out.Grid[0] * Out.Grid[1] * Out.Grid[2];
  auto Inside = [](const Interval &Count) {
    Interval Result;
    Result.Low = Polynomial(0);
    for (const Polynomial &P : Count.High)
      Result.High.push_back(P - 1);
    return Value::number(Result);
  };
  std::optional<Interval> Size;
  Interval Groups;
  if (Group == "thread_block") {
    Size = Threads;
    Groups = Blocks;
  } else if (Group == "grid_group") {
    Size = Threads * Blocks;
    Groups = Interval::exact(Polynomial(1));
  } else {
    const auto *Special = dyn_cast<ClassTemplateSpecializationDecl>(Record);
    if (Special && Special->getTemplateArgs().size() > 0 &&
        Special->getTemplateArgs()[0].getKind() == TemplateArgument::Integral)
      Size = Interval::exact(Polynomial(
          Special->getTemplateArgs()[0].getAsIntegral().getExtValue()));
    else if (Special || Group == "coalesced_group") {
      Interval Warp;
      Warp.Low = Polynomial(1);
      Warp.High.push_back(Polynomial(32));
      Size = Warp;
    }
    if (Size && Size->Exact) {
      for (const Polynomial &P : Threads.High)
        Groups.High.push_back(P.ceilQuotient(Size->High[0]));
      Groups.Low = Polynomial(1);
      Groups.Exact = Threads.Exact && !Groups.High.empty();
      if (Groups.Exact)
        Groups = Interval::exact(Groups.High[0]);
    }
  }
  if (!Size)
    return std::nullopt;
  if (Name == "thread_rank")
    return Inside(*Size);
  if (Name == "size" || Name == "num_threads")
    return Value::number(*Size);
  if (Name == "meta_group_rank")
    return Inside(Groups);
  if (Name == "meta_group_size")
    return Value::number(Groups);
  if (Name == "block_rank" || Name == "group_rank")
    return Inside(Blocks);
  if (Name == "num_blocks")
    return Value::number(Blocks);
  return std::nullopt;
}

} // namespace perfclaim
