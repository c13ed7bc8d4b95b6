#!/usr/bin/env python3
# ===- check-help.py - Holds each command's help to its parts -------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""usage: check-help.py PERFCLAIM: names the commands whose help lacks a part or
is wider than a terminal."""

import re
import subprocess
import sys

PARTS = ("OVERVIEW:", "USAGE:", "WHERE RESULTS GO:", "EXIT CODES:", "EXAMPLES:")


def help_of(*command):
    return subprocess.run([sys.argv[1], *command, "--help"], check=True,
                          capture_output=True, text=True).stdout


listed = help_of().split("COMMANDS", 1)[1].split("\n\n", 1)[0]
commands = re.findall(r"^  ([a-z-]+) ", listed, re.MULTILINE)
bad = 0
for command in commands:
    text = help_of(command)
    lacks = [part for part in PARTS if part not in text]
    for line in text.splitlines():
        # Usage and examples are to be copied whole.
        if len(line) > 80 and "perfclaim" not in line and "|" not in line \
                and not line.startswith("OVERVIEW"):
            lacks.append("a line of %d columns: %s" % (len(line), line))
    if lacks:
        bad += 1
        print(command, "lacks", *lacks)
if not bad:
    print("commands with a whole page:", len(commands))
