# ===- plain.py - Entries that launch no kernel -----------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Functions and methods of plain Python, NumPy and PyTorch: which of those that
changed is called, and what the package has to know of it."""

import ast
import difflib
import re

USES_TORCH = re.compile(r"^\s*(?:import|from)\s+torch\b", re.M)
NOT_CALLED = {"property": "a property", "cached_property": "a property",
              "setter": "a property", "abstractmethod": "abstract",
              "overload": "an overload", "contextmanager": "a context manager"}


def shape_of(function):
    """What `function` is, other than one that can be called; None if it can."""
    if isinstance(function, ast.AsyncFunctionDef):
        return "a coroutine: its time is that of what it waits for"
    for node in function.decorator_list:
        node = node.func if isinstance(node, ast.Call) else node
        name = getattr(node, "attr", getattr(node, "id", ""))
        if name in NOT_CALLED:
            return NOT_CALLED[name]
    return None


def weight_of(before, after):
    """How much of a function changed: lines of both sides, as they mean."""
    old, new = (ast.unparse(f).split("\n") for f in (before, after))
    return sum(line[0] in "+-" for line in difflib.ndiff(old, new))


def rank_of(name, before, after, message):
    """The larger, the more likely it is what the commit is about."""
    last = name.rpartition(".")[2]
    score = min(weight_of(before, after), 60)
    if re.search(rf"(?<!\w){re.escape(last)}(?!\w)", message) and len(last) > 3:
        score += 200
    if last.startswith("__"):
        score -= 100
    elif last.startswith("_"):
        score -= 5
    return score


def facts(chooser, entry, files):
    """What tells the package that nothing is launched, and which code must run."""
    texts = [chooser.after.files[p] for p in files["after"]]
    changed = []
    for identity in chooser.functions:
        if identity in chooser.units.host:
            module, name, _ = chooser.units.host[identity]
            changed.append([module.path, name.rpartition(".")[2]])
    return {"torch": any(USES_TORCH.search(t) for t in texts),
            "changed": sorted(changed)}


# Types that the package's `typed.py` makes values of.
LISTS = {"list", "List", "Sequence", "Iterable", "Collection", "MutableSequence"}
TABLES = {"dict", "Dict", "Mapping", "MutableMapping", "OrderedDict"}
SETS = {"set", "Set", "frozenset", "FrozenSet", "AbstractSet"}
SIMPLE = {"int", "float", "bool", "str", "bytes", "ndarray"} | LISTS


def makeable(node):
    """Whether an annotation says all there is to know of a value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return makeable(ast.parse(node.value, mode="eval").body)
        except (SyntaxError, ValueError):
            return False
    if isinstance(node, (ast.Name, ast.Attribute)):
        return getattr(node, "attr", getattr(node, "id", "")) in SIMPLE
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return makeable(node.left) or (
            getattr(node.left, "value", 0) is None and makeable(node.right))
    if not isinstance(node, ast.Subscript):
        return False
    name = getattr(node.value, "attr", getattr(node.value, "id", ""))
    inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name in ("Optional", "Union", "Annotated", "Final"):
        return makeable(inner[0])
    if name == "Literal":
        return isinstance(inner[0], ast.Constant)
    if name in ("tuple", "Tuple"):
        return all(makeable(part) for part in inner
                   if getattr(part, "value", 0) is not ...)
    if name in TABLES:
        return len(inner) == 2 and getattr(inner[0], "id", "") in ("int", "str") \
            and makeable(inner[1])
    return name in LISTS and makeable(inner[0]) or name in SETS and getattr(
        inner[0], "id", "") in ("int", "str")
