//===- Reading.cpp - A message in tokens, figures and sentences -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Reader.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

bool isWordIn(const Token &T, ArrayRef<StringLiteral> Words) {
  return T.Kind == TokenKind::Word && llvm::any_of(Words, [&](StringRef W) {
           return T.Text.equals_insensitive(W);
         });
}

/// Functions of which nobody measures anything but how many a second.
static bool isHash(const Token &T) {
  constexpr StringLiteral Names[] = {
      "blake",     "blake2s",  "blake256",  "decred", "echo512", "groestl",
      "hamsi",     "jh80",     "keccak",    "lbry",   "luffa",   "lyra2",
      "lyra2v2",   "midstate", "neoscrypt", "nist5",  "quark",   "qubit",
      "scrypt",    "shavite",  "skein",     "skein2", "tribus",  "veltor",
      "whirlpool", "x11",      "x13",       "x14",    "x15",     "x17"};
  return isWordIn(T, Names);
}

/// "[Kernel][AMD] ..." is about that vendor's devices.
static StringRef vendorTag(StringRef Message) {
  StringRef Subject = Message.split('\n').first;
  while (Subject.contains('[')) {
    auto [Tag, Rest] = Subject.split('[').second.split(']');
    for (StringRef Vendor : {"AMD", "ROCm", "HIP", "NVIDIA", "Intel"})
      if (Tag.trim().equals_insensitive(Vendor))
        return Tag.trim();
    Subject = Rest;
  }
  return "";
}

Reading::Reading(StringRef Message) : Message(Message) {
  Tokens = tokenize(Message);
  Classes.reserve(Tokens.size());
  StringRef Found;
  bool Several = false, OfSpeed = false;
  for (size_t I = 0; I < Tokens.size(); ++I) {
    const Token &T = Tokens[I];
    Classes.push_back(T.Kind == TokenKind::Word
                          ? classInContext(Tokens, I, words::classify(T.Text))
                          : 0);
    if (SentenceClasses.size() <= T.Sentence)
      SentenceClasses.resize(T.Sentence + 1);
    SentenceClasses[T.Sentence] |= Classes.back();
    OfSpeed |= (Classes.back() &
                (words::Subjects | words::Faster | words::Slower)) != 0;
    OfCompression |=
        I > 0 && T.isWord("ratio") && Tokens[I - 1].isWord("compression");
    if (T.Line == 0) {
      SubjectClasses |= Classes.back();
      OfHashes |= isHash(T);
    }
    if (const size_t N = hardwareAt(Tokens, I)) {
      const StringRef Name(T.Text.begin(), Tokens[I + N - 1].end() - T.Offset);
      Several |= !Found.empty() && Found != Name;
      Found = Name;
    }
  }
  if (!Several)
    Hardware = Found.empty() ? vendorTag(Message) : Found;
  OfCompression &= !OfSpeed;
  findHeadings();
  readSubject();
  Quantities = findQuantities(Tokens);
  for (const Quantity &Q : Quantities)
    HasRates |= Q.Class == UnitClass::Rate;
}

/// A line that ends in a colon is about the lines below it, as far as the end
/// of the next paragraph.
void Reading::findHeadings() {
  Headings.assign(SentenceClasses.size(), 0);
  uint32_t Current = 0;
  unsigned Until = 0;
  for (size_t I = 0; I < Tokens.size(); ++I) {
    const Token &T = Tokens[I];
    if (T.Paragraph > Until)
      Current = 0;
    Headings[T.Sentence] |= Current;
    const bool Ends = I + 1 == Tokens.size() || Tokens[I + 1].Line != T.Line;
    // Not "Loader::" at the end of a line.
    if (Ends && T.isSign(':') && !(I > 0 && Tokens[I - 1].isSign(':'))) {
      Current = SentenceClasses[T.Sentence];
      Until = T.Paragraph + 1;
    }
  }
}

/// "ci: ...", "perf(cmake): ...", "[CI/Build] ...", "Speed up test_join".
void Reading::readSubject() {
  bool Bracket = false, Making = false;
  for (size_t I = 0; I < Tokens.size() && Tokens[I].Line == 0; ++I) {
    const Token &T = Tokens[I];
    if (I == 0)
      Bracket = T.isSign('[');
    const bool Ends =
        Bracket ? T.isSign(']') : I < 6 && T.isSign(':') && !T.Space;
    Making |=
        T.isWord("cmake") || (Classes[I] & (words::Build | words::Rebuild));
    if (Ends) {
      AboutBuild |= Making;
      Bracket = I + 1 < Tokens.size() && Tokens[I + 1].isSign('[');
      if (!Bracket)
        break;
    }
  }
  constexpr uint32_t Speed = words::Faster | words::Performance |
                             words::Latency | words::Time | words::EndToEnd;
  ForSpeed = !AboutBuild && (SubjectClasses & Speed) &&
             !(SubjectClasses & (words::Harm | words::Slower | words::Quality));
  // "perf: ...", whatever it is that got more of.
  for (size_t I = 0; I < 2 && I < Tokens.size(); ++I)
    ForSpeed |= !AboutBuild && Tokens[I].Line == 0 &&
                Tokens[I].isWord("perf") &&
                !(SubjectClasses & (words::Harm | words::Slower));
  // "Use ccache in the actions", "Remove the GitHub Actions"
  for (size_t I = 0; I < Tokens.size() && Tokens[I].Line == 0; ++I)
    AboutBuild |= Tokens[I].isWord("ccache") || Tokens[I].isWord("sccache") ||
                  Tokens[I].isWord("workflow") ||
                  (I > 0 && Tokens[I].isWord("actions") &&
                   Tokens[I - 1].isWord("github"));
  for (const Token &T : Tokens)
    if (T.Line == 0 && (T.isWord("fuse") || T.isWord("fused") ||
                        T.isWord("tune") || T.isWord("tuned")))
      ForSpeed |= !AboutBuild;
  // "Fewer units to decrease size": that of a file.
  for (size_t I = 1; I < Tokens.size() && Tokens[I].Line == 0; ++I)
    AboutBuild |=
        Tokens[I].isWord("size") &&
        (Classes[I - 1] & (words::Loss | words::Reduce | words::Build));
  // "Compile optimizations": of nothing that runs.
  AboutBuild |= (SubjectClasses & words::Build) &&
                (SubjectClasses & (words::Gain | words::Reduce)) &&
                !(SubjectClasses & (words::Kernel | words::Faster |
                                    words::Throughput | words::Latency));
  // "Reduce the test time of X", "Speed up link times"
  if (SubjectClasses &
      (words::Faster | words::Reduce | words::Gain | words::Harm))
    for (size_t I = 0; I + 1 < Tokens.size() && Tokens[I + 1].Line == 0; ++I)
      AboutBuild |= (Classes[I] & (words::Build | words::Rebuild)) &&
                    (Classes[I + 1] & words::Time);
  // "Collect less often in test teardown"
  for (size_t I = 0; I + 1 < Tokens.size() && Tokens[I + 1].Line == 0; ++I)
    AboutBuild |=
        Tokens[I].isWord("test") &&
        (Tokens[I + 1].isWord("teardown") || Tokens[I + 1].isWord("setup") ||
         Tokens[I + 1].isWord("fixture") || Tokens[I + 1].isWord("fixtures"));
  // "Keep the pool between benchmark runs"
  for (size_t I = 0; I + 1 < Tokens.size() && Tokens[I + 1].Line == 0; ++I)
    AboutBuild |= Tokens[I].isWord("benchmark") && Tokens[I + 1].isWord("runs");
  // "Reduce test sizes", "Faster CI"
  if (!Tokens.empty() && Tokens[0].Line == 0 &&
      (Classes[0] & (words::Faster | words::Reduce | words::Gain)))
    for (size_t I = 1; I < Tokens.size() && I < 3; ++I)
      AboutBuild |= (Classes[I] & words::Rebuild) && Tokens[I].Line == 0;
  // "Speed up compilation", "Stop speeding up the compilation"
  for (size_t I = 1; I < Tokens.size() && Tokens[I].Line == 0; ++I)
    for (size_t J = I; J > 0 && J + 3 > I; --J)
      AboutBuild |=
          Tokens[I].isWord("compilation") && (Classes[J - 1] & words::Faster);
  // "Speed up the distributed solver tests (#123)"
  size_t Start = 0;
  if (!Tokens.empty() && Tokens[0].isSign('['))
    while (Start + 1 < Tokens.size() && !Tokens[Start].isSign(']'))
      ++Start;
  if (Start < Tokens.size() && Tokens[Start].isSign(']'))
    ++Start;
  if (Start < Tokens.size() && (Classes[Start] & words::Faster))
    for (size_t I = Start + 1; I < Tokens.size() && Tokens[I].Line == 0; ++I) {
      const Token *Next = I + 1 < Tokens.size() ? &Tokens[I + 1] : nullptr;
      if (Tokens[I].isWord("and") || Tokens[I].isWord("with"))
        break;
      AboutBuild |= Tokens[I].isWord("tests") &&
                    (!Next || Next->Line != 0 || Next->isSign('('));
    }
  for (size_t I = 0; I < Tokens.size() && Tokens[I].Line == 0; ++I)
    if (Classes[I] & words::Faster)
      for (size_t J = I + 1; J < Tokens.size() && J < I + 4; ++J)
        AboutBuild |= Tokens[J].Text.starts_with_insensitive("test_");
}

} // namespace perfclaim
