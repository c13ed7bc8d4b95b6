//===- OtherFigures.cpp - Figures that claim little, and costs ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

bool isLibrary(const Token &T) {
  constexpr StringLiteral Names[] = {"cutlass", "mkl",     "torch",
                                     "eager",   "pytorch", "triton",
                                     "onednn",  "thrust",  "cub"};
  for (StringRef Library : {"cublas", "cudnn", "cufft", "cusparse", "rocblas",
                            "hipblas", "miopen", "openblas"})
    if (T.Text.starts_with_insensitive(Library))
      return true;
  return isWordIn(T, Names);
}

/// "was 750 us on A and 751 us on B": another one of the same.
bool ClaimReader::goesOn(size_t I) const {
  if (Result.Claims.empty() || LastAdded >= I || LastAdded + 4 < I)
    return false;
  const Quantity &Last = R.Quantities[LastAdded], &Q = R.Quantities[I];
  if (Result.Claims.back().Kind != ClaimKind::Absolute ||
      Q.Class != UnitClass::Time || Last.Class != Q.Class ||
      first(LastAdded).Sentence != first(I).Sentence || Q.First > Last.Last + 9)
    return false;
  for (size_t J = Last.Last + 1; J < Q.First; ++J)
    if (R.Tokens[J].isWord("and") && J + 1 == Q.First)
      return true;
  return false;
}

/// "70 ms of TTFT", "600 us of stalls per call", "a 127 s first TTFT".
bool ClaimReader::isOfCost(size_t I) const {
  if (R.Quantities[I].Class != UnitClass::Time)
    return false;
  // "(57 us measured)"
  if (afterIs(I, 1, "measured"))
    return true;
  constexpr StringLiteral Costs[] = {"ttft", "tpot", "latency", "overhead"};
  constexpr StringLiteral Steps[] = {"call",  "step",  "token", "iteration",
                                     "frame", "layer", "launch"};
  for (size_t N = 1; N < 7; ++N) {
    const Token *T = after(I, N);
    if (!T || T->Clause != last(I).Clause || T->isSign('('))
      return false;
    // "0.9 ms of host time"
    constexpr StringLiteral Sides[] = {"host", "cpu",    "gpu",  "device",
                                       "wall", "launch", "busy", "kernel"};
    if (N < 5 && N > 1 && T->isWord("time") &&
        isWordIn(*after(I, N - 1), Sides))
      return !beforeIs(I, 1, "within");
    if (N < 5 && isWordIn(*T, Costs))
      return !beforeIs(I, 1, "within");
    if (T->isWord("per") && after(I, N + 1) &&
        isWordIn(*after(I, N + 1), Steps))
      return true;
  }
  return false;
}

/// "perf(x): verify -8%": only the tag of the subject speaks of performance.
bool ClaimReader::onlyTagged(size_t I, const WordsAround &Around) const {
  if (first(I).Line != 0 ||
      (Around.all() & (words::Throughput | words::Bandwidth)))
    return false;
  for (size_t J = std::max<size_t>(Around.Begin, 2); J < Around.End; ++J)
    if (R.Classes[J] & words::Performance)
      return false;
  return true;
}

/// "q1 took 30 ms" beside "q2 took 42 ms": the same but for its figures.
bool ClaimReader::isListed(size_t I) const {
  if (R.Quantities[I].Class != UnitClass::Time)
    return false;
  auto Shape = [&](size_t Offset) {
    std::string Found;
    for (const char C : R.Lines.at(Offset).take_front(80))
      if (!isDigit(C) && C != '.')
        Found += C;
    return Found;
  };
  const StringRef Line = R.Lines.at(first(I).Offset);
  if (Line.size() > 80 || Line.count(' ') < 2)
    return false;
  // Two others next to it, on either side.
  const std::string Here = Shape(first(I).Offset);
  const size_t Begin = Line.begin() - R.Message.begin();
  unsigned Same = 0;
  for (size_t At = Begin, N = 0; At > 1 && N < 2; ++N) {
    At = R.Lines.at(At - 1).begin() - R.Message.begin();
    if (Shape(At) != Here)
      break;
    ++Same;
  }
  for (size_t At = Begin, N = 0; N < 2; ++N) {
    At += R.Lines.at(At).size() + 1;
    if (At >= R.Message.size() || Shape(At) != Here)
      break;
    ++Same;
  }
  return Same > 1;
}

/// "2026-01-31 11:39:16 - INFO - step: 10 loss: 11.2 tps: 15,660"
bool ClaimReader::isDated(size_t I) const {
  const StringRef Line = R.Lines.at(first(I).Offset).take_front(200);
  const size_t Level = std::min(Line.find(" INFO "), Line.find(" WARNING "));
  return Level != StringRef::npos && Line.take_front(Level).count(':') > 1;
}

/// "[2020-11-02 04:14:16] ... 32483 words/s": a line that some program wrote.
bool ClaimReader::isLog(size_t I) const {
  StringRef Line = R.Lines.at(first(I).Offset).ltrim();
  // " 45%|####   | 45/100 [00:10<00:12, 4.4it/s]": not yet at its end.
  if (const StringRef Done = Line.take_while([](char C) { return isDigit(C); });
      !Done.empty() && Done != "100" &&
      Line.substr(Done.size()).starts_with("%|"))
    return true;
  if (isDated(I))
    return true;
  if (!Line.consume_front("[") || Line.empty())
    return false;
  const StringRef Level = Line.split(']').first;
  return isDigit(Line.front()) ||
         StringSwitch<bool>(Level)
             .Cases({"INFO", "WARN", "WARNING", "DEBUG"}, true)
             .Default(false);
}

/// "saves 220 bytes" of code, "to 60 FPS" that are set, "stay under 1 GiB", "no
/// more than 1 line/s": amounts of other things, and limits.
bool ClaimReader::isOtherAmount(size_t I) const {
  const Quantity &Q = R.Quantities[I];
  const uint32_t Said = R.SubjectClasses | R.SentenceClasses[first(I).Sentence];
  if (Q.Class == UnitClass::Memory && Q.Scale < 1e6 && !(Said & words::Memory))
    return true;
  // "the 40 TFLOP/s gap to it"
  if (afterIs(I, 1, "gap"))
    return true;
  constexpr StringLiteral Counted[] = {"calculation", "calculations", "count",
                                       "counts", "computation"};
  if (after(I) && isWordIn(*after(I), Counted))
    return true;
  // "change it to be 1 sec per frame"
  if (beforeIs(I, 1, "be") && beforeIs(I, 2, "to"))
    return true;
  if ((beforeIs(I, 1, "under") || beforeIs(I, 1, "below")) &&
      (beforeIs(I, 2, "stay") || beforeIs(I, 2, "stays") ||
       beforeIs(I, 2, "staying")))
    return true;
  // What tests take, where the subject speaks of nothing else.
  constexpr uint32_t Runs =
      words::Subjects | words::Directions | words::Kernel | words::EndToEnd;
  if (Q.Class == UnitClass::Time && (R.SubjectClasses & words::Rebuild) &&
      !(R.SubjectClasses & Runs))
    return true;
  // "reduce to 1 fps": how many are shown.
  if (Q.Class == UnitClass::Rate && beforeIs(I, 1, "to") && before(I, 2) &&
      before(I, 2)->Text.starts_with_insensitive("reduc") &&
      !(look(R, I, I).Before & (words::Subjects | words::Faster)))
    return true;
  constexpr StringLiteral Limits[] = {"set",     "sets",  "limit", "limits",
                                      "limited", "don't", "cap",   "capped"};
  return Q.Class == UnitClass::Rate &&
         (beforeIs(I, 1, "to") || beforeIs(I, 1, "than")) &&
         anyBefore(I, 7,
                   [&](size_t J) { return isWordIn(R.Tokens[J], Limits); });
}

/// "| 4096 | 706 TFLOPS | 690 TFLOPS |" below a header that says nothing of
/// before and after: what was measured, and no claim of a change.
bool ClaimReader::isCell(size_t I) const {
  const StringRef Line = R.Lines.at(first(I).Offset).trim();
  return Line.size() < 400 && Line.count('|') > 2;
}

/// "n: 1 time: 0.2 ms throughput: 3.0 GB/s memory: 2 MB" on line after line:
/// what a benchmark wrote, and nothing that it is compared with.
bool ClaimReader::inSweep(size_t I) const {
  constexpr size_t Most = 64;
  const unsigned Line = first(I).Line;
  unsigned Counts[5] = {};
  auto Count = [&](size_t J) {
    const unsigned There = first(J).Line;
    if (There + 2 < Line || There > Line + 2)
      return false;
    const Quantity &Q = R.Quantities[J];
    Counts[There + 2 - Line] += isMeasured(Q.Class) && !Q.Plus && !Q.Minus;
    return true;
  };
  for (size_t J = I; J > 0 && J + Most > I && Count(J - 1); --J) {
  }
  for (size_t J = I; J < R.Quantities.size() && J < I + Most && Count(J); ++J) {
  }
  unsigned Run = 0, Longest = 0;
  for (const unsigned N : Counts)
    Longest = std::max(Longest, Run = N > 2 ? Run + 1 : 0);
  return Counts[2] > 2 && Longest > 2;
}

/// "H200 (989 TFLOPS)", "312 TFLOPS for A100" where peaks of devices are spoken
/// of, "the 989 TFLOPS peak": nothing that was measured.
bool ClaimReader::isOfDevice(size_t I) const {
  const Quantity &Q = R.Quantities[I];
  if (Q.Class != UnitClass::Rate && Q.Class != UnitClass::Bandwidth)
    return false;
  // "750 of the 989 TFLOPS peak"
  if ((afterIs(I, 1, "peak") && (beforeIs(I, 1, "the") || Q.Enclosed)) ||
      afterIs(I, 1, "theoretical"))
    return true;
  if (reaches(I))
    return false;
  // "the theoretical peak is 67 TFLOPS for FP32 and 3.35 TB/s of bandwidth"
  if (anyBefore(I, 16,
                [&](size_t J) { return R.Tokens[J].isWord("theoretical"); }))
    return true;
  // "1.7 GHz, 24 GB, 936 GB/s"
  if (anyBefore(I, 14, [&](size_t J) {
        return R.Tokens[J].isWord("ghz") || R.Tokens[J].isWord("mhz");
      }))
    return true;
  // "the A100 has 40 MB of L2 and 1555 GB/s"
  if (anyBefore(I, 14, [&](size_t J) {
        return R.Tokens[J].isWord("has") && J > 0 &&
               hardwareAt(R.Tokens, J - 1) != 0;
      }))
    return true;
  // "RTX 5090 (1792 GB/s) is found": its own; not "on RTX 5090 (...)".
  constexpr StringLiteral Places[] = {"on", "for", "with", "at", "in", "of"};
  if (Q.Class == UnitClass::Bandwidth && Q.Enclosed)
    for (size_t J = Q.First; J > 1 && J + 6 > Q.First; --J)
      if (const size_t N = hardwareAt(R.Tokens, J - 2);
          N != 0 && J - 2 + N + 1 == Q.First)
        return J == 2 || !isWordIn(R.Tokens[J - 3], Places);
  // "links such as NVLink (900 GB/s)"
  constexpr StringLiteral Links[] = {"pcie",       "nvlink", "link",    "links",
                                     "infiniband", "nvme",   "ethernet"};
  for (size_t N = 2; Q.Enclosed && N < 4; ++N)
    if (before(I, N) && isWordIn(*before(I, N), Links))
      return true;
  const uint32_t Here = R.SentenceClasses[first(I).Sentence];
  if (!((Here | R.SubjectClasses) & words::Device))
    return false;
  if (Q.Enclosed && (Here & words::Device))
    return true;
  // A name of a device right before it or behind a word.
  if (anyBefore(I, 12, [&](size_t J) { return hardwareAt(R.Tokens, J) != 0; }))
    return true;
  if (!afterIs(I, 1, "for") && !afterIs(I, 1, "as"))
    return false;
  for (size_t N = 2; N < 4; ++N)
    if (after(I, N) && hardwareAt(R.Tokens, Q.Last + N) != 0)
      return true;
  return false;
}

} // namespace perfclaim
