# ===- launched.py - Which kernels really ran ------------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Every launch is noted: kernel, grid and constants. No verdict is given on
code that launched no changed kernel."""

import contextlib
import math
import signal
import threading
import time

LAUNCHES = []
SIZES = (int, bool, str, float, type(None))


class TooLong(BaseException):
    """The interpreter needs more time than a check may take."""


def note(kernel, grid, values):
    shown = {k: v for k, v in values.items() if isinstance(v, SIZES) and
             (k.isupper() or k.startswith("num_"))}
    LAUNCHES.append({"kernel": kernel, "grid": list(grid), "constants": shown})


class Budget:
    """How long what runs may take, and how much of a grid is done."""
    seconds, began = 0, 0.0
    programs, done, grid_began = 1, 0, 0.0
    SURE, FACTOR = 1.0, 4  # Seconds; first programs may be unlike the others.

    @classmethod
    def grid(cls, programs):
        cls.programs, cls.done = max(1, programs), 0
        cls.grid_began = time.monotonic()

    @classmethod
    def program(cls):
        now = time.monotonic()
        if cls.seconds and cls.done and now - cls.began > cls.SURE:
            expected = (now - cls.grid_began) * cls.programs / cls.done
            if expected > cls.FACTOR * cls.seconds:
                raise TooLong(f"about {expected:.0f} seconds")
        cls.done += 1


def watch_programs(builder):
    """A grid whose programs so far promise far too much is left early."""
    dim, index = builder.set_grid_dim, builder.set_grid_idx

    def set_grid_dim(self, *sizes):
        Budget.grid(math.prod(sizes))
        return dim(self, *sizes)

    def set_grid_idx(self, *at):
        Budget.program()
        return index(self, *at)
    builder.set_grid_dim, builder.set_grid_idx = set_grid_dim, set_grid_idx


def plain_grid(grid, values):
    grid = grid(values) if callable(grid) else grid
    grid = tuple(grid) if isinstance(grid, (tuple, list)) else (grid,)
    return tuple(int(g) for g in grid) + (1,) * (3 - len(grid))


def watch_interpreter():
    from triton.runtime import interpreter
    real = interpreter.GridExecutor.__call__

    def call(self, *args, **kwargs):
        if not kwargs.get("warmup"):
            values = {**dict(zip(self.arg_names, args)), **kwargs}
            try:
                note(self.fn.__name__, plain_grid(self.grid, values), values)
            except (KeyError, TypeError):
                note(self.fn.__name__, (), values)
        return real(self, *args, **kwargs)
    interpreter.GridExecutor.__call__ = call
    watch_programs(interpreter.InterpreterBuilder)


def watch_compiled():
    from triton.runtime.jit import JITFunction
    real = JITFunction.run

    def run(self, *args, grid=None, warmup=False, **kwargs):
        if not warmup and grid is not None:
            values = {**dict(zip(self.arg_names, args)), **kwargs}
            try:
                note(self.fn.__name__, plain_grid(grid, values), values)
            except (KeyError, TypeError):
                note(self.fn.__name__, (), values)
        return real(self, *args, grid=grid, warmup=warmup, **kwargs)
    JITFunction.run = run


def watch(gpu):
    try:
        watch_compiled() if gpu else watch_interpreter()
    except ImportError:
        pass


@contextlib.contextmanager
def limited(seconds):
    """Ends what takes longer; the interpreter is a thousand times slower than
    a GPU, so that a size of the project's tests may be out of reach."""
    if not seconds or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number, frame):
        raise TooLong(f"more than {seconds} seconds")
    old = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    Budget.seconds, Budget.began = seconds, time.monotonic()
    try:
        yield
    finally:
        Budget.seconds = 0
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)
