//===- SessionMissing.cpp - What nothing declares, and a run goes on with -===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MissingMacros.h"
#include "Session.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/Preprocessor.h"

using namespace clang;
using namespace llvm;

namespace perfclaim {

bool Session::nameMissing(CompilerInstance &Compiler) {
  if (Seen.MissingHeaders.empty() && !isOfHunks(Request.Flags))
    return false;
  const bool Torch = Compiler.getPreprocessor().isMacroDefined(
      "AT_DISPATCH_FLOATING_TYPES_AND_HALF");
  bool Changed = false;
  for (const std::string &Name : Seen.UnknownNames) {
    const MissingMacro Guess = guessMacro(Name, Torch);
    if (Guess.Definition.empty() || !Named.insert(Name).second)
      continue;
    Changed = true;
    Request.MoreArguments.push_back("-D" + Guess.Definition);
    Repairs.push_back({Severity::Note, Request.Path, 0,
                       "'" + Name +
                           "' is defined in no header that is there; "
                           "read as " +
                           Guess.ReadAs});
  }
  return Changed;
}

bool Session::includeMissing() {
  bool Changed = false;
  for (const std::string &Header : Seen.StandardHeaders)
    if (First.insert(Header).second) {
      Request.MoreArguments.insert(Request.MoreArguments.end(),
                                   {"-include", Header});
      Repairs.push_back({Severity::Note, Request.Path, 0,
                         "<" + Header +
                             "> is included first: the code uses what it "
                             "declares, and nothing includes it"});
      Changed = true;
    }
  return Changed;
}

bool Session::declareMissing() {
  if (!isOfHunks(Request.Flags))
    return false;
  bool Changed = false;
  for (const auto &[Name, Use] : Seen.UsedNames)
    if (!Named.count(Name))
      Changed |= Declared.try_emplace(Name, Use).second;
  return Changed;
}

} // namespace perfclaim
