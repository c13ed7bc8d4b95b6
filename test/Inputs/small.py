#!/usr/bin/env python3
#===- small.py - A package with one small workload ------------------------===//
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===----------------------------------------------------------------------===//
"""Leave one workload in a package, called small, so that it can be checked on
the CPU within seconds: usage: small.py PACKAGE NAME=VALUE..., with a value for
each field of the benchmark's Shape."""

import re
import sys
from pathlib import Path

benchmark = Path(sys.argv[1]) / "benchmark.cu"
given = dict(word.split("=") for word in sys.argv[2:])
text = benchmark.read_text()
shape = re.search(r"struct Shape \{\n(.*?)\};", text, re.S).group(1)
fields = re.findall(r"(\w+);", shape)
assert sorted(fields) == sorted(given), fields
sizes = ", ".join(given[name] for name in fields)
case = ('    {"small", pc::Purpose::Measure, "a test", {%s}, {%s}},\n'
        % (sizes, sizes))
text = re.sub(r"(const Case Cases\[\] = \{\n).*?(\n?\};\n)",
              lambda m: m.group(1) + case + "};\n", text, count=1, flags=re.S)
benchmark.write_text(text)
