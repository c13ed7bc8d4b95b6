# ===- choices.py - How Python code chooses sizes -------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Values of locals as piecewise functions: a list of pieces in the order in
which their conditions are asked; a piece is (conditions, expression)."""

import ast
import copy

MOST_PIECES = 48
LONGEST = 400
SHAPES = ("shape", "size", "stride", "numel", "dim", "ndim")


def text_of(node):
    try:
        return ast.unparse(node)
    except (ValueError, RecursionError):
        return "?"


def is_shape(node):
    """`x.shape`, `x.size(0)`: names for these are names that people know."""
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and part.attr in SHAPES:
            return True
    return False


class Chooser:
    """Runs a function's statements over pieces instead of values."""

    def __init__(self, parameters=None):
        self.values = {}    # name -> pieces
        self.known = set(parameters or ())  # bound, but to what is open
        self.sources = {}   # name -> (name of the tuple, index)
        self.returns = []   # pieces
        self.at_launch = {} # id of a call -> values there

    # Statements -----------------------------------------------------------

    def run(self, body, conditions=()):
        """True if the end of the body is not reached."""
        for node in body:
            for call in self._calls(node):
                self.at_launch[id(call)] = (dict(self.values),
                                            dict(self.sources))
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                self._assign(node.targets[0], node.value)
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                self._assign(node.target, node.value)
            elif isinstance(node, ast.AugAssign) and isinstance(
                    node.target, ast.Name):
                self._assign(node.target, ast.BinOp(
                    left=ast.Name(id=node.target.id, ctx=ast.Load()),
                    op=node.op, right=node.value))
            elif isinstance(node, ast.If):
                if self._if(node, conditions):
                    return True
            elif isinstance(node, (ast.With, ast.AsyncWith)):
                if self.run(node.body, conditions):
                    return True
            elif isinstance(node, ast.Try):
                self.run(node.body + node.orelse + node.finalbody, conditions)
            elif isinstance(node, (ast.For, ast.While, ast.AsyncFor)):
                self.run(node.body, conditions)
                self._forget(node)
            elif isinstance(node, ast.Return):
                if node.value is not None:
                    for when, value in self.pieces(node.value):
                        self.returns.append((conditions + when, value))
                return True
            elif isinstance(node, (ast.Raise, ast.Continue, ast.Break)):
                return True
        return False

    def _calls(self, node):
        """Calls of a statement itself, not of the blocks in it."""
        heads = [node]
        if isinstance(node, (ast.If, ast.While)):
            heads = [node.test]
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            heads = [node.iter]
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            heads = [item.context_expr for item in node.items]
        elif isinstance(node, (ast.Try, ast.FunctionDef, ast.ClassDef)):
            heads = []
        for head in heads:
            for part in ast.walk(head):
                if isinstance(part, ast.Call):
                    yield part

    def _if(self, node, conditions):
        test = self.pieces(node.test)
        # What is asked, in the parameters' words where that is short.
        asked = test[0][1] if len(test) == 1 else node.test
        before, sources = dict(self.values), dict(self.sources)
        first_ends = self.run(node.body, conditions + (asked,))
        first, first_sources = self.values, self.sources
        self.values, self.sources = dict(before), dict(sources)
        second_ends = self.run(node.orelse, conditions)
        if first_ends:
            return second_ends
        if second_ends:
            self.values, self.sources = first, first_sources
            return False
        second = self.values
        merged = {}
        for name in {**first, **second}:
            left, right = first.get(name), second.get(name)
            if left is right:
                merged[name] = left
                continue
            # Open on one side: the name itself. Unbound: no piece at all.
            unknown = [((), ast.Name(id=name, ctx=ast.Load()))] \
                if name in self.known else []
            left = left if left is not None else unknown
            right = right if right is not None else unknown
            merged[name] = self._limit(
                [((asked,) + when, value) for when, value in left] + right, name)
        self.values = merged
        self.sources = {**self.sources, **first_sources}
        return False

    def _forget(self, loop):
        for part in ast.walk(loop):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                self.values.pop(part.id, None)
                self.sources.pop(part.id, None)
                self.known.add(part.id)

    def _assign(self, target, value):
        if isinstance(target, ast.Name):
            self.sources.pop(target.id, None)
            if is_shape(value) and not isinstance(value, ast.IfExp):
                self.values.pop(target.id, None)
                self.known.add(target.id)
            else:
                self.values[target.id] = self._limit(self.pieces(value),
                                                     target.id)
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target.elts, value)

    def _unpack(self, targets, value):
        pieces = self.pieces(value)
        source = value.id if isinstance(value, ast.Name) else None
        for index, target in enumerate(targets):
            if not isinstance(target, ast.Name):
                continue
            self.sources.pop(target.id, None)
            self.values.pop(target.id, None)
            self.known.add(target.id)
            if pieces and all(isinstance(v, (ast.Tuple, ast.List)) and
                   len(v.elts) == len(targets) for _, v in pieces):
                parts = [(w, v.elts[index]) for w, v in pieces]
                if any(is_shape(v) for _, v in parts):
                    continue
                self.values[target.id] = parts
                if len(pieces) > 1 and source:
                    self.sources[target.id] = (source, index)
            elif isinstance(value, ast.Call):
                self.sources[target.id] = (text_of(value.func) + "()", index)

    # Expressions ----------------------------------------------------------

    @staticmethod
    def _limit(pieces, name):
        if len(pieces) > MOST_PIECES:
            return [((), ast.Name(id=name, ctx=ast.Load()))]
        return pieces

    def pieces(self, node):
        """The pieces of an expression, locals replaced by what they are."""
        if isinstance(node, ast.Name):
            found = self.values.get(node.id)
            return found if found is not None else [((), node)]
        if isinstance(node, ast.IfExp):
            test = self.pieces(node.test)
            asked = test[0][1] if len(test) == 1 else node.test
            return [((asked,) + when, value)
                    for when, value in self.pieces(node.body)] + \
                self.pieces(node.orelse)
        if isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp,
                             ast.DictComp, ast.GeneratorExp, ast.Constant,
                             ast.JoinedStr)):
            return [((), node)]
        return self._inside(node)

    def _inside(self, node):
        """Distributes over the operands: f(a if c else b) has two pieces."""
        results = [((), {})]
        for field, value in ast.iter_fields(node):
            parts = value if isinstance(value, list) else [value]
            for index, part in enumerate(parts):
                if not isinstance(part, ast.expr) and not isinstance(
                        part, ast.keyword):
                    continue
                inner = part.value if isinstance(part, ast.keyword) else part
                # A callee is a name, not a value.
                if field == "func" or isinstance(inner, ast.Starred):
                    continue
                options = self.pieces(inner)
                if len(results) * len(options) > MOST_PIECES:
                    return [((), node)]
                results = [(when + more, {**chosen, (field, index): value})
                           for when, chosen in results
                           for more, value in options]
        out = []
        for when, chosen in results:
            made = copy.copy(node)
            for field in {field for field, _ in chosen}:
                old = getattr(node, field)
                if isinstance(old, list):
                    setattr(made, field, [
                        self._part(part, chosen.get((field, index)))
                        for index, part in enumerate(old)])
                else:
                    setattr(made, field, chosen[(field, 0)])
            if len(text_of(made)) > LONGEST:
                return [((), node)]
            out.append((when, made))
        return out

    @staticmethod
    def _part(part, value):
        if value is None:
            return part
        if isinstance(part, ast.keyword):
            return ast.keyword(arg=part.arg, value=value)
        return value


# What people read -----------------------------------------------------------

def conjunction(conditions):
    unique = []
    for node in conditions:
        text = text_of(node)
        if isinstance(node, ast.BoolOp) and len(conditions) > 1:
            text = f"({text})"
        if text not in unique:
            unique.append(text)
    return " and ".join(unique)


def constant_of(node):
    """An integer that is written, `1 << 14` and `4 * 1024` included."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and \
            not isinstance(node.value, bool):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = constant_of(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.BinOp):
        left, right = constant_of(node.left), constant_of(node.right)
        if left is None or right is None or abs(right) > 1 << 32:
            return None
        if isinstance(node.op, ast.Mult):
            return left * right
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.LShift) and 0 <= right < 63:
            return left << right
        if isinstance(node.op, ast.Pow) and 0 <= right < 63 and abs(left) < 99:
            return left ** right
    return None


def without_bound(node):
    """`max(32, x)` asks about x."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and \
            node.func.id in ("max", "min", "int") and not node.keywords:
        rest = [a for a in node.args if constant_of(a) is None]
        if len(rest) == 1:
            return without_bound(rest[0])
    return node


def thresholds(conditions):
    found = []
    for condition in conditions:
        for node in ast.walk(condition):
            if not isinstance(node, ast.Compare):
                continue
            sides = [node.left] + node.comparators
            for left, op, right in zip(sides, node.ops, sides[1:]):
                if not isinstance(op, (ast.Lt, ast.LtE, ast.Gt, ast.GtE,
                                       ast.Eq, ast.NotEq)):
                    continue
                number = constant_of(right)
                asked = left
                if number is None:
                    number, asked = constant_of(left), right
                if number is None or constant_of(asked) is not None:
                    continue
                asked = without_bound(asked)
                if isinstance(asked, ast.BinOp) and isinstance(
                        asked.op, ast.Mod) and constant_of(asked.right):
                    number, asked = constant_of(asked.right), asked.left
                entry = {"condition": text_of(node), "parameter": text_of(asked),
                         "value": number}
                if entry not in found:
                    found.append(entry)
    return found


def decides_something(pieces):
    """More than one piece, and a number in at least one of them."""
    if len(pieces) < 2:
        return False
    if len({text_of(value) for _, value in pieces}) < 2:
        return False
    return any(constant_of(part) is not None
               for _, value in pieces for part in ast.walk(value))
