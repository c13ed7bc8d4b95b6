# ===- launches.py - Launches and the choices behind them ------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""`kernel[grid](...)`, `kernel.run(grid=...)` and `wrap(kernel)[grid](...)`."""

import ast
import re

from choices import (Chooser, conjunction, constant_of, decides_something,
                     text_of, thresholds)

OPTIONS = ("num_warps", "num_stages", "num_ctas", "waves_per_eu", "kpack",
           "matrix_instr_nonkdim", "maxnreg", "num_consumer_groups")
SIZES = re.compile(r"BLOCK|TILE|GROUP|SPLIT|CHUNK|^NUM_|^N_|^B[A-Z]{0,2}$"
                   r"|HEAD|STEP|UNROLL|VEC|CONFIG", re.I)

# Of locals, whose names say less than those of constants of a kernel.
NAMED_SIZES = re.compile(r"BLOCK|TILE|SPLIT|CHUNK|UNROLL|^BS?_?[MNK]$", re.I)


class MetaName(ast.NodeTransformer):
    """`lambda args: args['B']` is written like `lambda META: META['B']`."""

    def __init__(self, name):
        self.name = name

    def visit_Name(self, node):
        return ast.Name(id="META", ctx=node.ctx) if node.id == self.name else node


def grid_text(node):
    if isinstance(node, ast.Lambda) and len(node.args.args) == 1:
        name = node.args.args[0].arg
        copy = ast.parse(text_of(node.body), mode="eval").body
        return "lambda META: " + text_of(MetaName(name).visit(copy))
    return text_of(node)


def kernel_of(inventory, module, node, names, bindings):
    """(identity or "", name) of what is launched; None if it is no kernel."""
    if isinstance(node, ast.Call):
        # fused(kernel)[grid] and kernel.warmup(...) around a kernel.
        for part in node.args:
            found = kernel_of(inventory, module, part, names, bindings)
            if found and found[0]:
                return found
        return None
    if isinstance(node, ast.Name) and node.id in bindings:
        for choice in bindings[node.id]:
            found = kernel_of(inventory, module, choice, names, {})
            if found and found[0]:
                return found
    local = names - set(module.functions) if isinstance(node, ast.Name) else names
    target = inventory.target(module, node, local)
    if target:
        identity = inventory.identity(*target)
        if identity in inventory.jit:
            return identity, target[1].rpartition(".")[2]
        return None
    if isinstance(node, ast.Name) and node.id not in names and (
            node.id in module.imports or "kernel" in node.id.lower()):
        return "", node.id
    if isinstance(node, ast.Attribute) and "kernel" in node.attr.lower():
        return "", node.attr
    return None


def parameters_of(function):
    return [part.arg for part in ast.walk(function.args)
            if isinstance(part, ast.arg)]


def is_grid(node):
    """What stands in the brackets of a launch: a tuple, a lambda, a name."""
    return not isinstance(node, (ast.Slice, ast.Constant))


def find_launches(function):
    """(call, kernel expression, grid expression) in order."""
    out = []
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Subscript) and is_grid(node.func.slice):
            out.append((node, node.func.value, node.func.slice))
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "run":
            grid = [k.value for k in node.keywords if k.arg == "grid"]
            if grid:
                out.append((node, node.func.value, grid[0]))
    out.sort(key=lambda entry: (entry[0].lineno, entry[0].col_offset))
    return out


def chooser_for(module, function, names):
    """Knows the numbers that the module's variables are, as `NUM_WARPS = 8`."""
    chooser = Chooser(parameters_of(function))
    numbers = Chooser()
    numbers.run([node for node in module.tree.body
                 if isinstance(node, ast.Assign) and
                 isinstance(node.targets[0], ast.Name) and
                 len(module.variables.get(node.targets[0].id, ())) == 1])
    chooser.values.update(
        (name, pieces) for name, pieces in numbers.values.items()
        if name not in names and
        all(constant_of(value) is not None for _, value in pieces))
    return chooser


def launches_of(inventory, module, name, function):
    """Launches of a host function, and the choices of their sizes."""
    from hashing import local_names
    places = find_launches(function)
    if not places:
        return [], unlaunched(module, function) if module.partial else []
    names = local_names(function)
    chooser = chooser_for(module, function, names)
    numbers = dict(chooser.values)
    chooser.run(function.body)
    bindings = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            bindings.setdefault(node.targets[0].id, []).append(node.value)
    found, choices = [], []
    for order, (call, kernel, grid) in enumerate(places, 1):
        what = kernel_of(inventory, module, kernel, names, bindings)
        if not what:
            continue
        identity, kernel_name = what
        at = Chooser(chooser.known)
        at.values, at.sources = chooser.at_launch.get(
            id(call), (chooser.values, chooser.sources))
        named = arguments_of(inventory, identity, call)
        sizes = [(key, value) for key, value in named
                 if key is None or key in OPTIONS or SIZES.search(key)]
        meta = [f"{key}={size_text(value, numbers)}" for key, value in sizes]
        meta = [m.replace("None=", "**", 1) for m in meta]
        inventory.given.setdefault(inventory.identity(module, name), []).extend(
            m for (_, value), m in zip(sizes, meta) if isinstance(value, ast.Name)
            and value.id in numbers)
        whole = at.pieces(grid) if isinstance(grid, ast.Name) else [((), grid)]
        found.append({
            "kernel": identity, "kernel_name": kernel_name,
            "line": call.lineno, "form": "triple_chevron",
            "grid": grid_text(whole[0][1] if len(whole) == 1 else grid),
            "block": ", ".join(meta), "shared": "", "stream": "",
            "arguments": [text_of(a) for a in call.args] +
                         [f"{k.arg}={text_of(k.value)}" if k.arg else
                          f"**{text_of(k.value)}" for k in call.keywords],
            "at": {"order": order}})
        choices += choices_of(inventory, module, named, at, call)
        if len(whole) > 1 and decides_something(whole):
            choices.append(heuristic("grid", text_of(grid), whole, call.lineno))
    return found, choices


def unlaunched(module, function):
    """Choices of sizes that hunks show, by the names of the locals: the launch that
    takes them stands where the diff shows nothing."""
    from hashing import local_names
    chooser = chooser_for(module, function, local_names(function))
    chooser.run(function.body)
    out, tuples = [], {source for source, _ in chooser.sources.values()}
    for name, pieces in chooser.values.items():
        if name in chooser.sources or not decides_something(pieces):
            continue
        if name in tuples or name in OPTIONS or NAMED_SIZES.search(name):
            out.append(heuristic("block" if name in OPTIONS else "tile", name,
                                 pieces, function.lineno))
    return out


def size_text(value, numbers):
    """A size as it is written, a number of the module as the number."""
    pieces = numbers.get(value.id, ()) if isinstance(value, ast.Name) else ()
    return text_of(pieces[0][1] if len(pieces) == 1 else value)


def arguments_of(inventory, identity, call):
    """(parameter, value) pairs; options and `**config` among them."""
    named = [(k.arg, k.value) for k in call.keywords]
    if identity in inventory.jit:
        _, _, kernel = inventory.jit[identity]
        arguments = kernel.args
        for parameter, value in zip(arguments.posonlyargs + arguments.args,
                                    call.args):
            if parameter.annotation is not None and \
                    "constexpr" in text_of(parameter.annotation):
                named.append((parameter.arg, value))
    return named


def heuristic(decides, variable, pieces, line):
    conditions = [node for when, _ in pieces for node in when]
    return {"decides": decides, "variable": variable, "line": line,
            "pieces": [{"when": conjunction(when), "value": text_of(value)}
                       for when, value in pieces],
            "thresholds": thresholds(conditions)}


def choices_of(inventory, module, named, at, call):
    out, seen = [], set()
    for key, value in named:
        if key is not None and key not in OPTIONS and not SIZES.search(key):
            continue
        source = at.sources.get(value.id) if isinstance(value, ast.Name) else None
        if source:
            text, _ = source
            if text in seen:
                continue
            seen.add(text)
            pieces = at.values.get(text)
            if pieces and decides_something(pieces):
                out.append(heuristic("tile", text, pieces, call.lineno))
                continue
            out += from_callee(inventory, module, text)
            continue
        pieces = at.pieces(value)
        if decides_something(pieces):
            decides = "block" if key in OPTIONS else "tile"
            out.append(heuristic(decides, key or text_of(value), pieces,
                                 call.lineno))
        for _, piece in pieces:
            for part in ast.walk(piece):
                if isinstance(part, ast.Call):
                    out += from_callee(inventory, module, text_of(part.func))
    unique = []
    for choice in out:
        if choice not in unique:
            unique.append(choice)
    return unique


def from_callee(inventory, module, text):
    """The sizes come from another function: what does it return, and when?"""
    try:
        node = ast.parse(text.removesuffix("()"), mode="eval").body
    except SyntaxError:
        return []
    target = inventory.target(module, node)
    if not target or target[1] not in target[0].functions:
        return []
    where, name = target
    function = where.functions[name]
    if inventory.identity(where, name) in inventory.jit:
        return []
    from hashing import local_names
    chooser = chooser_for(where, function, local_names(function))
    chooser.run(function.body)
    if not decides_something(chooser.returns):
        return []
    # Numbers in what is returned, not only in what it is compared with.
    if not any(constant_of(part) is not None for _, value in chooser.returns
               for part in ast.walk(value)):
        return []
    choice = heuristic("tile", name.rpartition(".")[2] + "()", chooser.returns,
                       function.lineno)
    choice.update(function=inventory.identity(where, name),
                  function_name=name.rpartition(".")[2], file=where.path)
    return [choice]
