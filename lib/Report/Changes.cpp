//===- Changes.cpp - What a commit changes, for people --------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ChangeText.h"
#include "ClaimsText.h"
#include "StaticFigures.h"
#include "perfclaim/Report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace perfclaim {

namespace {

void commit(Layout &Out, const Commit &Change) {
  StringRef Id = Change.Id;
  if (Id.size() >= 40)
    Id = Id.take_front(10);
  const StringRef Subject =
      StringRef(Change.Message).ltrim().split('\n').first.rtrim();
  Out.heading((Id.empty() ? StringRef("commit") : Id).str() +
              (Subject.empty() ? "" : "  ") + Subject.str());
}

StringRef codeText(CodeComparison Code) {
  switch (Code) {
  case CodeComparison::Same:
    return "same machine code";
  case CodeComparison::Differs:
    return "machine code differs";
  case CodeComparison::Unknown:
    break;
  }
  return "";
}

void kernels(Layout &Out, const ChangeSet &Changes) {
  Out.heading("Kernels");
  std::vector<Row> Rows;
  for (const KernelChange &K : Changes.Kernels) {
    std::string Why = join(K.Reasons, ", ");
    if (!K.OldName.empty())
      Why = "was " + K.OldName + (Why.empty() ? "" : "; " + Why);
    Rows.push_back({{word(K.Kind).str(), toneOf(K.Kind)},
                    {K.Name, Tone::Bold},
                    placeText(K.Place),
                    Why,
                    {codeText(K.Code).str(), Tone::Faint}});
  }
  Out.table(2, Rows);
}

void launches(Layout &Out, const ChangeSet &Changes) {
  Out.heading("Launches");
  for (const LaunchChange &L : Changes.Launches) {
    Out.table(2, {{{word(L.Kind).str(), toneOf(L.Kind)},
                   {L.Kernel, Tone::Bold},
                   L.Function.empty() ? "" : "in " + L.Function,
                   placeText(L.Place)}});
    std::vector<Row> Rows;
    auto Part = [&](const char *Name,
                    std::string LaunchConfiguration::*Member) {
      const std::string Old = L.Before ? (*L.Before).*Member : "";
      const std::string New = L.After ? (*L.After).*Member : "";
      if (Old == New && L.Before && L.After)
        return;
      if (Old.empty() && New.empty())
        return;
      if (!L.Before || !L.After)
        Rows.push_back({{Name, Tone::Faint}, L.After ? New : Old});
      else
        Rows.push_back({{Name, Tone::Faint},
                        Old.empty() ? "default" : Old,
                        {"->", Tone::Faint},
                        New.empty() ? "default" : New});
    };
    Part("grid", &LaunchConfiguration::Grid);
    Part("block", &LaunchConfiguration::Block);
    Part("shared", &LaunchConfiguration::Shared);
    Part("stream", &LaunchConfiguration::Stream);
    Out.table(4, Rows);
  }
}

void heuristics(Layout &Out, const ChangeSet &Changes) {
  Out.heading("Heuristics");
  for (const HeuristicChange &H : Changes.Heuristics) {
    Out.table(2, {{{word(H.Kind).str(), toneOf(H.Kind)},
                   {decisionText(H.Decides), Tone::Bold},
                   H.Function.empty() ? "" : "in " + H.Function,
                   H.File}});
    // One row per condition, in the order in which they are asked.
    std::vector<std::string> Conditions;
    for (const auto *Pieces : {&H.Before, &H.After})
      for (const HeuristicPiece &P : *Pieces)
        if (!P.When.empty() && !llvm::is_contained(Conditions, P.When))
          Conditions.push_back(P.When);
    Conditions.emplace_back();
    auto Value = [](const std::vector<HeuristicPiece> &Pieces, StringRef When) {
      for (const HeuristicPiece &P : Pieces)
        if (P.When == When)
          return P.Value;
      return std::string("-");
    };
    std::vector<Row> Rows = {{{"when", Tone::Faint},
                              {"before", Tone::Faint},
                              {"after", Tone::Faint}}};
    for (const std::string &When : Conditions) {
      const std::string Old = Value(H.Before, When), New = Value(H.After, When);
      if (Old != "-" || New != "-")
        Rows.push_back({When.empty() ? "otherwise" : When, Old, New});
    }
    Out.table(4, Rows, 72);
  }
}

void functions(Layout &Out, const ChangeSet &Changes, unsigned Max) {
  Out.heading("Functions");
  std::vector<Row> Rows;
  for (const FunctionChange &F : Changes.Functions) {
    if (Rows.size() == Max)
      break;
    Rows.push_back({{word(F.Kind).str(), toneOf(F.Kind)},
                    F.QualifiedName.empty() ? F.Name : F.QualifiedName,
                    placeText(F.Place),
                    {F.Device ? "device" : "host", Tone::Faint},
                    F.OldName.empty() ? std::string() : "was " + F.OldName});
  }
  Out.table(2, Rows);
  if (Changes.Functions.size() > Max)
    Out.line(2, formatv("and {0} more", Changes.Functions.size() - Max).str(),
             Tone::Faint);
}

} // namespace

void printChanges(raw_ostream &OS, const Commit &Change, const ClaimSet &Claims,
                  const ChangeSet &Changes, const ReportOptions &Options) {
  Layout Out(OS, Options.Color);
  commit(Out, Change);
  // What is not committed has no message that could promise anything.
  if (!Options.Quiet && !Change.Message.empty()) {
    Out.heading("Claims");
    writeClaims(Out, Claims);
  }
  if (Changes.empty()) {
    Out.heading("Changes");
    Out.line(2, "No kernel, launch, heuristic or function changed.");
  }
  if (!Changes.Kernels.empty())
    kernels(Out, Changes);
  if (!Changes.Launches.empty())
    launches(Out, Changes);
  if (!Changes.Heuristics.empty())
    heuristics(Out, Changes);
  if (!Changes.Functions.empty())
    functions(Out, Changes, Options.MaxFunctions);
  if (Changes.Static)
    printStaticEvidence(Out, *Changes.Static);
  if (Options.Quiet)
    return;
  printNotes(Out, Changes.Notes, Options.MaxNotes);
  if (!Options.NextCommand.empty()) {
    Out.gap();
    Out.line(0, "Next: " + Options.NextCommand);
  }
}

} // namespace perfclaim
