//===- HunkSides.cpp - Both sides as far as a diff shows them -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HunkSides.h"

using namespace llvm;

namespace perfclaim {

namespace {

/// Brackets of some lines, leaving out comments and literals on one line.
struct Balance {
  int Now = 0;
  int Lowest = 0; ///< Below 0: closes what was opened before.

  void add(StringRef Line) {
    char Quote = 0;
    for (size_t I = 0; I < Line.size(); ++I) {
      const char C = Line[I];
      if (Quote) {
        if (C == '\\')
          ++I;
        else if (C == Quote)
          Quote = 0;
      } else if (C == '"' || C == '\'') {
        Quote = C;
      } else if (Line.substr(I).starts_with("//")) {
        break;
      } else if (C == '{') {
        ++Now;
      } else if (C == '}') {
        Lowest = std::min(Lowest, --Now);
      }
    }
  }
};

/// The function that a hunk lies in, as something that a parser takes: git cuts
/// it after 80 bytes. Empty where it is no function.
std::string opening(StringRef Section) {
  const size_t Paren = Section.find('(');
  if (Paren == StringRef::npos || Section.contains(';'))
    return "";
  StringRef Head = Section;
  if (Head.consume_back("{"))
    Head = Head.rtrim();
  int Open = 0;
  for (char C : Head)
    Open += C == '(' ? 1 : C == ')' ? -1 : 0;
  if (Open < 0)
    return "";
  std::string Text = Head.str();
  if (Open > 0) {
    // The last parameter is cut in the middle.
    const size_t Comma = Head.rfind(',');
    if (Comma != StringRef::npos && Comma > Paren)
      Text = Head.take_front(Comma).str();
    else
      Text = Head.take_front(Paren + 1).str();
    Open = 0;
    for (char C : Text)
      Open += C == '(' ? 1 : C == ')' ? -1 : 0;
    Text.append(std::max(0, Open), ')');
  }
  return Text + " {";
}

bool isPythonHead(StringRef Section) {
  return Section.starts_with("def ") || Section.starts_with("async def ");
}

class SideWriter {
public:
  SideWriter(bool Braces, bool Python) : Braces(Braces), Python(Python) {}

  void add(const Hunk &H, bool After) {
    const char Skip = After ? '-' : '+';
    Balance Inside;
    for (const HunkLine &L : H.Lines)
      if (L.Kind != Skip)
        Inside.add(L.Text);
    const std::string Opened =
        Braces && inFunction(H, Inside) ? opening(H.Section) : "";
    // The next hunk of a function goes on with its body.
    const bool GoesOn = !Opened.empty() && Opened == Function && Open > 0;
    if (!GoesOn)
      close();
    goTo(After ? H.NewStart : H.OldStart);
    if (Braces) {
      std::string Front;
      if (!GoesOn && !Opened.empty()) {
        Front = Opened;
        Open = 1;
      }
      // Code of a deeper block closes more than the function.
      for (; Open + Inside.Lowest < 0; ++Open)
        Front += '{';
      // On the line before, which the diff does not show.
      if (!Front.empty() && !Text.empty())
        Text.insert(Text.size() - 1, " " + Front);
      else
        Text += Front;
      Open += Inside.Now;
      Function = Opened;
    }
    // Python's heads have no closing brace: a comment tells whose lines follow.
    if (Python && inFunction(H, {}) && !Text.empty())
      Text.insert(Text.size() - 1,
                  "#@ " + (isPythonHead(H.Section) ? H.Section.str() : ""));
    for (const HunkLine &L : H.Lines)
      if (L.Kind != Skip) {
        Text += L.Text;
        Text += '\n';
        ++Line;
      }
  }

  std::string take() {
    close();
    return std::move(Text);
  }

private:
  void close() {
    if (Open > 0) {
      Text.append(Open, '}');
      Text += '\n';
      ++Line;
    }
    Open = 0;
  }

  void goTo(unsigned Start) {
    // Numbers come from the diff: a gap of more lines is none.
    constexpr unsigned MaxLine = 1000000;
    for (; Line + 1 < Start && Line < MaxLine; ++Line)
      Text += '\n';
  }

  /// A hunk whose first line is indented, or that closes more than it opens,
  /// lies in the function of its header.
  static bool inFunction(const Hunk &H, const Balance &Inside) {
    if (Inside.Lowest < 0)
      return true;
    for (const HunkLine &L : H.Lines)
      if (!L.Text.trim().empty())
        return L.Text.starts_with(" ") || L.Text.starts_with("\t");
    return false;
  }

  bool Braces, Python;
  std::string Text, Function;
  unsigned Line = 0; ///< Lines that are written.
  int Open = 0;      ///< Braces that the text leaves open.
};

} // namespace

HunkSides sidesOfHunks(const UnifiedDiff &Diff, bool Braces, bool Python) {
  SideWriter Before(Braces, Python), After(Braces, Python);
  for (const Hunk &H : Diff.Hunks) {
    Before.add(H, false);
    After.add(H, true);
  }
  return {Before.take(), After.take()};
}

} // namespace perfclaim
