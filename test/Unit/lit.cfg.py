# ===- lit.cfg.py - How lit runs the GoogleTest executables ---------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #

import os

import lit.formats

config.name = "perfclaim-unit"
config.test_format = lit.formats.GoogleTest(".", "Tests")
# The executables are found where they were built: <Library>/<Library>Tests.
config.test_source_root = config.test_exec_root
if config.perfclaim_cuda_path:
    config.environment["CUDA_PATH"] = config.perfclaim_cuda_path
elif os.environ.get("CUDA_PATH"):
    config.environment["CUDA_PATH"] = os.environ["CUDA_PATH"]
