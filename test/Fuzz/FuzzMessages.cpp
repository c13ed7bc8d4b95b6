//===- FuzzMessages.cpp - Any bytes as a commit message -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Claims/Claims.h"
#include "perfclaim/Model/Json.h"
#include <cmath>

using namespace perfclaim;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  const llvm::StringRef Message(reinterpret_cast<const char *>(Data), Size);
  const ClaimSet Read = readClaims(Message);
  for (const Claim &C : Read.Claims) {
    if (C.Offset > Size || C.Length > Size - C.Offset ||
        Message.substr(C.Offset, C.Length) != C.Text)
      __builtin_trap(); // The span is not what was read.
    if (C.Speedup && !(std::isfinite(*C.Speedup) && *C.Speedup >= 0))
      __builtin_trap();
  }
  // The same text added to a README and to a source.
  Commit Change;
  for (const char *Path : {"README.md", "k.cu", "k.py"}) {
    FileChange File;
    File.Path = Path;
    File.After = Message.str();
    Change.Files.push_back(std::move(File));
  }
  Change.PullRequest = Message.str();
  (void)printJSON(toJSON(readClaims(Change)));
  return 0;
}
