# ===- buffers.py - Memory of one workload --------------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Tensors with guard bands, filled from a seed. Both sides run on the same
ones, one after the other: addresses and alignment are equal."""

import mmap
import os

import torch

from .elements import POISON, SIZES, Content, fill, seed_of

GUARD = 256  # Bytes on both sides of the data.
CANARY = 0xA5
SEED = 1  # The benchmark's default.
# On the CPU: a device maps memory in pieces as large, so that a kernel that
# reads a little too far does not fault there.
SLACK = 2 << 20


class Buffer:
    def __init__(self, argument, workload, device):
        self.argument = argument
        self.size = max(0, argument.value) * SIZES[argument.element]
        self.file = None
        whole = self.size + 2 * GUARD
        if device == "cpu":
            # Pages that a child process maps as well.
            self.mapped = -(-(whole + SLACK) // mmap.PAGESIZE) * mmap.PAGESIZE
            self.file = os.memfd_create(argument.name[:100].replace("\0", ""))
            os.ftruncate(self.file, self.mapped)
            pages = mmap.mmap(self.file, self.mapped)
            self.base = torch.frombuffer(pages, dtype=torch.uint8)[:whole]
        else:
            self.base = torch.empty(whole, dtype=torch.uint8, device=device)
        self.data = self.base[GUARD : GUARD + self.size]
        self.pristine = None
        if argument.filled:
            self.pristine = torch.empty_like(self.data)
            seed = seed_of(argument.name, seed_of(workload, SEED))
            fill(self.pristine, argument, seed)
        self.base.fill_(CANARY)

    @property
    def address(self):
        return self.base.data_ptr() + GUARD

    def close(self):
        if self.file is not None:
            os.close(self.file)

    def restore(self, everything):
        """`everything`: inputs too, which nobody should have written."""
        if self.pristine is None:
            zero = self.argument.domain == "zero"  # Scratch that is added to.
            self.data.fill_(0 if zero else POISON)
        elif everything or self.argument.use == "inout":
            self.data.copy_(self.pristine)

    def content(self):
        # As if nothing had been there, where that is seen at once.
        written = (
            bool((self.data != POISON).any())
            if self.pristine is None
            else not torch.equal(self.data, self.pristine)
        )
        return Content(
            self.argument.name,
            self.argument.element,
            self.argument.use == "output",
            self.data.clone(),
            written,
        )

    def damage(self):
        before, after = self.base[:GUARD], self.base[GUARD + self.size :]
        for band, where in ((before, "before its start"), (after, "after its end")):
            foreign = int((band != CANARY).sum())
            if foreign:
                return f"{self.argument.name}: {foreign} bytes written {where}"
        if self.argument.use == "input" and not torch.equal(self.data, self.pristine):
            return f"{self.argument.name}: an input was written"
        return ""


class Buffers:
    """All of one workload."""

    def __init__(self, arguments, workload, device):
        self.all = [
            Buffer(argument, workload, device)
            for argument in arguments
            if argument.kind == "buffer"
        ]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for buffer in self.all:
            buffer.close()

    def restore(self, everything=True):
        for buffer in self.all:
            buffer.restore(everything)
            if everything:
                buffer.base[:GUARD].fill_(CANARY)
                buffer.base[GUARD + buffer.size :].fill_(CANARY)

    def addresses(self):
        return {buffer.argument.name: buffer.address for buffer in self.all}

    def contents(self):
        return {
            buffer.argument.name: buffer.content()
            for buffer in self.all
            if buffer.argument.compared
        }

    def damage(self):
        return next((d for d in (b.damage() for b in self.all) if d), "")
