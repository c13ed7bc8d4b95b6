//===- Hash.h - Stable hashes -----------------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Hashes that are the same on every machine and in every run: BLAKE3, 128
/// bits, as 32 hexadecimal digits.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_SUPPORT_HASH_H
#define PERFCLAIM_SUPPORT_HASH_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/BLAKE3.h"
#include <cstdint>
#include <string>

namespace perfclaim {

/// Feeds values with their lengths, so that "ab","c" differs from "a","bc".
class Hasher {
public:
  Hasher &add(llvm::StringRef Text);
  Hasher &add(uint64_t Value);
  std::string finish() const;

private:
  llvm::BLAKE3 State;
};

std::string hashText(llvm::StringRef Text);

} // namespace perfclaim

#endif // PERFCLAIM_SUPPORT_HASH_H
