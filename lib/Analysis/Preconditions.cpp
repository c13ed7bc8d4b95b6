//===- Preconditions.cpp - What a host function demands -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Preconditions.h"
#include "PreconditionNames.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"
#include <map>
#include <optional>

using namespace clang;

namespace perfclaim {

namespace {

bool isCheckMacro(llvm::StringRef Name) {
  if (Name == "assert" || Name == "static_assert")
    return Name == "assert";
  return Name == Name.upper() &&
         (Name.contains("CHECK") || Name.contains("ASSERT") ||
          Name.contains("REQUIRE") || Name.contains("ENFORCE"));
}

/// Wraps a call whose error code it looks at: no demand on arguments.
bool checksApiCall(llvm::StringRef Text) {
  llvm::StringRef Inside = Text.drop_until([](char C) { return C == '('; });
  Inside = Inside.drop_front(Inside.empty() ? 0 : 1).ltrim();
  for (llvm::StringRef Prefix :
       {"cuda", "cublas", "cudnn", "nccl", "curand", "cu", "cusparse"}) {
    llvm::StringRef Rest = Inside;
    if (Rest.consume_front(Prefix) && !Rest.empty() && Rest.front() >= 'A' &&
        Rest.front() <= 'Z')
      return true;
  }
  return false;
}

/// Uses of checking macros in a function, by offset, white space collapsed.
/// Off the tokens: the macros of the system are not in the unit's list.
class CheckReader {
public:
  CheckReader(const ParsedUnit &Unit, FileID File, unsigned Begin, unsigned End,
              std::map<unsigned, std::string> &Found)
      : SM(Unit.Context.getSourceManager()), End(End), Found(Found) {
    std::optional<llvm::StringRef> Data = SM.getBufferDataOrNone(File);
    if (!Data || Begin > End || End > Data->size())
      return;
    Buffer = *Data;
    Lexer Raw(SM.getLocForStartOfFile(File), Unit.Context.getLangOpts(),
              Buffer.data(), Buffer.data() + Begin,
              Buffer.data() + Buffer.size());
    read(Raw);
  }

private:
  llvm::StringRef text(const Token &Tok) const {
    return Buffer.substr(SM.getFileOffset(Tok.getLocation()), Tok.getLength());
  }
  void read(Lexer &Raw) {
    std::string Text;
    unsigned Start = 0;
    int Parentheses = 0;
    Token Tok;
    while (!Raw.LexFromRawLexer(Tok) &&
           SM.getFileOffset(Tok.getLocation()) < End) {
      if (Text.empty()) {
        if (Tok.is(tok::raw_identifier) && isCheckMacro(text(Tok))) {
          Text = text(Tok).str();
          Start = SM.getFileOffset(Tok.getLocation());
          Parentheses = 0;
        }
        continue;
      }
      if (Parentheses == 0 && Tok.isNot(tok::l_paren)) {
        Text.clear();
        continue;
      }
      if (Parentheses > 0 && (Tok.hasLeadingSpace() || Tok.isAtStartOfLine()))
        Text += ' ';
      Text += text(Tok);
      if (Tok.is(tok::l_paren))
        ++Parentheses;
      if (Tok.is(tok::r_paren) && --Parentheses == 0) {
        if (!checksApiCall(Text))
          Found[Start] = Text;
        Text.clear();
      }
    }
  }

  const SourceManager &SM;
  unsigned End;
  std::map<unsigned, std::string> &Found;
  llvm::StringRef Buffer;
};

/// The arms of a function's conditions, by offset: what is checked there is
/// asked for only where they are taken.
class Arms {
public:
  Arms(const ParsedUnit &Unit, FileID File, const Stmt *Body)
      : Unit(Unit), SM(Unit.Context.getSourceManager()), File(File) {
    collect(Body);
  }

  /// "where (a) unless (b) " before what stands at \p Offset; nothing where it
  /// is not known when that is reached.
  std::optional<std::string> around(unsigned Offset) const {
    std::string Text;
    for (const Arm &A : All)
      if (A.Begin <= Offset && Offset < A.End) {
        if (A.Text.empty())
          return std::nullopt;
        Text += A.Text + " ";
      }
    return Text;
  }

private:
  struct Arm {
    unsigned Begin, End;
    std::string Text;
  };

  void add(const Stmt *S, std::string Text) {
    if (!S)
      return;
    const SourceLocation Begin = SM.getFileLoc(S->getBeginLoc());
    const SourceLocation End = SM.getFileLoc(S->getEndLoc());
    if (SM.getFileID(Begin) == File && SM.getFileID(End) == File)
      All.push_back({SM.getFileOffset(Begin), SM.getFileOffset(End) + 1,
                     std::move(Text)});
  }
  void collect(const Stmt *S) {
    if (!S)
      return;
    if (const auto *If = dyn_cast<IfStmt>(S); If && inText(If)) {
      const std::string Cond = sourceText(Unit.Context, If->getCond());
      add(If->getThen(), "where (" + Cond + ")");
      add(If->getElse(), "unless (" + Cond + ")");
    }
    if (const auto *Switch = dyn_cast<SwitchStmt>(S); Switch && inText(Switch))
      add(Switch->getBody(), "");
    for (const Stmt *Child : S->children())
      collect(Child);
  }
  /// Checking macros have conditions of their own.
  static bool inText(const Stmt *S) { return !S->getBeginLoc().isMacroID(); }

  const ParsedUnit &Unit;
  const SourceManager &SM;
  FileID File;
  std::vector<Arm> All;
};

/// Whether \p S does what the function is there for: its way out is no refusal.
bool launches(const Stmt *S, unsigned Depth = 0) {
  if (!S || Depth > 64)
    return false;
  if (isa<CUDAKernelCallExpr>(S))
    return true;
  if (const auto *Call = dyn_cast<CallExpr>(S))
    if (const FunctionDecl *Callee = Call->getDirectCallee())
      if (const FunctionDecl *Body = nullptr;
          Callee->hasBody(Body) && !Callee->isNoReturn() &&
          launches(Body->getBody(), Depth + 16))
        return true;
  return llvm::any_of(S->children(), [&](const Stmt *Child) {
    return launches(Child, Depth + 1);
  });
}

/// "exit", "throw" or "return" where \p S does little else. Asserting what is
/// false is leaving too: `if (!(false)) fail();`, `do { ... } while (0)`.
llvm::StringRef leavesBy(const ASTContext &Context, const Stmt *S) {
  if (!S)
    return "";
  if (const auto *Compound = dyn_cast<CompoundStmt>(S)) {
    const llvm::StringRef Way =
        Compound->body_empty() ? "" : leavesBy(Context, Compound->body_back());
    return Compound->size() > 4 && Way != "exit" ? "" : Way;
  }
  if (const auto *Once = dyn_cast<DoStmt>(S))
    return leavesBy(Context, Once->getBody());
  if (const auto *If = dyn_cast<IfStmt>(S)) {
    bool Always = false;
    if (If->getCond()->isValueDependent() ||
        !If->getCond()->EvaluateAsBooleanCondition(Always, Context))
      return "";
    return leavesBy(Context, Always ? If->getThen() : If->getElse());
  }
  if (isa<ReturnStmt>(S))
    return "return";
  const auto *E = dyn_cast<Expr>(S);
  if (!E)
    return "";
  E = stripped(E);
  if (isa<CXXThrowExpr>(E))
    return "throw";
  // `assert`: `(condition) ? void(0) : fail()`.
  if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
    bool Holds = false;
    if (Choice->getCond()->isValueDependent() ||
        !Choice->getCond()->EvaluateAsBooleanCondition(Holds, Context))
      return "";
    return leavesBy(Context,
                    Holds ? Choice->getTrueExpr() : Choice->getFalseExpr());
  }
  if (const auto *Call = dyn_cast<CallExpr>(E))
    if (const FunctionDecl *Callee = Call->getDirectCallee())
      if (Callee->isNoReturn() ||
          (Callee->getIdentifier() &&
           (Callee->getName() == "exit" || Callee->getName() == "abort")))
        return "exit";
  return "";
}

/// What a switch does with values that it does not list.
struct SwitchCases {
  std::vector<int64_t> Values; ///< Sorted; none where one is not known.
  bool Refuses = true;         ///< Others leave, or nothing is done.
};

SwitchCases casesOf(const ASTContext &Context, const SwitchStmt *S) {
  SwitchCases Result;
  for (const SwitchCase *C = S->getSwitchCaseList(); C;
       C = C->getNextSwitchCase()) {
    if (const auto *Default = dyn_cast<DefaultStmt>(C)) {
      const Stmt *Body = Default->getSubStmt();
      Result.Refuses &=
          isa_and_nonnull<BreakStmt>(Body) || !leavesBy(Context, Body).empty();
      continue;
    }
    const auto *Case = cast<CaseStmt>(C);
    Expr::EvalResult Low;
    if (Case->getRHS() || Case->getLHS()->isValueDependent() ||
        !Case->getLHS()->EvaluateAsInt(Low, Context) ||
        Low.Val.getInt().getSignificantBits() > 64) {
      Result.Refuses = false;
      break;
    }
    Result.Values.push_back(Low.Val.getInt().getExtValue());
  }
  llvm::sort(Result.Values);
  Result.Refuses &= !Result.Values.empty();
  return Result;
}

/// "switch (nc) 3, 4, 9" where other values are refused; "" elsewhere.
std::string demandOf(const ASTContext &Context, const SwitchStmt *S) {
  const auto *Subject = dyn_cast<DeclRefExpr>(stripped(S->getCond()));
  if (!Subject || !isa<ParmVarDecl>(Subject->getDecl()) ||
      !Subject->getType()->isIntegerType() ||
      Subject->getType()->isBooleanType())
    return "";
  const SwitchCases Cases = casesOf(Context, S);
  if (!Cases.Refuses)
    return "";
  std::string Text =
      ("switch (" + cast<ParmVarDecl>(Subject->getDecl())->getName() + ")")
          .str();
  for (size_t I = 0; I != Cases.Values.size(); ++I)
    Text += (I ? ", " : " ") + std::to_string(Cases.Values[I]);
  return Text;
}

bool mentionsParameter(const Stmt *S) {
  if (!S)
    return false;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(S))
    if (isa<VarDecl>(Reference->getDecl()))
      return true;
  return llvm::any_of(S->children(), mentionsParameter);
}

} // namespace

std::vector<std::string> preconditionsOf(const ParsedUnit &Unit,
                                         const FunctionDecl *F) {
  // By offset, so that they come in the order of the text.
  std::map<unsigned, std::string> Found;
  const auto *Body = dyn_cast_or_null<CompoundStmt>(F->getBody());
  if (!Body)
    return {};
  const SourceManager &SM = Unit.Context.getSourceManager();
  FileID File = SM.getFileID(SM.getExpansionLoc(F->getLocation()));
  perfclaim::SourceRange Range = rangeOf(Unit, F);
  if (!Range.File.empty()) {
    std::map<unsigned, std::string> Checks;
    CheckReader(Unit, File, Range.BeginOffset, Range.EndOffset, Checks);
    const Arms Conditions(Unit, File, Body);
    for (const auto &[Offset, Text] : Checks)
      if (const auto Where = Conditions.around(Offset))
        Found[Offset] = *Where + Text;
  }
  for (const Stmt *S : Body->body()) {
    if (const auto *Switch = dyn_cast<SwitchStmt>(S);
        Switch && !Switch->getBeginLoc().isMacroID()) {
      std::string Demand = demandOf(Unit.Context, Switch);
      if (!Demand.empty())
        Found[SM.getFileOffset(Switch->getBeginLoc())] = std::move(Demand);
      continue;
    }
    const auto *If = dyn_cast<IfStmt>(S);
    if (!If || If->getElse() || If->getBeginLoc().isMacroID() ||
        !mentionsParameter(If->getCond()))
      continue;
    llvm::StringRef Way = leavesBy(Unit.Context, If->getThen());
    if (!Way.empty() && !(Way == "return" && launches(If->getThen())))
      Found[SM.getFileOffset(If->getBeginLoc())] =
          ("if (" + sourceText(Unit.Context, If->getCond()) + ") " + Way).str();
  }
  std::vector<std::string> Texts;
  for (auto &[Offset, Text] : Found)
    Texts.push_back(std::move(Text));
  if (!Texts.empty())
    writeOut(Unit, F, Texts);
  return Texts;
}

} // namespace perfclaim
