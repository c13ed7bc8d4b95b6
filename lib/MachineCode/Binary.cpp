//===- Binary.cpp - Machine code without addresses and names --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The assembler's binaries are ELF files with a section of instructions per
/// kernel. References to other symbols are zeros with a relocation, so the
/// bytes of two builds can be compared; what the symbols hold is part of the
/// code.
///
//===----------------------------------------------------------------------===//

#include "perfclaim/MachineCode/MachineCode.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Hash.h"
#include "perfclaim/Support/Symbols.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Object/ELF.h"

using namespace llvm;
using namespace llvm::object;

namespace perfclaim {

namespace {

using Elf = ELF64LE;

class Binary {
public:
  static Expected<Binary> open(StringRef Bytes);
  Expected<std::map<std::string, BinaryKernel>> kernels();

private:
  explicit Binary(ELFFile<Elf> File) : File(std::move(File)) {}
  Error addReferences(Hasher &H, const Elf::Shdr &Relocations);
  Error addContent(Hasher &H, const Elf::Sym &Symbol);

  ELFFile<Elf> File;
  Elf::ShdrRange Sections;
};

} // namespace

Expected<Binary> Binary::open(StringRef Bytes) {
  Expected<ELFFile<Elf>> File = ELFFile<Elf>::create(Bytes);
  if (!File)
    return File.takeError();
  Binary Result(std::move(*File));
  Expected<Elf::ShdrRange> Sections = Result.File.sections();
  if (!Sections)
    return Sections.takeError();
  Result.Sections = *Sections;
  return Result;
}

/// Initialisers of tables that the code reads.
Error Binary::addContent(Hasher &H, const Elf::Sym &Symbol) {
  if (Symbol.getType() != ELF::STT_OBJECT ||
      Symbol.st_shndx == ELF::SHN_UNDEF || Symbol.st_shndx >= Sections.size())
    return Error::success();
  const Elf::Shdr &Home = Sections[Symbol.st_shndx];
  if (Home.sh_type == ELF::SHT_NOBITS)
    return Error::success();
  Expected<ArrayRef<uint8_t>> Bytes = File.getSectionContents(Home);
  if (!Bytes)
    return Bytes.takeError();
  if (Symbol.st_value <= Bytes->size())
    H.add(toStringRef(
        Bytes->drop_front(Symbol.st_value).take_front(Symbol.st_size)));
  return Error::success();
}

Error Binary::addReferences(Hasher &H, const Elf::Shdr &Relocations) {
  if (Relocations.sh_link >= Sections.size())
    return makeError("", "a relocation section of the binary is broken");
  const Elf::Shdr &Table = Sections[Relocations.sh_link];
  Expected<StringRef> Names = File.getStringTableForSymtab(Table);
  if (!Names)
    return Names.takeError();
  auto Add = [&](uint64_t Offset, uint32_t Type, uint32_t Index,
                 int64_t Addend) -> Error {
    Expected<const Elf::Sym *> Symbol = File.getEntry<Elf::Sym>(Table, Index);
    if (!Symbol)
      return Symbol.takeError();
    Expected<StringRef> Name = (*Symbol)->getName(*Names);
    if (!Name)
      return Name.takeError();
    H.add(Offset);
    H.add(Type);
    H.add(uint64_t(Addend));
    H.add(withoutUnitSuffix(*Name));
    return addContent(H, **Symbol);
  };
  if (Relocations.sh_type == ELF::SHT_RELA) {
    auto Entries = File.relas(Relocations);
    if (!Entries)
      return Entries.takeError();
    for (const Elf::Rela &R : *Entries)
      if (Error Failed = Add(R.r_offset, R.getType(/*isMips64EL=*/false),
                             R.getSymbol(/*isMips64EL=*/false), R.r_addend))
        return Failed;
    return Error::success();
  }
  auto Entries = File.rels(Relocations);
  if (!Entries)
    return Entries.takeError();
  for (const Elf::Rel &R : *Entries)
    if (Error Failed = Add(R.r_offset, R.getType(/*isMips64EL=*/false),
                           R.getSymbol(/*isMips64EL=*/false), 0))
      return Failed;
  return Error::success();
}

Expected<std::map<std::string, BinaryKernel>> Binary::kernels() {
  std::map<std::string, BinaryKernel> Kernels;
  for (const Elf::Shdr &Section : Sections) {
    Expected<StringRef> Name = File.getSectionName(Section);
    if (!Name)
      return Name.takeError();
    StringRef Kernel = *Name;
    if (!Kernel.consume_front(".text."))
      continue;
    Hasher H;
    int64_t Constant = 0;
    Expected<ArrayRef<uint8_t>> Code = File.getSectionContents(Section);
    if (!Code)
      return Code.takeError();
    H.add(toStringRef(*Code));
    for (const Elf::Shdr &Other : Sections) {
      Expected<StringRef> OtherName = File.getSectionName(Other);
      if (!OtherName)
        return OtherName.takeError();
      // Parameters and literals of this kernel: ".nv.constant2.<kernel>".
      if (OtherName->starts_with(".nv.constant") &&
          OtherName->ends_with(("." + Kernel).str()) &&
          Other.sh_type != ELF::SHT_NOBITS) {
        Expected<ArrayRef<uint8_t>> Bytes = File.getSectionContents(Other);
        if (!Bytes)
          return Bytes.takeError();
        H.add(toStringRef(*Bytes));
        Constant += int64_t(Bytes->size());
      }
      if ((Other.sh_type == ELF::SHT_RELA || Other.sh_type == ELF::SHT_REL) &&
          Other.sh_info < Sections.size() &&
          &Sections[Other.sh_info] == &Section)
        if (Error Failed = addReferences(H, Other))
          return std::move(Failed);
    }
    Kernels[Kernel.str()] = {H.finish(), Constant};
  }
  return Kernels;
}

Expected<std::map<std::string, BinaryKernel>> readBinary(StringRef Bytes) {
  Expected<Binary> Opened = Binary::open(Bytes);
  if (!Opened)
    return Opened.takeError();
  return Opened->kernels();
}

} // namespace perfclaim
