//===- ArgumentModelSymbols.h - Bounds that name no parameter ---*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Bounds of accesses may speak of what is no parameter: the result of a
/// function whose body is elsewhere, an index that was read. What can stand in
/// for these.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_ARGUMENTMODELSYMBOLS_H
#define PERFCLAIM_LIB_ANALYSIS_ARGUMENTMODELSYMBOLS_H

#include "IndexBounds.h"

namespace perfclaim {

/// \p P, a bound in bytes, where rows that lie the result of a function apart
/// are taken for contiguous: nothing where that leaves no row. \p Why is set to
/// what was assumed.
std::optional<Polynomial> withContiguousRows(const IndexBounds &Bounds,
                                             const Polynomial &P,
                                             std::string &Why);

/// Of `ids ? ids[i] : i` the `i`: the largest value that \p P takes where it
/// does not take the one that \p Loaded stands for.
std::optional<Polynomial> alternativeTo(const std::string &Loaded,
                                        const Polynomial &P);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_ARGUMENTMODELSYMBOLS_H
