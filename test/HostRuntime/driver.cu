// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions of the driver that programs of the runtime call beside it.
//
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile %s -lcuda -o %t
// RUN: %t | FileCheck %s

#include <cstdio>
#include <cuda.h>
#include <cuda_runtime.h>

__global__ void twice(int *Values) { Values[threadIdx.x] *= 2; }

int main() {
  CUdevice Device;
  CUcontext Context, Current;
  size_t Free = 0, Total = 0;
  cuInit(0);
  cuDeviceGet(&Device, 0);
  cuDevicePrimaryCtxRetain(&Context, Device);
  cuCtxSetCurrent(Context);
  cuCtxGetCurrent(&Current);
  cuMemGetInfo(&Free, &Total);
  // CHECK: one context 1, memory 1
  printf("one context %d, memory %d\n", Context == Current,
         Free > 0 && Free <= Total);
  CUdeviceptr Values;
  int Host[4] = {1, 2, 3, 4};
  cuMemAlloc(&Values, sizeof Host);
  cuMemcpyHtoD(Values, Host, sizeof Host);
  twice<<<1, 4>>>(reinterpret_cast<int *>(Values));
  cuCtxSynchronize();
  cuMemsetD8(Values, 0, 4);
  cuMemcpyDtoH(Host, Values, sizeof Host);
  cuMemFree(Values);
  // CHECK: 0 4 6 8
  printf("%d %d %d %d\n", Host[0], Host[1], Host[2], Host[3]);
  // CHECK: invalid 1
  printf("invalid %d\n", cuMemFree(Values) == CUDA_ERROR_INVALID_VALUE);
  // What is not supported links, and says so when it is called.
  CUmemAllocationProp Property = {};
  size_t Step = 0;
  // CHECK: refused 1
  printf("refused %d\n",
         cuMemGetAllocationGranularity(&Step, &Property,
                                       CU_MEM_ALLOC_GRANULARITY_MINIMUM) ==
             CUDA_ERROR_NOT_SUPPORTED);
}
