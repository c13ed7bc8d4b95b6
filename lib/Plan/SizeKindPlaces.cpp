//===- SizeKindPlaces.cpp - Sizes by what stands beside them --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SizeKind.h"

using namespace llvm;

namespace perfclaim {

SizeKind kindInWindow(StringRef Lower) {
  const auto Ends = [&](StringRef Word) {
    return Lower == (Word + "h").str() || Lower == (Word + "w").str() ||
           Lower == (Word + "_h").str() || Lower == (Word + "_w").str();
  };
  if (Ends("k") || Ends("kernel") || Ends("patch"))
    return SizeKind::Filter;
  if (Ends("d") || Ends("stride") || Lower == "stride" ||
      Lower.starts_with("dilation"))
    return SizeKind::Step;
  if (Ends("i") || Ends("o") || Ends("in") || Ends("out"))
    return Lower.ends_with("h") ? SizeKind::Height : SizeKind::Width;
  return SizeKind::Other;
}

void classifyByPlace(const std::vector<ParameterModel> &Variables,
                     std::map<std::string, SizeKind> &Kinds) {
  using Places = std::vector<SizeKind>;
  static const Places OfTwo = {SizeKind::Rows, SizeKind::Hidden},
                      OfThree = {SizeKind::Batch, SizeKind::Rows,
                                 SizeKind::Hidden},
                      OfFour = {SizeKind::Batch, SizeKind::Channels,
                                SizeKind::Height, SizeKind::Width},
                      OfFive = {SizeKind::Batch, SizeKind::Filter,
                                SizeKind::Filter, SizeKind::Height,
                                SizeKind::Width};
  for (const ParameterModel &P : Variables) {
    const Places *Of = P.Shape.size() == 2   ? &OfTwo
                       : P.Shape.size() == 3 ? &OfThree
                       : P.Shape.size() == 4 ? &OfFour
                       : P.Shape.size() == 5 ? &OfFive
                                             : nullptr;
    for (size_t I = 0; Of && I != P.Shape.size(); ++I)
      if (P.Shape[I].op() == Expression::Op::Symbol &&
          P.Shape[I].name() == P.Name + "_size" + std::to_string(I))
        Kinds[P.Shape[I].name()] = (*Of)[I];
  }
}

} // namespace perfclaim
