# ===- operators.py - Compiled operators whose meaning is known -------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Projects call compiled operators of their own between Triton kernels, and these
are not built here. A few do under one name the same everywhere: without a GPU they
are computed by PyTorch, for both sides alike, and the report names them. Arguments
that do not look as they are known to look are none of ours."""

import functools

from .standins import LOADING, NotHere

COMPUTED = set()


class Unlike(TypeError):
    """Arguments of some other operator under the same name."""


def expect(condition):
    if not condition:
        raise Unlike


def halves(torch, name, function, args):
    """`out` has half of the last dimension of `x`, whatever their order."""
    tensors = [a for a in args if isinstance(a, torch.Tensor)]
    expect(1 <= len(tensors) <= 2)
    x = max(tensors, key=lambda t: t.shape[-1])
    half = x.shape[-1] // 2
    made = (function(x[..., :half].float()) * x[..., half:].float()).to(x.dtype)
    if len(tensors) == 1:
        return made
    out = min(tensors, key=lambda t: t.shape[-1])
    expect(out.shape == made.shape)
    return out.copy_(made)


def topk_softmax(torch, weights, indices, sources, gating, *rest):
    expect(not any(rest) and weights.shape == indices.shape)
    found = torch.softmax(gating.float(), dim=-1).topk(weights.shape[-1], dim=-1)
    weights.copy_(found.values)
    indices.copy_(found.indices)
    rows, top = weights.shape
    sources.copy_(torch.arange(top)[None, :] * rows + torch.arange(rows)[:, None])


def moe_align_block_size(torch, ids, experts, block, sorted_ids, block_experts,
                         padded, *buffers):
    flat = ids.reshape(-1).long()
    expect(flat.numel() and 0 <= int(flat.min()) and int(flat.max()) < experts)
    order = torch.argsort(flat, stable=True)
    sorted_ids.fill_(flat.numel())
    at = first = 0
    for expert, count in enumerate(torch.bincount(flat, minlength=experts).tolist()):
        blocks = -(-count // block)
        sorted_ids[at:at + count] = order[first:first + count].to(sorted_ids.dtype)
        block_experts[at // block:at // block + blocks] = expert
        at, first = at + blocks * block, first + count
    padded.fill_(at)


def moe_sum(torch, x, out):
    expect(x.dim() == 3 and out.shape == (x.shape[0], x.shape[2]))
    out.copy_(x.float().sum(dim=1))


def rms(torch, x, weight, eps):
    wide = x.float()
    scale = torch.rsqrt(wide.square().mean(-1, keepdim=True) + eps)
    return ((wide * scale).to(x.dtype) * weight).to(x.dtype)


def rms_norm(torch, out, x, weight, eps):
    expect(out.shape == x.shape and weight.dim() == 1)
    out.copy_(rms(torch, x, weight, eps))


def fused_add_rms_norm(torch, x, residual, weight, eps):
    expect(residual.shape == x.shape and weight.dim() == 1)
    residual.copy_((x.float() + residual.float()).to(x.dtype))
    x.copy_(rms(torch, residual, weight, eps))


def table(torch):
    functional = torch.nn.functional
    gated = {"silu_and_mul": functional.silu, "gelu_and_mul": functional.gelu,
             "gelu_tanh_and_mul": functools.partial(functional.gelu,
                                                    approximate="tanh")}
    made = {name: functools.partial(
        lambda name, function, *args: halves(torch, name, function, args),
        name, function) for name, function in gated.items()}
    for function in (topk_softmax, moe_align_block_size, moe_sum, rms_norm,
                     fused_add_rms_norm):
        made[function.__name__] = functools.partial(function, torch)
    return made


KNOWN = {}


def known(name):
    """What computes `package._C.name`, or None."""
    function = KNOWN.get(name.rpartition(".")[2])
    if not function:
        return None

    def compute(*args, **kwargs):
        try:
            result = function(*args, **kwargs)
        except (Unlike, TypeError, AttributeError) as problem:
            raise NotHere(f"{name} was called, and not with the arguments of the "
                          "operator that is known under its name") from problem
        COMPUTED.add(name)
        return result
    return compute


def provide(torch):
    """From here on known operators are computed."""
    KNOWN.update(table(torch))
    space = torch._ops._OpNamespace
    real = space.__getattr__

    def attribute(self, name):
        try:
            return real(self, name)
        except AttributeError:
            found = None if LOADING else known(f"torch.ops.{self.name}.{name}")
            if found is None:
                raise
            return found
    space.__getattr__ = attribute
