# ===- scaling.py - Tests over sizes that the interpreter can do ------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""A program of a grid takes milliseconds in the interpreter, so that the sizes of
a test are out of reach. The test's module is read anew over smaller integers: one
divisor for all, so that sums and products of sizes stay what they were."""

import ast
import dataclasses
import importlib.machinery
import importlib.util
import re
import sys

from .standins import LOADING

LARGE = 128         # Smaller numbers are no sizes that cost much.
NO_SIZE = 1 << 24
BATCH = re.compile(r"b|bs|bsz|batch\w*|\w*_batch_size"
                   r"|num_(seqs|tokens|requests)|n_(seqs|rows)", re.I)
HEADS = re.compile(r"(num|n)_(q_|query_)?heads|H|H_?Q|HQ")
# Numbers that are not how much there is to do.
FIXED = re.compile(r"seed|mask|port$|bits|group_?size|dtype|timeout|year|version")
# What has to hold the rest: shrinks last.
HOLDS = re.compile(r"cache|blocks?(_|$)|pages?|pool|slots?|capacity|buffer|table",
                   re.I)
LENGTHS = re.compile(r"len|seq|ctx|context|tok|rows|^[MTNSL]$", re.I)
MAKES = {"randn", "rand", "randint", "empty", "zeros", "ones", "full", "arange",
         "tensor", "normal", "randperm", "linspace"}


@dataclasses.dataclass(frozen=True)
class Level:
    """How small: the divisor, whether batches and heads become few, too, and what
    keeps its size."""
    divisor: int = 1
    few: bool = False
    kept: tuple = ()
    only: tuple = ()

    def __call__(self, name, value):
        if self.divisor == 1 or value >= NO_SIZE or FIXED.search(name):
            return value
        few = self.few and self._few(name, value)
        if few:
            return few
        if value < LARGE or any(p.search(name) for p in self.kept):
            return value
        if self.only and not any(p.search(name) for p in self.only):
            return value
        return max(LARGE // 2, value // self.divisor)

    @staticmethod
    def _few(name, value):
        if value > 2 and BATCH.fullmatch(name):
            return 2
        return 8 if value >= 32 and HEADS.fullmatch(name) else 0


WHOLE = Level()
LEVELS = (WHOLE, Level(8), Level(8, True), Level(64, True),
          Level(8, True, (HOLDS,)), Level(64, True, (HOLDS,)),
          Level(64, False, (HOLDS,)), Level(64, True, (), (LENGTHS,)))


class Smaller(ast.NodeTransformer):
    """Integers that are given a name, or that something is made with."""

    def __init__(self, tree, level):
        self.level = level
        self.parameters = {
            n.name: [a.arg for a in n.args.args if a.arg not in ("self", "cls")]
            for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}

    def sized(self, node, name):
        """The value of a name: a number, or a structure of numbers."""
        if isinstance(node, ast.Constant) and type(node.value) is int:
            made = self.level(name, node.value)
            return node if made == node.value else ast.copy_location(
                ast.Constant(made), node)
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            node.elts = [self.sized(e, name) for e in node.elts]
        elif isinstance(node, ast.Dict):
            node.values = [self.sized(
                v, k.value if isinstance(k, ast.Constant) and
                isinstance(k.value, str) else name)
                for k, v in zip(node.keys, node.values)]
        elif isinstance(node, ast.BinOp):
            node.left = self.sized(node.left, name)
            node.right = self.sized(node.right, name)
        elif isinstance(node, ast.IfExp):
            node.body = self.sized(node.body, name)
            node.orelse = self.sized(node.orelse, name)
        return node

    @staticmethod
    def _name(target):
        return getattr(target, "id", getattr(target, "attr", ""))

    def visit_Assign(self, node):
        self.generic_visit(node)
        target = node.targets[0]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple) \
                and len(target.elts) == len(node.value.elts):
            node.value.elts = [self.sized(v, self._name(t)) for t, v in
                               zip(target.elts, node.value.elts)]
        else:
            node.value = self.sized(node.value, self._name(target))
        return node

    def visit_AnnAssign(self, node):
        self.generic_visit(node)
        if node.value is not None:
            node.value = self.sized(node.value, self._name(node.target))
        return node

    def visit_FunctionDef(self, node):
        node.decorator_list = [d for d in node.decorator_list
                               if "parametrize" not in ast.dump(d)]
        self.generic_visit(node)
        arguments = node.args
        named = arguments.args[len(arguments.args) - len(arguments.defaults):]
        arguments.defaults = [self.sized(d, a.arg) for a, d in
                              zip(named, arguments.defaults)]
        arguments.kw_defaults = [d and self.sized(d, a.arg) for a, d in
                                 zip(arguments.kwonlyargs,
                                     arguments.kw_defaults)]
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        called = self._name(node.func)
        for keyword in node.keywords:
            if keyword.arg:
                keyword.value = self.sized(keyword.value, keyword.arg)
        if called in self.parameters:
            names = self.parameters[called]
            node.args = [self.sized(a, n) for a, n in zip(node.args, names)] + \
                node.args[len(names):]
        elif called in MAKES:
            node.args = [self._unnamed(a) for a in node.args]
        return node

    def _unnamed(self, node):
        """Small numbers without a name are heads, groups, widths."""
        if isinstance(node, ast.Constant) and type(node.value) is int:
            return self.sized(node, "") if node.value >= 4 * LARGE else node
        if isinstance(node, (ast.Tuple, ast.List)):
            node.elts = [self._unnamed(e) for e in node.elts]
        return node


class ScaledLoader(importlib.machinery.SourceFileLoader):
    def __init__(self, name, path, level):
        super().__init__(name, path)
        self.level = level

    def get_code(self, fullname):
        with open(self.path, encoding="utf-8", errors="surrogateescape") as file:
            tree = ast.parse(file.read())
        tree = ast.fix_missing_locations(Smaller(tree, self.level).visit(tree))
        return compile(tree, self.path, "exec", dont_inherit=True)


def load(side, module, level):
    """A module of a side at a level; the rest of the side stays as it is."""
    real = side.load(module)
    path = getattr(real, "__file__", None)
    if level.divisor == 1 or not path:
        return real
    name = f"{module}__{LEVELS.index(level)}"
    with side.active():
        if name in sys.modules:
            return sys.modules[name]
        loader = ScaledLoader(name, path, level)
        spec = importlib.machinery.ModuleSpec(name, loader, origin=path)
        made = importlib.util.module_from_spec(spec)
        made.__file__, made.__package__ = path, real.__package__
        sys.modules[name] = made
        LOADING.append(name)
        try:
            loader.exec_module(made)
        except Exception:
            del sys.modules[name]
            raise
        finally:
            LOADING.pop()
        return made
