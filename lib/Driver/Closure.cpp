//===- Closure.cpp - What a package has to bring along --------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Closure.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"
#include <set>

using namespace llvm;

namespace perfclaim {

namespace {

std::string normalized(StringRef Path) {
  SmallString<256> Text(Path);
  sys::path::remove_dots(Text, /*remove_dot_dot=*/true,
                         sys::path::Style::posix);
  return std::string(Text.str());
}

/// Names in #include lines; quoted or angled, any conditional branch.
std::vector<std::string> includedNames(StringRef Text) {
  std::vector<std::string> Names;
  while (!Text.empty()) {
    auto [Line, Rest] = Text.split('\n');
    Text = Rest;
    Line = Line.ltrim();
    if (!Line.consume_front("#"))
      continue;
    Line = Line.ltrim();
    if (!Line.consume_front("include"))
      continue;
    Line = Line.ltrim();
    if (Line.empty() || (Line[0] != '"' && Line[0] != '<'))
      continue;
    const char Close = Line[0] == '"' ? '"' : '>';
    StringRef Name = Line.drop_front().take_until(
        [&](char C) { return C == Close || C == '\r'; });
    if (!Name.empty())
      Names.push_back(Name.str());
  }
  return Names;
}

} // namespace

std::optional<std::string> belowRoot(StringRef Directory, StringRef Root) {
  if (!sys::path::is_absolute(Directory))
    return normalized(Directory);
  std::string Folder = normalized(Directory);
  if (Folder == Root)
    return "";
  StringRef Rest = Folder;
  if (Rest.consume_front(Root) && Rest.consume_front("/"))
    return Rest.str();
  return std::nullopt;
}

std::set<std::string> textualClosure(const SourceTree &Tree,
                                     std::set<std::string> Files,
                                     ArrayRef<std::string> IncludeDirs) {
  std::vector<std::string> Open(Files.begin(), Files.end());
  while (!Open.empty()) {
    const std::string File = std::move(Open.back());
    Open.pop_back();
    Expected<std::string> Text = Tree.read(File);
    if (!Text) {
      consumeError(Text.takeError());
      continue;
    }
    for (const std::string &Name : includedNames(*Text)) {
      std::vector<std::string> Tries{
          normalized((sys::path::parent_path(File) + "/" + Name).str())};
      for (const std::string &Dir : IncludeDirs)
        Tries.push_back(normalized(Dir.empty() ? Name : Dir + "/" + Name));
      for (std::string &Try : Tries) {
        StringRef Path = StringRef(Try).ltrim('/');
        if (!isSafeRelativePath(Path) || !Tree.contains(Path))
          continue;
        if (Files.insert(Path.str()).second)
          Open.push_back(Path.str());
        break;
      }
    }
  }
  return Files;
}

std::set<std::string> librariesOf(ArrayRef<ShimCheck::Symbol> Symbols,
                                  std::vector<std::string> &Unknown) {
  static constexpr std::pair<StringLiteral, StringLiteral> Known[] = {
      {"cublasLt", "cublasLt"},  {"cublas", "cublas"},
      {"curand", "curand"},      {"cufft", "cufft"},
      {"cusparse", "cusparse"},  {"cusolver", "cusolver"},
      {"nvrtc", "nvrtc"},        {"nvml", "nvml"},
      {"cuda.h", "cuda_driver"}, {"cudaTypedefs", "cuda_driver"}};
  std::set<std::string> Libraries;
  for (const ShimCheck::Symbol &S : Symbols) {
    if (S.InRepository)
      continue;
    StringRef Header = sys::path::filename(S.Header);
    const auto *Match = find_if(
        Known, [&](const auto &K) { return Header.starts_with(K.first); });
    if (Match != std::end(Known))
      Libraries.insert(Match->second.str());
    else if (!is_contained(Unknown, S.Name))
      Unknown.push_back(S.Name);
  }
  return Libraries;
}

} // namespace perfclaim
