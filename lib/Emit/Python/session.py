# ===- session.py - Both sides on the workloads of a claim ----------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""One session serves both calls of benchmark_operation. It compares first; only
what agrees, and really launched the changed kernel, is timed. All cases of a
workload are one sweep."""

import numpy as np
import pytest
import torch

from . import figures
from .buffers import Buffers


class Session:
    def __init__(self, package, workload, timed):
        self.package, self.workload = package, workload
        self.outcomes = {
            name: package.outcome(name, arguments)
            for name, arguments in workload["cases"].items()
        }
        self.untestable = {
            name: outcome.untestable
            for name, outcome in self.outcomes.items()
            if outcome.untestable
        }
        self.rounds = {}
        right = not any(self._wrong(name) for name in self.outcomes)
        if package.on_gpu and timed and right and not self.untestable:
            for name, arguments in workload["cases"].items():
                self.rounds[name] = self._measure(name, arguments, timed)

    def _wrong(self, name):
        return name not in self.untestable and self.outcomes[name].wrong()

    def _measure(self, name, arguments, timed):
        runner = self.package.runner
        others = any(run.other_streams for run in self.outcomes[name].runs)
        with Buffers(arguments, name, runner.device) as buffers:
            sides = [
                runner.caller(side, arguments, buffers, others) for side in (0, 1)
            ]
            buffers.restore()
            flush = torch.empty(flush_bytes(), dtype=torch.uint8, device=runner.device)

            def run(candidate):
                prepare, call = sides[candidate == figures.AFTER]
                buffers.restore(everything=False)
                prepare()
                # Twice the L2 cache: what the last run left there is gone, and
                # the device is busy while the host enqueues.
                flush.zero_()
                return timed(call)

            # The order is another one for each workload, and always the same.
            rounds = figures.run_rounds(run, seed=len(self.rounds))
            for side in runner.sides:
                code = side.wait()
                assert not code, f"{name}: {side.name} in the timed loop: " + (
                    side.error(code)
                )
            damage = buffers.damage()
            assert not damage, f"{name}: in the timed loop: {damage}"
            return rounds

    def seconds(self, use_optimization, claim=None):
        """Seconds of a side, for each case that decides a claim; not a number where
        nothing was timed. Those of both sides are of the same rounds."""
        if not self.rounds:
            return np.array([np.nan])
        names = list(self.rounds)
        if claim:
            rounds = {name: self.rounds[name] for name in claim.workloads}
            names = figures.chosen_cases(rounds, claim.pick)
        side = int(use_optimization)
        return np.array([figures.paired_seconds(self.rounds[n])[side] for n in names])

    def results(self, use_optimization):
        """What a side left in its buffers, for each case that can be decided."""
        return {
            name: outcome.runs[int(use_optimization)]
            for name, outcome in self.outcomes.items()
            if name not in self.untestable
        }

    def require_checked(self):
        """Skips where nothing was compared at all."""
        if len(self.untestable) == len(self.outcomes):
            pytest.skip("nothing could be compared: " + self._reasons())

    def require_times(self):
        """Skips where there are no times, and says why."""
        self.require_checked()
        compared = len(self.outcomes) - len(self.untestable)
        text = f"the sides agree on {compared} of {len(self.outcomes)} workloads"
        if self.untestable:
            text += f" ({self._reasons()})"
        if self.package.native:
            pytest.skip(f"`perfclaim run` times functions of the host; {text}")
        if not self.package.on_gpu:
            pytest.skip(f"timing needs a CUDA device, and there is none; {text}")
        if not self.rounds:
            pytest.skip(f"not timed: {text}")

    def _reasons(self):
        return "; ".join(f"{name}: {why}" for name, why in self.untestable.items())

    def judge(self, claim):
        """Whether the claim holds, the ratio, and what it has to reach: the
        design's threshold, and never less than what noise alone shows."""
        cases = [self.rounds[name] for name in claim.workloads]
        measured = figures.bootstrap(cases, claim.pick)
        threshold = claim.threshold
        if claim.speedup > 1:
            threshold = max(threshold, 1 + figures.noise_floor(cases))
        return measured.low >= threshold, measured, threshold

    def details(self, claims=()):
        """Beyond the five figures: ratios with intervals, and microseconds."""
        if not self.rounds:
            return {"workloads": {}, "untestable": self.untestable}
        cases = list(self.rounds.values())
        overall = figures.bootstrap(cases)
        return {
            "ratio": overall.value,
            "interval": (overall.low, overall.high),
            "noise_floor": figures.noise_floor(cases),
            "device": torch.cuda.get_device_name(),
            "claims": {claim.text: str(self.judge(claim)[1]) for claim in claims},
            "workloads": {
                name: {
                    "ratio": str(figures.bootstrap([rounds])),
                    "rounds": len(rounds),
                    "before_us": 1e6 * float(np.median(rounds[:, figures.BEFORE])),
                    "after_us": 1e6 * float(np.median(rounds[:, figures.AFTER])),
                    "before_launches": self.outcomes[name].runs[0].launches,
                    "after_launches": self.outcomes[name].runs[1].launches,
                }
                for name, rounds in self.rounds.items()
            },
            "untestable": self.untestable,
        }

    def peak_memory(self, use_optimization):
        """Most bytes at once over the cases: torch's, which hold the buffers,
        and those that the library allocated itself."""
        runner, most = self.package.runner, 0
        for name, arguments in self.workload["cases"].items():
            torch.cuda.reset_peak_memory_stats()
            with Buffers(arguments, name, runner.device) as buffers:
                run = runner.run(int(use_optimization), arguments, buffers)
                most = max(most, torch.cuda.max_memory_allocated() + run.peak_bytes)
        return most


def flush_bytes():
    properties = torch.cuda.get_device_properties(torch.cuda.current_device())
    return 2 * (getattr(properties, "L2_cache_size", 0) or 64 << 20)
