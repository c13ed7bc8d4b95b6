//===- Matching.cpp - Which declaration is which --------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DiffInternal.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <tuple>

using namespace llvm;

namespace perfclaim {

namespace {

using Nodes = std::vector<const DeclNode *>;

bool byPlace(const DeclNode *A, const DeclNode *B) {
  return std::tie(A->QualifiedName, A->Range.File, A->Range.BeginOffset,
                  A->Identity) < std::tie(B->QualifiedName, B->Range.File,
                                          B->Range.BeginOffset, B->Identity);
}

/// `kernel4` and `kernel5` are versions of one thing.
StringRef withoutVersion(StringRef Name) {
  StringRef Stem = Name.rtrim("0123456789").rtrim('_');
  return Stem.empty() ? Name : Stem;
}

/// 1 for equal names, 0 for names with nothing in common.
double nameSimilarity(StringRef A, StringRef B) {
  A = withoutVersion(A);
  B = withoutVersion(B);
  // Longer names say nothing more, and the distance is quadratic.
  A = A.take_front(128);
  B = B.take_front(128);
  const size_t Longer = std::max(A.size(), B.size());
  if (Longer == 0)
    return 1;
  // Part of the name taken over: rms_norm and fused_add_rms_norm.
  const size_t Shorter = std::min(A.size(), B.size());
  if (Shorter >= 4 && (A.contains(B) || B.contains(A)))
    return 0.5 + 0.5 * static_cast<double>(Shorter) / Longer;
  return 1.0 - static_cast<double>(A.edit_distance(B)) / Longer;
}

/// Share of the edges that both have, or nothing to say (0) for few edges.
double edgeSimilarity(const DeclNode &A, const DeclNode &B) {
  size_t Common = 0;
  for (const DeclEdge &E : A.Edges)
    Common += B.Edges.count(E);
  const size_t All = A.Edges.size() + B.Edges.size() - Common;
  return All < 3 ? 0 : static_cast<double>(Common) / All;
}

bool sameText(const DeclNode &A, const DeclNode &B) {
  if (!A.SemanticHash.empty() && A.SemanticHash == B.SemanticHash)
    return true;
  return !A.BodyHash.empty() && A.BodyHash == B.BodyHash &&
         A.SignatureHash == B.SignatureHash;
}

class Matcher {
public:
  Matcher(ArrayRef<const DeclNode *> Before, ArrayRef<const DeclNode *> After)
      : Before(Before.begin(), Before.end()),
        After(After.begin(), After.end()) {
    llvm::sort(this->Before, byPlace);
    llvm::sort(this->After, byPlace);
  }

  std::vector<DeclMatch> run() {
    // Each step takes away what it matched, the surest first.
    match(MatchKind::Identity, [](const DeclNode &N) { return N.Identity; });
    matchOverloads();
    matchSameText(MatchKind::Moved);
    match(MatchKind::Moved,
          [](const DeclNode &N) { return N.Name + '\0' + N.SignatureHash; });
    matchSameText(MatchKind::Renamed);
    matchSimilar();
    for (const DeclNode *N : Before)
      Found.push_back({N, nullptr, MatchKind::Identity});
    for (const DeclNode *N : After)
      Found.push_back({nullptr, N, MatchKind::Identity});
    return std::move(Found);
  }

private:
  void take(size_t B, size_t A, MatchKind How) {
    Found.push_back({Before[B], After[A], How});
    Before[B] = After[A] = nullptr;
  }
  void dropTaken() {
    llvm::erase(Before, nullptr);
    llvm::erase(After, nullptr);
  }

  /// Pairs nodes of equal keys in order of place.
  template <typename KeyOf> void match(MatchKind How, KeyOf Key) {
    std::map<std::string, std::vector<size_t>> Waiting;
    for (size_t A = 0; A < After.size(); ++A)
      Waiting[Key(*After[A])].push_back(A);
    std::map<std::string, size_t> Next;
    for (size_t B = 0; B < Before.size(); ++B) {
      const std::string K = Key(*Before[B]);
      auto It = Waiting.find(K);
      if (It == Waiting.end())
        continue;
      size_t &I = Next[K];
      if (I < It->second.size())
        take(B, It->second[I++], How);
    }
    dropTaken();
  }

  /// Of overloads, those of equal template parameters, or of equal text, belong
  /// together; what is left pairs in order of place.
  void matchOverloads() {
    match(MatchKind::Overload, [](const DeclNode &N) {
      return N.QualifiedName + '\0' + N.BodyHash + '\0' + N.TemplateHash;
    });
    match(MatchKind::Overload, [](const DeclNode &N) {
      return N.QualifiedName + '\0' + N.TemplateHash;
    });
    match(MatchKind::Overload,
          [](const DeclNode &N) { return N.QualifiedName; });
  }

  void matchSameText(MatchKind How) {
    // Several may have one text (empty bodies, copies): the names then decide,
    // so the key has the name where it was kept.
    std::map<std::string, std::vector<size_t>> Waiting;
    auto Key = [&](const DeclNode &N) {
      std::string K = N.SemanticHash.empty() ? N.BodyHash : N.SemanticHash;
      if (K.empty())
        return K;
      if (How == MatchKind::Moved)
        K += '\0' + N.Name;
      return K;
    };
    for (size_t A = 0; A < After.size(); ++A)
      Waiting[Key(*After[A])].push_back(A);
    for (size_t B = 0; B < Before.size(); ++B) {
      const std::string K = Key(*Before[B]);
      auto It = K.empty() ? Waiting.end() : Waiting.find(K);
      if (It == Waiting.end() || It->second.empty())
        continue;
      auto Best = llvm::max_element(It->second, [&](size_t X, size_t Y) {
        return nameSimilarity(Before[B]->Name, After[X]->Name) <
               nameSimilarity(Before[B]->Name, After[Y]->Name);
      });
      const size_t A = *Best;
      It->second.erase(Best);
      take(B, A, How);
    }
    dropTaken();
  }

  void matchSimilar() {
    // Past this the answer is not worth the time; what is left is then said to
    // be removed and added, which is true as well.
    constexpr size_t MaxPairs = 250000;
    std::map<std::string, std::vector<size_t>> BySignature;
    for (size_t A = 0; A < After.size(); ++A)
      if (!After[A]->SignatureHash.empty())
        BySignature[After[A]->SignatureHash].push_back(A);
    struct Candidate {
      double Score;
      size_t B, A;
    };
    std::vector<Candidate> Candidates;
    size_t Pairs = 0;
    for (size_t B = 0; B < Before.size(); ++B) {
      auto It = BySignature.find(Before[B]->SignatureHash);
      if (It == BySignature.end())
        continue;
      for (size_t A : It->second) {
        if (++Pairs > MaxPairs)
          break;
        const DeclNode &X = *Before[B], &Y = *After[A];
        const double Names = nameSimilarity(X.Name, Y.Name);
        const double Edges = edgeSimilarity(X, Y);
        const bool Text = sameText(X, Y);
        if (Text || Names >= 0.7 || (Names >= 0.4 && Edges >= 0.6))
          Candidates.push_back({Names + Edges + (Text ? 2 : 0), B, A});
      }
    }
    llvm::sort(Candidates, [](const Candidate &X, const Candidate &Y) {
      return std::tie(Y.Score, X.B, X.A) < std::tie(X.Score, Y.B, Y.A);
    });
    for (const Candidate &C : Candidates)
      if (Before[C.B] && After[C.A])
        take(C.B, C.A, MatchKind::Renamed);
    dropTaken();
  }

  Nodes Before, After;
  std::vector<DeclMatch> Found;
};

} // namespace

std::vector<DeclMatch> matchDeclarations(ArrayRef<const DeclNode *> Before,
                                         ArrayRef<const DeclNode *> After) {
  return Matcher(Before, After).run();
}

std::string squeezed(StringRef Text) {
  auto IsWord = [](char C) { return isAlnum(C) || C == '_'; };
  std::string Result;
  bool Gap = false;
  for (char C : Text) {
    if (isSpace(C)) {
      Gap = true;
      continue;
    }
    // A space between two words or two signs can carry meaning: `a - -b`.
    if (Gap && !Result.empty() &&
        (IsWord(Result.back()) ? IsWord(C)
                               : Result.back() == C && !IsWord(C) &&
                                     StringRef("+-&|<>").contains(C)))
      Result += ' ';
    Gap = false;
    Result += C;
  }
  return Result;
}

} // namespace perfclaim
