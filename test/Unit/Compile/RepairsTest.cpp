//===- RepairsTest.cpp - Code that nvcc takes and Clang does not *- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Compile/Repairs.h"
#include "gtest/gtest.h"

using namespace perfclaim;

namespace {

TEST(Repairs, TheTemplateKeywordTakesTheRoomOfIndentation) {
  std::string Text = "template <class T> void f(T t) {\n"
                     "    int a = 0;\n"
                     "      t.g<3>();\n"
                     "}\n";
  const size_t Size = Text.size(), End = Text.find("}");
  ASSERT_TRUE(insertTemplateKeyword(Text, Text.find("g<3>")));
  EXPECT_EQ(Text, "template <class T> void f(T t) {\n"
                  " int a = 0;\n"
                  "t.template g<3>();\n"
                  "}\n");
  EXPECT_EQ(Text.size(), Size);
  EXPECT_EQ(Text.find("}"), End);
}

TEST(Repairs, WithoutRoomNothingIsInserted) {
  std::string Text = "template<class T>void f(T t){t.g<3>();}\n";
  const std::string Before = Text;
  EXPECT_FALSE(insertTemplateKeyword(Text, Text.find("g<3>")));
  EXPECT_EQ(Text, Before);
}

TEST(Repairs, OnlyTheNamedSharedVariableBecomesExtern) {
  std::string Text = "__shared__ B a; __shared__ B b;";
  ASSERT_TRUE(externSharedVariable(Text, Text.find("b;")));
  EXPECT_EQ(Text, "__shared__ B a; __shextn__ B b;");
  EXPECT_FALSE(externSharedVariable(Text, Text.find("b;")));
}

TEST(Repairs, ASharedVariableThatIsExternStaysTheLaunchs) {
  std::string Text = "f(); extern __shared__ S s;";
  ASSERT_TRUE(externSharedVariable(Text, Text.find("__shared__")));
  EXPECT_EQ(Text, "f(); extern __shextd__ S s;");
}

TEST(Repairs, OperandsOfAnAsmAreSeparated) {
  std::string Text =
      "asm(\"add %0, %1; \\\"(\" : \"=r\"(x) : \"r\"(a.x) \"r\"(b));";
  ASSERT_TRUE(separateOperands(Text, Text.find("\"r\"(b)")));
  EXPECT_NE(Text.find("(a.x),\"r\"(b)"), std::string::npos) << Text;
  EXPECT_FALSE(separateOperands(Text, Text.find("\"r\"(b)")));
  std::string Ended = "asm(\"x;\"); f(g() \"text\");";
  EXPECT_FALSE(separateOperands(Ended, Ended.find("\"text\"")));
}

TEST(Repairs, ATemplateOfAParameterIsNamedAsOne) {
  std::string Text = "          S::T::run<N, M>(x);";
  ASSERT_TRUE(insertTemplateKeywordWithin(Text, Text.find("S::")));
  EXPECT_EQ(Text, " S::T::template run<N, M>(x);");
  EXPECT_FALSE(insertTemplateKeywordWithin(Text, Text.find("S::")));
  std::string Plain = "          run<N>(x); a::b(c);";
  EXPECT_FALSE(insertTemplateKeywordWithin(Plain, Plain.find("run")));
  EXPECT_FALSE(insertTemplateKeywordWithin(Plain, Plain.find("a::")));
}

TEST(Repairs, BracesOfWhichClangFindsSeveralTypesAreNamed) {
  std::string Text = "f();\n      a = {};\n";
  const size_t Size = Text.size();
  ASSERT_TRUE(nameBraces(Text, Text.find('='), "half2"));
  EXPECT_EQ(Text, "f();\n a = half2{};\n");
  EXPECT_EQ(Text.size(), Size);
  std::string Filled = "      a = {1};";
  EXPECT_FALSE(nameBraces(Filled, Filled.find('='), "half2"));
  EXPECT_EQ(assignedType("use of overloaded operator '=' is ambiguous (with "
                         "operand types 'half2' (aka '__half2') and 'void')"),
            "half2");
  EXPECT_EQ(assignedType("use of overloaded operator '==' is ambiguous (with "
                         "operand types 'A' and 'B')"),
            "");
}

} // namespace
