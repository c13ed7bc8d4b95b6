//===- DeviceTensors.h - What tensor instructions share ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_DEVICETENSORS_H
#define PERFCLAIM_LIB_HOSTRUNTIME_DEVICETENSORS_H

namespace perfclaim::host {

constexpr unsigned MostBox = 256; ///< Elements of a box's row.

/// Ends the launch; \p Place: of the instruction.
[[noreturn]] void failTensor(const char *What, const void *Place);

} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_DEVICETENSORS_H
