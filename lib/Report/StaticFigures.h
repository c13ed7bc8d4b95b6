//===- StaticFigures.h - Static evidence as tables --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPORT_STATICFIGURES_H
#define PERFCLAIM_LIB_REPORT_STATICFIGURES_H

#include "FigureTable.h"
#include "perfclaim/Model/StaticEvidence.h"

namespace perfclaim {

/// "rms_norm<float, 256>"
std::string instanceName(const CodeEvidence &E);
/// "75%", "75% -> 42% of warps" without the last two words.
std::string occupancyText(const OccupancyChange &Change);

/// A row per instantiation, those that differ first; columns that would hold
/// nothing but zeros are left out.
FigureTable codeTable(const StaticEvidence &Static);
/// The same rows with instructions by kind.
FigureTable instructionTable(const StaticEvidence &Static);
/// A row per launch of a workload.
FigureTable fillTable(const StaticEvidence &Static);
/// What the tables are about, and what follows from them.
std::vector<std::string> staticRemarks(const StaticEvidence &Static);

/// All of it, on a terminal.
void printStaticEvidence(Layout &Out, const StaticEvidence &Static);
/// The same in Markdown.
void writeStaticEvidence(llvm::raw_ostream &OS, const StaticEvidence &Static);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPORT_STATICFIGURES_H
