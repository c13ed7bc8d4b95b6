# ===- libdevice.py - The device's mathematics, for the interpreter ---------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Functions of the device's library have no body in the interpreter: they give
None. Here numpy computes them; a function that is not listed stays as it is."""

import math


def functions(np):
    erf = np.vectorize(math.erf, otypes=[np.float64])
    erfc = np.vectorize(math.erfc, otypes=[np.float64])
    return {
        "tanh": np.tanh, "sinh": np.sinh, "cosh": np.cosh, "sin": np.sin,
        "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos,
        "atan": np.arctan, "atan2": np.arctan2, "exp": np.exp, "exp2": np.exp2,
        "expm1": np.expm1, "log": np.log, "log2": np.log2, "log10": np.log10,
        "log1p": np.log1p, "sqrt": np.sqrt, "rsqrt": lambda x: 1 / np.sqrt(x),
        "pow": np.power, "fast_powf": np.power, "abs": np.abs, "fabs": np.abs,
        "floor": np.floor, "ceil": np.ceil, "trunc": np.trunc, "rint": np.rint,
        "nearbyint": np.rint, "fmod": np.fmod, "erf": erf, "erfc": erfc,
        "fast_expf": np.exp, "fast_logf": np.log, "fast_log2f": np.log2,
        "fast_sinf": np.sin, "fast_cosf": np.cos, "fast_tanf": np.tan,
        "fast_dividef": np.divide, "div_rn": np.divide, "isnan": np.isnan,
        "isinf": np.isinf, "fma": lambda x, y, z: x * y + z,
        "round": lambda x: np.copysign(np.floor(np.abs(x) + 0.5), x),
    }


def legacy(np, tl):
    """Names that older projects import and newer versions of Triton lack."""
    import os
    from triton.runtime import cache
    home = os.path.join(os.path.expanduser("~"), ".triton")
    for name, folder in (("default_cache_dir", "cache"),
                         ("default_dump_dir", "dump"),
                         ("default_override_dir", "override")):
        if not hasattr(cache, name):
            setattr(cache, name, lambda path=os.path.join(home, folder): path)


def mend(np, tl, handle):
    import importlib

    def computed(op):
        def function(*values, **options):
            first = next(v for v in values if isinstance(v, tl.core.tensor))
            data = [v.handle.data if isinstance(v, tl.core.tensor) else
                    getattr(v, "value", v) for v in values]
            with np.errstate(all="ignore"):
                made = np.asarray(op(*data))
            if made.dtype == bool:
                return tl.core.tensor(handle(made, tl.int1), first.type)
            return tl.core.tensor(
                handle(made.astype(first.handle.data.dtype), first.dtype),
                first.type)
        return function

    legacy(np, tl)
    for path in ("triton.language.extra.libdevice",
                 "triton.language.extra.cuda.libdevice"):
        try:
            module = importlib.import_module(path)
        except ImportError:
            continue
        for name, op in functions(np).items():
            if hasattr(module, name):
                setattr(module, name, computed(op))
