# ===- capture.py - Arguments as the project's own code makes them ---------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""A test or benchmark of the project runs up to its call of the entry, with the
parameters of a workload; there it is stopped, and the arguments are kept."""

import ast
import asyncio
import contextlib
import inspect
import random
import sys

from .compare import copied
from .launched import TooLong, limited
from .scaling import WHOLE, load


LEFT_ALONE = []  # Holds something while nothing outside may be touched.
OUTSIDE = ("subprocess.Popen", "os.system", "os.posix_spawn", "os.fork",
           "os.forkpty", "socket.connect", "socket.bind", "os.kill")


def refuse(event, args):
    """Tests that start servers are no way to a function's arguments."""
    if LEFT_ALONE and event in OUTSIDE:
        raise PermissionError(f"{event} is not for a benchmark")


class Caught(BaseException):
    """Carries the arguments out of a test, past its `except Exception`."""

    def __init__(self, arguments):
        super().__init__()
        self.arguments = arguments


class NotReached(RuntimeError):
    """The caller ended, or failed, before it called the entry."""


class TookTooLong(NotReached):
    """Its arguments themselves are too much for the interpreter."""


class Recorder:
    """Stands where the entry stood. With `watch` nothing is stopped: it makes
    every call."""

    def __init__(self, real, skip=0, copy=copied):
        self.real, self.skip, self.copy, self.watch = real, skip, copy, None
        self.__name__ = getattr(real, "__name__", "entry")
        self.__wrapped__ = real

    def __call__(self, *args, **kwargs):
        if self.watch:
            return self.watch(self.real, args, kwargs)
        if self.skip:
            self.skip -= 1
            return self.real(*args, **kwargs)
        raise Caught(named(self.real, args, kwargs, self.copy))


def named(function, args, kwargs, copied=copied):
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
    if torch:
        torch.manual_seed(0)
    try:
        import numpy
        numpy.random.seed(0)
    except ImportError:
        pass


def method_of(owner, name):
    """(how it is bound, the function itself) of what a class holds."""
    if not isinstance(owner, type):
        return None
    kept = inspect.getattr_static(owner, name)
    for kind in (staticmethod, classmethod):
        if isinstance(kept, kind):
            return kind, kept.__func__
    return (lambda function: function), kept


def handing_on(recorder):
    """A function, so that a class binds it to its objects."""
    def method(*args, **kwargs):
        return recorder(*args, **kwargs)
    return method


class Placed:
    """Puts a recorder into every module of a side that knows the entry."""

    def __init__(self, side, module, name, copy=copied):
        self.side = side
        owner = side.load(module)
        *path, last = name.split(".")
        for part in path:
            owner = getattr(owner, part)
        self.owner, self.last = owner, last
        self.real = getattr(owner, last)
        self.method = method_of(owner, last) if copy is not copied else None
        self.recorder = Recorder(self.method[1] if self.method else self.real,
                                 copy=copy)
        self.places = []

    def __enter__(self):
        own = vars(self.owner).get(self.last) if isinstance(self.owner, type) \
            else None
        value = staticmethod(self.recorder) if isinstance(self.owner, type) \
            else self.recorder
        if self.method:
            value = self.method[0](handing_on(self.recorder))
        if not isinstance(self.owner, type):
            for module in self.side.loaded():
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
        for module in self.side.loaded():
            for name, known in list(vars(module).items()):
                if known is self.recorder:
                    setattr(module, name, self.real)
        for owner, name, known, was_own in reversed(self.places):
            if was_own:
                setattr(owner, name, known)
            else:
                delattr(owner, name)


def unwrapped(function):
    """Without the decorators that skip, retry or time."""
    while hasattr(function, "__wrapped__") and not isinstance(function, Recorder):
        function = function.__wrapped__
    return function


def script(module):
    """What a module does when it is run, as a function."""
    with open(module.__file__, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    body = [n for n in tree.body if isinstance(n, ast.If) and
            "__main__" in ast.dump(n.test)][-1].body
    code = compile(ast.Module(body, []), module.__file__, "exec", dont_inherit=True)

    def run():
        exec(code, module.__dict__)
    return run


def callee(side, caller, level):
    """(function, arguments before the parameters) of a caller."""
    module = load(side, caller["module"], level)
    if caller["name"] == "__main__":
        return script(module), ()
    if not caller.get("class"):
        return unwrapped(getattr(module, caller["name"])), ()
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
    kept = inspect.getattr_static(kind, caller["name"])
    first = () if isinstance(kept, staticmethod) else \
        (kind,) if isinstance(kept, classmethod) else (made,)
    return unwrapped(getattr(kept, "__func__", kept)), first


def values_of(side, caller, parameters, level=WHOLE, fixed=()):
    """Parameters are texts, as they stand in the test; what they mean is known
    in its module only. Those that a workload is about stay what they are."""
    module = side.load(caller["module"])
    out = {}
    for names, text in parameters.items():
        value = eval(text, vars(module))  # The project's own code, as it is.
        parts = [name.strip() for name in names.split(",") if name.strip()]
        if len(parts) == 1:
            out[parts[0]] = value
        else:
            out.update(zip(parts, value))
    for name, value in out.items():
        if type(value) is int and name not in fixed:
            out[name] = level(name, value)
    return out


@contextlib.contextmanager
def within():
    """While it lasts, code starts no process and opens no connection."""
    if not REFUSING:
        sys.addaudithook(refuse)
        REFUSING.append(True)
    LEFT_ALONE.append(True)
    try:
        yield
    finally:
        LEFT_ALONE.pop()


REFUSING = []
FIXTURES = {"monkeypatch": None, "device": "cuda", "request": None}


def fixture(module, name, depth=0):
    """The value of a fixture that the test's own module defines; None for others."""
    found = vars(module).get(name)
    marked = getattr(found, "__pytest_wrapped__", None)
    function = getattr(marked, "obj", None) or (
        found._get_wrapped_function()
        if hasattr(found, "_get_wrapped_function") else None)
    if function is None or depth > 4:
        return FIXTURES.get(name)
    made = function(**{inner: fixture(module, inner, depth + 1)
                       for inner in inspect.signature(function).parameters})
    return next(made) if inspect.isgenerator(made) else made


def capture(side, entry, caller, workload, torch, level=WHOLE, seconds=60,
            copy=copied, watch=None):
    """The entry's arguments by name, from one run of a caller. With `watch` the
    caller runs to its end."""
    import pytest
    skip, pytest.skip = pytest.skip, lambda *args, **kwargs: None
    patches = pytest.MonkeyPatch()
    try:
        with side.active():
            with Placed(side, entry["module"], entry["name"], copy) as recorder:
                recorder.skip = workload.get("skip", caller.get("skip", 0))
                recorder.watch = watch
                try:
                    function, first = callee(side, caller, level)
                    given = values_of(side, caller, workload["parameters"],
                                      level, workload.get("fixed", ()))
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
                    given[name] = fixture(side.load(caller["module"]), name)
                    if name == "monkeypatch":
                        given[name] = patches
                seeded(torch)
                try:
                    with limited(seconds):
                        made = function(*first, **given)
                        if inspect.iscoroutine(made):
                            asyncio.run(made)
                except Caught as caught:
                    return caught.arguments, given
                except TooLong as problem:
                    raise TookTooLong(f"{caller['name']} took {problem}") \
                        from None
                except Exception as problem:
                    if watch:
                        raise
                    raise NotReached(
                        f"{caller['name']} failed before it called "
                        f"{entry['name']}: {type(problem).__name__}: {problem}") \
                        from problem
        if watch:
            return None
        raise NotReached(f"{caller['name']} did not call {entry['name']}")
    finally:
        patches.undo()
        pytest.skip = skip
        if torch:
            if hasattr(torch, "set_default_device"):  # Of torch 2.
                torch.set_default_device(None)
            torch.set_default_dtype(torch.float32)
