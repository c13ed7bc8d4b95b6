# ===- commits.py - Lists of commits in local clones ----------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""What the evaluation scripts share: a list of commits as a TSV file with the
columns `repo` (owner/name) and `sha` and any others, the clones they are in,
child processes that end in time, and what `perfclaim analyze` says of one."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Result:
    """How a child process ended. `status` is None where time ran out."""
    status: int | None
    out: str
    err: str
    seconds: float

    @property
    def good(self):
        return self.status == 0

    def reason(self):
        """One line that says what went wrong, as far as the output tells: the
        first error, else the last thing said."""
        if self.status is None:
            return f"ran out of time after {self.seconds:.0f} s"
        lines = [line.strip() for line in
                 (self.err + "\n" + self.out).splitlines() if line.strip()]
        wrong = [line for line in lines if
                 re.search(r"error|undefined|fatal|cannot|no such", line, re.I)
                 and "warning:" not in line]
        line = (wrong or lines[-1:] or [f"exit code {self.status}"])[0]
        if self.status < 0:
            line = f"signal {-self.status}: {line}"
        return line[:240]


def run(command, timeout, environment=None, cwd=None, stdin=None):
    """Runs a command with all its children in a group that ends with it."""
    start = time.monotonic()
    process = subprocess.Popen(
        [str(part) for part in command], cwd=cwd, start_new_session=True,
        stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, **(environment or {})})
    status = None
    try:
        out, err = process.communicate(stdin, timeout=timeout)
        status = process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
    return Result(status, out.decode("utf-8", "replace"),
                  err.decode("utf-8", "replace"), time.monotonic() - start)


def read_list(path, where=(), only=(), limit=None):
    """The rows of a list that every COLUMN=VALUE or COLUMN!=VALUE holds for,
    and whose hash begins with one of `only`, where there are any."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t",
                                   quoting=csv.QUOTE_NONE))
    for condition in where:
        column, negated, value = re.fullmatch(
            r"([^=!]+)(!?)=(.*)", condition).groups()
        if rows and column not in rows[0]:
            sys.exit(f"{path}: there is no column {column}")
        rows = [row for row in rows
                if ((row[column] or "") == value) != bool(negated)]
    if only:
        rows = [row for row in rows if row["sha"].startswith(tuple(only))]
    return rows[:limit]


def add_list_options(parser):
    parser.add_argument("list", metavar="LIST.tsv",
                        help="commits, with columns repo and sha")
    parser.add_argument("--clones", required=True, type=Path, metavar="DIR",
                        help="where OWNER+NAME/repo, OWNER+NAME or NAME is the "
                        "clone of OWNER/NAME; bare ones will do")
    parser.add_argument("--perfclaim", default="perfclaim", metavar="PATH")
    parser.add_argument("--where", action="append", default=[],
                        metavar="COLUMN=VALUE", help="take only these rows "
                        "(also COLUMN!=VALUE); may be repeated")
    parser.add_argument("--only", action="append", default=[], metavar="SHA",
                        help="take only these commits; may be repeated")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=300,
                        help="seconds for one step of one commit")
    parser.add_argument("-o", "--output", metavar="TABLE.tsv")


def clone_of(clones, repo):
    """The clone of OWNER/NAME below `clones`, or None."""
    owner, _, name = repo.partition("/")
    for folder in (clones / f"{owner}+{name}" / "repo",
                   clones / f"{owner}+{name}", clones / owner / name,
                   clones / name):
        if (folder / "HEAD").exists() or (folder / ".git").exists():
            return folder
    return None


def git(clone, *arguments):
    """git's output as bytes; None where it failed. A clone may belong to
    somebody else, and must not be fetched into."""
    result = subprocess.run(
        ["git", "-c", "safe.directory=*", "-C", str(clone), *arguments],
        env={**os.environ, "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"},
        capture_output=True)
    return result.stdout if result.returncode == 0 else None


def base_arguments(row, clone):
    """What names the commit's other side where it is not the parent."""
    wanted = row.get("parent_sha") or ""
    if not re.fullmatch("[0-9a-f]{7,64}", wanted):
        return []
    parent = git(clone, "rev-parse", row["sha"] + "^")
    if parent and parent.decode().startswith(wanted):
        return []
    return ["--base", wanted]


def analyze(options, row, clone, *more):
    """Runs `perfclaim analyze`; gives its changes, or None, and the Result."""
    result = run([options.perfclaim, "analyze", "-C", clone, row["sha"],
                  *base_arguments(row, clone), "--emit=changes", *more],
                 options.timeout)
    # 4: there is nothing to benchmark, which the JSON says too.
    if result.status not in (0, 4):
        return None, result
    try:
        return json.loads(result.out), result
    except ValueError as error:
        result.status, result.err = 1, f"error: no JSON: {error}"
        return None, result


def for_each(rows, jobs, work):
    """work(row) for every row, several at once, in order; says how far it is."""
    with ThreadPoolExecutor(jobs) as pool:
        futures = [pool.submit(work, row) for row in rows]
        for number, (row, future) in enumerate(zip(rows, futures), 1):
            outcome = future.result()
            print(f"[{number}/{len(rows)}] {row['repo']} {row['sha'][:10]}: "
                  f"{outcome.get('reason') or outcome.get('stage', 'done')}",
                  file=sys.stderr, flush=True)
            yield outcome


def write_table(path, columns, outcomes, rows_of=lambda outcome: [outcome]):
    """Writes each outcome as soon as it is there, so that a run that is ended
    early leaves what it had; gives all of them."""
    everything = []
    with (open(path, "w", encoding="utf-8") if path else
          os.fdopen(os.dup(1), "w", encoding="utf-8")) as file:
        print("\t".join(columns), file=file)
        for outcome in outcomes:
            everything.append(outcome)
            for row in rows_of(outcome):
                cells = [str(row.get(column, "")) for column in columns]
                print("\t".join(re.sub(r"[\t\r\n]+", " ", cell)
                                for cell in cells), file=file, flush=True)
    return everything


def share(part, whole):
    return f"{part} of {whole} ({100 * part / whole:.1f}%)" if whole else "none"
