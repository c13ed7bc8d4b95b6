# ===- sides.py - Both versions of a package, side by side -----------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Each side has its own modules under the project's own names. While code of a
side loads or runs, `sys.modules` holds that side's modules and no other's."""

import ast
import contextlib
import importlib.abc
import importlib.machinery
import importlib.metadata
import importlib.util
import os
import sys
import types

from .standins import LOADING, StandIn, StandInModule


def optional_imports(tree):
    """Lines of imports whose failure the code itself catches."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Try):
            continue
        caught = set()
        for handler in node.handlers:
            names = [handler.type] if not isinstance(handler.type, ast.Tuple) \
                else handler.type.elts
            caught.update(getattr(n, "id", getattr(n, "attr", "")) if n else
                          "Exception" for n in names)
        if caught & {"ImportError", "ModuleNotFoundError", "Exception",
                     "BaseException"}:
            for part in node.body:
                for inner in ast.walk(part):
                    if isinstance(inner, (ast.Import, ast.ImportFrom)):
                        found.append((inner.lineno, inner.end_lineno))
    return found


def imports_of(body):
    """The from-imports of a module, those under a condition included."""
    for node in body:
        if isinstance(node, ast.ImportFrom):
            yield node
        elif isinstance(node, (ast.If, ast.Try)) and \
                "TYPE_CHECKING" not in ast.dump(getattr(node, "test", node)):
            yield from imports_of(node.body)
            yield from imports_of(node.orelse)


ACTIVE = []  # The side whose code loads or runs.


def active_side():
    return ACTIVE[-1] if ACTIVE else None


class Side:
    def __init__(self, name, root, files, required):
        self.name, self.root = name, os.path.join(root, "")
        self.files = files  # dotted name -> path below the root
        self.packages = set()
        for module, path in files.items():
            parts = module.split(".")
            for cut in range(1, len(parts)):
                self.packages.add(".".join(parts[:cut]))
            if path.endswith("/__init__.py"):
                self.packages.add(module)
        self.tops = {m.split(".")[0] for m in files}
        self.required = set(required)
        self.modules = {}
        self.problems = {}   # module -> why it did not load
        self.missing = set() # what is stood in for
        self.namespaces = set()  # of operators that it registers
        self.optional = {}   # file -> ranges of lines
        self._hidden = {}
        self._depth = 0

    # The world of a side ----------------------------------------------------

    def _mine(self, name):
        return name.split(".")[0] in self.tops or name in self.missing

    @contextlib.contextmanager
    def active(self):
        self._depth += 1
        ACTIVE.append(self)
        if self._depth == 1:
            self._hidden = {n: m for n, m in sys.modules.items()
                            if self._mine(n)}
            for name in self._hidden:
                del sys.modules[name]
            sys.modules.update(self.modules)
            self._finder, self._last = Finder(self), LastFinder(self)
            sys.meta_path.insert(0, self._finder)
            sys.meta_path.append(self._last)
            self._find_spec = importlib.util.find_spec
            importlib.util.find_spec = self._visible_spec
            self._version = importlib.metadata.version
            importlib.metadata.version = self._version_of
        try:
            yield self
        finally:
            self._depth -= 1
            ACTIVE.pop()
            if self._depth == 0:
                importlib.util.find_spec = self._find_spec
                importlib.metadata.version = self._version
                sys.meta_path.remove(self._finder)
                sys.meta_path.remove(self._last)
                self.modules = {n: m for n, m in sys.modules.items()
                                if self._mine(n)}
                for name in self.modules:
                    del sys.modules[name]
                sys.modules.update(self._hidden)

    def _visible_spec(self, name, package=None):
        """Who asks whether something is installed is told the truth."""
        try:
            spec = self._find_spec(name, package)
        except ModuleNotFoundError:
            return None
        if spec is not None and isinstance(spec.loader, StandInLoader):
            return None
        return spec

    def _version_of(self, name):
        """The project itself is there, though nobody installed it."""
        try:
            return self._version(name)
        except importlib.metadata.PackageNotFoundError:
            if name.replace("-", "_") not in self.tops:
                raise
            return "0.0"

    def loaded(self):
        """The modules of this side; while it is active, those loaded since, too."""
        return [m for n, m in list(sys.modules.items()) if self._mine(n)] \
            if self._depth else list(self.modules.values())

    def load(self, module):
        with self.active():
            return importlib.import_module(module)

    def find(self, module, name):
        """A function, or `Class.method`, of a module of this side."""
        found = self.load(module)
        for part in name.split("."):
            found = getattr(found, part)
        return found

    def asked_optionally(self):
        """True if the import stands in code that copes without the module, or
        in somebody else's."""
        frame = sys._getframe(2)
        while frame and ("importlib" in frame.f_code.co_filename or
                         frame.f_code.co_filename == __file__):
            frame = frame.f_back
        if not frame or not frame.f_code.co_filename.startswith(self.root):
            return True
        lines = self.optional.get(frame.f_code.co_filename, ())
        return any(a <= frame.f_lineno <= b for a, b in lines)


class Finder(importlib.abc.MetaPathFinder):
    """The project's own modules, from the folder of the side."""

    def __init__(self, side):
        self.side = side

    def find_spec(self, name, path=None, target=None):
        side = self.side
        if name.split(".")[0] not in side.tops:
            return None
        if name.endswith(".pynvml") and "pynvml" in sys.modules:
            return importlib.machinery.ModuleSpec(name, SameLoader("pynvml"))
        file = side.files.get(name)
        if name in side.packages:
            where = os.path.join(side.root, file) if file else None
            return importlib.machinery.ModuleSpec(
                name, LazyPackage(side, where), is_package=True)
        if file:
            return importlib.util.spec_from_file_location(
                name, os.path.join(side.root, file),
                loader=SideLoader(side, name, os.path.join(side.root, file)))
        if side.asked_optionally():
            return None
        side.missing.add(name)
        return importlib.machinery.ModuleSpec(
            name, StandInLoader("the package does not hold this module"),
            is_package=True)


class LastFinder(importlib.abc.MetaPathFinder):
    """What nobody else found is not installed."""

    def __init__(self, side):
        self.side = side

    def find_spec(self, name, path=None, target=None):
        if not LOADING or self.side.asked_optionally():
            return None
        self.side.missing.add(name)
        return importlib.machinery.ModuleSpec(
            name, StandInLoader("it is not installed"), is_package=True)


class SameLoader(importlib.abc.Loader):
    """A project's own copy of what `machine.py` answers for."""

    def __init__(self, name):
        self.name = name

    def create_module(self, spec):
        return sys.modules[self.name]

    def exec_module(self, module):
        pass


class StandInLoader(importlib.abc.Loader):
    def __init__(self, why):
        self.why = why

    def create_module(self, spec):
        return StandInModule(spec.name, self.why)

    def exec_module(self, module):
        pass


class SideLoader(importlib.machinery.SourceFileLoader):
    """Loads a file as it is. One that fails, and that no changed function
    needs, keeps what it had defined; the rest is stood in for."""

    def __init__(self, side, name, path):
        super().__init__(name, path)
        self.side = side

    def get_code(self, fullname):
        with open(self.path, encoding="utf-8", errors="surrogateescape") as file:
            text = file.read()
        tree = ast.parse(text)
        self.side.optional[self.path] = optional_imports(tree)
        return compile(text, self.path, "exec", dont_inherit=True)

    def exec_module(self, module):
        name = module.__name__
        LOADING.append(name)
        try:
            super().exec_module(module)
        except Exception as problem:
            self.side.problems[name] = f"{type(problem).__name__}: {problem}"
            if name in self.side.required:
                raise
            why = f"its module did not load ({type(problem).__name__}: {problem})"

            def stand_in(attribute):
                if attribute.startswith("__"):
                    raise AttributeError(attribute)
                return StandIn(f"{name}.{attribute}", why)
            module.__getattr__ = stand_in
        finally:
            LOADING.pop()


class PackageModule(types.ModuleType):
    """A name that `__init__` takes from the submodule of the same name stays
    what `__init__` says, whoever imports the submodule."""

    def __setattr__(self, name, value):
        if name in self.__dict__.get("_taken", ()) and isinstance(
                value, types.ModuleType):
            return
        super().__setattr__(name, value)


class LazyPackage(importlib.abc.Loader):
    """A package whose `__init__` imports half of the project: only what is
    asked for is loaded."""

    def __init__(self, side, path):
        self.side, self.path = side, path

    def create_module(self, spec):
        return PackageModule(spec.name)

    def exec_module(self, module):
        side, path, name = self.side, self.path, module.__name__
        module.__path__ = [os.path.dirname(path) if path else
                           os.path.join(side.root, name.replace(".", "/"))]
        if path:
            module.__file__ = path
        state = {"whole": path is None, "tree": None}
        exported = self._exports(state) if path else set()
        module.__dict__["_taken"] = {e for e in exported
                                     if f"{name}.{e}" in side.files}

        def attribute(asked):
            if asked.startswith("__") and asked != "__all__":
                raise AttributeError(asked)
            if asked not in module.__dict__["_taken"] and (
                    f"{name}.{asked}" in side.files or
                    f"{name}.{asked}" in side.packages):
                with side.active():
                    return importlib.import_module(f"{name}.{asked}")
            if path and not state["whole"]:
                found = self._reexported(name, asked, state)
                if found is not None:
                    return found
                state["whole"] = True
                loader = SideLoader(side, name, path)
                own = module.__dict__.pop("__getattr__")
                with side.active():
                    loader.exec_module(module)
                module.__dict__.setdefault("__getattr__", own)
                if asked in module.__dict__:
                    return module.__dict__[asked]
                if module.__dict__["__getattr__"] is not own:
                    return module.__dict__["__getattr__"](asked)
            if f"{name}.{asked}" in side.missing or not path:
                return StandIn(f"{name}.{asked}", "the package does not hold it")
            raise AttributeError(f"module {name} has no attribute {asked}")
        module.__getattr__ = attribute

    def _exports(self, state):
        """Names that `__init__` imports from somewhere else."""
        with open(self.path, encoding="utf-8", errors="replace") as file:
            state["tree"] = ast.parse(file.read())
        return {alias.asname or alias.name
                for node in imports_of(state["tree"].body) if node.module
                for alias in node.names}

    def _reexported(self, name, asked, state):
        for node in imports_of(state["tree"].body):
            for alias in node.names:
                if (alias.asname or alias.name) != asked or alias.name == "*":
                    continue
                base = node.module or ""
                if node.level:
                    parts = name.split(".")
                    parts = parts[:len(parts) - (node.level - 1)]
                    base = ".".join(parts + ([base] if base else []))
                if base == name:
                    return None
                with self.side.active():
                    source = importlib.import_module(base)
                    return getattr(source, alias.name, None)
        return None
