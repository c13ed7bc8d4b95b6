//===- SelectUnitsTest.cpp - Units that show a change -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestTree.h"

using namespace llvm;
using namespace perfclaim;

namespace {

using Strings = std::vector<std::string>;

/// Both sides and the commit between them.
struct Pair {
  SideInput Before, After;
  Commit Change;
  Pair(TreeFiles Old, TreeFiles New)
      : Before(makeSide(Old, Side::Before)), After(makeSide(New)) {
    for (const auto &[Path, Text] : New) {
      auto At = Old.find(Path);
      if (At != Old.end() && At->second == Text)
        continue;
      FileChange File;
      File.Path = Path;
      File.After = Text;
      File.Kind = FileChangeKind::Added;
      if (At != Old.end()) {
        File.OldPath = Path;
        File.Before = At->second;
        File.Kind = FileChangeKind::Modified;
      }
      Change.Files.push_back(File);
    }
    for (const auto &[Path, Text] : Old)
      if (!New.count(Path))
        Change.Files.push_back({Path,
                                Path,
                                FileChangeKind::Deleted,
                                Text,
                                std::nullopt,
                                false,
                                false,
                                "",
                                {},
                                {}});
  }
  UnitSelection select(ParseOptions Options = makeOptions()) const {
    Expected<UnitSelection> Result =
        selectUnits(Change, Before, After, Options);
    if (!Result) {
      ADD_FAILURE() << toString(Result.takeError());
      return {};
    }
    return std::move(*Result);
  }
};

Strings pathsOf(const std::vector<UnitRequest> &Requests) {
  Strings Result;
  for (const UnitRequest &Request : Requests)
    Result.push_back(Request.Path);
  return Result;
}

TEST(SelectUnits, AUnitThatLaunchesTheKernelsOfAnotherIsParsedToo) {
  const char *Old = "template <int N> __launch_bounds__(N)\n"
                    "__global__ void scale(float *p) { p[0] = N; }\n"
                    "template __global__ void scale<4>(float *);\n";
  std::string New = std::string(Old) + "__device__ int unused;\n";
  const char *Ops = "template <int N> __global__ void scale(float *);\n"
                    "void run(float *p) { scale<4><<<1, 4>>>(p); }\n";
  const char *Other = "__global__ void scaled(float *p) {}\n"
                      "void other(float *p) { scaled<<<1, 4>>>(p); }\n";
  Pair P({{"kernels.cu", Old}, {"ops.cu", Ops}, {"other.cu", Other}},
         {{"kernels.cu", New}, {"ops.cu", Ops}, {"other.cu", Other}});
  EXPECT_EQ(pathsOf(P.select().After), (Strings{"kernels.cu", "ops.cu"}));

  // A unit with launches of its own shows what it changes.
  std::string Whole = std::string(Old) + "void f(float *p) {"
                                         " scale<4><<<1, 4>>>(p); }\n";
  Pair Q({{"kernels.cu", Old}, {"ops.cu", Ops}},
         {{"kernels.cu", Whole}, {"ops.cu", Ops}});
  EXPECT_EQ(pathsOf(Q.select().After), (Strings{"kernels.cu"}));
}

TEST(SelectUnits, ChangedSourcesAreUnits) {
  Pair Sides({{"a.cu", "1"}, {"b.cu", "1"}, {"c.cpp", "1"}, {"x.py", "1"}},
             {{"a.cu", "2"}, {"b.cu", "1"}, {"c.cpp", "2"}, {"x.py", "2"}});
  UnitSelection Units = Sides.select();
  EXPECT_EQ(pathsOf(Units.Before), (Strings{"a.cu", "c.cpp"}));
  EXPECT_EQ(pathsOf(Units.After), (Strings{"a.cu", "c.cpp"}));
  EXPECT_TRUE(Units.After[0].Flags.Cuda);
  EXPECT_FALSE(Units.After[1].Flags.Cuda);
  EXPECT_EQ(Units.After[0].FlagsFrom, "defaults");
}

TEST(SelectUnits, AFloodOfHostFilesBesideCudaIsCutWithANote) {
  TreeFiles Old = {{"k.cu", "1"}}, New = {{"k.cu", "2"}};
  for (char Letter = 'a'; Letter <= 'z'; ++Letter) {
    Old[std::string(1, Letter) + ".cpp"] = "1";
    New[std::string(1, Letter) + ".cpp"] = "2";
  }
  UnitSelection Units = Pair(Old, New).select();
  EXPECT_EQ(Units.After.size(), 17u);
  EXPECT_EQ(Units.After.front().Path, "k.cu");
  EXPECT_NE(textOf(Units.Notes).find("this and 9 more changed host files"),
            std::string::npos)
      << textOf(Units.Notes);
}

TEST(SelectUnits, AUnitOfOneSideIsInThatListAlone) {
  Pair Sides({{"old.cu", ""}, {"same.cu", ""}},
             {{"new.cu", ""}, {"same.cu", ""}});
  UnitSelection Units = Sides.select();
  EXPECT_EQ(pathsOf(Units.Before), (Strings{"old.cu"}));
  EXPECT_EQ(pathsOf(Units.After), (Strings{"new.cu"}));
}

TEST(SelectUnits, ARenamedUnitHasItsNameOfEachSide) {
  Pair Sides({{"old.cu", "1"}}, {{"new.cu", "2"}});
  Sides.Change.Files = {{"new.cu",
                         "old.cu",
                         FileChangeKind::Renamed,
                         "1",
                         "2",
                         false,
                         false,
                         "",
                         {},
                         {}}};
  UnitSelection Units = Sides.select();
  EXPECT_EQ(pathsOf(Units.Before), (Strings{"old.cu"}));
  EXPECT_EQ(pathsOf(Units.After), (Strings{"new.cu"}));
}

TEST(SelectUnits, AHeaderIsShownByUnitsThatIncludeIt) {
  TreeFiles Old = {{"k.cuh", "1"},
                   {"k.cu", "#include \"k.cuh\"\n"},
                   {"kernels.cu", "#include \"k.cuh\"\n__global__ void k();"},
                   {"other.cu", "#include \"k.cuh\"\n"},
                   {"main.cpp", "#include \"k.cuh\"\n"}};
  TreeFiles New = Old;
  New["k.cuh"] = "2";
  Pair Sides(Old, New);
  UnitSelection Both = Sides.select();
  ASSERT_EQ(pathsOf(Both.After), (Strings{"k.cu", "kernels.cu", "other.cu"}));
  // One shows the code, one has kernels of its own that use it; the last is
  // there for what it calls and launches.
  EXPECT_FALSE(Both.After[0].ForCallers);
  EXPECT_FALSE(Both.After[1].ForCallers);
  EXPECT_TRUE(Both.After[2].ForCallers);
  ParseOptions Few = makeOptions();
  Few.MaxUnits = 1;
  UnitSelection Units = Sides.select(Few);
  EXPECT_EQ(pathsOf(Units.After), (Strings{"k.cu"}));
  EXPECT_NE(textOf(Units.Notes).find("2 more units"), std::string::npos);
}

TEST(SelectUnits, AHeaderThatNobodyIncludesIsItsOwnUnit) {
  Pair Sides({{"lib/k.cuh", "1"}}, {{"lib/k.cuh", "2"}});
  UnitSelection Units = Sides.select();
  EXPECT_EQ(pathsOf(Units.After), (Strings{"lib/k.cuh"}));
  EXPECT_TRUE(Units.After[0].Flags.Cuda);
}

TEST(SelectUnits, OtherModelsCopiesAreLeftOutWithANote) {
  Pair Sides({{"a-hip/k.cu", "1"}, {"a-cuda/k.cu", "1"}},
             {{"a-hip/k.cu", "2"}, {"a-cuda/k.cu", "2"}});
  UnitSelection Units = Sides.select();
  EXPECT_EQ(pathsOf(Units.After), (Strings{"a-cuda/k.cu"}));
  EXPECT_NE(textOf(Units.Notes).find("a-hip/k.cu"), std::string::npos);
}

TEST(SelectUnits, FoldersStandardAndValuesAreMinedFromTheTree) {
  TreeFiles Old = {{"CMakeLists.txt",
                    "set(CMAKE_CUDA_STANDARD 20)\n"
                    "add_compile_definitions(FUSION=1 UNUSED=2)\n"},
                   {"include/lib/a.h", "#include \"b.h\"\n"},
                   {"include/lib/b.h", ""},
                   {"common/deep/c.h", ""},
                   {"src/k.cu", "#include <lib/a.h>\n#include \"deep/c.h\"\n"
                                "#include <vector>\n#include \"local.h\"\n"
                                "int fusion = FUSION; // 1\n"},
                   {"src/local.h", ""}};
  TreeFiles New = Old;
  New["src/k.cu"] += "int more;\n";
  UnitSelection Units = Pair(Old, New).select();
  ASSERT_EQ(Units.After.size(), 1u);
  EXPECT_EQ(Units.After[0].Flags.IncludeDirs, (Strings{"include", "common"}));
  EXPECT_EQ(Units.After[0].Flags.Standard, "c++20");
  EXPECT_EQ(Units.After[0].Flags.Defines, (Strings{"FUSION=1"}));
  EXPECT_EQ(Units.After[0].FlagsFrom,
            "defaults, with definitions from the tree");
}

TEST(SelectUnits, NamesOfCxx20SayTheStandardWhereNoBuildDoes) {
  TreeFiles Old = {{"types.h", "template <class T>\n"
                               "using same = std::type_identity<T>;\n"},
                   {"k.cu", "#include \"types.h\"\n"},
                   {"plain.cu", "1"}};
  TreeFiles New = Old;
  New["k.cu"] += "int more;\n";
  New["plain.cu"] = "2";
  UnitSelection Units = Pair(Old, New).select();
  ASSERT_EQ(Units.After.size(), 2u);
  EXPECT_EQ(Units.After[0].Flags.Standard, "c++20");
  EXPECT_EQ(Units.After[1].Flags.Standard, "c++17");
}

TEST(SelectUnits, AGuardedNameThatIsMissingBringsItsDefinition) {
  TreeFiles Old = {{"t.h", "#ifdef ENABLE_BF16\nstruct Bf16 { int x; };\n"
                           "#endif\n#ifdef USE_ROCM\nstruct Amd {};\n#endif\n"},
                   {"k.cu", "#include \"t.h\"\n"
                            "__global__ void k(Bf16 *p) { p->x = 1; }\n"}};
  TreeFiles New = Old;
  New["k.cu"] += "int more;\n";
  UnitSelection Units = Pair(Old, New).select();
  ASSERT_EQ(Units.Before.size(), 1u);
  EXPECT_EQ(Units.Before[0].Flags.Defines, (Strings{"ENABLE_BF16"}));
  EXPECT_EQ(Units.After[0].Flags.Defines, (Strings{"ENABLE_BF16"}));
  EXPECT_NE(textOf(Units.Notes).find("-DENABLE_BF16"), std::string::npos);
}

TEST(SelectUnits, EachSideHasItsOwnFlags) {
  TreeFiles Old = {{"Makefile", "NVCC = nvcc -std=c++17\n"}, {"k.cu", "1"}};
  TreeFiles New = {{"Makefile", "NVCC = nvcc -std=c++20\n"}, {"k.cu", "2"}};
  UnitSelection Units = Pair(Old, New).select();
  EXPECT_EQ(Units.Before[0].Flags.Standard, "c++17");
  EXPECT_EQ(Units.After[0].Flags.Standard, "c++20");
}

TEST(SelectUnits, ExtraArgumentsGoIntoTheFlags) {
  ParseOptions Options = makeOptions();
  Options.ExtraArguments = {"-DMORE=1", "-std=c++20"};
  UnitSelection Units = Pair({{"k.cu", "1"}}, {{"k.cu", "2"}}).select(Options);
  EXPECT_EQ(Units.After[0].Flags.Defines, (Strings{"MORE=1"}));
  EXPECT_EQ(Units.After[0].Flags.Standard, "c++20");
}

TEST(SelectUnits, ABuildFolderWithoutDatabaseIsAnError) {
  Pair Sides({{"k.cu", "1"}}, {{"k.cu", "2"}});
  ParseOptions Options = makeOptions();
  Options.BuildDir = "/perfclaim-test/no-such-build";
  Expected<UnitSelection> Units =
      selectUnits(Sides.Change, Sides.Before, Sides.After, Options);
  ASSERT_FALSE(bool(Units));
  EXPECT_NE(toString(Units.takeError()).find("compile_commands.json"),
            std::string::npos);
}

} // namespace
