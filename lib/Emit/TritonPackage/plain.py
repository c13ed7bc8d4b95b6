# ===- plain.py - A package whose functions launch nothing ------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Plain Python, NumPy, and PyTorch on the CPU are what they are without a GPU, too:
they are compared and timed by the steady clock. What works on a GPU's tensors is
compared on the CPU and timed on a GPU only."""

import contextlib
import gc
import inspect
import os
import sys
import time
import types

from . import interpreted, machine, operators, registered, values
from .capture import NotReached, capture, method_of, within
from .package import SECONDS, Package, Unusable
from .scaling import WHOLE
from .session import Outcome
from .sides import active_side
from .standins import DECORATED
from .typed import Maker

MOST_CALLS = 300     # Of one test, to choose from.
LEAST = 0.003        # Seconds of a sample.
COPYING = 0.08       # Seconds that the copies for a sample may take.


def told(problem):
    """What went wrong; not that a handler names a class that is not here."""
    if "inherit from BaseException" in str(problem) and problem.__context__:
        problem = problem.__context__
    return f"{type(problem).__name__}: {problem}"


@contextlib.contextmanager
def profiled(executed):
    """Keeps the code that runs; one within another tells both."""
    old = sys.getprofile()

    def profile(frame, event, argument):
        if event == "call":
            executed.add(frame.f_code)
        if old:
            old(frame, event, argument)
    sys.setprofile(profile)
    try:
        yield
    finally:
        sys.setprofile(old)


class Caller:
    """A function, its result consumed where it is a generator."""

    def __init__(self, function, positional, given):
        self.function, self.positional, self.given = function, positional, given

    def __call__(self):
        result = self.function(*self.positional, **self.given)
        return list(result) if isinstance(result, types.GeneratorType) else result


class Sampler:
    """Samples of one side by the steady clock, in seconds a call."""

    def __init__(self, package, side, arguments, timed):
        self.world, self.timed = package.sides[side], timed
        self.fresh = lambda: package.caller(side, arguments, package.is_pure[side])
        self.how = "steady clock" if package.is_pure[side] else \
            "steady clock, each call on a copy of its arguments"
        with self.world.active():
            began = time.perf_counter()
            call = self.fresh()
            copying = time.perf_counter() - began
            call()  # Warm.
            call = self.fresh()
            began = time.perf_counter()
            call()
            taken = max(time.perf_counter() - began, 1e-8)
        self.calls = max(1, min(int(LEAST / taken) + 1, 20000, int(
            COPYING / copying) + 1 if not package.is_pure[side] else 20000))

    def sample(self):
        with self.world.active():
            prepared = [self.fresh() for _ in range(self.calls)]

            def enqueue():
                for call in prepared:
                    call()
            gc.collect()
            gc.disable()
            try:
                return self.timed(enqueue, self.calls)
            finally:
                gc.enable()


class PlainPackage(Package):
    UNTESTABLE = (*Package.UNTESTABLE, values.NoCopy, NotReached)

    def _machine(self):
        self.untimed, self.is_pure, self.given = {}, {}, {}
        self.on_gpu = self.uses_gpu = False
        if not self.recipe["plain"]["torch"]:
            return None
        try:
            import torch
        except ImportError:  # Whoever uses it will say so.
            return None
        self.on_gpu = self.uses_gpu = machine.prepare(
            self.recipe.get("capability", (9, 0)))
        if not self.on_gpu:
            try:
                interpreted.mend()
            except ImportError:
                pass
            operators.provide(torch)
        registered.separate(torch, self.on_gpu, active_side)
        return torch

    def _load(self, torch):
        self._lend_tests()
        super()._load(torch)
        if self.entry.get("method"):
            for name, side in self.sides.items():
                owner = side.find(self.entry[name]["module"],
                                  self.entry[name]["name"].rpartition(".")[0])
                self.functions[name] = method_of(
                    owner, self.entry[name]["name"].rpartition(".")[2])[1]

    def _lend_tests(self):
        """A test that came with the commit makes arguments for the old side, too."""
        for caller in self.recipe["callers"]:
            if caller["module"] not in self.sides["before"].files:
                self._lend(caller["module"])

    def _lend(self, module):
        before, after = self.sides["before"], self.sides["after"]
        if module not in after.files or module == self.entry["before"]["module"]:
            return
        before.files[module] = os.path.join(after.root, after.files[module])
        before.modules.pop(module, None)
        for cut in range(1, module.count(".") + 1):
            before.packages.add(".".join(module.split(".")[:cut]))
        before.tops.add(module.split(".")[0])

    def running(self, poison=False):
        if self.torch is None:
            return contextlib.nullcontext()
        return super().running(poison)

    @property
    def device(self):
        return "the CPU" if not self.on_gpu else super().device

    # Arguments --------------------------------------------------------------

    def setup(self, name):
        workload = next(w for w in self.recipe["workloads"] if w["name"] == name)
        machine.ASKED.clear()
        self.given = {"name": name, "level": WHOLE, "made_up": "model" in workload}
        if "model" in workload:
            self.given.update(self._modelled(workload["model"]))
        else:
            self.given.update(self._called(workload))
        return self.given

    def _modelled(self, model):
        out, rest = {}, []
        for parameter in model["parameters"]:
            name, kind, value = (parameter.get(k) for k in ("name", "kind", "value"))
            if kind == "typed":
                out[name] = Maker(model["sizes"][parameter["size"]]).make(value)
            elif kind == "size":
                out[name] = model["sizes"][value]
            elif kind == "float" or value == "False":
                out[name] = value if kind == "float" else False
            else:
                rest.append(parameter)
        if rest:
            from .arguments import modelled
            if self.torch is None:
                raise Unusable("torch is not installed")
            try:
                with self.running():
                    out.update(modelled(
                        self.sides["after"], self.entry["after"],
                        {**model, "parameters": rest}, self.torch, WHOLE))
            except RuntimeError as problem:
                raise Unusable(f"its arguments cannot be made: {problem}") \
                    from problem
        return {"before": out, "after": out, "parameters": out}

    def _called(self, workload):
        """The largest call that a test of the project makes of the entry; each
        side's own run of the test makes its own objects."""
        caller = self.recipe["callers"][workload["caller"]]
        largest, problem = self._watched("after", caller, workload)
        if largest is None:
            raise NotReached(
                f"{caller['name']} did not call {self.entry['name']}" +
                (f": {told(problem)}" if problem else ""))
        picked = {**workload, "skip": largest}
        made = {"after": self._caught("after", caller, picked)}
        try:
            made["before"] = self._caught("before", caller, picked)
        except Exception:
            try:  # With the test as it is after the commit.
                self._lend(caller["module"])
                made["before"] = self._caught("before", caller, picked)
            except Exception:
                if self.entry.get("method"):
                    raise
                made["before"] = made["after"]
        if isinstance(problem, AssertionError):
            # The project's own test, where the old side passes it.
            if not self._watched("before", caller, workload)[1]:
                raise AssertionError(f"{caller['name']} of {caller['file']} passes "
                                     f"before and fails after: {problem}")
        return {**made, "parameters": {}}

    def _caught(self, side, caller, workload):
        with self.running(), within():
            return capture(self.sides[side], self.entry[side], caller, workload,
                           self.torch, WHOLE, SECONDS, values.copied)[0]

    def _watched(self, side, caller, workload):
        """(which call of the entry has most to work on, how the test failed)."""
        weights = []

        def watch(real, args, kwargs):
            if len(weights) >= MOST_CALLS:
                return real(*args, **kwargs)
            executed = set()
            weights.append([False, values.weight((args, kwargs))])
            mine = weights[-1]
            try:
                with profiled(executed):
                    return real(*args, **kwargs)
            finally:
                mine[0] = self._is_reached(executed)
        problem = None
        with self.running(), within():
            try:
                capture(self.sides[side], self.entry[side], caller,
                        {**workload, "skip": 0}, self.torch, WHOLE, SECONDS,
                        values.copied, watch)
            except Exception as failed:
                problem = failed
        return (weights.index(max(weights)) if weights else None), problem

    # Running ----------------------------------------------------------------

    def caller(self, side, arguments, shared=False):
        given = arguments[side] if shared else values.copied(arguments[side])
        positional, named = self._bound(side, given)
        return Caller(self.functions[side], positional, named)

    def _bound(self, side, arguments):
        positional, given = super()._bound(side, arguments)
        if not positional:
            return positional, given
        # What comes after *args is given by name, what comes before by position.
        first = [n for n, p in inspect.signature(
            self.functions[side]).parameters.items()
            if p.kind is p.POSITIONAL_OR_KEYWORD and n in given]
        return (*(given.pop(n) for n in first), *positional), given

    def run(self, side, arguments):
        """(result and arguments after a call on copies, code that ran)."""
        world, executed = self.sides[side], set()
        with world.active():
            call = self.caller(side, arguments)
            with self.running(True), profiled(executed):
                result = call()
        if self.on_gpu:
            self.torch.cuda.synchronize()
        out = {"result": result}
        out.update(("*" + str(i), v) for i, v in enumerate(call.positional))
        out.update(call.given)
        given = self.caller(side, arguments, True)
        self.is_pure[side] = values.unchanged(
            [given.positional, given.given], [call.positional, call.given])
        return out, executed

    def compare(self, arguments):
        (before, _), (after, ran) = self._both(arguments)
        comparison = values.comparison_of(before, after)
        wrong, remarks = comparison.wrong, comparison.inside + comparison.remarks
        if wrong:
            again, _ = self.run("before", arguments)
            if values.compared(before, again)[0]:
                raise Unusable("the old side gives something else each time: " +
                               wrong[0])
        elif "result" in comparison.code:
            raise Unusable(
                "it gives a function or a class, which nothing calls here")
        elif comparison.inside and before["result"] is None:
            raise Unusable("it gives nothing, and what its objects hold is kept "
                           "otherwise: " + comparison.inside[0])
        reached = self.on_gpu or self._is_reached(ran)
        arguments["outcomes"] = {
            side: Outcome({}, [], reached, "float64") for side in ("before", "after")}
        for side, made in (("before", before), ("after", after)):
            arguments["outcomes"][side].values = made
        arguments["remarks"] = remarks
        self._why_not_timed(arguments, ran)
        return wrong

    def _is_reached(self, codes):
        """Whether code that the commit changed was among what ran."""
        return any(code.co_name == name and code.co_filename.endswith(file)
                   for code in codes for file, name in self.recipe["plain"]["changed"])

    def _why_not_timed(self, arguments, ran):
        names = sorted({DECORATED[code] for code in ran if code in DECORATED})
        if names:
            why = f"it is compiled by {', '.join(names)}, which is not installed"
        elif machine.ASKED and not self.on_gpu:
            why = "it works on a GPU's tensors, and this is the CPU " \
                f"({', '.join(sorted(machine.ASKED))})"
        else:
            why = ""
        self.untimed[arguments["name"]] = why

    def _fails_alone(self, side, problem, arguments):
        if arguments["made_up"]:
            raise Unusable(f"{side} does not take the arguments that were made up: "
                           f"{problem}")
        super()._fails_alone(side, problem, arguments)

    def samplers(self, arguments, timed):
        if self.untimed.get(arguments["name"]):
            return None
        tensors = self.on_gpu and any(
            t.is_cuda for side in ("before", "after") for t in values.tensors(
                arguments["outcomes"][side].values))
        self.uses_gpu = tensors
        if tensors:
            return super().samplers(arguments, timed)
        return [Sampler(self, side, arguments, timed) for side in ("before", "after")]

    def timed_calls(self, arguments):
        for side in ("before", "after"):
            call, world = self.caller(side, arguments), self.sides[side]

            def run(call=call, world=world):
                with world.active():
                    return call()
            yield run

    def why_untimed(self):
        known = list(self.untimed.values())
        return known[0] if known and all(known) else ""
