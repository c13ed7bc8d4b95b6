# ===- compiled.py - Kernels by Triton's own compiler -----------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Registers, spills, shared memory and machine code for a named target, without a
GPU. Of a commit only `@triton.jit` functions and numbers of its modules take part,
copied into a file of their own: no module of it is loaded."""

import ast
import hashlib
import os
import re
import subprocess
import tempfile

from inventory import Inventory, ambiguous_names
from modules import parse
from signatures import Signature, variants_of
from tree import Tree


class Refused(Exception):
    pass


class Text:
    """One kernel and what it reaches, as a module of its own."""

    def __init__(self, inventory):
        self.inventory, self.lines, self.done = inventory, {}, set()
        self.imports = {"import triton", "import triton.language as tl",
                        "import triton.language"}

    def add(self, module, name, alias=""):
        alias = alias or name
        if alias in self.done:
            return
        self.done.add(alias)
        function = module.functions[name]
        for part in ast.walk(function):
            held = getattr(part, "attr", getattr(part, "id", ""))
            if "__" in held:
                raise Refused(f"`{held}` is no name that is compiled here")
        own = {a.arg for a in ast.walk(function.args) if isinstance(a, ast.arg)}
        own |= {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and
                isinstance(n.ctx, ast.Store)}
        for part in ast.walk(function):
            if isinstance(part, ast.Name) and part.id not in own:
                self.name(module, part.id)
        copy = ast.parse(ast.unparse(function)).body[0]
        copy.name = alias
        copy.returns = None
        copy.decorator_list = [ast.parse("triton.jit", mode="eval").body]
        for part in ast.walk(copy.args):
            if isinstance(part, ast.arg) and part.annotation:
                part.annotation = ast.parse("tl.constexpr", mode="eval").body \
                    if "constexpr" in ast.unparse(part.annotation) else None
        copy.args.defaults = [d if isinstance(d, ast.Constant) else ast.Constant(None)
                              for d in copy.args.defaults]
        copy.body = [s for s in copy.body if not isinstance(
            s, (ast.Import, ast.ImportFrom))] or copy.body
        self.lines[alias] = ast.unparse(copy)

    def name(self, module, name):
        if name in module.functions:
            if self.inventory.identity(module, name) in self.inventory.jit:
                self.add(module, name)
            return
        full = module.imports.get(name, ("", False))[0]
        if full.split(".")[0] == "triton":
            base, _, last = full.rpartition(".")
            self.imports.add(f"from {base} import {last} as {name}" if base
                             else f"import triton as {name}")
            return
        target = self.inventory.resolve(full) if full else None
        where, last = target or (module, name)
        if target and last in where.functions:
            if self.inventory.identity(where, last) in self.inventory.jit:
                self.add(where, last, name)
        elif last in where.variables and name not in self.lines:
            value = getattr(where.variables[last][-1], "value", None)
            text = constant(value)
            if text:
                self.lines = {name: f"{name} = {text}", **self.lines}

    def whole(self):
        return "\n\n".join([*sorted(self.imports), *self.lines.values()]) + "\n"


def constant(node):
    """The text of a number, or of `tl.constexpr` of one."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and \
            ast.unparse(node.func).endswith("constexpr"):
        inner = constant(node.args[0])
        return f"tl.constexpr({inner})" if inner else None
    allowed = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop)
    if node is not None and all(isinstance(p, allowed) for p in ast.walk(node)) and \
            not any(isinstance(p, ast.Pow) for p in ast.walk(node)):
        return f"tl.constexpr({ast.unparse(node)})"
    return None


class Compiler:
    def __init__(self, capability, folder):
        os.environ["TRITON_DISABLE_LINE_INFO"] = "1"
        import triton
        from triton.backends.compiler import GPUTarget
        self.triton, self.folder, self.count = triton, folder, 0
        self.target = GPUTarget("cuda", capability, 32)
        self.bin = os.path.join(os.path.dirname(triton.__file__), "backends",
                                "nvidia", "bin")

    def tool(self, name, *arguments):
        path = os.path.join(self.bin, name)
        return subprocess.run([path, *arguments], capture_output=True, text=True,
                              timeout=60, check=True)

    def version(self):
        found = re.search(r"release ([\d.]+)", self.tool("ptxas", "--version").stdout)
        return "ptxas " + (found.group(1) if found else "of Triton") + \
            f", Triton {self.triton.__version__}"

    def function(self, text, name):
        import importlib.util
        self.count += 1
        path = os.path.join(self.folder, f"kernels{self.count}.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        spec = importlib.util.spec_from_file_location(f"kernels{self.count}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return getattr(module, name)

    def compile(self, function, signature, values, options):
        from triton.compiler import ASTSource
        # Triton's key of a kernel leaves out what its module's numbers are.
        self.count += 1
        os.environ["TRITON_CACHE_DIR"] = os.path.join(self.folder,
                                                      f"cache{self.count}")
        made = self.triton.compile(
            ASTSource(fn=function, signature=signature, constexprs=values),
            target=self.target, options=options)
        ptx = os.path.join(self.folder, "kernel.ptx")
        cubin = os.path.join(self.folder, "kernel.cubin")
        with open(ptx, "w", encoding="utf-8") as file:
            file.write(made.asm["ptx"])
        with open(cubin, "wb") as file:
            file.write(made.asm["cubin"])
        arch = re.search(r"\.target (\w+)", made.asm["ptx"]).group(1)
        said = self.tool("ptxas", "-v", f"--gpu-name={arch}", ptx, "-o",
                         os.path.join(self.folder, "again.cubin")).stderr
        return {"registers": number(r"Used (\d+) registers", said),
                "spill_stores": number(r"(\d+) bytes spill stores", said),
                "spill_loads": number(r"(\d+) bytes spill loads", said),
                "stack": number(r"(\d+) bytes stack frame", said),
                "shared": made.metadata.shared,
                "threads": 32 * made.metadata.num_warps,
                **self.code(cubin)}

    def code(self, cubin):
        """Hash of the instructions, without addresses and names; their kinds."""
        lines = []
        for line in self.tool("cuobjdump", "-sass", cubin).stdout.split("\n"):
            found = re.match(r"\s+/\*[0-9a-f]{4,}\*/\s+(.*?);", line)
            if found:
                lines.append(found.group(1).strip())
        return {"hash": hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32],
                "instructions": len(lines)}


def number(pattern, text):
    found = re.search(pattern, text)
    return int(found.group(1)) if found else 0


def compiled(request):
    try:
        import triton.compiler  # noqa: F401
    except ImportError:
        return {"missing": "this python3 has no Triton; PERFCLAIM_TRITON_PYTHON "
                           "names one that has"}
    except Exception as problem:
        return {"missing": f"Triton does not load: {problem}"}
    parsed = []
    for files, units in zip(request["sides"], request["units"]):
        near = Tree(files).closure([u for u in units if u in files])
        parsed.append(parse({path: files[path] for path in near}))
    ambiguous = ambiguous_names([modules for modules, _ in parsed])
    inventories = [Inventory(None, side, ambiguous) for side in parsed]
    for inventory in inventories:
        inventory.build()
    known = [{f"{module.name}.{name}": identity
              for identity, (module, name, _) in inventory.jit.items()}
             for inventory in inventories]
    kernels, failures = [], []
    with tempfile.TemporaryDirectory() as folder:
        compiler = Compiler(request["capability"], folder)
        for pair in request["kernels"]:
            both = [(side, inventory, known[side][name]) for side, (inventory, name)
                    in enumerate(zip(inventories, pair)) if name in known[side]]
            wanted = variants_of([(inv, identity) for _, inv, identity in both])
            made = []
            for side, inventory, identity in both:
                one(compiler, side, inventory, identity, wanted, made, failures)
            # What compiles on one side only is said by the other's failure.
            sides = [{k["arguments"] for k in made if k["side"] == side}
                     for side, _, _ in both]
            kernels += [k for k in made if all(k["arguments"] in s for s in sides)]
        return {"kernels": kernels, "failures": failures,
                "assembler": compiler.version()}


def one(compiler, side, inventory, identity, wanted, kernels, failures):
    module, name, function = inventory.jit[identity]
    unit = module.path
    try:
        text = Text(inventory)
        text.add(module, name)
        kernel = compiler.function(text.whole(), name)
    except Exception as problem:
        failures.append({"side": side, "unit": unit,
                         "text": f"`{name}` is not compiled by itself: "
                                 f"{shown(problem)}"})
        return
    for variant in wanted:
        made = Signature(inventory, module, function, variant)
        try:
            found = compiler.compile(kernel, made.types, made.values, made.options)
        except Exception as problem:
            failures.append({"side": side, "unit": unit,
                             "text": f"`{name}` is not compiled with "
                                     f"{variant.text or 'what it is taken to need'}: "
                                     f"{shown(problem)}"})
            continue
        kernels.append({"side": side, "unit": unit, "arguments": variant.text,
                        "name": f"{module.name}.{name}", "parameters": made.text,
                        **found})


def shown(problem):
    while problem.__cause__ is not None:
        problem = problem.__cause__
    problem = getattr(problem, "error_message", None) or problem
    lines = [l.strip() for l in str(problem).strip().split("\n") if l.strip()]
    return (lines[-1] if lines else type(problem).__name__)[:300]
