//===- KernelNames.cpp - What the host side calls a kernel ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Passes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"

using namespace llvm;

namespace perfclaim {

namespace {

constexpr StringLiteral Mark("__device_stub__");

std::string without(std::string Text) {
  for (size_t At; (At = Text.find(Mark)) != std::string::npos;)
    Text.erase(At, Mark.size());
  return Text;
}

/// \p Name with its first mark left out; empty where that makes no name.
/// A mangled name says how long each part is, and a digit before that may
/// belong to the part before: the demangler knows.
std::string withoutMark(StringRef Name) {
  const size_t At = Name.find(Mark);
  const StringRef Rest = Name.drop_front(At + Mark.size());
  if (!Name.starts_with("_Z"))
    return (Name.take_front(At) + Rest).str();
  const std::string Wanted = without(demangle(Name));
  for (size_t Digits = 1; Digits <= At && isDigit(Name[At - Digits]);
       ++Digits) {
    unsigned Length = 0;
    if (Name.substr(At - Digits, Digits).getAsInteger(10, Length) ||
        Length <= Mark.size())
      continue;
    std::string Plain =
        (Name.take_front(At - Digits) + Twine(Length - Mark.size()) + Rest)
            .str();
    if (without(demangle(Plain)) == Wanted)
      return Plain;
  }
  return "";
}

} // namespace

void nameStubsAsKernels(Module &Host) {
  for (Function &F : Host)
    while (F.getName().contains(Mark)) {
      const std::string Plain = withoutMark(F.getName());
      if (Plain.empty() || Host.getNamedValue(Plain))
        break;
      if (Comdat *Group = F.getComdat();
          Group && Group->getName() == F.getName()) {
        Comdat *Renamed = Host.getOrInsertComdat(Plain);
        Renamed->setSelectionKind(Group->getSelectionKind());
        F.setComdat(Renamed);
      }
      F.setName(Plain);
    }
}

} // namespace perfclaim
