# ===- figures.py - Rounds, ratios and their intervals --------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Two moments are not comparable, so every round runs all candidates next to
each other, in an order that is chance. Ratios are taken within a round, and
their median is what counts."""

import os
import time
from typing import NamedTuple

import numpy as np

BEFORE, AFTER, AGAIN = 0, 1, 2  # AGAIN: the old side against itself.
DRAWS = 2000


class Estimate(NamedTuple):
    value: float
    low: float  # The 95% interval.
    high: float

    def __str__(self):
        return f"{self.value:.3f}x ({self.low:.3f} to {self.high:.3f})"


class Budget(NamedTuple):
    """When there are enough rounds."""

    warm_up: int = 3
    least: int = 10
    most: int = 1000
    seconds: float = float(os.environ.get("PERFCLAIM_BUDGET", "3"))
    precision: float = 0.01  # Half the width of the interval.


BUDGET = Budget()


def run_rounds(run, budget=BUDGET, seed=0):
    """Seconds per candidate and round. `run(candidate)` runs one and gives its
    seconds. The rule that stops looks at the width of the interval alone, and
    seldom, so that it cannot choose where the interval lies."""
    order = np.random.default_rng(seed)
    for _ in range(budget.warm_up):
        for candidate in (BEFORE, AFTER):
            run(candidate)
    rounds = []
    began, look = time.perf_counter(), 20
    while len(rounds) < budget.most:
        taken = [0.0, 0.0, 0.0]
        for candidate in order.permutation(3):
            taken[candidate] = run(int(candidate))
        rounds.append(taken)
        if len(rounds) < budget.least:
            continue
        if time.perf_counter() - began >= budget.seconds:
            break
        if len(rounds) >= look:
            look += look // 2
            if half_width(ratios(np.array(rounds))) <= budget.precision:
                break
    return np.array(rounds)


def ratios(rounds, other=AFTER):
    return rounds[:, BEFORE] / rounds[:, other]


def paired_seconds(rounds):
    """Seconds of both sides whose quotient is the median of the rounds' ratios, and
    whose mean is that of the sides' medians. Medians by themselves are of different
    rounds: where clocks drift, their quotient can lie outside the interval."""
    ratio = np.exp(np.median(np.log(ratios(rounds))))
    middle = np.sqrt(np.median(rounds[:, BEFORE]) * np.median(rounds[:, AFTER]))
    return float(middle * np.sqrt(ratio)), float(middle / np.sqrt(ratio))


def half_width(values):
    """Of the median's interval, in logarithms, by order statistics."""
    ordered = np.sort(values)
    low = int(len(values) / 2 - 0.98 * np.sqrt(len(values))) - 1
    if low < 0:
        return np.inf
    return float(np.log(ordered[-1 - low] / ordered[low]) / 2)


def bootstrap(cases, pick="mean", other=AFTER, seed=0):
    """The ratio over several cases, each an array of rounds, with its interval:
    rounds are drawn with replacement. `pick`: the geometric mean of the cases,
    the "best", or the "worst"."""
    draw = np.random.default_rng(seed)
    logs = [np.log(ratios(case, other)) for case in cases]
    centres = np.array([np.median(log) for log in logs])
    chosen = range(len(logs))
    if pick != "mean":
        chosen = [int(np.argmax(centres) if pick == "best" else np.argmin(centres))]
    sums = np.zeros(DRAWS)
    for index in chosen:
        log = logs[index]
        taken = draw.integers(0, len(log), (DRAWS, len(log)))
        sums += np.median(log[taken], axis=1)
    middle = float(np.mean(centres[list(chosen)]))
    low, high = np.percentile(sums / len(chosen), [2.5, 97.5])
    return Estimate(
        float(np.exp(middle)),
        float(np.exp(min(middle, low))),
        float(np.exp(max(middle, high))),
    )


def noise_floor(cases):
    """How far the old side is from itself: no claim lies within it."""
    same = [bootstrap([case], other=AGAIN).value for case in cases]
    return max(abs(ratio - 1) for ratio in same)


def chosen_cases(cases, pick):
    """The names of the cases that decide: all, or the one with the best or the
    worst ratio."""
    if pick == "mean":
        return list(cases)
    by_ratio = sorted(cases, key=lambda name: np.median(ratios(cases[name])))
    return [by_ratio[-1] if pick == "best" else by_ratio[0]]
