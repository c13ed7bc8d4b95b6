# ===- modules.py - Files as modules, and what their names mean -----------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Sources are parsed, never imported: nothing of a commit is executed here."""

import ast
import re
import warnings

ROOTS = ("src", "python", "lib")

TRITON = {"triton": "triton", "triton.language": "tl"}


def dotted(path):
    """`python/pkg/a/b.py` is `pkg.a.b`; a package's `__init__` is the package."""
    parts = path[:-3].split("/") if path.endswith(".py") else path.split("/")
    for at in range(len(parts) - 2, -1, -1):
        if parts[at] in ROOTS:
            parts = parts[at + 1:]
            break
    if len(parts) > 1 and parts[-1] == "__init__":
        parts = parts[:-1]
    return ".".join(parts)


class Module:
    """A parsed file: imports by local name, definitions by qualified name."""

    partial = False  # Whether only hunks of it are known.

    def __init__(self, path, text):
        self.path, self.text = path, text
        self.name = dotted(path)
        self.package = (self.name if path.endswith("/__init__.py")
                        else self.name.rpartition(".")[0])
        self.imports = {}    # local name -> (dotted target, relative or not)
        self.stars = []      # modules whose names are all imported
        self.functions = {}  # qualified name -> FunctionDef
        self.classes = {}    # qualified name -> ClassDef
        self.variables = {}  # name -> list of statements
        self.offsets = None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.tree = ast.parse(text)
        self._block(self.tree.body, "")
        self._imports()

    def _block(self, body, prefix):
        for node in body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                # Of several definitions under one name the last one counts,
                # except that a guarded fallback does not hide the first.
                self.functions.setdefault(prefix + node.name, node)
            elif isinstance(node, ast.ClassDef):
                self.classes.setdefault(prefix + node.name, node)
                self._block(node.body, prefix + node.name + ".")
            elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
                self._assign(node, prefix)
            elif isinstance(node, (ast.If, ast.Try, ast.With, ast.For)):
                for part in ("body", "orelse", "finalbody"):
                    self._block(getattr(node, part, []), prefix)
                for handler in getattr(node, "handlers", []):
                    self._block(handler.body, prefix)

    def _assign(self, node, prefix):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            for part in ast.walk(target):
                if isinstance(part, ast.Name):
                    self.variables.setdefault(prefix + part.id, []).append(node)

    def _imports(self):
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for name in node.names:
                    if name.asname:
                        self.imports[name.asname] = (name.name, False)
                    else:
                        top = name.name.split(".")[0]
                        self.imports.setdefault(top, (top, False))
            elif isinstance(node, ast.ImportFrom):
                base = self.base_of(node)
                for name in node.names:
                    if name.name == "*":
                        self.stars.append(base)
                        continue
                    target = f"{base}.{name.name}" if base else name.name
                    self.imports[name.asname or name.name] = (
                        target, bool(node.level))

    def base_of(self, node):
        """The dotted module that a from-import names."""
        if not node.level:
            return node.module or ""
        parts = self.package.split(".") if self.package else []
        parts = parts[:len(parts) - (node.level - 1)]
        if node.module:
            parts.append(node.module)
        return ".".join(parts)

    def full(self, node):
        """`tl.constexpr` as `triton.language.constexpr`; None if no name."""
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        parts.append(self.imports.get(node.id, (node.id, False))[0])
        return ".".join(reversed(parts))

    def place(self, node):
        """The range of a definition, decorators included, as the model has it."""
        if self.offsets is None:
            self.offsets = [0]
            for line in self.text.encode("utf-8", "replace").split(b"\n"):
                self.offsets.append(self.offsets[-1] + len(line) + 1)
        first = min([node.lineno] + [d.lineno for d in
                                     getattr(node, "decorator_list", [])])
        last = node.end_lineno or node.lineno
        return {"file": self.path, "begin_line": first, "end_line": last,
                "begin_offset": self.offsets[first - 1],
                "end_offset": max(self.offsets[last] - 1, 0)}


def parse(files, partial=()):
    """Modules by path, and a note for each file that Python cannot parse. Of the
    partial ones only hunks are known."""
    modules, notes = {}, []
    for path in sorted(files):
        text = files[path]
        try:
            if path in partial:
                from fragments import visible
                text, more = visible(path, text)
                notes += more
            modules[path] = Module(path, text)
            modules[path].partial = path in partial
        except SyntaxError as problem:
            notes.append({"severity": "error", "file": path,
                          "line": problem.lineno or 0,
                          "text": f"could not be parsed: {problem.msg}"})
        except (ValueError, RecursionError, MemoryError) as problem:
            notes.append({"severity": "error", "file": path, "line": 0,
                          "text": f"could not be parsed: {problem}"})
    return modules, notes


def decorator_name(module, node):
    """Full name of a decorator, called or not."""
    return module.full(node.func if isinstance(node, ast.Call) else node) or ""


JIT = re.compile(r"(^|\.)triton\.(\w+\.)*jit$")


def is_jit(module, function):
    """`@triton.jit`, also under another name, and gluon's and wrappers'."""
    for node in function.decorator_list:
        name = decorator_name(module, node)
        # Projects hand `triton` on, as `from package.utils import tl, triton`.
        if JIT.search(name) or name in ("jit.triton", "triton_jit"):
            return True
        if name.rpartition(".")[2] in ("triton_jit", "gluon_jit"):
            return True
        # @helper(triton.jit) and @wrap(...)(triton.jit).
        if isinstance(node, ast.Call) and any(
                JIT.search(module.full(a) or "") for a in node.args):
            return True
    return False
