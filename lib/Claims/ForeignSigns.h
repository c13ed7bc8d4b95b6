//===- ForeignSigns.h - Dashes, arrows and quotes beyond ASCII --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_CLAIMS_FOREIGNSIGNS_H
#define PERFCLAIM_LIB_CLAIMS_FOREIGNSIGNS_H

#include "llvm/ADT/StringRef.h"

namespace perfclaim {

/// Signs outside of ASCII that mean one inside.
struct Foreign {
  llvm::StringLiteral Bytes;
  char Sign; ///< '>' stands for an arrow, 'x' for a letter, 'v' for a word.
};
inline constexpr Foreign ForeignSigns[] = {
    {"\xE2\x80\x93", '-'},  {"\xE2\x80\x94", '-'}, {"\xE2\x88\x92", '-'},
    {"\xE2\x86\x92", '>'},  {"\xE2\x87\x92", '>'}, {"\xE2\x89\x88", '~'},
    {"\xC2\xB1", '#'},      {"\xE2\x80\xA2", '*'}, {"\xC3\x97", 'x'},
    {"\xE2\x80\x9C", '"'},  {"\xE2\x80\x9D", '"'}, {"\xE2\x89\xA5", '>'},
    {"\xE2\x80\x98", '\''}, {"\xE2\x80\xA6", '.'}, {"\xE2\x94\x82", '|'},
    {"\xE2\x89\xA4", '<'},  {"\xE2\x86\x91", 'v'}, {"\xE2\x86\x93", 'v'},
    {"\xE2\xAC\x86", 'v'},  {"\xE2\xAC\x87", 'v'}, {"\xE2\x96\xB2", 'v'},
    {"\xE2\x96\xBC", 'v'}};

inline const Foreign *foreignAt(llvm::StringRef Text) {
  if (static_cast<unsigned char>(Text.front()) < 0xC2)
    return nullptr;
  for (const Foreign &F : ForeignSigns)
    if (Text.starts_with(F.Bytes))
      return &F;
  return nullptr;
}

} // namespace perfclaim

#endif // PERFCLAIM_LIB_CLAIMS_FOREIGNSIGNS_H
