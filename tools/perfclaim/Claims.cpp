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
#include "llvm/ADT/StringExtras.h"
#include <iostream>

using namespace llvm;

namespace perfclaim::tool {

namespace {

void printLine(const Invocation &Call, json::Value Read,
               const json::Value *Id) {
  if (Id)
    (*Read.getAsObject())["id"] = *Id;
  Call.Out << Read << '\n';
}

/// The message of a line; an error says what is wrong with it.
Expected<json::Value> readRecord(StringRef Line, const std::string &Place) {
  Expected<json::Value> Value = parseJSON(Line, Place);
  if (!Value)
    return Value.takeError();
  const json::Object *Record = Value->getAsObject();
  if (!Record || !Record->getString("message"))
    return makeError(Place, "is no object with a \"message\"",
                     "write {\"id\": ..., \"message\": \"...\"}");
  return Value;
}

/// One object a line, nothing kept: whole histories go through. A line that
/// cannot be read has its error in the place of its result, so that results
/// and lines stay in step, and makes the exit code.
int readLines(const Invocation &Call) {
  // With its own buffer it tells whether a line is there already.
  std::ios::sync_with_stdio(false);
  int Code = 0;
  std::string Line;
  for (unsigned Number = 1; std::getline(std::cin, Line); ++Number) {
    if (StringRef(Line).trim().empty())
      continue;
    const std::string Place = "<stdin>:" + std::to_string(Number);
    Expected<json::Value> Value = readRecord(Line, Place);
    if (!Value) {
      std::string Problem = toString(Value.takeError());
      Call.Err << "perfclaim: error: " << Problem << '\n';
      printLine(Call,
                json::Object{{"line", Number}, {"error", jsonText(Problem)}},
                nullptr);
      Code = static_cast<int>(ExitCode::Usage);
      continue;
    }
    const json::Object &Record = *Value->getAsObject();
    printLine(Call, toJSON(readClaims(*Record.getString("message"))),
              Record.get("id"));
    // Who waits for an answer before the next line gets it.
    if (std::cin.rdbuf()->in_avail() <= 0)
      Call.Out.flush();
  }
  return Code;
}

void print(const Invocation &Call, const Commit &Change, bool First) {
  const ClaimSet Read = readClaims(Change);
  if (Call.Arguments.getLastArgValue(OPT_format) == "json") {
    const json::Value Id(Change.Id);
    return printLine(Call, toJSON(Read), &Id);
  }
  if (!First)
    Call.Out << '\n';
  printClaims(Call.Out, Change, Read, reportOptions(Call));
}

/// What hinders one commit of a history hinders most of them.
void warnOnce(const Invocation &Call, const Commit &Change, bool &Warned) {
  for (const Note &N : Change.Notes)
    if (N.Level == Severity::Warning && !Warned) {
      Call.Err << "perfclaim: warning: " << Change.Id << ": " << N.Text << '\n';
      Warned = true;
    }
}

} // namespace

int runClaims(const Invocation &Call) {
  if (Call.Arguments.hasArg(OPT_json_lines))
    return readLines(Call);
  bool First = true, Warned = false;
  if (Call.Inputs.size() == 1 && StringRef(Call.Inputs[0]).contains("..") &&
      !Call.Arguments.hasArg(OPT_commit_json)) {
    Error E = forEachCommit(Call.Arguments.getLastArgValue(OPT_directory, "."),
                            Call.Inputs[0], [&](const Commit &Change) {
                              warnOnce(Call, Change, Warned);
                              print(Call, Change, First);
                              First = false;
                              return Error::success();
                            });
    return E ? fail(Call, std::move(E)) : 0;
  }
  Expected<std::vector<CommitInput>> Inputs =
      openInputs(Call, /*MessageOnly=*/true);
  if (!Inputs)
    return fail(Call, Inputs.takeError());
  for (const CommitInput &Input : *Inputs) {
    print(Call, Input.Change, First);
    First = false;
  }
  return 0;
}

} // namespace perfclaim::tool
