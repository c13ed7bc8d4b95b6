//===- GuessExtent.cpp - How large what nothing tells of may be -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GuessExtent.h"
#include "Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace llvm;

namespace perfclaim {

using Op = Expression::Op;

static Expression product(const std::vector<std::string> &Factors) {
  Expression Result = Expression::constant(1);
  for (const std::string &Name : Factors)
    Result = Expression::make(Op::Mul, {Result, Expression::symbol(Name)});
  return Result;
}

/// The product of all sizes is far more than any tensor has: nothing is assumed
/// to be many times as large as the largest that is known. What is too small
/// for both sides becomes larger when they run.
static Expression noneFarLarger(Expression Guess, const ParameterModel &P,
                                const std::vector<ParameterModel> &Variables) {
  constexpr int64_t Times = 4;
  std::optional<Expression> Largest;
  for (const ParameterModel &V : Variables)
    if (P.Tensor && V.Tensor && !V.Shape.empty() && V.Extent)
      Largest = Largest ? Expression::make(Op::Max, {*Largest, *V.Extent})
                        : *V.Extent;
  if (!Largest)
    return Guess;
  return Expression::make(
      Op::Min,
      {std::move(Guess),
       Expression::make(Op::Mul, {Expression::constant(Times), *Largest})});
}

std::optional<Expression>
guessExtent(const ParameterModel &P,
            const std::vector<ParameterModel> &Variables,
            const std::map<std::string, SizeKind> &Kinds) {
  std::map<SizeKind, std::string> ByKind;
  std::vector<std::string> Dimensions;
  for (const ParameterModel &V : Variables) {
    auto It = Kinds.find(V.Name);
    if (It == Kinds.end() || !isDimension(It->second))
      continue;
    // Two of one kind are one dimension of two arrays; counts are not.
    if (ByKind.try_emplace(It->second, V.Name).second ||
        It->second == SizeKind::Count)
      Dimensions.push_back(V.Name);
  }
  auto Has = [&](SizeKind Kind) { return ByKind.count(Kind) != 0; };
  if (Has(SizeKind::GemmM) && Has(SizeKind::GemmN) && Has(SizeKind::GemmK)) {
    auto Face = [&](SizeKind A, SizeKind B) {
      return product({ByKind[A], ByKind[B]});
    };
    Expression Faces[] = {Face(SizeKind::GemmM, SizeKind::GemmK),
                          Face(SizeKind::GemmK, SizeKind::GemmN),
                          Face(SizeKind::GemmM, SizeKind::GemmN)};
    std::string Lower = StringRef(P.Name).lower();
    if (Lower == "a")
      return Faces[0];
    if (Lower == "b")
      return Faces[1];
    if (Lower == "c" || Lower == "d" || Lower == "out")
      return Faces[2];
    return Expression::make(
        Op::Max, {Faces[0], Expression::make(Op::Max, {Faces[1], Faces[2]})});
  }
  std::vector<std::string> Words = splitWords(P.Name);
  auto Said = [&](StringRef Word) { return is_contained(Words, Word); };
  bool OverVocabulary = Said("logits") || Said("probs") || Said("dlogits") ||
                        Said("vocab") || Said("wte");
  std::vector<std::string> Factors;
  for (const std::string &Name : Dimensions) {
    SizeKind Kind = Kinds.at(Name);
    if ((Kind == SizeKind::Vocabulary || Kind == SizeKind::PaddedVocabulary) &&
        (!OverVocabulary ||
         (Kind == SizeKind::Vocabulary && Has(SizeKind::PaddedVocabulary))))
      continue;
    // The hidden size already holds the heads.
    if (Has(SizeKind::Hidden) &&
        (Kind == SizeKind::Heads || Kind == SizeKind::KvHeads ||
         Kind == SizeKind::HeadDim))
      continue;
    if (Has(SizeKind::Heads) && Kind == SizeKind::KvHeads)
      continue;
    // `OC` is the larger of the two widths.
    if (Has(SizeKind::Wide) && Kind == SizeKind::Hidden && !Said("inp") &&
        !Said("input") && !Said("weight"))
      continue;
    if (Factors.size() < 4)
      Factors.push_back(Name);
  }
  if ((Said("att") || Said("preatt") || Said("scores")) &&
      Has(SizeKind::Sequence)) {
    Factors.clear();
    for (SizeKind Kind : {SizeKind::Batch, SizeKind::Heads, SizeKind::Sequence,
                          SizeKind::Sequence})
      if (Has(Kind))
        Factors.push_back(ByKind[Kind]);
  }
  if (Factors.empty())
    return std::nullopt;
  return noneFarLarger(product(Factors), P, Variables);
}

} // namespace perfclaim
