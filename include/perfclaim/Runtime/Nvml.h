//===- Nvml.h - What the driver tells of a device ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// NVML comes with the driver and not with the toolkit, so it is loaded where
/// it is found. Without it, or without one of its functions, what it would have
/// told is not known, and nothing else changes. PERFCLAIM_NVML names another
/// file; empty, none is loaded.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_NVML_H
#define PERFCLAIM_RUNTIME_NVML_H

#include "Conditions.h"
#include <chrono>
#include <dlfcn.h>
#include <string>

namespace pc {

/// The library that the variable names, or the first of \p Names there is.
inline void *loadOptional(const char *Variable,
                          std::initializer_list<std::string> Names) {
  if (const char *Given = std::getenv(Variable))
    return *Given ? dlopen(Given, RTLD_NOW | RTLD_LOCAL) : nullptr;
  for (const std::string &Name : Names)
    if (void *Library = dlopen(Name.c_str(), RTLD_NOW | RTLD_LOCAL))
      return Library;
  return nullptr;
}

class Nvml {
public:
  /// \p BusId: of the device in use, as CUDA writes it. NVML counts devices
  /// that CUDA was told not to see.
  explicit Nvml(const char *BusId)
      : Library(loadOptional("PERFCLAIM_NVML", {"libnvidia-ml.so.1"})) {
    int (*Begin)() = nullptr;
    int (*Find)(const char *, void **) = nullptr;
    if (get(Begin, "nvmlInit_v2") &&
        get(Find, "nvmlDeviceGetHandleByPciBusId_v2"))
      if (Begin() != 0 || Find(BusId, &Device) != 0)
        Device = nullptr;
    get(ClockOf, "nvmlDeviceGetClockInfo");
    get(TemperatureOf, "nvmlDeviceGetTemperature");
    get(PowerOf, "nvmlDeviceGetPowerUsage");
    if (!get(ReasonsOf, "nvmlDeviceGetCurrentClocksEventReasons"))
      get(ReasonsOf, "nvmlDeviceGetCurrentClocksThrottleReasons");
    get(NameOf, "nvmlDeviceGetName");
    get(DriverOf, "nvmlSystemGetDriverVersion");
  }
  Nvml(const Nvml &) = delete;
  Nvml &operator=(const Nvml &) = delete;

  bool present() const { return Device; }

  DeviceState look() const {
    constexpr int SmClock = 1, MemoryClock = 2, OfGpu = 0;
    DeviceState Now;
    if (!present())
      return Now;
    unsigned Value = 0;
    if (ClockOf && ClockOf(Device, SmClock, &Value) == 0)
      Now.SmMegahertz = Value;
    if (ClockOf && ClockOf(Device, MemoryClock, &Value) == 0)
      Now.MemoryMegahertz = Value;
    if (TemperatureOf && TemperatureOf(Device, OfGpu, &Value) == 0)
      Now.Celsius = Value;
    if (PowerOf && PowerOf(Device, &Value) == 0)
      Now.Watts = Value * 1e-3;
    Now.Reasons = reasons();
    return Now;
  }
  std::uint64_t reasons() const {
    unsigned long long Value = 0;
    return present() && ReasonsOf && ReasonsOf(Device, &Value) == 0 ? Value : 0;
  }
  /// Empty where they are not known.
  std::string name() const {
    char Text[128] = "";
    return present() && NameOf && NameOf(Device, Text, sizeof Text) == 0 ? Text
                                                                         : "";
  }
  std::string driver() const {
    char Text[96] = "";
    return present() && DriverOf && DriverOf(Text, sizeof Text) == 0 ? Text
                                                                     : "";
  }

private:
  template <class F> bool get(F *&Function, const char *Name) {
    Function = Library ? reinterpret_cast<F *>(dlsym(Library, Name)) : nullptr;
    return Function;
  }

  void *Library;
  void *Device = nullptr;
  int (*ClockOf)(void *, int, unsigned *) = nullptr;
  int (*TemperatureOf)(void *, int, unsigned *) = nullptr;
  int (*PowerOf)(void *, unsigned *) = nullptr;
  int (*ReasonsOf)(void *, unsigned long long *) = nullptr;
  int (*NameOf)(void *, char *, unsigned) = nullptr;
  int (*DriverOf)(char *, unsigned) = nullptr;
};

/// Looks at the device between the runs of a timed loop. Looking takes time,
/// on some drivers a millisecond: it may take a twentieth of all.
class DeviceWatch {
public:
  explicit DeviceWatch(const Nvml &Device) : Device(Device) {}

  void begin() {
    Seen = Conditions();
    Seen.Before = Device.look();
    Next = std::chrono::steady_clock::time_point();
  }
  /// A run has ended.
  void ran() {
    if (!Device.present())
      return;
    const auto Now = std::chrono::steady_clock::now();
    if (Now >= Next) {
      Reasons = slowReasons(Device.reasons());
      const auto Looked = std::chrono::steady_clock::now();
      Next = Looked + 19 * (Looked - Now);
    }
    ++Seen.Runs;
    Seen.SlowRuns += Reasons != 0;
    Seen.Reasons |= Reasons;
  }
  Conditions end() {
    Seen.After = Device.look();
    return Seen;
  }
  bool present() const { return Device.present(); }

private:
  const Nvml &Device;
  Conditions Seen;
  std::uint64_t Reasons = 0;
  std::chrono::steady_clock::time_point Next;
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_NVML_H
