# ===- values.py - Plain values of two sides: copies, sizes, differences ----=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Each side has classes of its own, so that objects are compared by the name of
their class and by what they hold."""

import array
import collections
import copy
import dataclasses
import enum
import functools
import logging
import math
import numbers
import sys
import threading
import types

SEQUENCES = (list, tuple, collections.deque, array.array, range)
ATOMS = (int, float, complex, str, bytes, bytearray, bool, type(None))
SHARED = (type(threading.Lock()), type(threading.RLock()), threading.Condition,
          threading.Event, logging.Logger, types.ModuleType)
# What does its work only when it is called.
CODE = (type, types.FunctionType, types.MethodType, types.BuiltinFunctionType,
        types.ModuleType, functools.partial)
DEEPEST, MOST = 40, 200000
# What an object keeps for itself, and each side in its own way.
OWN = ("cache", "memo", "buffer", "lock", "logger", "time")


class NoCopy(RuntimeError):
    """A value that each call would need a fresh copy of, and that has none."""


def copied(value):
    """A copy of everything but locks, loggers and modules, which are shared."""
    seen, open_, memo = set(), [value], {}
    while open_ and len(seen) < MOST:
        part = open_.pop()
        if isinstance(part, ATOMS) or id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, SHARED):
            memo[id(part)] = part
        else:
            open_ += parts(part)
    try:
        return copy.deepcopy(value, memo)
    except Exception as problem:
        raise NoCopy(f"{type(problem).__name__}: {problem}") from problem


def torch_of(value):
    torch = sys.modules.get("torch")
    return torch if torch and isinstance(value, getattr(torch, "Tensor", ())) \
        else None


def numpy_of(value):
    numpy = sys.modules.get("numpy")
    return numpy if numpy and isinstance(value, (
        getattr(numpy, "ndarray", ()), getattr(numpy, "generic", ()))) else None


def held(value):
    """Attributes of an object by name; None if it shows none."""
    out = dict(getattr(value, "__dict__", ()) or {})
    for kind in type(value).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if hasattr(value, name):
                out[name] = getattr(value, name)
    return out or None


def parts(value):
    """What a value holds, for those who walk over it."""
    if isinstance(value, dict):
        return list(value.keys()) + list(value.values())
    if isinstance(value, (list, tuple, set, frozenset, collections.deque)):
        return list(value)
    if isinstance(value, (type, types.FunctionType, types.ModuleType)) or \
            torch_of(value) or numpy_of(value):
        return []
    return list((held(value) or {}).values())


def weight(value, most=4000):
    """How much there is to work on."""
    seen, open_, count = set(), [value], 0
    while open_ and count < most:
        part = open_.pop()
        if isinstance(part, (int, float, bool, type(None))):
            count += 1
            continue
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, (str, bytes, bytearray, array.array, range)):
            count += 1 + len(part)
        elif torch_of(part):
            count += part.numel()
        elif numpy_of(part):
            count += part.size
        else:
            count += 1
            open_ += parts(part)
    return min(count, most)


def tensors(value):
    """Every tensor that a value holds."""
    seen, open_ = set(), [value]
    while open_ and len(seen) < MOST:
        part = open_.pop()
        if isinstance(part, ATOMS) or id(part) in seen:
            continue
        seen.add(id(part))
        if torch_of(part):
            yield part
        else:
            open_ += parts(part)


class Comparison:
    """Sentences about what differs. What objects hold is their own business, so
    that it is apart, as are remarks about kinds of sequences."""

    def __init__(self):
        self.wrong, self.remarks, self.inside = [], [], []
        self.seen, self.left, self.code = set(), MOST, set()

    def say(self, private, text):
        where = self.remarks if private is True else \
            self.inside if private else self.wrong
        if len(where) < 5 and text not in where:
            where.append(text)

    def run(self, name, old, new, private=False, depth=0):
        self.left -= 1
        if self.left < 0 or depth > DEEPEST or (id(old), id(new)) in self.seen:
            return
        if not isinstance(old, ATOMS):
            self.seen.add((id(old), id(new)))
        torch, numpy = torch_of(old), numpy_of(old)
        if torch and torch_of(new):
            from .compare import difference
            text = difference(name, old, new)
            if text:
                self.say(private, text)
        elif numpy and numpy_of(new):
            self._arrays(numpy, name, old, new, private)
        elif isinstance(old, enum.Enum) and isinstance(new, enum.Enum):
            if old.name != new.name:
                self._differ(name, old.name, new.name, private)
        elif isinstance(old, bool) or isinstance(new, bool):
            if type(old) is not type(new) or old != new:
                self._differ(name, old, new, private)
        elif isinstance(old, numbers.Number) and isinstance(new, numbers.Number):
            self._numbers(name, old, new, private)
        elif isinstance(old, SEQUENCES) and isinstance(new, SEQUENCES):
            self._sequences(name, old, new, private, depth)
        elif isinstance(old, dict) and isinstance(new, dict):
            self._tables(name, old, new, private, depth)
        elif isinstance(old, (set, frozenset)) and isinstance(new, (set, frozenset)):
            if old != new and (len(old) != len(new) or all(
                    isinstance(p, ATOMS) for p in (*old, *new))):
                self._differ(name, old, new, private)
        elif isinstance(old, CODE) and isinstance(new, CODE):
            self._code(name, old, new)
        elif type(old).__qualname__ != type(new).__qualname__:
            self.say(private, f"{name}: {type(old).__name__} became "
                              f"{type(new).__name__}")
        elif isinstance(old, ATOMS):
            if old != new:
                self._differ(name, old, new, private)
        else:
            self._objects(name, old, new, private, depth)

    def _code(self, name, old, new):
        """Another name is no other result: what it gives when it is called may be."""
        self.code.add(name)
        first, second = (getattr(v, "__name__", "?") for v in (old, new))
        if first != second:
            self.say(True, f"{name}: {first} became {second}")

    def _differ(self, name, old, new, private):
        old, new = (text if len(text) < 80 else text[:77] + "..."
                    for text in (repr(old), repr(new)))
        self.say(private, f"{name}: {old} became {new}")

    def _numbers(self, name, old, new, private):
        if isinstance(old, int) and isinstance(new, int):
            same = old == new
        elif isinstance(old, complex) or isinstance(new, complex):
            same = abs(old - new) <= 1e-9 * max(abs(old), abs(new))
        else:
            same = old == new or (math.isnan(old) and math.isnan(new)) or \
                math.isclose(old, new, rel_tol=1e-9, abs_tol=1e-15)
        if not same:
            self._differ(name, old, new, private)

    def _arrays(self, numpy, name, old, new, private):
        old, new = numpy.asarray(old), numpy.asarray(new)
        if old.shape != new.shape:
            self.say(private, f"{name}: shape {old.shape} became {new.shape}")
        elif old.dtype != new.dtype:
            self.say(private, f"{name}: {old.dtype} became {new.dtype}")
        elif old.dtype.kind in "fc":
            if old.size and not numpy.allclose(
                    old, new, rtol=1e-9 if old.itemsize > 4 else 1e-4,
                    atol=1e-12 if old.itemsize > 4 else 1e-6, equal_nan=True):
                self.say(private, f"{name}: elements differ, by up to "
                                  f"{numpy.nanmax(numpy.abs(old - new)):.3g}")
        elif old.dtype.kind != "O" and not numpy.array_equal(old, new):
            at = tuple(int(i) for i in numpy.argwhere(old != new)[0])
            self.say(private, f"{name}: {int((old != new).sum())} of {old.size} "
                              f"elements differ; the first at {list(at)}")

    def _sequences(self, name, old, new, private, depth):
        if len(old) != len(new):
            self.say(private, f"{name}: length {len(old)} became {len(new)}")
            return
        if type(old).__name__ != type(new).__name__:
            self.say(True, f"{name}: {type(old).__name__} became "
                           f"{type(new).__name__}")
        for index, (a, b) in enumerate(zip(old, new)):
            if a is not b:
                self.run(f"{name}[{index}]", a, b, private, depth + 1)

    def _tables(self, name, old, new, private, depth):
        if len(old) != len(new):
            self.say(private, f"{name}: {len(old)} keys became {len(new)}")
            return
        if all(key in new for key in old):
            pairs = [(key, old[key], new[key]) for key in old]
        else:  # Keys are objects of each side: in the order of insertion.
            pairs = []
            for index, (a, b) in enumerate(zip(old, new)):
                self.run(f"{name}: key {index}", a, b, private, depth + 1)
                pairs.append((index, old[a], new[b]))
        for key, a, b in pairs:
            self.run(f"{name}[{key!r:.60}]", a, b, private, depth + 1)

    def _objects(self, name, old, new, private, depth):
        first, second = held(old), held(new)
        if dataclasses.is_dataclass(old) and not private:
            for key in sorted(set(first) & set(second)):
                self.run(f"{name}.{key}", first[key], second[key], private, depth + 1)
            return
        if first is None or second is None:
            return  # Nothing to look at: files, iterators, handles.
        for key in sorted(set(first) & set(second)):
            own = private is True or key.startswith("_") or \
                any(w in key for w in OWN) or "inside"
            a, b = first[key], second[key]
            # Another representation is what such a commit is for.
            if type(a).__name__ != type(b).__name__:
                self.say(True, f"{name}.{key}: {type(a).__name__} became "
                               f"{type(b).__name__}")
                continue
            self.run(f"{name}.{key}", a, b, own, depth + 1)


def compared(before, after):
    """Of two dictionaries of what was given and written: what differs, and what is
    only worth a remark. Data classes and named tuples are data."""
    comparison = comparison_of(before, after)
    return comparison.wrong, comparison.inside + comparison.remarks


def comparison_of(before, after):
    comparison = Comparison()
    for name in before:
        if name in after:
            comparison.run(name, before[name], after[name])
    return comparison


def unchanged(before, after):
    """Whether a call left its arguments as they were."""
    comparison = Comparison()
    comparison.run("", before, after)
    return not (comparison.wrong or comparison.inside or comparison.remarks) and \
        comparison.left >= 0
