//===- TableClaims.cpp - What a row of a table claims ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"
#include <cmath>

using namespace llvm;

namespace perfclaim {

/// Rows below "Speed up compilation" are of that, unless they give rates, and
/// those below "improves the compression ratio" of that.
bool ClaimReader::isOfOtherThings(const TableRow &Row) const {
  const uint32_t C = R.SubjectClasses;
  const bool Builds =
      R.AboutBuild &&
      ((C & words::Build) || ((C & words::Rebuild) && (C & words::Time)));
  return (Builds || R.OfCompression) &&
         llvm::none_of(*Row.Columns, [](const TableColumn &Column) {
           return Column.Class == UnitClass::Rate ||
                  Column.Class == UnitClass::Bandwidth ||
                  (Column.Classes & (words::Throughput | words::Performance));
         });
}

size_t ClaimReader::tableRow(size_t I) {
  while (NextRow < Rows.size() && Rows[NextRow].First < I)
    ++NextRow;
  if (NextRow == Rows.size() || Rows[NextRow].First != I)
    return 0;
  const TableRow &Row = Rows[NextRow];
  const std::vector<TableColumn> &Columns = *Row.Columns;
  if (isOfOtherThings(Row))
    return Row.Last + 1;
  const size_t None = ~size_t(0);
  size_t Before = None, Count = 0;
  const TableColumn *Old = nullptr;
  bool Any = false;
  for (size_t C = 0; C < Columns.size(); ++C) {
    const size_t Figure = Row.Figures[C];
    if (Figure == None)
      continue;
    if (Columns[C].Is == TableColumn::Role::Before) {
      Before = Figure;
      Count = Row.Counts[C];
      Old = &Columns[C];
    } else if (Columns[C].Is == TableColumn::Role::After && Before != None) {
      // "10 req/s, 11 tok/s": what a cell lists is compared one by one.
      bool Paired = false;
      const size_t Listed = Count == Row.Counts[C] ? Count : 1;
      for (size_t N = 0; N < Listed; ++N)
        if (R.Quantities[Before + N].Class == R.Quantities[Figure + N].Class ||
            N == 0)
          Paired |= tablePair(Row, Before + N, Figure + N, *Old, Columns[C]);
      if (Paired) {
        Any = true;
        Before = None;
      }
    } else if (Columns[C].Is == TableColumn::Role::After) {
      // The newer column may come first.
      for (size_t D = C + 1; D < Columns.size() && !Any; ++D)
        if (Columns[D].Is == TableColumn::Role::Before &&
            Row.Figures[D] != None)
          Any = tablePair(Row, Row.Figures[D], Figure, Columns[D], Columns[C]);
    }
  }
  Any = Any || besideLibraries(Row) || confirmedByRatio(Row) || ratios(Row);
  if (!Any)
    for (size_t C = 0; C < Columns.size(); ++C)
      if (Columns[C].Is == TableColumn::Role::Share && Row.Figures[C] != None)
        Any |= tableShare(Row, Row.Figures[C], Columns[C]);
  return Any ? Row.Last + 1 : 0;
}

/// "| n | cuBLAS | ours |": against each of the libraries.
bool ClaimReader::besideLibraries(const TableRow &Row) {
  const std::vector<TableColumn> &Columns = *Row.Columns;
  bool Any = false;
  for (size_t C = 0; C < Columns.size() && !Any; ++C)
    for (size_t D = 0; D < Columns.size(); ++D)
      if (Columns[C].Is == TableColumn::Role::After && Columns[D].Library &&
          Row.Figures[C] != ~size_t(0) && Row.Figures[D] != ~size_t(0))
        Any |= tablePair(Row, Row.Figures[D], Row.Figures[C], Columns[D],
                         Columns[C]);
  return Any;
}

/// "| n | liger | torch | speedup |" above "| 1 | 2 ms | 3 ms | 33% |": a share
/// may be one of either, so the figures say what it comes to. A ratio is one.
bool ClaimReader::confirmedByRatio(const TableRow &Row) {
  const std::vector<TableColumn> &Columns = *Row.Columns;
  SmallVector<size_t, 4> Measured, Ratios;
  for (size_t C = 0; C < Columns.size(); ++C) {
    if (Row.Figures[C] == ~size_t(0))
      continue;
    const UnitClass Class = R.Quantities[Row.Figures[C]].Class;
    if (Columns[C].Is == TableColumn::Role::Ratio)
      Ratios.push_back(C);
    else if (isMeasured(Class == UnitClass::None ? Columns[C].Class : Class))
      Measured.push_back(C);
  }
  if (Measured.size() != 2 || Ratios.size() != 1 || Columns[Ratios[0]].Quotient)
    return false;
  const Quantity &A = R.Quantities[Row.Figures[Measured[0]]];
  const Quantity &B = R.Quantities[Row.Figures[Measured[1]]];
  const Quantity &Said = R.Quantities[Row.Figures[Ratios[0]]];
  if (Said.Class != UnitClass::Percent || A.Class != B.Class || A.Low <= 0 ||
      B.Low <= 0 || Said.Minus)
    return false;
  const double Quotient = (A.Low * A.Scale) / (B.Low * B.Scale);
  auto Fits = [&](double Ratio) {
    const double Share = Said.Low / 100;
    return Ratio > 1 && std::min(std::abs(Ratio - 1 - Share),
                                 std::abs(1 - 1 / Ratio - Share)) < 0.015;
  };
  const bool Forward = Fits(Quotient);
  if (Forward == Fits(1 / Quotient))
    return false;
  const UnitClass Class =
      A.Class == UnitClass::None ? Columns[Measured[0]].Class : A.Class;
  const bool Old =
      Forward == (Class == UnitClass::Time || Class == UnitClass::Memory);
  const size_t From = Measured[Old ? 0 : 1], To = Measured[Old ? 1 : 0];
  return tablePair(Row, Row.Figures[From], Row.Figures[To], Columns[From],
                   Columns[To]);
}

/// All columns of ratios, but not one that says in percent what another says.
bool ClaimReader::ratios(const TableRow &Row) {
  const std::vector<TableColumn> &Columns = *Row.Columns;
  bool Any = false;
  for (size_t C = 0; C < Columns.size(); ++C) {
    if (Columns[C].Is != TableColumn::Role::Ratio ||
        Row.Figures[C] == ~size_t(0))
      continue;
    const size_t Had = Result.Claims.size();
    if (!tableRatio(Row, Row.Figures[C], Columns[C]))
      continue;
    if (Any && Had > 0 && Result.Claims.size() > Had) {
      const Claim &First = Result.Claims[Had - 1], &Next = Result.Claims[Had];
      if (First.Kind != Next.Kind && First.Speedup && Next.Speedup &&
          (std::abs(*Next.Speedup / *First.Speedup - 1) < 0.03 ||
           (Next.AltSpeedup &&
            std::abs(*Next.AltSpeedup / *First.Speedup - 1) < 0.03)))
        Result.Claims.pop_back();
    }
    Any = true;
  }
  return Any;
}

/// What stands first in the row is what its figures are of.
void ClaimReader::addFromRow(size_t Figure, const TableRow &Row, Claim C) {
  if (!Row.Label.empty())
    C.Scope.push_back(Row.Label);
  add(Figure, std::move(C));
}

bool ClaimReader::tablePair(const TableRow &Row, size_t Before, size_t After,
                            const TableColumn &Old, const TableColumn &New) {
  const Quantity &A = R.Quantities[Before], &B = R.Quantities[After];
  UnitClass Class = A.Class;
  Claim C;
  C.Unit = A.Unit;
  const uint32_t Said = Row.Classes | Old.Classes | New.Classes;
  if (Class == UnitClass::None) {
    const TableColumn &Named = New.Class == UnitClass::None ? Old : New;
    Class = Named.Class;
    C.Unit = Named.Unit;
  }
  if (Class == UnitClass::None && (Said & words::Throughput))
    Class = UnitClass::Rate;
  else if (Class == UnitClass::None && (Said & words::Time))
    Class = UnitClass::Time;
  else if (Class == UnitClass::None && (Said & words::Memory))
    Class = UnitClass::Memory;
  // A time and an amount of memory are no pair.
  const bool Apart = A.Class != B.Class && A.Class != UnitClass::None &&
                     B.Class != UnitClass::None;
  if (Apart || !isMeasured(Class) || A.Low <= 0 || B.Low <= 0 ||
      (Said & (words::Quality | words::Build)) ||
      ((Said & words::Rebuild) && Class == UnitClass::Time))
    return false;
  const bool Rate = Class == UnitClass::Rate || Class == UnitClass::Bandwidth;
  C.Kind = ClaimKind::BeforeAfter;
  C.What = metricOf(Class);
  if (Class == UnitClass::Time && (Said & words::Latency))
    C.What = Metric::Latency;
  C.Before = A.Low;
  C.After = A.Unit == B.Unit || A.Class != B.Class ? B.Low
                                                   : B.Low * B.Scale / A.Scale;
  C.Speedup = Rate ? *C.After / *C.Before : *C.Before / *C.After;
  C.Way = *C.Speedup > 1 ? Direction::Better : Direction::Worse;
  // The newer column may come first.
  const size_t From = std::min(Before, After), To = std::max(Before, After);
  describeClaim(R, From, To, look(R, From, To), C);
  C.Qualified = Qualifier::None;
  if (Old.Library)
    C.Against = Baseline::Other;
  addFromRow(After, Row, std::move(C));
  return true;
}

/// "| -20% | +25% |" below "| latency | throughput |".
bool ClaimReader::tableShare(const TableRow &Row, size_t Figure,
                             const TableColumn &Column) {
  const Quantity &Q = R.Quantities[Figure];
  const uint32_t Said = Row.Classes | Column.Classes;
  if (Q.Class != UnitClass::Percent || !(Q.Plus || Q.Minus))
    return false;
  // Nothing changed, or nothing of speed: the row is read all the same.
  if (Q.Low == 0 || (Said & (words::Quality | words::Build | words::Rebuild)))
    return true;
  WordsAround Around = look(R, Figure, Figure);
  Around.Before |= Column.Classes;
  Around.Of = Column.Classes & words::Subjects;
  Around.Direction = Q.Minus ? words::Loss : words::Increase;
  addCell(Figure, Row, Around);
  return true;
}

/// A ratio or a share in a cell, which \p Around says how to read.
void ClaimReader::addCell(size_t Figure, const TableRow &Row,
                          const WordsAround &Around) {
  const Quantity &Q = R.Quantities[Figure];
  Claim C;
  C.What = perfclaim::metricOf(Around);
  if (Q.Class == UnitClass::Times) {
    C.Kind = ClaimKind::Ratio;
    normaliseTimes(Q, Around, C);
  } else {
    C.Kind = ClaimKind::Percent;
    normalisePercent(Q, Around, false, C);
  }
  describeClaim(R, Figure, Figure, Around, C);
  addFromRow(Figure, Row, std::move(C));
}

bool ClaimReader::tableRatio(const TableRow &Row, size_t Figure,
                             const TableColumn &Column) {
  const Quantity &Q = R.Quantities[Figure];
  // "latency change": less of it is better.
  constexpr uint32_t Costs = words::Time | words::Latency | words::Memory;
  if ((Column.Classes & Costs) && !(Column.Classes & words::Directions) &&
      Q.Class == UnitClass::Percent && (Q.Plus || Q.Minus))
    return tableShare(Row, Figure, Column);
  if ((Q.Class != UnitClass::Times &&
       (Q.Class != UnitClass::Percent || Column.Quotient)) ||
      (Row.Classes & (words::Quality | words::Build)) || Q.Low == 0 ||
      (Q.Class == UnitClass::Times && Q.Low == 1))
    return false;
  WordsAround Around = look(R, Figure, Figure);
  Around.Direction = words::Faster;
  Around.Before |= Row.Classes & words::Subjects;
  // "Memory savings"
  if ((Column.Classes & words::Reduce) && Q.Class == UnitClass::Percent) {
    Around.Direction = words::Reduce;
    Around.Before |= Column.Classes & words::Subjects;
    Around.Of = Around.all() & words::Subjects;
  }
  addCell(Figure, Row, Around);
  return true;
}

} // namespace perfclaim
