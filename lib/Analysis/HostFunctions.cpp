//===- HostFunctions.cpp - Host functions and the calls between them ------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Collectors.h"
#include "HostCalls.h"
#include "Preconditions.h"
#include "TensorModel.h"
#include "VectorModel.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/StringExtras.h"
#include <set>

using namespace clang;

namespace perfclaim {

namespace {

/// A call in one function to another function of the repository.
struct HostCall {
  const CallExpr *Call = nullptr;
  const FunctionDecl *Callee = nullptr; ///< Representative.
};

/// What one host function does by itself.
struct Facts {
  std::vector<HostCall> Calls;
  llvm::SmallSetVector<const FunctionDecl *, 8> Callees;
  llvm::SmallSetVector<const VarDecl *, 8> Globals;
  std::set<std::string> Costly;
  std::vector<unsigned> Launches;
};

class FactFinder : public DynamicRecursiveASTVisitor {
public:
  FactFinder(const DeclIndex &Index, Facts &Out) : Index(Index), Out(Out) {
    ShouldVisitImplicitCode = true;
  }

  bool VisitCallExpr(CallExpr *E) override {
    if (isa<CUDAKernelCallExpr>(E))
      return true;
    if (const FunctionDecl *Callee = E->getDirectCallee()) {
      addCall(E, Callee);
      return true;
    }
    const auto *Overload =
        dyn_cast_or_null<OverloadExpr>(stripped(E->getCallee()));
    if (!Overload)
      return true;
    for (const NamedDecl *D : Overload->decls()) {
      D = D->getUnderlyingDecl();
      if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D))
        D = Template->getTemplatedDecl();
      if (const auto *F = dyn_cast<FunctionDecl>(D))
        addCall(E, F);
    }
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) override {
    addCallee(E->getConstructor());
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) override {
    if (const auto *V = dyn_cast<VarDecl>(E->getDecl()))
      addGlobal(V);
    // A function that is handed on may be called.
    else if (const auto *F = dyn_cast<FunctionDecl>(E->getDecl()))
      addCallee(F);
    return true;
  }
  bool VisitMemberExpr(MemberExpr *E) override {
    if (const auto *V = dyn_cast<VarDecl>(E->getMemberDecl()))
      addGlobal(V);
    return true;
  }

private:
  void addCall(const CallExpr *E, const FunctionDecl *Callee) {
    if (Callee->getIdentifier() && !Index.contains(Callee)) {
      if (isCostly(Callee->getName()))
        Out.Costly.insert(Callee->getName().str());
      else if (std::string Algorithm = algorithmName(*Callee);
               !Algorithm.empty())
        Out.Costly.insert(std::move(Algorithm));
    }
    if (const FunctionDecl *F = addCallee(Callee))
      Out.Calls.push_back({E, F});
  }
  const FunctionDecl *addCallee(const FunctionDecl *Callee) {
    const FunctionDecl *F = representativeOf(Callee);
    if (!Index.contains(F) || !isHost(F))
      return nullptr;
    Out.Callees.insert(F);
    return F;
  }
  void addGlobal(const VarDecl *V) {
    if (V->hasGlobalStorage() && !V->isStaticLocal() && !V->isLocalVarDecl() &&
        Index.contains(V))
      Out.Globals.insert(
          cast<VarDecl>(representativeOf(static_cast<const NamedDecl *>(V))));
  }

  const DeclIndex &Index;
  Facts &Out;
};

class FunctionCollector {
public:
  FunctionCollector(const ParsedUnit &Unit, const DeclIndex &Index,
                    llvm::ArrayRef<LaunchSite> Sites, Inventory &Out)
      : Unit(Unit), Index(Index), Sites(Sites), Out(Out) {}
  void run();

private:
  void gather();
  void close();
  HostFunction describe(const FunctionDecl *F);
  void addGlobals(const FunctionDecl *F, HostFunction &To);
  void addCalls(const FunctionDecl *F);
  std::optional<int64_t> valueOf(const Expr *E, const FunctionDecl *Caller);
  llvm::SmallSetVector<const FunctionDecl *, 16>
  reachedFrom(const FunctionDecl *F) const;
  bool leadsToLaunch(const FunctionDecl *F) const;

  const ParsedUnit &Unit;
  const DeclIndex &Index;
  llvm::ArrayRef<LaunchSite> Sites;
  Inventory &Out;
  llvm::MapVector<const FunctionDecl *, Facts> All;
  llvm::SmallSetVector<const FunctionDecl *, 32> Wanted;
};

bool isOrdinary(const FunctionDecl *F) {
  return !isa<CXXConstructorDecl, CXXDestructorDecl, CXXConversionDecl>(F) &&
         !F->isOverloadedOperator() && !F->isDefaulted() && !F->isDeleted();
}

std::string pointerType(const ASTContext &Context, const FunctionDecl *F) {
  // Who calls a function of C has none of its unit's names.
  auto Spelled = [&](QualType Type) {
    return spellType(Context, Context.getLangOpts().CPlusPlus
                                  ? Type
                                  : Type.getCanonicalType());
  };
  std::string Text = Spelled(F->getReturnType()) + " (*)(";
  llvm::SmallVector<std::string, 8> Parameters;
  for (const ParmVarDecl *Parameter : F->parameters())
    Parameters.push_back(Spelled(Parameter->getType().getUnqualifiedType()));
  if (F->isVariadic())
    Parameters.push_back("...");
  return Text + llvm::join(Parameters, ", ") + ")";
}

} // namespace

void FunctionCollector::gather() {
  for (const auto &[F, Instances] : Index.Functions) {
    if (!isHost(F) || Instances.empty())
      continue;
    Facts &Own = All[F];
    // Instantiations resolve what the pattern leaves open.
    for (const FunctionDecl *Instance : Instances) {
      Facts Theirs;
      FactFinder Finder(Index, Theirs);
      Finder.TraverseStmt(Instance->getBody());
      if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(Instance))
        for (CXXCtorInitializer *Init : Constructor->inits())
          Finder.TraverseConstructorInitializer(Init);
      Own.Callees.insert_range(Theirs.Callees);
      Own.Globals.insert_range(Theirs.Globals);
      Own.Costly.merge(Theirs.Costly);
      if (Instance == F)
        Own.Calls = std::move(Theirs.Calls);
    }
  }
  for (unsigned I = 0; I < Sites.size(); ++I) {
    auto Found = All.find(Sites[I].Enclosing);
    if (Found != All.end())
      Found->second.Launches.push_back(I);
  }
}

void FunctionCollector::close() {
  for (const auto &[F, Own] : All) {
    bool InUnitFile =
        repositoryFile(Unit, F->getLocation()) == Unit.Request.Path;
    if (!Own.Launches.empty() || F->isMain() || InUnitFile ||
        !Unit.Context.getLangOpts().CUDA)
      Wanted.insert(F);
  }
  // Callers, up to main.
  for (bool Grew = true; Grew;) {
    Grew = false;
    for (const auto &[F, Own] : All)
      if (!Wanted.contains(F) &&
          llvm::any_of(Own.Callees, [&](const FunctionDecl *Callee) {
            return Wanted.contains(Callee);
          }))
        Grew |= Wanted.insert(F);
  }
}

llvm::SmallSetVector<const FunctionDecl *, 16>
FunctionCollector::reachedFrom(const FunctionDecl *F) const {
  llvm::SmallSetVector<const FunctionDecl *, 16> Reached;
  Reached.insert(F);
  for (unsigned I = 0; I < Reached.size(); ++I) {
    auto Found = All.find(Reached[I]);
    if (Found != All.end())
      Reached.insert_range(Found->second.Callees);
  }
  return Reached;
}

void FunctionCollector::addGlobals(const FunctionDecl *F, HostFunction &To) {
  llvm::SmallSetVector<const VarDecl *, 8> Globals;
  std::set<std::string> Costly;
  for (const FunctionDecl *Reached : reachedFrom(F)) {
    auto Found = All.find(Reached);
    if (Found == All.end())
      continue;
    Globals.insert_range(Found->second.Globals);
    Costly.insert(Found->second.Costly.begin(), Found->second.Costly.end());
  }
  for (const VarDecl *V : Globals) {
    GlobalUse Use;
    Use.Name = qualifiedNameOf(V);
    Use.Type = spellType(Unit.Context, V->getType());
    Use.Initializer = sourceText(Unit.Context, V->getInit());
    // A default constructor has no text of its own but the name's.
    if (const auto *Construct = dyn_cast_or_null<CXXConstructExpr>(
            V->getInit() ? V->getInit()->IgnoreImplicit() : nullptr);
        Construct && Construct->getNumArgs() == 0 &&
        Construct->getParenOrBraceRange().isInvalid())
      Use.Initializer.clear();
    Use.Constant = V->isConstexpr() || V->getType().isConstQualified();
    Use.Place = placeOf(Unit, V->getLocation());
    To.Globals.push_back(std::move(Use));
  }
  llvm::sort(To.Globals, [](const GlobalUse &A, const GlobalUse &B) {
    return std::tie(A.Name, A.Place.File, A.Place.Line) <
           std::tie(B.Name, B.Place.File, B.Place.Line);
  });
  To.CostlyCalls.assign(Costly.begin(), Costly.end());
}

/// Which instantiation is worth a benchmark: inference runs in half precision
/// where the code has it. Of those that differ in flags, the one with fewest
/// set: a flag that a commit adds asks for what the old side does not do.
/// Above 0.
static unsigned realism(llvm::StringRef Arguments) {
  llvm::SmallVector<llvm::StringRef, 8> Parts;
  Arguments.split(Parts, ',');
  const auto Set = llvm::count_if(
      Parts, [](llvm::StringRef Part) { return Part.trim() == "true"; });
  unsigned Type = Arguments.contains("double") ? 1 : 2;
  if (Arguments.contains("__half") || Arguments.contains("::Half"))
    Type = 4;
  else if (Arguments.contains_insensitive("bfloat16"))
    Type = 3;
  return 100 * Type - std::min<unsigned>(Set, 99);
}

HostFunction FunctionCollector::describe(const FunctionDecl *F) {
  HostFunction To;
  const ASTContext &Context = Unit.Context;
  To.Identity = identityOf(F);
  To.Name = nameOf(F);
  To.QualifiedName = qualifiedNameOf(F);
  To.Spelling = To.QualifiedName;
  To.Place = placeOf(Unit, F->getLocation());
  To.Range = rangeOf(Unit, F);
  To.IsTemplate = F->isTemplated();
  To.IsMain = F->isMain();
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  To.IsMember = Method && !Method->isStatic();
  const FunctionDecl *Concrete = F;
  unsigned Best = 0;
  for (auto &[Arguments, Instance] : instantiationsOf(Context, F)) {
    if (unsigned Rank = realism(Arguments); Rank > Best) {
      Best = Rank;
      Concrete = Instance;
      To.Spelling = To.QualifiedName + "<" + Arguments + ">";
    }
    To.Instantiations.push_back(Arguments);
  }
  if (F->getTemplateSpecializationKind() == TSK_ExplicitSpecialization)
    if (const TemplateArgumentList *Arguments =
            F->getTemplateSpecializationArgs())
      if (std::optional<std::string> Text =
              spellTemplateArguments(Context, Arguments->asArray()))
        To.Spelling += "<" + *Text + ">";
  if (!To.IsMember)
    To.PointerType = pointerType(Context, Concrete);
  To.ResultType = spellType(Context, Concrete->getReturnType());
  modelParameters(Unit.Context, Unit, Concrete->hasBody() ? Concrete : F,
                  To.Parameters, &To.Sizes, &To.Results);
  // What launches takes data of the device.
  if (!leadsToLaunch(F)) {
    To.Value = valueReturned(Context, Concrete);
    modelContainers(Context, Concrete, To);
  }
  To.Launches = All[F].Launches;
  addGlobals(F, To);
  To.Preconditions = preconditionsOf(Unit, F);
  nameSizes(Unit, Concrete, To, Out);
  return To;
}

std::optional<int64_t> FunctionCollector::valueOf(const Expr *E,
                                                  const FunctionDecl *Caller) {
  if (!E || E->getType().isNull() ||
      !E->getType()->isIntegralOrEnumerationType())
    return std::nullopt;
  if (std::optional<int64_t> Value = constantValue(Unit.Context, E))
    return Value;
  std::optional<Expression> Formula = toExpression(E, Unit, Caller);
  return Formula ? Formula->evaluate({}) : std::nullopt;
}

bool FunctionCollector::leadsToLaunch(const FunctionDecl *F) const {
  return llvm::any_of(reachedFrom(F), [&](const FunctionDecl *Reached) {
    auto Found = All.find(Reached);
    return Found != All.end() && !Found->second.Launches.empty();
  });
}

void FunctionCollector::addCalls(const FunctionDecl *F) {
  auto Positions = callPositions(Unit, F);
  for (unsigned Index : All[F].Launches)
    if (auto At = Positions.find(Sites[Index].Call); At != Positions.end())
      Out.Launches[Index].At = At->second;
  for (const HostCall &Call : All[F].Calls) {
    if (!Wanted.contains(Call.Callee) || !isOrdinary(Call.Callee))
      continue;
    CallSite Site;
    Site.Caller = identityOf(F);
    Site.CallerName = nameOf(F);
    Site.Callee = identityOf(Call.Callee);
    Site.Place = placeOf(Unit, Call.Call->getBeginLoc());
    if (auto At = Positions.find(Call.Call); At != Positions.end())
      Site.At = At->second;
    if (!F->isTemplated() && leadsToLaunch(Call.Callee))
      Site.Slice = sliceCall(Unit, F, Call.Callee, Call.Call);
    for (const Expr *Argument : Call.Call->arguments()) {
      const Expr *Written = Argument;
      if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(Argument))
        Written = Default->getParam()->hasUninstantiatedDefaultArg()
                      ? nullptr
                      : Default->getExpr();
      Site.Arguments.push_back(sourceText(Unit.Context, Written));
      Site.Values.push_back(valueOf(Written, F));
    }
    if (!llvm::is_contained(Out.Calls, Site))
      Out.Calls.push_back(std::move(Site));
  }
}

void FunctionCollector::run() {
  gather();
  close();
  for (const auto &[F, Own] : All) {
    if (!Wanted.contains(F) || identityOf(F).empty())
      continue;
    if (isOrdinary(F))
      Out.Functions.push_back(describe(F));
    addCalls(F);
    if (isOrdinary(F))
      expressSizes(Out.Functions.back(), Out);
  }
  dropOtherSizes(Out);
}

void collectFunctions(const ParsedUnit &Unit, const DeclIndex &Index,
                      llvm::ArrayRef<LaunchSite> Sites, Inventory &Out) {
  FunctionCollector(Unit, Index, Sites, Out).run();
}

} // namespace perfclaim
