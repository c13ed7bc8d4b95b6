#!/usr/bin/env python3
# ===- client.py - A client that does not wait ----------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Talk to a server as an editor does, while it is at work.

usage: client.py session PERFCLAIM FILE PACKAGES
       client.py measure PERFCLAIM FILE OLD NEW [EDITS]

session prints what came of edits in a row and of commands that are cancelled.
measure prints the milliseconds from an edit, which puts NEW in the place of OLD
or back, to its diagnostics, and from there to its lenses; and the processor time
that the server used for it.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path


class Client:
    def __init__(self, program, *options):
        self.server = subprocess.Popen([program, "lsp", *options],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.last_id = 0
        self.versions = {}
        self.seen = []

    def send(self, method, **message):
        text = json.dumps({"jsonrpc": "2.0", "method": method, **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(text), text))
        self.server.stdin.flush()

    def notify(self, method, **params):
        self.send(method, params=params)

    def ask(self, method, **params):
        self.last_id += 1
        self.send(method, id=self.last_id, params=params)
        return self.last_id

    def read(self):
        length = 0
        while True:
            line = self.server.stdout.readline()
            if not line:
                sys.exit("the server went away")
            if line.strip() == b"":
                break
            name, value = line.split(b":")
            if name.lower() == b"content-length":
                length = int(value)
        message = json.loads(self.server.stdout.read(length))
        if "id" in message and "method" in message:
            text = json.dumps({"jsonrpc": "2.0", "id": message["id"],
                               "result": None}).encode()
            self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(text), text))
            self.server.stdin.flush()
        self.seen.append(message)
        return message

    def until(self, condition):
        while True:
            message = self.read()
            if condition(message):
                return message

    def answer(self, request):
        return self.until(lambda m: m.get("id") == request and "method" not in m)

    def start(self, **options):
        capabilities = {"window": {"workDoneProgress": True}}
        self.answer(self.ask("initialize", capabilities=capabilities,
                             initializationOptions=options))
        self.notify("initialized")

    def open(self, uri, text):
        self.versions[uri] = 1
        self.notify("textDocument/didOpen", textDocument={
            "uri": uri, "languageId": "cuda", "version": 1, "text": text})

    def edit(self, uri, text):
        self.versions[uri] += 1
        self.notify("textDocument/didChange", textDocument={
            "uri": uri, "version": self.versions[uri]}, contentChanges=[{"text": text}])

    def diagnostics(self, uri):
        wanted = self.versions[uri]
        return self.until(
            lambda m: m.get("method") == "textDocument/publishDiagnostics"
            and m["params"]["version"] == wanted)["params"]["diagnostics"]

    def lenses(self, uri):
        return self.answer(self.ask("textDocument/codeLens", textDocument={"uri": uri}))

    def stop(self):
        self.answer(self.ask("shutdown"))
        self.notify("exit")
        print("exit code", self.server.wait())


def published(client, uri):
    return [m["params"]["version"] for m in client.seen
            if m.get("method") == "textDocument/publishDiagnostics"
            and m["params"]["uri"] == uri]


def session(program, file, packages):
    client = Client(program)
    uri = Path(file).as_uri()
    text = Path(file).read_text()
    client.start(packages=packages)
    client.open(uri, text)
    client.diagnostics(uri)

    # Twenty edits and no pause: the last one is answered, and none but those that
    # were still the newest when they had been looked at.
    for block in range(32, 672, 32):
        client.edit(uri, text.replace("256", str(block)))
    for diagnostic in client.diagnostics(uri):
        print("after all edits:", diagnostic["message"])
    versions = published(client, uri)
    print("versions ascend:", versions == sorted(set(versions)))
    print("fewer answers than edits:", len(versions) < 21)

    # A question about a text that is not looked at yet is withdrawn, and the next
    # one is answered.
    client.edit(uri, "#include <cstdint>\n" + text.replace("256", "512"))
    withdrawn = client.ask("textDocument/codeLens", textDocument={"uri": uri})
    client.notify("$/cancelRequest", id=withdrawn)
    print("withdrawn:", client.answer(withdrawn)["error"]["code"])
    print("lens:", client.lenses(uri)["result"][0]["command"]["title"])

    # A comparison that is cancelled while programs run, by its progress.
    def running(message):
        return message.get("method") == "$/progress" and \
            message["params"]["value"].get("message", "").startswith("building")
    command = {"command": "perfclaim.compare", "arguments": [uri, "scale"]}
    job = client.ask("workspace/executeCommand", workDoneToken="mine", **command)
    client.until(running)
    client.notify("window/workDoneProgress/cancel", token="mine")
    print("cancelled by token:", client.answer(job)["error"])
    # Another one by its request; what is edited is answered all the same.
    job = client.ask("workspace/executeCommand", **command)
    client.until(running)
    client.edit(uri, text.replace("256", "96"))
    print("meanwhile:", client.diagnostics(uri)[0]["message"])
    client.notify("$/cancelRequest", id=job)
    print("cancelled by request:", client.answer(job)["error"])
    client.stop()


def processor_seconds(client):
    fields = Path("/proc/%d/stat" % client.server.pid).read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(program, file, old, new, edits="40"):
    client = Client(program)
    uri = Path(file).as_uri()
    text = Path(file).read_text()
    client.start()
    began = time.perf_counter()
    client.open(uri, text)
    client.diagnostics(uri)
    print("first answer: %.0f ms" % ((time.perf_counter() - began) * 1e3))
    times, lens_times = [], []
    used = processor_seconds(client)
    for i in range(int(edits)):
        now = text.replace(old, new) if i % 2 == 0 else text
        began = time.perf_counter()
        client.edit(uri, now + "// %d\n" % i)
        client.diagnostics(uri)
        answered = time.perf_counter()
        client.lenses(uri)
        times.append((answered - began) * 1e3)
        lens_times.append((time.perf_counter() - answered) * 1e3)
    used = (processor_seconds(client) - used) * 1e3 / len(times)
    times.sort()
    print("edits: %d, median %.0f ms, 90%% %.0f ms, most %.0f ms; lenses %.1f ms; processor "
          "%.0f ms an edit" % (
        len(times), statistics.median(times), times[int(len(times) * 0.9)], times[-1],
        statistics.median(lens_times), used))
    peak = [line for line in Path("/proc/%d/status" % client.server.pid).read_text().split("\n")
            if line.startswith("VmHWM")]
    print("peak memory: %d MiB" % (int(peak[0].split()[1]) // 1024))
    client.stop()


if __name__ == "__main__":
    if sys.argv[1:2] == ["session"] and len(sys.argv) == 5:
        session(*sys.argv[2:])
    elif sys.argv[1:2] == ["measure"] and len(sys.argv) in (6, 7):
        measure(*sys.argv[2:])
    else:
        sys.exit(__doc__)
