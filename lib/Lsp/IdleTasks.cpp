//===- IdleTasks.cpp - What is done when nobody types ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Lsp/IdleTasks.h"
#include "llvm/ADT/STLExtras.h"
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace llvm;

namespace perfclaim {

IdleTasks::~IdleTasks() = default;

namespace {

using Clock = std::chrono::steady_clock;

struct Waiting {
  std::string Key, Version;
  Clock::time_point Due;
  IdleTasks::Task Work;
};

/// Replaces what waits for the key; the first posted stays the first.
void replace(std::vector<Waiting> &List, Waiting New) {
  for (Waiting &W : List)
    if (W.Key == New.Key) {
      if (W.Version == New.Version)
        W.Due = std::min(W.Due, New.Due);
      else
        W = std::move(New);
      return;
    }
  List.push_back(std::move(New));
}

class HeldTasks : public IdleTasks {
public:
  void post(StringRef Key, StringRef Version, std::chrono::milliseconds,
            Task Work) override {
    replace(List, {Key.str(), Version.str(), {}, std::move(Work)});
  }
  void drop(StringRef Key) override {
    llvm::erase_if(List, [&](const Waiting &W) { return W.Key == Key; });
  }
  void dropAll() override { List.clear(); }
  void finish() override {
    while (!List.empty()) {
      Waiting Next = std::move(List.front());
      List.erase(List.begin());
      Next.Work([] { return false; });
    }
  }

private:
  std::vector<Waiting> List;
};

class IdleThread : public IdleTasks {
public:
  IdleThread() : Worker([this] { work(); }) {}
  ~IdleThread() override {
    {
      const std::lock_guard<std::mutex> Guard(Lock);
      Closed = true;
      List.clear();
      stopIf([](const Doing &) { return true; });
    }
    Changed.notify_all();
    Worker.join();
  }
  void post(StringRef Key, StringRef Version, std::chrono::milliseconds Pause,
            Task Work) override {
    {
      const std::lock_guard<std::mutex> Guard(Lock);
      if (Now && Now->Key == Key && Now->Version == Version && !Now->Stop)
        return;
      stopIf([&](const Doing &D) { return D.Key == Key; });
      replace(List, {Key.str(), Version.str(), Clock::now() + Pause,
                     std::move(Work)});
    }
    Changed.notify_all();
  }
  void drop(StringRef Key) override {
    const std::lock_guard<std::mutex> Guard(Lock);
    stopIf([&](const Doing &D) { return D.Key == Key; });
    llvm::erase_if(List, [&](const Waiting &W) { return W.Key == Key; });
  }
  void dropAll() override {
    const std::lock_guard<std::mutex> Guard(Lock);
    stopIf([](const Doing &) { return true; });
    List.clear();
  }
  void finish() override {
    std::unique_lock<std::mutex> Guard(Lock);
    for (Waiting &W : List)
      W.Due = Clock::now();
    Changed.notify_all();
    Changed.wait(Guard, [&] { return List.empty() && !Now; });
  }

private:
  struct Doing {
    std::string Key, Version;
    std::atomic<bool> Stop = false;
  };
  void stopIf(function_ref<bool(const Doing &)> Is) {
    if (Now && Is(*Now))
      Now->Stop = true;
  }
  void work() {
    std::unique_lock<std::mutex> Guard(Lock);
    while (!Closed) {
      const auto First =
          llvm::min_element(List, [](const Waiting &A, const Waiting &B) {
            return A.Due < B.Due;
          });
      if (First == List.end()) {
        Changed.wait(Guard);
        continue;
      }
      if (Clock::now() < First->Due) {
        // Copied: the list may change meanwhile.
        const Clock::time_point Due = First->Due;
        Changed.wait_until(Guard, Due);
        continue;
      }
      Waiting Next = std::move(*First);
      List.erase(First);
      Now = std::make_unique<Doing>();
      Now->Key = Next.Key;
      Now->Version = Next.Version;
      Guard.unlock();
      Next.Work([this] { return Now->Stop.load(); });
      Next.Work = nullptr;
      Guard.lock();
      Now.reset();
      Changed.notify_all();
    }
  }

  std::mutex Lock; ///< For what follows.
  std::condition_variable Changed;
  std::vector<Waiting> List;
  std::unique_ptr<Doing> Now; ///< Written by the worker alone.
  bool Closed = false;
  std::thread Worker;
};

} // namespace

std::unique_ptr<IdleTasks> makeHeldTasks() {
  return std::make_unique<HeldTasks>();
}
std::unique_ptr<IdleTasks> makeIdleThread() {
  return std::make_unique<IdleThread>();
}

} // namespace perfclaim
