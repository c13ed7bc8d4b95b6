#!/usr/bin/env python3
# ===- shrink.py - A performance test over little data --------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Leaves no number of a package's workloads above a limit, so that its Python
test runs on the CPU within seconds. usage: shrink.py PACKAGE NAME=LIMIT..."""

import re
import sys
from pathlib import Path

test = next(Path(sys.argv[1]).glob("test_*_performance.py"))
text = test.read_text()
for word in sys.argv[2:]:
    name, limit = word.split("=")
    text, count = re.subn(
        rf'("{name}": )(\d+)',
        lambda m, most=int(limit): m.group(1) + str(min(most, int(m.group(2)))),
        text)
    assert count, name
test.write_text(text)
