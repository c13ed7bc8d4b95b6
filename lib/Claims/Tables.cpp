//===- Tables.cpp - Rows of figures under a header ------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Tables.h"
#include "ClaimReader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

namespace {

using Role = TableColumn::Role;

constexpr StringLiteral Box = "\xE2\x94\x82";

struct Cell {
  size_t Begin = 0, End = 0; ///< Bytes of the message.
};

class TableFinder {
public:
  explicit TableFinder(const Reading &R) : R(R) {}

  std::vector<TableRow> run() {
    size_t At = 0;
    while (At < R.Message.size()) {
      const size_t End = endOfRow(At);
      line(At, End);
      At = End + 1;
    }
    return std::move(Rows);
  }

private:
  /// The end of a line, or of the next where one wrapped a row, or the header
  /// above a rule of dashes, within a cell or between two.
  size_t endOfRow(size_t At) const {
    const size_t End = std::min(R.Message.find('\n', At), R.Message.size());
    if (At >= R.Message.size() || R.Message[At] != '|' || End - At > 400)
      return End;
    const auto [Next, Below] = R.Message.substr(End + 1).split('\n');
    if (Next.trim().empty() || Next.trim().starts_with("|") ||
        !Next.trim().ends_with("|"))
      return End;
    const bool Heads = Below.starts_with("|-") || Below.starts_with("|:-") ||
                       Below.starts_with("| -") || Below.starts_with("| :-");
    const bool Row =
        Columns && ByBars &&
        size_t(R.Message.slice(At, End).count('|')) <= Columns->size();
    return Heads || Row ? End + 1 + Next.size() : End;
  }

  /// Cells between bars, or between two spaces and more.
  static std::vector<Cell> cellsOf(StringRef Text, size_t Offset, bool Bars) {
    // Wider than any table; a line of a megabyte is none.
    constexpr size_t MaxCells = 64;
    std::vector<Cell> Cells;
    size_t Begin = 0;
    auto Close = [&](size_t End) {
      const StringRef Inside = Text.slice(Begin, End);
      const size_t Front = Inside.size() - Inside.ltrim().size();
      const size_t Size = Inside.trim().size();
      if (Size != 0 || (Bars && Begin != 0 && End != Text.size()))
        Cells.push_back(
            {Offset + Begin + Front, Offset + Begin + Front + Size});
    };
    for (size_t I = 0; I < Text.size() && Cells.size() < MaxCells; ++I) {
      const bool Gap =
          Bars ? Text[I] == '|'
               : Text[I] == '\t' || (Text[I] == ' ' && I + 1 < Text.size() &&
                                     Text[I + 1] == ' ');
      if (!Gap)
        continue;
      Close(I);
      while (!Bars && I + 1 < Text.size() && isSpace(Text[I + 1]))
        ++I;
      Begin = I + 1;
    }
    if (Cells.size() < MaxCells)
      Close(Text.size());
    return Cells;
  }

  void line(size_t At, size_t End) {
    const StringRef Text = R.Message.slice(At, End).rtrim();
    // The tokens and figures of this line.
    while (NextToken < R.Tokens.size() && R.Tokens[NextToken].Offset < At)
      ++NextToken;
    while (NextFigure < R.Quantities.size() &&
           R.Tokens[R.Quantities[NextFigure].First].Offset < At)
      ++NextFigure;
    if (Text.trim().empty()) {
      Columns.reset();
      return;
    }
    // Some draw their tables with box characters.
    std::string Drawn;
    if (Text.contains(Box)) {
      Drawn = Text.str();
      for (size_t I = 0; (I = Drawn.find(Box.str(), I)) != std::string::npos;)
        Drawn.replace(I, Box.size(), "|  ");
    }
    const StringRef Plain = Drawn.empty() ? Text : StringRef(Drawn);
    const bool Bars = Plain.contains('|');
    // A rule of dashes below the header.
    if (Plain.find_first_not_of("-=:|+ \t") == StringRef::npos ||
        Plain.ltrim().starts_with("\xE2\x94"))
      return;
    const std::vector<Cell> Cells = cellsOf(Plain, At, Bars);
    const bool Heads = Cells.size() >= 2 && header(Cells, Bars, At, End);
    LineAbove = Bars && Drawn.empty() ? At : ~size_t(0);
    if (Heads)
      return;
    if (Columns && Cells.size() >= 2)
      row(Cells, At, End);
    Above = NextToken;
  }

  /// "Times (ms)", "All in GB/s:" on the line above the header that begins at
  /// token \p Header: the unit of columns that name none.
  void takeUnitAbove(std::vector<TableColumn> &Found, size_t Header) const {
    using Role = TableColumn::Role;
    for (const TableColumn &C : Found)
      if (C.Class != UnitClass::None)
        return;
    // The subject is of the whole change.
    if (Header == R.Tokens.size() || Header - Above > 24 ||
        R.Tokens[Above].Line == 0 ||
        R.Tokens[Above].Line + 2 < R.Tokens[Header].Line)
      return;
    // "        X200 render time" over the columns says what they are of.
    const StringRef Caption = R.Lines.at(R.Tokens[Above].Offset);
    if (R.Tokens[Above].Line + 1 == R.Tokens[Header].Line &&
        Caption.starts_with("    "))
      for (size_t I = Above; I < Header; ++I)
        for (TableColumn &C : Found)
          if (C.Is == Role::Before || C.Is == Role::After)
            C.Classes |= R.Classes[I] & words::Subjects;
    for (size_t I = Above; I < Header; ++I) {
      const Token &T = R.Tokens[I];
      if (T.Kind == TokenKind::Number)
        return;
      if (T.Kind != TokenKind::Word ||
          !(I == Above || R.Tokens[I - 1].isWord("in") ||
            R.Tokens[I - 1].isSign('(') || R.Tokens[I - 1].isSign('[') ||
            (I + 1 == Header && R.Tokens[Above].isSign('#'))))
        continue;
      const UnitInfo U = unitFrom(R.Tokens, I);
      if (U.Class != UnitClass::Time && U.Class != UnitClass::Rate &&
          U.Class != UnitClass::Bandwidth && U.Class != UnitClass::Memory)
        continue;
      for (TableColumn &C : Found)
        if (C.Is == Role::Before || C.Is == Role::After || C.Library) {
          C.Classes |= R.SentenceClasses[T.Sentence] & words::Subjects;
          C.Class = U.Class;
          C.Unit = U.Text;
          C.Scale = U.Scale;
        }
      return;
    }
  }

  /// "|   | time (ms)        |" above "|   | before |  after  |": the unit and
  /// words of the cell above, of which a column is a part.
  void takeGroups(std::vector<TableColumn> &Found, size_t Line) const {
    const StringRef Text = R.Message.substr(LineAbove).split('\n').first;
    if (LineAbove + Text.size() + 1 != Line)
      return;
    for (TableColumn &C : Found) {
      if ((C.Is != Role::Before && C.Is != Role::After) ||
          C.Class != UnitClass::None || C.Begin >= Text.size())
        continue;
      const size_t Left = Text.rfind('|', C.Begin),
                   Right = Text.find('|', C.Begin);
      if (Left == StringRef::npos || Right == StringRef::npos)
        continue;
      size_t First = NextToken;
      while (First > 0 && R.Tokens[First - 1].Offset > LineAbove + Left)
        --First;
      size_t Last = First;
      bool Number = false;
      for (; Last < NextToken && R.Tokens[Last].Offset < LineAbove + Right;
           ++Last) {
        Number |= R.Tokens[Last].Kind == TokenKind::Number;
        C.Classes |= R.Classes[Last] & words::Subjects;
      }
      if (!Number)
        unitIn(ArrayRef(R.Tokens).slice(First, Last - First), C.Class, C.Unit,
               C.Scale);
    }
  }

  /// True if the cells are a header with columns that mean something.
  bool header(const std::vector<Cell> &Cells, bool Bars, size_t At,
              size_t End) {
    auto Found = std::make_shared<std::vector<TableColumn>>();
    bool Before = false, After = false, Ratio = false, Library = false;
    size_t T = NextToken;
    for (const Cell &C : Cells) {
      TableColumn Column;
      Column.Begin = C.Begin - At;
      Column.End = C.End - At;
      while (T < R.Tokens.size() && R.Tokens[T].Offset < C.Begin)
        ++T;
      const size_t From = T;
      bool Noise = false;
      for (; T < R.Tokens.size() && R.Tokens[T].Offset < C.End; ++T) {
        Column.Classes |= R.Classes[T];
        Column.Library |= isLibrary(R.Tokens[T]);
        if (R.Tokens[T].Kind != TokenKind::Word)
          continue;
        // "Ref Noise": how sure the figure beside it is.
        Noise |= R.Tokens[T].isWord("noise");
        Role Is = roleOfWord(R.Tokens[T].Text);
        // "Speed up"
        if (R.Tokens[T].isWord("speed") && T + 1 < R.Tokens.size() &&
            R.Tokens[T + 1].isWord("up"))
          Is = Role::Ratio;
        // "w/o PR"
        if (R.Tokens[T].isWord("w") && T + 2 < R.Tokens.size() &&
            R.Tokens[T + 1].isSign('/'))
          Is = R.Tokens[T + 2].isWord("o") && !R.Tokens[T + 2].Space
                   ? Role::Before
                   : Role::After;
        if (Is == Role::Other)
          Is = roleOfName(R.Tokens[T].Text, Column);
        if (Is != Role::Other && Column.Is == Role::Other)
          Column.Is = Is;
      }
      if (Column.Class == UnitClass::None)
        unitIn(ArrayRef(R.Tokens).slice(From, T - From), Column.Class,
               Column.Unit, Column.Scale);
      if (Noise)
        Column.Is = Role::Other;
      // "% faster", "Improvement (%)"
      Before |= Column.Is == Role::Before;
      After |= Column.Is == Role::After;
      Ratio |= Column.Is == Role::Ratio;
      Column.Library &= Column.Is == Role::Other;
      Library |= Column.Library;
      Found->push_back(std::move(Column));
    }
    // A header has no measured figures.
    for (size_t Q = NextFigure; Q < R.Quantities.size() &&
                                R.Tokens[R.Quantities[Q].First].Offset < End;
         ++Q)
      if (R.Quantities[Q].Class != UnitClass::None)
        return false;
    const bool Quotient = findQuotients(*Found, At);
    if (!(Before && After) && !(Ratio && Bars) && !Quotient &&
        !(After && Library && Bars) &&
        !(Bars && !Columns && headsShares(*Found)))
      return false;
    if (Bars && LineAbove != ~size_t(0))
      takeGroups(*Found, At);
    takeUnitAbove(*Found, NextToken);
    Columns = std::move(Found);
    ByBars = Bars;
    return true;
  }

  /// Marks "theirs/ours" where columns are headed so; false without any.
  bool findQuotients(std::vector<TableColumn> &Found, size_t Line) const {
    bool Any = false;
    auto Text = [&](const TableColumn &C) {
      return R.Message.slice(Line + C.Begin, Line + C.End);
    };
    for (TableColumn &C : Found) {
      const auto [Over, Under] = Text(C).split('/');
      if (C.Is != Role::Other || C.Class != UnitClass::None ||
          Over.size() < 2 || Under.size() < 2)
        continue;
      auto Heads = [&](StringRef Name) {
        return llvm::any_of(Found, [&](const TableColumn &D) {
          return &C != &D && Text(D).starts_with_insensitive(Name);
        });
      };
      if (!Heads(Over) || !Heads(Under))
        continue;
      C.Is = Role::Ratio;
      Any = C.Quotient = true;
    }
    return Any;
  }

  /// Marks the columns that name a metric and no unit; false without any.
  static bool headsShares(std::vector<TableColumn> &Found) {
    bool Any = false;
    for (TableColumn &C : Found)
      if ((C.Classes & (words::Subjects | words::Quality)) &&
          C.Is == Role::Other) {
        C.Is = Role::Share;
        Any = true;
      }
    return Any;
  }

  /// The column whose head begins or ends nearest to a cell.
  size_t nearest(const Cell &C, size_t Line) const {
    size_t Best = 0, Least = ~size_t(0);
    auto Apart = [](size_t A, size_t B) { return A > B ? A - B : B - A; };
    for (size_t I = 0; I < Columns->size(); ++I) {
      const TableColumn &Column = (*Columns)[I];
      const size_t Off = std::min(Apart(Column.Begin, C.Begin - Line),
                                  Apart(Column.End, C.End - Line));
      if (Off < Least) {
        Least = Off;
        Best = I;
      }
    }
    return Best;
  }

  void row(const std::vector<Cell> &Cells, size_t At, size_t End) {
    // Text in columns may have spaces in its first cell.
    if (ByBars ? Cells.size() > Columns->size() + 1
               : Cells.size() < 2 || Columns->size() < 2)
      return;
    TableRow Row;
    Row.Figures.assign(Columns->size(), ~size_t(0));
    Row.Counts.assign(Columns->size(), 0);
    Row.First = NextFigure;
    size_t Q = NextFigure;
    bool Any = false;
    // "(p=0.008 n=5+5)" behind the columns.
    const bool Tail = R.Message[Cells.back().Begin] == '(';
    for (size_t I = 0; I < Cells.size(); ++I) {
      // Columns are counted from the right in text, from the left in Markdown;
      // where there are more cells than that, the nearest heads them.
      const size_t Right = Cells.size() - I;
      const size_t Column = ByBars ? I
                            : Cells.size() > Columns->size() + 1 || Tail
                                ? nearest(Cells[I], At)
                            : Right <= Columns->size() ? Columns->size() - Right
                                                       : ~size_t(0);
      while (Q < R.Quantities.size() && offset(Q) < Cells[I].Begin)
        ++Q;
      if (Q < R.Quantities.size() && offset(Q) < Cells[I].End &&
          Column < Row.Figures.size() && Row.Figures[Column] == ~size_t(0)) {
        Row.Figures[Column] = Q;
        Any |= (*Columns)[Column].Is != Role::Other;
        for (size_t P = Q; P < R.Quantities.size() && offset(P) < Cells[I].End;
             ++P)
          ++Row.Counts[Column];
      }
    }
    while (Q < R.Quantities.size() && offset(Q) < End)
      ++Q;
    if (!Any || Q == Row.First)
      return;
    Row.Last = Q - 1;
    Row.Columns = Columns;
    Row.Label = R.Message.slice(Cells[0].Begin, Cells[0].End)
                    .trim(" *`\t")
                    .take_front(60)
                    .str();
    const Token &First = R.Tokens[R.Quantities[Row.First].First];
    Row.Classes = R.Headings[First.Sentence];
    for (size_t T = NextToken; T < R.Tokens.size() && R.Tokens[T].Offset < End;
         ++T)
      Row.Classes |= R.Classes[T];
    Rows.push_back(std::move(Row));
  }

  size_t offset(size_t Q) const {
    return R.Tokens[R.Quantities[Q].First].Offset;
  }

  const Reading &R;
  std::vector<TableRow> Rows;
  std::shared_ptr<const std::vector<TableColumn>> Columns;
  bool ByBars = false;
  size_t NextToken = 0, NextFigure = 0;
  size_t LineAbove = ~size_t(0); ///< Where the line with bars above begins.
  size_t Above = 0; ///< The first token of the line with text above.
};

} // namespace

std::vector<TableRow> findTableRows(const Reading &R) {
  return TableFinder(R).run();
}

} // namespace perfclaim
