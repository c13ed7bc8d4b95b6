//===- Error.h - Errors that people can act on ------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The one kind of error that reaches a user: where, what is wrong, what to
/// do. Messages start in lower case and end without a period.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_SUPPORT_ERROR_H
#define PERFCLAIM_SUPPORT_ERROR_H

#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include <string>

namespace perfclaim {

/// Documented exit codes (INTERFACES: check, run, report, analyze, generate).
enum class ExitCode {
  Success = 0,
  Refuted = 1,
  Incorrect = 2,
  Inconclusive = 3,
  Nothing = 4,
  Usage = 5,
  Slower = 6
};

class UserError : public llvm::ErrorInfo<UserError> {
public:
  static char ID;
  UserError(std::string Place, std::string What, std::string Do, ExitCode Code)
      : Place(std::move(Place)), What(std::move(What)), Do(std::move(Do)),
        Code(Code) {}
  /// "PLACE: WHAT; DO", parts that are empty left out, control bytes escaped.
  void log(llvm::raw_ostream &OS) const override;
  std::error_code convertToErrorCode() const override;
  ExitCode code() const { return Code; }

private:
  std::string Place, What, Do;
  ExitCode Code;
};

/// \p Place is "file", "file:line" or empty.
llvm::Error makeError(const llvm::Twine &Place, const llvm::Twine &What,
                      const llvm::Twine &Do = "",
                      ExitCode Code = ExitCode::Usage);
/// The exit code that \p E asks for; Usage for foreign errors. Does not
/// consume.
ExitCode exitCodeOf(const llvm::Error &E);

} // namespace perfclaim

#endif // PERFCLAIM_SUPPORT_ERROR_H
