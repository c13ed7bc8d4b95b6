//===- Tasks.h - Work on several threads ------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_DRIVER_TASKS_H
#define PERFCLAIM_LIB_DRIVER_TASKS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/TimeProfiler.h"
#include <algorithm>
#include <vector>

namespace perfclaim {

/// Does \p Work to each task, several at a time.
template <class T>
void forEachTask(std::vector<T> &Tasks, llvm::function_ref<void(T &)> Work) {
  // Runs of Clang at once: each may take a gigabyte of memory.
  constexpr unsigned MostRuns = 8;
  // Both sides at once, also where there is one core.
  llvm::DefaultThreadPool Pool(llvm::hardware_concurrency(std::clamp(
      llvm::hardware_concurrency().compute_thread_count(), 2U, MostRuns)));
  const bool Traced = llvm::timeTraceProfilerEnabled();
  for (T &Task : Tasks)
    Pool.async([&] {
      // A profiler is of one thread, and the main one gathers them.
      if (Traced)
        llvm::timeTraceProfilerInitialize(/*TimeTraceGranularity=*/500,
                                          "perfclaim");
      Work(Task);
      if (Traced)
        llvm::timeTraceProfilerFinishThread();
    });
}

} // namespace perfclaim

#endif // PERFCLAIM_LIB_DRIVER_TASKS_H
