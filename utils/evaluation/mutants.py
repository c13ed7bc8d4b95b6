# ===- mutants.py - Kernels with one thing wrong --------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Mistakes that people make in kernels, each put into the text of a file: a bound
off by one, a barrier that is missing, a tail that is left out, a wrong operator,
stride, constant or rounding. Some change nothing that can be seen; running them
tells."""

import random
from dataclasses import dataclass

from evaluation import tokens

KINDS = ("bound", "tail", "barrier", "stride", "operator", "constant", "function")
BARRIERS = {"__syncthreads", "__syncwarp"}
BOUNDS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
OPERATORS = {"+": "-", "-": "+", "*": "+", "/": "*", "%": "/", "+=": "-=",
             "-=": "+=", "*=": "+=", "/=": "*="}
FUNCTIONS = {
    "fmaxf": "fminf", "fminf": "fmaxf", "max": "min", "min": "max",
    "roundf": "truncf", "rintf": "floorf", "nearbyintf": "floorf",
    "__float2int_rn": "__float2int_rz", "floorf": "ceilf", "ceilf": "floorf",
    "__float2half": "__float2half_rz", "__float2half_rn": "__float2half_rz",
    "__float2bfloat16": "__float2bfloat16_rz",
    "__float2bfloat16_rn": "__float2bfloat16_rz", "rsqrtf": "sqrtf",
    "expf": "exp2f", "__expf": "exp2f", "__shfl_xor_sync": "__shfl_down_sync",
    "__shfl_down_sync": "__shfl_up_sync", "atomicAdd": "atomicMax",
}


@dataclass(frozen=True)
class Mutant:
    kind: str
    file: str
    kernel: str
    line: int
    old: str
    new: str
    begin: int  # of what is replaced, an offset into the text
    end: int

    def of(self, text):
        return text[:self.begin] + self.new + text[self.end:]


def closing(code, at, opening, end):
    """Index of the token that closes the one at `at`."""
    depth = 0
    for index in range(at, len(code)):
        depth += (code[index].text == opening) - (code[index].text == end)
        if not depth:
            return index
    return len(code)


def bodies(code, names):
    """Index ranges of the bodies of functions of these names."""
    for index, token in enumerate(code[:-1]):
        if token.text not in names or code[index + 1].text != "(":
            continue
        at = closing(code, index + 1, "(", ")") + 1
        if at < len(code) and code[at].text == "{":
            yield token.text, at, closing(code, at, "{", "}")


def is_operand(token, before):
    if token.kind in ("name", "number"):
        return token.text not in tokens.KEYWORDS
    return token.text in ((")", "]") if before else ("(",))


def replacement(code, index):
    """Kind and text of what may stand in the place of a token, how many tokens it
    replaces; one or none for each kind."""
    token = code[index]
    before, after = code[index - 1], code[index + 1]
    binary = is_operand(before, True) and is_operand(after, False)
    if token.text in BARRIERS and after.text == "(":
        end = closing(code, index + 1, "(", ")")
        yield "barrier", "(void)0", end - index + 1
    if token.text in BOUNDS and token.opener in ("if", "for", "while") and binary:
        yield "bound", BOUNDS[token.text], 1
        if token.opener == "for" and token.text == "<":
            yield "tail", "+ 1 <", 1
    if token.text in OPERATORS and (binary or token.text.endswith("=")):
        yield ("stride" if token.bracket else "operator"), OPERATORS[token.text], 1
    # An array's size would only be larger.
    if token.kind == "number" and token.text.isdigit() and \
            not (token.bracket and token.declared):
        yield "constant", str(int(token.text) + 1), 1
    if token.text in FUNCTIONS and after.text == "(":
        yield "function", FUNCTIONS[token.text], 1


def annotate(all_tokens):
    """Offsets and lines of meaningful tokens, and whether they are in an index."""
    offset, line, brackets = 0, 1, []
    declared = False
    for token in all_tokens:
        token.offset, token.line = offset, line
        offset += len(token.text)
        line += token.text.count("\n")
        if token.kind not in ("name", "number", "string", "mark"):
            continue
        if token.first:
            declared = token.text in tokens.TYPES or token.text in (
                "__shared__", "constexpr", "const", "static", "extern")
        token.bracket = "[" in brackets
        token.declared = declared
        if token.text in ("(", "["):
            brackets.append(token.text)
        elif token.text in (")", "]") and brackets:
            brackets.pop()


def mutants_of(text, kernels, file):
    """All mutants of the bodies of `kernels` in the text of `file`, in its order."""
    everything = tokens.tokenize(text)
    if not tokens.place(everything):
        return []
    annotate(everything)
    code = tokens.meaningful(everything)
    found = []
    for kernel, begin, end in bodies(code, set(kernels)):
        for index in range(begin + 1, end):
            for kind, new, count in replacement(code, index):
                last = code[index + count - 1]
                start, stop = code[index].offset, last.offset + len(last.text)
                found.append(Mutant(kind, file, kernel, code[index].line,
                                    text[start:stop], new, start, stop))
    return found


def choose(found, count, seed):
    """`count` of them, each kind in turn, by chance within a kind."""
    chance = random.Random(seed)
    kinds = [[m for m in found if m.kind == kind] for kind in KINDS]
    for group in kinds:
        chance.shuffle(group)
    chosen = []
    while len(chosen) < count and any(kinds):
        for group in kinds:
            if group and len(chosen) < count:
                chosen.append(group.pop())
    return chosen
