//===- Database.cpp - compile_commands.json ---------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Database.h"
#include "SourceIndex.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Support/Error.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"

using namespace llvm;

namespace perfclaim {
namespace {

constexpr unsigned MaxResponseDepth = 8;

struct Entry {
  std::string File; ///< Absolute.
  std::string Directory;
  std::vector<std::string> Arguments;
};

std::string absolute(StringRef Path, StringRef Directory) {
  SmallString<256> Result(Path);
  if (!sys::path::is_absolute(Result)) {
    Result = Directory;
    sys::path::append(Result, Path);
  }
  sys::path::remove_dots(Result, /*remove_dot_dot=*/true);
  return std::string(Result);
}

std::vector<std::string> tokenize(StringRef Text) {
  BumpPtrAllocator Storage;
  StringSaver Saver(Storage);
  SmallVector<const char *, 64> Words;
  cl::TokenizeGNUCommandLine(Text, Saver, Words);
  return {Words.begin(), Words.end()};
}

/// `@file`, and what nvcc spells `--options-file file`.
std::vector<std::string> expand(ArrayRef<std::string> Arguments,
                                StringRef Directory, vfs::FileSystem &Files,
                                unsigned Depth = 0) {
  std::vector<std::string> Result;
  auto Include = [&](StringRef Name) {
    auto Text = Files.getBufferForFile(absolute(Name, Directory));
    if (!Text || Depth == MaxResponseDepth)
      return;
    std::vector<std::string> More =
        expand(tokenize((*Text)->getBuffer()), Directory, Files, Depth + 1);
    Result.insert(Result.end(), More.begin(), More.end());
  };
  for (size_t I = 0; I != Arguments.size(); ++I) {
    StringRef Argument = Arguments[I];
    if ((Argument == "--options-file" || Argument == "-optf") &&
        I + 1 != Arguments.size())
      Include(Arguments[++I]);
    else if (Argument.consume_front("--options-file=") ||
             Argument.consume_front("-optf=") ||
             (Argument.size() > 1 && Argument.consume_front("@")))
      Include(Argument);
    else
      Result.push_back(Argument.str());
  }
  return Result;
}

/// Drops the compiler and what wraps it.
void dropCompiler(std::vector<std::string> &Arguments) {
  auto IsWrapper = [](StringRef Name) {
    Name = sys::path::filename(Name);
    return Name == "ccache" || Name == "sccache" || Name == "distcc" ||
           Name == "env";
  };
  while (Arguments.size() > 1 && IsWrapper(Arguments.front()))
    Arguments.erase(Arguments.begin());
  if (!Arguments.empty())
    Arguments.erase(Arguments.begin());
}

bool isBelow(StringRef Path, StringRef Folder) {
  return Path.consume_front(Folder) && (Path.empty() || Path.starts_with("/"));
}

/// The folder that is to \p Root what the entries' files say; "" if none.
std::string otherRoot(ArrayRef<Entry> Entries, const SourceTree &Tree,
                      StringRef Root) {
  std::map<std::string, unsigned> Votes;
  for (const Entry &E : Entries) {
    StringRef File = E.File;
    if (isBelow(File, Root) &&
        Tree.contains(File.drop_front(std::min(File.size(), Root.size() + 1))))
      continue;
    // Longest end first.
    for (size_t At = File.find('/'); At != StringRef::npos;
         At = File.find('/', At + 1))
      if (Tree.contains(File.drop_front(At + 1))) {
        ++Votes[File.take_front(At).str()];
        break;
      }
  }
  std::string Best;
  unsigned Most = 0;
  for (const auto &[Folder, Count] : Votes)
    if (Count > Most) {
      Most = Count;
      Best = Folder;
    }
  return Best;
}

} // namespace

Expected<CompileDatabase> CompileDatabase::load(StringRef BuildDir,
                                                vfs::FileSystem &Files,
                                                const SourceTree &Tree,
                                                StringRef Root) {
  std::string Name = (BuildDir + "/compile_commands.json").str();
  if (BuildDir.ends_with(".json"))
    Name = BuildDir.str();
  auto Text = Files.getBufferForFile(Name);
  if (!Text)
    return makeError(Name, Text.getError().message(),
                     "give the folder that has compile_commands.json to -p");
  Expected<json::Value> Parsed = parseJSON((*Text)->getBuffer(), Name);
  if (!Parsed)
    return Parsed.takeError();
  const json::Array *List = Parsed->getAsArray();
  if (!List)
    return makeError(Name, "not a list of commands");

  std::vector<Entry> Entries;
  for (const json::Value &Value : *List) {
    const json::Object *Object = Value.getAsObject();
    if (!Object)
      continue;
    Entry E;
    E.Directory = Object->getString("directory").value_or("").str();
    std::optional<StringRef> File = Object->getString("file");
    if (!File)
      continue;
    E.File = absolute(*File, E.Directory);
    if (const json::Array *Arguments = Object->getArray("arguments")) {
      for (const json::Value &Argument : *Arguments)
        E.Arguments.push_back(Argument.getAsString().value_or("").str());
    } else if (std::optional<StringRef> Command =
                   Object->getString("command")) {
      E.Arguments = tokenize(*Command);
    }
    dropCompiler(E.Arguments);
    E.Arguments = expand(E.Arguments, E.Directory, Files);
    Entries.push_back(std::move(E));
  }

  const std::string Other = otherRoot(Entries, Tree, Root);
  // To root-relative where the path is below a root, else as it is.
  auto Map = [&](StringRef Path) {
    for (StringRef From : {StringRef(Other), Root})
      if (!From.empty() && isBelow(Path, From)) {
        StringRef Rest = Path.drop_front(From.size());
        Rest.consume_front("/");
        return Rest.empty() ? std::string(".") : Rest.str();
      }
    return Path.str();
  };
  CompileDatabase Result;
  for (const Entry &E : Entries) {
    std::string Path = Map(E.File);
    if (!Tree.contains(Path) || Result.Entries.count(Path))
      continue;
    CompileFlags Flags = parseCommand(E.Arguments, E.Directory);
    for (auto *List :
         {&Flags.IncludeDirs, &Flags.SystemIncludeDirs, &Flags.ForcedIncludes})
      for (std::string &Folder : *List)
        Folder = Map(Folder);
    for (Note &N : Flags.Notes)
      N.File = Path;
    Result.Entries.emplace(std::move(Path), std::move(Flags));
  }
  return std::move(Result);
}

const CompileFlags *CompileDatabase::find(StringRef Path) const {
  auto At = Entries.find(Path.str());
  return At == Entries.end() ? nullptr : &At->second;
}

std::optional<std::string> CompileDatabase::nearest(StringRef Path) const {
  auto Rank = [&](const std::string &Candidate) {
    return std::make_tuple(isCudaName(Path) && !isCudaName(Candidate),
                           sys::path::stem(Path) != sys::path::stem(Candidate),
                           pathDistance(Path, Candidate));
  };
  std::optional<std::string> Best;
  for (const auto &[Candidate, Flags] : Entries)
    if (!Best || Rank(Candidate) < Rank(*Best))
      Best = Candidate;
  return Best;
}

} // namespace perfclaim
