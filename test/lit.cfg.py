# ===- lit.cfg.py - How lit runs perfclaim's tests ------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #

import os
import shutil
import subprocess

import lit.formats

config.name = "perfclaim"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".test", ".cu", ".cuh"]
config.test_source_root = os.path.dirname(__file__)
# Unit is a suite of its own, of another format.
config.excludes = ["Inputs", "Unit", "Python"]


def cuda_path():
    """The toolkit that the build was configured for, or the one that perfclaim
    itself would find. Empty where there is none."""
    if config.perfclaim_cuda_path:
        return config.perfclaim_cuda_path
    if os.environ.get("CUDA_PATH"):
        return os.environ["CUDA_PATH"]
    nvcc = shutil.which("nvcc")
    if nvcc:
        return os.path.dirname(os.path.dirname(nvcc))
    return "/usr/local/cuda"


cuda = cuda_path()
if os.path.exists(os.path.join(cuda, "include", "cuda_runtime.h")):
    config.available_features.add("cuda-toolkit")
    config.environment["CUDA_PATH"] = cuda
    if os.path.exists(os.path.join(cuda, "bin", "nvcc")):
        config.available_features.add("nvcc")



def python_with_torch():
    """The interpreter that runs the tests of packages: Debian's torch is its
    own Python's, which need not be the first one in PATH."""
    for python in (config.python, "/usr/bin/python3"):
        if shutil.which(python) and subprocess.run(
                [python, "-c", "import numpy, pytest, torch"],
                capture_output=True).returncode == 0:
            config.available_features.add("torch")
            return python
    return config.python


torch_python = python_with_torch()
# Whatever else a machine has of what reads the tool's output.
for program in ("bash", "man", "mandoc", "zsh"):
    if shutil.which(program):
        config.available_features.add(program)
ruff = os.environ.get("PERFCLAIM_RUFF") or shutil.which("ruff")
if ruff:
    config.available_features.add("ruff")
# Hooks are tested with the real one.
pre_commit = (os.environ.get("PERFCLAIM_PRE_COMMIT")
              or shutil.which("pre-commit"))
if pre_commit:
    config.available_features.add("pre-commit")
# A Python that has rich, which the pictures of the tutorial are drawn with.
rich_python = os.environ.get("PERFCLAIM_RICH_PYTHON", config.python)
if subprocess.run([rich_python, "-c", "import rich"],
                  capture_output=True).returncode == 0:
    config.available_features.add("rich")
nvim = shutil.which("nvim")
if nvim:
    config.available_features.add("neovim")
for feature in os.environ.get("PERFCLAIM_NEEDED_FEATURES", "").split():
    if feature not in config.available_features:
        lit_config.fatal("'%s' is needed and not there: utils/setup/packages "
                         "test, utils/setup/ruff, utils/setup/pre-commit, "
                         "utils/setup/rich"
                         % feature)

# Tests that run Triton need an interpreter that has torch and triton, which are
# gigabytes: they are not installed for the tests' sake, and are used where they are.
triton_python = os.environ.get("PERFCLAIM_TRITON_PYTHON", config.python)
if subprocess.run([triton_python, "-c", "import torch, triton, pytest"],
                  capture_output=True).returncode == 0:
    config.available_features.add("triton")
else:
    lit_config.note("tests that run Triton are skipped: " + triton_python +
                    " has no torch, triton and pytest; PERFCLAIM_TRITON_PYTHON "
                    "names one that has")

# Headers that each run of the tool begins with are compiled once for all tests,
# and none of the user's are used or left.
config.environment["PERFCLAIM_CACHE"] = os.path.join(config.test_exec_root,
                                                     "cache")

# git as every machine has it: no configuration of the user takes part.
config.environment.update({
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Test",
    "GIT_AUTHOR_EMAIL": "test@perfclaim.example",
    "GIT_COMMITTER_NAME": "Test",
    "GIT_COMMITTER_EMAIL": "test@perfclaim.example",
    "GIT_AUTHOR_DATE": "2025-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2025-01-01T00:00:00Z",
})

# The published schema of SARIF, which is no part of this repository.
if os.environ.get("PERFCLAIM_SARIF_SCHEMA"):
    config.environment["PERFCLAIM_SARIF_SCHEMA"] = os.environ[
        "PERFCLAIM_SARIF_SCHEMA"]

# A folder of labelled messages, which are no part of this repository.
if os.environ.get("PERFCLAIM_LABELLED_MESSAGES"):
    config.environment["PERFCLAIM_LABELLED_MESSAGES"] = os.environ[
        "PERFCLAIM_LABELLED_MESSAGES"]

# The tools under test and LLVM's come before everything else, and a test that
# names one that is missing fails at once.
config.environment["PATH"] = os.pathsep.join(
    [config.perfclaim_tools_dir, config.llvm_tools_dir, os.environ["PATH"]])

config.substitutions += [
    # Whatever the build installs, under --prefix.
    ("%install", config.cmake + " --install "
     + os.path.dirname(config.perfclaim_tools_dir)),
    ("%perfclaim", os.path.join(config.perfclaim_tools_dir, "perfclaim")),
    ("%cuda_path", cuda),
    # The CUDA runtime of the host backend.
    ("%host_cudart", os.path.join(os.path.dirname(config.perfclaim_tools_dir),
                                  "lib", "libperfclaim_cudart.so")),
    ("%nvcc", os.path.join(cuda, "bin", "nvcc")),
    ("%cmake", config.cmake),
    ("%triton_python", triton_python),
    ("%rich_python", rich_python),
    ("%python", config.python),
    ("%torch_python", torch_python),
    ("%ruff", ruff or "ruff"),
    ("%pre-commit", pre_commit or "pre-commit"),
    ("%nvim", nvim or "nvim"),
    # Holds a package's Python test to its structure.
    ("%check_performance_test", config.python + " " + os.path.join(
        config.test_source_root, "Emit", "Inputs",
        "check-performance-test.py")),
    # Holds a log to SARIF 2.1.0.
    ("%check_sarif", config.python + " " + os.path.join(
        config.test_source_root, "Tool", "Inputs", "check-sarif.py")),
    # Two folders, before/ and after/, to the two commits of a repository.
    ("%pair", config.python + " " + os.path.join(
        config.test_source_root, "Inputs", "pair-repo.py")),
    # Leaves one workload of given sizes in a package.
    ("%small", config.python + " " + os.path.join(
        config.test_source_root, "Inputs", "small.py")),
    ("%root", config.perfclaim_source_root),
    ("%utils", os.path.join(config.perfclaim_source_root, "utils")),
    ("%examples", os.path.join(config.perfclaim_source_root, "examples")),
]
