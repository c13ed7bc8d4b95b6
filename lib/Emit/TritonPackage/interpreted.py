# ===- interpreted.py - What Triton's interpreter leaves out ----------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""The interpreter keeps bfloat16 as the bits of an integer and computes with
these. Here such values become float32, are computed with, and are rounded back,
as a GPU rounds them."""

from . import faster, libdevice


def widened(np, bits):
    return (np.asarray(bits).astype(np.uint32) << 16).view(np.float32)


def narrowed(np, values):
    """Round to nearest, ties to even; NaN stays NaN."""
    values = np.ascontiguousarray(values, dtype=np.float32)
    bits = values.view(np.uint32).astype(np.uint64)
    rounded = ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)
    return np.where(np.isnan(values), np.uint16(0x7FC0), rounded)


def lift_numbers(interpreter, core):
    """Loop variables and constants are plain numbers here, and tensors on a device:
    `i.to(tl.int64)` means the same."""
    import ast

    def lifted(value):
        if isinstance(value, core.constexpr):
            value = value.value
        if isinstance(value, (bool, int, float)):
            return interpreter.interpreter_semantic.to_tensor(value)
        return value

    transformer = interpreter.ASTTransformer
    if hasattr(transformer, "visit_Call"):
        return

    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "to":
            node.func.value = ast.Call(
                func=ast.Name(id="perfclaim_lifted", ctx=ast.Load()),
                args=[node.func.value], keywords=[])
        return node

    def visit_Assign(self, node):
        self.generic_visit(node)
        return assign(self, node)
    assign = transformer.visit_Assign
    transformer.visit_Call, transformer.visit_Assign = visit_Call, visit_Assign
    interpreter.perfclaim_lifted = lifted


def mend():
    import numpy as np
    import triton.language as tl
    from triton.runtime import interpreter

    from triton.runtime.autotuner import Autotuner

    if hasattr(Autotuner, "check_disk_cache"):
        # The cache is keyed by compiled code, which there is none of.
        def check_disk_cache(self, key, configs, benchmark):
            benchmark()
            return False
        Autotuner.check_disk_cache = check_disk_cache

    builder = interpreter.InterpreterBuilder
    handle = interpreter.TensorHandle
    if getattr(builder, "perfclaim_mended", False):
        return
    builder.perfclaim_mended = True
    libdevice.mend(np, tl, handle)
    faster.mend(interpreter, tl.core)
    if hasattr(interpreter, "interpreter_semantic"):
        lift_numbers(interpreter, tl.core)

    def is_narrow(value):
        return value.dtype.scalar == tl.bfloat16 and value.data.dtype == np.uint16

    def wide(value):
        return handle(widened(np, value.data), tl.float32) if is_narrow(value) \
            else value

    def computing(real):
        def operation(self, *values):
            *values, op = values
            if not any(is_narrow(v) for v in values):
                return real(self, *values, op)
            with np.errstate(all="ignore"):
                made = op(*(wide(v).data for v in values))
            if made.dtype.kind != "f":
                return handle(made, tl.int1 if made.dtype == bool
                              else values[0].dtype.scalar)
            return handle(narrowed(np, made), tl.bfloat16)
        return operation

    for name in ("binary_op", "unary_op", "ternary_op"):
        if hasattr(builder, name):
            setattr(builder, name, computing(getattr(builder, name)))

    real_dot = builder.create_dot

    def create_dot(self, a, b, d, *options):
        return real_dot(self, wide(a), wide(b), d, *options)
    builder.create_dot = create_dot

    def get_bf16(self, value):
        return handle(narrowed(np, np.array([value], dtype=np.float32)),
                      tl.bfloat16)
    builder.get_bf16 = get_bf16

    real_cast = builder.cast_impl

    def cast_impl(self, src, dst_type):
        target = dst_type.scalar
        if is_narrow(src) and target == tl.bfloat16:
            return src
        if is_narrow(src):
            made = wide(src)
            return made if target == tl.float32 else real_cast(self, made,
                                                               dst_type)
        if target == tl.bfloat16 and src.data.dtype.kind in "fiub":
            return handle(narrowed(np, src.data), tl.bfloat16)
        return real_cast(self, src, dst_type)
    builder.cast_impl = cast_impl

    def lifted(value):
        if not is_narrow(value.handle):
            return value
        shape = list(value.handle.data.shape)
        kind = tl.block_type(tl.float32, shape) if value.type.is_block() \
            else tl.float32
        return tl.core.tensor(wide(value.handle), kind)

    def lowered(value):
        if not isinstance(value, tl.core.tensor) or \
                value.dtype.scalar != tl.float32:
            return value
        kind = tl.block_type(tl.bfloat16, list(value.type.shape)) \
            if value.type.is_block() else tl.bfloat16
        return tl.core.tensor(handle(narrowed(np, value.handle.data),
                                     tl.bfloat16), kind)

    def over_axes(real):
        def apply_impl(self, values):
            if not any(is_narrow(v.handle) for v in values):
                return real(self, values)
            made = real(self, tuple(map(lifted, values)))
            if isinstance(made, (tuple, list)):
                return type(made)(map(lowered, made))
            return lowered(made)
        return apply_impl

    for kind in (interpreter.ReduceOps, interpreter.ScanOps):
        kind.apply_impl = over_axes(kind.apply_impl)
