# ===- fake_device.py - A GPU for the performance tests, on the CPU -------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""A plugin of pytest (-p fake_device): torch says that it has a CUDA device, and
both sides run in this process on the host backend. Everything of the tests is
the real thing but the events: a call of the new side takes 10 ms, one of the old
side FAKE_RATIO times as long, with FAKE_NOISE of noise."""

import os
import random

import torch
from runtime.python import builds, package, runs

RATIO = float(os.environ.get("FAKE_RATIO", "1"))
NOISE = float(os.environ.get("FAKE_NOISE", "0.001"))
chance = random.Random(1)
last = {"side": 0}


class Event:
    def __init__(self, enable_timing):
        assert enable_timing
        self.recorded = False

    def record(self):
        self.recorded = True

    def elapsed_time(self, end):
        assert self.recorded and end.recorded
        return 10 * (1 if last["side"] else RATIO) * chance.gauss(1, NOISE)


class Stream:
    cuda_stream = 0


class Properties:
    L2_cache_size = 1 << 16


class Runner(runs.CudaRunner):
    device = "cpu"
    folder = "build-host"

    def adopt(self, held):
        for buffer in held.all:
            address = buffer.base.data_ptr()
            self.sides[0].adopt(address, buffer.mapped)

    def run(self, side, arguments, held, leave_out=()):
        self.adopt(held)
        return super().run(side, arguments, held, leave_out)

    def caller(self, side, arguments, held, other_streams):
        self.adopt(held)
        prepare, call = super().caller(side, arguments, held, other_streams)
        real = call.call

        def marked():
            last["side"] = side
            real()

        call.call = marked
        return prepare, call


torch.cuda.is_available = lambda: True
torch.cuda.synchronize = lambda: None
torch.cuda.current_stream = Stream
torch.cuda.current_device = lambda: 0
torch.cuda.get_device_properties = lambda _: Properties
torch.cuda.get_device_name = lambda: "a CPU that says so"
torch.cuda.reset_peak_memory_stats = lambda: None
torch.cuda.max_memory_allocated = lambda: 1 << 20
torch.cuda.Event = Event
package.build_for_gpu = builds.build_for_cpu
package.CudaRunner = Runner
