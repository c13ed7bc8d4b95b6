#!/usr/bin/env python3
# ===- client.py - A client that does not wait ----------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Talk to a server as an editor does, while it is at work.

usage: client.py session PERFCLAIM FILE PACKAGES
       client.py background PERFCLAIM FILE WORSE
       client.py measure PERFCLAIM FILE OLD NEW [EDITS [PAUSE]]

session prints what came of edits in a row and of commands that are cancelled.
background prints what is said of machine code while FILE becomes WORSE, whose
"SIZE" is replaced.
measure prints the milliseconds from an edit, which puts NEW in the place of OLD
or back, to its diagnostics, and from there to its lenses; and the processor time
that the server used for it. With PAUSE, in seconds, a hover is asked for that long
after each answer, and the next edit follows: behind 1 second, while machine code is
made.
"""

import json
import os
import re
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

    def hover(self, uri, line, column):
        return self.answer(self.ask("textDocument/hover", textDocument={"uri": uri},
                                    position={"line": line, "character": column}))

    def idle(self):
        self.answer(self.ask("perfclaim/idle"))

    def stop(self):
        self.answer(self.ask("shutdown"))
        self.notify("exit")
        rest = self.server.stdout.read()
        print("exit code", self.server.wait())
        return rest


def published(client, uri):
    return [m["params"]["version"] for m in client.seen
            if m.get("method") == "textDocument/publishDiagnostics"
            and m["params"]["uri"] == uri]


def session(program, file, packages):
    client = Client(program)
    uri = Path(file).resolve().as_uri()
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


def background(program, file, worse):
    client = Client(program)
    uri = Path(file).resolve().as_uri()
    text = Path(file).read_text()
    worse = Path(worse).read_text()
    client.start()
    client.open(uri, text)
    client.diagnostics(uri)

    def said():
        """The versions and messages about machine code so far."""
        return [(m["params"]["version"], d["message"]) for m in client.seen
                if m.get("method") == "textDocument/publishDiagnostics"
                for d in m["params"]["diagnostics"] if d["code"] == "static"]

    # Saved, so it is made at once; and edited, so it is of no use.
    client.edit(uri, worse.replace("SIZE", "256"))
    client.notify("textDocument/didSave", textDocument={"uri": uri})
    client.diagnostics(uri)
    client.edit(uri, worse.replace("SIZE", "512"))
    client.diagnostics(uri)
    client.edit(uri, worse.replace("SIZE", "1024"))
    client.diagnostics(uri)
    client.idle()
    for version, message in said():
        print("version %d: %s" % (version, message))
    client.edit(uri, text)
    client.diagnostics(uri)
    client.idle()
    last = [m for m in client.seen if m.get("method") == "textDocument/publishDiagnostics"][-1]
    print("mended:", last["params"]["version"], last["params"]["diagnostics"])

    # The end does not wait for it.
    client.edit(uri, worse.replace("SIZE", "2048"))
    client.notify("textDocument/didSave", textDocument={"uri": uri})
    client.diagnostics(uri)
    print("said at the end:", b"scale: " in client.stop())


def processor_seconds(client):
    fields = Path("/proc/%d/stat" % client.server.pid).read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(program, file, old, new, edits="40", pause="0"):
    client = Client(program)
    uri = Path(file).resolve().as_uri()
    text = Path(file).read_text()
    client.start()
    began = time.perf_counter()
    client.open(uri, text)
    client.diagnostics(uri)
    print("first answer: %.0f ms" % ((time.perf_counter() - began) * 1e3))
    times, lens_times, hover_times = [], [], []
    if float(pause):
        began = time.perf_counter()
        client.idle()
        print("machine code of the first text: %.1f s" % (time.perf_counter() - began))
    used = processor_seconds(client)
    kernel = re.search(r"__global__[^;{]*?\b(\w+)\s*\((?!\d)", text)
    before = text[:kernel.start(1)] if kernel else ""
    place = (before.count("\n"), len(before) - before.rfind("\n") - 1)
    for i in range(int(edits)):
        now = text.replace(old, new) if i % 2 == 0 else text
        if i and float(pause):
            time.sleep(float(pause))
            began = time.perf_counter()
            client.hover(uri, *place)
            hover_times.append((time.perf_counter() - began) * 1e3)
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
    if hover_times:
        hover_times.sort()
        print("hovers: median %.1f ms, most %.1f ms" % (
            statistics.median(hover_times), hover_times[-1]))
        began = time.perf_counter()
        client.idle()
        print("machine code of the last text: %.1f s" % (time.perf_counter() - began))
    peak = [line for line in Path("/proc/%d/status" % client.server.pid).read_text().split("\n")
            if line.startswith("VmHWM")]
    print("peak memory: %d MiB" % (int(peak[0].split()[1]) // 1024))
    client.stop()


if __name__ == "__main__":
    if sys.argv[1:2] == ["session"] and len(sys.argv) == 5:
        session(*sys.argv[2:])
    elif sys.argv[1:2] == ["background"] and len(sys.argv) == 5:
        background(*sys.argv[2:])
    elif sys.argv[1:2] == ["measure"] and 6 <= len(sys.argv) <= 8:
        measure(*sys.argv[2:])
    else:
        sys.exit(__doc__)
