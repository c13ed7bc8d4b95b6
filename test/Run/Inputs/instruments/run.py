"""Runs a package of the host backend as if it were on a GPU whose driver and
whose toolkit can be asked, and prints what of that is in the result.

usage: run.py CUDA PACKAGE OUT full|without-power|none
"""

import json
import os
import subprocess
import sys

cuda, package, out, mode = sys.argv[1:]
here = os.path.dirname(os.path.abspath(__file__))
program = os.path.join(package, "build-host", "benchmark")
workload = "edge_1_768"
os.makedirs(out, exist_ok=True)


def build(name, *more):
    library = os.path.join(out, name + ".so")
    subprocess.run([os.environ.get("CXX", "c++"), "-std=c++17", "-O1", "-fPIC",
                    "-shared", "-isystem", os.path.join(cuda, "include"), *more,
                    os.path.join(here, name + ".cpp"), "-o", library, "-ldl"],
                   check=True)
    return library


listed = json.loads(subprocess.run(
    [program, "--list", "--workload", workload, "--json", "-"], check=True,
    stdout=subprocess.PIPE).stdout)
kernel = json.dumps(listed).split('"kernel": "')[1].split('"')[0]
resets = os.path.join(out, mode + ".resets")
environment = {
    **os.environ, "LD_PRELOAD": build("fake_device"), "FAKE_RESETS": resets,
    "PERFCLAIM_NVML": "", "PERFCLAIM_CUPTI": "/nowhere/libcupti.so"}
if mode != "none":
    environment["PERFCLAIM_NVML"] = build(
        "fake_nvml", *(["-DWITHOUT_POWER"] if mode == "without-power" else []))
    environment["PERFCLAIM_CUPTI"] = build("fake_cupti",
                                           f'-DFAKE_KERNEL="{kernel}"')
result = os.path.join(out, mode + ".json")
subprocess.run([program, "--workload", workload, "--processes", "2",
                "--iterations", "8", "--json", result], check=True,
               env=environment, stdout=subprocess.DEVNULL)
with open(result, encoding="utf-8") as file:
    document = json.load(file)
with open(resets, encoding="utf-8") as file:
    # Two loops of 3 + 8 rounds with two sides, and a warm one of 2 rounds.
    print("persisting lines were reset:", int(file.read().split()[0]))
measured = document["workloads"][0]
print("driver:", document["environment"].get("driver_version"))
print("peak GB/s:", document["environment"]["peak_gb_per_s"])
conditions = measured.get("conditions", {})
for name in ("sm_mhz", "memory_mhz", "celsius", "watts"):
    print(name, conditions.get(name))
print("throttled:", conditions.get("throttled_runs", 0) > 0,
      conditions.get("throttle_reasons"))
print("warm rounds:", measured["warm"]["process_rounds"])
print("cold rounds:", measured["process_rounds"])
for side in ("before", "after"):
    seen = measured["instruments"][side]
    print(side, "host time:", seen["host_us"] > 0, "kernel time:",
          seen.get("kernel_us"))
    for found in seen["kernels"]:
        print(side, found["kernel"], found["block"], found["shared_bytes"],
              found["occupancy"], found.get("kernel_us"))
print({c["cheat"]: c["result"] for c in document["self_test"]
       if not c["cheat"].startswith("5%")})
