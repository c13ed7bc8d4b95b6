//===- CudaTrace.cpp - What a process asked of the device -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaTrace.h"
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace perfclaim::host::trace {

namespace {

/// -1 where no trace is wanted.
int file() {
  static const int Opened = [] {
    const char *Path = std::getenv("PERFCLAIM_HOST_TRACE");
    if (!Path || !*Path)
      return -1;
    // Appended to: a program's child processes write to the same file.
    const int File =
        open(Path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (File < 0) {
      std::fprintf(stderr,
                   "perfclaim: PERFCLAIM_HOST_TRACE: %s cannot be "
                   "written\n",
                   Path);
      std::_Exit(1);
    }
    return File;
  }();
  return Opened;
}

void say(std::string Line) {
  Line += "}\n";
  if (::write(file(), Line.data(), Line.size()) !=
      static_cast<ssize_t>(Line.size())) {
    std::fprintf(stderr, "perfclaim: the trace cannot be written\n");
    std::_Exit(1);
  }
}

/// Names of kernels and calls: no quotes or control characters in them.
std::string begin(const char *What, const char *Name) {
  return std::string("{\"") + What + "\": \"" + Name + "\"";
}

std::string number(const char *Key, std::size_t Value) {
  return std::string(", \"") + Key + "\": " + std::to_string(Value);
}

std::string triple(const char *Key, dim3 Size) {
  return std::string(", \"") + Key + "\": [" + std::to_string(Size.x) + ", " +
         std::to_string(Size.y) + ", " + std::to_string(Size.z) + "]";
}

std::string address(const void *Where) {
  char Text[40];
  std::snprintf(Text, sizeof Text, ", \"address\": \"%p\"", Where);
  return Text;
}

} // namespace

void launch(const char *Kernel, dim3 Grid, dim3 Block, std::size_t Static,
            std::size_t Dynamic) {
  if (file() >= 0)
    say(begin("launch", Kernel) + triple("grid", Grid) +
        triple("block", Block) + number("static_shared", Static) +
        number("dynamic_shared", Dynamic));
}

void copy(const char *Call, const char *Kind, std::size_t Bytes) {
  if (file() >= 0)
    say(begin("copy", Call) + ", \"kind\": \"" + Kind + "\"" +
        number("bytes", Bytes));
}

void set(const char *Call, std::size_t Bytes) {
  if (file() >= 0)
    say(begin("set", Call) + number("bytes", Bytes));
}

void allocate(const char *Call, const void *Address, std::size_t Bytes) {
  if (file() >= 0)
    say(begin("allocate", Call) + address(Address) + number("bytes", Bytes));
}

void release(const char *Call, const void *Address) {
  if (file() >= 0)
    say(begin("free", Call) + address(Address));
}

void synchronize(const char *Call) {
  if (file() >= 0)
    say(begin("synchronize", Call));
}

void compute(const char *Call, std::size_t Rows, std::size_t Columns,
             std::size_t Depth, std::size_t Batches) {
  if (file() >= 0)
    say(begin("compute", Call) + number("rows", Rows) +
        number("columns", Columns) + number("depth", Depth) +
        number("batches", Batches));
}

void refuse(const char *What) {
  if (file() >= 0)
    say(begin("refused", What));
}

void mark(const char *What) {
  if (file() >= 0)
    say(begin("mark", What));
}

} // namespace perfclaim::host::trace
