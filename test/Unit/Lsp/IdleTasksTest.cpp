//===- IdleTasksTest.cpp - What is done when nobody types -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Lsp/IdleTasks.h"
#include "gtest/gtest.h"
#include <future>
#include <string>
#include <thread>
#include <vector>

namespace perfclaim {
namespace {

using std::chrono::milliseconds;

/// Longer than any test.
constexpr milliseconds Long(3600000);

struct Log {
  std::vector<std::string> Done;
  IdleTasks::Task task(const std::string &Name) {
    return
        [this, Name](const std::function<bool()> &) { Done.push_back(Name); };
  }
};

TEST(IdleTasksTest, HoldsTasksUntilItIsToFinish) {
  Log L;
  std::unique_ptr<IdleTasks> Idle = makeHeldTasks();
  Idle->post("a", "1", milliseconds(0), L.task("a1"));
  Idle->post("b", "1", milliseconds(0), L.task("b1"));
  Idle->post("a", "2", milliseconds(0), L.task("a2"));
  Idle->post("c", "1", milliseconds(0), L.task("c1"));
  Idle->drop("c");
  EXPECT_TRUE(L.Done.empty());
  Idle->finish();
  EXPECT_EQ(L.Done, (std::vector<std::string>{"a2", "b1"}));
}

TEST(IdleTasksTest, ThreadWaitsForThePauseUnlessItIsToFinish) {
  Log L;
  std::unique_ptr<IdleTasks> Idle = makeIdleThread();
  Idle->post("a", "1", Long, L.task("a1"));
  Idle->post("a", "2", Long, L.task("a2"));
  Idle->post("b", "1", Long, L.task("b1"));
  Idle->drop("b");
  Idle->finish();
  EXPECT_EQ(L.Done, (std::vector<std::string>{"a2"}));
}

TEST(IdleTasksTest, TheSameVersionAgainShortensThePause) {
  Log L;
  std::unique_ptr<IdleTasks> Idle = makeIdleThread();
  std::promise<void> Ran;
  Idle->post("a", "1", Long,
             [&](const std::function<bool()> &) { Ran.set_value(); });
  Idle->post("a", "1", milliseconds(0), L.task("another"));
  Ran.get_future().wait();
  Idle->finish();
  EXPECT_TRUE(L.Done.empty());
}

/// Runs until it is told to stop.
IdleTasks::Task endless(std::promise<void> &Began, bool &Stopped) {
  return [&](const std::function<bool()> &Stop) {
    Began.set_value();
    while (!Stop())
      std::this_thread::yield();
    Stopped = true;
  };
}

TEST(IdleTasksTest, ANewerTaskStopsTheOneThatIsBeingDone) {
  Log L;
  std::unique_ptr<IdleTasks> Idle = makeIdleThread();
  std::promise<void> Began;
  bool Stopped = false;
  Idle->post("a", "1", milliseconds(0), endless(Began, Stopped));
  Began.get_future().wait();
  // Another key waits for it, the same version leaves it.
  Idle->post("b", "1", milliseconds(0), L.task("b1"));
  Idle->post("a", "1", milliseconds(0), L.task("a1 again"));
  Idle->post("a", "2", milliseconds(0), L.task("a2"));
  Idle->finish();
  EXPECT_TRUE(Stopped);
  EXPECT_EQ(L.Done, (std::vector<std::string>{"b1", "a2"}));
}

TEST(IdleTasksTest, WhatIsDroppedStops) {
  for (const bool All : {false, true}) {
    std::unique_ptr<IdleTasks> Idle = makeIdleThread();
    std::promise<void> Began;
    bool Stopped = false;
    Idle->post("a", "1", milliseconds(0), endless(Began, Stopped));
    Began.get_future().wait();
    if (All)
      Idle->dropAll();
    else
      Idle->drop("a");
    Idle->finish();
    EXPECT_TRUE(Stopped);
  }
}

} // namespace
} // namespace perfclaim
