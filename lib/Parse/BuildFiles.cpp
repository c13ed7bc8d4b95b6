//===- BuildFiles.cpp - What a tree's build files say -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BuildFiles.h"
#include "perfclaim/Parse/Unit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"

using namespace llvm;

namespace perfclaim {

static bool isName(StringRef Text) {
  return !Text.empty() && !isDigit(Text.front()) &&
         all_of(Text, [](char C) { return isAlnum(C) || C == '_'; });
}

static bool isBuildFile(StringRef Path) {
  StringRef Name = sys::path::filename(Path);
  return Name == "CMakeLists.txt" || Name == "setup.py" || Name == "build.py" ||
         Name.starts_with("Makefile") || Name.ends_with("makefile") ||
         StringSwitch<bool>(sys::path::extension(Name))
             .Cases({".cmake", ".mk", ".make", ".bzl", ".bazel"}, true)
             .Default(false);
}

/// Text of the parenthesis that opens at \p At, without the outer pair.
static StringRef parenthesis(StringRef Text, size_t At) {
  unsigned Depth = 0;
  for (size_t I = At; I < Text.size(); ++I) {
    Depth += Text[I] == '(';
    if (Text[I] == ')' && --Depth == 0)
      return Text.slice(At + 1, I);
  }
  return "";
}

/// Calls \p Use with the arguments of every call of the CMake command \p Name.
static void eachCall(StringRef Text, StringRef Name,
                     function_ref<void(StringRef)> Use) {
  for (size_t At = Text.find_insensitive(Name); At != StringRef::npos;
       At = Text.find_insensitive(Name, At + 1)) {
    if (At && (isAlnum(Text[At - 1]) || Text[At - 1] == '_'))
      continue;
    size_t Open = Text.find_first_not_of(" \t", At + Name.size());
    if (Open != StringRef::npos && Text[Open] == '(')
      Use(parenthesis(Text, Open));
  }
}

static SmallVector<StringRef, 8> words(StringRef Text) {
  SmallVector<StringRef, 8> Result;
  while (!(Text = Text.ltrim()).empty()) {
    if (Text.starts_with("#")) {
      Text = Text.drop_until([](char C) { return C == '\n'; });
      continue;
    }
    StringRef Word;
    if (Text.consume_front("\"")) {
      Word = Text.take_until([](char C) { return C == '"'; });
      Text = Text.drop_front(std::min(Text.size(), Word.size() + 1));
    } else {
      Word = Text.take_until([](char C) { return isSpace(C); });
      Text = Text.drop_front(Word.size());
    }
    Result.push_back(Word);
  }
  return Result;
}

void collectVariables(StringRef Text,
                      std::map<std::string, std::string> &Variables) {
  eachCall(Text, "set", [&](StringRef Arguments) {
    SmallVector<StringRef, 8> Words = words(Arguments);
    // set(NAME a b): the list does as it stands for a definition's value.
    if (Words.size() >= 2 && isName(Words[0]) && !Words[1].contains('$'))
      Variables.try_emplace(Words[0].str(), Words[1].str());
  });
  eachCall(Text, "option", [&](StringRef Arguments) {
    SmallVector<StringRef, 8> Words = words(Arguments);
    if (Words.size() >= 3 && isName(Words[0]))
      Variables.try_emplace(Words[0].str(), Words[2].str());
  });
}

void collectDefines(StringRef Text,
                    const std::map<std::string, std::string> &Variables,
                    std::map<std::string, std::string> &Defines) {
  auto Add = [&](StringRef Definition) {
    Definition.consume_front("-D");
    Definition.consume_front("/D");
    auto [Name, Value] = Definition.split('=');
    if (!isName(Name))
      return;
    std::string Text = Value.trim("\"'\\,])").str();
    if (StringRef(Text).starts_with("${") && StringRef(Text).ends_with("}")) {
      auto At = Variables.find(Text.substr(2, Text.size() - 3));
      if (At == Variables.end())
        return;
      Text = At->second;
    }
    if (StringRef(Text).find_first_of("${}()<>;\n") == StringRef::npos)
      Defines.try_emplace(Name.str(), Text);
  };
  for (StringRef Command :
       {"add_compile_definitions", "target_compile_definitions",
        "add_definitions", "target_compile_options", "add_compile_options"})
    eachCall(Text, Command, [&](StringRef Arguments) {
      SmallVector<StringRef, 8> Words = words(Arguments);
      bool Target = Command.starts_with("target");
      bool Options = Command.ends_with("options");
      for (StringRef Word : ArrayRef(Words).drop_front(
               std::min<size_t>(Words.size(), Target ? 1 : 0)))
        if (Word != "PUBLIC" && Word != "PRIVATE" && Word != "INTERFACE" &&
            (!Options || Word.starts_with("-D")))
          Add(Word);
    });
  // -DNAME=VALUE anywhere: Makefiles, setup.py, flags in strings.
  for (size_t At = Text.find("-D"); At != StringRef::npos;
       At = Text.find("-D", At + 1)) {
    if (At &&
        (isAlnum(Text[At - 1]) || Text[At - 1] == '-' || Text[At - 1] == '_'))
      continue;
    StringRef Word = Text.substr(At).take_until([](char C) {
      return isSpace(C) || C == '"' || C == '\'' || C == ',' || C == ')' ||
             C == ']' || C == ';';
    });
    // CMake's own command line uses the same letters: -DCMAKE_X:TYPE=Y.
    if (!Word.contains(':') && !Word.starts_with("-DCMAKE_"))
      Add(Word);
  }
}

std::string findStandard(StringRef Text) {
  for (StringRef Pattern :
       {"CMAKE_CUDA_STANDARD[ \t]+([0-9]+)", "CUDA_STANDARD[ \t]+([0-9]+)",
        "[- ]std=(c|gnu)\\+\\+([0-9][0-9a-z])",
        "CMAKE_CXX_STANDARD[ \t]+([0-9]+)", "CXX_STANDARD[ \t]+([0-9]+)",
        "cxx_std_([0-9]+)", "cuda_std_([0-9]+)"}) {
    SmallVector<StringRef, 2> Match;
    if (Regex(Pattern).match(Text, &Match))
      return ("c++" + Match.back()).str();
  }
  return "";
}

std::vector<std::string> BuildFiles::files(StringRef Unit) {
  // Everything in the folders above the unit, nearest first.
  std::vector<std::string> Result;
  const std::vector<std::string> &Paths = Index.tree().paths();
  for (StringRef Folder = Unit; !Folder.empty();) {
    Folder = sys::path::parent_path(Folder);
    std::string Prefix = Folder.empty() ? "" : (Folder + "/").str();
    for (auto At = llvm::lower_bound(Paths, Prefix);
         At != Paths.end() && StringRef(*At).starts_with(Prefix); ++At) {
      StringRef Rest = StringRef(*At).drop_front(Prefix.size());
      // A folder's own files, and its cmake/ folder.
      if ((!Rest.contains('/') || Rest.starts_with("cmake/")) &&
          isBuildFile(*At))
        Result.push_back(*At);
      // Skip what lies deeper: folders can hold thousands of files.
      if (Rest.contains('/') && !Rest.starts_with("cmake/")) {
        std::string Past = Prefix + Rest.split('/').first.str() + "0";
        At = llvm::lower_bound(Paths, Past);
        if (At == Paths.end())
          break;
        --At;
      }
    }
  }
  return Result;
}

std::string BuildFiles::standard(StringRef Unit) {
  for (const std::string &Path : files(Unit))
    if (std::string Found = findStandard(Index.text(Path)); !Found.empty())
      return Found;
  return "";
}

std::optional<std::string> BuildFiles::string(StringRef Unit, StringRef Name) {
  const std::string Wanted = (Name + "=\"").str();
  for (const std::string &Path : files(Unit)) {
    std::optional<std::string> Result;
    for (StringRef Command :
         {"add_compile_definitions", "target_compile_definitions",
          "set_source_files_properties", "add_definitions"})
      eachCall(Index.text(Path), Command, [&](StringRef Arguments) {
        size_t At = Arguments.find(Wanted);
        if (At == StringRef::npos || Result ||
            (At && (isAlnum(Arguments[At - 1]) || Arguments[At - 1] == '_')))
          return;
        StringRef Value =
            Arguments.substr(At + Wanted.size()).take_until([](char C) {
              return C == '"';
            });
        Result = all_of(Value,
                        [](char C) {
                          return isAlnum(C) || StringRef("._+- /").contains(C);
                        })
                     ? Value.str()
                     : "unknown";
      });
    if (Result)
      return Result;
  }
  return std::nullopt;
}

std::optional<std::string> definedByBuild(const SideInput &Side, StringRef Unit,
                                          StringRef Name) {
  SourceIndex Index(Side.Tree);
  BuildFiles Files(Index);
  if (std::optional<std::string> Text = Files.string(Unit, Name))
    return (Name + "=\"" + *Text + "\"").str();
  const std::map<std::string, std::string> &Defines = Files.defines(Unit);
  const auto At = Defines.find(Name.str());
  if (At == Defines.end())
    return std::nullopt;
  return At->second.empty() ? Name.str() : (Name + "=" + At->second).str();
}

const std::map<std::string, std::string> &BuildFiles::defines(StringRef Unit) {
  auto [At, New] = Known.try_emplace(sys::path::parent_path(Unit).str());
  if (!New)
    return At->second;
  std::map<std::string, std::string> Variables;
  std::vector<std::string> Names = files(Unit);
  for (const std::string &Path : Names)
    collectVariables(Index.text(Path), Variables);
  for (const std::string &Path : Names)
    collectDefines(Index.text(Path), Variables, At->second);
  return At->second;
}

} // namespace perfclaim
