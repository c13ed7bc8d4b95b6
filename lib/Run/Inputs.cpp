//===- Inputs.cpp - Whether a step of a build would do the same again -----===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Inputs.h"
#include "Steps.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Hash.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <vector>

using namespace llvm;

namespace perfclaim {

/// Folders of the package that builds and runs write.
static bool isLeftBehind(StringRef Name) {
  return Name == "results" || Name.starts_with("results-") || Name == "build" ||
         Name.starts_with("build-") || Name == "__pycache__" ||
         Name.starts_with(".");
}

static void addIdentity(StringRef Path, Hasher &Digest) {
  Digest.add(Path);
  sys::fs::file_status Status;
  if (sys::fs::status(Path, Status))
    return;
  Digest.add(Status.getSize())
      .add(static_cast<uint64_t>(
          Status.getLastModificationTime().time_since_epoch().count()));
}

/// Regular files below \p Folder, as names relative to the package, sorted.
static Error listFiles(StringRef Package, ArrayRef<StringRef> Except,
                       std::vector<std::string> &Files) {
  std::error_code Code;
  sys::fs::recursive_directory_iterator I(Package, Code), End;
  for (; !Code && I != End; I.increment(Code)) {
    const StringRef Path = I->path();
    const StringRef Name = sys::path::filename(Path);
    if (I.level() == 0 && (isLeftBehind(Name) || is_contained(Except, Name))) {
      I.no_push();
      continue;
    }
    if (sys::fs::is_regular_file(Path))
      Files.push_back(Path.drop_front(Package.size()).str());
  }
  if (Code)
    return makeError(Package, Code.message());
  llvm::sort(Files);
  return Error::success();
}

Expected<std::string> digestInputs(StringRef Package, const StepInputs &Step,
                                   ArrayRef<StringRef> Except) {
  Hasher Digest;
  addIdentity(Step.Perfclaim, Digest);
  addIdentity(Step.CudaPath, Digest);
  Digest.add(Step.Arguments.size());
  for (const std::string &Argument : Step.Arguments)
    Digest.add(Argument);
  std::vector<std::string> Files;
  if (Error E = listFiles(Package, Except, Files))
    return std::move(E);
  for (const std::string &File : Files) {
    Expected<std::string> Text = readFile(Package.str() + File);
    if (!Text)
      return Text.takeError();
    Digest.add(File).add(*Text);
  }
  return Digest.finish();
}

} // namespace perfclaim
