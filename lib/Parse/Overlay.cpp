//===- Overlay.cpp - What the parser sees in front of the tree --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Overlay.h"
#include "perfclaim/StandIns/StandIns.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace perfclaim {
/// Clang's wrapper includes "cuda.h" by a name that a project's own file may
/// have; everything after it would then be missing.
static void addWrapper(vfs::FileSystem &Base, const ParseOptions &Options,
                       vfs::InMemoryFileSystem &Top) {
  if (Options.Kit.Path.empty() || Options.ResourceDir.empty())
    return;
  std::string Name =
      Options.ResourceDir + "/include/__clang_cuda_runtime_wrapper.h";
  auto Wrapper = Base.getBufferForFile(Name);
  if (!Wrapper)
    return;
  constexpr StringLiteral Include("#include \"cuda.h\"");
  std::string Text = (*Wrapper)->getBuffer().str();
  if (size_t At = Text.find(Include.str()); At != std::string::npos) {
    Text.replace(At, Include.size(),
                 "#include \"" + Options.Kit.Path + "/include/cuda.h\"");
    Top.addFile(Name, 0, MemoryBuffer::getMemBufferCopy(Text, Name));
  }
}

IntrusiveRefCntPtr<vfs::FileSystem>
makeParseFileSystem(const SideInput &Side, const ParseOptions &Options,
                    const RepairedTexts &Repaired, const ShadowTexts &Shadows) {
  auto Top = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  auto Add = [&](const Twine &Path, StringRef Text) {
    Top->addFile(Path, 0, MemoryBuffer::getMemBuffer(Text, "", true));
  };
  Add(PreludePath, preludeText());
  for (const auto &[Name, Text] : standInHeaders())
    Add(StandInFolder + "/" + Name, Text);
  for (const auto &[Path, Text] : Shadows)
    Top->addFile(Path, 0, MemoryBuffer::getMemBufferCopy(Text));
  addWrapper(*Side.Files, Options, *Top);
  auto Result = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(
      repairFiles(Side.Files, Side.Root + "/", Repaired));
  Result->pushOverlay(withLibraryNames(StandInFolder, std::move(Top)));
  return Result;
}

} // namespace perfclaim
