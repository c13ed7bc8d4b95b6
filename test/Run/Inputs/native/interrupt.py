"""Interrupts a benchmark after some of its measuring processes, and lets it go on.

usage: interrupt.py BENCHMARK FOLDER
"""

import json
import os
import signal
import subprocess
import sys
import time

benchmark, folder = sys.argv[1:]
kept = os.path.join(folder, "interrupted.tsv")
result = os.path.join(folder, "result.json")
command = [benchmark, "--budget", "3", "--no-instruments", "--resume", kept, "--json",
           result]


def processes():
    if not os.path.exists(kept):
        return []
    with open(kept, encoding="utf-8") as file:
        return [line.split("\t")[1] for line in file if line.startswith("process\t")]


def run(*more):
    done = subprocess.run([*command, *more], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, check=True)
    with open(result, encoding="utf-8") as file:
        rounds = [len(w["process_rounds"]) for w in json.load(file)["workloads"]]
    said = done.stderr.strip().replace(f" {ended} ", " all ") or "nothing"
    print(f"{said}; rounds of {rounds} processes; "
          f"{'kept' if os.path.exists(kept) else 'removed'}")


running = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
while len(processes()) < 2 and running.poll() is None:
    time.sleep(0.01)
os.killpg(running.pid, signal.SIGKILL)
running.wait()
ended = len(processes())
assert 2 <= ended < 8
print("interrupted,", "result" if os.path.exists(result) else "no result")
with open(kept, encoding="utf-8") as file:
    text = file.read()
# Half of a process's lines are nothing.
with open(kept, "a", encoding="utf-8") as file:
    file.write("process\t3\tshort\tlong\nsides\tshort\t1 2")
run()
# What was measured otherwise is not taken.
with open(kept, "w", encoding="utf-8") as file:
    file.write(text)
run("--seed", "2")
