#!/usr/bin/env python3
# ===- mutate.py - The example's package with a broken new side -----------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Copies a package once for each way to break the kernel of its new side.
usage: mutate.py PACKAGE FOLDER"""

import shutil
import sys
from pathlib import Path

KERNEL = "residual_row[i] = r;"
MUTANTS = {
    # The sum of squares misses what the other neighbours hold.
    "wrong": ("square_sum += sum * sum;", "if (j == 0) square_sum += sum * sum;"),
    # The rows of the last block begin one vector late.
    "outside": (KERNEL, "residual_row[i + 1] = r;"),
    "faults": (KERNEL, "if (i == 1) *(volatile int*)nullptr = 1; " + KERNEL),
}

package, folder = Path(sys.argv[1]), Path(sys.argv[2])
for name, (old, new) in MUTANTS.items():
    target = folder / name
    shutil.copytree(package, target,
                    ignore=shutil.ignore_patterns("build*", "__pycache__"))
    source = target / "after" / "src" / "norm.cu"
    text = source.read_text()
    assert text.count(old) == 1, (name, text.count(old))
    source.write_text(text.replace(old, new))
