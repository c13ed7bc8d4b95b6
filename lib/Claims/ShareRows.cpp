//===- ShareRows.cpp - Shares that stand in a row of output ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

/// "test_a.py ..... [ 52%]", "[ 10%] Building", " 45%|####": how far a program
/// has come.
bool ClaimReader::isProgress(size_t I) const {
  const Quantity &Q = R.Quantities[I];
  const Token *Next = after(I), *Previous = before(I);
  if (Q.Plus || Q.Minus || !Next || Next->Line != last(I).Line)
    return false;
  if (Next->isSign(']'))
    return Previous && Previous->isSign('[');
  return Next->isSign('|') && !Next->Space &&
         (!Previous || Previous->Line != first(I).Line ||
          Previous->isSign(':'));
}

/// "3.1%  290.2us  20  14.5us ...": how much of the whole a line is.
bool ClaimReader::isOfProfile(size_t I) const {
  const Quantity &Q = R.Quantities[I];
  // "- 21.3% db::Table::add", "1.9%  app  [.] copy"
  const StringRef Line = R.Lines.at(first(I).Offset);
  if (!Q.Plus && Line.size() < 400 && isDigit(Line.ltrim(" \t-+|*").front()) &&
      (Line.contains("::") || Line.contains("[.]") || Line.contains("[k]")) &&
      !(look(R, I, I).After & words::Directions))
    return true;
  return !Q.Plus && !Q.Minus && I + 1 < R.Quantities.size() &&
         (!before(I) || before(I)->Line != first(I).Line) &&
         R.Quantities[I + 1].Class == UnitClass::Time &&
         R.Quantities[I + 1].First == Q.Last + 1 &&
         first(I + 1).Line == first(I).Line;
}

/// "70.5%  20.2%  5.1%": with nothing between them but space and bars.
bool ClaimReader::inRow(size_t I) const {
  const UnitClass Class = R.Quantities[I].Class;
  // "47 39.8%  21 38.9%": each behind what it is the share of.
  auto Counted = [&](size_t A) {
    return A + 2 < R.Quantities.size() &&
           R.Quantities[A].Class == UnitClass::Percent &&
           R.Quantities[A + 1].Class == UnitClass::None &&
           R.Quantities[A + 2].Class == UnitClass::Percent &&
           R.Quantities[A + 2].First == R.Quantities[A].Last + 2 &&
           first(A + 2).Line == first(A).Line;
  };
  if (Counted(I) || (I > 1 && Counted(I - 2)))
    return true;
  auto Beside = [&](size_t A, size_t B) {
    const Quantity &Left = R.Quantities[A], &Right = R.Quantities[B];
    if (Right.Plus || Right.Minus || first(A).Line != first(B).Line)
      return false;
    // "1.1x  0.9x  0.7x": of a number before another, x is no unit.
    if (Class == UnitClass::Times)
      return Right.First == Left.Last + 2 &&
             R.Tokens[Left.Last + 1].isWord("x");
    if (Left.Class != Class || Right.Class != Class)
      return false;
    for (size_t J = Left.Last + 1; J < Right.First; ++J)
      if (!R.Tokens[J].isSign('|'))
        return false;
    return true;
  };
  size_t Run = 1;
  for (size_t J = I; J > 0 && J + 3 > I && Beside(J - 1, J); --J)
    ++Run;
  for (size_t J = I; J + 1 < R.Quantities.size() && J < I + 2; ++J, ++Run)
    if (!Beside(J, J + 1))
      break;
  return Run > 2;
}

/// "change: [-13.1% -12.9% -12.6%]": in the middle, what is the likeliest.
ClaimReader::Estimate ClaimReader::estimateOf(size_t I) const {
  auto Begins = [&](size_t J) {
    if (J + 2 >= R.Quantities.size() || !before(J) || !after(J + 2))
      return false;
    const bool Signed = before(J)->isSign('-') || before(J)->isSign('+');
    for (size_t K = J; K < J + 3; ++K)
      if (R.Quantities[K].Class != UnitClass::Percent ||
          (K > J && R.Quantities[K].First != R.Quantities[K - 1].Last + 1))
        return false;
    const Token *Open = before(J, Signed ? 2 : 1);
    return Open && Open->isSign('[') && after(J + 2)->isSign(']');
  };
  if (I > 0 && Begins(I - 1))
    return Estimate::Middle;
  return Begins(I) || (I > 1 && Begins(I - 2)) ? Estimate::Bound
                                               : Estimate::None;
}

} // namespace perfclaim
