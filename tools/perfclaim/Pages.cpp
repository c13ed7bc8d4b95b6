//===- Pages.cpp - What is to be said of each command ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim::tool {

namespace {

constexpr Entry VerdictCodes[] = {
    {"0", "the sides agree, and no claim is refuted"},
    {"1", "a claim is refuted"},
    {"2", "the sides disagree"},
    {"3", "inconclusive"},
    {"4", "nothing could be checked; with --require-verdict, a claim cannot be "
          "tested here"},
    {"5", "usage or input"},
    {"6", "slower than --max-slowdown allows"}};
constexpr Entry FindCodes[] = {{"0", "done"},
                               {"4", "the commit changes nothing to look at"},
                               {"5", "usage or input"}};
constexpr Entry GenerateCodes[] = {
    {"0", "a whole package was written"},
    {"4", "there is nothing to benchmark; the reason is printed"},
    {"5", "usage or input"}};
constexpr Entry HookCodes[] = {
    {"0", "done, or nothing could be checked"},
    {"1", "a limit of perfclaim.json is not kept, the sides disagree, or a "
          "benchmark that it requires is missing"},
    {"5", "usage or input"}};
constexpr Entry PlainCodes[] = {{"0", "done"}, {"5", "usage or input"}};

constexpr Entry ToolEnvironment[] = {
    {"CUDA_PATH", "the CUDA toolkit, where --cuda-path does not name one; else "
                  "that of nvcc in PATH, or /usr/local/cuda"},
    {"PERFCLAIM_CACHE",
     "where compiled headers are kept, at most 512 MiB of them; set and empty: "
     "none are made; else perfclaim/ of XDG_CACHE_HOME or of ~/.cache"},
    {"PERFCLAIM_TORCH", "on a GPU, the torch to compile against where --torch "
                        "names none; a package's CMakeLists.txt takes it too"},
    {"NO_COLOR", "no colours, whatever the terminal can"}};

constexpr Entry CheckExamples[] = {
    {"perfclaim check", "the last commit of this repository"},
    {"perfclaim check main...topic -- csrc",
     "what a branch changes below csrc since it left main"},
    {"perfclaim check --staged --backend=host",
     "what is about to be committed, compared on the CPU"},
    {"perfclaim check HEAD --max-slowdown=3 --format=markdown > comment.md",
     "a gate, with a table for a pull request"}};
constexpr Entry AnalyzeExamples[] = {
    {"perfclaim analyze", "the last commit of this repository"},
    {"perfclaim analyze v1.0 v1.1", "one change from v1.0 to v1.1"},
    {"perfclaim analyze --worktree", "what is not committed yet"},
    {"perfclaim analyze HEAD --format=sarif > perfclaim.sarif",
     "for code scanning"}};
constexpr Entry GenerateExamples[] = {
    {"perfclaim generate HEAD -o package", "then: perfclaim run package"},
    {"perfclaim generate 1a2b3c4 --entry layernorm_forward -o package",
     "another entry than the one that is chosen"},
    {"perfclaim generate HEAD -o package --arch=sm_90 --observe",
     "for one architecture, with argument models that a run confirmed"}};
constexpr Entry RunExamples[] = {
    {"perfclaim run package", "on the GPU, or without one on the CPU"},
    {"perfclaim run package --backend=host --checkers",
     "on the CPU, with all checkers on all workloads"},
    {"perfclaim run --program './bench --size 4096' --metric 'time: (.*) ms' "
     "--before old --after new",
     "a command of your own, in two builds"}};
constexpr Entry ReportExamples[] = {
    {"perfclaim report package", "what a run has left, once more"},
    {"perfclaim report package --format=html > report.html",
     "one page for a browser"},
    {"perfclaim report package --format=junit > perfclaim.xml",
     "a test case for each workload and claim"},
    {"perfclaim report monday/results/result.json friday/results/result.json",
     "how the ratio changed between two runs"}};
constexpr Entry ClaimsExamples[] = {
    {"perfclaim claims HEAD", "what the last message promises"},
    {"perfclaim claims v1.0..v1.1 --format=json", "a line for each commit"}};
constexpr Entry DiffFilterExamples[] = {
    {"git diff -U0 HEAD~ | perfclaim diff-filter -p1",
     "the last commit and what is not committed"},
    {"git diff -U0 main -- csrc | perfclaim diff-filter -p1 --format=sarif",
     "a part of a branch, for code scanning"}};
constexpr Entry HostCompileExamples[] = {
    {"perfclaim host-compile -arch=sm_90 scale.cu -o scale && ./scale",
     "a program that needs no GPU"},
    {"perfclaim host-compile --check scale.cu -o scale && ./scale",
     "the same, looking for races and bad accesses"}};
constexpr Entry CompletionExamples[] = {
    {"source <(perfclaim completion bash)", "for this shell"},
    {"perfclaim completion zsh > ~/.zfunc/_perfclaim",
     "for zsh, with ~/.zfunc in fpath"}};
constexpr Entry ManualExamples[] = {
    {"perfclaim manual man | man -l -", "the manual page"},
    {"perfclaim manual markdown check", "the reference page of a command"}};

constexpr Entry HostCompileOptions[] = {
    {"--check[=<tools>]",
     "the program looks for errors of its kernels while it runs: memcheck, "
     "initcheck, racecheck, synccheck, or all (default)"},
    {"--observe", "the program tells what its kernels touch and execute: "
                  "bytes, sectors, bank conflicts, divergence, operations, "
                  "lines"},
    {"--list-instructions",
     "makes nothing, but lists instructions of the GPU: those of the units, or "
     "all that are known where there are none"},
    {"--leave-out-rejected-bodies",
     "go on without functions of the host that Clang rejects"}};
constexpr Entry HostCompileEnvironment[] = {
    {"PERFCLAIM_HOST_GPU", "the device to stand in for: a100 (default) or "
                           "h100"},
    {"PERFCLAIM_HOST_WORKERS", "cores to run kernels on"},
    {"PERFCLAIM_HOST_TIME_LIMIT",
     "seconds after which a kernel is stopped (600); 0: never"},
    {"PERFCLAIM_HOST_ORDER",
     "reversed: a kernel's last block begins, and a block's last thread"},
    {"PERFCLAIM_HOST_TRACE", "a file for launches, copies and allocations"},
    {"PERFCLAIM_HOST_FINDINGS",
     "a file for what --check finds, a line of JSON each"},
    {"PERFCLAIM_HOST_OBSERVATIONS",
     "a file for what --observe sees, a line of JSON each"},
    {"PERFCLAIM_HOST_FINDINGS_EXIT",
     "the exit code of a program that has findings"}};

constexpr Entry HookExamples[] = {
    {"perfclaim hook commit", "on what is staged"},
    {"perfclaim hook agree main..HEAD", "on what would be pushed"},
    {"perfclaim hook message .git/COMMIT_EDITMSG", "on a message"}};

constexpr Entry LspExamples[] = {
    {"perfclaim lsp", "as an editor starts it"},
    {"perfclaim lsp --base=main --log", "against another revision"}};

constexpr Page Pages[] = {
    {"check",
     "Parses both sides of a commit, finds the kernels, launches and "
     "heuristics that changed, reads what the message claims, writes a "
     "benchmark that calls the old and the new code on the same data, runs it, "
     "and judges each claim.\n\n"
     "Without a revision it takes the last commit; A B is the same as A..B, "
     "one change from A to B, and A...B starts at their merge base. Without a "
     "GPU both sides are compared on the CPU, and nothing is timed.",
     "The report goes to standard output. The package is left in "
     "perfclaim-<commit>, or where -o says, its results in results/ of it.",
     {},
     VerdictCodes,
     ToolEnvironment,
     CheckExamples},
    {"analyze",
     "Parses both sides of a commit and prints what really differs, with the "
     "reasons, and what the message claims. Comments, layout, moved code and "
     "renamed locals are no difference. Nothing is executed.\n\n"
     "Without a revision it takes the last commit; A B is the same as A..B, "
     "one change from A to B, and A...B starts at their merge base.",
     "All goes to standard output.",
     {},
     FindCodes,
     ToolEnvironment,
     AnalyzeExamples},
    {"generate",
     "Writes the benchmark package of a commit: a folder that builds with nvcc "
     "and CMake alone, on any machine. It calls the real old and the real new "
     "code on the same data, compares, and times. Its README.md says what was "
     "found, inferred and assumed.\n\n"
     "Where evidence is missing, the line to write into perfclaim.json at the "
     "root of the repository is printed.",
     "The package goes to perfclaim-<commit>, or where -o says; the plan is "
     "printed on standard output.",
     {},
     GenerateCodes,
     ToolEnvironment,
     GenerateExamples},
    {"run",
     "Builds a package, runs it, and judges the claims. With --program it "
     "measures two builds of a program instead.",
     "Results go to results/ of the package, the report to standard output.",
     {},
     VerdictCodes,
     ToolEnvironment,
     RunExamples},
    {"report",
     "Prints the results of a package, or of results/result.json, in another "
     "form, and judges them again. Two results are compared with each other.",
     "All goes to standard output.",
     {},
     VerdictCodes,
     {},
     ReportExamples},
    {"claims",
     "Reads numbers, directions and scopes off commit messages: \"avg 1.6x "
     "speedup\" is a claim. With --json-lines it reads messages from standard "
     "input, {\"id\": ..., \"message\": \"...\"} a line, and writes a line for "
     "each.",
     "All goes to standard output.",
     {},
     PlainCodes,
     {},
     ClaimsExamples},
    {"diff-filter",
     "Reads a unified diff from standard input, as clang-tidy-diff does, and "
     "prints what it changes: kernels, launches, heuristics and functions, "
     "and nothing that the patch does not touch. The new side is what lies on "
     "disk; the old side is that with the patch taken back. .cu and .cuh "
     "files are included.",
     "All goes to standard output.",
     {},
     FindCodes,
     ToolEnvironment,
     DiffFilterExamples},
    {"hook",
     "What pre-commit and git call. commit looks at what is staged: changed "
     "launches, and static evidence that got worse than HEAD; it fails on "
     "limits that the repository has set in perfclaim.json and on nothing "
     "else, and trouble of its own is one line. agree compares the old and the "
     "new code on the CPU. message says whether a claimed number has a "
     "benchmark.",
     "Findings go to standard output, a line each.",
     {},
     HookCodes,
     ToolEnvironment,
     HookExamples},
    {"lsp",
     "Speaks the Language Server Protocol on standard input and output. While "
     "a CUDA or C++ file is edited, it shows what has changed since HEAD: "
     "launches, heuristics with their thresholds, registers and occupancy that "
     "got worse, and kernels, from which a benchmark can be written and both "
     "versions be compared.",
     "Messages go to standard output, and with --log what is done to standard "
     "error.",
     {},
     PlainCodes,
     ToolEnvironment,
     LspExamples},
    {"host-compile",
     "Compiles CUDA sources to objects, libraries and programs that run "
     "without a GPU; for a Makefile: make NVCC=\"perfclaim host-compile\". It "
     "takes nvcc's options, and those below.",
     "What -o names; what the program finds or sees goes to standard error, or "
     "to the files that the environment names.",
     HostCompileOptions, PlainCodes, HostCompileEnvironment,
     HostCompileExamples},
    {"completion",
     "Prints a script that completes commands, options, values and revisions, "
     "also for git perfclaim. An installation has it in place.",
     "All goes to standard output.",
     {},
     PlainCodes,
     {},
     CompletionExamples},
    {"manual",
     "Prints what --help prints, as a manual page or as Markdown.",
     "All goes to standard output.",
     {},
     PlainCodes,
     {},
     ManualExamples}};

constexpr Entry FirstExamples[] = {
    {"perfclaim check", "is the last commit right, and as fast as it says?"},
    {"perfclaim analyze --worktree", "what have I changed so far?"},
    {"git perfclaim check main...topic", "the same tool as a command of git"}};

constexpr Page Main = {
    "",
    "A commit says \"avg 1.6x speedup\". perfclaim finds out whether it is. It "
    "finds the CUDA kernels, launches and heuristics that a commit really "
    "changed, writes a benchmark that calls the old and the new code on the "
    "same data, proves that they agree, and compares the ratio of their times "
    "with the claim.",
    "perfclaim.json at the root of the repository says what the sources do "
    "not: sizes of buffers, values, workloads, entries.",
    {},
    VerdictCodes,
    ToolEnvironment,
    FirstExamples};

} // namespace

const Page *pageOf(StringRef Command) {
  const Page *Found =
      find_if(Pages, [&](const Page &P) { return P.Command == Command; });
  return Found == std::end(Pages) ? nullptr : Found;
}

const Page &mainPage() { return Main; }

} // namespace perfclaim::tool
