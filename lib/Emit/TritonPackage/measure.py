# ===- measure.py - Time on a GPU ------------------------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Python's launch costs tens of microseconds, so what is timed is the replay of
a graph of many calls; where a call cannot be captured, the queue is kept full
while events are recorded."""

import math
import random
import statistics

CALLS = 20        # In one sample.
ROUNDS = 15       # Samples of each side, in random order.
WARM_UP = 3


def waits(torch, call):
    """True if a call waits for the device, as no call of a graph may."""
    mode = torch.cuda.get_sync_debug_mode()
    torch.cuda.set_sync_debug_mode("error")
    try:
        call()
    except RuntimeError:
        return True
    finally:
        torch.cuda.set_sync_debug_mode(mode)
    return False


def graph_of(torch, call, calls):
    """A graph of `calls` calls, or None where one cannot be captured."""
    if waits(torch, call):
        return None
    # A capture that fails leaves the generator of random numbers behind as if
    # it went on, and nothing random would be drawn any more.
    generator = torch.cuda.default_generators[torch.cuda.current_device()]
    spare = generator.clone_state() if hasattr(generator, "clone_state") else None
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    try:
        with torch.cuda.stream(stream):
            call()
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            for _ in range(calls):
                call()
        graph.replay()
        torch.cuda.synchronize()
        return graph
    except RuntimeError:
        torch.cuda.synchronize()
        if spare is not None:
            generator.graphsafe_set_state(spare)
        return None


class Sampler:
    """Samples of one side, in seconds a call."""

    def __init__(self, torch, call, timed):
        self.torch, self.call, self.timed = torch, call, timed
        for _ in range(WARM_UP):  # Compiles, and tunes what is tuned.
            call()
        torch.cuda.synchronize()
        self.graph = graph_of(torch, call, CALLS)
        self.flush = torch.empty(256 << 20, dtype=torch.uint8, device="cuda")

    @property
    def how(self):
        return "graph replay" if self.graph else "events, queue kept full"

    def enqueue(self):
        if self.graph:
            self.graph.replay()
        else:
            for _ in range(CALLS):
                self.call()

    def sample(self):
        self.flush.zero_()
        return self.timed(self.enqueue, CALLS)


def interleaved(before, after, rounds=ROUNDS):
    """Samples of both sides, in an order that drift cannot favour."""
    order = random.Random(0)
    samples = {0: [], 1: []}
    for _ in range(rounds):
        sides = [0, 1]
        order.shuffle(sides)
        for side in sides:
            samples[side].append((before, after)[side].sample())
    return samples[0], samples[1]


def paired_seconds(before, after):
    """Seconds of both sides whose quotient is the median of the ratios of pairs, and
    whose mean is that of the sides' medians: medians by themselves are of different
    pairs, and their quotient can lie outside the interval."""
    middle = math.sqrt(statistics.median(before) * statistics.median(after))
    root = math.sqrt(ratio(before, after)[0])
    return middle * root, middle / root


def ratio(before, after):
    """Median of the ratios of pairs, with its 95% interval by order."""
    ratios = sorted(b / a for b, a in zip(before, after))
    count = len(ratios)
    half = 0.98 * math.sqrt(count)
    low = ratios[max(0, math.floor(count / 2 - half))]
    high = ratios[min(count - 1, math.ceil(count / 2 + half) - 1)]
    return statistics.median(ratios), low, high
