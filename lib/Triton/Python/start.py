# ===- start.py - Loads the other files from the request -------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Given to `python3 -I -c`. Standard input is {"modules": {name: text},
"command": name, ...}; standard output is the answer. No file is read."""

import importlib.abc
import importlib.util
import json
import sys

sys.dont_write_bytecode = True
sys.setrecursionlimit(4000)
REQUEST = json.load(sys.stdin)


class Texts(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name in REQUEST["modules"]:
            return importlib.util.spec_from_loader(name, self)
        return None

    def exec_module(self, module):
        text = REQUEST["modules"][module.__name__]
        exec(compile(text, f"{module.__name__}.py", "exec"), module.__dict__)


sys.meta_path.insert(0, Texts())
import commands  # noqa: E402

json.dump(commands.run(REQUEST), sys.stdout)
