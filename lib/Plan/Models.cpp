//===- Models.cpp - Completes the argument models of an entry -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Models.h"
#include "GuessExtent.h"
#include "Names.h"
#include "Questions.h"
#include "TensorNames.h"
#include "Unite.h"
#include "perfclaim/Model/EvidenceWords.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace llvm;

namespace perfclaim {

using Op = Expression::Op;

const PlanOverrides::Parameter *findOverride(const PlanOverrides &Overrides,
                                             const EntryPair &Entry,
                                             const std::string &Name) {
  for (const std::string &Key :
       {Entry.Name + "." + Name, Entry.After.Name + "." + Name, Name})
    if (auto It = Overrides.Parameters.find(Key);
        It != Overrides.Parameters.end())
      return &It->second;
  return nullptr;
}

/// The extent of a parameter of the same name and element elsewhere.
static const ParameterModel *
findNamesake(const ParameterModel &P, const EntryPair &Entry,
             const Inventory &Before, const Inventory &After,
             const std::map<std::string, SizeKind> &Kinds, std::string &Where) {
  const ParameterModel *Best = nullptr;
  int BestRank = -1;
  auto Look = [&](const std::vector<ParameterModel> &Parameters,
                  const std::string &Owner, bool Reached) {
    for (const ParameterModel &Q : Parameters) {
      // What a function does not use has no size there.
      if (Q.Name != P.Name || Q.Kind != ValueKind::Pointer || !Q.Extent ||
          Q.ElementSize != P.ElementSize || !usesOnly(*Q.Extent, Kinds) ||
          Q.Extent->op() == Op::Constant)
        continue;
      int Rank = static_cast<int>(Q.ExtentConfidence) + (Reached ? 10 : 0);
      if (Rank <= BestRank)
        continue;
      BestRank = Rank;
      Best = &Q;
      Where = Owner;
    }
  };
  for (const Inventory *Inv : {&After, &Before}) {
    const std::vector<std::string> &Reaches =
        Inv == &After ? Entry.After.Reaches : Entry.Before.Reaches;
    for (const Kernel &K : Inv->Kernels)
      Look(K.Parameters, K.Name, is_contained(Reaches, K.Name));
    for (const HostFunction &F : Inv->Functions)
      Look(F.Parameters, F.Name, false);
  }
  return Best;
}

static void completeExtent(BenchmarkPlan &Plan, const EntryPair &Entry,
                           ParameterModel &P, const Inventory &Before,
                           const Inventory &After,
                           const std::map<std::string, SizeKind> &Kinds) {
  // A program with one size may allocate by a constant: the size that has the
  // same value there is what is meant.
  if (P.Extent && P.Extent->op() == Op::Constant &&
      P.ExtentConfidence <= Confidence::Assumed && P.Extent->value() > 1024)
    for (const ParameterModel &V : Entry.Variables)
      if (Kinds.count(V.Name) && isDimension(Kinds.at(V.Name)) &&
          is_contained(V.SeenValues, P.Extent->value())) {
        P.Extent = Expression::symbol(V.Name);
        break;
      }
  if (P.Extent && usesOnly(*P.Extent, Kinds)) {
    if (P.ExtentConfidence == Confidence::Unknown)
      P.ExtentConfidence = Confidence::Assumed;
    return;
  }
  std::string Where;
  if (const ParameterModel *Namesake =
          findNamesake(P, Entry, Before, After, Kinds, Where)) {
    P.Extent = Namesake->Extent;
    // Whether this entry stays inside of it is another question.
    P.ExtentConfidence = Confidence::Assumed;
    P.Because.push_back({"extent `" + P.Extent->str() +
                             "` of the parameter "
                             "of the same name of `" +
                             Where + "`",
                         {}});
    Plan.Assumptions.push_back("`" + P.Name + "` has " + P.Extent->str() +
                               " elements, as in `" + Where + "`");
    return;
  }
  std::optional<Expression> Guess = guessExtent(P, Entry.Variables, Kinds);
  const bool Blind = !Guess;
  if (Blind)
    Guess = Expression::constant(1 << 20);
  P.Extent = Guess;
  P.ExtentConfidence = Confidence::Assumed;
  P.Because.push_back({"no evidence for the extent", {}});
  Plan.Assumptions.push_back(
      "nothing shows how large `" + P.Name + "` is; " + P.Extent->str() +
      " elements are assumed" +
      (Blind ? ", there being no sizes among the parameters" : ""));
  Plan.Questions.push_back(
      question(Entry, askForExtent(P, Entry.Variables, Kinds), P.Name,
               "\"extent\": \"" + P.Extent->str() + "\""));
}

/// What is only assumed has room for the strides of its tensor too.
static void coverStrides(ParameterModel &P,
                         const std::vector<ParameterModel> &Variables) {
  if (P.ExtentConfidence != Confidence::Assumed || !P.Extent || P.Tensor)
    return;
  const std::optional<Expression> Strided = extentByStrides(P, Variables);
  if (!Strided)
    return;
  P.Extent = Expression::make(Op::Max, {*P.Extent, *Strided});
  P.Because.push_back({"strides of its tensor: " + Strided->str(), {}});
}

static void completeRole(ParameterModel &P,
                         const std::map<std::string, SizeKind> &Kinds) {
  if (P.Role == ParameterRole::ElementType ||
      P.Role == ParameterRole::Misalignment)
    return;
  if (P.Kind == ValueKind::Integer) {
    SizeKind Kind = Kinds.at(P.Name);
    P.Role = isDimension(Kind)          ? ParameterRole::Size
             : Kind == SizeKind::Stride ? ParameterRole::Stride
             : Kind == SizeKind::Flag   ? ParameterRole::Flag
             : Kind == SizeKind::Repeat ? ParameterRole::RepeatCount
                                        : ParameterRole::Scalar;
    return;
  }
  if (P.Role != ParameterRole::Unknown)
    return;
  switch (P.Kind) {
  case ValueKind::Integer:
    return;
  case ValueKind::Floating:
  case ValueKind::Struct:
    P.Role = ParameterRole::Scalar;
    return;
  case ValueKind::Pointer:
    // Without evidence a buffer that may be written is kept and compared.
    P.Role = P.Const || (P.Read && !P.Written) ? ParameterRole::Input
             : P.Written && !P.Read            ? ParameterRole::Output
                                               : ParameterRole::InOut;
    return;
  case ValueKind::Stream:
    P.Role = ParameterRole::Stream;
    return;
  case ValueKind::Handle:
    P.Role = ParameterRole::Handle;
    return;
  case ValueKind::Default:
  case ValueKind::Opaque:
    return;
  }
}

/// A buffer of indices must point somewhere.
static void completeDomain(BenchmarkPlan &Plan, const EntryPair &Entry,
                           ParameterModel &P,
                           const std::map<std::string, SizeKind> &Kinds) {
  if (P.Kind != ValueKind::Pointer || P.Role == ParameterRole::Output)
    return;
  if (P.Domain.Values == ValueDomain::Kind::IndexBelow && P.Domain.Bound &&
      usesOnly(*P.Domain.Bound, Kinds))
    return;
  bool Integers =
      P.Element == ElementKind::Int32 || P.Element == ElementKind::Int64 ||
      P.Element == ElementKind::UInt32 || P.Element == ElementKind::UInt64;
  if (P.Domain.Values != ValueDomain::Kind::IndexBelow &&
      !(Integers && P.Domain.Values == ValueDomain::Kind::Any))
    return;
  std::vector<std::string> Words = splitWords(P.Name);
  auto Said = [&](StringRef Word) { return is_contained(Words, Word); };
  auto Of = [&](SizeKind Kind) -> std::optional<Expression> {
    for (const ParameterModel &V : Entry.Variables)
      if (auto It = Kinds.find(V.Name); It != Kinds.end() && It->second == Kind)
        return Expression::symbol(V.Name);
    return std::nullopt;
  };
  std::optional<Expression> Bound;
  if (Said("token") || Said("tokens") || Said("target") || Said("targets") ||
      Said("label") || Said("labels") || Said("ids") || P.Name == "inp" ||
      P.Name == "ix")
    Bound = Of(SizeKind::Vocabulary);
  if (!Bound && Said("expert"))
    Bound = Of(SizeKind::Experts);
  if (!Bound && (Said("position") || Said("positions") || Said("pos")))
    Bound = Of(SizeKind::Sequence);
  bool Indexes = P.Domain.Values == ValueDomain::Kind::IndexBelow ||
                 Said("idx") || Said("index") || Said("indices") ||
                 Said("ids") || Said("map") || Said("table") ||
                 Said("mapping") || Bound.has_value();
  if (!Indexes)
    return;
  std::string Why = "its name";
  if (!Bound) {
    // The smallest size is safe for every array that has one of the sizes.
    for (SizeKind Kind :
         {SizeKind::Experts, SizeKind::Vocabulary, SizeKind::Sequence,
          SizeKind::Rows, SizeKind::Batch, SizeKind::Count})
      if (!Bound)
        Bound = Of(Kind);
    Why = "the sizes beside it";
  }
  if (!Bound)
    Bound = Expression::constant(1);
  P.Domain.Values = ValueDomain::Kind::IndexBelow;
  P.Domain.Bound = Bound;
  Plan.Assumptions.push_back("`" + P.Name + "` holds indices below " +
                             Bound->str() + ", going by " + Why);
  Plan.Questions.push_back(
      question(Entry, "which values does `" + P.Name + "` hold?", P.Name,
               "\"domain\": {\"below\": \"" + Bound->str() + "\"}"));
}

/// "GGML_ASSERT(!ids)", "assert(mask == nullptr)": a pointer that the code
/// wants to be null.
static bool mustBeNull(StringRef Precondition, StringRef Name) {
  if (Precondition.starts_with("if (") || Precondition.starts_with("where (") ||
      Precondition.starts_with("unless (") || Precondition.contains("||"))
    return false;
  const size_t Open = Precondition.find('('), Close = Precondition.rfind(')');
  if (Open == StringRef::npos || Close == StringRef::npos || Close < Open)
    return false;
  SmallVector<StringRef> Parts;
  Precondition.slice(Open + 1, Close).split(Parts, "&&");
  return any_of(Parts, [&](StringRef Part) {
    Part = Part.trim();
    if (Part.consume_front("!"))
      return Part.trim() == Name;
    const auto [Left, Right] = Part.split("==");
    return Left.trim() == Name &&
           (Right.trim() == "nullptr" || Right.trim() == "NULL");
  });
}

void completeModels(BenchmarkPlan &Plan, EntryPair &Entry,
                    const Inventory &Before, const Inventory &After,
                    const PlanOverrides &Overrides,
                    const std::map<std::string, SizeKind> &Kinds) {
  for (ParameterModel &P : Entry.Variables) {
    const PlanOverrides::Parameter *Said =
        findOverride(Overrides, Entry, P.Name);
    for (const std::string &Text : Entry.Preconditions)
      if (P.Kind == ValueKind::Pointer && mustBeNull(Text, P.Name)) {
        P.Kind = ValueKind::Default;
        P.Because.push_back({"null, since `" + Text + "`", {}});
        Plan.Assumptions.push_back("`" + P.Name + "` is left out, since `" +
                                   Text + "`");
      }
    if (says(P, LeftOut))
      Plan.Assumptions.push_back("`" + P.Name + "` is left out: " +
                                 StringRef(LeftOut).split(": ").first.str());
    if (P.Kind == ValueKind::Pointer && P.Tensor && P.Optional &&
        P.Shape.empty() && !(Said && Said->Extent)) {
      P.Kind = ValueKind::Default;
      Plan.Assumptions.push_back("the optional tensor `" + P.Name +
                                 "` is left out: nothing tells its sizes");
    }
    if (Said && Said->Domain)
      P.Domain = *Said->Domain;
    if (Said && Said->Extent) {
      P.Extent = Said->Extent;
      P.ExtentConfidence = Confidence::Certain;
      P.Because.push_back({"perfclaim.json", {"perfclaim.json", 0}});
      if (!usesOnly(*P.Extent, Kinds))
        Plan.Notes.push_back({Severity::Warning, "perfclaim.json", 0,
                              "the extent of `" + P.Name +
                                  "` uses a name that is no integer of the "
                                  "entry; it is not used"});
    }
    completeRole(P, Kinds);
    if (Said && Said->Role)
      P.Role = *Said->Role;
    if (P.Kind == ValueKind::Pointer) {
      completeExtent(Plan, Entry, P, Before, After, Kinds);
      if (!Said || !Said->Extent)
        coverStrides(P, Entry.Variables);
    }
    if (!(Said && Said->Domain))
      completeDomain(Plan, Entry, P, Kinds);
    if (P.Domain.Values == ValueDomain::Kind::Zero && !(Said && Said->Domain))
      Plan.Assumptions.push_back(
          "`" + P.Name + "` starts as zeros, since " +
          (P.Role == ParameterRole::Workspace
               ? "calls add to it and their caller clears memory"
               : "one side adds to it and the other one overwrites it"));
    if (P.Kind == ValueKind::Struct && P.ElementSize > 4 && P.Fields.empty()) {
      Plan.Assumptions.push_back("`" + P.Name + "` of type `" + P.Type +
                                 "` is passed with all bytes zero");
    }
  }
  for (const EntrySide *Side : {&Entry.Before, &Entry.After})
    for (const GlobalUse &G : Side->Globals)
      if (!G.Constant && G.Initializer.empty())
        Plan.Assumptions.push_back("the global `" + G.Name +
                                   "` is set up by the benchmark");
  // Both sides may say the same.
  std::vector<std::string> Unique;
  for (std::string &Text : Plan.Assumptions)
    if (!is_contained(Unique, Text))
      Unique.push_back(std::move(Text));
  Plan.Assumptions = std::move(Unique);
}

} // namespace perfclaim
