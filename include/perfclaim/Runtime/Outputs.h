//===- Outputs.h - What a side computed, for another machine ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The outputs of a check, short enough to be carried: a hash of all bytes and
/// a sample of the elements. Two runs of one package, on a GPU and on the CPU,
/// are compared by them; inputs depend on nothing but the seed.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_OUTPUTS_H
#define PERFCLAIM_RUNTIME_OUTPUTS_H

#include "Check.h"

namespace pc {

/// FNV-1a over words of 8 bytes; the last one is filled with zeros.
inline std::uint64_t hashBytes(const std::vector<unsigned char> &Bytes) {
  std::uint64_t Hash = 0xcbf29ce484222325ull;
  for (std::size_t I = 0; I < Bytes.size(); I += 8) {
    std::uint64_t Word = 0;
    std::memcpy(&Word, Bytes.data() + I,
                std::min<std::size_t>(8, Bytes.size() - I));
    Hash = (Hash ^ Word) * 0x100000001b3ull;
  }
  return Hash;
}

inline std::string hexText(const unsigned char *Bytes, std::size_t Count) {
  static const char Digits[] = "0123456789abcdef";
  std::string Text;
  for (std::size_t I = 0; I != Count; ++I) {
    Text += Digits[Bytes[I] >> 4];
    Text += Digits[Bytes[I] & 15];
  }
  return Text;
}

/// JSON lines, one for each compared buffer. "sample" is every "step"th element
/// from the first, as bytes in memory; "largest" the largest finite magnitude
/// of all, which an absolute tolerance is relative to.
inline std::string outputLines(const Workload &W, int Side, const OneRun &Run) {
  constexpr std::size_t MostSamples = 2048;
  std::string Lines;
  for (const Buffers::Content &R : Run.Results) {
    const ElementTraits &T = traits(R.What->Type);
    const std::size_t Count = R.Bytes.size() / T.Size;
    const std::size_t Step = Count / MostSamples + 1;
    std::string Sample;
    for (std::size_t I = 0; I < Count; I += Step)
      Sample += hexText(R.Bytes.data() + I * T.Size, T.Size);
    char Hash[17];
    std::snprintf(Hash, sizeof Hash, "%016llx",
                  static_cast<unsigned long long>(hashBytes(R.Bytes)));
    Json Out(/*OneLine=*/true);
    Out.open(nullptr, '{');
    Out.text("workload", W.Name);
    Out.text("sizes", W.values());
    Out.text("side", sideName(Side));
    Out.text("output", R.What->Name);
    Out.text("type", T.Name);
    Out.number("elements", static_cast<double>(Count));
    Out.boolean("written", R.Written);
    Out.text("hash", Hash);
    Out.number("largest", largestOf(R.What->Type, R.Bytes));
    Out.number("step", static_cast<double>(Step));
    Out.text("sample", Sample);
    Out.close();
    Lines += Out.finish();
  }
  return Lines;
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_OUTPUTS_H
