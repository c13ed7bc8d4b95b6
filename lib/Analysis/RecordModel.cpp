//===- RecordModel.cpp - Structures by value, field by field --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RecordModel.h"
#include "ArgumentModelTypes.h"
#include "LaunchSites.h"
#include "SymbolicExpr.h"
#include "clang/AST/RecordLayout.h"

using namespace clang;

namespace perfclaim {

static constexpr size_t MostFields = 16;

/// Only what is a number for each field, and nothing besides.
static const CXXRecordDecl *recordOf(const ParmVarDecl *Parameter) {
  const auto *Record =
      Parameter->getType().getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->isCompleteDefinition() && !Record->isUnion() &&
                 Record->isStandardLayout() && !Record->getNumBases()
             ? Record
             : nullptr;
}

static std::string nameOfField(llvm::StringRef Parameter,
                               const FieldDecl *Field) {
  return (Parameter + "_" + Field->getName()).str();
}

std::string numberOfField(const MemberExpr *Member) {
  const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
  const auto *Base = dyn_cast_or_null<ParmVarDecl>(
      Member->isArrow() ? nullptr : variableOf(Member->getBase()));
  if (!Field || !Base || !Field->getIdentifier() || isDim3(Base->getType()) ||
      !recordOf(Base) || !Field->getType()->isIntegralOrEnumerationType())
    return "";
  return nameOfField(Base->getName(), Field);
}

static std::string nameOfDimensions(const ParmVarDecl *Parameter,
                                    bool IsBlock) {
  return Parameter->getNameAsString() + (IsBlock ? "_block_dim" : "_grid_dim");
}

std::string numberOfDimensions(const Expr *E, bool IsBlock) {
  const auto *Parameter =
      dyn_cast_or_null<ParmVarDecl>(E ? variableOf(E) : nullptr);
  return Parameter && isDim3(Parameter->getType())
             ? nameOfDimensions(Parameter, IsBlock)
             : "";
}

namespace {

class RecordModeller {
public:
  RecordModeller(const ASTContext &Context, const FunctionDecl *Function,
                 std::vector<ParameterModel> &Models,
                 std::vector<ParameterModel> &Sizes, IndexBounds &Bounds)
      : Context(Context), Function(Function), Models(Models), Sizes(Sizes),
        Bounds(Bounds) {}

  void add(const ParmVarDecl *Parameter, ParameterModel &M) {
    const CXXRecordDecl *Record = recordOf(Parameter);
    if (!Record || M.Kind != ValueKind::Struct ||
        M.Element != ElementKind::Bytes)
      return;
    const ASTRecordLayout &Layout = Context.getASTRecordLayout(Record);
    const bool Dimensions = isDim3(Parameter->getType());
    for (const FieldDecl *Field : Record->fields()) {
      if (!Field->getIdentifier() || Field->isBitField() ||
          M.Fields.size() == MostFields)
        continue;
      ParameterModel Number;
      Number.Name = Field->getName().str();
      modelType(Context, Field->getType(), Number);
      if (Number.Kind != ValueKind::Integer &&
          Number.Kind != ValueKind::Floating)
        continue;
      const auto Offset = static_cast<unsigned>(
          Layout.getFieldOffset(Field->getFieldIndex()) / 8);
      Number.Name =
          Dimensions ? nameOfDimension(Parameter) : nameOfField(M.Name, Field);
      // The others of a dim3 are 1.
      const bool One = Dimensions && Field->getFieldIndex() > 0;
      if (!One && isTaken(Number.Name))
        continue;
      if (Number.Kind == ValueKind::Integer)
        Bounds.bindField(
            Parameter, Field,
            Value::number(Interval::exact(
                One ? Polynomial(1) : Polynomial::symbol(Number.Name))));
      M.Fields.push_back({One ? "" : Number.Name, Offset, Number.Element});
      if (!One)
        Sizes.push_back(std::move(Number));
    }
  }

private:
  bool isTaken(const std::string &Name) const {
    auto Is = [&](const ParameterModel &M) { return M.Name == Name; };
    return llvm::any_of(Models, Is) || llvm::any_of(Sizes, Is);
  }

  std::string nameOfDimension(const ParmVarDecl *Parameter) const {
    std::vector<LaunchSite> Sites;
    if (Function->hasBody())
      findLaunchSites(Function, Sites);
    const bool Block = llvm::any_of(Sites, [&](const LaunchSite &Site) {
      return Site.Block && variableOf(Site.Block) == Parameter;
    });
    return nameOfDimensions(Parameter, Block);
  }

  const ASTContext &Context;
  const FunctionDecl *Function;
  std::vector<ParameterModel> &Models, &Sizes;
  IndexBounds &Bounds;
};

} // namespace

void modelRecords(const ASTContext &Context, const FunctionDecl *Function,
                  std::vector<ParameterModel> &Models,
                  std::vector<ParameterModel> &Sizes, IndexBounds &Bounds) {
  RecordModeller Modeller(Context, Function, Models, Sizes, Bounds);
  for (unsigned I = 0; I < Function->getNumParams(); ++I)
    Modeller.add(Function->getParamDecl(I), Models[I]);
}

} // namespace perfclaim
