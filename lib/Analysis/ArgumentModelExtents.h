//===- ArgumentModelExtents.h - From accesses to extents --------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Puts together what the body touches and what callers allocate into one
/// formula per pointer, and finds which values an index buffer may hold.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_ARGUMENTMODELEXTENTS_H
#define PERFCLAIM_LIB_ANALYSIS_ARGUMENTMODELEXTENTS_H

#include "AnalysisInternal.h"
#include "ArgumentModelCallers.h"
#include "IndexBounds.h"

namespace perfclaim {

/// What callers tell of one entry.
struct CallerFacts {
  struct Buffer {
    Polynomial Bytes; ///< Over the entry's integers.
    bool Constants = false;
    std::string Text;
    SourcePlace Place;
  };
  std::map<unsigned, std::vector<Buffer>> Buffers; ///< By parameter.
  std::map<unsigned, std::vector<int64_t>> Values; ///< By parameter.
  /// One for each launch whose configuration is known: symbols to formulas.
  std::vector<std::map<std::string, Polynomial>> Launches;
  bool AllLaunchesKnown = false;
};

CallerFacts callerFacts(const ParsedUnit &Unit,
                        const clang::FunctionDecl *Function,
                        unsigned Depth = 0);

/// Completes \p Models, one per root of \p Bounds, from what was found.
/// Integers of the models are the symbols of all formulas.
void modelExtents(const ParsedUnit &Unit, const IndexBounds &Bounds,
                  const CallerFacts &Callers,
                  std::vector<ParameterModel> &Models);

/// Domains and roles that only names tell, where nothing better is known.
void modelNames(std::vector<ParameterModel> &Models);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_ARGUMENTMODELEXTENTS_H
