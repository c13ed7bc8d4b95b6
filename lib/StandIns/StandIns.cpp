//===- StandIns.cpp - Texts that other sources compile against --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/StandIns/StandIns.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {
namespace {

constexpr struct {
  const char *Name;
  const char *Text;
} Embedded[] = {
#include "Embedded.inc"
};

constexpr StringLiteral PreludeName("perfclaim_prelude.h");

/// A library's other headers, whatever their names, say what this one declares.
constexpr struct {
  const char *Folder;
  const char *Header;
} Libraries[] = {
    {"ATen/", "torch/extension.h"},     {"THC/", "torch/extension.h"},
    {"c10/", "torch/extension.h"},      {"torch/", "torch/extension.h"},
    {"tvm/ffi/", "tvm/ffi/function.h"}, {"glm/", "glm/glm.hpp"},
};

/// Headers that bring what the others do not.
constexpr struct {
  const char *Name;
  const char *Header;
} Others[] = {
    {"ATen/cuda/Atomic.cuh", "perfclaim_torch/atomic_overloads.h"},
    {"ATen/cuda/NumericLimits.cuh", "perfclaim_torch/numeric_limits.h"},
    {"ATen/native/cuda/KernelUtils.cuh", "perfclaim_torch/atomic_overloads.h"},
    {"THC/THCAtomics.cuh", "perfclaim_torch/atomic_overloads.h"},
    {"cublas_api.h", "cublas_v2.h"},
    // Beside a torch that is installed; its own copy of pybind11 needs Python.
    {"perfclaim_real_torch/pybind11/functional.h",
     "perfclaim_torch/bindings.h"},
    {"perfclaim_real_torch/pybind11/numpy.h", "perfclaim_torch/bindings.h"},
    {"perfclaim_real_torch/pybind11/pybind11.h", "perfclaim_torch/bindings.h"},
    {"perfclaim_real_torch/pybind11/stl.h", "perfclaim_torch/bindings.h"},
};

static std::string forwardTo(const Twine &Header) {
  return ("#pragma once\n#include <" + Header + ">\n").str();
}

/// Names of the folders and headers that Libraries speaks of.
class LibraryNames : public vfs::ProxyFileSystem {
public:
  LibraryNames(StringRef Folder, IntrusiveRefCntPtr<vfs::FileSystem> Headers)
      : ProxyFileSystem(std::move(Headers)), Folder((Folder + "/").str()) {}

  ErrorOr<vfs::Status> status(const Twine &Path) override {
    if (vfs::FileSystem *Has = make(Path))
      return Has->status(Path);
    return ProxyFileSystem::status(Path);
  }
  ErrorOr<std::unique_ptr<vfs::File>>
  openFileForRead(const Twine &Path) override {
    if (vfs::FileSystem *Has = make(Path))
      return Has->openFileForRead(Path);
    return ProxyFileSystem::openFileForRead(Path);
  }
  bool exists(const Twine &Path) override {
    return status(Path).getError() == std::error_code();
  }

private:
  std::string Folder;
  /// Those that were asked for; a file refers to what holds it.
  IntrusiveRefCntPtr<vfs::InMemoryFileSystem> Made =
      makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();

  /// What has the file or folder of that name; null for others.
  vfs::FileSystem *make(const Twine &Path) {
    SmallString<128> Name;
    Path.toVector(Name);
    StringRef Rest = Name;
    if (!Rest.consume_front(Folder) || ProxyFileSystem::status(Path))
      return nullptr;
    const std::optional<std::string> Text = standInText(Rest);
    const bool IsFolder = !Text && !sys::path::has_extension(Rest) &&
                          any_of(Libraries, [&](const auto &L) {
                            return (Rest + "/").str().starts_with(L.Folder);
                          });
    if (!Text && !IsFolder)
      return nullptr;
    if (IsFolder)
      Name += "/any.h";
    Made->addFile(Name, 0, MemoryBuffer::getMemBufferCopy(Text.value_or("")));
    return Made.get();
  }
};

} // namespace

StringRef preludeText() {
  for (const auto &[Name, Text] : Embedded)
    if (Name == PreludeName)
      return Text;
  llvm_unreachable("the prelude is embedded at build");
}

const std::map<std::string, std::string> &standInHeaders() {
  static const std::map<std::string, std::string> Headers = [] {
    std::map<std::string, std::string> All;
    for (const auto &[Name, Header] : Others)
      All.emplace(Name, forwardTo(Header));
    for (const auto &[Name, Text] : Embedded)
      if (Name != PreludeName)
        All.insert_or_assign(Name, Text);
    return All;
  }();
  return Headers;
}

std::optional<std::string> standInText(StringRef Name) {
  if (const auto Known = standInHeaders().find(Name.str());
      Known != standInHeaders().end())
    return Known->second;
  const StringRef Extension = sys::path::extension(Name);
  if ((Extension != ".h" && Extension != ".cuh" && Extension != ".hpp") ||
      Name.contains("..") || Name.contains_insensitive("hip"))
    return std::nullopt;
  for (const auto &[Folder, Header] : Libraries)
    if (Name.starts_with(Folder))
      return forwardTo(Header);
  return std::nullopt;
}

IntrusiveRefCntPtr<vfs::FileSystem>
withLibraryNames(StringRef Folder,
                 IntrusiveRefCntPtr<vfs::FileSystem> Headers) {
  return makeIntrusiveRefCnt<LibraryNames>(Folder, std::move(Headers));
}

bool standsForTorch(StringRef Name) {
  return any_of(ArrayRef<StringRef>{"torch/", "ATen/", "c10/", "THC/"},
                [&](StringRef Folder) { return Name.starts_with(Folder); });
}

bool isWorkingStandIn(StringRef Name) {
  return standInText(Name) &&
         (standsForTorch(Name) ||
          any_of(ArrayRef<StringRef>{"flashinfer/", "glm/",
                                     "pytorch_extension_utils.h"},
                 [&](StringRef Folder) { return Name.starts_with(Folder); }));
}

std::vector<std::string> realTorchHeaders() {
  std::vector<std::string> Names;
  for (const auto &[Name, Text] : standInHeaders())
    if (StringRef(Name).starts_with("perfclaim_real_torch/"))
      Names.push_back(Name);
  return Names;
}

/// `#include <torch/all.h>`, or "../x.h" from the file that includes it.
static std::string includedName(StringRef Line, StringRef From) {
  Line = Line.ltrim();
  if (!Line.consume_front("#include"))
    return "";
  Line = Line.trim();
  if (Line.consume_front("<"))
    return Line.split('>').first.str();
  if (!Line.consume_front("\""))
    return "";
  SmallString<128> Path(sys::path::parent_path(From));
  sys::path::append(Path, Line.split('"').first);
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return Path.str().str();
}

std::map<std::string, std::string>
workingStandIns(const std::vector<std::string> &Names) {
  std::map<std::string, std::string> Result;
  std::vector<std::string> Queue = Names;
  while (!Queue.empty()) {
    const std::string Name = Queue.back();
    Queue.pop_back();
    const std::optional<std::string> Text = standInText(Name);
    if (!Text || !Result.emplace(Name, *Text).second)
      continue;
    for (const StringRef Line : split(*Text, '\n'))
      if (std::string Next = includedName(Line, Name); !Next.empty())
        Queue.push_back(std::move(Next));
  }
  return Result;
}

} // namespace perfclaim
