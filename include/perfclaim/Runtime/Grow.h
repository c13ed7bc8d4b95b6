//===- Grow.h - Buffers whose size was assumed ------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Where both sides leave a buffer of which nothing shows how large it has to
/// be, it was too small, and that is no fault of theirs: they run once more on
/// a larger one.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_GROW_H
#define PERFCLAIM_RUNTIME_GROW_H

#include "Check.h"

namespace pc {

/// How many times as large buffers of an assumed size may become: 1 where there
/// are none, or where memory does not allow it.
inline unsigned roomToGrow(const Workload &W) {
  constexpr std::size_t Most = std::size_t(1) << 30;
  std::size_t Assumed = 0;
  for (const Argument &A : W.Arguments)
    Assumed += A.What == Argument::Buffer && A.Assumed ? A.bytes() : 0;
  unsigned Times = 32;
  while (Times > 1 && (Assumed == 0 || Assumed > Most / Times))
    Times /= 2;
  return Times;
}

inline std::string assumedNames(const Workload &W) {
  std::string Names;
  for (const Argument &A : W.Arguments)
    if (A.What == Argument::Buffer && A.Assumed)
      Names += (Names.empty() ? "" : ", ") + A.Name;
  return Names;
}

/// Whether \p Damage, which a run left, is behind a buffer.
inline bool wroteBehind(const std::string &Damage) {
  return Damage.find("written after its end") != std::string::npos;
}

inline void noteGrown(Outcome &Into, unsigned Times) {
  Into.Grown = Times;
  addNote(Into, assumedNames(*Into.For) + ": " + std::to_string(Times) +
                    " times the size that was assumed, or twice the largest, "
                    "as both sides touch more");
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_GROW_H
