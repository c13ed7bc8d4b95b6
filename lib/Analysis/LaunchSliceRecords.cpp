//===- LaunchSliceRecords.cpp - Structures with buffers in them -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LaunchSliceRecords.h"
#include "ArgumentModelTypes.h"
#include "IndexBounds.h"
#include "LaunchSliceText.h"
#include "clang/AST/RecordLayout.h"

using namespace clang;

namespace perfclaim {

namespace {

/// More than this nobody would fill in.
constexpr size_t MostParts = 48;

class PartFinder {
public:
  explicit PartFinder(const ASTContext &Context) : Context(Context) {}

  /// False where something cannot be made of bytes.
  bool addRecord(const CXXRecordDecl *Record, const std::string &Path,
                 uint64_t Offset);
  std::vector<RecordPart> Parts;

private:
  bool add(QualType Type, const std::string &Path, uint64_t Offset,
           const FieldDecl *Field);

  const ASTContext &Context;
};

bool PartFinder::addRecord(const CXXRecordDecl *Record, const std::string &Path,
                           uint64_t Offset) {
  if (!Record->isCompleteDefinition() || Record->isInvalidDecl() ||
      Record->isDependentType() || Record->isUnion() || Record->isLambda() ||
      Record->isDynamicClass() || !Record->isTriviallyCopyable())
    return false;
  const ASTRecordLayout &Layout = Context.getASTRecordLayout(Record);
  for (const CXXBaseSpecifier &Base : Record->bases()) {
    const CXXRecordDecl *Class = Base.getType()->getAsCXXRecordDecl();
    const CharUnits At = Layout.getBaseClassOffset(Class);
    if (!addRecord(Class, Path, Offset + At.getQuantity()))
      return false;
  }
  return llvm::all_of(Record->fields(), [&](const FieldDecl *Field) {
    const uint64_t Bits = Layout.getFieldOffset(Field->getFieldIndex());
    return Field->getIdentifier() && !Field->isBitField() &&
           add(Field->getType(), Path + "." + Field->getName().str(),
               Offset + Bits / 8, Field);
  });
}

bool PartFinder::add(QualType Type, const std::string &Path, uint64_t Offset,
                     const FieldDecl *Field) {
  if (const ConstantArrayType *Array = Context.getAsConstantArrayType(Type)) {
    const uint64_t Count = Array->getZExtSize();
    const QualType Element = Array->getElementType();
    const uint64_t Size = Context.getTypeSizeInChars(Element).getQuantity();
    for (uint64_t I = 0; I != Count; ++I)
      if (!add(Element, Path + "[" + std::to_string(I) + "]", Offset + I * Size,
               nullptr))
        return false;
    return true;
  }
  // Halves and kin are numbers.
  if (const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
      Record && elementKindOf(Context, Type) == ElementKind::Bytes)
    return addRecord(Record, Path, Offset);
  if (Type->isReferenceType() || Parts.size() == MostParts)
    return false;
  Parts.push_back({Path, Offset, Type.getUnqualifiedType(), Field});
  return true;
}

} // namespace

std::optional<std::vector<RecordPart>> partsOf(const ASTContext &Context,
                                               QualType Type) {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  PartFinder Finder(Context);
  if (!Record || !Finder.addRecord(Record, "", 0))
    return std::nullopt;
  return std::move(Finder.Parts);
}

std::optional<std::string> SlicePrinter::record(const Expr *E, QualType Type) {
  const auto Parts = partsOf(Context, Type);
  if (!Parts)
    return std::nullopt;
  const std::string Whole = keyOf(E),
                    Spelled = spell(Type.getUnqualifiedType()),
                    Name = uniqueName("pc_" + Whole);
  const std::string Bytes = "alignas(" + Spelled + ") unsigned char " + Name +
                            "[sizeof(" + Spelled + ")] = {};";
  if (!llvm::is_contained(Preamble, Bytes)) {
    std::vector<std::string> Lines = {Bytes};
    for (const RecordPart &Part : *Parts) {
      const std::string Value =
          addLeaf(Whole + Part.Path, nullptr, Part.Type, nullptr);
      if (Failed)
        return std::nullopt;
      // Beside data it tells how far rows are apart.
      if (llvm::StringRef(Part.Path).ends_with("step"))
        for (SliceLeaf &L : Leaves)
          if (L.Name == Value && L.Model.Kind == ValueKind::Integer)
            L.Model.Role = ParameterRole::Stride;
      Lines.push_back("__builtin_memcpy(" + Name + " + " +
                      std::to_string(Part.Offset) + ", &" + Value +
                      ", sizeof(" + Value + "));");
    }
    Preamble.insert(Preamble.end(), Lines.begin(), Lines.end());
  }
  ++Records;
  return "reinterpret_cast<" + Spelled + " &>(" + Name + ")";
}

void SlicePrinter::bindParts(const ParmVarDecl *Parameter, const Expr *Argument,
                             IndexBounds &Bounds) const {
  const auto Parts = partsOf(Context, Parameter->getType());
  if (!Parts)
    return;
  const std::string Whole = keyOf(Argument);
  for (const RecordPart &Part : *Parts)
    for (size_t I = 0; I != Leaves.size(); ++I) {
      const SliceLeaf &L = Leaves[I];
      // Of two structures of one type within this one it is not told which.
      if (!Part.Field || L.Key != Whole + Part.Path ||
          llvm::count_if(*Parts, [&](const RecordPart &Other) {
            return Other.Field == Part.Field;
          }) != 1)
        continue;
      if (L.Model.Kind == ValueKind::Integer)
        Bounds.bindField(
            Parameter, Part.Field,
            Value::number(Interval::exact(Polynomial::symbol(L.Name))));
      if (L.Model.Kind != ValueKind::Pointer)
        continue;
      Pointee Data;
      Data.Root = static_cast<int>(I);
      Data.Offset = Interval::exact(Polynomial(0));
      Bounds.bindField(Parameter, Part.Field, Value::pointer(std::move(Data)));
    }
}

} // namespace perfclaim
