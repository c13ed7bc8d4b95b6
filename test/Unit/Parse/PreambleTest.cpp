//===- PreambleTest.cpp - Headers that are compiled once ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Parse/Preamble.h"
#include "TestTree.h"

namespace perfclaim {
namespace {

const char *const Header = "#pragma once\n"
                           "#define BLOCK 128\n"
                           "#include <missing_framework.h>\n"
                           "inline int blocks(int n) { return n / BLOCK; }\n";
const char *const Main = "#include \"sizes.h\"\n"
                         "#define TWICE(x) (2 * (x))\n"
                         "int f(int n) { return TWICE(blocks(n)) + BLOCK; }\n";

/// What a parse sees, in a form that can be compared.
std::string seen(const SideInput &Side, UnitPreamble *Kept) {
  UnitRequest Request = makeRequest("main.cpp");
  Request.Flags.Cuda = false;
  ParseOptions Options;
  Options.ResourceDir = findResourceDir(*llvm::vfs::getRealFileSystem());
  std::string Text;
  auto Notes = parseUnit(
      Side, Request, View::Host, Options,
      [&](ParsedUnit &Unit) {
        for (const MacroUse &M : Unit.Macros)
          Text += M.Name + " " + M.DefinitionHash + " " + M.Definition.File +
                  ":" + std::to_string(M.Definition.BeginOffset) + " " +
                  M.ExpansionFile + ":" + std::to_string(M.ExpansionOffset) +
                  "\n";
        for (const std::string &File : Unit.IncludedFiles)
          Text += "file " + File + "\n";
        for (const std::string &File : Unit.MissingHeaders)
          Text += "missing " + File + "\n";
        Text += std::to_string(Unit.Errors) + " errors\n";
      },
      Kept);
  EXPECT_TRUE(static_cast<bool>(Notes));
  return Notes ? Text + textOf(*Notes) : llvm::toString(Notes.takeError());
}

TEST(PreambleTest, ChangesNothingThatIsSeen) {
  UnitPreamble Kept;
  const SideInput Side = makeSide({{"main.cpp", Main}, {"sizes.h", Header}});
  const std::string Plain = seen(Side, nullptr);
  EXPECT_NE(Plain.find("missing missing_framework.h"), std::string::npos);
  EXPECT_NE(Plain.find("BLOCK"), std::string::npos);
  EXPECT_EQ(seen(Side, &Kept), Plain);
  EXPECT_EQ(seen(Side, &Kept), Plain);
  EXPECT_EQ(Kept.builds(), 1U);
}

TEST(PreambleTest, IsKeptOverEditsBehindIt) {
  UnitPreamble Kept;
  seen(makeSide({{"main.cpp", Main}, {"sizes.h", Header}}), &Kept);
  const SideInput Edited =
      makeSide({{"main.cpp", std::string(Main) + "int g() { return x; }\n"},
                {"sizes.h", Header}});
  EXPECT_EQ(seen(Edited, &Kept), seen(Edited, nullptr));
  EXPECT_EQ(Kept.builds(), 1U);
}

TEST(PreambleTest, IsBuiltAnewForAnotherHeaderOfTheSameSize) {
  UnitPreamble Kept;
  seen(makeSide({{"main.cpp", Main}, {"sizes.h", Header}}), &Kept);
  std::string Other = Header;
  Other.replace(Other.find("128"), 3, "256");
  const SideInput Edited = makeSide({{"main.cpp", Main}, {"sizes.h", Other}});
  EXPECT_EQ(seen(Edited, &Kept), seen(Edited, nullptr));
  EXPECT_EQ(Kept.builds(), 2U);
}

TEST(PreambleTest, IsBuiltAnewForAnotherInclude) {
  UnitPreamble Kept;
  TreeFiles Files = {
      {"main.cpp", Main}, {"sizes.h", Header}, {"more.h", "int more;\n"}};
  seen(makeSide(Files), &Kept);
  Files["main.cpp"] = std::string("#include \"more.h\"\n") + Main;
  const SideInput Edited = makeSide(Files);
  EXPECT_EQ(seen(Edited, &Kept), seen(Edited, nullptr));
  EXPECT_EQ(Kept.builds(), 2U);
}

} // namespace
} // namespace perfclaim
