//===- NothingDiffersTest.cpp - What has to be the same -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NothingDiffers.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

namespace {

/// A commit that rewrites a kernel to the same machine code.
struct Rewritten {
  Analyzed Commit;
  StaticEvidence Seen;

  Rewritten() {
    FileChange File;
    File.Path = File.OldPath = "k.cu";
    Commit.Input.Change.Files = {File};
    KernelChange K;
    K.Name = "scale";
    K.Before = K.After = "c:scale";
    Commit.Changes.Kernels = {K};
    for (Inventory *Side : {&Commit.Before, &Commit.After}) {
      Side->UnitFiles["k.cu"] = {"k.cu", "sizes.h"};
      node(*Side, "c:rows", DeclKind::Variable, "3");
      node(*Side, "c:part", DeclKind::DeviceFunction, "same");
    }
    CodeEvidence E;
    E.Kernel = "scale";
    E.Before = E.After = KernelCode();
    E.Code = CodeComparison::Same;
    Seen.Kernels = {E};
  }

  static void node(Inventory &Side, const std::string &Identity, DeclKind Kind,
                   const std::string &Hash) {
    DeclNode &Node = Side.Graph.Nodes[Identity];
    Node.Identity = Node.Name = Identity;
    Node.Kind = Kind;
    Node.SemanticHash = Hash;
    Node.InRepository = true;
  }
  std::string why() const { return whyDifferent(Commit, Seen); }
};

} // namespace

TEST(NothingDiffersTest, TheSameCodeAndHost) {
  Rewritten R;
  EXPECT_EQ(R.why(), "");
  // Device code is in the kernels.
  Rewritten::node(R.Commit.After, "c:part", DeclKind::DeviceFunction, "other");
  FileChange Prose;
  Prose.Path = Prose.OldPath = "docs/README.md";
  R.Commit.Input.Change.Files.push_back(Prose);
  EXPECT_EQ(R.why(), "");
}

TEST(NothingDiffersTest, OtherCode) {
  Rewritten R;
  R.Seen.Kernels[0].Code = CodeComparison::Differs;
  EXPECT_EQ(R.why(), "the machine code of 'scale' differs");
  R.Seen.Kernels[0].Code = CodeComparison::Same;
  R.Seen.Kernels[0].After->MaxThreads = 256;
  EXPECT_EQ(R.why(), "the limits of 'scale' differ");
  R.Seen.Kernels[0].After.reset();
  EXPECT_EQ(R.why(), "kernel 'scale' is on one side only");
  R.Seen.Kernels.clear();
  EXPECT_EQ(R.why(), "no machine code of 'scale' could be made");
}

TEST(NothingDiffersTest, AnotherHost) {
  Rewritten R;
  Rewritten::node(R.Commit.After, "c:rows", DeclKind::Variable, "4");
  EXPECT_EQ(R.why(), "'c:rows' of the host differs");
  Rewritten S;
  FunctionChange F;
  F.Name = "run";
  S.Commit.Changes.Functions = {F};
  EXPECT_EQ(S.why(), "host function 'run' changed");
  LaunchChange L;
  L.Kernel = "scale";
  S.Commit.Changes.Launches = {L};
  EXPECT_EQ(S.why(), "the launch of 'scale' changed");
  Rewritten T;
  T.Commit.After.UnitFlags["k.cu"] = {"--use_fast_math"};
  EXPECT_EQ(T.why(), "the units' compiler flags differ");
}

TEST(NothingDiffersTest, WhatWasNotLookedAt) {
  for (const char *Path : {"run.py", "CMakeLists.txt", "other.cu"}) {
    Rewritten R;
    FileChange File;
    File.Path = File.OldPath = Path;
    R.Commit.Input.Change.Files.push_back(File);
    EXPECT_EQ(R.why(),
              Path + std::string(" changed too, and was not looked at"));
  }
  Rewritten R;
  R.Commit.Units.Notes = {{Severity::Note, "", 0, "3 more units include it"}};
  EXPECT_EQ(R.why(),
            "not every unit that sees the change was looked at: 3 more "
            "units include it");
  Rewritten S;
  S.Commit.After.Notes = {
      {Severity::Note, "k.cu", 1, "header 'a.h' is missing; read as empty"}};
  EXPECT_EQ(S.why(), "k.cu was not understood in full");
}
