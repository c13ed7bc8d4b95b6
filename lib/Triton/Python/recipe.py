# ===- recipe.py - What a package calls, and with what ----------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #

import ast
import re

from callers import callers_of
from inventory import Inventory
from model import model_of
from modules import dotted
from plain import facts, rank_of, shape_of
from tree import Tree
from workloads import (from_models, from_tests, from_thresholds, literal,
                       shapes_of)


PLAIN = 1000  # Above all scores of what launches kernels.


class Chooser:
    def __init__(self, request):
        self.after = Tree(request["after"])
        self.before = Tree(request["before"])
        self.changes = request["changes"]
        self.moved = request.get("renamed", {})  # path after -> path before
        self.units = Inventory({p: self.after.files[p]
                                for p in request["units"]
                                if p in self.after.files})
        self.built = self.units.build()
        self.scope = request.get("scope", [])
        self.wanted = request.get("entry", "")
        self.message = self.changes.get("commit", {}).get("message", "")
        named = {n["qualified_name"]: n["identity"]
                 for n in self.built["graph"]}
        self.changed = {named[k["qualified_name"]]
                        for k in self.changes["kernels"]
                        if k["qualified_name"] in named}
        self.functions = [named[f["qualified_name"]]
                          for f in self.changes["functions"]
                          if f["qualified_name"] in named]
        self.refused = []

    # Entries ------------------------------------------------------------------

    def candidates(self):
        """Qualified names of host functions, the smallest that hold the change
        first."""
        graph = {n["identity"]: n for n in self.built["graph"]}
        callers = {}
        for node in graph.values():
            for edge in node["edges"]:
                callers.setdefault(edge["to"], set()).add(node["identity"])
        score = {}
        kernels = self.changed
        hosts = set(self.units.host)
        for launch in self.built["launches"]:
            if launch["kernel"] in kernels:
                score[launch["function"]] = score.get(launch["function"], 0) + 3
        names = {(h["file"], h["function"]) for h in self.changes["heuristics"]}
        for identity in hosts:
            node = graph[identity]
            if (node["range"]["file"], node["name"]) in names:
                score[identity] = score.get(identity, 0) + 2
        for launch in self.changes["launches"]:
            for identity in hosts:
                node = graph[identity]
                if node["name"] == launch["function"] and \
                        node["range"]["file"] == launch["file"]:
                    score[identity] = score.get(identity, 0) + 2
        # A function that only chooses sizes is measured by who launches.
        launching = {launch["function"] for launch in self.built["launches"]}
        for identity in [i for i in score if i not in launching]:
            for caller in callers.get(identity, ()):
                if caller in launching:
                    score[caller] = score.get(caller, 0) + score[identity]
                    score.pop(identity, None)
        if not score:
            # What stands beside kernels is nearer to them than what does not.
            beside = {m.path for m, _, _ in self.units.jit.values()}
            for identity in self.functions:
                if identity in hosts:
                    file = graph[identity]["range"]["file"]
                    score[identity] = 2 if file in beside else 1
            if not beside:
                self._plain(score)
        if max(score.values(), default=0) < PLAIN:
            self._common_callers(score, callers, hosts)
        order = sorted(score, key=lambda i: (-score[i], graph[i]["range"]["file"],
                                             graph[i]["range"]["begin_line"]))
        seen = list(order)
        for identity in seen:  # Grows: callers of callers, further down.
            for caller in sorted(callers.get(identity, ())):
                if caller in hosts and caller not in seen and len(seen) < 40:
                    seen.append(caller)
        return [(i, graph[i]) for i in seen]

    def _plain(self, score):
        """Where nothing is launched: what changed most, and what the message
        names, rather than who constructs something."""
        for identity in score:
            _, name, function = self.units.host[identity]
            _, old = self.old_of(identity)
            if old:
                score[identity] = PLAIN + rank_of(name, old, function, self.message)

    def old_of(self, identity):
        """(module, function) of the old side, or None for what is new."""
        module, name, _ = self.units.host[identity]
        old_path = self.moved.get(module.path, module.path)
        old = self.before.module(old_path) if old_path in self.before.files else None
        return old, old.functions.get(name) if old else None

    def _common_callers(self, score, callers, hosts):
        """Of several functions that changed, who calls them all holds more of
        the change than any of them."""
        reached = {}
        for identity in list(score):
            seen, open_ = set(), [identity]
            while open_:
                for caller in callers.get(open_.pop(), ()):
                    if caller in hosts and caller not in seen:
                        seen.add(caller)
                        open_.append(caller)
            for caller in seen:
                reached.setdefault(caller, set()).add(identity)
        for caller, inner in reached.items():
            if len(inner) > 1 and caller not in score:
                score[caller] = sum(score[i] for i in inner)

    def entry(self, identity, node):
        """The entry of both sides, or why it is none."""
        module, name, function = self.units.host[identity]
        where = f"`{name}` ({module.path}:{function.lineno})"
        cls, _, last = name.rpartition(".")
        if cls:
            kind = module.classes.get(cls)
            bases = " ".join(module.full(b) or "" for b in kind.bases) \
                if kind else ""
            if last == "forward" and "Function" in bases:
                name = f"{cls}.apply"
            elif self.reached(identity):
                return None, f"{where} is a method and needs an object"
            else:
                return self._method(identity, where, cls, node)
        path = module.path
        old_path = self.moved.get(path, path)
        if old_path not in self.before.files:
            return None, f"{where}: its file is new"
        old = self.before.module(old_path)
        first = cls or name
        if not old or (name.removesuffix(".apply") not in old.classes and
                       name not in old.functions) or \
                first not in {**old.classes, **old.functions}:
            return None, f"{where} is new; nothing before it to compare with"
        if shape_of(function):
            return None, f"{where} is {shape_of(function)}"
        if "." in name and f"{cls}.forward" not in old.functions:
            return None, f"{where} is new; nothing before it to compare with"
        place = {"file": path, "line": node["range"]["begin_line"]}
        old_node = old.functions.get(name) or old.functions.get(f"{cls}.forward")
        return {"name": name, "file": path,
                "before": {"module": dotted(old_path), "name": name,
                           "file": old_path, "line": old_node.lineno,
                           "parameters": parameters(old_node)},
                "after": {"module": module.name, "name": name, **place,
                          "parameters": parameters(function)},
                "node": function, "result": cls}, None

    def _method(self, identity, where, cls, node):
        """A method that launches nothing: the object it needs is made by who calls
        it, each side's own."""
        module, name, function = self.units.host[identity]
        old, old_node = self.old_of(identity)
        if not old_node:
            return None, f"{where} is new; nothing before it to compare with"
        if shape_of(function) or shape_of(old_node):
            return None, f"{where} is {shape_of(function) or shape_of(old_node)}"
        sides = {}
        for side, of, form in (("before", old, old_node),
                               ("after", module, function)):
            sides[side] = {"module": of.name, "name": name, "file": of.path,
                           "line": form.lineno, "parameters": parameters(form)}
        return {"name": name, "file": module.path, **sides, "node": function,
                "result": "", "method": cls}, None

    def reached(self, identity):
        """Names of the changed kernels that an entry reaches."""
        graph = {n["identity"]: n for n in self.built["graph"]}
        seen, open_ = set(), [identity]
        while open_:
            current = open_.pop()
            if current in seen or current not in graph:
                continue
            seen.add(current)
            open_ += [e["to"] for e in graph[current]["edges"]]
        launched = [l for l in self.built["launches"] if l["function"] in seen]
        kernels = {l["kernel_name"] for l in launched
                   if l["kernel"] in self.changed}
        return sorted(kernels or {l["kernel_name"] for l in launched})

    # The whole ------------------------------------------------------------------

    def _copied(self, identity, entry, callers):
        """Whether a function of the same name is nearer to the tests: a project
        keeps old copies."""
        if callers and callers[0]["rank"][0] == 0:
            return False
        for other, node in self.candidates():
            if other == identity or node["name"] != entry["name"]:
                continue
            twin, _ = self.entry(other, node)
            found = callers_of(self.after, twin) if twin else []
            if found and found[0]["rank"][0] == 0:
                self.refused.append(f"`{entry['name']}` of {entry['file']}: the tests "
                                    f"call that of {twin['file']}")
                return True
        return False

    def choose(self):
        # A method that some test names, before those that come to one by the way.
        return self._choose(True) or self._choose(False)

    def _choose(self, only_named):
        fallback = None
        for identity, node in self.candidates():
            if self.wanted and self.wanted not in (node["name"],
                                                   node["qualified_name"]):
                continue
            entry, why = self.entry(identity, node)
            if not entry:
                self.refused.append(why)
                continue
            plain = not self.reached(identity)
            callers = callers_of(self.after, entry, plain)
            if only_named and not (any(c["named"] for c in callers) if
                                   entry.get("method") else
                                   identity in self.functions or not plain):
                continue
            if not self.wanted and self._copied(identity, entry, callers):
                continue
            model, why = (None, "an object of its class is needed") \
                if entry.get("method") else \
                model_of(self.after.module(entry["file"]), entry, self.scope,
                         self.thresholds(), plain)
            # What is neither a test nor a benchmark is the last thing to call.
            if callers and not (model and callers[0]["rank"][1]):
                return self.finish(identity, entry, callers, model)
            if model and plain and not callers:
                return self.finish(identity, entry, [], model)
            if model and not fallback:
                fallback = (identity, entry, model)
            elif not model:
                self.refused.append(
                    f"`{entry['name']}` ({entry['file']}:{entry['after']['line']}): "
                    f"no test or benchmark calls it, and {why}")
        if fallback:
            identity, entry, model = fallback
            return self.finish(identity, entry, [], model)
        if only_named:
            return None
        reasons = self.refused or ["nothing that can be called changed"]
        return {"nothing": "; ".join(dict.fromkeys(reasons))}

    def changed_texts(self):
        names = set(self.functions)
        return [ast.unparse(node) for identity, (_, _, node)
                in self.units.host.items() if identity in names]

    def thresholds(self):
        return [t for h in self.changes["heuristics"] for t in h["thresholds"]
                if isinstance(t["value"], int)]

    def finish(self, identity, entry, callers, model=None):
        thresholds = self.thresholds()
        used, workloads = set(), []
        function = entry.pop("node")
        for index, caller in enumerate(callers):
            module = self.after.module(caller["file"])
            name = f"{caller['class']}.{caller['name']}".lstrip(".")
            first = len(workloads)
            shapes = shapes_of(function, module.functions.get(name),
                               entry["name"])
            workloads += from_tests(index, caller, entry["name"], used)
            if len(callers) > 6:  # Many, of which some come to the entry.
                del workloads[first + 4:]
            workloads += from_models(index, caller, used)
            if index == 0:
                workloads += from_thresholds(index, caller, thresholds, shapes,
                                             used)
        if model:
            # Also beside tests: a test may need what is not installed.
            workloads += [w for w in model["workloads"] if w["name"] not in used]
        roots = [entry["after"]["file"]] + [c["file"] for c in callers]
        old_roots = [entry["before"]["file"]] + [
            self.moved.get(c["file"], c["file"]) for c in callers]
        files = {"after": self.after.closure(dict.fromkeys(roots)),
                 "before": self.before.closure(dict.fromkeys(
                     p for p in old_roots if p in self.before.files))}
        same = all(self.before.files.get(c["file"]) ==
                   self.after.files[c["file"]] for c in callers)
        entry["kernels"] = self.reached(identity)
        plain = {} if entry["kernels"] else {
            "plain": facts(self, entry, files)}
        for caller in callers:
            caller.pop("rank")
            caller.pop("named")
            caller["axes"] = [[names, texts[:40]] for names, texts
                              in caller["axes"]]
        return {"entry": entry, "callers": callers, **plain,
                "capability": capability(function, self.changed_texts()), "workloads": workloads,
                "refused": list(dict.fromkeys(self.refused)),
                "own_callers": not same or entry["before"]["parameters"] !=
                entry["after"]["parameters"],
                "files": {side: {dotted(p): p for p in paths}
                          for side, paths in files.items()}}


NEWER = re.compile(r"blackwell|\bB200\b|sm_?100|sm_?120|capability\S* ?>= ?\(?10",
                   re.I)


def capability(function, texts):
    """The GPU that the interpreter stands for: a newer one where the change is
    for newer ones only."""
    if any(NEWER.search(text) for text in [ast.unparse(function), *texts]):
        return [10, 0]
    return [9, 0]


def parameters(function):
    arguments = function.args
    return [a.arg for a in arguments.posonlyargs + arguments.args +
            arguments.kwonlyargs]


def recipe(request):
    return Chooser(request).choose()
