//===- Error.cpp - Errors that people can act on --------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Text.h"
#include "llvm/Support/Errc.h"

using namespace llvm;

namespace perfclaim {

char UserError::ID = 0;

void UserError::log(raw_ostream &OS) const {
  if (!Place.empty())
    OS << printable(Place) << ": ";
  OS << printable(What);
  if (!Do.empty())
    OS << "; " << printable(Do);
}

std::error_code UserError::convertToErrorCode() const {
  return make_error_code(errc::invalid_argument);
}

Error makeError(const Twine &Place, const Twine &What, const Twine &Do,
                ExitCode Code) {
  return make_error<UserError>(Place.str(), What.str(), Do.str(), Code);
}

ExitCode exitCodeOf(const Error &E) {
  ExitCode Code = ExitCode::Usage;
  bool Found = false;
  visitErrors(E, [&](const ErrorInfoBase &Info) {
    if (Found || !Info.isA<UserError>())
      return;
    Code = static_cast<const UserError &>(Info).code();
    Found = true;
  });
  return Code;
}

} // namespace perfclaim
