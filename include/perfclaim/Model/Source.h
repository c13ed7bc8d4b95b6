//===- Source.h - Places, ranges and notes ----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Where something stands in the sources of a commit, and what is to be told
/// about it. Paths are relative to the repository's root, with '/'; lines and
/// columns count from 1, offsets are bytes from 0. Line 0 means "no place".
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_MODEL_SOURCE_H
#define PERFCLAIM_MODEL_SOURCE_H

#include <cstdint>
#include <string>
#include <vector>

namespace perfclaim {

/// The two sides of a commit.
enum class Side { Before, After };

struct SourcePlace {
  std::string File;
  unsigned Line = 0;
  bool operator==(const SourcePlace &) const = default;
};

/// A half-open byte range of one file.
struct SourceRange {
  std::string File;
  unsigned BeginLine = 0;
  unsigned EndLine = 0;
  unsigned BeginOffset = 0;
  unsigned EndOffset = 0;
  bool operator==(const SourceRange &) const = default;
  SourcePlace begin() const { return {File, BeginLine}; }
};

enum class Severity { Note, Warning, Error };

/// Something that a person should know: what was not understood, what was
/// assumed, what was repaired. Text starts in lower case, without a period.
struct Note {
  Severity Level = Severity::Note;
  std::string File;
  unsigned Line = 0;
  std::string Text;
  bool operator==(const Note &) const = default;
};

} // namespace perfclaim

#endif // PERFCLAIM_MODEL_SOURCE_H
