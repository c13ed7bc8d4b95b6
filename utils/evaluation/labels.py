# ===- labels.py - What a person says that a commit changes ---------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Labels of changed functions, and how many of them an analysis found.

A label list reads `name; +name; -name; h:name; d:name`: a kernel whose body
changed, a new one, a removed one, a host function, a device function. What
stands in brackets or parentheses is a remark. Labels that are no names (a
constant's new value, say) are not counted."""

import re
from dataclasses import dataclass

NAME = re.compile(r"[A-Za-z_]\w*(::~?[A-Za-z_]\w*)*")


@dataclass(frozen=True)
class Label:
    kind: str  # "kernel", "host" or "device"
    name: str  # unqualified

    def __str__(self):
        prefix = {"kernel": "", "host": "h:", "device": "d:"}[self.kind]
        return prefix + self.name


def parse_labels(text):
    text = re.sub(r"\([^()]*\)?|\[[^\[\]]*\]?", "", text or "")
    labels = []
    for part in re.split(r"[;,]", text):
        part = part.strip()
        kind = "kernel"
        if part[:2] in ("h:", "d:"):
            kind = {"h": "host", "d": "device"}[part[0]]
            part = part[2:].strip()
        part = part.lstrip("+-").strip()
        if NAME.fullmatch(part):
            label = Label(kind, part.split("::")[-1])
            if label not in labels:
                labels.append(label)
    return labels


def last_name(text):
    """The unqualified name, without template arguments, of `a::b<c>`."""
    return re.sub(r"<.*", "", text or "", flags=re.S).split("::")[-1].strip()


def reported(changes):
    """The names that an analysis reports: per kind of label, a set."""
    kernels, functions = set(), set()
    for kernel in changes.get("kernels", []):
        for key in ("name", "old_name"):
            if kernel.get(key):
                kernels.add(last_name(kernel[key]))
        for reason in kernel.get("reasons", []):
            kind, _, name = reason.partition(":")
            if kind == "callee":
                functions.add(last_name(name))
    for function in changes.get("functions", []):
        for key in ("name", "old_name"):
            if function.get(key):
                functions.add(last_name(function[key]))
    for key in ("launches", "heuristics"):
        for item in changes.get(key, []):
            functions.add(last_name(item.get("function")))
    return {"kernel": kernels, "host": functions, "device": functions}


def split_found(labels, changes):
    names = reported(changes)
    found = [label for label in labels if label.name in names[label.kind]]
    return found, [label for label in labels if label not in found]
