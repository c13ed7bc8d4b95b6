//===- SpellingTest.cpp - What nvcc takes and Clang does not ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Compile/Spelling.h"
#include "gtest/gtest.h"

using namespace perfclaim;

namespace {

std::string repaired(std::string Text) {
  repairSpelling(Text);
  return Text;
}

TEST(Spelling, LaunchBracketsWithBlanksAreClosedUp) {
  EXPECT_EQ(repaired("k << <g, b >> >(p);"), "k <<< g, b >>> (p);");
  EXPECT_EQ(repaired("k<< < g, b>>>(p);"), "k<<<  g, b>>>(p);");
  EXPECT_EQ(repaired("k<<<g, b> >>(p);"), "k<<<g, b>>> (p);");
}

TEST(Spelling, OtherBracketsStay) {
  for (const char *Text :
       {"std::vector<std::vector<int> > v;", "A<B<C<int>> > x(3);",
        "if (a << 1 < b >> 2 > c) f();", "k<<<g, b>>>(p);",
        "A<B<int> >(x); k<<<1, f<g<int> >()>>>(p);"})
    EXPECT_EQ(repaired(Text), Text);
}

TEST(Spelling, BuiltInVariablesAreNotDeclaredAgain) {
  EXPECT_EQ(repaired("extern const dim3 blockDim;\nint x;"),
            std::string(27, ' ') + "\nint x;");
  EXPECT_EQ(repaired("extern const dim3 blockDims;"),
            "extern const dim3 blockDims;");
}

TEST(Spelling, RegistersOfAsmWithOperandsHaveTwoSigns) {
  EXPECT_EQ(repaired("asm volatile(\"mov.u32 %0, %laneid;\\n\" : \"=r\"(L));"),
            "asm volatile(\"mov.u32 %0, $laneid;\\n\" : \"=r\"(L));");
  for (const char *Text :
       {"asm(\"mov.u32 %0, %%laneid;\" : \"=r\"(L));", "asm(\"mov %eax, 1;\");",
        "asm(\"bswap %k0\" : \"+r\"(L));", "int asm_x = \"%laneid\"[0];"})
    EXPECT_EQ(repaired(Text), Text);
}

} // namespace
