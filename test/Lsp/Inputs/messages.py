# ===- messages.py - What an editor says of one file ----------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Messages for `perfclaim lsp --lit-test`: a file is opened, edited and asked about.

usage: messages.py URI STEP...

A STEP is a FILE whose text the document gets (the first one opens it), "save",
"idle" (wait until nothing is left to compute), or "hover:LINE:COLUMN". Requests
are numbered from 2 on in the order of the steps, then comes the end.
"""

import json
import os
import sys
from pathlib import Path


def main(uri, *steps):
    said = [{"id": 1, "method": "initialize", "params": {
        "capabilities": {}, "initializationOptions": json.loads(os.environ.get("OPTIONS", "{}"))}}]
    version = 0
    requests = 1
    document = {"uri": uri}

    def ask(method, **params):
        nonlocal requests
        requests += 1
        said.append({"id": requests, "method": method, "params": params})

    for step in steps:
        if step == "idle":
            ask("perfclaim/idle")
        elif step == "save":
            said.append({"method": "textDocument/didSave", "params": {"textDocument": document}})
        elif step.startswith("hover:"):
            line, column = map(int, step.split(":")[1:])
            ask("textDocument/hover", textDocument=document,
                position={"line": line, "character": column})
        else:
            version += 1
            text = Path(step).read_text()
            if version == 1:
                said.append({"method": "textDocument/didOpen", "params": {"textDocument": {
                    **document, "languageId": "cuda", "version": 1, "text": text}}})
            else:
                said.append({"method": "textDocument/didChange", "params": {
                    "textDocument": {**document, "version": version},
                    "contentChanges": [{"text": text}]}})
    ask("shutdown")
    said.append({"method": "exit"})
    print("\n// -----\n".join(json.dumps({"jsonrpc": "2.0", **message}) for message in said))


if len(sys.argv) < 3:
    sys.exit(__doc__)
main(*sys.argv[1:])
