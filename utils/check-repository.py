#!/usr/bin/env python3
# ===- check-repository.py - Rules that every file keeps ------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Checks what no compiler checks.

usage: utils/check-repository.py [ROOT]

Every source file names its licence, is of a length that can be read at one
sitting, and names no folder of one person's machine; header guards are named
after the file; scripts are executable; links between documents lead somewhere;
no two classes of a namespace have one name, which no linker notices.
ROOT is looked at as git would: ignored files are not part of it. Prints what is
wrong, and exits with 1 where something is.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

LICENCE = "SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception"
SOURCES = {".h", ".cpp", ".c", ".cu", ".cuh", ".py", ".td"}

# Longest file, and the ones that have a reason to be longer.
MAX_LINES = 400
LONGER = {
    # One evaluator: each kind of expression a few lines of the same recursion.
    "lib/Analysis/IndexBoundsEval.cpp": 450,
    # One printer: each kind of expression a few lines of the same recursion.
    "lib/Analysis/LaunchSliceText.cpp": 450,
    # The forms of a launch, each a few lines that share the same helpers.
    "lib/Analysis/Launches.cpp": 500,
    # A table: which field has which name in JSON.
}
MEASURED = ("lib/", "include/", "tools/")

# Folders that exist on one machine only. Those of a system, such as
# /usr/local/cuda, are the same everywhere.
MACHINE_PATH = re.compile(
    r"(?<![\w.$}/-])/(?:home/\w|root/|Users/\w|work/|mnt/\w|scratch/\w"
    r"|tmp/build|tmp/\w+-build)")

LINK = re.compile(r"\]\(([^()\s:#]+)(?:#[^()\s]*)?\)")

# Text that is the input of a test, or becomes part of somebody else's package.
NOT_OURS = re.compile(r"(^|/)(Inputs|Templates)/")


def files_of(root):
    """What git tracks or would; everything where `root` is no work tree."""
    if (root / ".git").exists():
        names = subprocess.run(
            ["git", "-C", root, "ls-files", "-z", "--cached", "--others",
             "--exclude-standard"], check=True,
            capture_output=True).stdout.decode().split("\0")
    else:
        names = [str(path.relative_to(root)) for path in root.rglob("*")]
    return sorted(name for name in set(names)
                  if name and (root / name).is_file())


def guard_of(name):
    """The header guard that a header of ours has; None for other files."""
    match = re.fullmatch(r"include/(perfclaim/\w+/\w+)\.h", name) or \
        re.fullmatch(r"(lib/\w+/\w+)\.h", name)
    tool = re.fullmatch(r"tools/perfclaim/(\w+)\.h", name)
    if not match and not tool:
        return None
    path = match.group(1) if match else f"tools/{tool.group(1)}"
    return "PERFCLAIM_" + re.sub(r"\W", "_", path.removeprefix(
        "perfclaim/").upper()) + "_H"


def problems_of(name, path):
    data = path.read_bytes()
    if b"\0" in data:
        yield "is binary"
        return
    text = data.decode("utf-8", "replace")
    lines = text.split("\n")
    if NOT_OURS.search(name):
        return
    script = text.startswith("#!")
    head = "\n".join(lines[:12])
    if (path.suffix in SOURCES or script) and LICENCE not in head:
        yield f"says nothing of its licence; wanted: {LICENCE}"
    if script and not os.access(path, os.X_OK):
        yield "begins with #! and is not executable"
    guard = guard_of(name)
    if guard and not re.search(
            rf"^#ifndef {guard}\n#define {guard}\n", text, re.M):
        yield f"has no header guard {guard}"
    length = len(lines) - 1
    if (name.startswith(MEASURED) and path.suffix in SOURCES and
            length > LONGER.get(name, MAX_LINES)):
        yield f"has {length} lines, more than {LONGER.get(name, MAX_LINES)}"
    if path.suffix == ".md":
        for target in LINK.findall(text):
            if not (path.parent / target).exists():
                yield f"links to {target}, which is not there"
    for number, line in enumerate(lines, 1):
        match = MACHINE_PATH.search(line)
        if match:
            yield f"line {number} names a machine's own folder: {line.strip()}"


NAMESPACE = re.compile(r"^(?:inline )?namespace ([\w:]+) \{$", re.M)
CLASS = re.compile(r"^(?:struct|class|union|enum(?: class)?) (\w+)\b(?!::)[^;{]*\{",
                   re.M)


def classes_of(text):
    """The classes at the level of a named namespace, as "namespace::name"."""
    text = re.sub(r"^namespace \{$.*?^\} // namespace$", "", text,
                  flags=re.M | re.S)
    space = NAMESPACE.search(text)
    return {f"{space[1]}::{name}" for name in CLASS.findall(text)} \
        if space else set()


def doubles(root, names):
    """Classes that two files define, which breaks the rule of one definition."""
    places = {}
    for name in names:
        if not name.startswith(MEASURED) or NOT_OURS.search(name) or \
                "/Headers/" in name or not name.endswith((".h", ".cpp")):
            continue
        for found in classes_of((root / name).read_text("utf-8", "replace")):
            places.setdefault(found, []).append(name)
    for found, where in sorted(places.items()):
        if len(where) > 1:
            yield f"{where[1]}: {found} is defined in {where[0]} too"


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else
                Path(__file__).resolve().parent.parent).resolve()
    names = files_of(root)
    bad = False
    for name in names:
        for problem in problems_of(name, root / name):
            print(f"{name}: {problem}")
            bad = True
    for problem in doubles(root, names):
        print(problem)
        bad = True
    for name in sorted(set(LONGER) - set(names)):
        if (root / "utils" / "check-repository.py").exists():
            print(f"{name}: is listed as long, and is not there")
            bad = True
    if not names:
        print(f"check-repository: no files below {root}")
    return 1 if bad or not names else 0


if __name__ == "__main__":
    sys.exit(main())
