//===- GuardDefines.cpp - Definitions that bring code to light --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GuardDefines.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

static bool isWordChar(char C) { return isAlnum(C) || C == '_'; }

static StringRef takeWord(StringRef Text) {
  return Text.take_while(isWordChar);
}

/// Names that make `defined(A) || defined(B)`, `A` or `A == 1` true.
static std::vector<std::string> positiveNames(StringRef Condition) {
  std::vector<std::string> Result;
  // With a conjunction or a comparison of several no single name does.
  for (size_t I = 0; I < Condition.size(); ++I) {
    if (!isWordChar(Condition[I]))
      continue;
    StringRef Word = takeWord(Condition.substr(I));
    bool Negated = Condition.take_front(I).rtrim(" \t(").ends_with("!");
    I += Word.size();
    if (Word == "defined" || isDigit(Word.front()))
      continue;
    size_t Before = I - Word.size();
    StringRef Left = Condition.take_front(Before).rtrim(" \t(");
    if (Left.ends_with("defined"))
      Negated |= Left.drop_back(7).rtrim(" \t(").ends_with("!");
    StringRef Right = Condition.substr(I).ltrim(" \t)");
    bool Compared = Right.starts_with("<") || Right.starts_with(">") ||
                    Right.starts_with("=") || Right.starts_with("!=") ||
                    Right.starts_with("(");
    if (!Negated && !Compared && !Word.starts_with("_"))
      Result.push_back(Word.str());
  }
  return Result;
}

std::vector<GuardedPart> scanGuards(StringRef Text) {
  std::vector<GuardedPart> Result;
  struct Open {
    GuardedPart Part;
    bool Closed; ///< By #else or #elif.
  };
  SmallVector<Open, 8> Stack;
  auto Close = [&](Open &O, size_t At) {
    O.Part.End = At;
    if (!O.Part.Names.empty())
      Result.push_back(O.Part);
    O.Closed = true;
  };
  for (size_t At = 0; At < Text.size();) {
    size_t End = Text.find('\n', At);
    End = End == StringRef::npos ? Text.size() : End;
    StringRef Line = Text.slice(At, End).ltrim(" \t");
    if (Line.consume_front("#")) {
      Line = Line.ltrim(" \t");
      StringRef Word = takeWord(Line);
      StringRef Rest = Line.drop_front(Word.size()).trim();
      Rest = Rest.take_front(Rest.find("//"));
      if (Word == "ifdef" || Word == "ifndef" || Word == "if") {
        Open O{{}, false};
        O.Part.Begin = End;
        if (Word == "ifdef" && !Rest.starts_with("_"))
          O.Part.Names.push_back(takeWord(Rest).str());
        else if (Word == "if" && !Rest.contains("&&"))
          O.Part.Names = positiveNames(Rest);
        Stack.push_back(std::move(O));
      } else if ((Word == "else" || Word == "elif") && !Stack.empty()) {
        Open &O = Stack.back();
        O.Part.HasElse = true;
        if (!O.Closed)
          Close(O, At);
      } else if (Word == "endif" && !Stack.empty()) {
        Open O = Stack.pop_back_val();
        if (!O.Closed)
          Close(O, At);
      }
    }
    At = End + 1;
  }
  return Result;
}

bool isPlausibleSwitch(StringRef Name) {
  if (Name.empty() || Name.starts_with("_") || isDigit(Name.front()))
    return false;
  std::string Upper = Name.upper();
  for (StringRef Part : split(Upper, '_'))
    for (StringRef Other :
         {"HIP",     "HIPCC",   "HIPBLAS", "ROCM",   "AMD",     "MUSA",
          "SYCL",    "CANN",    "METAL",   "VULKAN", "OPENCL",  "WIN",
          "WIN32",   "WINDOWS", "MSVC",    "APPLE",  "MACOS",   "DEBUG",
          "TEST",    "TESTS",   "TESTING", "NVRTC",  "RTC",     "CLANG",
          "H",       "HPP",     "HH",      "CUH",    "DISABLE", "NO",
          "PROFILE", "VERBOSE", "DOXYGEN"})
      if (Part == Other)
        return false;
  return true;
}

static bool hasWord(StringRef Text, StringRef Word, bool Declared) {
  for (size_t At = Text.find(Word); At != StringRef::npos;
       At = Text.find(Word, At + 1)) {
    size_t End = At + Word.size();
    if ((At && isWordChar(Text[At - 1])) ||
        (End < Text.size() && isWordChar(Text[End])))
      continue;
    if (!Declared)
      return true;
    // `#define X`, `struct X`, `float X(`: a name after a type or keyword.
    StringRef Left = Text.take_front(At);
    StringRef Gap = Left.take_back(Left.size() - Left.rtrim(" \t").size());
    Left = Left.rtrim(" \t*&");
    if (Left.empty() || (Gap.empty() && Left.size() == At))
      continue;
    size_t Begin = Left.size();
    while (Begin && isWordChar(Left[Begin - 1]))
      --Begin;
    StringRef Before = Left.substr(Begin);
    if (Left.ends_with(">") ||
        (!Before.empty() && !isDigit(Before.front()) && Before != "return" &&
         Before != "case" && Before != "else" && Before != "ifdef" &&
         Before != "ifndef" && Before != "if" && Before != "defined" &&
         Before != "new" && Before != "goto"))
      return true;
  }
  return false;
}

GuardGuesser::GuardGuesser(std::vector<StringRef> From,
                           const Definitions &Builds)
    : Texts(std::move(From)), Builds(Builds) {
  for (StringRef Text : Texts) {
    Parts.push_back(scanGuards(Text));
    for (size_t At = Text.find("define"); At != StringRef::npos;
         At = Text.find("define", At + 1))
      if (Text.take_front(At).rtrim(" \t").ends_with("#"))
        Defined.insert(takeWord(Text.substr(At + 6).ltrim(" \t")).str());
  }
}

bool GuardGuesser::mayDefine(StringRef Name) const {
  return isPlausibleSwitch(Name) && !Defined.count(Name.str());
}

void GuardGuesser::add(StringRef Name, Definitions &To) const {
  auto At = Builds.find(Name.str());
  To.try_emplace(Name.str(), At == Builds.end() ? "" : At->second);
}

bool GuardGuesser::worthTrying() const {
  for (const std::vector<GuardedPart> &OfText : Parts)
    for (const GuardedPart &Part : OfText)
      for (StringRef Name : Part.Names)
        if (mayDefine(Name) &&
            (Builds.count(Name.str()) || Name.contains("ENABLE") ||
             Name.contains("USE") || Name.contains("WITH") ||
             Name.contains("HAVE") || Name.contains("SUPPORT")))
          return true;
  return false;
}

Definitions GuardGuesser::forValues() const {
  Definitions Result;
  for (const auto &[Name, Value] : Builds) {
    if (Value.empty() || !mayDefine(Name))
      continue;
    for (StringRef Text : Texts) {
      bool Used = false;
      for (size_t At = Text.find(Name); At != StringRef::npos && !Used;
           At = Text.find(Name, At + 1)) {
        size_t End = At + Name.size();
        if ((At && isWordChar(Text[At - 1])) ||
            (End < Text.size() && isWordChar(Text[End])))
          continue;
        size_t Begin = Text.rfind('\n', At);
        Begin = Begin == StringRef::npos ? 0 : Begin + 1;
        StringRef Line = Text.slice(Begin, At).ltrim();
        // Asked for in a condition, its absence means something.
        Used = !Line.starts_with("#") && !Line.contains("//");
      }
      if (Used) {
        Result.emplace(Name, Value);
        break;
      }
    }
  }
  return Result;
}

Definitions
GuardGuesser::forUnknown(const std::set<std::string> &Unknown) const {
  Definitions Result;
  for (const std::string &Name : Unknown) {
    if (auto At = Builds.find(Name); At != Builds.end() && mayDefine(Name)) {
      Result.insert(*At);
      continue;
    }
    for (size_t I = 0; I != Texts.size(); ++I)
      for (const GuardedPart &Part : Parts[I]) {
        if (!hasWord(Texts[I].slice(Part.Begin, Part.End), Name,
                     /*Declared=*/true))
          continue;
        // A name that a build file gives goes before one that none does.
        auto Known = find_if(Part.Names, [&](const std::string &Guard) {
          return mayDefine(Guard) && Builds.count(Guard);
        });
        if (Known == Part.Names.end())
          Known = find_if(Part.Names, [&](const std::string &Guard) {
            return mayDefine(Guard);
          });
        if (Known != Part.Names.end())
          add(*Known, Result);
      }
  }
  return Result;
}

Definitions GuardGuesser::forChanges(StringRef File,
                                     const std::set<std::string> &Lines) const {
  Definitions Result;
  size_t Index = llvm::find(Texts, File) - Texts.begin();
  if (Index == Texts.size())
    return Result;
  for (const GuardedPart &Part : Parts[Index]) {
    if (Part.HasElse)
      continue; // Without the definition there is other code.
    bool Changed =
        any_of(split(File.slice(Part.Begin, Part.End), '\n'),
               [&](StringRef Line) { return Lines.count(Line.trim().str()); });
    if (!Changed)
      continue;
    for (const std::string &Name : Part.Names) {
      if (mayDefine(Name) && Builds.count(Name)) {
        add(Name, Result);
        break;
      }
      // The name may itself be defined under one that a build file gives.
      for (size_t I = 0; I != Texts.size() && Defined.count(Name); ++I)
        for (const GuardedPart &Outer : Parts[I])
          if (hasWord(Texts[I].slice(Outer.Begin, Outer.End), Name,
                      /*Declared=*/true))
            for (const std::string &Guard : Outer.Names)
              if (mayDefine(Guard) && Builds.count(Guard)) {
                add(Guard, Result);
                break;
              }
    }
  }
  return Result;
}

std::set<std::string> differingLines(StringRef A, StringRef B) {
  auto Lines = [](StringRef Text) {
    std::set<std::string> Result;
    for (StringRef Line : split(Text, '\n'))
      if (!Line.trim().empty())
        Result.insert(Line.trim().str());
    return Result;
  };
  std::set<std::string> LinesA = Lines(A), LinesB = Lines(B), Result;
  std::set_symmetric_difference(LinesA.begin(), LinesA.end(), LinesB.begin(),
                                LinesB.end(),
                                std::inserter(Result, Result.end()));
  return Result;
}

} // namespace perfclaim
