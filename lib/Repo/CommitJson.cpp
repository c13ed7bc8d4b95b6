//===- CommitJson.cpp - Commits from data sets ----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommitRecord.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Repo/Input.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

static Error appendCommit(const json::Value &In, std::string Where,
                          bool TextsElsewhere, std::vector<Commit> &Into) {
  const json::Object *Fields = In.getAsObject();
  if (!Fields)
    return makeError(Where, "a commit must be a JSON object");
  Expected<Commit> Read =
      readCommitRecord(*Fields, std::move(Where), TextsElsewhere);
  if (!Read)
    return Read.takeError();
  Into.push_back(std::move(*Read));
  return Error::success();
}

/// One object a line. Nothing if the text is not that.
static std::optional<Expected<std::vector<Commit>>>
readLines(StringRef Text, StringRef Name, bool TextsElsewhere) {
  SmallVector<StringRef> Lines;
  Text.split(Lines, '\n');
  std::vector<Commit> Commits;
  bool First = true;
  for (const auto &[Index, Line] : enumerate(Lines)) {
    if (Line.trim().empty())
      continue;
    const std::string Where = (Name + ":" + Twine(Index + 1)).str();
    Expected<json::Value> Parsed = parseJSON(Line, Where);
    if (!Parsed) {
      if (First) {
        consumeError(Parsed.takeError());
        return std::nullopt;
      }
      // Once more behind blank lines, for the right line in the message.
      consumeError(Parsed.takeError());
      Expected<json::Value> Again =
          parseJSON(std::string(Index, '\n') + Line.str(), Name);
      return Again ? makeError(Where, "is not JSON") : Again.takeError();
    }
    First = false;
    if (Error E = appendCommit(*Parsed, Where, TextsElsewhere, Commits))
      return E;
  }
  return Commits;
}

Expected<std::vector<Commit>> readCommitJson(StringRef Text, StringRef Name,
                                             bool TextsElsewhere) {
  Text.consume_front("\xef\xbb\xbf");
  if (Text.trim().empty())
    return makeError(Name, "is empty");
  Expected<json::Value> Parsed = parseJSON(Text, Name);
  if (!Parsed) {
    if (auto Lines = readLines(Text, Name, TextsElsewhere)) {
      consumeError(Parsed.takeError());
      return std::move(*Lines);
    }
    return Parsed.takeError();
  }
  std::vector<Commit> Commits;
  const json::Array *List = Parsed->getAsArray();
  if (!List) {
    if (Error E = appendCommit(*Parsed, Name.str(), TextsElsewhere, Commits))
      return E;
    return Commits;
  }
  for (const auto &[Index, Element] : enumerate(*List))
    if (Error E =
            appendCommit(Element, (Name + ": commit " + Twine(Index + 1)).str(),
                         TextsElsewhere, Commits))
      return E;
  if (Commits.empty())
    return makeError(Name, "holds no commit");
  return Commits;
}

} // namespace perfclaim
