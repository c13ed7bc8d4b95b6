# ===- runs.py - One run of one side --------------------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""A run of a side with everything that is kept of it: on a GPU in this process,
on the CPU in one of its own, through the libraries of the host backend."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field

import torch

from .sides import SIDES, LoadError, Side, launched_one_of

CHILD_SECONDS = 120


@dataclass(repr=False)
class Run:
    """`buffers` is what it left behind, by name."""

    side: str
    buffers: dict[str, object] = field(default_factory=dict)
    launches: list[str] = field(default_factory=list)
    reaches: list[str] = field(default_factory=list)
    no_launch: bool = False  # Need not be seen: of the host, or a library's.
    fault: str = ""  # "after faults: ..."
    problem: str = ""  # Why nothing is known of the side.
    slow: bool = False  # Stopped, as it took too long.
    seconds: float = 0.0
    peak_bytes: int = 0  # That its own code allocated.
    other_streams: bool = False

    def __repr__(self):
        return f"<run of {self.side}>"  # Not with all that it left.

    @property
    def launched(self):
        return self.no_launch or launched_one_of(self.reaches, self.launches)

    @property
    def written(self):
        return any(content.written for content in self.buffers.values())


def _detail(said):
    """What the host backend said of a kernel that faulted."""
    text = ""
    for line in said.splitlines():
        if not text and line.startswith("perfclaim: "):
            text = line[len("perfclaim: ") :]
        elif text and line.startswith("  "):
            text += "; " + line[2:]
    return text[:400]


class HostRunner:
    """On the CPU."""

    device = "cpu"

    def __init__(self, package):
        self.package = package
        # Filling and comparing is little work, and threads that wait for each
        # other on a busy machine make it long.
        torch.set_num_threads(1)

    def run(self, side, arguments, buffers, leave_out=()):
        """`leave_out`: buffers that the side gets a null pointer for."""
        result = Run(SIDES[side])
        buffers.restore()
        request = {
            "folder": os.path.join(self.package, "build-host"),
            "side": result.side,
            "arguments": [asdict(argument) for argument in arguments],
            "buffers": [
                {
                    "name": buffer.argument.name,
                    "file": buffer.file,
                    "mapped": buffer.mapped,
                    "offset": buffer.address - buffer.base.data_ptr(),
                }
                for buffer in buffers.all
                if buffer.argument.name not in leave_out
            ],
        }
        with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as told:
            asked.write(json.dumps(request).encode())
            asked.seek(0)
            status, said, result.seconds = self._start(asked, told, request)
            told.seek(0)
            self._read(result, told.read().decode("utf-8", "replace"), status, said)
        if not result.fault and not result.problem:
            damage = buffers.damage()
            if damage:
                result.fault = f"{result.side} faults: {damage}"
            result.buffers = buffers.contents()
        return result

    def _start(self, asked, told, request):
        environment = dict(os.environ)
        paths = [self.package, environment.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(p for p in paths if p)
        environment.setdefault("PERFCLAIM_HOST_TIME_LIMIT", str(0.75 * CHILD_SECONDS))
        files = [asked.fileno(), told.fileno()]
        began = time.perf_counter()
        with tempfile.TemporaryFile() as said:
            child = subprocess.Popen(
                [sys.executable, "-m", "runtime.python.child", *map(str, files)],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env=environment,
                pass_fds=files + [b["file"] for b in request["buffers"]],
            )
            try:
                status = child.wait(CHILD_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
                status = None
            said.seek(0)
            text = said.read().decode("utf-8", "replace")
        return status, text, time.perf_counter() - began

    def _read(self, result, told, status, said):
        stage, ended, refused, lacking = "loading", False, "", False
        for line in told.splitlines():
            kind, *parts = line.split("\t")
            if kind == "end":
                ended = True
            elif kind == "stage":
                stage = parts[0]
            elif kind == "problem":
                result.problem = f"{result.side}: {parts[0]}"
            elif kind == "reaches":
                result.reaches.append(parts[0])
            elif kind == "no-launch":
                result.no_launch = True
            elif kind == "launch":
                result.launches.append(parts[0])
            elif kind == "refused":
                refused, lacking = refused or parts[0], lacking or parts[1] != "0"
            elif kind == "fault":
                ended = True
                result.fault = f"{result.side} {parts[0]}: {parts[1]}"
                detail = _detail(said).replace(self.package + os.sep, "")
                if detail:
                    result.fault += f": {detail}"
        if status is None:
            result.slow = True
            result.fault = f"{result.side} does not end: stopped in {stage}"
        elif not ended and not result.problem:
            how = f"ends the process with {status}"
            if status < 0:
                how = f"is ended by {signal.Signals(-status).name}"
            lines = [line.strip() for line in said.splitlines() if line.strip()]
            if lines and "was not brought in" in lines[-1]:
                result.problem = f"{result.side}: {lines[-1]}"
            result.fault = f"{result.side} {how} in {stage}"
            result.fault += f": {lines[-1][:300]}" if lines else ""
        result.slow |= "timed out" in result.fault
        if refused and (result.fault or lacking):
            # Agreement without what the backend lacks would be none.
            result.problem = f"the host backend has no {refused}"


class CudaRunner:
    """On torch's device and its current stream."""

    device = "cuda"
    folder = "build"

    def __init__(self, package):
        folder = os.path.join(package, self.folder)
        self.sides = [Side(folder, name) for name in SIDES]
        for side in self.sides:
            code = side.set_up(self.stream())
            if code:
                raise LoadError(f"{side.name}: its set-up: {side.error(code)}")
        self.dead = ""

    def stream(self):
        return torch.cuda.current_stream().cuda_stream

    def run(self, side, arguments, buffers, leave_out=()):
        library = self.sides[side]
        result = Run(library.name, reaches=library.reaches)
        if self.dead:
            result.problem = f"not run: the device has faulted before ({self.dead})"
            return result
        if leave_out:
            result.problem = "a fault would end the device's context"
            return result
        stream = self.stream()
        values = library.values(arguments, buffers.addresses())
        buffers.restore()
        torch.cuda.synchronize()
        library.wait()
        library.prepare(values, stream)
        code = library.wait()
        if not code:
            library.record(stream)
            library.caller(values, stream)()
            code = library.wait()
            recorded = library.recorded()
            result.launches, _, result.peak_bytes, result.other_streams = recorded
        if code:
            result.fault = f"{library.name} faults: {library.error(code)}"
            if library.wait():
                self.dead = result.fault
            elif library.is_launch_error(code):
                result.problem = f"{library.name} cannot launch on this device"
                result.problem += f": {library.error(code)}"
            return result
        damage = buffers.damage()
        if damage:
            result.fault = f"{library.name} faults: {damage}"
        result.buffers = buffers.contents()
        return result

    def caller(self, side, arguments, buffers, other_streams):
        """What the timed loop calls: the set-up comes apart, untimed."""
        library, stream = self.sides[side], self.stream()
        values = library.values(arguments, buffers.addresses())
        call = library.caller(values, stream)
        call_and = _Timed(call, other_streams)
        return (lambda: library.prepare(values, stream)), call_and


class _Timed:
    def __init__(self, call, other_streams):
        self.call = call
        self.other_streams = other_streams  # Events would not wait for those.

    def __call__(self):
        self.call()
