//===- Toolkit.cpp - Finding CUDA and Clang's own headers -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A toolkit is a folder whose include/cuda.h says its version; where Clang's
/// headers are follows from the LLVM library that is loaded.
///
//===----------------------------------------------------------------------===//

#include "perfclaim/Compile/Flags.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <dlfcn.h>

using namespace llvm;

namespace perfclaim {

static std::optional<unsigned> cudaVersion(StringRef Folder,
                                           vfs::FileSystem &Files) {
  auto Header = Files.getBufferForFile(Folder + "/include/cuda.h");
  if (!Header || !Files.exists(Folder + "/include/cuda_runtime.h"))
    return std::nullopt;
  StringRef Text = (*Header)->getBuffer();
  constexpr StringLiteral Name("#define CUDA_VERSION ");
  size_t At = Text.find(Name);
  unsigned Version = 0;
  if (At == StringRef::npos ||
      Text.substr(At + Name.size()).ltrim().consumeInteger(10, Version))
    return std::nullopt;
  return Version;
}

/// The folder above the one of `nvcc`, links followed: /usr/bin/nvcc may be a
/// link into the toolkit.
static std::string folderOfNvcc(StringRef Bin, vfs::FileSystem &Files) {
  SmallString<256> Path(Bin), Real;
  sys::path::append(Path, "nvcc");
  if (!Files.exists(Path))
    return "";
  if (!Files.getRealPath(Path, Real))
    Path = Real;
  return sys::path::parent_path(sys::path::parent_path(Path)).str();
}

Expected<Toolkit>
findToolkit(StringRef Override, vfs::FileSystem &Files,
            function_ref<std::optional<std::string>(StringRef)> Environment) {
  std::vector<std::string> Folders;
  if (!Override.empty()) {
    Folders.push_back(Override.str());
  } else {
    for (StringRef Name : {"CUDA_PATH", "CUDA_HOME"})
      if (std::optional<std::string> Value = Environment(Name);
          Value && !Value->empty())
        Folders.push_back(*Value);
    if (std::optional<std::string> Search = Environment("PATH")) {
      SmallVector<StringRef, 16> Parts;
      StringRef(*Search).split(Parts, ':', -1, /*KeepEmpty=*/false);
      for (StringRef Part : Parts)
        if (std::string Folder = folderOfNvcc(Part, Files); !Folder.empty())
          Folders.push_back(Folder);
    }
    Folders.push_back("/usr/local/cuda");
  }
  std::vector<std::string> Tried;
  for (StringRef Folder : Folders) {
    Folder = Folder.size() > 1 ? Folder.rtrim('/') : Folder;
    if (std::optional<unsigned> Version = cudaVersion(Folder, Files))
      return Toolkit{Folder.str(), *Version / 1000, *Version % 1000 / 10};
    if (!is_contained(Tried, Folder))
      Tried.push_back(Folder.str());
  }
  return makeError(
      "", "no CUDA toolkit found (looked at " + join(Tried, ", ") + ")",
      "install CUDA 13.0 or set CUDA_PATH to the folder that has "
      "include/cuda.h");
}

std::string findResourceDir(vfs::FileSystem &Files) {
  std::vector<std::string> Libraries;
  const std::string Version = std::to_string(LLVM_VERSION_MAJOR);
  Dl_info Info;
  // Any function of the library that is loaded tells where it lies.
  if (dladdr(reinterpret_cast<void *>(&sys::path::root_name), &Info) &&
      Info.dli_fname) {
    SmallString<256> Real;
    if (!sys::fs::real_path(Info.dli_fname, Real))
      Libraries.push_back(sys::path::parent_path(Real).str());
  }
  Libraries.push_back(PERFCLAIM_LLVM_LIBRARY_DIR);
  for (const std::string &Library : Libraries)
    for (const std::string &Below :
         {"/clang/" + Version, "/../lib/clang/" + Version,
          "/../llvm-" + Version + "/lib/clang/" + Version}) {
      SmallString<256> Folder(Library);
      Folder += Below;
      sys::path::remove_dots(Folder, /*remove_dot_dot=*/true);
      if (Files.exists(Folder + "/include/__clang_cuda_runtime_wrapper.h"))
        return std::string(Folder);
    }
  return "";
}

} // namespace perfclaim
