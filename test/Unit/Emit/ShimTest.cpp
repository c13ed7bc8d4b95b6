//===- ShimTest.cpp - The library of a side -------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Plans.h"
#include "llvm/ADT/StringRef.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace perfclaim;
using namespace perfclaim::test;

namespace {

bool contains(const std::string &Text, StringRef Part) {
  return StringRef(Text).contains(Part);
}

TEST(Shim, IncludesItsOwnSideOnly) {
  const EntryPair Entry = launcherPlan().Plan.Entries.front();
  const std::string Before = emitShim(Entry, Side::Before, "before/");
  EXPECT_TRUE(contains(Before, "#include \"before/src/scale.cu\"\n"));
  EXPECT_FALSE(contains(Before, "after/"));
  const std::string After = emitShim(Entry, Side::After, "after/");
  EXPECT_TRUE(contains(After, "#include \"after/src/scale.cu\"\n"));
  EXPECT_FALSE(contains(After, "before/"));
}

TEST(Shim, PicksTheOverloadByItsPointerType) {
  const EntryPair Entry = launcherPlan().Plan.Entries.front();
  EXPECT_TRUE(
      contains(emitShim(Entry, Side::Before, "before/"),
               "pc_call<4>(static_cast<void (*)(float *, const float *, float, "
               "int)>(&rows::scale)"));
}

TEST(Shim, WithoutAFolderNeedsNoOtherFileThanTheUnit) {
  const std::string Text =
      emitShim(launcherPlan().Plan.Entries.front(), Side::Before, "");
  EXPECT_FALSE(contains(Text, "#include \"runtime/"));
  EXPECT_FALSE(contains(Text, "#include \"Abi.h\""));
  EXPECT_TRUE(contains(Text, "struct pc_entry"));
  EXPECT_TRUE(contains(Text, "#include \"src/scale.cu\"\n"));
}

TEST(Shim, MakesTheRealLaunchOfAKernel) {
  const std::string Text =
      emitShim(kernelPlan().Plan.Entries.front(), Side::After, "after/");
  EXPECT_TRUE(contains(Text, "add_bias<__half, 8><<<dim3(rows), block, "
                             "cols * sizeof(__half), pc_stream>>>("));
  const size_t Local = Text.find("using pc_type_5 = int;");
  const size_t Preamble = Text.find("const int block = cols >= 1024");
  const size_t Launch = Text.find("<<<");
  ASSERT_NE(Local, std::string::npos);
  ASSERT_NE(Preamble, std::string::npos);
  EXPECT_LT(Local, Preamble);
  EXPECT_LT(Preamble, Launch);
}

TEST(Shim, LetsASideSpellItsOwnParameterTypes) {
  EntryPair Entry = kernelPlan().Plan.Entries.front();
  Entry.After.ParameterTypes = {"", "", "", "", "size_t", ""};
  EXPECT_TRUE(contains(emitShim(Entry, Side::After, "after/"),
                       "using pc_type_4 = size_t;"));
  EXPECT_TRUE(contains(emitShim(Entry, Side::Before, "before/"),
                       "using pc_type_4 = int;"));
}

TEST(Shim, PassesUnitedNamesWhereTheKernelHasItsOwn) {
  EntryPair Entry = kernelPlan().Plan.Entries.front();
  Entry.After.Parameters[0] = "activations";
  const std::string Text = emitShim(Entry, Side::After, "after/");
  EXPECT_TRUE(contains(Text, "    \"activations\",\n"));
  EXPECT_TRUE(contains(Text, "pc_bare<pc_type_0> x ="));
}

TEST(Shim, MakesTheCallsOfACompositeInOrder) {
  EntryPair Entry = launcherPlan().Plan.Entries.front();
  Entry.Before.Kind = EntryKind::Composite;
  EntryStep Call;
  Call.Name = "scale";
  Call.Function = "f:scale";
  Call.Place = {"src/scale.cu", 40};
  Call.Slice.Callee = "rows::scale";
  Call.Slice.Arguments = {"acts_out", "inp", "2.0f", "rows * cols"};
  Call.Slice.Variables = {Entry.Variables[0], Entry.Variables[1],
                          integer("rows")};
  Call.Slice.Variables[0].Name = "acts_out";
  Call.Slice.Preamble = {"const int cols = 8;"};
  Call.Variables = {"out", "inp", "n"};
  EntryStep Launch = Call;
  Launch.Function.clear();
  Launch.Slice.Callee = "scale_kernel";
  Launch.Slice.Grid = "rows";
  Launch.Slice.Block = "128";
  Entry.Before.Steps = {Call, Launch};
  const std::string Text = emitShim(Entry, Side::Before, "before/");
  const size_t First = Text.find("static_cast<void>(rows::scale(");
  const size_t Second = Text.find("scale_kernel<<<rows, 128, 0, pc_stream>>>(");
  ASSERT_NE(First, std::string::npos) << Text;
  ASSERT_NE(Second, std::string::npos) << Text;
  EXPECT_LT(First, Second);
  EXPECT_TRUE(contains(Text, "{ // scale, src/scale.cu:40\n"));
  EXPECT_TRUE(contains(Text, "acts_out, inp, 2.0f, rows * cols));"));
  // Its own name, the benchmark's argument.
  EXPECT_TRUE(contains(Text, "pc_bare<pc_type_2> rows =\n"
                             "        pc_get<pc_type_2>(pc_arguments[3]"));
  EXPECT_LT(Text.find("const int cols = 8;"), First);
  EXPECT_TRUE(contains(Text, "\"composite\""));
  EXPECT_TRUE(contains(Text, "pc_call_entry, nullptr};"));
}

TEST(Shim, MakesTheLoopsOfALoopAdapter) {
  EntryPair Entry = launcherPlan().Plan.Entries.front();
  Entry.Before.Kind = EntryKind::LoopAdapter;
  LoopHead Loop;
  Loop.Text = "for (int l = 0; l < L; l++)";
  Loop.Place = {"src/scale.cu", 39};
  Loop.Variable = "l";
  Loop.Type = "int";
  Loop.First = "0";
  Loop.Condition = "l < L";
  Loop.Next = "++l";
  EntryStep Call;
  Call.Name = "scale";
  Call.Caller = "forward";
  Call.Function = "f:scale";
  Call.Slice.Callee = "scale";
  Call.Slice.Arguments = {"out + l * n"};
  Call.Slice.Variables = {Entry.Variables[0], integer("l")};
  Call.Slice.LoopVariables = {integer("L")};
  Call.Slice.Loops = {Loop};
  Call.Variables = {"out", "", "n"};
  Call.Turns = 1;
  EntryStep Second = Call;
  Second.Slice.Callee = "shift";
  Second.Slice.Loops[0].Variable = "l_2";
  Entry.Before.Steps = {Call, Second};
  const std::string Text = emitShim(Entry, Side::Before, "before/");
  const std::string Head = "    for (int l = 0; l < L; ++l) {\n";
  const size_t At = Text.find(Head);
  ASSERT_NE(At, std::string::npos) << Text;
  EXPECT_TRUE(contains(Text, "{ // as forward does, src/scale.cu:39\n"));
  EXPECT_EQ(Text.find(Head, At + 1), std::string::npos) << "one loop for both";
  EXPECT_LT(Text.find("pc_bare<pc_type_2> L ="), At);
  EXPECT_TRUE(contains(Text, "[[maybe_unused]] const auto l_2 = l;"));
  EXPECT_TRUE(contains(Text, "\"loop adapter\""));
}

TEST(Shim, KeepsSetUpCallsApart) {
  EntryPair Entry = launcherPlan().Plan.Entries.front();
  Entry.Before.Kind = EntryKind::Composite;
  EntryStep Call;
  Call.Name = "scale";
  Call.Function = "f:scale";
  Call.Slice.Callee = "scale";
  Entry.Before.Steps = {Call};
  Call.Slice.Callee = "repack";
  Entry.Before.Setup = {Call};
  const std::string Text = emitShim(Entry, Side::Before, "before/");
  EXPECT_LT(Text.find("void pc_prepare_entry("), Text.find("repack("));
  EXPECT_LT(Text.find("repack("), Text.find("void pc_call_entry("));
  EXPECT_LT(Text.find("void pc_call_entry("), Text.find("scale("));
  EXPECT_TRUE(contains(Text, "pc_call_entry, pc_prepare_entry};"));
}

TEST(Shim, SetsUpWhatMainWouldHaveMade) {
  const std::string Text =
      emitShim(programPlan().Plan.Entries.front(), Side::Before, "before/");
  EXPECT_TRUE(contains(Text, "cublasCreate(&cublas_handle)"));
  EXPECT_TRUE(contains(Text, "cudaGetDeviceProperties(&deviceProp, 0)"));
  EXPECT_TRUE(contains(Text, "cuda_num_SMs = pc_device_attribute("
                             "cudaDevAttrMultiProcessorCount);"));
  EXPECT_TRUE(contains(Text, "main_stream = pc_stream;"));
  EXPECT_FALSE(contains(Text, "mystery"));
}

TEST(Shim, LeavesGlobalsThatHaveAValueAlone) {
  EntryPair Entry = programPlan().Plan.Entries.front();
  Entry.Before.Globals = {{"num_sms", "int", "108", false, {}},
                          {"max_sms", "int", "", true, {}}};
  const std::string Text = emitShim(Entry, Side::Before, "before/");
  EXPECT_FALSE(contains(Text, "num_sms ="));
  EXPECT_FALSE(contains(Text, "max_sms"));
}

TEST(Shim, MakesHandlesThatAreParameters) {
  EntryPair Entry = launcherPlan().Plan.Entries.front();
  ParameterModel Handle;
  Handle.Name = "handle";
  Handle.Type = "cublasHandle_t";
  Handle.Kind = ValueKind::Handle;
  Entry.Variables.push_back(Handle);
  Entry.Before.Parameters.push_back("handle");
  EXPECT_TRUE(contains(emitShim(Entry, Side::Before, "before/"),
                       "cublasCreate(&pc_made<cublasHandle_t>())"));
}

} // namespace
