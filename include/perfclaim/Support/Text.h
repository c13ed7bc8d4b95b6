//===- Text.h - Bytes from strangers, made fit to print ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Names, paths and messages come from commits and may hold any bytes. What
/// is shown on a terminal goes through here: no escape sequence, no invisible
/// or right-to-left character gets through.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_SUPPORT_TEXT_H
#define PERFCLAIM_SUPPORT_TEXT_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace perfclaim {

/// One line: control bytes become "\n", "\x1b"; printable UTF-8 stays.
std::string printable(llvm::StringRef Text);
/// The same, but newlines and tabs stay.
std::string printableLines(llvm::StringRef Text);

} // namespace perfclaim

#endif // PERFCLAIM_SUPPORT_TEXT_H
