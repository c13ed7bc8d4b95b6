//===- LaunchDiff.cpp - Launches whose configuration changed --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DiffInternal.h"
#include "llvm/ADT/STLExtras.h"
#include <array>
#include <tuple>

using namespace llvm;

namespace perfclaim {

namespace {

using Dimensions = std::array<std::optional<Expression>, 3>;

Dimensions gridOf(const Launch &L) { return {L.GridX, L.GridY, L.GridZ}; }
Dimensions blockOf(const Launch &L) { return {L.BlockX, L.BlockY, L.BlockZ}; }
Dimensions sharedOf(const Launch &L) { return {L.SharedBytes, {}, {}}; }

/// A dimension that is not written is 1 once the first one is known.
std::optional<std::string> folded(const Dimensions &D, unsigned I) {
  if (D[I])
    return D[I]->str();
  return I && D[0] ? std::optional<std::string>("1") : std::nullopt;
}

enum class Compared { Unknown, Equal, Different };

Compared compareFolded(const Dimensions &B, const Dimensions &A) {
  Compared Result = Compared::Equal;
  for (unsigned I = 0; I < 3; ++I) {
    // `dim3(f(n), 4)`: x is unknown, but y can still differ.
    if (!B[I] && !A[I] && I && (!B[0] || !A[0]))
      continue;
    const auto X = folded(B, I), Y = folded(A, I);
    if (X && Y && *X != *Y)
      return Compared::Different;
    if (!X || !Y)
      Result = Compared::Unknown;
  }
  return Result;
}

void number(const Expression &E, std::map<std::string, Expression> &Names) {
  if (E.op() == Expression::Op::Symbol)
    Names.try_emplace(E.name(),
                      Expression::symbol("v" + std::to_string(Names.size())));
  for (const Expression &Operand : E.operands())
    number(Operand, Names);
}

/// Its names in the order in which they come, whatever a function calls them.
Dimensions numbered(Dimensions Of) {
  std::map<std::string, Expression> Names;
  for (std::optional<Expression> &E : Of)
    if (E) {
      number(*E, Names);
      E = E->substitute(Names);
    }
  return Of;
}

std::string plain(StringRef Text) {
  std::string Result = squeezed(Text);
  if (Result == "nullptr" || Result == "NULL" || Result == "0" ||
      Result == "cudaStreamDefault" || Result == "cudaStream_t(0)" ||
      Result == "(cudaStream_t)0")
    Result.clear();
  return Result;
}

std::string print(const Dimensions &D) {
  std::string Y = folded(D, 1).value_or("?"), Z = folded(D, 2).value_or("?");
  std::string X = D[0]->str();
  if (Y == "1" && Z == "1")
    return X;
  return "dim3(" + X + ", " + Y + (Z == "1" ? "" : ", " + Z) + ")";
}

class LaunchDiffer {
public:
  LaunchDiffer(const Inventory &Before, const Inventory &After,
               const Correspondence &Known)
      : Before(Before), After(After), Known(Known) {}

  std::vector<LaunchChange> run() {
    for (unsigned I = 0; I < Before.Launches.size(); ++I)
      OpenBefore.push_back(I);
    for (unsigned I = 0; I < After.Launches.size(); ++I)
      OpenAfter.push_back(I);
    // A launch may have moved, into a macro or into another function: the
    // further down, the less must agree. Launches that agree word for word go
    // first, so that one more of them does not shift all that follow.
    using Key = std::string (LaunchDiffer::*)(const Launch &, bool) const;
    for (Key K : {&LaunchDiffer::fullKey, &LaunchDiffer::functionKey,
                  &LaunchDiffer::namedKey, &LaunchDiffer::fileKey}) {
      match([&](const Launch &L, bool Old) {
        return (this->*K)(L, Old) + '\0' + words(L);
      });
      match([&](const Launch &L, bool Old) { return (this->*K)(L, Old); });
    }
    for (unsigned I : OpenBefore)
      add(ChangeKind::Removed, I, std::nullopt);
    for (unsigned I : OpenAfter)
      add(ChangeKind::Added, std::nullopt, I);
    llvm::sort(Changes, [](const LaunchChange &X, const LaunchChange &Y) {
      return std::tie(X.Place.File, X.Place.Line, X.Kernel, X.Kind, X.Function,
                      X.BeforeIndex, X.AfterIndex) <
             std::tie(Y.Place.File, Y.Place.Line, Y.Kernel, Y.Kind, Y.Function,
                      Y.BeforeIndex, Y.AfterIndex);
    });
    return std::move(Changes);
  }

private:
  static std::string words(const Launch &L) {
    std::string Result;
    for (StringRef Part : {StringRef(L.Grid), StringRef(L.Block),
                           StringRef(L.Shared), StringRef(L.Stream)})
      Result += plain(Part) + '\0';
    return Result;
  }

  /// What a name of the side before is called after.
  static StringRef renamed(const std::map<std::string, std::string> &Names,
                           StringRef Name, bool Old) {
    if (!Old)
      return Name;
    auto It = Names.find(Name.str());
    return It == Names.end() ? Name : StringRef(It->second);
  }

  std::string kernelKey(const Launch &L, bool Old) const {
    if (!L.Kernel.empty())
      return renamed(Known.Kernels, L.Kernel, Old).str();
    return "?" + squeezed(renamed(Known.KernelNames, L.KernelName, Old));
  }
  std::string functionKey(const Launch &L, bool Old) const {
    return kernelKey(L, Old) + '\0' +
           renamed(Known.Functions, L.Function, Old).str();
  }
  std::string fullKey(const Launch &L, bool Old) const {
    return functionKey(L, Old) + '\0' + L.Macro;
  }
  /// The function around it may be another one, of the same file.
  std::string fileKey(const Launch &L, bool Old) const {
    return kernelKey(L, Old) + '\0' + L.Place.File;
  }
  /// By names alone: one side may not have resolved the kernel.
  std::string namedKey(const Launch &L, bool Old) const {
    return renamed(Known.KernelNames, L.KernelName, Old).str() + '\0' +
           renamed(Known.FunctionNames, L.FunctionName, Old).str();
  }

  template <typename KeyOf> void match(KeyOf Key) {
    std::map<std::string, std::vector<unsigned>> Waiting;
    for (unsigned I : OpenAfter)
      Waiting[Key(After.Launches[I], false)].push_back(I);
    std::map<std::string, size_t> Next;
    std::set<unsigned> TakenBefore, TakenAfter;
    for (unsigned I : OpenBefore) {
      const std::string K = Key(Before.Launches[I], true);
      auto It = Waiting.find(K);
      if (It == Waiting.end())
        continue;
      size_t &N = Next[K];
      if (N == It->second.size())
        continue;
      const unsigned J = It->second[N++];
      TakenBefore.insert(I);
      TakenAfter.insert(J);
      compare(I, J);
    }
    llvm::erase_if(OpenBefore,
                   [&](unsigned I) { return TakenBefore.count(I) != 0; });
    llvm::erase_if(OpenAfter,
                   [&](unsigned I) { return TakenAfter.count(I) != 0; });
  }

  /// The enclosing function means the same on both sides, so other words can
  /// only be other names for locals.
  bool sameFunction(const Launch &B, const Launch &A) const {
    auto X = Before.Graph.Nodes.find(B.Function);
    auto Y = After.Graph.Nodes.find(A.Function);
    return X != Before.Graph.Nodes.end() && Y != After.Graph.Nodes.end() &&
           !X->second.SemanticHash.empty() &&
           X->second.SemanticHash == Y->second.SemanticHash;
  }

  void compare(unsigned I, unsigned J) {
    const Launch &B = Before.Launches[I], &A = After.Launches[J];
    const bool Same = sameFunction(B, A);
    auto Changed = [&](StringRef X, StringRef Y, Compared Folded) {
      if (Folded != Compared::Unknown)
        return Folded == Compared::Different;
      return !Same && plain(X) != plain(Y);
    };
    auto Folded = [&](const Dimensions &X, const Dimensions &Y) {
      return Same ? compareFolded(numbered(X), numbered(Y))
                  : compareFolded(X, Y);
    };
    const bool Grid = Changed(B.Grid, A.Grid, Folded(gridOf(B), gridOf(A)));
    const bool Block =
        Changed(B.Block, A.Block, Folded(blockOf(B), blockOf(A)));
    const bool Shared =
        Changed(B.Shared, A.Shared, Folded(sharedOf(B), sharedOf(A)));
    const bool Stream = Changed(B.Stream, A.Stream, Compared::Unknown);
    if (Grid || Block || Shared || Stream || B.Form != A.Form)
      add(ChangeKind::Modified, I, J);
  }

  void add(ChangeKind Kind, std::optional<unsigned> I,
           std::optional<unsigned> J) {
    const Launch &L = J ? After.Launches[*J] : Before.Launches[*I];
    LaunchChange C;
    C.Kernel = L.KernelName;
    C.Function = L.FunctionName;
    C.Place = L.Place;
    C.Kind = Kind;
    C.BeforeIndex = I;
    C.AfterIndex = J;
    if (I)
      C.Before = configuration(Before.Launches[*I]);
    if (J)
      C.After = configuration(After.Launches[*J]);
    if (I && J)
      unfold(Before.Launches[*I], *C.Before, After.Launches[*J], *C.After);
    Changes.push_back(std::move(C));
  }

  static LaunchConfiguration configuration(const Launch &L) {
    return {L.Grid, L.Block, L.Shared, L.Stream};
  }

  /// `<<<grid, block>>>` on both sides shows nothing of a block that became
  /// 512: then the folded sizes are what people need to see.
  static void unfold(const Launch &B, LaunchConfiguration &Old, const Launch &A,
                     LaunchConfiguration &New) {
    auto Dims = [](std::string &X, const Dimensions &DX, std::string &Y,
                   const Dimensions &DY) {
      if (plain(X) != plain(Y) || !DX[0] || !DY[0] ||
          compareFolded(DX, DY) != Compared::Different)
        return;
      X = print(DX);
      Y = print(DY);
    };
    Dims(Old.Grid, gridOf(B), New.Grid, gridOf(A));
    Dims(Old.Block, blockOf(B), New.Block, blockOf(A));
    Dims(Old.Shared, sharedOf(B), New.Shared, sharedOf(A));
  }

  const Inventory &Before, &After;
  const Correspondence &Known;
  std::vector<unsigned> OpenBefore, OpenAfter;
  std::vector<LaunchChange> Changes;
};

} // namespace

std::vector<LaunchChange> diffLaunches(const Inventory &Before,
                                       const Inventory &After,
                                       const Correspondence &Known) {
  return LaunchDiffer(Before, After, Known).run();
}

} // namespace perfclaim
