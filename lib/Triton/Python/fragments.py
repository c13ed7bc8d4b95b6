# ===- fragments.py - What the hunks of a diff show of a file ---------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""A text of hunks has blank lines where nothing is known. Definitions whose heads
are seen are kept, at their lines; lines that hunks leave out are the same on both
sides, so that what is missing within a definition hides no change."""

import ast
import re
import textwrap

HEAD = re.compile(r"(\s*)(?:@|def\s|async\s+def\s|class\s)")
DEF = re.compile(r"\s*(?:async\s+)?(?:def|class)\s+(\w+)")
MOST_CUT = 60
MARK = "#@"  # Before a hunk within a definition, whose head may follow.


def parses(text):
    try:
        ast.parse(text)
        return True
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def indent_of(line):
    return len(line) - len(line.lstrip())


def block_end(lines, start):
    """Of a definition that begins at `start`: the first line that is none of it."""
    indent, at = indent_of(lines[start]), start
    while at < len(lines) and not DEF.match(lines[at]):
        at += 1
        if at - start > 20:
            return start + 1
    depth = 0
    for at in range(at, len(lines)):
        line = lines[at]
        if line.startswith(MARK):
            return at
        if at > start and depth <= 0 and line.strip() and indent_of(line) <= indent \
                and not line.lstrip().startswith((")", "#")) and \
                not DEF.match(lines[at - 1] + " ") and any(
                    DEF.match(l) for l in lines[start:at]):
            return at
        code = line.split("#")[0]
        depth += sum(code.count(c) for c in "([{") - sum(
            code.count(c) for c in ")]}")
    return len(lines)


def whole(lines):
    """The lines of a definition as they parse, cut where a hunk ends within a
    statement, and whether nothing had to be cut; None: nothing parses."""
    for cut in range(min(MOST_CUT, len(lines))):
        kept = lines[:len(lines) - cut]
        text = textwrap.dedent("\n".join(kept))
        if parses(text):
            return text.split("\n"), not any(l.strip() for l in lines[len(kept):])
    return None


def region_end(lines, start):
    """Where lines within a function end: at the next hunk, or at the next head."""
    first = next((l for l in lines[start:] if l.strip()), "")
    for at in range(start, len(lines)):
        line = lines[at]
        if line.startswith(MARK) or line.strip() and (
                indent_of(line) == 0 or
                HEAD.match(line) and indent_of(line) < indent_of(first)):
            return at
    return len(lines)


def inside(lines, name):
    """Lines within a function whose head is not seen, as the body of one without
    parameters; what a hunk cuts in two at its ends is left out. None: nothing parses."""
    for cut in range(0, min(12, len(lines))):
        for skip in range(0, min(6, len(lines) - cut)):
            part = lines[skip:len(lines) - cut]
            seen = [l for l in part if l.strip()]
            if not seen:
                continue
            low = min(indent_of(l) for l in seen)
            levels = sorted({indent_of(l) for l in seen
                             if indent_of(l) < indent_of(seen[0])})
            heads = [" " * (4 + level - low) + "if ...:" for level in levels]
            body = [" " * 4 + l[low:] if l.strip() else "" for l in part]
            text = "\n".join([f"def {name}():", *heads, *body])
            if parses(text):
                return skip, heads, body, cut + skip == 0
    return None


def visible(path, text):
    """(text of what can be read, notes about the rest)."""
    lines = text.split("\n")
    out, notes, unknown = [""] * len(lines), [], []
    at, last, extra = 0, "", {}
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
            continue
        if line.startswith(MARK):
            known = DEF.match(line[2:])
            end = region_end(lines, at + 1)
            if not known or end == at + 1:
                last = ""
                at += 1
                continue
            name = known.group(1)
            made = inside(lines[at + 1:end], name)
            if made:
                skip, heads, body, complete = made
                first = [] if name == last else [f"def {name}():"]
                room = at + 1 + skip
                out[at:room] = first + [""] * (room - at - len(first))
                if heads:
                    extra[room] = heads
                out[room:room + len(body)] = body
                last = name
                notes.append((at + 2, f"`{name}` is seen in part only: what the diff "
                                      "shows of it is compared"))
                at = end
                continue
        if HEAD.match(line):
            last = ""
            end = block_end(lines, at)
            found = whole(lines[at:end])
            if found:
                kept, complete = found
                out[at:at + len(kept)] = kept
                if not complete:
                    name = next(DEF.match(l).group(1) for l in lines[at:end]
                                if DEF.match(l))
                    notes.append((at + 1, f"`{name}` is seen in part only: the "
                                          "diff ends within a statement"))
                at = max(end, at + 1)
                continue
        elif indent_of(line) == 0 and not line.startswith((")", "]", "}")):
            end = at + 1
            while end < len(lines) and end - at < 40 and not parses(
                    "\n".join(lines[at:end])):
                end += 1
            if parses("\n".join(lines[at:end])):
                out[at:end] = lines[at:end]
                at = end
                continue
        unknown.append(at + 1)
        at += 1
    for first, last in ranges(unknown):
        where = f"line {first} is" if first == last else f"lines {first} to {last} are"
        notes.append((first, f"{where} of a definition whose beginning the diff does "
                             "not show; what changed there is not known. --repo DIR "
                             "reads it from the repository"))
    # Later lines move down by what is put in; nothing else is known of them.
    whole_text = []
    for index, line in enumerate(out):
        whole_text += extra.get(index, []) + [line]
    return "\n".join(whole_text), [{"severity": "warning", "file": path, "line": line,
                             "text": said} for line, said in sorted(notes)]


def ranges(numbers):
    """Runs of numbers, small gaps included."""
    out = []
    for number in numbers:
        if out and number - out[-1][1] <= 3:
            out[-1][1] = number
        else:
            out.append([number, number])
    return out
