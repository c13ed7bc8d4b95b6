// One side of a benchmark whose entry is a function of the host. PERCENT more
// work than the other side has is the slowdown that has to be found.
#include "perfclaim/Runtime/Abi.h"

namespace {

__attribute__((noinline)) void work(float *out, long long n) {
  float Value = 1;
  for (long long I = 0; I < n * (1000 + 10 * PERCENT) / 1000; ++I)
    Value = Value * 1.0000001f + 1e-7f;
  // Both sides give the same, whatever they did for it.
  out[0] = Value > 0 ? 1 : 2;
}

const char *const Parameters[] = {"out", "n"};
const pc_entry Entry = {
    "work", "native", "work.cpp", 1, 2, Parameters, 0, nullptr,
    [](const pc_value *Values, cudaStream_t) {
      work(static_cast<float *>(Values[0].p), Values[1].i);
    }};

} // namespace

extern "C" const pc_entry *pc_entries(int *Count) {
  *Count = 1;
  return &Entry;
}
extern "C" void pc_setup(cudaStream_t) {}
