//===- ChangesMarkdown.cpp - What a commit changes, for a pull request ----===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ChangeText.h"
#include "ClaimsText.h"
#include "StaticFigures.h"
#include "perfclaim/Report/Report.h"

using namespace llvm;

namespace perfclaim {

static void row(raw_ostream &OS, std::initializer_list<std::string> Cells) {
  OS << '|';
  for (const std::string &Text : Cells)
    OS << ' ' << escapeMarkdown(Text) << " |";
  OS << '\n';
}

void printChangesMarkdown(raw_ostream &OS, const Commit &Change,
                          const ClaimSet &Claims, const ChangeSet &Changes,
                          const ReportOptions &Options) {
  StringRef Id = Change.Id;
  if (Id.size() >= 40)
    Id = Id.take_front(10);
  const StringRef Subject =
      StringRef(Change.Message).ltrim().split('\n').first.rtrim();
  OS << "### " << escapeMarkdown((Id + " " + Subject).str()) << "\n\n";
  if (Claims.Claims.empty())
    OS << "No quantitative performance claims found.\n";
  else
    OS << "| claim | read as | about |\n| --- | --- | --- |\n";
  for (const Claim &C : Claims.Claims)
    row(OS, {C.Text, normalised(C), details(C)});
  if (Changes.empty())
    OS << "\nNo kernel, launch, heuristic or function changed.\n";
  else
    OS << "\n| what | change | where | details |\n| --- | --- | --- | --- |\n";
  for (const KernelChange &K : Changes.Kernels)
    row(OS, {"kernel " + K.Name, word(K.Kind).str(), placeText(K.Place),
             detailText(K)});
  for (const LaunchChange &L : Changes.Launches)
    row(OS, {"launch of " + L.Kernel +
                 (L.Function.empty() ? "" : " in " + L.Function),
             word(L.Kind).str(), placeText(L.Place), detailText(L)});
  for (const HeuristicChange &H : Changes.Heuristics)
    row(OS, {decisionText(H.Decides) +
                 (H.Function.empty() ? "" : " in " + H.Function),
             word(H.Kind).str(), H.File, detailText(H)});
  for (const FunctionChange &F : Changes.Functions)
    row(OS, {std::string(F.Device ? "device" : "host") + " function " + F.Name,
             word(F.Kind).str(), placeText(F.Place),
             F.OldName.empty() ? "" : "was " + F.OldName});
  if (Changes.Static)
    writeStaticEvidence(OS, *Changes.Static);
  unsigned Left = Options.MaxNotes;
  for (const Note &N : Changes.Notes) {
    if (N.Level == Severity::Note || Left == 0)
      continue;
    OS << (Left-- == Options.MaxNotes ? "\n" : "") << "- "
       << escapeMarkdown(
              (N.File.empty() ? "" : placeText({N.File, N.Line}) + ": ") +
              N.Text)
       << '\n';
  }
  if (!Options.NextCommand.empty())
    OS << "\nNext: " << escapeMarkdown(Options.NextCommand) << '\n';
}

} // namespace perfclaim
