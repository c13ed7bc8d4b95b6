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
#include "llvm/ADT/StringMap.h"

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
    if (StringRef Value = Right;
        Value.consume_front("==") && takeWord(Value.ltrim()) == "1")
      Right = "";
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

/// True if the word at \p At is declared there: `#define X`, `struct X`,
/// `float X(`, a name after a type or keyword.
static bool isDeclaredAt(StringRef Text, size_t At) {
  StringRef Left = Text.take_front(At).rtrim(" \t*&");
  if (Left.empty() || Left.size() == At)
    return false;
  size_t Begin = Left.size();
  while (Begin && isWordChar(Left[Begin - 1]))
    --Begin;
  StringRef Before = Left.substr(Begin);
  if (Left.ends_with(">"))
    return true;
  if (Before.empty() || isDigit(Before.front()))
    return false;
  for (StringRef Other : {"return", "case", "else", "ifdef", "ifndef", "if",
                          "defined", "new", "goto", "undef", "elif", "const",
                          "volatile", "static", "extern", "inline"})
    if (Before == Other)
      return false;
  return true;
}

static bool declaresWord(StringRef Text, StringRef Word) {
  for (size_t At = Text.find(Word); At != StringRef::npos;
       At = Text.find(Word, At + 1)) {
    size_t End = At + Word.size();
    if ((!At || !isWordChar(Text[At - 1])) &&
        (End >= Text.size() || !isWordChar(Text[End])) &&
        isDeclaredAt(Text, At))
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

bool GuardGuesser::guards(StringRef Name) const {
  return any_of(Parts, [&](const std::vector<GuardedPart> &OfText) {
    return any_of(OfText, [&](const GuardedPart &Part) {
      return is_contained(Part.Names, Name);
    });
  });
}

bool GuardGuesser::worthTrying() const {
  struct Use {
    bool DeclaredInside = false, DeclaredOutside = false, Outside = false;
  };
  StringMap<Use> Words;
  for (size_t I = 0; I != Texts.size(); ++I) {
    StringRef Text = Texts[I];
    // Parts that a definition could bring to light.
    std::vector<std::pair<size_t, size_t>> Hidden;
    for (const GuardedPart &Part : Parts[I])
      if (any_of(Part.Names,
                 [&](const std::string &Name) { return mayDefine(Name); }))
        Hidden.push_back({Part.Begin, Part.End});
    for (size_t At = 0; At < Text.size();) {
      if (!isWordChar(Text[At])) {
        // Comments use many words of code.
        if (Text.substr(At).starts_with("//"))
          At = std::min(Text.find('\n', At), Text.size());
        else if (Text.substr(At).starts_with("/*"))
          At = std::min(Text.find("*/", At), Text.size());
        else
          ++At;
        continue;
      }
      StringRef Word = takeWord(Text.substr(At));
      bool Inside = any_of(Hidden, [&](const auto &Part) {
        return Part.first <= At && At < Part.second;
      });
      if (!isDigit(Word.front())) {
        Use &U = Words[Word];
        bool Declared = isDeclaredAt(Text, At);
        U.DeclaredInside |= Inside && Declared;
        U.DeclaredOutside |= !Inside && Declared;
        U.Outside |= !Inside;
      }
      At += Word.size();
    }
  }
  return any_of(Words, [](const auto &Entry) {
    const Use &U = Entry.second;
    return U.DeclaredInside && !U.DeclaredOutside && U.Outside;
  });
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

/// Heads of function-like macros, "NAME(", that \p Text defines as nothing.
static std::vector<StringRef> emptyMacros(StringRef Text) {
  std::vector<StringRef> Result;
  for (StringRef Line : split(Text, '\n')) {
    Line = Line.trim();
    if (!Line.consume_front("#"))
      continue;
    Line = Line.ltrim();
    if (!Line.consume_front("define"))
      continue;
    Line = Line.ltrim();
    const StringRef Head = Line.take_front(takeWord(Line).size() + 1);
    if (Head.ends_with("(") && Line.find(')') + 1 == Line.size())
      Result.push_back(Head);
  }
  return Result;
}

Definitions GuardGuesser::forEmptyMacros() const {
  Definitions Result;
  for (size_t I = 0; I != Texts.size(); ++I)
    for (const GuardedPart &Part : Parts[I]) {
      auto Known = find_if(Part.Names, [&](const std::string &Name) {
        return mayDefine(Name) && Builds.count(Name);
      });
      if (!Part.HasElse || Known == Part.Names.end())
        continue;
      const StringRef With = Texts[I].slice(Part.Begin, Part.End);
      const StringRef Without =
          Texts[I].slice(Part.End, Texts[I].find("#endif", Part.End));
      if (any_of(emptyMacros(Without),
                 [&](StringRef Head) { return With.contains(Head); }))
        add(*Known, Result);
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
        if (!declaresWord(Texts[I].slice(Part.Begin, Part.End), Name) ||
            (Part.HasElse && declaresWord(Texts[I].substr(Part.End), Name)))
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
          if (declaresWord(Texts[I].slice(Outer.Begin, Outer.End), Name))
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
