# ===- registered.py - Operators that both sides register -------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""torch knows each operator once in a process, and both sides register theirs under
the same names. Here each side has namespaces of its own; `torch.ops.project.name`
is that of the side whose code runs."""

import functools
import inspect
import sys
import types

from .standins import StandIn

# Functions of torch.library whose first argument may be "namespace::name".
DEFINING = ("custom_op", "triton_op", "define")
NAMING = (*DEFINING, "impl", "register_fake", "impl_abstract", "register_kernel",
          "register_autograd", "register_torch_dispatch", "register_vmap",
          "register_autocast")
CUDA = {"CUDA": "CPU", "cuda": "cpu"}


def on_cpu(kind):
    """What is registered for a GPU's tensors is for those that stand for them."""
    if isinstance(kind, (list, tuple)):
        return [CUDA.get(k, k) for k in kind]
    return CUDA.get(kind, kind)


def by(side):
    """Whether the side's code calls who asks: torch and others that it imports
    register once for both sides."""
    return bool(side) and sys._getframe(2).f_code.co_filename.startswith(side.root)


PLAIN = {"bool": False, "int": 0, "float": 0.0, "str": ""}


def described(infer):
    """The schema of a function, also where a default value is a stand-in: that of a
    constant whose module did not load."""
    @functools.wraps(infer)
    def infer_schema(function, *args, **options):
        try:
            parameters = inspect.signature(function).parameters.values()
        except (TypeError, ValueError):
            return infer(function, *args, **options)
        if any(isinstance(p.default, StandIn) for p in parameters):
            made = types.FunctionType(function.__code__, function.__globals__,
                                      function.__name__, None,
                                      function.__closure__)
            made.__signature__ = inspect.Signature([
                p.replace(default=PLAIN.get(getattr(p.annotation, "__name__", "")))
                if isinstance(p.default, StandIn) else p for p in parameters],
                return_annotation=inspect.signature(function).return_annotation)
            made.__annotations__ = function.__annotations__
            function = made
        return infer(function, *args, **options)
    return infer_schema


def separate(torch, gpu, active):
    """`active()` gives the side whose code runs, or None."""
    library = torch.library
    keyed = (lambda kind: kind) if gpu else on_cpu

    def own(space, side):
        return f"{space}__{side.name}"

    library_init, library_impl = library.Library.__init__, library.Library.impl

    @functools.wraps(library_init)
    def init(self, ns, kind, dispatch_key=""):
        side = active()
        if by(side) and (kind != "IMPL" or ns in side.namespaces):
            side.namespaces.add(ns)
            ns = own(ns, side)
        library_init(self, ns, kind, keyed(dispatch_key))

    @functools.wraps(library_impl)
    def impl(self, op_name, fn, dispatch_key="", **options):
        try:
            return library_impl(self, op_name, fn, keyed(dispatch_key), **options)
        except RuntimeError:
            if gpu or keyed(dispatch_key) == dispatch_key:
                raise
            return None  # There is one for the CPU already.
    library.Library.__init__, library.Library.impl = init, impl

    def renamed(name, real):
        @functools.wraps(real)
        def function(first, *args, **options):
            side = active()
            if by(side) and isinstance(first, str) and "::" in first:
                space, _, rest = first.partition("::")
                if name in DEFINING:
                    side.namespaces.add(space)
                if space in side.namespaces:
                    first = f"{own(space, side)}::{rest}"
            if name in ("impl", "register_kernel") and args:
                args = (keyed(args[0]), *args[1:])
            for option in ("device_types", "types"):
                if option in options:
                    options[option] = keyed(options[option])
            return real(first, *args, **options)
        return function

    for name in NAMING:
        if hasattr(library, name):
            setattr(library, name, renamed(name, getattr(library, name)))
    if hasattr(library, "infer_schema"):
        library.infer_schema = described(library.infer_schema)
    if not gpu and hasattr(library, "wrap_triton"):
        library.wrap_triton = lambda kernel: kernel

    space = torch._ops._OpNamespace
    found = space.__getattr__

    def attribute(self, name):
        side = active()
        if side and self.name in side.namespaces:
            try:
                return getattr(getattr(torch.ops, own(self.name, side)), name)
            except AttributeError:
                pass
        return found(self, name)
    space.__getattr__ = attribute
