//===- HunkBrackets.cpp - What the lines of a hunk open and close ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HunkBrackets.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

static bool hasWord(StringRef Text, StringRef Word) {
  auto IsName = [](char C) { return isAlnum(C) || C == '_'; };
  for (size_t At = Text.find(Word); At != StringRef::npos;
       At = Text.find(Word, At + 1)) {
    const size_t End = At + Word.size();
    if ((At == 0 || !IsName(Text[At - 1])) &&
        (End == Text.size() || !IsName(Text[End])))
      return true;
  }
  return false;
}

/// Of a brace behind \p Head, which begins behind the last statement.
static Bracket kindOf(StringRef Head) {
  Head = Head.trim();
  if (hasWord(Head, "namespace") || Head.contains("extern \""))
    return Bracket::Namespace;
  if (!Head.ends_with(")"))
    for (StringRef Word : {"struct", "class", "union", "enum"})
      if (hasWord(Head, Word))
        return Bracket::Class;
  return Bracket::Block;
}

/// Whether a comment ends before one begins.
static bool startsInComment(ArrayRef<StringRef> Lines) {
  for (StringRef Line : Lines) {
    const size_t End = Line.find("*/"), Begin = Line.find("/*");
    if (End != Begin)
      return End < Begin;
  }
  return false;
}

namespace {

class Scanner {
public:
  explicit Scanner(std::vector<Bracket> Open) { Result.Open = std::move(Open); }

  Brackets run(ArrayRef<StringRef> Lines) {
    Comment = Result.StartsInComment = startsInComment(Lines);
    for (StringRef Line : Lines) {
      if (!Comment && (Directive || Line.ltrim().starts_with("#")))
        directive(Line);
      else
        code(Line);
    }
    Result.EndsInComment = Comment;
    return std::move(Result);
  }

private:
  void directive(StringRef Line) {
    if (!Directive) {
      const StringRef Word = Line.ltrim().drop_front().ltrim();
      if (Word.starts_with("if"))
        ++Result.Conditionals;
      else if (Word.starts_with("endif") && Result.Conditionals > 0)
        --Result.Conditionals;
    }
    Directive = Line.rtrim().ends_with("\\");
  }

  void code(StringRef Line) {
    char Quote = 0;
    for (size_t I = 0; I < Line.size(); ++I) {
      const char C = Line[I];
      const StringRef Rest = Line.substr(I);
      if (Comment) {
        if (Rest.starts_with("*/")) {
          Comment = false;
          ++I;
        }
      } else if (Quote) {
        if (C == '\\')
          ++I;
        else if (C == Quote)
          Quote = 0;
      } else if (Rest.starts_with("//")) {
        break;
      } else if (Rest.starts_with("/*")) {
        Comment = true;
        ++I;
      } else {
        // 1'000 is a number.
        if (C == '"' || (C == '\'' && (I == 0 || !isAlnum(Line[I - 1]))))
          Quote = C;
        character(C, I);
      }
    }
    Head += ' ';
  }

  void character(char C, size_t Column) {
    if (AfterParen && !isSpace(C)) {
      Result.ParenOpensBlock = C == '{';
      AfterParen = false;
    }
    Head += C;
    std::vector<Bracket> &Open = Result.Open;
    if (C == '(') {
      Open.push_back(Bracket::Paren);
    } else if (C == ')') {
      if (!Open.empty() && Open.back() == Bracket::Paren) {
        Open.pop_back();
      } else if (Open.empty()) {
        if (Result.Closers.empty()) {
          Result.BeforeParen = StringRef(Head).drop_back().str();
          AfterParen = true;
        }
        Result.Closers.push_back({true, false});
      }
    } else if (C == '{') {
      Open.push_back(kindOf(StringRef(Head).drop_back()));
      Head.clear();
    } else if (C == '}') {
      while (!Open.empty() && Open.back() == Bracket::Paren)
        Open.pop_back();
      if (Open.empty())
        Result.Closers.push_back({false, Column == 0});
      else
        Open.pop_back();
      Head.clear();
    } else if (C == ';') {
      Head.clear();
    }
  }

  Brackets Result;
  std::string Head; ///< From the last statement on.
  bool Comment = false, Directive = false, AfterParen = false;
};

} // namespace

Brackets scanBrackets(ArrayRef<StringRef> Lines, std::vector<Bracket> Open) {
  return Scanner(std::move(Open)).run(Lines);
}

} // namespace perfclaim
