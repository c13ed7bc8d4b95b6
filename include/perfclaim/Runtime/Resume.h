//===- Resume.h - What an interrupted run has measured ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What each measuring process has told is kept in a file until the result is
/// written. A run that was interrupted takes from it the processes that had
/// ended, and measures the rest: processes are independent, and the interval
/// knows what differs between them. The first process also compares the sides,
/// and always runs.
///
/// Nothing is taken from a file of other binaries, another machine or other
/// options: its first line is a key of them.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_RESUME_H
#define PERFCLAIM_RUNTIME_RESUME_H

#include "Json.h"
#include "Options.h"
#include "Place.h"
#include <cstdio>
#include <map>
#include <sys/stat.h>
#include <unistd.h>

namespace pc {

/// Size and time of a file.
inline std::string fileIdentity(const std::string &Path) {
  struct stat Found;
  if (stat(Path.c_str(), &Found) != 0)
    return "none";
  return std::to_string(Found.st_size) + "." +
         std::to_string(Found.st_mtim.tv_sec) + "." +
         std::to_string(Found.st_mtim.tv_nsec);
}

/// All that decides what a measuring process tells.
inline std::string resumeKey(const Options &Wanted) {
  char Numbers[160], Host[256] = "";
  gethostname(Host, sizeof Host - 1);
  std::snprintf(Numbers, sizeof Numbers, "%llu %.17g %.17g %d %d %d %d",
                static_cast<unsigned long long>(Wanted.Seed),
                Wanted.BudgetSeconds, Wanted.Precision, Wanted.Processes,
                Wanted.Iterations, static_cast<int>(Wanted.Instruments),
                static_cast<int>(Wanted.Reduced));
  std::string Key =
      std::string("key ") + Host + " " + name(Wanted.Turns) + " " + Numbers;
  for (int Side : Wanted.Sides)
    Key += std::string(" ") + sideName(Side);
  Key += " " + fileIdentity("/proc/self/exe");
  for (int Side = 0; Side != 2; ++Side)
    Key += " " + fileIdentity(ownFolder() + "lib" + sideName(Side) + ".so");
  return Key;
}

class Kept {
public:
  /// Reads what is there. \p End is the last line of what a process tells.
  Kept(const Options &Wanted, std::string End)
      : Path(Wanted.Resume), End(std::move(End)) {
    if (Path.empty())
      return;
    Key = resumeKey(Wanted);
    read();
  }

  /// What that process has told of these workloads; null: it has not.
  const std::string *find(int Process,
                          const std::vector<std::string> &Names) const {
    const auto Found = Told.find(header(Process, Names));
    return Found == Told.end() ? nullptr : &Found->second;
  }
  void add(int Process, const std::vector<std::string> &Names,
           const std::string &Lines) {
    if (Path.empty())
      return;
    Told[header(Process, Names)] = Lines;
    std::string Text = Key + "\n";
    for (const auto &[Header, Block] : Told)
      Text += Header + Block;
    // A run without the file is only one that cannot go on.
    if (!writeText(Path + ".new", Text) ||
        std::rename((Path + ".new").c_str(), Path.c_str()) != 0)
      std::fprintf(stderr, "benchmark: %s cannot be written\n", Path.c_str());
  }
  std::size_t size() const { return Told.size(); }
  /// The result is there.
  void remove() const {
    if (!Path.empty())
      std::remove(Path.c_str());
  }

private:
  static std::string header(int Process,
                            const std::vector<std::string> &Names) {
    std::string Line = "process\t" + std::to_string(Process);
    for (const std::string &Name : Names)
      Line += "\t" + Name;
    return Line + "\n";
  }

  void read() {
    std::FILE *From = std::fopen(Path.c_str(), "r");
    if (!From)
      return;
    std::string Text;
    char Part[65536];
    for (std::size_t Count; (Count = std::fread(Part, 1, sizeof Part, From));)
      Text.append(Part, Count);
    std::fclose(From);
    if (Text.compare(0, Key.size() + 1, Key + "\n") != 0)
      return;
    std::string Header, Block;
    for (std::size_t At = Key.size() + 1; At < Text.size();) {
      const std::size_t Stop = Text.find('\n', At);
      if (Stop == std::string::npos)
        return;
      const std::string Line = Text.substr(At, Stop + 1 - At);
      At = Stop + 1;
      if (Header.empty()) {
        Header = Line;
        continue;
      }
      Block += Line;
      if (Line == End) {
        Told[Header] = Block;
        Header.clear();
        Block.clear();
      }
    }
  }

  std::string Path, End, Key;
  std::map<std::string, std::string> Told;
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_RESUME_H
