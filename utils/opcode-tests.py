#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whether each instruction of the GPU that the host backend knows has a test.

  utils/opcode-tests.py [--tool build/bin/perfclaim] TESTS...

What is known is what `perfclaim host-compile --list-instructions` lists: each PTX
opcode with its types and modifiers, special registers, and intrinsics of LLVM. The
CUDA files are the tests; each is asked for its instructions with the
options that its RUN line compiles it with. Files that do not run what they compile
do not count. Printed is what has no test; then the exit code is 1.

--except FILE lists what is known to have none. A line there that has a test, or is no
instruction any more, is an error too, so that the list only gets shorter.
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
    parser.add_argument("--except", dest="exceptions", type=pathlib.Path, help="lines that are known to have no test")
    parser.add_argument("tests", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    missing = known = listed(arguments.tool)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        pending = [(test, options_of(test)) for test in arguments.tests]
        pending = [(test, options) for test, options in pending if options is not None]
        while pending and missing:
            now, pending = pending[:2], pending[2:]
            for (test, _), found in zip(now, pool.map(lambda t: listed(arguments.tool, *t[1], str(t[0])), now)):
                if arguments.explain:
                    print(f"{test.name}: {len(found & missing)} more of {len(found)}")
                missing = missing - found
    excepted = set()
    if arguments.exceptions:
        lines = (line.strip() for line in arguments.exceptions.read_text().splitlines())
        excepted = {line for line in lines if line and not line.startswith("#")}
    for line in sorted(missing - excepted):
        print(f"no test: {line}")
    for line in sorted(excepted - missing):
        print(f"in the list, but {'has a test' if line in known else 'not known'}: {line}")
    print(f"{len(known)} known, {len(missing)} without a test")
    sys.exit(missing != excepted)


if __name__ == "__main__":
    main()
