//===- Predict.cpp - Which launches an entry will make --------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Predict.h"
#include "Names.h"
#include "perfclaim/Model/CeilDiv.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {
/// Splits at commas that are in no bracket.
static std::vector<StringRef> splitArguments(StringRef Text) {
  std::vector<StringRef> Parts;
  int Depth = 0;
  size_t Begin = 0;
  for (size_t I = 0; I < Text.size(); ++I) {
    char C = Text[I];
    if (C == '(' || C == '[' || C == '{')
      ++Depth;
    else if (C == ')' || C == ']' || C == '}')
      --Depth;
    else if (C == ',' && Depth == 0) {
      Parts.push_back(Text.slice(Begin, I).trim());
      Begin = I + 1;
    }
  }
  Parts.push_back(Text.drop_front(Begin).trim());
  return Parts;
}

static bool isIntegerType(StringRef Type) {
  static constexpr StringLiteral Types[] = {
      "int",    "unsigned", "unsigned int",  "long",        "long long",
      "size_t", "int64_t",  "int32_t",       "uint32_t",    "uint64_t",
      "uint",   "dim_t",    "unsigned long", "std::size_t", "std::int64_t"};
  return is_contained(Types, Type.trim());
}

/// Takes casts and literal suffixes out of \p Text.
static std::string simplify(StringRef Text) {
  std::string Result;
  for (size_t I = 0; I < Text.size();) {
    char C = Text[I];
    if (C == '(') {
      size_t Close = Text.find(')', I);
      if (Close != StringRef::npos && isIntegerType(Text.slice(I + 1, Close))) {
        I = Close + 1;
        continue;
      }
    }
    if (isDigit(C)) {
      size_t End = I;
      while (End < Text.size() && isAlnum(Text[End]))
        ++End;
      StringRef Literal = Text.slice(I, End);
      if (!Literal.starts_with("0x"))
        Literal = Literal.rtrim("uUlLzZ");
      Result += Literal;
      I = End;
      continue;
    }
    if (isAlpha(C) || C == '_') {
      size_t End = I;
      while (End < Text.size() &&
             (isAlnum(Text[End]) || Text[End] == '_' || Text[End] == ':'))
        ++End;
      StringRef Word = Text.slice(I, End);
      StringRef Rest = Text.drop_front(End).ltrim();
      if (Word == "static_cast" && Rest.consume_front("<")) {
        auto [Type, Tail] = Rest.split('>');
        if (isIntegerType(Type)) {
          I = Text.size() - Tail.size();
          continue;
        }
      }
      if (isIntegerType(Word) && Rest.starts_with("(")) {
        I = End;
        continue;
      }
      if (isCeilDivName(Word))
        Result += "ceil_div";
      else if (Word == "std::min" || Word == "std::max")
        Result += Word.drop_front(5);
      else
        Result += Word;
      I = End;
      continue;
    }
    Result += C;
    ++I;
  }
  return Result;
}

std::optional<Expression> parseLoosely(StringRef Text) {
  Text = Text.trim();
  if (Text.empty() || Text.size() > 2000)
    return std::nullopt;
  Expected<Expression> Parsed = Expression::parse(simplify(Text));
  if (!Parsed) {
    consumeError(Parsed.takeError());
    return std::nullopt;
  }
  return *Parsed;
}

static void parseDim3(StringRef Text, std::optional<Expression> (&Into)[3]) {
  Text = Text.trim();
  std::vector<StringRef> Parts = {Text};
  if (Text.consume_front("dim3")) {
    Text = Text.trim();
    if ((Text.starts_with("(") && Text.ends_with(")")) ||
        (Text.starts_with("{") && Text.ends_with("}")))
      Parts = splitArguments(Text.drop_front().drop_back());
    else
      return;
  }
  for (unsigned I = 0; I < 3; ++I)
    if (I < Parts.size())
      Into[I] = parseLoosely(Parts[I]);
    else
      Into[I] = Expression::constant(1);
}

/// "const int blocks = (n + 255) / 256;" as a name and a formula.
static bool parseDeclaration(StringRef Line, std::string &Name,
                             std::optional<Expression> &Value) {
  Line = Line.trim().rtrim(';');
  size_t At = Line.find('=');
  if (At == StringRef::npos || Line.substr(At + 1).starts_with("="))
    return false;
  StringRef Left = Line.take_front(At).rtrim();
  size_t Begin = Left.size();
  while (Begin && (isAlnum(Left[Begin - 1]) || Left[Begin - 1] == '_'))
    --Begin;
  Name = Left.drop_front(Begin).str();
  Value = parseLoosely(Line.drop_front(At + 1));
  return isIdentifier(Name);
}

using Names = std::map<std::string, Expression>;

static std::optional<Expression>
inEntryNames(const std::optional<Expression> &E, const Names &Known) {
  if (!E)
    return std::nullopt;
  for (const std::string &Symbol : E->symbols())
    if (!Known.count(Symbol))
      return std::nullopt;
  return E->substitute(Known);
}

static LaunchFormula formulaOf(const SideView &View, const Launch &L,
                               const Names &Known) {
  LaunchFormula F;
  F.Kernel = L.KernelName;
  if (const Kernel *K = View.kernel(View.kernelOf(L))) {
    F.Kernel = K->Name;
    F.MaxThreads = K->MaxThreads;
  }
  const std::optional<Expression> *Grid[3] = {&L.GridX, &L.GridY, &L.GridZ};
  const std::optional<Expression> *Block[3] = {&L.BlockX, &L.BlockY, &L.BlockZ};
  for (unsigned I = 0; I < 3; ++I) {
    F.Grid[I] = inEntryNames(*Grid[I], Known);
    F.Block[I] = inEntryNames(*Block[I], Known);
  }
  F.Shared = inEntryNames(L.SharedBytes, Known);
  if (!F.Shared && L.Shared.empty())
    F.Shared = Expression::constant(0);
  return F;
}

/// \p Outer, and what holds where a call of its function stands.
static std::vector<Expression> conditionsAt(const CallPosition &At,
                                            const Names &Known,
                                            std::vector<Expression> Outer) {
  for (const BranchArm &Branch : At.Branches)
    for (const Expression &E : Branch.Holds)
      if (std::optional<Expression> Here = inEntryNames(E, Known))
        Outer.push_back(*Here);
  return Outer;
}

static bool sameFormula(const LaunchFormula &A, const LaunchFormula &B) {
  return A.Kernel == B.Kernel && A.Shared == B.Shared &&
         A.Conditions == B.Conditions &&
         std::equal(std::begin(A.Grid), std::end(A.Grid), B.Grid) &&
         std::equal(std::begin(A.Block), std::end(A.Block), B.Block);
}

static void addFormulas(const SideView &View, const HostFunction &F,
                        const Names &Known,
                        const std::vector<Expression> &Conditions,
                        unsigned Depth, std::vector<LaunchFormula> &Into) {
  constexpr size_t Most = 32;
  const Inventory &Inv = View.inventory();
  for (unsigned Index : F.Launches) {
    if (Index >= Inv.Launches.size() || Into.size() >= Most)
      continue;
    const Launch &L = Inv.Launches[Index];
    LaunchFormula New = formulaOf(View, L, Known);
    New.Conditions = conditionsAt(L.At, Known, Conditions);
    // What is called twice in the same way is one prediction.
    if (none_of(Into,
                [&](const LaunchFormula &F) { return sameFormula(F, New); }))
      Into.push_back(std::move(New));
  }
  if (Depth == 0)
    return;
  for (const CallSite &Call : Inv.Calls) {
    const HostFunction *Callee = View.function(Call.Callee);
    if (Call.Caller != F.Identity || !Callee || Into.size() >= Most ||
        Call.Callee == F.Identity || View.reachedFrom(Call.Callee).empty())
      continue;
    Names Inner;
    for (size_t I = 0; I < Callee->Parameters.size(); ++I) {
      std::optional<Expression> Value;
      if (I < Call.Arguments.size())
        Value = inEntryNames(parseLoosely(Call.Arguments[I]), Known);
      if (!Value && I < Call.Values.size() && Call.Values[I])
        Value = Expression::constant(*Call.Values[I]);
      if (Value)
        Inner.emplace(Callee->Parameters[I].Name, *Value);
    }
    addFormulas(View, *Callee, Inner, conditionsAt(Call.At, Known, Conditions),
                Depth - 1, Into);
  }
}

static void addPreamble(const LaunchSlice &Slice, Names &Known) {
  for (const std::string &Line : Slice.Preamble) {
    std::string Name;
    std::optional<Expression> Value;
    if (parseDeclaration(Line, Name, Value))
      if (std::optional<Expression> Here = inEntryNames(Value, Known))
        Known.emplace(Name, *Here);
  }
}

static LaunchFormula sliceFormula(const SideView &View,
                                  const LaunchSlice &Slice,
                                  const SourcePlace &Place,
                                  const std::string &Kernel,
                                  const Names &Known) {
  LaunchFormula F;
  for (const Launch &L : View.inventory().Launches)
    if (L.Place == Place) {
      F = formulaOf(View, L, Known);
      break;
    }
  F.Kernel = Kernel;
  std::optional<Expression> Grid[3], Block[3];
  parseDim3(Slice.Grid, Grid);
  parseDim3(Slice.Block, Block);
  for (unsigned I = 0; I < 3; ++I) {
    if (!F.Grid[I])
      F.Grid[I] = inEntryNames(Grid[I], Known);
    if (!F.Block[I])
      F.Block[I] = inEntryNames(Block[I], Known);
  }
  if (!F.Shared)
    F.Shared = Slice.Shared.empty()
                   ? Expression::constant(0)
                   : inEntryNames(parseLoosely(Slice.Shared), Known);
  return F;
}

static void addStepFormulas(const SideView &View, const EntryStep &S,
                            std::vector<LaunchFormula> &Into) {
  Names Known;
  for (size_t I = 0; I < S.Slice.Variables.size() && I < S.Variables.size();
       ++I)
    if (S.Slice.Variables[I].Kind == ValueKind::Integer &&
        !S.Variables[I].empty())
      Known.emplace(S.Slice.Variables[I].Name,
                    Expression::symbol(S.Variables[I]));
  addPreamble(S.Slice, Known);
  const HostFunction *Callee = View.function(S.Function);
  if (!Callee) {
    Into.push_back(sliceFormula(View, S.Slice, S.Place, S.Name, Known));
    return;
  }
  Names Inner;
  for (size_t I = 0;
       I < Callee->Parameters.size() && I < S.Slice.Arguments.size(); ++I)
    if (Callee->Parameters[I].Kind == ValueKind::Integer)
      if (auto Value = inEntryNames(parseLoosely(S.Slice.Arguments[I]), Known))
        Inner.emplace(Callee->Parameters[I].Name, *Value);
  addFormulas(View, *Callee, Inner, {}, 4, Into);
}

/// The entry's variables of what a function or a slice takes, in its order.
static Names entryNames(ArrayRef<ParameterModel> Taken, const EntrySide &Side) {
  Names Known;
  for (size_t I = 0; I < Taken.size() && I < Side.Parameters.size(); ++I)
    if (Taken[I].Kind == ValueKind::Integer)
      Known.emplace(Taken[I].Name, Expression::symbol(Side.Parameters[I]));
  return Known;
}

std::vector<LaunchFormula> launchFormulas(const SideView &View,
                                          const EntrySide &Side) {
  std::vector<LaunchFormula> Result;
  for (const EntryStep &S : Side.Steps)
    addStepFormulas(View, S, Result);
  if (!Side.Steps.empty())
    return Result;
  if (Side.Kind != EntryKind::Kernel) {
    for (const HostFunction &F : View.inventory().Functions) {
      if (F.Name != Side.Name || !(F.Place == Side.Place))
        continue;
      Names Known = entryNames(F.Parameters, Side);
      for (const ParameterModel &Size : F.Sizes) // Of tensors, structures.
        Known.try_emplace(Size.Name, Expression::symbol(Size.Name));
      addFormulas(View, F, Known, {}, 4, Result);
      break;
    }
    return Result;
  }
  const LaunchSlice &Slice = Side.Slice;
  Names Known = entryNames(Slice.Variables, Side);
  addPreamble(Slice, Known);
  Result.push_back(sliceFormula(View, Slice, Side.Place, Side.Name, Known));
  return Result;
}

static void addQuotients(const Expression &E, std::vector<Expression> &Into) {
  if ((E.op() == Expression::Op::Div || E.op() == Expression::Op::CeilDiv) &&
      !is_contained(Into, E))
    Into.push_back(E);
  for (const Expression &Part : E.operands())
    addQuotients(Part, Into);
}

std::vector<Expression> argumentQuotients(const SideView &View,
                                          const EntrySide &Side) {
  std::vector<Expression> Result;
  auto Add = [&](const LaunchSlice &Slice, Names Known) {
    addPreamble(Slice, Known);
    for (const std::string &Text : Slice.Arguments)
      if (const auto Here = inEntryNames(parseLoosely(Text), Known))
        addQuotients(*Here, Result);
  };
  if (Side.Kind == EntryKind::Kernel) {
    Add(Side.Slice, entryNames(Side.Slice.Variables, Side));
    return Result;
  }
  for (const HostFunction &F : View.inventory().Functions) {
    if (F.Name != Side.Name || !(F.Place == Side.Place))
      continue;
    for (const unsigned Index : F.Launches)
      if (Index < View.inventory().Launches.size())
        Add(View.inventory().Launches[Index].Slice,
            entryNames(F.Parameters, Side));
    break;
  }
  return Result;
}

std::vector<PredictedLaunch>
predictLaunches(const std::vector<LaunchFormula> &Formulas,
                const Expression::Values &Values) {
  std::vector<PredictedLaunch> Result;
  auto Value = [&](const std::optional<Expression> &E) {
    return E ? E->evaluate(Values) : std::nullopt;
  };
  for (const LaunchFormula &F : Formulas) {
    if (any_of(F.Conditions,
               [&](const Expression &E) { return E.evaluate(Values) == 0; }))
      continue;
    PredictedLaunch P;
    P.Kernel = F.Kernel;
    for (unsigned I = 0; I < 3; ++I) {
      P.Grid.push_back(Value(F.Grid[I]));
      P.Block.push_back(Value(F.Block[I]));
    }
    P.SharedBytes = Value(F.Shared);
    Result.push_back(std::move(P));
  }
  return Result;
}

} // namespace perfclaim
