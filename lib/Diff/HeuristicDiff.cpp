//===- HeuristicDiff.cpp - Choices of sizes that changed ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DiffInternal.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>

using namespace llvm;

namespace perfclaim {

namespace {

using PieceKeys = std::vector<std::pair<std::string, std::string>>;

PieceKeys keysOf(const Heuristic &H) {
  PieceKeys Result;
  for (const HeuristicPiece &P : H.Pieces)
    Result.emplace_back(squeezed(P.When), squeezed(P.Value));
  return Result;
}

auto keyOf(const Threshold &T) {
  return std::tuple(squeezed(T.Condition), T.Parameter, squeezed(T.Value));
}

std::vector<ThresholdChange> thresholds(const Heuristic *B,
                                        const Heuristic *A) {
  std::vector<ThresholdChange> Result;
  auto Has = [](const Heuristic *H, const Threshold &T) {
    return H && llvm::any_of(H->Thresholds, [&](const Threshold &X) {
             return keyOf(X) == keyOf(T);
           });
  };
  auto Add = [&](const Threshold &T, StringRef Where) {
    if (llvm::none_of(Result, [&](const ThresholdChange &X) {
          return keyOf(X.What) == keyOf(T);
        }))
      Result.push_back({T, Where.str()});
  };
  if (B)
    for (const Threshold &T : B->Thresholds)
      Add(T, Has(A, T) ? "both" : "before");
  if (A)
    for (const Threshold &T : A->Thresholds)
      Add(T, Has(B, T) ? "both" : "after");
  return Result;
}

class HeuristicDiffer {
public:
  HeuristicDiffer(const Inventory &Before, const Inventory &After,
                  const Correspondence &Known)
      : Before(Before), After(After), Known(Known) {}

  std::vector<HeuristicChange> run() {
    for (const Heuristic &H : Before.Heuristics)
      OpenBefore.push_back(&H);
    for (const Heuristic &H : After.Heuristics)
      OpenAfter.push_back(&H);
    // By variable, then (it was renamed) by what is decided.
    match([&](const Heuristic &H, bool Old) {
      return function(H, Old) + '\0' + H.Decides + '\0' + H.Variable;
    });
    match([&](const Heuristic &H, bool Old) {
      return function(H, Old) + '\0' + H.Decides;
    });
    match([&](const Heuristic &H, bool Old) {
      return functionName(H, Old) + '\0' + H.Decides;
    });
    for (const Heuristic *H : OpenBefore)
      add(ChangeKind::Removed, H, nullptr);
    for (const Heuristic *H : OpenAfter)
      add(ChangeKind::Added, nullptr, H);
    llvm::sort(Changes, [](const Placed &X, const Placed &Y) {
      return std::tie(X.What.File, X.Line, X.What.Function, X.What.Decides,
                      X.What.Kind,
                      X.Order) < std::tie(Y.What.File, Y.Line, Y.What.Function,
                                          Y.What.Decides, Y.What.Kind, Y.Order);
    });
    std::vector<HeuristicChange> Result;
    for (Placed &P : Changes)
      Result.push_back(std::move(P.What));
    return Result;
  }

private:
  struct Placed {
    HeuristicChange What;
    unsigned Line;
    size_t Order;
  };

  std::string function(const Heuristic &H, bool Old) const {
    if (Old)
      if (auto It = Known.Functions.find(H.Function);
          It != Known.Functions.end())
        return It->second;
    return H.Function;
  }
  std::string functionName(const Heuristic &H, bool Old) const {
    if (Old)
      if (auto It = Known.FunctionNames.find(H.FunctionName);
          It != Known.FunctionNames.end())
        return It->second;
    return H.FunctionName;
  }

  template <typename KeyOf> void match(KeyOf Key) {
    // Equal ones first: an inserted one does not shift those behind it.
    for (bool Exact : {true, false}) {
      for (const Heuristic *&B : OpenBefore) {
        auto It = llvm::find_if(OpenAfter, [&](const Heuristic *A) {
          return A && Key(*B, true) == Key(*A, false) &&
                 (!Exact || keysOf(*B) == keysOf(*A));
        });
        if (It == OpenAfter.end())
          continue;
        if (keysOf(*B) != keysOf(**It) && !onlyRenamed(*B, **It))
          add(ChangeKind::Modified, B, *It);
        B = nullptr;
        OpenAfter.erase(It);
      }
      llvm::erase(OpenBefore, nullptr);
    }
  }

  /// The function means the same on both sides: other words are other names.
  bool onlyRenamed(const Heuristic &B, const Heuristic &A) const {
    auto X = Before.Graph.Nodes.find(B.Function);
    auto Y = After.Graph.Nodes.find(A.Function);
    return X != Before.Graph.Nodes.end() && Y != After.Graph.Nodes.end() &&
           !X->second.SemanticHash.empty() &&
           X->second.SemanticHash == Y->second.SemanticHash &&
           X->second.TextHash != Y->second.TextHash &&
           reasonsOf(Before.Graph, X->second, After.Graph, Y->second).empty();
  }

  void add(ChangeKind Kind, const Heuristic *B, const Heuristic *A) {
    const Heuristic &H = A ? *A : *B;
    HeuristicChange C;
    C.Function = H.FunctionName;
    C.File = H.Place.File;
    C.Decides = H.Decides;
    C.Kind = Kind;
    if (B)
      C.Before = B->Pieces;
    if (A)
      C.After = A->Pieces;
    C.Thresholds = thresholds(B, A);
    Changes.push_back({std::move(C), H.Place.Line, Changes.size()});
  }

  const Inventory &Before, &After;
  const Correspondence &Known;
  std::vector<const Heuristic *> OpenBefore, OpenAfter;
  std::vector<Placed> Changes;
};

} // namespace

std::vector<HeuristicChange> diffHeuristics(const Inventory &Before,
                                            const Inventory &After,
                                            const Correspondence &Known) {
  return HeuristicDiffer(Before, After, Known).run();
}

} // namespace perfclaim
