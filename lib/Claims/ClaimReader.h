//===- ClaimReader.h - From figures to claims -------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Goes through the figures of a message once, from left to right, and asks of
/// each whether it is a row of a table, one of a pair, a share, a ratio or an
/// absolute figure. Each question has a file of its own. Every look around is
/// bounded, so the whole is linear.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_CLAIMS_CLAIMREADER_H
#define PERFCLAIM_LIB_CLAIMS_CLAIMREADER_H

#include "Reader.h"
#include "Tables.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace perfclaim {

class ClaimReader {
public:
  ClaimReader(const Reading &R, ClaimSet &Result)
      : R(R), Result(Result), Rows(findTableRows(R)) {
    findBlocks();
  }

  void run();

private:
  //===-- Reader.cpp: what all of them ask --------------------------------===//

  const Token &first(size_t I) const { return R.Tokens[R.Quantities[I].First]; }
  const Token &last(size_t I) const { return R.Tokens[R.Quantities[I].Last]; }
  /// The N-th token behind or before a figure; null outside of the message.
  const Token *after(size_t I, size_t N = 1) const;
  const Token *before(size_t I, size_t N = 1) const;
  bool afterIs(size_t I, size_t N, llvm::StringRef Word) const;
  bool beforeIs(size_t I, size_t N, llvm::StringRef Word) const;
  bool upTo(size_t I) const;
  /// The nearest word of direction in the sentence, to the left.
  uint32_t nearestInSentence(size_t I) const;
  bool isShareOfPace(size_t I) const;
  /// "2x faster", "5% overall speedup": nothing else can be meant.
  bool isPlain(size_t I) const;
  /// Whether one of the \p Most tokens before token \p From, the nearest first,
  /// \p Fits that is in the sentence of figure \p I.
  template <typename Fn>
  bool anyBefore(size_t I, size_t From, size_t Most, Fn Fits) const {
    for (size_t J = From; J > 0 && J + Most > From; --J) {
      if (R.Tokens[J - 1].Sentence != first(I).Sentence)
        break;
      if (Fits(J - 1))
        return true;
    }
    return false;
  }
  template <typename Fn> bool anyBefore(size_t I, size_t Most, Fn Fits) const {
    return anyBefore(I, R.Quantities[I].First, Most, Fits);
  }
  void add(size_t I, Claim C);
  bool repeatsSubject(size_t I) const;
  bool isDenied(size_t I) const;
  /// "should be 2x faster", "2-3x expected": wished for, not claimed.
  bool isHope(size_t I, const WordsAround &Around);

  //===-- Statements.cpp --------------------------------------------------===//

  /// What is said of compiling, testing and the like is kept, but apart.
  bool isStatement(size_t I, const WordsAround &Around);
  bool isOfTests(size_t I, const WordsAround &Around) const;
  bool beginsWithBuild(size_t I) const;
  bool afterBut(size_t I) const;
  bool isOfBuiltBefore(size_t I, const WordsAround &Around) const;
  bool speaksOfRunning(size_t I) const;
  bool butBuild(size_t I, const WordsAround &Around) const;
  bool turnsToRun(size_t I, const WordsAround &Around) const;

  //===-- Shares.cpp, Ratios.cpp ------------------------------------------===//

  void percent(size_t I);
  void shareGrows(size_t I, const WordsAround &Around);
  bool shareWas(size_t I, const WordsAround &Around);
  bool isAmongCases(size_t I) const;
  bool isOffBySame(size_t I) const;
  bool hasDecimals(size_t I) const;
  bool goesOnBehind(size_t I) const;
  bool inSubject(size_t I, bool Ends) const;
  Metric metricInSentence(size_t I, bool Far = false) const;
  Metric metricBehind(size_t I) const;
  Metric metricOfPairBefore(size_t I) const;
  bool isTolerance(size_t I, const WordsAround &Around) const;
  bool isPartOfCount(size_t I) const;
  bool isProgress(size_t I) const;
  bool inRow(size_t I) const;
  enum class Estimate { None, Bound, Middle };
  Estimate estimateOf(size_t I) const;
  bool isOfProfile(size_t I) const;
  bool countsThings(size_t I, const WordsAround &Around) const;
  bool moreOfThings(size_t I) const;
  bool changesBy(size_t I) const;
  bool besidePlus(size_t I) const;
  bool besideMinus(size_t I) const;
  bool onlyTagged(size_t I, const WordsAround &Around) const;
  bool namesAThing(size_t I) const;
  bool another(size_t I) const;
  void joinNext(size_t I, WordsAround &Around) const;
  void ofSentenceBefore(size_t I, WordsAround &Around) const;
  void dropSpace(size_t I, WordsAround &Around) const;
  bool costs(size_t I) const;
  bool addsCost(size_t I) const;
  bool isOverhead(size_t I, const WordsAround &Around) const;
  bool isShareOfSpeed(size_t I, const WordsAround &Around) const;
  bool ofAStep(size_t I, const WordsAround &Around) const;
  bool isShareOfSomething(size_t I, const WordsAround &Around) const;
  void times(size_t I);
  /// What halving and doubling, or a part of something, come to.
  enum class Part { None, Nothing, Better, Worse };
  Part partOf(size_t I, const WordsAround &Around) const;
  uint32_t following(size_t I, size_t N) const;
  bool usesMemory(size_t I, const WordsAround &Around) const;
  bool ratioFollows(size_t I, const WordsAround &Around) const;
  bool connects(size_t I) const;
  bool namesCase(size_t I) const;
  bool isExtreme(size_t I) const;
  bool comparesSoon(size_t I, const WordsAround &Around) const;
  bool listsCase(size_t I, const WordsAround &Around) const;
  bool isCount(size_t I) const;
  bool countsFrom(size_t I, double Times) const;
  bool inCall(size_t I) const;
  bool notesCase(size_t I, const WordsAround &Around) const;

  //===-- Lists.cpp -------------------------------------------------------===//

  size_t slashed(size_t I) const;
  size_t listPair(size_t I);
  size_t twoOfEach(size_t I);
  size_t slashedAges(size_t I);
  bool comparesWithTarget(size_t I) const;
  bool hasMeasured(size_t I) const;
  UnitClass unitAbove(size_t I) const;
  bool ofTimes(size_t I, const WordsAround &Around);

  //===-- Continuations.cpp -----------------------------------------------===//

  bool alternative(size_t I) const;
  bool wasSaidBefore(size_t I) const;
  void goOnWithShare(size_t I, WordsAround &Around) const;
  void goOnWithRatio(size_t I, WordsAround &Around) const;

  //===-- Pairs.cpp -------------------------------------------------------===//

  /// How the second of two figures hangs on the first.
  enum class Link { None, Forward, Backward };
  Link linkOf(size_t I, size_t J) const;
  /// Reads figures from \p I on as before and after; the index behind them, or
  /// 0 if they are not.
  size_t beforeAfter(size_t I);
  size_t partner(size_t I) const;
  bool isThreshold(size_t I) const;
  bool sameRow(size_t I) const;
  bool underCumulative(size_t I) const;
  bool countedBehind(size_t I) const;
  bool ratioWas(size_t I) const;
  bool ratioBecomes(size_t I) const;
  int confirmed(size_t I) const;
  size_t labelled(size_t I);
  size_t pairLines(size_t I, size_t J, bool Forward);
  bool hasLabel(size_t I, bool Before) const;
  /// Whether words right beside a figure make it the older or newer one.
  enum class Age { Unknown, Old, New };
  static Age ageOfWord(const Token &T);
  Age ageOf(size_t I) const;
  UnitClass unitAhead(size_t I) const;
  Age switchOf(size_t I) const;
  Link linkOfAges(size_t I, size_t J) const;
  bool notes(size_t I, size_t J) const;
  bool downTo(size_t I, size_t J) const;
  bool wasAtEnd(size_t I, size_t J) const;
  bool saysWhen(size_t I, bool Old) const;
  size_t thenAndNow(size_t I);
  /// \p Told: what could have been is what was ("could take 5 minutes").
  size_t pair(size_t I, size_t J, bool Forward, UnitClass Class, int Sense = 0,
              bool Told = false);
  bool contradicts(size_t I, size_t J, double Ratio, bool Rate) const;
  bool isOther(size_t Old, size_t New) const;
  size_t behindRemark(size_t J) const;
  bool listsOn(size_t I) const;
  size_t saidRange(size_t J, Claim &C) const;
  bool inSameBrackets(size_t J, size_t I) const;
  bool restates(size_t I, size_t J, double Speedup, bool Rate) const;

  //===-- Blocks.cpp ------------------------------------------------------===//

  void findBlocks();
  void findStacked();
  void findMarked();
  bool isMarked(size_t I) const;
  void pairBlocks(size_t OldBegin, size_t OldEnd, size_t NewBegin,
                  size_t NewEnd, bool Forward);

  //===-- Absolutes.cpp ---------------------------------------------------===//

  void absolute(size_t I);
  bool isOtherAmount(size_t I) const;
  bool isLog(size_t I) const;
  bool isDated(size_t I) const;
  bool isListed(size_t I) const;
  bool isCell(size_t I) const;
  bool inSweep(size_t I) const;

  bool goesOn(size_t I) const;
  bool isOfCost(size_t I) const;
  bool shortNote(size_t I) const;
  bool endsSubject(size_t I) const;
  bool runsIn(size_t I) const;
  bool reaches(size_t I) const;
  bool setsTo(size_t J) const;
  bool saysWhatOf(size_t I) const;
  bool adds(size_t I) const;
  bool isOfDevice(size_t I) const;
  bool pays(size_t I) const;
  bool costsBehind(size_t I) const;
  bool changes(size_t I) const;

  //===-- Tables.cpp ------------------------------------------------------===//

  /// The index behind the row of a table that begins with figure \p I, or 0.
  size_t tableRow(size_t I);
  bool isOfOtherThings(const TableRow &Row) const;
  void addFromRow(size_t Figure, const TableRow &Row, Claim C);
  void addCell(size_t Figure, const TableRow &Row, const WordsAround &Around);
  bool tablePair(const TableRow &Row, size_t Before, size_t After,
                 const TableColumn &Old, const TableColumn &New);
  bool tableRatio(const TableRow &Row, size_t Figure,
                  const TableColumn &Column);
  bool besideLibraries(const TableRow &Row);
  bool confirmedByRatio(const TableRow &Row);
  bool ratios(const TableRow &Row);
  bool tableShare(const TableRow &Row, size_t Figure,
                  const TableColumn &Column);

  const Reading &R;
  ClaimSet &Result;
  std::vector<TableRow> Rows; ///< In order of place.
  size_t NextRow = 0;
  struct BlockPair {
    size_t Second = 0;
    bool Forward = true;
  };
  llvm::DenseMap<size_t, BlockPair> Blocks; ///< By the first figure.
  llvm::DenseSet<size_t> Seconds;           ///< What those are paired with.
  bool LastOfSize = false; ///< The statement before is about a size.
  unsigned LastSentence = ~0U, LastStatement = ~0U, LastRatioSentence = ~0U;
  Metric LastRatio = Metric::Unknown; ///< Of the ratio before.
  WordsAround LastAround, LastRatioAround;
  size_t LastAdded = ~size_t(0);        ///< The figure of the claim before.
  UnitClass LastPair = UnitClass::None; ///< Unit of the pair before.
  std::string LastUnit;
  unsigned LastPairLine = 0, LastPairSentence = ~0U;
  Metric LastPairOf = Metric::Unknown;
  size_t LastShare = 0;     ///< The figure that was the last share.
  bool LastOfSpeed = false; ///< And it was one of another speed.
  unsigned TimesIn = ~0U;   ///< The paragraph whose ratios are of times.
};

bool isMeasured(UnitClass Class);
/// "cublas", "cublasLt", "rocBLAS", "PyTorch": whose speed others compare with.
bool isLibrary(const Token &T);
Metric metricOf(UnitClass Class);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_CLAIMS_CLAIMREADER_H
