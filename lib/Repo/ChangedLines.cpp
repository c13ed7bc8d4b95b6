//===- ChangedLines.cpp - Which lines of a file differ --------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Git.h"
#include "perfclaim/Repo/Input.h"
#include <git2.h>

namespace perfclaim {

static void add(std::vector<LineSpan> &Into, int First, int Count) {
  if (Count > 0)
    Into.push_back({static_cast<unsigned>(First),
                    static_cast<unsigned>(First + Count - 1)});
}

void findChangedLines(FileChange &File) {
  File.Lost.clear();
  File.Gained.clear();
  if (!git::startLibrary() || File.Binary || File.Partial ||
      (!File.Before && !File.After))
    return;
  git_diff_options Options;
  git_diff_options_init(&Options, GIT_DIFF_OPTIONS_VERSION);
  Options.context_lines = 0;
  const std::string None;
  const std::string &Before = File.Before ? *File.Before : None;
  const std::string &After = File.After ? *File.After : None;
  // Where libgit2 fails nothing is known to have changed.
  git_diff_buffers(
      Before.data(), Before.size(), nullptr, After.data(), After.size(),
      nullptr, &Options, nullptr, nullptr,
      [](const git_diff_delta *, const git_diff_hunk *Hunk, void *Into) {
        auto &File = *static_cast<FileChange *>(Into);
        add(File.Lost, Hunk->old_start, Hunk->old_lines);
        add(File.Gained, Hunk->new_start, Hunk->new_lines);
        return 0;
      },
      nullptr, &File);
}

} // namespace perfclaim
