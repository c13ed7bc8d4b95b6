"""Makes a bundle and what a GPU brought back of it, for utils/gpu/judge.

usage: gpu-results.py FOLDER
"""

import json
import random
import struct
import sys
from pathlib import Path

folder = Path(sys.argv[1])
bundle, results = folder / "bundle", folder / "results"
package = bundle / "packages" / "p"
package.mkdir(parents=True)
results.mkdir()
(bundle / "manifest.json").write_text(json.dumps(
    {"packages": ["p"], "torch": ["p"], "triton": []}))
(package / "plan.json").write_text(json.dumps(
    {"schema": "perfclaim.plan/1", "entries": [], "tests": [], "workloads": [
        {"name": f"size_{n}", "integers": {}, "before": [],
         "after": [{"kernel": "k", "grid": [1, 1, 1], "block": [32, None, 1],
                    "shared_bytes": 0}]} for n in (1, 2)]}))


def output(name, values, hash, kind="float32", code="f"):
    return {"workload": "w", "sizes": "n=4", "side": "after", "output": name,
            "type": kind, "elements": len(values), "written": True, "hash": hash,
            "largest": max(values), "step": 1,
            "sample": struct.pack(f"<{len(values)}{code}", *values).hex()}


def lines(path, outputs):
    path.write_text("".join(json.dumps(o) + "\n" for o in outputs))


lines(package / "host_outputs.jsonl",
      [output("same", [1, 2], "a"), output("near", [1, 2], "b"),
       output("far", [1, 2], "c"), output("index", [1, 2], "d", "int32", "i")])
lines(results / "outputs-p.jsonl",
      [output("same", [1, 2], "a"), output("near", [1, 2.00001], "e"),
       output("far", [1, 2.5], "f"), output("index", [1, 3], "g", "int32", "i")])
lines(results / "torch-outputs-p.jsonl",
      [output("same", [1, 2], "a"), output("near", [1, 2.00002], "h"),
       output("far", [1, 3.5], "i")])


def launched(grid, *more):
    """A workload whose new side launches this kernel, and torch's own beside it."""
    made = [{"kernel": "k", "grid": [grid, 1, 1], "block": [32, 1, 1], "shared": 0,
             "count": 1}, *more]
    return {"name": f"size_{grid}", "reduced": False, "fault": "", "launches": {"before": [],
                                                              "after": made}}


fill = {"kernel": "at::native::fill", "grid": [1, 1, 1], "block": [64, 1, 1],
        "shared": 0, "count": 1}
other = launched(2)
other["launches"]["after"][0]["grid"] = [3, 1, 1]
(results / "check-p.json").write_text(json.dumps(
    {"workloads": [launched(1), launched(2)]}))
(results / "torch-p.json").write_text(json.dumps(
    {"workloads": [launched(1, fill), other]}))


def workload(name, ratio, same):
    noise = random.Random(1)
    return {"name": name, "purpose": "measure", "sizes": "", "reduced": False, "correct": True,
            "fault": "", "launches": {"before": [], "after": []}, "ratio": dict(zip(("value", "low", "high"), ratio)),
            "samples": {"before": [noise.gauss(200, 1) for _ in range(60)],
                        "after": [noise.gauss(100, 1) for _ in range(60)]},
            "process_rounds": [10] * 6,
            "same": {"ratio": dict(zip(("value", "low", "high"), same)),
                     "samples": {"before": [], "after": []}}}


(results / "measure-p.json").write_text(json.dumps({
    "schema": "perfclaim.result/1", "backend": "cuda", "entry": "f",
    "environment": {"device": "GPU"}, "noise_floor": 0.004,
    "geometric_mean": {"value": 2.0, "low": 1.9, "high": 2.1},
    "workloads": [workload("a", (2, 1.9, 2.1), (1, 0.99, 1.01)),
                  workload("b", (2, 1.9, 2.1), (1.02, 1.01, 1.03))]}))
