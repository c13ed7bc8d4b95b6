//===- expect.h - Expectations of the stand-ins' tests ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// What the tests of this folder have in common.
#include <cstdio>
#include <string>

inline int Failures = 0;
#define EXPECT(CONDITION)                                                      \
  do {                                                                         \
    if (!(CONDITION)) {                                                        \
      std::printf("line %d: not true: %s\n", __LINE__, #CONDITION);            \
      ++Failures;                                                              \
    }                                                                          \
  } while (0)

/// Runs \p Do, which has to throw \p Error with \p Part in its text.
template <class Error, class F> bool throws(const F &Do, const char *Part) {
  try {
    Do();
  } catch (const Error &E) {
    if (std::string(E.what()).find(Part) != std::string::npos)
      return true;
    std::printf("said instead: %s\n", E.what());
  }
  return false;
}
