# ===- compare.py - Do both sides give the same? ---------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #

import dataclasses

# Relative to the values and to the scale of the tensor.
TOLERANCES = {"float64": 1e-9, "float32": 1e-4, "float16": 5e-3,
              "bfloat16": 3e-2}
SMALLEST = {"float64": 2.0 ** -52, "float32": 2.0 ** -23,
            "float16": 2.0 ** -10, "bfloat16": 2.0 ** -7}


def is_tensor(value):
    import torch
    return isinstance(value, torch.Tensor)


def copied(value, memo=None):
    """A copy with the same strides; one tensor in two places stays one."""
    import torch
    memo = {} if memo is None else memo
    if isinstance(value, torch.Tensor):
        if id(value) not in memo:
            source = value.detach()
            base = source
            for dim, (size, stride) in enumerate(zip(source.size(),
                                                     source.stride())):
                if stride == 0 and size > 1:  # Expanded: one element in truth.
                    base = base.narrow(dim, 0, 1)
            made = torch.empty_strided(base.size(), base.stride(),
                                       dtype=source.dtype, device=source.device)
            made.copy_(base)
            made = made.expand(source.size())
            memo[id(value)] = made.requires_grad_(value.requires_grad)
            memo.setdefault("keep", []).append(value)
        return memo[id(value)]
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(copied(v, memo) for v in value))
    if isinstance(value, (list, tuple)):
        return type(value)(copied(v, memo) for v in value)
    if isinstance(value, dict):
        return {k: copied(v, memo) for k, v in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        made = object.__new__(type(value))
        for name, part in vars(value).items():
            object.__setattr__(made, name, copied(part, memo))
        return made
    return value


def tensors(value, name="result"):
    """(name, tensor) of everything that is or holds one."""
    if is_tensor(value):
        yield name, value
    elif isinstance(value, (list, tuple)):
        for index, part in enumerate(value):
            yield from tensors(part, f"{name}[{index}]")
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from tensors(part, f"{name}[{key!r}]" if name == "result"
                               else f"{name}.{key}")
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for key, part in vars(value).items():
            yield from tensors(part, f"{name}.{key}")


def is_exact(arguments):
    """Integers are multiplied and summed, and floating numbers only scale the
    result: then the results must agree up to that last scaling."""
    integers, floats = 0, 0
    for _, tensor in tensors(arguments, ""):
        if tensor.is_floating_point():
            wide = sorted(tensor.shape)[-2:]
            if len(wide) == 2 and wide[0] > 1:
                floats += 1
        elif tensor.dim() >= 2 and tensor.element_size() == 1:
            integers += 1
    return integers >= 2 and floats == 0


def accuracy(arguments):
    """"exact", or the narrowest type that the data are held in: a sum of float32
    is no more exact than the products of halves that it is made of."""
    if is_exact(arguments):
        return "exact"
    kinds = {str(t.dtype).replace("torch.", "") for _, t in tensors(arguments, "")
             if t.is_floating_point() and t.dim() > 1}
    return max(kinds & set(TOLERANCES), key=TOLERANCES.get, default="float64")


def difference(name, before, after, data="float64"):
    """None if they agree, else one sentence. `data` is what `accuracy` says."""
    import torch
    if before.shape != after.shape:
        return f"{name}: shape {tuple(before.shape)} became {tuple(after.shape)}"
    if before.dtype != after.dtype:
        return f"{name}: {before.dtype} became {after.dtype}"
    if before.numel() == 0:
        return None
    old, new = before.detach().cpu(), after.detach().cpu()
    if not old.is_floating_point() and not old.is_complex():
        wrong = old != new
    else:
        kind = str(before.dtype).replace("torch.", "")
        exact = data == "exact"
        tolerance = 4 * SMALLEST.get(kind, 0.25) if exact else \
            max(TOLERANCES.get(kind, 0.15), TOLERANCES[data])
        x, y = old.to(torch.float64), new.to(torch.float64)
        same = (x == y) | (torch.isnan(x) & torch.isnan(y))
        finite = torch.where(torch.isfinite(x), x, torch.zeros_like(x))
        scale = finite.square().mean().sqrt()
        bound = tolerance * torch.maximum(x.abs(), y.abs())
        if not exact:
            bound = bound + tolerance * scale
        wrong = ~(same | ((x - y).abs() <= bound))
    count = int(wrong.sum())
    if not count:
        return None
    at = tuple(int(i) for i in wrong.nonzero()[0])
    return (f"{name}: {count} of {wrong.numel()} elements differ; the first at "
            f"{list(at)}: {old[at].item()} became {new[at].item()}")


def differences(before, after, data):
    """Of two lists of (name, tensor)."""
    old, new = dict(before), dict(after)
    out = []
    for name in sorted(set(old) & set(new)):
        text = difference(name, old[name], new[name], data)
        if text:
            out.append(text)
    for name in sorted(set(old) ^ set(new)):
        if name.startswith("result"):
            out.append(f"{name}: only {'before' if name in old else 'after'}")
    return out
