#!/usr/bin/env python3
# ===- show-tensors.py - The tensors of an inventory, a line each ---------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""usage: show-tensors.py INVENTORY.json"""

import json
import sys

NAMES = ("bool int8 uint8 int16 uint16 int32 uint32 int64 uint64 float16 bfloat16"
         " float8_e4m3 float8_e5m2 float32 float64").split()


def formula(e):
    text = e if isinstance(e, str) else str(e)
    return f"({text.replace('*', ' * ')})" if "*" in text else text


def tensor(p):
    text = p["name"] + " " + p["element"]
    if p.get("element_from"):
        text += " by " + p["element_from"]
    return text + " [" + ", ".join(formula(s) for s in p.get("shape", [])) + "]"


sides = json.load(open(sys.argv[1]))
for f in sorted(sides["after"]["functions"], key=lambda f: f["line"]):
    if not any(p.get("tensor") for p in f["parameters"]):
        continue
    for p in f["parameters"]:
        if p.get("tensor"):
            how = " read" * p["read"] + " written" * p["written"]
            print(f["name"] + ": " + tensor(p) + how)
    plain = [s for s in f.get("sizes", []) if s["role"] != "misalignment"]
    print(f["name"] + ": sizes " + " ".join(s["name"] for s in plain))
    for s in f.get("sizes", []):
        if s["role"] == "misalignment":
            print(f"{f['name']}: {s['name']} in {{0}}")
        elif s["role"] == "element_type" and f["name"] == "ifs":
            names = ", ".join(NAMES[v] for v in s["seen_values"])
            print(f"{f['name']}: {s['name']} in {{{names}}}")
    for text in f["preconditions"]:
        if "%" in text:
            print(f["name"] + ": precondition " + text)
    for p in f.get("results", []):
        print(f["name"] + ": " + tensor(p))
