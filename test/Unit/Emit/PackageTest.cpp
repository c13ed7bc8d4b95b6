//===- PackageTest.cpp - Whole packages -----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EmitInternal.h"
#include "Plans.h"
#include "llvm/ADT/StringExtras.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace perfclaim;
using namespace perfclaim::test;

namespace {

GeneratedFiles emitted(const PlannedPackage &P) {
  Expected<GeneratedFiles> Files = emitPackage(P.Plan, P.Before, P.After);
  if (Files)
    return *Files;
  ADD_FAILURE() << toString(Files.takeError());
  return {};
}

std::string refused(const PlannedPackage &P) {
  Expected<GeneratedFiles> Files = emitPackage(P.Plan, P.Before, P.After);
  if (!Files)
    return toString(Files.takeError());
  ADD_FAILURE() << "a package was written";
  return "";
}

bool contains(const std::string &Text, StringRef Part) {
  return StringRef(Text).contains(Part);
}

/// Lines of the loop between its opening and closing brace.
unsigned linesOfLoop(const std::string &Benchmark) {
  const StringRef From =
      StringRef(Benchmark).split("pc::Samples measure(").second;
  return From.split("\n}\n").first.count('\n') + 2;
}

TEST(Package, HasEveryFileThatItPromises) {
  const GeneratedFiles Files = emitted(programPlan());
  for (const char *Name :
       {"before/train.cu",     "before/helper.cu", "after/train.cu",
        "after/helper.cu",     "shim_before.cu",   "shim_after.cu",
        "benchmark.cu",        "CMakeLists.txt",   "correctness.test",
        "lit.cfg.py",          "plan.json",        "README.md",
        "build.json",          "version.map",      "runtime/Shim.h",
        "runtime/Benchmark.h", "dry_run.cpp",      "stubs_before.cpp",
        "stubs_after.cpp",     "link_before_0.cu", "link_after_0.cu"})
    EXPECT_TRUE(Files.count(Name)) << Name;
}

TEST(Package, SuppliesNamesThatCuda13LostToTheSideThatUsesThem) {
  PlannedPackage P = programPlan();
  P.Before["before_only.cuh"] = "// as cub::Max does\n";
  P.Plan.Before.Files.push_back("before_only.cuh");
  const GeneratedFiles Files = emitted(P);
  const std::string Include = "#include \"runtime/Legacy.h\"";
  EXPECT_TRUE(contains(Files.at("shim_before.cu").Content, Include));
  EXPECT_TRUE(contains(Files.at("link_before_0.cu").Content, Include));
  EXPECT_FALSE(contains(Files.at("shim_after.cu").Content, Include));
  EXPECT_FALSE(contains(Files.at("link_after_0.cu").Content, Include));
  EXPECT_TRUE(contains(Files.at("README.md").Content,
                       "runtime/Legacy.h supplies `cub::Max`"));
}

TEST(Package, IsByteIdenticalWhenEmittedTwice) {
  for (PlannedPackage (*Make)() : {launcherPlan, kernelPlan, programPlan})
    EXPECT_EQ(emitted(Make()), emitted(Make()));
}

TEST(Package, HasNoHoleLeftInItsTexts) {
  for (PlannedPackage (*Make)() : {launcherPlan, kernelPlan, programPlan})
    for (const auto &[Name, File] : emitted(Make()))
      if (StringRef(Name).contains("README") || !StringRef(Name).contains('/'))
        EXPECT_FALSE(contains(File.Content, "{{")) << Name;
}

TEST(Package, TimedLoopIsShortAndHasItsPreparationOutside) {
  const std::string Text = emitted(launcherPlan()).at("benchmark.cu").Content;
  EXPECT_LT(linesOfLoop(Text), 60u);
  const size_t Start = Text.find("Timer.start();");
  const size_t Stop = Text.find("Timer.stop();");
  ASSERT_NE(Start, std::string::npos);
  for (StringRef Untimed :
       {"poisonOutputs()", "restoreInputs()", "Flush.run()"})
    EXPECT_LT(Text.find(Untimed.str()), Start) << Untimed.str();
  const std::string Timed = Text.substr(Start, Stop - Start);
  EXPECT_EQ(StringRef(Timed).count(';'), 2u) << Timed;
}

TEST(Package, HeaderOfTheBenchmarkFitsOneScreenAndSaysTheEssentials) {
  const std::string Text = emitted(launcherPlan()).at("benchmark.cu").Content;
  const StringRef Head = StringRef(Text).split("#include").first;
  EXPECT_LT(Head.count('\n'), 50u);
  for (StringRef Part :
       {"0123456789abcdef0123456789abcdef01234567", "\"2x faster\"",
        "rows::scale src/scale.cu:10", "rows::scale src/scale.cu:12",
        "the launch configuration changed", "transfers to the device"})
    EXPECT_TRUE(Head.contains(Part)) << Part.str();
  for (StringRef Line : split(Head, '\n'))
    EXPECT_LE(Line.size(), 80u) << Line.str();
}

TEST(Package, BuildersOtherThanCMakeAreToldWhatItIsTold) {
  PlannedPackage P = launcherPlan();
  P.Plan.After.Defines = {"TILE=4"};
  P.Plan.After.IncludeDirs = {"include"};
  P.Plan.After.Flags = {"-std=c++20", "-use_fast_math", "-ccbin=/bin/evil"};
  P.Plan.After.Libraries = {"m", "cuda_driver"};
  const std::string Text = emitted(P).at("build.json").Content;
  for (StringRef Part :
       {"\"perfclaim.build/1\"", "\"TILE=4\"", "\"after/include\"",
        "\"-std=c++20\"", "\"-use_fast_math\"", "\"shim_after.cu\"", "\"m\"",
        "\"cuda\""})
    EXPECT_TRUE(contains(Text, Part)) << Part.str() << Text;
  // CMake's name for it, which no linker knows.
  EXPECT_FALSE(contains(Text, "cuda_driver"));
  EXPECT_FALSE(contains(Text, "evil"));
}

TEST(Package, WithoutClaimsSaysSo) {
  const GeneratedFiles Files = emitted(programPlan());
  EXPECT_TRUE(contains(Files.at("README.md").Content,
                       "No quantitative performance claims found"));
  EXPECT_TRUE(contains(Files.at("benchmark.cu").Content,
                       "No quantitative performance claims found"));
}

TEST(Package, WorkloadsAreRowsWithProvenanceAndFormulas) {
  PlannedPackage P = kernelPlan();
  P.Plan.Workloads[0].Provenance = "main of bias.cu:412";
  const std::string Text = emitted(P).at("benchmark.cu").Content;
  EXPECT_TRUE(contains(Text, "\"main of bias.cu:412\""));
  EXPECT_TRUE(contains(Text, "{0.25, 64, 32768}"));
  EXPECT_TRUE(contains(
      Text, "pc::inout(\"x\", pc::Element::Float16, w.rows * w.cols)"));
  EXPECT_TRUE(contains(
      Text, "pc::input(\"bias\", pc::Element::Float16, w.cols).probability()"));
  EXPECT_TRUE(contains(Text, "pc::zeros(\"p\", 16)"));
  EXPECT_TRUE(
      contains(Text, "pc::number(\"factor\", pc::Element::Float16, w.factor)"));
  EXPECT_TRUE(contains(Text, "2 * 2 * (w.rows * w.cols)"));
}

TEST(Package, FormulasCallTheRuntimesFunctions) {
  const EntryPair Entry = kernelPlan().Plan.Entries.front();
  const Expression E =
      cantFail(Expression::parse("max(rows, 4) * ceil_div(cols, 8)"));
  EXPECT_EQ(shapeFormula(E, shapeFields(Entry)),
            "pc::max(w.rows, 4) * pc::ceil_div(w.cols, 8)");
  EXPECT_FALSE(shapeFormula(cantFail(Expression::parse("rows * unknown")),
                            shapeFields(Entry)));
}

TEST(Package, UnknownExtentIsAsLargeAsTheLargestOther) {
  PlannedPackage P = launcherPlan();
  P.Plan.Entries[0].Variables[0].Extent.reset();
  const GeneratedFiles Files = emitted(P);
  EXPECT_TRUE(contains(
      Files.at("benchmark.cu").Content,
      "pc::output(\"out\", pc::Element::Float32, pc::largest({w.n}))"));
  EXPECT_TRUE(contains(Files.at("README.md").Content,
                       "the extent of `out` is unknown"));
}

TEST(Package, VectorTypesAreSeveralNumbers) {
  ParameterModel M =
      pointer("x", "float4 *", ElementKind::Bytes, ParameterRole::Input, "n");
  M.ElementType = "float4";
  M.ElementSize = 16;
  EXPECT_EQ(bufferElement(M).Name, "Float32");
  EXPECT_EQ(bufferElement(M).PerElement, 4u);
  M.ElementType = "block_q4_0";
  M.ElementSize = 18;
  EXPECT_EQ(bufferElement(M).Name, "Bytes");
  EXPECT_EQ(bufferElement(M).PerElement, 18u);
  M.ElementType = "float *";
  M.ElementSize = 8;
  EXPECT_TRUE(bufferElement(M).Zeros);
}

TEST(Package, PredictedLaunchesAreKeptForHostCodeThatCannotRun) {
  PlannedPackage P = launcherPlan();
  PredictedLaunch L;
  L.Kernel = "scale_kernel";
  L.Grid = {32, 1, std::nullopt};
  L.Block = {128};
  L.SharedBytes = 0;
  P.Plan.Workloads[0].Before = {L};
  EXPECT_TRUE(contains(emitted(P).at("benchmark.cu").Content,
                       "\"scale_kernel<<<(32,1,\\?), (128,1,1), 0>>>\""));
}

//===-- Builds ------------------------------------------------------------===//

std::string cmakeOf(const SideBuild &Build) {
  PlannedPackage P = launcherPlan();
  const std::vector<std::string> Files = P.Plan.After.Files;
  P.Plan.After = Build;
  P.Plan.After.Files = Files;
  return emitted(P).at("CMakeLists.txt").Content;
}

TEST(Package, OnlyFlagsThatDecideCodeReachTheCompiler) {
  SideBuild Build;
  Build.Flags = {"--use_fast_math",
                 "-Xcompiler=-fopenmp",
                 "-maxrregcount=64",
                 "-Xcompiler=-fplugin=evil.so",
                 "-ccbin=/tmp/evil",
                 "-o",
                 "--run",
                 "-Xlinker=-rpath",
                 "-Xcompiler=-Wl,-z,x",
                 "-Xptxas=-v\"; touch x"};
  const std::string Text = cmakeOf(Build);
  for (StringRef Kept :
       {"--use_fast_math", "-Xcompiler=-fopenmp", "-maxrregcount=64"})
    EXPECT_TRUE(contains(Text, Kept)) << Kept.str();
  for (StringRef Dropped : {"evil", "--run", "rpath=", "-Wl", "touch"})
    EXPECT_FALSE(contains(Text, Dropped)) << Dropped.str();
}

TEST(Package, FlagsLeftOutAreSaid) {
  PlannedPackage P = launcherPlan();
  P.Plan.After.Flags = {"-ccbin=/tmp/evil"};
  EXPECT_TRUE(contains(emitted(P).at("README.md").Content,
                       "`-ccbin=/tmp/evil` is not passed to the compiler"));
}

TEST(Package, OldStandardsBecomeTheOldestThatCudaTakes) {
  for (auto [Given, Used] : {std::pair("-std=c++11", "-std=c++17"),
                             std::pair("-std=gnu++14", "-std=c++17"),
                             std::pair("--std=c++20", "-std=c++20")}) {
    SideBuild Build;
    Build.Flags = {Given};
    const std::string Text = cmakeOf(Build);
    EXPECT_TRUE(contains(StringRef(Text).rsplit("#===-- after").second.str(),
                         std::string(Used) + ">"))
        << Given;
  }
}

TEST(Package, PathsAndDefinesAreQuotedForCMake) {
  SideBuild Build;
  Build.IncludeDirs = {"my \"own\" dir", "", "$(rm)", "../up", "a;b"};
  Build.Defines = {"NAME=\"a b\"", "X=$<TARGET_FILE:y>", "1BAD=1", "GOOD"};
  const std::string Text = cmakeOf(Build);
  EXPECT_TRUE(
      contains(Text, "\"${PROJECT_SOURCE_DIR}/after/my \\\"own\\\" dir\"\n"));
  EXPECT_TRUE(contains(Text, "\"${PROJECT_SOURCE_DIR}/after\"\n"));
  EXPECT_TRUE(contains(Text, "\"NAME=\\\"a b\\\"\"\n"));
  EXPECT_TRUE(contains(Text, "\"GOOD\"\n"));
  for (StringRef Bad : {"$(rm)", "/../", "a;b", "TARGET_FILE", "1BAD"})
    EXPECT_FALSE(contains(Text, Bad)) << Bad.str();
}

TEST(Package, LibrariesComeFromTheToolkitOrAreSearched) {
  SideBuild Build;
  Build.Libraries = {"cublas", "cuda_driver", "cudnn", "m", "x;evil"};
  const std::string Text = cmakeOf(Build);
  EXPECT_TRUE(contains(Text, "CUDA::cublas CUDA::cuda_driver m)"));
  EXPECT_TRUE(contains(Text, "find_library(PC_LIBRARY_cudnn NAMES cudnn"));
  EXPECT_TRUE(contains(Text, "${PC_LIBRARY_cudnn})"));
  EXPECT_TRUE(contains(Text, "PC_DRIVER_STUB"));
  EXPECT_FALSE(contains(Text, "evil"));
}

TEST(Package, ArchitecturesAreThePlansOrTheMachines) {
  PlannedPackage P = launcherPlan();
  EXPECT_TRUE(contains(emitted(P).at("CMakeLists.txt").Content,
                       "set(CMAKE_CUDA_ARCHITECTURES \"80;90\")"));
  P.Plan.Architectures = {"sm_86", "sm_90a", "sm_80\"; evil"};
  const std::string Text = emitted(P).at("CMakeLists.txt").Content;
  EXPECT_TRUE(contains(Text, "set(CMAKE_CUDA_ARCHITECTURES \"86;90a\")"));
  EXPECT_FALSE(contains(Text, "nvidia-smi"));
}

TEST(Package, RelocatableCodeIsLinkedOnTheDevice) {
  SideBuild Build;
  Build.Flags = {"-rdc=true"};
  EXPECT_TRUE(contains(cmakeOf(Build), "CUDA_SEPARABLE_COMPILATION ON"));
  EXPECT_FALSE(contains(cmakeOf(SideBuild()), "CUDA_SEPARABLE_COMPILATION"));
}

//===-- Hostile commits ---------------------------------------------------===//

TEST(Package, HostileTextsStayInTheirPlace) {
  PlannedPackage P = launcherPlan();
  const std::string Hostile = "x */ \"; } \\\n#include <evil>\n$(rm -rf /)\\";
  P.Plan.Change.Message = Hostile;
  P.Plan.Change.Id = Hostile;
  P.Plan.Tests[0].What.Text = Hostile;
  P.Plan.Entries[0].Name = Hostile;
  P.Plan.Entries[0].Why = Hostile;
  P.Plan.Entries[0].NotMeasured = {Hostile};
  P.Plan.Entries[0].Before.Name = Hostile;
  P.Plan.Entries[0].Before.Place.File = Hostile;
  P.Plan.Entries[0].Before.Reaches = {Hostile};
  P.Plan.Entries[0].Variables[0].Because[0].Text = Hostile;
  P.Plan.Workloads[0].Name = Hostile;
  P.Plan.Workloads[0].Provenance = Hostile;
  P.Plan.Assumptions = {Hostile};
  P.Plan.Questions = {Hostile};
  const GeneratedFiles Files = emitted(P);
  for (const char *Name :
       {"benchmark.cu", "shim_before.cu", "shim_after.cu", "CMakeLists.txt"}) {
    const std::string &Text = Files.at(Name).Content;
    EXPECT_FALSE(contains(Text, "\n#include <evil>")) << Name;
    EXPECT_FALSE(contains(Text, "*/")) << Name;
    EXPECT_FALSE(contains(Text, "\\\n")) << Name;
  }
}

TEST(Package, PathsThatLeaveTheFolderAreRefused) {
  for (StringRef Path : {"../evil.cu", "/etc/passwd", ".git/hooks/x"}) {
    PlannedPackage P = launcherPlan();
    P.Plan.After.Files.push_back(Path.str());
    P.After[Path.str()] = "";
    EXPECT_TRUE(StringRef(refused(P)).contains(Path)) << Path.str();
  }
}

TEST(Package, UnitThatAnIncludeCannotNameIsRefused) {
  PlannedPackage P = launcherPlan();
  const std::string Path = "src/a\"b.cu";
  P.Plan.Entries[0].After.Unit = Path;
  P.Plan.After.Files = {Path};
  P.After[Path] = "";
  EXPECT_TRUE(StringRef(refused(P)).contains("#include cannot name"));
}

TEST(Package, MissingTextsAndModelsAreErrors) {
  PlannedPackage P = launcherPlan();
  P.After.clear();
  EXPECT_TRUE(StringRef(refused(P)).contains("has no text"));
  P = launcherPlan();
  P.Plan.Entries[0].Variables.pop_back();
  EXPECT_TRUE(StringRef(refused(P)).contains("'stream'"));
  P = launcherPlan();
  P.Plan.Before.Files.clear();
  EXPECT_TRUE(StringRef(refused(P)).contains("not among"));
  P = launcherPlan();
  P.Plan.Workloads.clear();
  EXPECT_TRUE(StringRef(refused(P)).contains("no workload"));
  P = launcherPlan();
  P.Plan.Entries.clear();
  P.Plan.NothingToDo = "only comments changed";
  EXPECT_TRUE(StringRef(refused(P)).contains("only comments changed"));
}

TEST(Package, StubSymbolsThatAreNoSymbolsAreRefused) {
  PlannedPackage P = programPlan();
  P.Plan.Before.Stubs = {{"a\"); evil(\"", "x", true, 0}};
  EXPECT_TRUE(StringRef(refused(P)).contains("no symbol"));
}

} // namespace
