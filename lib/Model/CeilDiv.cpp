//===- CeilDiv.cpp - Names of divisions that round up ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Model/CeilDiv.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

bool isCeilDivName(StringRef Name) {
  const size_t Scope = Name.rfind("::");
  std::string Plain =
      (Scope == StringRef::npos ? Name : Name.drop_front(Scope + 2)).lower();
  erase(Plain, '_');
  return StringSwitch<bool>(Plain)
      .Cases({"ceildiv", "cdiv", "divup", "divceil", "ceildivide", "idivup"},
             true)
      .Cases({"divideup", "divideroundup", "divroundup", "roundupdiv",
              "divideandroundup", "ceildivision"},
             true)
      .Cases({"getceil", "ceiltodiv", "updiv"}, true)
      .Default(false);
}

} // namespace perfclaim
