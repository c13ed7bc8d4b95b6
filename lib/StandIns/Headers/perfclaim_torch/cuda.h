//===- cuda.h - Streams, guards, devices and mathematics of torch on CUDA *- C++
//-*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: there is one device, the current one, and one stream, the one that
/// the benchmark measures. Guards for them do nothing; a guard for another
/// device or stream throws. Device properties are those of the runtime.
/// Generators of random numbers, and cuBLAS handles, are declared only.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_CUDA_H
#define PERFCLAIM_STANDIN_CUDA_H

#include "tensor.h"
#if __has_include(<cublas_v2.h>)
#include <cublas_v2.h>
#endif

namespace c10 {
namespace cuda {
class CUDAStream {
public:
  CUDAStream() = default;
  explicit CUDAStream(cudaStream_t Raw) : Raw(Raw) {}
  operator cudaStream_t() const { return Raw; }
  cudaStream_t stream() const { return Raw; }
  DeviceIndex device_index() const { return perfclaim_detail::currentDevice(); }
  Device device() const { return Device(kCUDA, device_index()); }
  void synchronize() const { C10_CUDA_CHECK(cudaStreamSynchronize(Raw)); }
  bool query() const { return cudaStreamQuery(Raw) == cudaSuccess; }
  bool operator==(const CUDAStream &O) const { return Raw == O.Raw; }
  bool operator!=(const CUDAStream &O) const { return Raw != O.Raw; }

private:
  cudaStream_t Raw = nullptr;
};
inline void perfclaim_only(DeviceIndex Index) {
  TORCH_CHECK_NOT_IMPLEMENTED(
      Index == -1 || Index == perfclaim_detail::currentDevice(),
      "perfclaim's stand-in for torch knows the current device only");
}
inline CUDAStream getCurrentCUDAStream(DeviceIndex Index = -1) {
  perfclaim_only(Index);
  return CUDAStream(perfclaim_detail::currentStream());
}
inline CUDAStream getDefaultCUDAStream(DeviceIndex Index = -1) {
  perfclaim_only(Index);
  return CUDAStream(nullptr);
}
CUDAStream getStreamFromPool(bool = false, DeviceIndex = -1);
inline DeviceIndex current_device() {
  return perfclaim_detail::currentDevice();
}
inline DeviceIndex device_count() {
  int Count = 0;
  C10_CUDA_CHECK(cudaGetDeviceCount(&Count));
  return static_cast<DeviceIndex>(Count);
}
inline void set_device(DeviceIndex Index) { perfclaim_only(Index); }
inline void device_synchronize() { C10_CUDA_CHECK(cudaDeviceSynchronize()); }
inline void stream_synchronize(cudaStream_t Stream) {
  C10_CUDA_CHECK(cudaStreamSynchronize(Stream));
}

/// For the current device; a CPU tensor's device is ignored by optional ones.
class CUDAGuard {
public:
  explicit CUDAGuard(DeviceIndex Index) { perfclaim_only(Index); }
  explicit CUDAGuard(Device On) {
    TORCH_CHECK(On.is_cuda(), "a CUDA guard for another device");
    perfclaim_only(On.index());
  }
  CUDAGuard(const CUDAGuard &) = delete;
  CUDAGuard &operator=(const CUDAGuard &) = delete;
  ~CUDAGuard() {} // Not trivial, so that no compiler calls it unused.
  void set_device(Device On) { perfclaim_only(On.index()); }
  void set_index(DeviceIndex Index) { perfclaim_only(Index); }
};
class OptionalCUDAGuard {
public:
  OptionalCUDAGuard() {}
  explicit OptionalCUDAGuard(std::optional<Device> On) {
    if (On && On->is_cuda())
      perfclaim_only(On->index());
  }
  explicit OptionalCUDAGuard(DeviceIndex Index) { perfclaim_only(Index); }
  OptionalCUDAGuard(const OptionalCUDAGuard &) = delete;
  OptionalCUDAGuard &operator=(const OptionalCUDAGuard &) = delete;
  ~OptionalCUDAGuard() {}
  void set_device(Device On) { perfclaim_only(On.index()); }
  void set_index(DeviceIndex Index) { perfclaim_only(Index); }
};
class CUDAStreamGuard {
public:
  explicit CUDAStreamGuard(CUDAStream On) {
    TORCH_CHECK_NOT_IMPLEMENTED(
        On == getCurrentCUDAStream(),
        "perfclaim's stand-in for torch knows the current stream only");
  }
  CUDAStreamGuard(const CUDAStreamGuard &) = delete;
  CUDAStreamGuard &operator=(const CUDAStreamGuard &) = delete;
  ~CUDAStreamGuard() {}
};

/// Numbers without the std:: that device code would not find.
namespace compat {
#define PERFCLAIM_UNARY(NAME)                                                  \
  __host__ __device__ inline float NAME(float X) { return ::NAME##f(X); }      \
  __host__ __device__ inline double NAME(double X) { return ::NAME(X); }
PERFCLAIM_UNARY(exp)
PERFCLAIM_UNARY(log)
PERFCLAIM_UNARY(tanh)
PERFCLAIM_UNARY(sqrt)
PERFCLAIM_UNARY(ceil)
PERFCLAIM_UNARY(floor)
PERFCLAIM_UNARY(sin)
PERFCLAIM_UNARY(cos)
PERFCLAIM_UNARY(log1p)
#undef PERFCLAIM_UNARY
#define PERFCLAIM_BINARY(NAME, FLOAT, DOUBLE)                                  \
  __host__ __device__ inline float NAME(float X, float Y) {                    \
    return ::FLOAT(X, Y);                                                      \
  }                                                                            \
  __host__ __device__ inline double NAME(double X, double Y) {                 \
    return ::DOUBLE(X, Y);                                                     \
  }
PERFCLAIM_BINARY(pow, powf, pow)
PERFCLAIM_BINARY(max, fmaxf, fmax)
PERFCLAIM_BINARY(min, fminf, fmin)
#undef PERFCLAIM_BINARY
__host__ __device__ inline float abs(float X) { return ::fabsf(X); }
__host__ __device__ inline double abs(double X) { return ::fabs(X); }
} // namespace compat
} // namespace cuda

/// For any device that is the current one.
class DeviceGuard {
public:
  explicit DeviceGuard(Device On) {
    if (On.is_cuda())
      cuda::perfclaim_only(On.index());
  }
  DeviceGuard(const DeviceGuard &) = delete;
  DeviceGuard &operator=(const DeviceGuard &) = delete;
  ~DeviceGuard() {}
};
class OptionalDeviceGuard {
public:
  OptionalDeviceGuard() {}
  explicit OptionalDeviceGuard(std::optional<Device> On) {
    if (On && On->is_cuda())
      cuda::perfclaim_only(On->index());
  }
  OptionalDeviceGuard(const OptionalDeviceGuard &) = delete;
  OptionalDeviceGuard &operator=(const OptionalDeviceGuard &) = delete;
  ~OptionalDeviceGuard() {}
};
} // namespace c10

namespace at {
using c10::DeviceGuard;
using c10::OptionalDeviceGuard;
inline std::optional<Device> device_of(const Tensor &Of) {
  return Of.defined() ? std::optional<Device>(Of.device()) : std::nullopt;
}
inline std::optional<Device> device_of(const std::optional<Tensor> &Of) {
  return Of ? device_of(*Of) : std::nullopt;
}
/// Random numbers: declared only.
struct Generator {
  template <class T> T *get() const;
  std::mutex &mutex() const;
};
struct PhiloxCudaState {
  uint64_t seed_, offset_;
};
struct CUDAGeneratorImpl {
  PhiloxCudaState philox_cuda_state(uint64_t);
};
namespace cuda {
using namespace c10::cuda;
inline cudaDeviceProp *getDeviceProperties(int64_t Index) {
  c10::cuda::perfclaim_only(static_cast<DeviceIndex>(Index));
  static cudaDeviceProp Properties = [] {
    cudaDeviceProp Result;
    C10_CUDA_CHECK(cudaGetDeviceProperties(
        &Result, c10::perfclaim_detail::currentDevice()));
    return Result;
  }();
  return &Properties;
}
inline cudaDeviceProp *getCurrentDeviceProperties() {
  return getDeviceProperties(-1);
}
inline bool is_available() { return c10::cuda::device_count() > 0; }
inline int warp_size() { return getCurrentDeviceProperties()->warpSize; }
inline int64_t getNumGPUs() { return c10::cuda::device_count(); }
#if __has_include(<cublas_v2.h>)
cublasHandle_t getCurrentCUDABlasHandle();
#endif
template <class T, class U> __host__ __device__ T ATenCeilDiv(T A, U B) {
  return (A + B - 1) / B;
}
namespace philox {
__device__ std::tuple<uint64_t, uint64_t> unpack(PhiloxCudaState);
} // namespace philox
namespace detail {
const Generator &getDefaultCUDAGenerator(DeviceIndex = -1);
} // namespace detail
} // namespace cuda
template <class T> T *check_generator(std::optional<Generator>);
template <class T>
T *get_generator_or_default(const std::optional<Generator> &,
                            const Generator &);

template <class T, class U>
__host__ __device__ constexpr auto ceil_div(T A, U B) {
  return (A + B - 1) / B;
}
template <class T, class U>
__host__ __device__ constexpr auto round_up(T A, U B) {
  return ceil_div(A, B) * B;
}
template <class T> struct OpMathType {
  using type = T;
};
template <> struct OpMathType<Half> {
  using type = float;
};
template <> struct OpMathType<BFloat16> {
  using type = float;
};
template <> struct OpMathType<Float8_e4m3fn> {
  using type = float;
};
template <> struct OpMathType<Float8_e5m2> {
  using type = float;
};
template <class T> using opmath_type = typename OpMathType<T>::type;

/// What sums are kept in.
template <class T, bool Cuda> struct AccumulateType {
  using type = std::conditional_t<
      std::is_integral_v<T>, int64_t,
      std::conditional_t<std::is_same_v<opmath_type<T>, float> && !Cuda &&
                             std::is_same_v<T, float>,
                         double, opmath_type<T>>>;
};
template <class T, bool Cuda>
using acc_type = typename AccumulateType<T, Cuda>::type;
template <class T> using acc_type_device = acc_type<T, true>;

inline int get_num_threads() { return 1; }
inline int get_thread_num() { return 0; }
inline bool in_parallel_region() { return false; }
template <class F>
void parallel_for(int64_t From, int64_t To, int64_t, const F &Do) {
  if (From < To)
    Do(From, To);
}
} // namespace at

template <class T> __host__ __device__ constexpr T THCCeilDiv(T A, T B) {
  return (A + B - 1) / B;
}

#if defined(__CUDACC__) || defined(__CUDA__)
#include "atomics.h"
#endif

#endif // PERFCLAIM_STANDIN_CUDA_H
