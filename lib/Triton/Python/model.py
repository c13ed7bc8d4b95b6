# ===- model.py - Arguments where no test shows them ------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Shapes, types and relations of a function's arguments, from its annotations,
defaults, shape unpackings, asserts and docstring."""

import ast
import re

from choices import constant_of, text_of
from plain import makeable
from workloads import neighbours, shape_parts
from workloads import symbols as names_in

# Sizes by the names that people give them; small ones for the interpreter.
SIZES = {"B": (2, 8), "T": (64, 2048), "H": (4, 32), "K": (64, 128),
         "V": (64, 128), "D": (64, 128), "HQ": (4, 32), "M": (64, 2048),
         "N": (128, 4096), "L": (64, 2048)}
SIZE_WORDS = (("hidden", (256, 4096)), ("token", (32, 4096)), ("head_dim", (64, 128)),
              ("head_size", (64, 128)), ("head", (4, 32)), ("topk", (2, 8)),
              ("expert", (8, 64)), ("batch", (2, 16)), ("seq", (64, 2048)),
              ("vocab", (512, 32000)), ("group", (8, 8)), ("width", (4, 4)),
              ("d_k", (64, 128)), ("d_v", (64, 128)), ("row", (32, 4096)), ("col", (256, 4096)), ("dim", (256, 4096)))
FLOATS = re.compile(r"scale|eps|factor|alpha|beta|gamma|dropout|temperature|"
                    r"threshold|limit|softcap|momentum")
INDICES = re.compile(r"ind(ices|ex)|idx|_ids?$|table|offsets?|cu_seqlens|seq_?lens?"
                     r"|positions?|loc$|mapping")
DOCUMENTED = re.compile(r"^\s*(\w+)\s*(?:\([^)]*\))?\s*:.*?"
                        r"(?:shape|size|of)\W{0,4}[\[(]([\w\s,*/+-]+)[\])]", re.M)
COMMENTED = re.compile(r"#\s*(\w+)\s*-?\s*[:\[(]+([\w\s,*/+-]+)[\])]")


ITEMS = "items"  # Of lists, tables and texts.


def size_of(name, turn):
    if name in SIZES:
        return SIZES[name][turn]
    if len(name) == 1 and name.upper() in SIZES:
        return SIZES[name.upper()][turn]
    if name == ITEMS:
        return (64, 4096)[turn]
    lower = name.lower()
    for word, sizes in SIZE_WORDS:
        if word in lower:
            return sizes[turn]
    return (64, 1024)[turn]


def model_of(module, entry, scope=(), thresholds=(), plain=False):
    """(model, None), or (None, why not). What is plain takes other things than
    tensors, too, where annotations say what."""
    function = entry["node"]
    arguments = function.args
    names = [a for a in arguments.posonlyargs + arguments.args +
             arguments.kwonlyargs]
    defaults = dict(zip([a.arg for a in arguments.args]
                        [len(arguments.args) - len(arguments.defaults):],
                        arguments.defaults))
    defaults.update({a.arg: d for a, d in zip(arguments.kwonlyargs,
                                              arguments.kw_defaults) if d})
    shapes = shapes_of(module, function)
    out, missing, symbols = [], [], []
    for argument in names:
        name = argument.arg
        if name in defaults:
            continue
        kind = text_of(argument.annotation) if argument.annotation else ""
        if name in shapes and "int" not in kind.split("[")[0]:
            sizes = shapes[name]
            out.append({"name": name, "kind": "tensor", "shape": sizes,
                        "dtype": dtype_of(name, function, scope, plain)})
            symbols += [s for size in sizes for s in re.findall(r"[A-Za-z_]\w*",
                                                                size)]
        elif kind == "float" or FLOATS.search(name):
            out.append({"name": name, "kind": "float", "value": 0.5})
        elif kind == "bool" or name.startswith(("is_", "has_", "use_")):
            out.append({"name": name, "kind": "value", "value": "False"})
        elif kind == "int":
            out.append({"name": name, "kind": "size", "value": name})
            symbols.append(name)
        elif "dtype" in kind or name.endswith("dtype"):
            out.append({"name": name, "kind": "value", "value": "torch.float16"})
        elif plain and argument.annotation and makeable(argument.annotation):
            out.append({"name": name, "kind": "typed", "value": kind,
                        "size": ITEMS})
            symbols.append(ITEMS)
        else:
            missing.append(name)
    if missing:
        return None, ("nothing says what `" + "`, `".join(missing) +
                      "` must be given")
    if not any(p["kind"] == "tensor" for p in out) and not (plain and out):
        return None, "it takes no tensor"
    workloads = []
    for turn, label in enumerate(("shapes_small", "shapes_of_models")):
        sizes = {s: size_of(s, turn) for s in dict.fromkeys(symbols)}
        workloads.append(workload(label, "measure", out, sizes,
                                  "values of the annotated types"
                                  if ITEMS in sizes and len(sizes) == 1 else
                                  "shapes as the function itself asks for them; "
                                  "sizes by their names"))
    small = {s: size_of(s, 0) for s in dict.fromkeys(symbols)}
    if ITEMS in small:
        workloads.append(workload("one_item", "edge", out, {**small, ITEMS: 1},
                                  "the smallest size"))
    seen = [w["integers"] for w in workloads]
    for threshold in thresholds:
        for symbol in sorted(set(names_in(threshold["parameter"])) & set(small)):
            for value in neighbours(threshold["condition"], threshold["value"]):
                sizes = {**small, symbol: value}
                if value < 1 or sizes in seen:
                    continue
                seen.append(sizes)
                workloads.append(workload(
                    f"at_{symbol}{value}", "threshold", out, sizes,
                    f"threshold `{threshold['condition']}`"))
    return {"workloads": workloads[:24]}, None


def workload(name, purpose, parameters, sizes, provenance):
    return {"name": name, "purpose": purpose, "integers": sizes,
            "model": {"parameters": parameters, "sizes": sizes},
            "parameters": {}, "provenance": provenance}


def shapes_of(module, function):
    """Texts of the sizes of each tensor parameter."""
    parameters = {a.arg for a in ast.walk(function.args)
                  if isinstance(a, ast.arg)}
    found = {}
    single = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            # B, T, H = *q.shape[:2], v.shape[2]
            for local, (tensor, index) in shape_parts(node):
                if tensor in parameters:
                    single.setdefault(tensor, {})[index] = local
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                spread(target, value, parameters, single)
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            asserted(node.test, parameters, single)
    for tensor, parts in single.items():
        rank = max(i for i in parts if i >= 0) + 1 if any(
            i >= 0 for i in parts) else -min(parts)
        found[tensor] = [parts.get(i) or parts.get(i - rank) or
                         f"{tensor}_{i}" for i in range(rank)]
    text = ast.get_docstring(function) or ""
    head = "\n".join(module.text.split("\n")[max(0, function.lineno - 12):
                                             function.lineno])
    for pattern, source in ((DOCUMENTED, text), (COMMENTED, head)):
        for name, sizes in pattern.findall(source):
            if name in parameters and name not in found:
                parts = [s.strip() for s in sizes.split(",") if s.strip()]
                if parts and all(re.fullmatch(r"[\w\s*/+-]+", p) for p in parts):
                    found[name] = [p.replace("/", "//").replace("////", "//")
                                   for p in parts]
    alike(function, parameters, found)
    # torch.empty_like(x), and outputs that are made like an input.
    for name in parameters:
        for other in list(found):
            if name not in found and name in ("out", "output", "o", "result") and \
                    other in ("x", "input", "q", "hidden_states"):
                found[name] = list(found[other])
    return found


ALIKE = (("k", "q"), ("key", "query"), ("v", "k"), ("value", "key"))


def alike(function, parameters, found):
    """Shapes that follow from another parameter's: keys are like queries; of
    `x * y[..., None]` y lacks the last size; of `x[torch.arange(n), i]` i has the
    first."""
    for name, other in ALIKE:
        if name not in parameters or other not in found:
            continue
        sizes = found.get(name, ())
        if len(sizes) < len(found[other]):  # Only the last ones are told.
            found[name] = found[other][:len(found[other]) - len(sizes)] + list(sizes)
    for node in ast.walk(function):
        if isinstance(node, ast.BinOp):
            for left, right in ((node.left, node.right), (node.right, node.left)):
                if isinstance(right, ast.Subscript) and text_of(right.slice) in (
                        "(..., None)", "..., None", "(slice(None), None)"):
                    x, y = text_of(left), text_of(right.value)
                    if x in found and y in parameters:
                        found.setdefault(y, found[x][:-1])
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
            first, *rest = node.slice.elts
            of = text_of(node.value)
            if of in found and len(rest) == 1 and "arange" in text_of(first) and \
                    text_of(rest[0]) in parameters:
                found.setdefault(text_of(rest[0]), found[of][:1])


def spread(target, value, parameters, single):
    """Targets of `*q.shape, v.shape[-1]`."""
    at = 0
    for part in value.elts:
        inner = part.value if isinstance(part, ast.Starred) else part
        name, low, high = shape_slice(inner)
        if isinstance(part, ast.Starred):
            rest = len(value.elts) - value.elts.index(part) - 1
            count = len(target.elts) - at - rest
            if high is not None:
                count = min(count, high - (low or 0))
            for offset in range(max(count, 0)):
                if name in parameters and isinstance(target.elts[at], ast.Name):
                    single.setdefault(name, {})[(low or 0) + offset] = \
                        target.elts[at].id
                at += 1
        else:
            if name in parameters and low is not None and high is None and \
                    at < len(target.elts) and isinstance(target.elts[at], ast.Name):
                single.setdefault(name, {})[low] = target.elts[at].id
            at += 1


def shape_slice(node):
    """(tensor, first, end) of `x.shape`, `x.shape[:2]`, `x.shape[1]`."""
    if isinstance(node, ast.Attribute) and node.attr == "shape" and isinstance(
            node.value, ast.Name):
        return node.value.id, 0, None
    if isinstance(node, ast.Subscript):
        name, first, _ = shape_slice(node.value)
        if name is None:
            return None, None, None
        if isinstance(node.slice, ast.Slice):
            low = constant_of(node.slice.lower) if node.slice.lower else 0
            high = constant_of(node.slice.upper) if node.slice.upper else None
            return name, low, high
        return name, constant_of(node.slice), None
    return None, None, None


def asserted(test, parameters, single):
    """`assert x.shape[0] == M` and conjunctions of such."""
    for node in ast.walk(test):
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq):
            continue
        for left, right in ((node.left, node.comparators[0]),
                            (node.comparators[0], node.left)):
            name, index, end = shape_slice(left)
            sizes = written_sizes(right)
            if name in parameters and sizes and isinstance(left, ast.Attribute):
                for position, size in enumerate(sizes):
                    single.setdefault(name, {}).setdefault(position,
                                                           text_of(size))
            if name not in parameters or index is None or end is not None or \
                    not isinstance(left, ast.Subscript):
                continue
            if isinstance(right, ast.Name) or constant_of(right) is not None:
                single.setdefault(name, {}).setdefault(index, text_of(right))
            else:
                other, position, _ = shape_slice(right)
                if other in parameters and position is not None and \
                        isinstance(right, ast.Subscript):
                    known = single.get(other, {}).get(position)
                    single.setdefault(name, {}).setdefault(
                        index, known or f"{other}_{position}")


def written_sizes(node):
    """`(M, 1)` and `torch.Size([M, 1])`."""
    if isinstance(node, ast.Call) and text_of(node.func).endswith("Size") and \
            node.args:
        node = node.args[0]
    return node.elts if isinstance(node, (ast.List, ast.Tuple)) else None


def dtype_of(name, function, scope, plain=False):
    text = text_of(function)
    asserts = "\n".join(text_of(n) for n in ast.walk(function)
                        if isinstance(n, ast.Assert))
    alike = {name}
    for left, right in re.findall(r"\b(\w+)\.dtype == (\w+)\.dtype", asserts):
        if name in (left, right):
            alike |= {left, right}
    if any(re.search(rf"\b{other}\.is_floating_point\(\)", asserts)
           for other in alike):
        return "torch.float32"
    # Operands of one type, and the message says which.
    if len(alike) > 1 and "int8" in scope:
        return "torch.int8"
    if re.search(rf"\b{name}\.dtype (?:==|in) \(?torch\.(\w+)", text):
        return "torch." + re.search(
            rf"\b{name}\.dtype (?:==|in) \(?torch\.(\w+)", text).group(1)
    if INDICES.search(name):
        return "torch.int32"
    return "torch.float32" if plain else "torch.float16"
