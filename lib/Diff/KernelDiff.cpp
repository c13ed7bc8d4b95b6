//===- KernelDiff.cpp - Which kernels changed, and why --------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DiffInternal.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>
#include <tuple>

using namespace llvm;

namespace perfclaim {

namespace {

/// Kernels of one side with their nodes.
class KernelTable {
public:
  explicit KernelTable(const Inventory &Side) : Side(Side) {
    for (const Kernel &K : Side.Kernels) {
      auto [It, New] = Kernels.try_emplace(K.Identity, &K);
      if (!New)
        continue;
      auto Found = Side.Graph.Nodes.find(K.Identity);
      if (Found != Side.Graph.Nodes.end()) {
        if (Found->second.InRepository)
          Nodes.push_back(&Found->second);
        continue;
      }
      // A kernel that the graph does not know still has a name to match by.
      DeclNode N;
      N.Identity = K.Identity;
      N.Kind = DeclKind::Kernel;
      N.Name = K.Name;
      N.QualifiedName = K.QualifiedName;
      N.Range = K.Range;
      N.Defined = N.InRepository = true;
      Made.push_back(std::move(N));
      Nodes.push_back(&Made.back());
    }
  }
  const Kernel &kernel(const DeclNode &N) const {
    return *Kernels.find(N.Identity)->second;
  }

  const Inventory &Side;
  std::vector<const DeclNode *> Nodes;

private:
  std::map<std::string, const Kernel *> Kernels;
  std::deque<DeclNode> Made;
};

CodeComparison compareCode(const Kernel &B, const Kernel &A) {
  CodeComparison Result = CodeComparison::Unknown;
  for (const auto &[Architecture, Hash] : B.Code) {
    auto It = A.Code.find(Architecture);
    if (It == A.Code.end() || Hash.empty() || It->second.empty())
      continue;
    if (It->second != Hash)
      return CodeComparison::Differs;
    Result = CodeComparison::Same;
  }
  return Result;
}

/// True for a compiler flag that decides device code by itself. Defines are not
/// among them: where one matters, what it changes has another hash.
bool decidesCode(StringRef Flag) {
  Flag = Flag.ltrim('-');
  for (StringRef Prefix : {"O",
                           "G",
                           "dopt",
                           "device-debug",
                           "use_fast_math",
                           "ffast-math",
                           "ftz",
                           "prec-div",
                           "prec-sqrt",
                           "fmad",
                           "ffp-",
                           "fcuda-flush",
                           "fgpu-",
                           "maxrregcount",
                           "Xptxas",
                           "ptxas-options",
                           "mllvm",
                           "extra-device-vectorization",
                           "rdc",
                           "dlto",
                           "default-stream",
                           "funroll",
                           "fno-unroll",
                           "ffinite-math",
                           "fno-signed-zeros",
                           "munsafe-fp",
                           "Xcuda-ptxas"})
    if (Flag.starts_with(Prefix))
      return true;
  return false;
}

std::vector<std::string> codeFlags(const Inventory &Side, const DeclNode &N) {
  std::vector<std::string> Result;
  auto It = Side.UnitFlags.find(N.Unit);
  if (It == Side.UnitFlags.end())
    return Result;
  for (size_t I = 0; I < It->second.size(); ++I) {
    StringRef Flag = It->second[I];
    if (!decidesCode(Flag))
      continue;
    Result.push_back(Flag.str());
    // "-Xptxas -O1", "-maxrregcount 32": the value stands by itself.
    if (!Flag.contains('=') && I + 1 < It->second.size() &&
        (Flag.starts_with("-X") || Flag.ends_with("maxrregcount") ||
         Flag.ends_with("-mllvm") || Flag.ends_with("ptxas-options")))
      Result.push_back(It->second[++I]);
  }
  llvm::sort(Result);
  return Result;
}

bool flagsDiffer(const Inventory &B, const DeclNode &BN, const Inventory &A,
                 const DeclNode &AN) {
  return B.UnitFlags.count(BN.Unit) && A.UnitFlags.count(AN.Unit) &&
         codeFlags(B, BN) != codeFlags(A, AN);
}

/// All flags, for a meaning that changed though no text did.
bool anyDefineDiffers(const Inventory &B, const DeclNode &BN,
                      const Inventory &A, const DeclNode &AN) {
  auto Defines = [](const Inventory &Side, const DeclNode &N) {
    std::set<std::string> Result;
    if (auto It = Side.UnitFlags.find(N.Unit); It != Side.UnitFlags.end())
      for (StringRef Flag : It->second)
        if (Flag.starts_with("-D") || Flag.starts_with("-U"))
          Result.insert(squeezed(Flag));
    return Result;
  };
  return B.UnitFlags.count(BN.Unit) && A.UnitFlags.count(AN.Unit) &&
         Defines(B, BN) != Defines(A, AN);
}

/// Attributes as written: launch bounds, or all others.
std::set<std::string> attributes(const Kernel &K, bool Bounds) {
  std::set<std::string> Result;
  for (StringRef Attribute : K.Attributes)
    if (Attribute.contains("launch_bounds") == Bounds)
      Result.insert(squeezed(Attribute));
  return Result;
}

bool boundsDiffer(const Kernel &B, const Kernel &A, bool Hash) {
  if (B.MaxThreads != A.MaxThreads || B.MinBlocks != A.MinBlocks)
    return true;
  // Of a template they may have no value; then their words tell, unless these
  // only name the same thing differently.
  return Hash && attributes(B, true) != attributes(A, true);
}

/// Instantiations that one side lost or won. A side without any says nothing:
/// its units may not have been read.
bool instantiationsDiffer(const Kernel &B, const Kernel &A) {
  if (B.Instantiations.empty() || A.Instantiations.empty())
    return false;
  auto Set = [](const Kernel &K) {
    std::set<std::string> Result;
    for (StringRef Arguments : K.Instantiations)
      Result.insert(squeezed(Arguments));
    return Result;
  };
  return Set(B) != Set(A);
}

struct PairReasons {
  std::vector<std::string> All;
  bool Own = false; ///< Its own text, signature, bounds or attributes.
};

PairReasons reasonsOfPair(const KernelTable &BT, const DeclMatch &M,
                          const KernelTable &AT, CodeComparison Code) {
  const Kernel &B = BT.kernel(*M.Before), &A = AT.kernel(*M.After);
  std::vector<std::string> Found =
      reasonsOf(BT.Side.Graph, *M.Before, AT.Side.Graph, *M.After);
  auto Take = [&](StringRef Reason) {
    auto It = llvm::find(Found, Reason);
    if (It == Found.end())
      return false;
    Found.erase(It);
    return true;
  };
  PairReasons Result;
  const bool Attributes = Take("attributes"), Signature = Take("signature");
  const bool Template = Take("template");
  const bool Bounds = boundsDiffer(B, A, Attributes);
  const bool Define = anyDefineDiffers(BT.Side, *M.Before, AT.Side, *M.After);

  // Same tokens, other meaning, and only the command line changed.
  const bool Meaning =
      M.Before->TextHash == M.After->TextHash && !M.After->TextHash.empty();
  bool Flags = false;
  if (Meaning && Define && Found.size() == 1 && Found.front() == "body") {
    Found.clear();
    Flags = true;
  }

  Result.All = std::move(Found);
  if (Bounds)
    Result.All.push_back("launch_bounds");
  // The hash is over parameters too, so with another signature it tells less.
  if ((Attributes && !Bounds && !Signature) ||
      attributes(B, false) != attributes(A, false))
    Result.All.push_back("attributes");
  // Overloads that were paired by name: their types differ, or else they could
  // not both be there; a template that became none is told by its own reason.
  if (Signature || (M.How == MatchKind::Overload && !Template &&
                    M.Before->SignatureHash.empty()))
    Result.All.push_back("signature");
  if (Template || instantiationsDiffer(B, A))
    Result.All.push_back("template");
  Flags |= Code != CodeComparison::Same &&
           flagsDiffer(BT.Side, *M.Before, AT.Side, *M.After);
  if (Flags)
    Result.All.push_back("flags");
  if (Result.All.empty() && Code == CodeComparison::Differs)
    Result.All.push_back("code");
  Result.Own = M.Before->SemanticHash != M.After->SemanticHash || Signature ||
               Bounds || M.How == MatchKind::Overload;
  return Result;
}

bool kernelOrder(const KernelChange &X, const KernelChange &Y) {
  return std::tie(X.Place.File, X.Place.Line, X.QualifiedName, X.After,
                  X.Before) < std::tie(Y.Place.File, Y.Place.Line,
                                       Y.QualifiedName, Y.After, Y.Before);
}

} // namespace

std::vector<KernelChange> diffKernels(const Inventory &Before,
                                      const Inventory &After,
                                      Correspondence &Known) {
  const KernelTable BT(Before), AT(After);
  std::vector<KernelChange> Changes;
  for (const DeclMatch &M : matchDeclarations(BT.Nodes, AT.Nodes)) {
    const DeclNode &Shown = M.After ? *M.After : *M.Before;
    const Kernel &K = M.After ? AT.kernel(Shown) : BT.kernel(Shown);
    KernelChange C;
    C.Name = K.Name;
    C.QualifiedName = K.QualifiedName;
    C.Place = K.Place;
    if (M.Before)
      C.Before = M.Before->Identity;
    if (M.After)
      C.After = M.After->Identity;
    if (!M.Before || !M.After) {
      C.Kind = M.After ? ChangeKind::Added : ChangeKind::Removed;
      Changes.push_back(std::move(C));
      continue;
    }
    Known.Kernels[C.Before] = C.After;
    Known.KernelNames[M.Before->Name] = M.After->Name;

    C.Code = compareCode(BT.kernel(*M.Before), K);
    const PairReasons Why = reasonsOfPair(BT, M, AT, C.Code);
    const bool Renamed = M.Before->Name != M.After->Name;
    // Its machine code did not change, and neither did what people read.
    const bool Unchanged =
        Why.All.empty() || (C.Code == CodeComparison::Same && !Why.Own);
    if (Unchanged && !Renamed)
      continue;
    C.Kind = Renamed ? ChangeKind::Renamed : ChangeKind::Modified;
    if (Renamed)
      C.OldName = M.Before->Name;
    if (!Unchanged)
      C.Reasons = Why.All;
    Changes.push_back(std::move(C));
  }
  llvm::sort(Changes, kernelOrder);
  return Changes;
}

} // namespace perfclaim
