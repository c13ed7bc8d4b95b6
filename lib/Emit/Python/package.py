# ===- package.py - What a performance test asks of its package -----------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""The package beside a test: builds both sides once, picks the GPU or the CPU,
and keeps what was run, so that no test runs it again."""

import contextlib
import functools
import json
import os
import sys
from dataclasses import dataclass

import pytest
import torch

from .arguments import bytes_moved
from .buffers import Buffers
from .builds import NotBuilt, build_for_cpu, build_for_gpu
from .elements import SIZES, difference, in_order
from .runs import CudaRunner, HostRunner
from .session import Session
from .sides import LoadError


@dataclass(frozen=True)
class Claim:
    """What the commit promises, and on which workloads. `pick`: the geometric
    mean over them ("mean"), the "best" ("up to"), the "worst" ("at least").
    `because`: what of the claim's words the workloads stand for, and why."""

    text: str
    speedup: float
    threshold: float
    pick: str
    workloads: tuple[str, ...]
    because: str = ""


class Package:
    def __init__(self, test_file):
        self.folder = os.path.dirname(os.path.abspath(test_file))
        self.known = {}  # Outcomes by workload.
        self.sessions = {}

    @functools.cached_property
    def native(self):
        """True where a function of the host is compared, which runs on the CPU
        whatever else is there."""
        with open(os.path.join(self.folder, "plan.json"), encoding="utf-8") as file:
            return json.load(file)["entries"][0]["after"]["kind"] == "native"

    @functools.cached_property
    def on_gpu(self):
        return not self.native and torch.cuda.is_available()

    @functools.cached_property
    def _runner(self):
        """Runs sides, or says in words why nothing can."""
        try:
            if self.on_gpu:
                build_for_gpu(self.folder)
                return CudaRunner(self.folder)
            build_for_cpu(self.folder)
            return HostRunner(self.folder)
        except (NotBuilt, LoadError) as error:
            return str(error)

    @property
    def runner(self):
        if isinstance(self._runner, str):
            pytest.skip(self._runner)
        return self._runner

    def outcome(self, name, arguments):
        """Both sides on one workload, run once."""
        key = name, tuple((a.name, str(a.value)) for a in arguments)
        if key not in self.known:
            runner = self.runner
            with Buffers(arguments, name, runner.device) as buffers:
                self.known[key] = Outcome(runner, arguments, buffers)
        return self.known[key]

    def session(self, workload, timed=None):
        """The one session of a workload: checked first, then timed with
        `timed`, which gives the seconds of a call."""
        key = workload["size"], tuple(workload["cases"])
        if key not in self.sessions:
            self.sessions[key] = Session(self, workload, timed)
        return self.sessions[key]

    def compare(self, name, arguments):
        """Fails where the sides disagree on a workload; what cannot be decided
        here is skipped, with the reason."""
        outcome = self.outcome(name, arguments)
        if outcome.untestable:
            pytest.skip(outcome.untestable)
        wrong = outcome.wrong()
        assert not wrong, f"{name}: {wrong}"
        return outcome

    def compare_errors(self, name, arguments, missing):
        """Where the old side reports an error without a buffer, the new one has
        to as well."""
        # Without an error of its own, that is.
        if self.outcome(name, arguments).untestable:
            pytest.skip(self.outcome(name, arguments).untestable)
        runner = self.runner
        with Buffers(arguments, name, runner.device) as buffers:
            before = runner.run(0, arguments, buffers, (missing,))
            if before.problem:
                pytest.skip(before.problem)
            if not before.fault:
                pytest.skip(f"before reports no error where {missing} is null")
            after = runner.run(1, arguments, buffers, (missing,))
        if after.problem:
            pytest.skip(after.problem)
        assert after.fault, (
            f"with a null pointer for {missing} the old side reports an error "
            f"({before.fault}), the new one none"
        )

    def largest(self, cases):
        """The name of the workload with the most data."""
        return max(cases, key=lambda name: bytes_moved(cases[name], SIZES))

    @contextlib.contextmanager
    def as_script(self):
        """A test that cannot be decided here ends with its reason and 4."""
        try:
            yield
        except pytest.skip.Exception as skipped:
            print(f"Skipped: {skipped}")
            sys.exit(4)


class Outcome:
    """What came of both sides on one workload."""

    def __init__(self, runner, arguments, buffers):
        self.runs = [runner.run(side, arguments, buffers) for side in (0, 1)]
        self.untestable = self._untestable()
        if self.untestable or not self.wrong():
            return
        sets = set()  # Buffers compared by what they hold, not by where.
        # One that disagrees with itself is the one at fault.
        for side in (0, 1):
            first = self.runs[side]
            if first.fault:
                return
            again = runner.run(side, arguments, buffers)
            if not again.fault:
                # What takes its place by an atomic comes in any order.
                sets |= unordered(first, again)
            unlike = again.fault or differences(
                first, again, ("first", "then"), sets
            )
            if unlike and side == 0:
                self.untestable = f"before is not deterministic: {unlike}"
            elif unlike:
                first.fault = f"after is not deterministic: {unlike}"
            if unlike:
                return
        # Whoever compares them later compares what they hold.
        for run in self.runs:
            for name in sets:
                run.buffers[name] = in_order(run.buffers[name])

    def _untestable(self):
        before, after = self.runs
        for run in self.runs:
            if run.problem:
                return run.problem
        if before.slow or after.slow:
            slow, other = (before, after) if before.slow else (after, before)
            # A side that does not end where the other is quick has a fault.
            if other.slow or other.fault or other.seconds > 0.05 * slow.seconds:
                return f"too slow on the CPU: {slow.fault}"
        if before.fault and after.fault:
            return f"both sides fault: {before.fault}; {after.fault}"
        if before.fault or after.fault:
            return ""
        if not before.written and not after.written:
            return "no output was written by either side"
        for run in self.runs:
            if not run.launched:
                return f"the changed kernel was not launched {run.side}"
        return ""

    def wrong(self):
        before, after = self.runs
        return before.fault or after.fault or differences(before, after)


def differences(first, second, sides=("before", "after"), sets=()):
    for name, expected in first.buffers.items():
        actual = second.buffers[name]
        if name in sets:
            expected, actual = in_order(expected), in_order(actual)
        text = difference(expected, actual, sides)
        if text:
            return text
    return ""


def unordered(first, again):
    """Names of the buffers that two runs of one side leave in another order."""
    return {
        name
        for name, one in first.buffers.items()
        if difference(one, again.buffers[name])
        and not difference(in_order(one), in_order(again.buffers[name]))
    }
