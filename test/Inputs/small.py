#!/usr/bin/env python3
#===- small.py - A package with one small workload ------------------------===//
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===----------------------------------------------------------------------===//
"""Leave one workload in a package, called small, so that it can be checked on
the CPU within seconds: usage: small.py PACKAGE NAME=VALUE... [-- NAME=VALUE...],
with a value for each field of the benchmark's Shape; a second one is small_2."""

import re
import sys
from pathlib import Path

benchmark = Path(sys.argv[1]) / "benchmark.cu"
text = benchmark.read_text()
shape = re.search(r"struct Shape \{\n(.*?)\};", text, re.S).group(1)
fields = re.findall(r"(\w+);", shape)
cases = ""
for number, words in enumerate(" ".join(sys.argv[2:]).split(" -- "), 1):
    given = dict(word.split("=") for word in words.split())
    assert sorted(fields) == sorted(given), fields
    sizes = ", ".join(given[name] for name in fields)
    cases += ('    {"%s", pc::Purpose::Measure, "a test", {%s}, {%s}},\n'
              % ("small" if number == 1 else f"small_{number}", sizes, sizes))
text = re.sub(r"(const Case Cases\[\] = \{\n).*?(\n?\};\n)",
              lambda m: m.group(1) + cases + "};\n", text, count=1, flags=re.S)
benchmark.write_text(text)
