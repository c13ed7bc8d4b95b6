//===- CallIndex.cpp - Who calls whom in a unit ---------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CallIndex.h"
#include "RepositoryVisitor.h"
#include "SymbolicExprLocals.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace perfclaim {

/// Further calls of one function tell nothing that these do not.
static constexpr size_t MaxCalls = 12;

namespace {

class CallCollector : public RepositoryVisitor {
public:
  using CallMap =
      llvm::DenseMap<const FunctionDecl *, std::vector<UnitCache::FoundCall>>;
  CallCollector(const ParsedUnit &Unit, CallMap &Out)
      : RepositoryVisitor(Unit), Out(Out) {}

  bool TraverseDecl(const Decl *D) override {
    if (!D)
      return true;
    const auto *Function = dyn_cast<FunctionDecl>(D);
    const auto *Method = dyn_cast<CXXMethodDecl>(D);
    bool Lambda = Method && Method->getParent()->isLambda();
    const FunctionDecl *Outer = Current;
    if (Function && !Lambda)
      Current = Function;
    bool Result = RepositoryVisitor::TraverseDecl(D);
    Current = Outer;
    return Result;
  }

  bool VisitCallExpr(const CallExpr *Call) override {
    if (!Current)
      return true;
    const FunctionDecl *Callee = calleeOf(Call);
    if (Callee) {
      CallContext Context;
      Context.Arguments.append(Call->arg_begin(), Call->arg_end());
      if (const auto *Launch = dyn_cast<CUDAKernelCallExpr>(Call)) {
        Context.Launch = true;
        const CallExpr *Config = Launch->getConfig();
        if (Config && Config->getNumArgs() >= 2) {
          Context.Grid = Config->getArg(0);
          Context.Block = Config->getArg(1);
        }
      }
      add(std::move(Context), Call, Callee);
    }
    // A benchmark helper that takes the function and its arguments.
    for (unsigned I = 0; I < Call->getNumArgs(); ++I) {
      const Expr *Argument = stripped(Call->getArg(I));
      if (const auto *Address = dyn_cast<UnaryOperator>(Argument))
        Argument = stripped(Address->getSubExpr());
      const auto *Reference = dyn_cast<DeclRefExpr>(Argument);
      const auto *Function =
          Reference ? dyn_cast<FunctionDecl>(Reference->getDecl()) : nullptr;
      if (!Function || Function == Callee ||
          Call->getNumArgs() - I - 1 != Function->getNumParams())
        continue;
      CallContext Context;
      Context.Arguments.append(Call->arg_begin() + I + 1, Call->arg_end());
      add(std::move(Context), Call, Function);
    }
    return true;
  }

private:
  void add(CallContext Context, const CallExpr *Call,
           const FunctionDecl *Callee) {
    const FunctionDecl *Representative = representativeOf(Callee);
    // A recursive call tells nothing new.
    if (!Representative || representativeOf(Current) == Representative)
      return;
    Context.Caller = Current;
    Context.Call = Call;
    Out[Representative].push_back({std::move(Context), Callee});
  }

  CallMap &Out;
  const FunctionDecl *Current = nullptr;
};

} // namespace

UnitCache::UnitCache(const ParsedUnit &Unit) {
  CallCollector(Unit, Calls)
      .TraverseDecl(Unit.Context.getTranslationUnitDecl());
}

llvm::ArrayRef<UnitCache::FoundCall>
UnitCache::callsOf(const FunctionDecl *Representative) const {
  auto Known = Calls.find(Representative);
  return Known == Calls.end() ? llvm::ArrayRef<FoundCall>()
                              : llvm::ArrayRef<FoundCall>(Known->second);
}

std::shared_ptr<const FunctionFacts>
UnitCache::factsOf(const FunctionDecl *Function) {
  std::shared_ptr<const FunctionFacts> &Known = Facts[Function];
  if (!Known)
    Known = std::make_shared<FunctionFacts>(Function);
  return Known;
}

static UnitCache &cacheOf(const ParsedUnit &Unit) {
  if (!Unit.Cache)
    Unit.Cache = std::make_shared<UnitCache>(Unit);
  return *Unit.Cache;
}

std::shared_ptr<const FunctionFacts> factsOf(const ParsedUnit &Unit,
                                             const FunctionDecl *Function) {
  return cacheOf(Unit).factsOf(Function);
}

std::vector<CallContext> callsOf(const ParsedUnit &Unit,
                                 const FunctionDecl *Function) {
  // Another instantiation is called with other sizes.
  auto IsOther = [&](const FunctionDecl *Callee) {
    return Callee->isTemplateInstantiation() &&
           Function->isTemplateInstantiation() &&
           Callee->getCanonicalDecl() != Function->getCanonicalDecl();
  };
  std::vector<CallContext> Result;
  for (bool Main : {true, false})
    for (const UnitCache::FoundCall &Found :
         cacheOf(Unit).callsOf(representativeOf(Function)))
      if (Found.Context.Caller->isMain() == Main && !IsOther(Found.Callee) &&
          Result.size() < MaxCalls)
        Result.push_back(Found.Context);
  return Result;
}

} // namespace perfclaim
