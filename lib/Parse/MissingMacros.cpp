//===- MissingMacros.cpp - Macros whose header is not there ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MissingMacros.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

MissingMacro guessMacro(StringRef Name, bool Torch) {
  // The width of a warp has a name of its own where HIP is cared for.
  if (Name == "WARP_SIZE" || Name == "WARPSIZE")
    return {(Name + "=32").str(), "32"};
  // NAME(type, "name", [&] { ... }), with scalar_t inside.
  if (!Torch || Name.starts_with("AT_") || !Name.contains("DISPATCH_") ||
      Name.contains("_CASE") || Name != Name.upper())
    return {};
  const StringRef Types = Name.contains("INTEGRAL")
                              ? "AT_DISPATCH_INTEGRAL_TYPES"
                          : Name.contains("ALL_TYPES") ? "AT_DISPATCH_ALL_TYPES"
                          : Name.contains("FLOATING") || Name.contains("HALF")
                              ? "AT_DISPATCH_FLOATING_TYPES_AND_HALF"
                              : "";
  // Others bind names that only their definition tells.
  if (Types.empty())
    return {};
  return {(Name + "(...)=" + Types + "(__VA_ARGS__)").str(), Types.str()};
}

} // namespace perfclaim
