//===- ChangeText.cpp - One change in one line ----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ChangeText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace perfclaim {

std::string detailText(const KernelChange &K) {
  std::vector<std::string> Parts;
  if (!K.OldName.empty())
    Parts.push_back("was " + K.OldName);
  if (!K.Reasons.empty())
    Parts.push_back(join(K.Reasons, ", "));
  if (K.Code == CodeComparison::Same)
    Parts.emplace_back("the machine code is the same");
  else if (K.Code == CodeComparison::Differs)
    Parts.emplace_back("the machine code differs");
  return join(Parts, "; ");
}

std::string detailText(const LaunchChange &L) {
  std::vector<std::string> Parts;
  auto Part = [&](StringRef Name, std::string LaunchConfiguration::*Member) {
    const std::string Old = L.Before ? (*L.Before).*Member : "";
    const std::string New = L.After ? (*L.After).*Member : "";
    if (L.Before && L.After && Old != New)
      Parts.push_back(formatv("{0} {1} -> {2}", Name,
                              Old.empty() ? "default" : Old,
                              New.empty() ? "default" : New));
    else if (L.Before.has_value() != L.After.has_value() &&
             !(Old + New).empty())
      Parts.push_back(Name.str() + " " + Old + New);
  };
  Part("grid", &LaunchConfiguration::Grid);
  Part("block", &LaunchConfiguration::Block);
  Part("shared memory", &LaunchConfiguration::Shared);
  Part("stream", &LaunchConfiguration::Stream);
  return join(Parts, ", ");
}

std::string detailText(const HeuristicChange &H) {
  std::vector<std::string> Parts;
  for (const HeuristicPiece &P : H.After)
    if (!is_contained(H.Before, P))
      Parts.push_back(P.Value +
                      (P.When.empty() ? " otherwise" : " when " + P.When));
  return join(Parts, ", ");
}

std::string decisionText(StringRef Decides) {
  if (Decides == "shared")
    return "shared memory";
  if (Decides == "template")
    return "template arguments";
  return (Decides + " size").str();
}

} // namespace perfclaim
