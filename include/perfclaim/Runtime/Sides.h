//===- Sides.h - Loads the two sides ----------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A side is a library next to the executable. Both are loaded with
/// RTLD_LOCAL: equal names in them stay apart.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_SIDES_H
#define PERFCLAIM_RUNTIME_SIDES_H

#include "Abi.h"
#include "Buffers.h"
#include "EntryKinds.h"
#include "Place.h"
#include "Record.h"
#include <cstring>
#include <dlfcn.h>
#include <functional>
#include <memory>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

namespace pc {

struct LoadedSide {
  std::string Problem; ///< Why it did not load; empty if it did.
  const pc_entry *Entry = nullptr;
  void (*setUp)(cudaStream_t) = nullptr;
};

/// The same bytes under a name that the loader has not seen; the file itself
/// where that cannot be had.
inline std::string copyInMemory(const std::string &Path) {
  std::FILE *From = std::fopen(Path.c_str(), "rb");
  const int To = From ? memfd_create("side", MFD_CLOEXEC) : -1;
  bool Good = To >= 0;
  char Part[65536];
  for (std::size_t Count;
       Good && (Count = std::fread(Part, 1, sizeof Part, From)) != 0;)
    Good = ::write(To, Part, Count) == static_cast<ssize_t>(Count);
  if (From)
    std::fclose(From);
  return Good ? "/proc/self/fd/" + std::to_string(To) : Path;
}

/// \p Again: a second copy, with code and static data at other addresses.
inline LoadedSide loadSide(int Side, bool Again = false) {
  LoadedSide Result;
  std::string Path = ownFolder() + "lib" + sideName(Side) + ".so";
  if (Again)
    Path = copyInMemory(Path);
#ifdef PC_DRIVER_STUB
  // Without a driver, the toolkit's stub lets a library load that names it.
  if (!dlopen("libcuda.so.1", RTLD_NOW | RTLD_GLOBAL))
    dlopen(PC_DRIVER_STUB, RTLD_NOW | RTLD_GLOBAL);
#endif
  void *Library = dlopen(Path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!Library) {
    Result.Problem = dlerror();
    return Result;
  }
  auto *Entries =
      reinterpret_cast<decltype(&pc_entries)>(dlsym(Library, "pc_entries"));
  Result.setUp =
      reinterpret_cast<decltype(&pc_setup)>(dlsym(Library, "pc_setup"));
  int Count = 0;
  if (!Entries || !Result.setUp || !(Result.Entry = Entries(&Count)) || !Count)
    Result.Problem = Path + ": exports no entry";
  return Result;
}

/// A side's entry with its arguments, ready to be called again and again.
class Call {
public:
  Call(const pc_entry &Entry, const std::vector<Argument> &Arguments,
       const Buffers &Memory)
      : Entry(&Entry) {
    for (int I = 0; I != Entry.parameter_count; ++I) {
      pc_value Value{};
      const Argument *Found = nullptr;
      for (const Argument &A : Arguments)
        if (A.Name == Entry.parameters[I])
          Found = &A;
      if (!Found)
        Missing = Entry.parameters[I];
      else if (Found->What == Argument::Buffer) {
        Value.p = Memory.find(Found->Name);
        if (Found->Tensor) {
          Value.p = static_cast<char *>(Value.p) +
                    Found->Shift * bytesOf(Found->Type);
          Tensors.push_back(std::make_shared<pc_tensor>(describe(*Found)));
          Value.bytes = Tensors.back().get();
          Value.size = sizeof(pc_tensor);
        }
      } else if (Found->What == Argument::Integer)
        Value.i = Found->Whole;
      else if (Found->What == Argument::Floating)
        Value.d = Found->Real;
      else if (Found->What == Argument::Struct) {
        Value.bytes = Found->Bytes.empty() ? nullptr : Found->Bytes.data();
        Value.size = Found->Bytes.size();
      }
      Values.push_back(Value);
    }
  }

  /// A parameter that no argument is for; empty if there is none.
  const std::string &missing() const { return Missing; }
  /// The set-up calls of the side, if it has any; never timed.
  void prepare() const {
    if (!Entry->prepare)
      return;
    optIn();
    Entry->prepare(Values.data(), nullptr);
  }
  void operator()() const {
    if (Instead)
      Instead(*this);
    else
      real();
  }
  /// Calls the real function, on the default stream.
  void real() const {
    optIn();
    Entry->call(Values.data(), nullptr);
  }
  const pc_entry &entry() const { return *Entry; }

  /// For the self-test: a cheat that is called instead of the real function.
  std::function<void(const Call &)> Instead;

private:
  static pc_tensor describe(const Argument &A) {
    pc_tensor T{};
    T.rank = static_cast<int>(A.Shape.size() < 8 ? A.Shape.size() : 8);
    T.element = static_cast<int>(A.Type);
    long long Next = 1;
    for (int I = T.rank; I-- > 0;) {
      T.sizes[I] = A.Shape[static_cast<std::size_t>(I)];
      T.strides[I] = Next;
      Next *= T.sizes[I] > 1 ? T.sizes[I] : 1;
    }
    return T;
  }
  /// Shims that launch themselves do not ask for much shared memory.
  void optIn() const { Recorder::get().OptIn = !launchesItself(*Entry); }

  const pc_entry *Entry;
  std::vector<pc_value> Values;
  std::vector<std::shared_ptr<pc_tensor>> Tensors; ///< Values point to them.
  std::string Missing;
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_SIDES_H
