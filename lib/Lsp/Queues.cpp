//===- Queues.cpp - Tasks one after the other -----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Lsp/Server.h"
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

using namespace llvm;

namespace perfclaim {

TaskQueue::~TaskQueue() = default;

namespace {

class InlineQueue : public TaskQueue {
public:
  void post(Task Work) override { Work(); }
  void finish() override {}
};

class ThreadQueue : public TaskQueue {
public:
  ThreadQueue() : Worker([this] { work(); }) {}
  ~ThreadQueue() override {
    {
      std::lock_guard<std::mutex> Guard(Lock);
      Closed = true;
    }
    Changed.notify_all();
    Worker.join();
  }
  void post(Task Work) override {
    {
      std::lock_guard<std::mutex> Guard(Lock);
      Waiting.push_back(std::move(Work));
    }
    Changed.notify_all();
  }
  void finish() override {
    std::unique_lock<std::mutex> Guard(Lock);
    Changed.wait(Guard, [&] { return Waiting.empty() && !Busy; });
  }

private:
  void work() {
    std::unique_lock<std::mutex> Guard(Lock);
    while (true) {
      Changed.wait(Guard, [&] { return Closed || !Waiting.empty(); });
      if (Waiting.empty())
        return;
      Task Next = std::move(Waiting.front());
      Waiting.pop_front();
      Busy = true;
      Guard.unlock();
      Next();
      Next = nullptr;
      Guard.lock();
      Busy = false;
      Changed.notify_all();
    }
  }

  std::mutex Lock; ///< For what follows.
  std::condition_variable Changed;
  std::deque<Task> Waiting;
  bool Busy = false, Closed = false;
  std::thread Worker;
};

} // namespace

std::unique_ptr<TaskQueue> makeInlineQueue() {
  return std::make_unique<InlineQueue>();
}
std::unique_ptr<TaskQueue> makeThreadQueue() {
  return std::make_unique<ThreadQueue>();
}

} // namespace perfclaim
