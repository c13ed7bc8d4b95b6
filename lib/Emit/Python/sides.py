# ===- sides.py - Calls the two libraries of a package --------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""A side of the commit is a shared library; this is its interface
(runtime/Abi.h, runtime/PythonSide.h) in ctypes. Needs no torch."""

import ctypes
import os
from ctypes import (
    POINTER,
    byref,
    c_char_p,
    c_double,
    c_int,
    c_longlong,
    c_size_t,
    c_ulonglong,
    c_void_p,
)

from .arguments import ELEMENTS, bytes_of

SIDES = ("before", "after")
STREAM, HANDLE = "stream", "handle"


class _Number(ctypes.Union):
    _fields_ = [("p", c_void_p), ("i", c_longlong), ("d", c_double)]


class Value(ctypes.Structure):
    """One argument of an entry, whatever its C++ type is on that side."""

    _fields_ = [("number", _Number), ("bytes", c_void_p), ("size", c_ulonglong)]


class Tensor(ctypes.Structure):
    """What `bytes` of a tensor's value point to; `p` is its data."""

    _fields_ = [
        ("rank", c_int),
        ("element", c_int),
        ("sizes", c_longlong * 8),
        ("strides", c_longlong * 8),
    ]

    @classmethod
    def of(cls, argument):
        made = cls(len(argument.shape), ELEMENTS.index(argument.element))
        step = 1
        for i in reversed(range(made.rank)):
            made.sizes[i] = argument.shape[i]
            made.strides[i] = step
            step *= max(1, argument.shape[i])
        return made


class Entry(ctypes.Structure):
    _fields_ = [
        ("name", c_char_p),
        ("kind", c_char_p),
        ("file", c_char_p),
        ("line", c_int),
        ("parameter_count", c_int),
        ("parameters", POINTER(c_char_p)),
        ("reach_count", c_int),
        ("reaches", POINTER(c_char_p)),
        ("call", c_void_p),
        ("prepare", c_void_p),
    ]


class LoadError(Exception):
    """A library that cannot be loaded here."""


def _text(raw):
    return (raw or b"").decode("utf-8", "replace")


class Side:
    """One loaded side."""

    def __init__(self, folder, name):
        self.name = name
        path = os.path.join(folder, f"libpython_{name}.so")
        # Its own CUDA runtime and recorder go before those of torch.
        mode = os.RTLD_NOW | os.RTLD_LOCAL | os.RTLD_DEEPBIND
        try:
            self.library = ctypes.CDLL(path, mode=mode)
        except OSError as error:
            raise LoadError(f"{name} does not load: {error}") from error
        results = {
            "pc_python_entry": POINTER(Entry),
            "pc_python_origin": c_char_p,
            "pc_python_launches": c_char_p,
            "pc_python_error": c_char_p,
            "pc_python_prepare": None,
            "pc_python_call": None,
            "pc_python_record": None,
            "pc_python_counts": None,
        }
        for function, result in results.items():
            getattr(self.library, function).restype = result
        origin = _text(self.library.pc_python_origin())
        if os.path.dirname(os.path.realpath(origin)) != os.path.realpath(folder):
            raise LoadError(
                "this process holds the libraries of another package "
                f"({origin}); run this test by itself"
            )
        found = self.library.pc_python_entry()
        if not found:
            raise LoadError(f"{name} exports no entry")
        self.entry = found.contents
        count = self.entry.parameter_count
        self.parameters = [_text(self.entry.parameters[i]) for i in range(count)]
        count = self.entry.reach_count
        self.reaches = [_text(self.entry.reaches[i]) for i in range(count)]
        self.kind = _text(self.entry.kind)

    def set_up(self, stream=0):
        """Makes what the program's main would have made."""
        return self.library.pc_python_setup(c_void_p(stream))

    def values(self, arguments, addresses):
        """`arguments` by name in the order of this side. `addresses` are those
        of the buffers by name; one that is missing is null."""
        given = {argument.name: argument for argument in arguments}
        made = (Value * max(1, len(self.parameters)))()
        made.kept = []
        for value, name in zip(made, self.parameters):
            if name not in given:
                raise LoadError(f"{self.name}: no argument for {name}")
            argument = given[name]
            if argument.kind == "buffer":
                value.number.p = addresses.get(name)
                if argument.shape is not None:
                    tensor = Tensor.of(argument)
                    made.kept.append(tensor)
                    value.bytes = ctypes.addressof(tensor)
                    value.size = ctypes.sizeof(tensor)
                    if value.number.p:
                        value.number.p += argument.shift * bytes_of(argument.element)
            elif argument.kind == "integer":
                value.number.i = argument.value
            elif argument.kind == "floating":
                value.number.d = argument.value
            elif argument.kind == "struct" and argument.value:
                raw = ctypes.create_string_buffer(
                    bytes(argument.value), len(argument.value)
                )
                made.kept.append(raw)
                value.bytes = ctypes.addressof(raw)
                value.size = len(argument.value)
        return made

    def caller(self, values, stream=0):
        """A function of no arguments that calls the real function."""
        function, where = self.library.pc_python_call, c_void_p(stream)
        return lambda: function(values, where)

    def prepare(self, values, stream=0):
        self.library.pc_python_prepare(values, c_void_p(stream))

    def record(self, stream=0, file=-1):
        self.library.pc_python_record(c_void_p(stream), file)

    def recorded(self):
        """The launches since record(), then allocations, peak bytes, and
        whether a launch was on another stream."""
        launches = _text(self.library.pc_python_launches()).splitlines()
        counts = (c_longlong * 3)()
        self.library.pc_python_counts(byref(counts))
        return launches, counts[0], counts[1], bool(counts[2])

    def wait(self):
        """Waits for the device; the number of the first error, or 0."""
        return self.library.pc_python_wait()

    def error(self, code):
        return _text(self.library.pc_python_error(code))

    def is_launch_error(self, code):
        return bool(self.library.pc_python_is_launch_error(code))

    def adopt(self, address, size):
        return self.library.pc_python_adopt(c_void_p(address), c_size_t(size))


def plain_name(kernel):
    """ "ns::f<int><<<(1,1,1), (32,1,1), 0>>>" to "f"."""
    return kernel.split("<", 1)[0].split(" ", 1)[0].rsplit("::", 1)[-1]


def launched_one_of(reaches, launches):
    """Where no changed kernel is known, any launch will do."""
    names = {plain_name(launch) for launch in launches}
    return any(plain_name(name) in names for name in reaches) or (
        not reaches and bool(launches)
    )
