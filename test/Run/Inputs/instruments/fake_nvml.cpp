// A driver's library: every other look finds the power cap, and the clock is
// lower after each.
#include <cstdio>

extern "C" {
int nvmlInit_v2() { return 0; }
int nvmlDeviceGetHandleByPciBusId_v2(const char *, void **Device) {
  static int Only;
  *Device = &Only;
  return 0;
}
int nvmlDeviceGetName(void *, char *Text, unsigned Size) {
  std::snprintf(Text, Size, "Fake");
  return 0;
}
int nvmlSystemGetDriverVersion(char *Text, unsigned Size) {
  std::snprintf(Text, Size, "999.12.3");
  return 0;
}
int nvmlDeviceGetClockInfo(void *, int Which, unsigned *Megahertz) {
  static unsigned Sm = 2000;
  *Megahertz = Which == 1 ? Sm -= 200 : 2619;
  return 0;
}
int nvmlDeviceGetTemperature(void *, int, unsigned *Celsius) {
  *Celsius = 61;
  return 0;
}
#ifndef WITHOUT_POWER
int nvmlDeviceGetPowerUsage(void *, unsigned *Milliwatts) {
  *Milliwatts = 350500;
  return 0;
}
#endif
int nvmlDeviceGetCurrentClocksThrottleReasons(void *,
                                              unsigned long long *Reasons) {
  static bool Capped = false;
  // Idleness, 0x1, slows nothing down.
  *Reasons = (Capped = !Capped) ? 0x5 : 0x1;
  return 0;
}
}
