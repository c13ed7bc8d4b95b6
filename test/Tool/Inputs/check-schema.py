#!/usr/bin/env python3
# ===- check-schema.py - Holds the schema to what the tool accepts --------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""usage: check-schema.py SCHEMA PERFCLAIM REPOSITORY

Prints the words that both know: those of the schema, after the tool's own errors
have named the same ones."""

import json
import re
import subprocess
import sys
import tempfile


def error_of(document):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(document, file)
        file.flush()
        return subprocess.run(
            [sys.argv[2], "generate", "-C", sys.argv[3], "--config=" + file.name],
            capture_output=True, text=True).stderr


def same(name, schema, error, drop=()):
    told = set(re.findall(r"[a-z_]+", error.split("; ", 1)[1])) - {
        "known", "are", "and", "or", "write", "below"}
    if set(schema) - set(drop) != told:
        sys.exit("%s: the schema knows %s, the tool %s"
                 % (name, sorted(schema), sorted(told)))


with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
top = set(schema["properties"]) - {"$schema"}
same("top", top, error_of({"nothing": 1}))
parameter = schema["definitions"]["parameter"]["properties"]
same("parameter", parameter, error_of({"parameters": {"a": {"nothing": 1}}}))
roles = parameter["role"]["enum"]
same("roles", roles, error_of({"parameters": {"a": {"role": "x"}}}), ["inout"])
domains = parameter["domain"]["oneOf"][0]["enum"]
same("domains", [*domains, "v"],
     error_of({"parameters": {"a": {"domain": "x"}}}).replace('"V"', '"v"'))
hook = schema["properties"]["hook"]["properties"]
same("hook", hook, error_of({"hook": {"nothing": 1}}))
limits = hook["limits"]["properties"]
same("limits", limits, error_of({"hook": {"limits": {"nothing": 1}}}))
print("top:", *sorted(top))
print("parameter:", *sorted(parameter))
print("roles:", len(set(roles) - {"inout"}))
print("domains:", *sorted(domains))
print("hook:", *sorted(hook))
print("limits:", *sorted(limits))
