# ===- session.py - Both sides on the workloads of a claim ------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Compares first; only what agrees is timed."""

import dataclasses
import math

from . import measure


@dataclasses.dataclass
class Outcome:
    """What one side gave and wrote on a workload."""
    tensors: dict
    launches: list
    launched: bool
    data: str  # How exact they can be, as compare.accuracy says.
    values: dict = dataclasses.field(default_factory=dict)  # Of plain Python.


class Session:
    def __init__(self, package, names, timed):
        self.package = package
        self.outcomes = {False: {}, True: {}}
        self.untestable, self.times, self.how = {}, {}, {}
        self.wrong = False
        for name in names:
            self._one(name, timed)

    def _one(self, name, timed):
        package = self.package
        try:
            arguments = package.setup(name)
            found = package.compare(arguments)
        except package.UNTESTABLE as problem:
            self.untestable[name] = str(problem)
            return
        if not arguments["outcomes"]["after"].launched:
            self.untestable[name] = f"{name} is a control"
        self.wrong |= bool(found)
        for optimized, side in ((False, "before"), (True, "after")):
            self.outcomes[optimized][name] = arguments["outcomes"][side]
        if not timed or self.wrong or name in self.untestable:
            return
        sides = package.samplers(arguments, timed)
        if sides:
            self.times[name] = measure.interleaved(*sides)
            self.how[name] = sides[1].how

    def results(self, optimized):
        return self.outcomes[optimized]

    def seconds(self, optimized):
        """Seconds of a side for each workload; not a number where nothing was timed.
        Those of both sides are of the same pairs."""
        if not self.times:
            return [math.nan]
        return [measure.paired_seconds(*samples)[optimized]
                for samples in self.times.values()]

    def interval(self):
        """Of the geometric mean of the ratios, from those of the workloads."""
        ratios = [measure.ratio(*samples) for samples in self.times.values()]
        mean = [math.exp(sum(math.log(r[i]) for r in ratios) / len(ratios))
                for i in range(3)]
        spread = math.sqrt(sum(math.log(r[2] / r[1]) ** 2 for r in ratios)) / (
            2 * len(ratios))
        return mean[0] * math.exp(-spread), mean[0] * math.exp(spread)

    def require_checked(self):
        """Skips where nothing was compared at all, and says why."""
        if not self.outcomes[True]:
            self.package.skip("nothing could be compared: " + self._reasons())
        if not any(o.launched for o in self.outcomes[True].values()):
            self.package.skip("no workload reaches what changed: all are controls")

    def require_times(self):
        text = f"the sides agree on {len(self.outcomes[True])} workloads"
        if self.untestable:
            text += f"; not compared: {self._reasons()}"
        if self.package.why_untimed():
            self.package.skip(f"{self.package.why_untimed()}; {text}")
        if not self.times:
            self.package.skip(f"not timed: {text}")

    def _reasons(self):
        return "; ".join(self.untestable.values())

    def details(self):
        """Beyond the five figures: ratios, launches, what was tuned, stand-ins."""
        return {
            "device": self.package.device,
            "ratios": {name: measure.ratio(*samples)
                       for name, samples in self.times.items()},
            "timed_by": self.how,
            "launches": {name: outcome.launches
                         for name, outcome in self.outcomes[True].items()},
            "tuned": self.package.tuned(),
            "untestable": self.untestable,
            "stand_ins": self.package.stand_ins(),
        }
