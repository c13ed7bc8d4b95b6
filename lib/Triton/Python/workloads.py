# ===- workloads.py - Parameters of callers as workloads -------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""The project's own test shapes, each value of each parameter at least once;
sizes of models where a parameter's name says what it is; both sides of every
threshold of the heuristics that changed."""

import ast
import re

from choices import constant_of, text_of

MOST = 10            # From one caller.
# Sizes of transformer layers, by what a parameter is called.
MODEL = {"M": [16, 128, 2048], "N": [4096, 8192, 14336], "K": [4096, 8192],
         "num_tokens": [1, 128, 4096], "hidden_size": [4096, 8192],
         "hidden_dim": [4096], "V": [32000, 128256], "vocab_size": [32000],
         "B": [8], "T": [2048, 4096], "H": [4096], "seq_len": [2048],
         "d": [4096], "intermediate_size": [14336], "D": [128], "S": [2048]}


def literal(text):
    """The integers of a text: one for `64`, none for `torch.int8`."""
    try:
        return constant_of(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError):
        return None


def flat(parameters):
    """Integers by name, tuples taken apart."""
    out = {}
    for names, text in parameters.items():
        parts = [n.strip() for n in names.split(",") if n.strip()]
        if len(parts) == 1:
            values = [text]
        else:
            try:
                node = ast.parse(text, mode="eval").body
            except SyntaxError:
                continue
            if not isinstance(node, (ast.Tuple, ast.List)):
                continue
            values = [text_of(e) for e in node.elts]
        for name, value in zip(parts, values):
            number = literal(value)
            if number is not None:
                out[name] = number
    return out


def identifier(caller, parameters, used):
    parts = [caller["name"].lstrip("_").removeprefix("test_")]
    parts += [f"{n}{v}" for n, v in flat(parameters).items()]
    name = re.sub(r"\W+", "_", "_".join(parts)).strip("_")[:60] or "workload"
    made, number = name, 2
    while made in used:
        made, number = f"{name}_{number}", number + 1
    used.add(made)
    return made


def from_tests(index, caller, entry, used):
    axes = [(names, sorted(texts, key=lambda t: entry not in t)
             if any(entry in t for t in texts) else texts)
            for names, texts in caller["axes"] if texts]
    first = {names: texts[0] for names, texts in axes}
    last = {names: texts[-1] if all(entry not in t for t in texts) else texts[0]
            for names, texts in axes}
    rows = [first]
    turn = 1
    while any(turn < len(texts) for _, texts in axes) and len(rows) < MOST - 1:
        for names, texts in axes:
            if turn < len(texts) and len(rows) < MOST - 1 and \
                    not any(entry in t for t in texts):
                rows.append({**first, names: texts[turn]})
        turn += 1
    rows.append(last)
    out = []
    for row in rows:
        if any(row == known["parameters"] for known in out):
            continue
        out.append({"name": identifier(caller, row, used), "purpose": "measure",
                    "caller": index, "parameters": row, "integers": flat(row),
                    "provenance": f"{caller['name']} of {caller['file']}:"
                                  f"{caller['line']}"})
    return out


def from_models(index, caller, used):
    """Realistic sizes for a caller that takes sizes by known names."""
    sizes = {names: texts for names, texts in caller["axes"]
             if names in MODEL and texts and literal(texts[0]) is not None}
    if len(sizes) < 2:
        return []
    out = []
    for turn in range(3):
        row = {names: texts[0] for names, texts in caller["axes"] if texts}
        for names in sizes:
            choices = MODEL[names]
            row[names] = str(choices[min(turn, len(choices) - 1)])
        if any(row == known["parameters"] for known in out):
            continue
        out.append({"name": identifier(caller, row, used), "purpose": "measure",
                    "caller": index, "parameters": row, "integers": flat(row),
                    "provenance": "sizes of a transformer's layers, through "
                                  f"{caller['name']} of {caller['file']}"})
    return out


# Thresholds -----------------------------------------------------------------

def neighbours(condition, value):
    """Values on both sides of a condition."""
    for sign in ("<=", ">"):
        if re.search(rf"{sign}(?!=)", condition):
            return [value, value + 1]
    if "<" in condition or ">=" in condition:
        return [value - 1, value]
    if "%" in condition:
        return [value, value + 1]
    return [value]


def symbols(text):
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:
        return []
    called = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    out = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and id(node) not in called and \
                node.id not in ("triton", "torch", "math"):
            out.append(node.id)
    return out


def axis_of(symbol, caller, shapes):
    """The parameter of a caller that decides a local of the entry."""
    names = [n for n, texts in caller["axes"]
             if "," not in n and texts and literal(texts[0]) is not None]
    for name in names:
        if name == symbol or name.lower() == symbol.lower():
            return name
    for name in shapes.get(symbol, ()):
        if name in names:
            return name
    return None


def from_thresholds(index, caller, thresholds, shapes, used):
    """Small sizes, each threshold from below and from above."""
    base = {}
    for names, texts in caller["axes"]:
        if not texts:
            continue
        numbers = [(literal(t), t) for t in texts]
        base[names] = min(numbers)[1] if all(n is not None for n, _ in numbers) \
            else texts[0]
    out = []
    for threshold in thresholds:
        value = threshold["value"]
        if not isinstance(value, int) or value < 1 or value > 1 << 20:
            continue
        found = [axis_of(s, caller, shapes)
                 for s in symbols(threshold["parameter"])]
        found = [a for a in found if a]
        if not found:
            continue
        for number in neighbours(threshold["condition"], value):
            if number < 1:
                continue
            row = {**base, found[0]: str(number)}
            if any(row == known["parameters"] for known in out):
                continue
            out.append({"name": "at_" + identifier(caller, row, used),
                        "purpose": "threshold", "caller": index,
                        "parameters": row, "integers": flat(row),
                        "fixed": [found[0]],
                        "provenance": f"threshold `{threshold['condition']}`"})
    axes = {axis_of(s, caller, shapes) for t in thresholds
            for s in symbols(t["parameter"])} - {None}
    for axis in sorted(axes)[:2]:
        row = {**base, axis: "1"}
        if not any(row == known["parameters"] for known in out):
            out.append({"name": "edge_" + identifier(caller, row, used),
                        "purpose": "edge", "caller": index, "parameters": row,
                        "integers": flat(row), "fixed": [axis],
                        "provenance": "the smallest size"})
    return out[:24]


def shapes_of(entry_node, caller_node, entry_name):
    """Locals of the entry to parameters of the caller that they come from:
    `M, K = x.shape`, where the caller's `x` was made with `(rows, cols)`."""
    if entry_node is None or caller_node is None:
        return {}
    call = next((n for n in ast.walk(caller_node) if isinstance(n, ast.Call) and
                 getattr(n.func, "id", getattr(n.func, "attr", "")) ==
                 entry_name), None)
    if call is None:
        return {}
    parameters = [a.arg for a in entry_node.args.args]
    given = dict(zip(parameters, call.args))
    given.update({k.arg: k.value for k in call.keywords if k.arg})
    made = {}
    for node in ast.walk(caller_node):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            made.setdefault(node.targets[0].id, node.value)
    out = {}
    for node in ast.walk(entry_node):
        if not isinstance(node, ast.Assign):
            continue
        for target, (tensor, index) in shape_parts(node):
            value = given.get(tensor)
            if isinstance(value, ast.Name):
                value = made.get(value.id)
            sizes = dimensions(value)
            if sizes and -len(sizes) <= index < len(sizes):
                names = [n.id for n in ast.walk(sizes[index])
                         if isinstance(n, ast.Name)]
                out.setdefault(target, names)
    return out


def shape_parts(node):
    """(local, (tensor, index)) of an assignment from a shape."""
    target, value = node.targets[0], node.value
    if isinstance(value, ast.Attribute) and value.attr == "shape" and \
            isinstance(value.value, ast.Name) and isinstance(target, ast.Tuple):
        for index, part in enumerate(target.elts):
            if isinstance(part, ast.Name):
                yield part.id, (value.value.id, index)
    elif isinstance(value, ast.Subscript) and isinstance(
            value.value, ast.Attribute) and value.value.attr == "shape" and \
            isinstance(value.value.value, ast.Name) and \
            isinstance(target, ast.Name):
        index = constant_of(value.slice)
        if index is not None:
            yield target.id, (value.value.value.id, index)


def dimensions(value):
    """The sizes that a tensor is made with."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) \
            and value.func.attr in ("to", "contiguous", "cuda", "half",
                                    "bfloat16", "requires_grad_"):
        value = value.func.value
    if isinstance(value, ast.BinOp):
        value = value.right if isinstance(value.right, ast.Call) else value.left
        return dimensions(value)
    if not isinstance(value, ast.Call):
        return None
    for part in value.args:
        if isinstance(part, (ast.Tuple, ast.List)):
            return part.elts
    name = getattr(value.func, "attr", "")
    if name in ("randn", "rand", "empty", "zeros", "ones"):
        return value.args
    return None
