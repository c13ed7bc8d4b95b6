//===- extension.h - A subset of torch that sources parse against *- C++
//-*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For units that are parsed where torch is not installed. An installed torch
/// goes before this; nothing here is ever compiled into a package.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_EXTENSION_H
#define PERFCLAIM_STANDIN_EXTENSION_H

#include "../perfclaim_torch/macros.h"
#ifndef __CUDA__
#include <cuda_runtime_api.h>
#endif
#include <cstdio>
#include <cublas_v2.h>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <unordered_map>

namespace c10 {
namespace cuda {
struct CUDAStream {
  operator cudaStream_t() const;
  cudaStream_t stream() const;
  DeviceIndex device_index() const;
  void synchronize() const;
};
CUDAStream getCurrentCUDAStream(DeviceIndex = -1);
CUDAStream getDefaultCUDAStream(DeviceIndex = -1);
CUDAStream getStreamFromPool(bool = false, DeviceIndex = -1);
DeviceIndex current_device();
DeviceIndex device_count();
void set_device(DeviceIndex);
void device_synchronize();
struct CUDAGuard {
  explicit CUDAGuard(DeviceIndex);
  explicit CUDAGuard(Device);
  ~CUDAGuard();
};
struct OptionalCUDAGuard {
  OptionalCUDAGuard();
  explicit OptionalCUDAGuard(std::optional<Device>);
  explicit OptionalCUDAGuard(DeviceIndex);
  ~OptionalCUDAGuard();
  void set_device(Device);
  void set_index(DeviceIndex);
};
struct CUDAStreamGuard {
  explicit CUDAStreamGuard(CUDAStream);
  ~CUDAStreamGuard();
};
namespace compat {
template <class T> __host__ __device__ T abs(T X);
template <class T> __host__ __device__ T exp(T X);
template <class T> __host__ __device__ T log(T X);
template <class T> __host__ __device__ T tanh(T X);
template <class T> __host__ __device__ T sqrt(T X);
template <class T> __host__ __device__ T max(T X, T Y);
template <class T> __host__ __device__ T min(T X, T Y);
} // namespace compat
} // namespace cuda
struct DeviceGuard {
  explicit DeviceGuard(Device);
  ~DeviceGuard();
};
struct OptionalDeviceGuard {
  explicit OptionalDeviceGuard(std::optional<Device>);
  ~OptionalDeviceGuard();
};
struct IValue {
  template <class T> IValue(T);
};
} // namespace c10

namespace at {
using c10::DeviceGuard;
using c10::OptionalDeviceGuard;
DeviceGuard device_guard_of(const Tensor &);
std::optional<Device> device_of(const Tensor &);
namespace cuda {
using namespace c10::cuda;
cudaDeviceProp *getCurrentDeviceProperties();
cudaDeviceProp *getDeviceProperties(int64_t);
cublasHandle_t getCurrentCUDABlasHandle();
bool is_available();
int warp_size();
struct PhiloxCudaState {
  uint64_t seed_, offset_;
};
struct CUDAGeneratorImpl {
  PhiloxCudaState philox_cuda_state(uint64_t);
};
namespace philox {
__device__ std::tuple<uint64_t, uint64_t> unpack(PhiloxCudaState);
} // namespace philox
namespace detail {
Generator getDefaultCUDAGenerator(int = -1);
} // namespace detail
template <class T, class U> T ATenCeilDiv(T, U);
} // namespace cuda
template <class T> T *check_generator(std::optional<Generator>);
template <class T>
T *get_generator_or_default(std::optional<Generator>, Generator);
} // namespace at

template <class T, class U> __device__ void gpuAtomicAdd(T *, U);
template <class T, class U> __device__ void gpuAtomicAddNoReturn(T *, U);
template <class T> __device__ T gpuAtomicMax(T *, T);
template <class T> __device__ T gpuAtomicMin(T *, T);

namespace torch {
using namespace at;
using at::Tensor;
using Dtype = at::ScalarType;
using c10::optional;
namespace cuda {
using namespace at::cuda;
}
namespace autograd {
using variable_list = std::vector<Tensor>;
struct AutogradContext {
  void save_for_backward(variable_list);
  variable_list get_saved_variables();
};
template <class T> struct Function {
  template <class... A> static variable_list apply(A &&...);
};
} // namespace autograd
namespace nn {}
namespace indexing {}
namespace headeronly {
using namespace c10;
}
struct CustomClassHolder {};
} // namespace torch

namespace pybind11 {
using module_ = torch::perfclaim_registry;
using module = torch::perfclaim_registry;
using arg = torch::arg;
using bytes = std::string;
struct object {};
struct gil_scoped_release {};
template <class... A> struct init {};
template <class T, class... B> struct class_ {
  template <class... A> class_(A &&...);
  template <class... A> class_ &def(A &&...);
  template <class... A> class_ &def_readwrite(A &&...);
  template <class... A> class_ &def_readonly(A &&...);
};
} // namespace pybind11
namespace py = pybind11;

#endif // PERFCLAIM_STANDIN_EXTENSION_H
