//===- TestModule.cpp - Kernels and variables of the tests ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestModule.h"
#include <utility>

extern "C" {
void **__cudaRegisterFatBinary(void *Image);
void __cudaRegisterFatBinaryEnd(void **Handle);
void __cudaRegisterFunction(void **, const char *, char *, const char *, int,
                            uint3 *, uint3 *, dim3 *, dim3 *, int *);
void __cudaRegisterVar(void **, char *, char *, const char *, int, size_t, int,
                       int);
}

namespace testmodule {

char Increment, Bounded, Shared, Faulting, NeverCompiled, Table, Unknown;

namespace {

void increment(void **Arguments) {
  __atomic_add_fetch(*static_cast<int **>(Arguments[0]), 1, __ATOMIC_RELAXED);
}

/// Writes where nothing is.
void faulting(void **) {
  const std::uintptr_t Nowhere = 8;
  // An address is a number. NOLINTNEXTLINE(performance-no-int-to-ptr)
  *reinterpret_cast<volatile int *>(Nowhere) = 1;
}

int TableMemory[4] = {1, 2, 3, 4};
const std::uint32_t PointerSize[] = {8};
const pc_kernel Kernels[] = {
    {"increment", increment, 1, PointerSize, 0, 16, 0, 0, "t.cu", 1, nullptr,
     nullptr},
    {"bounded", increment, 1, PointerSize, 0, 16, 128, 0, "t.cu", 2, nullptr,
     nullptr},
    {"shared", increment, 1, PointerSize, 1024, 16, 0, 0, "t.cu", 3, nullptr,
     nullptr},
    {"faulting", faulting, 1, PointerSize, 0, 16, 0, 0, "t.cu", 4, nullptr,
     nullptr},
};
const pc_variable Variables[] = {{"table", TableMemory, sizeof TableMemory, 1}};
const pc_module Module = {"test module", Kernels, 4, Variables, 1};

} // namespace

void registerOnce() {
  static struct {
    int Magic = 0x466243b1, Version = 1;
    const char *Data = Module.id;
    void *Unused = nullptr;
  } Wrapper;
  static const bool Done = [] {
    pc_register_module(&Module);
    void **Handle = __cudaRegisterFatBinary(&Wrapper);
    const std::pair<char *, const char *> Stubs[] = {{&Increment, "increment"},
                                                     {&Bounded, "bounded"},
                                                     {&Shared, "shared"},
                                                     {&Faulting, "faulting"}};
    for (const auto &[Stub, Name] : Stubs)
      __cudaRegisterFunction(Handle, Stub, Stub, Name, -1, nullptr, nullptr,
                             nullptr, nullptr, nullptr);
    __cudaRegisterVar(Handle, &Table, &Table, "table", 0, sizeof TableMemory, 1,
                      0);
    __cudaRegisterFatBinaryEnd(Handle);
    return true;
  }();
  static_cast<void>(Done);
}

cudaError_t launch(const char &Stub, dim3 Grid, dim3 Block, int *Data,
                   std::size_t SharedBytes, cudaStream_t Stream) {
  void *Arguments[] = {&Data};
  return cudaLaunchKernel(&Stub, Grid, Block, Arguments, SharedBytes, Stream);
}

} // namespace testmodule
