//===- PtxParserTest.cpp - Tests of taking PTX apart ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Ptx.h"
#include "gtest/gtest.h"

using namespace perfclaim::ptx;

namespace {

std::vector<Statement> read(llvm::StringRef Text) {
  llvm::Expected<std::vector<Statement>> Read = parse(Text);
  if (!Read) {
    ADD_FAILURE() << llvm::toString(Read.takeError());
    return {};
  }
  return std::move(*Read);
}

TEST(PtxParser, TakesAnOpcodeApartAtItsDots) {
  const auto Read = read("mad.lo.cc.u32 $0, $1, $2, 0xffffffff;");
  ASSERT_EQ(Read.size(), 1u);
  EXPECT_EQ(Read[0].Words,
            (std::vector<std::string>{"mad", "lo", "cc", "u32"}));
  ASSERT_EQ(Read[0].Operands.size(), 4u);
  EXPECT_EQ(Read[0].Operands[2].What, Operand::Kind::Argument);
  EXPECT_EQ(Read[0].Operands[2].Number, 2u);
  EXPECT_EQ(Read[0].Operands[3].Bits, 0xffffffffu);
}

TEST(PtxParser, ReadsScopesRegistersGuardsAndLabels) {
  const auto Read = read("{ .reg .pred p, q; .reg .b32 r<3>;\n"
                         "L: @!p bra L; // back\n /* and */ }");
  ASSERT_EQ(Read.size(), 4u);
  EXPECT_EQ(Read[0].Names, (std::vector<std::string>{"p", "q"}));
  EXPECT_EQ(Read[1].Names, (std::vector<std::string>{"r0", "r1", "r2"}));
  EXPECT_EQ(Read[2].What, Statement::Kind::Label);
  ASSERT_TRUE(Read[3].Guard);
  EXPECT_TRUE(Read[3].Guard->Negated);
}

TEST(PtxParser, ReadsAddressesVectorsPairsAndDiscards) {
  const auto Read = read("ld.global.nc.v2.f32 {$0, _}, [$1+-8];"
                         "shfl.sync.down.b32 r|p, $2, 1, 31, -1;");
  ASSERT_EQ(Read.size(), 2u);
  EXPECT_EQ(Read[0].Operands[0].Parts[1].What, Operand::Kind::Discarded);
  EXPECT_EQ(Read[0].Operands[1].Bits, uint64_t(-8));
  EXPECT_EQ(Read[1].Operands[0].What, Operand::Kind::Pair);
  EXPECT_EQ(Read[1].Operands[4].Bits, ~uint64_t(0));
}

TEST(PtxParser, ReadsFloatsByBitsAndByDigits) {
  const auto Read = read("mov.f32 $0, 0f3F800000; mov.f64 $1, -1.5;");
  EXPECT_EQ(Read[0].Operands[1].Number, 32u);
  EXPECT_EQ(Read[0].Operands[1].Bits, 0x3f800000u);
  EXPECT_EQ(Read[1].Operands[1].Bits, 0xbff8000000000000u);
}

TEST(PtxParser, KeepsTheDollarsOfNamesApartFromArguments) {
  const auto Read = read(".reg.pred __$$t3; setp.gt.f32 __$$t3, $1, $2;");
  ASSERT_EQ(Read.size(), 2u);
  EXPECT_EQ(Read[0].Names[0], Read[1].Operands[0].Name);
}

TEST(PtxParser, SaysWhichStatementItCannotRead) {
  llvm::Expected<std::vector<Statement>> Read = parse("add.u32 $0 $1;");
  ASSERT_FALSE(Read);
  EXPECT_NE(llvm::toString(Read.takeError()).find("add.u32 $0 $1"),
            std::string::npos);
}

TEST(PtxParser, KnowsTypes) {
  EXPECT_EQ(parseType("f16x2"), (Type{Type::Kind::Float, 16, 2}));
  EXPECT_EQ(parseType("bf16"), (Type{Type::Kind::Brain, 16, 1}));
  EXPECT_EQ(parseType("u8"), (Type{Type::Kind::Unsigned, 8, 1}));
  EXPECT_FALSE(parseType("rn"));
  EXPECT_FALSE(parseType("s7"));
}

} // namespace
