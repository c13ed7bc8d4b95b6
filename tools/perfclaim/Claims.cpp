//===- Claims.cpp - perfclaim claims --------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Claims/Claims.h"
#include "Command.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Report/Report.h"
#include <iostream>

using namespace llvm;

namespace perfclaim::tool {

namespace {

/// One object a line, nothing kept: whole histories go through.
int readLines(const Invocation &Call) {
  std::string Line;
  for (unsigned Number = 1; std::getline(std::cin, Line); ++Number) {
    if (StringRef(Line).trim().empty())
      continue;
    const std::string Place = "<stdin>:" + std::to_string(Number);
    Expected<json::Value> Value = parseJSON(Line, Place);
    if (!Value)
      return fail(Call, Value.takeError());
    const json::Object *Record = Value->getAsObject();
    const std::optional<StringRef> Message =
        Record ? Record->getString("message") : std::nullopt;
    if (!Message)
      return fail(Call, makeError(Place, "is no object with a \"message\"",
                                  "write {\"id\": ..., \"message\": \"...\"}"));
    json::Value Read = toJSON(readClaims(*Message));
    if (const json::Value *Id = Record->get("id"))
      (*Read.getAsObject())["id"] = *Id;
    Call.Out << Read << '\n';
  }
  return 0;
}

} // namespace

int runClaims(const Invocation &Call) {
  if (Call.Arguments.hasArg(OPT_json_lines))
    return readLines(Call);
  Expected<std::vector<CommitInput>> Inputs = openInputs(Call);
  if (!Inputs)
    return fail(Call, Inputs.takeError());
  for (const CommitInput &Input : *Inputs)
    printClaims(Call.Out, readClaims(Input.Change), {Call.Color, "", ""});
  return 0;
}

} // namespace perfclaim::tool
