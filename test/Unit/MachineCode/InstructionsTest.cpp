//===- InstructionsTest.cpp - What is read from the toolkit's output ------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/MachineCode/MachineCode.h"
#include "perfclaim/Support/Symbols.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

using Kinds = std::map<std::string, int64_t>;

TEST(InstructionsTest, CountsPtx) {
  InstructionCounts Counts = countPtx(R"(.visible .entry k(
	.param .u64 k_param_0
)
.maxntid 256, 1, 1
{
	.reg .pred 	%p<3>;
	ld.param.u64 	%rd1, [k_param_0];
	mov.u32 	%r1, %tid.x;
	@%p1 bra 	$L_2;
	ld.global.v4.f32 	{%f1, %f2, %f3, %f4}, [%rd1]; // comment;
	fma.rn.f32 	%f5, %f1, %f2, %f3;
	mad.lo.s32 	%r2, %r1, %r1, 4;
	{ // callseq 0, 0
	}
	// begin inline asm
	{.reg .b16 low;
  cvt.rn.f16.f32 low, %f1; mul.f16 %rs1, low, low;
}
	// end inline asm
	call.uni (retval0),
	vprintf,
	(
	param0
	);
	shfl.sync.bfly.b32 	%r3, %r2, 16, 31, -1;
	bar.sync 	0;
	mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 {%f6}, {%r1}, {%r2}, {%f7};
$L_2:
	ret;
}
.func f()
{
	st.global.f32 [%rd1], %f1;
}
)");
  EXPECT_EQ(Counts.size(), 1u);
  EXPECT_EQ(Counts["k"], (Kinds{{"control", 3},
                                {"float", 2},
                                {"integer", 1},
                                {"memory", 1},
                                {"other", 3},
                                {"sync", 1},
                                {"tensor", 1},
                                {"warp", 1}}));
}

TEST(InstructionsTest, CountsSass) {
  InstructionCounts Counts = countSass(R"(
	.section	.text._Z1kPf,"ax",@progbits
.text._Z1kPf:
        /*0000*/                   LDC R1, c[0x0][0x37c] ;
        /*0010*/              @!P0 LDG.E.128 R4, desc[UR4][R2.64] ;
        /*0020*/                   FFMA R4, R4, R5, R6 ;
        /*0030*/                   IMAD.WIDE R2, R0, 0x4, R2 ;
        /*0040*/                   BAR.SYNC.DEFER_BLOCKING 0x0 ;
        /*0050*/                   SHFL.BFLY PT, R7, R4, 0x10, 0x1f ;
        /*0060*/                   HMMA.16816.F32 R4, R8, R10, R4 ;
        /*0070*/                   REDUX.SUM UR4, R4 ;
        /*0080*/                   RED.E.ADD.F32 desc[UR4][R2.64], R4 ;
        /*0090*/                   EXIT ;
.L_x_0:
        /*00a0*/                   BRA `(.L_x_0);
        /*00b0*/                   NOP;
)");
  EXPECT_EQ(Counts["_Z1kPf"], (Kinds{{"control", 2},
                                     {"float", 1},
                                     {"integer", 1},
                                     {"memory", 2},
                                     {"other", 1},
                                     {"sync", 1},
                                     {"tensor", 1},
                                     {"warp", 2}}));
}

TEST(InstructionsTest, ReadsTheAssemblersReport) {
  const char *Text = R"(ptxas info    : 24 bytes gmem
ptxas info    : Compiling entry function '_Z1aPf' for 'sm_90'
ptxas info    : Function properties for _Z1aPf
    16 bytes stack frame, 8 bytes spill stores, 12 bytes spill loads
ptxas info    : Used 40 registers, used 1 barriers, 16 bytes cumulative stack size, 1024 bytes smem, 376 bytes cmem[0], 8 bytes cmem[2]
ptxas info    : Compile time = 3.215 ms
ptxas info    : Compiling entry function '_Z1a' for 'sm_90'
ptxas info    : Function properties for _Z1a
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 8 registers, used 0 barriers
)";
  KernelCode Code = readAssemblerReport(Text, "_Z1aPf");
  EXPECT_EQ(Code.Registers, 40);
  EXPECT_EQ(Code.Stack, 16);
  EXPECT_EQ(Code.SpillStores, 8);
  EXPECT_EQ(Code.SpillLoads, 12);
  EXPECT_EQ(Code.StaticShared, 1024);
  EXPECT_EQ(Code.Constant, 384);
  EXPECT_EQ(Code.Barriers, 1);
  EXPECT_EQ(readAssemblerReport(Text, "_Z1a").Registers, 8);
}

TEST(InstructionsTest, ReadsSymbols) {
  FunctionSymbol S =
      readFunctionSymbol("_ZN2ns12_GLOBAL__N_13rmsIfLi256EEEvPT_i__static__12");
  EXPECT_EQ(S.QualifiedName, "ns::rms");
  EXPECT_EQ(S.Arguments, "float, 256");
  EXPECT_EQ(readFunctionSymbol("plain").QualifiedName, "plain");
  EXPECT_EQ(readFunctionSymbol("_Z1kPfi").Parameters, "(float*, int)");
  EXPECT_EQ(readFunctionSymbol("_Z1kPfi").Arguments, "");
}
