//===- PreambleTest.cpp - Headers that are compiled once ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Parse/Preamble.h"
#include "TestTree.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"

namespace perfclaim {
namespace {

const char *const Header = "#pragma once\n"
                           "#define BLOCK 128\n"
                           "#include <missing_framework.h>\n"
                           "inline int blocks(int n) { return n / BLOCK; }\n";
const char *const Main = "#include \"sizes.h\"\n"
                         "#define TWICE(x) (2 * (x))\n"
                         "int f(int n) { return TWICE(blocks(n)) + BLOCK; }\n";

/// What a traversal of the unit comes to, in its order.
std::vector<std::string> traversed(ParsedUnit &Unit) {
  std::vector<std::string> Names;
  auto Add = [&](const clang::Decl *D) {
    if (const auto *Named = llvm::dyn_cast<clang::NamedDecl>(D))
      Names.push_back(Named->getNameAsString());
  };
  for (const clang::Decl *D : Unit.Context.getTraversalScope())
    if (const auto *Whole = llvm::dyn_cast<clang::TranslationUnitDecl>(D))
      for (const clang::Decl *Below : Whole->decls())
        Add(Below);
    else
      Add(D);
  return Names;
}

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

TEST(PreambleTest, LeavesWhatIsForeignOutOfTraversals) {
  const SideInput Side = makeSide(
      {{"main.cpp", "#include <stddef.h>\n"
                    "#include \"sizes.h\"\n"
                    "size_t f(int n) { return own::twice<int>(n); }\n"},
       {"sizes.h", "#pragma once\n"
                   "int blocks(int n);\n"
                   "namespace own {\n"
                   "template <class T> T twice(T n) { return n + n; }\n"
                   "}\n"
                   "#include <limits.h>\n"
                   "int last(int n);\n"}});
  UnitRequest Request = makeRequest("main.cpp");
  Request.Flags.Cuda = false;
  ParseOptions Options;
  Options.ResourceDir = findResourceDir(*llvm::vfs::getRealFileSystem());
  UnitPreamble Kept;
  // The one that is built, and the one that is used again.
  for (int I = 0; I != 2; ++I)
    llvm::cantFail(parseUnit(
        Side, Request, View::Host, Options,
        [&](ParsedUnit &Unit) {
          EXPECT_EQ(traversed(Unit),
                    (std::vector<std::string>{"blocks", "own", "last", "f"}));
        },
        &Kept));
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
