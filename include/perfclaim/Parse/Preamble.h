//===- Preamble.h - What a parse keeps for the next one ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The headers of a unit, compiled once. While a file is edited its includes
/// stay, and reading the toolkit's headers is nearly all of a parse.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_PARSE_PREAMBLE_H
#define PERFCLAIM_PARSE_PREAMBLE_H

#include <memory>

namespace perfclaim {

class Session;
struct PreambleState;

/// Belongs to one unit of one side in one view; given to parseUnit() again and
/// again. Built by the first parse, and built anew where the flags, the first
/// lines or an included file differ. Not thread-safe.
class UnitPreamble {
public:
  UnitPreamble();
  UnitPreamble(UnitPreamble &&) noexcept;
  UnitPreamble &operator=(UnitPreamble &&) noexcept;
  ~UnitPreamble();
  /// How often it was built.
  unsigned builds() const;

private:
  friend class Session;
  std::unique_ptr<PreambleState> State;
};

} // namespace perfclaim

#endif // PERFCLAIM_PARSE_PREAMBLE_H
