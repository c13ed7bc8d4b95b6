#!/usr/bin/env python3
#===- pair-repo.py - Two folders to a repository of two commits -----------===//
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===----------------------------------------------------------------------===//
"""Make a git repository whose only commit after the first turns a folder into
another: usage: pair-repo.py FOLDER, with FOLDER/before, FOLDER/after and, if
there is one, FOLDER/message; the repository is FOLDER/repo."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
}


def git(repo, *arguments):
    subprocess.run(["git", "-C", str(repo), *arguments], check=True,
                   env=ENVIRONMENT, stdout=subprocess.DEVNULL)


def commit(repo, side, message):
    for entry in repo.iterdir():
        if entry.name != ".git":
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    # Fresh times: git trusts a file whose size and time did not change.
    shutil.copytree(side, repo, dirs_exist_ok=True,
                    copy_function=shutil.copy)
    git(repo, "add", "-A")
    git(repo, "commit", "--quiet", "--allow-empty", "-m", message)


def main():
    folder = Path(sys.argv[1])
    repo = folder / "repo"
    shutil.rmtree(repo, ignore_errors=True)
    repo.mkdir(parents=True)
    git(repo, "init", "--quiet", "--initial-branch=main")
    commit(repo, folder / "before", "start")
    message = folder / "message"
    commit(repo, folder / "after",
           message.read_text() if message.exists() else "change")


if __name__ == "__main__":
    main()
