//===- HeaderFiles.cpp - Compiled headers on disk -------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A file is Clang's bytes, what they depend on, and a tail: the size of the
/// first, a checksum of both, and what kind of file this is.
///
//===----------------------------------------------------------------------===//

#include "HeadersInternal.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/EndianStream.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace perfclaim {

static constexpr uint64_t Magic = 0x3153524544414550; // "PEADERS1"
static constexpr size_t TailSize = 3 * sizeof(uint64_t);
/// About forty sets of flags.
static constexpr uint64_t MostBytes = 512u << 20;

namespace {

struct Writer {
  raw_ostream &OS;
  void number(uint64_t Value) {
    support::endian::write<uint64_t>(OS, Value, endianness::little);
  }
  void text(StringRef Text) {
    number(Text.size());
    OS << Text;
  }
};

struct Reader {
  StringRef Rest;
  bool Bad = false;
  uint64_t number() {
    if (Rest.size() < sizeof(uint64_t)) {
      Bad = true;
      return 0;
    }
    const uint64_t Value = support::endian::read64le(Rest.data());
    Rest = Rest.drop_front(sizeof(uint64_t));
    return Value;
  }
  std::string text() {
    const uint64_t Size = number();
    Bad |= Size > Rest.size();
    std::string Text = Rest.take_front(Bad ? 0 : Size).str();
    Rest = Rest.drop_front(Text.size());
    return Text;
  }
};

} // namespace

std::shared_ptr<const CompiledUnit> readCompiled(StringRef Path) {
  // Not mapped: a file that shrinks would end this process.
  auto File = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                    /*RequiresNullTerminator=*/false,
                                    /*IsVolatile=*/true);
  if (!File || (*File)->getBufferSize() < TailSize)
    return nullptr;
  const StringRef All = (*File)->getBuffer();
  const StringRef Content = All.drop_back(TailSize);
  Reader Tail{All.take_back(TailSize)};
  const uint64_t Size = Tail.number(), Sum = Tail.number();
  if (Tail.number() != Magic || Size > Content.size() ||
      Sum != xxh3_64bits(Content))
    return nullptr;
  auto Result = std::make_shared<CompiledUnit>();
  Reader Rest{Content.drop_front(Size)};
  for (uint64_t Left = Rest.number(); Left && !Rest.Bad; --Left)
    Result->Names.push_back(Rest.text());
  for (uint64_t Left = Rest.number(); Left && !Rest.Bad; --Left) {
    Lookup L;
    L.Path = Rest.text();
    L.What = static_cast<Lookup::Kind>(Rest.number());
    L.Size = Rest.number();
    L.Time = static_cast<int64_t>(Rest.number());
    L.Hash = Rest.text();
    Result->Lookups.push_back(std::move(L));
  }
  for (uint64_t Left = Rest.number(); Left && !Rest.Bad; --Left)
    Result->Identifiers.push_back(Rest.number());
  if (Rest.Bad)
    return nullptr;
  Result->Bytes =
      MemoryBuffer::getMemBufferCopy(Content.take_front(Size), "headers");
  return Result;
}

void writeCompiled(StringRef Folder, StringRef Path, const CompiledUnit &Unit) {
  if (sys::fs::create_directories(Folder, /*IgnoreExisting=*/true,
                                  sys::fs::owner_all))
    return;
  std::string Content = Unit.Bytes->getBuffer().str();
  {
    raw_string_ostream OS(Content);
    Writer Out{OS};
    Out.number(Unit.Names.size());
    for (const std::string &Name : Unit.Names)
      Out.text(Name);
    Out.number(Unit.Lookups.size());
    for (const Lookup &L : Unit.Lookups) {
      Out.text(L.Path);
      Out.number(L.What);
      Out.number(L.Size);
      Out.number(static_cast<uint64_t>(L.Time));
      Out.text(L.Hash);
    }
    Out.number(Unit.Identifiers.size());
    for (const uint64_t Identifier : Unit.Identifiers)
      Out.number(Identifier);
    const uint64_t Sum = xxh3_64bits(Content);
    Out.number(Unit.Bytes->getBufferSize());
    Out.number(Sum);
    Out.number(Magic);
  }
  Expected<sys::fs::TempFile> Made =
      sys::fs::TempFile::create(Path + ".%%%%%%%%");
  if (!Made) {
    consumeError(Made.takeError());
    return;
  }
  bool Whole = false;
  {
    raw_fd_ostream OS(Made->FD, /*shouldClose=*/false);
    OS << Content;
    OS.flush();
    Whole = !OS.has_error();
    OS.clear_error();
  }
  consumeError(Whole ? Made->keep(Path) : Made->discard());
  CachePruningPolicy Policy;
  Policy.Interval = std::chrono::minutes(1);
  Policy.Expiration = std::chrono::hours(30 * 24);
  Policy.MaxSizePercentageOfAvailableSpace = 25;
  Policy.MaxSizeBytes = MostBytes;
  pruneCache(Folder, Policy);
}

} // namespace perfclaim
