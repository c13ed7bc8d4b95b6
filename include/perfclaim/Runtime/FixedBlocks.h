//===- FixedBlocks.h - Other blocks than the code chooses -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The entry's changed kernel in blocks of other widths than its launcher
/// chooses: which can be tried, and how.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_FIXEDBLOCKS_H
#define PERFCLAIM_RUNTIME_FIXEDBLOCKS_H

#include "Experiment.h"
#include "Launches.h"
#include "Sides.h"

namespace pc {

/// How the block is replaced; read from the sources.
struct BlockRule {
  enum Way {
    None,      ///< It cannot be; Text says why.
    Argument,  ///< It is an argument of the entry, called Text.
    SameGrid,  ///< The grid does not depend on it.
    ScaledGrid ///< The grid has as many blocks as the threads need.
  } How = None;
  const char *Kernel = "";
  const char *Text = "";
};

/// What came of one width.
struct FixedBlock {
  int Threads = 0;
  std::vector<Samples> Runs; ///< As the code is, against this width.
  std::string WhyNot;        ///< Why there are none.
};

struct FixedBlocks {
  int Own = 0;        ///< Threads of the block that the code chooses.
  std::string WhyNot; ///< Why no other was tried.
  std::vector<FixedBlock> Tried;

  bool known() const { return Own != 0 || !WhyNot.empty(); }
};

/// True if "f<float, 256>" has \p Number among its arguments.
inline bool hasTemplateArgument(const std::string &Kernel, long long Number) {
  const std::string Text = std::to_string(Number);
  const auto IsWord = [](char C) {
    return std::isalnum(static_cast<unsigned char>(C)) || C == '_';
  };
  for (std::size_t At = Kernel.find('<');
       (At = Kernel.find(Text, At)) < Kernel.size(); ++At)
    if (!IsWord(Kernel[At - 1]) && (At + Text.size() == Kernel.size() ||
                                    !IsWord(Kernel[At + Text.size()])))
      return true;
  return false;
}

/// The block that the code chose for \p Kernel, or why no other can be.
inline FixedBlocks ownBlock(const BlockRule &Rule,
                            const std::vector<Launch> &Launches) {
  FixedBlocks Result;
  if (Rule.How == BlockRule::None) {
    Result.WhyNot = Rule.Text;
    return Result;
  }
  for (const Launch &L : Launches) {
    if (plainName(L.Kernel) != plainName(Rule.Kernel))
      continue;
    const int Threads = static_cast<int>(L.Block[0]);
    if (L.Block[1] != 1 || L.Block[2] != 1)
      Result.WhyNot = "its block has more than one dimension";
    else if (Result.Own != 0 && Result.Own != Threads)
      Result.WhyNot = "it is launched with several blocks";
    else if (hasTemplateArgument(L.Kernel, Threads))
      Result.WhyNot = "its template argument is as large as its block";
    Result.Own = Threads;
  }
  if (Result.Own == 0)
    Result.WhyNot = "it was not launched";
  return Result;
}

/// \p Real, with blocks of \p Threads in the kernel of \p Rule.
inline Call withBlock(const Call &Real, std::vector<Argument> Arguments,
                      const Buffers &Memory, const BlockRule &Rule,
                      int Threads) {
  if (Rule.How == BlockRule::Argument) {
    for (Argument &A : Arguments)
      if (A.Name == Rule.Text)
        A.Whole = Threads;
    return Call(Real.entry(), Arguments, Memory);
  }
  Call Fixed = Real;
  Fixed.Instead = [Rule, Threads](const Call &C) {
    Recorder &Launcher = Recorder::get();
    Launcher.Force = {plainName(Rule.Kernel), static_cast<unsigned>(Threads),
                      Rule.How == BlockRule::ScaledGrid};
    C.real();
    Launcher.Force = {};
  };
  return Fixed;
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_FIXEDBLOCKS_H
