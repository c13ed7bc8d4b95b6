//===- Options.td - The command line ------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

include "llvm/Option/OptParser.td"

def check : SubCommand<"check",
  "analyze a commit, write its benchmark, run it and give a verdict",
  "perfclaim check [-C DIR] [REV | A B | A..B | A...B | --staged | --worktree] [-- PATH...]">;
def analyze : SubCommand<"analyze",
  "print what a commit changes: kernels, launches, heuristics",
  "perfclaim analyze [-C DIR] [REV | A B | A..B | A...B | --staged | --worktree] [-- PATH...]">;
def generate : SubCommand<"generate",
  "write the benchmark package of a commit",
  "perfclaim generate [-C DIR] [REV | A B | A..B | A...B | --staged | --worktree] -o OUT [-- PATH...]">;
def run : SubCommand<"run",
  "build a package, run it, and judge the claims",
  "perfclaim run PACKAGE">;
def lsp : SubCommand<"lsp",
  "serve an editor: show in a file what its text changes against HEAD",
  "perfclaim lsp [-p DIR] [--base REV]">;
def host_compile : SubCommand<"host-compile",
  "compile CUDA sources to a program that runs without a GPU",
  "perfclaim host-compile [nvcc's arguments] FILE.cu... -o PROGRAM">;
def report : SubCommand<"report",
  "print results that a run has left",
  "perfclaim report RESULT...">;
def claims : SubCommand<"claims",
  "print what commit messages promise",
  "perfclaim claims [-C DIR] [REV | A..B] | --json-lines">;
def hook : SubCommand<"hook",
  "what pre-commit and git call; see docs/hooks.md",
  "perfclaim hook commit | agree [A..B] | message FILE">;
def diff_filter : SubCommand<"diff-filter",
  "print what a patch on standard input changes: kernels, launches, heuristics",
  "git diff -U0 HEAD~ | perfclaim diff-filter -p1 [-C DIR] [-- PATH...]">;
def completion : SubCommand<"completion",
  "print the completion script of a shell",
  "perfclaim completion bash | zsh">;
def manual : SubCommand<"manual",
  "print the manual of all commands, or of one",
  "perfclaim manual man | markdown [COMMAND]">;

defvar inputs = [check, analyze, generate, diff_filter];
defvar commits = [check, analyze, generate, claims];

// Headings of the help, in the order in which they are printed. What belongs to
// none is general.
def InputGroup : OptionGroup<"input">, HelpText<"WHAT TO LOOK AT">;
def CompileGroup : OptionGroup<"compile">, HelpText<"HOW TO COMPILE IT">;
def PrintGroup : OptionGroup<"print">, HelpText<"WHAT TO PRINT">;
def PackageGroup : OptionGroup<"package">, HelpText<"THE PACKAGE">;
def RunGroup : OptionGroup<"run">, HelpText<"THE RUN">;
def MeasureGroup : OptionGroup<"measure">, HelpText<"HOW IT IS MEASURED">;
def JudgeGroup : OptionGroup<"judge">, HelpText<"THE EXIT CODE">;
def ProgramGroup : OptionGroup<"program">, HelpText<"COMMANDS OF YOUR OWN">;
defvar packages = [check, run];
defvar parsers = [check, analyze, generate, lsp];

// Of every command.
def help : Flag<["--"], "help">, HelpText<"print this help">;
def : Flag<["-"], "h">, Alias<help>;
def version : Flag<["--"], "version">, HelpText<"print the version">;
def quiet : Flag<["--"], "quiet">,
  HelpText<"leave out claims, notes and the next command; of results, print verdicts and what is wrong">;
def : Flag<["-"], "q">, Alias<quiet>;
def verbose : Flag<["--"], "verbose">,
  HelpText<"print all notes, and on standard error how long each stage took">;
def color : Joined<["--"], "color=">, MetaVarName<"<auto|always|never>">,
  Values<"auto,always,never">,
  HelpText<"colours: auto (default) is on a terminal, unless NO_COLOR is set">;
def time_trace : Flag<["--"], "time-trace">,
  HelpText<"write where the time went to perfclaim.time-trace.json, for chrome://tracing or Perfetto">;
def time_trace_eq : Joined<["--"], "time-trace=">, MetaVarName<"<file|->">,
  HelpText<"write where the time went to this file, or to standard output">;

let Group = InputGroup in {
// What to look at.
def directory : JoinedOrSeparate<["-"], "C", [check, analyze, generate, claims, diff_filter, hook]>,
  MetaVarName<"<dir>">, HelpText<"repository to work in, bare or with a checkout (default: .)">;
def build_dir : JoinedOrSeparate<["-"], "p", [check, analyze, generate, diff_filter, hook, lsp]>,
  MetaVarName<"<dir>">,
  HelpText<"build folder with compile_commands.json (default: the repository's root, or build in it); of diff-filter, how many leading parts to take off the patch's names, as for patch(1)">;
def base : Separate<["--"], "base", parsers>, MetaVarName<"<rev>">,
  HelpText<"revision to compare with (default: the parent; of lsp, HEAD)">;
def base_eq : Joined<["--"], "base=", parsers>, Alias<base>;
def staged : Flag<["--"], "staged", [check, analyze, generate]>, HelpText<"compare HEAD with the index">;
def worktree : Flag<["--"], "worktree", [check, analyze, generate]>,
  HelpText<"compare HEAD with the work tree">;
def commit_json : Separate<["--"], "commit-json", commits>, MetaVarName<"<file|-|dir>">,
  HelpText<"read the commit from commit-extraction JSON">;
def commit_json_eq : Joined<["--"], "commit-json=", commits>, Alias<commit_json>;
def repo : Separate<["--"], "repo", commits>, MetaVarName<"<dir>">,
  HelpText<"repository that --commit-json speaks of">;
def repo_eq : Joined<["--"], "repo=", commits>, Alias<repo>;
}

let Group = CompileGroup in {
def extra_arg : Joined<["--"], "extra-arg=", [check, analyze, generate, diff_filter, hook, lsp]>, MetaVarName<"<arg>">,
  HelpText<"add a compiler argument, such as -DNAME">;
def build_folder : Joined<["--"], "build-dir=", inputs>, MetaVarName<"<dir>">,
  HelpText<"build folder with compile_commands.json, where -p is another option">;
def cuda_path : Joined<["--"], "cuda-path=", [check, analyze, generate, run, diff_filter, hook, lsp]>,
  MetaVarName<"<dir>">, HelpText<"CUDA toolkit to use">;
def max_units : Joined<["--"], "max-units=", inputs>, MetaVarName<"<n>">,
  HelpText<"translation units to parse for changed headers (default: 4)">;
def no_cache : Flag<["--"], "no-cache", inputs>,
  HelpText<"read and write no compiled headers">;
}

// For editors.
def lit_test : Flag<["--"], "lit-test", [lsp]>,
  HelpText<"read messages that are set off by lines '// -----', and answer them one after the other, for tests">;
def evidence : Flag<["--"], "evidence", [lsp]>,
  HelpText<"answer one request for machine code on standard input, as the server asks it of itself">;
def log : Flag<["--"], "log", [lsp]>,
  HelpText<"write to standard error what is done, and how long it takes">;

let Group = PrintGroup in {
// What to print.
def emit : Joined<["--"], "emit=", [analyze]>,
  MetaVarName<"<text|commit|claims|inventory|changes|plan>">,
  Values<"text,commit,claims,inventory,changes,plan">,
  HelpText<"value to print, as JSON unless text (default: text)">;
def static_evidence : Flag<["--"], "static", [check, analyze, generate]>,
  HelpText<"assemble the changed kernels of both sides: registers, spills, instructions, occupancy, and how the launches of each workload fill a GPU; needs no GPU">;
def gpu : Joined<["--"], "gpu=", [check, analyze, generate]>, MetaVarName<"<name>">,
  HelpText<"with --static: the GPU that launches are to fill, and whose architecture is compiled for unless --arch names others (default: H100)">;
def no_compile : Flag<["--"], "no-compile", [analyze, diff_filter]>,
  HelpText<"do not compile kernels to compare their machine code">;
def format : Joined<["--"], "format=", [analyze, check, claims, diff_filter, report, run]>,
  MetaVarName<"<text|json|markdown|html|sarif|junit|nvbench|google-benchmark|bencher>">,
  Values<"text,json,markdown,html,sarif,junit,nvbench,google-benchmark,bencher">,
  HelpText<"form of what is printed (default: text); analyze and diff-filter know text, json, markdown and sarif, claims text and json">;
def side : Joined<["--"], "side=", [run, report]>, MetaVarName<"<before|after>">,
  Values<"before,after">,
  HelpText<"with --format=nvbench and google-benchmark: this side alone, under names that are the same for both">;
}

let Group = PackageGroup in {
// The package.
def output : JoinedOrSeparate<["-"], "o", [check, generate]>, MetaVarName<"<dir>">,
  HelpText<"folder of the package">;
def entry : Separate<["--"], "entry", [check, analyze, generate]>, MetaVarName<"<name>">,
  HelpText<"entry pair to benchmark, instead of the one that is chosen">;
def entry_eq : Joined<["--"], "entry=", [check, analyze, generate]>, Alias<entry>;
def arch : Separate<["--"], "arch", [check, analyze, generate, diff_filter, hook, lsp]>, MetaVarName<"<sm_90,...>">,
  HelpText<"GPU architectures to compile for">;
def arch_eq : Joined<["--"], "arch=", [check, analyze, generate, diff_filter, hook, lsp]>, Alias<arch>;
def config : Joined<["--"], "config=", [check, analyze, generate, diff_filter, hook]>, MetaVarName<"<file>">,
  HelpText<"overrides (default: perfclaim.json of the work tree, or else of the commit; of hook, of what is committed)">;
}

let Group = RunGroup in {
// The run.
def backend : Joined<["--"], "backend=", packages>, MetaVarName<"<auto|cuda|host>">,
  Values<"auto,cuda,host">,
  HelpText<"where to run: cuda is a GPU, host the CPU, which compares and times nothing (default: auto, host where there is no GPU)">;
def full_size : Flag<["--"], "full-size", [check, run]>,
  HelpText<"on the CPU, compare on the sizes that a GPU would be measured on, not on smaller ones that make the same launches">;
def checkers : Flag<["--"], "checkers", [check, run]>,
  HelpText<"on the CPU, run the checkers on all workloads, however long it takes: they look for accesses out of bounds, reads of memory that nobody has written, races, and barriers that not all reach (default: as much as fits into the time that the comparison took)">;
def no_checkers : Flag<["--"], "no-checkers", [check, run]>,
  HelpText<"on the CPU, compare only">;
def observe : Flag<["--"], "observe", [check, generate, run]>,
  HelpText<"on the CPU, look what each side touches and executes: bytes of each argument, sectors per request, bank conflicts, divergence, operations, which changed lines ran; slower. With generate, code of the commit is run, and argument models are confirmed or corrected by what it touches">;
def sweep : Flag<["--"], "sweep", [check, run]>,
  HelpText<"on a GPU, also time the new side with its changed kernel in fixed blocks of 32 to 1024 threads, beside the block that it chooses, where the launch allows it: the report says whether it picks well">;
def build_only : Flag<["--"], "build-only", [run]>,
  HelpText<"on the CPU, build what the package's Python test loads, and run nothing">;
def torch : Joined<["--"], "torch=", [check, generate, run]>, MetaVarName<"<dir>">,
  HelpText<"on a GPU, compile both sides against the torch that is installed in this folder, instead of the headers that stand in for it, and take entries that call what those do not have; python3 -c 'import torch; print(torch.__path__[0])' prints the folder">;
def timeout : Joined<["--"], "timeout=", [check, run, hook]>, MetaVarName<"<seconds>">,
  HelpText<"most time for one run of a side on the CPU, or of the command (default: 120, of a command 3600)">;
}

let Group = JudgeGroup in {
def max_slowdown : Separate<["--"], "max-slowdown", [check, run, report]>,
  MetaVarName<"<percent>">, HelpText<"fail with 6 if a workload is slower by more">;
def max_slowdown_eq : Joined<["--"], "max-slowdown=", [check, run, report]>,
  Alias<max_slowdown>;
def require_verdict : Flag<["--"], "require-verdict", [check, run, report]>,
  HelpText<"fail with 4 where a claim is not testable here">;
}

let Group = ProgramGroup in {
// Commands of the user's own.
def program : Separate<["--"], "program", [run]>, MetaVarName<"<command>">,
  HelpText<"measure this command on two builds instead of a package; {dir} is the build's folder; given twice: the commands of both sides">;
def program_eq : Joined<["--"], "program=", [run]>, Alias<program>;
def metric : Separate<["--"], "metric", [run]>, MetaVarName<"<regex>">,
  HelpText<"what the command prints: the first group, or the whole match (default: the time it takes)">;
def metric_eq : Joined<["--"], "metric=", [run]>, Alias<metric>;
def before : Separate<["--"], "before", [run]>, MetaVarName<"<dir>">,
  HelpText<"folder of the old build, where its command runs">;
def before_eq : Joined<["--"], "before=", [run]>, Alias<before>;
def after : Separate<["--"], "after", [run]>, MetaVarName<"<dir>">,
  HelpText<"folder of the new build">;
def after_eq : Joined<["--"], "after=", [run]>, Alias<after>;
def higher_is_better : Flag<["--"], "higher-is-better", [run]>,
  HelpText<"the metric is a rate">;
def rounds : Joined<["--"], "rounds=", [run]>, MetaVarName<"<n>">,
  HelpText<"of the command: this many runs of each side">;
}

let Group = MeasureGroup in {
// How it is measured: a package on a GPU, or the command.
def budget : Joined<["--"], "budget=", packages>, MetaVarName<"<seconds>">,
  HelpText<"time for all runs of a workload, or of the command (default: 3, of a command 600)">;
def precision : Joined<["--"], "precision=", packages>, MetaVarName<"<percent>">,
  HelpText<"stop when the ratio is known this well (default: 1)">;
def order : Joined<["--"], "order=", packages>, MetaVarName<"<random|alternate|blocks>">,
  Values<"random,alternate,blocks">,
  HelpText<"which side runs next (default: random)">;
def processes : Joined<["--"], "processes=", packages>, MetaVarName<"<n>">,
  HelpText<"fresh processes that measure a package (default: 6)">;
}

let Group = InputGroup in {
// The claims.
def json_lines : Flag<["--"], "json-lines", [claims]>,
  HelpText<"read {\"id\", \"message\"} objects, one a line, from standard input">;
}
