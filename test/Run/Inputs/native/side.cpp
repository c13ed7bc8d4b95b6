// One side of a benchmark whose entry is a function of the host. PERCENT more
// work than the other side has is the slowdown that has to be found. CHEAT is
// what it does instead of its work: 1, gives out what it computed first; 2,
// stops after some calls. 3 is none: it allocates memory besides.
#include "perfclaim/Runtime/Abi.h"

namespace {

__attribute__((noinline)) void work(float *out, long long n, const float *in) {
#if CHEAT == 1
  static float First = 0;
  if (First != 0) {
    out[0] = First;
    return;
  }
#elif CHEAT == 2
  static int Calls = 0;
  if (++Calls > 5)
    return;
#elif CHEAT == 3
  void *Small = nullptr, *Large = nullptr;
  for (int I = 0; I != 2; ++I) {
    cudaMalloc(&Large, 3 << 20);
    cudaMalloc(&Small, 1 << 20);
    cudaFree(Large);
    cudaFree(Small);
  }
#endif
  float Value = 1;
  for (long long I = 0; I < n * (1000 + 10 * PERCENT) / 1000; ++I)
    Value = Value * 1.0000001f + 1e-7f;
  // Both sides give the same, whatever they did for it.
  out[0] = Value > 0 ? in[0] : 2;
#if CHEAT == 1
  First = out[0];
#endif
}

const char *const Parameters[] = {"out", "n", "in"};
const pc_entry Entry = {
    "work", "native", "work.cpp", 1, 3, Parameters, 0, nullptr,
    [](const pc_value *Values, cudaStream_t) {
      work(static_cast<float *>(Values[0].p), Values[1].i,
           static_cast<const float *>(Values[2].p));
    }};

} // namespace

extern "C" const pc_entry *pc_entries(int *Count) {
  *Count = 1;
  return &Entry;
}
extern "C" void pc_setup(cudaStream_t) {}
