# ===- guards.py - Questions about the platform ----------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Code that runs on one platform only: `is_rocm()`, device capabilities,
`torch.version.hip`, devices that are known by name."""

import ast
import re

from choices import text_of

WORDS = re.compile(
    r"is_(?:rocm|hip|cuda|amd|nvidia|xpu|npu|cpu|intel|cdna|rdna|hopper"
    r"|blackwell|sm\d+\w*|mi\d+\w*|navi\w*|gfx\w*|ampere)\w*\b|version\.hip"
    r"|has_device_capability|get_device_capability|get_device_name"
    r"|current_target\b|\b_?IS_(?:HIP|ROCM|AMD|NVIDIA|HOPPER|INTEL)\w*"
    r"|get_device_properties|\binfer_device\b|\bget_amdgpu\w*"
    r"|(?-i:\bIS_\w*(?:SM|GPU|DEVICE)\w*)", re.I)


def asks_platform(text):
    return bool(WORDS.search(text))


def guards_of(module, function):
    """(line, text) of the conditions of a function that ask for a platform."""
    out = []
    for node in ast.walk(function):
        test = None
        if isinstance(node, (ast.If, ast.IfExp, ast.While)):
            test = node.test
        elif isinstance(node, ast.Assign) and isinstance(
                node.value, (ast.Call, ast.Compare, ast.BoolOp)):
            test = node.value
        if test is None:
            continue
        text = text_of(test)
        if asks_platform(text) and len(text) <= 200:
            entry = (node.lineno, text)
            if text not in [t for _, t in out]:
                out.append(entry)
    return out
