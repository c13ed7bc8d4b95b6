# ===- ptx.py - PTX of kernels in a form that can be compared -------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Takes the PTX of a translation unit apart into kernels, each as a text that
depends on its code alone: registers, labels and symbols are named in the order
of their first use, debugging lines are gone, and what a kernel refers to
(functions, constants, shared arrays) stands behind it."""

import re
import shutil
import subprocess
from collections import Counter, defaultdict

TOKEN = re.compile(
    r'"(?:\\.|[^"\\])*"|%[\w$.]+|\$[\w$]+|[A-Za-z_][\w$]*|\.\w+|\d[\w.]*|\S')
SPECIAL = re.compile(r"%(tid|ntid|ctaid|nctaid|laneid|warpid|nwarpid|smid|nsmid"
                     r"|gridid|lanemask_\w+|clock\w*|pm\d+|envreg\d+|dynamic_\w+"
                     r"|total_\w+|globaltimer\w*|reserved_\w+|cluster\w*"
                     r"|ncluster\w*|is_explicit_cluster|aggr_smem_size)\b")
FUNCTION = re.compile(
    r"\s*(?:\.(?:visible|weak|extern|common)\s+)*\.(entry|func)\b")
PRIVATE = re.compile(r"_GLOBAL__N__[0-9a-f]{8}_\d+_\w+?_cu_[0-9a-f]{8}(_\d+)?"
                     r"|_INTERNAL_[0-9a-f]{8}_\d+_\w+?_cu_[0-9a-f]{8}(_\d+)?"
                     r"|__nv_static_\d+__[0-9a-f]{8}_\d+_\w+?_cu_[0-9a-f]{8}"
                     r"(_\d+)?")


# The third argument of an assertion's report: the line that it stands in.
ASSERT_LINE = re.compile(r"(st\.param\.b32\s+\[param2(?:\+0)?\],\s*)\d+"
                         r"(?=;[^{}]*\b__assertfail\b)")


def statements(text):
    """The module's declarations: each function with its body, each variable
    with its initialiser."""
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    text = re.sub(r"//[^\n]*", "", text)
    text = ASSERT_LINE.sub(r"\g<1>0", text)
    text = re.sub(r"^\s*\.(loc|file|version|target|address_size)\b[^\n]*$", "",
                  text, flags=re.M)
    # Sections hold debugging information only.
    text = re.sub(r"\.section\s+\.\w+\s*\{.*?\n\s*\}", "", text, flags=re.S)
    start = depth = 0
    for match in re.finditer(r"[{};]", text):
        mark = match.group()
        depth += (mark == "{") - (mark == "}")
        if depth or start == match.end():
            continue
        piece = text[start:match.end()]
        is_function = FUNCTION.match(piece)
        if mark == ";" or is_function:
            yield piece.strip()
            start = match.end()


def name_of(statement):
    """The symbol that a declaration declares."""
    function = FUNCTION.match(statement)
    if function:
        rest = statement[function.end():]
        # A function's result stands in parentheses before its name.
        rest = re.sub(r"^\s*\([^)]*\)", "", rest)
        return re.search(r"[A-Za-z_$%][\w$]*", rest).group()
    head = statement.split("=")[0]
    names = re.findall(r"(?<![.\w$])[A-Za-z_$][\w$]*", head)
    return names[-1] if names else ""


class Module:
    """The symbols of one unit's PTX."""

    def __init__(self, text):
        self.symbols = {}
        self.kernels = []
        for statement in statements(PRIVATE.sub("_private_", text)):
            name = name_of(statement)
            # A prototype must not hide the definition.
            if "{" in statement or name not in self.symbols:
                self.symbols[name] = statement
            function = FUNCTION.match(statement)
            if function and function.group(1) == "entry":
                self.kernels.append(name)

    def canonical(self, kernel):
        """The kernel's text, independent of every name in it."""
        order, queue, seen = [], [kernel], {kernel: "@0"}
        while queue:
            name = queue.pop(0)
            order.append(self._rewritten(name, seen, queue))
        return "\n".join(order)

    def _rewritten(self, name, seen, queue):
        local = {}
        counts = Counter()

        def rename(kind, token):
            if token not in local:
                local[token] = f"{kind}{counts[kind]}"
                counts[kind] += 1
            return local[token]

        output = []
        text = re.sub(r"^\s*\.reg\s[^\n]*$", "", self.symbols[name],
                      flags=re.M)
        text = re.sub(r"^(\s*\.(visible|weak|extern)\b)+", "", text)
        for token in TOKEN.findall(text):
            if token.startswith("%") and not SPECIAL.match(token):
                base, _, rest = token.partition(".")
                kind = re.match(r"%[A-Za-z_]*", base).group()
                token = rename(kind, base) + ("." + rest if rest else "")
            elif token.startswith("$") and token not in self.symbols:
                token = rename("$L", token)
            elif token in self.symbols:
                if token not in seen:
                    seen[token] = f"@{len(seen)}"
                    queue.append(token)
                token = seen[token]
            elif re.match(r"[A-Za-z_]", token) and (
                    token.startswith(name) or "$" in token or
                    re.match(r"_Z|param\d|retval\d|__local_depot|prototype_",
                             token)):
                # Parameters, local shared arrays, call frames.
                token = rename("&", token)
            output.append(token)
        return " ".join(output)


# Kernels of the toolkit's own libraries are not a commit's.
TOOLKIT = re.compile(r"(void )?(cub|thrust)::")


def demangle(names):
    """Source names of mangled ones: unqualified, without template arguments.
    Those of the toolkit's libraries are left out."""
    tool = shutil.which("llvm-cxxfilt-22") or shutil.which("c++filt")
    if not names or not tool:
        return {name: name for name in names}
    # A mangled name counts its letters, of which `_private_` has nine.
    mangled = [re.sub(r"\d+(?=_private_)", "9",
                      re.sub(r"^_private_+(?=_Z)", "", name))
               for name in names]
    text = subprocess.run([tool], input="\n".join(mangled), text=True,
                          check=True, capture_output=True).stdout.splitlines()
    return {name: base_name(line) for name, line in zip(names, text)
            if not TOOLKIT.match(line)}


def base_name(demangled):
    text = demangled.replace("(anonymous namespace)", "anonymous")
    result, depth = [], 0
    for index, char in enumerate(text):
        if char == "<":
            depth += 1
        elif char == ">" and text[index - 1] != "-":
            depth -= 1
        elif depth == 0:
            if char == "(":
                break
            result.append(char)
    words = "".join(result).strip().split()
    return words[-1].split("::")[-1] if words else demangled


def kernels_of(text):
    """Per kernel's source name the texts of all its instantiations."""
    module = Module(text)
    sources = demangle(module.kernels)
    found = defaultdict(Counter)
    for kernel in filter(sources.get, module.kernels):
        found[sources[kernel]][module.canonical(kernel)] += 1
    return found


def merge(into, other):
    for name, texts in other.items():
        into.setdefault(name, Counter()).update(texts)
    return into


def compare(before, after):
    """Per kernel "same", "differs", "added" or "removed"."""
    verdicts = {}
    for name in sorted(set(before) | set(after)):
        if name not in before:
            verdicts[name] = "added"
        elif name not in after:
            verdicts[name] = "removed"
        else:
            verdicts[name] = ("same" if before[name] == after[name]
                              else "differs")
    return verdicts
