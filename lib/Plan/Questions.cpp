//===- Questions.cpp - What the user is asked -----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Questions.h"

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

} // namespace perfclaim
