//===- TensorElements.cpp - Element types of tensors ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TensorModeller.h"
#include "perfclaim/Model/EvidenceWords.h"

using namespace clang;

namespace perfclaim {

static unsigned sizeOfElement(ElementKind Kind) {
  switch (Kind) {
  case ElementKind::Bool:
  case ElementKind::Int8:
  case ElementKind::UInt8:
  case ElementKind::Float8E4M3:
  case ElementKind::Float8E5M2:
    return 1;
  case ElementKind::Int16:
  case ElementKind::UInt16:
  case ElementKind::Float16:
  case ElementKind::BFloat16:
    return 2;
  case ElementKind::Int64:
  case ElementKind::UInt64:
  case ElementKind::Float64:
    return 8;
  default:
    return 4;
  }
}

/// The integer that says what dispatch \p Which is on; "" where it can only be
/// one type.
std::string TensorModeller::dispatchVariable(unsigned Which) {
  auto [It, New] = Variables.try_emplace(Which);
  const TensorFacts::Dispatch &D = Facts.Dispatches[Which];
  if (!New || D.Cases.size() < 2)
    return It->second;
  ParameterModel Type;
  Type.Name =
      unique(D.Subject ? Models[*D.Subject].Name + "_type" : "element_type");
  Type.Type = "int";
  Type.Kind = ValueKind::Integer;
  Type.Element = ElementKind::Int32;
  Type.ElementSize = 4;
  Type.Role = ParameterRole::ElementType;
  for (ElementKind Kind : D.Cases)
    Type.SeenValues.push_back(elementNumber(Kind));
  Type.Because.push_back(
      {"dispatch on `" + D.Text + "`", placeOf(Unit, D.Where)});
  Sizes.push_back(std::move(Type));
  return It->second = Sizes.back().Name;
}

/// The code asks where data lies: off its alignment it goes another way.
void TensorModeller::addMisalignment() {
  ParameterModel Off;
  Off.Name = unique("misaligned");
  Off.Type = "int";
  Off.Kind = ValueKind::Integer;
  Off.Element = ElementKind::Int32;
  Off.ElementSize = 4;
  Off.Role = ParameterRole::Misalignment;
  Off.Domain.Values = ValueDomain::Kind::Boolean;
  Off.SeenValues = {0};
  Off.Because.push_back(
      {"addresses of data are looked at", placeOf(Unit, Facts.Addressed)});
  Sizes.push_back(std::move(Off));
}

/// Tensors of one element type by a check go with one dispatch, over what all
/// of them may be.
void TensorModeller::followTogether(std::map<unsigned, ElementKind> &Fixed,
                                    std::map<unsigned, unsigned> &Following) {
  for (auto [A, B] : Facts.SameElements) {
    for (auto [From, To] : {std::pair(A, B), std::pair(B, A)})
      if (auto It = Fixed.find(From); It != Fixed.end() && Following.erase(To))
        Fixed[To] = It->second;
    if (!Following.count(A) || !Following.count(B) ||
        Following[A] == Following[B])
      continue;
    const unsigned Kept = std::min(Following[A], Following[B]),
                   Gone = std::max(Following[A], Following[B]);
    std::vector<ElementKind> &Cases = Facts.Dispatches[Kept].Cases, Common;
    for (ElementKind Kind : Cases)
      if (llvm::is_contained(Facts.Dispatches[Gone].Cases, Kind))
        Common.push_back(Kind);
    if (Common.empty())
      continue; // Held by no type: one of the two is no demand.
    Cases = std::move(Common);
    for (auto &[Tensor, Dispatch] : Following)
      if (Dispatch == Gone)
        Dispatch = Kept;
    for (TensorFacts::Use &U : Facts.Uses)
      for (auto &[Dispatch, Kind] : U.Below)
        if (Dispatch == Gone)
          Dispatch = Kept;
  }
}

/// What one dispatch is on, and another gives its type to, is of the type that
/// the other one is on.
void TensorModeller::tieDispatches() {
  for (unsigned D = 0; D != Facts.Dispatches.size(); ++D)
    for (unsigned Other = 0; Other != Facts.Dispatches.size(); ++Other) {
      const auto Subject = Facts.Dispatches[D].Subject,
                 Theirs = Facts.Dispatches[Other].Subject;
      if (!Subject || !Theirs || *Subject == *Theirs)
        continue;
      auto IsBelow = [](const TensorFacts::Use &U, unsigned Which) {
        return llvm::any_of(
            U.Below, [&](const auto &Case) { return Case.first == Which; });
      };
      unsigned Tied = 0, Free = 0;
      for (const TensorFacts::Use &U : Facts.Uses)
        if (U.Tensor == *Subject && IsBelow(U, Other) && !IsBelow(U, D))
          ++(llvm::is_contained(U.Below, std::pair(Other, U.Kind)) ? Tied
                                                                   : Free);
      if (Tied && !Free)
        Facts.SameElements.push_back({*Subject, *Theirs});
    }
}

void TensorModeller::setElements() {
  // Checks that leave several types are a dispatch that something else makes.
  for (const auto &[Tensor, Kinds] : Facts.Allowed)
    if (Kinds.size() > 1 &&
        llvm::none_of(Facts.Dispatches, [&, T = Tensor](const auto &D) {
          return D.Subject == T;
        }))
      Facts.Dispatches.push_back({Tensor, Models[Tensor].Name + ".dtype()",
                                  Kinds, Function->getLocation()});
  std::map<unsigned, ElementKind> Fixed;
  std::map<unsigned, unsigned> Following; ///< Tensor to dispatch.
  for (const auto &[Tensor, Kinds] : Facts.Allowed)
    if (Kinds.size() == 1)
      Fixed[Tensor] = Kinds.front();
  for (unsigned D = 0; D != Facts.Dispatches.size(); ++D)
    if (auto Subject = Facts.Dispatches[D].Subject;
        Subject && !Fixed.count(*Subject)) {
      if (Facts.Dispatches[D].Cases.size() == 1)
        Fixed[*Subject] = Facts.Dispatches[D].Cases.front();
      else if (!Facts.Dispatches[D].Cases.empty())
        Following[*Subject] = D;
    }
  tieDispatches();
  followTogether(Fixed, Following);
  for (bool Cast : {false, true})
    for (unsigned T = 0; T != Models.size(); ++T) {
      if (!Models[T].Tensor || Fixed.count(T) || Following.count(T))
        continue;
      std::vector<const TensorFacts::Use *> Own;
      for (const TensorFacts::Use &U : Facts.Uses)
        if (U.Tensor == T && U.Cast == Cast)
          Own.push_back(&U);
      if (Own.empty())
        continue;
      // It goes with a dispatch if its type does in every use below one.
      std::optional<unsigned> With;
      for (unsigned D = 0; D != Facts.Dispatches.size() && !With; ++D)
        if (Facts.Dispatches[D].Cases.size() > 1 &&
            llvm::all_of(Own, [&](const TensorFacts::Use *U) {
              return llvm::is_contained(U->Below, std::pair(D, U->Kind));
            }))
          With = D;
      if (With)
        Following[T] = *With;
      else
        Fixed[T] = Own.front()->Kind;
    }
  for (unsigned Round = 0; Round != 4; ++Round)
    for (auto [A, B] : Facts.SameElements)
      for (auto [From, To] : {std::pair(A, B), std::pair(B, A)}) {
        if (Fixed.count(To) || Following.count(To))
          continue;
        if (Fixed.count(From))
          Fixed[To] = Fixed[From];
        else if (Following.count(From))
          Following[To] = Following[From];
      }
  for (unsigned T = 0; T != Models.size(); ++T) {
    ParameterModel &M = Models[T];
    if (!M.Tensor)
      continue;
    if (auto It = Following.find(T); It != Following.end()) {
      const std::vector<ElementKind> &Cases =
          Facts.Dispatches[It->second].Cases;
      M.ElementFrom = dispatchVariable(It->second);
      // Bounds in bytes are those of the largest.
      M.Element = *llvm::max_element(Cases, [](ElementKind A, ElementKind B) {
        return sizeOfElement(A) < sizeOfElement(B);
      });
      M.ElementSize = sizeOfElement(M.Element);
      continue;
    }
    if (auto It = Fixed.find(T); It != Fixed.end()) {
      M.Element = It->second;
    } else {
      M.Element = ElementKind::Float32;
      M.Because.push_back({NoElementTold, {}});
      if (T < Function->getNumParams() &&
          !Function->getParamDecl(T)->isReferenced())
        M.Because.push_back({NeverNamed, {}});
    }
    M.ElementSize = sizeOfElement(M.Element);
  }
}

} // namespace perfclaim
