# ===- typed.py - Values of annotated types ---------------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""`List[int]` as a list of so many integers. Which annotations can be made is what
perfclaim's own reader of Python knows, too; it asks for no others."""

import ast
import random

LISTS = ("list", "List", "Sequence", "Iterable", "Collection", "MutableSequence")
TABLES = ("dict", "Dict", "Mapping", "MutableMapping", "OrderedDict")
SETS = ("set", "Set", "frozenset", "FrozenSet", "AbstractSet")
WORDS = ("alpha", "beta", "gamma", "delta", "the", "of", "in", "and", "value", "x")


def last(node):
    return getattr(node, "attr", getattr(node, "id", ""))


class Maker:
    def __init__(self, size):
        self.size, self.random = size, random.Random(0)

    def make(self, text):
        return self.value(ast.parse(text, mode="eval").body, self.size)

    def value(self, node, size):
        if isinstance(node, ast.Constant):
            return self.value(ast.parse(node.value, mode="eval").body, size) \
                if isinstance(node.value, str) else None
        if isinstance(node, ast.BinOp):  # `X | None`: what there is to work on.
            return self.value(node.right if getattr(node.left, "value", 0) is None
                              else node.left, size)
        if isinstance(node, ast.Subscript):
            return self.generic(node, size)
        return self.plain(last(node), size)

    def plain(self, name, size):
        if name == "int":
            return self.random.randrange(1000)
        if name == "float":
            return self.random.random()
        if name == "bool":
            return self.random.random() < 0.5
        if name == "bytes":
            return bytes(self.random.randrange(256) for _ in range(size))
        if name == "str":
            return " ".join(self.random.choice(WORDS) for _ in range(size // 5 + 1))
        if name == "ndarray":
            import numpy
            return numpy.random.default_rng(0).random(size)
        if name in LISTS:
            return [self.random.randrange(1000) for _ in range(size)]
        raise ValueError(name)

    def generic(self, node, size):
        name = last(node.value)
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if name in ("Optional", "Union", "Annotated", "Final"):
            return self.value(inner[0], size)
        if name == "Literal":
            return inner[0].value
        if name in ("tuple", "Tuple") and not (
                len(inner) == 2 and getattr(inner[1], "value", 0) is ...):
            return tuple(self.value(part, size) for part in inner)
        few = max(4, int(size ** 0.5))  # Of lists within lists, a square.
        nested = isinstance(inner[-1], ast.Subscript) or last(inner[-1]) in (
            "str", "bytes")
        count, each = (few, few) if nested else (size, size)
        if name in LISTS:
            return [self.value(inner[0], each) for _ in range(count)]
        if name in ("tuple", "Tuple"):
            return tuple(self.value(inner[0], each) for _ in range(count))
        if name in SETS:
            return set(self.value(inner[0], 5) if last(inner[0]) == "str" else i
                       for i in range(count))
        if name in TABLES:
            keys = range(count) if last(inner[0]) == "int" else [
                f"key{i}" for i in range(count)]
            return {key: self.value(inner[1], each) for key in keys}
        raise ValueError(name)
