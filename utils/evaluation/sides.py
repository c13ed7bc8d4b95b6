# ===- sides.py - One revision's units, compiled with nvcc ----------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Writes the sources of one revision of a clone to a folder, and compiles
units of it to PTX. Include folders that no build file was asked for are found
from what the compiler misses."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from evaluation import commits

UNITS = (".cu",)
HEADERS = (".cuh", ".h", ".hpp", ".hh", ".inl", ".inc", ".hxx")
SOURCES = UNITS + HEADERS
MISSING = re.compile(r"fatal error: ([^\s:]+): No such file")


def nvcc():
    if os.environ.get("CUDA_PATH"):
        return os.path.join(os.environ["CUDA_PATH"], "bin", "nvcc")
    return shutil.which("nvcc") or "/usr/local/cuda/bin/nvcc"


def changed_files(clone, before, after):
    """Pairs of paths, renames followed; None where a side lacks the file."""
    text = commits.git(clone, "diff", "--name-status", "-M", "-z", before,
                       after) or b""
    fields = text.decode("utf-8", "surrogateescape").split("\0")
    pairs, index = [], 0
    while index + 1 < len(fields):
        status, path = fields[index], fields[index + 1]
        index += 2
        if status[0] in "RC":
            new = fields[index]
            index += 1
            pairs.append((path if status[0] == "R" else None, new))
        else:
            pairs.append((None if status == "A" else path,
                          None if status == "D" else path))
    return [pair for pair in pairs
            if (pair[0] or pair[1]).endswith(SOURCES)]


class Tree:
    """The device sources and headers of one revision, below `folder`."""

    def __init__(self, clone, revision, folder, near, most=6000):
        """Writes all of them; where there are more than `most`, only those
        that share a top folder or two with a file of `near`."""
        self.folder = Path(folder)
        self.folder.mkdir(parents=True)
        listing = commits.git(clone, "ls-tree", "-r", "--name-only", "-z",
                              revision) or b""
        names = [name for name in
                 listing.decode("utf-8", "surrogateescape").split("\0")
                 if name.endswith(SOURCES)]
        if len(names) > most:
            tops = {tuple(Path(path).parts[:2]) for path in near}
            names = [name for name in names if
                     tuple(Path(name).parts[:2]) in tops or
                     "include" in Path(name).parts[:3]]
        self.names = names
        self._write(clone, revision)

    def _write(self, clone, revision):
        """Through one `git cat-file`, as a partial clone may lack some."""
        requests = "".join(f"{revision}:{name}\n" for name in self.names)
        result = subprocess.run(
            ["git", "-c", "safe.directory=*", "-C", str(clone), "cat-file",
             "--batch"], input=requests.encode("utf-8", "surrogateescape"),
            capture_output=True,
            env={**os.environ, "GIT_NO_LAZY_FETCH": "1"})
        data, position = result.stdout, 0
        for name in self.names:
            end = data.find(b"\n", position)
            if end < 0:
                break
            header = data[position:end].split()
            position = end + 1
            if len(header) != 3 or header[1] != b"blob":
                continue
            size = int(header[2])
            path = self.folder / name
            if ".." not in path.parts:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data[position:position + size])
            position += size + 1

    def units_including(self, headers, most):
        """Units that reach one of `headers` by the names of their includes."""
        wanted = {Path(header).name for header in headers}
        includes = {}
        for name in self.names:
            path = self.folder / name
            if path.is_file():
                text = path.read_text("utf-8", "replace")
                includes[name] = {Path(found).name for found in re.findall(
                    r'#\s*include\s*[<"]([^">]+)', text)}
        while True:
            more = {Path(name).name for name, files in includes.items()
                    if files & wanted and name.endswith(HEADERS)} - wanted
            if not more:
                break
            wanted |= more
        units = [name for name, files in includes.items()
                 if name.endswith(UNITS) and files & wanted]
        # The ones beside the changed header say most about it.
        near = {str(Path(header).parent) for header in headers}
        return sorted(units, key=lambda name: (
            str(Path(name).parent) not in near, name))[:most]

    def ptx(self, unit, flags, timeout, architecture):
        """The unit's PTX, or None, and the Result of the last try. Named from
        the tree's root: assertions hold the name as it was given."""
        source = self.folder / unit
        folders = [source.parent]
        for parent in source.relative_to(self.folder).parents:
            for folder in (self.folder / parent,
                           self.folder / parent / "include"):
                if folder.is_dir() and folder not in folders:
                    folders.append(folder)
        output = source.with_suffix(".perfclaim.ptx")
        for _ in range(10):
            result = commits.run(
                [nvcc(), "-ptx", f"-arch={architecture}", "-std=c++17", "-w",
                 "--expt-relaxed-constexpr", "--extended-lambda", *flags,
                 *[f"-I{os.path.relpath(folder, self.folder)}"
                   for folder in folders], unit, "-o", output],
                timeout, cwd=self.folder)
            missing = MISSING.search(result.err)
            if result.good or not missing:
                break
            suffix = "/" + missing.group(1).lstrip("./")
            found = [self.folder / name[:len(name) + 1 - len(suffix)]
                     for name in self.names if ("/" + name).endswith(suffix)]
            found = [folder for folder in found if folder not in folders]
            if not found:
                break
            folders.append(min(found, key=lambda folder: len(os.path.relpath(
                folder, source.parent))))
        if not result.good:
            return None, result
        text = output.read_text("utf-8", "replace")
        output.unlink()
        return text, result
