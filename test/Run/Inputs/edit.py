#!/usr/bin/env python3
# ===- edit.py - Breaks the sides of a package ----------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""usage: edit.py FROM TO [before:HOW | after:HOW]...

Copies a package without its large workloads into a folder that may be there, and
changes what a side's call of the entry does: differs, crashes, exits, faults, idle, endless, unlaunched (a launch
without blocks), lacks (calls what the package has a stub of), other (launches
another kernel than the changed one), refused (ends for a call that the host backend
lacks), spared (goes on without it), incomplete (goes on, and has not computed
something) or races (launches a kernel that lacks a barrier, too)."""

import re
import shutil
import sys
from pathlib import Path

SMALL = {"message_320_768", "edge_1_768"}
CALLS = {
    "crashes": "  std::abort();\n",
    "unlaunched": "  pc_test_kernel<<<0, 1>>>(nullptr);\n  return;\n",
    # As a stub of the package does.
    "lacks": "  std::fputs(\"perfclaim: helper is defined in another unit and was \"\n"
             "             \"not brought in\\n\", stderr);\n  std::abort();\n",
    "exits": "  std::exit(7);\n",
    "idle": "  return;\n",
    # What a kernel writes through a null pointer.
    "faults": "  pc_test_kernel<<<1, 1>>>(nullptr);\n",
    "endless": "  pc_endless_kernel<<<1, 1>>>();\n",
    "other": "  pc_test_kernel<<<1, 1>>>(static_cast<float *>("
             "pc_arguments[0].p));\n  return;\n",
    "races": "  pc_racing_kernel<<<1, 64>>>();\n",
    # Sharing memory with another process.
    "refused": "  cudaIpcMemHandle_t pc_handle;\n"
               "  if (cudaIpcGetMemHandle(&pc_handle, pc_arguments[0].p))"
               " std::exit(1);\n",
    "spared": "  cudaIpcMemHandle_t pc_handle;\n"
              "  cudaIpcGetMemHandle(&pc_handle, pc_arguments[0].p);\n"
              "  cudaGetLastError();\n",
    # What it would have copied is missing.
    "incomplete": "  cudaMemcpyArrayToArray(nullptr, 0, 0, nullptr, 0, 0, 0);\n"
                  "  cudaGetLastError();\n",
    # The first numbers of an input, before the real call sees them.
    "differs": "  const float pc_other = 0.25f;\n"
               "  cudaMemcpy(pc_arguments[0].p, &pc_other, 4,"
               " cudaMemcpyHostToDevice);\n",
}
KERNEL = ("__global__ void pc_test_kernel(float *Out) { *Out = 0.5f; }\n"
          "__device__ volatile int pc_never;\n"
          "__global__ void pc_endless_kernel() { while (!pc_never) {} }\n"
          "__device__ int pc_sums[64];\n"
          "__global__ void pc_racing_kernel() {\n"
          "  __shared__ int Tile[64];\n"
          "  Tile[threadIdx.x] = threadIdx.x;\n"
          "  pc_sums[threadIdx.x] = Tile[63 - threadIdx.x];\n"
          "}\n")

source, target = Path(sys.argv[1]), Path(sys.argv[2])
# What a build has left in TO stays, and is not built again where it still holds.
shutil.copytree(source, target, dirs_exist_ok=True)
benchmark = target / "benchmark.cu"
text = benchmark.read_text()
head, cases = text.split("const Case Cases[] = {\n")
cases, tail = cases.split("\n};\n", 1)
kept = [c for c in re.split(r"\n(?=    \{\")", cases)
        if re.match(r'\s*\{"(\w+)"', c).group(1) in SMALL]
assert len(kept) == len(SMALL)
benchmark.write_text(head + "const Case Cases[] = {\n" + "\n".join(kept) +
                     "\n};\n" + tail)
for word in sys.argv[3:]:
    side, how = word.split(":")
    shim = target / f"shim_{side}.cu"
    text = shim.read_text()
    begin = text.index("namespace {\n\nvoid pc_call_entry")
    text = text[:begin] + KERNEL + text[begin:]
    call = re.search(r"void pc_call_entry\(.*?\) \{\n", text, re.S)
    shim.write_text(text[:call.end()] + CALLS[how] + text[call.end():])
