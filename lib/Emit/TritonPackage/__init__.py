# ===- __init__.py - What the test of a package uses -----------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #

from .package import Package
from .plain import PlainPackage

__all__ = ["Package", "PlainPackage"]
