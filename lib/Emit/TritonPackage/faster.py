# ===- faster.py - What the interpreter does again and again ----------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Every call of a device function prepares the whole language anew, and every
tensor its shape. Both are the same each time; kept, sizes need to shrink less."""

import dataclasses
import types


def patch_once(interpreter, core):
    """The language stays prepared once a function's globals have been seen."""
    real = interpreter._patch_lang
    if hasattr(interpreter, "_LangPatchScope"):
        return  # Undone after each call, so that it has to be done again.
    # At once, so that `exp = tl.exp` of a module means what a kernel needs.
    space = {"tl": interpreter.tl, "core": core}
    real(types.FunctionType(compile("None", "", "eval"), space))
    seen = set()

    def patch_lang(fn):
        key = id(fn.__globals__)
        if key not in seen:
            real(fn)
            seen.add(key)
            keep.append(fn.__globals__)
    keep = []  # An identity means something only while its owner lives.
    interpreter._patch_lang = patch_lang


def keep_shapes(core):
    """Of each type one tensor computes how many elements it has."""
    real = core.tensor.__init__
    known = {}

    def init(self, handle, type):
        if not type.is_block():
            real(self, handle, type)
            return
        found = known.get(type.name)
        if found is None:
            real(self, handle, type)
            known[type.name] = (self.numel, self.shape)
            return
        self.handle, self.type, self.dtype = handle, type, type.scalar
        self.numel, self.shape = found
    core.tensor.__init__ = init


def keep_types(core):
    """Of each block type one is checked and named."""
    real = core.block_type.__init__
    known = {}

    def init(self, element_ty, shape):
        try:
            key = (element_ty.name, *shape)
            found = known.get(key)
        except (AttributeError, TypeError):
            key = found = None
        if found is None:
            real(self, element_ty, shape)
            if key is not None and all(type(size) is int for size in key[1:]):
                known[key] = (self.shape, self.numel, self.name)
            return
        self.element_ty = element_ty
        self.shape, self.numel, self.name = found
    core.block_type.__init__ = init


def keep_data_types(interpreter):
    """A table for the types of numpy is made once for each name."""
    real = interpreter._get_np_dtype
    known = {}

    def get_np_dtype(kind):
        found = known.get(kind.name)
        if found is None:
            found = known[kind.name] = real(kind)
        return found
    interpreter._get_np_dtype = get_np_dtype


def without_overflow_checks(interpreter):
    """A device does not ask whether each sum of integers is one, either."""
    builder = interpreter.interpreter_builder
    if getattr(builder.options, "sanitize_overflow", False):
        builder.options = dataclasses.replace(builder.options,
                                              sanitize_overflow=False)


def mend(interpreter, core):
    """Only where objects have the attributes that are known here."""
    patch_once(interpreter, core)
    if set(vars(core.tensor(None, core.int32))) == {
            "handle", "shape", "numel", "type", "dtype"}:
        keep_shapes(core)
    if set(vars(core.block_type(core.int32, [2]))) == {
            "element_ty", "shape", "numel", "name"}:
        keep_types(core)
    keep_data_types(interpreter)
    without_overflow_checks(interpreter)
