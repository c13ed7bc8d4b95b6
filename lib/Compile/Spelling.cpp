//===- Spelling.cpp - Spellings that nvcc takes and Clang does not --------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Compile/Spelling.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {

static bool isBlank(char C) { return C == ' ' || C == '\t'; }

/// Length of three \p Bracket with blanks between them at \p At; 0 if there
/// are none or no blanks.
static size_t spacedTriple(StringRef Text, size_t At, char Bracket) {
  size_t I = At;
  for (int Seen = 0;;) {
    if (I >= Text.size() || Text[I] != Bracket)
      return 0;
    ++I;
    if (++Seen == 3)
      return I - At > 3 ? I - At : 0;
    while (I < Text.size() && isBlank(Text[I]))
      ++I;
  }
}

static void closeUp(std::string &Text, size_t At, size_t Length, char Bracket) {
  for (size_t I = 0; I != Length; ++I)
    Text[At + I] = I < 3 ? Bracket : ' ';
}

/// A launch ends in the statement it begins in: without its closing brackets
/// and a parenthesis nothing is touched.
static bool repairLaunches(std::string &Text) {
  bool Changed = false;
  for (size_t At = Text.find('<'); At != std::string::npos;
       At = Text.find('<', At + 1)) {
    if (At && Text[At - 1] == '<')
      continue;
    size_t Open = spacedTriple(Text, At, '<');
    bool Whole = StringRef(Text).substr(At).starts_with("<<<");
    if (!Open && !Whole)
      continue;
    size_t End = Text.find(';', At);
    if (End == std::string::npos)
      break;
    size_t Close = At + 3, Length = 0;
    for (; Close < End; ++Close) {
      if (Text[Close] != '>')
        continue;
      Length = spacedTriple(Text, Close, '>');
      size_t Plain = StringRef(Text).substr(Close).starts_with(">>>") ? 3 : 0;
      size_t After = Close + (Length ? Length : Plain);
      while (After < End && isSpace(Text[After]))
        ++After;
      if ((Length || Plain) && After < End && Text[After] == '(')
        break;
      Length = 0;
    }
    if (Close == End)
      continue;
    if (Open)
      closeUp(Text, At, Open, '<');
    if (Length)
      closeUp(Text, Close, Length, '>');
    Changed |= Open || Length;
    At = Close;
  }
  return Changed;
}

/// Some projects declare the built-in variables themselves for their editors.
static bool repairBuiltins(std::string &Text) {
  bool Changed = false;
  for (StringRef Name : {"blockDim", "gridDim", "blockIdx", "threadIdx"})
    for (size_t At = Text.find(Name); At != std::string::npos;
         At = Text.find(Name, At + 1)) {
      size_t End = Text.find_first_not_of(" \t", At + Name.size());
      if (End == std::string::npos || Text[End] != ';')
        continue;
      size_t Begin = Text.find_last_of(";{}\n", At);
      Begin = Begin == std::string::npos ? 0 : Begin + 1;
      StringRef Declaration = StringRef(Text).slice(Begin, At).trim();
      if (!Declaration.starts_with("extern") ||
          !(Declaration.ends_with("dim3") || Declaration.ends_with("uint3")))
        continue;
      for (size_t I = Begin; I <= End; ++I)
        Text[I] = ' ';
      Changed = true;
    }
  return Changed;
}

/// The place behind the statement's `(` where the template of asm begins.
static size_t templateOfAsm(StringRef Text, size_t At) {
  At += StringRef("asm").size();
  for (;;) {
    while (At < Text.size() && (isSpace(Text[At]) || Text[At] == '_'))
      ++At;
    if (Text.substr(At).starts_with("volatile")) {
      At += StringRef("volatile").size();
      continue;
    }
    return At < Text.size() && Text[At] == '(' ? At + 1 : StringRef::npos;
  }
}

/// nvcc takes `%laneid` in the template of asm that has operands, where Clang
/// asks for two signs. A dollar sign stands for one in PTX's names.
static bool repairRegisters(std::string &Text) {
  bool Changed = false;
  for (size_t At = Text.find("asm"); At != std::string::npos;
       At = Text.find("asm", At + 1)) {
    size_t I = templateOfAsm(Text, At);
    SmallVector<size_t, 4> Signs;
    for (bool Quoted = false; I < Text.size(); ++I) {
      const char C = Text[I];
      if (C == '"')
        Quoted = !Quoted;
      else if (!Quoted && !isSpace(C))
        break;
      else if (Quoted && C == '\\')
        ++I;
      else if (Quoted && C == '%' && I + 2 < Text.size()) {
        // A letter before a number says how to print.
        if (isAlpha(Text[I + 1]) && isAlpha(Text[I + 2]))
          Signs.push_back(I);
        else
          ++I;
      }
    }
    // Without operands one sign is right.
    if (I >= Text.size() || Text[I] != ':')
      continue;
    for (const size_t Sign : Signs)
      Text[Sign] = '$';
    Changed |= !Signs.empty();
  }
  return Changed;
}

bool repairSpelling(std::string &Text) {
  bool Changed = false;
  if (StringRef(Text).contains("< <") || StringRef(Text).contains("> >"))
    Changed |= repairLaunches(Text);
  if (StringRef(Text).contains("extern"))
    Changed |= repairBuiltins(Text);
  if (StringRef(Text).contains("asm"))
    Changed |= repairRegisters(Text);
  return Changed;
}

bool isSourceName(StringRef Path) {
  return StringSwitch<bool>(sys::path::extension(Path))
      .Cases({".cu", ".cuh", ".c", ".cc", ".cpp", ".cxx"}, true)
      .Cases({".h", ".hh", ".hpp", ".hxx", ".inl", ".inc", ".ipp"}, true)
      .Cases({".tpp", ".tcc", ".impl", ".def"}, true)
      .Default(false);
}

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
      if (!repairSpelling(Text))
        return File;
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

IntrusiveRefCntPtr<vfs::FileSystem>
repairFiles(IntrusiveRefCntPtr<vfs::FileSystem> Base, std::string Root,
            const RepairedTexts &Repaired) {
  return makeIntrusiveRefCnt<RepairFileSystem>(std::move(Base), std::move(Root),
                                               Repaired);
}

} // namespace perfclaim
