//===- FuzzJson.cpp - Any bytes as commit JSON ----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Claims/Claims.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Repo/Input.h"
#include "perfclaim/Support/Files.h"

using namespace llvm;
using namespace perfclaim;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  const StringRef Text(reinterpret_cast<const char *>(Data), Size);
  for (bool TextsElsewhere : {false, true}) {
    Expected<std::vector<Commit>> Read =
        readCommitJson(Text, "f", TextsElsewhere);
    if (!Read) {
      const std::string Said = toString(Read.takeError());
      if (StringRef(Said).contains('\n'))
        __builtin_trap(); // An error is one line.
      continue;
    }
    for (const Commit &Change : *Read) {
      for (const FileChange &File : Change.Files)
        if (!isSafeRelativePath(File.Path))
          __builtin_trap();
      (void)printJSON(toJSON(readClaims(Change)));
      Expected<CommitInput> Input = inputOfTexts(Change, "f");
      if (!Input)
        consumeError(Input.takeError());
    }
  }
  return 0;
}
