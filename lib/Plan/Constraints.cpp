//===- Constraints.cpp - Which sizes an entry accepts ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Constraints.h"
#include "Names.h"
#include "Unite.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <limits>
#include <numeric>

using namespace llvm;

namespace perfclaim {

using Op = Expression::Op;

bool Constraints::holds(const Expression::Values &Values) const {
  for (const Expression &E : Hold)
    if (E.evaluate(Values) == std::optional<int64_t>(0))
      return false;
  for (const auto &[Name, Multiple] : Multiples) {
    auto It = Values.find(Name);
    if (It != Values.end() && It->second % Multiple != 0)
      return false;
  }
  return true;
}

/// Names of \p E, which is beyond a limit.
static void blame(const std::optional<Expression> &E,
                  std::set<std::string> &TooLarge) {
  if (E)
    for (const std::string &Name : E->symbols())
      TooLarge.insert(Name);
}

bool Constraints::canLaunch(const Expression::Values &Values,
                            std::set<std::string> &TooLarge) const {
  constexpr int64_t MostGrid[3] = {2147483647, 65535, 65535};
  constexpr int64_t MostBlock[3] = {1024, 1024, 64};
  bool Possible = true;
  for (const auto &[Formulas, MostShared] :
       {std::pair(&Before, SharedBefore), std::pair(&After, SharedAfter)}) {
    for (const LaunchFormula &F : *Formulas) {
      // None where the values take another branch.
      const std::vector<PredictedLaunch> Made = predictLaunches({F}, Values);
      if (Made.empty())
        continue;
      const PredictedLaunch &L = Made.front();
      int64_t Threads = 1;
      for (unsigned I = 0; I < 3; ++I) {
        const int64_t Grid = L.Grid[I].value_or(1);
        const int64_t Block = L.Block[I].value_or(1);
        Possible &= Grid >= 1 && Block >= 1;
        if (Grid > MostGrid[I])
          blame(F.Grid[I], TooLarge);
        if (Block > MostBlock[I])
          blame(F.Block[I], TooLarge);
        if (MulOverflow(Threads, Block, Threads))
          Threads = std::numeric_limits<int64_t>::max();
      }
      if (Threads > F.MaxThreads.value_or(1024))
        for (const std::optional<Expression> &E : F.Block)
          blame(E, TooLarge);
      if (L.SharedBytes.value_or(0) > MostShared)
        blame(F.Shared, TooLarge);
      Possible &= Threads <= F.MaxThreads.value_or(1024) &&
                  L.SharedBytes.value_or(0) <= MostShared;
      for (unsigned I = 0; I < 3; ++I)
        Possible &= L.Grid[I].value_or(1) <= MostGrid[I] &&
                    L.Block[I].value_or(1) <= MostBlock[I];
    }
  }
  return Possible;
}

static bool hasSum(const Expression &E) {
  return E.op() == Op::Add || E.op() == Op::Sub || any_of(E.operands(), hasSum);
}

/// Divisions that are not rounded up lose elements unless they come out even;
/// not those of a last index, such as `(n - 1) / width / height`.
static void addEvenDivisions(const Expression &E, bool InSum,
                             const std::map<std::string, SizeKind> &Kinds,
                             std::vector<Expression> &Hold) {
  if (E.op() == Op::Div && !InSum) {
    const Expression &Number = E.operands()[0], &Divisor = E.operands()[1];
    bool Sizes = any_of(Number.symbols(), [&](const std::string &Name) {
      auto It = Kinds.find(Name);
      return It != Kinds.end() && isDimension(It->second);
    });
    if (Sizes && !hasSum(Number))
      Hold.push_back(Expression::make(
          Op::Equal, {Expression::make(Op::Mod, {Number, Divisor}),
                      Expression::constant(0)}));
  }
  bool Sum = E.op() == Op::Add || E.op() == Op::Sub || E.op() == Op::Max ||
             E.op() == Op::Min || E.op() == Op::Select;
  for (const Expression &Operand : E.operands())
    addEvenDivisions(Operand, Sum, Kinds, Hold);
}

/// One of the launches of \p Kernels has to be made, where all that they stand
/// below is known of one: a workload on which nothing that changed runs shows
/// nothing.
static void addReached(const std::vector<LaunchFormula> &Formulas,
                       const std::vector<std::string> &Kernels,
                       std::vector<Expression> &Hold) {
  std::optional<Expression> Any;
  for (const LaunchFormula &F : Formulas) {
    if (!is_contained(Kernels, F.Kernel))
      continue;
    if (F.Conditions.empty())
      return;
    Expression All = F.Conditions.front();
    for (const Expression &E : ArrayRef(F.Conditions).drop_front())
      All = Expression::make(Op::And, {All, E});
    Any = Any ? Expression::make(Op::Or, {*Any, All}) : All;
  }
  if (Any && !is_contained(Hold, *Any))
    Hold.push_back(*Any);
}

/// What is touched ends with a whole tile: nothing guards the last one, so that
/// sizes have to fill it.
static void addFullTiles(const Expression &E, std::vector<Expression> &Hold) {
  if (E.op() == Op::CeilDiv) {
    const Expression &Number = E.operands()[0];
    if (Number.op() == Op::Symbol || Number.op() == Op::Mul) {
      const Expression Fills = Expression::make(
          Op::Equal, {Expression::make(Op::Mod, {Number, E.operands()[1]}),
                      Expression::constant(0)});
      if (!is_contained(Hold, Fills))
        Hold.push_back(Fills);
    }
  }
  for (const Expression &Operand : E.operands())
    addFullTiles(Operand, Hold);
}

/// True if the kernels work on several elements at once, as far as the types
/// and helpers that they use tell.
static bool isVectorized(const SideView &View, const EntrySide &Side) {
  static constexpr StringLiteral Types[] = {
      "float4", "float2",  "int4",      "uint4",     "int2",           "uint2",
      "half2",  "double2", "__half2",   "Packed128", "__nv_bfloat162", "half4",
      "bf168",  "ulong2",  "longlong2", "float8",    "f128",           "x128",
      "char4",  "uchar4",  "short4",    "load128",   "load128cs"};
  for (const std::string &Name : Side.Reaches)
    for (const Kernel &K : View.inventory().Kernels) {
      if (K.Name != Name)
        continue;
      for (const std::string &Id : View.inventory().Graph.closure(K.Identity)) {
        const DeclNode *Node = View.inventory().Graph.find(Id);
        std::string Word = Node ? Node->Name : Id.substr(Id.rfind('@') + 1);
        if (is_contained(Types, StringRef(Word)))
          return true;
        for (const std::string &Part : splitWords(Word))
          if (Part == "vec" || Part == "vectorized" || Part == "packed")
            return true;
      }
      for (const ParameterModel &P : K.Parameters)
        if (P.ElementSize >= 16 || is_contained(Types, P.ElementType))
          return true;
    }
  return false;
}

/// Symbols of \p E that no division hides: the grid has one block for each.
static void addDirect(const Expression &E, std::set<std::string> &Into) {
  if (E.op() == Op::Symbol)
    Into.insert(E.name());
  if (E.op() == Op::Mul)
    for (const Expression &Operand : E.operands())
      addDirect(Operand, Into);
}

static bool hasBlockConstant(const Expression &E) {
  if (E.op() == Op::Constant)
    return E.value() >= 8;
  return any_of(E.operands(), hasBlockConstant);
}

/// True where \p Name stands below a division or a choice, or in a sum that
/// makes room for a block: `M + 127`.
static bool isRounded(const Expression &E, const std::string &Name,
                      bool Below = false) {
  if (E.op() == Op::Symbol)
    return Below && E.name() == Name;
  Below |= E.op() == Op::Add ? hasBlockConstant(E)
                             : E.op() != Op::Sub && E.op() != Op::Mul;
  return any_of(E.operands(), [&](const Expression &Operand) {
    return isRounded(Operand, Name, Below);
  });
}

/// True if what the code touches ends exactly where the data of \p Name
/// elements ends: then it takes care of every size.
static bool isExact(const std::vector<ParameterModel> &Parameters,
                    const std::string &Name) {
  bool Seen = false;
  for (const ParameterModel &P : Parameters) {
    if (P.Kind != ValueKind::Pointer || !P.Extent ||
        !is_contained(P.Extent->symbols(), Name))
      continue;
    if (P.ExtentConfidence < Confidence::Likely || isRounded(*P.Extent, Name))
      return false;
    Seen = true;
  }
  return Seen;
}

static std::set<std::string>
freeSizes(const std::vector<LaunchFormula> &Formulas,
          const std::vector<ParameterModel> &Variables,
          const std::map<std::string, SizeKind> &Kinds, bool Vectorized) {
  std::set<std::string> Free;
  for (const auto &[Name, Kind] : Kinds)
    if (isDimension(Kind) && !Vectorized && isExact(Variables, Name))
      Free.insert(Name);
  std::set<std::string> Direct;
  bool First = true;
  for (const LaunchFormula &F : Formulas) {
    std::set<std::string> Here;
    for (const std::optional<Expression> &E : F.Grid)
      if (E)
        addDirect(*E, Here);
    if (First)
      Direct = Here;
    else
      Direct = [&] {
        std::set<std::string> Both;
        for (const std::string &Name : Direct)
          if (Here.count(Name))
            Both.insert(Name);
        return Both;
      }();
    First = false;
  }
  Free.merge(Direct);
  return Free;
}

/// More than 48 KiB is given only to those who ask; for a launch of its own the
/// benchmark does.
static int64_t mostShared(const SideView &View, const EntrySide &Side) {
  constexpr int64_t KiB = 1024, Unasked = 48 * KiB, OfAnyDevice = 227 * KiB;
  if (Side.Kind == EntryKind::Kernel || Side.Kind == EntryKind::Composite ||
      Side.Kind == EntryKind::LoopAdapter)
    return OfAnyDevice;
  const Inventory &Inv = View.inventory();
  for (const HostFunction &F : Inv.Functions)
    if (F.Name == Side.Name && F.Place == Side.Place)
      for (const std::string &Id : Inv.Graph.closure(F.Identity))
        if (StringRef(Id).contains("FuncSetAttribute"))
          return OfAnyDevice;
  return Unasked;
}

/// What vectorised code cuts into vectors.
static bool isCut(SizeKind Kind) {
  return Kind == SizeKind::Count || Kind == SizeKind::Hidden ||
         Kind == SizeKind::Wide || Kind == SizeKind::Columns ||
         Kind == SizeKind::HeadDim || Kind == SizeKind::GemmM ||
         Kind == SizeKind::GemmN || Kind == SizeKind::GemmK;
}

/// The name that \p E is a list of values of: `n == 1 || n == 2`.
static std::string chosenName(const Expression &E) {
  if (E.op() == Expression::Op::Or) {
    std::string Name = chosenName(E.operands()[0]);
    return Name == chosenName(E.operands()[1]) ? Name : "";
  }
  const bool Listed = E.op() == Expression::Op::Equal &&
                      E.operands()[0].op() == Expression::Op::Symbol &&
                      E.operands()[1].op() == Expression::Op::Constant;
  return Listed ? E.operands()[0].name() : "";
}

Constraints findConstraints(const SideView &Before, const SideView &After,
                            const EntryPair &Entry,
                            const std::map<std::string, SizeKind> &Kinds) {
  Constraints Result;
  Result.Before = launchFormulas(Before, Entry.Before);
  Result.After = launchFormulas(After, Entry.After);
  Result.Quotients = argumentQuotients(Before, Entry.Before);
  append_range(Result.Quotients, argumentQuotients(After, Entry.After));
  Result.SharedBefore = mostShared(Before, Entry.Before);
  Result.SharedAfter = mostShared(After, Entry.After);
  KnownNames Known{Kinds, {}};
  for (const ParameterModel &P : Entry.Variables)
    if (P.Kind == ValueKind::Pointer || P.Kind == ValueKind::Default)
      Known.IsMade[P.Name] = P.Kind == ValueKind::Pointer;
  for (const std::string &Text : Entry.Preconditions)
    addPrecondition(Text, Known, Result);
  addReached(Result.Before, Entry.Before.Reaches, Result.Hold);
  addReached(Result.After, Entry.After.Reaches, Result.Hold);
  for (const std::vector<LaunchFormula> *Formulas :
       {&Result.Before, &Result.After})
    for (const LaunchFormula &F : *Formulas)
      for (unsigned I = 0; I < 3; ++I)
        for (const std::optional<Expression> *E : {&F.Grid[I], &F.Block[I]})
          if (*E)
            addEvenDivisions(**E, false, Kinds, Result.Hold);
  for (const ParameterModel &P : Entry.Variables)
    if (P.Extent) {
      addEvenDivisions(*P.Extent, false, Kinds, Result.Hold);
      // Not where it is the memory that the code sizes so itself.
      if (mayBeOutput(P) && P.Role != ParameterRole::Workspace)
        addFullTiles(*P.Extent, Result.Hold);
    }
  bool Vectorized =
      isVectorized(Before, Entry.Before) || isVectorized(After, Entry.After);
  // Where the code lists values, it takes those.
  std::set<std::string> Chosen;
  for (const Expression &E : Result.Hold)
    Chosen.insert(chosenName(E));
  if (Vectorized)
    for (const auto &[Name, Kind] : Kinds)
      if (isCut(Kind) && !Chosen.count(Name))
        Result.Multiples[Name] =
            std::lcm(std::max<int64_t>(Result.Multiples[Name], 1), int64_t(16));
  std::set<std::string> Old =
      freeSizes(Result.Before, Entry.Variables, Kinds, Vectorized);
  for (const std::string &Name :
       freeSizes(Result.After, Entry.Variables, Kinds, Vectorized))
    if (Old.count(Name) && !Result.Multiples.count(Name))
      Result.FreeSizes.insert(Name);
  return Result;
}

} // namespace perfclaim
