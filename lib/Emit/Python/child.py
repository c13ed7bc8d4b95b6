# ===- child.py - One run of one side in a process of its own -------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""The program that runs a side on the CPU: a crash, an exit or a fault of the
code is that side's alone. Its parent has made the buffers, and maps the same
pages as tensors. What happens is told at once, a line each, so that a process
that dies leaves it. usage: child.py REQUEST TOLD, two file descriptors."""

import ctypes
import json
import mmap
import os
import sys

from .arguments import Argument
from .sides import LoadError, Side


def tell(told, *parts):
    line = "\t".join(str(part).replace("\n", " ") for part in parts) + "\n"
    os.write(told, line.encode("utf-8", "replace"))


def watch_refusals(side, told):
    """The host backend says what it refuses when it does."""
    try:
        watch = side.library.pc_watch_refusals
    except AttributeError:
        return None
    kind = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_int)
    callback = kind(lambda what, computes: tell(told, "refused", what.decode(), computes))
    watch(callback)
    return callback  # To be kept.


def map_buffers(side, buffers):
    addresses, maps = {}, []
    for buffer in buffers:
        pages = mmap.mmap(buffer["file"], buffer["mapped"])
        base = ctypes.addressof(ctypes.c_char.from_buffer(pages))
        maps.append(pages)
        code = side.adopt(base, buffer["mapped"])
        if code:
            raise LoadError(f"memory for {buffer['name']}: {side.error(code)}")
        addresses[buffer["name"]] = base + buffer["offset"]
    return addresses, maps


def run(request, told):
    side = Side(request["folder"], request["side"])
    for name in side.reaches:
        tell(told, "reaches", name)
    if side.kind in ("native", "library"):
        tell(told, "no-launch", "1")
    kept = [watch_refusals(side, told)]
    addresses, maps = map_buffers(side, request["buffers"])
    kept.append(maps)
    values = side.values([Argument(**a) for a in request["arguments"]], addresses)
    tell(told, "stage", "its set-up")
    code = side.set_up()
    side.prepare(values)
    code = code or side.wait()
    if code:
        tell(told, "fault", "faults in its set-up calls", side.error(code))
        return
    tell(told, "stage", "its host code")
    side.record(0, told)
    side.caller(values)()
    code = side.wait()
    if code and side.is_launch_error(code):
        tell(told, "fault", "cannot launch on this device", side.error(code))
    elif code:
        tell(told, "fault", "faults", side.error(code))
    tell(told, "end")


def main():
    with os.fdopen(int(sys.argv[1])) as file:
        request = json.load(file)
    told = int(sys.argv[2])
    try:
        run(request, told)
    except LoadError as error:
        tell(told, "problem", error)
    # Libraries of a commit may do anything when a process ends.
    os._exit(0)


if __name__ == "__main__":
    main()
