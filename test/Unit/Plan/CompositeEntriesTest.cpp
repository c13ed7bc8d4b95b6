//===- CompositeEntriesTest.cpp - Several calls against one ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Inventories.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

namespace {

using Role = ParameterRole;

ParameterModel in(std::string Name) {
  return buffer(std::move(Name), Role::Input, "n");
}
ParameterModel out(std::string Name) {
  return buffer(std::move(Name), Role::Output, "n");
}
ParameterModel n() { return integer("n", Role::Size); }

/// Callers that take an object, so that they are no entries themselves.
class Program : public SideBuilder {
public:
  Program() {
    for (const char *Name : {"forward", "backward", "train"})
      function(Name, {opaque("model", "Model *")});
  }

  /// \p Caller calls \p Callee, a function with a kernel of its own, on the
  /// variables \p Arguments of the caller.
  CallSite &step(const std::string &Caller, const std::string &Callee,
                 std::vector<ParameterModel> Parameters,
                 std::vector<ParameterModel> Arguments) {
    if (at(Callee).Name != Callee) {
      kernel(Callee + "_kernel", Parameters);
      function(Callee, Parameters);
      launch(Callee, Callee + "_kernel", "n", "256");
    }
    std::vector<std::string> Texts;
    for (const ParameterModel &P : Arguments)
      Texts.push_back(P.Name);
    CallSite &C = call(Caller, Callee, Texts);
    C.At.Order = ++Count;
    C.Place.Line += Count;
    C.Slice.Usable = true;
    C.Slice.Callee = Callee;
    C.Slice.Arguments = Texts;
    C.Slice.Variables = std::move(Arguments);
    return C;
  }
  CallSite &step(const std::string &Caller, const std::string &Callee,
                 std::vector<ParameterModel> Both) {
    return step(Caller, Callee, Both, Both);
  }

private:
  unsigned Count = 0;
};

/// forward() computes `tmp` of `x`, then `y` of `tmp`.
Program twoCalls() {
  Program P;
  P.step("forward", "scale", {out("tmp"), in("x"), n()});
  P.step("forward", "shift", {out("y"), in("tmp"), n()});
  return P;
}
Program oneCall() {
  Program P;
  P.step("forward", "fused", {out("y"), in("x"), n()});
  return P;
}

ChangeSet added(const std::string &Name) {
  ChangeSet C;
  C.Kernels = {changed(Name, ChangeKind::Added)};
  return C;
}

struct Proposal {
  std::vector<EntryPair> Pairs;
  std::string WhyNone;
  const EntryPair *composite() const {
    for (const EntryPair &P : Pairs)
      if (P.After.Kind == EntryKind::Composite)
        return &P;
    return nullptr;
  }
};

Proposal propose(const SideBuilder &Before, const SideBuilder &After,
                 const ChangeSet &Changes) {
  Proposal P;
  P.Pairs = proposeEntries(Before.Inv, After.Inv, Changes, {}, {}, P.WhyNone);
  return P;
}

std::vector<std::string> stepNames(const EntrySide &Side) {
  std::vector<std::string> Names;
  for (const EntryStep &S : Side.Steps)
    Names.push_back(S.Name);
  return Names;
}

Role roleOf(const EntryPair &E, StringRef Name) {
  for (const ParameterModel &V : E.Variables)
    if (V.Name == Name)
      return V.Role;
  return Role::Unknown;
}

using Texts = std::vector<std::string>;

} // namespace

TEST(CompositeEntries, OldCallsInTheirOrderAgainstTheNewOne) {
  Proposal P = propose(twoCalls(), oneCall(), added("fused_kernel"));
  const EntryPair *E = P.composite();
  ASSERT_TRUE(E) << P.WhyNone;
  EXPECT_EQ(E->Name, "fused");
  EXPECT_EQ(stepNames(E->Before), (Texts{"scale", "shift"}));
  EXPECT_EQ(stepNames(E->After), Texts{"fused"});
  EXPECT_EQ(E->Before.Steps[1].Place.Line, 302U);
  EXPECT_EQ(E->Before.Steps[1].Caller, "forward");
  EXPECT_EQ(E->Before.Reaches, (Texts{"scale_kernel", "shift_kernel"}));
  EXPECT_EQ(E->After.Reaches, Texts{"fused_kernel"});
  EXPECT_NE(E->Why.find("`scale` at a.cu:301 and `shift` at a.cu:302"),
            std::string::npos)
      << E->Why;
}

TEST(CompositeEntries, WhatTheCallsHandToEachOtherIsAWorkspace) {
  Proposal P = propose(twoCalls(), oneCall(), added("fused_kernel"));
  const EntryPair *E = P.composite();
  ASSERT_TRUE(E) << P.WhyNone;
  EXPECT_EQ(roleOf(*E, "tmp"), Role::Workspace);
  EXPECT_EQ(roleOf(*E, "y"), Role::Output);
  EXPECT_EQ(roleOf(*E, "x"), Role::Input);
  EXPECT_EQ(E->After.Parameters, (Texts{"y", "x", "n"}));
}

TEST(CompositeEntries, OneOldCallAgainstSeveralNewOnes) {
  Program After = twoCalls();
  ChangeSet Changes = added("scale_kernel");
  Changes.Kernels.push_back(changed("shift_kernel", ChangeKind::Added));
  Proposal P = propose(oneCall(), After, Changes);
  const EntryPair *E = P.composite();
  ASSERT_TRUE(E) << P.WhyNone;
  EXPECT_EQ(E->Name, "fused");
  EXPECT_EQ(stepNames(E->Before), Texts{"fused"});
  EXPECT_EQ(stepNames(E->After), (Texts{"scale", "shift"}));
  EXPECT_EQ(roleOf(*E, "tmp"), Role::Workspace);
}

TEST(CompositeEntries, CallsThatBothSidesMakeStayOut) {
  Program Before, After;
  for (Program *P : {&Before, &After})
    P->step("forward", "embed", {out("x"), n()});
  Before.step("forward", "scale", {out("tmp"), in("x"), n()});
  Before.step("forward", "shift", {out("y"), in("tmp"), n()});
  After.step("forward", "fused", {out("y"), in("x"), n()});
  for (Program *P : {&Before, &After})
    P->step("forward", "project", {out("z"), in("y"), n()});
  Proposal P = propose(Before, After, added("fused_kernel"));
  const EntryPair *E = P.composite();
  ASSERT_TRUE(E) << P.WhyNone;
  EXPECT_EQ(stepNames(E->Before), (Texts{"scale", "shift"}));
  EXPECT_EQ(stepNames(E->After), Texts{"fused"});
}

TEST(CompositeEntries, TheOtherArmOfAConditionStaysOut) {
  Program Before = twoCalls(), After = oneCall();
  After.Inv.Calls.back().At.Branches = {{"if (targets)", "then", {}}};
  CallSite &Else = After.step("forward", "scale", {out("tmp"), in("x"), n()});
  Else.At.Branches = {{"if (targets)", "else", {}}};
  Proposal P = propose(Before, After, added("fused_kernel"));
  const EntryPair *E = P.composite();
  ASSERT_TRUE(E) << P.WhyNone;
  EXPECT_EQ(stepNames(E->Before), (Texts{"scale", "shift"}));
  EXPECT_EQ(stepNames(E->After), Texts{"fused"});
}

TEST(CompositeEntries, OutputsWithOtherNamesPairByTheirParameters) {
  Program Before = twoCalls(), After;
  After.step("forward", "fused", {out("y"), in("x"), n()},
             {out("acts_y"), in("x"), n()});
  Proposal P = propose(Before, After, added("fused_kernel"));
  const EntryPair *E = P.composite();
  ASSERT_TRUE(E) << P.WhyNone;
  EXPECT_EQ(roleOf(*E, "acts_y"), Role::Output);
  EXPECT_EQ(E->Before.Steps[1].Variables, (Texts{"acts_y", "tmp", "n"}));
  EXPECT_EQ(E->Before.Steps[1].Slice.Variables[0].Name, "y");
}

TEST(CompositeEntries, CallsOfASecondCallerJoinWhereTheirDataMeet) {
  Program Before, After;
  Before.step("forward", "scale", {out("probs"), in("x"), n()});
  Before.step("forward", "loss", {out("losses"), in("probs"), n()});
  Before.step("backward", "gradient", {out("dx"), in("probs"), n()},
              {out("grads_x"), in("probs"), n()});
  After.step("forward", "fused", {out("losses"), out("dx"), in("x"), n()},
             {out("losses"), out("acts_dx"), in("x"), n()});
  for (Program *P : {&Before, &After})
    for (const char *Name : {"forward", "backward"}) {
      CallSite &C = P->call("train", Name, {"model"});
      C.At.Order = StringRef(Name) == "forward" ? 1 : 2;
    }
  Proposal P = propose(Before, After, added("fused_kernel"));
  const EntryPair *E = P.composite();
  ASSERT_TRUE(E) << P.WhyNone;
  EXPECT_EQ(stepNames(E->Before), (Texts{"scale", "loss", "gradient"}));
  EXPECT_EQ(roleOf(*E, "probs"), Role::Workspace);
  EXPECT_EQ(roleOf(*E, "acts_dx"), Role::Output);
  EXPECT_NE(E->Why.find("what different callers write the same"),
            std::string::npos)
      << E->Why;
}

TEST(CompositeEntries, DataThatNoCallMakesAreNamedInTheRefusal) {
  Program Before, After = oneCall();
  Before.step("forward", "scale", {out("tmp"), in("x"), n()});
  Before.step("forward", "shift", {out("y"), in("tmp"), in("mask"), n()});
  Proposal P = propose(Before, After, added("fused_kernel"));
  EXPECT_FALSE(P.composite());
  EXPECT_NE(P.WhyNone.find("only the old side reads `mask`"), std::string::npos)
      << P.WhyNone;
}

TEST(CompositeEntries, ABufferThatMayStartEmptyIsAWorkspace) {
  Program Before, After = oneCall();
  ParameterModel Tmp = buffer("tmp", Role::InOut, "n");
  Before.step("forward", "scale", {Tmp, in("x"), n()});
  Before.step("forward", "shift", {out("y"), in("tmp"), n()});
  Proposal P = propose(Before, After, added("fused_kernel"));
  const EntryPair *E = P.composite();
  ASSERT_TRUE(E) << P.WhyNone;
  EXPECT_EQ(roleOf(*E, "tmp"), Role::Workspace);

  // Not so where an earlier call has filled it.
  Program Filled, Kept = After;
  Filled.step("forward", "fill", {out("tmp"), n()});
  Filled.step("forward", "scale", {Tmp, in("x"), n()});
  Filled.step("forward", "shift", {out("y"), in("tmp"), n()});
  Kept = Program();
  Kept.step("forward", "fill", {out("tmp"), n()});
  Kept.step("forward", "fused", {out("y"), in("x"), n()});
  P = propose(Filled, Kept, added("fused_kernel"));
  EXPECT_FALSE(P.composite());
}

TEST(CompositeEntries, WhatOnlyOneSideWritesIsNotCompared) {
  Program Before = twoCalls(), After;
  After.step("forward", "fused", {out("y"), out("stats"), in("x"), n()});
  Proposal P = propose(Before, After, added("fused_kernel"));
  const EntryPair *E = P.composite();
  ASSERT_TRUE(E) << P.WhyNone;
  EXPECT_EQ(roleOf(*E, "stats"), Role::Workspace);
  EXPECT_TRUE(any_of(E->NotMeasured, [](StringRef T) {
    return T.contains("`stats`, which only the new side writes");
  }));
}

TEST(CompositeEntries, NoCommonOutputIsARefusal) {
  Program Before = twoCalls(), After;
  After.step("forward", "fused", {out("other"), in("x"), n()});
  Proposal P = propose(Before, After, added("fused_kernel"));
  EXPECT_FALSE(P.composite());
  EXPECT_NE(P.WhyNone.find("composite of `scale` and `shift` against `fused`"),
            std::string::npos)
      << P.WhyNone;
}

namespace {
/// Puts the calls of \p P in a loop over `l`, whose data follow each other.
void repeat(Program &P) {
  LoopHead Head;
  Head.Text = "for (int l = 0; l < L; l++)";
  Head.Place = {"a.cu", 300};
  Head.Variable = "l";
  Head.Type = "int";
  Head.First = "0";
  Head.Condition = "l < L";
  Head.Next = "++l";
  Head.Least = Expression::constant(0);
  Head.Largest = cantFail(Expression::parse("L - 1"));
  for (CallSite &C : P.Inv.Calls) {
    C.At.Loop = Head.Text;
    C.Slice.Loops = {Head};
    C.Slice.LoopVariables = {integer("L", Role::Size)};
    for (ParameterModel &V : C.Slice.Variables)
      if (V.Kind == ValueKind::Pointer)
        V.Extent = cantFail(Expression::parse("l * n + n"));
    C.Slice.Variables.push_back(integer("l", Role::Scalar));
  }
}
} // namespace

TEST(CompositeEntries, CallsOfALoopAgainstOneAreALoopAdapter) {
  Program Before = twoCalls(), After = oneCall();
  repeat(Before);
  Proposal P = propose(Before, After, added("fused_kernel"));
  ASSERT_FALSE(P.Pairs.empty()) << P.WhyNone;
  const EntryPair &E = P.Pairs.front();
  EXPECT_EQ(E.Before.Kind, EntryKind::LoopAdapter);
  EXPECT_EQ(E.Before.Steps[0].Turns, 1U);
  EXPECT_EQ(E.After.Steps[0].Turns, 0U);
  // The counter is the loop's own; its bound is the entry's.
  EXPECT_EQ(E.Before.Steps[0].Variables, (Texts{"tmp", "x", "n", "", "L"}));
  EXPECT_EQ(E.Before.Parameters, (Texts{"tmp", "x", "n", "L", "y"}));
  for (const ParameterModel &V : E.Variables)
    if (V.Name == "tmp")
      EXPECT_EQ(V.Extent->evaluate({{"L", 3}, {"n", 10}}), 30);
}

TEST(CompositeEntries, ALoopThatCannotBeMadeAgainIsARefusal) {
  Program Before = twoCalls(), After = oneCall();
  repeat(Before);
  for (CallSite &C : Before.Inv.Calls)
    C.Slice.Loops[0].WhyNot = "`break;` may end it early";
  Proposal P = propose(Before, After, added("fused_kernel"));
  EXPECT_TRUE(P.Pairs.empty());
  EXPECT_NE(P.WhyNone.find("`scale` at a.cu:301 is called in `for (int l = 0; "
                           "l < L; l++)` of `forward`"),
            std::string::npos)
      << P.WhyNone;
  EXPECT_NE(P.WhyNone.find("`break;` may end it early"), std::string::npos);
}

namespace {
/// forward() reads `packed` in a loop, as pack() leaves it.
Program packedCall(const std::string &Packer) {
  Program P;
  P.function("start", {opaque("model", "Model *")});
  P.step("forward", "multiply", {out("y"), in("x"), in("packed"), n()});
  P.step(Packer, "pack", {out("packed"), in("w"), n()});
  return P;
}
Program plainCall() {
  Program P;
  P.step("forward", "multiply_old", {out("y"), in("x"), in("w"), n()});
  return P;
}
} // namespace

TEST(CompositeEntries, ACallOfAFunctionThatRunsOnceIsASetUp) {
  Program After = packedCall("start");
  After.call("train", "start", {"model"}).At.Order = 1;
  CallSite &Run = After.call("train", "forward", {"model"});
  Run.At.Order = 2;
  Run.At.Loop = "while (more())";
  Proposal P = propose(plainCall(), After, added("multiply_kernel"));
  const EntryPair *E = P.composite();
  ASSERT_TRUE(E) << P.WhyNone;
  ASSERT_EQ(E->After.Setup.size(), 1U);
  EXPECT_EQ(E->After.Setup[0].Name, "pack");
  EXPECT_EQ(E->After.Setup[0].Why,
            "it fills `packed`: `train` calls `start` once, and then `forward` "
            "in `while (more())`");
  EXPECT_EQ(stepNames(E->After), Texts{"multiply"});
  EXPECT_TRUE(E->Before.Setup.empty());
  EXPECT_EQ(roleOf(*E, "packed"), Role::Workspace);
}

TEST(CompositeEntries, WithoutEvidenceTheLineForASetUpIsNamed) {
  Program After = packedCall("backward");
  Proposal P = propose(plainCall(), After, added("multiply_kernel"));
  EXPECT_FALSE(P.composite());
  // Others may be left, which say why this is none.
  std::string Why = P.WhyNone;
  for (const EntryPair &E : P.Pairs)
    for (const std::string &Text : E.Alternatives)
      Why += Text + "\n";
  EXPECT_NE(Why.find("`pack` at a.cu:302 in `backward` writes it: if that runs "
                     "once for many calls, write into perfclaim.json: "
                     "{\"setup\": [\"pack\"]}"),
            std::string::npos)
      << Why;
  PlanOverrides Said;
  Said.Setup = {"pack"};
  std::string WhyNone;
  std::vector<EntryPair> Pairs = proposeEntries(
      plainCall().Inv, After.Inv, added("multiply_kernel"), {}, Said, WhyNone);
  ASSERT_FALSE(Pairs.empty()) << WhyNone;
  ASSERT_EQ(Pairs[0].After.Setup.size(), 1U);
  EXPECT_EQ(Pairs[0].After.Setup[0].Why,
            "perfclaim.json names it as a set-up call");
}

TEST(CompositeEntries, GlobalsThatOnlyMainSetsAreARefusal) {
  Program Before = twoCalls();
  Before.at("shift").Globals = {{"table", "Table *", "", false, {}}};
  Proposal P = propose(Before, oneCall(), added("fused_kernel"));
  EXPECT_FALSE(P.composite());
  EXPECT_NE(P.WhyNone.find("`shift` at a.cu:302 reads the global `table`"),
            std::string::npos)
      << P.WhyNone;
}

TEST(CompositeEntries, ACallerThatDoesNothingElseGoesFirst) {
  std::vector<ParameterModel> All = {out("y"), out("tmp"), in("x"), n()};
  Program Before, After;
  for (Program *P : {&Before, &After})
    P->function("run", All);
  Before.step("run", "scale", {out("tmp"), in("x"), n()});
  Before.step("run", "shift", {out("y"), in("tmp"), n()});
  After.step("run", "fused", {out("y"), in("x"), n()});
  ChangeSet Changes = added("fused_kernel");
  for (const char *Name : {"scale_kernel", "shift_kernel"})
    Changes.Kernels.push_back(changed(Name, ChangeKind::Removed));
  Proposal P = propose(Before, After, Changes);
  ASSERT_GE(P.Pairs.size(), 2U) << P.WhyNone;
  EXPECT_EQ(P.Pairs[0].Name, "run");
  EXPECT_TRUE(P.composite());
}

TEST(CompositeEntries, PredictsTheLaunchesOfEveryCall) {
  Proposal P = propose(twoCalls(), oneCall(), added("fused_kernel"));
  const EntryPair *E = P.composite();
  ASSERT_TRUE(E) << P.WhyNone;
  BenchmarkPlan Plan = makePlan({}, twoCalls().Inv, oneCall().Inv,
                                added("fused_kernel"), {}, {}, *E);
  ASSERT_FALSE(Plan.Workloads.empty());
  const Workload &W = Plan.Workloads.front();
  ASSERT_EQ(W.Before.size(), 2U);
  EXPECT_EQ(W.Before[0].Kernel, "scale_kernel");
  EXPECT_EQ(W.Before[1].Kernel, "shift_kernel");
  EXPECT_EQ(W.Before[1].Grid[0], W.Integers.at("n"));
  ASSERT_EQ(W.After.size(), 1U);
}
