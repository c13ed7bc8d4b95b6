//===- MessageShapes.cpp - Sizes that a commit message names --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MessageShapes.h"
#include "Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

namespace {
struct Token {
  enum class Kind { Word, Number, Mark } Is = Kind::Mark;
  StringRef Text;
  int64_t Value = 0;
  bool Spaced = false; ///< White space before it.
};

/// One thing that the message says.
struct Hint {
  std::string Name;                ///< "B", where it is a name.
  std::optional<SizeKind> Kind;    ///< Where it is a phrase.
  std::vector<int64_t> Dimensions; ///< Where it is "AxB".
  int64_t Value = 0;
  std::string Text;
};
} // namespace

static std::vector<Token> tokenize(StringRef Text) {
  std::vector<Token> Tokens;
  bool Spaced = true;
  for (size_t I = 0; I < Text.size();) {
    char C = Text[I];
    if (isSpace(C)) {
      Spaced = true;
      ++I;
      continue;
    }
    Token T;
    T.Spaced = Spaced;
    Spaced = false;
    size_t End = I + 1;
    if (isDigit(C)) {
      while (End < Text.size() && isDigit(Text[End]))
        ++End;
      T.Is = Token::Kind::Number;
      // Fractions are no sizes, nor are versions.
      if (End + 1 < Text.size() && Text[End] == '.' && isDigit(Text[End + 1])) {
        while (End < Text.size() && (isDigit(Text[End]) || Text[End] == '.'))
          ++End;
        T.Is = Token::Kind::Mark;
      } else if (Text.slice(I, End).getAsInteger(10, T.Value)) {
        T.Is = Token::Kind::Mark;
      }
    } else if (isAlpha(C) || C == '_') {
      while (End < Text.size() && (isAlpha(Text[End]) || Text[End] == '_'))
        ++End;
      T.Is = Token::Kind::Word;
    } else if (static_cast<unsigned char>(C) == 0xC3 && End < Text.size() &&
               static_cast<unsigned char>(Text[End]) == 0x97) {
      ++End; // The multiplication sign.
    }
    T.Text = Text.slice(I, End);
    Tokens.push_back(T);
    I = End;
  }
  return Tokens;
}

static bool isTimes(const Token &T) {
  return T.Text == "x" || T.Text == "X" || T.Text == "*" ||
         T.Text == "\xC3\x97";
}

/// The text that \p Tokens, which are slices of it, were cut from, in one line.
static std::string textOf(ArrayRef<Token> Tokens) {
  const char *Begin = Tokens.front().Text.begin();
  std::string Text(Begin, Tokens.back().Text.end());
  llvm::replace(Text, '\n', ' ');
  llvm::replace(Text, '\r', ' ');
  return Text;
}

/// "K" and "M" right after a number.
static int64_t scaled(ArrayRef<Token> Tokens, size_t &I) {
  int64_t Value = Tokens[I].Value;
  if (I + 1 < Tokens.size() && !Tokens[I + 1].Spaced && Value < 100000) {
    StringRef Unit = Tokens[I + 1].Text;
    if (Unit == "k" || Unit == "K") {
      ++I;
      return Value * 1024;
    }
    if (Unit == "M") {
      ++I;
      return Value * 1024 * 1024;
    }
  }
  return Value;
}

/// The kind of size that the words before a number name: "hidden size".
static std::optional<SizeKind> phraseKind(StringRef First, StringRef Second) {
  std::string A = First.lower(), B = Second.lower();
  auto Sized = [&](StringRef Word) {
    return A == Word && (B == "size" || B == "dim" || B == "dimension" ||
                         B == "length" || B == "len");
  };
  if (B == "batch" || B == "batchsize" || Sized("batch"))
    return SizeKind::Batch;
  if (Sized("hidden") || Sized("embedding") || B == "hidden")
    return SizeKind::Hidden;
  if (Sized("seq") || Sized("sequence") || Sized("context") || B == "seqlen" ||
      B == "seq_len")
    return SizeKind::Sequence;
  if (Sized("head") || B == "headdim" || B == "head_dim")
    return SizeKind::HeadDim;
  if (Sized("vocab") || Sized("vocabulary"))
    return SizeKind::Vocabulary;
  return std::nullopt;
}

/// The kind of size that the word after a number names: "512 tokens".
static std::optional<SizeKind> unitKind(StringRef Word) {
  std::string W = Word.lower();
  if (W == "tokens" || W == "rows")
    return SizeKind::Rows;
  if (W == "columns" || W == "cols" || W == "channels" || W == "features")
    return SizeKind::Hidden;
  if (W == "heads")
    return SizeKind::Heads;
  if (W == "experts")
    return SizeKind::Experts;
  if (W == "elements" || W == "points")
    return SizeKind::Count;
  return std::nullopt;
}

static bool namesHardware(StringRef Word) {
  std::string W = Word.lower();
  return W == "tile" || W == "tiles" || W == "block" || W == "blocks" ||
         W == "threads" || W == "thread" || W == "warps" || W == "warp" ||
         W == "blocktile" || W == "grid" || W == "warptile";
}

static std::vector<Hint> findHints(ArrayRef<Token> Tokens) {
  std::vector<Hint> Hints;
  for (size_t I = 0; I < Tokens.size(); ++I) {
    if (Tokens[I].Is != Token::Kind::Number)
      continue;
    size_t Begin = I;
    Hint H;
    // A number glued to a name belongs to it: "kernel4", "float4".
    if (I && Tokens[I - 1].Is == Token::Kind::Word && !Tokens[I].Spaced &&
        !isTimes(Tokens[I - 1]))
      continue;
    std::vector<int64_t> Dimensions = {scaled(Tokens, I)};
    while (I + 2 < Tokens.size() && isTimes(Tokens[I + 1]) &&
           Tokens[I + 2].Is == Token::Kind::Number && Dimensions.size() < 4) {
      I += 2;
      Dimensions.push_back(scaled(Tokens, I));
    }
    if (Dimensions.size() == 1 && I + 2 < Tokens.size() &&
        Tokens[I + 1].Text == "^" && Tokens[I + 2].Is == Token::Kind::Number &&
        Tokens[I + 2].Value >= 2 && Tokens[I + 2].Value <= 3) {
      Dimensions.resize(static_cast<size_t>(Tokens[I + 2].Value),
                        Dimensions.front());
      I += 2;
    }
    if (Dimensions.size() > 1) {
      bool Large =
          all_of(Dimensions, [](int64_t D) { return D >= 16; }) &&
          *std::max_element(Dimensions.begin(), Dimensions.end()) >= 256;
      bool Hardware =
          (I + 1 < Tokens.size() && namesHardware(Tokens[I + 1].Text)) ||
          (Begin && namesHardware(Tokens[Begin - 1].Text));
      if (!Large || Hardware)
        continue;
      H.Dimensions = std::move(Dimensions);
      H.Text = textOf(Tokens.slice(Begin, I - Begin + 1));
      Hints.push_back(std::move(H));
      continue;
    }
    H.Value = Dimensions.front();
    if (H.Value < 1 || H.Value > (int64_t(1) << 31) - 1)
      continue;
    // NAME = NUMBER
    if (Begin >= 2 && Tokens[Begin - 1].Text == "=" &&
        Tokens[Begin - 2].Is == Token::Kind::Word) {
      H.Name = Tokens[Begin - 2].Text.str();
      H.Text = textOf(Tokens.slice(Begin - 2, I - Begin + 3));
      // "hidden_size=768" says what "hidden size 768" says.
      std::vector<std::string> Words = splitWords(H.Name);
      StringRef Before = Words.size() >= 2 ? StringRef(Words[Words.size() - 2])
                         : Begin >= 3      ? Tokens[Begin - 3].Text
                                           : StringRef();
      if (!Words.empty())
        H.Kind = phraseKind(Before, Words.back());
      Hints.push_back(std::move(H));
      continue;
    }
    // "hidden size [of] 768", "batch size: 8"
    size_t Word = Begin;
    if (Word && (Tokens[Word - 1].Text == "of" || Tokens[Word - 1].Text == ":"))
      --Word;
    if (Word) {
      StringRef Second = Tokens[Word - 1].Text;
      StringRef First = Word >= 2 ? Tokens[Word - 2].Text : StringRef();
      H.Kind = phraseKind(First, Second);
      size_t From = Word >= 2 && phraseKind("", Second) == std::nullopt
                        ? Word - 2
                        : Word - 1;
      if (H.Kind)
        H.Text = textOf(Tokens.slice(From, I - From + 1));
    }
    if (!H.Kind && I + 1 < Tokens.size() && H.Value >= 8) {
      H.Kind = unitKind(Tokens[I + 1].Text);
      if (H.Kind)
        H.Text = textOf(Tokens.slice(Begin, I - Begin + 2));
    }
    if (H.Kind)
      Hints.push_back(std::move(H));
  }
  return Hints;
}

using ValueLists = std::map<std::string, std::vector<int64_t>>;

static void addDimensions(const Hint &H,
                          const std::vector<ParameterModel> &Variables,
                          const std::map<std::string, SizeKind> &Kinds,
                          ValueLists &Lists) {
  std::map<SizeKind, std::string> ByKind;
  std::vector<std::string> Dimensions;
  for (const ParameterModel &P : Variables)
    if (auto It = Kinds.find(P.Name);
        It != Kinds.end() && isDimension(It->second)) {
      ByKind.try_emplace(It->second, P.Name);
      Dimensions.push_back(P.Name);
    }
  auto Set = [&](SizeKind Kind, int64_t Value) {
    if (ByKind.count(Kind))
      Lists[ByKind[Kind]].push_back(Value);
  };
  const std::vector<int64_t> &D = H.Dimensions;
  if (ByKind.count(SizeKind::GemmM) && ByKind.count(SizeKind::GemmK)) {
    // "4096x4096" is a square product; two different numbers are the weights.
    if (D.size() >= 3 || D[0] == D[1]) {
      Set(SizeKind::GemmM, D[0]);
      Set(SizeKind::GemmN, D[1]);
      Set(SizeKind::GemmK, D.size() >= 3 ? D[2] : D[0]);
    } else {
      Set(SizeKind::GemmK, D[0]);
      Set(SizeKind::GemmN, D[1]);
    }
    return;
  }
  if (D.size() == 2 && ByKind.count(SizeKind::Height) &&
      ByKind.count(SizeKind::Width)) {
    Set(SizeKind::Height, D[1]);
    Set(SizeKind::Width, D[0]);
    return;
  }
  if (Dimensions.size() == D.size()) {
    for (size_t I = 0; I < D.size(); ++I)
      Lists[Dimensions[I]].push_back(D[I]);
    return;
  }
  if (Dimensions.size() == 1) {
    int64_t Product = 1;
    for (int64_t Value : D)
      if (Value > 0 && Product <= (int64_t(1) << 31) / Value)
        Product *= Value;
      else
        return;
    Lists[Dimensions.front()].push_back(Product);
    return;
  }
  if (D.size() == 2) {
    Set(SizeKind::Rows, D[0]);
    Set(SizeKind::Hidden, D[1]);
    Set(SizeKind::Columns, D[1]);
  }
}

std::vector<MessageShape>
shapesOfMessage(StringRef Message, const std::vector<ParameterModel> &Variables,
                const std::map<std::string, SizeKind> &Kinds) {
  ValueLists Lists;
  std::vector<std::string> Texts;
  // A message is a page of text; whoever writes more hides something.
  std::vector<Token> Tokens = tokenize(Message.take_front(16384));
  for (const Hint &H : findHints(Tokens)) {
    size_t Known = 0;
    for (const auto &[Name, List] : Lists)
      Known += List.size();
    if (!H.Dimensions.empty()) {
      addDimensions(H, Variables, Kinds, Lists);
    } else {
      std::string Match;
      for (const ParameterModel &P : Variables)
        if (Match.empty() && Kinds.count(P.Name) && !H.Name.empty() &&
            P.Name == H.Name)
          Match = P.Name;
      for (const ParameterModel &P : Variables)
        if (Match.empty() && Kinds.count(P.Name) && !H.Name.empty() &&
            StringRef(P.Name).equals_insensitive(H.Name))
          Match = P.Name;
      for (const ParameterModel &P : Variables)
        if (Match.empty() && H.Kind && Kinds.count(P.Name) &&
            Kinds.at(P.Name) == *H.Kind)
          Match = P.Name;
      if (!Match.empty())
        Lists[Match].push_back(H.Value);
    }
    size_t Now = 0;
    for (const auto &[Name, List] : Lists)
      Now += List.size();
    if (Now > Known && !is_contained(Texts, H.Text))
      Texts.push_back(H.Text);
  }
  std::vector<MessageShape> Result;
  size_t Most = 0;
  for (auto &[Name, List] : Lists) {
    std::vector<int64_t> Unique;
    for (int64_t Value : List)
      if (!is_contained(Unique, Value))
        Unique.push_back(Value);
    List = std::move(Unique);
    Most = std::max(Most, List.size());
  }
  for (size_t I = 0; I < std::min<size_t>(Most, 4); ++I) {
    MessageShape S;
    for (const auto &[Name, List] : Lists)
      S.Values[Name] = List[std::min(I, List.size() - 1)];
    S.Text = join(Texts, ", ");
    Result.push_back(std::move(S));
  }
  return Result;
}

} // namespace perfclaim
