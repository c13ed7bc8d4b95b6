//===- UnifiedDiff.cpp - Reading the diff of one file ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnifiedDiff.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA1.h"

using namespace llvm;

namespace perfclaim {

/// Git's C-like quoting of unusual names.
static std::string unquote(StringRef Name) {
  if (Name.size() < 2 || !Name.starts_with("\"") || !Name.ends_with("\""))
    return Name.str();
  Name = Name.drop_front().drop_back();
  std::string Out;
  while (!Name.empty()) {
    unsigned Octal = 0;
    if (Name[0] != '\\' || Name.size() < 2) {
      Out += Name[0];
      Name = Name.drop_front();
    } else if (Name.size() >= 4 && !Name.substr(1, 3).getAsInteger(8, Octal) &&
               Octal < 256) {
      Out += static_cast<char>(Octal);
      Name = Name.drop_front(4);
    } else {
      const size_t Which = StringRef("abtnvfr").find(Name[1]);
      Out += Which == StringRef::npos ? Name[1] : "\a\b\t\n\v\f\r"[Which];
      Name = Name.drop_front(2);
    }
  }
  return Out;
}

bool hasBlobHash(StringRef Text, StringRef Hash) {
  SHA1 Sum;
  Sum.update("blob " + std::to_string(Text.size()));
  const uint8_t Nul = 0;
  Sum.update(ArrayRef<uint8_t>(Nul));
  Sum.update(Text);
  return !Hash.empty() &&
         StringRef(toHex(Sum.final(), /*LowerCase=*/true)).starts_with(Hash);
}

namespace {

class DiffParser {
public:
  explicit DiffParser(StringRef Text) : Rest(Text) {
    // "\n" inside of a diff ends a line, so a stripped text has none at the
    // end.
    Stripped = !Text.ends_with("\n");
  }

  Expected<UnifiedDiff> run() {
    while (!Rest.empty()) {
      StringRef Line = next();
      if (Line.starts_with("@@@"))
        return makeError("", "a combined diff of a merge cannot be applied");
      if (Line.starts_with("@@ -")) {
        if (Error E = readHunk(Line))
          return E;
      } else if (Diff.Hunks.empty() || Line.starts_with("diff --git ")) {
        if (Error E = readHeader(Line))
          return E;
      } else if (!Line.empty() &&
                 (Line[0] == '+' || Line[0] == ' ' || Line[0] == '-') &&
                 Line != "--" && Line != "-- " && !trailing(Line)) {
        return makeError("", "hunk " + Twine(Diff.Hunks.size()) + " (" +
                                 Diff.Hunks.back().Header +
                                 ") is longer than its header says");
      }
    }
    return std::move(Diff);
  }

private:
  StringRef next() {
    auto [Line, Tail] = Rest.split('\n');
    Rest = Tail;
    return Line;
  }

  /// Blank lines after the last hunk mean nothing.
  bool trailing(StringRef Line) const {
    return Line.trim().empty() && Rest.trim().empty();
  }

  Error readHeader(StringRef Line) {
    Line = Line.rtrim('\r');
    if (Line.consume_front("diff --git ")) {
      if (SeenFile)
        return makeError("", "the diff is of more than one file");
      SeenFile = Diff.HasHeader = true;
      readNames(Line);
    } else if (Line.consume_front("new file mode ")) {
      Diff.NewFile = true;
      readMode(Line);
    } else if (Line.consume_front("deleted file mode ")) {
      Diff.DeletedFile = true;
      readMode(Line);
    } else if (Line.consume_front("new mode ")) {
      readMode(Line);
    } else if (Line.consume_front("rename from ")) {
      Diff.RenameFrom = unquote(Line);
    } else if (Line.consume_front("rename to ")) {
      Diff.RenameTo = unquote(Line);
    } else if (Line.starts_with("Binary files ") ||
               Line == "GIT binary patch") {
      Diff.Binary = true;
    } else if (Line.consume_front("index ")) {
      auto [Hashes, Mode] = Line.split(' ');
      auto [Old, New] = Hashes.split("..");
      auto IsHash = [](StringRef H) {
        return H.size() >= 4 && all_of(H, isHexDigit) &&
               H.find_first_not_of('0') != StringRef::npos;
      };
      Diff.OldHash = IsHash(Old) ? Old : "";
      Diff.NewHash = IsHash(New) ? New : "";
      readMode(Mode);
    } else if (Line.consume_front("--- ")) {
      Diff.HasHeader = true;
      Diff.NewFile |= Line == "/dev/null";
      setPath(Diff.OldPath, Line, "a/");
    } else if (Line.consume_front("+++ ")) {
      Diff.DeletedFile |= Line == "/dev/null";
      setPath(Diff.NewPath, Line, "b/");
    }
    return Error::success();
  }

  void readMode(StringRef Mode) {
    if (Mode == "160000")
      Diff.Special = "a submodule";
    else if (Mode == "120000")
      Diff.Special = "a symbolic link";
  }

  /// Of `a/X b/X`, where both are the same; others have lines of their own.
  void readNames(StringRef Line) {
    const size_t Half = Line.size() / 2;
    if (Line.size() % 2 == 0 || Line[Half] != ' ')
      return;
    setPath(Diff.OldPath, Line.take_front(Half), "a/");
    setPath(Diff.NewPath, Line.drop_front(Half + 1), "b/");
    if (Diff.OldPath != Diff.NewPath)
      Diff.OldPath = Diff.NewPath = "";
  }

  static void setPath(std::string &Path, StringRef Line, StringRef Prefix) {
    if (Line == "/dev/null")
      return;
    // A name with spaces is followed by a tab.
    Path = unquote(Line.split('\t').first);
    if (StringRef(Path).starts_with(Prefix))
      Path.erase(0, Prefix.size());
  }

  /// "12,3" or "12".
  static bool readRange(StringRef &Line, unsigned &Start, unsigned &Count) {
    Count = 1;
    return !Line.consumeInteger(10, Start) &&
           (!Line.consume_front(",") || !Line.consumeInteger(10, Count));
  }

  Error readHunk(StringRef Line) {
    Hunk Result;
    StringRef Cursor = Line;
    Cursor.consume_front("@@ -");
    if (!readRange(Cursor, Result.OldStart, Result.OldCount) ||
        !Cursor.consume_front(" +") ||
        !readRange(Cursor, Result.NewStart, Result.NewCount) ||
        !Cursor.starts_with(" @@"))
      return makeError("", "hunk header `" + Line.take_front(60) +
                               "` is not understood");
    Result.Header = Line.take_front(Cursor.data() - Line.data() + 3);
    Result.Section = Cursor.drop_front(3).trim();
    unsigned Old = 0, New = 0;
    while (!Rest.empty() && !Rest.starts_with("@@ -") &&
           !Rest.starts_with("diff --git ")) {
      const bool Full = Old == Result.OldCount && New == Result.NewCount;
      if (Full && !Rest.starts_with("\\"))
        break;
      StringRef Body = next();
      if (Body.starts_with("\\")) {
        if (!Result.Lines.empty())
          Result.Lines.back().NoNewline = true;
        continue;
      }
      // A blank context line may have lost its one space.
      const char Kind = Body.rtrim('\r').empty() ? ' ' : Body[0];
      if (Kind != ' ' && Kind != '+' && Kind != '-')
        return makeError("", "hunk " + Twine(Diff.Hunks.size() + 1) + " (" +
                                 Result.Header + ") has the line `" +
                                 Body.take_front(40) +
                                 "`, which begins with none of ' ', '+', '-'");
      Old += Kind != '+';
      New += Kind != '-';
      if (Old > Result.OldCount || New > Result.NewCount)
        return makeError("", "hunk " + Twine(Diff.Hunks.size() + 1) + " (" +
                                 Result.Header +
                                 ") has other lines than its header says");
      Result.Lines.push_back({Kind, Body.starts_with(" ") || Kind != ' '
                                        ? Body.drop_front(1)
                                        : Body});
      Diff.LastLineStripped = Stripped && Rest.empty() && Kind == '+';
    }
    // Only unchanged lines can be missing: they are the old text's.
    if (Result.OldCount - Old != Result.NewCount - New)
      return makeError("", "hunk " + Twine(Diff.Hunks.size() + 1) + " (" +
                               Result.Header + ") is cut off");
    Result.Missing = Result.OldCount - Old;
    Diff.Hunks.push_back(std::move(Result));
    return Error::success();
  }

  StringRef Rest;
  UnifiedDiff Diff;
  bool SeenFile = false;
  bool Stripped = false;
};

} // namespace

std::vector<StringRef> splitDiff(StringRef Text) {
  std::vector<StringRef> Parts;
  size_t Begin = StringRef::npos;
  for (size_t At = 0; At < Text.size();) {
    if (Text.substr(At).starts_with("diff --git ")) {
      if (Begin != StringRef::npos)
        Parts.push_back(Text.slice(Begin, At));
      Begin = At;
    }
    const size_t End = Text.find('\n', At);
    At = End == StringRef::npos ? Text.size() : End + 1;
  }
  if (Begin != StringRef::npos)
    Parts.push_back(Text.substr(Begin));
  return Parts;
}

Expected<UnifiedDiff> parseUnifiedDiff(StringRef Text) {
  return DiffParser(Text).run();
}

} // namespace perfclaim
