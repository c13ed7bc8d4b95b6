# ===- arguments.py - Arguments that no caller makes ------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Shapes over named sizes, as perfclaim read them from the function itself."""

DEVICE = "cuda"


def modelled(side, entry, model, torch, level):
    sizes = {name: max(16, value // level.divisor) if value >= 128 else value
             for name, value in model["sizes"].items()}
    generator = torch.Generator().manual_seed(0)
    out = {}
    for parameter in model["parameters"]:
        name = parameter["name"]
        if parameter["kind"] == "tensor":
            shape = [int(eval(text, {"__builtins__": {}}, dict(sizes)))
                     for text in parameter["shape"]]
            out[name] = tensor(torch, shape, parameter["dtype"], generator)
        elif parameter["kind"] == "size":
            out[name] = sizes[parameter["value"]]
        elif parameter["kind"] == "float":
            out[name] = parameter["value"]
        else:
            out[name] = eval(parameter["value"], {"torch": torch})
    return out


def tensor(torch, shape, kind, generator):
    dtype = getattr(torch, kind.removeprefix("torch."))
    if dtype in (torch.int32, torch.int64):
        made = torch.zeros(shape, dtype=dtype)
    elif not dtype.is_floating_point:
        made = torch.randint(-32 if dtype != torch.uint8 else 0, 32, shape,
                             generator=generator).to(dtype)
    else:
        made = (torch.randn(shape, generator=generator) * 0.5).to(dtype)
    return made.to(DEVICE)
