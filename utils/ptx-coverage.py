#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What inline PTX of source files the host backend knows.

  utils/ptx-coverage.py [--tool build/bin/perfclaim] FILES...

Each asm statement of the files whose template is plain text becomes a kernel of
one unit, which `perfclaim host-compile` translates; it lists each that it
refuses. Printed are the counts for each opcode, most frequent first, and the
reasons. Files that the preprocessor has expanded show more than those as they
are.
"""

import argparse
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

START = re.compile(r"\b(?:asm|__asm__|__asm)\s*(?:(?:volatile|__volatile__|__volatile)\s*)?\(")
LITERAL = re.compile(r'\s*(?:R"\((?P<raw>.*?)\)"|"(?P<text>(?:[^"\\\n]|\\.)*)")', re.S)
CONSTRAINT = re.compile(r'\s*(?:\[\w+\]\s*)?"([^"]*)"\s*')
KINDS = {
    "r": "unsigned",
    "h": "unsigned short",
    "l": "unsigned long long",
    "f": "float",
    "d": "double",
    "b": "bool",
}
GUARD = re.compile(r"^@!?%?[\w$]+\s+")


def closing(text, at):
    """The place behind the parenthesis that closes the one before `at`."""
    depth, quoted = 1, False
    while at < len(text) and depth:
        c = text[at]
        if quoted:
            at += c == "\\"
            quoted = c != '"'
        elif c == '"':
            quoted = True
        else:
            depth += (c in "([{") - (c in ")]}")
        at += 1
    return at


def without_comments(text):
    text = text.replace("\\\n", " ")
    return re.sub(r'//[^\n]*|/\*.*?\*/|("(?:[^"\\\n]|\\.)*")', lambda m: m.group(1) or " ", text, flags=re.S)


def statements(text):
    """(template, outputs, inputs), the latter two as constraint letters."""
    for match in START.finditer(text):
        body = text[match.end() : closing(text, match.end()) - 1]
        template, at = "", 0
        while literal := LITERAL.match(body, at):
            template += literal.group("raw") or literal.group("text") or ""
            at = literal.end()
        rest = body[at:].strip().replace("::", ": :")
        if not template or (rest and not rest.startswith(":")):
            continue
        # Without operands there is one percent sign where there are two.
        if not rest:
            template = template.replace("%", "%%")
        yield template, *constraints(rest)


def constraints(rest):
    parts, depth, current = [], 0, ""
    quoted = False
    for c in rest:
        if c == '"':
            quoted = not quoted
        if not quoted:
            depth += (c in "([{") - (c in ")]}")
            if c == ":" and depth == 0:
                parts.append(current)
                current = ""
                continue
        current += c
    parts.append(current)
    parts += [""] * 3
    return tuple(letters(part) for part in parts[1:3])


def letters(part):
    found = []
    at = 0
    while match := CONSTRAINT.match(part, at):
        if match.end() >= len(part) or part[match.end()] != "(":
            break
        found.append(match.group(1))
        at = closing(part, match.end() + 1)
        comma = re.compile(r"\s*,").match(part, at)
        if not comma:
            break
        at = comma.end()
    return tuple(found)


def opcode_of(template):
    """The first instruction's, without declarations and guards."""
    plain = template.encode().decode("unicode_escape", "replace")
    for piece in re.split(r"[;{}\n]", plain):
        piece = GUARD.sub("", piece.strip())
        if piece and not piece.startswith(".") and not piece.endswith(":"):
            if (word := piece.split()[0]) not in ("mov.b32", "setp.ne.b32", "mov.u32"):
                return word
    return plain.strip().split(" ")[0]


def is_whole(template, outputs, inputs):
    """Not where macros hide operands."""
    if re.search(r'(?<!\\)"', template) or template.endswith("\\") or ";" not in template:
        return False
    numbers = re.findall(r"(?<!%)%(\d+)", template)
    return all(int(n) < len(outputs) + len(inputs) for n in numbers) and "%[" not in template


def kernel(number, template, outputs, inputs):
    lines, places = [], []
    for i, constraint in enumerate(outputs + inputs):
        letter = constraint.strip("=+&")
        if letter in ("n", "i"):
            places.append(f'"{constraint}"(1)')
            continue
        kind = KINDS.get(letter, "__int128" if letter == "q" else None)
        if not kind:
            return None
        lines.append(f"  {kind} v{i} = *({kind} *)P;")
        places.append(f'"{constraint}"(v{i})')
    count = len(outputs)
    for i, constraint in enumerate(outputs):
        letter = constraint.strip("=+&")
        lines.append(f"  *({KINDS.get(letter, '__int128')} *)P = v{i};")
    split = next((k for k, l in enumerate(lines) if l.startswith("  *(")), len(lines))
    asm = f'  asm volatile("{template}" : {", ".join(places[:count])} : {", ".join(places[count:])} : "memory");'
    body = lines[:split] + [asm] + lines[split:]
    return f"#line {number} \"asm.cu\"\n" + f"__global__ void k{number}(void *P) {{ " + " ".join(body).replace("\n", "\\n") + " }\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", default="build/bin/perfclaim")
    parser.add_argument("--arch", default="sm_90a")
    parser.add_argument("--all", action="store_true", help="list what is known, too")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    found = collections.Counter()
    for file in arguments.files:
        found.update(set(statements(without_comments(file.read_text(errors="replace")))))
    if not found:
        sys.exit("no asm statement whose template is plain text")
    measure(found, arguments)


def measure(found, arguments):
    units = [s for s in found if is_whole(*s) and kernel(1, *s)]
    refused = {}
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "asm.cu")
        # Each line that Clang itself rejects goes, until there is none.
        dropped = set()
        for _ in range(20):
            source.write_text("".join(kernel(i + 1, *s) for i, s in enumerate(units) if i not in dropped))
            run = subprocess.run(
                [arguments.tool, "host-compile", f"-arch={arguments.arch}", "-c", "-o", str(source) + ".o", str(source)],
                capture_output=True,
                text=True,
            )
            bad = {int(n) - 1 for n in re.findall(r"asm\.cu:(\d+):\d+: error", run.stderr)}
            if not bad:
                break
            dropped |= bad
        for line, why in re.findall(r"asm\.cu:(\d+): (.*?); this is not testable", run.stderr):
            refused[int(line) - 1] = why
        if run.returncode not in (0, 4):
            sys.exit(run.stderr[-3000:])
    known, unknown, reasons = collections.Counter(), collections.Counter(), {}
    for i, s in enumerate(units):
        if i in dropped:
            continue
        opcode = opcode_of(s[0])
        (unknown if i in refused else known)[opcode] += found[s]
        if i in refused:
            reasons.setdefault(opcode, refused[i])
    for opcode, count in unknown.most_common():
        print(f"refused {count:5} {opcode:60} {reasons[opcode]}")
    if arguments.all:
        for opcode, count in known.most_common():
            print(f"known   {count:5} {opcode}")
    print(
        f"{len(units) - len(dropped)} statements: {len(units) - len(dropped) - len(refused)} known, {len(refused)} refused; "
        f"opcodes: {len(set(known) - set(unknown))} known, {len(unknown)} refused at least once; {len(dropped)} that Clang rejects"
    )


if __name__ == "__main__":
    main()
