//===- Overlay.cpp - What the parser sees in front of the tree --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Overlay.h"
#include "Repairs.h"
#include "perfclaim/StandIns/StandIns.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {
namespace {

/// A file whose text was repaired; it still says that it is the real one.
class TextFile : public vfs::File {
public:
  TextFile(vfs::Status Info, std::string Text)
      : Info(std::move(Info)), Text(std::move(Text)) {}
  ErrorOr<vfs::Status> status() override { return Info; }
  ErrorOr<std::unique_ptr<MemoryBuffer>> getBuffer(const Twine &Name, int64_t,
                                                   bool, bool) override {
    return MemoryBuffer::getMemBufferCopy(Text, Name);
  }
  std::error_code close() override { return {}; }

private:
  vfs::Status Info;
  std::string Text;
};

/// Repairs sources below the root as they are read.
class RepairFileSystem
    : public RTTIExtends<RepairFileSystem, vfs::ProxyFileSystem> {
public:
  static char ID;
  RepairFileSystem(IntrusiveRefCntPtr<vfs::FileSystem> Base, std::string Root,
                   const RepairedTexts &Repaired)
      : RTTIExtends(std::move(Base)), Root(std::move(Root)),
        Repaired(Repaired) {}

  ErrorOr<std::unique_ptr<vfs::File>>
  openFileForRead(const Twine &Path) override {
    ErrorOr<std::unique_ptr<vfs::File>> File =
        ProxyFileSystem::openFileForRead(Path);
    SmallString<256> Name;
    Path.toVector(Name);
    sys::path::remove_dots(Name, /*remove_dot_dot=*/true);
    if (!File || !Name.starts_with(Root) || !isSourceName(Name))
      return File;
    ErrorOr<vfs::Status> Info = (*File)->status();
    if (!Info)
      return Info.getError();
    std::string Text;
    if (auto Known = Repaired.find(std::string(Name));
        Known != Repaired.end()) {
      Text = Known->second;
    } else {
      auto Buffer = (*File)->getBuffer(Path, Info->getSize());
      if (!Buffer)
        return Buffer.getError();
      Text = (*Buffer)->getBuffer().str();
      repairSpelling(Text);
    }
    uint64_t Size = Text.size();
    return std::make_unique<TextFile>(vfs::Status::copyWithNewSize(*Info, Size),
                                      std::move(Text));
  }

private:
  std::string Root;
  const RepairedTexts &Repaired;
};

char RepairFileSystem::ID = 0;

} // namespace

bool isSourceName(StringRef Path) {
  return StringSwitch<bool>(sys::path::extension(Path))
      .Cases({".cu", ".cuh", ".c", ".cc", ".cpp", ".cxx"}, true)
      .Cases({".h", ".hh", ".hpp", ".hxx", ".inl", ".inc", ".ipp"}, true)
      .Cases({".tpp", ".tcc", ".impl", ".def"}, true)
      .Default(false);
}

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
      makeIntrusiveRefCnt<RepairFileSystem>(Side.Files, Side.Root + "/",
                                            Repaired));
  Result->pushOverlay(std::move(Top));
  return Result;
}

} // namespace perfclaim
