# ===- arguments.py - What both sides are called with ---------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""The arguments of an entry for one workload, by name. Both sides get the same
ones; each side takes those that it has a parameter for."""

import struct
from dataclasses import dataclass
from typing import Any


@dataclass
class Argument:
    kind: str  # "integer", "floating", "buffer", "stream", "handle", "struct"
    name: str
    value: Any = None  # Of a buffer: how many elements.
    use: str = ""  # "input", "output", "inout", "scratch"
    element: str = ""
    domain: str = "any"  # "below", "probability", "positive", "boolean", "zero"
    bound: int = 0  # Of "below".
    shape: Any = None  # Of a tensor of a framework: its sizes.
    shift: int = 0  # Elements before the data of a tensor.

    def field(self, at, element, value):
        """A number within a structure, `at` bytes from its begin."""
        raw = number(self.name, element, value).value
        self.value[at : at + len(raw)] = raw
        return self

    @property
    def filled(self):
        return self.use in ("input", "inout")

    @property
    def compared(self):
        return self.use in ("output", "inout")


def integer(name, value):
    return Argument("integer", name, value)


def floating(name, value):
    return Argument("floating", name, value)


def stream(name):
    """The stream that is current in torch."""
    return Argument("stream", name)


def handle(name):
    """A library handle: each side makes its own."""
    return Argument("handle", name)


def absent(name):
    """A pointer that is null, or a struct as its own defaults leave it."""
    return Argument("struct", name)


def text(name, value):
    """A string of the function's own kind."""
    return Argument("struct", name, list(value.encode()))


def zeros(name, size):
    """A struct by value whose bytes are all zero."""
    return Argument("struct", name, [0] * size)


def number(name, element, value):
    """A number passed by value in a type of its own, such as `__half`."""
    if element == "bfloat16":
        bits = struct.unpack("<I", struct.pack("<f", value))[0]
        # Rounded to nearest even.
        bits = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16
        return Argument("struct", name, list(struct.pack("<H", bits)))
    forms = {
        "float16": "<e",
        "float32": "<f",
        "float64": "<d",
        "int8": "<b",
        "uint8": "<B",
        "bool": "<B",
        "int16": "<h",
        "uint16": "<H",
        "int32": "<i",
        "uint32": "<I",
        "int64": "<q",
        "uint64": "<Q",
    }
    form = forms.get(element)
    if form is None:
        raise ValueError(f"{name}: a number of type {element} cannot be made")
    raw = struct.pack(form, value if form[1] in "efd" else int(value))
    return Argument("struct", name, list(raw))


# By the numbers that plans have for them.
ELEMENTS = (
    "bool",
    "int8",
    "uint8",
    "int16",
    "uint16",
    "int32",
    "uint32",
    "int64",
    "uint64",
    "float16",
    "bfloat16",
    "float8_e4m3",
    "float8_e5m2",
    "float32",
    "float64",
)


def bytes_of(element):
    """Of one element."""
    digits = "".join(c for c in element.split("_")[0] if c.isdigit())
    return int(digits) // 8 if digits else 1


def element_of(number):
    """What the elements of a tensor are, where a workload says it."""
    return ELEMENTS[number]


def buffer(
    name, use, element, elements, domain="any", below=None, shape=None, shift=0
):
    """Memory of the device. `use`: "input" is filled from the seed, "output"
    poisoned and compared, "inout" both, "scratch" poisoned and not compared.
    `below`: the values are indices below it. `shape`: the sizes of a contiguous
    tensor of a framework, whose data starts `shift` elements off."""
    if below is not None:
        domain = "below"
    return Argument(
        "buffer",
        name,
        elements + shift,
        use,
        element,
        domain,
        below or 0,
        shape,
        shift,
    )


def ceil_div(dividend, divisor):
    return (dividend + divisor - 1) // divisor


def largest(*elements):
    """Of a buffer whose extent is unknown: that of the largest other one."""
    return max(1, *elements)


def bytes_moved(arguments, sizes):
    """Bytes that have to cross the memory bus; `sizes` of elements by type."""
    return sum(
        max(0, a.value) * sizes[a.element] * (2 if a.use == "inout" else 1)
        for a in arguments
        if a.kind == "buffer" and a.use != "scratch"
    )
