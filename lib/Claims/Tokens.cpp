//===- Tokens.cpp - A message in words, numbers and signs -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Tokens.h"
#include "ForeignSigns.h"
#include "Lines.h"
#include "Units.h"
#include "Words.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

namespace {

bool isWordByte(char C) {
  return isAlnum(C) || C == '_' || static_cast<unsigned char>(C) >= 0x80;
}

class Lexer {
public:
  explicit Lexer(StringRef Message) : Message(Message) {}

  std::vector<Token> run() {
    size_t At = 0;
    size_t PreviousLength = 0;
    StringRef PreviousFirst;
    bool PreviousEmpty = true, PreviousKeyed = false, OpenRow = false;
    while (At < Message.size()) {
      size_t End = Message.find('\n', At);
      if (End == StringRef::npos)
        End = Message.size();
      StringRef Text = Message.slice(At, End);
      const StringRef Trimmed = Text.trim();
      if (Trimmed.empty()) {
        ++Paragraph;
        newSentence();
        PreviousEmpty = true;
      } else {
        // Text that goes on from line to line is wrapped at some width; a
        // short line, or one that starts an item, stands alone.
        const bool Wraps =
            PreviousLength >= 50 || endsOpen() || OpenRow || goesOn(Trimmed);
        // Below the subject, text begins unless it goes on with the sentence.
        const bool Begins =
            Line == 1 &&
            !(PreviousLength >= 50 &&
              (isLower(Trimmed.front()) || Trimmed.front() == '(' ||
               (isDigit(Trimmed.front()) && Trimmed.size() < 8)));
        // "  first case: 2x", one below the other.
        const StringRef Key = Trimmed.take_front(40).split(": ").first;
        const bool HasKey = Key.size() < std::min<size_t>(40, Trimmed.size()) &&
                            Key.count('(') == Key.count(')');
        const StringRef First = Trimmed.take_while(isWordByte);
        const bool Keyed =
            HasKey && (Text.starts_with("  ") ||
                       (!First.empty() && First == PreviousFirst));
        PreviousFirst = First;
        // A full stop at the end of the line has ended it already.
        const bool Ended = !PreviousEmpty && !Tokens.empty() &&
                           Tokens.back().Sentence != Sentence;
        if (!Ended && (PreviousEmpty || !Wraps || startsItem(Trimmed) ||
                       Begins || (Keyed && PreviousKeyed)))
          newSentence();
        const StringRef Next = Message.substr(End + 1).ltrim(' ');
        if (!isTrailer(Trimmed) && withdrawnTitle(Trimmed, Line == 0).empty() &&
            !isQuoted(Trimmed, Quoted || Next.starts_with(">")))
          lexLine(At, End);
        Quoted = Trimmed.starts_with(">") || introducesQuote(Trimmed);
        PreviousKeyed = HasKey || Trimmed.ends_with(":");
        PreviousEmpty = false;
        OpenRow = Trimmed.starts_with("|") && !Trimmed.ends_with("|");
        PreviousLength = Text.rtrim().size();
      }
      ++Line;
      At = End + 1;
    }
    return std::move(Tokens);
  }

private:
  /// The line before ends in a word that something must follow.
  bool endsOpen() const {
    if (Tokens.empty() || Tokens.back().Kind != TokenKind::Word)
      return false;
    for (StringRef Word : {"and", "or", "the", "to", "of", "for", "with", "vs",
                           "by", "from", "than", "a", "is", "are", "in", "on"})
      if (Tokens.back().isWord(Word))
        return true;
    return false;
  }

  /// "now 2x" on a short line, and "faster" on the next.
  bool goesOn(StringRef Next) const {
    if (Tokens.empty() || Tokens.back().Line + 1 != Line)
      return false;
    const Token &Last = Tokens.back();
    const bool Figure =
        Last.isSign('%') || Last.isWord("x") || Last.isWord("times");
    const StringRef Word = Next.take_while(isWordByte);
    if (!isLower(Next.front()) || Last.isSign('.') || Last.isSign(':'))
      return false;
    constexpr uint32_t Says =
        words::Directions | words::Performance | words::Throughput;
    for (StringRef Link :
         {"and", "or", "with", "on", "for", "in", "of", "when", "compared",
          "over", "than", "vs", "by", "to", "from"})
      if (Word == Link)
        return true;
    // "faster", "backward speedup"
    const StringRef Second =
        Next.substr(Word.size()).ltrim(' ').take_while(isWordByte);
    return Figure && ((words::classify(Word) | words::classify(Second)) & Says);
  }

  void newSentence() {
    ++Sentence;
    ++Clause;
  }

  char byte(size_t I) const { return I < Message.size() ? Message[I] : '\0'; }

  Token &add(TokenKind Kind, size_t Begin, size_t End) {
    Token T;
    T.Kind = Kind;
    T.Text = Message.slice(Begin, End);
    T.Offset = Begin;
    T.Space = Begin == 0 || isSpace(Message[Begin - 1]);
    T.Line = Line;
    T.Sentence = Sentence;
    T.Clause = Clause;
    T.Paragraph = Paragraph;
    Tokens.push_back(T);
    return Tokens.back();
  }

  bool adjacent(size_t At) const {
    return !Tokens.empty() && Tokens.back().end() == At;
  }

  void lexLine(size_t At, size_t End) {
    while (At < End) {
      const char C = Message[At];
      if (isSpace(C)) {
        ++At;
        continue;
      }
      const StringRef Rest = Message.slice(At, End);
      if (Rest.starts_with("http://") || Rest.starts_with("https://")) {
        while (At < End && !isSpace(Message[At]) && Message[At] != ')')
          ++At;
        continue;
      }
      const bool Point = C == '.' && isDigit(byte(At + 1)) &&
                         (At == 0 || isSpace(Message[At - 1]) ||
                          Message[At - 1] == '~' || Message[At - 1] == '(');
      // "~~1.2x~~ 1.4x": struck out.
      if (const size_t Close = Rest.starts_with("~~") ? Rest.find("~~", 2) : 0;
          Close != 0 && Close != StringRef::npos) {
        At += Close + 2;
        continue;
      }
      if (isDigit(C) || Point) // ".6 ms"
        At = number(At, End);
      else if (const Foreign *F = foreignAt(Rest))
        At = foreign(*F, At);
      else if (isWordByte(C))
        At = word(At, End);
      else
        At = sign(At, End);
    }
  }

  size_t word(size_t At, size_t End) {
    size_t I = At;
    while (I < End && (isWordByte(Message[I]) ||
                       // don't, it's
                       (Message[I] == '\'' && I > At && I + 1 < End &&
                        isAlpha(Message[I + 1])))) {
      // A name may go up to a dash or arrow that is not ASCII.
      if (I > At && static_cast<unsigned char>(Message[I]) >= 0xC2 &&
          foreignAt(Message.slice(I, End)))
        break;
      ++I;
    }
    // "x1.21"
    const StringRef Text = Message.slice(At, I);
    if (Text.size() > 1 && (Text[0] == 'x' || Text[0] == 'X') &&
        Text.find_first_not_of("0123456789", 1) == StringRef::npos &&
        byte(I) == '.' && isDigit(byte(I + 1))) {
      size_t J = I + 1;
      while (J < End && isDigit(Message[J]))
        ++J;
      if (J == End || (!isWordByte(Message[J]) && Message[J] != '.'))
        I = J;
    }
    add(TokenKind::Word, At, I);
    return I;
  }

  size_t foreign(const Foreign &F, size_t At) {
    const size_t I = At + F.Bytes.size();
    if (F.Sign == 'x' || F.Sign == 'v') {
      add(TokenKind::Word, At, I);
    } else if (F.Sign == '>' && F.Bytes != "\xE2\x89\xA5") {
      add(TokenKind::Arrow, At, I);
    } else {
      add(TokenKind::Sign, At, I).Sign = F.Sign;
    }
    return I;
  }

  size_t number(size_t At, size_t End) {
    size_t I = At;
    auto Digits = [&] {
      const size_t From = I;
      while (I < End && isDigit(Message[I]))
        ++I;
      return I - From;
    };
    const size_t Whole = Digits();
    // 78,936 and 1,234,567; but "sizes 1,2" are two numbers.
    while (Whole <= 3 && byte(I) == ',' && I + 3 < Message.size() &&
           isDigit(byte(I + 1)) && isDigit(byte(I + 2)) &&
           isDigit(byte(I + 3)) && !isDigit(byte(I + 4)))
      I += 4;
    // Some part thousands by a space that does not break.
    while (Whole <= 3 && thousandBehind(I) != 0)
      I += thousandBehind(I);
    bool Open = false, Name = false;
    std::string Digested = Message.slice(At, I).str();
    if (byte(I) == '.' && isDigit(byte(I + 1))) {
      ++I;
      Digits();
      Digested = Message.slice(At, I).str();
    } else if (byte(I) == '.' && (byte(I + 1) == 'x' || byte(I + 1) == 'X') &&
               !isWordByte(byte(I + 2))) {
      Open = true;
      ++I;
    } else if (byte(I) == ',' && isDigit(byte(I + 1))) {
      // The comma of other languages, where a unit tells it from a list.
      size_t J = I + 1;
      while (J < End && isDigit(Message[J]))
        ++J;
      const bool Listed = At > 0 && Message[At - 1] == ',';
      if (J - I <= 3 && !Listed && startsWithUnit(Message.slice(J, End))) {
        Digested = Message.slice(At, J).str();
        I = J;
      }
    }
    // 1m53.8s
    if (const size_t Ends = minutes(I, End); Ends > I) {
      Token &T = add(TokenKind::Number, At, Ends - 1);
      double Minutes = 0, Seconds = 0;
      Message.slice(At, I).getAsDouble(Minutes);
      Message.slice(I + 1, Ends - 1).getAsDouble(Seconds);
      T.Value = Minutes * 60 + Seconds;
      return Ends - 1; // The "s" is its unit.
    }
    // "5e-4 s"
    if (const size_t Ends = exponent(I, End); Ends > I) {
      Token &T = add(TokenKind::Number, At, Ends);
      if (Message.slice(At, Ends).getAsDouble(T.Value))
        T.Value = 0;
      return Ends;
    }
    // 12.4.1 is a version, 1e-7 an accuracy, 256x128 and 3xTF32 are names.
    if (byte(I) == '.' && isDigit(byte(I + 1)))
      Name = true;
    if ((byte(I) == 'e' || byte(I) == 'E') &&
        (isDigit(byte(I + 1)) ||
         ((byte(I + 1) == '-' || byte(I + 1) == '+') && isDigit(byte(I + 2)))))
      Name = true;
    if ((byte(I) == 'x' || byte(I) == 'X') && isAlnum(byte(I + 1)))
      Name = true;
    // PP-512, RTX-4080, q8/16; a range (3-4) follows a number.
    if (!Tokens.empty() && !Tokens.back().Space && adjacent(At) &&
        (Tokens.back().isSign('-') || Tokens.back().isSign('.')) &&
        Tokens.size() > 1) {
      const Token &Before = Tokens[Tokens.size() - 2];
      const bool Unit = Before.isWord("x") || Before.Text.size() <= 2;
      Name |= Before.Kind == TokenKind::Word &&
              Before.end() == Tokens.back().Offset &&
              !(Unit && Tokens.size() > 2 &&
                Tokens[Tokens.size() - 3].Kind == TokenKind::Number &&
                Tokens[Tokens.size() - 3].end() == Before.Offset);
    }
    // "i64/128": kinds of a thing, that much of each.
    if (Tokens.size() > 1 && adjacent(At) && Tokens.back().isSign('/')) {
      const Token &Before = Tokens[Tokens.size() - 2];
      Name |= Before.Kind == TokenKind::Word && isAlpha(Before.Text.front()) &&
              isDigit(Before.Text.back()) &&
              Before.end() == Tokens.back().Offset;
    }
    if (Name) {
      while (I < End && (isWordByte(Message[I]) ||
                         (Message[I] == '.' && isDigit(byte(I + 1)))))
        ++I;
      add(TokenKind::Word, At, I);
      return I;
    }
    Token &T = add(TokenKind::Number, At, Open ? ++I : I);
    T.Open = Open;
    T.Value = valueOf(Digested);
    return I;
  }

  /// The bytes of a narrow or unbreakable space and three digits, or 0.
  size_t thousandBehind(size_t I) const {
    const StringRef Rest = Message.substr(I);
    size_t N = 0;
    for (StringRef Space : {"\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"})
      if (Rest.starts_with(Space))
        N = Space.size();
    return N != 0 && isDigit(byte(I + N)) && isDigit(byte(I + N + 1)) &&
                   isDigit(byte(I + N + 2)) && !isDigit(byte(I + N + 3))
               ? N + 3
               : 0;
  }

  /// The end of "e-4" where a unit follows; \p I if it is not there.
  size_t exponent(size_t I, size_t End) const {
    if (byte(I) != 'e' && byte(I) != 'E')
      return I;
    size_t J = I + 1;
    if (byte(J) == '-' || byte(J) == '+')
      ++J;
    const size_t Digits = J;
    while (J < End && isDigit(Message[J]))
      ++J;
    return J > Digits && J - Digits < 4 && byte(J) != '%' && byte(J) != 'x' &&
                   startsWithUnit(Message.slice(J, End))
               ? J
               : I;
  }

  /// The end of "m53.8s" behind a number of minutes; \p I if it is not there.
  size_t minutes(size_t I, size_t End) const {
    size_t J = I + 1;
    while (J < End && (isDigit(Message[J]) || Message[J] == '.'))
      ++J;
    return byte(I) == 'm' && J > I + 1 && J - I < 9 && isDigit(byte(I + 1)) &&
                   byte(J) == 's' && !isWordByte(byte(J + 1))
               ? J + 1
               : I;
  }

  size_t sign(size_t At, size_t End) {
    const StringRef Rest = Message.slice(At, End);
    for (StringRef Arrow : {"-->", "==>", "->", "=>"})
      if (Rest.starts_with(Arrow)) {
        add(TokenKind::Arrow, At, At + Arrow.size());
        return At + Arrow.size();
      }
    const char C = Rest.front();
    add(TokenKind::Sign, At, At + 1).Sign = C;
    const bool Ends = At + 1 >= End || isSpace(Message[At + 1]);
    // A full stop ends a sentence unless it stands for something.
    if ((C == '.' || C == '!' || C == '?') && Ends && !abbreviation())
      newSentence();
    else if (C == ';')
      newSentence();
    else if (C == ',' && Ends)
      ++Clause;
    return At + 1;
  }

  bool abbreviation() const {
    if (Tokens.size() < 2)
      return false;
    const StringRef Word = Tokens[Tokens.size() - 2].Text;
    for (StringRef Short : {"approx", "vs", "avg", "resp", "ca", "perf", "incl",
                            "excl", "est", "comp"})
      if (Word.equals_insensitive(Short))
        return true;
    // "e.g.", "i.e.", "..."
    const size_t N = Tokens.size();
    return Tokens[N - 2].isSign('.') ||
           (N > 3 && Word.size() == 1 && Tokens[N - 3].isSign('.') &&
            !Tokens[N - 3].Space && Tokens[N - 4].Text.size() == 1);
  }

  StringRef Message;
  std::vector<Token> Tokens;
  unsigned Line = 0, Sentence = 0, Clause = 0, Paragraph = 0;
  bool Quoted = false; ///< What follows behind '>' is somebody else's.
};

} // namespace

std::vector<Token> tokenize(StringRef Message) { return Lexer(Message).run(); }

} // namespace perfclaim
