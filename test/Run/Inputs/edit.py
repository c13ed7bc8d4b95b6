#!/usr/bin/env python3
# ===- edit.py - Breaks one side of a package -----------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""usage: edit.py SHIM differs|crashes|exits|idle

Changes what a shim's call of the entry does."""

import re
import sys
from pathlib import Path

path, how = Path(sys.argv[1]), sys.argv[2]
text = path.read_text()
head = re.search(r"void pc_call_entry\(.*?\) \{\n", text, re.S)
insert = {
    "crashes": "  std::abort();\n",
    "exits": "  std::exit(7);\n",
    "idle": "  return;\n",
    # The first float of an input, before the real call sees it.
    "differs": "  static float pc_other = 0.25f;\n"
               "  for (int pc_i = 0; pc_i != 1; ++pc_i)\n"
               "    cudaMemcpy(const_cast<void *>(pc_arguments[0].p), &pc_other,"
               " 4, cudaMemcpyHostToDevice);\n",
}[how]
path.write_text(text[:head.end()] + insert + text[head.end():])
