# ===- tree.py - All Python files of a side, parsed when asked for ----------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #

import ast
import re
from itertools import accumulate

from modules import Module, dotted

QUALIFIED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*){2,8}")
MOST_FILES = 260
MOST_BYTES = 6 << 20


class Tree:
    def __init__(self, files):
        self.files = files
        self.paths = {}  # dotted name -> path
        for path in sorted(files):
            self.paths.setdefault(dotted(path), path)
        self.parsed = {}

    def module(self, path):
        """The parsed file, or None."""
        if path not in self.parsed:
            try:
                self.parsed[path] = Module(path, self.files[path])
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                self.parsed[path] = None
        return self.parsed[path]

    def named(self, name):
        path = self.paths.get(name)
        return self.module(path) if path else None

    def defining(self, full, depth=0):
        """Path of the file that defines a dotted name; None: not known."""
        base, _, name = full.rpartition(".")
        module = self.named(base)
        if not module or depth > 8:
            return None
        if name in module.functions or name in module.classes:
            return module.path
        if name in module.imports:
            return self.defining(module.imports[name][0], depth + 1)
        return None

    def may_hold(self, full, importer):
        """Whether a dotted name may mean a file of the tree: one from its root, or
        one beside the importing file or above it, where `sys.path` may point."""
        top = full.split(".")[0]
        folders = [f.rpartition("/")[0] for f in accumulate(
            importer.split("/"), lambda a, b: f"{a}/{b}")]
        return top in {name.split(".")[0] for name in self.paths} or any(
            path in self.files for folder in folders for path in
            (f"{folder}/{top}.py".lstrip("/"), f"{folder}/{top}/__init__.py".lstrip("/")))

    # What a file needs -------------------------------------------------------

    def closure(self, roots):
        """Paths of what `roots` import, themselves first; the nearest first
        where there are too many. Packages are followed to the file that has
        what is asked for, since their `__init__` is loaded only on demand."""
        found, size, queue = [], 0, list(roots)
        seen = set(queue)
        while queue:
            path = queue.pop(0)
            size += len(self.files[path])
            if found and (len(found) >= MOST_FILES or size > MOST_BYTES):
                break
            found.append(path)
            module = self.module(path)
            if not module:
                continue
            for needed in self._needs(module, path in roots):
                if needed not in seen:
                    seen.add(needed)
                    queue.append(needed)
        return found

    def _needs(self, module, is_root):
        """Imports in functions count for the roots only: what others import
        late is for paths that a benchmark does not take."""
        skipped = self._type_checking(module.tree)
        if not is_root:
            for function in module.functions.values():
                skipped.update(id(p) for p in ast.walk(function)
                               if not isinstance(p, ast.Constant))
        for node in ast.walk(module.tree):
            if id(node) in skipped:
                continue
            if isinstance(node, ast.Import):
                for name in node.names:
                    yield from self._file(name.name)
            elif isinstance(node, ast.ImportFrom):
                base = module.base_of(node)
                for name in node.names:
                    yield from self._member(base, name.name, 0)
            elif isinstance(node, ast.Constant) and isinstance(
                    node.value, str) and QUALIFIED.fullmatch(node.value):
                # Loaded by name: "package.platforms.cuda.CudaPlatform".
                base, _, name = node.value.rpartition(".")
                if "." not in module.package or not base.startswith(
                        module.package + "."):
                    continue
                yield from self._member(base, name, 0)

    @staticmethod
    def _type_checking(tree):
        skipped = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
                for part in node.body:
                    skipped.update(id(p) for p in ast.walk(part))
        return skipped

    def _file(self, name):
        path = self.paths.get(name)
        if path and not path.endswith("/__init__.py"):
            yield path

    def _member(self, base, name, depth):
        if depth > 8:
            return
        inner = self.paths.get(f"{base}.{name}")
        path = self.paths.get(base)
        if inner:
            yield inner
            # `from .name import name`: then the package says which one it is.
            package = self.module(path) if path and path.endswith(
                "/__init__.py") else None
            if package and name in package.imports:
                yield path
            return
        if not path:
            return
        yield path
        if not path.endswith("/__init__.py"):
            return
        package = self.module(path)
        if not package or name == "*":
            return
        target = package.imports.get(name)
        if target:
            where, _, last = target[0].rpartition(".")
            if where != base:
                yield from self._member(where, last, depth + 1)
