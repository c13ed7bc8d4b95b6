#!/usr/bin/env python3
# ===- broken-performance-tests.py - What the checker has to find ---------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Breaks a performance test in one way after the other, and asks the checker
for a word on each.

usage: broken-performance-tests.py CHECKER TEST FOLDER
"""

import re
import subprocess
import sys
from pathlib import Path

# What is replaced (a regular expression), by what, and what has to be said.
BREAKS = [
    (r"import numpy as np\n", "", "the imports are"),
    (r"float\(np\.exp\(np\.mean\(np\.log\(seconds\)\)\)\)", "seconds[0]",
     "the import np is not used"),
    (r"time\.perf_counter\(\)", "0", "the import time is not used"),
    (r"Performance test for: ", "Test of ", "no 'Performance test for:'"),
    (r"Optimization type: .*\n", "\n", "no 'Optimization type:'"),
    (r"def setup_workload\(\) -> Dict\[str, Any\]", "def setup_workload()",
     "setup_workload is declared as"),
    (r"(    def setup_workload.*?\"\"\".*?\"\"\"\n).*?\n\n", r"\1        pass\n\n",
     "setup_workload does nothing"),
    (r"use_optimization: bool, workload", "workload", "is declared as"),
    (r"use_optimization=False", "use_optimization=True",
     "the test does not say 'baseline_time"),
    (r"    verify_correctness\(optimized_result, baseline_result\)\n", "",
     "the test does not say 'verify_correctness"),
    (r"(    verify_correctness\(optimized_result, baseline_result\)\n)(.*?"
     r"    speedup = .*?\n)", r"\2\1", "in another order"),
    (r"speedup = baseline_time / optimized_time",
     "speedup = optimized_time / baseline_time", "does not say 'speedup ="),
    (r"tolerance = 0\.8", "tolerance = 0.5", "does not say 'tolerance = 0.8'"),
    (r"expected_speedup = [\d.]+", "expected_speedup = None",
     "expected_speedup is not what the claim says"),
    (r"assert speedup >= expected_speedup \* tolerance",
     "assert speedup > 0", "the speedup is not asserted"),
    (r", Optimized: \{optimized_time:\.4g\}s", "", "lacks optimized_time"),
    (r"        assert holds, \(.*?\n        \)\n", "        print(holds)\n",
     "threshold of the claim is not asserted"),
    (r"    session\.require_times\(\)\n", "", "the test is not skipped"),
    (r"        \"test_passed\": True,\n", "", "does not return its figures"),
    (r"size: str = \"medium\"", "size", "create_<domain>_workload"),
    (r"\"large\"", "\"huge\"", "there is no size large"),
    (r"print\(f\"Performance test passed.*?\n", "pass\n",
     "as a script it does not print"),
    (r"torch\.cuda\.Event\(enable_timing=True\)", "time.time()",
     "two CUDA events"),
    (r"torch\.cuda\.synchronize\(\)", "None", "does not wait for the device"),
    (r"start_event\.record\(\)\n            call\(\)",
     "call()\n            start_event.record()", "between the events"),
    (r"package\.session\(workload, timed\)", "timed",
     "does not read one session"),
    (r"wrong = difference\(expected, actual\)", "wrong = \"\"",
     "compares no numbers"),
    (r"actual\.shape == expected\.shape", "actual", "compares no shapes"),
    (r"assert not wrong, f\"\{case\}: \{wrong\}\"", "assert not wrong",
     "without saying what is wrong"),
    (r"    package\.compare\(name, arguments\(sizes_of\(name\)\)\)", "    pass",
     "no parametrised"),
    (r"difference\(expected, actual\)",
     "difference([0.5, 0.25, 0.125, 0.75], actual)", "hard-coded"),
    (r"session = package\.session\(workload\)\n",
     "session = package.session(workload)\n    mock = session\n",
     "it uses mock"),
    (r"\"sizes\": \{[^}]*\}", "\"sizes\": {\"n\": 2}", "workload is trivial"),
    (r"    return \{", "    return {{", "is no Python"),
]


def main():
    checker, original, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    text, missed = original.read_text(), 0
    folder.mkdir(parents=True, exist_ok=True)
    broken = folder / original.name
    tried = 0
    for pattern, by, words in BREAKS:
        changed, count = re.subn(pattern, by, text, flags=re.DOTALL if ".*?" in pattern
                                 else 0)
        if not count:
            print(f"nothing to break: {pattern}")
            missed += 1
            continue
        tried += 1
        broken.write_text(changed)
        done = subprocess.run([sys.executable, checker, broken],
                              capture_output=True, text=True)
        if done.returncode != 1 or words not in done.stdout:
            print(f"not found: {pattern}, '{words}' in\n{done.stdout}{done.stderr}")
            missed += 1
    print(f"{tried} tests broken, {missed} not found")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
