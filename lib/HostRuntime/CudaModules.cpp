//===- CudaModules.cpp - Kernels and variables that the program registered ===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaModules.h"
#include "CudaErrors.h"
#include "CudaGpus.h"
#include "CudaMemory.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cxxabi.h>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace perfclaim::host {

namespace {

/// What a registered binary is to its constructor.
struct Binary {
  const pc_module *Module;
  std::vector<const void *> Stubs, Shadows;
};

struct Registry {
  std::mutex Mutex;
  std::map<const void *, std::unique_ptr<Kernel>> Kernels;
  std::map<const void *, const pc_variable *> Variables;

  static Registry &get() {
    static auto *Only = new Registry; // Used by constructors and destructors.
    return *Only;
  }
};

/// As nvcc and Clang lay it out.
struct FatBinaryWrapper {
  int Magic, Version;
  const char *Data;
  void *Unused;
};

[[noreturn]] void unknown(const char *What, const char *Name) {
  std::fprintf(stderr,
               "perfclaim: %s %s was not compiled for the host backend\n", What,
               Name);
  std::abort();
}

/// "ns::k<int, 8>(int*)" of a mangled name: what a call names, without the
/// result that chose among overloads. Empty where there is no such name.
std::string calledName(const char *Mangled) {
  int Status = 0;
  const std::unique_ptr<char, void (*)(void *)> Text(
      abi::__cxa_demangle(Mangled, nullptr, nullptr, &Status), std::free);
  if (!Text)
    return "";
  const std::string_view Whole = Text.get();
  // Back over the parameters and the name to the space after the result.
  int Round = 0, Angle = 0;
  for (std::size_t I = Whole.size(); I != 0; --I) {
    const char C = Whole[I - 1];
    Round += (C == ')') - (C == '(');
    // In parentheses these may be operators.
    if (Round == 0)
      Angle += (C == '>') - (C == '<');
    if (C == ' ' && Round == 0 && Angle == 0)
      return std::string(Whole.substr(I));
  }
  return std::string(Whole);
}

/// The kernel \p Name of \p From. Where a trait differs between the two passes,
/// they choose different overloads for one launch; what was compiled for the
/// device runs, as nvcc has it.
const pc_kernel *kernelOf(const pc_module &From, const char *Name) {
  for (unsigned I = 0; I != From.num_kernels; ++I)
    if (std::strcmp(From.kernels[I].name, Name) == 0)
      return &From.kernels[I];
  const std::string Called = calledName(Name);
  const pc_kernel *Only = nullptr;
  for (unsigned I = 0; I != From.num_kernels && !Called.empty(); ++I)
    if (calledName(From.kernels[I].name) == Called) {
      if (Only)
        return nullptr;
      Only = &From.kernels[I];
    }
  return Only;
}

const pc_variable *variableOf(void **Handle, const char *Name) {
  const pc_module *Module = reinterpret_cast<Binary *>(Handle)->Module;
  for (unsigned I = 0; I != Module->num_variables; ++I)
    if (std::strcmp(Module->variables[I].name, Name) == 0)
      return &Module->variables[I];
  unknown("the variable", Name);
}

} // namespace

Kernel *findKernel(const void *Stub) {
  Registry &All = Registry::get();
  const std::lock_guard<std::mutex> Lock(All.Mutex);
  const auto Found = All.Kernels.find(Stub);
  if (Found != All.Kernels.end())
    return Found->second.get();
  for (const auto &[Known, K] : All.Kernels)
    if (K.get() == Stub)
      return K.get();
  return nullptr;
}

const pc_variable *findVariable(const void *Shadow) {
  Registry &All = Registry::get();
  const std::lock_guard<std::mutex> Lock(All.Mutex);
  const auto Found = All.Variables.find(Shadow);
  return Found == All.Variables.end() ? nullptr : Found->second;
}

} // namespace perfclaim::host

using namespace perfclaim::host;

//===-- Called by the host side's constructors ----------------------------===//

PC_API void **__cudaRegisterFatBinary(void *Image) {
  const char *Id = static_cast<FatBinaryWrapper *>(Image)->Data;
  const pc_module *Module = pc_find_module(Id);
  if (!Module)
    unknown("the device code of", "a module");
  return reinterpret_cast<void **>(new Binary{Module, {}, {}});
}

PC_API void __cudaRegisterFatBinaryEnd(void **) {}

PC_API void __cudaUnregisterFatBinary(void **Handle) {
  std::unique_ptr<Binary> Gone(reinterpret_cast<Binary *>(Handle));
  if (!Gone)
    return;
  Registry &All = Registry::get();
  const std::lock_guard<std::mutex> Lock(All.Mutex);
  for (const void *Stub : Gone->Stubs)
    All.Kernels.erase(Stub);
  for (const void *Shadow : Gone->Shadows) {
    const auto Found = All.Variables.find(Shadow);
    if (Found == All.Variables.end())
      continue;
    Memory::get().remove(Found->second->address, MemoryKind::Variable);
    All.Variables.erase(Found);
  }
}

PC_API void __cudaRegisterFunction(void **Handle, const char *Stub, char *,
                                   const char *Name, int, uint3 *, uint3 *,
                                   dim3 *, dim3 *, int *) {
  auto *Into = reinterpret_cast<Binary *>(Handle);
  const pc_kernel *Code = kernelOf(*Into->Module, Name);
  if (!Code) // Never emitted, so never launched: that it exists is no error.
    return;
  auto Made = std::make_unique<Kernel>();
  Made->Code = Code;
  Made->MaxDynamicShared =
      SharedPerBlock - static_cast<int>(Code->static_shared);
  Registry &All = Registry::get();
  const std::lock_guard<std::mutex> Lock(All.Mutex);
  All.Kernels[Stub] = std::move(Made);
  Into->Stubs.push_back(Stub);
}

PC_API void __cudaRegisterVar(void **Handle, char *Shadow, char *,
                              const char *Name, int, size_t, int, int) {
  const pc_variable *Variable = variableOf(Handle, Name);
  Registry &All = Registry::get();
  const std::lock_guard<std::mutex> Lock(All.Mutex);
  All.Variables[Shadow] = Variable;
  reinterpret_cast<Binary *>(Handle)->Shadows.push_back(Shadow);
  if (Variable->size)
    Memory::get().add(Variable->address, Variable->size, MemoryKind::Variable,
                      0);
}

PC_API void __cudaRegisterManagedVar(void **Handle, void **Pointer, char *,
                                     const char *Name, int, size_t, int, int) {
  const pc_variable *Variable = variableOf(Handle, Name);
  Registry &All = Registry::get();
  const std::lock_guard<std::mutex> Lock(All.Mutex);
  *Pointer = Variable->address;
  All.Variables[static_cast<const void *>(Pointer)] = Variable;
  reinterpret_cast<Binary *>(Handle)->Shadows.push_back(
      static_cast<const void *>(Pointer));
  if (Variable->size)
    Memory::get().add(Variable->address, Variable->size, MemoryKind::Managed,
                      cudaMemAttachGlobal);
}

/// Texture and surface references are variables that hold a handle.
PC_API void __cudaRegisterTexture(void **Handle, const void *Shadow,
                                  const void **, const char *Name, int, int,
                                  int) {
  const pc_variable *Variable = variableOf(Handle, Name);
  Registry &All = Registry::get();
  const std::lock_guard<std::mutex> Lock(All.Mutex);
  All.Variables[Shadow] = Variable;
  reinterpret_cast<Binary *>(Handle)->Shadows.push_back(Shadow);
  Memory::get().add(Variable->address, Variable->size, MemoryKind::Variable, 0);
}

PC_API void __cudaRegisterSurface(void **Handle, const void *Shadow,
                                  const void **Address, const char *Name,
                                  int Dimensions, int External) {
  __cudaRegisterTexture(Handle, Shadow, Address, Name, Dimensions, 0, External);
}

/// Until CUDA 5 a variable could be given by its name. An array of characters
/// that is a variable itself stays what it is.
extern "C" __attribute__((visibility("default"))) const void *
pc_symbol(const char *Name) {
  Registry &All = Registry::get();
  const std::lock_guard<std::mutex> Lock(All.Mutex);
  if (All.Variables.count(Name))
    return Name;
  for (const auto &[Shadow, Variable] : All.Variables)
    if (std::strcmp(Variable->name, Name) == 0)
      return Shadow;
  return Name;
}

PC_API char __cudaInitModule(void **) { return 1; }
