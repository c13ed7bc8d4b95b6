//===- Files.cpp - Files as a whole ---------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Support/Files.h"
#include "perfclaim/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace perfclaim {

bool isSafeRelativePath(StringRef Path) {
  if (Path.empty() || Path.contains('\0'))
    return false;
  while (true) {
    auto [Part, Rest] = Path.split('/');
    if (Part.empty() || Part == "." || Part == ".." ||
        Part.equals_insensitive(".git"))
      return false;
    if (Part.size() == Path.size())
      return true;
    Path = Rest;
  }
}

static Error fileError(StringRef Path, const Twine &What,
                       std::error_code Code) {
  return makeError(Path, What + ": " + Code.message());
}

Error writeFile(StringRef Path, StringRef Content) {
  Error E = writeToOutput(Path, [&](raw_ostream &OS) {
    OS << Content;
    return Error::success();
  });
  if (!E)
    return E;
  return makeError(Path, "cannot be written: " + toString(std::move(E)));
}

Expected<std::string> readFile(StringRef Path) {
  if (Path != "-" && sys::fs::is_directory(Path))
    return makeError(Path, "is a folder, not a file");
  auto Buffer = MemoryBuffer::getFileOrSTDIN(Path, /*IsText=*/false,
                                             /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return fileError(Path == "-" ? "standard input" : Path, "cannot be read",
                     Buffer.getError());
  return (*Buffer)->getBuffer().str();
}

} // namespace perfclaim
