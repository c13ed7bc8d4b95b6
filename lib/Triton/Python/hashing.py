# ===- hashing.py - What a definition means, blind to how it is written ---=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Hashes over the tree: comments, layout and docstrings are not in it, local
names and parameters are numbered, imported names stand for what they import."""

import ast
import hashlib


def digest(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def local_names(function):
    """Parameters and assigned names of a function and of what it nests."""
    names, outer = set(), set()
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(
                node.ctx, (ast.Store, ast.Del)):
            names.add(node.id)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            outer.update(node.names)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef,
                               ast.ClassDef)) and node is not function:
            names.add(node.name)
    return names - outer


def without_docstring(body):
    if body and isinstance(body[0], ast.Expr) and isinstance(
            body[0].value, ast.Constant) and isinstance(body[0].value.value, str):
        return body[1:]
    return body


class Writer:
    """Writes a tree as text: one text for all trees that mean the same."""

    def __init__(self, module, names, own=()):
        self.module, self.names = module, names
        self.own = own  # What the repository itself holds, by first part.
        self.numbers = {}
        self.out = []

    def name(self, text):
        if text in self.names:
            return f"%{self.numbers.setdefault(text, len(self.numbers))}"
        if self.module and text in self.module.imports:
            target, relative = self.module.imports[text]
            # A moved helper is the same helper.
            if relative or target.split(".")[0] in self.own:
                return target.rpartition(".")[2]
            return target
        return text

    def write(self, node):
        if isinstance(node, list):
            self.out.append("[")
            for part in node:
                self.write(part)
            self.out.append("]")
        elif isinstance(node, ast.Name):
            self.out.append(f"(n {self.name(node.id)})")
        elif isinstance(node, ast.Constant):
            self.out.append(f"(c {type(node.value).__name__} {node.value!r})")
        elif isinstance(node, ast.AST):
            self._node(node)
        elif node is None:
            self.out.append("-")
        else:
            self.out.append(repr(node))

    def _node(self, node):
        self.out.append("(" + type(node).__name__)
        for field, value in ast.iter_fields(node):
            if field in ("ctx", "type_comment", "kind", "type_params"):
                continue
            if field == "body" and isinstance(value, list):
                value = [s for s in without_docstring(value)
                         if not isinstance(s, ast.Pass)]
            if field in ("returns", "annotation") and not self._matters(value):
                continue
            if field in ("arg", "name") and isinstance(value, str) and \
                    not isinstance(node, ast.keyword):
                value = ast.Name(id=value)
            self.write(value)
        self.out.append(")")

    def _matters(self, annotation):
        """Of annotations only `tl.constexpr` decides code."""
        return annotation is not None and "constexpr" in ast.dump(annotation)


def hash_tree(module, node, names=frozenset(), own=()):
    writer = Writer(module, names, own)
    writer.write(node)
    return digest(" ".join(writer.out))


def function_hashes(module, function, own):
    """Text, meaning, signature, attributes and body of a function."""
    names = local_names(function)
    arguments = function.args
    parts = arguments.posonlyargs + arguments.args + arguments.kwonlyargs
    writer = Writer(module, names, own)
    writer.write([part.annotation if writer._matters(part.annotation) else None
                  for part in parts])
    writer.write(arguments.defaults)
    writer.write(arguments.kw_defaults)
    signature = " ".join(writer.out) + \
        f" {len(arguments.args)} {arguments.vararg is None}"
    body = Writer(module, names, own)
    body.write([ast.Name(id=part.arg) for part in parts])
    body.write([s for s in without_docstring(function.body)
                if not isinstance(s, ast.Pass)])
    decorators = hash_tree(module, function.decorator_list, own=own)
    return {"text_hash": digest(ast.dump(function)),
            "semantic_hash": digest(signature + " ".join(body.out)),
            "signature_hash": digest(signature),
            "attribute_hash": decorators if function.decorator_list else "",
            "body_hash": digest(" ".join(body.out))}
