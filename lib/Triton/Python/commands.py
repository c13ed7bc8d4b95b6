# ===- commands.py - What can be asked -------------------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #

from inventory import Inventory, ambiguous_names
from modules import parse
from recipe import recipe


def run(request):
    if request["command"] == "inventory":
        partial = set(request.get("partial", ()))
        parsed = [parse(files, partial) for files in request["sides"]]
        ambiguous = ambiguous_names([modules for modules, _ in parsed])
        return {"sides": [Inventory(None, side, ambiguous).build()
                          for side in parsed]}
    if request["command"] == "recipe":
        return recipe(request)
    if request["command"] == "compiled":
        from compiled import compiled
        return compiled(request)
    raise SystemExit(f"no such command: {request['command']}")
