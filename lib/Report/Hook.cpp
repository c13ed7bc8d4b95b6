//===- Hook.cpp - What a commit makes worse, a line each ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Report/Hook.h"
#include "StaticFigures.h"
#include "perfclaim/Support/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>
#include <tuple>

using namespace llvm;

namespace perfclaim {

namespace {

/// A declaration is rarely longer than this.
constexpr unsigned MostLinesAbove = 8;

/// Names of types as people say them.
std::string shortName(const CodeEvidence &E) {
  std::string Name = instanceName(E);
  for (auto [Long, Short] :
       {std::pair("__nv_bfloat16", "bf16"), std::pair("__half", "half")})
    for (size_t At; (At = Name.find(Long)) != std::string::npos;)
      Name.replace(At, StringRef(Long).size(), Short);
  return Name;
}

/// What is said of one instantiation.
class Line {
public:
  Line(const std::map<std::string, double> &Limits,
       const std::set<std::string> &Allowed)
      : Limits(Limits), Allowed(Allowed) {}

  /// More is worse.
  void atMost(const char *Name, std::optional<int64_t> Before, int64_t After) {
    const std::optional<double> Limit = limitOf(Name);
    const bool Over = Limit && double(After) > *Limit;
    if (Allowed.count(Name) || (Before ? After <= *Before : !Over))
      return;
    add(Name, Before ? std::to_string(*Before) : "", std::to_string(After),
        Over ? "limit " + numberText(*Limit) : "");
    OverLimit |= Over;
  }

  void occupancy(const std::optional<Occupancy> &Before,
                 const Occupancy &After) {
    const std::optional<double> Limit = limitOf("occupancy");
    const bool Over = Limit && After.Percent < *Limit;
    if (Allowed.count("occupancy") ||
        (Before ? After.Percent >= Before->Percent : !Over))
      return;
    auto Percent = [](const Occupancy &O) {
      return formatv("{0:f0}%", O.Percent).str();
    };
    add("occupancy", Before ? Percent(*Before) : "", Percent(After),
        Over ? "limit " + numberText(*Limit) + "%" : "");
    OverLimit |= Over;
  }

  std::vector<std::string> Parts;
  std::vector<std::string> Broken; ///< "limit 50%".
  bool OverLimit = false;

private:
  std::optional<double> limitOf(StringRef Name) const {
    const auto Found = Limits.find(Name.str());
    return Found == Limits.end() ? std::nullopt : std::optional(Found->second);
  }
  void add(StringRef Name, const std::string &Before, const std::string &After,
           const std::string &Limit) {
    Parts.push_back(
        (Name + " " + (Before.empty() ? After : Before + " -> " + After))
            .str());
    if (!Limit.empty())
      Broken.push_back(Limit);
  }

  const std::map<std::string, double> &Limits;
  const std::set<std::string> &Allowed;
};

/// The launch whose occupancy suffers most.
const OccupancyChange *worst(const CodeEvidence &E) {
  const OccupancyChange *Found = nullptr;
  auto Loss = [](const OccupancyChange &O) {
    return (O.Before ? O.Before->Percent : 0) - O.After->Percent;
  };
  for (const OccupancyChange &O : E.Occupancies)
    if (O.After && (!Found || Loss(O) > Loss(*Found)))
      Found = &O;
  return Found;
}

std::optional<HookFinding> ofCode(const CodeEvidence &E,
                                  const std::map<std::string, double> &Limits,
                                  const std::set<std::string> &Allowed) {
  if (!E.After)
    return std::nullopt;
  Line Said(Limits, Allowed);
  auto Figure = [&](const char *Name, auto Of) {
    Said.atMost(Name,
                E.Before ? std::optional<int64_t>(Of(*E.Before)) : std::nullopt,
                Of(*E.After));
  };
  Figure("registers", [](const KernelCode &C) { return C.Registers; });
  Figure("spills",
         [](const KernelCode &C) { return C.SpillStores + C.SpillLoads; });
  Figure("stack", [](const KernelCode &C) { return C.Stack; });
  Figure("shared", [](const KernelCode &C) { return C.StaticShared; });
  if (const OccupancyChange *O = worst(E))
    Said.occupancy(O->Before, *O->After);
  if (Said.Parts.empty())
    return std::nullopt;
  std::string Text =
      shortName(E) + ": " + join(Said.Parts, ", ") + " on " + E.Architecture;
  if (!Said.Broken.empty())
    Text += " (" + join(Said.Broken, ", ") + ")";
  return HookFinding{E.Place, printable(Text), Said.OverLimit};
}

std::optional<HookFinding> ofLaunch(const LaunchChange &L) {
  std::vector<std::string> Parts;
  auto Part = [&](const char *Name, std::string LaunchConfiguration::*Member) {
    if (!L.Before || !L.After)
      return;
    auto Text = [&](const LaunchConfiguration &C) {
      return (C.*Member).empty() ? std::string("default") : C.*Member;
    };
    if (Text(*L.Before) != Text(*L.After))
      Parts.push_back(
          (Twine(Name) + " " + Text(*L.Before) + " -> " + Text(*L.After))
              .str());
  };
  Part("grid", &LaunchConfiguration::Grid);
  Part("block", &LaunchConfiguration::Block);
  Part("shared", &LaunchConfiguration::Shared);
  Part("stream", &LaunchConfiguration::Stream);
  // One that is new or gone is no change of a configuration.
  if (Parts.empty())
    return std::nullopt;
  return HookFinding{
      L.Place, printable("launch of " + L.Kernel + ": " + join(Parts, ", ")),
      false};
}

std::optional<HookFinding> ofHeuristic(const HeuristicChange &H) {
  auto Value = [](const std::vector<HeuristicPiece> &Pieces) {
    std::vector<std::string> Texts;
    for (const HeuristicPiece &P : Pieces)
      Texts.push_back(P.When.empty() ? P.Value : P.Value + " if " + P.When);
    return join(Texts, ", else ");
  };
  if (H.Before.empty() || H.After.empty() || H.Before == H.After)
    return std::nullopt;
  return HookFinding{{H.File, 0},
                     printable(H.Function + ": " + H.Decides + " " +
                               Value(H.Before) + " -> " + Value(H.After)),
                     false};
}

/// The words and the reason of each `// perfclaim: allow(words) reason` on the
/// line \p Number, or on those of the declaration above it.
void eachAllow(StringRef Text, unsigned Number,
               function_ref<void(ArrayRef<StringRef>, StringRef)> Visit) {
  SmallVector<StringRef, 0> Lines;
  Text.split(Lines, '\n');
  if (Number == 0 || Number > Lines.size())
    return;
  for (unsigned Above = 0; Above <= MostLinesAbove && Above < Number; ++Above) {
    const StringRef Here = Lines[Number - 1 - Above];
    const StringRef Code = Here.split("//").first.rtrim();
    // The end of what stands above.
    if (Above &&
        (Here.trim().empty() || Code.ends_with(";") || Code.ends_with("}")))
      break;
    const auto [Before, Rest] = Here.split("// perfclaim: allow(");
    if (Before.size() == Here.size())
      continue;
    const auto [List, Reason] = Rest.split(')');
    SmallVector<StringRef, 4> Words;
    List.split(Words, ',');
    for (StringRef &Word : Words)
      Word = Word.trim();
    Visit(Words, Reason.trim());
  }
}

/// Why a comment there does not allow what its author meant; or "".
std::string whyNotAllowed(StringRef Text, unsigned Number) {
  constexpr StringRef Known[] = {"registers", "spills",    "stack",
                                 "shared",    "occupancy", "launch"};
  std::string Why;
  eachAllow(Text, Number, [&](ArrayRef<StringRef> Words, StringRef Reason) {
    if (Reason.empty())
      Why = "; allow() there has no reason behind it";
    for (StringRef Word : Words)
      if (!is_contained(Known, Word))
        Why = "; allow() there knows no '" + printable(Word) + "', but " +
              join(ArrayRef(Known), ", ");
  });
  return Why;
}

} // namespace

std::set<std::string> allowedAt(StringRef Text, unsigned Number) {
  std::set<std::string> Allowed;
  eachAllow(Text, Number, [&](ArrayRef<StringRef> Words, StringRef Reason) {
    if (!Reason.empty())
      for (StringRef Word : Words)
        Allowed.insert(Word.str());
  });
  return Allowed;
}

std::vector<HookFinding>
findWorse(const ChangeSet &Changes, const std::map<std::string, double> &Limits,
          function_ref<std::optional<std::string>(const std::string &)> Read) {
  std::map<std::string, std::string> Texts;
  auto TextOf = [&](const SourcePlace &Place) -> StringRef {
    auto [At, New] = Texts.try_emplace(Place.File);
    if (New)
      At->second = Read(Place.File).value_or("");
    return At->second;
  };
  auto Allowed = [&](const SourcePlace &Place) {
    return allowedAt(TextOf(Place), Place.Line);
  };
  std::vector<HookFinding> Found;
  auto Take = [&](std::optional<HookFinding> One) {
    if (!One)
      return;
    One->Text += whyNotAllowed(TextOf(One->Place), One->Place.Line);
    if (!is_contained(Found, *One))
      Found.push_back(std::move(*One));
  };
  if (Changes.Static)
    for (const CodeEvidence &E : Changes.Static->Kernels)
      Take(ofCode(E, Limits, Allowed(E.Place)));
  // A launch that changed says what was decided; where it is written as before
  // only the decision is left to tell.
  std::set<std::string> Told;
  for (const LaunchChange &L : Changes.Launches) {
    std::optional<HookFinding> One = ofLaunch(L);
    if (One)
      Told.insert(L.Function);
    if (!Allowed(L.Place).count("launch"))
      Take(std::move(One));
  }
  for (const HeuristicChange &H : Changes.Heuristics)
    if (!Told.count(H.Function))
      Take(ofHeuristic(H));
  llvm::sort(Found, [](const HookFinding &A, const HookFinding &B) {
    return std::tie(A.Place.File, A.Place.Line, A.Text) <
           std::tie(B.Place.File, B.Place.Line, B.Text);
  });
  return Found;
}

} // namespace perfclaim
