"""Builds the benchmark with several slowdowns, runs each, and has perfclaim
judge what it wrote.

usage: run.py ROOT PERFCLAIM CUDA OUT
"""

import json
import os
import subprocess
import sys

root, perfclaim, cuda, out = sys.argv[1:]
here = os.path.dirname(os.path.abspath(__file__))
library = os.path.join(os.path.dirname(os.path.dirname(perfclaim)), "lib",
                       "libperfclaim_cudart.so")
percents = ("0", "2", "5", "20")
subprocess.run([sys.executable, os.path.join(here, "build.py"), root, cuda,
                library, out, *percents], check=True)
for percent in percents:
    package = os.path.join(out, percent)
    build = os.path.join(package, "build")
    result = os.path.join(package, "results", "result.json")
    os.makedirs(os.path.dirname(result))
    # A machine that is busy with something else needs longer.
    subprocess.run([os.path.join(build, "benchmark"), "--budget", "20", "--json",
                    result], check=True, stdout=subprocess.DEVNULL)
    codes = [subprocess.run([perfclaim, "report", package, *more],
                            stdout=subprocess.DEVNULL).returncode
             for more in ([], ["--max-slowdown", "1"])]
    judged = json.loads(subprocess.run(
        [perfclaim, "report", package, "--format=json"], check=True,
        stdout=subprocess.PIPE).stdout)
    # Of equal code about one verdict in fifty is wrong, by design
    # (docs/measurements/Statistics.md); what it found is small all the same.
    verdicts = ", ".join(
        f"{w['name']} " + (w.get("verdict") if percent != "0" else "within 1%"
                           if abs(w["ratio"]["value"] - 1) < 0.01
                           else str(w["ratio"]["value"]))
        for w in judged["workloads"])
    print(f"{percent}% slower: exit {codes[0]}, a gate of 1%: exit {codes[1]}, "
          f"{verdicts}")

# The same result beside a plan that claims to be faster.
claimed = os.path.join(out, "20-claimed")
os.makedirs(os.path.join(claimed, "results"))
os.link(result, os.path.join(claimed, "results", "result.json"))
with open(os.path.join(claimed, "plan.json"), "w", encoding="utf-8") as plan:
    json.dump({"schema": "perfclaim.plan/1", "entries": [],
               "workloads": [], "tests": [{
                   "claim": {"metric": "time", "kind": "ratio",
                             "direction": "better", "speedup": 1.2,
                             "qualifier": "avg", "about": "kernel",
                             "baseline": "parent", "text": "1.2x faster",
                             "rank": "message", "offset": 0, "length": 11},
                   "testable": True, "threshold": 1.1, "workloads": []}]},
              plan)
