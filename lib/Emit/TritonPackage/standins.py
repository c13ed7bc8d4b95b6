# ===- standins.py - In place of modules that are not here -----------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""A stand-in lets a module load that names what is not installed. It computes
nothing: whoever uses one while a benchmark runs gets an error with its name."""

import types

LOADING = []  # Names of the modules that are being loaded.
DECORATED = {}  # Code that a stand-in left as it is -> the stand-in's name.


class NotHere(RuntimeError):
    """A stand-in was used."""


class Base:
    """Of classes whose own base is not here: `class Item(Struct, frozen=True)`."""

    def __init_subclass__(cls, **options):
        super().__init_subclass__()

    def __init__(self, *args, **options):
        if args or options:
            raise NotHere(f"{type(self).__name__} was made, and its base is not here")


class StandIn:
    def __init__(self, name, why):
        self.__dict__.update(_name=name, _why=why)

    def _use(self, how):
        raise NotHere(f"{self._name} was {how}: {self._why}")

    def __repr__(self):
        return f"<stand-in for {self._name}>"

    def __getattr__(self, name):
        if name == "__version__":
            return "0.0"
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self._name}.{name}", self._why)

    def __setattr__(self, name, value):
        self.__dict__[name] = value

    def __call__(self, *args, **kwargs):
        if not LOADING:
            from .operators import known
            found = known(self._name)
            return found(*args, **kwargs) if found else self._use("called")
        # A decorator leaves what it decorates as it is.
        if len(args) == 1 and callable(args[0]) and not kwargs and \
                not isinstance(args[0], StandIn):
            if hasattr(args[0], "__code__"):
                DECORATED[args[0].__code__] = self._name.removesuffix("()")
            return args[0]
        return StandIn(self._name + "()", self._why)

    def __mro_entries__(self, bases):
        first = next(b for b in bases if type(b) is StandIn)
        return (Base,) if first is self else ()

    def __instancecheck__(self, value):
        return False

    def __subclasscheck__(self, value):
        return False

    def __getitem__(self, key):
        return StandIn(self._name + "[]", self._why)

    def __or__(self, other):
        return self

    __ror__ = __or__

    def __bool__(self):
        if LOADING:
            return False
        return self._use("asked whether it is true")

    def __lt__(self, other):
        return False if LOADING else self._use("compared")

    __gt__ = __le__ = __ge__ = __lt__

    def __iter__(self):
        return iter(()) if LOADING else self._use("iterated over")

    def __enter__(self):
        return self if LOADING else self._use("entered")

    def __exit__(self, *args):
        return False


class StandInModule(types.ModuleType):
    """A module of stand-ins; submodules of it are such modules, too."""

    def __init__(self, name, why):
        super().__init__(name, f"stand-in: {why}")
        self.__path__ = []
        self._why = why

    def __getattr__(self, name):
        if name == "__version__":
            return "0.0"
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self.__name__}.{name}", self._why)
