//===- ColumnRoles.cpp - What a word makes of the column below ------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Tables.h"
#include "Units.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

TableColumn::Role roleOfWord(StringRef Word) {
  using Role = TableColumn::Role;
  return StringSwitch<Role>(Word)
      .CasesLower({"before", "old", "baseline", "main", "master"}, Role::Before)
      .CasesLower({"base", "previous", "original", "orig", "upstream"},
                  Role::Before)
      .CasesLower({"current", "prior", "parent", "develop", "dev"},
                  Role::Before)
      .CasesLower({"unfused", "without", "reference", "ref", "no", "pre"},
                  Role::Before)
      .CasesLower({"after", "new", "pr", "now", "optimized"}, Role::After)
      .CasesLower({"this", "patched", "with", "fused", "ours"}, Role::After)
      .CasesLower({"branch", "patch", "proposed", "improved", "cmp", "post"},
                  Role::After)
      .CasesLower({"speedup", "speed-up", "ratio", "gain"}, Role::Ratio)
      .CasesLower({"improvement", "delta", "change", "diff"}, Role::Ratio)
      .CasesLower({"saving", "savings", "reduction"}, Role::Ratio)
      .CasesLower({"difference", "faster", "uplift"}, Role::Ratio)
      .Default(Role::Other);
}

TableColumn::Role roleOfName(StringRef Word, TableColumn &Column) {
  using Role = TableColumn::Role;
  SmallVector<StringRef, 4> Parts;
  Word.split(Parts, '_', 3);
  if (Parts.size() < 2)
    return Role::Other;
  const bool Last = roleOfWord(Parts.back()) != Role::Other;
  const Role Is = roleOfWord(Last ? Parts.back() : Parts.front());
  if (Is != Role::Before && Is != Role::After)
    return Role::Other;
  uint32_t Classes = 0;
  for (StringRef Part : Parts) {
    Classes |= words::classify(Part) & words::Subjects;
    if (const double Scale = timeScale(Part); Scale != 0) {
      Column.Class = UnitClass::Time;
      Column.Unit = Part.str();
      Column.Scale = Scale;
    }
  }
  Column.Classes |= Classes;
  return Classes != 0 || Column.Class == UnitClass::Time ? Is : Role::Other;
}

} // namespace perfclaim
