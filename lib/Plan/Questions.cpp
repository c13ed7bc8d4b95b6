//===- Questions.cpp - What the user is asked -----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Questions.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

std::string question(const EntryPair &Entry, const std::string &Ask,
                     const std::string &Parameter, const std::string &Member) {
  const SourcePlace &Place = Entry.After.Place;
  std::string Text = Place.File;
  if (!Place.File.empty() && Place.Line)
    Text += ":" + std::to_string(Place.Line);
  if (!Text.empty())
    Text += ": ";
  return Text + Ask + " write into perfclaim.json: {\"parameters\": {\"" +
         Parameter + "\": {" + Member + "}}}";
}

std::string askForExtent(const ParameterModel &P,
                         const std::vector<ParameterModel> &Variables,
                         const std::map<std::string, SizeKind> &Kinds) {
  constexpr size_t Most = 3;
  std::vector<std::string> Choices = {P.Extent->str()};
  for (const ParameterModel &V : Variables) {
    if (V.Name == P.Name || V.Kind != ValueKind::Pointer || !V.Extent ||
        V.ExtentConfidence <= Confidence::Assumed || Choices.size() == Most)
      continue;
    if (V.Extent->symbols().empty() || !usesOnly(*V.Extent, Kinds))
      continue;
    if (std::string Text = V.Extent->str(); !is_contained(Choices, Text))
      Choices.push_back(std::move(Text));
  }
  std::string Ask = "how many elements does `" + P.Name + "` have";
  for (size_t I = 0; Choices.size() > 1 && I != Choices.size(); ++I)
    Ask += (I == 0                    ? ": "
            : I + 1 == Choices.size() ? " or "
                                      : ", ") +
           Choices[I];
  return Ask + "?";
}

} // namespace perfclaim
