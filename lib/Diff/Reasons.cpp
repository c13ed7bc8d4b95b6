//===- Reasons.cpp - Why compiled code may differ -------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DiffInternal.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include <array>

using namespace llvm;

namespace perfclaim {

namespace {

bool isFunction(DeclKind Kind) {
  return Kind != DeclKind::Variable && Kind != DeclKind::Type &&
         Kind != DeclKind::Macro;
}

/// Every node that \p From reaches, in identity order, itself left out. Edges
/// to names are followed through the toolkit too: it may call back.
std::map<StringRef, const DeclNode *> reach(const DeclGraph &Graph,
                                            const DeclNode &From) {
  std::map<StringRef, const DeclNode *> Seen;
  std::vector<const DeclNode *> Work = {&From};
  while (!Work.empty()) {
    const DeclNode *N = Work.back();
    Work.pop_back();
    for (const DeclEdge &E : N->Edges) {
      auto It = Graph.Nodes.find(E.To);
      if (It == Graph.Nodes.end() || &It->second == &From)
        continue;
      if (Seen.try_emplace(It->first, &It->second).second)
        Work.push_back(&It->second);
    }
  }
  return Seen;
}

/// A declaration that was not read to its end on one side (its header is
/// missing there) shows nothing.
bool comparable(const DeclNode &B, const DeclNode &A) {
  return (B.InRepository || A.InRepository) && B.Defined == A.Defined;
}

bool differs(const DeclNode &B, const DeclNode &A) {
  return B.SemanticHash != A.SemanticHash ||
         B.SignatureHash != A.SignatureHash ||
         B.AttributeHash != A.AttributeHash || B.TemplateHash != A.TemplateHash;
}

/// Text hashes of a macro's definition: its tokens are its meaning.
bool macroDiffers(const DeclNode &B, const DeclNode &A) {
  return B.SemanticHash != A.SemanticHash || B.TextHash != A.TextHash;
}

class ReasonFinder {
public:
  ReasonFinder(const DeclGraph &BeforeGraph, const DeclNode &Before,
               const DeclGraph &AfterGraph, const DeclNode &After)
      : BeforeGraph(BeforeGraph), AfterGraph(AfterGraph), Before(Before),
        After(After) {}

  std::vector<std::string> run() {
    own();
    reached();
    std::vector<std::string> Result;
    if (Body)
      Result.push_back("body");
    for (const std::set<std::string> &Group :
         {Callees, Constants, Macros, Types})
      Result.insert(Result.end(), Group.begin(), Group.end());
    if (Attributes)
      Result.push_back("attributes");
    if (Signature)
      Result.push_back("signature");
    if (Template)
      Result.push_back("template");
    return Result;
  }

private:
  void own() {
    Signature = Before.SignatureHash != After.SignatureHash;
    Attributes = Before.AttributeHash != After.AttributeHash;
    Template = Before.TemplateHash != After.TemplateHash;
    const bool HaveBodies = !Before.BodyHash.empty() && !After.BodyHash.empty();
    const bool BodyDiffers =
        HaveBodies ? Before.BodyHash != After.BodyHash
                   // The hash of all says it only if no other part explains it.
                   : Before.SemanticHash != After.SemanticHash && !Signature &&
                         !Attributes && !Template;
    if (BodyDiffers) {
      const bool ByMacro = macrosOf(Before, After);
      Body = Before.TextHash != After.TextHash || Before.TextHash.empty() ||
             !ByMacro;
      // The same tokens mean something else: a type or constant of the
      // repository changed under them, or the flags did. Told apart below.
      BodyOnlyByMeaning =
          Body && !Before.TextHash.empty() && Before.TextHash == After.TextHash;
    } else if (Before.SemanticHash != After.SemanticHash) {
      macrosOf(Before, After);
    }
  }

  /// Notes changed macros that one declaration expands; true if there are any.
  /// Only asked for declarations whose meaning differs: a macro that expands to
  /// the same code is no change.
  bool macrosOf(const DeclNode &B, const DeclNode &A) {
    StringSet<> Seen;
    std::vector<std::string> Work;
    auto Push = [&](const DeclNode &N) {
      for (const DeclEdge &E : N.Edges)
        if (E.Kind == EdgeKind::UsesMacro && Seen.insert(E.To).second)
          Work.push_back(E.To);
    };
    Push(B);
    Push(A);
    bool Any = false;
    while (!Work.empty()) {
      const std::string Identity = std::move(Work.back());
      Work.pop_back();
      auto BI = BeforeGraph.Nodes.find(Identity);
      auto AI = AfterGraph.Nodes.find(Identity);
      const DeclNode *MB =
          BI == BeforeGraph.Nodes.end() ? nullptr : &BI->second;
      const DeclNode *MA = AI == AfterGraph.Nodes.end() ? nullptr : &AI->second;
      if (MB)
        Push(*MB);
      if (MA)
        Push(*MA);
      if (MB && MA ? macroDiffers(*MB, *MA) : B.TextHash == A.TextHash) {
        if (const DeclNode *M = MA ? MA : MB) {
          Macros.insert("macro:" + M->Name);
          Any = true;
        }
      }
    }
    return Any;
  }

  void reached() {
    const auto InBefore = reach(BeforeGraph, Before);
    const auto InAfter = reach(AfterGraph, After);
    for (const auto &[Identity, B] : InBefore) {
      auto It = InAfter.find(Identity);
      if (It != InAfter.end())
        both(*B, *It->second);
      else
        onlyOne(*B, AfterGraph);
    }
    for (const auto &[Identity, A] : InAfter)
      if (!InBefore.count(Identity))
        onlyOne(*A, BeforeGraph);
    // The text is the same and something under it differs: that is the reason.
    if (BodyOnlyByMeaning &&
        !(Callees.empty() && Constants.empty() && Types.empty()))
      Body = false;
  }

  void both(const DeclNode &B, const DeclNode &A) {
    if (A.Kind == DeclKind::Macro || B.Kind == DeclKind::Macro ||
        !comparable(B, A) || !differs(B, A))
      return;
    const bool ByMacro = B.SemanticHash != A.SemanticHash && macrosOf(B, A);
    if (ByMacro && B.TextHash == A.TextHash && !B.TextHash.empty())
      return;
    name(A);
  }

  /// A function that is called on one side only. Constants and types show in
  /// the hash of whoever uses them.
  void onlyOne(const DeclNode &N, const DeclGraph &Other) {
    if (!isFunction(N.Kind) || !N.Defined || !N.InRepository)
      return;
    // Known on the other side, but not read there: nothing can be said.
    auto It = Other.Nodes.find(N.Identity);
    if (It != Other.Nodes.end() && !It->second.Defined)
      return;
    name(N);
  }

  void name(const DeclNode &N) {
    if (N.Kind == DeclKind::Variable)
      Constants.insert("constant:" + N.Name);
    else if (N.Kind == DeclKind::Type)
      Types.insert("type:" + N.Name);
    else
      Callees.insert("callee:" + N.Name);
  }

  const DeclGraph &BeforeGraph, &AfterGraph;
  const DeclNode &Before, &After;
  bool Body = false, BodyOnlyByMeaning = false;
  bool Attributes = false, Signature = false, Template = false;
  std::set<std::string> Callees, Constants, Macros, Types;
};

} // namespace

std::vector<std::string> reasonsOf(const DeclGraph &BeforeGraph,
                                   const DeclNode &Before,
                                   const DeclGraph &AfterGraph,
                                   const DeclNode &After) {
  return ReasonFinder(BeforeGraph, Before, AfterGraph, After).run();
}

} // namespace perfclaim
