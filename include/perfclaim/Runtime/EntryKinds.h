//===- EntryKinds.h - What the kind of an entry means -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What follows for a run from the kind that a shim gives its entry.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_ENTRYKINDS_H
#define PERFCLAIM_RUNTIME_ENTRYKINDS_H

#include "Abi.h"
#include <cstring>

namespace pc {

/// A function of the host that launches nothing; timed by the host's clock.
inline bool isNative(const pc_entry &Entry) {
  return std::strcmp(Entry.kind, "native") == 0;
}

/// No launch is seen of what a library does for it.
inline bool isByLibrary(const pc_entry &Entry) {
  return std::strcmp(Entry.kind, "library") == 0;
}

/// A function of the repository, which makes its launches itself.
inline bool launchesItself(const pc_entry &Entry) {
  return std::strcmp(Entry.kind, "launcher") == 0 ||
         std::strcmp(Entry.kind, "caller") == 0 || isByLibrary(Entry);
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_ENTRYKINDS_H
