# ===- tokens.py - Just enough of C++ to change what means nothing --------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Tokens of a CUDA C++ file, each with the white space before it, and two
rewritings of a file that leave its meaning alone: other comments, and other
names of local variables. Both give up a file or a name rather than guess."""

import re
from dataclasses import dataclass

TOKEN = re.compile(r'''
    (?P<space>(?:[ \t\f\v]|\\\r?\n)+) | (?P<newline>\r?\n)
  | (?P<comment>//(?:\\\r?\n|[^\n])*|/\*.*?\*/)
  | (?P<string>(?:u8|[uUL])?R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"
      |(?:u8|[uUL])?"(?:\\.|[^"\\\n])*"
      |(?<![\w])(?:u8|[uUL])?'(?:\\.|[^'\\\n])+')
  | (?P<number>\.?\d(?:'?[\w.]|(?<=[eEpP])[+-])*)
  | (?P<name>[A-Za-z_$][\w$]*)
  | (?P<mark2>->\*?|::|<<=|>>=|[-+*/%&|^=!<>]=|&&|\|\||\+\+|--|\#\#|.)
''', re.X | re.S)

KEYWORDS = set("""
alignas alignof asm auto bool break case catch char class const constexpr
continue default delete do double else enum explicit export extern false float
for friend goto if inline int long mutable namespace new noexcept nullptr
operator private protected public register return short signed sizeof static
static_assert struct switch template this throw true try typedef typeid typename
union unsigned using virtual void volatile wchar_t while
""".split())

# Types whose declarations are recognised: the built-in and the common ones.
TYPES = set("""
auto bool char double float int long short signed unsigned size_t int8_t
int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t half __half half2
__half2 nv_bfloat16 __nv_bfloat16 float2 float3 float4 int2 int4 uint uint2
uint4 dim3 floatX
""".split())


@dataclass
class Token:
    kind: str  # name, number, string, mark, comment, directive, newline, space
    text: str
    depth: int = 0      # open braces around it
    parens: int = 0     # open parentheses around it
    scope: str = ""     # "function" or "type": what the innermost brace opens
    first: bool = False  # of a statement
    opener: str = ""    # what stands before the innermost open parenthesis


def tokenize(text):
    """All tokens; their texts joined are `text`. A preprocessor directive is
    one token of that kind."""
    tokens, position, line_start = [], 0, True
    while position < len(text):
        if line_start:
            directive = re.compile(
                r"[ \t]*#(?:/\*.*?\*/|\\\r?\n|(?!//)[^\n])*", re.S).match(
                    text, position)
            if directive:
                tokens.append(Token("directive", directive.group()))
                position, line_start = directive.end(), False
                continue
        match = TOKEN.match(text, position)
        kind = match.lastgroup
        if kind == "mark":
            kind = "string"
        kind = {"mark2": "mark"}.get(kind, kind)
        tokens.append(Token(kind, match.group()))
        line_start = kind == "newline" or (
            line_start and kind in ("space", "comment"))
        position = match.end()
    return tokens


def meaningful(tokens):
    return [token for token in tokens
            if token.kind in ("name", "number", "string", "mark")]


def with_other_comments(text):
    """Without the file's comments, and with new ones at the ends of lines and
    on lines of their own. Directives are left as they are."""
    output, line, number = [], [], 0
    for token in tokenize(text) + [Token("newline", "")]:
        if token.kind == "comment":
            line.append(" ")
        elif token.kind != "newline":
            line.append(token.text)
        else:
            code = "".join(line)
            plain = code.strip() and not code.lstrip().startswith("#")
            # A line that ends with a backslash goes on.
            if plain and not code.rstrip().endswith("\\"):
                number += 1
                if number % 3 == 0:
                    code = code.rstrip() + f"  // note {number}: see above"
                if number % 7 == 0:
                    output.append(f"/* remark {number} */\n")
            output.append(code + token.text)
            line = []
    return "".join(output)


def place(tokens):
    """Fills in where each meaningful token stands; False where the braces of a
    file do not match."""
    stack, openers, first, head, last = [], [], True, [], ""
    for token in meaningful(tokens):
        parens = len(openers)
        if token.text == "}" and not parens:
            if not stack:
                return False
            stack.pop()
        if token.text in (")", "]"):
            if not openers:
                return False
            openers.pop()
        token.depth, token.parens, token.first = (len(stack), len(openers),
                                                  first)
        token.scope = stack[-1] if stack else ""
        token.opener = openers[-1] if openers else ""
        if token.text in ("(", "["):
            openers.append(last)
        last = token.text
        parens = len(openers)
        if token.text == "{" and not parens:
            words = {part.text for part in head}
            if "function" in stack:
                scope = ("type" if words & {"struct", "class", "union", "enum"}
                         and "(" not in words and "=" not in words
                         else "function")
            elif "namespace" in words or (words & {"extern"} and
                                          "(" not in words):
                scope = "namespace"
            elif words & {"struct", "class", "union", "enum"} \
                    and "(" not in words:
                scope = "type"
            else:
                scope = "function" if "(" in words else "type"
            stack.append(scope)
        first = token.text in (";", "{", "}", ":") and not parens or (
            token.text == "(" and bool(head) and head[-1].text == "for")
        head = [] if first and token.text != "(" else head + [token]
    return not stack and not openers


def macro_names(text):
    """Every name that a directive of `text` mentions."""
    names = set()
    for token in tokenize(text):
        if token.kind == "directive":
            names.update(re.findall(r"[A-Za-z_]\w*", token.text))
    return names


def declared_locals(code):
    """Names that a statement `TYPE NAME` in a function declares."""
    for index, token in enumerate(code):
        if not token.first or token.scope != "function":
            continue
        at = index
        while at < len(code) and (code[at].text in ("const", "constexpr")):
            at += 1
        if at >= len(code) or code[at].text not in TYPES:
            continue
        while at < len(code) and (code[at].text in TYPES or
                                  code[at].text in ("*", "&", "const",
                                                    "__restrict__")):
            at += 1
        if at + 1 < len(code) and code[at].kind == "name" and \
                code[at + 1].text in ("=", ";", "[", "{", ","):
            yield code[at].text


def with_other_locals(text, taboo):
    """With local variables renamed everywhere in the file; and how many names
    that were. `taboo` are names that mean something outside of it. A name that
    is anywhere in the file more than a local variable is left alone."""
    tokens = tokenize(text)
    if not place(tokens):
        return text, 0
    code = meaningful(tokens)
    bad = set(taboo) | KEYWORDS | TYPES | macro_names(text)
    for index, token in enumerate(code):
        if token.kind != "name":
            continue
        before = code[index - 1].text if index else ""
        after = code[index + 1].text if index + 1 < len(code) else ""
        kind = code[index - 1].kind if index else ""
        parameter = (after in (",", ")", "=") and token.parens and
                     token.opener != "for") and (
            before in ("*", "&", ">", "__restrict__", "const") or
            kind == "name" and before not in ("return", "case"))
        if (before in (".", "->", "::", "struct", "class", "enum", "typename")
                or after in ("(", "::") or before in ("goto",)
                or (after == ":" and token.first)
                or token.scope != "function" or parameter
                or (before == "[" and after == "]" and index > 1 and
                    code[index - 2].kind == "mark")):
            bad.add(token.text)
    present = {token.text for token in code}
    names = {}
    for name in declared_locals(code):
        new = f"local_{len(names)}_{name[:1]}"
        if name not in bad and name not in names and new not in present:
            names[name] = new
    output = []
    for token in tokens:
        output.append(names.get(token.text, token.text)
                      if token.kind == "name" else token.text)
    return "".join(output), len(names)
