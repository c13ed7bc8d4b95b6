//===- UniteModels.cpp - One model of what two sides describe -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Names.h"
#include "Unite.h"
#include "perfclaim/Model/EvidenceWords.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace llvm;

namespace perfclaim {

bool mayBeOutput(const ParameterModel &P) {
  if (P.Kind != ValueKind::Pointer)
    return false;
  if (P.Role == ParameterRole::Output || P.Role == ParameterRole::InOut ||
      P.Written)
    return true;
  return !P.Const && P.Role == ParameterRole::Unknown;
}

bool writes(const ParameterModel &P) {
  return mayBeOutput(P) || P.Role == ParameterRole::Workspace;
}

/// True if a copy between host and device has \p P on the host's side.
static bool isHostMemory(const ParameterModel &P) {
  for (const Evidence &E : P.Because) {
    StringRef Text = E.Text;
    size_t At = Text.find("cudaMemcpy");
    if (At == StringRef::npos)
      continue;
    StringRef Arguments = Text.drop_front(At);
    Arguments = Arguments.drop_front(Arguments.find('(') + 1);
    auto [To, Rest] = Arguments.split(',');
    StringRef From = Rest.split(',').first;
    StringRef Host = Rest.contains("DeviceToHost")   ? To
                     : Rest.contains("HostToDevice") ? From
                                                     : StringRef();
    if (Host.trim() == P.Name)
      return true;
  }
  return false;
}

std::string whyNotMakeable(const ParameterModel &P) {
  std::string Shown = "parameter `" + P.Name + "` of type `" + P.Type + "`";
  switch (P.Kind) {
  case ValueKind::Opaque:
    return Shown + " cannot be made by a benchmark";
  case ValueKind::Pointer:
    if (StringRef(P.ElementType).rtrim().ends_with("*"))
      return Shown + " points to pointers, which a benchmark cannot fill";
    if (isHostMemory(P))
      return Shown + " is memory of the host";
    if (P.Tensor)
      return "";
    if (P.Element == ElementKind::None && P.ElementSize == 0)
      return Shown + " points to data of unknown size";
    if (StringRef(P.ElementType) == "char" && P.Const)
      for (const std::string &Word : splitWords(P.Name))
        if (Word == "file" || Word == "filename" || Word == "path" ||
            Word == "name" || Word == "msg" || Word == "message")
          return Shown + " is a text, not data";
    return "";
  case ValueKind::Struct:
    if (P.ElementSize == 0)
      return Shown + " is passed by value and has an unknown size";
    return "";
  default:
    return "";
  }
}

static bool isVoidLike(const ParameterModel &P) {
  return P.ElementType == "void" || P.Element == ElementKind::Bytes ||
         P.Element == ElementKind::None;
}

static bool sameBits(ElementKind A, ElementKind B) {
  auto Signless = [](ElementKind K) {
    switch (K) {
    case ElementKind::UInt8:
    case ElementKind::Bool:
      return ElementKind::Int8;
    case ElementKind::UInt16:
      return ElementKind::Int16;
    case ElementKind::UInt32:
      return ElementKind::Int32;
    case ElementKind::UInt64:
      return ElementKind::Int64;
    default:
      return K;
    }
  };
  return Signless(A) == Signless(B);
}

bool says(const ParameterModel &P, StringRef Text) {
  return any_of(P.Because, [&](const Evidence &E) { return E.Text == Text; });
}

std::string whyNotShared(const ParameterModel &B, const ParameterModel &A) {
  std::string Differ = "parameter `" + A.Name + "` is `" + B.Type +
                       "` before and `" + A.Type + "` after";
  if (B.Kind != A.Kind) {
    // A half by value is a struct to Clang.
    auto IsScalar = [](const ParameterModel &P) {
      return P.Kind == ValueKind::Floating ||
             (P.Kind == ValueKind::Struct && P.ElementSize <= 4);
    };
    return IsScalar(A) && IsScalar(B) ? "" : Differ;
  }
  if (B.Kind == ValueKind::Struct && B.ElementSize != A.ElementSize)
    return Differ;
  if (B.Kind != ValueKind::Pointer)
    return "";
  if (B.Tensor != A.Tensor)
    return Differ;
  // Where either says by a number what its elements are, it may be anything.
  if (B.Tensor && (!B.ElementFrom.empty() || !A.ElementFrom.empty() ||
                   says(B, NoElementTold) || says(A, NoElementTold)))
    return "";
  if (sameBits(B.Element, A.Element) && B.ElementSize == A.ElementSize)
    return "";
  // `float4 *` beside `float *`: the same bytes in other steps.
  if ((isVoidLike(B) || isVoidLike(A)) && B.Element != A.Element)
    return "";
  return Differ;
}

static ParameterRole uniteRoles(ParameterRole B, ParameterRole A) {
  if (A == B || B == ParameterRole::Unknown)
    return A;
  if (A == ParameterRole::Unknown)
    return B;
  auto Moves = [](ParameterRole R) {
    return R == ParameterRole::Input || R == ParameterRole::Output ||
           R == ParameterRole::InOut;
  };
  if (Moves(A) && Moves(B))
    return ParameterRole::InOut;
  // Scratch memory of one side is data to the other.
  if (B == ParameterRole::Workspace)
    return A;
  if (A == ParameterRole::Workspace)
    return B;
  return A;
}

/// One side adds to what is there and the other one overwrites it: they can
/// only mean the same where nothing is there.
static void startFromZero(ParameterModel &Both, const ParameterModel &B,
                          const ParameterModel &A) {
  auto Adds = [](const ParameterModel &P) {
    return P.Role == ParameterRole::InOut;
  };
  auto Sets = [](const ParameterModel &P) {
    return P.Role == ParameterRole::Output && !P.Read;
  };
  const bool Old = Adds(B) && Sets(A);
  if (Both.Kind != ValueKind::Pointer || !(Old || (Sets(B) && Adds(A))) ||
      Both.Domain.Values != ValueDomain::Kind::Any)
    return;
  Both.Domain.Values = ValueDomain::Kind::Zero;
  Both.Because.push_back(
      {std::string("only the ") + (Old ? "old" : "new") +
           " side reads what is there before it writes: it starts as zeros",
       {}});
}

ParameterModel uniteModels(ParameterModel B, ParameterModel A) {
  ParameterModel Result = A;
  if (A.Kind == ValueKind::Struct && B.Kind == ValueKind::Floating)
    Result = B, Result.Name = A.Name;
  if (A.Kind == ValueKind::Pointer && isVoidLike(A) && !isVoidLike(B)) {
    // The typed side says what the bytes are.
    Result.ElementType = B.ElementType;
    Result.Element = B.Element;
    Result.Type = B.Type;
    Result.ElementSize = B.ElementSize;
  }
  if (A.Tensor && says(A, NoElementTold)) {
    Result.Element = B.Element;
    Result.ElementSize = B.ElementSize;
  }
  // Extents count elements of the united type.
  auto Scaled = [&](const ParameterModel &P) -> std::optional<Expression> {
    if (!P.Extent || P.ElementSize == Result.ElementSize ||
        P.ElementSize == 0 || Result.ElementSize == 0)
      return P.Extent;
    if (P.ElementSize % Result.ElementSize == 0)
      return Expression::make(
          Expression::Op::Mul,
          {*P.Extent,
           Expression::constant(P.ElementSize / Result.ElementSize)});
    return Expression::make(
        Expression::Op::CeilDiv,
        {Expression::make(Expression::Op::Mul,
                          {*P.Extent, Expression::constant(P.ElementSize)}),
         Expression::constant(Result.ElementSize)});
  };
  std::optional<Expression> Old = Scaled(B), New = Scaled(A);
  if (Old && New && !(*Old == *New)) {
    Result.Extent = Expression::make(Expression::Op::Max, {*Old, *New});
    Result.ExtentConfidence = std::min(A.ExtentConfidence, B.ExtentConfidence);
  } else if (New) {
    Result.Extent = New;
    Result.ExtentConfidence =
        Old ? std::max(A.ExtentConfidence, B.ExtentConfidence)
            : A.ExtentConfidence;
  } else {
    Result.Extent = Old;
    Result.ExtentConfidence = B.ExtentConfidence;
  }
  // Who asks for fewer sizes takes a tensor with more of them as well.
  const bool OldShape = A.Tensor && A.Shape.size() < B.Shape.size();
  if (OldShape)
    Result.Shape = B.Shape;
  if (A.Tensor && A.ElementFrom.empty() && !B.ElementFrom.empty())
    Result.ElementFrom = B.ElementFrom;
  if (A.Tensor && A.Shape.empty() == B.Shape.empty())
    if (const auto &OfShape = OldShape ? Old : New)
      Result.Extent = OfShape;
  if (A.Fields != B.Fields)
    Result.Fields.clear();
  Result.Role = uniteRoles(B.Role, A.Role);
  Result.Const = A.Const && B.Const;
  Result.Restrict = A.Restrict && B.Restrict;
  Result.Read = A.Read || B.Read;
  Result.Written = A.Written || B.Written;
  if (A.Domain.Values == ValueDomain::Kind::Any)
    Result.Domain = B.Domain;
  else if (A.Domain.Values == ValueDomain::Kind::IndexBelow &&
           B.Domain.Values == ValueDomain::Kind::IndexBelow && A.Domain.Bound &&
           B.Domain.Bound && !(A.Domain == B.Domain))
    Result.Domain.Bound = Expression::make(Expression::Op::Min,
                                           {*A.Domain.Bound, *B.Domain.Bound});
  startFromZero(Result, B, A);
  for (int64_t Value : B.SeenValues)
    if (!is_contained(Result.SeenValues, Value))
      Result.SeenValues.push_back(Value);
  for (const Evidence &E : B.Because)
    if (none_of(Result.Because,
                [&](const Evidence &Known) { return Known.Text == E.Text; }))
      Result.Because.push_back(E);
  return Result;
}

} // namespace perfclaim
