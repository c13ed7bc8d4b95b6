# ===- callers.py - Tests and benchmarks that call an entry -----------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Which functions of a project's tests lead to an entry, and with which
parameters: from `pytest.mark.parametrize`, from calls with literal values."""

import ast
import re

from choices import text_of

TEST = re.compile(r"(^|/)(tests?|testing|unittests?|benchmarks?|bench)/"
                  r"|(^|/)(test_|bench)[^/]*\.py$|_test\.py$")
MOST_FILES = 10
MOST_CALLERS = 3


def is_test(path):
    return bool(TEST.search(path))


def word(name):
    return re.compile(rf"(?<![\w]){re.escape(name)}(?![\w])")


def names_leading_to(tree, entry, depth=3):
    """Names by distance: the entry's own, then what mentions it, and so on."""
    last = entry["name"].split(".")[0]
    level, known = {last}, {last}
    for _ in range(depth):
        yield level  # Whoever has found enough asks for no more.
        found = set()
        pattern = re.compile("|".join(rf"\b{re.escape(n)}\b"
                                      for n in sorted(level)))
        for path, text in tree.files.items():
            if is_test(path) or not pattern.search(text):
                continue
            module = tree.module(path)
            if not module:
                continue
            lines = module.text.split("\n")
            for table in (module.functions, module.classes):
                for name, node in table.items():
                    top = name.split(".")[0]
                    if top in known or len(top) < 5:
                        continue
                    if pattern.search("\n".join(
                            lines[node.lineno - 1:node.end_lineno])):
                        found.add(top)
        if not found or len(found) > 60:
            return
        known |= found
        level = found
    yield level


def script_of(tree, entry):
    """What the entry's own file does when it is run, if that names the entry."""
    module = tree.module(entry["file"])
    short = entry["name"].rpartition(".")[2]
    for node in module.tree.body:
        if isinstance(node, ast.If) and "__main__" in ast.dump(node.test) and \
                mentions(module, node, {short, entry["name"].split(".")[0]}):
            return [{"file": module.path, "module": module.name, "class": "",
                     "name": "__main__", "line": node.lineno, "axes": [],
                     "rank": (9, False), "named": mentions(module, node, {short})}]
    return []


def callers_of(tree, entry, plain=False):
    """Callers, the most direct first."""
    out, files = [], 0
    most = 4 * MOST_CALLERS if entry.get("method") else MOST_CALLERS
    tests = {p: t for p, t in tree.files.items() if is_test(p)}
    hint = entry["file"].rpartition("/")[2][:-3]
    for distance, names in enumerate(names_leading_to(tree, entry)):
        if plain and distance > 2:
            break  # What is that far away starts servers and loads models.
        pattern = re.compile("|".join(rf"\b{re.escape(n)}\b"
                                      for n in sorted(names)))
        matching = [p for p, t in tests.items() if pattern.search(t)]
        # A test named like the file, then tests before benchmarks.
        matching.sort(key=lambda p: (hint not in p, "bench" in p,
                                     "test_" not in p, len(p), p))
        for path in matching:
            if files == MOST_FILES or len(out) >= 4 * most:
                break
            module = tree.module(path)
            if not module:
                continue
            if distance == 0 and is_other(tree, module, entry):
                continue
            files += 1
            out += [c for c in callers_in(module, names, entry, distance)
                    if not plain or not c["rank"][1]]
        if any(not c["rank"][1] for c in out):
            break  # What calls it over fewer steps is nearer to its use.
    out.sort(key=lambda c: c["rank"])
    # Which test of an object comes to its method shows only when it runs.
    return out[:most] + (script_of(tree, entry) if plain else [])


def is_other(tree, module, entry):
    """True if the name means something else in this file."""
    name = entry["name"].split(".")[0]
    if name in module.functions:
        return True
    if name not in module.imports:
        return False
    target, relative = module.imports[name]
    found = tree.defining(target)
    if found is None and not relative and not tree.may_hold(target, module.path):
        return True  # Of a library that is installed.
    return found is not None and found != entry["file"]


def mentions(module, node, names):
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and part.id in names or \
                isinstance(part, ast.Attribute) and part.attr in names:
            return True
    return False


def callers_in(module, names, entry, distance):
    direct = {n for n, f in module.functions.items()
              if mentions(module, f, names) or
              any(mentions(module, d, names) for d in f.decorator_list)}
    # Lists of operators that a parameter picks from.
    for variable, statements in module.variables.items():
        if any(mentions(module, s, names) for s in statements):
            direct |= {n for n, f in module.functions.items()
                       if any(mentions(module, d, {variable})
                              for d in f.decorator_list)}
    # Who calls a helper that calls the entry.
    reach = dict.fromkeys(direct, 0)
    for step in (1, 2):
        last = {n.rpartition(".")[2] for n, s in reach.items() if s == step - 1}
        for name, function in module.functions.items():
            if name not in reach and mentions(module, function, last):
                reach[name] = step
    out = []
    for name, steps in reach.items():
        function = module.functions[name]
        short = name.rpartition(".")[2]
        axes = axes_of(module, name, function)
        if axes is None:
            continue
        is_case = short.startswith(("test", "_test", "bench"))
        same = entry["file"].rpartition("/")[2][:-3] in module.path
        rank = (distance, not is_case, far_from(entry, module, function, short),
                not same, "bench" in module.path,
                steps + (0 if axes or short.startswith("test") else 1),
                "backward" in short, function.lineno)
        out.append({"file": module.path, "module": module.name,
                    "class": name.rpartition(".")[0], "name": short,
                    "line": function.lineno, "axes": axes, "rank": rank,
                    "named": bool(entry.get("method")) and mentions(
                        module, function, {entry["name"].rpartition(".")[2]})})
    out.sort(key=lambda c: c["rank"])
    return out


def far_from(entry, module, function, short):
    """Of the many tests that make an object, those that name its method or are
    named after it come first."""
    method = entry["name"].rpartition(".")[2] if entry.get("method") else ""
    if not method:
        return 0
    bare = method.strip("_")
    return 2 - mentions(module, function, {method}) - (
        len(bare) > 3 and bare in short)


# Parameters -----------------------------------------------------------------

def axes_of(module, name, function):
    """[(names, [texts])]; None where a parameter's values are not known."""
    axes = marks(module, function)
    cls = name.rpartition(".")[0]
    if cls in module.classes:
        axes += marks(module, module.classes[cls])
    covered = {n.strip() for names, _ in axes for n in names.split(",")}
    arguments = function.args
    needed = [a.arg for a in arguments.args[:len(arguments.args) -
                                            len(arguments.defaults)]]
    needed = [n for n in needed if n not in covered and n not in ("self", "cls")]
    needed += [a.arg for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults)
               if d is None and a.arg not in covered]
    if not needed:
        return axes
    if covered:
        # Fixtures: the ones that can be made up are made up.
        return axes
    return called_with(module, name, function, needed)


def marks(module, node):
    out = []
    for part in node.decorator_list:
        if not (isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute)
                and part.func.attr == "parametrize"):
            continue
        given = unstarred(module, part.args)
        given += [k.value for name in ("argnames", "argvalues")
                  for k in part.keywords if k.arg == name]
        if len(given) < 2:
            continue
        names = given[0]
        if isinstance(names, ast.Constant) and isinstance(names.value, str):
            text = names.value
        elif isinstance(names, (ast.Tuple, ast.List)):
            text = ",".join(getattr(n, "value", "?") for n in names.elts)
        else:
            continue
        out.append((text, elements(module, given[1])))
    return out


def unstarred(module, nodes):
    """`*SHAPES` as what the variable of the module holds."""
    out = []
    for node in nodes:
        inner = node.value if isinstance(node, ast.Starred) else node
        if inner is not node and isinstance(inner, ast.Name) and \
                inner.id in module.variables:
            inner = getattr(module.variables[inner.id][-1], "value", None)
        whole = inner is not node and isinstance(inner, (ast.Tuple, ast.List))
        out += inner.elts if whole else [node]
    return out


def elements(module, node, depth=0):
    """Texts of the elements of a list, as far as it is written down."""
    if isinstance(node, (ast.List, ast.Tuple)):
        out = []
        for part in node.elts:
            if isinstance(part, ast.Starred):
                out += elements(module, part.value, depth + 1)
            else:
                out.append(text_of(param(part)))
        return out
    if isinstance(node, ast.Name) and depth < 4 and node.id in module.variables:
        value = getattr(module.variables[node.id][-1], "value", None)
        if isinstance(value, (ast.List, ast.Tuple)):
            return elements(module, value, depth + 1)
    if isinstance(node, ast.ListComp) and len(node.generators) == 1 and \
            isinstance(node.elt, ast.Call):
        made = node.elt
        # [pytest.param(*test, id=...) for test in [...]]
        if made.args and isinstance(made.args[0], ast.Starred) and \
                not node.generators[0].ifs:
            return elements(module, node.generators[0].iter, depth + 1)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return elements(module, node.left, depth + 1) + \
            elements(module, node.right, depth + 1)
    return [f"list({text_of(node)})[0]"]


def param(node):
    """The values of `pytest.param(...)`."""
    if isinstance(node, ast.Call) and text_of(node.func).endswith("param"):
        if len(node.args) == 1:
            return node.args[0]
        return ast.Tuple(elts=node.args, ctx=ast.Load())
    return node


def called_with(module, name, function, needed):
    """Values that other functions of the file call this one with."""
    short = name.rpartition(".")[2]
    parameters = [a.arg for a in function.args.args if a.arg not in ("self", "cls")]
    rows = []
    for other in module.functions.values():
        parents = {}
        for node in ast.walk(other):
            for child in ast.iter_child_nodes(node):
                parents[child] = node
        for node in ast.walk(other):
            if not isinstance(node, ast.Call) or getattr(
                    node.func, "attr", getattr(node.func, "id", "")) != short:
                continue
            bound = dict(zip(parameters, node.args))
            bound.update({k.arg: k.value for k in node.keywords if k.arg})
            if not set(needed) <= set(bound):
                continue
            for values in around(module, other, node, parents):
                texts = {}
                for parameter, value in bound.items():
                    text = written(module, value, values)
                    if text is None:
                        break
                    texts[parameter] = text
                else:
                    if texts not in rows:
                        rows.append(texts)
    if not rows:
        return None
    names = list(rows[0])
    rows = [r for r in rows if list(r) == names]
    if len(names) == 1:
        return [(names[0], [r[names[0]] for r in rows])]
    return [(",".join(names),
             ["(" + ", ".join(r[n] for n in names) + ")" for r in rows])]


def around(module, function, call, parents):
    """Values of loop variables around a call, a dictionary for each turn."""
    loops, node = [], call
    while node in parents:
        node = parents[node]
        if isinstance(node, ast.For):
            loops.append(node)
    turns = [{}]
    for loop in reversed(loops):
        values = listed(module, function, loop.iter)
        if values is None:
            continue
        fresh = []
        for turn in turns:
            for value in values[:12]:
                bound = dict(turn)
                if isinstance(loop.target, ast.Name):
                    bound[loop.target.id] = value
                elif isinstance(loop.target, ast.Tuple) and isinstance(
                        value, (ast.Tuple, ast.List)):
                    for target, part in zip(loop.target.elts, value.elts):
                        bound[getattr(target, "id", "?")] = part
                fresh.append(bound)
        turns = fresh[:24]
    return turns


def listed(module, function, node):
    if isinstance(node, (ast.List, ast.Tuple)):
        return node.elts
    if isinstance(node, ast.Name):
        for part in ast.walk(function):
            if isinstance(part, ast.Assign) and isinstance(
                    part.targets[0], ast.Name) and \
                    part.targets[0].id == node.id and isinstance(
                        part.value, (ast.List, ast.Tuple)):
                return part.value.elts
        if node.id in module.variables:
            value = getattr(module.variables[node.id][-1], "value", None)
            if isinstance(value, (ast.List, ast.Tuple)):
                return value.elts
    return None


def written(module, value, values):
    """A text that means the same in the module; None where it depends on
    something else."""
    if isinstance(value, ast.Name) and value.id in values:
        value = values[value.id]
    for part in ast.walk(value):
        if isinstance(part, ast.Name) and part.id not in module.variables and \
                part.id not in module.imports and \
                part.id not in module.functions and \
                part.id not in ("int", "float", "bool", "None", "True", "False"):
            return None
    return text_of(value)
