// Two kernels that overlap are in every record: together they take 12
// microseconds, and each takes 8.
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace {
using Request = void (*)(std::uint8_t **, std::size_t *, std::size_t *);
using Complete = void (*)(void *, std::uint32_t, std::uint8_t *, std::size_t,
                          std::size_t);
Request Requested;
Complete Completed;

void put(std::uint8_t *Record, std::uint32_t Kind, std::uint64_t Start,
         std::uint64_t End) {
  const char *Name = FAKE_KERNEL;
  std::memset(Record, 0, 192);
  std::memcpy(Record, &Kind, sizeof Kind);
  std::memcpy(Record + 16, &Start, sizeof Start);
  std::memcpy(Record + 24, &End, sizeof End);
  std::memcpy(Record + 104, &Name, sizeof Name);
}
} // namespace

extern "C" {
int cuptiActivityRegisterCallbacks(Request R, Complete C) {
  Requested = R;
  Completed = C;
  return 0;
}
int cuptiActivityEnable(std::uint32_t Kind) { return Kind == 10 ? 0 : 1; }
int cuptiActivityDisable(std::uint32_t) { return 0; }
int cuptiActivityFlushAll(std::uint32_t) {
  std::uint8_t *Buffer = nullptr;
  std::size_t Size = 0, Most = 0;
  Requested(&Buffer, &Size, &Most);
  put(Buffer, 10, 1000, 9000);
  put(Buffer + 192, 10, 5000, 13000);
  put(Buffer + 384, 1, 0, 90000); // No kernel.
  Completed(nullptr, 0, Buffer, Size, 3 * 192);
  return 0;
}
int cuptiActivityGetNextRecord(std::uint8_t *Buffer, std::size_t Valid,
                               void **Record) {
  std::uint8_t *Next =
      *Record ? static_cast<std::uint8_t *>(*Record) + 192 : Buffer;
  if (Next >= Buffer + Valid)
    return 12;
  *Record = Next;
  return 0;
}
}
