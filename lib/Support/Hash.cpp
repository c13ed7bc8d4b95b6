//===- Hash.cpp - Stable hashes -------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Support/Hash.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"

using namespace llvm;

namespace perfclaim {

Hasher &Hasher::add(StringRef Text) {
  add(static_cast<uint64_t>(Text.size()));
  State.update(Text);
  return *this;
}

Hasher &Hasher::add(uint64_t Value) {
  uint8_t Bytes[sizeof(Value)];
  support::endian::write64le(Bytes, Value);
  State.update(ArrayRef<uint8_t>(Bytes));
  return *this;
}

std::string Hasher::finish() const {
  BLAKE3 Copy = State;
  return toHex(Copy.final<16>(), /*LowerCase=*/true);
}

std::string hashText(StringRef Text) { return Hasher().add(Text).finish(); }

} // namespace perfclaim
