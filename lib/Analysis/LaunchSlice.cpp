//===- LaunchSlice.cpp - A launch that can be made from file scope --------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArgumentModelExtents.h"
#include "LaunchSliceLoops.h"
#include "LaunchSliceTemplates.h"
#include "LaunchSliceText.h"
#include "RecordModel.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace perfclaim {

namespace {

class Slicer {
public:
  Slicer(const ParsedUnit &Unit, const LaunchSite &Site)
      : Unit(Unit), Site(Site), Printer(Unit, Site.Enclosing) {}

  LaunchSlice slice();

private:
  bool printAll();
  bool printCallee();
  void modelLeaves();
  using Targets = llvm::SmallVector<Pointee, 2>;
  Targets pointersOf(const Expr *E, unsigned Depth = 0);
  Targets pointersOf(const Decision &D, unsigned Depth);
  std::optional<Expression> leafSymbol(const Expr *E) const;
  void referenced(const Expr *E, unsigned Depth = 0);
  CallerFacts leafFacts();
  bool fail(const llvm::Twine &Where) {
    Out.Usable = false;
    Out.WhyNot = (Where + ": " + Printer.whyNot()).str();
    return false;
  }

  const ParsedUnit &Unit;
  const LaunchSite &Site;
  SlicePrinter Printer;
  LaunchSlice Out;
};

/// Locals that decide the block stay what they are: a benchmark that varied
/// them would test another configuration.
void Slicer::referenced(const Expr *E, unsigned Depth) {
  if (!E || Depth > 16)
    return;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (Variable && Variable->isLocalVarDecl() &&
        Printer.Folded.insert(Variable->getCanonicalDecl()).second)
      referenced(Variable->getInit(), Depth + 1);
  }
  for (const Stmt *Child : E->children())
    if (const auto *Part = dyn_cast_or_null<Expr>(Child))
      referenced(Part, Depth + 1);
}

bool Slicer::printCallee() {
  const FunctionDecl *Kernel = Site.Kernel;
  const Expr *Callee = Site.Callee ? stripped(Site.Callee) : nullptr;
  // `auto kernel = k<N, T>; ... kernel<<<...>>>` launches what it was set to.
  for (unsigned Depth = 0; Callee && Depth < 4; ++Depth) {
    const auto *Reference = dyn_cast<DeclRefExpr>(Callee);
    const auto *Variable =
        Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
    const Expr *Value = Variable ? Printer.facts().valueOf(Variable) : nullptr;
    if (!Value)
      break;
    Callee = stripped(Value);
    if (const auto *Address = dyn_cast<UnaryOperator>(Callee);
        Address && Address->getOpcode() == UO_AddrOf)
      Callee = stripped(Address->getSubExpr());
  }
  if (const auto *Overloads = dyn_cast_or_null<UnresolvedLookupExpr>(Callee)) {
    auto Text = Printer.print(Overloads);
    if (!Text)
      return fail("kernel");
    Out.Callee = *Text;
    return true;
  }
  if (!Kernel) {
    Out.WhyNot = "the kernel that is launched is not resolved";
    return false;
  }
  if (isa_and_nonnull<CXXMethodDecl>(Kernel) &&
      !cast<CXXMethodDecl>(Kernel)->isStatic()) {
    Out.WhyNot = "the kernel is a member function";
    return false;
  }
  Out.Callee = Printer.qualified(Kernel);
  if (Site.Picked && !isa_and_nonnull<DeclRefExpr>(Callee))
    Kernel = Site.Picked;
  if (const TemplateArgumentList *Arguments =
          Kernel->getTemplateSpecializationArgs()) {
    auto Spelled = spellTemplateArguments(Unit.Context, Arguments->asArray());
    if (!Spelled) {
      Out.WhyNot = "a template argument of the kernel cannot be named at file "
                   "scope";
      return false;
    }
    if (Kernel->getTemplateSpecializationKind() != TSK_ExplicitSpecialization ||
        !Spelled->empty())
      Out.Callee += "<" + *Spelled + ">";
  } else if (Kernel->isTemplated() && Kernel->getDescribedFunctionTemplate()) {
    // Arguments as written, with what stands for the launcher's parameters.
    const auto *Reference = dyn_cast_or_null<DeclRefExpr>(Callee);
    if (!Reference) {
      Out.WhyNot = "the kernel's template arguments are not known";
      return false;
    }
  }
  return true;
}

bool Slicer::printAll() {
  auto KernelType = [&](unsigned I) {
    return Site.Kernel && I < Site.Kernel->getNumParams()
               ? Site.Kernel->getParamDecl(I)->getType()
               : QualType();
  };
  unsigned Parameters =
      Site.Kernel ? Site.Kernel->getNumParams() : Site.Arguments.size();
  for (unsigned I = 0; I < Site.Arguments.size(); ++I) {
    const Expr *Argument = Site.Arguments[I];
    if (!Argument || isa<CXXDefaultArgExpr>(Argument)) {
      if (Argument)
        continue; // The call supplies it by itself.
      Out.WhyNot = "argument " + std::to_string(I + 1) + " is not visible";
      return false;
    }
    auto Text = Printer.print(Argument, KernelType(I));
    if (!Text)
      return fail("argument " + llvm::Twine(I + 1));
    Out.Arguments.push_back(*Text);
  }
  if (Site.Kernel && Out.Arguments.size() < Parameters &&
      Out.Arguments.size() < Site.Kernel->getMinRequiredArguments()) {
    Out.WhyNot = "the arguments of the launch are not visible";
    return false;
  }
  struct Part {
    const Expr *E;
    std::string LaunchSlice::*To;
    const char *Name;
  };
  for (const Part &P :
       {Part{Site.Grid, &LaunchSlice::Grid, "grid"},
        Part{Site.Block, &LaunchSlice::Block, "block"},
        Part{Site.Shared, &LaunchSlice::Shared, "shared memory"},
        Part{Site.Stream, &LaunchSlice::Stream, "stream"}}) {
    if (!P.E || isa<CXXDefaultArgExpr>(P.E))
      continue;
    // A dim3 that the function is given is a number of blocks or of threads.
    const std::string Number = numberOfDimensions(P.E, P.E == Site.Block);
    auto Text = Number.empty() ? Printer.print(P.E)
                               : "dim3(" + Printer.number(Number) + ")";
    // Any stream will do.
    if (!Text && P.E == Site.Stream) {
      Text = "0";
    } else if (!Text) {
      return fail(P.Name);
    }
    Out.*P.To = *Text;
  }
  if (Out.Grid.empty() || Out.Block.empty()) {
    Out.WhyNot = "the launch configuration is not visible";
    return false;
  }
  return true;
}

std::optional<Expression> Slicer::leafSymbol(const Expr *E) const {
  if (const SliceLeaf *L = Printer.findLeaf(E))
    if (L->Model.Kind == ValueKind::Integer)
      return Expression::symbol(L->Name);
  return std::nullopt;
}

/// Which leaves a pointer argument may point into, and where; none where that
/// is not known of each.
Slicer::Targets Slicer::pointersOf(const Expr *E, unsigned Depth) {
  if (!E || Depth > 12)
    return {};
  if (const SliceLeaf *L = Printer.findLeaf(E)) {
    Pointee T;
    T.Root = static_cast<int>(L - Printer.Leaves.data());
    T.Offset = Interval::exact(Polynomial(0));
    return {T};
  }
  E = stripped(E);
  const Expr *Base = nullptr, *Index = nullptr;
  if (const auto *Sum = dyn_cast<BinaryOperator>(E)) {
    bool Add = Sum->getOpcode() == BO_Add;
    if ((!Add && Sum->getOpcode() != BO_Sub) ||
        !Sum->getLHS()->getType()->isAnyPointerType())
      return {};
    Base = Sum->getLHS();
    // Further to the front than this: never under-estimated.
    Index = Add ? Sum->getRHS() : nullptr;
  } else if (const auto *Address = dyn_cast<UnaryOperator>(E);
             Address && Address->getOpcode() == UO_AddrOf) {
    const auto *Element =
        dyn_cast<ArraySubscriptExpr>(stripped(Address->getSubExpr()));
    if (!Element)
      return {};
    Base = Element->getBase();
    Index = Element->getIdx();
  } else if (const auto *Pick = dyn_cast<ConditionalOperator>(E)) {
    Decision D;
    D.Then = std::make_shared<Decision>(Decision{Pick->getTrueExpr()});
    D.Else = std::make_shared<Decision>(Decision{Pick->getFalseExpr()});
    return pointersOf(D, Depth);
  } else if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (!Variable)
      return {};
    if (const Expr *Value = Printer.facts().valueOf(Variable))
      return pointersOf(Value, Depth + 1);
    auto Decided =
        decisionAt(Reference, Variable, Printer.facts(), Site.Enclosing);
    return Decided ? pointersOf(*Decided, Depth) : Targets();
  }
  if (!Base)
    return {};
  Targets Result = pointersOf(Base, Depth + 1);
  if (!Index)
    return Result;
  ExpressionFolder Folder(Unit.Context, Site.Enclosing,
                          factsOf(Unit, Site.Enclosing),
                          [this](const Expr *L) { return leafSymbol(L); });
  Folder.KeepConstants = true;
  Folder.AskAboutVarying = true;
  auto Offset = Folder.fold(Index);
  auto Size = static_cast<int64_t>(
      bytesOf(Unit.Context, Base->getType()->getPointeeType()));
  for (Pointee &T : Result)
    T.Offset = Offset ? T.Offset + Interval::exact(Polynomial::of(*Offset) *
                                                   Polynomial(Size))
                      : Interval::unknown();
  return Result;
}

Slicer::Targets Slicer::pointersOf(const Decision &D, unsigned Depth) {
  if (D.Value)
    return pointersOf(D.Value, Depth + 1);
  Targets Result = pointersOf(*D.Then, Depth + 1),
          Other = pointersOf(*D.Else, Depth + 1);
  if (Result.empty() || Other.empty())
    return {};
  Result.append(Other);
  return Result;
}

CallerFacts Slicer::leafFacts() {
  CallerFacts Result;
  CallerScope Scope(Unit, Site.Enclosing);
  CallerFacts Outer = callerFacts(Unit, Site.Enclosing);
  std::vector<std::pair<std::string, Polynomial>> Integers;
  for (const SliceLeaf &L : Printer.Leaves)
    if (L.Model.Kind == ValueKind::Integer && L.Variable)
      Integers.push_back({L.Name, Polynomial::symbol(L.Variable->getName())});
  for (unsigned I = 0; I < Printer.Leaves.size(); ++I) {
    const SliceLeaf &L = Printer.Leaves[I];
    if (!L.Use)
      continue;
    if (L.Model.Kind == ValueKind::Integer) {
      Result.Values[I] = Scope.valuesOf(L.Use);
    } else if (L.Model.Kind == ValueKind::Pointer) {
      bool Used = false;
      if (auto Allocated = Scope.allocationOf(L.Use))
        if (auto Bytes = invert(Allocated->Bytes, Integers, Scope, Used))
          Result.Buffers[I].push_back(
              {*Bytes, Used, Allocated->Text, Allocated->Place});
    }
    // What main reads off the device, for whoever sets up the benchmark.
    if (const auto *Global = dyn_cast_or_null<VarDecl>(L.Variable);
        Global && !Global->isLocalVarDeclOrParm()) {
      GlobalValues Values = valuesOfGlobal(Unit, Global);
      if (!Values.Property.empty())
        Printer.Leaves[I].Model.Because.push_back(
            {"set to cudaDeviceProp::" + Values.Property, Values.Place});
    }
    const auto *Parameter = dyn_cast_or_null<ParmVarDecl>(L.Variable);
    if (!Parameter || Parameter->getDeclContext() != Site.Enclosing)
      continue;
    unsigned Index = Parameter->getFunctionScopeIndex();
    if (auto It = Outer.Values.find(Index); It != Outer.Values.end())
      Result.Values[I] = It->second;
    if (auto It = Outer.Buffers.find(Index); It != Outer.Buffers.end())
      for (const CallerFacts::Buffer &B : It->second)
        if (llvm::all_of(B.Bytes.toExpression().symbols(),
                         [&](const std::string &S) {
                           return llvm::any_of(Integers, [&](const auto &Pair) {
                             return Pair.first == S;
                           });
                         }))
          Result.Buffers[I].push_back(B);
  }
  return Result;
}

void Slicer::modelLeaves() {
  IndexBounds Bounds(Unit.Context);
  ExpressionFolder Folder(Unit.Context, Site.Enclosing,
                          factsOf(Unit, Site.Enclosing),
                          [this](const Expr *E) { return leafSymbol(E); });
  Folder.KeepConstants = true;
  Folder.AskAboutVarying = true;
  const FunctionDecl *Kernel = Site.Kernel, *Definition = nullptr;
  if (Kernel && !Kernel->hasBody(Definition))
    if (const FunctionDecl *Pattern = Kernel->getTemplateInstantiationPattern())
      Pattern->hasBody(Definition);
  if (Definition) {
    for (unsigned I = 0;
         I < Definition->getNumParams() && I < Site.Arguments.size(); ++I) {
      const ParmVarDecl *Parameter = Definition->getParamDecl(I);
      const Expr *Argument = Site.Arguments[I];
      QualType Type = Parameter->getType();
      if (!Argument)
        continue;
      if (Type->isAnyPointerType()) {
        Value V;
        V.IsPointer = true;
        for (const Pointee &T : pointersOf(Argument))
          V.Targets.push_back(T);
        Bounds.bind(Parameter, std::move(V));
      } else if (Type->isIntegralOrEnumerationType()) {
        if (auto Folded = Folder.fold(Argument))
          Bounds.bind(Parameter,
                      Value::number(Interval::exact(Polynomial::of(*Folded))));
      } else {
        Printer.bindParts(Parameter, Argument, Bounds);
      }
    }
    Bounds.run(Definition);
  }
  CallerFacts Facts = leafFacts();
  for (const SliceLeaf &L : Printer.Leaves)
    Out.Variables.push_back(L.Model);
  std::map<std::string, Polynomial> Launch;
  auto Grid = Folder.foldDim3(Site.Grid), Block = Folder.foldDim3(Site.Block);
  for (unsigned I = 0; I < 3; ++I)
    for (const auto &[E, Part, IsBlock, Name] :
         {std::tuple(Site.Grid, Grid[I], false, IndexBounds::gridName(I)),
          std::tuple(Site.Block, Block[I], true, IndexBounds::blockName(I))})
      if (const std::string Number = numberOfDimensions(E, IsBlock);
          !Number.empty())
        Launch[Name] = I ? Polynomial(1) : Polynomial::symbol(Number);
      else if (Part)
        Launch[Name] = Polynomial::of(*Part);
  Facts.Launches.push_back(std::move(Launch));
  Facts.AllLaunchesKnown = true;
  modelExtents(Unit, Bounds, Facts, Out.Variables);
}

LaunchSlice Slicer::slice() {
  if (!Site.Enclosing) {
    Out.WhyNot = "the launch stands in no function";
    return std::move(Out);
  }
  if (Site.Form == LaunchForm::Driver) {
    Out.WhyNot = "launches of the driver interface are not made again";
    return std::move(Out);
  }
  // In a function without sizes of its own, constants in locals are the sizes.
  Printer.KeepConstants =
      Site.Enclosing->isMain() ||
      llvm::none_of(Site.Enclosing->parameters(), [](const ParmVarDecl *P) {
        return P->getType()->isIntegralOrEnumerationType();
      });
  referenced(Site.Block);
  Printer.TemplateArguments = conventionalArguments(Unit, Site.Enclosing);
  Out.Usable = printCallee() && printAll();
  Out.Preamble = Printer.Preamble;
  modelLeaves();
  if (Out.Usable)
    addLoops(Unit, Site.Enclosing, Site.Call, Printer, Out);
  return std::move(Out);
}

} // namespace

LaunchSlice sliceLaunch(const ParsedUnit &Unit, const LaunchSite &Site) {
  if (!Unit.ForBenchmark)
    return {};
  // In an instantiation of the launcher everything has its type.
  LaunchSite Concrete = concreteSite(Site);
  return Slicer(Unit, Concrete).slice();
}

} // namespace perfclaim
