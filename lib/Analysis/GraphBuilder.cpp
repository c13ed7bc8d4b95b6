//===- GraphBuilder.cpp - The declaration graph of a unit -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GraphBuilder.h"
#include "SemanticHash.h"
#include "clang/AST/Attr.h"

using namespace clang;

namespace perfclaim {

namespace {

class GraphBuilder {
public:
  GraphBuilder(const ParsedUnit &Unit, const DeclIndex &Index,
               DeclGraph &Graph);
  void build();

private:
  bool wants(const FunctionDecl *F) const;
  bool wants(const VarDecl *V) const;
  DeclNode *addNode(const NamedDecl *D, DeclKind Kind, bool Defined);
  void addMacros(DeclNode &Node);
  void finish(DeclNode &Node, ReferenceCollector &References);
  void addReferenced(const NamedDecl *D);
  void addErrors(DeclNode &Node);

  const ParsedUnit &Unit;
  const DeclIndex &Index;
  DeclGraph &Graph;
  /// Sorted by file and offset, for the macros in a range.
  std::vector<const MacroUse *> Macros;
  /// What edges lead to, to make nodes of what has none yet.
  llvm::SmallSetVector<const NamedDecl *, 32> Pending;
};

} // namespace

GraphBuilder::GraphBuilder(const ParsedUnit &Unit, const DeclIndex &Index,
                           DeclGraph &Graph)
    : Unit(Unit), Index(Index), Graph(Graph) {
  for (const MacroUse &Use : Unit.Macros)
    if (!Use.Definition.File.empty() && !Use.ExpansionFile.empty())
      Macros.push_back(&Use);
  llvm::sort(Macros, [](const MacroUse *A, const MacroUse *B) {
    return std::tie(A->ExpansionFile, A->ExpansionOffset, A->Name,
                    A->DefinitionHash) < std::tie(B->ExpansionFile,
                                                  B->ExpansionOffset, B->Name,
                                                  B->DefinitionHash);
  });
}

bool GraphBuilder::wants(const FunctionDecl *F) const {
  bool Device = isKernel(F) || isDevice(F);
  return Device == (Unit.Which == View::Device);
}

bool GraphBuilder::wants(const VarDecl *V) const {
  bool Device = V->hasAttr<CUDADeviceAttr>() ||
                V->hasAttr<CUDAConstantAttr>() ||
                V->hasAttr<CUDASharedAttr>() || V->hasAttr<HIPManagedAttr>() ||
                V->isConstexpr() || V->getType().isConstQualified();
  // Without CUDA there is only the host view.
  if (!Unit.Context.getLangOpts().CUDA)
    return true;
  return Device == (Unit.Which == View::Device);
}

void GraphBuilder::addMacros(DeclNode &Node) {
  if (Node.Range.File.empty())
    return;
  auto Begin = llvm::lower_bound(
      Macros,
      std::pair(llvm::StringRef(Node.Range.File), Node.Range.BeginOffset),
      [](const MacroUse *Use, std::pair<llvm::StringRef, unsigned> Place) {
        return std::pair(llvm::StringRef(Use->ExpansionFile),
                         Use->ExpansionOffset) < Place;
      });
  for (auto I = Begin; I != Macros.end(); ++I) {
    const MacroUse &Use = **I;
    if (Use.ExpansionFile != Node.Range.File ||
        Use.ExpansionOffset >= Node.Range.EndOffset)
      break;
    std::string Identity = "macro:" + Use.Name;
    Node.Edges.insert({EdgeKind::UsesMacro, Identity});
    DeclNode &Macro = Graph.Nodes[Identity];
    if (Macro.Identity.empty()) {
      Macro.Identity = Identity;
      Macro.Kind = DeclKind::Macro;
      Macro.Name = Macro.QualifiedName = Use.Name;
      Macro.Range = Use.Definition;
      Macro.TextHash = Macro.SemanticHash = Use.DefinitionHash;
      Macro.Unit = Unit.Request.Path;
      Macro.Defined = Macro.InRepository = true;
    } else if (Macro.Range != Use.Definition &&
               Macro.SemanticHash != Use.DefinitionHash) {
      // Redefined on the way: every definition in force counts.
      Macro.TextHash = Macro.SemanticHash =
          hashText(Macro.SemanticHash + Use.DefinitionHash);
      Macro.Range = Use.Definition;
    }
  }
}

void GraphBuilder::addErrors(DeclNode &Node) {
  for (const SourcePlace &Place : Unit.ErrorPlaces)
    if (Place.File == Node.Range.File && Place.Line >= Node.Range.BeginLine &&
        Place.Line <= Node.Range.EndLine) {
      // The AST is not all there is: let the text decide, too.
      Node.BodyHash = hashText(Node.BodyHash + Node.TextHash);
      Node.SemanticHash = hashText(Node.SemanticHash + Node.TextHash);
      return;
    }
}

DeclNode *GraphBuilder::addNode(const NamedDecl *D, DeclKind Kind,
                                bool Defined) {
  std::string Identity = identityOf(D);
  if (Identity.empty())
    return nullptr;
  DeclNode &Node = Graph.Nodes[Identity];
  if (Node.Defined || (!Node.Identity.empty() && !Defined))
    return nullptr;
  Node.Identity = std::move(Identity);
  Node.Kind = Kind;
  Node.Name = nameOf(D);
  Node.QualifiedName = qualifiedNameOf(D);
  Node.Range = rangeOf(Unit, D);
  Node.Defined = Defined;
  Node.InRepository = true;
  Node.Unit = Defined ? Unit.Request.Path : "";
  DeclHashes Hashes = hashDeclaration(Unit, D);
  Node.TextHash = hashTokens(Unit, D);
  Node.SemanticHash = std::move(Hashes.Semantic);
  Node.SignatureHash = std::move(Hashes.Signature);
  Node.AttributeHash = std::move(Hashes.Attribute);
  Node.TemplateHash = std::move(Hashes.Template);
  if (isa<FunctionDecl>(D))
    Node.BodyHash = std::move(Hashes.Body);
  addErrors(Node);
  addMacros(Node);
  return &Node;
}

void GraphBuilder::finish(DeclNode &Node, ReferenceCollector &References) {
  // A recursive function or a type that points to itself needs no edge.
  std::erase_if(References.Edges,
                [&](const DeclEdge &Edge) { return Edge.To == Node.Identity; });
  Node.Edges.insert(References.Edges.begin(), References.Edges.end());
  Pending.insert_range(References.Targets);
}

void GraphBuilder::addReferenced(const NamedDecl *D) {
  // Functions and variables have their nodes from the index, unless they are
  // the other view's.
  DeclKind Kind = DeclKind::Type;
  if (isa<EnumConstantDecl>(D))
    Kind = DeclKind::Variable;
  else if (!isa<EnumDecl, TypedefNameDecl>(D))
    return;
  DeclNode *Node = addNode(D, Kind, true);
  if (!Node)
    return;
  ReferenceCollector References(Unit, Index);
  References.collect(D, false);
  finish(*Node, References);
}

void GraphBuilder::build() {
  for (const auto &[F, Instances] : Index.Functions) {
    if (!wants(F))
      continue;
    DeclKind Kind = DeclKind::HostFunction;
    if (isKernel(F))
      Kind = DeclKind::Kernel;
    else if (isDevice(F))
      Kind =
          isHost(F) ? DeclKind::HostDeviceFunction : DeclKind::DeviceFunction;
    DeclNode *Node = addNode(F, Kind, !Instances.empty());
    if (!Node)
      continue;
    ReferenceCollector References(Unit, Index);
    for (const FunctionDecl *Instance : Instances)
      References.collect(Instance, Instances.size() > 1);
    finish(*Node, References);
  }
  for (const auto &[V, Instances] : Index.Variables) {
    if (!wants(V))
      continue;
    bool Defined =
        V->getInit() || V->isThisDeclarationADefinition(Unit.Context) !=
                            VarDecl::DeclarationOnly;
    DeclNode *Node = addNode(V, DeclKind::Variable, Defined);
    if (!Node)
      continue;
    ReferenceCollector References(Unit, Index);
    for (const VarDecl *Instance : Instances)
      References.collect(Instance, Instances.size() > 1);
    finish(*Node, References);
  }
  for (const auto &[R, Instances] : Index.Records) {
    DeclNode *Node = addNode(R, DeclKind::Type, !Instances.empty());
    if (!Node)
      continue;
    ReferenceCollector References(Unit, Index);
    for (const CXXRecordDecl *Instance : Instances)
      References.collect(Instance, false);
    finish(*Node, References);
  }
  // Grows while it is walked.
  for (unsigned I = 0; I < Pending.size(); ++I)
    addReferenced(Pending[I]);
}

void buildGraph(const ParsedUnit &Unit, const DeclIndex &Index,
                DeclGraph &Graph) {
  GraphBuilder(Unit, Index, Graph).build();
}

} // namespace perfclaim
