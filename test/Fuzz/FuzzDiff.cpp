//===- FuzzDiff.cpp - Any bytes as an old text and its diff ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Model/Json.h"
#include "perfclaim/Repo/Input.h"

using namespace llvm;
using namespace perfclaim;

/// The old text goes up to the first NUL, the diff is the rest.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  const StringRef All(reinterpret_cast<const char *>(Data), Size);
  const auto [Old, Diff] = All.split('\0');
  Expected<std::string> New = applyDiff(Old, Diff);
  if (!New)
    consumeError(New.takeError());
  // With the old text, and as a diff alone.
  json::Object File{{"file_path", "a.cu"}, {"diff", json::fixUTF8(Diff)}};
  json::Object Whole(File);
  Whole["old_content"] = json::fixUTF8(Old);
  for (json::Object *Form : {&File, &Whole}) {
    const json::Value Commit = json::Object{
        {"files_changed", json::Array{json::Value(std::move(*Form))}}};
    auto Read = readCommitJson(printJSON(Commit), "f");
    if (!Read)
      consumeError(Read.takeError());
  }
  return 0;
}
