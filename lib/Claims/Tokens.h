//===- Tokens.h - A message in words, numbers and signs ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Splits a message once, in linear time, for any bytes. Numbers that are part
/// of a name (`PP-512`, `sm_80`, `256x128`, `12.4.1`, `1e-7`) come out as
/// words. Trailers, addresses of pages and the title that a revert quotes are
/// left out.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_CLAIMS_TOKENS_H
#define PERFCLAIM_LIB_CLAIMS_TOKENS_H

#include "llvm/ADT/StringRef.h"
#include <vector>

namespace perfclaim {

enum class TokenKind {
  Word,
  Number,
  Arrow, ///< ->, =>, and the like.
  Sign   ///< One character; dashes are '-', "~" stands for all of its kin.
};

struct Token {
  TokenKind Kind = TokenKind::Sign;
  llvm::StringRef Text; ///< Verbatim.
  size_t Offset = 0;
  bool Space = false;     ///< White space before it.
  char Sign = 0;          ///< Of signs.
  double Value = 0;       ///< Of numbers.
  bool Open = false;      ///< "2.x": at least.
  unsigned Line = 0;      ///< From 0.
  unsigned Sentence = 0;  ///< Also a list item, a table row.
  unsigned Clause = 0;    ///< What commas part; unique in the message.
  unsigned Paragraph = 0; ///< Between empty lines.

  size_t end() const { return Offset + Text.size(); }
  bool isWord(llvm::StringRef Lower) const {
    return Kind == TokenKind::Word && Text.equals_insensitive(Lower);
  }
  bool isSign(char C) const { return Kind == TokenKind::Sign && Sign == C; }
};

std::vector<Token> tokenize(llvm::StringRef Message);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_CLAIMS_TOKENS_H
