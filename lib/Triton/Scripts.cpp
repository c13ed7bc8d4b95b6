//===- Scripts.cpp - Questions to CPython ---------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Scripts.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace perfclaim {

/// A parser that meets hostile nesting fails at once; what takes this long is
/// a repository without end.
static constexpr unsigned TimeLimitSeconds = 120;

static const std::map<std::string, std::string> &scripts() {
  static const std::map<std::string, std::string> Texts = {
#include "Scripts.inc"
  };
  return Texts;
}

json::Object filesValue(const PythonFiles &Files) {
  json::Object Result;
  for (const auto &[Path, Text] : Files)
    Result[json::isUTF8(Path) ? Path : json::fixUTF8(Path)] = jsonText(Text);
  return Result;
}

Expected<json::Value> askPython(json::Object Request, StringRef Program) {
  json::Object Modules;
  for (const auto &[Name, Text] : scripts())
    Modules[StringRef(Name).drop_back(StringRef(".py").size())] = Text;
  Request["modules"] = std::move(Modules);
  std::string Input;
  raw_string_ostream(Input) << json::Value(std::move(Request));
  // Isolated: no variable of the environment, no folder of the user takes part.
  Expected<ProcessResult> Ran =
      runProcess(Program.str(), {"-I", "-c", scripts().at("start.py")},
                 TimeLimitSeconds, Input);
  if (!Ran) {
    consumeError(Ran.takeError());
    return makeError(
        "", "Python sources are read with " + Program + ", which was not found",
        "install Python 3.9 or later");
  }
  if (Ran->TimedOut)
    return makeError("", "python3 took more than " + Twine(TimeLimitSeconds) +
                             " seconds over the commit's Python sources");
  if (Ran->ExitCode != 0)
    return makeError("",
                     "python3 failed over the commit's Python sources: " +
                         StringRef(Ran->Errors).rtrim().rsplit('\n').second);
  return parseJSON(Ran->Output, "python3");
}

} // namespace perfclaim
