#!/usr/bin/env python3
# ===- check-figures.py - Ratios of rounds with a known truth -------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Asks the figures of a package's Python test about times that are made up:
usage: check-figures.py PACKAGE"""

import sys

import numpy as np

sys.path.insert(0, sys.argv[1])
from runtime.python import figures  # noqa: E402


def session(ratio, noise, seed, rounds=40):
    """One session: drifting clocks, noise of each run."""
    random, taken = np.random.default_rng(seed), []

    def run(candidate):
        taken.append(candidate)
        drift = 1 + 0.2 * len(taken) / (3 * rounds)
        true = 1.0 if candidate == figures.AFTER else ratio
        return drift * true * np.exp(noise * random.standard_normal())

    budget = figures.Budget(most=rounds, precision=0)
    return figures.run_rounds(run, budget, seed), taken


held = 0
for seed in range(100):
    rounds, _ = session(1.3, 0.02, seed)
    found = figures.bootstrap([rounds])
    held += found.low <= 1.3 <= found.high
# 95 of 100, give or take what chance allows.
assert 88 <= held <= 100, held

rounds, taken = session(1.3, 0.0, 1)
assert taken[:6] == [0, 1] * 3, "it is warmed up"
orders = {tuple(taken[i:i + 3]) for i in range(6, len(taken), 3)}
assert len(orders) == 6, f"some order never came: {orders}"
assert figures.noise_floor([rounds]) < 0.02
assert figures.noise_floor([session(1.3, 0.3, 1)[0]]) > 0.02

fast, slow = session(2.0, 0.001, 1)[0], session(0.5, 0.001, 2)[0]
assert abs(figures.bootstrap([fast, slow]).value - 1) < 0.01
assert abs(figures.bootstrap([fast, slow], "best").value - 2) < 0.02
assert abs(figures.bootstrap([fast, slow], "worst").value - 0.5) < 0.01
cases = {"fast": fast, "slow": slow}
assert figures.chosen_cases(cases, "best") == ["fast"]
assert figures.chosen_cases(cases, "worst") == ["slow"]

# A clock that drifts in the last third: the medians are of different rounds.
drifting = np.ones((30, 3))
drifting[:, figures.BEFORE] = np.where(np.arange(30) < 16, 1.0, 2.0)
drifting[:, figures.AFTER] = np.where(np.arange(30) < 14, 1.0, 2.0)
found = figures.bootstrap([drifting])
before, after = figures.paired_seconds(drifting)
alone = np.median(drifting[:, figures.BEFORE]) / np.median(drifting[:, figures.AFTER])
assert not found.low <= alone <= found.high, "the example shows nothing"
assert found.low <= before / after <= found.high
assert np.isclose(before / after, found.value)

quiet = figures.run_rounds(lambda c: 1.0, figures.Budget())
assert len(quiet) == 20, "it stops where the interval is narrow"
print(f"figures: {held} of 100 intervals hold the truth")
