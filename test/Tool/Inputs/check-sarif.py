#!/usr/bin/env python3
# ===- check-sarif.py - Holds a log to SARIF 2.1.0 ------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""usage: check-sarif.py FILE

What the standard requires of the properties that we write, and what code
scanning requires besides. PERFCLAIM_SARIF_SCHEMA names the published schema;
where it is set and jsonschema is installed, the log is held to that too. Prints
"RULE LEVEL URI:LINE MESSAGE" for each result."""

import json
import os
import re
import sys

LEVELS = {"none", "note", "warning", "error"}
URI = re.compile(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+")


def need(condition, what):
    if not condition:
        sys.exit("not SARIF: " + what)


def check_location(location):
    physical = location["physicalLocation"]
    artifact = physical["artifactLocation"]
    need(URI.fullmatch(artifact["uri"]), "uri " + repr(artifact["uri"]))
    need(not artifact["uri"].startswith("/"), "an absolute uri")
    need(artifact["uriBaseId"] == "%SRCROOT%", "uriBaseId")
    line = physical.get("region", {}).get("startLine", 0)
    need("region" not in physical or line >= 1, "startLine below 1")
    return "%s:%d" % (artifact["uri"], line)


def check_run(run):
    driver = run["tool"]["driver"]
    need(driver["name"] == "perfclaim" and driver["version"], "the driver")
    rules = driver["rules"]
    need(len({rule["id"] for rule in rules}) == len(rules), "rules are unique")
    for rule in rules:
        need(rule["shortDescription"]["text"] and rule["help"]["text"],
             "help of " + rule["id"])
        need(rule["defaultConfiguration"]["level"] in LEVELS, "its level")
    for invocation in run["invocations"]:
        need(isinstance(invocation["executionSuccessful"], bool), "invocation")
        for told in invocation.get("toolExecutionNotifications", []):
            need(told["message"]["text"] and told["level"] in LEVELS,
                 "a notification")
            for location in told.get("locations", []):
                check_location(location)
    for result in run["results"]:
        need(rules[result["ruleIndex"]]["id"] == result["ruleId"], "ruleIndex")
        need(result["level"] in LEVELS and result["message"]["text"], "result")
        need(result["partialFingerprints"]["perfclaim/v1"], "fingerprint")
        places = [check_location(at) for at in result.get("locations", [])]
        for related in result.get("relatedLocations", []):
            check_location(related)
        print(result["ruleId"], result["level"], *places,
              result["message"]["text"])


with open(sys.argv[1], encoding="utf-8") as file:
    log = json.load(file)
need(log["version"] == "2.1.0" and log["$schema"], "version")
for one in log["runs"]:
    check_run(one)
ids = [one.get("automationDetails", {}).get("id") for one in log["runs"]]
need(len(set(ids)) == len(ids), "two runs of one category")
if os.environ.get("PERFCLAIM_SARIF_SCHEMA"):
    import jsonschema
    with open(os.environ["PERFCLAIM_SARIF_SCHEMA"], encoding="utf-8") as file:
        jsonschema.validate(log, json.load(file))
