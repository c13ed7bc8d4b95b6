//===- ArgumentModel.cpp - The model of a function's parameters -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArgumentModelExtents.h"
#include "ArgumentModelFlags.h"
#include "ArgumentModelTypes.h"
#include "RecordModel.h"
#include "TensorFacts.h"
#include "TensorModel.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace perfclaim {

/// An instantiation of \p Function where it is a template's pattern and one
/// has a body: types and element sizes are known there.
static const FunctionDecl *concrete(const FunctionDecl *Function) {
  const FunctionTemplateDecl *Template =
      Function->getDescribedFunctionTemplate();
  if (!Template)
    return Function;
  for (const FunctionDecl *Special : Template->specializations()) {
    const FunctionDecl *Definition = nullptr;
    if (Special->getTemplateSpecializationKind() !=
            TSK_ExplicitSpecialization &&
        Special->hasBody(Definition) && !Definition->isInvalidDecl())
      return Definition;
  }
  return Function;
}

CallerFacts callerFacts(const ParsedUnit &Unit, const FunctionDecl *Function,
                        unsigned Depth) {
  CallerFacts Result;
  bool AllKnown = true, AnyLaunch = false;
  for (const CallContext &Context : callsOf(Unit, Function)) {
    CallerScope Scope(Unit, Context.Caller);
    std::vector<std::pair<std::string, Polynomial>> Integers;
    unsigned Count =
        std::min<unsigned>(Function->getNumParams(), Context.Arguments.size());
    for (unsigned I = 0; I < Count; ++I) {
      QualType Type =
          Function->getParamDecl(I)->getType().getNonReferenceType();
      if (!Type->isIntegralOrEnumerationType())
        continue;
      if (auto Value = Scope.fold(Context.Arguments[I]))
        Integers.push_back({parameterName(Function, I), *Value});
    }
    // What the callers of the caller tell, for arguments it passes on.
    std::optional<CallerFacts> Outer;
    auto OuterFacts = [&]() -> const CallerFacts & {
      if (!Outer)
        Outer = Depth < 2 ? callerFacts(Unit, Context.Caller, Depth + 1)
                          : CallerFacts();
      return *Outer;
    };
    for (unsigned I = 0; I < Count; ++I) {
      const Expr *Argument = stripped(Context.Arguments[I]);
      const auto *Reference = dyn_cast<DeclRefExpr>(Argument);
      const auto *Passed =
          Reference ? dyn_cast<ParmVarDecl>(Reference->getDecl()) : nullptr;
      QualType Type =
          Function->getParamDecl(I)->getType().getNonReferenceType();
      if (Type->isIntegralOrEnumerationType()) {
        std::vector<int64_t> Values = Scope.valuesOf(Argument);
        if (Passed) {
          const CallerFacts &Facts = OuterFacts();
          auto It = Facts.Values.find(Passed->getFunctionScopeIndex());
          if (It != Facts.Values.end())
            Values = It->second;
        }
        for (int64_t Value : Values)
          if (!llvm::is_contained(Result.Values[I], Value))
            Result.Values[I].push_back(Value);
        continue;
      }
      if (!Type->isAnyPointerType())
        continue;
      auto Add = [&](const Polynomial &Bytes, bool Constants, std::string Text,
                     SourcePlace Place) {
        bool Used = false;
        if (auto Mapped = invert(Bytes, Integers, Scope, Used))
          Result.Buffers[I].push_back(
              {*Mapped, Constants || Used, std::move(Text), std::move(Place)});
      };
      if (auto Allocated = Scope.allocationOf(Argument))
        Add(Allocated->Bytes, false, Allocated->Text, Allocated->Place);
      else if (Passed) {
        const CallerFacts &Facts = OuterFacts();
        auto It = Facts.Buffers.find(Passed->getFunctionScopeIndex());
        if (It != Facts.Buffers.end())
          for (const CallerFacts::Buffer &B : It->second)
            Add(B.Bytes, B.Constants, B.Text, B.Place);
      }
    }
    if (!Context.Launch)
      continue;
    AnyLaunch = true;
    std::map<std::string, Polynomial> Launch;
    auto Grid = Scope.foldDim3(Context.Grid);
    auto Block = Scope.foldDim3(Context.Block);
    for (unsigned I = 0; I < 3; ++I) {
      bool Used = false;
      for (auto [Part, Name] :
           {std::pair(Grid[I], IndexBounds::gridName(I)),
            std::pair(Block[I], IndexBounds::blockName(I))}) {
        auto Mapped =
            Part ? invert(*Part, Integers, Scope, Used) : std::nullopt;
        if (Mapped)
          Launch[Name] = *Mapped;
      }
    }
    AllKnown &= !Launch.empty();
    Result.Launches.push_back(std::move(Launch));
  }
  Result.AllLaunchesKnown = AnyLaunch && AllKnown;
  return Result;
}

static void addFlags(const ParsedUnit &Unit, const FunctionDecl *Entry,
                     unsigned Index, ParameterModel &M) {
  // Tensors and spans have data, too, and are no pointers.
  const QualType Type = Entry->getParamDecl(Index)->getType();
  if (M.Written || M.Domain.Values != ValueDomain::Kind::Any ||
      !Type->isAnyPointerType() || !Type->getPointeeType()->isIntegerType())
    return;
  const Expr *Test = testOfFlags(Unit.Context, Entry, Index);
  if (!Test)
    return;
  M.Domain.Values = ValueDomain::Kind::Boolean;
  M.Because.push_back(
      {"only tested, as in `" + sourceText(Unit.Context, Test) + "`",
       placeOf(Unit, Test->getBeginLoc())});
}

void modelParameters(ASTContext &Context, const ParsedUnit &Unit,
                     const FunctionDecl *Function,
                     std::vector<ParameterModel> &Models,
                     std::vector<ParameterModel> *Sizes,
                     std::vector<ParameterModel> *Results) {
  Models.clear();
  const FunctionDecl *Entry = concrete(Function);
  const FunctionDecl *Definition = nullptr;
  if (Entry->hasBody(Definition))
    Entry = Definition;
  IndexBounds Bounds(Context);
  for (unsigned I = 0; I < Entry->getNumParams(); ++I) {
    const ParmVarDecl *Parameter = Entry->getParamDecl(I);
    ParameterModel M;
    M.Name = parameterName(Entry, I);
    modelType(Context, Parameter->getType(), M);
    if (M.Kind == ValueKind::Opaque)
      makeByDefault(Unit, Parameter, M);
    Models.push_back(std::move(M));
  }
  std::vector<ParameterModel> Own;
  const std::vector<const VarDecl *> Returned =
      Sizes ? returnedTensors(Entry) : std::vector<const VarDecl *>();
  for (const VarDecl *Local : Returned) {
    ParameterModel M;
    // As the code calls them, where there are several.
    M.Name = "result";
    if (Returned.size() > 1)
      M.Name += "_" + Local->getNameAsString();
    modelType(Context, Local->getType().getUnqualifiedType(), M);
    M.Role = ParameterRole::Output;
    Bounds.bindResult(Local, static_cast<int>(Models.size()));
    Models.push_back(std::move(M));
  }
  modelTensors(Unit, Entry, Models, Own);
  if (Sizes)
    modelRecords(Context, Entry, Models, Own, Bounds);
  if (!Unit.ForBenchmark) {
    Models.resize(Entry->getNumParams());
    if (Sizes)
      *Sizes = std::move(Own);
    return;
  }
  for (unsigned I = 0; I < Entry->getNumParams(); ++I) {
    const ParmVarDecl *Parameter = Entry->getParamDecl(I);
    const ParameterModel &M = Models[I];
    if (M.Kind == ValueKind::Integer)
      Bounds.bind(Parameter,
                  Value::number(Interval::exact(Polynomial::symbol(M.Name))));
    if (M.Tensor) {
      std::vector<Polynomial> Shape;
      for (const Expression &Size : M.Shape)
        Shape.push_back(Polynomial::of(Size));
      Bounds.bindTensor(Parameter, static_cast<int>(I), std::move(Shape));
      Bounds.setElementSize(static_cast<int>(I), M.ElementSize);
    } else if (M.Kind == ValueKind::Pointer) {
      Pointee T;
      T.Root = static_cast<int>(I);
      T.Offset = Interval::exact(Polynomial(0));
      Bounds.bind(Parameter, Value::pointer(std::move(T)));
      Bounds.setElementSize(static_cast<int>(I), M.ElementSize);
    }
  }
  Bounds.run(Entry);
  const size_t Taken = Entry->getNumParams();
  for (size_t I = Taken; I != Models.size(); ++I)
    if (const auto *Shape = Bounds.resultShape(static_cast<int>(I)))
      for (const Polynomial &Size : *Shape)
        Models[I].Shape.push_back(Size.toExpression());
  const size_t Count = Models.size();
  // Extents may name the sizes of tensors.
  Models.insert(Models.end(), Own.begin(), Own.end());
  modelExtents(Unit, Bounds, callerFacts(Unit, Entry), Models);
  Models.resize(Count);
  for (ParameterModel &M : Models)
    if (M.Kind == ValueKind::Integer &&
        M.Domain.Values == ValueDomain::Kind::Any &&
        Bounds.divisors().count(M.Name))
      M.Domain.Values = ValueDomain::Kind::Positive;
  finishTensors(Models);
  // Without sizes nothing can be compared with them.
  const auto Made = llvm::ArrayRef(Models).drop_front(Taken);
  if (Results && llvm::none_of(Made, [](const ParameterModel &M) {
        return M.Shape.empty();
      }))
    Results->insert(Results->end(), Made.begin(), Made.end());
  Models.resize(Taken);
  if (Sizes)
    *Sizes = std::move(Own);
  for (unsigned I = 0; I < Entry->getNumParams(); ++I) {
    ParameterModel &M = Models[I];
    addFlags(Unit, Entry, I, M);
    // A pointer that nothing mentions may point to next to nothing.
    if (M.Kind == ValueKind::Pointer && !M.Extent && Definition &&
        !Entry->getParamDecl(I)->isReferenced() &&
        !Entry->getParamDecl(I)->isUsed() &&
        !(Entry->getTemplateInstantiationPattern() &&
          Entry->getTemplateInstantiationPattern()
              ->getParamDecl(I)
              ->isReferenced())) {
      M.Extent = Expression::constant(1);
      M.ExtentConfidence = Confidence::Likely;
      M.Because.push_back(
          {"never used", placeOf(Unit, Entry->getParamDecl(I)->getLocation())});
    }
  }
}

} // namespace perfclaim
