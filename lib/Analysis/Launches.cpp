//===- Launches.cpp - Where kernels are launched --------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Collectors.h"
#include "Dim3Fields.h"
#include "LaunchForward.h"
#include "LaunchSites.h"
#include "RecordModel.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/SetVector.h"
#include <tuple>

using namespace clang;

namespace perfclaim {

namespace {

/// What is assigned to a variable, its initialiser included.
class AssignmentFinder : public DynamicRecursiveASTVisitor {
public:
  explicit AssignmentFinder(const VarDecl *Variable) : Variable(Variable) {}
  llvm::SmallVector<const Expr *, 4> Values;
  bool VisitBinaryOperator(BinaryOperator *E) override {
    if (E->getOpcode() == BO_Assign && variableOf(E->getLHS()) == Variable)
      Values.push_back(E->getRHS());
    return true;
  }

private:
  const VarDecl *Variable;
};

class ReturnFinder : public ConstDynamicRecursiveASTVisitor {
public:
  llvm::SmallVector<const Expr *, 4> Values;
  bool VisitReturnStmt(const ReturnStmt *S) override {
    Values.push_back(S->getRetValue());
    return true;
  }
  bool TraverseLambdaExpr(const LambdaExpr *) override { return true; }
};

void addLaunched(const Expr *E, const DeclIndex &Index,
                 const FunctionDecl *Enclosing, unsigned Depth,
                 llvm::SmallVectorImpl<const FunctionDecl *> &Out) {
  E = E ? stripped(E) : nullptr;
  if (!E || Depth > 8)
    return;
  auto AddNamed = [&](DeclarationName Name) {
    if (!Name.isIdentifier() || Name.isEmpty())
      return;
    for (const FunctionDecl *F :
         Index.functionsNamed(Name.getAsIdentifierInfo()->getName()))
      if (isKernel(F))
        Out.push_back(F);
  };
  if (const auto *Address = dyn_cast<UnaryOperator>(E)) {
    addLaunched(Address->getSubExpr(), Index, Enclosing, Depth + 1, Out);
  } else if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
    addLaunched(Choice->getTrueExpr(), Index, Enclosing, Depth + 1, Out);
    addLaunched(Choice->getFalseExpr(), Index, Enclosing, Depth + 1, Out);
  } else if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *F = dyn_cast<FunctionDecl>(Reference->getDecl())) {
      Out.push_back(F);
    } else if (const auto *V = dyn_cast<VarDecl>(Reference->getDecl());
               V && !isa<ParmVarDecl>(V)) {
      addLaunched(V->getInit(), Index, Enclosing, Depth + 1, Out);
      if (Enclosing && Enclosing->getBody()) {
        AssignmentFinder Finder(V);
        Finder.TraverseStmt(Enclosing->getBody());
        for (const Expr *Value : Finder.Values)
          addLaunched(Value, Index, Enclosing, Depth + 1, Out);
      }
    }
  } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
    // A function that picks a kernel, and returns it.
    const FunctionDecl *Picks = Call->getDirectCallee(), *Body = nullptr;
    if (Picks && Picks->hasBody(Body)) {
      ReturnFinder Finder;
      Finder.TraverseStmt(Body->getBody());
      for (const Expr *Value : Finder.Values)
        addLaunched(Value, Index, Body, Depth + 1, Out);
    }
  } else if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (const auto *F = dyn_cast<FunctionDecl>(Member->getMemberDecl()))
      Out.push_back(F);
  } else if (const auto *Overload = dyn_cast<OverloadExpr>(E)) {
    for (const NamedDecl *D : Overload->decls()) {
      D = D->getUnderlyingDecl();
      if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D))
        D = Template->getTemplatedDecl();
      if (const auto *F = dyn_cast<FunctionDecl>(D))
        Out.push_back(F);
    }
    if (Overload->decls_begin() == Overload->decls_end())
      AddNamed(Overload->getName());
  } else if (const auto *Dependent = dyn_cast<DependentScopeDeclRefExpr>(E)) {
    AddNamed(Dependent->getDeclName());
  } else if (const auto *Access = dyn_cast<CXXDependentScopeMemberExpr>(E)) {
    AddNamed(Access->getMember());
  } else if (const auto *Recovery = dyn_cast<RecoveryExpr>(E)) {
    for (const Expr *Sub :
         const_cast<RecoveryExpr *>(Recovery)->subExpressions())
      addLaunched(Sub, Index, Enclosing, Depth + 1, Out);
  }
}

/// The one kernel among the candidates, or null. Of several instantiations of
/// one template the pattern.
const FunctionDecl *theKernel(llvm::ArrayRef<const FunctionDecl *> Candidates,
                              std::optional<unsigned> Arguments) {
  const FunctionDecl *Only = nullptr;
  bool Several = false, SamePattern = true;
  for (const FunctionDecl *F : Candidates) {
    if (!isKernel(F) ||
        (Arguments && (*Arguments > F->getNumParams() ||
                       *Arguments < F->getMinRequiredArguments())))
      continue;
    if (!Only) {
      Only = F;
    } else if (F->getCanonicalDecl() != Only->getCanonicalDecl()) {
      Several = true;
      SamePattern &= representativeOf(F) == representativeOf(Only);
    }
  }
  if (!Several)
    return Only;
  return SamePattern ? representativeOf(Only) : nullptr;
}

/// Innermost macro whose body has the launch in it.
std::string macroAround(const ASTContext &Context, const Expr *Call) {
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation Location = Call->getEndLoc();
  while (Location.isMacroID()) {
    if (SM.isMacroBodyExpansion(Location))
      return Lexer::getImmediateMacroName(Location, SM, Context.getLangOpts())
          .str();
    Location = SM.getImmediateSpellingLoc(Location);
  }
  return "";
}

void addFormulas(const ParsedUnit &Unit, const LaunchSite &Site, Launch &Out) {
  auto Express = [&](const Expr *E, std::optional<Expression> &To) {
    To = E ? toExpression(E, Unit, Site.Enclosing, /*NamesOfTemplates=*/true)
           : Expression::constant(1);
  };
  if (Site.Form == LaunchForm::Driver) {
    const auto *Call = cast<CallExpr>(Site.Call);
    std::optional<Expression> *Slots[] = {&Out.GridX,  &Out.GridY,
                                          &Out.GridZ,  &Out.BlockX,
                                          &Out.BlockY, &Out.BlockZ};
    for (unsigned I = 0; I < 6; ++I)
      if (const Expr *E = argumentOf(Call, I + 1))
        Express(E, *Slots[I]);
  }
  auto ExpressAll = [&](const Expr *E, bool IsBlock,
                        std::array<std::optional<Expression> *, 3> To) {
    if (const std::string Number = numberOfDimensions(E, IsBlock);
        !Number.empty()) {
      *To[0] = Expression::symbol(Number);
      *To[1] = *To[2] = Expression::constant(1);
      return;
    }
    if (const auto Sizes = dimensionsOf(E, Site.Enclosing)) {
      for (unsigned I = 0; I < 3; ++I)
        Express((*Sizes)[I], *To[I]);
      return;
    }
    // What is set field by field may be known in part.
    const auto Known = knownComponents(E, Site.Enclosing);
    for (unsigned I = 0; I < 3; ++I)
      if (Known[I])
        Express(*Known[I], *To[I]);
  };
  ExpressAll(Site.Grid, false, {&Out.GridX, &Out.GridY, &Out.GridZ});
  ExpressAll(Site.Block, true, {&Out.BlockX, &Out.BlockY, &Out.BlockZ});
  if (Site.Shared)
    Express(Site.Shared, Out.SharedBytes);
  else
    Out.SharedBytes = Expression::constant(0);
}

Launch describe(const ParsedUnit &Unit, const LaunchSite &Site) {
  const ASTContext &Context = Unit.Context;
  Launch Out;
  if (Site.Kernel) {
    Out.Kernel = identityOf(Site.Kernel);
    Out.KernelName = nameOf(Site.Kernel);
  } else {
    Out.KernelName = sourceText(Context, Site.Callee);
  }
  if (Site.Enclosing) {
    Out.Function = identityOf(Site.Enclosing);
    Out.FunctionName = nameOf(Site.Enclosing);
  }
  Out.Place = placeOf(Unit, Site.Call->getBeginLoc());
  Out.Form = Site.Form;
  Out.Macro = macroAround(Context, Site.Call);
  Out.Grid = sourceText(Context, Site.Grid);
  Out.Block = sourceText(Context, Site.Block);
  Out.Shared = sourceText(Context, Site.Shared);
  Out.Stream = sourceText(Context, Site.Stream);
  if (Site.Form == LaunchForm::Driver) {
    const auto *Call = cast<CallExpr>(Site.Call);
    auto Triple = [&](unsigned First) {
      std::string Text = "dim3(";
      for (unsigned I = 0; I < 3; ++I)
        Text +=
            (I ? ", " : "") + sourceText(Context, argumentOf(Call, First + I));
      return Text + ")";
    };
    Out.Grid = Triple(1);
    Out.Block = Triple(4);
  }
  for (const Expr *Argument : Site.Arguments)
    Out.Arguments.push_back(sourceText(Context, Argument));
  return Out;
}

} // namespace

llvm::SmallVector<const FunctionDecl *, 4>
launchedFunctions(const Expr *Callee, const DeclIndex &Index,
                  const FunctionDecl *Enclosing) {
  llvm::SmallVector<const FunctionDecl *, 4> Found;
  addLaunched(Callee, Index, Enclosing, 0, Found);
  return Found;
}

std::optional<std::array<const Expr *, 3>>
dimensionsOf(const Expr *E, const FunctionDecl *Enclosing) {
  for (unsigned Depth = 0; E && Depth < 8; ++Depth) {
    E = stripped(E);
    llvm::SmallVector<const Expr *, 3> Parts;
    bool Typed = !E->getType().isNull();
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
      Parts.append(Construct->arg_begin(), Construct->arg_end());
    } else if (const auto *Unresolved =
                   dyn_cast<CXXUnresolvedConstructExpr>(E)) {
      Parts.append(Unresolved->arg_begin(), Unresolved->arg_end());
    } else if (const auto *List = dyn_cast<InitListExpr>(E)) {
      for (const Expr *Part : List->inits())
        Parts.push_back(Part);
    } else if (const auto *Paren = dyn_cast<ParenListExpr>(E)) {
      for (unsigned I = 0; I < Paren->getNumExprs(); ++I)
        Parts.push_back(Paren->getExpr(I));
    } else if (const auto *Reference = dyn_cast<DeclRefExpr>(E);
               Reference && Typed && Reference->getType()->isRecordType()) {
      const auto *V = dyn_cast<VarDecl>(Reference->getDecl());
      if (!V || isa<ParmVarDecl>(V) || !V->getInit() ||
          (Enclosing && isModified(V, Enclosing->getBody())))
        return std::nullopt;
      E = V->getInit();
      continue;
    } else if (E->isTypeDependent() ||
               (Typed && E->getType()->isIntegralOrEnumerationType())) {
      Parts.push_back(E);
    } else {
      return std::nullopt;
    }
    if (Parts.size() > 3)
      return std::nullopt;
    if (Parts.size() == 1 && Parts[0] != E &&
        !stripped(Parts[0])->getType().isNull() &&
        stripped(Parts[0])->getType()->isRecordType()) {
      E = Parts[0];
      continue;
    }
    std::array<const Expr *, 3> Dimensions = {nullptr, nullptr, nullptr};
    for (unsigned I = 0; I < Parts.size(); ++I)
      if (!isa<CXXDefaultArgExpr, ImplicitValueInitExpr>(Parts[I]))
        Dimensions[I] = Parts[I];
    return Dimensions;
  }
  return std::nullopt;
}

/// What the instances of the function around \p Site launch there: of overloads
/// of a kernel, the types of the arguments decide.
static llvm::SetVector<const FunctionDecl *>
kernelsOfInstances(const LaunchSite &Site, const DeclIndex &Index) {
  llvm::SetVector<const FunctionDecl *> Result;
  const auto Known = Index.Functions.find(Site.Enclosing);
  if (Known == Index.Functions.end())
    return Result;
  for (const FunctionDecl *Instance : Known->second) {
    if (Instance == Site.Enclosing)
      continue;
    std::vector<LaunchSite> Sites;
    findLaunchSites(Instance, Sites);
    for (const LaunchSite &Other : Sites)
      if (Other.Call->getBeginLoc() == Site.Call->getBeginLoc())
        if (const FunctionDecl *Kernel = theKernel(
                launchedFunctions(Other.Callee, Index, Instance), std::nullopt))
          Result.insert(representativeOf(Kernel));
  }
  return Result;
}

std::vector<LaunchSite> collectLaunches(const ParsedUnit &Unit,
                                        const DeclIndex &Index,
                                        Inventory &Out) {
  std::vector<LaunchSite> All;
  auto Bodies = llvm::make_filter_range(Index.Functions, [](const auto &Entry) {
    return isHost(Entry.first) && Entry.first->doesThisDeclarationHaveABody();
  });
  for (const auto &[F, Instances] : Bodies)
    findLaunchSites(F, All);
  LaunchForwards Forwards(All);
  const size_t Direct = All.size();
  for (const auto &[F, Instances] : Bodies)
    Forwards.findCalls(F, All);
  Forwards.forgetUncalled(llvm::ArrayRef(All).drop_front(Direct));
  std::vector<LaunchSite> Kept;
  // A dispatch macro repeats its argument, once per type.
  std::set<std::tuple<std::string, std::string, unsigned, unsigned, std::string,
                      std::string>>
      Seen;
  const SourceManager &SM = Unit.Context.getSourceManager();
  auto Keep = [&](LaunchSite Site) {
    Launch Described = describe(Unit, Site);
    std::string Text = Described.Grid + "\n" + Described.Block + "\n" +
                       Described.Shared + "\n" + Described.Stream;
    for (const std::string &Argument : Described.Arguments)
      Text += "\n" + Argument;
    if (!Seen.insert({Described.Kernel + Described.KernelName,
                      Described.Function, Described.Place.Line,
                      SM.getFileOffset(
                          SM.getExpansionLoc(Site.Call->getBeginLoc())),
                      sourceText(Unit.Context, Site.Callee), Text})
             .second)
      return;
    addFormulas(Unit, Site, Described);
    Described.Slice = sliceLaunch(Unit, Site);
    if (Described.Kernel.empty() &&
        !(Site.Enclosing && Forwards.find(Site.Enclosing)))
      Out.Notes.push_back({Severity::Note, Described.Place.File,
                           Described.Place.Line,
                           "launch of '" + Described.KernelName +
                               "' is not resolved to a kernel"});
    Out.Launches.push_back(std::move(Described));
    Kept.push_back(std::move(Site));
  };
  for (LaunchSite &Site : All) {
    std::optional<unsigned> Count;
    if (Site.Form == LaunchForm::TripleChevron &&
        !Site.Call->containsErrors() &&
        llvm::none_of(Site.Arguments, [](const Expr *E) {
          return isa_and_nonnull<PackExpansionExpr>(E);
        }))
      Count = Site.Arguments.size();
    auto Candidates = launchedFunctions(Site.Callee, Index, Site.Enclosing);
    Site.Kernel = theKernel(Candidates, Count);
    if (!Site.Kernel)
      Site.Kernel = theKernel(Candidates, std::nullopt);
    if (Site.Kernel && !Site.Kernel->getTemplateSpecializationArgs())
      for (const FunctionDecl *F : Candidates)
        if (!Site.Picked && F->getTemplateSpecializationArgs() &&
            representativeOf(F) == Site.Kernel)
          Site.Picked = F;
    const auto Several = Site.Kernel ? llvm::SetVector<const FunctionDecl *>()
                                     : kernelsOfInstances(Site, Index);
    for (const FunctionDecl *Kernel : Several) {
      LaunchSite One = Site;
      One.Kernel = Kernel;
      Keep(std::move(One));
    }
    if (Several.empty())
      Keep(std::move(Site));
  }
  return Kept;
}

} // namespace perfclaim
