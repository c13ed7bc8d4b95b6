//===- Quantities.h - Numbers with their units ------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Finds what could be the figure of a claim: "2-5x", "+23-41%", "10 us",
/// "78MH/s", "twice". Whether it is one is decided by the words around it.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_CLAIMS_QUANTITIES_H
#define PERFCLAIM_LIB_CLAIMS_QUANTITIES_H

#include "Tokens.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>
#include <string>

namespace perfclaim {

enum class UnitClass { None, Times, Percent, Time, Rate, Bandwidth, Memory };

struct UnitInfo {
  UnitClass Class = UnitClass::None;
  double Scale = 1;
  std::string Text;
  size_t Last = 0; ///< Its last token.
};

/// The unit whose name begins at token \p I, if any.
UnitInfo unitFrom(llvm::ArrayRef<Token> Tokens, size_t I);

struct Quantity {
  UnitClass Class = UnitClass::None;
  size_t First = 0, Last = 0; ///< Tokens, both included.
  double Low = 0, High = 0;   ///< In Unit, as written; equal if no range.
  bool Range = false;
  bool Plus = false, Minus = false; ///< Signed on purpose.
  bool Approximate = false;
  bool AtLeast = false;  ///< "1500+", ">2", "2.x".
  bool Below = false;    ///< "<1".
  std::string Unit;      ///< "ms", "t/s", "x", "%".
  double Scale = 1;      ///< To seconds, per second, bytes.
  bool Enclosed = false; ///< Right after an opening parenthesis.
  bool Rest = false;     ///< "A third of": Low is how often that is the whole.
  bool Factor = false;   ///< "A factor of 3".
};

/// All quantities in order of place, without overlaps.
std::vector<Quantity> findQuantities(llvm::ArrayRef<Token> Tokens);

/// "twice as fast", "two times", "halves", "x4", "an order of magnitude", "a
/// factor of 3", "a third of the time", "1/4 of the memory".
std::optional<Quantity> numberWordAt(llvm::ArrayRef<Token> Tokens, size_t I);
/// The token before which "by almost half" is "by half".
size_t beforeDegree(llvm::ArrayRef<Token> Tokens, size_t I);
/// "speed x2", "x4 to x6".
std::optional<Quantity> gluedTimesAt(llvm::ArrayRef<Token> Tokens, size_t I);
/// "a speedup of 2.3 on A100", "speedup: 1.8": a ratio without its x.
bool isBareSpeedup(llvm::ArrayRef<Token> Tokens, size_t I);
/// "QUEUE_SCALE=4x", "-m 740x": what a program is given.
bool isArgument(llvm::ArrayRef<Token> Tokens, size_t I);
/// The "x" of "8x-H100".
bool isDeviceCount(llvm::ArrayRef<Token> Tokens, size_t I);
/// A word like "faster" within three tokens.
bool isSpeedBeside(llvm::ArrayRef<Token> Tokens, size_t I);
/// The unit that a column's header gives: "time (us)", "t/s".
void unitIn(llvm::ArrayRef<Token> Header, UnitClass &Class, std::string &Unit,
            double &Scale);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_CLAIMS_QUANTITIES_H
