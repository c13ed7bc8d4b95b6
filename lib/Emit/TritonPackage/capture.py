# ===- capture.py - Arguments as the project's own code makes them ---------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""A test or benchmark of the project runs up to its call of the entry, with the
parameters of a workload; there it is stopped, and the arguments are kept."""

import ast
import inspect
import random
import re
import types

from .compare import copied
from .launched import TooLong, limited

SECONDS = 60  # To make arguments; tests copy token by token at times.


class Caught(BaseException):
    """Carries the arguments out of a test, past its `except Exception`."""

    def __init__(self, arguments):
        super().__init__()
        self.arguments = arguments


class NotReached(RuntimeError):
    """The caller ended, or failed, before it called the entry."""


class Recorder:
    """Stands where the entry stood."""

    def __init__(self, real, skip=0):
        self.real, self.skip = real, skip
        self.__name__ = getattr(real, "__name__", "entry")
        self.__wrapped__ = real

    def __call__(self, *args, **kwargs):
        if self.skip:
            self.skip -= 1
            return self.real(*args, **kwargs)
        raise Caught(named(self.real, args, kwargs))


def named(function, args, kwargs):
    """Arguments by parameter; positional where there is no signature."""
    try:
        bound = inspect.signature(function).bind(*args, **kwargs)
    except (TypeError, ValueError):
        return {"*": copied(tuple(args)), **copied(kwargs)}
    out = {}
    kinds = inspect.signature(function).parameters
    for name, value in bound.arguments.items():
        if kinds[name].kind is inspect.Parameter.VAR_POSITIONAL:
            out["*"] = value
        elif kinds[name].kind is inspect.Parameter.VAR_KEYWORD:
            out.update(value)
        else:
            out[name] = value
    return copied(out)


def seeded(torch):
    """Both sides start from the same random state."""
    random.seed(0)
    torch.manual_seed(0)
    try:
        import numpy
        numpy.random.seed(0)
    except ImportError:
        pass


class Placed:
    """Puts a recorder into every module of a side that knows the entry."""

    def __init__(self, side, module, name):
        self.side = side
        owner = side.load(module)
        *path, last = name.split(".")
        for part in path:
            owner = getattr(owner, part)
        self.owner, self.last = owner, last
        self.real = getattr(owner, last)
        self.recorder = Recorder(self.real)
        self.places = []

    def __enter__(self):
        own = vars(self.owner).get(self.last) if isinstance(self.owner, type) \
            else None
        value = staticmethod(self.recorder) if isinstance(self.owner, type) \
            else self.recorder
        if not isinstance(self.owner, type):
            for module in list(self.side.modules.values()):
                for name, known in list(vars(module).items()):
                    if known is self.real:
                        self.places.append((module, name, known, True))
                        setattr(module, name, self.recorder)
        self.places.append((self.owner, self.last, own or self.real,
                            own is not None or
                            not isinstance(self.owner, type)))
        setattr(self.owner, self.last, value)
        return self.recorder

    def __exit__(self, *args):
        # Those that imported the entry meanwhile have the recorder.
        for module in list(self.side.modules.values()):
            for name, known in list(vars(module).items()):
                if known is self.recorder:
                    setattr(module, name, self.real)
        for owner, name, known, was_own in reversed(self.places):
            if was_own:
                setattr(owner, name, known)
            else:
                delattr(owner, name)


BATCH = re.compile(r"b|bs|bsz|batch\w*|num_(seqs|tokens|requests)|n_(seqs|rows)",
                   re.I)


HEADS = re.compile(r"(num|n)_(q_|query_)?heads|H|H_?Q|HQ")


def smaller(name, value, scale):
    """A size at a scale; at the last one a batch has two members."""
    if value >= 128:
        return max(64, value // scale)
    if scale >= 64 and value > 2 and BATCH.fullmatch(name):
        return 2
    if scale >= 64 and value >= 32 and HEADS.fullmatch(name):
        return 8
    return value


def literals(function_text, scale):
    """The function over smaller integer constants."""
    class Smaller(ast.NodeTransformer):
        def visit_Assign(self, node):
            value = node.value
            if isinstance(value, ast.Constant) and type(value.value) is int and \
                    isinstance(node.targets[0], ast.Name):
                node.value = ast.copy_location(ast.Constant(smaller(
                    node.targets[0].id, value.value, scale)), value)
            return node
    return Smaller().visit(function_text)


def smaller_function(function, scale):
    """The same function over smaller sizes, where its source is known."""
    if scale == 1:
        return function
    try:
        lines, _ = inspect.getsourcelines(function)
        import textwrap
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, TypeError, SyntaxError):
        return function
    node = tree.body[0]
    node.decorator_list = []
    tree = ast.fix_missing_locations(literals(tree, scale))
    space = {}
    exec(compile(tree, inspect.getsourcefile(function), "exec"),
         function.__globals__, space)
    made = space[node.name]
    if made.__closure__ or function.__closure__:
        return function
    return types.FunctionType(made.__code__, function.__globals__, node.name,
                              function.__defaults__, function.__closure__)


def unwrapped(function):
    """Without the decorators that skip, retry or time."""
    while hasattr(function, "__wrapped__") and not isinstance(function, Recorder):
        function = function.__wrapped__
    return function


def callee(side, caller, scale):
    """(function, arguments before the parameters) of a caller."""
    module = side.load(caller["module"])
    if not caller.get("class"):
        function = getattr(module, caller["name"])
        return smaller_function(unwrapped(function), scale), ()
    kind = getattr(module, caller["class"])
    try:
        made = kind()
    except Exception:  # A test case wants the name of its test.
        made = kind.__new__(kind)
    for prepare in ("setUpClass", "setUp", "setup_method", "setup_class"):
        method = getattr(made, prepare, None)
        if method is None:
            continue
        try:
            method()
        except TypeError:
            method(None)
    function = unwrapped(getattr(kind, caller["name"]))
    return smaller_function(function, scale), (made,)


def values_of(side, caller, parameters, scale=1):
    """Parameters are texts, as they stand in the test; what they mean is known
    in its module only."""
    module = side.load(caller["module"])
    out = {}
    for names, text in parameters.items():
        value = eval(text, vars(module))  # The project's own code, as it is.
        parts = [name.strip() for name in names.split(",") if name.strip()]
        if len(parts) == 1:
            out[parts[0]] = value
        else:
            out.update(zip(parts, value))
    if scale > 1:
        for name, value in out.items():
            if type(value) is int:
                out[name] = smaller(name, value, scale)
    return out


FIXTURES = {"monkeypatch": None, "device": "cuda", "request": None}


def capture(side, entry, caller, parameters, torch, scale=1):
    """The entry's arguments by name, from one run of a caller."""
    import pytest
    skip, pytest.skip = pytest.skip, lambda *args, **kwargs: None
    patches = pytest.MonkeyPatch()
    try:
        with side.active():
            with Placed(side, entry["module"], entry["name"]) as recorder:
                recorder.skip = caller.get("skip", 0)
                try:
                    function, first = callee(side, caller, scale)
                    given = values_of(side, caller, parameters, scale)
                except Exception as problem:
                    raise NotReached(f"{caller['file']} cannot be used: "
                                     f"{type(problem).__name__}: {problem}") \
                        from problem
                for name, parameter in inspect.signature(
                        function).parameters.items():
                    if name in given or name == "self" or \
                            parameter.default is not inspect.Parameter.empty or \
                            parameter.kind in (parameter.VAR_POSITIONAL,
                                               parameter.VAR_KEYWORD):
                        continue
                    given[name] = FIXTURES.get(name)
                    if name == "monkeypatch":
                        given[name] = patches
                seeded(torch)
                try:
                    with limited(SECONDS):
                        function(*first, **given)
                except Caught as caught:
                    return caught.arguments, given
                except TooLong as problem:
                    raise NotReached(f"{caller['name']} took {problem}") \
                        from None
                except Exception as problem:
                    raise NotReached(
                        f"{caller['name']} failed before it called "
                        f"{entry['name']}: {type(problem).__name__}: {problem}") \
                        from problem
        raise NotReached(f"{caller['name']} did not call {entry['name']}")
    finally:
        patches.undo()
        pytest.skip = skip
        torch.set_default_device(None)
        torch.set_default_dtype(torch.float32)
