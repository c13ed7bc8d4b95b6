//===- BlockSweep.cpp - Whether a block can be replaced -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BlockSweep.h"
#include "Predict.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

namespace {

using Op = Expression::Op;

bool mentions(const Expression &Whole, const Expression &Part) {
  return Whole == Part || any_of(Whole.operands(), [&](const Expression &E) {
           return mentions(E, Part);
         });
}

/// Parts of something are counted: what they are, the block may decide.
bool divides(const Expression &E) {
  return E.op() == Op::Div || E.op() == Op::CeilDiv ||
         any_of(E.operands(), divides);
}

BlockSweep refused(StringRef Kernel, std::string Why) {
  BlockSweep Result;
  Result.Kernel = Kernel.str();
  Result.WhyNot = std::move(Why);
  return Result;
}

bool isOne(const std::optional<Expression> &E) {
  return E && E->op() == Op::Constant && E->value() == 1;
}

/// True if a buffer of the entry is as large as \p Variable says.
bool sizesBuffer(const EntryPair &Entry, const std::string &Variable) {
  return any_of(Entry.Variables, [&](const ParameterModel &P) {
    return P.Extent && is_contained(P.Extent->symbols(), Variable);
  });
}

BlockSweep sweepOf(const LaunchFormula &F, const EntryPair &Entry) {
  const std::optional<Expression> &Block = F.Block[0];
  if (!isOne(F.Block[1]) || !isOne(F.Block[2]))
    return refused(F.Kernel, "its block has more than one dimension, or is not "
                             "known to have one");
  BlockSweep Result;
  Result.Kernel = F.Kernel;
  if (Block && Block->op() == Op::Symbol &&
      is_contained(Entry.After.Parameters, Block->name())) {
    if (sizesBuffer(Entry, Block->name()))
      return refused(F.Kernel, "buffers are as large as its block says");
    Result.How = BlockSweep::Way::Argument;
    Result.Argument = Block->name();
    return Result;
  }
  if (!F.Shared)
    return refused(F.Kernel, "what decides its shared memory is not known");
  if (Block ? F.Shared->op() != Op::Constant && mentions(*F.Shared, *Block)
            : F.Shared->op() != Op::Constant)
    return refused(F.Kernel, "its shared memory depends on its block");
  Result.How = BlockSweep::Way::SameGrid;
  for (unsigned I = 0; I != 3; ++I) {
    const std::optional<Expression> &Grid = F.Grid[I];
    if (!Grid)
      return refused(F.Kernel, "what decides its grid is not known");
    if (Block ? !mentions(*Grid, *Block) || Grid->op() == Op::Constant
              : !divides(*Grid))
      continue;
    if (!Block || I != 0)
      return refused(F.Kernel,
                     "how its grid depends on its block is not known");
    Result.How = BlockSweep::Way::ScaledGrid;
  }
  return Result;
}

} // namespace

BlockSweep blockSweep(const SideView &After, const EntryPair &Entry) {
  const EntrySide &Side = Entry.After;
  if (Side.Kind == EntryKind::Native)
    return refused("", "the entry launches nothing");
  if (!Side.Steps.empty())
    return refused("", "the entry is several calls");
  std::optional<BlockSweep> Result;
  for (const LaunchFormula &F : launchFormulas(After, Side)) {
    if (!is_contained(Side.Reaches, F.Kernel))
      continue;
    BlockSweep Here = sweepOf(F, Entry);
    if (Result && !(*Result == Here))
      return refused("", Result->Kernel == F.Kernel
                             ? "launches of `" + F.Kernel +
                                   "` have their blocks in different ways"
                             : "several changed kernels are launched");
    Result = std::move(Here);
  }
  return Result ? *Result
                : refused("", "no launch of a changed kernel is seen");
}

} // namespace perfclaim
