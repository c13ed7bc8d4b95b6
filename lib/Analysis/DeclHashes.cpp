//===- DeclHashes.cpp - Hashes of whole declarations ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemanticHash.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLFunctionalExtras.h"

using namespace clang;

namespace perfclaim {

namespace {

/// Calls \p Use with every raw token in the range until it returns false.
void forEachToken(
    const ParsedUnit &Unit, FileID File, unsigned Begin, unsigned End,
    llvm::function_ref<bool(const Token &, llvm::StringRef)> Use) {
  const SourceManager &SM = Unit.Context.getSourceManager();
  std::optional<llvm::StringRef> Buffer = SM.getBufferDataOrNone(File);
  if (!Buffer || End > Buffer->size() || Begin > End)
    return;
  Lexer Raw(SM.getLocForStartOfFile(File), Unit.Context.getLangOpts(),
            Buffer->data(), Buffer->data() + Begin,
            Buffer->data() + Buffer->size());
  Token Tok;
  // The last token and the end of the file are reported together.
  for (bool AtEnd = false; !AtEnd;) {
    AtEnd = Raw.LexFromRawLexer(Tok);
    if (Tok.is(tok::eof))
      return;
    unsigned Offset = SM.getFileOffset(Tok.getLocation());
    if (Offset >= End)
      return;
    if (!Use(Tok, Buffer->substr(Offset, Tok.getLength())))
      return;
  }
}

struct FileRange {
  FileID File;
  unsigned Begin = 0, End = 0;
};

std::optional<FileRange> fileRangeOf(const ParsedUnit &Unit, const Decl *D) {
  perfclaim::SourceRange Range = rangeOf(Unit, D);
  if (Range.EndOffset == 0)
    return std::nullopt;
  const SourceManager &SM = Unit.Context.getSourceManager();
  FileID File = SM.getFileID(SM.getExpansionLoc(D->getBeginLoc()));
  return FileRange{File, Range.BeginOffset, Range.EndOffset};
}

void hashFunction(const ParsedUnit &Unit, const FunctionDecl *F,
                  DeclHashes &Hashes) {
  // One hasher for the numbers of the parameters, one per part for its hash.
  SemanticHasher Signature(Unit.Context);
  Signature.addType(F->getReturnType());
  Signature.add(F->getNumParams());
  for (const ParmVarDecl *Parameter : F->parameters())
    Signature.addParameterType(Parameter->getType());
  Signature.add(unsigned(F->isVariadic()));
  if (const auto *Method = dyn_cast<CXXMethodDecl>(F)) {
    Signature.add(Method->getMethodQualifiers().getAsOpaqueValue());
    Signature.add(unsigned(Method->isStatic()));
  }
  Hashes.Signature = Signature.finish();

  SemanticHasher Attributes(Unit.Context);
  Attributes.addAttributes(F);
  for (const std::string &Dropped : droppedAttributes(Unit, F))
    Attributes.add(Dropped);
  for (const ParmVarDecl *Parameter : F->parameters())
    Attributes.addAttributes(Parameter);
  Hashes.Attribute = Attributes.finish();

  SemanticHasher Template(Unit.Context);
  bool IsTemplate = false;
  if (const FunctionTemplateDecl *Described =
          F->getDescribedFunctionTemplate()) {
    Template.addTemplateParameters(Described->getTemplateParameters());
    IsTemplate = true;
  }
  if (const auto *Info = F->getTemplateSpecializationInfo()) {
    Template.addTemplateArguments(Info->TemplateArguments->asArray());
    IsTemplate = true;
  }
  if (const Expr *Requires = F->getTrailingRequiresClause().ConstraintExpr) {
    Template.addStatement(Requires);
    IsTemplate = true;
  }
  if (IsTemplate)
    Hashes.Template = Template.finish();

  SemanticHasher Body(Unit.Context);
  for (const ParmVarDecl *Parameter : F->parameters())
    Body.declareLocal(Parameter);
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(F))
    Body.addConstructorInitializers(Constructor);
  if (F->doesThisDeclarationHaveABody())
    Body.addStatement(F->getBody());
  else
    Body.add(F->isDeleted() ? "deleted" : "no body");
  if (F->isInvalidDecl())
    Body.add(hashTokens(Unit, F));
  Hashes.Body = Body.finish();
}

void hashVariable(const ParsedUnit &Unit, const VarDecl *V,
                  DeclHashes &Hashes) {
  SemanticHasher Attributes(Unit.Context);
  Attributes.addAttributes(V);
  Hashes.Attribute = Attributes.finish();
  SemanticHasher Body(Unit.Context);
  Body.addParameterType(V->getType());
  Body.add(unsigned(V->getType().isConstQualified()));
  Body.add(unsigned(V->getTSCSpec()));
  if (const Expr *Init = V->getInit())
    Body.addStatement(Init);
  Hashes.Body = Body.finish();
  if (const VarTemplateDecl *Described = V->getDescribedVarTemplate()) {
    SemanticHasher Template(Unit.Context);
    Template.addTemplateParameters(Described->getTemplateParameters());
    Hashes.Template = Template.finish();
  }
}

void hashRecord(const ParsedUnit &Unit, const CXXRecordDecl *R,
                DeclHashes &Hashes) {
  SemanticHasher Body(Unit.Context);
  Body.addRecord(R);
  Hashes.Body = Body.finish();
  SemanticHasher Template(Unit.Context);
  bool IsTemplate = false;
  if (const ClassTemplateDecl *Described = R->getDescribedClassTemplate()) {
    Template.addTemplateParameters(Described->getTemplateParameters());
    IsTemplate = true;
  }
  if (const auto *Partial =
          dyn_cast<ClassTemplatePartialSpecializationDecl>(R)) {
    Template.addTemplateParameters(Partial->getTemplateParameters());
    Template.addTemplateArguments(Partial->getTemplateArgs().asArray());
    IsTemplate = true;
  }
  if (IsTemplate)
    Hashes.Template = Template.finish();
}

} // namespace

std::string hashTokens(const ParsedUnit &Unit, FileID File, unsigned Begin,
                       unsigned End) {
  Hasher H;
  forEachToken(Unit, File, Begin, End,
               [&](const Token &, llvm::StringRef Text) {
                 H.add(Text);
                 return true;
               });
  return H.finish();
}

std::string hashTokens(const ParsedUnit &Unit, const Decl *D) {
  std::optional<FileRange> Range = fileRangeOf(Unit, D);
  return Range ? hashTokens(Unit, Range->File, Range->Begin, Range->End) : "";
}

std::vector<std::string> droppedAttributes(const ParsedUnit &Unit,
                                           const FunctionDecl *F) {
  std::vector<std::string> Found;
  std::optional<FileRange> Range = fileRangeOf(Unit, F);
  if (!Range)
    return Found;
  std::string Open;
  int Parentheses = 0;
  forEachToken(Unit, Range->File, Range->Begin, Range->End,
               [&](const Token &Tok, llvm::StringRef Text) {
                 if (Parentheses == 0 && Tok.is(tok::l_brace))
                   return false;
                 if (Open.empty()) {
                   if (Text == "__maxnreg__" || Text == "__block_size__" ||
                       Text == "maxnreg" || Text == "__cluster_dims__")
                     Open = Text.str();
                   return true;
                 }
                 if (Parentheses == 0 && Tok.isNot(tok::l_paren)) {
                   Open.clear();
                   return true;
                 }
                 Open += Text;
                 if (Tok.is(tok::l_paren))
                   ++Parentheses;
                 if (Tok.is(tok::r_paren) && --Parentheses == 0) {
                   Found.push_back(Open);
                   Open.clear();
                 }
                 return true;
               });
  return Found;
}

DeclHashes hashDeclaration(const ParsedUnit &Unit, const NamedDecl *D) {
  DeclHashes Hashes;
  if (const auto *F = dyn_cast<FunctionDecl>(D)) {
    hashFunction(Unit, F, Hashes);
  } else if (const auto *V = dyn_cast<VarDecl>(D)) {
    hashVariable(Unit, V, Hashes);
  } else if (const auto *R = dyn_cast<CXXRecordDecl>(D)) {
    hashRecord(Unit, R, Hashes);
  } else {
    SemanticHasher Body(Unit.Context);
    if (const auto *Constant = dyn_cast<EnumConstantDecl>(D)) {
      llvm::SmallString<24> Digits;
      Constant->getInitVal().toString(Digits, 10);
      Body.add(Digits);
      if (const Expr *Init = Constant->getInitExpr();
          Init && Init->isValueDependent())
        Body.addStatement(Init);
    } else if (const auto *Enum = dyn_cast<EnumDecl>(D)) {
      Body.addType(Enum->getIntegerType());
    } else if (const auto *Typedef = dyn_cast<TypedefNameDecl>(D)) {
      Body.addType(Typedef->getUnderlyingType());
    }
    Hashes.Body = Body.finish();
  }
  Hasher All;
  All.add(Hashes.Signature)
      .add(Hashes.Attribute)
      .add(Hashes.Template)
      .add(Hashes.Body);
  Hashes.Semantic = All.finish();
  return Hashes;
}

} // namespace perfclaim
