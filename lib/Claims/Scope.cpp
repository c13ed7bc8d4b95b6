//===- Scope.cpp - For which types, sizes, models and devices -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Reader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

namespace {

bool isDtype(StringRef Word) {
  return StringSwitch<bool>(Word)
      .CasesLower({"int8", "int4", "fp8", "fp4", "fp16", "bf16"}, true)
      .CasesLower({"fp32", "fp64", "tf32", "half", "bfloat16"}, true)
      .CasesLower({"float16", "nvfp4", "mxfp4", "uint8", "w8a8"}, true)
      .Default(false);
}

class ScopeReader {
public:
  ScopeReader(const Reading &R, size_t Last, const WordsAround &Around)
      : R(R), Tokens(R.Tokens), Figure(R.Quantities[Last]) {
    Begin = Around.Begin;
    End = Around.End;
    extend(Last);
  }

  void read(Claim &C) const {
    for (size_t I = Begin; I < End; ++I) {
      for (std::string &Word : wordsAt(I))
        if (!llvm::is_contained(C.Scope, Word))
          C.Scope.push_back(std::move(Word));
      if (!C.Hardware.empty())
        continue;
      if (const size_t N = hardwareAt(Tokens, I))
        C.Hardware = text(I, I + N).str();
      else if (isVendorPlace(I))
        C.Hardware = Tokens[I].Text.str();
    }
    if (C.Hardware.empty())
      C.Hardware = R.Hardware.str();
  }

private:
  const Token *at(size_t I) const {
    return I < Tokens.size() ? &Tokens[I] : nullptr;
  }
  StringRef text(size_t From, size_t To) const {
    return R.Message.slice(Tokens[From].Offset, Tokens[To - 1].end());
  }
  bool glued(size_t I) const {
    return at(I) && !Tokens[I].Space && Tokens[I - 1].end() == Tokens[I].Offset;
  }

  /// Words go on over numbers that are no figures of claims ("on 8 GPUs"), and
  /// over lists of what is a scope ("for bf16 and fp8", "N = 64, K = 32").
  void extend(size_t Last) {
    size_t Next = Last + 1;
    while (at(End) && End < Figure.Last + 20 &&
           Tokens[End].Sentence == Tokens[Figure.Last].Sentence) {
      while (Next < R.Quantities.size() && R.Quantities[Next].Last < End)
        ++Next;
      if (Next < R.Quantities.size() && R.Quantities[Next].First <= End &&
          R.Quantities[Next].Class != UnitClass::None)
        return;
      const Token &T = Tokens[End];
      const bool Lists = T.isWord("and") || T.isWord("or") || T.isSign(',') ||
                         T.isSign('/') || T.isSign('+');
      if (Lists && wordsAt(End + 1).empty())
        return;
      if (!Lists &&
          (T.Clause != clauseBefore(End) || T.isSign('(') || T.isWord("but") ||
           T.isWord("while") || T.isWord("whereas") || T.isWord("without")))
        return;
      ++End;
    }
  }
  /// Of the token before, so that a list may go on behind its commas.
  unsigned clauseBefore(size_t I) const {
    return Tokens[I - 1].isSign(',') ? Tokens[I].Clause : Tokens[I - 1].Clause;
  }

  /// The words of the scope that begin at \p I.
  std::vector<std::string> wordsAt(size_t I) const {
    if (!at(I))
      return {};
    const Token &T = Tokens[I];
    if (T.Kind == TokenKind::Word && isDtype(T.Text) && !isPart(I))
      return {T.Text.str()};
    if (T.isWord("batch") || T.isWord("bs"))
      return batch(I);
    if (std::string Devices = devices(I); !Devices.empty())
      return {Devices};
    if (std::string Model = model(I); !Model.empty())
      return {Model};
    return sizes(I);
  }

  /// "cut in half" is no type; "in half precision" is one.
  bool isPart(size_t I) const {
    if (!Tokens[I].isWord("half"))
      return false;
    if (I >= Figure.First && I <= Figure.Last)
      return true;
    const Token *Next = at(I + 1);
    if (Next && (Next->isWord("precision") || Next->isSign('-')))
      return false;
    return I > 0 && (Tokens[I - 1].isWord("in") || Tokens[I - 1].isWord("by"));
  }

  std::vector<std::string> batch(size_t I) const {
    size_t J = I + 1;
    while (J < I + 4 && at(J) &&
           (Tokens[J].isWord("size") || Tokens[J].isSign('=') ||
            Tokens[J].isWord("of")))
      ++J;
    if (at(J) && Tokens[J].Kind == TokenKind::Number)
      return {"batch " + Tokens[J].Text.str()};
    return {};
  }

  /// "8 GPUs", "4 H100 GPUs", "8xH100".
  std::string devices(size_t I) const {
    const Token &T = Tokens[I];
    if (T.Kind == TokenKind::Number && T.Value > 1 && at(I + 1)) {
      const size_t Name = hardwareAt(Tokens, I + 1);
      const Token *Things = at(I + 1 + Name);
      return Things && Things->isWord("gpus") ? T.Text.str() + " GPUs" : "";
    }
    if (T.Kind != TokenKind::Word || !isDigit(T.Text.front()))
      return "";
    const auto [Count, Name] = T.Text.split('x');
    return Count.find_first_not_of("0123456789") == StringRef::npos &&
                   Count != "1" && !Name.empty() && isUpper(Name.front())
               ? Count.str() + " GPUs"
               : "";
  }

  /// "n=12345", "M = N = 4096".
  std::vector<std::string> sizes(size_t I) const {
    std::vector<std::string> Names;
    while (at(I + 2) && Tokens[I].Kind == TokenKind::Word &&
           Tokens[I].Text.size() <= 16 &&
           !(R.Classes[I] & ~uint32_t(words::Capacity)) &&
           Tokens[I + 1].isSign('=') && !(at(I + 2)->isSign('='))) {
      Names.push_back(Tokens[I].Text.str());
      I += 2;
    }
    const Token *Number = at(I);
    if (Names.empty() || Number->Kind != TokenKind::Number ||
        Number->Text.contains('.'))
      return {};
    for (std::string &Name : Names)
      Name += "=" + Number->Text.str();
    return Names;
  }

  /// "llama-7b", "Qwen2.5", "Llama 3 8B": a name with a number in it.
  std::string model(size_t I) const {
    constexpr StringLiteral Names[] = {
        "llama", "qwen",   "mistral", "mixtral", "deepseek", "gemma", "bert",
        "gpt",   "resnet", "phi",     "falcon",  "whisper",  "yolo",  "vgg"};
    const Token &T = Tokens[I];
    if (T.Kind != TokenKind::Word || T.Text.contains('_') ||
        llvm::none_of(Names, [&](StringRef N) {
          return T.Text.starts_with_insensitive(N);
        }))
      return "";
    size_t To = I + 1;
    for (; at(To) && To < I + 8; ++To) {
      const Token &Next = Tokens[To];
      const bool Dash = Next.isSign('-') || Next.isSign('.');
      if (Dash ? !glued(To) || !glued(To + 1)
               : !glued(To) && !(Next.Line == T.Line && isVersion(To)))
        break;
    }
    const StringRef Name = text(I, To);
    return Name.size() < 40 && llvm::any_of(Name, isDigit) &&
                   !Name.contains(".cpp")
               ? Name.str()
               : "";
  }
  /// "3" and "8B" behind the name of a model.
  bool isVersion(size_t I) const {
    const Token &T = Tokens[I];
    return (T.Kind == TokenKind::Number && T.Text.size() < 4 && at(I + 1) &&
            !Tokens[I + 1].isSign('%') && !Tokens[I + 1].isWord("x")) ||
           (T.Kind == TokenKind::Word && isDigit(T.Text.front()));
  }

  /// "2x on AMD": the devices of that vendor.
  bool isVendorPlace(size_t I) const {
    constexpr StringLiteral Vendors[] = {"AMD", "NVIDIA", "Intel", "Apple"};
    return I > 0 && isWordIn(Tokens[I], Vendors) &&
           (Tokens[I - 1].isWord("on") || Tokens[I - 1].isWord("for"));
  }

  const Reading &R;
  ArrayRef<Token> Tokens;
  const Quantity &Figure;
  size_t Begin = 0, End = 0;
};

} // namespace

void readScope(const Reading &R, size_t Last, const WordsAround &Around,
               Claim &C) {
  ScopeReader(R, Last, Around).read(C);
}

} // namespace perfclaim
