//===- methods.cpp - Two other ways to compare two functions --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What `utils/compare-methods` sets beside perfclaim's own measurement: both sides
/// under Google Benchmark, or one after the other in a loop like Triton's do_bench.
/// Both call the very libraries that perfclaim measured.
///
///   methods BEFORE.so AFTER.so WORK --benchmark_...   Google Benchmark
///   methods BEFORE.so AFTER.so WORK do_bench SECONDS  a line of JSON: the times of
///                                                     each side, in seconds
///
//===----------------------------------------------------------------------===//

#include "perfclaim/Runtime/Abi.h"

#include <benchmark/benchmark.h>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point Start) {
  return std::chrono::duration<double>(Clock::now() - Start).count();
}

/// The one entry of a side, with arguments of its own.
class Side {
public:
  Side(const char *Path, long long Work) {
    void *Library = dlopen(Path, RTLD_NOW | RTLD_LOCAL);
    if (!Library)
      std::fprintf(stderr, "%s\n", dlerror()), std::exit(1);
    int Count = 0;
    Entry = reinterpret_cast<const pc_entry *(*)(int *)>(
        dlsym(Library, "pc_entries"))(&Count);
    Values[0].p = Out;
    Values[1].i = Work;
    Values[2].p = In;
  }
  void operator()() {
    Entry->call(Values, nullptr);
    benchmark::DoNotOptimize(Out[0]);
  }

private:
  const pc_entry *Entry = nullptr;
  float Out[1] = {}, In[8] = {};
  pc_value Values[3] = {};
};

/// As do_bench with its defaults: a few runs to estimate, 25 ms to warm up, then
/// each run by itself until the time is over, and a buffer of the size of a cache
/// overwritten before each.
std::vector<double> doBench(Side &Run, double Seconds) {
  static std::vector<char> Cache(32 << 20);
  const auto Flush = [] { std::memset(Cache.data(), 0, Cache.size()); };
  const Clock::time_point Start = Clock::now();
  for (int I = 0; I != 5; ++I) {
    Flush();
    Run();
  }
  const double Estimate = secondsSince(Start) / 5;
  for (double Left = 0.025; Left > 0; Left -= Estimate)
    Run();
  std::vector<double> Times;
  for (double Left = Seconds; Left > 0 || Times.empty(); Left -= Estimate) {
    Flush();
    const Clock::time_point Begin = Clock::now();
    Run();
    Times.push_back(secondsSince(Begin));
  }
  return Times;
}

void print(const char *Name, const std::vector<double> &Times) {
  std::printf("\"%s\": [", Name);
  for (size_t I = 0; I != Times.size(); ++I)
    std::printf("%s%.9g", I ? ", " : "", Times[I]);
  std::printf("]");
}

} // namespace

int main(int Count, char **Texts) {
  if (Count < 5)
    return std::fprintf(stderr, "usage: methods BEFORE AFTER WORK ...\n"), 2;
  Side Before(Texts[1], std::atoll(Texts[3])), After(Texts[2], std::atoll(Texts[3]));
  if (std::string(Texts[4]) == "do_bench") {
    const double Seconds = std::atof(Texts[5]);
    std::printf("{");
    print("before", doBench(Before, Seconds));
    std::printf(", ");
    print("after", doBench(After, Seconds));
    std::printf("}\n");
    return 0;
  }
  for (auto [Name, Run] : {std::pair("before", &Before), {"after", &After}})
    benchmark::RegisterBenchmark(Name, [Run = Run](benchmark::State &State) {
      for (auto _ : State)
        (*Run)();
    });
  Texts[3] = Texts[0];
  Count -= 3;
  benchmark::Initialize(&Count, Texts + 3);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
