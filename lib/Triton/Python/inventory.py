# ===- inventory.py - What the Python files of one side contain ------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""The inventory as the model spells it in JSON: declaration graph, kernels,
launches, host functions, heuristics."""

import ast

from choices import text_of
from hashing import digest, function_hashes, hash_tree, local_names
from launches import launches_of
from modules import JIT, decorator_name, is_jit, parse
from guards import guards_of


def ambiguous_names(sides):
    """Names that several modules of a side define. All others are known without
    their module, so that what moves stays what it is."""
    out = set()
    for modules in sides:
        seen = set()
        for module in modules.values():
            names = {*module.functions, *module.classes, *module.variables}
            out |= names & seen
            seen |= names
    return out


class Inventory:
    def __init__(self, files, parsed=None, ambiguous=None):
        self.modules, self.notes = parsed or parse(files)
        self.ambiguous = ambiguous_names([self.modules]) \
            if ambiguous is None else ambiguous
        self.by_name = {}
        for module in self.modules.values():
            self.by_name.setdefault(module.name, module)
        self.own = {name.split(".")[0] for name in self.by_name}
        self.jit = {}   # identity -> (module, qualified name, node)
        self.host = {}
        self.nodes = []
        self.launches = []
        self.heuristics = []
        self.given = {}  # identity -> sizes that are numbers of the module
        for module in self.modules.values():
            for name, node in module.functions.items():
                where = self.jit if is_jit(module, node) else self.host
                where[self.identity(module, name)] = (module, name, node)
            self._aliases(module)

    def _aliases(self, module):
        """`kernel = triton.jit(f)` and `kernel = triton.autotune(...)(f)`."""
        for name, statements in module.variables.items():
            value = getattr(statements[-1], "value", None)
            if not isinstance(value, ast.Call):
                continue
            inner = value
            while isinstance(inner, ast.Call) and inner.args:
                target = inner.args[0]
                made = module.full(inner.func) or ""
                if isinstance(target, ast.Name) and \
                        target.id in module.functions and (
                            JIT.search(made or "") or
                            is_jit(module, module.functions[target.id])):
                    old = self.identity(module, target.id)
                    entry = self.host.pop(old, None)
                    if entry:
                        self.jit[old] = entry
                    module.imports.setdefault(
                        name, (f"{module.name}.{target.id}", True))
                    break
                inner = target

    def identity(self, module, name):
        if name.split(".")[0] in self.ambiguous or name in self.ambiguous:
            return f"py:{module.name}.{name}"
        return f"py:{name}"

    # Names ----------------------------------------------------------------

    def resolve(self, full, depth=0):
        """(module, name) of a dotted name of the repository, or None."""
        if not full or depth > 6:
            return None
        parts = full.split(".")
        for cut in range(len(parts) - 1, 0, -1):
            module = self.by_name.get(".".join(parts[:cut]))
            if not module:
                continue
            rest = ".".join(parts[cut:])
            if rest in module.functions or rest in module.classes or \
                    rest in module.variables and rest not in module.imports:
                return module, rest
            head, _, tail = rest.partition(".")
            if head in module.imports:
                target = module.imports[head][0]
                return self.resolve(target + ("." + tail if tail else ""),
                                    depth + 1)
            for star in module.stars:
                found = self.resolve(f"{star}.{rest}", depth + 1)
                if found:
                    return found
            return None
        return None

    def target(self, module, node, names=(), scope=""):
        """What a name or attribute in a function of `module` refers to."""
        if isinstance(node, ast.Name):
            if node.id in names:
                return None
            if node.id in module.functions or node.id in module.classes:
                return module, node.id
            if node.id in module.imports:
                return self.resolve(module.imports[node.id][0])
            if node.id in module.variables:
                return module, node.id
            for star in module.stars:
                found = self.resolve(f"{star}.{node.id}")
                if found:
                    return found
            return None
        if isinstance(node, ast.Attribute):
            base = node.value
            if isinstance(base, ast.Name) and base.id in ("self", "cls") and scope:
                name = f"{scope}.{node.attr}"
                return (module, name) if name in module.functions else None
            full = module.full(node)
            if not full or (isinstance(base, ast.Name) and base.id in names):
                return None
            head = full.split(".")[0]
            if head in module.classes and full in module.functions:
                return module, full
            return self.resolve(full)
        return None

    def edges(self, module, node, names, scope):
        """What a definition refers to: functions, classes, variables."""
        found = set()
        for part in ast.walk(node):
            if not isinstance(part, (ast.Name, ast.Attribute)):
                continue
            target = self.target(module, part, names, scope)
            if not target:
                continue
            where, name = target
            identity = self.identity(where, name)
            if name in where.functions:
                found.add(("calls", identity))
            elif name in where.classes:
                found.add(("uses_type", identity))
                for method in ("forward", "backward", "__init__", "__call__"):
                    if f"{name}.{method}" in where.functions:
                        found.add(("calls", f"{identity}.{method}"))
            else:
                found.add(("uses_constant", identity))
        return sorted(found)

    # Building -------------------------------------------------------------

    def build(self):
        for module in self.modules.values():
            self._variables(module)
            self._classes(module)
        launched = set()
        edges = {}
        for table in (self.host, self.jit):
            for identity, (module, name, node) in table.items():
                edges[identity] = self._function_edges(module, name, node)
        for identity, (module, name, node) in self.host.items():
            self._launches(identity, module, name, node, launched)
        called = {to for identity in self.jit
                  for kind, to in edges[identity] if kind == "calls"}
        kernels, functions = [], []
        for identity, (module, name, node) in self.jit.items():
            kernel = identity in launched or identity not in called
            self._node(identity, module, name, node,
                       "kernel" if kernel else "device_function",
                       edges[identity])
            if kernel:
                kernels.append(self._kernel(identity, module, name, node))
        for identity, (module, name, node) in self.host.items():
            self._node(identity, module, name, node, "host_function",
                       edges[identity])
            functions.append(self._host(identity, module, name, node))
        return {"graph": sorted(self.nodes, key=lambda n: n["identity"]),
                "kernels": sorted(kernels, key=place_key),
                "launches": self.launches,
                "functions": sorted(functions, key=place_key),
                "calls": [], "heuristics": self.heuristics,
                "unit_flags": {},
                "unit_files": {path: [path] for path in self.modules},
                "notes": self.notes}

    def _function_edges(self, module, name, node):
        names = local_names(node)
        scope = name.rpartition(".")[0]
        return self.edges(module, node, names, scope)

    def _node(self, identity, module, name, node, kind, edges):
        hashes = function_hashes(module, node, self.own)
        if self.given.get(identity):  # Numbers of the module that it launches with.
            hashes["semantic_hash"] = digest(
                hashes["semantic_hash"] + " ".join(self.given[identity]))
        self.nodes.append({
            "identity": identity, "kind": kind,
            "name": name.rpartition(".")[2],
            "qualified_name": f"{module.name}.{name}", "range": module.place(node),
            "template_hash": "", "unit": module.path, "defined": True,
            "in_repository": True,
            "edges": [{"kind": k, "to": to} for k, to in edges], **hashes})

    def _other(self, module, name, nodes, kind, meaning):
        identity = self.identity(module, name)
        edges = set()
        for node in nodes:
            if not isinstance(node, ast.ClassDef):
                edges.update(self.edges(module, node, (), ""))
        edges = [e for e in sorted(edges) if e[1] != identity]
        self.nodes.append({
            "identity": identity, "kind": kind, "name": name.rpartition(".")[2],
            "qualified_name": f"{module.name}.{name}", "range": module.place(nodes[0]),
            "text_hash": digest("".join(ast.dump(n) for n in nodes)),
            "semantic_hash": meaning, "signature_hash": "",
            "attribute_hash": "", "template_hash": "", "body_hash": "",
            "unit": module.path, "defined": True, "in_repository": True,
            "edges": [{"kind": k, "to": to} for k, to in edges]})

    def _variables(self, module):
        for name, nodes in module.variables.items():
            if name in module.functions or name in module.imports or \
                    name in module.classes or \
                    name.rpartition(".")[2].startswith("__"):
                continue
            values = [n.value for n in nodes if n.value is not None]
            self._other(module, name, nodes, "variable",
                        hash_tree(module, values, own=self.own))

    def _classes(self, module):
        for name, node in module.classes.items():
            head = [node.bases, node.keywords, node.decorator_list]
            self._other(module, name, [node], "type",
                        hash_tree(module, [p for h in head for p in h],
                                  own=self.own))

    def _launches(self, identity, module, name, node, launched):
        found, choices = launches_of(self, module, name, node)
        for launch in found:
            launched.add(launch["kernel"])
            launch.update(function=identity,
                          function_name=name.rpartition(".")[2],
                          file=module.path)
            self.launches.append(launch)
        for choice in choices:
            choice.setdefault("function", identity)
            choice.setdefault("function_name", name.rpartition(".")[2])
            choice.setdefault("file", module.path)
            if choice not in self.heuristics:
                self.heuristics.append(choice)
        if found:
            for line, text in guards_of(module, node):
                self.notes.append({
                    "severity": "note", "file": module.path, "line": line,
                    "text": f"`{name}` asks for the platform: {text}"})

    def _parameters(self, module, node):
        arguments = node.args
        out = []
        for part in arguments.posonlyargs + arguments.args + arguments.kwonlyargs:
            kind = text_of(part.annotation) if part.annotation else ""
            constant = "constexpr" in kind
            model = {"name": part.arg, "type": kind,
                     "kind": "integer" if constant else "opaque",
                     "role": "flag" if constant else "unknown"}
            if "Tensor" in kind or part.arg.endswith("_ptr"):
                model["kind"] = "pointer"
            elif kind in ("int", "bool"):
                model["kind"] = "integer"
            elif kind == "float":
                model["kind"] = "floating"
            if part.arg.startswith("stride"):
                model["role"] = "stride"
            out.append(model)
        return out

    def _kernel(self, identity, module, name, node):
        attributes = []
        for part in node.decorator_list:
            full = decorator_name(module, part)
            attributes.append("@" + text_of(part))
            for choice in tuned(full, part):
                choice.update(function=identity,
                              function_name=name.rpartition(".")[2],
                              file=module.path, line=part.lineno)
                self.heuristics.append(choice)
        return {"identity": identity, "name": name.rpartition(".")[2],
                "qualified_name": f"{module.name}.{name}", "file": module.path,
                "line": node.lineno, "range": module.place(node),
                "parameters": self._parameters(module, node),
                "attributes": attributes}

    def _host(self, identity, module, name, node):
        asserts = [text_of(part.test) for part in ast.walk(node)
                   if isinstance(part, ast.Assert)]
        return {"identity": identity, "name": name.rpartition(".")[2],
                "qualified_name": f"{module.name}.{name}", "spelling": f"{module.name}.{name}",
                "result_type": text_of(node.returns) if node.returns else "",
                "file": module.path, "line": node.lineno,
                "range": module.place(node), "is_member": "." in name,
                "parameters": self._parameters(module, node),
                "launches": [i for i, launch in enumerate(self.launches)
                             if launch["function"] == identity],
                "preconditions": asserts}


def place_key(entry):
    return entry["file"], entry["line"], entry["identity"]


def tuned(full, node):
    """Configurations of `@triton.autotune`, rules of `@triton.heuristics`."""
    if not isinstance(node, ast.Call):
        return
    last = full.rpartition(".")[2]
    arguments = {k.arg: k.value for k in node.keywords if k.arg}
    if last == "autotune":
        configs = arguments.get("configs") or (node.args[0] if node.args else None)
        key = arguments.get("key") or (node.args[1] if len(node.args) > 1
                                       else None)
        if configs is None:
            return
        each = configs.elts if isinstance(configs, (ast.List, ast.Tuple)) \
            else [configs]
        when = "tuned anew for each " + text_of(key) if key is not None \
            else "tuned once"
        yield {"decides": "tile", "variable": "autotune", "thresholds": [],
               "pieces": [{"when": when, "value": config_text(c)}
                          for c in each]}
    elif last == "heuristics" and (node.args or "values" in arguments):
        table = arguments.get("values") or node.args[0]
        if isinstance(table, ast.Dict):
            for key, value in zip(table.keys, table.values):
                if key is not None:
                    yield {"decides": "tile", "variable": text_of(key),
                           "thresholds": [],
                           "pieces": [{"when": "", "value": text_of(value)}]}


def config_text(node):
    """`triton.Config({'BLOCK': 64}, num_warps=4)` as `BLOCK=64, num_warps=4`."""
    if not isinstance(node, ast.Call) or not node.args or \
            not isinstance(node.args[0], ast.Dict):
        return text_of(node)
    table = node.args[0]
    parts = []
    for key, value in zip(table.keys, table.values):
        name = key.value if isinstance(key, ast.Constant) else text_of(key)
        parts.append(f"{name}={text_of(value)}")
    parts += [f"{k.arg}={text_of(k.value)}" for k in node.keywords if k.arg]
    return ", ".join(parts)
