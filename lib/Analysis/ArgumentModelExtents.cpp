//===- ArgumentModelExtents.cpp - From accesses to extents ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArgumentModelExtents.h"
#include "ArgumentModelSymbols.h"
#include "ArgumentModelTypes.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace perfclaim {

namespace {

/// Rows that a table is given where nothing tells how many it has; the index
/// values are kept below it, so that it is never too small.
constexpr int64_t AssumedRows = 1024;
constexpr unsigned MaxEvidence = 4;

class ExtentFinder {
public:
  ExtentFinder(const ParsedUnit &Unit, const IndexBounds &Bounds,
               const CallerFacts &Callers, std::vector<ParameterModel> &Models)
      : Unit(Unit), Bounds(Bounds), Callers(Callers), Models(Models) {
    for (const ParameterModel &M : Models)
      if (M.Kind == ValueKind::Integer)
        Names.push_back(M.Name);
  }

  void run() {
    for (unsigned I = 0; I < Models.size(); ++I)
      modelData(Unit.Context, Bounds.accessedAs(static_cast<int>(I)),
                Models[I]);
    for (unsigned I = 0; I < Models.size(); ++I)
      if (Models[I].Kind == ValueKind::Pointer)
        collect(I);
    // Bounds of index values first where they can be read off, then by name.
    for (bool Guess : {false, true})
      for (auto &[Root, F] : Found)
        resolveIndices(Root, F, Guess);
    for (auto &[Root, F] : Found)
      finish(Root, F);
  }

private:
  struct Candidate {
    llvm::SmallVector<Polynomial, 2> Ends; ///< Each one holds.
    const Stmt *Where = nullptr;
    unsigned Order = 0;
  };
  struct Findings {
    std::vector<Candidate> Bounded;
    bool Complete = true;
    const Stmt *Unbounded = nullptr;
    std::string Assumed; ///< Of rows, why; empty: nothing was.
  };

  void collect(unsigned Root);
  std::optional<Polynomial> withLaunch(const Polynomial &P) const;
  bool expressible(const Polynomial &P) const;
  void resolveIndices(unsigned Root, Findings &F, bool Guess);
  bool resolveIndex(unsigned Root, Candidate &C, Polynomial &P, bool Guess);
  std::optional<Polynomial> boundOf(unsigned Index, unsigned Root,
                                    const Polynomial &Factor,
                                    const Polynomial &Rest, bool Guess,
                                    Evidence &Why) const;
  void finish(unsigned Root, Findings &F);
  void note(ParameterModel &M, std::string Text, SourcePlace Place) {
    Evidence E{std::move(Text), std::move(Place)};
    if (M.Because.size() < MaxEvidence && !llvm::is_contained(M.Because, E))
      M.Because.push_back(std::move(E));
  }

  const ParsedUnit &Unit;
  const IndexBounds &Bounds;
  const CallerFacts &Callers;
  std::vector<ParameterModel> &Models;
  std::vector<std::string> Names;
  std::map<unsigned, Findings> Found;
};

/// The launch configuration's symbols replaced, where every launch is known.
std::optional<Polynomial> ExtentFinder::withLaunch(const Polynomial &P) const {
  if (!P.mentions("gridDim.") && !P.mentions("blockDim."))
    return P;
  if (!Callers.AllLaunchesKnown || Callers.Launches.empty())
    return std::nullopt;
  std::optional<Polynomial> Result;
  for (const auto &Launch : Callers.Launches) {
    bool Missing = false;
    Polynomial One =
        P.substitute([&](const std::string &S) -> std::optional<Polynomial> {
          if (!llvm::StringRef(S).starts_with("gridDim.") &&
              !llvm::StringRef(S).starts_with("blockDim."))
            return std::nullopt;
          auto It = Launch.find(S);
          if (It != Launch.end())
            return It->second;
          Missing = true;
          return std::nullopt;
        });
    if (Missing || !One.valid())
      return std::nullopt;
    Result = Result ? upperOf(*Result, One) : One;
  }
  return Result;
}

bool ExtentFinder::expressible(const Polynomial &P) const {
  for (const std::string &S : P.toExpression().symbols())
    if (!llvm::is_contained(Names, S) &&
        !llvm::StringRef(S).starts_with("loaded::p"))
      return false;
  return P.valid();
}

void ExtentFinder::collect(unsigned Root) {
  Findings &F = Found[Root];
  ParameterModel &M = Models[Root];
  // What the function overwrites first is not read as it was given.
  const Access *Set = nullptr;
  bool First = true;
  for (const Access &A : Bounds.accesses()) {
    if (A.Root != static_cast<int>(Root))
      continue;
    if (First && A.Overwrites)
      Set = &A;
    First = false;
    M.Read |= A.Read && !(Set && A.endsWithin(*Set));
    M.Written |= A.Written;
    if (A.Overwrites && A.End.empty())
      continue; // All of a tensor, however large.
    Candidate C;
    C.Where = A.Where;
    // What holds under any configuration goes before what the launches that
    // are seen imply.
    for (bool AnyLaunch : {true, false})
      for (const Polynomial &End : A.End) {
        bool Configured = End.mentions("gridDim.") || End.mentions("blockDim.");
        if (Configured == AnyLaunch || (!AnyLaunch && !C.Ends.empty()))
          continue;
        auto P = withLaunch(End);
        if (P && P->mentions(IndexBounds::OpaquePrefix))
          P = withContiguousRows(Bounds, *P, F.Assumed);
        if (P && expressible(*P) && !llvm::is_contained(C.Ends, *P))
          C.Ends.push_back(std::move(*P));
      }
    if (C.Ends.empty()) {
      F.Complete = false;
      if (!F.Unbounded)
        F.Unbounded = A.Where;
      continue;
    }
    llvm::sort(C.Ends, [&](const Polynomial &A, const Polynomial &B) {
      return std::make_pair(A.cost(), A.toExpression().str()) <
             std::make_pair(B.cost(), B.toExpression().str());
    });
    F.Bounded.push_back(std::move(C));
  }
  if (Bounds.exhausted())
    F.Complete = false;
}

std::optional<Polynomial>
ExtentFinder::boundOf(unsigned Index, unsigned Root, const Polynomial &Factor,
                      const Polynomial &Rest, bool Guess, Evidence &Why) const {
  const ParameterModel &M = Models[Index];
  if (M.Domain.Values == ValueDomain::Kind::IndexBelow && M.Domain.Bound)
    return Polynomial::of(*M.Domain.Bound);
  // Factor*V + (Rest - Factor) is the whole of an allocation.
  auto It = Callers.Buffers.find(Root);
  if (It != Callers.Buffers.end())
    for (const CallerFacts::Buffer &B : It->second) {
      auto [Whole, Left] = (B.Bytes - Rest + Factor).divide(Factor);
      if (Left.empty() && (Whole - 1).isNonNegative()) {
        Why = {"rows of `" + Models[Root].Name + "`: " + B.Text, B.Place};
        return Whole;
      }
    }
  // ... - Factor*V in the rest: the index runs over the last dimension V.
  for (const std::string &Name : Names) {
    auto [Whole, Left] = Rest.divide(Factor * Polynomial::symbol(Name));
    if (!Whole.empty() && Whole.constantTerm() == -1) {
      Why = {"index into a dimension of size `" + Name + "`", {}};
      return Polynomial::symbol(Name);
    }
  }
  if (!Guess)
    return std::nullopt;
  for (const std::string &Name : Names) {
    bool Rows =
        llvm::StringSwitch<bool>(llvm::StringRef(Name).lower())
            .Cases({"v", "vp", "vocab", "vocab_size", "num_classes"}, true)
            .Cases({"n_vocab", "num_embeddings", "num_rows", "n_rows"}, true)
            .Cases({"num_experts", "n_experts", "num_blocks"}, true)
            .Default(false);
    if (Rows) {
      Why = {"index below `" + Name + "`, by its name", {}};
      return Polynomial::symbol(Name);
    }
  }
  Why = {"nothing tells how many rows `" + Models[Root].Name + "` has; " +
             std::to_string(AssumedRows) + " are assumed",
         {}};
  return Polynomial(AssumedRows);
}

bool ExtentFinder::resolveIndex(unsigned Root, Candidate &C, Polynomial &P,
                                bool Guess) {
  for (unsigned Index = 0; Index < Models.size(); ++Index) {
    std::string Symbol = IndexBounds::loadedName(static_cast<int>(Index));
    if (!P.mentions(Symbol))
      continue;
    ParameterModel &M = Models[Index];
    if (auto Other = alternativeTo(Symbol, P);
        Other && !M.Written && M.Domain.Values == ValueDomain::Kind::Any) {
      M.Domain.Values = ValueDomain::Kind::IndexBelow;
      M.Domain.Bound = (*Other + 1).toExpression(Names);
      note(M, "index, or else one up to " + Other->toExpression(Names).str(),
           {});
      P = P.substitute([&](const std::string &S) {
        return S == Symbol ? Other : std::nullopt;
      });
      continue;
    }
    // Split P = Factor * index + Rest; more than linear is not understood.
    auto [Factor, Rest] = P.divide(Polynomial::symbol(Symbol));
    if (Factor.mentions(Symbol) || Rest.mentions(Symbol) ||
        !Factor.isNonNegative() || Factor.empty() || M.Written)
      return false;
    // Several index buffers in one bound: the others stay in the rest.
    Evidence Why;
    auto Bound = boundOf(Index, Root, Factor, Rest, Guess, Why);
    if (!Bound)
      return false;
    if (M.Domain.Values != ValueDomain::Kind::IndexBelow) {
      M.Domain.Values = ValueDomain::Kind::IndexBelow;
      M.Domain.Bound = Bound->toExpression(Names);
      if (Why.Place.Line == 0 && C.Where)
        Why.Place = placeOf(Unit, C.Where->getBeginLoc());
      note(M, Why.Text, Why.Place);
    }
    P = Factor * (*Bound - 1) + Rest;
  }
  return P.valid();
}

void ExtentFinder::resolveIndices(unsigned Root, Findings &F, bool Guess) {
  for (Candidate &C : F.Bounded) {
    llvm::SmallVector<Polynomial, 2> New;
    bool Open = false;
    for (const Polynomial &P : C.Ends) {
      if (!P.mentions("loaded::p"))
        New.push_back(P);
      else
        Open = true;
    }
    // A bound without index values needs none.
    if (!Open || (!New.empty())) {
      C.Ends = New;
      continue;
    }
    for (Polynomial P : C.Ends)
      if (resolveIndex(Root, C, P, Guess)) {
        New.push_back(P);
        break;
      }
    if (!New.empty() || Guess)
      C.Ends = New;
  }
  if (Guess)
    std::erase_if(F.Bounded, [&](const Candidate &C) {
      if (!C.Ends.empty())
        return false;
      F.Complete = false;
      if (!F.Unbounded)
        F.Unbounded = C.Where;
      return true;
    });
}

void ExtentFinder::finish(unsigned Root, Findings &F) {
  ParameterModel &M = Models[Root];
  std::optional<Polynomial> Elements;
  const Stmt *Where = nullptr;
  // Accesses with one bound decide first; others may then add nothing.
  for (unsigned I = 0; I < F.Bounded.size(); ++I)
    F.Bounded[I].Order = I;
  llvm::sort(F.Bounded, [](const Candidate &A, const Candidate &B) {
    return std::make_pair(A.Ends.size(), A.Order) <
           std::make_pair(B.Ends.size(), B.Order);
  });
  // From here on in elements, so that no division stands around a maximum.
  auto InElements = [&](const Polynomial &P) {
    Polynomial Size(std::max(1U, M.ElementSize));
    if (P.divide(Size).second.empty())
      return P.ceilQuotient(Size).relaxUpper();
    return P.relaxUpper().ceilQuotient(Size);
  };
  for (Candidate &C : F.Bounded)
    for (Polynomial &P : C.Ends)
      P = InElements(P);
  for (const Candidate &C : F.Bounded) {
    bool Covered = Elements && llvm::any_of(C.Ends, [&](const Polynomial &P) {
                     return Elements->covers(P);
                   });
    if (Covered)
      continue;
    Polynomial Next = Elements ? upperOf(*Elements, C.Ends[0]) : C.Ends[0];
    if (!Next.valid()) {
      F.Complete = false;
      break;
    }
    Elements = Next;
    Where = C.Where;
  }
  if (!F.Complete)
    Elements.reset();
  if (Where && Elements)
    note(M, "index in `" + sourceText(Unit.Context, Where) + "`",
         placeOf(Unit, Where->getBeginLoc()));

  const CallerFacts::Buffer *Allocated = nullptr;
  if (auto It = Callers.Buffers.find(Root); It != Callers.Buffers.end())
    for (const CallerFacts::Buffer &B : It->second)
      if (!Allocated || (Allocated->Constants && !B.Constants))
        Allocated = &B;
  M.ExtentConfidence = Confidence::Unknown;
  Polynomial Whole;
  if (Allocated)
    Whole = InElements(Allocated->Bytes);
  bool Usable = Allocated && Whole.valid() && (Whole - 1).isNonNegative();
  if (Elements && Usable && Elements->degree() > Whole.degree() &&
      !Allocated->Constants)
    Elements.reset(); // Far more than any caller has: the guards correlate.
  // A caller's formula that covers the bound and reads better.
  if (Elements && Usable && !Allocated->Constants &&
      Whole.cost() < Elements->cost() && Whole.covers(*Elements))
    Elements = Whole;
  if (Elements) {
    M.ExtentConfidence = Confidence::Likely;
    if (Usable && *Elements == Whole)
      M.ExtentConfidence = Confidence::Certain;
  } else if (Usable) {
    Elements = Whole;
    M.ExtentConfidence =
        Allocated->Constants ? Confidence::Assumed : Confidence::Likely;
  }
  if (Allocated)
    note(M, "allocated as `" + Allocated->Text + "`", Allocated->Place);
  if (Elements) {
    if (!Elements->valid() || Elements->empty())
      M.ExtentConfidence = Confidence::Unknown;
    else
      M.Extent = Elements->toExpression(Names);
    if (!F.Assumed.empty() && M.ExtentConfidence == Confidence::Likely) {
      M.ExtentConfidence = Confidence::Assumed;
      note(M, F.Assumed, {});
    }
    for (const ParameterModel &Index : Models)
      if (Index.Domain.Values == ValueDomain::Kind::IndexBelow &&
          Index.Domain.Bound &&
          Index.Domain.Bound->op() == Expression::Op::Constant &&
          !Bounds.indices().empty() && M.Extent &&
          Index.Domain.Bound->value() == AssumedRows &&
          M.Extent->str().find(std::to_string(AssumedRows)) !=
              std::string::npos)
        M.ExtentConfidence = Confidence::Assumed;
  } else if (F.Unbounded) {
    note(M,
         "no bound found for `" + sourceText(Unit.Context, F.Unbounded) + "`",
         placeOf(Unit, F.Unbounded->getBeginLoc()));
  }
}

} // namespace

void modelExtents(const ParsedUnit &Unit, const IndexBounds &Bounds,
                  const CallerFacts &Callers,
                  std::vector<ParameterModel> &Models) {
  for (unsigned I = 0; I < Models.size(); ++I)
    if (auto It = Callers.Values.find(I); It != Callers.Values.end())
      for (int64_t Value : It->second)
        if (Models[I].SeenValues.size() < 16 &&
            !llvm::is_contained(Models[I].SeenValues, Value))
          Models[I].SeenValues.push_back(Value);
  ExtentFinder(Unit, Bounds, Callers, Models).run();
  modelNames(Models);
}

} // namespace perfclaim
