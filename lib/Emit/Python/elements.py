# ===- elements.py - Element types of buffers -----------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""How the elements of a buffer are filled, read and compared, as tensors. The
tolerances and the rules are those of runtime/Elements.h and Compare.h."""

import functools
from typing import NamedTuple

import torch

POISON = 0xFF  # Every byte of an output before a run: NaN as a float.
CHUNK = 1 << 22  # Elements at a time: temporaries are several times larger.
PERIOD = 16777213  # As runtime/Buffers.h: numbers begin again after so many.


class Element(NamedTuple):
    size: int
    dtype: torch.dtype  # Torch's, or an integer of the same size.
    floating: bool = False
    # Relative; the absolute one is a tenth of it times the largest magnitude.
    tolerance: float = 0.0
    unsigned: bool = False


ELEMENTS = {
    "bool": Element(1, torch.uint8, unsigned=True),
    "int8": Element(1, torch.int8),
    "uint8": Element(1, torch.uint8, unsigned=True),
    "int16": Element(2, torch.int16),
    "uint16": Element(2, torch.int16, unsigned=True),
    "int32": Element(4, torch.int32),
    "uint32": Element(4, torch.int32, unsigned=True),
    "int64": Element(8, torch.int64),
    "uint64": Element(8, torch.int64, unsigned=True),
    "float16": Element(2, torch.float16, True, 4e-3),
    "bfloat16": Element(2, torch.bfloat16, True, 3e-2),
    "float8_e4m3": Element(1, torch.uint8, True, 0.13),
    "float8_e5m2": Element(1, torch.uint8, True, 0.26),
    "float32": Element(4, torch.float32, True, 1e-4),
    "float64": Element(8, torch.float64, True, 1e-10),
    "bytes": Element(1, torch.uint8, unsigned=True),
}
SIZES = {name: element.size for name, element in ELEMENTS.items()}


def _float8(name, code):
    exponent_bits, mantissa_bits = (4, 3) if name.endswith("e4m3") else (5, 2)
    bias = (1 << (exponent_bits - 1)) - 1
    exponent = (code >> mantissa_bits) & ((1 << exponent_bits) - 1)
    fraction = code & ((1 << mantissa_bits) - 1)
    top = (1 << exponent_bits) - 1
    if exponent == top and name.endswith("e5m2"):
        value = float("nan") if fraction else float("inf")
    elif exponent == top and fraction == (1 << mantissa_bits) - 1:
        value = float("nan")
    elif exponent == 0:
        value = fraction * 2.0 ** (1 - bias - mantissa_bits)
    else:
        value = (fraction + (1 << mantissa_bits)) * 2.0 ** (
            exponent - bias - mantissa_bits
        )
    return -value if code >> 7 else value


@functools.cache
def _table(name, device):
    """What each code of an 8-bit float stands for; older torch has no such."""
    codes = [_float8(name, code) for code in range(256)]
    return torch.tensor(codes, dtype=torch.float64, device=device)


@functools.cache
def _sorted_codes(name, device):
    table = _table(name, device)
    codes = torch.isfinite(table).nonzero().flatten()
    order = torch.argsort(table[codes])
    return table[codes][order], codes[order].to(torch.uint8)


def decode(name, raw):
    """The numbers that bytes stand for."""
    element = ELEMENTS[name]
    if name.startswith("float8"):
        return _table(name, str(raw.device))[raw.long()]
    typed = raw.view(element.dtype)
    if element.floating:
        return typed.double()
    if element.unsigned and element.size < 8:
        return typed.long() & ((1 << 8 * element.size) - 1)
    return typed.long()


def _numbers(argument, unit):
    """Numbers that make sense as data, from some in [0, 1)."""
    name, floating = argument.element, ELEMENTS[argument.element].floating
    if argument.domain == "zero":
        return unit * 0
    if name == "bytes":
        # Bytes below 0x3c are small, finite numbers in every format.
        return (unit * 0x3C).floor()
    if argument.domain == "below":
        return (unit * max(1, argument.bound)).floor()
    if argument.domain == "probability":
        return unit if floating else unit.round()
    if argument.domain == "positive":
        return 0.0625 + 0.9375 * unit if floating else 1 + (unit * 15).floor()
    if argument.domain == "boolean" or name == "bool":
        return (unit >= 0.5).double()
    if floating:
        return 2 * unit - 1
    if name == "int8":
        return (unit * 255).floor() - 127
    if name == "uint8":
        return (unit * 256).floor()
    return (unit * 16).floor()  # Small, in case they are used as an index.


ALL = (1 << 64) - 1


def _mix(bits):
    """Splitmix64's finaliser, of a whole number."""
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & ALL
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & ALL
    return bits ^ (bits >> 31)


def _signed(bits):
    return bits - (1 << 64) if bits >> 63 else bits


def _shifted(bits, by):
    """To the right, without the sign."""
    return (bits >> by) & ((1 << (64 - by)) - 1)


def seed_of(name, seed):
    """As runtime/Random.h: buffers hold the same numbers as in benchmark.cu."""
    found = _mix(seed) ^ 0xCBF29CE484222325
    for byte in name.encode("utf-8", "surrogateescape"):
        found = ((found ^ byte) * 0x100000001B3) & ALL
    return _mix(found)


def random_units(seed, first, count, device):
    """Numbers in [0, 1) from a counter that starts at `first`."""
    counters = torch.arange(first + 1, first + 1 + count, device=device)
    bits = counters * _signed(0x9E3779B97F4A7C15) + _signed(_mix(seed))
    bits = (bits ^ _shifted(bits, 30)) * _signed(0xBF58476D1CE4E5B9)
    bits = (bits ^ _shifted(bits, 27)) * _signed(0x94D049BB133111EB)
    bits = bits ^ _shifted(bits, 31)
    return _shifted(bits, 11).double() * 2.0**-53


def fill(raw, argument, seed):
    """Fills the bytes of a buffer; the same numbers for the same seed."""
    element = ELEMENTS[argument.element]
    count = raw.numel() // element.size
    own = min(count, PERIOD)
    for first in range(0, own, CHUNK):
        part = raw[first * element.size : min(own, first + CHUNK) * element.size]
        length = part.numel() // element.size
        values = _numbers(argument, random_units(seed, first, length, raw.device))
        if argument.element.startswith("float8"):
            known, codes = _sorted_codes(argument.element, str(raw.device))
            middles = (known[1:] + known[:-1]) / 2
            part.copy_(codes[torch.bucketize(values, middles)])
        elif element.floating:
            part.view(element.dtype).copy_(values)
        else:
            part.view(element.dtype).copy_(values.long())
    done, whole = own * element.size, count * element.size
    while done < whole:
        more = min(done, whole - done)
        raw[done : done + more].copy_(raw[:more])
        done += more


class Content(NamedTuple):
    """What a run left in a buffer."""

    name: str
    element: str
    poisoned: bool  # An output: what is still poison was not written.
    raw: torch.Tensor  # Bytes.
    written: bool

    @property
    def shape(self):
        return (self.raw.numel() // ELEMENTS[self.element].size,)


def in_order(content):
    """The same elements in the order of their values."""
    size = ELEMENTS[content.element].size
    whole = content.raw[: content.shape[0] * size]
    order = torch.argsort(decode(content.element, whole), stable=True)
    return content._replace(
        raw=whole.view(-1, size)[order].reshape(-1), poisoned=False
    )


def _unwritten(content, raw):
    element = ELEMENTS[content.element]
    if not (content.poisoned and element.floating and element.size >= 2):
        return torch.zeros(
            raw.numel() // element.size, dtype=torch.bool, device=raw.device
        )
    integers = {2: torch.int16, 4: torch.int32, 8: torch.int64}
    return raw.view(integers[element.size]) == -1


def _magnitude(content):
    if not ELEMENTS[content.element].floating:
        return 0.0
    found = 0.0
    step = CHUNK * ELEMENTS[content.element].size
    for first in range(0, content.raw.numel(), step):
        values = decode(content.element, content.raw[first : first + step]).abs()
        values = values[torch.isfinite(values)]
        if values.numel():
            found = max(found, float(values.max()))
    return found


def difference(expected, actual, sides=("before", "after")):
    """Where and by how much `actual` differs from `expected`; "" if they agree
    within the tolerance of their type. NaN agrees with NaN alone. Elements that
    the reference leaves as they were have none to be compared with."""
    if expected.shape != actual.shape or expected.element != actual.element:
        return f"{expected.name}: {expected.shape} and {actual.shape} elements"
    if torch.equal(expected.raw, actual.raw):
        return ""
    element = ELEMENTS[expected.element]
    atol = 0.1 * element.tolerance * max(_magnitude(expected), _magnitude(actual))
    count, size = expected.shape[0], element.size
    wrong = missing = extra = both = 0
    first, worst = None, 0.0
    for start in range(0, count, CHUNK):
        part = slice(start * size, min(count, start + CHUNK) * size)
        raws = expected.raw[part], actual.raw[part]
        x, y = (decode(expected.element, raw) for raw in raws)
        told = _unwritten(expected, raws[0])
        lost = ~told & _unwritten(actual, raws[1])
        extra += int((told & ~_unwritten(actual, raws[1])).sum())
        both += int((~told & ~lost).sum())
        if element.floating:
            close = torch.isclose(y, x, element.tolerance, atol, equal_nan=True)
            close |= torch.isclose(x, y, element.tolerance, atol, equal_nan=True)
        else:
            close = x == y
        bad = ~told & (lost | ~close)
        if not bool(bad.any()):
            continue
        wrong += int(bad.sum())
        missing += int(lost.sum())
        errors = (x - y)[bad].abs().double()
        errors = errors[torch.isfinite(errors)]
        if errors.numel():
            worst = max(worst, float(errors.max()))
        if first is None:
            at = int(bad.nonzero()[0])
            first = start + at, x[at].item(), y[at].item()
    if not wrong:
        if both or not extra:
            return ""
        return (
            f"{expected.name}: the sides write different elements, {sides[0]} none "
            f"of the {extra} of {count} that {sides[1]} writes"
        )
    text = f"{expected.name}[{first[0]}]: {first[1]:.9g} {sides[0]}, "
    if missing == wrong:
        return text + (
            f"and not written {sides[1]}; {missing} of {count} elements are not "
            "written any more"
        )
    text += (
        f"{first[2]:.9g} {sides[1]}; {wrong} of {count} elements differ, by up to "
        f"{worst:.6g}"
    )
    if element.floating:
        text += f" (allowed: {element.tolerance:g} relative, {atol:.3g} absolute)"
    return text
