//===- Reader.h - Which figures are claims ----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The parts of the reader of claims: what stands around a figure, what kind
/// of statement it is, and what it means as a ratio.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_CLAIMS_READER_H
#define PERFCLAIM_LIB_CLAIMS_READER_H

#include "Lines.h"
#include "Quantities.h"
#include "Tokens.h"
#include "Words.h"
#include "perfclaim/Model/Claim.h"
#include "perfclaim/Model/Commit.h"
#include <optional>

namespace perfclaim {

/// What a message has been split into; every part refers to the one before.
struct Reading {
  llvm::StringRef Message;
  LineTable Lines{Message};
  std::vector<Token> Tokens;
  std::vector<uint32_t> Classes; ///< Of every token.
  std::vector<Quantity> Quantities;
  std::vector<uint32_t> SentenceClasses; ///< By number of the sentence.
  std::vector<uint32_t> Headings; ///< What the heading of a sentence says.
  uint32_t SubjectClasses = 0;    ///< Of the first sentence.
  llvm::StringRef Hardware;       ///< The only one named, or empty.
  bool HasRates = false;          ///< Some figure is a rate.
  bool AboutBuild = false;    ///< The subject is: "ci: ...", "Speed up test_x".
  bool ForSpeed = false;      ///< The subject is about speed.
  bool OfCompression = false; ///< "Compression ratio", and nothing of speed.
  bool OfHashes = false;      ///< The subject names what miners compute.

  explicit Reading(llvm::StringRef Message);

private:
  void findHeadings();
  void readSubject();
};

/// The words around figures \p First to \p Last (the same for one).
struct WordsAround {
  uint32_t Before = 0, After = 0; ///< In the clause, up to the next figure.
  uint32_t Direction = 0;         ///< The nearest word of direction.
  bool Noun = false;    ///< The word is "speed": of a rate, not a time.
  uint32_t Subject = 0; ///< The nearest of kernel, operator, whole run.
  uint32_t Of = 0;      ///< The nearest of performance, time, memory...
  bool Making = false;  ///< Tests or builds are right beside the figure.
  bool OfSpeed = false; ///< "70% of cuBLAS": how much of another speed.
  uint32_t Sentence = 0;
  uint32_t Heading = 0;      ///< Of the line with a colon above it.
  size_t Begin = 0, End = 0; ///< Tokens of the clause that were looked at.
  uint32_t all() const { return Before | After; }
};
WordsAround look(const Reading &R, size_t First, size_t Last);

/// Qualifier, approximation, scope, hardware, baseline, subject and text.
void describeClaim(const Reading &R, size_t First, size_t Last,
                   const WordsAround &Around, Claim &C);

/// Types, sizes, models, numbers of devices, and the device itself.
void readScope(const Reading &R, size_t Last, const WordsAround &Around,
               Claim &C);

/// Metric of a share or a ratio.
Metric metricOf(const WordsAround &Around);
/// Sets direction and speedup of "N%", given the words around it.
void normalisePercent(const Quantity &Q, const WordsAround &Around,
                      bool TimeUnits, Claim &C);
void normaliseTimes(const Quantity &Q, const WordsAround &Around, Claim &C);

bool isWordIn(const Token &T, llvm::ArrayRef<llvm::StringLiteral> Words);
/// \p Classes of the word at \p I, or those that it has beside its neighbours.
uint32_t classInContext(llvm::ArrayRef<Token> Tokens, size_t I,
                        uint32_t Classes);
/// Those of words that mean another thing beside their neighbours.
std::optional<uint32_t> classBeside(llvm::ArrayRef<Token> Tokens, size_t I,
                                    uint32_t Classes);
/// How many tokens "end-to-end" or "end to end" has at \p I, or 0.
size_t endToEnd(llvm::ArrayRef<Token> Tokens, size_t I);
/// The token range of the name of a GPU at \p I ("RTX 4090", "H100"); 0 tokens
/// where there is none.
size_t hardwareAt(llvm::ArrayRef<Token> Tokens, size_t I);

void readClaims(const Reading &R, ClaimSet &Result);
/// Claims of second rank, in the lines that the commit adds.
void readDiffClaims(const Commit &Change, std::vector<Claim> &Claims);
Intent readIntent(const Reading &R, const ClaimSet &Claims,
                  const Commit *Change);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_CLAIMS_READER_H
