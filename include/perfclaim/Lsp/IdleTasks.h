//===- IdleTasks.h - What is done when nobody types -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LSP_IDLETASKS_H
#define PERFCLAIM_LSP_IDLETASKS_H

#include "llvm/ADT/FunctionExtras.h"
#include "llvm/ADT/StringRef.h"
#include <chrono>
#include <functional>
#include <memory>

namespace perfclaim {

/// Long tasks, one after the other, and of each key only the newest: a newer
/// one takes the place of one that waits, and stops one that is being done.
class IdleTasks {
public:
  /// Given what to ask whether it is still wanted: true means stop.
  using Task = llvm::unique_function<void(const std::function<bool()> &Stop)>;
  virtual ~IdleTasks();
  /// Does \p Work once \p Pause has passed and nothing else was posted for
  /// \p Key. The same \p Version again leaves what is done or waits as it is,
  /// but for a shorter pause.
  virtual void post(llvm::StringRef Key, llvm::StringRef Version,
                    std::chrono::milliseconds Pause, Task Work) = 0;
  /// The task of \p Key is not wanted any more.
  virtual void drop(llvm::StringRef Key) = 0;
  /// Nothing that was posted is wanted any more.
  virtual void dropAll() = 0;
  /// Waits for no pause, and returns when nothing is left to do.
  virtual void finish() = 0;
};
/// In finish(), by whoever calls it: the same order in every run.
std::unique_ptr<IdleTasks> makeHeldTasks();
/// In a thread of its own.
std::unique_ptr<IdleTasks> makeIdleThread();

} // namespace perfclaim

#endif // PERFCLAIM_LSP_IDLETASKS_H
