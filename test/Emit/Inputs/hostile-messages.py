#!/usr/bin/env python3
# ===- hostile-messages.py - Packages for messages of all kinds -----------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Gives the last commit of a repository one message after the other, writes the
package of each, and checks its Python test.

usage: hostile-messages.py PERFCLAIM REPOSITORY FOLDER CHECKER
"""

import ast
import subprocess
import sys
import unicodedata
from pathlib import Path

CLAIM = b"\n\navg 1.6x speedup for fp16"
MESSAGES = [
    b'"""' + CLAIM,
    b'Say "hello" and end with a quote"' + CLAIM + b'"',
    b"Ends with a backslash\\" + CLAIM + b"\\",
    b"\\\"\"\"\\'''\\x00\\u202e\\N{BULLET} {{#claimed}} {{&x}} {0} %s" + CLAIM,
    "größer, 更快, быстрее 🚀".encode() + CLAIM,
    "bidi \u202eabc\u2066 zero\u200bwidth \ufeff line\u2028separator".encode()
    + CLAIM,
    b"not UTF-8: \xff\xfe\x80 \xed\xa0\x80" + CLAIM,
    b"controls \x01\x07\x1b[31m\x0c\x0b\x7f tab\t cr\r" + CLAIM,
    b"long " + b"x" * 10000 + CLAIM,
    b"words " + b"many words " * 1000 + CLAIM + b"\n" + b"line\n" * 500,
    b"nothing is claimed here",
]


def problem_of(path, message, checker):
    raw = path.read_bytes()
    text = raw.decode("utf-8")
    for char in text:
        if char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp",
                                                           "Cs"):
            return f"U+{ord(char):04X} in the text"
    function = next(node for node in ast.parse(text).body
                    if isinstance(node, ast.FunctionDef))
    words = ast.get_docstring(function).split()
    # What is plain is there as it was.
    for word in message.decode("ascii", "ignore").split()[:40]:
        if word.isalnum() and word not in words:
            return f"the docstring lacks {word[:40]}"
    done = subprocess.run([sys.executable, checker, path], capture_output=True,
                          text=True, check=False)
    return done.stdout if done.returncode else ""


def main():
    tool, repository, folder, checker = sys.argv[1:]
    wrong = 0
    for number, message in enumerate(MESSAGES):
        subprocess.run(["git", "-C", repository, "commit", "-q", "--amend",
                        "--allow-empty-message", "--cleanup=verbatim", "-F", "-"],
                       input=message, check=True)
        package = Path(folder) / str(number)
        subprocess.run([tool, "generate", "-C", repository, "-o", package],
                       stdout=subprocess.DEVNULL, check=True)
        problem = problem_of(
            package / "test_launch_fused_add_rms_norm_performance.py", message, checker)
        if problem:
            print(f"{message[:60]}: {problem}")
            wrong += 1
    print(f"{len(MESSAGES)} messages, {wrong} with a problem")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
