//===- HunkSides.cpp - Both sides as far as a diff shows them -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HunkSides.h"
#include "HunkBrackets.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

namespace {

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

/// The same where the hunk goes on with the parameters.
std::string openingOfParameters(StringRef Section) {
  if (!opening(Section).empty() && Section.count('(') > Section.count(')')) {
    // Of the parameters in the line only whole ones.
    const size_t Paren = Section.find('('), Comma = Section.rfind(',');
    return Section
        .take_front(
            (Comma != StringRef::npos && Comma > Paren ? Comma : Paren) + 1)
        .str();
  }
  return "";
}

/// "const float *x", but not "x" or "f(x)".
bool isParameter(StringRef Text) {
  Text = Text.rsplit(',').second.empty() ? Text : Text.rsplit(',').second;
  Text = Text.rtrim();
  const StringRef Name =
      Text.take_back(Text.size() - 1 -
                     Text.find_last_not_of("abcdefghijklmnopqrstuvwxyz"
                                           "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                           "0123456789_"));
  const StringRef Type = Text.drop_back(Name.size());
  const StringRef Word = Type.rtrim(" *&");
  return !Name.empty() && !isDigit(Name[0]) && Type.size() > Word.size() &&
         !Word.empty() &&
         (isAlnum(Word.back()) || Word.back() == '>' || Word.back() == '_');
}

bool isHead(StringRef Line) {
  return !Line.empty() && (isAlpha(Line[0]) || Line[0] == '_');
}

class SideWriter {
public:
  SideWriter(bool Braces, bool Python, bool After)
      : Braces(Braces), Python(Python), Skip(After ? '-' : '+') {}

  /// Whether \p H goes on in the function that the last one left open.
  bool goesOn(const Hunk &H) const {
    const StringRef Section = H.Section.rtrim();
    return isOpen() && !Section.empty() && StringRef(Head).starts_with(Section);
  }
  bool isOpen() const {
    return llvm::any_of(Open,
                        [](Bracket B) { return B != Bracket::Namespace; });
  }

  void add(const Hunk &H, bool GoesOn) {
    std::vector<StringRef> Lines;
    for (const HunkLine &L : H.Lines)
      if (L.Kind != Skip)
        Lines.push_back(L.Text);
    std::string Front;
    if (Braces) {
      const Brackets Alone = scanBrackets(Lines);
      if (!GoesOn)
        close();
      else if (Alone.Closers.empty() || !Alone.Closers.front().Paren)
        closeParens();
      const unsigned Start = Skip == '-' ? H.NewStart : H.OldStart;
      for (; Conditionals > 0 && Line + 1 < Start; --Conditionals)
        addLine("#endif");
      Front = GoesOn ? "" : frontOf(H, Alone);
      if (Alone.StartsInComment)
        Front += Front.empty() ? "/*" : " /*";
      const Brackets Inside = scanBrackets(Lines, Open);
      Open = Inside.Open;
      Comment = Inside.EndsInComment;
      Conditionals += Inside.Conditionals;
      if (!GoesOn)
        Head = inFunction(H, Alone) ? H.Section.str() : "";
      for (StringRef L : Lines)
        if (isHead(L))
          Head = L.str();
    }
    goTo(Skip == '-' ? H.NewStart : H.OldStart);
    // On the line before, which the diff does not show.
    if (!Front.empty() && !Text.empty())
      Text.insert(Text.size() - 1, " " + Front);
    else
      Text += Front;
    // Python's heads have no closing brace: a comment tells whose lines follow.
    if (Python && inFunction(H, {}) && !Text.empty())
      Text.insert(Text.size() - 1,
                  "#@ " + (isPythonHead(H.Section) ? H.Section.str() : ""));
    for (StringRef L : Lines)
      addLine(L);
  }

  std::string take() {
    close();
    for (; Conditionals > 0; --Conditionals)
      addLine("#endif");
    if (!Open.empty())
      addLine(std::string(Open.size(), '}'));
    return std::move(Text);
  }

private:
  void addLine(StringRef L) {
    Text += L;
    Text += '\n';
    ++Line;
  }

  void endComment() {
    if (Comment)
      addLine("*/");
    Comment = false;
  }

  /// The place of the last character that is code and no space.
  size_t lastOfCode() const {
    StringRef Rest = Text;
    for (int I = 0; I < 8; ++I) {
      Rest = Rest.rtrim();
      const size_t Begin = Rest.rfind('\n') + 1; // 0 where there is none.
      StringRef Last = Rest.substr(Begin);
      Last = Last.take_front(Last.find("//")).rtrim();
      if (!Last.empty())
        return Begin + Last.size() - 1;
      Rest = Rest.take_front(Begin);
    }
    return StringRef::npos;
  }

  /// Ends arguments or parameters behind a comma, as what follows is not shown;
  /// a call may give parameters that are not.
  std::string endParens(size_t Count, bool Parameters) {
    const size_t At = lastOfCode();
    std::string Ends;
    if (Parameters) {
      constexpr int MostCut = 12;
      if (At != StringRef::npos && Text[At] != ',' && Text[At] != '(')
        Ends = ", ";
      for (int I = 0; I < MostCut; ++I)
        Ends += I ? ", perfclaim_cut = {}" : "perfclaim_cut = {}";
    } else if (At != StringRef::npos && Text[At] == ',') {
      Text[At] = ' ';
    }
    return Ends + std::string(Count, ')');
  }

  /// Between two hunks of one function: to the end of the statement, or of the
  /// parameters.
  void closeParens() {
    if (Open.empty() || Open.back() != Bracket::Paren)
      return;
    endComment();
    size_t Count = 0;
    for (; !Open.empty() && Open.back() == Bracket::Paren; ++Count)
      Open.pop_back();
    const bool Parameters =
        none_of(Open, [](Bracket B) { return B == Bracket::Block; });
    const std::string Ends = endParens(Count, Parameters);
    if (Parameters)
      Open.push_back(Bracket::Block);
    addLine(Ends + (Parameters ? " {" : ";"));
  }

  /// Closes all but namespaces, which go on behind what is not shown.
  void close() {
    endComment();
    std::string Ends;
    while (isOpen()) {
      const Bracket Last = Open.back();
      Open.pop_back();
      if (Last != Bracket::Paren) {
        Ends += Last == Bracket::Class ? "};" : "}";
        continue;
      }
      size_t Count = 1;
      for (; !Open.empty() && Open.back() == Bracket::Paren; ++Count)
        Open.pop_back();
      const bool Parameters =
          none_of(Open, [](Bracket B) { return B == Bracket::Block; });
      Ends += endParens(Count, Parameters) + ";";
    }
    if (!Ends.empty())
      addLine(Ends);
  }

  /// What has to stand before the hunk, so that its brackets match; opens it.
  std::string frontOf(const Hunk &H, const Brackets &Alone) {
    if (!inFunction(H, Alone))
      return "";
    if (!Alone.Closers.empty() && Alone.Closers.front().Paren) {
      const std::string Parameters = openingOfParameters(H.Section);
      if (!Parameters.empty() && isParameter(Alone.BeforeParen)) {
        Open.push_back(Bracket::Paren);
        return Parameters;
      }
    }
    const std::string Function = opening(H.Section);
    size_t AtStart = llvm::count_if(
        Alone.Closers, [](const Closer &C) { return C.AtLineStart; });
    std::string Front;
    auto Add = [&](StringRef Piece, Bracket Kind) {
      Front += Front.empty() ? "" : " ";
      Front += Piece;
      Open.push_back(Kind);
    };
    // Behind the function: the end of what it lies in, which the text may know.
    size_t Known = Open.size();
    for (; AtStart > 1; --AtStart)
      if (Known > 0)
        --Known;
      else
        Add("extern \"C++\" {", Bracket::Namespace);
    if (!Function.empty())
      Add(Function, Bracket::Block);
    else if (AtStart == 1 && Known == 0)
      Add("extern \"C++\" {", Bracket::Namespace);
    for (const Closer &C : reverse(Alone.Closers))
      if (!C.AtLineStart)
        Add(C.Paren ? "(" : "{", C.Paren ? Bracket::Paren : Bracket::Block);
    return Front;
  }

  void goTo(unsigned Start) {
    // Numbers come from the diff: a gap of more lines is none.
    constexpr unsigned MaxLine = 1000000;
    while (Line + 1 < Start && Line < MaxLine)
      addLine("");
  }

  /// A hunk whose first line is indented, or that closes more than it opens,
  /// lies in the function of its header.
  static bool inFunction(const Hunk &H, const Brackets &Inside) {
    if (!Inside.Closers.empty())
      return true;
    for (const HunkLine &L : H.Lines)
      if (!L.Text.trim().empty())
        return L.Text.starts_with(" ") || L.Text.starts_with("\t");
    return false;
  }

  bool Braces, Python;
  char Skip; ///< Lines of the other side.
  std::string Text;
  std::string Head;          ///< Of the function that the last hunk ends in.
  std::vector<Bracket> Open; ///< What the text leaves open.
  bool Comment = false;
  int Conditionals = 0;
  unsigned Line = 0; ///< Lines that are written.
};

} // namespace

HunkSides sidesOfHunks(const UnifiedDiff &Diff, bool Braces, bool Python) {
  SideWriter Before(Braces, Python, false), After(Braces, Python, true);
  for (const Hunk &H : Diff.Hunks) {
    // Headers tell of the old file, and what no hunk shows is in both.
    const bool GoesOn = Before.goesOn(H);
    Before.add(H, GoesOn);
    After.add(H, GoesOn && After.isOpen());
  }
  return {Before.take(), After.take()};
}

} // namespace perfclaim
