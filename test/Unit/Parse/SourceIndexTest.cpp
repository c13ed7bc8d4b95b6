//===- SourceIndexTest.cpp - Who includes whom, by text ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SourceIndex.h"
#include "BuildFiles.h"
#include "TestTree.h"

using namespace perfclaim;

namespace {

using Strings = std::vector<std::string>;

SourceIndex makeIndex(TreeFiles Files) {
  return SourceIndex(makeMemoryTree(std::move(Files), /*Complete=*/true));
}

TEST(SourceIndex, ReadsIncludeLinesOnly) {
  std::vector<IncludeLine> Lines =
      scanIncludes("#include \"a.h\"\n  #  include <b/c.h> // x\n"
                   "int x; #include \"d.h\"\n#include MACRO\n"
                   "#include_next <e.h>\n#include \"");
  ASSERT_EQ(Lines.size(), 3u);
  EXPECT_EQ(Lines[0].Name, "a.h");
  EXPECT_FALSE(Lines[0].Angled);
  EXPECT_EQ(Lines[1].Name, "b/c.h");
  EXPECT_TRUE(Lines[1].Angled);
  EXPECT_EQ(Lines[2].Name, "e.h");
}

TEST(SourceIndex, TheNearestFileOfANameIsMeant) {
  SourceIndex Index = makeIndex({{"a/x.cu", ""},
                                 {"a/inc/util.h", ""},
                                 {"b/inc/util.h", ""},
                                 {"b/y.cu", ""}});
  EXPECT_EQ(Index.resolve("a/x.cu", {"util.h", false}).Path, "a/inc/util.h");
  EXPECT_EQ(Index.resolve("b/y.cu", {"util.h", false}).Path, "b/inc/util.h");
  EXPECT_EQ(Index.resolve("b/y.cu", {"inc/util.h", true}).Folder, "b");
  EXPECT_EQ(Index.resolve("b/y.cu", {"other/util.h", true}).Path, "");
}

TEST(SourceIndex, OfTwoAsNearOnesOwnFoldersAreMeant) {
  SourceIndex Index = makeIndex({{"wall/main.cu", ""},
                                 {"wall/util/timer/timer.h", ""},
                                 {"b/timer.h", ""}});
  EXPECT_EQ(Index.resolve("wall/main.cu", {"timer.h", false}).Path,
            "wall/util/timer/timer.h");
}

TEST(SourceIndex, UnitsAreFoundThroughHeaders) {
  SourceIndex Index =
      makeIndex({{"src/deep/kernel.cuh", ""},
                 {"src/mid.h", "#include \"deep/kernel.cuh\"\n"},
                 {"src/near.cu", "#include \"mid.h\"\n"},
                 {"tests/far.cu", "#include \"../src/mid.h\"\n"},
                 {"src/host.cpp", "#include \"mid.h\"\n"},
                 {"src/foo-hip/twin.cu", "#include \"../mid.h\"\n"},
                 {"src/none.cu", ""}});
  EXPECT_EQ(Index.unitsIncluding("src/deep/kernel.cuh", 8),
            (Strings{"src/near.cu", "tests/far.cu", "src/host.cpp"}));
}

TEST(SourceIndex, TheSearchStopsWhereEnoughIsKnown) {
  SourceIndex Index = makeIndex({{"a/k.cuh", ""},
                                 {"a/k.cu", "#include \"k.cuh\"\n"},
                                 {"b/far.cu", "#include \"../a/k.cuh\"\n"}});
  EXPECT_EQ(Index.unitsIncluding("a/k.cuh", 1), (Strings{"a/k.cu"}));
}

TEST(SourceIndex, ClosuresEndInCycles) {
  SourceIndex Index = makeIndex({{"a.cu", "#include \"b.h\"\n"},
                                 {"b.h", "#include \"c.h\"\n"},
                                 {"c.h", "#include \"b.h\"\n"}});
  EXPECT_EQ(Index.closure("a.cu"),
            (std::set<std::string>{"a.cu", "b.h", "c.h"}));
}

TEST(SourceIndex, KnowsOtherModelsCopies) {
  EXPECT_TRUE(isHipTwin("src/foo-hip/main.cu"));
  EXPECT_TRUE(isHipTwin("a/k.hip"));
  EXPECT_TRUE(isHipTwin("src/vendors/hip.h"));
  EXPECT_TRUE(isHipTwin("csrc/layernorm_hip.cuh"));
  EXPECT_FALSE(isHipTwin("src/ship.h"));
  EXPECT_FALSE(isHipTwin("src/foo-cuda/ship.cu"));
}

TEST(BuildFiles, ReadsStandards) {
  EXPECT_EQ(findStandard("set(CMAKE_CXX_STANDARD 14)\n"
                         "set(CMAKE_CUDA_STANDARD 20)\n"),
            "c++20");
  EXPECT_EQ(findStandard("NVCCFLAGS = -O3 -std=c++17"), "c++17");
  EXPECT_EQ(findStandard("-std=c++0x -Wall"), "c++0x");
  EXPECT_EQ(findStandard("-std=gnu++2a"), "c++2a");
  EXPECT_EQ(findStandard("project(x)"), "");
}

TEST(BuildFiles, ReadsDefinitionsWithTheirValues) {
  std::map<std::string, std::string> Variables, Defines;
  llvm::StringRef Text =
      "set   (FUSION  \"1\" CACHE STRING   \"enable\")\n"
      "add_compile_definitions(USE_FUSION=${FUSION} PLAIN)\n"
      "target_compile_definitions(t PRIVATE A=2 B=${UNKNOWN})\n"
      "execute_process(COMMAND cmake -DCMAKE_BUILD_TYPE=Release)\n"
      "# nvcc -DENABLE_X=3\n";
  collectVariables(Text, Variables);
  collectDefines(Text, Variables, Defines);
  EXPECT_EQ(
      Defines,
      (std::map<std::string, std::string>{
          {"USE_FUSION", "1"}, {"PLAIN", ""}, {"A", "2"}, {"ENABLE_X", "3"}}));
}

TEST(BuildFiles, TheNearestOneDecides) {
  SourceIndex Index =
      makeIndex({{"CMakeLists.txt", "set(CMAKE_CUDA_STANDARD 14)"},
                 {"lib/CMakeLists.txt", "set(CMAKE_CUDA_STANDARD 20)"},
                 {"lib/cmake/x.cmake", "add_definitions(-DDEEP)"},
                 {"lib/other/Makefile", "CFLAGS += -DOTHER"},
                 {"lib/k/a.cu", ""},
                 {"b.cu", ""}});
  BuildFiles Builds(Index);
  EXPECT_EQ(Builds.standard("lib/k/a.cu"), "c++20");
  EXPECT_EQ(Builds.standard("b.cu"), "c++14");
  EXPECT_EQ(Builds.defines("lib/k/a.cu").count("DEEP"), 1u);
  EXPECT_EQ(Builds.defines("lib/k/a.cu").count("OTHER"), 0u);
}

} // namespace
