# ===- capture.py - Arguments as the project's own code makes them ---------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""A test or benchmark of the project runs up to its call of the entry, with the
parameters of a workload; there it is stopped, and the arguments are kept."""

import inspect
import random

from .compare import copied
from .launched import TooLong, limited
from .scaling import WHOLE, load


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


def unwrapped(function):
    """Without the decorators that skip, retry or time."""
    while hasattr(function, "__wrapped__") and not isinstance(function, Recorder):
        function = function.__wrapped__
    return function


def callee(side, caller, level):
    """(function, arguments before the parameters) of a caller."""
    module = load(side, caller["module"], level)
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
    return unwrapped(getattr(kind, caller["name"])), (made,)


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


FIXTURES = {"monkeypatch": None, "device": "cuda", "request": None}


def capture(side, entry, caller, workload, torch, level=WHOLE, seconds=60):
    """The entry's arguments by name, from one run of a caller."""
    import pytest
    skip, pytest.skip = pytest.skip, lambda *args, **kwargs: None
    patches = pytest.MonkeyPatch()
    try:
        with side.active():
            with Placed(side, entry["module"], entry["name"]) as recorder:
                recorder.skip = caller.get("skip", 0)
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
                    given[name] = FIXTURES.get(name)
                    if name == "monkeypatch":
                        given[name] = patches
                seeded(torch)
                try:
                    with limited(seconds):
                        function(*first, **given)
                except Caught as caught:
                    return caught.arguments, given
                except TooLong as problem:
                    raise TookTooLong(f"{caller['name']} took {problem}") \
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
