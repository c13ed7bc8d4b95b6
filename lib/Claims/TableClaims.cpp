//===- TableClaims.cpp - What a row of a table claims ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"

using namespace llvm;

namespace perfclaim {

size_t ClaimReader::tableRow(size_t I) {
  while (NextRow < Rows.size() && Rows[NextRow].First < I)
    ++NextRow;
  if (NextRow == Rows.size() || Rows[NextRow].First != I)
    return 0;
  const TableRow &Row = Rows[NextRow];
  const std::vector<TableColumn> &Columns = *Row.Columns;
  const size_t None = ~size_t(0);
  size_t Before = None, Ratio = None, RatioAt = 0, Count = 0;
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
    } else if (Columns[C].Is == TableColumn::Role::Ratio && Ratio == None) {
      Ratio = Figure;
      RatioAt = C;
    }
  }
  if (!Any && Ratio != None)
    Any = tableRatio(Row, Ratio, Columns[RatioAt]);
  if (!Any)
    for (size_t C = 0; C < Columns.size(); ++C)
      if (Columns[C].Is == TableColumn::Role::Share && Row.Figures[C] != None)
        Any |= tableShare(Row, Row.Figures[C], Columns[C]);
  return Any ? Row.Last + 1 : 0;
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
  if (!isMeasured(Class) || A.Low <= 0 || B.Low <= 0 ||
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
  describeClaim(R, Before, After, look(R, Before, After), C);
  C.Qualified = Qualifier::None;
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
  if ((Q.Class != UnitClass::Times && Q.Class != UnitClass::Percent) ||
      (Row.Classes & (words::Quality | words::Build)) || Q.Low == 0 ||
      (Q.Class == UnitClass::Times && Q.Low == 1))
    return false;
  WordsAround Around = look(R, Figure, Figure);
  Around.Direction = words::Faster;
  Around.Before |= Row.Classes & words::Subjects;
  addCell(Figure, Row, Around);
  return true;
}

} // namespace perfclaim
