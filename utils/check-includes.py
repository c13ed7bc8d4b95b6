#!/usr/bin/env python3
# ===- check-includes.py - Which library may include which ----------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Holds the include arrows of docs/design/Architecture.md.

usage: utils/check-includes.py [ROOT]

Prints each #include of lib/, include/ and tools/ that the tables below do not
allow, and exits with 1 where there is one.
"""

import re
import sys
from pathlib import Path

# What a library may include of perfclaim, besides what these may in turn.
ARROWS = {
    "Support": [],
    "Model": ["Support"],
    "Repo": ["Model"],
    "Claims": ["Model"],
    "Compile": ["Model"],
    "MachineCode": ["Compile", "Model", "Support"],
    "StandIns": ["Support"],
    "Headers": ["Support"],
    "Parse": ["Repo", "Compile", "Headers", "StandIns"],
    "Analysis": ["Parse", "Model"],
    "Triton": ["Model", "Support"],
    "Diff": ["Model"],
    "Plan": ["Model"],
    "Emit": ["Model", "StandIns", "Support"],
    "HostCompile": ["Compile", "Headers", "HostRuntime", "StandIns",
                    "Support"],
    "HostRuntime": [],
    "Runtime": [],
    "Run": ["Model", "HostCompile", "Runtime", "Support"],
    "Verdict": ["Model", "Runtime"],
    "Report": ["Model", "Runtime"],
    "Driver": ["Repo", "Claims", "Compile", "Headers", "StandIns", "Parse", "Analysis",
               "Triton", "Diff", "Plan", "Emit", "HostCompile", "Run",
               "Verdict", "Report", "MachineCode"],
    "Lsp": ["Driver"],
}

# No AST leaves Analysis: only these two show Clang in their headers, and only
# these four use it.
CLANG_IN_HEADERS = {"Parse", "Analysis"}
CLANG_IN_SOURCES = CLANG_IN_HEADERS | {"Headers", "HostCompile"}

# The parts of LLVM that are a standard library, for everyone; HostCompile and
# MachineCode use the compiler, and what is copied into or linked to users'
# programs has nothing of LLVM.
LLVM_FOR_ALL = {"ADT", "Support", "Demangle", "TargetParser", "Config"}
NO_LLVM = {"HostRuntime", "Runtime"}
ALL_OF_LLVM = CLANG_IN_SOURCES | {"MachineCode"}
MORE_LLVM = {
    # The driver owns the compiled modules between Parse, which makes them, and
    # Analysis, which compares them.
    "Driver": {"IR"},
    "tools": {"Option"},
}

# Other headers that belong to one library.
OWNED = {"git2.h": {"Repo"}, "git2/": {"Repo"}, "backtrace.h": {"HostRuntime"},
         "boost/": {"HostRuntime"}}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)
# Texts for other people's compilers are no sources of ours.
TEXTS = ("lib/StandIns/Headers/", "lib/Emit/Templates/")
SUFFIXES = {".h", ".cpp", ".cc", ".c", ".cu", ".cuh", ".inc"}


def closure():
    """ARROWS with what is reached over several arrows."""
    reached = {}

    def visit(name, path):
        if name in path:
            sys.exit(f"check-includes: the table has a cycle through {name}")
        if name not in reached:
            result = {name}
            for target in ARROWS[name]:
                result |= visit(target, path | {name})
            reached[name] = result
        return reached[name]

    for name in ARROWS:
        visit(name, frozenset())
    return reached


def code_of(path):
    """The file's text without comments; raw strings hold text that is not ours
    to compile, so they go too. Line breaks stay."""
    text = path.read_text(encoding="utf-8", errors="replace")
    blank = lambda match: "\n" * match.group().count("\n")
    text = re.sub(r'R"(\w*)\(.*?\)\1"', blank, text, flags=re.S)
    text = re.sub(r"/\*.*?\*/", blank, text, flags=re.S)
    return re.sub(r"//[^\n]*", "", text)


def problems_of_include(library, in_header, quoted, name, root, allowed):
    """What is wrong with one include of a file of `library`, or nothing.
    `library` is None for tools/."""
    if name.startswith("perfclaim/"):
        target = name.split("/")[1]
        if target not in ARROWS:
            yield f"'{target}' is no library"
        elif not (root / "include" / name).is_file():
            yield f"there is no include/{name}"
        elif library and target not in allowed[library]:
            yield f"{library} may not include {target}"
    elif quoted and (".." in name.split("/") or name.startswith("lib/")):
        yield "another library is reached through its headers in include/"
    elif name.startswith(("clang/", "clang-c/", "clang-tidy/")):
        if library not in CLANG_IN_SOURCES:
            yield f"{library or 'tools'} may not use Clang"
        elif in_header and library not in CLANG_IN_HEADERS:
            yield f"{library} may not show Clang in its headers"
    elif name.startswith("llvm/"):
        part = name.split("/")[1]
        if library in NO_LLVM:
            yield f"{library} may not use LLVM"
        elif (library not in ALL_OF_LLVM and part not in
              LLVM_FOR_ALL | MORE_LLVM.get(library or "tools", set())):
            yield f"{library or 'tools'} may not use llvm/{part}"
    for prefix, owners in OWNED.items():
        if (name == prefix or prefix.endswith("/") and
                name.startswith(prefix)) and library not in owners:
            yield f"{name} belongs to {', '.join(sorted(owners))}"


def check(root):
    """All violations below `root`, as lines, and how many files were read."""
    allowed = closure()
    found, files = [], 0
    for top in ("lib", "include/perfclaim", "tools"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix not in SUFFIXES or not path.is_file():
                continue
            relative = path.relative_to(root)
            if relative.as_posix().startswith(TEXTS):
                continue
            files += 1
            library = None
            if top != "tools":
                library = path.relative_to(root / top).parts[0]
                if library not in ARROWS:
                    found.append(f"{relative}: '{library}' is no library")
                    continue
            in_header = top.startswith("include")
            text = code_of(path)
            for match in INCLUDE.finditer(text):
                line = text.count("\n", 0, match.start(2)) + 1
                for problem in problems_of_include(
                        library, in_header, match.group(1) == '"',
                        match.group(2), root, allowed):
                    found.append(f"{relative}:{line}: {match.group(2)}: "
                                 f"{problem}")
    return found, files


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else
                Path(__file__).resolve().parent.parent)
    found, files = check(root)
    for line in found:
        print(line)
    if not files:
        print(f"check-includes: no sources below {root}")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
