# ===- builds.py - Where the libraries of a package come from -------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Builds both sides where the tools for it are at hand: for a GPU with nvcc and
CMake, for the CPU with `perfclaim`. What cannot be had is a reason to skip."""

import hashlib
import os
import re
import shutil
import subprocess

from .sides import SIDES


class NotBuilt(Exception):
    """Why there are no libraries."""


def _run(what, command, folder):
    done = subprocess.run(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode == 0:
        return
    lines = done.stdout.decode("utf-8", "replace").strip().splitlines()
    wrong = [line for line in lines if "error" in line] or lines[-1:]
    text = " | ".join(line.strip() for line in wrong[:3])
    raise NotBuilt(f"{what} failed: {text[:600]}")


def _libraries(folder):
    return [os.path.join(folder, f"libpython_{side}.so") for side in SIDES]


MADE_FROM = re.compile(
    r"(before|after)/.*|runtime/\w+\.h|(shim|stubs|link)_\w+\.\w+"
    r"|python_side\.cpp|version\.map|build\.json"
)


def _fingerprint(package):
    """Of all that the libraries are made from, and of where they are: they name
    each other with their folders."""
    digest = hashlib.sha256(os.path.realpath(package).encode())
    for folder, folders, files in os.walk(package):
        folders.sort()
        for name in sorted(files):
            path = os.path.join(folder, name)
            short = os.path.relpath(path, package)
            if MADE_FROM.fullmatch(short) and not os.path.islink(path):
                digest.update(short.encode("utf-8", "surrogateescape") + b"\0")
                with open(path, "rb") as file:
                    digest.update(hashlib.sha256(file.read()).digest())
    return digest.hexdigest()


def build_for_cpu(package):
    folder = os.path.join(package, "build-host")
    stamp = os.path.join(folder, "python.stamp")
    wanted = _fingerprint(package)
    try:
        with open(stamp) as file:
            fresh = file.read() == wanted
    except OSError:
        fresh = False
    if fresh and all(os.path.exists(path) for path in _libraries(folder)):
        return
    tool = os.environ.get("PERFCLAIM") or shutil.which("perfclaim")
    if not tool:
        raise NotBuilt(
            "no CUDA device, and perfclaim, which builds the package for the CPU, "
            "is not on PATH nor named by PERFCLAIM"
        )
    command = [tool, "run", package, "--backend=host", "--build-only"]
    _run("the build for the CPU", command, package)
    with open(stamp, "w") as file:
        file.write(wanted)


def _nvcc():
    folders = [os.environ.get(n) for n in ("CUDA_PATH", "CUDA_HOME")]
    for folder in [f for f in folders if f] + ["/usr/local/cuda"]:
        path = os.path.join(folder, "bin", "nvcc")
        if os.path.exists(path):
            return path
    return os.environ.get("CUDACXX") or shutil.which("nvcc")


def build_for_gpu(package):
    folder = os.path.join(package, "build")
    cmake, nvcc = shutil.which("cmake"), _nvcc()
    if cmake and nvcc:
        configure = [cmake, "-S", package, "-B", folder]
        _run("cmake", configure + [f"-DCMAKE_CUDA_COMPILER={nvcc}"], package)
        _run("the build", [cmake, "--build", folder, "--parallel"], package)
    elif not all(os.path.exists(path) for path in _libraries(folder)):
        raise NotBuilt(
            "the sides are not built, and nvcc and CMake are not at hand: "
            "cmake -S . -B build && cmake --build build"
        )
