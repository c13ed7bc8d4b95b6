//===- Observe.h - What a side touches on the host backend ------*- C++ -*-===//
//-*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Around one call of an entry: which bytes of each buffer it reads and writes.
/// Only the host backend's runtime can tell, and only of sides that were
/// compiled with --observe; elsewhere nothing happens.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_OBSERVE_H
#define PERFCLAIM_RUNTIME_OBSERVE_H

#include "Buffers.h"
#include "Json.h"
#include <cstdlib>
#include <dlfcn.h>

namespace pc {

/// As pc_touched of the host backend.
struct TouchedBytes {
  std::uint64_t Read, Written, Exposed;
  std::int64_t First, Last;
};

class Observer {
public:
  Observer()
      : Path(std::getenv("PERFCLAIM_HOST_OBSERVATIONS")),
        Begin(function<void()>("pc_observe_begin")),
        End(function<void()>("pc_observe_end")),
        Memory(
            function<int(const void *, TouchedBytes *)>("pc_observe_memory")) {}

  void begin() const {
    if (wanted())
      Begin();
  }
  /// A line of JSON for each buffer, then one for the lines that ran.
  void end(const std::vector<Argument> &Arguments, const Buffers &Of) const {
    if (!wanted())
      return;
    std::FILE *File = std::fopen(Path, "a");
    for (const Argument &A : Arguments) {
      TouchedBytes Seen;
      const void *At = A.What == Argument::Buffer ? Of.find(A.Name) : nullptr;
      if (!File || !At || !Memory(At, &Seen))
        continue;
      std::fprintf(File,
                   "{\"argument\": %s, \"bytes\": %zu, \"read\": %llu, "
                   "\"written\": %llu, \"exposed\": %llu, \"first\": %lld, "
                   "\"last\": %lld}\n",
                   quoted(A.Name).c_str(), A.bytes(),
                   static_cast<unsigned long long>(Seen.Read),
                   static_cast<unsigned long long>(Seen.Written),
                   static_cast<unsigned long long>(Seen.Exposed),
                   static_cast<long long>(Seen.First),
                   static_cast<long long>(Seen.Last));
    }
    if (!File || std::fclose(File) != 0)
      std::fprintf(stderr, "benchmark: %s cannot be written\n", Path);
    End();
  }

  static std::string quoted(const std::string &Text) {
    Json One;
    One.text(nullptr, Text);
    std::string Result = One.finish();
    Result.pop_back();
    return Result;
  }

private:
  bool wanted() const { return Path && *Path && Begin && End && Memory; }
  template <class F> static F *function(const char *Name) {
    return reinterpret_cast<F *>(dlsym(RTLD_DEFAULT, Name));
  }

  const char *Path;
  void (*Begin)();
  void (*End)();
  int (*Memory)(const void *, TouchedBytes *);
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_OBSERVE_H
