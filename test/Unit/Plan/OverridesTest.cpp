//===- OverridesTest.cpp - What a user may write, and what is refused -----===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Inventories.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

static std::string errorOf(StringRef Text) {
  Expected<PlanOverrides> O = readOverrides(Text, "perfclaim.json");
  return O ? "" : toString(O.takeError());
}

TEST(Overrides, ReadsEverything) {
  Expected<PlanOverrides> O = readOverrides(R"({
    "entry": "norm",
    "parameters": {
      "b_q_weight": {"extent": "K/8*N", "role": "input"},
      "norm.idx": {"domain": {"below": "V"}},
      "flags": {"domain": "boolean", "extent": 64},
      "N": {"values": [128, 4096]}
    },
    "setup": ["repack"],
    "workloads": [{"N": 7, "C": 768}]
  })",
                                            "perfclaim.json");
  ASSERT_TRUE(bool(O)) << toString(O.takeError());
  EXPECT_EQ(O->Entry, "norm");
  EXPECT_EQ(O->Parameters.at("b_q_weight").Extent->str(), "K / 8 * N");
  EXPECT_EQ(O->Parameters.at("b_q_weight").Role, ParameterRole::Input);
  EXPECT_EQ(O->Parameters.at("norm.idx").Domain->Values,
            ValueDomain::Kind::IndexBelow);
  EXPECT_EQ(O->Parameters.at("norm.idx").Domain->Bound->str(), "V");
  EXPECT_EQ(O->Parameters.at("flags").Extent->str(), "64");
  EXPECT_EQ(O->Parameters.at("N").Values, (std::vector<int64_t>{128, 4096}));
  EXPECT_EQ(O->Setup, std::vector<std::string>{"repack"});
  ASSERT_EQ(O->Workloads.size(), 1U);
  EXPECT_EQ(O->Workloads[0].at("C"), 768);
}

TEST(Overrides, EmptyObjectSaysNothing) {
  Expected<PlanOverrides> O = readOverrides("{}", "perfclaim.json");
  ASSERT_TRUE(bool(O));
  EXPECT_TRUE(O->Entry.empty() && O->Parameters.empty());
}

TEST(Overrides, UnknownKeysAreErrorsWithTheirPlace) {
  EXPECT_EQ(errorOf("{\n  \"entries\": 1\n}"),
            "perfclaim.json:2:3: unknown key \"entries\"; known are entry, "
            "hook, parameters, setup and workloads");
  EXPECT_EQ(errorOf("{\"parameters\": {\"a\": {\n\"size\": 3}}}"),
            "perfclaim.json:2:1: unknown key \"size\"; known are extent, role, "
            "domain and values");
}

TEST(Overrides, BadValuesAreErrorsWithTheirPlace) {
  EXPECT_EQ(errorOf("{\"workloads\": [{\"N\": 1},\n {\"N\": \"2\"}]}"),
            "perfclaim.json:2:8: an integer is expected");
  EXPECT_EQ(errorOf("{\"entry\": 3}").substr(0, 20), "perfclaim.json:1:11:");
  EXPECT_NE(errorOf("{\"parameters\": {\"a\": {\"role\": \"guest\"}}}")
                .find("perfclaim.json:1:31: unknown role \"guest\""),
            std::string::npos);
  EXPECT_NE(errorOf("{\"parameters\": {\"a\": {\"extent\": \"N+\"}}}")
                .find("perfclaim.json:1:33: "),
            std::string::npos);
  EXPECT_NE(errorOf("{\"parameters\": {\"a\": {\"domain\": {\"over\": 1}}}}")
                .find("perfclaim.json:1:34: unknown key \"over\""),
            std::string::npos);
  EXPECT_NE(errorOf("{\"setup\": \"repack\"}")
                .find("perfclaim.json:1:11: a list of names is expected"),
            std::string::npos);
  EXPECT_NE(errorOf("{\"setup\": [\"a\", 3]}")
                .find("perfclaim.json:1:17: the name of a function or kernel"),
            std::string::npos);
  EXPECT_NE(errorOf("[1]").find("perfclaim.json:1:1: an object"),
            std::string::npos);
}

TEST(Overrides, HooksHaveLimits) {
  Expected<PlanOverrides> O = readOverrides(
      "{\"hook\": {\"limits\": {\"occupancy\": 50, \"registers\": 128}, "
      "\"gpu\": \"A100\", \"require_benchmark\": true}}",
      "perfclaim.json");
  ASSERT_TRUE(bool(O));
  EXPECT_EQ(O->Hooks.Limits.at("occupancy"), 50);
  EXPECT_EQ(O->Hooks.Limits.at("registers"), 128);
  EXPECT_EQ(O->Hooks.Gpu, "A100");
  EXPECT_TRUE(O->Hooks.RequireBenchmark);
  EXPECT_EQ(errorOf("{\"hook\": {\"limits\": {\"speed\": 1}}}"),
            "perfclaim.json:1:22: unknown limit \"speed\"; known are "
            "occupancy, registers, shared, spills and stack");
  EXPECT_EQ(errorOf("{\"hook\": {\"limits\": {\"stack\": -1}}}"),
            "perfclaim.json:1:31: a number that is not negative is expected");
}

TEST(Overrides, KeysInsideOfStringsDoNotMislead) {
  EXPECT_EQ(errorOf("{\"entry\": \"\\\"x\\\": {\", \"y\": 1}"),
            "perfclaim.json:1:23: unknown key \"y\"; known are entry, "
            "hook, parameters, setup and workloads");
}

TEST(Overrides, BrokenJsonNamesThePlace) {
  EXPECT_EQ(errorOf("{\n  \"entry\": }").substr(0, 18), "perfclaim.json:2:1");
}

TEST(Overrides, DeepNestingIsRefusedBeforeItIsParsed) {
  EXPECT_EQ(errorOf(std::string(100000, '[')),
            "perfclaim.json: is nested too deeply");
}
