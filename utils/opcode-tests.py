#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whether each instruction of the GPU that the host backend knows has a test.

  utils/opcode-tests.py [--tool build/bin/perfclaim] FOLDERS...

What is known is what `perfclaim host-compile --list-instructions` lists: each PTX
opcode with its types and modifiers, special registers, and intrinsics of LLVM. The
CUDA files in the folders are the tests; each is asked for its instructions with the
options that its RUN line compiles it with. Files that do not run what they compile
do not count. Printed is what has no test; then the exit code is 1.
"""

import argparse
import concurrent.futures
import pathlib
import re
import subprocess
import sys

COMPILES = re.compile(r"RUN: .*%perfclaim host-compile (?P<options>.*?)%s")
RUNS = re.compile(r"RUN: (?:env (?:\S+=\S+ )+)?%t\b")


def listed(tool, *arguments):
    done = subprocess.run([tool, "host-compile", "--list-instructions", *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(arguments)}: {done.stderr.strip()[:2000]}")
    return set(done.stdout.split("\n")) - {""}


def options_of(test):
    """How its first program is compiled, or None where it is not run."""
    text = test.read_text()
    match = COMPILES.search(text)
    if not match or not RUNS.search(text):
        return None
    return match.group("options").replace("%S", str(test.parent)).split()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", default="build/bin/perfclaim")
    parser.add_argument("--explain", action="store_true", help="list which test has what")
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    missing = known = listed(arguments.tool)
    # Those that are made for it come first: mostly no others are needed.
    tests = sorted(
        (test for folder in arguments.folders for test in folder.glob("*.cu")),
        key=lambda test: (not test.name.startswith("opcodes-"), "asm" not in test.read_text(), test.name),
    )
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        pending = [(test, options_of(test)) for test in tests]
        pending = [(test, options) for test, options in pending if options is not None]
        while pending and missing:
            now, pending = pending[:2], pending[2:]
            for (test, _), found in zip(now, pool.map(lambda t: listed(arguments.tool, *t[1], str(t[0])), now)):
                if arguments.explain:
                    print(f"{test.name}: {len(found & missing)} more of {len(found)}")
                missing = missing - found
    for line in sorted(missing):
        print(f"no test: {line}")
    print(f"{len(known)} known, {len(missing)} without a test")
    sys.exit(bool(missing))


if __name__ == "__main__":
    main()
