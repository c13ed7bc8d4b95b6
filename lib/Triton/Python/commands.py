# ===- commands.py - What can be asked -------------------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #

from inventory import Inventory
from recipe import recipe


def run(request):
    if request["command"] == "inventory":
        return {"sides": [Inventory(files).build()
                          for files in request["sides"]]}
    if request["command"] == "recipe":
        return recipe(request)
    raise SystemExit(f"no such command: {request['command']}")
