//===- Lines.cpp - What kind of line one is -------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lines.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

bool isTrailer(StringRef Line) {
  const size_t Colon = Line.find(':');
  if (Colon == StringRef::npos || Colon < 3)
    return false;
  const StringRef Key = Line.take_front(Colon);
  return Key.ends_with_insensitive("-by") ||
         Key.equals_insensitive("change-id") || Key.equals_insensitive("url") ||
         Key.equals_insensitive("made-with") ||
         Key.equals_insensitive("differential revision");
}

bool startsItem(StringRef Line) {
  const char C = Line.front();
  if ((C == '-' || C == '*' || C == '+' || C == '#' || C == '|') &&
      (Line.size() == 1 || !isDigit(Line[1])))
    return true;
  // "Accuracy: ...", "ISL=1024: ...": an item by its key.
  const size_t Key = Line.find_first_of(" :");
  if (Key != StringRef::npos && Key > 2 && Line[Key] == ':' &&
      Line.substr(Key).starts_with(": ") && !isLower(C))
    return true;
  const size_t Digits = Line.find_first_not_of("0123456789");
  return Digits != 0 && Digits != StringRef::npos && Digits < 3 &&
         (Line.substr(Digits).starts_with(". ") ||
          Line.substr(Digits).starts_with(") "));
}

bool introducesQuote(StringRef Line) {
  if (!Line.consume_back(":"))
    return false;
  for (StringRef Verb : {"wrote", "writes", "said", "says"})
    if (Line.ends_with_insensitive(Verb))
      return true;
  return false;
}

bool isQuoted(StringRef Line, bool Beside) {
  if (!Line.consume_front("> "))
    return Line.starts_with(">>");
  const char C = Line.ltrim().empty() ? ' ' : Line.ltrim().front();
  const bool Bound = isDigit(C) || C == '~';
  return !Bound || Beside;
}

StringRef withdrawnTitle(StringRef Line, bool Subject) {
  if (Line.consume_front("Revert \""))
    return Line;
  if (!Subject)
    return "";
  // "[Revert] ...", "revert: ...", "Back out ..."
  Line = Line.ltrim("[ ");
  for (StringRef Verb :
       {"revert", "reverts", "reverting", "back out", "backs out", "backed out",
        "backout", "rollback of", "roll back"}) {
    StringRef Rest = Line;
    if (!Rest.consume_front_insensitive(Verb) || Rest.empty())
      continue;
    if (Rest.starts_with("(") && Rest.contains("):"))
      Rest = Rest.substr(Rest.find("):") + 1);
    if (StringRef(":]\"'`").contains(Rest.front()) ||
        (Verb.starts_with("back") && Rest.front() == ' ') ||
        (Rest.front() == ' ' && Rest.size() > 1 &&
         StringRef("\"'`").contains(Rest[1])))
      return Rest.ltrim(":] \"'`");
  }
  return "";
}

LineTable::LineTable(StringRef Text) : Text(Text), Begins{0} {
  for (size_t At = 0; (At = Text.find('\n', At)) != StringRef::npos;)
    Begins.push_back(++At);
}

StringRef LineTable::at(size_t Offset) const {
  const auto Next = llvm::upper_bound(Begins, Offset);
  const size_t End = Next == Begins.end() ? Text.size() : *Next - 1;
  return Text.slice(*std::prev(Next), End);
}

} // namespace perfclaim
