#!/usr/bin/env python3
# ===- check-performance-test.py - Holds emitted tests to their structure -=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Checks the text of a Python performance test, by its syntax tree, against the
structure that all of them have, what they must have and what they must not.

usage: check-performance-test.py FILE...

Prints what is wrong, a line each, and exits with 1 where something is.
"""

import ast
import re
import sys
from pathlib import Path

IMPORTS = [
    "import time",
    "import torch",
    "import numpy as np",
    "from typing import Dict, Any, Tuple",
    "import pytest",
]
NESTED = {
    "setup_workload": "def setup_workload() -> Dict[str, Any]:",
    "benchmark_operation": "def benchmark_operation(use_optimization: bool, "
    "workload: Dict[str, Any]) -> Tuple[float, Any]:",
    "verify_correctness": "def verify_correctness(optimized_result: Any, "
    "baseline_result: Any) -> None:",
}
SEQUENCE = [
    "workload = setup_workload()",
    "baseline_time, baseline_result = benchmark_operation("
    "use_optimization=False, workload=workload)",
    "optimized_time, optimized_result = benchmark_operation("
    "use_optimization=True, workload=workload)",
    "verify_correctness(optimized_result, baseline_result)",
    "speedup = baseline_time / optimized_time",
]
KEYS = ["speedup_achieved", "baseline_time_sec", "optimized_time_sec",
        "expected_speedup", "test_passed", "details"]
NO_CLAIM = ["No quantitative performance claims found",
            "Would benefit from baseline comparison", "Inferred, not explicit"]
FORBIDDEN = re.compile(r"\b(mock|Mock|MagicMock|monkeypatch|patch|exec|eval"
                       r"|system|__import__)\b")


def spelled(statement):
    """One spelling for what is the same."""
    return ast.unparse(statement).replace("(baseline_time, baseline_result)",
                                          "baseline_time, baseline_result")


def head(function):
    """The signature, without the body."""
    bare = ast.FunctionDef(**{field: getattr(function, field, None)
                              for field in function._fields})
    bare.body, bare.decorator_list = [ast.Pass()], []
    if hasattr(function, "type_params"):
        bare.type_params = []
    return ast.unparse(ast.fix_missing_locations(bare)).split("\n")[0]


def calls(tree):
    return [ast.unparse(node.func) for node in ast.walk(tree)
            if isinstance(node, ast.Call)]


def does_something(function):
    body = function.body
    if body and isinstance(body[0], ast.Expr) and \
            isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return any(not isinstance(s, ast.Pass) and
               not (isinstance(s, ast.Expr) and
                    isinstance(s.value, ast.Constant)) for s in body)


class Checker:
    def __init__(self, path):
        self.path, self.problems = path, []
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.functions = {node.name: node for node in self.tree.body
                          if isinstance(node, ast.FunctionDef)}

    def want(self, good, text):
        if not good:
            self.problems.append(text)

    def run(self):
        name = re.fullmatch(r"test_(\w+)_performance\.py", self.path.name)
        self.want(name, "the file is not called test_<name>_performance.py")
        test = name and self.functions.get(self.path.stem)
        self.want(test, f"there is no function {self.path.stem}()")
        self.imports()
        if not test:
            return self.problems
        self.want(head(test) == f"def {test.name}():",
                  "the test takes arguments or promises a type")
        self.nested(test)
        claimed = self.docstring(test)
        self.sequence(test, claimed)
        self.domain(test)
        self.script(test)
        self.beside(name.group(1))
        self.must_not(test)
        return self.problems

    def imports(self):
        found = [spelled(s) for s in self.tree.body[:len(IMPORTS)]]
        self.want(found == IMPORTS, f"the imports are {found}")
        used = {node.id for node in ast.walk(self.tree)
                if isinstance(node, ast.Name)}
        for node in self.tree.body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                for alias in node.names:
                    name = alias.asname or alias.name.split(".")[0]
                    self.want(name in used, f"the import {name} is not used")

    def docstring(self, test):
        text = " ".join((ast.get_docstring(test) or "").split())
        for field in ["Performance test for: ", "Expected improvement: ",
                      "Optimization type: ",
                      "This test verifies both correctness and performance "
                      "gains."]:
            self.want(re.search(re.escape(field) + (r"\S" if field[-1] == " "
                                                    else ""), text),
                      f"the docstring has no '{field.strip()}'")
        claimed = any(isinstance(s, ast.Assign) and
                      spelled(s).startswith("CLAIMS = [Claim(")
                      for s in self.tree.body)
        if not claimed and "not tested" not in text:
            for words in NO_CLAIM:
                self.want(words in text, f"the docstring does not say '{words}'")
        return claimed

    def nested(self, test):
        found = [s for s in test.body if isinstance(s, ast.FunctionDef)]
        self.want([f.name for f in found] == list(NESTED),
                  f"the nested functions are {[f.name for f in found]}")
        for function in found:
            wanted = NESTED.get(function.name)
            self.want(head(function) == wanted,
                      f"{function.name} is declared as {head(function)}")
            self.want(ast.get_docstring(function),
                      f"{function.name} has no docstring")
            self.want(does_something(function), f"{function.name} does nothing")
            if function.name == "benchmark_operation":
                self.timing(function)
            if function.name == "verify_correctness":
                self.verification(function)

    def timing(self, function):
        text, called = ast.unparse(function), calls(function)
        self.want(text.count("torch.cuda.Event(enable_timing=True)") == 2,
                  "benchmark_operation does not time with two CUDA events")
        self.want("torch.cuda.synchronize" in called,
                  "benchmark_operation does not wait for the device")
        self.want("elapsed_time" in text and "/ 1000" in text,
                  "benchmark_operation does not convert to seconds")
        self.want(called.count("package.session") == 1 and
                  "use_optimization" in text.split("package.session")[-1],
                  "benchmark_operation does not read one session of both sides")
        order = [text.find(part) for part in
                 ("start_event.record()", "call()\n    ", "end_event.record()")]
        order[1] = text.find("call()", max(0, order[0]))
        self.want(order == sorted(order) and -1 not in order,
                  "something else than the call lies between the events")

    def verification(self, function):
        text = ast.unparse(function)
        checks = [node for node in ast.walk(function)
                  if isinstance(node, ast.Assert)]
        self.want(any(".shape == " in ast.unparse(c.test) for c in checks),
                  "verify_correctness compares no shapes")
        self.want("difference" in calls(function) or
                  "torch.allclose" in calls(function),
                  "verify_correctness compares no numbers")
        self.want(checks and all(c.msg is not None for c in checks),
                  "verify_correctness asserts without saying what is wrong")
        self.want("launched" in text,
                  "verify_correctness does not ask for the changed kernel")
        self.want("baseline_result" in text and "optimized_result" in text,
                  "verify_correctness does not compare with the baseline")

    def sequence(self, test, claimed):
        lines = [spelled(s).replace("(optimized_time, optimized_result)",
                                    "optimized_time, optimized_result")
                 for s in test.body]
        wanted = list(SEQUENCE)
        if claimed:
            wanted += ["tolerance = 0.8"]
        places = [lines.index(s) if s in lines else -1 for s in wanted]
        for place, statement in zip(places, wanted):
            self.want(place >= 0, f"the test does not say '{statement}'")
        self.want(places == sorted(places), "the steps are in another order")
        value = [s.value for s in test.body if isinstance(s, ast.Assign) and
                 spelled(s).startswith("expected_speedup = ")]
        kind = (int, float) if claimed else type(None)
        self.want(len(value) == 1 and isinstance(value[0], ast.Constant) and
                  isinstance(value[0].value, kind),
                  "expected_speedup is not what the claim says")
        if claimed:
            self.assertions(test)
        last = test.body[-1]
        self.want(isinstance(last, ast.Return) and
                  isinstance(last.value, ast.Dict) and
                  [k.value for k in last.value.keys] == KEYS and
                  ast.unparse(last.value.values[4]) == "True",
                  "the test does not return its figures")

    def assertions(self, test):
        literal = [s for s in test.body if isinstance(s, ast.Assert) and
                   ast.unparse(s.test) ==
                   "speedup >= expected_speedup * tolerance"]
        self.want(len(literal) == 1, "the speedup is not asserted")
        for found in literal:
            text = ast.unparse(found.msg) if found.msg else ""
            for figure in ("expected_speedup", "speedup:", "baseline_time",
                           "optimized_time"):
                self.want("{" + figure in text,
                          f"the message of the assertion lacks {figure}")
        text = ast.unparse(test)
        self.want(re.search(r"session\.judge\(claim\)\n\s+assert holds", text),
                  "the threshold of the claim is not asserted")
        self.want("session.require_times()" in text,
                  "without times the test is not skipped")

    def domain(self, test):
        makers = [f for name, f in self.functions.items()
                  if re.fullmatch(r"create_\w+_workload", name)]
        self.want(len(makers) == 1 and head(makers[0]) ==
                  f"def {makers[0].name}(size: str='medium') -> Dict[str, Any]:",
                  "there is no create_<domain>_workload(size='medium')")
        for maker in makers:
            text = ast.unparse(maker)
            for size in ("small", "medium", "large"):
                self.want(repr(size) in text, f"there is no size {size}")
            self.want(does_something(maker), f"{maker.name} does nothing")
            setup = [s for s in test.body if isinstance(s, ast.FunctionDef) and
                     s.name == "setup_workload"]
            self.want(setup and maker.name in calls(setup[0]),
                      f"setup_workload does not use {maker.name}")

    def script(self, test):
        last = self.tree.body[-1]
        text = ast.unparse(last)
        self.want(isinstance(last, ast.If) and
                  text.startswith("if __name__ == '__main__':") and
                  f"result = {test.name}()" in text and
                  "Performance test passed: " in text and
                  "result['speedup_achieved']" in text,
                  "run as a script it does not print its result")

    def workloads(self):
        """WORKLOADS, evaluated: names to dicts."""
        for statement in self.tree.body:
            if isinstance(statement, ast.Assign) and \
                    ast.unparse(statement.targets[0]) == "WORKLOADS":
                return ast.literal_eval(statement.value)
        return {}

    def beside(self, name):
        cases = self.workloads()
        self.want(cases, "there are no WORKLOADS")
        purposes = {case["purpose"] for case in cases.values()}
        self.parametrised(f"test_{name}_correctness", "package.compare")
        if purposes & {"edge", "threshold"}:
            self.parametrised(f"test_{name}_edge_cases", "package.compare")
        errors = [f for n, f in self.functions.items() if "package.compare_errors"
                  in calls(f) or "pytest.raises" in calls(f)]
        self.want(errors, "no error is tested")
        for case in cases.values():
            self.want(case["provenance"], "a workload comes from nowhere")
        measured = [case["sizes"] for case in cases.values()
                    if case["purpose"] == "measure"] or \
            [case["sizes"] for case in cases.values()]
        most = 0
        for sizes in measured:
            product = 1
            for value in sizes.values():
                product *= max(1, value) if isinstance(value, int) else 1
            most = max(most, product)
        self.want(most >= 1024 or not any(measured),
                  f"the largest workload is trivial: {most}")

    def parametrised(self, name, call):
        function = self.functions.get(name)
        self.want(function and call in calls(function) and any(
            "pytest.mark.parametrize" in ast.unparse(d)
            for d in function.decorator_list), f"there is no parametrised {name}")

    def must_not(self, test):
        code = ast.unparse(self.without_texts())
        found = FORBIDDEN.search(code)
        self.want(not found, f"it uses {found and found.group()}")
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assert):
                self.want(not isinstance(node.test, ast.Constant),
                          "an assertion asserts nothing")
            if isinstance(node, ast.Try):
                self.want(False, "a failure may be caught")
        expected = [node for node in ast.walk(test)
                    if isinstance(node, (ast.List, ast.Tuple)) and
                    len(node.elts) > 3 and all(isinstance(e, ast.Constant)
                                               for e in node.elts)]
        self.want(not expected, "an expected output may be hard-coded")

    def without_texts(self):
        class Strip(ast.NodeTransformer):
            def visit_Constant(self, node):
                return ast.Constant("") if isinstance(node.value, str) else node
        return Strip().visit(ast.parse(self.path.read_text(encoding="utf-8")))


def main():
    wrong = 0
    for name in sys.argv[1:]:
        try:
            problems = Checker(Path(name)).run()
        except (SyntaxError, UnicodeDecodeError, ValueError) as error:
            problems = [f"is no Python: {error}"]
        for problem in problems:
            print(f"{name}: {problem}")
        wrong += bool(problems)
    print(f"{len(sys.argv) - 1 - wrong} of {len(sys.argv) - 1} tests are as they "
          "have to be")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
