//===- StandIns.cpp - Texts that other sources compile against --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/StandIns/StandIns.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {
namespace {

constexpr struct {
  const char *Name;
  const char *Text;
} Embedded[] = {
#include "Embedded.inc"
};

constexpr StringLiteral PreludeName("perfclaim_prelude.h");

/// Names by which frameworks' users include what one of our files declares.
constexpr struct {
  const char *Name;
  const char *Text;
} Forwards[] = {
#define FORWARD(NAME, TO) {NAME, "#pragma once\n#include <" TO ">\n"}
    FORWARD("torch/all.h", "torch/extension.h"),
    FORWARD("torch/torch.h", "torch/extension.h"),
    FORWARD("torch/types.h", "torch/extension.h"),
    FORWARD("torch/script.h", "torch/extension.h"),
    FORWARD("torch/library.h", "torch/extension.h"),
    FORWARD("torch/cuda.h", "torch/extension.h"),
    FORWARD("torch/python.h", "torch/extension.h"),
    FORWARD("torch/csrc/api/include/torch/types.h", "torch/extension.h"),
    FORWARD("torch/headeronly/core/ScalarType.h", "torch/extension.h"),
    FORWARD("torch/headeronly/util/BFloat16.h", "torch/extension.h"),
    FORWARD("torch/headeronly/util/Half.h", "torch/extension.h"),
    FORWARD("ATen/ATen.h", "torch/extension.h"),
    FORWARD("ATen/Tensor.h", "torch/extension.h"),
    FORWARD("ATen/core/Tensor.h", "torch/extension.h"),
    FORWARD("ATen/Dispatch.h", "torch/extension.h"),
    FORWARD("ATen/DeviceGuard.h", "torch/extension.h"),
    FORWARD("ATen/Functions.h", "torch/extension.h"),
    FORWARD("ATen/ScalarOps.h", "torch/extension.h"),
    FORWARD("ATen/OpMathType.h", "torch/extension.h"),
    FORWARD("ATen/AccumulateType.h", "torch/extension.h"),
    FORWARD("ATen/NativeFunctions.h", "torch/extension.h"),
    FORWARD("ATen/TensorUtils.h", "torch/extension.h"),
    FORWARD("ATen/ceil_div.h", "torch/extension.h"),
    FORWARD("ATen/cuda/CUDAContext.h", "torch/extension.h"),
    FORWARD("ATen/cuda/CUDAContextLight.h", "torch/extension.h"),
    FORWARD("ATen/cuda/CUDABlas.h", "torch/extension.h"),
    FORWARD("ATen/cuda/Exceptions.h", "torch/extension.h"),
    FORWARD("ATen/cuda/CUDAUtils.h", "torch/extension.h"),
    FORWARD("ATen/cuda/Atomic.cuh", "torch/extension.h"),
    FORWARD("ATen/cuda/CUDAGeneratorImpl.h", "torch/extension.h"),
    FORWARD("ATen/cuda/CUDAGraphsUtils.cuh", "torch/extension.h"),
    FORWARD("ATen/native/cuda/KernelUtils.cuh", "torch/extension.h"),
    FORWARD("c10/core/DeviceGuard.h", "torch/extension.h"),
    FORWARD("c10/core/ScalarType.h", "torch/extension.h"),
    FORWARD("c10/core/Scalar.h", "torch/extension.h"),
    FORWARD("c10/cuda/CUDAException.h", "torch/extension.h"),
    FORWARD("c10/cuda/CUDAGuard.h", "torch/extension.h"),
    FORWARD("c10/cuda/CUDAStream.h", "torch/extension.h"),
    FORWARD("c10/cuda/CUDAFunctions.h", "torch/extension.h"),
    FORWARD("c10/cuda/CUDAMathCompat.h", "torch/extension.h"),
    FORWARD("c10/macros/Macros.h", "torch/extension.h"),
    FORWARD("c10/util/BFloat16.h", "torch/extension.h"),
    FORWARD("c10/util/Exception.h", "torch/extension.h"),
    FORWARD("c10/util/Float8_e4m3fn.h", "torch/extension.h"),
    FORWARD("c10/util/Float8_e4m3fnuz.h", "torch/extension.h"),
    FORWARD("c10/util/Float8_e5m2.h", "torch/extension.h"),
    FORWARD("c10/util/Half.h", "torch/extension.h"),
    FORWARD("c10/util/Optional.h", "torch/extension.h"),
    FORWARD("ATen/ops/empty.h", "torch/extension.h"),
    FORWARD("ATen/ops/empty_like.h", "torch/extension.h"),
    FORWARD("ATen/ops/full.h", "torch/extension.h"),
    FORWARD("ATen/ops/zeros.h", "torch/extension.h"),
    FORWARD("ATen/ops/zeros_like.h", "torch/extension.h"),
    FORWARD("ATen/core/ScalarType.h", "torch/extension.h"),
    FORWARD("ATen/Context.h", "torch/extension.h"),
    FORWARD("THC/THCAtomics.cuh", "torch/extension.h"),
    FORWARD("THC/THC.h", "torch/extension.h"),
    FORWARD("c10/core/Device.h", "torch/extension.h"),
    FORWARD("c10/core/DeviceType.h", "torch/extension.h"),
    FORWARD("c10/core/TensorOptions.h", "torch/extension.h"),
    FORWARD("c10/cuda/CUDAMacros.h", "torch/extension.h"),
    FORWARD("c10/macros/Export.h", "torch/extension.h"),
    FORWARD("c10/util/ArrayRef.h", "torch/extension.h"),
    FORWARD("c10/util/complex.h", "torch/extension.h"),
    FORWARD("c10/util/Float8_e5m2fnuz.h", "torch/extension.h"),
    FORWARD("c10/util/Float8_e8m0fnu.h", "torch/extension.h"),
    FORWARD("torch/headeronly/core/DeviceType.h", "torch/extension.h"),
    FORWARD("torch/headeronly/macros/Macros.h", "torch/extension.h"),
    FORWARD("torch/headeronly/util/Exception.h", "torch/extension.h"),
    FORWARD("torch/headeronly/util/Float8_e4m3fn.h", "torch/extension.h"),
    FORWARD("torch/headeronly/util/Float8_e5m2.h", "torch/extension.h"),
    FORWARD("torch/custom_class.h", "torch/extension.h"),
    FORWARD("torch/version.h", "torch/extension.h"),
    FORWARD("torch/csrc/autograd/custom_function.h", "torch/extension.h"),
    FORWARD("torch/csrc/utils/pybind.h", "torch/extension.h"),
    FORWARD("torch/serialize/tensor.h", "torch/extension.h"),
    FORWARD("torch/utils.h", "torch/extension.h"),
    FORWARD("torch/headeronly/core/TensorAccessor.h", "torch/extension.h"),
    FORWARD("torch/headeronly/core/Layout.h", "torch/extension.h"),
    FORWARD("torch/headeronly/util/Metaprogramming.h", "torch/extension.h"),
    FORWARD("torch/headeronly/util/Float8_e4m3fnuz.h", "torch/extension.h"),
    FORWARD("torch/headeronly/util/Float8_e8m0fnu.h", "torch/extension.h"),
    FORWARD("torch/headeronly/util/complex.h", "torch/extension.h"),
    FORWARD("ATen/Parallel.h", "torch/extension.h"),
    FORWARD("ATen/Dispatch_v2.h", "torch/extension.h"),
    FORWARD("ATen/TensorOperators.h", "torch/extension.h"),
    FORWARD("ATen/TensorIndexing.h", "torch/extension.h"),
    FORWARD("ATen/TensorIterator.h", "torch/extension.h"),
    FORWARD("ATen/ExpandUtils.h", "torch/extension.h"),
    FORWARD("ATen/Device.h", "torch/extension.h"),
    FORWARD("ATen/record_function.h", "torch/extension.h"),
    FORWARD("ATen/core/Array.h", "torch/extension.h"),
    FORWARD("ATen/core/Generator.h", "torch/extension.h"),
    FORWARD("ATen/core/List.h", "torch/extension.h"),
    FORWARD("ATen/core/TensorAccessor.h", "torch/extension.h"),
    FORWARD("ATen/core/TensorBase.h", "torch/extension.h"),
    FORWARD("ATen/core/TensorBody.h", "torch/extension.h"),
    FORWARD("ATen/core/ivalue.h", "torch/extension.h"),
    FORWARD("ATen/core/grad_mode.h", "torch/extension.h"),
    FORWARD("ATen/core/dispatch/Dispatcher.h", "torch/extension.h"),
    FORWARD("ATen/cuda/ApplyGridUtils.cuh", "torch/extension.h"),
    FORWARD("ATen/cuda/CUDADataType.h", "torch/extension.h"),
    FORWARD("ATen/cuda/CUDAEvent.h", "torch/extension.h"),
    FORWARD("ATen/cuda/DeviceUtils.cuh", "torch/extension.h"),
    FORWARD("ATen/cuda/NumericLimits.cuh", "torch/extension.h"),
    FORWARD("ATen/cuda/PhiloxUtils.cuh", "torch/extension.h"),
    FORWARD("ATen/cuda/CUDADevice.h", "torch/extension.h"),
    FORWARD("ATen/cuda/detail/UnpackRaw.cuh", "torch/extension.h"),
    FORWARD("ATen/cuda/detail/KernelUtils.h", "torch/extension.h"),
    FORWARD("c10/core/CPUAllocator.h", "torch/extension.h"),
    FORWARD("c10/core/Layout.h", "torch/extension.h"),
    FORWARD("c10/core/MemoryFormat.h", "torch/extension.h"),
    FORWARD("c10/core/Stream.h", "torch/extension.h"),
    FORWARD("c10/core/StreamGuard.h", "torch/extension.h"),
    FORWARD("c10/core/SymInt.h", "torch/extension.h"),
    FORWARD("c10/core/impl/InlineDeviceGuard.h", "torch/extension.h"),
    FORWARD("c10/cuda/CUDACachingAllocator.h", "torch/extension.h"),
    FORWARD("c10/cuda/CUDADeviceAssertion.h", "torch/extension.h"),
    FORWARD("c10/util/Logging.h", "torch/extension.h"),
    FORWARD("c10/util/SmallVector.h", "torch/extension.h"),
    FORWARD("c10/util/accumulate.h", "torch/extension.h"),
    FORWARD("c10/util/intrusive_ptr.h", "torch/extension.h"),
    FORWARD("c10/util/irange.h", "torch/extension.h"),
    FORWARD("c10/util/string_view.h", "torch/extension.h"),
    FORWARD("THC/THCDeviceUtils.cuh", "torch/extension.h"),
    FORWARD("THC/THCGeneral.h", "torch/extension.h"),
    FORWARD("THC/THCNumerics.cuh", "torch/extension.h"),
    FORWARD("ATen/ops/abs.h", "torch/extension.h"),
    FORWARD("ATen/ops/add.h", "torch/extension.h"),
    FORWARD("ATen/ops/amax.h", "torch/extension.h"),
    FORWARD("ATen/ops/arange.h", "torch/extension.h"),
    FORWARD("ATen/ops/as_strided.h", "torch/extension.h"),
    FORWARD("ATen/ops/cat.h", "torch/extension.h"),
    FORWARD("ATen/ops/clone.h", "torch/extension.h"),
    FORWARD("ATen/ops/copy.h", "torch/extension.h"),
    FORWARD("ATen/ops/cumsum.h", "torch/extension.h"),
    FORWARD("ATen/ops/empty_strided.h", "torch/extension.h"),
    FORWARD("ATen/ops/from_blob.h", "torch/extension.h"),
    FORWARD("ATen/ops/full_like.h", "torch/extension.h"),
    FORWARD("ATen/ops/index_select.h", "torch/extension.h"),
    FORWARD("ATen/ops/max.h", "torch/extension.h"),
    FORWARD("ATen/ops/min.h", "torch/extension.h"),
    FORWARD("ATen/ops/mm.h", "torch/extension.h"),
    FORWARD("ATen/ops/mul.h", "torch/extension.h"),
    FORWARD("ATen/ops/ones.h", "torch/extension.h"),
    FORWARD("ATen/ops/ones_like.h", "torch/extension.h"),
    FORWARD("ATen/ops/rand.h", "torch/extension.h"),
    FORWARD("ATen/ops/randn.h", "torch/extension.h"),
    FORWARD("ATen/ops/scalar_tensor.h", "torch/extension.h"),
    FORWARD("ATen/ops/sort.h", "torch/extension.h"),
    FORWARD("ATen/ops/stack.h", "torch/extension.h"),
    FORWARD("ATen/ops/sum.h", "torch/extension.h"),
    FORWARD("ATen/ops/tensor.h", "torch/extension.h"),
    FORWARD("ATen/ops/to.h", "torch/extension.h"),
    FORWARD("ATen/ops/topk.h", "torch/extension.h"),
    FORWARD("ATen/ops/view.h", "torch/extension.h"),
    FORWARD("ATen/ops/where.h", "torch/extension.h"),
    FORWARD("cublas_api.h", "cublas_v2.h"),
    FORWARD("glm/ext.hpp", "glm/glm.hpp"),
    FORWARD("glm/vec2.hpp", "glm/glm.hpp"),
    FORWARD("glm/vec3.hpp", "glm/glm.hpp"),
    FORWARD("glm/vec4.hpp", "glm/glm.hpp"),
    FORWARD("glm/mat3x3.hpp", "glm/glm.hpp"),
    FORWARD("glm/gtc/type_ptr.hpp", "glm/glm.hpp"),
    FORWARD("glm/gtc/quaternion.hpp", "glm/glm.hpp"),
    FORWARD("glm/gtc/matrix_transform.hpp", "glm/glm.hpp"),
    FORWARD("glm/gtc/matrix_access.hpp", "glm/glm.hpp"),
    FORWARD("glm/gtx/quaternion.hpp", "glm/glm.hpp"),
    FORWARD("glm/gtx/norm.hpp", "glm/glm.hpp"),
    FORWARD("glm/common.hpp", "glm/glm.hpp"),
    FORWARD("glm/fwd.hpp", "glm/glm.hpp"),
    FORWARD("glm/geometric.hpp", "glm/glm.hpp"),
    FORWARD("glm/matrix.hpp", "glm/glm.hpp"),
    FORWARD("glm/mat2x2.hpp", "glm/glm.hpp"),
    FORWARD("glm/mat4x4.hpp", "glm/glm.hpp"),
    FORWARD("glm/vec1.hpp", "glm/glm.hpp"),
    FORWARD("glm/trigonometric.hpp", "glm/glm.hpp"),
    FORWARD("glm/exponential.hpp", "glm/glm.hpp"),
    FORWARD("glm/gtc/constants.hpp", "glm/glm.hpp"),
    FORWARD("glm/gtc/matrix_inverse.hpp", "glm/glm.hpp"),
    FORWARD("glm/gtx/matrix_operation.hpp", "glm/glm.hpp"),
    FORWARD("glm/ext/matrix_float3x3.hpp", "glm/glm.hpp"),
    FORWARD("glm/ext/quaternion_float.hpp", "glm/glm.hpp"),
    FORWARD("glm/ext/vector_float3.hpp", "glm/glm.hpp"),
    FORWARD("tvm/ffi/any.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/c_api.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/container/array.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/container/map.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/container/shape.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/container/tensor.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/container/tuple.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/container/variant.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/dtype.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/error.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/extra/c_env_api.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/extra/cuda/device_guard.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/extra/module.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/extra/stl.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/memory.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/object.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/optional.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/reflection/registry.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/string.h", "tvm/ffi/function.h"),
    FORWARD("tvm/ffi/tvm_ffi.h", "tvm/ffi/function.h"),
#undef FORWARD
};

} // namespace

StringRef preludeText() {
  for (const auto &[Name, Text] : Embedded)
    if (Name == PreludeName)
      return Text;
  llvm_unreachable("the prelude is embedded at build");
}

const std::map<std::string, std::string> &standInHeaders() {
  static const std::map<std::string, std::string> Headers = [] {
    std::map<std::string, std::string> All;
    for (const auto &[Name, Text] : Forwards)
      All.emplace(Name, Text);
    for (const auto &[Name, Text] : Embedded)
      if (Name != PreludeName)
        All.insert_or_assign(Name, Text);
    return All;
  }();
  return Headers;
}

bool isWorkingStandIn(StringRef Name) {
  for (const StringRef Folder :
       {"torch/", "ATen/", "c10/", "THC/", "flashinfer/", "glm/",
        "pytorch_extension_utils.h"})
    if (Name.starts_with(Folder))
      return standInHeaders().count(Name.str()) != 0;
  return false;
}

/// `#include <torch/all.h>`, or "../x.h" from the file that includes it.
static std::string includedName(StringRef Line, StringRef From) {
  Line = Line.ltrim();
  if (!Line.consume_front("#include"))
    return "";
  Line = Line.trim();
  if (Line.consume_front("<"))
    return Line.split('>').first.str();
  if (!Line.consume_front("\""))
    return "";
  SmallString<128> Path(sys::path::parent_path(From));
  sys::path::append(Path, Line.split('"').first);
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return Path.str().str();
}

std::map<std::string, std::string>
workingStandIns(const std::vector<std::string> &Names) {
  std::map<std::string, std::string> Result;
  std::vector<std::string> Queue = Names;
  while (!Queue.empty()) {
    const std::string Name = Queue.back();
    Queue.pop_back();
    const auto Known = standInHeaders().find(Name);
    if (Known == standInHeaders().end() ||
        !Result.emplace(Name, Known->second).second)
      continue;
    for (const StringRef Line : split(Known->second, '\n'))
      if (std::string Next = includedName(Line, Name); !Next.empty())
        Queue.push_back(std::move(Next));
  }
  return Result;
}

} // namespace perfclaim
