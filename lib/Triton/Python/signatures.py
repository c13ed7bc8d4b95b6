# ===- signatures.py - What a kernel is compiled for ------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Types and constants of a kernel, from its launches, its configurations and its own
text; both sides get the same where they ask for the same."""

import ast
import re

from choices import constant_of

LOADS = {"load", "store", "make_block_ptr", "advance", "atomic_add", "atomic_max",
         "atomic_min", "atomic_cas", "atomic_xchg", "make_tensor_descriptor"}
OPTIONS = ("num_warps", "num_stages", "num_ctas", "maxnreg")
INDICES = re.compile(r"ind(ices|ex)|idx|_ids?(_|$)|table|offsets?|cu_seqlens|seq_?lens?"
                     r"|positions?|loc(_|$)|mapping|start|indptr", re.I)
FLOATS = re.compile(r"scale|eps|alpha|beta|gamma|softcap|dropout|temperature|factor"
                    r"|smoothing|_cap$", re.I)
FLAGS = re.compile(r"^(HAS|IS|USE|ENABLE|DO|WITH|NEED|RETURN|ADD|APPLY)_", re.I)


class Variant:
    """Constants by name, and options of the compiler."""

    def __init__(self, values):
        self.values = values

    @property
    def text(self):
        return ", ".join(f"{n}={v}" for n, v in sorted(self.values.items()))

    def __eq__(self, other):
        return self.values == other.values


def pairs(text):
    """`BLOCK=64, num_warps=4` as far as the values are written down."""
    out = {}
    try:
        call = ast.parse(f"f({text})", mode="eval").body
    except SyntaxError:
        return out
    for keyword in call.keywords:
        value = constant_of(keyword.value)
        if value is None and isinstance(keyword.value, ast.Constant):
            value = keyword.value.value
        if value is not None and keyword.arg:
            out[keyword.arg] = value
    return out


def of_side(inventory, identity):
    """What one side launches a kernel with: a dictionary for each way."""
    ways = []
    for launch in inventory.launches:
        if launch["kernel"] != identity:
            continue
        base = pairs(launch["block"])
        pieces = {}
        for choice in inventory.heuristics:
            if choice["function"] == launch["function"]:
                known = [pairs(f"x={p['value']}").get("x") for p in choice["pieces"]]
                known = [k for k in known if k is not None]
                if known and choice["variable"] not in base:
                    pieces[choice["variable"]] = known
        for turn in (0, -1):
            ways.append({**base, **{n: v[turn] for n, v in pieces.items()}})
    tuned = [pairs(p["value"]) for c in inventory.heuristics
             if c["function"] == identity and c["variable"] == "autotune"
             for p in c["pieces"]]
    if tuned:
        ways = [{**way, **tuned[turn]} for way in ways or [{}] for turn in (0, -1)]
    return ways or [{}]


def variants_of(sides):
    out = []
    for inventory, identity in sides:
        for way in of_side(inventory, identity):
            variant = Variant(way)
            if variant not in out and len(out) < 4:
                out.append(variant)
    return [v for v in out if v.values] or out


def base_of(node, known):
    """The name that a sum of a pointer and offsets begins with."""
    while True:
        if isinstance(node, ast.BinOp):
            left = base_of(node.left, known)
            return left if left else base_of(node.right, known)
        if isinstance(node, ast.Name):
            return known.get(node.id, node.id)
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", "")
            if name in ("make_block_ptr", "advance", "make_tensor_descriptor"):
                given = [k.value for k in node.keywords if k.arg == "base"] + node.args
                node = given[0] if given else None
                continue
            if name == "to":
                node = node.func.value
                continue
        return None


def pointers(inventory, module, function, depth=0):
    """Parameters that something is loaded from or stored to."""
    parameters = {a.arg for a in function.args.args}
    known, found = {}, set()
    for node in ast.walk(function):
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name):
                base = base_of(node.value, known)
                if base in parameters and target.id not in known and (
                        isinstance(node.value, (ast.BinOp, ast.Name)) or
                        "ptr" in ast.unparse(node.value)):
                    known[target.id] = base
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in LOADS:
            given = [k.value for k in node.keywords if k.arg in ("pointer", "base")]
            base = base_of((node.args or given or [ast.Constant(0)])[0], known)
            if base in parameters:
                found.add(base)
        elif depth < 4 and isinstance(node.func, ast.Name):
            target = inventory.target(module, node.func)
            if target and target[1] in target[0].functions:
                inner = target[0].functions[target[1]]
                taken = pointers(inventory, target[0], inner, depth + 1)
                bound = dict(zip([a.arg for a in inner.args.args], node.args))
                bound.update({k.arg: k.value for k in node.keywords if k.arg})
                for parameter in taken & set(bound):
                    base = base_of(bound[parameter], known)
                    if base in parameters:
                        found.add(base)
    return found


BITS = (ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor, ast.FloorDiv,
        ast.Mod)


def integers(function, loaded):
    """Pointers whose elements are counted or shifted with, or are offsets."""
    held = {}  # local -> pointer that it was loaded from
    known = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = node.value
            while isinstance(value, ast.Call) and getattr(
                    value.func, "attr", "") == "to":
                value = value.func.value
            if isinstance(value, ast.Call) and value.args and getattr(
                    value.func, "attr", "") == "load":
                base = base_of(value.args[0], known)
                held[node.targets[0].id] = base
            else:
                base = base_of(value, known)
                if base in loaded:
                    known.setdefault(node.targets[0].id, base)
    out = set()
    for node in ast.walk(function):
        if not isinstance(node, (ast.BinOp, ast.AugAssign)):
            continue
        sides = [node.left, node.right] if isinstance(node, ast.BinOp) else \
            [node.target, node.value]
        names = {n.id for side in sides for n in ast.walk(side)
                 if isinstance(n, ast.Name)}
        if isinstance(node.op, BITS):
            out |= {held[s.id] for s in sides if isinstance(s, ast.Name) and
                    s.id in held}
        elif isinstance(node.op, ast.Add) and any(
                known.get(n, n) in loaded and n not in held for n in names):
            out |= {held[n] for n in names & set(held)}
    return out & set(loaded)


def compared_with(function, name):
    """The first literal that a constant is compared with."""
    for node in ast.walk(function):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name) and \
                node.left.id == name and isinstance(node.comparators[0], ast.Constant):
            value = node.comparators[0].value
            if value is not None and (isinstance(value, str) or value is True):
                return value
    return None


class Signature:
    def __init__(self, inventory, module, function, variant):
        arguments = function.args.args
        defaults = dict(zip([a.arg for a in arguments][
            len(arguments) - len(function.args.defaults):], function.args.defaults))
        loaded = pointers(inventory, module, function)
        counted = integers(function, loaded)
        self.types, self.values, self.chosen = {}, {}, set(variant.values)
        self.options = {n: variant.values[n] for n in OPTIONS if n in variant.values}
        for argument in arguments:
            name = argument.arg
            kind = ast.unparse(argument.annotation) if argument.annotation else ""
            if "constexpr" in kind:
                self.types[name] = "constexpr"
                self.values[name] = self.constant(function, name, variant,
                                                   defaults)
            elif name in loaded or name.lower().endswith("_ptr"):
                self.types[name] = "*i32" if INDICES.search(name) or \
                    name in counted else "*fp16"
            else:
                self.types[name] = "fp32" if FLOATS.search(name) else "i32"

    @staticmethod
    def constant(function, name, variant, defaults):
        if name in variant.values:
            return variant.values[name]
        default = defaults.get(name)
        if isinstance(default, ast.Constant):
            return default.value
        if FLAGS.search(name):
            return False
        if compared_with(function, name) is not None:
            return compared_with(function, name)
        lower = name.lower()
        if "dtype" in lower or lower.endswith(("_ty", "type")):
            import triton.language as tl
            return tl.float32
        if "stride" in lower or "split" in lower or "mode" in lower:
            return 1
        if FLOATS.search(name):
            return 1.0
        if "stage" in lower or "warp" in lower:
            return 2
        if "padded" in lower:
            return 16
        if lower.startswith(("num_", "n_")) or lower.endswith("_num"):
            return 8
        return 64

    @property
    def text(self):
        return "(" + ", ".join(
            f"{n}={self.values[n]}" if n in self.values else f"{n}: {t}"
            for n, t in self.types.items() if n not in self.chosen) + ")"
