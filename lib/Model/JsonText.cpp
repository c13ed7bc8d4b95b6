//===- JsonText.cpp - JSON from and to text -------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Model/Json.h"
#include "perfclaim/Support/Error.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace perfclaim {

static constexpr unsigned MaxNesting = 200;

json::Value jsonText(StringRef Text) {
  return json::isUTF8(Text) ? json::Value(Text.str())
                            : json::Value(json::fixUTF8(Text));
}

std::string printJSON(const json::Value &Value) {
  return formatv("{0:2}\n", Value).str();
}

/// "NAME:LINE:COLUMN" of a byte.
static std::string placeOf(StringRef Text, size_t Offset, StringRef Name) {
  StringRef Before = Text.take_front(Offset);
  const size_t LineStart = Before.rfind('\n') + 1; // npos + 1 is 0.
  return formatv("{0}:{1}:{2}", Name, Before.count('\n') + 1,
                 Offset - LineStart + 1)
      .str();
}

/// Offset of the bracket that goes too deep, if one does.
static std::optional<size_t> findTooDeep(StringRef Text) {
  unsigned Depth = 0;
  bool InString = false;
  for (size_t I = 0; I < Text.size(); ++I) {
    const char C = Text[I];
    if (InString) {
      if (C == '\\')
        ++I;
      else if (C == '"')
        InString = false;
    } else if (C == '"') {
      InString = true;
    } else if (C == '[' || C == '{') {
      if (++Depth > MaxNesting)
        return I;
    } else if ((C == ']' || C == '}') && Depth) {
      --Depth;
    }
  }
  return std::nullopt;
}

Expected<json::Value> parseJSON(StringRef Text, StringRef Name) {
  if (std::optional<size_t> Offset = findTooDeep(Text))
    return makeError(placeOf(Text, *Offset, Name),
                     "JSON is nested deeper than " + Twine(MaxNesting) +
                         " levels");
  Expected<json::Value> Parsed = json::parse(Text);
  if (Parsed)
    return Parsed;
  // The parser's own text is "[LINE:COLUMN, byte=OFFSET]: MESSAGE".
  const std::string Said = toString(Parsed.takeError());
  auto [Where, What] = StringRef(Said).split("]: ");
  size_t Offset = 0;
  if (Where.split("byte=").second.getAsInteger(10, Offset))
    return makeError(Name, "is not JSON: " + Said);
  return makeError(placeOf(Text, std::min(Offset, Text.size()), Name),
                   "is not JSON: " + What);
}

} // namespace perfclaim
