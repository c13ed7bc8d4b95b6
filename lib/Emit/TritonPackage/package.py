# ===- package.py - Both sides, the workloads, and one call ----------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #

import inspect
import json
import os

from . import interpreted, launched, machine, measure, operators, registered
from .arguments import modelled
from .capture import NotReached, TookTooLong, capture
from .compare import accuracy, copied, differences, tensors
from .scaling import LEVELS, WHOLE
from .session import Outcome, Session
from .sides import Side, active_side
from .standins import NotHere

# The interpreter is slow: sizes shrink until a run of a side takes no longer.
SECONDS = float(os.environ.get("PERFCLAIM_TRITON_SECONDS", "10"))
# What both sides write and nobody reads: its layout is each side's own.
SCRATCH = ("logits", "workspace", "scratch", "tmp", "temp", "partial", "semaphore",
           "locks", "lse", "mid_o", "splits", "intermediate")


class Unusable(RuntimeError):
    """A workload that cannot be run here; says why."""


class CannotLaunch(RuntimeError):
    """The device lacks what a side asks for: says resource and limit."""


class Package:
    UNTESTABLE = (Unusable, CannotLaunch, NotHere, launched.TooLong)

    def __init__(self, file):
        folder = os.path.dirname(os.path.abspath(file))
        with open(os.path.join(folder, "recipe.json"), encoding="utf-8") as file:
            self.recipe = json.load(file)
        self.torch = torch = self._machine()
        self.entry = self.recipe["entry"]
        self.sides = {}
        for name in ("before", "after"):
            files = self.recipe["files"][name]
            self.sides[name] = Side(
                name, os.path.join(folder, name), files,
                required={self.entry[name]["module"]} |
                {c["module"] for c in self.recipe["callers"]})
        self.functions, self.sessions, self.levels = {}, {}, {}
        self._load(torch)

    def _machine(self):
        """Says whether there is a GPU; torch."""
        self.on_gpu = machine.prepare(self.recipe.get("capability", (9, 0)))
        import torch
        try:  # Projects name it without importing it.
            import torch.distributed.tensor  # noqa: F401
        except (ImportError, AttributeError):
            pass
        if not self.on_gpu:
            interpreted.mend()
            operators.provide(torch)
        registered.separate(torch, self.on_gpu, active_side)
        launched.watch(self.on_gpu)
        return torch

    def _load(self, torch):
        """Versions of torch and Triton that the commit does not know are no fault
        of its new side."""
        problems = {}
        for name, side in self.sides.items():
            try:
                with self.running():
                    self.functions[name] = side.find(self.entry[name]["module"],
                                                     self.entry[name]["name"])
            except Exception as problem:
                problems[name] = problem
        if len(problems) == 2:
            import pytest
            pytest.skip("neither side loads here: "
                        f"{type(problems['after']).__name__}: {problems['after']}",
                        allow_module_level=True)
        for problem in problems.values():
            raise problem
        if any(side.namespaces for side in self.sides.values()):
            # An operator imports it at its first call, and a time limit in the
            # midst of that would leave half of it.
            import torch._dynamo  # noqa: F401

    def running(self, poison=False):
        return machine.running(self.torch, self.on_gpu, poison)

    @property
    def device(self):
        if self.on_gpu:
            return self.torch.cuda.get_device_name()
        return "Triton's interpreter on the CPU, standing for " + \
            machine.STANDS_FOR

    def workloads(self, purpose=None):
        return [w["name"] for w in self.recipe["workloads"]
                if purpose is None or w["purpose"] == purpose]

    # Arguments --------------------------------------------------------------

    def setup(self, name):
        """Arguments of both sides for a workload, by parameter."""
        workload = next(w for w in self.recipe["workloads"] if w["name"] == name)
        reasons, waits = [], 0
        maker = workload.get("caller", "model")
        for level in self._levels(maker):
            try:
                arguments = self._arguments(workload, level)
            except NotReached as problem:
                reasons.append(str(problem))
                waits += isinstance(problem, TookTooLong)
                if waits > 2:  # Nor will the next workload of this test.
                    self.levels[maker] = None
                    break
                continue
            arguments["name"], arguments["level"] = name, level
            if self.on_gpu or self._affordable(arguments, reasons):
                self.levels[maker] = level
                return arguments
        raise Unusable(f"{name}: " + "; ".join(dict.fromkeys(reasons)))

    def _levels(self, maker):
        """From where the last workload of the same test ended: what was too much
        before is not tried again and again."""
        if self.on_gpu:
            return (WHOLE,)
        last = self.levels.get(maker, WHOLE)
        if last is None:
            return LEVELS[3:4]
        start = LEVELS.index(last)
        return LEVELS[start:] + LEVELS[:start][::-1]

    def _affordable(self, arguments, reasons):
        try:
            with launched.limited(SECONDS):
                arguments["ran"] = self.run("after", arguments)
        except launched.TooLong as problem:
            reasons.append(f"one run takes {problem} in the interpreter")
            return False
        except Exception:  # The comparison will say it.
            pass
        return True

    def _arguments(self, workload, level):
        torch = self.torch
        if "model" in workload:
            with machine.running(torch, self.on_gpu):
                made = modelled(self.sides["after"], self.entry["after"],
                                workload["model"], torch, level)
            return {"before": made, "after": made, "parameters": made}
        caller = self.recipe["callers"][workload["caller"]]
        seconds = 6 * SECONDS if self.on_gpu else 2 * SECONDS if level.few and \
            self.levels.get(workload["caller"], 1) else SECONDS
        with machine.running(torch, self.on_gpu):
            after, given = capture(self.sides["after"], self.entry["after"],
                                   caller, workload, torch, level, seconds)
            before = after
            if self.recipe.get("own_callers"):
                try:
                    before, _ = capture(
                        self.sides["before"], self.entry["before"], caller,
                        workload, torch, level, seconds)
                    before = self._shared(before, after)
                except (NotReached, AttributeError, ImportError, NameError,
                        KeyError, SyntaxError):
                    before = after
        return {"before": before, "after": after, "parameters": given}

    @staticmethod
    def _shared(before, after):
        """Where both sides take the same kind of tensor, they get the same."""
        out = dict(before)
        for name, value in after.items():
            old = before.get(name)
            if hasattr(value, "shape") and hasattr(old, "shape") and \
                    value.shape == old.shape and value.dtype == old.dtype:
                out[name] = value
        return out

    def _bound(self, side, arguments):
        """What the side's own signature takes, with what is left out."""
        function = self.functions[side]
        given = dict(arguments)
        positional = given.pop("*", ())
        try:
            signature = inspect.signature(function)
        except (TypeError, ValueError):
            return positional, given
        takes_all = any(p.kind is p.VAR_KEYWORD
                        for p in signature.parameters.values())
        if not takes_all:
            given = {n: v for n, v in given.items() if n in signature.parameters}
        missing = [n for n, p in signature.parameters.items()
                   if p.default is p.empty and n not in given and
                   p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
        if missing and not positional:
            raise Unusable(f"{side}: {self.entry[side]['name']} takes "
                           f"{', '.join(missing)}, which the other side's "
                           "caller does not give")
        only = [n for n, p in signature.parameters.items()
                if p.kind is p.POSITIONAL_ONLY and n in given]
        positional = tuple(given.pop(n) for n in only) + tuple(positional)
        return positional, given

    # Running ----------------------------------------------------------------

    def call(self, side, arguments):
        """A function without parameters that makes the real call of a side."""
        positional, given = self._bound(side, arguments[side])
        function, world = self.functions[side], self.sides[side]

        def run():
            with world.active(), machine.running(self.torch, self.on_gpu, True):
                return function(*positional, **given)
        return run

    def run(self, side, arguments):
        """(result and written arguments, launches) of one call on copies."""
        own = dict(arguments)
        own[side] = copied(arguments[side])
        call = self.call(side, own)
        del launched.LAUNCHES[:]
        try:
            result = call()
        except Exception as problem:
            text = f"{type(problem).__name__}: {problem}"
            if "OutOfResources" in text or "out of resource" in text:
                raise CannotLaunch(f"{side} cannot be launched on this device: "
                                   f"{problem}") from problem
            raise
        if self.on_gpu:
            self.torch.cuda.synchronize()
        outputs = list(tensors(result, "result"))
        for name, tensor in tensors(own[side], ""):
            outputs.append((name.lstrip("."), tensor))
        return outputs, list(launched.LAUNCHES)

    def compare(self, arguments):
        """Sentences about what differs; raises where nothing was compared."""
        (before, made_before), (after, made_after) = self._both(arguments)
        arguments["launches"] = {"before": made_before, "after": made_after}
        self._executed(made_before, made_after)
        data = accuracy(arguments["after"])
        found = differences(before, after, data)
        kept = [text for text in found if not self._scratch(text)]
        arguments["outcomes"] = {
            side: Outcome({n: t for n, t in tensors if not self._scratch(n)
                           or n.startswith("result")},
                          [f"{m['kernel']}{m['grid']}" for m in made],
                          self._is_launched(made), data)
            for side, tensors, made in (("before", before, made_before),
                                        ("after", after, made_after))}
        shared = set.intersection(*(set(o.tensors) for o in
                                    arguments["outcomes"].values()))
        for outcome in arguments["outcomes"].values():
            outcome.tensors = {n: t for n, t in outcome.tensors.items()
                               if n in shared}
        arguments["remarks"] = [t for t in found if t not in kept]
        if not any(self._is_result(n, t, arguments) for n, t in after):
            raise AssertionError("neither side gave or wrote a tensor")
        return kept

    def _is_result(self, name, tensor, arguments):
        if name.startswith("result"):
            return True
        given = dict((n.lstrip("."), t) for n, t in
                     tensors(arguments["after"], ""))
        old = given.get(name)
        if old is None or old.shape != tensor.shape:
            return True
        return not self.torch.equal(old.detach().cpu().nan_to_num(),
                                    tensor.detach().cpu().nan_to_num()) \
            if old.is_floating_point() and old.element_size() > 1 else \
            bool((old.cpu().view(-1) != tensor.cpu().view(-1)).any()) \
            if not old.is_floating_point() else True

    def _both(self, arguments):
        """Runs of both sides. What neither side takes says nothing."""
        limit = 0 if self.on_gpu else 6 * SECONDS
        problems, runs = {}, {}
        for side in ("before", "after"):
            if side == "after" and "ran" in arguments:
                runs[side] = arguments.pop("ran")
                continue
            try:
                with launched.limited(limit):
                    runs[side] = self.run(side, arguments)
            except self.UNTESTABLE:
                raise
            except Exception as problem:
                problems[side] = f"{type(problem).__name__}: {problem}"
        if len(problems) == 2:
            raise Unusable(f"neither side takes these arguments: "
                           f"{problems['after']}")
        for side, problem in problems.items():
            self._fails_alone(side, problem, arguments)
        return runs["before"], runs["after"]

    def _fails_alone(self, side, problem, arguments):
        raise AssertionError(f"{side} fails, and the other side does not: {problem}")

    @staticmethod
    def _scratch(text):
        name = text.split(":")[0].lower()
        return not name.startswith("result") and any(
            word in name for word in SCRATCH)

    def _is_launched(self, launches):
        wanted = set(self.entry.get("kernels", ()))
        return not wanted or bool(wanted & {m["kernel"] for m in launches})

    def _executed(self, before, after):
        """Who does nothing agrees with nobody. A workload on which neither side
        takes the changed path is a control."""
        if self._is_launched(after):
            return
        if self._is_launched(before) or (before and not after) or not after:
            made = sorted({m["kernel"] for m in after})
            raise AssertionError(
                f"none of the kernels {', '.join(self.entry['kernels'])} was "
                f"launched; launched were: {', '.join(made) or 'none'}")

    def timed_calls(self, arguments):
        """Calls of both sides, each on copies of the arguments of its own."""
        for side in ("before", "after"):
            own = dict(arguments)
            own[side] = copied(arguments[side])
            yield self.call(side, own)

    def samplers(self, arguments, timed):
        """What times both sides; None where nothing can be."""
        if not self.on_gpu:
            return None
        return [measure.Sampler(self.torch, call, timed)
                for call in self.timed_calls(arguments)]

    def why_untimed(self):
        """Why nothing is timed at all; empty if something is."""
        return "" if self.on_gpu else \
            f"timing needs a GPU, and this is {self.device}"

    def session(self, workload, timed=None):
        key = tuple(workload["names"])
        if key not in self.sessions:
            self.sessions[key] = Session(self, workload["names"], timed)
        return self.sessions[key]

    def check(self, name):
        """Compares both sides on one workload; skips what cannot be run."""
        try:
            found = self.compare(self.setup(name))
        except self.UNTESTABLE as problem:
            self.skip(str(problem))
        assert not found, f"{name}: " + "; ".join(found)

    @staticmethod
    def skip(why):
        import pytest
        pytest.skip(why)

    def is_hardware(self, words):
        """True if a claim's hardware may be this: AMD's, or NVIDIA's."""
        amd = self.torch.version.hip is not None
        claimed = any(w in words.upper() for w in ("AMD", "ROCM", "MI2", "MI3",
                                                   "RADEON"))
        return amd == claimed

    def tuned(self):
        """Configurations that autotuned kernels of both sides chose."""
        out = {}
        for name, side in self.sides.items():
            for module in side.modules.values():
                for attribute, value in list(vars(module).items()):
                    best = getattr(value, "best_config", None)
                    if best is not None and type(value).__name__ == "Autotuner":
                        out[f"{name}: {attribute}"] = str(best)
        return out

    def stand_ins(self):
        """What was not there, which compiled operators were computed otherwise, and
        which modules did not load."""
        return {name: {"missing": sorted(side.missing),
                       "computed": sorted(operators.COMPUTED),
                       "not_loaded": dict(sorted(side.problems.items()))}
                for name, side in self.sides.items()}
